"""The plan of one storey, as an architect draws it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from planner.model import Building, Scenario, Storey, StoreyLayout
from viz import doors, facade, palette
from viz.cores import draw_part
from viz.dimensions import Chain, Grid, chains, depth, draw_across, draw_up, grid_of
from viz.frame import Box, Frame, fit
from viz.furniture import (
    PAPERS,
    TABLE_PITCH,
    Entry,
    TableRow,
    border,
    key_table,
    legend,
    legend_height,
    north_arrow,
    scale_bar,
    table_height,
    title_block,
    title_height,
    vacant_hatch,
)
from viz.ink import Sheet
from viz.labels import (
    Lang,
    area_text,
    building_name,
    elevation_text,
    kind_name,
    project_name,
    share_text,
    word,
)
from viz.placing import LEAST_PT, Form, Room, Row, Setting, name_forms
from viz.scene import RoomOnPaper, StoreyScene, storey_scene, upright_angle

COLUMN_WIDTH = 84.0
LARGEST_SCALE = 300
"""Beyond 1:300 a larger sheet is taken, as far as there is one."""
_NORTH_HEIGHT = 26.0


def draw_storey(
    scenario: Scenario, building: Building, storey: Storey, layout: StoreyLayout, lang: Lang
) -> Sheet:
    """The finished sheet of a storey."""
    side_columns = 1
    while True:
        sheet, scene, labelled, keyed = _compose(scenario, building, storey, layout, lang, side_columns)
        needed = _columns_needed(sheet, scene, len(keyed))
        if needed <= side_columns or side_columns >= 3:
            break
        side_columns = needed
    inner = border(sheet)
    draw_plan(sheet, scene, labelled, lang)
    _furnish(sheet, inner, scenario, scene, keyed, lang, side_columns)
    return sheet


def _compose(
    scenario: Scenario,
    building: Building,
    storey: Storey,
    layout: StoreyLayout,
    lang: Lang,
    side_columns: int,
) -> tuple[Sheet, StoreyScene, list[tuple[RoomOnPaper, Setting | None]], list[RoomOnPaper]]:
    """Sheet and scene at a fitting scale, every room's label set, and the rooms that need the key."""
    angle = upright_angle(building)
    for _, width, height in PAPERS:
        frame = fit([storey.outline], angle, _field(width, height, storey, angle, side_columns))
        if frame.scale <= LARGEST_SCALE:
            break
    sheet = Sheet(width, height)
    scene = storey_scene(scenario, building, storey, layout, frame, lang)
    labelled = [(room, *set_label(scene, room)) for room in scene.rooms]
    keyed = [room for room, _, complete in labelled if not complete]
    return sheet, scene, [(room, setting) for room, setting, _ in labelled], keyed


def _field(width: float, height: float, storey: Storey, angle: float, side_columns: int) -> Box:
    """Where on a sheet the plan may lie, dimension lines left out."""
    upright = Frame(angle, 1, 0.0, 0.0)
    across, up, grid = _chains(
        upright.place(storey.outline), [upright.place(c.polygon) for c in storey.columns], 1
    )
    aside = 13.0
    return Box(
        16.0 + depth(up, bool(grid.ys)) + 3.0,
        10.0 + depth(across, bool(grid.xs)) + 3.0,
        width - 10.0 - COLUMN_WIDTH * side_columns - aside,
        height - 10.0 - aside,
    )


def _chains(
    outline: Polygon, columns: Sequence[BaseGeometry], scale: int
) -> tuple[tuple[Chain, ...], tuple[Chain, ...], Grid]:
    """Dimension chains across and up, and the column grid."""
    merge = 250 / scale
    grid = grid_of(columns, merge)
    return chains(outline, grid.xs, 0, merge), chains(outline, grid.ys, 1, merge), grid


