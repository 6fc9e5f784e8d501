"""Which pictures the rows of a sweep make, in both languages; what a terminal without colours is told."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from planner.sweep.design import Case
from planner.sweep.read import Sweep, load_sweep
from planner.sweep.table import Row
from tests.sweep.files import write
from viz.labels import Lang
from viz.sweep_pictures import draw_sweep, sheets
from viz.sweep_progress import duration, sweep_progress

LATIN = """latin_hypercube:
  count: 60
  parameters:
    - {name: wish, zh: 期望面积, path: "tenants[T01].wished_m2", from: 180, to: 250}
    - {name: share, zh: 出租率, path: occupancy.least_leased_share, from: 0.2, to: 0.9}
    - {name: type, zh: 类型, path: base_type, values: [park, building]}
"""
GRID = """grid:
  - {name: wish, path: "tenants[T01].wished_m2", values: [180, 200, 250]}
  - {name: share, path: occupancy.least_leased_share, values: [0.2, 0.5, 0.8]}
  - {path: run.seed, values: [1, 2, 3]}
"""


def rows(found: Sweep) -> tuple[Row, ...]:
    return tuple(Row(case, record(case)) for case in found.cases)


def record(case: Case) -> dict[str, object]:
    """Worth more the more is wished; infeasible where both are large, two clauses fail near there."""
    wish, share = float(case.values[0]), float(case.values[1])
    told = {"key": case.id, "wished_met": share, "value": 1000 * wish, "failing": []}
    if wish > 210 and share > 0.6:
        core = (
            ["CBEP-4.1.2-a:office_area", "CBEP-4.2.1-c", "CBEP-4.2.2.1"] if wish > 230 else ["capacity:A/1F"]
        )
        return {"key": case.id, "status": "infeasible", "core": core}
    failing = ["CBEP-4.2.1-b"] if share > 0.75 else []
    return {**told, "status": "feasible", "failing": failing}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("body", [LATIN, GRID])
def test_every_picture_is_made_of_samples_and_grids(body: str, lang: Lang, tmp_path: Path) -> None:
    found = load_sweep(write(tmp_path, body))
    made = sheets(found, rows(found), lang)
    assert set(made) == {"drivers-value", "drivers-wished_met", "values", "compliance"}


def test_pictures_that_tell_nothing_are_not_made(tmp_path: Path) -> None:
    found = load_sweep(write(tmp_path, GRID))
    same = tuple(
        Row(case, {"key": "k", "status": "optimal", "value": 1.0, "failing": []}) for case in found.cases
    )
    assert set(sheets(found, same, "en")) == {"values"}
    assert sheets(found, (), "en") == {}
    none = tuple(Row(case, {"key": "k", "status": "crash"}) for case in found.cases)
    assert set(sheets(found, none, "en")) == {"compliance"}


def test_earlier_pictures_do_not_stay(tmp_path: Path) -> None:
    found = load_sweep(write(tmp_path, GRID))
    (tmp_path / "compliance.png").write_bytes(b"old")
    assert draw_sweep(tmp_path, found, (), "en") == []
    assert not (tmp_path / "compliance.png").exists()


@dataclass
class Pace:
    total: int
    known: int
    done: int
    left_s: float | None = None
    statuses: Counter[str] = field(default_factory=Counter)


def test_without_a_terminal_there_are_lines() -> None:
    stream = io.StringIO()
    with sweep_progress(False, stream) as show:
        show.show(Pace(10, 2, 2))
        show.show(Pace(10, 2, 5, 60.0))  # too soon to be told
        show.show(Pace(10, 2, 10, 0.0, Counter(optimal=8, nothing_found=2)))
    lines = stream.getvalue().splitlines()
    assert lines == [
        "2 of 10 cases, 2 of them known before",
        "10 of 10 cases: 2 nothing found, 8 optimal",
    ]
    quiet = io.StringIO()
    with sweep_progress(True, quiet) as show:
        show.show(Pace(10, 2, 10))
    assert quiet.getvalue() == ""


def test_times_as_people_say_them() -> None:
    assert [duration(value) for value in (None, 0.4, 75, 3725)] == ["-:--", "0:00", "1:15", "1:02:05"]
