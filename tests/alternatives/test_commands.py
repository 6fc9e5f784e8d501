"""What the commands refuse, said at once and by name; and a park through both of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli import main
from planner.compare.read import read_plans
from planner.compare.table import compare, save_csv

TINY = Path(__file__).parents[1] / "solve" / "tiny.yaml"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["alternatives", str(TINY), "--within", "0"], "expected a share above 0"),
        (["alternatives", str(TINY), "--apart", "x"], "expected a share above 0"),
        (["alternatives", str(TINY), "--directions", "sunny"], "expected some of value, block"),
        (["alternatives", str(TINY), "--directions", "moved"], "moved needs --from BUNDLE"),
        (["alternatives", str(TINY), "--from", "nowhere"], "nowhere: no such folder"),
        (["pareto", str(TINY), "--objectives", "value"], "expected two or three different ones"),
        (["pareto", str(TINY), "--objectives", "value,moved"], "moved needs --from BUNDLE"),
        (["pareto", str(TINY), "--objectives", "value,goods"], "is the same in every plan of this park"),
        (["pareto", str(TINY), "--objectives", "value,spare", "--steps", "1,2"], "expected 1 above 0, of"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_once(
    arguments: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "-o", str(tmp_path / "out")]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("name", ["alternatives", "pareto"])
def test_a_promise_that_nobody_keeps_is_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "park.yaml"
    file.write_text(TINY.read_text("utf-8") + "\nrobust: {clause_probability: 0.9}\n", "utf-8")
    more = ["--objectives", "value,spare"] if name == "pareto" else []
    assert main([name, str(file), "-o", str(tmp_path / "out"), *more]) == 2
    told = capsys.readouterr().err
    assert f"planner {name} does not let them" in told
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_alternatives_of_a_tiny_park(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    given = ["alternatives", str(TINY), "-o", str(out), "--count", "3", "--within", "10%", "--no-pictures"]
    assert main([*given, "--jobs", "1", "--json", "-q"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["layouts"]) == 3
    for row in told["layouts"]:
        assert row["loss"] <= 0.10
        assert (out / row["folder"] / "layout.geojson").is_file()
        assert row["mandatory"]["fail"] == 0
        assert all(distance >= 0.30 for distance in row["distances"].values())
    assert (out / "compare.html").is_file()
    assert not (out / ".trial").exists()
    # what was measured on the way is what the folders give
    plans = read_plans([out / row["folder"] for row in told["layouts"]])
    save_csv(tmp_path / "again.csv", compare(plans), "en")
    assert (out / "compare.csv").read_bytes() == (tmp_path / "again.csv").read_bytes()
    layouts = [(out / row["folder"] / "layout.geojson").read_bytes() for row in told["layouts"]]
    assert main([*given, "--jobs", "2", "--json", "-q"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert [(out / row["folder"] / "layout.geojson").read_bytes() for row in again["layouts"]] == layouts


@pytest.mark.slow
def test_a_front_of_a_tiny_park_with_layouts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    given = ["pareto", str(TINY), "--objectives", "value,spare", "-o", str(out), "--levels", "4"]
    assert main([*given, "--layouts", "2", "--no-pictures", "--jobs", "1", "--json", "-q"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["proven"]
    assert len(told["points"]) >= 4
    assert sum(row["folder"] is not None for row in told["points"]) == 2
    for name in ("pareto.json", "pareto.csv", "pareto.png", "compare.html"):
        assert (out / name).is_file()
