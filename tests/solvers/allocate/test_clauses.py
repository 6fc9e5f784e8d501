"""The clauses on areas and numbers: hand-worked parks on both sides of each limit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.model import Policies
from solvers.allocate.clauses import GROW, SHRINK, SUPPORT_SHRINK, clauses
from tests.solvers.allocate.small import areas, arrays, demand, park, places, solved, storey, tenant

# Five plates of 1,000 m2 gross each make the 5,000 m2 of CBEP-4.2.1-a.
PLATES = [storey("A", level) for level in range(1, 6)]
ROOM = 900
ZONES = [
    demand("OFFICE", "office_area", 100),
    demand("EXPO", "exchange_centre", 400),
    demand("TRAIN", "training_base", 300, off_site=True),
]
FIRMS = [tenant(f"T{k}", 500, 780, 780) for k in range(1, 5)]
SUPPORT = demand("CANTEEN", "support", 60, 400, 900, kind="catering", split=True)


def cbep(tenants=FIRMS, demands=(*ZONES, SUPPORT), **more):
    return park(PLATES, tenants, demands, standards=("cbep",), **more)


def totals(answer, scenario):
    """suites and stock, cross-border of them, support, operating (all net m2)."""
    found = areas(answer)
    cross = {t.id for t in scenario.tenants if t.cross_border}
    suites = sum(p.area for p in answer.placements if p.tenant) / 1e6
    cb = sum(p.area for p in answer.placements if p.tenant in cross) / 1e6
    support = sum(found.get(d.id, 0) for d in scenario.demands if d.zone == "support")
    operating = suites + sum(
        found.get(d.id, 0) for d in scenario.demands if d.zone not in ("support", "party_centre")
    )
    return suites, cb, support, operating


def test_a_park_under_5000_m2_is_infeasible_by_its_clause():
    scenario = replace(cbep(), buildings=park(PLATES[:4]).buildings)
    assert solved(scenario, ROOM).conflict == ("CBEP-4.2.1-a",)
    land = replace(scenario, policies=Policies(park_area_basis="land_area"))
    assert "CBEP-4.2.1-a" not in solved(land, ROOM).conflict


@pytest.mark.parametrize("zone", ["office_area", "exchange_centre", "training_base"])
def test_a_missing_basic_zone_is_infeasible_by_its_clause(zone):
    answer = solved(cbep(demands=[d for d in (*ZONES, SUPPORT) if d.zone != zone]), ROOM)
    assert answer.conflict == (f"CBEP-4.1.2-a:{zone}",)


def test_only_the_training_base_may_lie_outside():
    demands = [replace(d, off_site=True) for d in ZONES]
    answer = solved(cbep(demands=[*demands, SUPPORT]), ROOM)
    assert set(answer.conflict) == {"CBEP-4.1.2-a:office_area", "CBEP-4.1.2-a:exchange_centre"}


def test_an_optional_basic_zone_is_placed_all_the_same():
    optional = [replace(d, required=False, value_cny_m2_year=0.0) for d in ZONES]
    answer = solved(cbep(demands=[*optional, SUPPORT]), ROOM)
    assert {"OFFICE", "EXPO"} <= set(places(answer))


def test_cross_border_area_reaches_3000_m2_with_its_margin():
    foreign = [tenant(f"X{k}", 300, 300, 300, rent=200, cross_border=False) for k in range(6)]
    local = [tenant(f"T{k}", 700, 700, 800, rent=20) for k in range(1, 5)]
    scenario = cbep(tenants=[*local, *foreign], policies=Policies(rent_share_above_wish=0.0))
    answer = solved(scenario, ROOM)
    _, cross, _, _ = totals(answer, scenario)
    assert cross * (1 - SHRINK) >= 3000 - 0.1


def test_without_room_for_the_margin_the_bare_limit_is_kept():
    exact = [tenant(f"T{k}", 750) for k in range(1, 5)]  # 3,000 m2 to the metre
    scenario = cbep(tenants=exact)
    answer = solved(scenario, ROOM)
    assert answer.status == "optimal"
    assert totals(answer, scenario)[1] == pytest.approx(3000)


def test_too_little_cross_border_area_names_the_clause():
    answer = solved(cbep(tenants=[tenant(f"T{k}", 740) for k in range(1, 5)]), ROOM)
    assert answer.status == "infeasible"
    assert "CBEP-4.2.1-b" in answer.conflict


def test_support_reaches_a_tenth_of_the_operating_area_though_it_pays_nothing():
    scenario = cbep(demands=[*ZONES, replace(SUPPORT, value_cny_m2_year=0.0)])
    answer = solved(scenario, ROOM)
    _, _, support, operating = totals(answer, scenario)
    assert support * (1 - SUPPORT_SHRINK) >= 0.1 * (1 + GROW) * operating - 0.1
    for placement in answer.placements:  # what the arrangement may do to it keeps the clause too
        grown = (1 + GROW) * operating
        assert (
            placement.zone != "support" or placement.least_area >= (1 - SUPPORT_SHRINK) * placement.area - 2
        )
        assert placement.tenant is None or placement.most_area <= (1 + GROW) * placement.area + 2
    assert (1 - SUPPORT_SHRINK) * support >= 0.1 * grown - 0.1


def test_the_denominator_of_support_is_a_policy():
    narrow = Policies(support_denominator="cross_border_operating_area")
    wide = Policies(operating_area_basis="lettable")
    rows = {}
    for name, policies in (("usual", Policies()), ("narrow", narrow), ("wide", wide)):
        problem = arrays(cbep(policies=policies), ROOM)
        (row,) = (r for r in clauses(problem, 0.0) if r.id == "CBEP-4.2.1-c")
        rows[name] = {unit.id: value for unit, value in zip(problem.units, row.area, strict=True)}
        rows[name]["constant"] = row.constant
    assert rows["usual"]["OFFICE"] == pytest.approx(-0.1)
    assert rows["narrow"]["OFFICE"] == 0
    # lettable: all room left over counts, and what an office takes (1.14 of its area) is no longer left over
    assert rows["wide"]["OFFICE"] == pytest.approx(-0.1 + 0.1 * 1.14)
    assert rows["wide"]["constant"] == pytest.approx(-0.1 * 5 * ROOM)
    assert rows["usual"]["CANTEEN"] == rows["narrow"]["CANTEEN"] == 1


def occupied(**more):
    """Tenants who pay nothing, in a park where empty space costs nothing: only the clause makes them come."""
    firms = [tenant(f"T{k}", 500, 800, 800, rent=0.0) for k in range(1, 6)]
    zones = [*ZONES, demand("SHOPS", "support", 60, 60, 900, kind="shop", split=True, value=0.0)]
    return cbep(tenants=firms, demands=zones, **more)


def test_occupancy_counts_vacant_space_from_the_first_year_on():
    young = arrays(occupied(months=11), ROOM)
    assert "CBEP-4.2.2.1" not in {row.id for row in clauses(young)}
    scenario = occupied(months=12, leased=0.9)
    answer = solved(scenario, ROOM)
    suites, *_ = totals(answer, scenario)
    taken = sum(p.area * {"OFFICE": 1.14, "EXPO": 1.12}.get(p.subject, 1.0) for p in answer.placements) / 1e6
    vacant = 5 * ROOM - taken
    assert suites * (1 - SHRINK) >= 0.9 * (suites * (1 - SHRINK) + vacant) - 0.1


def test_half_is_the_least_that_may_be_asked_of_occupancy():
    low, half = (arrays(occupied(months=12, leased=share), ROOM) for share in (0.1, 0.5))
    pick = [next(r for r in clauses(p) if r.id == "CBEP-4.2.2.1") for p in (low, half)]
    assert np.allclose(pick[0].area, pick[1].area)


def test_cross_border_share_by_number_is_enough():
    # four cross-border firms with 3,100 m2, four others with 3,200 m2: by area less than half, by number half
    cross = [tenant(f"T{k}", 775) for k in range(1, 5)]
    big = [tenant(f"X{k}", 800, rent=90, cross_border=False, resident=True) for k in range(1, 5)]
    plates = [storey("A", level) for level in range(1, 10)]
    scenario = park(plates, [*cross, *big], [*ZONES, SUPPORT], standards=("cbep",), months=12)
    answer = solved(scenario, ROOM)
    assert answer.status == "optimal"
    suites, cb, *_ = totals(answer, scenario)
    assert cb / suites < 0.5
    assert sum(s.startswith("T") and s[1:].isdigit() for s in places(answer)) == 4


def test_neither_by_area_nor_by_number_is_infeasible():
    cross = [tenant(f"T{k}", 775) for k in range(1, 5)]
    many = [tenant(f"X{k}", 640, cross_border=False, resident=True) for k in range(1, 6)]
    plates = [storey("A", level) for level in range(1, 11)]
    scenario = park(plates, [*cross, *many], [*ZONES, SUPPORT], standards=("cbep",), months=12)
    answer = solved(scenario, ROOM)
    assert answer.status == "infeasible"
    assert any(item.startswith("CBEP-4.2.2.2") for item in answer.conflict)


def test_a_storage_base_has_1000_m2_or_is_not_there():
    yard = storey("B", 1, x=60, dock=True)
    store = demand("STORE", "storage_base", 300, 400, 3000, required=False, split=True, value=100)
    scenario = park([*PLATES, yard], FIRMS, [*ZONES, SUPPORT, store], standards=("cbep",))
    small = solved(scenario, {**{s.id: ROOM for s in PLATES}, "B/1F": 900})
    assert "STORE" not in places(small)
    large = solved(scenario, {**{s.id: ROOM for s in PLATES}, "B/1F": 1300})
    assert areas(large)["STORE"] * (1 - SHRINK) >= 1000 - 0.1


@pytest.mark.parametrize(("zone", "least"), [("livestream_centre", 300), ("party_centre", 100)])
def test_zones_with_a_least_area_in_a_clause_keep_it(zone, least):
    wanted = demand("Z", zone, least / 2, least / 2, 2 * least, value=1.0)
    assert areas(solved(cbep(demands=[*ZONES, SUPPORT, wanted]), ROOM))["Z"] >= least


def test_a_zone_too_small_for_its_rooms_is_raised_to_them():
    low = replace(ZONES[1], least_area=200_000_000, value_cny_m2_year=0.0)
    answer = solved(cbep(demands=[ZONES[0], low, ZONES[2], SUPPORT]), ROOM)
    assert areas(answer)["EXPO"] >= 150 + 12 + 100 + 2 * 18 + 80  # the five components of CBEP-5.1.2


def test_one_part_of_a_split_zone_holds_every_room():
    split = demand("EXPO", "exchange_centre", 900, split=True)  # takes 1,008 m2: no storey holds it whole
    plates = [*PLATES, storey("A", 6)]
    answer = solved(park(plates, FIRMS, [ZONES[0], split, ZONES[2], SUPPORT], standards=("cbep",)), ROOM)
    kinds = [{room.kind for room in p.rooms} for p in answer.placements if p.subject == "EXPO"]
    assert len(kinds) >= 2
    assert {"exhibition_hall", "rest_area", "conference_hall", "meeting_room", "incubator"} in kinds


def test_every_placed_livestreaming_tenant_has_a_stock_room():
    firms = [*FIRMS, tenant("L", 200, livestreaming=True)]
    answer = solved(cbep(tenants=firms), ROOM)
    (stock,) = (p for p in answer.placements if p.subject == "stock:L")
    assert (stock.tenant, stock.zone, stock.rooms[0].kind) == ("L", "storage_base", "stock_room")
    assert stock.least_area >= 50_000_000
    bare = park(PLATES, firms)
    assert "stock:L" not in places(solved(bare, ROOM))


def test_no_stock_room_without_its_tenant():
    firms = [*FIRMS, tenant("L", 899, livestreaming=True, rent=1.0)]
    assert "stock:L" not in places(solved(cbep(tenants=firms), ROOM))


def test_recommended_shares_are_paid_for_only_where_they_cost_less_than_the_fine():
    # 8 % of 5,000 m2 gross is 400 m2 of service area (SBT11233-4.2.1-b); rents of 480 a year make room
    service = demand("SERVICE", "public_service", 100, 100, 700, value=0.0)
    firms = [tenant(f"T{k}", 200, 900, 900, rent=40.0) for k in range(1, 6)]
    cheap = solved(park(PLATES, firms, [service], standards=("sbt11233",)), ROOM)
    assert areas(cheap)["SERVICE"] * (1 - SUPPORT_SHRINK) >= 400 - 0.1
    dear = [replace(firm, rent_cny_m2_month=500.0) for firm in firms]
    kept = solved(park(PLATES, dear, [service], standards=("sbt11233",)), ROOM)
    assert areas(kept)["SERVICE"] == pytest.approx(100)


def test_town_offices_exceed_a_quarter_of_the_building_area():
    firms = [tenant("T1", 250, 500, 800, rent=0.0)]
    shops = demand("SHOPS", "support", 60, 4000, 4000, kind="shop", split=True)
    scenario = park(
        PLATES,
        [*firms, tenant("T2", 250, 500, 900, rent=0.0)],
        [shops],
        standards=("sbt11233",),
        base_type="town",
    )
    answer = solved(scenario, ROOM)
    office = sum(p.area for p in answer.placements if p.zone == "office_area") / 1e6
    assert office * (1 - SHRINK) > 0.25 * 5000 - 0.1


def test_building_type_bases_have_their_own_recommended_numbers():
    rows = {
        r.id: r
        for r in clauses(
            arrays(park(PLATES, FIRMS, [SUPPORT], standards=("sbt11233",), base_type="building"), ROOM), 0.0
        )
    }
    assert rows["SBT11233-4.2.2-a"].constant == -8000
    assert rows["SBT11233-4.2.2-b"].constant == pytest.approx(-0.04 * 5000)
    assert all(row.fine == 200_000 for row in rows.values())


def test_standards_that_are_not_listed_do_not_bind():
    problem = arrays(park(PLATES, FIRMS), ROOM)
    assert clauses(problem) == ()
