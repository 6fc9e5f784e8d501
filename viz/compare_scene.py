"""The plans of one storey in several results, made ready to be drawn side by side with what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from planner.compare.bundles import BundleDiff
from planner.compare.match import RoomPair
from planner.compare.read import Plan
from planner.compare.table import Comparison
from planner.model import M2, Storey, StoreyLayout
from viz.diff_bundle import room_text
from viz.diff_words import Lang, say
from viz.frame import Box, Frame, fit, rotated_size
from viz.placing import Setting
from viz.plan_labels import set_label
from viz.poche import mitred
from viz.scene import RoomOnPaper, StoreyScene, storey_scene, upright_angle

__all__ = ["MARKS", "Cell", "Mark", "MarkedRoom", "cells_of", "differing_storeys", "grid_for"]

Mark = Literal["same", "resized", "moved", "reassigned", "only"]
MARKS: tuple[Mark, ...] = ("only", "moved", "reassigned", "resized", "same")
"""From the strongest difference to none."""
_OF: dict[str, Mark] = {
    "added": "only",
    "removed": "only",
    "moved": "moved",
    "reassigned": "reassigned",
    "resized": "resized",
    "reshaped": "resized",
    "same": "same",
}
PALE = "#f4f4f2"
TINT: dict[Mark, str] = {
    "same": PALE,
    "resized": "#fbe3bd",
    "moved": "#cfe0f7",
    "reassigned": "#ecd3ec",
    "only": "#cdebd2",
}
AROUND = 13.0
"""Paper round a plan for exits, docks and their tags, mm."""
HEAD = 9.0
"""Paper above a plan for its name, mm."""
LEAST_CORRIDOR_MM = 150
"""Narrower strips between two corridors are no difference worth a mark."""


@dataclass(frozen=True, slots=True)
class MarkedRoom:
    """A room that differs."""

    room: RoomOnPaper
    mark: Mark
    words: str
    """What became of it, seen from this plan."""
    figure: str
    others: tuple[Polygon, ...]
    """Its outline in the other plans, where it lies on the same storey and was resized; on paper."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One plan on the sheet."""

    plan: Plan
    box: Box
    scene: StoreyScene | None
    """``None`` where the scenario of the plan does not have the storey."""
    labels: tuple[tuple[RoomOnPaper, Setting | None], ...] = ()
    marked: tuple[MarkedRoom, ...] = ()
    corridors: BaseGeometry | None = None
    """Ground of corridors that is none in another plan."""
    doors: tuple[Polygon, ...] = ()
    """Doors that differ by themselves."""


def differing_storeys(found: Comparison) -> tuple[str, ...]:
    """Ids of storeys on which a room, corridor or door differs, in the order of the plans."""
    touched: set[str] = set()
    for diff in found.diffs:
        for pair in diff.changed_rooms:
            touched |= {room.storey for room in (pair.before, pair.after) if room is not None}
        touched |= {change.storey for change in diff.corridors}
        touched |= {change.storey for change in diff.doors}
    ids = dict.fromkeys(storey.id for plan in found.plans for storey in plan.scenario.storeys)
    return tuple(id for id in ids if id in touched)


