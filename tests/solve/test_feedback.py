from __future__ import annotations

from dataclasses import replace

import pytest

from planner.model import M2, Pin, Placement, RoomSpec
from solvers.arrange import Arranged, Limits
from solvers.arrange.ways import Fault
from solvers.orchestrate.feedback import (
    Cuts,
    by_storey,
    first_cuts,
    loosened,
    taken,
    tighten,
    widest_cuts,
)
from solvers.types import Forbidden, Shape
from tests.solve.park import allocation, arranged, demand, failed, placement, scenario, tenant

PARK = scenario(tenant("T1"), tenant("T2"), demands=(demand(),))
T1, T2 = placement("T1", "A/1F"), placement("T2", "A/1F", 120)
SHAPES = {"A/1F": Shape(200 * M2)}
CUTS = Cuts({"A/1F": 400 * M2, "A/2F": 400 * M2}, SHAPES)
BOTH = {"A/2F": Shape(200 * M2), "A/3F": Shape(200 * M2)}
MIX = Forbidden("A/1F", frozenset({"T1", "T2"}))


def told(first: Arranged, *rows: Placement, cuts: Cuts = CUTS) -> Cuts:
    """The cuts after ``rows`` came out as ``first`` on 1F."""
    placed = by_storey(PARK, allocation(*rows or (T1, T2)))
    return tighten(PARK, cuts, placed, {"A/1F": first, "A/2F": arranged("A/2F")})


def test_storeys_without_placements_are_arranged_too() -> None:
    assert by_storey(PARK, allocation(T1)) == {"A/1F": (T1,), "A/2F": ()}


def test_order_of_placements_does_not_matter() -> None:
    assert by_storey(PARK, allocation(T1, T2)) == by_storey(PARK, allocation(T2, T1))


def test_first_cuts_estimate_every_storey_that_was_not_measured() -> None:
    cuts = first_cuts(PARK, {})
    assert set(cuts.capacity) == {"A/1F", "A/2F"}
    assert all(300 * M2 < area < 600 * M2 for area in cuts.capacity.values())
    assert cuts.shapes == {}


def test_first_cuts_say_of_a_measured_storey_what_was_measured() -> None:
    limits = Limits(380 * M2 + 7, 150 * M2, ((100 * M2, 2),), (((150 * M2, 150 * M2, 0, 0),),))
    cuts = first_cuts(PARK, {"A/2F": limits})
    assert cuts.capacity["A/2F"] == 380 * M2, "in whole square metres"
    assert cuts.shapes == {"A/2F": Shape(150 * M2, ((100 * M2, 2),), (((150 * M2, 150 * M2, 0, 0),),))}


def test_nothing_fits_more_than_the_area_inside_the_walls_less_cores() -> None:
    cuts = widest_cuts(PARK)
    wall = PARK.policies.exterior_wall_mm
    stair = 4_000 * (6_000 - wall)  # it stands at the facade
    assert cuts.capacity["A/2F"] == (40_000 - 2 * wall) * (15_000 - 2 * wall) - stair
    assert (cuts.shapes, cuts.forbidden) == ({}, ())


def test_loosened_cuts_have_more_room_and_the_rooms_that_were_measured() -> None:
    wide = ((5_000, 140 * M2, 300 * M2),)
    shape = Shape(150 * M2, ((100 * M2, 2),), (((150 * M2, 150 * M2, 0, 0),),), wide)
    mix = Forbidden("A/1F", frozenset({"T1"}))
    cuts = Cuts({"A/1F": 400 * M2, "A/2F": 400 * M2}, {"A/2F": shape}, (mix,), people={"A/2F": 90.0})
    looser = loosened(cuts, Cuts({"A/1F": 500 * M2, "A/2F": 399 * M2}), 0.1)
    assert looser.capacity == {"A/1F": 410 * M2, "A/2F": 400 * M2}
    assert looser.shapes == {"A/2F": Shape(shape.largest, (), (), wide)}
    assert (looser.forbidden, looser.people) == ((mix,), {"A/2F": 90.0})


