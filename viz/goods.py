"""The simulation of goods as pictures: queues over the days, the roads in the peak hour."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from planner.bundle.files import write_files
from planner.fire_site import NO_FIRE_SITE
from planner.simulate.goods.document import station_names
from viz import palette
from viz.fan import BANDS, MIDDLE, Fan, draw_fan, sixth
from viz.frame import Box, fit
from viz.furniture import (
    PAPERS,
    Entry,
    TableRow,
    border,
    north_arrow,
    scale_bar,
    title_block,
    write_fitted,
)
from viz.goods_words import Lang, goods_word, station_name
from viz.ink import Format, Sheet
from viz.labels import project_name, word
from viz.panel import fill_panel, inside, side_panel
from viz.site import AROUND, LARGEST_SCALE, draw_buildings, draw_gates, draw_ground, draw_names
from viz.site_scene import site_scene

if TYPE_CHECKING:
    from planner.check.facts import Facts
    from planner.model import Scenario
    from planner.simulate.goods.measures import Simulated
    from planner.simulate.goods.roads import RoadLoad, RoadTraffic

__all__ = ["draw_goods_run", "draw_queues", "draw_roads"]

COLOURS = ("#3d8f6a", "#d8b13c", "#e0803a", "#c21807")
STEPS = (1.0, 3.0, 10.0)
"""Mean loss at which the next colour begins, s."""
WIDEST = 3.2
"""Of a road's line on paper, mm."""
ROWS = 22
"""Roads in the key."""
BAR_ROWS = 14


def draw_goods_run(
    folder: Path,
    facts: Facts,
    found: Simulated,
    roads: RoadTraffic | None,
    lang: Lang,
    formats: Sequence[Format] = ("png", "svg"),
) -> list[Path]:
    """``goods-queues``, and ``goods-roads`` where roads were driven; the paths written."""
    written = []
    for stem, sheet in _sheets(facts, found, roads, lang):
        files = {f"{stem}.{fmt}": sheet.bytes(fmt, f"{facts.scenario.name} {stem}") for fmt in formats}
        write_files(folder, files)
        written += [folder / name for name in files]
    return written


def _sheets(
    facts: Facts, found: Simulated, roads: RoadTraffic | None, lang: Lang
) -> Iterator[tuple[str, Sheet]]:
    yield "goods-queues", draw_queues(facts.scenario, found, lang)
    if roads is not None:
        yield "goods-roads", draw_roads(facts, roads, lang)


# ---------------------------------------------------------------- charts


def draw_queues(scenario: Scenario, found: Simulated, lang: Lang) -> Sheet:
    """Docks in use and what waits, hour by hour, and how busy everything is."""
    sheet = Sheet(420.0, 297.0)
    border(sheet)
    panel = side_panel(inside(420.0, 297.0), 1, 6, tools=0.0)
    field = panel.field.inset(4.0)
    hours = len(found.outcomes[0].busy)
    at = [(hour + 0.5) / 24 for hour in range(hours)]
    days = round(hours / 24)
    step = max(1, round(days / 10))
    marks = [(float(day), str(day)) for day in range(0, days + 1, step)]
    marks[-1] = (marks[-1][0], f"{marks[-1][1]} {goods_word('day', lang)}")
    for place, fan in enumerate(_fans(found, lang)):
        draw_fan(sheet, sixth(field, place).inset(2.0), fan, at, marks)
    _bars(sheet, sixth(field, 5).inset(2.0), found, lang)
    figures = [
        (goods_word("runs", lang), str(len(found.outcomes))),
        (goods_word("days", lang), str(found.profile.days)),
        (goods_word("trucks", lang), f"{found.mean(lambda o: o.trucks).mean:,.0f}"),
        (goods_word("orders", lang), f"{found.mean(lambda o: o.orders).mean:,.0f}"),
    ]
    project = project_name(scenario.name, scenario.name_zh, lang)
    title_block(sheet, panel.title, project, goods_word("title", lang), "", figures)
    entries = [
        Entry("fill", BANDS[0], goods_word("band", lang)),
        Entry("line", MIDDLE, goods_word("mean", lang)),
    ]
    fill_panel(sheet, panel, word("symbols", lang), entries, "", [], word("continued", lang))
    return sheet


def _fans(found: Simulated, lang: Lang) -> Iterator[Fan]:
    names = list(found.outcomes[0].queue)
    docks = float(len(found.network.docks))
    busy = np.asarray([outcome.busy for outcome in found.outcomes])
    yield _fan(goods_word("in_use", lang), busy, docks, goods_word("there", lang, n=int(docks)))
    for key, kind in (
        ("dock_queue", "docks"),
        ("gate_queue", "gate"),
        ("picking_queue", "picking"),
        ("packing_queue", "packing"),
    ):
        which = [name for name in names if name.split(" ")[0] == kind]
        runs = [np.sum([outcome.queue[name] for name in which], axis=0) for outcome in found.outcomes]
        yield _fan(goods_word(key, lang), np.asarray(runs), None, "")


def _fan(title: str, runs: np.ndarray, limit: float | None, name: str) -> Fan:
    upper = runs.max(axis=0)
    most = max(1.0, 1.12 * float(upper.max()), 1.12 * (limit or 0.0))
    # nights without anybody would pinch the band to nothing, and what is left is no polygon
    upper = np.maximum(upper, runs.min(axis=0) + most / 1_000)
    rows = [runs.min(axis=0).tolist(), runs.mean(axis=0).tolist(), upper.tolist()]
    return Fan(title, rows, 0.0, most, lambda value: f"{value:,.4g}", limit, name)


