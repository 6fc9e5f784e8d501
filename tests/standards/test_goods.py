"""Trucks, yards, crossings and goods lifts: examples worked on paper.

::

    y  0  ............X=dock, facade of the warehouse above............
                      |  apron
    y -8.75 ----------+------------>  axis of the road, gate G1 in the west
    y -12 ............................far kerb

The truck: 8 m long, 2.5 m wide, wheelbase 5 m, front overhang 1 m, rear overhang 2 m. Its rear axle
turns with 6.75 m, so that the front outer corner turns with hypot(5 + 1, 6.75 + 1.25) = 10 m.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from shapely import LineString, Point, Polygon, box

from planner.bundle import write_bundle
from planner.check.compliance import Verdict
from planner.circulation.goods import road_graph, traffic
from planner.circulation.site import site_roads
from planner.circulation.truck_ways import paving_of
from planner.model import (
    Allocation,
    Building,
    Core,
    CorePart,
    Dock,
    Exit,
    Gate,
    Layout,
    Scenario,
    Site,
    SiteRoad,
    Solution,
    Space,
    Storey,
    StoreyLayout,
)
from planner.scenario import load_scenario
from planner.trucks import DesignTruck, standard_trucks
from planner.verify import verify
from tests.verify import park

SCENARIOS = Path(__file__).parents[2] / "scenarios"

TRUCK = DesignTruck("box", "厢车", "Box", 8_000, 2_500, 5_000, 1_000, 10_000, 18_000, "paper")
AXIS = -8.75
FAR = 2.0 + 10.0
"""From the facade to the far kerb where the tightest quarter turn just fits."""


def rect(x0: float, y0: float, x1: float, y1: float) -> Polygon:
    return box(x0 * 1000, y0 * 1000, x1 * 1000, y1 * 1000)


def road(id: str, line: list[tuple[float, float]], surface: Polygon, *serves: str) -> SiteRoad:
    return SiteRoad(id, surface, LineString([(x * 1000, y * 1000) for x, y in line]), 4_000, serves)


def scenario(gates: tuple[Gate, ...] = (), exits: tuple[Exit, ...] = (), docks: bool = True) -> Scenario:
    """A warehouse of 40 x 20 m with a dock in the middle of its south facade, the gate 60 m to the west."""
    base = park.park()
    dock = (Dock("W/1F/D1", Point(0, 0), 4_000),) if docks else ()
    ground = base.buildings[0].storeys[0]
    storey = replace(
        ground,
        id="W/1F",
        building="W",
        outline=rect(-20, 0, 20, 20),
        cores=(),
        exits=exits,
        docks=dock,
        daylight=(),
    )
    gate = Gate("G1", Point(-60_000, AXIS * 1000), 6_000, frozenset({"people", "goods"}))
    return replace(
        base,
        site=Site(rect(-60, -60, 60, 40), gates or (gate,)),
        buildings=(Building("W", "W", "W", False, True, "II", (storey,)),),
        tenants=(),
        demands=(),
        policies=replace(base.policies, design_truck="box"),
        trucks={"box": TRUCK},
    )


def roads(far: float = 20.0, east: float = 40.0, west: float = -60.0) -> tuple[SiteRoad, ...]:
    """One road along the docks, paved to ``far`` before the facade; its axis 8.75 m before it."""
    return (road("R1", [(west, AXIS), (0, AXIS)], rect(west, -far, east, 0), "G1", "W/1F/D1"),)


def judge(folder: Path, clause: str, park_: Scenario, ways: tuple[SiteRoad, ...]) -> Verdict:
    room = Space("W/1F/s1", "W", "W/1F", "warehouse", "storage_base", rect(-19, 1, 19, 19), "", "")
    plan = Layout((StoreyLayout("W/1F", (room,), (), ()),), ways)
    allocation = Allocation("feasible", (), (), {}, 0.0, 0.0)
    write_bundle(folder, Solution(park_, allocation, plan, 1, {}, False, ()), resolved="")
    return verify(park_, folder).verdict(clause)


def off(verdict: Verdict) -> list[float]:
    """Metres and square metres off the paving, of the only dock."""
    found = [row.measured for row in verdict.findings if "off the paving" in row.subject]
    return [value for value in found if isinstance(value, float)]


def test_the_truck_of_this_page() -> None:
    assert TRUCK.rear_overhang_mm == 2_000
    assert TRUCK.rear_radius == pytest.approx(6_750, abs=1e-6)
    assert TRUCK.inner_radius == pytest.approx(5_500, abs=1e-6)
    assert TRUCK.front_radius == pytest.approx(8_400.15, abs=0.01)
    assert TRUCK.run_out == pytest.approx(12_750)
    assert TRUCK.yard_least == pytest.approx(12_000)


def test_shipped_trucks_can_turn_and_are_policies() -> None:
    for truck in standard_trucks().values():
        assert truck.rear_overhang_mm > 0
        assert truck.inner_radius > 0
        assert truck.yard_mm >= truck.yard_least
        assert truck.source == "policy"


@pytest.mark.parametrize(("short", "status"), [(0.0, "pass"), (0.05, "pass"), (0.051, "fail"), (0.5, "fail")])
def test_the_nose_reaches_the_far_kerb(tmp_path: Path, short: float, status: str) -> None:
    """The front corner turns with 10 m about a point 8.75 - 6.75 m before the facade: 12 m out."""
    verdict = judge(tmp_path, "CBEP-4.3.3-b", scenario(), roads(far=FAR - short))
    assert verdict.status == status
    assert off(verdict)[0] == pytest.approx(short, abs=0.0005)
    if status == "fail":
        shown = next(row for row in verdict.findings if row.ok is False).where
        assert shown is not None
        assert shown.bounds[1] == pytest.approx(-FAR * 1000, abs=2)


@pytest.mark.parametrize(
    ("beyond", "status"), [(12.75, "pass"), (12.7, "pass"), (12.699, "fail"), (11.75, "fail")]
)
def test_the_road_runs_on_beyond_the_dock(tmp_path: Path, beyond: float, status: str) -> None:
    """The truck stops with its rear axle 6.75 m beyond the dock's axis, its nose 6.75 + 5 + 1 m."""
    verdict = judge(tmp_path, "CBEP-4.3.3-b", scenario(), roads(east=beyond))
    assert verdict.status == status
    assert off(verdict)[0] == pytest.approx(12.75 - beyond, abs=1e-6)