def test_no_cut_when_all_is_laid_out() -> None:
    assert told(arranged("A/1F", T1, T2, share=0.98)) == CUTS


def test_smaller_rooms_are_no_reason_for_a_cut_but_a_missing_one_is() -> None:
    assert told(arranged("A/1F", T1, T2, share=0.80)) == CUTS
    assert told(arranged("A/1F", T1, gone=("T2",))).forbidden == (MIX,)


def test_an_empty_storey_is_never_blamed() -> None:
    results = {"A/1F": arranged("A/1F", T1), "A/2F": failed()}
    assert tighten(PARK, CUTS, by_storey(PARK, allocation(T1)), results) == CUTS


def test_capacity_becomes_what_the_corridors_leave() -> None:
    cuts = told(failed(free=180))
    assert cuts.capacity == {"A/1F": 180 * M2, "A/2F": 400 * M2}
    assert told(failed(free=300), cuts=cuts).capacity["A/1F"] <= 180 * M2, "and never grows again"


def test_shape_trouble_forbids_the_mix_and_leaves_the_room() -> None:
    cuts = told(failed(free=300))  # takes 220 m2 of the 400 there are
    assert cuts == replace(CUTS, forbidden=(MIX,))
    assert told(failed(free=300), cuts=cuts) == cuts, "said once"


def test_small_rooms_are_not_to_blame_for_what_does_not_fit_beside_them() -> None:
    """15 m2 beside 220 are 6.4 %; those left out are to blame however small, and 20 of 240 are 8.3 %."""
    small = placement("T3", "A/1F", 15)
    nobody = replace(failed(free=300), left_out=frozenset({"T1", "T2", "T3"}))
    assert told(nobody, T1, T2, small).forbidden == (Forbidden("A/1F", frozenset({"T1", "T2", "T3"})),)
    kept = arranged("A/1F", T2, small, gone=("T1",))
    assert MIX in told(kept, T1, T2, small).forbidden
    not_small = placement("T3", "A/1F", 20)
    kept = arranged("A/1F", T2, not_small, gone=("T1",))
    assert Forbidden("A/1F", frozenset({"T1", "T2", "T3"})) in told(kept, T1, T2, not_small).forbidden
    gone = arranged("A/1F", T1, T2, gone=("T3",))
    assert Forbidden("A/1F", frozenset({"T1", "T2", "T3"})) in told(gone, T1, T2, small).forbidden


@pytest.mark.parametrize(("capacity", "then"), [(229, 219), (230, 230)])
def test_a_storey_filled_to_the_brim_is_offered_less(capacity: int, then: int) -> None:
    # 220 m2 are more than 96 % of 229 m2 (219.84), but not of 230 (220.8)
    cuts = replace(CUTS, capacity={"A/1F": capacity * M2, "A/2F": 400 * M2})
    lower = told(failed(free=300), cuts=cuts)
    assert lower.capacity["A/1F"] == then * M2
    assert lower.to_the_brim().capacity == cuts.capacity
    again = told(failed(free=300), cuts=replace(lower, capacity=cuts.capacity))
    assert again.to_the_brim().capacity == cuts.capacity, "what it had at first"
    known = told(failed(free=210), cuts=lower)
    assert known.to_the_brim().capacity["A/1F"] == 210 * M2, "what the corridors leave is all there is"


def test_every_round_adds_its_mix_to_those_before_and_keeps_the_shapes() -> None:
    once = told(failed(free=300))
    third = placement("T3", "A/1F")
    again = told(arranged("A/1F", T1, T2, gone=("T3",)), T1, T2, third, cuts=once)
    assert again.forbidden == (MIX, Forbidden("A/1F", frozenset({"T1", "T2", "T3"})))
    assert again.shapes == SHAPES


