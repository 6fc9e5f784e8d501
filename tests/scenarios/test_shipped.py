"""The shipped scenarios are what they say: counts, buildings that fit the site, wishes that fit."""

from __future__ import annotations

import math
from itertools import combinations
from pathlib import Path

import pytest
from shapely import Polygon

from planner.capacity import net_capacity
from planner.check.core_floors import Wall, walls
from planner.model import M2, Core, Scenario
from planner.programme import inner_share
from planner.scenario import load_scenario
from planner.standards.kinds.core_reach import Limits, Public, entered_parts

FOLDER = Path(__file__).parents[2] / "scenarios"
NAMES = ("minimal", "plant", "qiancheng", "tower", "overfull")
FEASIBLE = NAMES[:-1]
ZONES = {
    "office_area",
    "exchange_centre",
    "training_base",
    "livestream_centre",
    "storage_base",
    "logistics_hub",
    "party_centre",
    "customs_hall",
    "support",
    "public_service",
}


def shipped(name: str) -> Scenario:
    return load_scenario(FOLDER / f"{name}.yaml")


def gross(scenario: Scenario) -> float:
    return sum(storey.gross_area for storey in scenario.storeys) / M2


def wished(scenario: Scenario, zone: str) -> float:
    return sum(d.wished_area for d in scenario.demands if d.zone == zone) / M2


def test_no_other_scenarios_are_shipped() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_buildings_stand_inside_the_site_and_apart(name: str) -> None:
    scenario = shipped(name)
    outlines = [b.storeys[0].outline for b in scenario.buildings]
    for outline in outlines:
        assert scenario.site.boundary.contains(outline)
        assert all(not o.polygon.intersects(outline) for o in scenario.site.obstacles)
    assert all(a.distance(b) >= 13_000 for a, b in combinations(outlines, 2))


@pytest.mark.parametrize("name", NAMES)
def test_large_storeys_have_two_stairs_apart(name: str) -> None:
    for storey in shipped(name).storeys:
        stairs = [part.polygon for core in storey.cores for part in core.parts if part.kind == "stair"]
        if storey.gross_area > 600 * M2:
            assert any(a.distance(b) >= 5_000 for a, b in combinations(stairs, 2)), storey.id
        if storey.is_ground:
            assert len(storey.exits) >= 2, storey.id


@pytest.mark.parametrize("name", NAMES)
def test_all_of_a_core_is_entered_from_one_side(name: str) -> None:
    """Stairs, lifts and toilets, by doors of 1.2 m from a corridor along that side alone."""
    cores = {(s.building, c.id[-2:], s.is_ground): c for s in shipped(name).storeys for c in s.cores}
    for core in cores.values():
        wanted = {part.id for part in core.parts if part.kind in ("stair", "lift", "goods_lift", "toilet")}
        assert any(wanted <= entered_from(core, side) for side in walls(core.polygon)), core.id


def entered_from(core: Core, side: Wall) -> set[str]:
    """What a corridor of 1.8 m, half a wall from one side of a core, leads to by doors every 5 cm."""
    corridor = Polygon(
        [side.at(u, v) for u, v in ((0, 60), (side.length, 60), (side.length, 1860), (0, 1860))]
    )
    # a door of 1.2 m counts where it leads to one thing over its whole width
    limits = Limits(joint=0.9, door=1200, passage=1200, wall=750, landing=1600)
    doors = [
        Polygon([side.at(u, 0), side.at(u + 1200, 0), side.at(u + 1200, 60), side.at(u, 60)])
        for u in range(0, int(side.length) - 1200, 50)
    ]
    public = Public((corridor,), tuple((core.id, door) for door in doors))
    return entered_parts(core, public, limits)


@pytest.mark.parametrize("name", NAMES)
def test_no_column_stands_in_an_exit_or_dock(name: str) -> None:
    for storey in shipped(name).storeys:
        for opening in (*storey.exits, *storey.docks):
            clear = min((c.polygon.distance(opening.point) for c in storey.columns), default=math.inf)
            assert clear >= opening.width_mm / 2, opening.id


@pytest.mark.parametrize("name", FEASIBLE)
def test_wishes_fill_the_buildings_but_fit(name: str) -> None:
    """Between 80 and 93 % of the room area that walls, cores and corridors are likely to leave."""
    scenario = shipped(name)
    asked = sum(d.wished_area * (1 + inner_share(scenario, d)) for d in scenario.demands if not d.off_site)
    asked += sum(t.wished_area for t in scenario.tenants)
    asked += sum(50 * M2 for t in scenario.tenants if t.livestreaming)  # CBEP-5.2.2.2
    room = sum(net_capacity(storey, scenario.policies) for storey in scenario.storeys)
    assert 0.80 <= asked / room <= 0.93


