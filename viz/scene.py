"""A storey made ready for drawing: everything turned upright, to scale, on paper.

All geometry that a plan needs is derived here; the functions that draw take a ``StoreyScene``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from planner.model import Building, Corridor, Scenario, Space, Storey, StoreyLayout
from viz.doorways import CoreOnPaper, DoorOnPaper, core_on_paper, hang_doors
from viz.facade import Spot, spot
from viz.facts import StoreyFacts, storey_facts
from viz.frame import Frame, dominant_angle, rotated_size
from viz.labels import Lang, kind_name, party_name, stock_name, word
from viz.poche import Poche, inset, poche
from viz.windows import JAMB_MM, Window, windows

WIDEST_WALL_MM = 700
"""Floor left over that is wider than this is no wall."""


@dataclass(frozen=True, slots=True)
class RoomOnPaper:
    """A room with the words on it."""

    space: Space
    polygon: Polygon
    number: str
    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class StoreyScene:
    """Everything a storey plan shows, on paper."""

    storey: Storey
    building: Building
    facts: StoreyFacts
    frame: Frame
    outline: Polygon
    inner: BaseGeometry
    rooms: tuple[RoomOnPaper, ...]
    corridors: tuple[tuple[Corridor, Polygon], ...]
    cores: tuple[CoreOnPaper, ...]
    doors: tuple[DoorOnPaper, ...]
    columns: tuple[Polygon, ...]
    windows: tuple[Window, ...]
    exits: tuple[tuple[str, int, Spot], ...]
    """Short id, width in mm, place."""
    docks: tuple[tuple[str, int, Spot], ...]
    poche: Poche


def upright_angle(building: Building) -> float:
    """Rotation that sets a building square to the sheet with its longer side across."""
    outlines = [storey.outline for storey in building.storeys]
    angle = dominant_angle(outlines)
    width, height = rotated_size(outlines, angle)
    # a quarter turn so that long buildings lie along the sheet
    return angle - 1.5707963267948966 if height > 1.15 * width else angle


def storey_scene(
    scenario: Scenario, building: Building, storey: Storey, layout: StoreyLayout, frame: Frame, lang: Lang
) -> StoreyScene:
    """The storey as it lies on paper under ``frame``."""
    per_mm = 1 / frame.scale
    outline = frame.place(storey.outline)
    wall = scenario.policies.exterior_wall_mm * per_mm
    inner = inset(outline, wall)
    rooms = _rooms(scenario, storey, layout, frame, lang)
    corridors = tuple((entry, frame.place(entry.polygon)) for entry in layout.corridors)
    ways = shapely.union_all([polygon for _, polygon in corridors])
    thin = scenario.policies.interior_wall_mm
    cores = tuple(core_on_paper(core, frame, thin, inner, layout.doors, ways) for core in storey.cores)
    things: dict[str, BaseGeometry] = {room.space.id: room.polygon for room in rooms}
    things |= {corridor.id: polygon for corridor, polygon in corridors}
    things |= {core.id: core.polygon for core in cores}
    columns = tuple(frame.place(column.polygon) for column in storey.columns)
    hung = hang_doors(layout.doors, frame, things, cores, outline, columns)
    floors = [room.polygon for room in rooms] + [polygon for _, polygon in corridors]
    return StoreyScene(
        storey=storey,
        building=building,
        facts=storey_facts(storey, layout),
        frame=frame,
        outline=outline,
        inner=inner,
        rooms=rooms,
        corridors=corridors,
        cores=cores,
        doors=hung,
        columns=columns,
        windows=_windows(storey, frame, outline, floors or [inner], hung, columns, wall),
        exits=tuple((short(e.id), e.width_mm, spot(frame.place(e.point), outline)) for e in storey.exits),
        docks=tuple((short(d.id), d.width_mm, spot(frame.place(d.point), outline)) for d in storey.docks),
        poche=poche(
            outline,
            inner,
            floors or _bare_floor(inner, cores),
            [(core.polygon, core.floors) for core in cores],
            [*(door.opening for door in hung), *(entry.hole for core in cores for entry in core.openings)],
            WIDEST_WALL_MM * per_mm,
        ),
    )


def _bare_floor(inner: BaseGeometry, cores: Sequence[CoreOnPaper]) -> list[BaseGeometry]:
    """The floor of a storey that nothing has been arranged on."""
    return [inner.difference(shapely.union_all([core.polygon for core in cores]))]


def short(id: str) -> str:
    """The last piece of an id: ``X1`` of ``A/1F/X1``."""
    return id.rsplit("/", 1)[-1]


def _rooms(
    scenario: Scenario, storey: Storey, layout: StoreyLayout, frame: Frame, lang: Lang
) -> tuple[RoomOnPaper, ...]:
    numbers = room_numbers(storey, layout.spaces)
    tenants = {tenant.id: party_name(tenant, lang) for tenant in scenario.tenants}
    catalogue = scenario.catalogue.spaces
    return tuple(
        RoomOnPaper(
            space,
            frame.place(space.polygon),
            numbers[space.id],
            room_name(scenario, space, tenants, lang),
            catalogue[space.kind].colour if space.kind in catalogue else "#eeeeee",
        )
        for space in layout.spaces
    )


def room_name(scenario: Scenario, space: Space, tenants: Mapping[str, str], lang: Lang) -> str:
    """What a room is called on a drawing: its tenant, else its own name, else its kind."""
    kind = kind_name(scenario.catalogue, space.kind, lang)
    tenant = tenants.get(space.tenant or "", "")
    if space.kind == "vacant":
        return word("vacant", lang)
    if tenant:
        return tenant if space.kind == "tenant_suite" else stock_name(tenant, kind, lang)
    own = (space.name_zh or space.name) if lang == "zh" else (space.name or space.name_zh)
    return own or kind


def room_numbers(storey: Storey, spaces: Sequence[Space]) -> dict[str, str]:
    """Room numbers as signs carry them: storey level, then two digits from the room's id.

    Where ids end in no number, or two in the same, rooms are counted in their order.
    """
    level = str(storey.level) if storey.level > 0 else f"B{-storey.level}"
    found = [re.search(r"(\d+)$", space.id) for space in spaces]
    digits = [int(match.group(1)) if match else -1 for match in found]
    if -1 in digits or max(Counter(digits).values(), default=0) > 1:
        digits = list(range(1, len(spaces) + 1))
    return {space.id: f"{level}{digit:02d}" for space, digit in zip(spaces, digits, strict=True)}


def _windows(
    storey: Storey,
    frame: Frame,
    outline: Polygon,
    floors: Sequence[BaseGeometry],
    hung: Sequence[DoorOnPaper],
    columns: Sequence[Polygon],
    wall: float,
) -> tuple[Window, ...]:
    """Windows of the daylight facades, clear of doors, exits, docks, columns and cores."""
    aside = frame.length(300)
    blocks: list[BaseGeometry] = [entry.opening.buffer(wall + aside) for entry in hung]
    blocks += [frame.place(e.point).buffer(frame.length(e.width_mm / 2) + aside) for e in storey.exits]
    blocks += [frame.place(d.point).buffer(frame.length(d.width_mm / 2) + aside) for d in storey.docks]
    blocks += [column.buffer(frame.length(JAMB_MM), join_style="mitre") for column in columns]
    lines = [frame.place(line) for line in storey.daylight]
    made = windows(lines, outline, floors, shapely.union_all(blocks), wall, 1 / frame.scale)
    return tuple(made)
