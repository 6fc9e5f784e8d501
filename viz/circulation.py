"""Plans of storeys: corridors in the colour of their integration, the longest walk to a company."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Literal

import shapely
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from planner.bundle.files import make_writable, write_files
from planner.circulation.quality import way
from planner.model import StoreyLayout
from viz import palette, typeset
from viz.furniture import Entry, TableRow, border, north_arrow, scale_bar, title_block
from viz.ink import Format, Sheet
from viz.labels import Lang, building_name, project_name, word
from viz.panel import fill_panel
from viz.plan import Setout, set_out
from viz.plan_drawing import draw_plan

if TYPE_CHECKING:
    from planner.circulation.indoors import Inside
    from planner.circulation.quality import Walk
    from planner.circulation.read import Circulation
    from planner.circulation.syntax import Line

__all__ = ["circulation_stem", "draw_circulation", "draw_storey"]

COLOURS = ("#3f5fb0", "#3f9fc4", "#74bf8c", "#efc04a", "#dd5a33")
"""From the least to the best integrated."""
ROOM = "#f7f6f3"
WALK = "#7a1fa2"
WEAK = "#c21807"

WORDS: dict[str, tuple[str, str]] = {
    "title": ("circulation", "交通组织分析"),
    "integration": ("Integration {low} to {high}", "整合度 {low} 至 {high}"),
    "alone": ("Corridor without a value (too few lines)", "无整合度的走道（轴线过少）"),
    "axis": ("Axial line", "轴线"),
    "junction": ("Junction of corridors", "走道交点"),
    "walk": ("Longest walk from an entrance: {who}", "自入口最远的路线：{who}"),
    "weak": ("Single point of failure", "单点失效"),
    "weak_key": ("Single points of failure", "单点失效"),
    "lines": ("Axial lines", "轴线数"),
    "mean": ("Mean integration", "平均整合度"),
    "worst": ("Longest walk", "最远路线"),
    "here": ("of it on this storey", "其中本层"),
}


@dataclass(frozen=True, slots=True)
class _Storey:
    """What one sheet tells beside the plan."""

    lines: tuple[Line, ...]
    scale: tuple[float, float]
    """Least and greatest integration in the building."""
    walk: Walk | None
    ways: tuple[LineString, ...]
    """Its parts on this storey, mm."""


def draw_circulation(
    directory: Path, found: Circulation, lang: Lang, formats: Sequence[Format] = ("png", "svg")
) -> list[Path]:
    """``circulation-<building>-<storey>`` of every storey with a corridor; the paths written."""
    make_writable(directory)
    written = []
    for storey in found.scenario.storeys:
        if any(line.storey == storey.id for line in found.quality.lines):
            sheet = draw_storey(found, storey.id, lang)
            stem = circulation_stem(storey.id)
            title = f"{found.scenario.name} {stem}"
            files = {f"{stem}.{fmt}": sheet.bytes(fmt, title) for fmt in formats}
            write_files(directory, files)
            written += [directory / name for name in files]
    return written


def circulation_stem(storey: str) -> str:
    """File name of a storey's sheet: ``A/1F`` -> ``circulation-A-1F``."""
    return "circulation-" + re.sub(r"[^\w.+-]+", "-", storey)


def draw_storey(found: Circulation, id: str, lang: Lang) -> Sheet:
    """The finished sheet of a storey."""
    scenario, storey = found.scenario, found.scenario.storey(id)
    building = scenario.building(storey.building)
    empty = StoreyLayout(id, (), (), ())
    plan = next((plan for plan in found.layout.storeys if plan.storey == id), empty)
    given = set_out(scenario, building, storey, plan, lang)
    told = _told(found, id)
    sheet = given.sheet
    border(sheet)
    pale = replace(
        given.scene, rooms=tuple(replace(room, colour=ROOM) for room in given.scene.rooms), corridors=()
    )
    draw_plan(sheet, pale, given.labels, lang)
    _draw_corridors(given, found, told, id)
    _draw_walk(given, told, lang)
    _draw_weak(given, found, id)
    _furnish(given, found, told, lang)
    return sheet


