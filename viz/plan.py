"""The plan of one storey, as an architect draws it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from planner.model import Building, Scenario, Storey, StoreyLayout
from viz import palette
from viz.dimensions import depth
from viz.frame import SCALES, Box, Frame, fit, fit_at
from viz.furniture import PAPERS, Entry, TableRow, border, north_arrow, scale_bar, title_block
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
from viz.panel import Panel, capacity, fill_panel, foot_panel, inside, side_panel
from viz.placing import Setting
from viz.plan_drawing import dimension_chains, draw_plan
from viz.plan_labels import set_label
from viz.scene import RoomOnPaper, StoreyScene, storey_scene, upright_angle

LARGEST_SCALE = 300
"""Beyond 1:300 a larger sheet is taken, as far as there is one."""
AROUND = 13.0
"""Paper beyond the building where it has no dimensions: room for exits, docks and their tags, mm."""
_FIGURES = 8


@dataclass(frozen=True, slots=True)
class Setout:
    """A plan before it is drawn: its sheet, its scene at scale, and where every label goes."""

    sheet: Sheet
    panel: Panel
    scene: StoreyScene
    labels: tuple[tuple[RoomOnPaper, Setting | None], ...]
    keyed: tuple[RoomOnPaper, ...]
    """Rooms whose label does not say everything."""

    @property
    def room_for(self) -> int:
        """Rows of a key that the panel can take."""
        return capacity(self.panel, len(_kinds(self.scene)) + len(_symbols(self.scene)))


Series = tuple[tuple[float, float, tuple[int, ...]], ...]
"""Width and height of a paper and the scales to try on it (none: any that fits), in the order to try them."""
SMALLEST: Series = (
    *((width, height, tuple(s for s in SCALES if s <= LARGEST_SCALE)) for _, width, height in PAPERS[:-1]),
    (*PAPERS[-1][1:], ()),
)
"""The smallest sheet that shows a storey at a scale that is easy to read."""


def draw_storey(
    scenario: Scenario,
    building: Building,
    storey: Storey,
    layout: StoreyLayout,
    lang: Lang,
    series: Series = SMALLEST,
) -> Sheet:
    """The finished sheet of a storey."""
    given = set_out(scenario, building, storey, layout, lang, series)
    border(given.sheet)
    draw_plan(given.sheet, given.scene, given.labels, lang)
    _furnish(given, scenario, lang)
    return given.sheet


def set_out(
    scenario: Scenario,
    building: Building,
    storey: Storey,
    layout: StoreyLayout,
    lang: Lang,
    series: Series = SMALLEST,
) -> Setout:
    """The first sheet of the series, and on it the largest scale, whose panel takes the key."""
    angle = upright_angle(building)
    for width, height, scales in series:
        for frame, panel in _choices(width, height, scales, storey, angle):
            scene = storey_scene(scenario, building, storey, layout, frame, lang)
            settings = [(room, *set_label(scene, room)) for room in scene.rooms]
            given = Setout(
                Sheet(width, height),
                panel,
                scene,
                tuple((room, setting) for room, setting, _ in settings),
                tuple(room for room, _, complete in settings if not complete),
            )
            if len(given.keyed) <= given.room_for:
                return given
    return given


def _choices(
    width: float, height: float, scales: tuple[int, ...], storey: Storey, angle: float
) -> list[tuple[Frame, Panel]]:
    """Panels for a sheet with the frame each leaves, largest scale first."""
    inner = inside(width, height)
    panels = [side_panel(inner, 1, _FIGURES), foot_panel(inner, _FIGURES)]
    panels += [side_panel(inner, columns, _FIGURES) for columns in (2, 3)]
    upright = Frame(angle, 1, 0.0, 0.0)
    columns = [upright.place(column.polygon) for column in storey.columns]
    across, up, grid = dimension_chains(upright.place(storey.outline), columns, 1)
    left, below = depth(up, bool(grid.ys)) + 3.0, depth(across, bool(grid.xs)) + 3.0
    framed = []
    for panel in panels:
        field = panel.field
        free = Box(field.left + left, field.bottom + below, field.right - AROUND, field.top - AROUND)
        if free.width <= 0 or free.height <= 0:
            continue
        if not scales:
            framed.append((fit([storey.outline], angle, free), panel))
        elif (frame := fit_at([storey.outline], angle, free, scales)) is not None:
            framed.append((frame, panel))
    return sorted(framed, key=lambda pair: pair[0].scale)


# ---------------------------------------------------------------- beside the plan


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
    inner = {bool(corridor.zone) for corridor, _ in scene.corridors}
    marks: list[tuple[bool, str, Entry]] = [
        (False in inner, "corridor", Entry("fill", palette.CORRIDOR, "")),
        (True in inner, "inner_corridor", Entry("fill", palette.INNER_CORRIDOR, "")),
        (not scene.poche.unassigned.is_empty, "unassigned", Entry("fill", palette.UNASSIGNED, "")),
        (bool(scene.windows), "window", Entry("window", palette.GLASS, "")),
        (bool(scene.columns), "column", Entry("column", palette.COLUMN, "")),
        (bool(scene.exits), "exit", Entry("exit", palette.EXIT, "")),
        (bool(scene.docks), "dock", Entry("dock", palette.DOCK, "")),
    ]
    return [(key, entry) for shown, key, entry in marks if shown]


def _furnish(given: Setout, scenario: Scenario, lang: Lang) -> None:
    sheet, panel, scene = given.sheet, given.panel, given.scene
    title = f"{building_name(scene.building, lang)} {scene.storey.name} {word('storey_plan', lang)}"
    title_block(
        sheet,
        panel.title,
        project_name(scenario.name, scenario.name_zh, lang),
        title,
        f"{scene.storey.id}  ·  1:{scene.frame.scale}",
        _figures(scene, lang),
    )
    scale_bar(sheet, panel.tools.left + 4.0, panel.tools.bottom + 9.0, scene.frame.scale)
    north_arrow(
        sheet, panel.tools.right - 12.0, panel.tools.bottom + 12.5, scene.frame.north, word("north", lang)
    )
    # where there is paper for all rooms, the key is a schedule of the storey
    whole = len(scene.rooms) <= given.room_for
    listed = sorted(scene.rooms if whole else given.keyed, key=lambda room: (len(room.number), room.number))
    fill_panel(
        sheet,
        panel,
        word("symbols", lang),
        _legend_entries(scenario, scene, lang),
        word("schedule" if whole else "key", lang),
        [TableRow(room.number, room.name, area_text(room.space.area)) for room in listed],
        word("continued", lang),
    )


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
