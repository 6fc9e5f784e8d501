"""A small park drawn by hand that meets every clause: two buildings, three storeys.

Building A (120 x 40 m, two storeys) and building B (60 x 16.8 m, one storey) each have a straight
central corridor with a row of rooms on either side. All numbers are millimetres.

::

    y 40 +--------------------------------------------------+   A, ground storey
         | C1 | warehouse 54 m | catering | shop | leisure | vacant | C2 |
    y 21 +==================================================+
    y 19 | exhibition, rest, conference, meeting x 2, incubator, classroom, practice,
         | office block with its own corridor, studios x 3, studio support           |
    y 0  +--------------------------------------------------+
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from shapely import LineString, Point, Polygon, box

from planner.geometry.site_lines import fillet
from planner.kinds import standard_catalogue
from planner.model import (
    M2,
    Allocation,
    Building,
    Core,
    CorePart,
    CorePartKind,
    Corridor,
    Demand,
    Dock,
    Door,
    Exit,
    Gate,
    Layout,
    Occupancy,
    PlaceWish,
    Policies,
    Scenario,
    Site,
    SiteRoad,
    Solution,
    Space,
    Storey,
    StoreyLayout,
    Tenant,
    Weights,
)
from planner.utilities.model import Utilities

EXTERIOR, INTERIOR, CORRIDOR = 240, 120, 1800
KINDS = standard_catalogue().spaces
STAIR_DOOR, LOBBY_DOOR = 1190, 4840
"""Where the two doors of a core begin, from the west end of its place in the row."""


@dataclass(frozen=True)
class Item:
    """One thing in a row of rooms: a space kind (or "core", "office") and its width; 0 fills the rest."""

    what: str
    width: int
    zone: str = ""
    subject: str | None = None
    tenant: str | None = None


@dataclass
class Drawing:
    """The storey being drawn."""

    building: str
    storey: str
    spaces: list[Space] = field(default_factory=list)
    corridors: list[Corridor] = field(default_factory=list)
    doors: list[Door] = field(default_factory=list)

    def space(self, item: Item, kind: str, shape: Polygon) -> str:
        id = f"{self.storey}/s{len(self.spaces) + 1:02d}"
        name = KINDS[kind]
        self.spaces.append(
            Space(
                id,
                self.building,
                self.storey,
                kind,
                item.zone,
                shape,
                name.en,
                name.zh,
                item.tenant,
                item.subject,
            )
        )
        return id

    def corridor(
        self, shape: Polygon, width: int, zone: str | None = None, subject: str | None = None
    ) -> str:
        id = f"{self.storey}/c{len(self.corridors) + 1:02d}"
        self.corridors.append(Corridor(id, self.building, self.storey, shape, width, zone, subject))
        return id

    def door(self, one: str, other: str, shape: Polygon) -> None:
        id = f"{self.storey}/d{len(self.doors) + 1:03d}"
        x0, y0, x1, y1 = shape.bounds
        width = round(max(x1 - x0, y1 - y0))
        self.doors.append(Door(id, self.building, self.storey, shape, width, (one, other)))

    def layout(self) -> StoreyLayout:
        return StoreyLayout(self.storey, tuple(self.spaces), tuple(self.corridors), tuple(self.doors))


def _rows(length: int, depth: int) -> tuple[int, int]:
    """The y of the corridor's lower and upper face."""
    low = (depth - CORRIDOR) // 2
    return low, low + CORRIDOR


