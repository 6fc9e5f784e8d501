"""The evacuation plan of a storey: a finished sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from planner.model import Building, Scenario, Storey, StoreyLayout
from viz import palette
from viz.callouts import failure_rows
from viz.egress_drawing import Words, draw_ways_out, set_words
from viz.egress_scene import EgressScene, egress_scene
from viz.failing import FailedPlace
from viz.frame import Frame, fit
from viz.furniture import PAPERS, Entry, TableRow, border, north_arrow, scale_bar, title_block
from viz.ink import Sheet
from viz.labels import Lang, area_text, building_name, project_name, word
from viz.panel import Panel, Section, fill_sections, foot_panel, inside, sections_fit, side_panel
from viz.scene import StoreyScene, storey_scene, upright_angle

__all__ = ["LARGEST_SCALE", "Evacuation", "draw_egress", "set_out_egress"]

LARGEST_SCALE = 300
"""Beyond 1:300 a larger sheet is taken, as far as there is one."""
AROUND = 20.0
"""Paper round the building for exits, their signs and tags of failing places, mm."""
_FIGURES = 8


@dataclass(frozen=True, slots=True)
class Evacuation:
    """A plan before it is drawn."""

    sheet: Sheet
    panel: Panel
    scene: StoreyScene
    egress: EgressScene
    words: Words
    entries: tuple[Entry, ...]
    sections: tuple[Section, ...]


def draw_egress(
    scenario: Scenario,
    building: Building,
    storey: Storey,
    layout: StoreyLayout,
    failed: Sequence[FailedPlace],
    lang: Lang,
) -> Sheet:
    """The finished sheet of a storey's ways out, with the places of it that fail."""
    given = set_out_egress(scenario, building, storey, layout, failed, lang)
    border(given.sheet)
    draw_ways_out(given.sheet, given.scene, given.egress, failed, given.words)
    _furnish(given, scenario, lang)
    return given.sheet


def set_out_egress(
    scenario: Scenario,
    building: Building,
    storey: Storey,
    layout: StoreyLayout,
    failed: Sequence[FailedPlace],
    lang: Lang,
) -> Evacuation:
    """The smallest sheet, and on it the largest scale, whose panel takes legend and tables."""
    angle = upright_angle(building)
    for _, width, height in PAPERS:
        for frame, panel in _choices(width, height, storey, angle):
            if frame.scale > LARGEST_SCALE and (width, height) != PAPERS[-1][1:]:
                break
            scene = storey_scene(scenario, building, storey, layout, frame, lang)
            egress = egress_scene(storey, layout, scene)
            words = set_words(scene, egress, failed, panel.field.inset(1.0), lang)
            entries = tuple(_entries(scene, egress, failed, lang))
            sections = tuple(_sections(storey.id, egress, words, failed, lang))
            given = Evacuation(Sheet(width, height), panel, scene, egress, words, entries, sections)
            if sections_fit(panel, len(entries), sections):
                return given
    return given


def _choices(width: float, height: float, storey: Storey, angle: float) -> list[tuple[Frame, Panel]]:
    inner = inside(width, height)
    panels = [side_panel(inner, 1, _FIGURES), foot_panel(inner, _FIGURES)]
    panels += [side_panel(inner, columns, _FIGURES) for columns in (2, 3)]
    framed = [(fit([storey.outline], angle, panel.field.inset(AROUND)), panel) for panel in panels]
    return sorted(framed, key=lambda pair: pair[0].scale)


# ---------------------------------------------------------------- beside the plan


def _furnish(given: Evacuation, scenario: Scenario, lang: Lang) -> None:
    sheet, panel, scene = given.sheet, given.panel, given.scene
    title = f"{building_name(scene.building, lang)} {scene.storey.name} {word('egress_plan', lang)}"
    title_block(
        sheet,
        panel.title,
        project_name(scenario.name, scenario.name_zh, lang),
        title,
        f"{scene.storey.id}  ·  1:{scene.frame.scale}",
        _figures(given, lang),
    )
    scale_bar(sheet, panel.tools.left + 4.0, panel.tools.bottom + 9.0, scene.frame.scale)
    north_arrow(
        sheet, panel.tools.right - 12.0, panel.tools.bottom + 12.5, scene.frame.north, word("north", lang)
    )
    fill_sections(sheet, panel, word("symbols", lang), given.entries, given.sections, word("continued", lang))


def _entries(
    scene: StoreyScene, egress: EgressScene, failed: Sequence[FailedPlace], lang: Lang
) -> list[Entry]:
    shown: list[tuple[bool, Entry]] = [
        (bool(egress.exits), Entry("sign_exit", palette.SAFE, word("safe_exit", lang))),
        (bool(egress.signs), Entry("sign_way", palette.SAFE, word("direction", lang))),
        (egress.worst_line is not None, Entry("way", palette.SAFE, word("worst_way", lang))),
        (bool(egress.ways), Entry("faint", palette.ROUTE_FAINT, word("room_way", lang))),
        (bool(scene.corridors), Entry("fill", palette.SAFE_TINT, word("corridor", lang))),
        (not egress.stairs.is_empty, Entry("fill", palette.STAIR_TINT, word("egress_stair", lang))),
        (not egress.dead_ends.is_empty, Entry("dead_end", palette.DEAD_END, word("dead_end", lang))),
        (bool(egress.compartments), Entry("dash", palette.FIRE_SIGN, word("compartment", lang))),
        (bool(egress.equipment), Entry("sign_fire", palette.FIRE_SIGN, word("fire_point", lang))),
        (bool(failed), Entry("failing", palette.FAILING, word("failing", lang))),
        (not scene.poche.unassigned.is_empty, Entry("fill", palette.UNASSIGNED, word("unassigned", lang))),
    ]
    return [entry for wanted, entry in shown if wanted]


def _sections(
    storey: str, egress: EgressScene, words: Words, failed: Sequence[FailedPlace], lang: Lang
) -> list[Section]:
    exits = [
        TableRow(
            entry.id,
            word("egress_stair" if entry.kind == "stair" else "outer_exit", lang),
            f"{entry.width_mm / 1000:.2f} m",
        )
        for entry in egress.exits
    ]
    keyed = sorted(
        (room for room, _, complete in words.rooms if not complete),
        key=lambda room: (len(room.number), room.number),
    )
    rooms = [TableRow(room.number, room.name, area_text(room.space.area)) for room in keyed]
    return [
        Section(word(key, lang), tuple(rows))
        for key, rows in (("exits", exits), ("failing", failure_rows(failed, storey, lang)), ("key", rooms))
        if rows
    ]


def _figures(given: Evacuation, lang: Lang) -> list[tuple[str, str]]:
    egress, facts = given.egress, given.scene.facts
    worst = egress.worst
    number = next(
        (room.number for room in given.scene.rooms if worst is not None and room.space.id == worst.room), "–"
    )
    inside_room = worst.farthest.distance if worst is not None and worst.farthest is not None else math.nan
    width = sum(entry.width_mm for entry in egress.exits) / 1000
    return [
        (word("worst_way", lang), f"{worst.total / 1000:.2f} m" if worst is not None else "–"),
        (word("worst_room", lang), number),
        (word("to_door", lang), f"{inside_room / 1000:.2f} m" if math.isfinite(inside_room) else "–"),
        (word("exits", lang), str(len(egress.exits))),
        (word("exit_width", lang), f"{width:.2f} m"),
        (word("dead_doors", lang), str(egress.dead_doors)),
        (word("no_way_out", lang), str(len(egress.blocked))),
        (word("gross", lang), area_text(facts.gross, 0)),
    ]
