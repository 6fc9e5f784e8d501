"""Storeys that stay as they are where as little as possible is to move."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.alternatives.standing import standing_storeys
from planner.compare.placements import placements_of
from planner.compare.read import Plan, read_plan
from planner.model import M2, Allocation, Placement
from solvers.alternatives.park import standing
from solvers.orchestrate.feedback import laid_out
from solvers.orchestrate.plan import Arranging
from tests.compare import hand
from tests.verify import park


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return read_plan(hand.write(tmp_path_factory.mktemp("base") / "a"), "a")


def _allocated(before: Plan, share: float = 1.1) -> Allocation:
    """Everybody where it was, with areas that nobody had, in bounds that exclude those of before."""
    rows = []
    for who, areas in placements_of(before.facts).items():
        for storey, m2 in areas.items():
            area = round(share * m2 * M2)
            rows.append(Placement(who, storey, "office_area", None, area, area, area, ()))
    return Allocation("feasible", tuple(rows), (), {}, 0.0, 0.0)


def test_all_storeys_of_the_same_park_may_stay(before: Plan) -> None:
    assert len(standing_storeys(before.scenario, before)) == len(park.layout().storeys)


def test_a_storey_whose_company_is_another_now_may_not(before: Plan) -> None:
    suite = hand.room(park.layout(), kind="tenant_suite")
    renamed = tuple(
        replace(row, name="Another") if row.id == suite.tenant else row for row in before.scenario.tenants
    )
    kept = {layout.storey for layout in standing_storeys(replace(before.scenario, tenants=renamed), before)}
    assert suite.storey not in kept
    assert kept


def test_areas_of_before_come_back_where_a_storey_holds_the_same_subjects(before: Plan) -> None:
    layouts = standing_storeys(before.scenario, before)
    back = standing(_allocated(before), layouts)
    held = placements_of(before.facts)
    for row in back.placements:
        assert row.area / M2 == pytest.approx(held[row.subject][row.storey], abs=1e-3)
        assert row.least_area <= row.area <= row.most_area
    first = back.placements[0]
    fewer = standing(replace(_allocated(before), placements=_allocated(before).placements[1:]), layouts)
    gone = [row for row in fewer.placements if row.storey == first.storey]
    assert all(row.area / M2 == pytest.approx(1.1 * held[row.subject][row.storey]) for row in gone)


def test_a_known_layout_is_taken_instead_of_a_new_one(before: Plan) -> None:
    layouts = standing_storeys(before.scenario, before)

    def nobody(*_: object) -> object:
        raise AssertionError("nothing is to be arranged")

    arranging = Arranging(before.scenario, nobody, 1, lambda: 1, lambda: False, lambda *_: None)  # type: ignore[arg-type]  # never called
    arranging.know(layouts)
    for layout in layouts:
        rows = [
            row for row in standing(_allocated(before), layouts).placements if row.storey == layout.storey
        ]
        found = arranging._find(layout.storey, tuple(rows))
        assert found is not None
        assert found.layout == layout
        assert set(laid_out(found)) == {row.subject for row in rows}
