"""The plan of one storey, as an architect draws it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from shapely.geometry import LineString

from planner.model import Building, Scenario, Storey, StoreyLayout
from viz import palette
from viz.dimensions import depth
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
from viz.placing import Setting
from viz.plan_drawing import dimension_chains, draw_plan
from viz.plan_labels import set_label
from viz.scene import RoomOnPaper, StoreyScene, storey_scene, upright_angle

COLUMN_WIDTH = 84.0
LARGEST_SCALE = 300
"""Beyond 1:300 a larger sheet is taken, as far as there is one."""
_NORTH_HEIGHT = 26.0


@dataclass(frozen=True, slots=True)
class Setout:
    """A plan before it is drawn: its sheet, its scene at scale, and where every label goes."""

    sheet: Sheet
    scene: StoreyScene
    labels: tuple[tuple[RoomOnPaper, Setting | None], ...]
    keyed: tuple[RoomOnPaper, ...]
    """Rooms whose label does not say everything."""
    side_columns: int
    """Columns beside the plan, for legend and key."""


def draw_storey(
    scenario: Scenario, building: Building, storey: Storey, layout: StoreyLayout, lang: Lang
) -> Sheet:
    """The finished sheet of a storey."""
    given = set_out(scenario, building, storey, layout, lang)
    inner = border(given.sheet)
    draw_plan(given.sheet, given.scene, given.labels, lang)
    _furnish(given, inner, scenario, lang)
    return given.sheet


def set_out(
    scenario: Scenario, building: Building, storey: Storey, layout: StoreyLayout, lang: Lang
) -> Setout:
    """The largest scale on the smallest sheet that leaves the key its columns."""
    for side_columns in (1, 2, 3):
        given = _compose(scenario, building, storey, layout, lang, side_columns)
        if _columns_needed(given) <= side_columns:
            break
    return given


def _compose(
    scenario: Scenario,
    building: Building,
    storey: Storey,
    layout: StoreyLayout,
    lang: Lang,
    side_columns: int,
) -> Setout:
    """Sheet and scene at a fitting scale, and every room's label set."""
    angle = upright_angle(building)
    for _, width, height in PAPERS:
        frame = fit([storey.outline], angle, _field(width, height, storey, angle, side_columns))
        if frame.scale <= LARGEST_SCALE:
            break
    scene = storey_scene(scenario, building, storey, layout, frame, lang)
    settings = [(room, *set_label(scene, room)) for room in scene.rooms]
    return Setout(
        Sheet(width, height),
        scene,
        tuple((room, setting) for room, setting, _ in settings),
        tuple(room for room, _, complete in settings if not complete),
        side_columns,
    )


def _field(width: float, height: float, storey: Storey, angle: float, side_columns: int) -> Box:
    """Where on a sheet the plan may lie, dimension lines left out."""
    upright = Frame(angle, 1, 0.0, 0.0)
    across, up, grid = dimension_chains(
        upright.place(storey.outline), [upright.place(c.polygon) for c in storey.columns], 1
    )
    aside = 13.0
    return Box(
        16.0 + depth(up, bool(grid.ys)) + 3.0,
        10.0 + depth(across, bool(grid.xs)) + 3.0,
        width - 10.0 - COLUMN_WIDTH * side_columns - aside,
        height - 10.0 - aside,
    )


def _columns_needed(given: Setout) -> int:
    """Columns beside the plan that legend, key and title block fill."""
    keyed, scene = len(given.keyed), given.scene
    free = given.sheet.height - 24.0
    legends = legend_height(len(_kinds(scene)) + len(_symbols(scene)))
    first = free - title_height(_FIGURES) - _NORTH_HEIGHT - legends - 8.0
    if table_height(keyed) <= first:
        return 1
    rest = keyed - max(0, int((first - 8.0) // TABLE_PITCH))
    return 1 + math.ceil((rest * TABLE_PITCH + 8.0) / (free - 8.0))


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


def _furnish(given: Setout, inner: Box, scenario: Scenario, lang: Lang) -> None:
    sheet, scene, side_columns = given.sheet, given.scene, given.side_columns
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
        given.keyed,
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