def draw(
    building: str,
    storey: str,
    size: tuple[int, int],
    south: Sequence[Item],
    north: Sequence[Item],
    exits: bool,
) -> StoreyLayout:
    """A storey with a straight corridor and two rows of rooms; exits at both ends of the corridor."""
    length, depth = size
    low, high = _rows(length, depth)
    sheet = Drawing(building, storey)
    hall = sheet.corridor(box(EXTERIOR, low, length - EXTERIOR, high), CORRIDOR)
    _row(sheet, hall, south, length, (EXTERIOR, low - INTERIOR), towards=+1)
    _row(sheet, hall, north, length, (high + INTERIOR, depth - EXTERIOR), towards=-1)
    if exits:
        middle = (low + high) // 2
        sheet.door(hall, f"{storey}/X1", box(0, middle - 750, EXTERIOR, middle + 750))
        sheet.door(hall, f"{storey}/X2", box(length - EXTERIOR, middle - 750, length, middle + 750))
    return sheet.layout()


def _row(
    sheet: Drawing, hall: str, items: Sequence[Item], length: int, faces: tuple[int, int], *, towards: int
) -> None:
    """Draw ``items`` from west to east; with ``towards`` +1 the corridor lies north of them."""
    fixed = sum(item.width for item in items) + INTERIOR * (len(items) - 1)
    rest = length - 2 * EXTERIOR - fixed
    x = EXTERIOR
    for item in items:
        width = item.width or rest
        _item(sheet, hall, item, (x, x + width), faces, towards)
        x += width + INTERIOR


def _item(
    sheet: Drawing, hall: str, item: Item, span: tuple[int, int], faces: tuple[int, int], towards: int
) -> None:
    y0, y1 = faces
    wall = (y1, y1 + INTERIOR) if towards > 0 else (y0 - INTERIOR, y0)
    middle = (span[0] + span[1]) // 2
    if item.what == "office":
        _office(sheet, hall, item, span, faces)
    elif item.what.startswith("C"):
        for at in (STAIR_DOOR, LOBBY_DOOR):
            door = box(span[0] + at, wall[0], span[0] + at + 1000, wall[1])
            sheet.door(hall, f"{sheet.storey}/{item.what}", door)
    else:
        id = sheet.space(item, item.what, box(span[0], y0, span[1], y1))
        half = round(KINDS[item.what].door_m * 500)
        sheet.door(id, hall, box(middle - half, wall[0], middle + half, wall[1]))


