"""Cores that can be entered and cores that cannot, worked on paper.

The core stands on the upper side of a corridor: its outline begins at y = 21.92, the corridor's wall, and
its parts 0.2 m behind. What the parts leave of it is narrower than 0.8 m unless a case says otherwise::

    y 28.32 +-------+-----------+
            | stair | shaft     |   stair 3 x 6 m: landings y 22.12 to 23.72 and 26.52 to 28.12
            |       +-----+-----+
            |       |lobby| lift|
    y 21.92 +-------+-----+-----+
      21.80  corridor, x 10 to 40
"""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import shapely
from shapely import Point, Polygon, affinity, box

from planner.check.core_floors import Floor, core_floors, runs, walls
from planner.model import Core, CorePart, CorePartKind
from planner.standards.kinds.core_reach import Limits, Public, entered_parts
from tests.standards.sheet import HALL, Sheet, door, judge, room, scaled, tenant

Rect = tuple[float, float, float, float]
Row = tuple[CorePartKind, Rect]

STAIR: Row = ("stair", (12.2, 22.12, 15.2, 28.12))
FLAT: Row = ("stair", (12.2, 22.12, 18.2, 25.12))
"""A stair along the corridor: landings x 12.2 to 13.8 and 16.6 to 18.2."""
LOBBY: Row = ("lobby", (15.4, 22.12, 16.9, 25))
BEHIND: Row = ("shaft", (15.4, 25.2, 16.9, 28.12))
ABOVE: Row = ("shaft", (15.4, 26.6, 17, 28.12))
TOP: Row = ("shaft", (15.4, 25.2, 19.1, 28.12))
LIFT: Row = ("lift", (17.1, 22.12, 19.1, 25))


def core(*parts: Row, right: float = 0.0) -> Core:
    """A core just around its parts; ``right`` is its right side where that is further away."""
    x1 = right or max(part[1][2] for part in parts) + 0.2
    top = max(part[1][3] for part in parts) + 0.2
    made = [CorePart(f"A/1F/C1/{i}", kind, scaled(box(*at))) for i, (kind, at) in enumerate(parts)]
    return Core("A/1F/C1", scaled(box(12, 21.92, x1, top)), tuple(made))


def case(
    *parts: Row, at: float | None = None, width: float = 1.0, right: float = 0.0, by: str = "c1"
) -> Sheet:
    """The core on the corridor, with a door from x = ``at`` on, or none."""
    doors = [] if at is None else [(by, "C1", door(at, 21.8, width))]
    return Sheet(corridors=[(HALL, 1.8)], doors=doors, storey={"cores": (core(*parts, right=right),)})


def lifted(by: float) -> Row:
    """The stair that far behind the core's outline."""
    return ("stair", (12.2, 21.92 + by, 15.2, 27.92 + by))


def low(top: float) -> tuple[Row, Row]:
    """A lobby from the outline up to ``top``, a shaft behind it."""
    return ("lobby", (15.4, 22.12, 16.9, top)), ("shaft", (15.4, top + 0.2, 16.9, 28.12))


def two_lobbies(top: float) -> tuple[Row, ...]:
    """A lobby at the stair that no door reaches, and one beyond it, up to ``top``, that has the door."""
    first: Row = ("lobby", (15.4, 22.12, 16.9, 25))
    second: Row = ("lobby", (17.1, 22.12, 18.6, top))
    return STAIR, first, second, BEHIND, ("shaft", (17.1, top + 0.2, 18.6, 28.12))


