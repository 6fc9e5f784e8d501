from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from planner.model import M2, Allocation, Pin, Placement, Shortfall
from solvers.arrange import Arranged
from solvers.orchestrate.feedback import by_storey, laid_out
from solvers.orchestrate.freeze import frozen, kept_placements, part_cuts, partners, roomy, thawed
from solvers.orchestrate.plan import Arranging, Plan
from solvers.orchestrate.pool import StoreyJob
from solvers.types import Forbidden
from tests.solve.park import allocation, arranged, demand, failed, placement, scenario, tenant

PARK = scenario(tenant("T1", resident=True), tenant("T2"), tenant("T3"), demands=(demand(),), storeys=3)
T1, T2, T3 = placement("T1", "A/1F"), placement("T2", "A/2F"), placement("T3", "A/2F")
SHOPS = [placement("SHOPS", f"A/{level}F", 60, tenant=False) for level in (1, 3)]
DECIDED = allocation(T1, T2, T3, *SHOPS)


def a_plan(decided: Allocation = DECIDED, *failing: str, share: float = 0.98) -> Plan:
    placed = by_storey(PARK, decided)
    results = {
        id: failed() if id in failing else arranged(id, *rows, share=share) for id, rows in placed.items()
    }
    return Plan(decided, placed, results)


def test_whoever_lies_on_a_standing_storey_is_kept_as_laid_out_and_parts_of_demands_too() -> None:
    kept = kept_placements(a_plan(DECIDED, "A/2F"), PARK, ["A/1F", "A/3F"])
    assert {id: (row.storey, row.area) for id, row in kept.items()} == {
        "T1": ("A/1F", 98 * M2),
        "SHOPS@A/1F": ("A/1F", round(58.8 * M2)),
        "SHOPS@A/3F": ("A/3F", round(58.8 * M2)),
    }


def test_the_frozen_scenario_pins_place_and_area() -> None:
    kept = kept_placements(a_plan(), PARK, ["A/1F", "A/2F"])
    park = frozen(PARK, kept)
    assert {(pin.subject, pin.storey) for pin in park.pins} == {
        ("T1", "A/1F"), ("T2", "A/2F"), ("T3", "A/2F"), ("SHOPS@A/1F", "A/1F")
    }  # fmt: skip
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


def test_a_pin_of_the_scenario_is_not_doubled() -> None:
    pinned = replace(PARK, pins=(Pin("T1", "A/1F"),))
    assert frozen(pinned, {"T1": T1}).pins == (Pin("T1", "A/1F"),)


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


def test_a_standing_storey_holds_what_it_holds() -> None:
    plan = a_plan(share=1.05)
    capacity = roomy(PARK, {"A/1F": 50 * M2, "A/2F": 500 * M2, "A/3F": 0}, plan, ["A/1F", "A/2F"])
    assert capacity["A/1F"] > 168 * M2 > capacity["A/3F"]
    assert capacity["A/2F"] == 500 * M2


def test_partners_stand_and_each_is_used_once() -> None:
    assert partners(PARK, a_plan(DECIDED, "A/1F"), ["A/1F"]) in ({"A/2F"}, {"A/3F"})
    assert partners(PARK, a_plan(DECIDED, "A/1F", "A/2F"), ["A/1F", "A/2F"]) == {"A/3F"}


def counting(asked: list[str]) -> Arranging:
    def run(
        jobs: Sequence[StoreyJob], _effort: Callable[[], int], _stop: Callable[[], bool]
    ) -> Iterator[tuple[StoreyJob, Arranged]]:
        for job in jobs:
            asked.append(job.storey)
            yield job, arranged(job.storey, *job.placements)

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