@pytest.mark.parametrize("name", FEASIBLE)
def test_wishes_meet_the_clauses(name: str) -> None:
    """CBEP-4.2.1: 5,000 m2, 3,000 m2 for cross-border companies, support of 10 % of the operating area."""
    scenario = shipped(name)
    assert gross(scenario) >= 5_000
    suites = sum(t.wished_area + 50 * M2 * t.livestreaming for t in scenario.tenants) / M2
    cross = sum(t.wished_area + 50 * M2 * t.livestreaming for t in scenario.tenants if t.cross_border) / M2
    assert cross >= 3_000
    assert cross / suites >= 0.5
    operating = suites + sum(
        d.wished_area / M2
        for d in scenario.demands
        if scenario.catalogue.zones[d.zone].role == "operating" and not d.off_site
    )
    assert wished(scenario, "support") >= 0.1 * operating
    service = sum(wished(scenario, zone) for zone in scenario.policies.service_zones)
    least = 0.04 if scenario.base_type == "building" else 0.08  # SBT11233-4.2.1, 4.2.2
    assert service >= least * gross(scenario)
    assert {"office_area", "exchange_centre", "training_base"} <= {d.zone for d in scenario.demands}


def test_qiancheng_is_as_large_and_varied_as_it_is_meant_to_be() -> None:
    scenario = shipped("qiancheng")
    assert scenario.site.boundary.area / M2 == pytest.approx(78_644, rel=0.005)
    assert len(scenario.buildings) >= 7
    assert len(scenario.storeys) >= 35
    assert gross(scenario) >= 45_000
    assert len(scenario.site.gates) == 2
    assert len(scenario.tenants) == 90
    assert sum(t.livestreaming for t in scenario.tenants) == 15
    assert sum(not t.cross_border for t in scenario.tenants) == 18
    assert {t.company_type for t in scenario.tenants} == {"platform", "operator", "service", "other"}
    assert all(40 <= t.rent_cny_m2_month <= 110 for t in scenario.tenants)
    assert {d.zone for d in scenario.demands} == ZONES
    assert scenario.pins
    assert scenario.flows
    assert all(storey.columns for storey in scenario.storeys)


def test_qiancheng_has_l_plates_and_plates_along_the_boundary() -> None:
    scenario = shipped("qiancheng")
    corners = {b.id: len(b.storeys[0].outline.exterior.coords) - 1 for b in scenario.buildings}
    assert [id for id, count in corners.items() if count == 6] == ["B", "G"]
    (x0, y0), (x1, y1) = (0, 0), (29_100, 212_300)  # the west edge of the real boundary
    along = math.degrees(math.atan2(y1 - y0, x1 - x0))
    for id in ("C", "D"):
        (ax, ay), (bx, by) = scenario.building(id).storeys[0].outline.exterior.coords[:2]
        assert math.degrees(math.atan2(by - ay, bx - ax)) == pytest.approx(along, abs=0.1)


def test_plant_is_the_real_shell() -> None:
    scenario = shipped("plant")
    assert [len(storey.columns) for storey in scenario.storeys] == [156, 156]
    assert all(storey.outline.bounds[2] - storey.outline.bounds[0] == 86_000 for storey in scenario.storeys)
    ground = scenario.storeys[0]
    widths = [e.width_mm for e in ground.exits] + [d.width_mm for d in ground.docks]
    assert sorted(widths) == [1_800] * 4 + [3_000] + [4_000] * 6  # four new doors, seven real gates


def test_tower_is_one_high_rise_of_the_building_type() -> None:
    scenario = shipped("tower")
    assert scenario.base_type == "building"
    assert [len(b.storeys) for b in scenario.buildings] == [20]
    assert len(scenario.tenants) == 40


def test_overfull_promises_more_than_there_is() -> None:
    """Contracts and required zones at their least exceed the gross area less cores."""
    scenario = shipped("overfull")
    floor = gross(scenario) - sum(c.polygon.area for s in scenario.storeys for c in s.cores) / M2
    least = sum(t.least_area for t in scenario.tenants if t.resident) / M2
    least += sum(d.least_area for d in scenario.demands if d.required and not d.off_site) / M2
    assert least > floor + 300


def test_the_tutorial_park_tells_how_it_is_run() -> None:
    """A year of operations: what CBEP-7.2.2 and CBEP-7.3.1 ask for, and a file of each company."""
    operations = shipped("minimal").operations
    assert operations.period is not None
    assert (operations.period.start.isoformat(), operations.period.end.isoformat()) == (
        "2025-01-01",
        "2025-12-31",
    )
    held = [event.type for event in operations.events or ()]
    assert held.count("exchange") == 12
    assert held.count("policy_briefing") == 8
    assert [row.tenant for row in operations.companies or ()] == [t.id for t in shipped("minimal").tenants]