def _office(sheet: Drawing, hall: str, item: Item, span: tuple[int, int], faces: tuple[int, int]) -> None:
    """Six rooms on an inner corridor of 1.5 m that leads north to the public corridor."""
    (x0, x1), (y0, y1) = span, faces
    half = (x1 - x0 - 1500 - 2 * INTERIOR) // 2
    inner = sheet.corridor(
        box(x0 + half + INTERIOR, y0, x1 - half - INTERIOR, y1), 1500, item.zone, item.subject
    )
    middle = (x0 + x1) // 2
    sheet.door(inner, hall, box(middle - 500, y1, middle + 500, y1 + INTERIOR))
    deep = (y1 - y0 - 2 * INTERIOR) // 3
    for left, kinds in (
        (True, ("open_office", "private_office", "private_office")),
        (False, ("open_office", "meeting_room", "rest_area")),
    ):
        for number, kind in enumerate(kinds):
            low = y0 + number * (deep + INTERIOR)
            high = y1 if number == 2 else low + deep
            shape = box(x0, low, x0 + half, high) if left else box(x1 - half, low, x1, high)
            id = sheet.space(item, kind, shape)
            wide, at = round(KINDS[kind].door_m * 1000), (low + high) // 2
            wall = x0 + half if left else x1 - half - INTERIOR
            sheet.door(id, inner, box(wall, at - wide // 2, wall + INTERIOR, at + wide // 2))


# ------------------------------------------------------------------------------------ the park

A_SIZE, B_SIZE = (120_000, 40_000), (60_000, 16_800)
A_AT, B_AT = (40_000, 60_000), (40_000, 30_000)
CORE_WIDTH = 6_000


def _suites(first: int, count: int, width: int) -> list[Item]:
    ids = [f"T{first + number:02d}" for number in range(count)]
    items = [Item("tenant_suite", width, "office_area", id, id) for id in ids]
    items[-1] = Item("tenant_suite", 0, "office_area", ids[-1], ids[-1])
    return items


def _zone(zone: str, subject: str, *rooms: tuple[str, int]) -> list[Item]:
    return [Item(kind, width, zone, subject) for kind, width in rooms]


A1_SOUTH = [
    *_zone(
        "exchange_centre",
        "EXCHANGE",
        ("exhibition_hall", 12_000),
        ("rest_area", 5_000),
        ("conference_hall", 7_000),
        ("meeting_room", 6_500),
        ("meeting_room", 6_500),
        ("incubator", 7_000),
    ),
    *_zone("training_base", "TRAINING", ("classroom", 8_000), ("practice_ground", 8_000)),
    Item("office", 26_000, "office_area", "OFFICE"),
    *_zone(
        "livestream_centre",
        "LIVE",
        ("studio", 7_600),
        ("studio", 7_600),
        ("studio", 7_600),
        ("studio_support", 0),
    ),
]
A1_NORTH = [
    Item("C1", CORE_WIDTH),
    *_zone("storage_base", "STORE", ("warehouse", 54_000)),
    *_zone("support", "SUPPORT", ("catering", 24_000), ("shop", 8_000), ("leisure", 14_000)),
    Item("vacant", 0),
    Item("C2", CORE_WIDTH),
]
A2_SOUTH = _suites(1, 10, 11_800)
A2_NORTH = [Item("C1", CORE_WIDTH), *_suites(11, 10, 10_600), Item("C2", CORE_WIDTH)]
B1_SOUTH = [
    Item("stock_room", 7_010, "storage_base", "stock:T01", "T01"),
    Item("stock_room", 7_010, "storage_base", "stock:T02", "T02"),
    *_zone("support", "LODGING", ("lodging", 5_000), ("lodging", 5_000)),
    Item("vacant", 17_000),
    Item("vacant", 0),
]
B1_NORTH = [
    Item("C1", CORE_WIDTH),
    *_zone("party_centre", "PARTY", ("party_hall", 16_000)),
    *_zone(
        "customs_hall",
        "CUSTOMS",
        ("customs_desk", 8_000),
        ("customs_office", 4_000),
        ("customs_store", 4_000),
    ),
    *_zone(
        "public_service",
        "PUBLIC",
        ("property_management", 6_000),
        ("fire_point", 4_000),
        ("waste_point", 4_000),
    ),
    Item("vacant", 0),
]


def _shift(shape: Polygon, at: tuple[int, int]) -> Polygon:
    return Polygon([(x + at[0], y + at[1]) for x, y in shape.exterior.coords])


def _moved(drawn: StoreyLayout, at: tuple[int, int]) -> StoreyLayout:
    """The storey at its place on the site: drawn at the origin, moved as a whole."""
    return StoreyLayout(
        drawn.storey,
        tuple(
            Space(
                s.id,
                s.building,
                s.storey,
                s.kind,
                s.zone,
                _shift(s.polygon, at),
                s.name,
                s.name_zh,
                s.tenant,
                s.subject,
            )
            for s in drawn.spaces
        ),
        tuple(
            Corridor(c.id, c.building, c.storey, _shift(c.polygon, at), c.width_mm, c.zone, c.subject)
            for c in drawn.corridors
        ),
        tuple(
            Door(d.id, d.building, d.storey, _shift(d.polygon, at), d.width_mm, d.joins) for d in drawn.doors
        ),
    )


def _core(storey: str, id: str, x: int, at: tuple[int, int], size: tuple[int, int]) -> Core:
    """A core in the north row; its polygon reaches half an interior wall beyond its row place.

    Stair, lift and lobby lie side by side at the corridor, the toilets behind lift and lobby.
    """
    _, high = _rows(*size)
    half = INTERIOR // 2
    west, east = max(0, x - half), min(size[0], x + CORE_WIDTH + half)
    shape = box(west, high + INTERIOR, east, size[1])
    rooms: dict[CorePartKind, tuple[int, int, int, int]] = {
        "stair": (500, 500, 3000, 6000),
        "lift": (3200, 500, 4700, 2700),
        "lobby": (4800, 320, 6000, 2700),
        "toilet": (3200, 2900, 6000, 6000),
    }
    parts = tuple(
        CorePart(f"{storey}/{id}/{kind}", kind, _shift(box(west + x0, high + y0, west + x1, high + y1), at))
        for kind, (x0, y0, x1, y1) in rooms.items()
    )
    return Core(f"{storey}/{id}", _shift(shape, at), parts)


def _storey(id: str, level: int, at: tuple[int, int], size: tuple[int, int], cores: Sequence[Core]) -> Storey:
    length, depth = size
    outline = _shift(box(0, 0, length, depth), at)
    low, high = _rows(*size)
    middle = at[1] + (low + high) // 2
    ground = level == 1
    exits = (
        Exit(f"{id}/X1", Point(at[0], middle), 1500),
        Exit(f"{id}/X2", Point(at[0] + length, middle), 1500),
    )
    docks = tuple(
        Dock(f"{id}/D{n}", Point(at[0] + x, at[1] + depth), 4000) for n, x in ((1, 20_000), (2, 30_000))
    )
    ring = [Point(c) for c in outline.exterior.coords]
    return Storey(
        id=id,
        building=id[0],
        name=id.split("/")[1],
        level=level,
        elevation_mm=(level - 1) * 5400,
        height_mm=5400,
        clear_height_mm=4500,
        floor_load_kn_m2=10.0,
        outline=outline,
        cores=tuple(cores),
        exits=exits if ground else (),
        docks=docks if ground and id[0] == "A" else (),
        daylight=(LineString(ring),),
    )


def _tenant(number: int) -> Tenant:
    id = f"T{number:02d}"
    return Tenant(
        id=id,
        name=f"Company {number}",
        name_zh=f"企业{number}",
        company_type="operator",
        cross_border=number not in (9, 10, 20),
        livestreaming=number in (1, 2),
        least_area=180 * M2,
        wished_area=200 * M2,
        most_area=260 * M2,
        staff=20,
        storage_area=0,
        rent_cny_m2_month=60.0,
        resident=True,
        wish=PlaceWish(),
    )


def _demand(id: str, zone: str, least: int, most: int, **more: object) -> Demand:
    values: dict[str, object] = {
        "kind": None,
        "name": id.title(),
        "name_zh": id,
        "wished_area": least * M2,
        "rooms": (),
        "required": True,
        "splittable": False,
        "off_site": False,
        "value_cny_m2_year": 200.0,
        "wish": PlaceWish(),
    }
    return Demand(id=id, zone=zone, least_area=least * M2, most_area=most * M2, **{**values, **more})  # type: ignore[arg-type]  # keywords collected by name


DEMANDS = (
    _demand("EXCHANGE", "exchange_centre", 600, 900),
    _demand("TRAINING", "training_base", 200, 400),
    _demand("OFFICE", "office_area", 300, 500),
    _demand("LIVE", "livestream_centre", 300, 700),
    _demand("STORE", "storage_base", 1000, 1200),
    _demand("SUPPORT", "support", 700, 1000),
    _demand("LODGING", "support", 40, 100, kind="lodging"),
    _demand("PARTY", "party_centre", 100, 150),
    _demand("CUSTOMS", "customs_hall", 80, 150),
    _demand("PUBLIC", "public_service", 60, 150),
)


def park() -> Scenario:
    """The scenario."""
    far = A_SIZE[0] - EXTERIOR - CORE_WIDTH
    storeys = [
        _storey(
            f"A/{level}F",
            level,
            A_AT,
            A_SIZE,
            [
                _core(f"A/{level}F", "C1", EXTERIOR, A_AT, A_SIZE),
                _core(f"A/{level}F", "C2", far, A_AT, A_SIZE),
            ],
        )
        for level in (1, 2)
    ]
    small = _storey("B/1F", 1, B_AT, B_SIZE, [_core("B/1F", "C1", EXTERIOR, B_AT, B_SIZE)])
    gate = Gate("G1", Point(100_000, 0), 12_000, frozenset({"people", "goods", "fire"}))
    return Scenario(
        name="Hand-made park",
        name_zh="手绘园区",
        site=Site(boundary=box(0, 0, 200_000, 120_000), gates=(gate,)),
        buildings=(
            Building("A", "Building A", "A栋", False, True, "II", tuple(storeys)),
            Building("B", "Building B", "B栋", False, True, "II", (small,)),
        ),
        tenants=tuple(_tenant(number) for number in range(1, 21)),
        demands=DEMANDS,
        flows=(),
        pins=(),
        occupancy=Occupancy(months_in_operation=18, least_leased_share=0.5),
        standards=("cbep", "sbt11233"),
        base_type="park",
        policies=Policies(),
        weights=Weights(),
        catalogue=standard_catalogue(),
        source="park.yaml",
        sha256="0" * 64,
        utilities=Utilities(
            capacity={
                "power": 2000.0,
                "water": 500.0,
                "sewage": 500.0,
                "storm": 2000.0,
                "bandwidth": 10000.0,
            },
            demand={"gas": 0.0, "heating": 0.0},
            storm_intensity_l_s_ha=300.0,
        ),
    )


def _road(id: str, points: Sequence[tuple[float, float]], width: int, *serves: str) -> SiteRoad:
    line = LineString(points)
    shape = line.buffer(width / 2, cap_style="flat", join_style="mitre")
    return SiteRoad(id, shape, line, width, serves)


def roads() -> tuple[SiteRoad, ...]:
    """A loop from the gate round both buildings, with a stub to every exit and dock; trucks get round."""
    loop = [(100_000, 20_000), (30_000, 20_000), (30_000, 114_500), (170_000, 114_500), (170_000, 20_000)]
    return (
        _road("R1", [(100_000, 0), (100_000, 20_000)], 22_000, "G1"),
        _road("R2", fillet([*loop, (100_000, 20_000)], [0, *[12_000] * 4, 0]), 7000),
        _road("R3", [(30_000, 80_000), (40_000, 80_000)], 4000, "A/1F/X1"),
        _road("R4", [(170_000, 80_000), (160_000, 80_000)], 4000, "A/1F/X2"),
        _road("R5", [(60_000, 114_500), (60_000, 100_000)], 8000, "A/1F/D1"),
        _road("R6", [(70_000, 114_500), (70_000, 100_000)], 8000, "A/1F/D2"),
        _road("R7", [(30_000, 38_400), (40_000, 38_400)], 4000, "B/1F/X1"),
        _road("R8", [(170_000, 38_400), (100_000, 38_400)], 4000, "B/1F/X2"),
    )


def layout() -> Layout:
    """The plan of the park."""
    return Layout(
        (
            _moved(draw("A", "A/1F", A_SIZE, A1_SOUTH, A1_NORTH, exits=True), A_AT),
            _moved(draw("A", "A/2F", A_SIZE, A2_SOUTH, A2_NORTH, exits=False), A_AT),
            _moved(draw("B", "B/1F", B_SIZE, B1_SOUTH, B1_NORTH, exits=True), B_AT),
        ),
        roads(),
    )


def solution(scenario: Scenario | None = None, plan: Layout | None = None) -> Solution:
    """The plan as a solver would hand it on."""
    allocation = Allocation("feasible", (), (), {"T03": "A/1F"}, 1_000_000.0, 1_010_000.0, {"moves": 7})
    return Solution(
        scenario or park(), allocation, plan or layout(), 11, {"allocate": 1.25}, False, ("allocation gap",)
    )