STAIRS: list[tuple[str, Sheet, str]] = [
    ("a door in the short side", case(STAIR, at=13.2), "pass"),
    ("no door", case(STAIR), "fail"),
    ("0.9 m of the door at the stair", case(STAIR, ("shaft", (15.4, 22.12, 16.9, 28.12)), at=14.3), "pass"),
    (
        "0.88 m of it, the rest in the wall",
        case(STAIR, ("shaft", (15.4, 22.12, 16.9, 28.12)), at=14.32),
        "fail",
    ),
    ("a wall of 0.75 m", case(lifted(0.75), at=13.2), "pass"),
    ("a wall of 0.76 m", case(lifted(0.76), at=13.2), "fail"),
    ("a shaft in the way", case(lifted(0.7), ("shaft", (12.2, 22.0, 15.2, 22.4)), at=13.2), "fail"),
    ("mid-flight", case(FLAT, at=14.7), "fail"),
    ("at the landing of a long side", case(FLAT, at=12.3), "pass"),
    ("at its other landing", case(FLAT, at=17), "pass"),
    ("0.9 m at the landing", case(FLAT, at=12.9), "pass"),
    ("0.88 m at the landing", case(FLAT, at=12.92), "fail"),
    ("a short stair is landing all over", case(("stair", (12.2, 22.12, 15.4, 25.12)), at=13.3), "pass"),
    ("through a lobby", case(STAIR, LOBBY, BEHIND, at=15.6), "pass"),
    ("0.8 m of the door in the lobby", case(STAIR, *low(25), LIFT, at=16.1), "pass"),
    ("0.78 m of the door in the lobby", case(STAIR, *low(25), LIFT, at=16.12), "fail"),
    ("0.8 m of wall between lobby and landing", case(STAIR, *low(22.92), at=15.6), "pass"),
    ("0.78 m of wall", case(STAIR, *low(22.9), at=15.6), "fail"),
    (
        "free floor, then a lobby along the stair",
        case(FLAT, ("lobby", (12.2, 25.32, 20, 26.6)), at=19),
        "pass",
    ),
    (
        "a lobby that meets the stair between its landings",
        case(STAIR, ("lobby", (15.8, 22.12, 17, 26.4)), ("shaft", (15.4, 22.12, 15.6, 24)), ABOVE, at=15.9),
        "fail",
    ),
    ("through two lobbies", case(*two_lobbies(24), at=17.3), "pass"),
    ("two lobbies that share 0.78 m", case(*two_lobbies(22.9), at=17.3), "fail"),
    (
        "a lobby that touches the lift only",
        case(STAIR, ("lift", LOBBY[1]), ("lobby", LIFT[1]), TOP, at=17.4),
        "fail",
    ),
    ("a door to the shaft", case(STAIR, ("shaft", (15.4, 22.12, 17, 28.12)), at=15.7), "fail"),
    ("free floor of 0.8 m", case(STAIR, at=15.35, width=0.8, right=16.15), "pass"),
    ("free floor of 0.78 m", case(STAIR, at=15.35, width=0.78, right=16.13), "fail"),
    ("one of two stairs", case(STAIR, ("stair", (15.4, 22.12, 18.4, 28.12)), at=13), "fail"),
    ("lifts alone", case(LIFT, at=17.5), "not_applicable"),
    ("a shaft alone", case(("shaft", STAIR[1])), "not_applicable"),
    ("no core", Sheet(corridors=[(HALL, 1.8)]), "not_applicable"),
]


@pytest.mark.parametrize(("what", "sheet", "status"), STAIRS, ids=[row[0] for row in STAIRS])
def test_stairs(tmp_path: Path, what: str, sheet: Sheet, status: str) -> None:
    assert judge(tmp_path, "LAYOUT-CORE-STAIR", sheet).status == status


LIFTS: list[tuple[str, Sheet, str]] = [
    ("the corridor faces it", case(STAIR, ("lift", LOBBY[1]), BEHIND, at=13.2), "pass"),
    ("over 0.9 m", case(STAIR, ("lift", (15.4, 22.12, 16.3, 28.12)), at=13.2), "pass"),
    ("over 0.88 m", case(STAIR, ("lift", (15.4, 22.12, 16.28, 28.12)), at=13.2), "fail"),
    ("0.75 m away", case(STAIR, ("lift", (15.4, 22.55, 17.4, 28.12)), at=13.2), "pass"),
    ("0.76 m away", case(STAIR, ("lift", (15.4, 22.56, 17.4, 28.12)), at=13.2), "fail"),
    ("beside a lobby in use", case(STAIR, LOBBY, ("goods_lift", BEHIND[1]), at=15.6), "pass"),
    ("beside a lobby without a door", case(STAIR, LOBBY, ("goods_lift", BEHIND[1]), at=13), "fail"),
    ("behind the stair", case(STAIR, ("lift", (12.2, 28.32, 14.2, 30.4)), at=13.2), "fail"),
    ("one of two", case(STAIR, ("lift", LOBBY[1]), ("lift", BEHIND[1]), at=13.2), "pass"),
    ("a door to it", case(("lift", (12.2, 22.6, 15.2, 25)), at=13.2), "pass"),
    ("a stair alone", case(STAIR, at=13.2), "not_applicable"),
    ("a shaft alone", case(("shaft", STAIR[1])), "not_applicable"),
]


