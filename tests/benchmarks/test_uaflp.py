"""The published layout problem: known optima are reached, faults are seen, bad files are named."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import uaflp as bench
from benchmarks import uaflp_study as study
from benchmarks.layouts import run
from planner.errors import UsageError
from solvers.arrange.multistart import Budget, arrange_blocks

HERE = Path(__file__).parent / "uaflp"


@pytest.mark.parametrize(
    ("name", "moves"), [("minlplib_o9_ar4_1", 2_000_000), ("minlplib_m7_ar4_1", 400_000)]
)
def test_a_proven_optimum_is_reached(name: str, moves: int) -> None:
    # o9 leaves no room to spare and its best layout is no slicing one
    data = bench.read_json(HERE / f"{name}.json", ("areas",))
    blocks = bench.blocks_of(data)
    got = arrange_blocks(blocks, 1, Budget(moves=moves), workers=1)
    assert got is not None
    assert got.cost == pytest.approx(data["best_known"], rel=1e-3)
    assert bench.faults(blocks, got) == []


def test_faults_of_a_layout_are_seen() -> None:
    blocks = bench.read(HERE / "minlplib_m7_ar4_1.json").blocks
    got = arrange_blocks(blocks, 1, Budget(moves=60_000), workers=1)
    assert got is not None
    assert bench.faults(blocks, got) == []
    moved = got.boxes + 0.1
    assert any("leaves the site" in f for f in bench.faults(blocks, replace(got, boxes=moved)))
    wide = got.boxes.copy()
    wide[0, 2] += 0.001
    assert any("another area" in f for f in bench.faults(blocks, replace(got, boxes=wide)))
    onto = got.boxes.copy()
    onto[6] = onto[5]
    assert any("overlap" in f for f in bench.faults(blocks, replace(got, boxes=onto)))
    assert bench.faults(blocks, replace(got, cost=1.0)) == ["the cost is not that of the rectangles"]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"flows": [[0, 1], [2, 0]]}, "symmetric"),
        ({"max_aspect": 0.5}, "max_aspect"),
        ({"flows": [[0, 1, 2], [1, 0, 2]]}, "flows holds 2 x 3 numbers; expected 2 x 2"),
        ({"flows": [[0, 1], [1]]}, "flows is .*expected 2 x 2"),
        ({"flows": [[0, math.nan], [math.nan, 0]]}, r"flows\[0\]\[1\] is nan; expected finite"),
        ({"flows": [[0, -1], [-1, 0]]}, r"flows\[0\]\[1\] is -1"),
        ({"flows": None}, "flows is None"),
        ({"areas": [[1.0], [1.0]]}, "areas holds 2 x 1 numbers; expected a list"),
        ({"areas": [1.0, "x"]}, "areas is .*expected a list of numbers"),
        ({"areas": [True, 1.0]}, "areas is .*expected a list of numbers"),
        ({"areas": [1.0, math.inf]}, r"areas\[1\] is inf; expected finite numbers above 0"),
        ({"areas": [1.0, 0.0]}, r"areas\[1\] is 0; expected finite numbers above 0"),
        ({"width": math.nan}, "width is nan; expected a finite number above 0"),
        ({"width": "wide"}, "width is 'wide'"),
        ({"max_aspect": math.nan}, "max_aspect is nan; expected at least 1"),
        ({"max_aspect": [2, 2, 2]}, "max_aspect holds 3 numbers; expected 2"),
        ({"min_side": 1.5}, "block 0 of 1 cannot be 1.5 wide and 1.5 high"),
        ({"dept_bounds": {"w": [[1.5, 0], [1, 9]], "h": [[0, 0], [9, 9]]}}, "w of block 0 is at least 1.5"),
        ({"metric": "moon"}, "metric is 'moon'; expected rectilinear or euclidean"),
        ({"areas": [4.0, 3.0]}, "enlarge the site"),
        ({"dept_bounds": {"w": [1.0, 2.0]}}, "dept_bounds"),
    ],
)
def test_an_instance_that_cannot_be_read_is_named(
    change: dict[str, object], word: str, tmp_path: Path
) -> None:
    data = {"width": 2.0, "height": 2.0, "areas": [1.0, 1.0], "flows": [[0, 1], [1, 0]]} | change
    with pytest.raises(UsageError, match=word):
        bench.blocks_of(data)


def test_a_file_without_areas_or_without_json_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text(json.dumps({"width": 1, "height": 1, "flows": []}))
    with pytest.raises(UsageError, match="areas"):
        bench.read(file)
    file.write_text("{")
    with pytest.raises(UsageError, match="cannot be read"):
        bench.read(file)


def test_the_best_value_known_is_looked_at_before_the_search(tmp_path: Path) -> None:
    data = {"width": 2.0, "height": 1.0, "areas": [1.0, 1.0], "flows": [[0, 1], [1, 0]], "best_known": -3}
    file = tmp_path / "x.json"
    file.write_text(json.dumps(data))
    with pytest.raises(UsageError, match="best_known is -3; expected a number above 0"):
        bench.read(file)


def test_a_table_over_seeds_tells_median_and_worst_and_keeps_what_beats_the_best(tmp_path: Path) -> None:
    data = {"width": 3.0, "height": 1.0, "areas": [1.0, 1.0, 1.0], "min_side": 1.0, "best_known": 8.0}
    data["flows"] = [[0, 2, 1], [2, 0, 1], [1, 1, 0]]
    file = tmp_path / "row.json"
    file.write_text(json.dumps(data))
    instance = study.read(file)
    lines = [run(instance, seed, Budget(moves=2000), 1) for seed in (1, 2, 3)]
    # a row of squares, the two with the larger flow side by side: 2 + 1 + 2
    assert [line["objective"] for line in lines] == pytest.approx([5.0] * 3)
    lines[2]["objective"] = 10.0
    cells = [cell.strip() for cell in study.row(instance, lines).split("|")]
    assert cells[1:8] == ["row", "3", "8", "-37.500 %", "+25.000 %", "0", "4"]
    study.keep(tmp_path / "kept", "row", lines)
    assert json.loads((tmp_path / "kept" / "uaflp_row.json").read_text())["gap_pct"] == pytest.approx(-37.5)