@pytest.mark.parametrize(
    ("axis", "far", "status"),
    [
        (-8.15, 12.0, "pass"),
        (-8.149, 12.0, "pass"),
        (-5.5, 12.0, "pass"),
        (-5.5, 11.949, "fail"),
        (-5.5, 9.0, "fail"),
    ],
)
def test_from_a_road_too_near_to_the_dock_the_truck_pulls_out(
    tmp_path: Path, axis: float, far: float, status: str
) -> None:
    """Its rear axle stands 2 + 6.75 m before the facade as it begins to back in, wherever the road's axis is.

    With 5.5 m it has pulled out by 3.25 m; from 8.15 m on it stands 0.6 m aside of the middle. The
    front corner reaches 12 m out as before.
    """
    ways = (road("R1", [(-60, axis), (0, axis)], rect(-60, -far, 40, 0), "G1"),)
    gate = Gate("G1", Point(-60_000, axis * 1000), 6_000, frozenset({"goods"}))
    verdict = judge(tmp_path, "CBEP-4.3.3-b", scenario((gate,)), ways)
    assert verdict.status == status
    assert off(verdict)[0] == pytest.approx(12.0 - far, abs=1e-3)


def test_a_truck_that_pulls_out_is_back_on_its_road_soon() -> None:
    """The road's axis lies 5.5 m before the facade: 3.25 m are pulled out in 6.5 m, 4 m before the dock.

    It leaves with its front axle 6.75 + 5 m beside the dock and is on the road after 6.5 m.
    """
    axis = -5.5
    ways = (road("R1", [(-60, axis), (0, axis)], rect(-60, -20, 40, 0), "G1"),)
    gate = Gate("G1", Point(-60_000, axis * 1000), 6_000, frozenset({"goods"}))
    plan, own = Layout((), ways), scenario((gate,))
    (way,) = traffic(own, plan, road_graph(own, plan), paving_of(own, plan)).trucks
    assert way.into is not None
    assert way.out is not None
    for line in (way.into, way.out):
        on_road = [y / 1000 for x, y in line.coords if x < -20_000]
        assert on_road
        assert max(abs(y - axis) for y in on_road) < 0.01
    assert way.into.coords[-1][1] == pytest.approx(-8_750, abs=1)