def grid_for(field: Box, count: int, storey: Storey, angle: float) -> tuple[list[Box], int] | None:
    """Boxes for so many plans, row by row, at the largest scale, and its denominator; ``None``: too many."""
    width, height = rotated_size([storey.outline], angle)
    found: list[tuple[int, float, list[Box]]] = []
    for columns in range(1, count + 1):
        rows = -(-count // columns)
        boxes = [_box(field, at, columns, rows) for at in range(count)]
        free = _free(boxes[0])
        if free.width > 5 and free.height > 5:
            scale = fit([storey.outline], angle, free).scale
            spare = abs(free.width / width - free.height / height)
            found.append((scale, spare, boxes))
    if not found:
        return None
    scale, _, boxes = min(found, key=lambda row: row[:2])
    return boxes, scale


def _box(field: Box, at: int, columns: int, rows: int) -> Box:
    wide, high = field.width / columns, field.height / rows
    left, top = field.left + wide * (at % columns), field.top - high * (at // columns)
    return Box(left, top - high, left + wide, top)


def _free(box: Box) -> Box:
    return Box(box.left + AROUND, box.bottom + AROUND, box.right - AROUND, box.top - AROUND - HEAD)


def cells_of(found: Comparison, id: str, boxes: Sequence[Box], scale: int, lang: Lang) -> tuple[Cell, ...]:
    """Every plan of the storey with its marks; the first against all others, the others against the first."""
    cells = []
    for number, (plan, box) in enumerate(zip(found.plans, boxes, strict=True)):
        storey = next((storey for storey in plan.scenario.storeys if storey.id == id), None)
        if storey is None:
            cells.append(Cell(plan, box, None))
            continue
        diffs = found.diffs if number == 0 else (found.diffs[number - 1],)
        cells.append(_cell(plan, storey, diffs, box, scale, lang, first=number == 0))
    return tuple(cells)


def _cell(
    plan: Plan, storey: Storey, diffs: Sequence[BundleDiff], box: Box, scale: int, lang: Lang, *, first: bool
) -> Cell:
    building = plan.scenario.building(storey.building)
    angle = upright_angle(building)
    frame = _centred(storey, angle, scale, _free(box))
    layout = next(
        (plate for plate in plan.facts.bundle.layout.storeys if plate.storey == storey.id),
        StoreyLayout(storey.id, (), (), ()),
    )
    bare = storey_scene(plan.scenario, building, storey, layout, frame, lang)
    pairs = [_mine(diff.rooms, storey.id, first=first) for diff in diffs]
    marked, colours = [], {}
    for room in bare.rooms:
        own = {
            diff.after.name if first else "": known[room.space.id]
            for diff, known in zip(diffs, pairs, strict=True)
            if room.space.id in known
        }
        mark: Mark = min((_OF[pair.what] for pair in own.values()), key=MARKS.index, default="same")
        colours[room.space.id] = TINT[mark]
        if mark != "same":
            marked.append(_marked(room, mark, own, frame, lang, first=first))
    rooms = tuple(replace(room, colour=colours[room.space.id]) for room in bare.rooms)
    scene = replace(bare, rooms=rooms)
    labels = tuple((room, set_label(scene, room)[0]) for room in scene.rooms)
    ways, doors = _ways(diffs, plan, storey.id, frame, first=first)
    return Cell(plan, box, scene, labels, tuple(marked), ways, doors)


def _centred(storey: Storey, angle: float, scale: int, free: Box) -> Frame:
    """The storey in the middle of a box at the scale that all cells share."""
    upright = Frame(angle, scale, 0.0, 0.0).place(storey.outline)
    left, bottom, right, top = upright.bounds
    x, y = free.centre
    return Frame(angle, scale, x - (left + right) / 2, y - (bottom + top) / 2)


def _mine(rooms: Sequence[RoomPair], storey: str, *, first: bool) -> dict[str, RoomPair]:
    """The pairs by the id of this plan's room."""
    known = {}
    for pair in rooms:
        room = pair.before if first else pair.after
        if room is not None and room.storey == storey:
            known[room.id] = pair
    return known


def _marked(
    room: RoomOnPaper, mark: Mark, own: Mapping[str, RoomPair], frame: Frame, lang: Lang, *, first: bool
) -> MarkedRoom:
    """A room with what became of it in each of the plans (by name) that it is held against."""
    told = {name: _words(pair, lang, first=first) for name, pair in own.items() if pair.what != "same"}
    alone = len(own) == 1
    words = "; ".join(text if alone else f"{name}: {text}" for name, text in told.items())
    others = tuple(
        frame.place(twin.polygon)
        for pair in own.values()
        if _OF[pair.what] == "resized" and (twin := pair.after if first else pair.before) is not None
    )
    return MarkedRoom(room, mark, words, f"{room.space.area / M2:,.1f} m²", others)


def _words(pair: RoomPair, lang: Lang, *, first: bool) -> str:
    """How a room of this plan differs from that of the other."""
    mine, other = (pair.before, pair.after) if first else (pair.after, pair.before)
    if mine is None or other is None:
        return say("mark.only", lang)
    mark, by = _OF[pair.what], pair.by_m
    if mark == "moved" and by is not None:
        return say("away", lang, m=f"{by:.1f}")
    if mark == "moved":
        return say("to" if first else "from", lang, where=other.storey)
    if mark == "reassigned":
        return say("becomes" if first else "was", lang, what=room_text(other, lang))
    delta = (mine.polygon.area - other.polygon.area) / M2
    return f"{delta:+,.1f} m²" if abs(delta) >= 0.05 else say("reshaped", lang)


def _ways(
    diffs: Sequence[BundleDiff], plan: Plan, storey: str, frame: Frame, *, first: bool
) -> tuple[BaseGeometry, tuple[Polygon, ...]]:
    """Ground of corridors only here, and doors that differ though their rooms stayed; on paper."""
    own = _corridor_ground(plan, storey)
    here, doors = [], []
    for diff in diffs:
        other = _corridor_ground(diff.after if first else diff.before, storey)
        half = LEAST_CORRIDOR_MM / 2
        here.append(mitred(mitred(own.difference(other), -half), half))
        for change in diff.doors:
            door = change.before if first else change.after
            if door is not None and door.storey == storey and not change.with_room:
                doors.append(frame.place(door.polygon))
    return frame.place(shapely.union_all(here)), tuple(doors)


def _corridor_ground(plan: Plan, storey: str) -> BaseGeometry:
    plate = plan.facts.plates.get(storey)
    return shapely.union_all([way.polygon for way in plate.corridors] if plate else [])