def _bars(sheet: Sheet, box: Box, found: Simulated, lang: Lang) -> None:
    """How busy stations and crews are, the busiest first."""
    usage = {}
    for name in station_names(found):
        there = [o.stations[name].utilisation for o in found.outcomes if name in o.stations]
        usage[name] = sum(there) / len(there)
    write_fitted(sheet, goods_word("usage", lang), box.left + 1.0, box.top - 4.5, box.width - 2.0, 9.0)
    rows = sorted(usage, key=lambda name: (-usage[name], name))[:BAR_ROWS]
    pitch = min(6.5, (box.height - 11.0) / max(1, len(rows)))
    words, end = 46.0, 13.0
    length = box.width - words - end
    for number, name in enumerate(rows):
        base = box.top - 9.0 - pitch * (number + 1)
        write_fitted(sheet, station_name(name, lang), box.left + 1.0, base + pitch * 0.25, words - 3.0, 7.0)
        left = box.left + words
        whole = shapely.box(left, base + pitch * 0.12, left + length, base + pitch * 0.88)
        sheet.fill(whole, palette.REMAINDER, 2)
        share = min(1.0, usage[name])
        bar = shapely.box(left, base + pitch * 0.12, left + share * length, base + pitch * 0.88)
        sheet.fill(bar, COLOURS[3] if usage[name] > 0.95 else MIDDLE, 3)
        sheet.write(f"{usage[name]:.0%}", left + length + end - 2.0, base + pitch * 0.25, 7.0, align=1.0)


# ---------------------------------------------------------------- roads


def draw_roads(facts: Facts, roads: RoadTraffic, lang: Lang) -> Sheet:
    """The site with its roads as wide as they are busy, in the colour of the time that is lost."""
    scenario = facts.scenario
    for _, width, height in PAPERS:
        panel = side_panel(inside(width, height), 1, 4)
        frame = fit([scenario.site.boundary], 0.0, panel.field.inset(AROUND))
        if frame.scale <= LARGEST_SCALE:
            break
    sheet = Sheet(width, height)
    scene = site_scene(scenario, replace(facts.bundle.layout, fire=NO_FIRE_SITE), frame, panel.field)
    draw_ground(sheet, scene, lang)
    draw_buildings(sheet, scene, lang)
    taken = draw_gates(sheet, scene, lang)
    most = max((load.vehicles for load in roads.loads), default=0)
    for load in sorted(roads.loads, key=lambda load: load.vehicles):
        if load.vehicles:
            line = frame.place(load.line)
            sheet.stroke(line, palette.PAPER, _thick(load, most) + 0.6, 29)
            sheet.stroke(line, _colour(load.delay_s), _thick(load, most), 30)
    draw_names(sheet, scene, taken, lang)
    _numbers(sheet, roads, frame.place)
    border(sheet)
    whole = Box(panel.field.right, panel.title.bottom, panel.title.right, panel.field.top)
    sheet.fill(shapely.box(whole.left, whole.bottom, whole.right, whole.top), palette.PAPER, 39)
    figures = [
        (goods_word("road_truck", lang), f"{roads.trucks:.0f}"),
        (goods_word("road_car", lang), f"{roads.cars:.0f}"),
        (goods_word("road_delay", lang), f"{roads.delay_s:.1f} s"),
        (word("scale", lang), f"1:{frame.scale}"),
    ]
    project = project_name(scenario.name, scenario.name_zh, lang)
    title_block(sheet, panel.title, project, goods_word("roads_title", lang), f"1:{frame.scale}", figures)
    scale_bar(sheet, panel.tools.left + 4.0, panel.tools.bottom + 9.0, frame.scale)
    north_arrow(sheet, panel.tools.right - 12.0, panel.tools.bottom + 12.5, frame.north, word("north", lang))
    busiest = sorted((load for load in roads.loads if load.vehicles), key=lambda load: -load.vehicles)
    rows = [
        TableRow(str(number), load.road, f"{load.vehicles} · {load.delay_s:.1f} s")
        for number, load in enumerate(busiest[:ROWS], 1)
    ]
    key = goods_word("key", lang)
    fill_panel(sheet, panel, word("symbols", lang), _entries(lang), key, rows, word("continued", lang))
    return sheet


def _numbers(sheet: Sheet, roads: RoadTraffic, place: Callable[[LineString], LineString]) -> None:
    """The numbers of the key on the busiest stretches."""
    busiest = sorted((load for load in roads.loads if load.vehicles), key=lambda load: -load.vehicles)
    taken: list[BaseGeometry] = []
    for number, load in enumerate(busiest[:ROWS], 1):
        at = place(load.line).interpolate(0.5, normalized=True)
        disc = at.buffer(2.1)
        if any(disc.intersects(other) for other in taken):
            continue
        taken.append(disc)
        sheet.fill(disc, palette.PAPER, 31, edge=palette.INK)
        sheet.write(str(number), at.x, at.y - 0.85, 6.0, align=0.5)


def _thick(load: RoadLoad, most: int) -> float:
    return 0.5 + (WIDEST - 0.5) * load.vehicles / most


def _colour(delay: float) -> str:
    return COLOURS[sum(delay >= step for step in STEPS)]


def _entries(lang: Lang) -> list[Entry]:
    entries = [Entry("line", COLOURS[0], goods_word("below", lang, high=STEPS[0]))]
    for k in range(1, len(STEPS)):
        meaning = goods_word("between", lang, low=STEPS[k - 1], high=STEPS[k])
        entries.append(Entry("line", COLOURS[k], meaning))
    return [*entries, Entry("line", COLOURS[-1], goods_word("above", lang, low=STEPS[-1]))]