@pytest.mark.parametrize("detour", [True, False])
def test_round_a_corner_that_is_too_tight_a_wider_one_serves(tmp_path: Path, detour: bool) -> None:
    """Straight up from the gate the lane is 3 m wide, and 91 m lead to the dock: turning, the truck takes
    10 - 5.5 = 4.5 m. By the square in the west it is 24 m more, and it stays on the paving.
    """
    gate = Gate("G1", Point(-40_000, -60_000), 6_000, frozenset({"people", "goods"}))
    ways = [
        road(
            "R1", [(-52 if detour else -40, AXIS), (-40, AXIS), (0, AXIS)], rect(-60, -12, 40, 0), "W/1F/D1"
        ),
        road("R2", [(-40, -60), (-40, -52)], rect(-60, -60, -30, -45), "G1"),
        road("R3", [(-40, -52), (-40, AXIS)], rect(-41.5, -52, -38.5, AXIS)),
    ]
    if detour:
        ways.append(road("R4", [(-40, -52), (-52, -52), (-52, AXIS)], rect(-60, -60, -43.5, 0)))
    verdict = judge(tmp_path, "CBEP-4.3.3-b", scenario((gate,)), tuple(ways))
    assert verdict.status == ("pass" if detour else "fail")


@pytest.mark.parametrize(
    ("gate", "reason"),
    [
        (Gate("G1", Point(-60_000, AXIS * 1000), 6_000, frozenset({"people"})), "no gate admits goods"),
        (
            Gate("G1", Point(-60_000, AXIS * 1000), 2_499, frozenset({"goods"})),
            "no gate for goods is as wide as the truck",
        ),
        (Gate("G1", Point(-60_000, AXIS * 1000), 2_500, frozenset({"goods"})), ""),
        (
            Gate("G1", Point(-60_000, -40_000), 6_000, frozenset({"goods"})),
            "no road leads in from a gate for goods",
        ),
    ],
)
def test_gates_for_trucks(tmp_path: Path, gate: Gate, reason: str) -> None:
    verdict = judge(tmp_path, "CBEP-4.3.3-b", scenario((gate,)), roads())
    words = {row.measured for row in verdict.findings if isinstance(row.measured, str)}
    assert words == ({reason} if reason else set())
    assert (verdict.status == "pass") == (not reason)


def test_without_docks_or_warehouse_nothing_is_looked_at(tmp_path: Path) -> None:
    assert judge(tmp_path / "1", "LAYOUT-YARD", scenario(docks=False), roads()).status == "not_applicable"
    verdict = judge(tmp_path / "2", "CBEP-4.3.3-b", scenario(docks=False), roads())
    assert off(verdict) == []
    assert (
        judge(tmp_path / "3", "LAYOUT-TRUCK-CROSSINGS", scenario(docks=False), roads()).status
        == "not_applicable"
    )


@pytest.mark.parametrize(
    ("depth", "status"), [(18.0, "pass"), (17.995, "pass"), (17.994, "fail"), (25.0, "pass")]
)
def test_depth_of_the_yard(tmp_path: Path, depth: float, status: str) -> None:
    """Up to 5 mm are what rounding takes on a turned plan: then it is as deep as wanted."""
    verdict = judge(tmp_path, "LAYOUT-YARD", scenario(), roads(far=depth))
    assert (verdict.status, verdict.strength) == (status, "informational")
    assert verdict.worst is not None
    assert verdict.worst.measured == pytest.approx(18.0 if depth == 17.995 else depth, abs=1e-6)