def _told(found: Circulation, id: str) -> _Storey:
    own = tuple(line for line in found.quality.lines if line.storey == id)
    building = own[0].building if own else ""
    near = (line.integration for line in found.quality.lines if line.building == building)
    values = [value for value in near if value is not None]
    nodes = found.park.graph.nodes
    walks = found.quality.walks["entrance_to_tenant"]
    here = [walk for walk in walks.walks if walk.reached and nodes[walk.end]["storey"] == id]
    worst = max(here, key=lambda walk: (walk.length_m, walk.subject), default=None)
    path = way(found.park, walks, worst) if worst is not None else []
    stretches = [
        list(group) for storey, group in groupby(path, lambda node: nodes[node]["storey"]) if storey == id
    ]
    ways = tuple(found.park.line(nodes) for nodes in stretches if len(nodes) > 1)
    return _Storey(own, (min(values, default=0.0), max(values, default=0.0)), worst, ways)


# ---------------------------------------------------------------- in the plan


def _draw_corridors(given: Setout, found: Circulation, told: _Storey, id: str) -> None:
    """Each corridor in the colours of its lines, the better integrated above the others."""
    sheet, frame = given.sheet, given.scene.frame
    axes: list[BaseGeometry] = []
    inner = {corridor.id for corridor, _ in given.scene.corridors if corridor.zone is not None}
    for ground in found.park.storeys[id].grounds:
        if ground.owner and ground.feature in inner:
            sheet.fill(frame.place(ground.area.polygon), palette.INNER_CORRIDOR, 4.2)
        if not ground.axes or ground.owner:
            continue
        floor = frame.place(ground.area.polygon)
        own = {line.line.wkt: line for line in told.lines if line.feature == ground.feature}
        lines = [own[axis.wkt] for axis in ground.axes if axis.wkt in own]
        sheet.fill(floor, palette.CORRIDOR, 4.2)
        for line, piece in _shares(ground, lines):
            sheet.fill(frame.place(piece).intersection(floor), _colour(line, told.scale), 4.3)
        axes += [frame.place(axis) for axis in ground.axes]
    sheet.stroke(axes, palette.INK, palette.THIN, 13, dash=(3.0, 0.8, 0.6, 0.8))
    nodes = found.park.graph.nodes(data=True)
    spots = [
        (d["x"] * 1000, d["y"] * 1000) for _, d in nodes if d["kind"] == "junction" and d["storey"] == id
    ]
    sheet.fill([frame.place(Point(spot)).buffer(0.6) for spot in spots], palette.INK, 13.1)


def _shares(ground: Inside, lines: Sequence[Line]) -> list[tuple[Line, BaseGeometry]]:
    """The ground of each line, mm: a strip along it, and what is left over beside it; the best line last."""
    ordered = sorted(lines, key=lambda line: (line.meets_all, line.integration or 0.0))
    found = [(line, line.line.buffer(_half(line.line, ground), cap_style="square")) for line in ordered]
    left = ground.area.polygon.difference(shapely.union_all([strip for _, strip in found])) if found else None
    rest = []
    for piece in shapely.get_parts(left) if left is not None and not left.is_empty else ():
        wide = piece.buffer(60, join_style="mitre")
        near = max(found, key=lambda row: round(wide.intersection(row[1]).area))
        rest.append((near[0], wide))
    return rest + found


def _half(line: LineString, ground: Inside) -> float:
    """Half the width of the ground along most of a line, mm, and a little more."""
    places = [line.interpolate(k / 12, normalized=True) for k in range(1, 12)]
    return median(ground.area.polygon.exterior.distance(place) for place in places) + 100


def _colour(line: Line, scale: tuple[float, float]) -> str:
    if line.meets_all and line.lines > 2:
        return COLOURS[-1]
    if line.integration is None:
        return palette.CORRIDOR
    low, high = scale
    share = (line.integration - low) / (high - low) if high > low else 1.0
    return COLOURS[min(len(COLOURS) - 1, int(share * len(COLOURS)))]


def _draw_walk(given: Setout, told: _Storey, lang: Lang) -> None:
    sheet, frame = given.sheet, given.scene.frame
    ways = [frame.place(line) for line in told.ways]
    sheet.stroke(ways, palette.PAPER, palette.HEAVY * 2.2, 20)
    sheet.stroke(ways, WALK, palette.HEAVY * 1.2, 20.1)
    for number, line in enumerate(ways):
        first, last = Point(line.coords[0]), Point(line.coords[-1])
        sheet.fill(first.buffer(0.9), palette.PAPER, 20.2, edge=WALK, width=palette.WIDE)
        if number == len(ways) - 1 and told.walk is not None:
            sheet.fill(last.buffer(1.0), WALK, 20.2)
            text = f"{told.walk.subject}  {told.walk.length_m:.1f} m"
            half = typeset.width_mm(text, 7.0) / 2 + 0.8
            plate = shapely.box(last.x - half, last.y + 1.6, last.x + half, last.y + 5.0)
            sheet.fill(plate, palette.PAPER, 59, edge=WALK, width=palette.THIN)
            sheet.write(text, last.x, last.y + 2.5, 7.0, colour=WALK, align=0.5, z=60)