def test_who_came_nowhere_near_a_place_does_not_come_back_to_a_storey_of_that_shape() -> None:
    other = Shape(300 * M2)
    park = scenario(tenant("T1"), tenant("T2"), storeys=4)
    shapes = {"A/1F": SHAPES["A/1F"], "A/2F": SHAPES["A/1F"], "A/3F": other}
    cuts = Cuts(dict.fromkeys(("A/1F", "A/2F", "A/3F", "A/4F"), 400 * M2), shapes)
    placed = by_storey(park, allocation(T1, T2))

    def forbidden(result: Arranged) -> list[tuple[str, frozenset[str]]]:
        results = {"A/1F": result, **{id: arranged(id) for id in ("A/2F", "A/3F", "A/4F")}}
        return [(cut.storey, cut.subjects) for cut in tighten(park, cuts, placed, results).forbidden]

    mix, alone = frozenset({"T1", "T2"}), frozenset({"T2"})
    near = arranged("A/1F", T1, gone=("T2",))
    assert forbidden(near) == [("A/1F", mix)]
    assert forbidden(replace(near, far=True)) == [("A/1F", mix), ("A/1F", alone), ("A/2F", alone)]
    small = replace(arranged("A/1F", T2, gone=("T1",)), far=True)
    who = frozenset({"T1"})
    assert forbidden(small) == [("A/1F", mix), ("A/1F", who), ("A/2F", who)], "whatever its size"
    both = replace(arranged("A/1F", gone=("T1", "T2")), far=True)
    assert forbidden(both) == [("A/1F", mix)], "nobody knows which of the two it was"


def test_a_demand_of_which_a_part_lies_on_a_storey_of_that_shape_may_come_back() -> None:
    """60 m2 of the shops found no place on one storey, 60 did on the other: only that mix is forbidden."""
    park = scenario(tenant("T1"), demands=(demand(),), storeys=2)
    cuts = Cuts(dict.fromkeys(("A/1F", "A/2F"), 400 * M2), dict.fromkeys(("A/1F", "A/2F"), Shape(200 * M2)))
    shops = [placement("SHOPS", f"A/{level}F", 60, tenant=False) for level in (1, 2)]
    placed = by_storey(park, allocation(T1, *shops))
    lost = replace(arranged("A/1F", T1, gone=("SHOPS",)), far=True)
    mix = Forbidden("A/1F", frozenset({"T1", "SHOPS"}))
    found = tighten(park, cuts, placed, {"A/1F": lost, "A/2F": arranged("A/2F", shops[1])})
    assert found.forbidden == (mix,)
    nowhere = tighten(park, cuts, placed, {"A/1F": lost, "A/2F": arranged("A/2F", gone=("SHOPS",))})
    assert Forbidden("A/1F", frozenset({"SHOPS"})) in nowhere.forbidden


def test_inner_corridors_count_as_taken() -> None:
    whole_zone = replace(demand("OFFICE"), kind=None)
    park = scenario(demands=(whole_zone,))
    row = placement("OFFICE", "A/1F", tenant=False)
    share = park.catalogue.zones["support"].inner
    assert share > 0
    assert taken(park, row) == 100 * M2 + round(100 * M2 * share)
    assert taken(PARK, T1) == 100 * M2


def test_who_is_left_out_of_a_storey_twice_does_not_come_back_to_its_like() -> None:
    """The second time in another mix, on another storey of the same shape."""
    park = scenario(tenant("T1"), tenant("T2"), tenant("T3"), demands=(), storeys=3)
    cuts = Cuts(dict.fromkeys(("A/1F", "A/2F", "A/3F"), 400 * M2), {"A/1F": Shape(1), **BOTH})
    first, second = placement("T1", "A/2F"), placement("T1", "A/3F")
    others = placement("T2", "A/2F"), placement("T3", "A/3F")

    def after(cuts: Cuts, row: Placement, beside: Placement) -> Cuts:
        results = {id: arranged(id) for id in cuts.capacity}
        results[row.storey] = arranged(row.storey, beside, gone=("T1",))
        return tighten(park, cuts, by_storey(park, allocation(row, beside)), results)

    once = after(cuts, first, others[0])
    assert once.refused == (("T1", "A/2F"),)
    assert once.forbidden == (Forbidden("A/2F", frozenset({"T1", "T2"})),)
    twice = after(once, second, others[1]).forbidden[1:]
    alone = frozenset({"T1"})
    assert twice == (
        Forbidden("A/3F", frozenset({"T1", "T3"})),
        Forbidden("A/2F", alone),
        Forbidden("A/3F", alone),
    )