def test_the_depth_is_that_of_the_whole_door(tmp_path: Path) -> None:
    """The door is 4 m wide: a corner cut off the yard 1.9 m beside its middle counts, 2.1 m does not."""
    for x, depth in ((1.9, 5.0), (2.1, 20.0)):
        surface = rect(-60, -20, 40, 0).difference(rect(x, -20, 40, -5))
        assert isinstance(surface, Polygon)
        ways = (road("R1", [(-60, AXIS), (0, AXIS)], surface, "G1"),)
        verdict = judge(tmp_path / str(x), "LAYOUT-YARD", scenario(), ways)
        assert verdict.worst is not None
        assert verdict.worst.measured == pytest.approx(depth, abs=1e-6)


def crossing_park() -> tuple[Scenario, Layout]:
    """Trucks come in from the west, people from the south: their road crosses the trucks' at x = -30.

    Behind it, at y = 20 beside the warehouse, lies one entrance; another at x = -10 in the south facade.
    """
    gates = (
        Gate("G1", Point(-60_000, AXIS * 1000), 6_000, frozenset({"goods"})),
        Gate("G2", Point(-30_000, -60_000), 6_000, frozenset({"people"})),
    )
    exits = (
        Exit("W/1F/X1", Point(-20_000, 10_000), 1_500),
        Exit("W/1F/X2", Point(-10_000, 0), 1_500),
    )
    own = scenario(gates, exits)
    ways = (
        *roads(),
        road("R2", [(-30, -60), (-30, 10)], rect(-32, -60, -28, 12), "G2"),
        road("R3", [(-30, 10), (-20, 10)], rect(-30, 8, -20, 12), "W/1F/X1"),
        road("R4", [(-10, AXIS), (-10, 0)], rect(-12, AXIS, -8, 0), "W/1F/X2"),
    )
    return own, Layout((), ways)


def test_crossings_and_shared_road() -> None:
    """People walk x = -30 from y = -60 to the trucks' road: there one way goes straight across, the other
    along the trucks' road to x = -10, where it leaves it. Two places, 20 m of shared road.
    """
    own, plan = crossing_park()
    mixed = traffic(own, plan, road_graph(own, plan), paving_of(own, plan)).mixed
    assert [(at.x, at.y) for at in mixed.crossings] == [(-30_000, -8_750), (-10_000, -8_750)]
    assert mixed.length == pytest.approx(20_000)


def test_crossings_are_told(tmp_path: Path) -> None:
    own, plan = crossing_park()
    verdict = judge(tmp_path, "LAYOUT-TRUCK-CROSSINGS", own, plan.roads)
    assert verdict.status == "pass"
    assert [(row.subject, row.measured) for row in verdict.findings] == [
        ("crossings of trucks and people", 2.0),
        ("road that trucks and people share", 20.0),
        ("crossing 1 at (-30.0, -8.8)", 1.0),
        ("crossing 2 at (-10.0, -8.8)", 1.0),
    ]


def test_trucks_keep_off_people_where_the_way_round_is_short() -> None:
    """People walk 50 m of the direct road, which is worth 100 m then.

    The way round: 2 x 10 that are shared, 40 + 2 x detour, and 4 bends worth 5 m each: 94 m or 140 m.
    All ground is paved, so that the truck stays on the paving either way.
    """
    for detour, shared in ((7, False), (30, True)):
        gates = (Gate("G1", Point(-60_000, AXIS * 1000), 6_000, frozenset({"goods", "people"})),)
        own = scenario(gates, (Exit("W/1F/X2", Point(-10_000, 0), 1_500),))
        south = AXIS - detour
        ways = (
            *roads(),
            road("R4", [(-10, AXIS), (-10, 0)], rect(-12, AXIS, -8, 0), "W/1F/X2"),
            road(
                "R5",
                [(-50, AXIS), (-50, south), (-10, south), (-10, AXIS)],
                rect(-60, south - 20, 40, 0),
            ),
        )
        plan = Layout((), ways)
        way = traffic(own, plan, road_graph(own, plan), paving_of(own, plan)).trucks[0]
        south_most = min(node[1] for node in way.nodes[0])
        assert (south_most > -9_000) == shared


