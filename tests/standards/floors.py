"""A building of equal storeys for examples of the fire codes, drawn by hand. Lengths are metres.

::

    y 22 +----+-------------------------------------------+----+
         |    |  rooms to the north                       |    |
    y 14 | C1 +-------------------------------------------+ C2 |   cores of 6 x 6 m with a stair each,
    y 12 |    |===========================================|    |   doors to the corridor in their sides
    y 10 |    |  corridor from x = 6 to x = 54            |    |
    y 8  +----+-------------------------------------------+----+
         |       rooms to the south, faces at 0.24 and 9.88    |
    y 0  +-----------------------------------------------------+
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from shapely import Point, Polygon, box

from planner.bundle import write_bundle
from planner.check.compliance import Verdict
from planner.compartment import Compartment, StairType
from planner.model import (
    Allocation,
    Column,
    Core,
    CorePart,
    Corridor,
    Door,
    Exit,
    Layout,
    Scenario,
    Solution,
    Space,
    Storey,
    StoreyLayout,
    Tenant,
)
from planner.verify import verify
from tests.standards.sheet import Sheet

M = 1000
Rect = tuple[float, float, float, float]


def mm(rect: Rect) -> Polygon:
    return box(*(value * M for value in rect))


@dataclass(frozen=True)
class Place:
    """A room: its rectangle and the x of its doors to the corridor, or the room that it opens to."""

    kind: str
    rect: Rect
    doors: Sequence[float] = ()
    width: float = 1.0
    zone: str = "office_area"
    subject: str = ""
    tenant: str | None = None
    side: Rect | None = None
    """Another door to the corridor."""
    into: tuple[int, Rect] | None = None
    """Number of another room, from 1, and the door to it."""


SOUTH = (10.0, 0.24, 20.0, 9.88)
"""A room of 10 x 9.64 m on the south side."""


@dataclass(frozen=True)
class Floor:
    """A storey of 60 x 22 m, as many times as the building has storeys."""

    rooms: Sequence[Place] = ()
    corridor: Rect | None = (6, 10, 54, 12)
    cores: Sequence[str] = ("C1", "C2")
    exits: Sequence[tuple[float, float]] = ()
    """Middles of exits in the south wall of the corridor's place: x and width; on the ground storey."""
    exit_rooms: Sequence[tuple[int, float, float]] = ()
    """Exits in the south facade from a room: its number, x and width."""
    storeys: int = 1
    height: float = 4.5
    grade: str = "II"
    sprinklered: bool = False
    size: tuple[float, float] = (60, 22)
    lifts: bool = False
    stair_door: float = 1.2
    stairs: StairType | None = None
    """The type of all stairs."""
    compartments: Sequence[Rect] = ()
    """Fire compartments as drawn."""
    columns: Sequence[Rect] = ()
    changes: dict[str, object] = field(default_factory=dict)
    tenants: Sequence[Tenant] = ()

    def scenario(self) -> Scenario:
        """The question."""
        base = Sheet(tenants=self.tenants, changes={"standards": ("fire",)}).scenario()
        floor = base.buildings[0].storeys[0]
        storeys = tuple(self._storey(floor, level) for level in range(1, self.storeys + 1))
        building = replace(
            base.buildings[0],
            storeys=storeys,
            fire_grade=self.grade,  # type: ignore[arg-type]  # by name
            sprinklered=self.sprinklered,
        )
        return replace(base, buildings=(building,), **self.changes)  # type: ignore[arg-type]  # by name

    def _storey(self, floor: Storey, level: int) -> Storey:
        id = f"A/{level}F"
        cores = [self._core(id, name) for name in self.cores]
        exits = []
        if level == 1:
            exits = [Exit(f"{id}/X{k}", Point(x * M, 12 * M), round(w * M)) for k, (x, w) in self._exits()]
        outline = mm((0, 0, *self.size))
        return replace(
            floor,
            id=id,
            level=level,
            elevation_mm=round((level - 1) * self.height * M),
            height_mm=round(self.height * M),
            outline=outline,
            cores=tuple(cores),
            exits=tuple(exits),
            docks=(),
            columns=tuple(Column(mm(rect)) for rect in self.columns),
            daylight=(),
        )

    def _exits(self) -> list[tuple[int, tuple[float, float]]]:
        own = [*self.exits, *((x, w) for _, x, w in self.exit_rooms)]
        return list(enumerate(own, 1))

    def _core(self, storey: str, name: str) -> Core:
        x = 0.0 if name == "C1" else 54.0
        stair = mm((x + 0.2, 8.2, x + 5.8, 12.0))
        parts = [CorePart(f"{storey}/{name}/ST", "stair", stair, stair_type=self.stairs)]
        if self.lifts:
            parts.append(CorePart(f"{storey}/{name}/L", "lift", mm((x + 0.2, 12.2, x + 5.8, 13.8))))
        return Core(f"{storey}/{name}", mm((x, 8, x + 6, 14)), tuple(parts))

    def layout(self) -> Layout:
        """The plan."""
        return Layout(tuple(self._plan(f"A/{level}F", level) for level in range(1, self.storeys + 1)), ())

    def _plan(self, id: str, level: int) -> StoreyLayout:
        spaces, doors = [], []
        for number, room in enumerate(self.rooms, 1):
            own = f"{id}/s{number}"
            spaces.append(
                Space(
                    own,
                    "A",
                    id,
                    room.kind,
                    room.zone,
                    mm(room.rect),
                    "",
                    "",
                    room.tenant,
                    room.subject or own,
                )
            )
            north = room.rect[1] > 10
            for x in room.doors:
                low, high = (self.corridor[1], self.corridor[3]) if self.corridor else (10.0, 12.0)
                y = high if north else low - 0.12
                doors.append((own, f"{id}/c1", (x - room.width / 2, y, x + room.width / 2, y + 0.12)))
            if room.side is not None:
                doors.append((own, f"{id}/c1", room.side))
            if room.into is not None:
                doors.append((own, f"{id}/s{room.into[0]}", room.into[1]))
        corridors = []
        if self.corridor is not None:
            wide = round((self.corridor[3] - self.corridor[1]) * M)
            corridors.append(Corridor(f"{id}/c1", "A", id, mm(self.corridor), wide))
            half = self.stair_door / 2
            for name in self.cores:
                x = 5.8 if name == "C1" else 54.0
                doors.append((f"{id}/c1", f"{id}/{name}", (x, 11 - half, x + 0.2, 11 + half)))
        if level == 1:
            for k, (x, w) in enumerate(self.exits, 1):
                doors.append((f"{id}/c1", f"{id}/X{k}", (x - w / 2, 12, x + w / 2, 12.24)))
            for k, (room_, x, w) in enumerate(self.exit_rooms, len(self.exits) + 1):
                doors.append((f"{id}/s{room_}", f"{id}/X{k}", (x - w / 2, 0, x + w / 2, 0.24)))
        made = [self._door(f"{id}/d{n}", id, row) for n, row in enumerate(doors, 1)]
        parts = [Compartment(f"{id}/f{n}", "A", id, mm(rect)) for n, rect in enumerate(self.compartments, 1)]
        return StoreyLayout(id, tuple(spaces), tuple(corridors), tuple(made), tuple(parts))

    def _door(self, id: str, storey: str, row: tuple[str, str, Rect]) -> Door:
        one, other, rect = row
        wide = max(rect[2] - rect[0], rect[3] - rect[1])
        return Door(id, "A", storey, mm(rect), round(wide * M), (one, other))


def judge(folder: Path, clause: str, floor: Floor) -> Verdict:
    """The verdict of one clause, read back from disk."""
    return judge_scenario(folder, clause, floor.scenario(), floor)


def judge_scenario(
    folder: Path, clause: str, scenario: Scenario, floor: Floor, layout: Layout | None = None
) -> Verdict:
    """The same where the scenario, or the layout, is not quite that of the floor."""
    allocation = Allocation("feasible", (), (), {}, 0.0, 0.0)
    plan = layout or floor.layout()
    write_bundle(folder, Solution(scenario, allocation, plan, 1, {}, False, ()), resolved="")
    return verify(scenario, folder).verdict(clause)
