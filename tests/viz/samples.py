"""Storeys arranged by hand: what the drawings are tried on before and beside any solver."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from shapely import affinity
from shapely.geometry import LineString, Point, Polygon, box

from planner.kinds import standard_catalogue
from planner.model import (
    M2,
    Building,
    Column,
    Core,
    CorePart,
    Corridor,
    Demand,
    Dock,
    Door,
    Exit,
    Gate,
    Layout,
    Obstacle,
    Occupancy,
    PlaceWish,
    Policies,
    RoadLine,
    Scenario,
    Site,
    SiteRoad,
    Space,
    Storey,
    StoreyLayout,
    Tenant,
    Weights,
)

WALL = 120
FACE = 240
Edge = Literal["top", "bottom", "left", "right"]

COMPANIES = [
    ("Alpha Trading", "阿尔法贸易"),
    ("Qiancheng Cross-border E-commerce Technology Co., Ltd.", "杭州钱城国际跨境电子商务科技有限公司"),
    ("Blue Whale Live", "蓝鲸直播"),
    ("Silk Route Logistics & Customs Services", "丝路通供应链管理服务有限公司"),
    ("Zhe", "喆"),
    ("Morning Star Brands", "晨星品牌运营"),
    ("Xihu Longjing Tea Export", "西湖龙井茶叶进出口"),
    ("$mart_Co 100%", "智选100%"),
]


@dataclass
class Draft:
    """A storey being drawn up in its building's frame (mm)."""

    id: str
    outline: Polygon
    level: int = 1
    cores: list[Core] = field(default_factory=list)
    spaces: list[Space] = field(default_factory=list)
    corridors: list[Corridor] = field(default_factory=list)
    doors: list[Door] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    exits: list[Exit] = field(default_factory=list)
    docks: list[Dock] = field(default_factory=list)
    daylight: list[LineString] | None = None

    @property
    def building(self) -> str:
        return self.id.split("/")[0]

    def corridor(self, *rects: tuple[int, int, int, int], width: int = 1800) -> str:
        shape: Any = Polygon()
        for rect in rects:
            shape = shape.union(box(*rect))
        id = f"{self.id}/c{len(self.corridors) + 1:02d}"
        self.corridors.append(Corridor(id, self.building, self.id, shape, width))
        return id

    def room(self, rect: tuple[int, int, int, int], kind: str, name: int | None = None) -> Space:
        id = f"{self.id}/s{len(self.spaces) + 1:02d}"
        entry = standard_catalogue().spaces[kind]
        tenant = None
        if kind in ("tenant_suite", "stock_room"):
            tenant = f"T{(len(self.spaces) if name is None else name) % len(COMPANIES):02d}"
        zone = {"tenant_suite": "office_area", "stock_room": "storage_base"}.get(kind, "office_area")
        space = Space(id, self.building, self.id, kind, zone, box(*rect), entry.en, entry.zh, tenant, tenant)
        self.spaces.append(space)
        return space

    def door(self, rect: tuple[int, int, int, int], width: int, *joins: str) -> None:
        id = f"{self.id}/d{len(self.doors) + 1:03d}"
        self.doors.append(Door(id, self.building, self.id, box(*rect), width, (joins[0], joins[1])))

    def row(self, rect: tuple[int, int, int, int], kinds: list[str], edge: Edge, corridor: str) -> None:
        """Equal rooms along a band, each with a door in its ``edge`` to the corridor."""
        x0, y0, x1, y1 = rect
        across = edge in ("top", "bottom")
        length = (x1 - x0) if across else (y1 - y0)
        each = (length - WALL * (len(kinds) - 1)) // len(kinds)
        for i, kind in enumerate(kinds):
            a = (x0 if across else y0) + i * (each + WALL)
            b = (x1 if across else y1) if i == len(kinds) - 1 else a + each
            space = self.room((a, y0, b, y1) if across else (x0, a, x1, b), kind)
            width = min(int(standard_catalogue().spaces[kind].door_m * 1000), b - a - 300)
            start = a + (300 if (b - a) < 6000 else (b - a - width) // 2)
            spans = {
                "top": (start, y1, start + width, y1 + WALL),
                "bottom": (start, y0 - WALL, start + width, y0),
                "left": (x0 - WALL, start, x0, start + width),
                "right": (x1, start, x1 + WALL, start + width),
            }
            self.door(spans[edge], width, space.id, corridor)

    def core(self, rect: tuple[int, int, int, int], *, goods: bool = False) -> str:
        """A core with a stair at one end, then lifts, a shaft and toilets."""
        x0, y0, x1, y1 = rect
        id = f"{self.id}/C{len(self.cores) + 1}"
        xs = [x0, x0 + 3000, x0 + 5400, x1]
        mid = (y0 + y1) // 2
        parts = [
            CorePart(f"{id}/ST1", "stair", box(xs[0], y0, xs[1], y1)),
            CorePart(f"{id}/L1", "goods_lift" if goods else "lift", box(xs[1], mid, xs[2], y1)),
            CorePart(f"{id}/S1", "shaft", box(xs[2], mid + 1200, xs[2] + 1200, y1)),
            CorePart(f"{id}/W1", "toilet", box(xs[2] + 1200, mid - 1500, xs[3], y1)),
        ]
        self.cores.append(Core(id, box(*rect), tuple(parts)))
        return id

    def grid(self, xs: list[int], ys: list[int], size: int = 600) -> None:
        half = size // 2
        self.columns += [Column(box(x - half, y - half, x + half, y + half)) for x in xs for y in ys]


def finish(draft: Draft, *, at: tuple[int, int] = (0, 0), turn: float = 0.0) -> tuple[Storey, StoreyLayout]:
    """The draft in the site's frame."""

    def move(shape: Any) -> Any:
        return affinity.translate(affinity.rotate(shape, turn, origin=(0, 0)), *at)

    points = list(draft.outline.exterior.coords)
    daylight = draft.daylight if draft.daylight is not None else [LineString(points)]
    storey = Storey(
        id=draft.id,
        building=draft.building,
        name=draft.id.split("/")[1],
        level=draft.level,
        elevation_mm=4500 * (draft.level - 1),
        height_mm=4500,
        clear_height_mm=3600,
        floor_load_kn_m2=5.0,
        outline=move(draft.outline),
        cores=tuple(
            replace(
                core,
                polygon=move(core.polygon),
                parts=tuple(replace(part, polygon=move(part.polygon)) for part in core.parts),
            )
            for core in draft.cores
        ),
        exits=tuple(replace(exit, point=move(exit.point)) for exit in draft.exits),
        docks=tuple(replace(dock, point=move(dock.point)) for dock in draft.docks),
        daylight=tuple(move(line) for line in daylight),
        columns=tuple(Column(move(column.polygon)) for column in draft.columns),
    )
    layout = StoreyLayout(
        draft.id,
        tuple(replace(space, polygon=move(space.polygon)) for space in draft.spaces),
        tuple(replace(corridor, polygon=move(corridor.polygon)) for corridor in draft.corridors),
        tuple(replace(door, polygon=move(door.polygon)) for door in draft.doors),
    )
    return storey, layout


def slab(id: str, level: int = 1) -> Draft:
    """60 x 24 m, double-loaded corridor, two cores, columns, exits and docks on the ground."""
    d = Draft(id, box(0, 0, 60_000, 24_000), level)
    d.grid([300, 8_700, 17_100, 25_500, 34_500, 42_900, 51_300, 59_700], [300, 11_040, 23_700])
    c = d.corridor((240, 11_160, 59_760, 12_960), (29_000, 240, 30_800, 11_160))
    west = d.core((8_000, 13_020, 17_000, 19_500))
    east = d.core((44_000, 13_020, 53_000, 19_500), goods=True)
    d.door((9_000, 12_960, 10_200, 13_020), 1200, c, west)
    d.door((45_000, 12_960, 46_200, 13_020), 1200, c, east)
    low = ["tenant_suite", "tenant_suite", "stock_room", "tenant_suite", "meeting_room"]
    d.row((240, 240, 28_880, 11_040), low, "top", c)
    d.row((30_920, 240, 59_760, 11_040), ["exhibition_hall", "customs_desk", "vacant"], "top", c)
    d.row((240, 13_080, 7_940, 23_760), ["open_office"], "bottom", c)
    d.row((17_060, 13_080, 43_940, 23_760), ["warehouse", "classroom", "tenant_suite"], "bottom", c)
    d.row((53_060, 13_080, 59_760, 23_760), ["catering", "vacant"], "bottom", c)
    d.room((8_000, 19_620, 17_000, 23_760), "private_office")
    d.door((7_940 - 0, 21_000, 8_000, 21_900), 900, d.spaces[-1].id, f"{id}/s09")
    d.room((44_000, 19_620, 53_000, 23_760), "plant_room")
    d.door((43_940, 21_000, 44_000, 22_000), 1000, d.spaces[-1].id, f"{id}/s12")
    if level == 1:
        d.exits = [Exit(f"{id}/X1", Point(29_900, 0), 1800), Exit(f"{id}/X2", Point(0, 12_060), 1500)]
        d.door((29_000, 0, 30_800, 240), 1800, c, f"{id}/X1")
        d.door((0, 11_310, 240, 12_810), 1500, c, f"{id}/X2")
        d.docks = [Dock(f"{id}/D1", Point(21_500, 24_000), 3500)]
        d.door((19_750, 23_760, 23_250, 24_000), 3500, f"{id}/s10", f"{id}/D1")
    return d


def ell(id: str, level: int = 1) -> Draft:
    """An L of two 18 m wings, corridors meeting in the corner."""
    outline = Polygon(
        [(0, 0), (60_000, 0), (60_000, 48_000), (42_000, 48_000), (42_000, 18_000), (0, 18_000)]
    )
    d = Draft(id, outline, level)
    c = d.corridor((240, 8_100, 51_900, 9_900), (50_100, 8_100, 51_900, 47_760))
    one = d.core((1_000, 9_960, 10_000, 16_000))
    d.door((2_000, 9_900, 3_200, 9_960), 1200, c, one)
    d.row((240, 240, 59_760, 7_980), ["tenant_suite"] * 6 + ["vacant", "lodging", "shop"], "top", c)
    d.row(
        (10_120, 10_020, 41_760, 17_760),
        ["studio", "studio", "studio", "studio_support", "vacant"],
        "bottom",
        c,
    )
    d.row((42_240, 10_020, 49_980, 47_760), ["tenant_suite"] * 4 + ["party_hall"], "right", c)
    d.row((52_020, 8_100, 59_760, 47_760), ["private_office"] * 9, "left", c)
    d.room((240, 16_120, 10_000, 17_760), "plant_room")
    d.exits = [Exit(f"{id}/X1", Point(51_000, 48_000), 1800)]
    d.door((50_100, 47_760, 51_900, 48_000), 1800, c, f"{id}/X1")
    return d


def dense(id: str, level: int = 3) -> Draft:
    """46 rooms on 90 x 18 m, many of them too small for their names."""
    d = Draft(id, box(0, 0, 90_000, 18_000), level)
    c = d.corridor((240, 8_100, 89_760, 9_900))
    core = d.core((40_000, 9_960, 49_000, 17_760))
    d.door((41_000, 9_900, 42_200, 9_960), 1200, c, core)
    d.row((240, 240, 89_760, 7_980), ["private_office"] * 24, "top", c)
    d.row((240, 10_020, 39_940, 17_760), ["tenant_suite"] * 9 + ["toilet", "plant_room"], "bottom", c)
    d.row((49_060, 10_020, 89_760, 17_760), ["stock_room"] * 6 + ["meeting_room"] * 5, "bottom", c)
    return d


def tiny(id: str) -> Draft:
    """A lodge of one room."""
    d = Draft(id, box(0, 0, 6_000, 5_000))
    d.room((240, 240, 5_760, 4_760), "fire_point")
    d.exits = [Exit(f"{id}/X1", Point(3_000, 0), 1000)]
    d.door((2_500, 0, 3_500, 240), 1000, d.spaces[-1].id, f"{id}/X1")
    return d


def courtyard(id: str, level: int = 2) -> Draft:
    """50 x 40 m round a court, rooms outside, a ring corridor inside."""
    court = box(17_000, 14_000, 33_000, 26_000)
    whole: Any = box(0, 0, 50_000, 40_000).difference(court)
    d = Draft(id, whole, level)
    ring: Any = box(14_800, 11_800, 35_200, 28_200).difference(box(16_760, 13_760, 33_240, 26_240))
    shape: Any = ring.union(box(240, 19_000, 14_800, 20_800))
    c = f"{id}/c01"
    d.corridors.append(Corridor(c, d.building, id, shape, 1800))
    core = d.core((35_260, 16_000, 44_000, 24_000))
    d.door((35_200, 17_500, 35_260, 18_700), 1200, c, core)
    d.row(
        (240, 240, 49_760, 11_680), ["classroom", "practice_ground", "incubator", "conference_hall"], "top", c
    )
    d.row((240, 28_320, 49_760, 39_760), ["tenant_suite"] * 5 + ["vacant"], "bottom", c)
    d.row((240, 20_920, 14_680, 28_200), ["leisure"], "bottom", c)
    d.row((240, 11_800, 14_680, 18_880), ["rest_area"], "top", c)
    d.row(
        (44_060, 11_800, 49_760, 28_200), ["property_management", "waste_point", "customs_store"], "left", c
    )
    return d


def bare(id: str, level: int = 2) -> Draft:
    """A storey with a core and nothing arranged."""
    d = Draft(id, box(0, 0, 30_000, 30_000), level)
    d.core((10_000, 11_000, 20_000, 18_000))
    return d


def tenants() -> tuple[Tenant, ...]:
    wish = PlaceWish()
    return tuple(
        Tenant(
            f"T{i:02d}",
            en,
            zh,
            "operator",
            i % 3 != 2,
            i % 4 == 2,
            60 * M2,
            90 * M2,
            120 * M2,
            9,
            0,
            70.0,
            True,
            wish,
        )
        for i, (en, zh) in enumerate(COMPANIES)
    )


def demands() -> tuple[Demand, ...]:
    area = 200 * M2
    return (
        Demand(
            "OFFICE",
            "office_area",
            None,
            "Shared office",
            "共享办公",
            area,
            area,
            area,
            (),
            True,
            True,
            False,
            1.0,
            PlaceWish(),
        ),
    )


def park() -> tuple[Scenario, Layout]:
    """A site with six buildings: every sample storey, roads, a pond, two gates."""
    placed: list[tuple[Building, list[StoreyLayout]]] = []

    def add(
        id: str,
        name: str,
        zh: str,
        drafts: list[Draft],
        at: tuple[int, int],
        turn: float,
        existing: bool = False,
    ) -> None:
        pairs = [finish(draft, at=at, turn=turn) for draft in drafts]
        building = Building(id, name, zh, existing, True, "II", tuple(storey for storey, _ in pairs))
        placed.append((building, [layout for _, layout in pairs]))

    add("A", "Building A", "A栋", [slab("A/1F"), slab("A/2F", 2), slab("A/3F", 3)], (30_000, 30_000), 0.0)
    add("B", "Building B", "B栋", [ell("B/1F"), ell("B/2F", 2)], (140_000, 40_000), 27.0)
    add("C", "Building C", "C栋", [dense("C/1F", 1), dense("C/2F", 2)], (30_000, 80_000), 0.0)
    add("D", "Lodge", "门卫", [tiny("D/1F")], (108_000, 12_000), 0.0)
    add(
        "E",
        "Training Centre",
        "培训中心",
        [courtyard("E/1F", 1), courtyard("E/2F", 2)],
        (30_000, 115_000),
        0.0,
    )
    add(
        "F",
        "Old Tower",
        "旧塔楼",
        [bare("F/1F", 1), bare("F/2F", 2)],
        (100_000, 115_000),
        -12.0,
        existing=True,
    )
    site = Site(
        boundary=Polygon([(0, 0), (200_000, 0), (215_000, 120_000), (150_000, 170_000), (0, 165_000)]),
        gates=(
            Gate("G1", Point(100_000, 0), 12_000, frozenset({"people", "goods", "fire"})),
            Gate("G2", Point(0, 72_000), 7_000, frozenset({"people"})),
        ),
        public_roads=(
            RoadLine(
                "PR1", LineString([(-30_000, -12_000), (240_000, -12_000)]), 16_000, "Xiasha Road 下沙路"
            ),
            RoadLine("PR2", LineString([(-12_000, -30_000), (-12_000, 190_000)]), 12_000, "West Road"),
        ),
        obstacles=(
            Obstacle("POND", Point(120_000, 85_000).buffer(12_000), "pond"),
            Obstacle("SUB", box(180_000, 8_000, 190_000, 16_000), "substation"),
        ),
    )
    spine = LineString([(100_000, 0), (100_000, 72_000), (0, 72_000)])
    roads = (
        SiteRoad("R1", spine.buffer(3_500, cap_style="flat", join_style="mitre"), spine, 7_000, ("G1", "G2")),
        SiteRoad(
            "R2",
            LineString([(59_900, 30_000), (59_900, 20_000), (100_000, 20_000)]).buffer(
                2_000, cap_style="flat"
            ),
            LineString([(59_900, 30_000), (59_900, 20_000), (100_000, 20_000)]),
            4_000,
            ("A/1F/X1",),
        ),
    )
    scenario = Scenario(
        name="Sample park", name_zh="示例园区", site=site, buildings=tuple(b for b, _ in placed),
        tenants=tenants(), demands=demands(), flows=(), pins=(), occupancy=Occupancy(18, 0.5),
        standards=("cbep", "sbt11233"), base_type="park", policies=Policies(), weights=Weights(),
        catalogue=standard_catalogue(), source="samples.py", sha256="0" * 64,
    )  # fmt: skip
    return scenario, Layout(tuple(layout for _, layouts in placed for layout in layouts), roads)


def building(id: str, storeys: list[Storey]) -> Building:
    return Building(id, f"Building {id}", f"{id}栋", False, True, "II", tuple(storeys))


def with_id(space: Space, id: str) -> Space:
    return replace(space, id=id)
