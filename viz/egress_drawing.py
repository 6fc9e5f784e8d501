"""Drawing the ways out of a storey: what an evacuation plan shows, in the colours of safety signs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from viz import doors, palette, typeset
from viz.callouts import Callout, callouts, draw_callouts, draw_failures, tags_of
from viz.core_openings import draw_core_openings, swept
from viz.cores import draw_part
from viz.egress_scene import EgressScene, ExitOnPaper
from viz.failing import FailedPlace
from viz.frame import Box
from viz.ink import Sheet
from viz.labels import Lang, area_text, word
from viz.placing import LEAST_PT, Form, Room, Row, Setting, name_forms
from viz.poche import hatch, mitred
from viz.scene import RoomOnPaper, StoreyScene
from viz.signs import Sign, draw_signs, sign_plate

__all__ = ["Words", "draw_ways_out", "set_words"]

WAY_MM = 0.9
"""Width of the worst way on paper, mm."""
ARROW_MM = 3.4
ROUND_MM = 1.3
"""From a storey to the line round it, on paper."""
EXIT_PT = 6.0
LENGTH_PT = 7.0
_SIZES = (7.0, 6.4, 6.0, LEAST_PT)


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that is written on the plan, with its place."""

    rooms: tuple[tuple[RoomOnPaper, Setting | None, bool], ...]
    """Each room, its label, and whether that says everything."""
    compartments: tuple[Setting, ...]
    callouts: tuple[Callout, ...]


def set_words(
    scene: StoreyScene,
    egress: EgressScene,
    failed: Sequence[FailedPlace],
    field: Box,
    lang: Lang,
) -> Words:
    """Places for all words: exits and the worst way first, then failing places, rooms, compartments."""
    signs = [sign_plate(sign) for sign in _signs(egress)]
    taken = [Box(*plate.bounds) for plate in signs]
    bold = [line.buffer(WAY_MM) for line in (egress.worst_line,) if line is not None]
    symbols = shapely.union_all([*signs, *bold])
    leaves = [leaf.sector for door in scene.doors for leaf in door.leaves]
    solid = shapely.union_all([scene.poche.exterior, scene.poche.interior, scene.poche.cores, *leaves])
    tags = [(_exit_words(entry, lang), _beside(entry)) for entry in egress.exits]
    made = callouts(tags, field, taken, symbols, palette.SAFE, EXIT_PT, solid)
    if egress.worst is not None and egress.worst_line is not None:
        text = f"{word('worst_way', lang)}  {egress.worst.total / 1000:.1f} m"
        at = egress.worst_line.interpolate(0.5, normalized=True)
        made += callouts([(text, (at.x, at.y))], field, taken, symbols, palette.SAFE, LENGTH_PT, solid)
    made += callouts(tags_of(failed, scene.frame), field, taken, symbols, palette.FAILING, rather_not=solid)
    lines = [scene.frame.place(place.where).buffer(0.6) for place in failed if place.where.area == 0]
    covered = shapely.union_all([symbols, *lines, *(_plate(box).buffer(0.3) for box in taken)])
    leaders = shapely.union_all([callout.leader.buffer(0.8) for callout in made])
    rooms = tuple(_room_words(scene, room, covered.union(leaders)) for room in scene.rooms)
    covered = shapely.union_all([covered, *(_plate(s.box) for _, s, _ in rooms if s is not None)])
    return Words(rooms, _compartment_words(scene, egress, covered, lang), tuple(made))


def _signs(egress: EgressScene) -> list[Sign]:
    exits = [entry.sign for entry in egress.exits if entry.sign is not None]
    return [*exits, *egress.signs, *egress.equipment]


def _exit_words(entry: ExitOnPaper, lang: Lang) -> str:
    name = word("stair" if entry.kind == "stair" else "safe_exit", lang)
    return f"{name} {entry.id} · {entry.width_mm / 1000:.2f} m"


