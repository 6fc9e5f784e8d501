"""Storeys that stay as they are: where as little as possible is to move, and from one layout to the next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.alternatives.standing import standing_storeys
from planner.compare.placements import placements_of
from planner.compare.read import Plan, read_plan
from planner.fire_site import NO_FIRE_SITE
from planner.model import M2, Allocation, Placement
from solvers.alternatives.park import standing
from solvers.alternatives.propose import kept_apart
from solvers.arrange import Arranged
from solvers.orchestrate import shared
from solvers.orchestrate.feedback import laid_out
from solvers.orchestrate.plan import Arranging
from solvers.orchestrate.pool import UNFINISHED
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


def test_what_one_search_lays_out_another_takes_but_for_what_was_cut_short(before: Plan) -> None:
    known: shared.Known = {}
    layouts = standing_storeys(before.scenario, before)
    one, other = layouts[0].storey, layouts[1].storey
    rows = {id: tuple(r for r in _allocated(before).placements if r.storey == id) for id in (one, other)}
    known[one] = [(rows[one], Arranged(layouts[0], 0, ""))]
    known[other] = [(rows[other], Arranged(None, 0, UNFINISHED))]
    over = [False]

    def nobody(*_: object) -> object:
        raise AssertionError("nothing is to be arranged")

    arranging = Arranging(before.scenario, nobody, 1, lambda: 1, lambda: over[0], lambda *_: None, known)  # type: ignore[arg-type]  # never called
    found = arranging._find(one, rows[one])
    assert found is not None
    assert found.layout is layouts[0]
    assert arranging._find(other, rows[other]) is None
    over[0] = True
    assert arranging._find(other, rows[other]) is not None


def _placed(**where: tuple[str, float]) -> Allocation:
    rows = [
        Placement(who, storey, "office_area", None, round(m2 * M2), 0, round(m2 * M2), ())
        for who, (storey, m2) in where.items()
    ]
    return Allocation("feasible", tuple(rows), (), {}, 0.0, 0.0)


def test_plans_are_as_near_as_their_equal_storeys() -> None:
    """A and B stay together on 1F with 100 and 60 m2 in common; 2F changes hands: 2 x 160 of 560 m2.

    Where B and C change places A counts with half of its 100 m2: 2 x 50 of 560 m2.
    """
    one = _placed(A=("1F", 100), B=("1F", 80), C=("2F", 100))
    other = _placed(A=("1F", 120), B=("1F", 60), D=("2F", 100))
    assert kept_apart(one, other) == pytest.approx(1 - 320 / 560)
    assert kept_apart(one, one) == 0.0
    moved = _placed(A=("1F", 100), B=("2F", 80), C=("1F", 100))
    assert kept_apart(one, moved) == pytest.approx(1 - 100 / 560)


def test_lanes_are_designed_once_for_plans_that_ask_the_same(
    before: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A design that was cut short is made again; one for other needs is another."""
    made: list[object] = []
    needs = [("A",)]
    monkeypatch.setattr(shared, "site_roads", lambda _: ())
    monkeypatch.setattr(shared, "lane_needs", lambda *_: needs[0])
    monkeypatch.setattr(shared, "design_fire_site", lambda *_: made.append(needs[0]) or _Design())
    bare = replace(before.scenario, site=replace(before.scenario.site, fire=NO_FIRE_SITE))
    kept = shared.Shared()
    kept.site(bare, (), repair=False, stop=lambda: True)
    first = kept.site(bare, (), repair=False, stop=lambda: False)
    assert kept.site(bare, (), repair=False, stop=lambda: False).fire is first.fire
    assert len(made) == 2
    needs[0] = ("B",)
    kept.site(bare, (), repair=False, stop=lambda: False)
    assert len(made) == 3


class _Design:
    """A stand-in: what is designed does not matter here."""

    def __init__(self) -> None:
        self.site, self.proof = object(), None