@pytest.mark.parametrize(("what", "sheet", "status"), LIFTS, ids=[row[0] for row in LIFTS])
def test_lifts(tmp_path: Path, what: str, sheet: Sheet, status: str) -> None:
    assert judge(tmp_path, "LAYOUT-CORE-LIFT", sheet).status == status


def toilets(left: float) -> tuple[Row, ...]:
    """Toilets behind a lift and beside a lobby that they touch along ``left`` metres."""
    return (
        STAIR,
        ("lift", (15.4, 22.12, 17.4, 24.3)),
        ("lobby", (17.6, 22.12, 19, 24.3)),
        ("toilet", (15.4, 24.5, 17.6 + left, 28.12)),
        ("shaft", (17.8 + left, 24.5, 19.6, 28.12)),
        ("shaft", (19.1, 22.12, 19.6, 24.3)),
    )


TOILETS: list[tuple[str, Sheet, str]] = [
    ("beside a lobby in use along 0.8 m", case(*toilets(0.8), at=17.8), "pass"),
    ("along 0.1 m", case(*toilets(0.1), at=17.8), "fail"),
    ("beside a lobby without a door", case(*toilets(0.8), at=13.2), "fail"),
    ("at the corridor", case(STAIR, ("toilet", (15.4, 22.12, 18, 28.12)), at=13.2), "pass"),
    ("with a door", case(("toilet", (12.2, 22.6, 15.2, 25)), at=13.2), "pass"),
    ("none", case(STAIR, at=13.2), "not_applicable"),
]


@pytest.mark.parametrize(("what", "sheet", "status"), TOILETS, ids=[row[0] for row in TOILETS])
def test_toilets(tmp_path: Path, what: str, sheet: Sheet, status: str) -> None:
    assert judge(tmp_path, "LAYOUT-CORE-TOILET", sheet).status == status


# ------------------------------------------------------------------------------ where the door comes from


def stair_of(tmp_path: Path, sheet: Sheet) -> str:
    return judge(tmp_path, "LAYOUT-CORE-STAIR", sheet).status


def test_a_corridor_apart_from_the_network_leads_nowhere(tmp_path: Path) -> None:
    cores = (core(STAIR),)
    large = box(60, 20, 100, 21.8)
    sheet = Sheet(corridors=[(HALL, 1.8), (large, 1.8)], doors=[("c1", "C1", door(13, 21.8, 1.0))])
    apart = Sheet(corridors=sheet.corridors, doors=sheet.doors, storey={"cores": cores})
    assert stair_of(tmp_path, apart) == "fail"


def test_an_inner_corridor_is_not_public(tmp_path: Path) -> None:
    rows = [(HALL, 1.8, "support"), (box(60, 20, 100, 21.8), 1.8)]
    sheet = Sheet(corridors=rows, doors=[("c1", "C1", door(13, 21.8, 1.0))], storey={"cores": (core(STAIR),)})
    assert stair_of(tmp_path, sheet) == "fail"


def test_a_door_from_a_company_s_suite_is_its_own(tmp_path: Path) -> None:
    suite = room(10, 13, 12, 8.8, "tenant_suite", "office_area", tenant="T1", subject="T1")
    doors = [("s1", "C1", door(13, 21.8, 1.0))]
    hall = [(box(30, 20, 60, 21.8), 1.8)]
    given = {"tenants": [tenant("T1")], "storey": {"cores": (core(STAIR),)}}
    assert stair_of(tmp_path, Sheet([suite], hall, doors, **given)) == "fail"  # type: ignore[arg-type]  # by name


