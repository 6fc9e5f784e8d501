"""Recommended clauses as money, worked by hand: what each weighs, and what plans that miss it pay."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.kinds import standard_catalogue
from planner.model import M2, Placement, RoomSpec, Weights
from planner.recommended import PRICED, cost, fines, priced, wanted_zones, weight
from planner.score import has_goods_access, score
from planner.standards.packs import shipped_pack
from tests.solvers.allocate.small import demand, park, storey, tenant

PLATES = [storey("A", 1), storey("A", 3), storey("B", 2, x=100), storey("B", -1, x=100)]


def put(subject: str, at: str, m2: float, zone: str, kind: str, owner: str | None = None) -> Placement:
    area = round(m2 * M2)
    return Placement(subject, at, zone, owner, area, area, area, (RoomSpec(kind, 1, area),))


def test_priced_clauses_are_recommended_and_about_the_bases_their_packs_say() -> None:
    clauses = {row.id: row for id in ("cbep", "sbt11233") for row in shipped_pack(id).clauses}
    for id, types in PRICED.items():
        assert clauses[id].strength == "recommended"
        applies = clauses[id].applies.get("base_type")
        assert types == (tuple(applies.value) if applies is not None else ())  # type: ignore[arg-type]


def test_what_the_clauses_about_zones_want_is_what_their_packs_say() -> None:
    clauses = {row.id: row for id in ("cbep", "sbt11233") for row in shipped_pack(id).clauses}
    catalogue = standard_catalogue()
    assert tuple(wanted_zones(catalogue, "CBEP-5.2")) == clauses["CBEP-5.2"].texts("zones")
    assert tuple(wanted_zones(catalogue, "SBT11233-4.1.3")) == clauses["SBT11233-4.1.3"].texts("groups")


def test_service_facilities_short_by_a_square_metre() -> None:
    """10 ha of land: 4.2.1-a holds. 8 % of 4,000 m2 gross is 320 m2. Of five groups, living is there."""
    scenario = park(PLATES, demands=[demand("C", "support", 300, kind="catering")], standards=("sbt11233",))
    short = score(scenario, [put("C", "A/1F", 319, "support", "catering")], {})
    assert short.fines == {"SBT11233-4.1.3": 160_000, "SBT11233-4.2.1-b": 200_000}
    assert short.recommended == -360_000
    enough = score(scenario, [put("C", "A/1F", 320, "support", "catering")], {})
    assert enough.fines == {"SBT11233-4.1.3": 160_000}


def test_a_weight_of_its_own_for_a_clause_and_for_all_others() -> None:
    weights = Weights(recommended_clause_cny_year=1000, recommended={"SBT11233-4.2.1-b": 70})
    scenario = park(PLATES, standards=("sbt11233",), weights=weights)
    assert fines(scenario, []) == {"SBT11233-4.1.3": 1000, "SBT11233-4.2.1-b": 70}
    free = replace(scenario, weights=Weights(recommended=dict.fromkeys(PRICED, 0.0)))
    assert fines(free, []) == {}


@pytest.mark.parametrize("base_type", ["park", "building", "town"])
def test_what_counts_where(base_type: str) -> None:
    scenario = park(PLATES, standards=("cbep", "sbt11233"), base_type=base_type)
    own = {
        "park": {"SBT11233-4.2.1-a", "SBT11233-4.2.1-b"},
        "building": {"SBT11233-4.2.2-a", "SBT11233-4.2.2-b"},
    }
    expected = {"CBEP-5.2", "SBT11233-4.1.3"} | own.get(base_type, set())
    assert {id for id in PRICED if priced(scenario, id)} == expected
    assert weight(replace(scenario, standards=("cbep",)), "SBT11233-4.1.3") == 0
    assert weight(scenario, "CBEP-4.2.1-a") == 0


def test_a_base_in_a_building() -> None:
    scenario = park(PLATES, [tenant("T1", 100)], standards=("sbt11233",), base_type="building")
    found = fines(scenario, [put("T1", "A/1F", 100, "office_area", "tenant_suite", "T1")])
    assert set(found) == {"SBT11233-4.1.3", "SBT11233-4.2.2-a", "SBT11233-4.2.2-b"}


def test_suites_and_stock_rooms_are_no_zone() -> None:
    """A suite does not make an office area, a stock room no storage base; a warehouse does."""
    scenario = park(PLATES, [tenant("T1", 100)], standards=("cbep",))
    rooms = [
        put("T1", "A/1F", 100, "office_area", "tenant_suite", "T1"),
        put("stock:T1", "A/1F", 52, "storage_base", "stock_room", "T1"),
    ]
    assert fines(scenario, rooms) == {"CBEP-5.2": 200_000}
    store = put("S", "A/1F", 1000, "storage_base", "warehouse")
    assert fines(scenario, [*rooms, store]) == {"CBEP-5.2": 150_000}


def test_what_a_verdict_costs() -> None:
    """Three of four zones are missing; a clause that is about no zones costs its whole weight or nothing."""
    scenario = park(PLATES, standards=("cbep", "sbt11233"))
    assert cost(scenario, "CBEP-5.2", 3, 4) == 150_000
    assert cost(scenario, "SBT11233-4.2.1-b", 1, 2) == 200_000
    assert cost(scenario, "SBT11233-4.2.1-b", 0, 1) == 0
    assert cost(scenario, "SBT11233-4.2.2-b", 1, 1) == 0  # about buildings


def test_goods_get_in_by_a_dock() -> None:
    scenario = park([storey("A", 1), storey("B", 1, x=60, dock=True)])
    assert has_goods_access(scenario, "B/1F")
    assert not has_goods_access(scenario, "A/1F")