def _beside(entry: ExitOnPaper) -> tuple[float, float]:
    return (entry.sign.x, entry.sign.y) if entry.sign is not None else (entry.at.x, entry.at.y)


def _plate(box: Box) -> Polygon:
    return shapely.box(box.left, box.bottom, box.right, box.top)


def _room_words(
    scene: StoreyScene, room: RoomOnPaper, covered: BaseGeometry
) -> tuple[RoomOnPaper, Setting | None, bool]:
    columns = [column for column in scene.columns if column.intersects(room.polygon)]
    free = room.polygon.buffer(-0.5).difference(shapely.union_all([covered, *columns]))
    place = Room(free, room.polygon)
    forms = name_forms(room.number, room.name, "", colour=palette.TEXT, soft=palette.SOFT_TEXT)
    setting = place.set(forms, _SIZES)
    if setting is not None:
        return room, setting, True
    short = Form((Row(room.number, 1.0, palette.TEXT),))
    return room, place.set((short,), _SIZES), False


def _compartment_words(
    scene: StoreyScene, egress: EgressScene, covered: BaseGeometry, lang: Lang
) -> tuple[Setting, ...]:
    """The name of each compartment on its floor, corridors first, where it fits."""
    made = []
    ways = shapely.union_all([polygon for _, polygon in scene.corridors])
    for number, compartment in enumerate(egress.compartments, 1):
        name = f"{word('compartment', lang)} {number} · {area_text(compartment.area, 0)}"
        form = Form((Row(typeset.clean(name), 1.0, palette.FIRE_SIGN),))
        ground = compartment.ground.intersection(scene.inner).difference(covered)
        walls = shapely.union_all([scene.poche.interior, scene.poche.cores])
        for place in (ground.intersection(ways).buffer(-0.3), ground.difference(walls).buffer(-0.3)):
            setting = Room(place).set((form,), (6.4, 6.0, LEAST_PT))
            if setting is not None:
                made.append(setting)
                break
    return tuple(made)


# ---------------------------------------------------------------- drawing


def draw_ways_out(
    sheet: Sheet, scene: StoreyScene, egress: EgressScene, failed: Sequence[FailedPlace], words: Words
) -> None:
    """The storey in light colours, upon it ways, signs, failing places and words."""
    _draw_storey(sheet, scene, egress)
    _draw_dead_ends(sheet, egress.dead_ends)
    _draw_compartments(sheet, scene.outline, egress)
    sheet.stroke(egress.ways, palette.ROUTE_FAINT, palette.MEDIUM, 13, dash=(1.6, 1.0))
    starts = [shapely.Point(way.coords[0]).buffer(0.5) for way in egress.ways]
    sheet.fill(starts, palette.ROUTE_FAINT, 13)
    names = [_plate(setting.box) for _, setting, _ in words.rooms if setting is not None]
    draw_failures(sheet, failed, scene.frame, 13.2, shapely.union_all(names))
    if egress.worst_line is not None:
        draw_way(sheet, egress.worst_line, 14)
    draw_signs(sheet, _signs(egress), 16)
    draw_callouts(sheet, words.callouts, 17)
    beneath = shapely.union_all(egress.ways)
    for room, setting, _ in words.rooms:
        if setting is None:
            continue
        over = beneath.intersects(_plate(setting.box))  # a halo takes as long to draw as the rest of a room
        for line in setting.lines():
            sheet.text(line, 37, halo=over, gid=f"label:{room.space.id}")
    for setting in words.compartments:
        for line in setting.lines():
            sheet.text(line, 37, halo=True)