DOORS = Fault("A/1F/s0", "doors", 0.5)


@pytest.mark.parametrize(("capacity", "then"), [(229, 219), (230, 230)])
def test_a_full_storey_whose_rooms_break_a_fire_rule_is_offered_less(capacity: int, then: int) -> None:
    cuts = replace(CUTS, capacity={"A/1F": capacity * M2, "A/2F": 400 * M2})
    unsafe = replace(arranged("A/1F", T1, T2), faults=(DOORS,))
    found = told(unsafe, cuts=cuts)
    assert found.capacity["A/1F"] == then * M2
    assert found.forbidden == (MIX,)
    assert found.to_the_brim().capacity == cuts.capacity
    far = replace(unsafe, faults=(Fault("", "stair too far from an exit", 0.2),))
    assert told(far, cuts=cuts).capacity == cuts.capacity, "with less on it the stair lies no nearer"


def zone(id: str, at: str, area: int) -> Placement:
    rooms = (RoomSpec("shop", 2, area * M2 // 2),)
    return replace(placement(id, at, area, tenant=False), rooms=rooms)


def test_a_zone_that_was_in_trouble_twice_shares_its_storey_with_stock_rooms_only() -> None:
    streamer = replace(tenant("T2"), livestreaming=True)
    park = scenario(tenant("T1"), streamer, demands=(demand(), demand("CAFE")))
    shops, other = zone("SHOPS", "A/1F", 200), zone("CAFE", "A/1F", 100)

    def after(cuts: Cuts, result: Arranged, *rows: Placement) -> list[tuple[str, frozenset[str]]]:
        placed = by_storey(park, allocation(*rows))
        tighter = tighten(park, cuts, placed, {"A/1F": result, "A/2F": arranged("A/2F")})
        seen.append(tighter)
        return [(cut.storey, cut.subjects) for cut in tighter.forbidden if cut not in cuts.forbidden]

    seen: list[Cuts] = []
    broken = replace(arranged("A/1F", shops, T1), faults=(DOORS,))
    assert after(CUTS, broken, shops, T1) == [("A/1F", frozenset({"SHOPS", "T1"}))]
    assert seen[-1].strained == (("SHOPS", "A/1F"),)
    left = arranged("A/1F", T2, gone=("SHOPS",))
    alone = [("A/1F", frozenset({"SHOPS", who})) for who in ("T1", "T2", "CAFE")]
    mix = ("A/1F", frozenset({"SHOPS", "T2"}))
    assert after(replace(seen[-1], forbidden=()), left, shops, T2) == [mix, alone[0], alone[2]]
    assert seen[-1].strained == (("SHOPS", "A/1F"),), "said once"
    # a small zone is not worth a storey, and one that is laid out well is in no trouble
    small = arranged("A/1F", T1, gone=("CAFE",))
    for _ in range(2):
        assert after(seen[-1], small, other, T1)[1:] == []
    assert ("CAFE", "A/1F") not in seen[-1].strained


def test_who_is_pinned_to_a_storey_is_never_kept_away_from_it() -> None:
    park = scenario(tenant("T1"), tenant("T2"))
    far = replace(arranged("A/1F", T1, gone=("T2",)), far=True)
    placed = by_storey(park, allocation(T1, T2))

    def forbidden(*pins: Pin) -> tuple[Forbidden, ...]:
        results = {"A/1F": far, "A/2F": arranged("A/2F")}
        return tighten(replace(park, pins=pins), CUTS, placed, results).forbidden

    first, second = Pin("T1", "A/1F"), Pin("T2", "A/1F")
    assert forbidden() == (MIX, Forbidden("A/1F", frozenset({"T2"})))
    assert forbidden(Pin("T2", "A/2F")) == forbidden()
    assert forbidden(second) == (MIX,)
    assert forbidden(first, second) == ()
