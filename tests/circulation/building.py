"""A building of equal storeys with a corridor, a core at its end and a room each, drawn by hand. Metres.

::

    y 10 +---------------------------------------------+
         |                                             |
    y 8  |                                    +--+-----+
    y 6  +====================================|  | L   |   core C at x 24 to 30: lobby, lift L, stair ST
         X1  corridor c1, x 0.24 to 24        D  +-----+   D: door of the core
    y 4  +===========d========================|  | ST  |
    y 2  |     | room s1 |                    +--+-----+
    y 0  +---------------------------------------------+   road from the gate at x -20 to X1
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from shapely import LineString, Point, Polygon, box

from planner.circulation.park import ParkGraph, park_graph
from planner.model import (
    Core,
    CorePart,
    Corridor,
    Door,
    Exit,
    Gate,
    Layout,
    Scenario,
    SiteRoad,
    Space,
    Storey,
    StoreyLayout,
)
from tests.verify import park

M = 1000
Rect = tuple[float, float, float, float]


def mm(rect: Rect) -> Polygon:
    return box(*(value * M for value in rect))


@dataclass(frozen=True)
class House:
    """As many storeys as wanted, and what is different from the drawing."""

    storeys: int = 2
    corridor: Rect = (0.24, 4, 24, 6)
    exit_width: float = 1.2
    core_door: float = 1.2
    room_door: float = 1.0
    lift: bool = True
    road: bool = True
    kind: str = "tenant_suite"
    zone: str = ""
    stair_at: dict[int, Rect] = field(default_factory=dict)
    """Level -> where its stair is instead."""
    more_rooms: tuple[tuple[int, str, str, str, Rect, Rect], ...] = ()
    """Level, kind, zone, company, rectangle, door to the corridor."""
    changes: dict[str, object] = field(default_factory=dict)

    def scenario(self) -> Scenario:
        base = park.park()
        floor = base.buildings[0].storeys[0]
        storeys = tuple(self._storey(floor, level) for level in range(1, self.storeys + 1))
        building = replace(base.buildings[0], id="A", storeys=storeys, existing=False)
        gate = Gate("G1", Point(-20 * M, 5 * M), 6 * M, frozenset({"people", "goods", "fire"}))
        site = replace(base.site, boundary=mm((-20, -20, 60, 40)), gates=(gate,), obstacles=())
        values: dict[str, object] = {
            "site": site, "buildings": (building,), "demands": (), "standards": ("fire",), **self.changes,
        }  # fmt: skip
        return replace(base, **values)  # type: ignore[arg-type]  # values by name

    def _storey(self, floor: Storey, level: int) -> Storey:
        id = f"A/{level}F"
        stair = self.stair_at.get(level, (26.4, 2.2, 29.8, 4.9))
        parts = [
            CorePart(f"{id}/C/ST", "stair", mm(stair)),
            CorePart(f"{id}/C/LB", "lobby", mm((24.2, 2.2, 26.2, 7.8))),
        ]
        if self.lift:
            parts.append(CorePart(f"{id}/C/L", "lift", mm((26.4, 5.2, 28.4, 7.2))))
        return replace(
            floor,
            id=id,
            building="A",
            level=level,
            elevation_mm=(level - 1) * 4500,
            height_mm=4500,
            clear_height_mm=3000,
            outline=mm((0, 0, 30, 10)),
            cores=(Core(f"{id}/C", mm((24, 2, 30, 8)), tuple(parts)),),
            exits=(Exit("A/1F/X1", Point(0, 5 * M), round(self.exit_width * M)),) if level == 1 else (),
            docks=(),
            columns=(),
            daylight=(),
        )

    def layout(self) -> Layout:
        plans = tuple(self._plan(f"A/{level}F", level) for level in range(1, self.storeys + 1))
        line = LineString([(-20 * M, 5 * M), (0, 5 * M)])
        road = SiteRoad("R1", mm((-20, 3, 0, 7)), line, 4 * M, ("G1", "A/1F/X1"))
        return Layout(plans, (road,) if self.road else ())

    def _plan(self, id: str, level: int) -> StoreyLayout:
        company = f"T{level}"
        rooms = [
            Space(
                f"{id}/s1", "A", id, self.kind, self.zone, mm((2, 0.24, 12, 3.88)), "", "", company, company
            )
        ]
        half = self.room_door / 2
        low, high = self.corridor[1], self.corridor[3]
        doors = [self._door(f"{id}/d1", id, (7 - half, 3.88, 7 + half, low), f"{id}/s1", f"{id}/c1")]
        half = self.core_door / 2
        doors.append(self._door(f"{id}/dC", id, (24, 5 - half, 24.2, 5 + half), f"{id}/c1", f"{id}/C"))
        if level == 1:
            half = self.exit_width / 2
            doors.append(self._door(f"{id}/dX", id, (0, 5 - half, 0.24, 5 + half), f"{id}/c1", "A/1F/X1"))
        for number, (at, kind, zone, who, rect, door) in enumerate(self.more_rooms, 2):
            if at == level:
                subject = f"stock:{who}" if kind == "stock_room" else who
                rooms.append(Space(f"{id}/s{number}", "A", id, kind, zone, mm(rect), "", "", who, subject))
                doors.append(self._door(f"{id}/d{number}", id, door, f"{id}/s{number}", f"{id}/c1"))
        wide = round((high - low) * M)
        corridor = Corridor(f"{id}/c1", "A", id, mm(self.corridor), wide)
        return StoreyLayout(id, tuple(rooms), (corridor,), tuple(doors))

    def _door(self, id: str, storey: str, rect: Rect, one: str, other: str) -> Door:
        wide = max(rect[2] - rect[0], rect[3] - rect[1])
        return Door(id, "A", storey, mm(rect), round(wide * M), (one, other))

    def graph(self) -> ParkGraph:
        """The graph of it."""
        return park_graph(self.scenario(), self.layout())