def _draw_storey(sheet: Sheet, scene: StoreyScene, egress: EgressScene) -> None:
    sheet.fill(scene.inner, palette.PAPER, 1)
    sheet.fill([room.polygon for room in scene.rooms], palette.PAPER, 2)
    sheet.fill([polygon for _, polygon in scene.corridors], palette.SAFE_TINT, 2)
    sheet.fill(scene.poche.unassigned, palette.UNASSIGNED, 2)
    for core in scene.cores:
        sheet.fill(core.floors.lobby, palette.SAFE_TINT, 4)
        used = swept(core.openings, [leaf for door in scene.doors for leaf in door.leaves])
        holes = [entry.hole for entry in core.openings] + [door.opening for door in scene.doors]
        for kind, floor in zip(core.kinds, core.floors.parts, strict=True):
            entry = next((hole.centroid for hole in holes if hole.intersects(floor)), None)
            draw_part(sheet, scene.frame, kind, floor, entry, used)
        draw_core_openings(sheet, core.openings)
    sheet.fill(egress.stairs, palette.STAIR_TINT, 5)
    sheet.fill(scene.poche.interior, palette.INTERIOR_WALL, 10)
    sheet.fill(scene.poche.cores, palette.INTERIOR_WALL, 10)
    sheet.fill(scene.poche.exterior, palette.EXTERIOR_WALL, 10.5)
    sheet.stroke(scene.outline, palette.EXTERIOR_WALL, palette.FINE, 10.6)
    sheet.fill(scene.columns, palette.COLUMN, 11)
    sheet.fill([door.opening for door in scene.doors], palette.OPENING, 9)
    doors.draw_swing(sheet, tuple(leaf for door in scene.doors for leaf in door.leaves))


def _draw_dead_ends(sheet: Sheet, ground: BaseGeometry) -> None:
    if not ground.is_empty:
        sheet.fill(ground, palette.DEAD_END, 6, alpha=0.3)
        sheet.stroke(hatch(ground, 1.7), palette.DEAD_END, palette.THIN, 6.1)


def _draw_compartments(sheet: Sheet, outline: Polygon, egress: EgressScene) -> None:
    """Round the storey, and along the fire walls that divide it."""
    dash = (5.0, 1.0, 0.8, 1.0)
    sheet.stroke(mitred(outline, ROUND_MM), palette.FIRE_SIGN, palette.WIDE, 12, dash=dash)
    sides = shapely.union_all([part.ground.boundary for part in egress.compartments])
    walls = sides.difference(outline.boundary.buffer(ROUND_MM))
    sheet.stroke(walls, palette.PAPER, palette.HEAVY + 0.7, 12)
    sheet.stroke(walls, palette.FIRE_SIGN, palette.HEAVY, 12.1, dash=dash)


def draw_way(sheet: Sheet, line: LineString, z: float) -> None:
    """A heavy way with arrow heads along it, its start a ring."""
    sheet.stroke(line, palette.PAPER, WAY_MM + 0.5, z)
    sheet.stroke(line, palette.SAFE, WAY_MM, z + 0.1)
    count = max(1, int(line.length // 26))
    heads = [_head(line, line.length * (step + 0.55) / count) for step in range(count)]
    heads.append(_head(line, line.length))
    sheet.fill(heads, palette.SAFE, z + 0.2, edge=palette.PAPER, width=palette.THIN)
    start = shapely.Point(line.coords[0])
    sheet.fill(start.buffer(1.3), palette.PAPER, z + 0.3, edge=palette.SAFE, width=palette.HEAVY)
    sheet.fill(start.buffer(0.55), palette.SAFE, z + 0.4)


def _head(line: LineString, away: float) -> Polygon:
    """An arrow head whose tip lies so far along a line."""
    tip = line.interpolate(away)
    back = line.interpolate(max(0.0, away - ARROW_MM))
    turn = math.atan2(tip.y - back.y, tip.x - back.x)
    wings = [
        (tip.x - ARROW_MM * math.cos(turn + side * 0.42), tip.y - ARROW_MM * math.sin(turn + side * 0.42))
        for side in (1, -1)
    ]
    return Polygon([(tip.x, tip.y), *wings])
