from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import pytest

from planner.model import M2, Allocation, Placement, Scenario, Shortfall
from solvers.allocate import allocate
from solvers.allocate.problem import build
from solvers.arrange import Arranged
from solvers.orchestrate.feedback import Cuts, by_storey, laid_out
from solvers.orchestrate.freeze import around, frozen, kept_placements, part_cuts, partners, so_far, thawed
from solvers.orchestrate.plan import Arranging, Plan
from solvers.orchestrate.pool import StoreyJob
from solvers.types import Forbidden, Shape
from tests.solve.park import allocation, arranged, demand, failed, placement, scenario, tenant

PARK = scenario(tenant("T1", resident=True), tenant("T2"), tenant("T3"), demands=(demand(),), storeys=3)
T1, T2, T3 = placement("T1", "A/1F"), placement("T2", "A/2F"), placement("T3", "A/2F")
SHOPS = [placement("SHOPS", f"A/{level}F", 60, tenant=False) for level in (1, 3)]
DECIDED = allocation(T1, T2, T3, *SHOPS)
FRAMES = (((150 * M2, 150 * M2, 0, 0),),)
SHAPE = Shape(150 * M2, ((100 * M2, 2),), FRAMES)


def a_plan(decided: Allocation = DECIDED, *failing: str, share: float = 0.98, park: Scenario = PARK) -> Plan:
    placed = by_storey(park, decided)
    results = {
        id: failed() if id in failing else arranged(id, *rows, share=share) for id, rows in placed.items()
    }
    return Plan(decided, placed, results)


def at(kept: Mapping[str, Placement]) -> dict[str, str]:
    return {name: row.storey for name, row in kept.items()}


def test_whoever_lies_on_a_standing_storey_is_kept_as_laid_out_and_parts_of_demands_too() -> None:
    kept = kept_placements(a_plan(DECIDED, "A/2F"), PARK, ["A/1F", "A/3F"])
    assert {id: (row.storey, row.area) for id, row in kept.items()} == {
        "T1": ("A/1F", 98 * M2),
        "SHOPS@A/1F": ("A/1F", round(58.8 * M2)),
        "SHOPS@A/3F": ("A/3F", round(58.8 * M2)),
    }


@pytest.mark.parametrize(("required", "kept"), [(False, {"T1"}), (True, {"T1", "SHOPS@A/1F"})])
def test_less_than_the_least_of_an_optional_zone_is_not_kept(required: bool, kept: set[str]) -> None:
    """The rest of it would be optional too, and leave a part too small to count."""
    zone = replace(demand(required=required), least_area=90 * M2)
    park = replace(PARK, demands=(zone,))
    assert set(kept_placements(a_plan(DECIDED, "A/3F", park=park), park, ["A/1F"])) == kept


def test_who_was_left_out_of_a_standing_storey_is_free() -> None:
    plan = a_plan()
    plan = replace(plan, arranged={**plan.arranged, "A/2F": arranged("A/2F", T2, gone=("T3",))})
    assert set(kept_placements(plan, PARK, ["A/2F"])) == {"T2"}


def test_the_frozen_scenario_fixes_the_areas_laid_out_and_pins_nobody() -> None:
    kept = kept_placements(a_plan(), PARK, ["A/1F", "A/2F"])
    park = frozen(PARK, kept)
    assert park.pins == PARK.pins, "whoever is optional may leave"
    fixed = park.tenants[0]
    assert (fixed.least_area, fixed.wished_area, fixed.most_area) == (98 * M2,) * 3
    part, rest = park.demands
    assert (part.id, part.most_area, part.splittable) == ("SHOPS@A/1F", round(58.8 * M2), False)
    assert rest.id == "SHOPS"
    assert rest.wished_area == PARK.demands[0].wished_area - part.most_area, "what is left stays free"
    assert part_cuts(kept) == (Forbidden("A/1F", frozenset({"SHOPS"})),)
    one_part = allocation(SHOPS[0])
    shops = frozen(PARK, kept_placements(a_plan(one_part), PARK, ["A/1F"])).demands[0]
    assert (shops.least_area, shops.most_area, shops.splittable) == (round(58.8 * M2),) * 2 + (False,)


