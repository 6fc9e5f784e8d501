"""GB 55019 on a small building: routes, lobbies and cars of lifts, ground before entrances. Metres."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from shapely import Polygon

from planner.bundle import write_bundle
from planner.check.compliance import MISSING, Verdict
from planner.model import Allocation, Core, Layout, Obstacle, Scenario, Solution, StoreyLayout
from planner.verify import verify
from tests.circulation.building import House, M, mm

ROUTE, CROWDED = "FIRE-55019-2.1.1", "FIRE-55019-2.2.2-b"
SLOPE, ENTRANCE = "FIRE-55019-2.4.1", "FIRE-55019-2.4.2"
LOBBY, CAR = "FIRE-55019-2.6.1", "FIRE-55019-2.6.2"


def judge(
    folder: Path, clause: str, house: House, scenario: Scenario | None = None, layout: Layout | None = None
) -> Verdict:
    asked = scenario or house.scenario()
    allocation = Allocation("feasible", (), (), {}, 0.0, 0.0)
    write_bundle(folder, Solution(asked, allocation, layout or house.layout(), 1, {}, False, ()), resolved="")
    return verify(asked, folder).verdict(clause)


def only(verdict: Verdict, room: str) -> tuple[str, float | int | str | bool, bool | None]:
    found = next(finding for finding in verdict.findings if finding.subject.startswith(room))
    return found.subject, found.measured, found.ok


# share of what is asked for: door of the room 1.0 / 0.9, exit and core 1.2 / 0.9, corridor 2.0 / 1.2
ROUTES = [
    ("wide everywhere", House(), "A/1F/s1 (A/1F/d1)", 1.0, True),
    ("upstairs by lift", House(), "A/2F/s1 (A/2F/d1)", 1.0, True),
    ("door of 0.9 m", House(room_door=0.9), "A/1F/s1 (A/1F/d1)", 0.9, True),
    ("door of 0.899 m", House(room_door=0.899), "A/1F/s1 (A/1F/d1)", 0.899, False),
    ("exit of 0.899 m", House(exit_width=0.899), "A/1F/s1 (A/1F/X1)", 0.899, False),
    ("core door of 0.85 m", House(core_door=0.85), "A/2F/s1 (A/1F/dC)", 0.85, False),
    ("downstairs that does not matter", House(core_door=0.85), "A/1F/s1 (A/1F/d1)", 1.0, True),
    ("corridor of 1.2 m", House(corridor=(0.24, 4.4, 24, 5.6)), "A/1F/s1 (A/1F/c1)", 1.2, True),
    ("corridor of 1.19 m", House(corridor=(0.24, 4.41, 24, 5.6)), "A/1F/s1 (A/1F/c1)", 1.19, False),
    ("no lift", House(lift=False), "A/2F/s1 (no lift opens to A/2F)", 0.0, False),
    ("no lift, downstairs", House(lift=False), "A/1F/s1 (A/1F/d1)", 1.0, True),
    ("public zone", House(kind="shop", zone="support"), "A/2F/s1 (A/2F/d1)", 1.0, True),
]


@pytest.mark.parametrize(
    ("house", "subject", "measured", "ok"), [c[1:] for c in ROUTES], ids=[c[0] for c in ROUTES]
)
def test_route(tmp_path: Path, house: House, subject: str, measured: float, ok: bool) -> None:
    verdict = judge(tmp_path, ROUTE, house)
    told, found, fine = only(verdict, subject.split(" ", maxsplit=1)[0])
    assert told == subject
    assert found == pytest.approx(measured, abs=0.011)
    assert fine is ok


def test_the_route_itself_is_the_evidence(tmp_path: Path) -> None:
    finding = judge(tmp_path, ROUTE, House(room_door=0.899)).findings[0]
    assert finding.where is not None
    assert finding.where.geom_type == "LineString"
    first, last = finding.where.coords[0], finding.where.coords[-1]
    assert (first, last) == ((-20 * M, 5 * M), (7 * M, pytest.approx(3.94 * M)))
    # 20 m of road, 0.24 through the exit, the corridor, 0.06 to the middle of the door
    assert finding.where.length / 1000 == pytest.approx(20 + 0.24 + (6.76**2 + 1) ** 0.5 + 0.06, abs=2e-3)


def test_of_two_doors_the_wide_one_counts_and_a_narrow_corridor_that_is_not_passed_does_not(
    tmp_path: Path,
) -> None:
    house = House(room_door=0.7)
    layout = house.layout()
    first = layout.storeys[0]
    door = replace(first.doors[0], id="A/1F/d9", polygon=mm((9, 3.88, 10, 4)), width_mm=1000)
    # a stub of 0.5 m to the north, in which the wide disc does not fit, with a door of its own at its end
    hall = first.corridors[0]
    stub = replace(hall, polygon=hall.polygon.union(mm((20, 6, 20.5, 9))))
    blind = replace(
        door, id="A/1F/d8", polygon=mm((20, 9, 20.5, 9.12)), joins=("A/1F/c1", "A/1F/C"), width_mm=500
    )
    plan = StoreyLayout(first.storey, first.spaces, (stub,), (*first.doors, door, blind))
    verdict = judge(tmp_path, ROUTE, house, layout=replace(layout, storeys=(plan, *layout.storeys[1:])))
    assert only(verdict, "A/1F/s1") == ("A/1F/s1 (A/1F/d9)", 1.0, True)


@pytest.mark.parametrize(("road", "traffic", "datum"), [
    (False, {"people"}, "layout.road"),
    (True, {"goods"}, "site.gates.traffic"),
])  # fmt: skip
def test_without_a_road_or_a_gate_nothing_can_be_said(
    tmp_path: Path, road: bool, traffic: set[str], datum: str
) -> None:
    house = House(road=road)
    scenario = house.scenario()
    gate = replace(scenario.site.gates[0], traffic=frozenset(traffic))  # type: ignore[arg-type]  # kinds by name
    scenario = replace(scenario, site=replace(scenario.site, gates=(gate,)))
    verdict = judge(tmp_path, ROUTE, house, scenario)
    assert verdict.status == "undecided"
    assert [(finding.measured, finding.limit) for finding in verdict.findings] == [(MISSING, datum)]


@pytest.mark.parametrize("clause", [ROUTE, CROWDED])
def test_nobody_asked_for_is_no_subject(tmp_path: Path, clause: str) -> None:
    assert judge(tmp_path, clause, House(kind="warehouse", zone="storage_base")).status == "not_applicable"


@pytest.mark.parametrize(("low", "status"), [(4.1, "pass"), (4.12, "fail")])
def test_crowded_rooms_ask_for_180_cm(tmp_path: Path, low: float, status: str) -> None:
    """A corridor of 1.80 and of 1.78 m; the lobby is 2.4 m wide at its narrowest between door and lift."""
    house = House(kind="exhibition_hall", zone="exchange_centre", corridor=(0.24, low, 24, 5.9), storeys=1)
    assert judge(tmp_path, CROWDED, house).status == status
    assert judge(tmp_path, ROUTE, house).status == "pass"


# ---------------------------------------------------------------- lifts


def with_core(change: Callable[[Core], Core], house: House) -> Scenario:
    scenario = house.scenario()
    building = scenario.buildings[0]
    storeys = tuple(replace(s, cores=tuple(change(core) for core in s.cores)) for s in building.storeys)
    return replace(scenario, buildings=(replace(building, storeys=storeys),))


def lobby_of(rect: tuple[float, float, float, float]) -> Callable[[Core], Core]:
    return lambda core: replace(
        core, parts=tuple(replace(p, polygon=mm(rect)) if p.kind == "lobby" else p for p in core.parts)
    )


@pytest.mark.parametrize(
    ("west", "status", "depth"),
    [(24.2, "pass", 2.0), (24.4, "pass", 1.8), (24.45, "fail", 1.75)],
)
def test_lobby_before_a_lift(tmp_path: Path, west: float, status: str, depth: float) -> None:
    house = House()
    verdict = judge(tmp_path, LOBBY, house, with_core(lobby_of((west, 2.2, 26.2, 7.8)), house))
    assert verdict.status == status
    assert [finding.subject for finding in verdict.findings] == ["A/1F (A/1F/C/L)", "A/2F (A/2F/C/L)"]
    assert [finding.measured for finding in verdict.findings] == pytest.approx([depth, depth])


def test_no_lift_has_no_lobby_and_no_car(tmp_path: Path) -> None:
    house = House(lift=False)
    assert judge(tmp_path, LOBBY, house).status == "not_applicable"
    assert judge(tmp_path, CAR, house).status == "not_applicable"


def car(
    width: float | None, depth: float | None, door: float | None, shaft: Polygon | None = None
) -> Callable[[Core], Core]:
    sizes = [None if size is None else round(size * M) for size in (width, depth, door)]

    def change(core: Core) -> Core:
        lift = next(part for part in core.parts if part.kind == "lift")
        changed = replace(
            lift,
            car_width_mm=sizes[0],
            car_depth_mm=sizes[1],
            door_mm=sizes[2],
            polygon=shaft or lift.polygon,
        )
        return replace(core, parts=tuple(changed if part is lift else part for part in core.parts))

    return change


CARS = [
    ("all of it", (1.1, 1.4, 0.9), "pass", []),
    ("1 mm too narrow", (1.099, 1.4, 0.9), "fail", []),
    ("1 mm too short", (1.1, 1.399, 0.9), "fail", []),
    ("door 1 mm too narrow", (1.1, 1.4, 0.899), "fail", []),
    ("door not known", (1.1, 1.4, None), "undecided", ["storeys.cores.parts.door_m"]),
    ("nothing known", (None, None, None), "undecided", [
        "storeys.cores.parts.car_width_m", "storeys.cores.parts.car_depth_m", "storeys.cores.parts.door_m",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("sizes", "status", "missing"), [c[1:] for c in CARS], ids=[c[0] for c in CARS])
def test_car_of_a_lift(
    tmp_path: Path, sizes: tuple[float | None, float | None, float | None], status: str, missing: list[str]
) -> None:
    house = House()
    verdict = judge(tmp_path, CAR, house, with_core(car(*sizes), house))
    assert verdict.status == status
    assert [finding.limit for finding in verdict.findings if finding.measured == MISSING] == missing


def test_a_shaft_too_small_for_the_car_fails_without_data(tmp_path: Path) -> None:
    house = House()
    small = mm((26.4, 5.2, 27.4, 7.2))  # 1.0 x 2.0 m
    verdict = judge(tmp_path, CAR, house, with_core(car(None, None, None, small), house))
    assert verdict.status == "fail"
    assert ("A/1F/C/L (shaft)", 1.0) in [(finding.subject, finding.measured) for finding in verdict.findings]


# ---------------------------------------------------------------- entrances


@pytest.mark.parametrize(
    ("gap", "width", "status", "depth"),
    [
        (2.7, 1.2, "pass", 1.5),
        (2.699, 1.2, "fail", 1.499),
        (2.25, 1.5, "pass", 1.5),  # two leaves of 0.75
        (2.249, 1.5, "fail", 1.499),
    ],
)
def test_ground_before_an_entrance(
    tmp_path: Path, gap: float, width: float, status: str, depth: float
) -> None:
    house = House(exit_width=width)
    scenario = house.scenario()
    wall = Obstacle("O1", mm((-gap - 1, 0, -gap, 10)), "wall")
    scenario = replace(scenario, site=replace(scenario.site, obstacles=(wall,)))
    verdict = judge(tmp_path, ENTRANCE, house, scenario)
    assert verdict.status == status
    assert verdict.findings[0].measured == pytest.approx(depth, abs=2e-3)


def test_an_exit_of_a_room_is_no_entrance(tmp_path: Path) -> None:
    house = House()
    layout = house.layout()
    first = layout.storeys[0]
    doors = tuple(
        replace(door, joins=("A/1F/s1", "A/1F/X1")) if door.id == "A/1F/dX" else door for door in first.doors
    )
    plan = replace(layout, storeys=(replace(first, doors=doors), *layout.storeys[1:]))
    assert judge(tmp_path, ENTRANCE, house, layout=plan).status == "not_applicable"


@pytest.mark.parametrize(
    ("slope", "status", "limit"),
    [
        (5.0, "pass", 5),
        (0.0, "pass", 5),
        (5.01, "undecided", "slope of the ground at the entrance"),
        (None, "undecided", "site.slope_percent"),
    ],
)
def test_slope_before_an_entrance(
    tmp_path: Path, slope: float | None, status: str, limit: float | str
) -> None:
    house = House()
    scenario = house.scenario()
    scenario = replace(scenario, site=replace(scenario.site, slope_percent=slope))
    verdict = judge(tmp_path, SLOPE, house, scenario)
    assert verdict.status == status
    assert [(finding.subject, finding.limit) for finding in verdict.findings] == [("A/1F/X1", limit)]


@pytest.mark.parametrize(
    ("corridor", "width", "ok"),
    [
        ((0.24, 4.25, 24, 5.75), 1.5, True),
        ((0.24, 4.26, 24, 5.75), 1.49, False),
    ],
)
def test_wheelchairs_turn_in_corridors(
    tmp_path: Path, corridor: tuple[float, float, float, float], width: float, ok: bool
) -> None:
    """The largest circle of a straight corridor is as wide as it is; that of a suite as its short side."""
    house = House(corridor=corridor)
    verdict = judge(tmp_path, "FIRE-55019-3.1.2", house)
    assert verdict.strength == "informational"
    assert only(verdict, "A/1F/c1") == ("A/1F/c1", pytest.approx(width, abs=1e-3), ok)
    assert only(verdict, "A/1F/s1")[2] is True
