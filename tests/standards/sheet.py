"""One storey with a few rooms, written to disk and judged: for examples worked on paper.

Lengths are metres here. Rooms stand in the open, 20 m apart unless a place is given, since a clause
about areas does not care about doors; the integrity rules have tests of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from shapely import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry

from planner.bundle import write_bundle
from planner.check.compliance import Verdict
from planner.model import (
    Allocation,
    Core,
    CorePart,
    Corridor,
    Demand,
    Door,
    Layout,
    Occupancy,
    Scenario,
    Solution,
    Space,
    Storey,
    StoreyLayout,
    Tenant,
)
from planner.verify import verify
from tests.verify import park

M = 1000


@dataclass(frozen=True)
class Room:
    """A room of a kind; ``at`` its lower left corner, else the next free place."""

    kind: str
    zone: str = ""
    width: float = 10.0
    depth: float = 10.0
    tenant: str | None = None
    subject: str | None = None
    at: tuple[float, float] | None = None
    shape: Polygon | None = None
    """In metres, instead of a rectangle."""


@dataclass(frozen=True)
class Sheet:
    """A storey of 400 x 400 m on land of 500 x 500 m, and what lies on it."""

    rooms: Sequence[Room] = ()
    corridors: Sequence[tuple[Polygon, float] | tuple[Polygon, float, str]] = ()
    """Polygon in metres, stated width, zone if it is an inner corridor."""
    doors: Sequence[tuple[str, str, Polygon]] = ()
    tenants: Sequence[Tenant] = ()
    demands: Sequence[Demand] = ()
    size: tuple[float, float] = (400.0, 400.0)
    base_type: str = "park"
    months: int = 18
    leased: float = 0.5
    changes: dict[str, object] = field(default_factory=dict)
    """Other values of the scenario."""
    storey: dict[str, object] = field(default_factory=dict)
    """Other values of its storey."""

    def scenario(self) -> Scenario:
        """The question."""
        base = park.park()
        floor = self._storey(base.buildings[0].storeys[0])
        values: dict[str, object] = {
            "buildings": (replace(base.buildings[0], storeys=(floor,)),),
            "site": replace(base.site, boundary=box(0, 0, 500 * M, 500 * M)),
            "tenants": tuple(self.tenants),
            "demands": tuple(self.demands),
            "occupancy": Occupancy(self.months, self.leased),
            "base_type": self.base_type,
            **self.changes,
        }
        return replace(base, **values)  # type: ignore[arg-type]  # values by name

    def _storey(self, given: Storey) -> Storey:
        outline = box(0, 0, self.size[0] * M, self.size[1] * M)
        light = (LineString(outline.exterior.coords),)
        values: dict[str, object] = {
            "outline": outline,
            "cores": (),
            "exits": (),
            "docks": (),
            "daylight": light,
            **self.storey,
        }
        return replace(given, **values)  # type: ignore[arg-type]  # values by name

    def layout(self) -> Layout:
        """The plan."""
        spaces = tuple(self._space(number, room) for number, room in enumerate(self.rooms))
        corridors = tuple(self._corridor(number, row) for number, row in enumerate(self.corridors))
        doors = tuple(self._door(number, row) for number, row in enumerate(self.doors))
        return Layout((StoreyLayout("A/1F", spaces, corridors, doors),), ())

    def _space(self, number: int, room: Room) -> Space:
        x, y = room.at or (5.0 + 20 * (number % 19), 5.0 + 20 * (number // 19))
        shape = room.shape or box(x, y, x + room.width, y + room.depth)
        return Space(
            f"A/1F/s{number + 1}",
            "A",
            "A/1F",
            room.kind,
            room.zone,
            _mm(shape),
            "",
            "",
            room.tenant,
            room.subject,
        )

    def _corridor(self, number: int, row: tuple[Polygon, float] | tuple[Polygon, float, str]) -> Corridor:
        zone = row[2] if len(row) == 3 else None
        return Corridor(f"A/1F/c{number + 1}", "A", "A/1F", _mm(row[0]), round(row[1] * M), zone, None)

    def _door(self, number: int, row: tuple[str, str, Polygon]) -> Door:
        shape = _mm(row[2])
        x0, y0, x1, y1 = shape.bounds
        joins = (f"A/1F/{row[0]}", f"A/1F/{row[1]}")
        return Door(f"A/1F/d{number + 1}", "A", "A/1F", shape, round(max(x1 - x0, y1 - y0)), joins)


def _mm(shape: Polygon) -> Polygon:
    holes = [[(x * M, y * M) for x, y in ring.coords] for ring in shape.interiors]
    return Polygon([(x * M, y * M) for x, y in shape.exterior.coords], holes)


def judge(folder: Path, clause: str, sheet: Sheet) -> Verdict:
    """The verdict of one clause on the sheet, read back from disk."""
    scenario = sheet.scenario()
    allocation = Allocation("feasible", (), (), {}, 0.0, 0.0)
    write_bundle(folder, Solution(scenario, allocation, sheet.layout(), 1, {}, False, ()), resolved="")
    return verify(scenario, folder).verdict(clause)


def tenant(id: str, **values: object) -> Tenant:
    """A company that is in cross-border trade, does not livestream, and takes any area."""
    base = replace(park.park().tenants[2], id=id, least_area=0, most_area=10**12, resident=False)
    return replace(base, **values)  # type: ignore[arg-type]  # values by name


def demand(id: str, zone: str, **values: object) -> Demand:
    """A demand without bounds."""
    base = replace(park.DEMANDS[0], id=id, zone=zone, least_area=0, most_area=10**12, required=False)
    return replace(base, **values)  # type: ignore[arg-type]  # values by name


def scaled(shape: Polygon) -> Polygon:
    return Polygon([(x * M, y * M) for x, y in shape.exterior.coords])


def core(id: str, shape: Polygon, *kinds: str) -> Core:
    parts = tuple(CorePart(f"A/1F/{id}/{kind}", kind, scaled(shape)) for kind in kinds)  # type: ignore[arg-type]  # kinds by name
    return Core(f"A/1F/{id}", scaled(shape), parts)


def room(
    x: float, y: float, width: float, depth: float, kind: str = "shop", zone: str = "support", **more: object
) -> Room:
    return Room(kind, zone, width, depth, at=(x, y), **more)  # type: ignore[arg-type]  # values by name


def door(x: float, y: float, width: float = 1.2, wall: float = 0.12) -> Polygon:
    """A door in a horizontal wall whose lower face is at ``y``."""
    return box(x, y, x + width, y + wall)


HALL: Polygon = box(10, 20, 40, 21.8)
"""A corridor of 30 x 1.8 m."""


def pair(gap: float, *, kinds: tuple[str, str] = ("studio", "studio"), **more: object) -> Sheet:
    """Two rooms of 8 x 8 m with a wall of ``gap`` between them."""
    return Sheet(
        [
            room(10, 10, 8, 8, kinds[0], "livestream_centre", **more),
            room(18 + gap, 10, 8, 8, kinds[1], "livestream_centre", **more),
        ]
    )


def cut(shape: BaseGeometry) -> Polygon:
    """What is left of a polygon that was cut or joined, still one polygon."""
    if not isinstance(shape, Polygon):
        raise TypeError(f"expected one polygon, got {shape.geom_type}")
    return shape