def test_a_demand_whose_wish_is_met_by_what_stays_asks_for_nothing_more() -> None:
    parts = [replace(row, area=50 * M2) for row in SHOPS]
    kept = kept_placements(a_plan(allocation(*parts), share=1.0), PARK, ["A/1F", "A/3F"])
    _, _, rest = frozen(PARK, kept).demands
    assert (rest.required, rest.off_site) == (False, True)


def test_thawed_placements_have_their_bounds_and_reasons_back() -> None:
    before = a_plan(replace(DECIDED, left_out=(Shortfall("T1", 120 * M2, 100 * M2, "its storey is full"),)))
    kept = {"T1": replace(T1, area=98 * M2)}
    point = replace(T1, area=98 * M2, least_area=98 * M2, most_area=98 * M2)
    said = (Shortfall("T2", 100 * M2, 0, "no room"),)
    after = thawed(PARK, before, kept, replace(allocation(point), left_out=said, objective=-1.0))
    (row,) = after.placements
    assert (row.least_area, row.area, row.most_area) == (60 * M2, 98 * M2, 150 * M2)
    assert [short.subject for short in after.left_out] == ["T1", "T2"]
    assert round(after.objective) == 12 * 60 * 98, "in the money of the scenario itself"


def test_a_storey_holds_at_least_what_stays_on_it() -> None:
    plan = a_plan(share=1.05)
    kept = kept_placements(plan, PARK, ["A/1F", "A/2F"])
    cuts = Cuts({"A/1F": 50 * M2, "A/2F": 500 * M2, "A/3F": 10 * M2})
    capacity = around(PARK, cuts, plan, kept).capacity
    assert 168 * M2 <= capacity["A/1F"] < 169 * M2
    assert capacity["A/2F"] == 500 * M2
    assert capacity["A/3F"] == 10 * M2, "nobody stays there"


def test_a_stock_room_that_stays_has_room_for_what_it_was_given() -> None:
    """52 m2 are given so that 50 are left; drawn with 51 it asks for 52 again."""
    stock = placement("stock:T1", "A/2F", 52)
    plan = a_plan(allocation(T1, stock), share=0.98)
    kept = kept_placements(plan, PARK, ["A/1F", "A/2F"])
    assert kept["stock:T1"].area < 51 * M2
    cuts = Cuts(dict.fromkeys(plan.arranged, 50 * M2))
    assert 52 * M2 <= around(PARK, cuts, plan, kept).capacity["A/2F"] < 53 * M2


def test_a_layout_is_the_proof_that_its_pieces_hold_what_stays() -> None:
    """Only further rooms are limited in size there; crowded storeys are arranged anew, pieces and all."""
    decided = allocation(T1, T2, T3)
    plan = a_plan(decided)
    plan = replace(plan, arranged={**plan.arranged, "A/2F": arranged("A/2F", T2, gone=("T3",))})
    kept = kept_placements(plan, PARK, ["A/1F", "A/2F"])
    cuts = Cuts(dict.fromkeys(plan.arranged, 400 * M2), dict.fromkeys(plan.arranged, SHAPE))
    assert around(PARK, cuts, plan, kept).shapes == {
        "A/1F": Shape(150 * M2),
        "A/2F": SHAPE,
        "A/3F": SHAPE,
    }


def test_mixes_forbidden_before_stay_forbidden_and_parts_stay_apart_from_the_rest() -> None:
    plan = a_plan()
    before = Forbidden("A/2F", frozenset({"T1"}))
    kept = kept_placements(plan, PARK, ["A/1F"])
    cuts = around(PARK, Cuts(dict.fromkeys(plan.arranged, 400 * M2), {}, (before,)), plan, kept)
    assert cuts.forbidden == (before, Forbidden("A/1F", frozenset({"SHOPS"})))


def test_a_round_starts_from_what_was_laid_out_under_the_names_of_what_stays() -> None:
    plan = a_plan()
    plan = replace(plan, arranged={**plan.arranged, "A/2F": arranged("A/2F", T2, gone=("T3",))})
    start = so_far(plan, kept_placements(plan, PARK, ["A/1F"]))
    assert {(row.subject, row.storey): row.area for row in start.placements} == {
        ("T1", "A/1F"): 98 * M2,
        ("T2", "A/2F"): 100 * M2,
        ("SHOPS@A/1F", "A/1F"): round(58.8 * M2),
        ("SHOPS", "A/3F"): round(58.8 * M2),
    }