def _draw_weak(given: Setout, found: Circulation, id: str) -> None:
    for number, point in enumerate(_weak_here(found, id), 1):
        spot = given.scene.frame.place(Point(point[0] * 1000, point[1] * 1000))
        given.sheet.fill(spot.buffer(1.9), palette.PAPER, 21, edge=WEAK, width=palette.WIDE)
        given.sheet.write(str(number), spot.x, spot.y - 0.9, 6.5, colour=WEAK, align=0.5, z=61)


def _weak_here(found: Circulation, id: str) -> Mapping[tuple[float, float], list[str]]:
    """Place -> what is lost there, each place once."""
    here: dict[tuple[float, float], list[str]] = {}
    for point in found.quality.weak_points:
        if point.storey == id:
            here.setdefault((point.x, point.y), []).append(f"{point.id} ({len(point.rooms)}, {point.user})")
    return here


# ---------------------------------------------------------------- beside the plan


def _furnish(given: Setout, found: Circulation, told: _Storey, lang: Lang) -> None:
    sheet, panel, scene = given.sheet, given.panel, given.scene
    title = f"{building_name(scene.building, lang)} {scene.storey.name} {_word('title', lang)}"
    subtitle = f"{scene.storey.id}  ·  1:{scene.frame.scale}"
    project = project_name(found.scenario.name, found.scenario.name_zh, lang)
    title_block(sheet, panel.title, project, title, subtitle, _figures(told, lang, scene.frame.scale))
    scale_bar(sheet, panel.tools.left + 4.0, panel.tools.bottom + 9.0, scene.frame.scale)
    spot = panel.tools.right - 12.0, panel.tools.bottom + 12.5
    north_arrow(sheet, *spot, scene.frame.north, word("north", lang))
    rows = [
        TableRow(str(number), " / ".join(names), "")
        for number, names in enumerate(_weak_here(found, scene.storey.id).values(), 1)
    ]
    fill_panel(
        sheet,
        panel,
        word("symbols", lang),
        _entries(told, bool(rows), lang),
        _word("weak_key", lang),
        rows,
        word("continued", lang),
    )


def _entries(told: _Storey, weak: bool, lang: Lang) -> list[Entry]:
    low, high = told.scale
    step = (high - low) / len(COLOURS)
    entries = [
        Entry(
            "fill",
            colour,
            _word("integration", lang, low=f"{low + k * step:.2f}", high=f"{low + (k + 1) * step:.2f}"),
        )
        for k, colour in reversed(list(enumerate(COLOURS)))
        if high > low
    ]
    if any(line.integration is None and not line.meets_all for line in told.lines):
        entries.append(Entry("fill", palette.CORRIDOR, _word("alone", lang)))
    entries.append(Entry("dash", palette.INK, _word("axis", lang)))
    if told.walk is not None:
        entries.append(Entry("line", WALK, _word("walk", lang, who=told.walk.subject)))
    return entries + ([Entry("ring", WEAK, _word("weak", lang))] if weak else [])


def _figures(told: _Storey, lang: Lang, scale: int) -> list[tuple[str, str]]:
    values = [line.integration for line in told.lines if line.integration is not None]
    mean = f"{sum(values) / len(values):.2f}" if values else "-"
    worst = f"{told.walk.length_m:.1f} m" if told.walk is not None else "-"
    here = f"{sum(line.length for line in told.ways) / 1000:.1f} m" if told.ways else "-"
    return [
        (_word("lines", lang), str(len(told.lines))),
        (_word("mean", lang), mean),
        (_word("worst", lang), worst),
        (_word("here", lang), here),
        (word("scale", lang), f"1:{scale}"),
    ]


def _word(key: str, lang: Literal["zh", "en"], **values: object) -> str:
    return WORDS[key][lang == "zh"].format(**values)
