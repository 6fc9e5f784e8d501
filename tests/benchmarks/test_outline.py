"""Fixed outlines: legal layouts on whole numbers, faults are seen, bad files are named."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks import outline as bench
from benchmarks.layouts import run
from planner.errors import UsageError
from solvers.arrange.multistart import Budget

CASE = {
    "width": 30,
    "height": 10,
    "max_aspect": 2,
    "soft": [{"name": "a", "area": 100}, {"name": "b", "area": 99}],
    "fixed": [{"name": "core", "x": 10, "y": 0, "w": 10, "h": 10}],
    "nets": [{"pins": ["a", "core"], "weight": 2}, {"pins": ["b", "core"], "weight": 1}],
    "best_known": 30,
}


def test_rooms_lie_beside_the_core_on_whole_numbers() -> None:
    # left and right of the core remain 10 x 10 each; middles 10 from that of the core: 2 * 10 + 1 * 10
    line = run(bench.instance_of(CASE, "hand"), 1, Budget(moves=30_000), 1)
    assert line["objective"] == pytest.approx(30)
    assert line["gap_pct"] == pytest.approx(0)
    assert all(value == int(value) for box in line["rectangles"] for value in box)


def test_rounding_gives_short_rooms_free_cells() -> None:
    blocks = bench.blocks_of(CASE)
    made = bench.whole(blocks, np.array([[0.0, 0.4, 10, 10], [20, 0, 29.4, 10]]))
    assert made.tolist() == [[0, 0, 10, 10], [20, 0, 30, 10]]


def test_faults_of_a_layout_are_seen() -> None:
    blocks = bench.blocks_of(CASE)
    core = [10.0, 0, 20, 10]
    assert bench.faults(blocks, np.array([[0, 0, 10, 10], [20, 0, 30, 10], core]), 2) == []
    assert "overlaps" in bench.faults(blocks, np.array([[5, 0, 15, 10], [20, 0, 30, 10], core]), 2)[0]
    assert "has 90 of 100" in bench.faults(blocks, np.array([[0, 0, 9, 10], [20, 0, 30, 10], core]), 2)[0]
    assert "longer" in bench.faults(blocks, np.array([[0, 0, 10, 10], [20, 0, 30, 10], core]), 0.9)[0]
    half = np.array([[0, 0, 10, 10], [20, 0, 29.95, 10], core])
    assert "whole numbers" in bench.faults(blocks, half, 2)[0]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"nets": [{"pins": ["a", "x"], "weight": 1}]}, r"nets\[0\]"),
        ({"soft": [{"name": "core", "area": 1}]}, "same name"),
        ({"soft": [{"name": "a"}]}, "area"),
        ({"max_aspect": 0.5}, "max_aspect"),
        ({"soft": [{"name": "a", "area": 150}, {"name": "b", "area": 99}]}, "enlarge the site"),
    ],
)
def test_an_instance_that_cannot_be_read_is_named(change: dict[str, object], word: str) -> None:
    with pytest.raises(UsageError, match=word):
        bench.blocks_of(CASE | change)


def test_a_file_without_nets_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text(json.dumps({"width": 1, "height": 1, "soft": [], "fixed": []}))
    with pytest.raises(UsageError, match="nets"):
        bench.read(file)
