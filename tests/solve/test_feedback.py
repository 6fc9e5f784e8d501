from __future__ import annotations

from planner.model import M2
from solvers.orchestrate.feedback import Cuts, by_storey, first_cuts, losses, resized, taken, tighten
from tests.solve.park import allocation, arranged, demand, failed, placement, scenario, tenant

PARK = scenario(tenant("T1"), tenant("T2"), demands=(demand(),))
T1, T2 = placement("T1", "A/1F"), placement("T2", "A/1F", 120)
CUTS = Cuts({"A/1F": 400 * M2, "A/2F": 400 * M2})


def test_storeys_without_placements_are_arranged_too() -> None:
    assert by_storey(PARK, allocation(T1)) == {"A/1F": (T1,), "A/2F": ()}


def test_order_of_placements_does_not_matter() -> None:
    assert by_storey(PARK, allocation(T1, T2)) == by_storey(PARK, allocation(T2, T1))


def test_first_cuts_estimate_every_storey() -> None:
    cuts = first_cuts(PARK, {})
    assert set(cuts.capacity) == {"A/1F", "A/2F"}
    assert all(300 * M2 < area < 600 * M2 for area in cuts.capacity.values())


def test_no_cut_when_all_is_laid_out() -> None:
    placed = by_storey(PARK, allocation(T1, T2))
    results = {"A/1F": arranged("A/1F", T1, T2, share=0.98), "A/2F": arranged("A/2F")}
    assert tighten(PARK, CUTS, placed, results) == (CUTS, ())


def test_an_empty_storey_is_never_blamed() -> None:
    results = {"A/1F": arranged("A/1F", T1), "A/2F": failed()}
    _, blamed = tighten(PARK, CUTS, by_storey(PARK, allocation(T1)), results)
    assert blamed == ()


def test_lost_area_counts_only_beyond_three_percent() -> None:
    assert losses((T1,), arranged("A/1F", T1, share=0.97)) == 0
    assert losses((T1,), arranged("A/1F", T1, share=0.90)) == 10 * M2
    assert losses((T1,), failed()) == 100 * M2


def test_capacity_becomes_what_the_corridors_leave() -> None:
    results = {"A/1F": failed(free=180), "A/2F": arranged("A/2F")}
    cuts, blamed = tighten(PARK, CUTS, by_storey(PARK, allocation(T1, T2)), results)
    assert blamed == ("A/1F",)
    assert cuts.capacity == {"A/1F": 180 * M2, "A/2F": 400 * M2}


def test_shape_trouble_takes_room_back_twice_then_forbids_the_mix() -> None:
    placed = by_storey(PARK, allocation(T1, T2))  # takes 220 m2 of the 300 there are
    results = {"A/1F": failed(free=300), "A/2F": arranged("A/2F")}
    once, _ = tighten(PARK, CUTS, placed, results)
    assert once.capacity["A/1F"] == 209 * M2
    twice, _ = tighten(PARK, once, placed, results)
    assert twice.capacity["A/1F"] == 198 * M2
    assert twice.forbidden == ()
    thrice, _ = tighten(PARK, twice, placed, results)
    assert [(cut.storey, cut.subjects) for cut in thrice.forbidden] == [("A/1F", frozenset({"T1", "T2"}))]


def test_inner_corridors_count_as_taken() -> None:
    office = demand("OFFICE")
    whole_zone = type(office)(*(getattr(office, n) if n != "kind" else None for n in office.__slots__))
    park = scenario(demands=(whole_zone,))
    row = placement("OFFICE", "A/1F", tenant=False)
    share = park.catalogue.zones["support"].inner
    assert taken(park, row) == 100 * M2 + round(100 * M2 * share)
    assert taken(PARK, T1) == 100 * M2


def test_resized_placements_carry_rooms_that_add_up() -> None:
    assert resized(PARK, T1, 80 * M2).rooms[0].area == 80 * M2
    shop = resized(PARK, placement("SHOPS", "A/1F", tenant=False), 70 * M2)
    assert sum(room.count * room.area for room in shop.rooms) == shop.area == 70 * M2