def lifted(storeys: int, lift_on: set[int], kind: str = "goods_lift", **stated: object) -> Scenario:
    """A warehouse of some storeys with a lift on some of them."""
    own = scenario()
    ground = own.buildings[0].storeys[0]

    def floor(level: int) -> Storey:
        id = f"W/{level}F"
        part = CorePart(f"{id}/C1/L1", kind, rect(-2, 8, 1, 11), **stated)  # type: ignore[arg-type]  # by name
        core = Core(f"{id}/C1", rect(-3, 7, 2, 12), (part,) if level in lift_on else ())
        docks = ground.docks if level == 1 else ()
        return replace(
            ground, id=id, level=level, elevation_mm=5_000 * (level - 1), cores=(core,), docks=docks
        )

    levels = tuple(floor(level) for level in range(1, storeys + 1))
    return replace(own, buildings=(replace(own.buildings[0], storeys=levels),))


def lift_verdict(folder: Path, own: Scenario, kind: str = "warehouse", storey: str = "W/3F") -> Verdict:
    room = Space(f"{storey}/s1", "W", storey, kind, "storage_base", rect(4, 1, 19, 19), "", "")
    plan = Layout((StoreyLayout(storey, (room,), (), ()),), roads())
    allocation = Allocation("feasible", (), (), {}, 0.0, 0.0)
    write_bundle(folder, Solution(own, allocation, plan, 1, {}, False, ()), resolved="")
    return verify(own, folder).verdict("LAYOUT-GOODS-LIFT")


def test_goods_come_up_by_a_lift_from_the_ground(tmp_path: Path) -> None:
    assert lift_verdict(tmp_path / "1", lifted(3, {1, 2, 3})).status == "pass"
    broken = lift_verdict(tmp_path / "2", lifted(3, {1, 3}))  # none on the storey between
    assert broken.status == "fail"
    assert [row.subject for row in broken.findings] == ["W/3F: warehouse"]
    assert lift_verdict(tmp_path / "3", lifted(3, {2, 3})).status == "fail"  # does not come down
    assert lift_verdict(tmp_path / "4", lifted(3, {1, 2, 3}), storey="W/1F").status == "not_applicable"
    people = lifted(3, {1, 2, 3}, "lift")
    assert lift_verdict(tmp_path / "5", people).status == "fail"
    assert lift_verdict(tmp_path / "6", people, "stock_room").status == "pass"


def test_load_and_car_are_told_where_they_are_stated(tmp_path: Path) -> None:
    verdict = lift_verdict(
        tmp_path, lifted(3, {1, 2, 3}, load_kg=2_000, car_width_mm=2_000, car_depth_mm=2_600)
    )
    told = {row.subject: row.measured for row in verdict.findings}
    assert told["W/3F/C1/L1: load"] == 2_000
    assert told["W/3F/C1/L1: car"] == "2 x 2.6 m"


@pytest.mark.parametrize("name", ["qiancheng", "plant", "tower"])
@pytest.mark.parametrize("truck", ["truck_6m", "truck_9m", "truck_12m"])
def test_roads_are_designed_for_the_truck_that_is_named(name: str, truck: str) -> None:
    park = load_scenario(SCENARIOS / f"{name}.yaml")
    park = replace(park, policies=replace(park.policies, design_truck=truck))
    plan = Layout((), site_roads(park))
    ways = traffic(park, plan, road_graph(park, plan), paving_of(park, plan)).trucks
    assert ways
    assert {way.dock: way.reason for way in ways if way.reason} == {}
    assert max(way.overrun.out for way in ways if way.overrun is not None) < 50