def _columns_needed(sheet: Sheet, scene: StoreyScene, keyed: int) -> int:
    """Columns beside the plan that legend, key and title block fill."""
    foot = title_height(_FIGURES) + _NORTH_HEIGHT
    free = sheet.height - 20.0 - 4.0
    first = free - foot - legend_height(len(_kinds(scene)) + len(_symbols(scene)), 1) - 8.0
    if table_height(keyed) <= first:
        return 1
    rest = keyed - max(0, int((first - 8.0) // TABLE_PITCH))
    return 1 + -(-int(rest * TABLE_PITCH + 8.0) // int(free - 8.0))


# ---------------------------------------------------------------- labels


def set_label(scene: StoreyScene, room: RoomOnPaper) -> tuple[Setting | None, bool]:
    """The label of a room inside it, and whether it says everything (else the key must)."""
    near = [door for door in scene.doors if room.space.id in door.door.joins]
    swings = [leaf.sector for door in near for leaf in door.leaves]
    columns = [column for column in scene.columns if column.intersects(room.polygon)]
    solid = shapely.union_all([shape.buffer(0.35) for shape in columns])
    body = room.polygon.buffer(-0.5).difference(solid)
    free = body.difference(shapely.union_all([sector.buffer(0.2) for sector in swings]))
    area = area_text(room.space.area)
    full = name_forms(room.number, room.name, area, colour=palette.TEXT, soft=palette.SOFT_TEXT)
    places = Room(free, room.polygon), Room(body, room.polygon)
    sizes = _sizes(room.polygon.area)
    for place in places:
        if (setting := place.set(full, sizes)) is not None:
            return setting, True
    short = (
        Form((Row(room.number, 1.0, palette.TEXT), Row(area, 0.9, palette.SOFT_TEXT))),
        Form((Row(room.number, 1.0, palette.TEXT),)),
    )
    for form in short:
        for place in places:
            if (setting := place.set((form,), (7.0, 6.5, 6.0, LEAST_PT))) is not None:
                return setting, False
    return None, False


def _sizes(area_mm2: float) -> tuple[float, ...]:
    """Type sizes to try in a room of that size on paper."""
    top = 9.0 if area_mm2 > 2500 else 8.0 if area_mm2 > 1200 else 7.0
    return tuple(size for size in (9.0, 8.0, 7.5, 7.0, 6.7, 6.4) if size <= top)


# ---------------------------------------------------------------- the plan itself


def draw_plan(
    sheet: Sheet, scene: StoreyScene, labelled: Sequence[tuple[RoomOnPaper, Setting | None]], lang: Lang
) -> None:
    """Everything inside and at the facade, with dimensions."""
    _draw_floors(sheet, scene, lang)
    _draw_cores(sheet, scene)
    _draw_walls(sheet, scene)
    _draw_doors(sheet, scene)
    facade.draw_windows(sheet, scene.windows)
    _draw_openings(sheet, scene, lang)
    _draw_labels(sheet, scene, labelled)
    _draw_corridor_labels(sheet, scene, lang)
    _draw_dimensions(sheet, scene)


def _draw_floors(sheet: Sheet, scene: StoreyScene, lang: Lang) -> None:
    sheet.fill(scene.inner, palette.PAPER, 1)
    by_colour: dict[str, list[BaseGeometry]] = defaultdict(list)
    for room in scene.rooms:
        by_colour[room.colour].append(room.polygon)
    for colour, polygons in by_colour.items():
        sheet.fill(polygons, colour, 2)
    for corridor, polygon in scene.corridors:
        sheet.fill(polygon, palette.INNER_CORRIDOR if corridor.zone else palette.CORRIDOR, 2)
    vacant = [vacant_hatch(room.polygon) for room in scene.rooms if room.space.kind == "vacant"]
    sheet.stroke(vacant, palette.VACANT_HATCH, palette.HAIR, 2.5)
    sheet.fill(scene.poche.unassigned, palette.UNASSIGNED, 2)
    for hole in scene.outline.interiors:
        left, bottom, right, top = hole.bounds
        crosses = [LineString([(left, bottom), (right, top)]), LineString([(left, top), (right, bottom)])]
        void = shapely.Polygon(hole)
        sheet.stroke([line.intersection(void) for line in crosses], palette.SOFT_TEXT, palette.HAIR, 2)
        setting = Room(void).set((Form((Row(word("void", lang), 1.0, palette.SOFT_TEXT),)),), (7.0, LEAST_PT))
        for text in setting.lines() if setting else ():
            sheet.text(text, halo=True)


def _draw_cores(sheet: Sheet, scene: StoreyScene) -> None:
    for core in scene.cores:
        sheet.fill([core.floors.lobby, *core.openings], palette.CORRIDOR, 4)
        for kind, floor in zip(core.kinds, core.floors.parts, strict=True):
            draw_part(sheet, scene.frame, kind, floor)


def _draw_walls(sheet: Sheet, scene: StoreyScene) -> None:
    sheet.fill(scene.poche.interior, palette.INTERIOR_WALL, 10)
    sheet.fill(scene.poche.cores, palette.INTERIOR_WALL, 10)
    sheet.fill(scene.poche.exterior, palette.EXTERIOR_WALL, 10.5)
    sheet.stroke(scene.outline, palette.EXTERIOR_WALL, palette.FINE, 10.6)
    sheet.fill(scene.columns, palette.COLUMN, 11)


def _draw_doors(sheet: Sheet, scene: StoreyScene) -> None:
    sheet.fill([door.opening for door in scene.doors], palette.OPENING, 9)
    doors.draw_swing(sheet, tuple(leaf for door in scene.doors for leaf in door.leaves))
    rolling = [doors.roller_lines(door.hang) for door in scene.doors if not door.leaves]
    sheet.stroke([curtain for curtain, _ in rolling], palette.INK, palette.MEDIUM, 12)
    sheet.stroke([case for _, case in rolling], palette.INK, palette.THIN, 12, dash=(1.0, 0.6))


def _draw_openings(sheet: Sheet, scene: StoreyScene, lang: Lang) -> None:
    """Exits and docks before the facade, their tags clear of the building and of each other."""
    taken: list[Box] = []
    solids: list[BaseGeometry] = [scene.outline]
    depth_mm = scene.frame.length(facade.DOCK_DEPTH_MM)
    for _, width, at in scene.docks:
        solids.append(facade.draw_dock(sheet, at, scene.frame.length(width), depth_mm))
    solids += [facade.draw_exit(sheet, at) for _, _, at in scene.exits]
    keep_off = shapely.union_all(solids)
    for id, width, at in scene.exits:
        text = f"{word('exit', lang)} {id}  {width / 1000:.1f} m"
        facade.tag(sheet, at, text, 4.4, palette.EXIT, taken, keep_off)
    for id, _, at in scene.docks:
        facade.tag(sheet, at, f"{word('dock', lang)} {id}", depth_mm + 0.8, palette.DOCK, taken, keep_off)


def _draw_labels(
    sheet: Sheet, scene: StoreyScene, labelled: Sequence[tuple[RoomOnPaper, Setting | None]]
) -> None:
    for room, setting in labelled:
        if setting is None:
            continue
        if room.space.kind == "vacant":
            box = setting.box
            plate = shapely.box(box.left - 0.6, box.bottom, box.right + 0.6, box.top)
            sheet.fill(plate.intersection(room.polygon), room.colour, 3)
        for line in setting.lines():
            sheet.text(line, gid=f"label:{room.space.id}")


def _draw_corridor_labels(sheet: Sheet, scene: StoreyScene, lang: Lang) -> None:
    swings = shapely.union_all([leaf.sector for door in scene.doors for leaf in door.leaves])
    for corridor, polygon in scene.corridors:
        key = "inner_corridor" if corridor.zone else "corridor"
        name = f"{word(key, lang)}  {area_text(polygon.area * scene.frame.scale**2)}"
        forms = (
            Form((Row(name, 1.0, palette.SOFT_TEXT),)),
            Form((Row(word(key, lang), 1.0, palette.SOFT_TEXT),)),
        )
        free = polygon.buffer(-0.3).difference(shapely.union_all([swings, *scene.columns]))
        for form in forms:
            setting = Room(free, polygon, 2.5).set((form,), (6.0, LEAST_PT))
            if setting is not None:
                for line in setting.lines():
                    sheet.text(line, gid=f"label:{corridor.id}")
                break


def _draw_dimensions(sheet: Sheet, scene: StoreyScene) -> None:
    across, up, grid = _chains(scene.outline, scene.columns, scene.frame.scale)
    bounds = Box(*scene.outline.bounds)
    draw_across(sheet, bounds, across, scene.frame.scale, grid.xs)
    draw_up(sheet, bounds, up, scene.frame.scale, grid.ys)


# ---------------------------------------------------------------- beside the plan

_FIGURES = 8


def _kinds(scene: StoreyScene) -> list[tuple[str, str, int, int]]:
    """Kind, colour, count and area (mm2) of the rooms, largest area first."""
    counts = Counter(room.space.kind for room in scene.rooms)
    areas: Counter[str] = Counter()
    colours = {}
    for room in scene.rooms:
        areas[room.space.kind] += room.space.area
        colours[room.space.kind] = room.colour
    return [(kind, colours[kind], counts[kind], area) for kind, area in areas.most_common()]


def _symbols(scene: StoreyScene) -> list[tuple[str, Entry]]:
    """Word key and mark of what the plan shows besides rooms."""
    marks: list[tuple[bool, str, Entry]] = [
        (bool(scene.corridors), "corridor", Entry("fill", palette.CORRIDOR, "")),
        (not scene.poche.unassigned.is_empty, "unassigned", Entry("fill", palette.UNASSIGNED, "")),
        (bool(scene.windows), "window", Entry("window", palette.GLASS, "")),
        (bool(scene.columns), "column", Entry("column", palette.COLUMN, "")),
        (bool(scene.exits), "exit", Entry("exit", palette.EXIT, "")),
        (bool(scene.docks), "dock", Entry("dock", palette.DOCK, "")),
    ]
    return [(key, entry) for shown, key, entry in marks if shown]


def _furnish(
    sheet: Sheet,
    inner: Box,
    scenario: Scenario,
    scene: StoreyScene,
    keyed: Sequence[RoomOnPaper],
    lang: Lang,
    side_columns: int,
) -> None:
    left = inner.right - COLUMN_WIDTH * side_columns
    sheet.stroke(LineString([(left, inner.bottom), (left, inner.top)]), palette.INK, palette.FINE, 40)
    last = Box(inner.right - COLUMN_WIDTH, inner.bottom, inner.right, inner.top)
    block = Box(last.left, last.bottom, last.right, last.bottom + title_height(_FIGURES))
    title = f"{building_name(scene.building, lang)} {scene.storey.name} {word('storey_plan', lang)}"
    subtitle = f"{scene.storey.id}  ·  1:{scene.frame.scale}"
    title_block(
        sheet,
        block,
        project_name(scenario.name, scenario.name_zh, lang),
        title,
        subtitle,
        _figures(scene, lang),
    )
    scale_bar(sheet, last.left + 6.0, block.top + 9.0, scene.frame.scale)
    north_arrow(sheet, last.right - 14.0, block.top + 12.5, scene.frame.north, word("north", lang))
    body = Box(last.left + 3.0, block.top + _NORTH_HEIGHT, last.right - 3.0, last.top - 3.0)
    y = legend(sheet, body, word("kinds", lang), _legend_entries(scenario, scene, lang))
    _keys(
        sheet,
        scene,
        [Box(body.left, body.bottom, body.right, y - 2.0), *_spare(inner, side_columns)],
        keyed,
        lang,
    )


def _spare(inner: Box, side_columns: int) -> list[Box]:
    """The columns left of the last one, inside their margins."""
    rights = [inner.right - COLUMN_WIDTH * (i + 1) for i in range(side_columns - 1)]
    return [
        Box(right - COLUMN_WIDTH + 3.0, inner.bottom + 3.0, right - 3.0, inner.top - 3.0) for right in rights
    ]


def _keys(
    sheet: Sheet, scene: StoreyScene, boxes: Sequence[Box], keyed: Sequence[RoomOnPaper], lang: Lang
) -> None:
    """The key to the numbers (or all rooms), run on from box to box."""
    room_for = [max(0, int((box.height - 8.0) // TABLE_PITCH)) for box in boxes]
    # where there is paper for all rooms, the table is a schedule of the storey
    whole = len(scene.rooms) <= sum(room_for)
    listed = sorted(scene.rooms if whole else keyed, key=lambda room: (len(room.number), room.number))
    rows = [TableRow(room.number, room.name, area_text(room.space.area)) for room in listed]
    for box, count in zip(boxes, room_for, strict=True):
        if rows and count > 0:
            key_table(sheet, box, word("schedule" if whole else "key", lang), rows[:count])
            rows = rows[count:]


def _legend_entries(scenario: Scenario, scene: StoreyScene, lang: Lang) -> list[Entry]:
    entries = [
        Entry(
            "hatch" if kind == "vacant" else "fill",
            colour,
            f"{kind_name(scenario.catalogue, kind, lang)} × {count}",
            area_text(area, 0),
        )
        for kind, colour, count, area in _kinds(scene)
    ]
    return entries + [Entry(entry.mark, entry.colour, word(key, lang)) for key, entry in _symbols(scene)]


def _figures(scene: StoreyScene, lang: Lang) -> list[tuple[str, str]]:
    storey, facts = scene.storey, scene.facts
    return [
        (word("elevation", lang), elevation_text(storey.elevation_mm)),
        (word("height", lang), f"{storey.height_mm / 1000:.2f} m"),
        (word("gross", lang), area_text(facts.gross)),
        (word("net", lang), area_text(facts.net)),
        (word("corridor_share", lang), share_text(facts.corridor_share)),
        (word("vacant_area", lang), area_text(facts.vacant)),
        (word("rooms", lang), str(facts.rooms)),
        (word("scale", lang), f"1:{scene.frame.scale}"),
    ]