def test_a_storey_of_one_hall_needs_no_corridor(tmp_path: Path) -> None:
    hall = room(10, 10, 20, 11.8, "warehouse", "storage_base")
    doors = [("s1", "C1", door(13, 21.8, 1.0))]
    cores = {"cores": (core(STAIR, ("lift", LOBBY[1]), BEHIND),)}
    assert stair_of(tmp_path, Sheet([hall], doors=doors, storey=cores)) == "pass"
    assert judge(tmp_path, "LAYOUT-CORE-LIFT", Sheet([hall], doors=doors, storey=cores)).status == "pass"


def test_a_storey_without_layout_is_not_judged(tmp_path: Path) -> None:
    assert stair_of(tmp_path, Sheet(storey={"cores": (core(STAIR),)})) == "not_applicable"


def test_a_door_away_from_the_core_leads_nowhere(tmp_path: Path) -> None:
    sheet = Sheet(
        corridors=[(HALL, 1.8)],
        doors=[("c1", "C1", box(13, 21.5, 14, 21.62))],
        storey={"cores": (core(STAIR),)},
    )
    assert stair_of(tmp_path, sheet) == "fail"


def test_the_finding_names_the_stair_and_shows_it(tmp_path: Path) -> None:
    verdict = judge(tmp_path, "LAYOUT-CORE-STAIR", case(STAIR, ("stair", (15.4, 22.12, 18.4, 28.12)), at=13))
    assert [(f.subject, f.ok) for f in verdict.findings] == [("A/1F/C1/0", True), ("A/1F/C1/1", False)]
    assert verdict.findings[1].where is not None
    assert verdict.findings[1].where.equals(scaled(box(15.4, 22.12, 18.4, 28.12)))


# ------------------------------------------------------------------------------ walls at any angle

LIMITS = Limits(joint=0.9, door=900, passage=800, wall=750, landing=1600)


def turned(shape: Polygon, angle: float) -> Polygon:
    """Turned about a far point and rounded to whole millimetres, as a scenario's buildings are."""
    return shapely.set_precision(affinity.rotate(shape, angle, origin=(-80_000, 30_000)), 1.0)  # type: ignore[no-any-return]  # shapely's stubs


@pytest.mark.parametrize("angle", [0.0, 7.8, 45.0, 82.2, 171.3])
@pytest.mark.parametrize(("at", "width", "reached"), [(12.9, 1.0, True), (12.93, 1.0, False)])
def test_limits_hold_in_a_turned_building(angle: float, at: float, width: float, reached: bool) -> None:
    plain = core(FLAT)
    parts = tuple(CorePart(p.id, p.kind, turned(p.polygon, angle)) for p in plain.parts)
    given = Core(plain.id, turned(plain.polygon, angle), parts)
    way = (plain.id, turned(scaled(door(at, 21.8, width)), angle))
    assert (entered_parts(given, Public((), (way,)), LIMITS) == {"A/1F/C1/0"}) is reached


def test_a_round_wall_is_one_wall() -> None:
    """A lift in a tube of 64 corners, each side 0.11 m: the lobby around it lies along all of it."""
    tube = Point(0, 0).buffer(1_100, quad_segs=16)
    ring = Point(0, 0).buffer(3_000, quad_segs=16).difference(Point(0, 0).buffer(1_300, quad_segs=16))
    assert isinstance(ring, Polygon)
    assert runs(walls(tube), [ring], 750)[0] == pytest.approx(2 * math.pi * 1_100, rel=0.01)
    assert runs(walls(ring), [tube], 750)[0] > 5_000


def test_floors_of_a_core() -> None:
    """3 x 6 m of stair make two landings of 1.6 m and 2.8 m of flights; what is left at the right is free."""
    floors = core_floors(core(STAIR, right=18), LIMITS.landing, LIMITS.passage)
    pieces = [(floor.kind, floor.landing, round(floor.polygon.area / 1e6, 2)) for floor in floors]
    # 2.65 m from the stair's wall to the core's side, 6.4 m high
    assert pieces == [
        ("stair", True, 4.8),
        ("stair", False, 8.4),
        ("stair", True, 4.8),
        ("free", False, 16.96),
    ]
    assert [floor.passage for floor in floors] == [False, False, False, True]
    assert Floor("lobby", scaled(box(0, 0, 1, 1))).passage
