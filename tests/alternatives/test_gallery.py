"""Which layouts may stand beside each other, and what an earlier run left."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from shapely.affinity import translate

from commands.written import moved_in
from planner.alternatives.document import FORMAT, alternatives_document, earlier_folders
from planner.alternatives.gallery import Candidate, Gallery
from planner.compare.distance import apart, ground_of
from planner.compare.read import Plan, read_plan
from planner.compare.table import compare
from planner.directions import VALUE, direction
from planner.errors import UsageError
from planner.model import StoreyLayout
from tests.compare import hand
from tests.verify import park

BEST = Candidate(VALUE, 1.0)
ROOMY = Candidate(direction("spare"), 1.0, 10.0, 12.0, False, 5.0)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return read_plan(hand.write(tmp_path_factory.mktemp("a") / "one"), "one")


def _swapped(storey: StoreyLayout) -> StoreyLayout:
    """Two companies of a storey exchange rooms."""
    suites = [room for room in storey.spaces if room.kind == "tenant_suite"][:2]
    if len(suites) < 2:
        return storey
    one, other = suites
    new = {
        one.id: replace(one, tenant=other.tenant, subject=other.subject),
        other.id: replace(other, tenant=one.tenant, subject=one.subject),
    }
    return replace(storey, spaces=tuple(new.get(room.id, room) for room in storey.spaces))


def _other(tmp_path: Path, edit: Callable[[StoreyLayout], StoreyLayout]) -> Plan:
    storeys = tuple(edit(row) for row in park.layout().storeys)
    return read_plan(hand.write(tmp_path / "two", replace(park.layout(), storeys=storeys)), "two")


def test_distance_is_the_share_of_ground_that_serves_somebody_else(plan: Plan) -> None:
    ground = ground_of(plan.facts)
    assert apart(ground, ground) == pytest.approx(0.0)
    (key, shape), *_ = ground.items()
    whole = sum(row.area for row in ground.values())
    without = {k: v for k, v in ground.items() if k != key}
    # common ground: all but that shape; both together: twice all less that shape
    assert apart(ground, without) == pytest.approx(1 - 2 * (whole - shape.area) / (2 * whole - shape.area))
    moved = {k: translate(v, 10_000_000) for k, v in ground.items()}
    assert apart(ground, moved) == 1.0
    assert apart({}, {}) == 0.0


def test_the_same_layout_again_is_refused_as_too_near(plan: Plan) -> None:
    gallery = Gallery(0.03, 0.3)
    assert gallery.judge(BEST, plan) is None
    gallery.add(BEST, plan)
    why = gallery.judge(ROOMY, plan)
    assert why is not None
    assert why.why == "near"
    assert why.values["to"] == "one"


def test_one_that_is_far_enough_stands_and_one_worth_too_little_does_not(plan: Plan, tmp_path: Path) -> None:
    other = _other(tmp_path, _swapped)
    far = apart(ground_of(plan.facts), ground_of(other.facts))
    assert far > 0
    gallery = Gallery(0.5, 0.99 * far)
    gallery.add(BEST, plan)
    assert gallery.judge(ROOMY, other) is None
    gallery.least_apart = 1.01 * far
    near = gallery.judge(ROOMY, other)
    assert near is not None
    assert near.why == "near"
    row = gallery.exhibits[0]
    gallery.exhibits[0] = replace(row, value=10 * row.value)
    poor = gallery.judge(ROOMY, other)
    assert poor is not None
    assert poor.why == "worth"
    assert float(poor.values["loss"]) == pytest.approx(0.9, abs=0.1)


def test_a_clause_that_the_first_one_meets_must_hold_in_the_others(plan: Plan, tmp_path: Path) -> None:
    def doorless(storey: StoreyLayout) -> StoreyLayout:
        return replace(storey, doors=())

    gallery = Gallery(0.9, 0.01)
    gallery.add(BEST, plan)
    why = gallery.judge(ROOMY, _other(tmp_path, doorless))
    assert why is not None
    assert why.why == "fails"
    assert why.values["clauses"]


def test_the_summary_tells_values_losses_and_distances(plan: Plan, tmp_path: Path) -> None:
    gallery = Gallery(0.5, 0.001)
    gallery.add(BEST, plan)
    other = gallery.add(ROOMY, _other(tmp_path, _swapped))
    found = compare(row.plan for row in gallery.exhibits)
    told = alternatives_document(gallery, found, asked=8, stopped="seconds")
    assert [row["name"] for row in told["layouts"]] == ["one", "two"]
    assert told["stopped"] == "seconds"
    assert told["asked"] == 8
    first, second = told["layouts"]
    assert first["distances"]["two"] == second["distances"]["one"] == round(other.distances["one"], 4)
    assert second["measure"]["bound"] == 12.0
    assert second["measure"]["laid_out"] == found.values[1]["vacant"]
    json.dumps(told, allow_nan=False)


def test_folders_of_an_earlier_run_are_those_that_its_summary_names(tmp_path: Path) -> None:
    assert earlier_folders(tmp_path) == ()
    for name in ("1-value", "mine"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text("{}")
    names = ["1-value", "../mine", ".hidden", "gone"]
    text = json.dumps({"format": FORMAT, "layouts": [{"folder": name} for name in names]})
    (tmp_path / "alternatives.json").write_text(text)
    assert earlier_folders(tmp_path) == [tmp_path / "1-value"]
    (tmp_path / "alternatives.json").write_text("[]")
    with pytest.raises(UsageError, match="not a summary of alternatives"):
        earlier_folders(tmp_path)


def test_a_finished_layout_takes_the_place_of_a_bundle_and_of_nothing_else(tmp_path: Path) -> None:
    def made(name: str) -> Path:
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text(name)
        return tmp_path / name

    made("1-value")
    assert moved_in(made(".trial"), tmp_path, "1-value") == "1-value"
    assert (tmp_path / "1-value" / "manifest.json").read_text() == ".trial"
    (tmp_path / "2-block").mkdir()
    (tmp_path / "2-block" / "mine.txt").write_text("mine")
    assert moved_in(made(".trial"), tmp_path, "2-block") == "2-block-b"
    assert (tmp_path / "2-block" / "mine.txt").is_file()