def test_an_answer_around_what_stays_keeps_it_to_the_square_millimetre() -> None:
    """The crowded storey's subject finds a place beside those that stay; nobody else moves."""
    park = replace(PARK, standards=())
    decided = allocation(T1, T2, T3, *SHOPS)
    plan = a_plan(decided, park=park)
    plan = replace(plan, arranged={**plan.arranged, "A/2F": arranged("A/2F", T2, gone=("T3",))})
    kept = kept_placements(plan, park, ["A/1F", "A/3F"])
    cuts = Cuts({"A/1F": 160 * M2, "A/2F": 110 * M2, "A/3F": 400 * M2})
    near = around(park, cuts, plan, kept)
    answer = allocate(
        frozen(park, kept), capacity=near.capacity, forbidden=near.forbidden, stay=at(kept), seed=1, effort=1
    )
    rows = thawed(park, plan, kept, answer).placements
    assert {(row.subject, row.storey): row.area for row in rows if row.subject not in ("T2", "T3")} == {
        ("T1", "A/1F"): 98 * M2,
        ("SHOPS", "A/1F"): round(58.8 * M2),
        ("SHOPS", "A/3F"): round(58.8 * M2),
    }
    assert {row.subject for row in rows} == {"T1", "T2", "T3", "SHOPS"}


@pytest.mark.parametrize(("zone", "area"), [("storage_base", 600), ("exchange_centre", 200)])
def test_a_part_that_stays_need_not_hold_what_only_the_whole_zone_must(zone: str, area: int) -> None:
    """CBEP-5.2.1.1 wants 1,000 m2 of storage base in all, CBEP-5.1.2.1 every room of an exchange centre."""
    wide = replace(demand("Z"), zone=zone, kind=None, wished_area=1200 * M2, most_area=1200 * M2)
    park = scenario(demands=(wide,))
    part = replace(placement("Z", "A/1F", area, tenant=False), zone=zone)
    room = {"A/1F": 2000 * M2, "A/2F": 2000 * M2}
    units = build(frozen(park, {"Z@A/1F": part}), room, (), stay={"Z@A/1F": "A/1F"}).units
    unit = next(unit for unit in units if unit.id == "Z@A/1F")
    assert (unit.least, unit.most, unit.main <= area) == (area, area, True)
    (whole,) = build(scenario(demands=(replace(wide, splittable=False),)), room, ()).units
    assert max(whole.least, whole.main) > area, "a zone of its own must hold it all"


def test_partners_stand_and_each_is_used_once() -> None:
    assert partners(PARK, a_plan(DECIDED, "A/1F"), ["A/1F"]) in ({"A/2F"}, {"A/3F"})
    assert partners(PARK, a_plan(DECIDED, "A/1F", "A/2F"), ["A/1F", "A/2F"]) == {"A/3F"}


def counting(asked: list[str]) -> Arranging:
    def run(
        jobs: Sequence[StoreyJob], _effort: Callable[[], int], _stop: Callable[[], bool]
    ) -> Iterator[tuple[StoreyJob, Arranged]]:
        for job in jobs:
            asked.append(job.storey)
            yield job, arranged(job.storey, *(job.placements or ()))

    return Arranging(PARK, run, 1, lambda: 1, lambda: False, lambda _done, _total: None)


def test_a_layout_serves_again_while_every_area_is_within_its_bounds() -> None:
    asked: list[str] = []
    arranging = counting(asked)
    first = arranging.plan(DECIDED)
    assert sorted(asked) == ["A/1F", "A/2F", "A/3F"]

    def moved(row: Placement, area: int) -> Placement:
        return replace(row, area=area * M2, least_area=(area - 3) * M2, most_area=(area + 3) * M2)

    near = arranging.plan(allocation(moved(T1, 102), T2, T3, *SHOPS))
    assert len(asked) == 3
    assert laid_out(near.arranged["A/1F"]) == laid_out(first.arranged["A/1F"])
    arranging.plan(allocation(moved(T1, 110), T2, T3, *SHOPS))
    assert asked[3:] == ["A/1F"]
    arranging.plan(allocation(moved(T1, 102), T2, *SHOPS))
    assert asked[4:] == ["A/2F"], "another set of subjects is another storey"
