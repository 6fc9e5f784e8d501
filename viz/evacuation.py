"""Maps of an evacuation on the plan of a storey: how dense the crowd was, how many came through."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point
from shapely.geometry.base import BaseGeometry

from planner.bundle.files import make_writable, write_files
from planner.model import StoreyLayout
from planner.simulate.evacuation.house import house_of
from planner.simulate.evacuation.run import CELL
from viz import palette
from viz.evacuation_words import say
from viz.furniture import Entry, TableRow, border, crossed, north_arrow, scale_bar, title_block
from viz.ink import Format, Sheet
from viz.labels import Lang, building_name, project_name, word
from viz.panel import fill_panel
from viz.plan import Setout, set_out
from viz.plan_drawing import draw_plan

if TYPE_CHECKING:
    from planner.simulate.evacuation.study import Outcome, Study

__all__ = ["draw_evacuation", "draw_map", "pale_plan", "storeys_shown"]

Kind = Literal["density", "flow"]
COLOURS = ("#cfe3ee", "#8fc3d8", "#f2d06b", "#ee9a3f", "#d8442c")
"""From the least to the greatest class."""
LEVELS: tuple[float, ...] = (0.5, 1.0, 1.5, 2.25, 3.0)
"""Lower limits of the classes of density, persons a m2; above 3 people push."""
ROOM = "#f7f6f3"
HELPED, STUCK = "#7a3fa0", "#c21807"
"""Of the places where agents stood still."""


@dataclass(frozen=True, slots=True)
class _Classes:
    """Lower limits of classes with their colours and meaning."""

    kind: Kind
    limits: tuple[float, ...]

    def entries(self, lang: Lang) -> list[Entry]:
        rows = []
        for k, (low, colour) in enumerate(zip(self.limits, COLOURS, strict=True)):
            high = self.limits[k + 1] if k + 1 < len(self.limits) else None
            key = self.kind if high is not None else f"{self.kind}_more"
            rows.append(Entry("fill", colour, say(key, lang, low=f"{low:g}", high=f"{high or 0:g}")))
        return rows[::-1]


def draw_evacuation(
    directory: Path, found: Study, stem: str, lang: Lang, formats: Sequence[Format] = ("png", "svg")
) -> list[Path]:
    """``<stem>-density-<storey>`` and ``<stem>-flow-<storey>`` of every storey that people left."""
    make_writable(directory)
    written = []
    for outcome, storey in storeys_shown(found):
        for kind in ("density", "flow"):
            sheet = draw_map(found, outcome, storey, kind, lang)
            name = f"{stem}-{kind}-{slug(storey)}"
            title = f"{found.facts.scenario.name} {name}"
            files = {f"{name}.{fmt}": sheet.bytes(fmt, title) for fmt in formats}
            write_files(directory, files)
            written += [directory / file for file in files]
    return written


def storeys_shown(found: Study) -> list[tuple[Outcome, str]]:
    """Storeys with people in some run; of one asked for alone and with its building, alone."""
    shown: dict[str, Outcome] = {}
    for outcome in found.outcomes:
        for run in outcome.runs:
            for storey, maps in run.maps.items():
                if maps.passed.any():
                    shown.setdefault(storey, outcome)
    return [(outcome, storey) for storey, outcome in shown.items()]


def slug(storey: str) -> str:
    """Part of a file name: ``A/1F`` -> ``A-1F``."""
    return re.sub(r"[^\w.+-]+", "-", storey)


def draw_map(found: Study, outcome: Outcome, id: str, kind: Kind, lang: Lang) -> Sheet:
    """The finished sheet of a storey."""
    given = pale_plan(found, id, lang)
    maps = [run.maps[id] for run in outcome.runs]
    grids = [m.peak if kind == "density" else m.passed for m in maps]
    values = np.mean(grids, axis=0)
    classes = _Classes(kind, LEVELS if kind == "density" else _limits(values))
    floor = _floor(given)
    for k, colour in enumerate(COLOURS):
        high = classes.limits[k + 1] if k + 1 < len(COLOURS) else math.inf
        cells = _cells(values, maps[0].origin, classes.limits[k], high)
        if cells:
            ground = given.scene.frame.place(shapely.union_all(cells))
            given.sheet.fill(ground.intersection(floor), colour, 4.3)
    entries = [*classes.entries(lang), *_mark_places(given, outcome, id, lang)]
    entries += _mark_blocked(given, found, id, lang)
    _furnish(given, found, outcome, kind, entries, lang)
    return given.sheet


def _mark_places(given: Setout, outcome: Outcome, storey: str, lang: Lang) -> list[Entry]:
    """Where agents stood still, as crosses, and what they mean."""
    helped = Counter((round(x), round(y)) for run in outcome.runs for s, x, y in run.helped if s == storey)
    stuck = {
        (round(x), round(y)) for run in outcome.runs if run.stalled for s, x, y in run.stuck if s == storey
    }
    for colour, places in ((HELPED, set(helped)), (STUCK, stuck)):
        for place in sorted(places):
            spot = given.scene.frame.place(Point(place[0] * 1000, place[1] * 1000))
            crossed(given.sheet, spot, colour, 21)
            if colour == HELPED and helped[place] > 1:
                given.sheet.write(str(helped[place]), spot.x + 1.7, spot.y - 0.8, 5.5, colour=colour, z=61)
    rows = (("helped_here", HELPED, bool(helped)), ("stuck_here", STUCK, bool(stuck)))
    return [Entry("crossing", colour, say(key, lang)) for key, colour, there in rows if there]


def _mark_blocked(given: Setout, found: Study, id: str, lang: Lang) -> list[Entry]:
    """Exits, stairs and doors of the storey that nobody can use, as crosses."""
    storey = found.facts.scenario.storey(id)
    places = {exit_.id: exit_.point for exit_ in storey.exits}
    places |= {part.id: part.polygon.centroid for core in storey.cores for part in core.parts}
    places |= {door.id: door.polygon.centroid for door in found.facts.plates[id].doors}
    here = [places[blocked] for blocked in found.settings.blocked if blocked in places]
    for place in here:
        crossed(given.sheet, given.scene.frame.place(place), palette.INK, 21)
    return [Entry("crossing", palette.INK, say("blocked", lang))] if here else []


def pale_plan(found: Study, id: str, lang: Lang) -> Setout:
    """The plan of a storey without colours, on which something else is drawn."""
    scenario = found.facts.scenario
    storey = scenario.storey(id)
    plans = {plan.storey: plan for plan in found.facts.bundle.layout.storeys}
    plan = plans.get(id, StoreyLayout(id, (), (), ()))
    given = set_out(scenario, scenario.building(storey.building), storey, plan, lang)
    border(given.sheet)
    rooms = tuple(replace(room, colour=ROOM) for room in given.scene.rooms)
    draw_plan(given.sheet, replace(given.scene, rooms=rooms), given.labels, lang)
    return given


def _limits(values: NDArray[np.float64]) -> tuple[float, ...]:
    """Round limits of five classes up to the greatest flow."""
    most = max(5.0, float(values.max(initial=0.0)))
    size = 10 ** math.floor(math.log10(most / 5))
    step = next(size * k for k in (1, 2, 5, 10) if size * k * 5 >= most)
    return (max(1.0, 0.2 * step), *(step * k for k in (1.0, 2.0, 3.0, 4.0)))


def _cells(
    values: NDArray[np.float64], origin: tuple[float, float], low: float, high: float
) -> list[BaseGeometry]:
    """The cells of a class, mm."""
    rows, columns = np.nonzero((values >= low) & (values < high))
    left = (origin[0] + columns * CELL) * 1000
    below = (origin[1] + rows * CELL) * 1000
    return list(shapely.box(left, below, left + CELL * 1000, below + CELL * 1000))


def _floor(given: Setout) -> BaseGeometry:
    """Rooms, corridors and cores on paper: nothing is drawn over walls and outside."""
    scene = given.scene
    pieces = [room.polygon for room in scene.rooms] + [polygon for _, polygon in scene.corridors]
    pieces += [core.polygon for core in scene.cores]
    return shapely.union_all([piece.buffer(0.2) for piece in pieces])


# ---------------------------------------------------------------- beside the plan


def _furnish(
    given: Setout, found: Study, outcome: Outcome, kind: Kind, entries: Sequence[Entry], lang: Lang
) -> None:
    sheet, panel, scene = given.sheet, given.panel, given.scene
    title = f"{building_name(scene.building, lang)} {scene.storey.name} {say(f'title_{kind}', lang)}"
    subtitle = f"{outcome.subject.id}  ·  1:{scene.frame.scale}"
    scenario = found.facts.scenario
    project = project_name(scenario.name, scenario.name_zh, lang)
    title_block(sheet, panel.title, project, title, subtitle, _figures(found, outcome, scene.storey.id, lang))
    scale_bar(sheet, panel.tools.left + 4.0, panel.tools.bottom + 9.0, scene.frame.scale)
    spot = panel.tools.right - 12.0, panel.tools.bottom + 12.5
    north_arrow(sheet, *spot, scene.frame.north, word("north", lang))
    rows = [TableRow("", id, f"{count:.0f}") for id, count in _exits(outcome).items()]
    rows += [TableRow("×", f"{say('blocked', lang)}: {id}", "") for id in found.settings.blocked]
    key, continued = say("exit_key", lang), word("continued", lang)
    fill_panel(sheet, panel, word("symbols", lang), entries, key, rows, continued)


def _exits(outcome: Outcome) -> dict[str, float]:
    """Exit -> persons in a run."""
    totals: dict[str, float] = {}
    for run in outcome.runs:
        for id, count in run.exits.items():
            totals[id] = totals.get(id, 0.0) + count / len(outcome.runs)
    return dict(sorted(totals.items()))


def _figures(found: Study, outcome: Outcome, storey: str, lang: Lang) -> list[tuple[str, str]]:
    times = outcome.storey_times(storey)
    told = f"{times.mean:.0f} s" if times.count else "-"
    if times.count > 1:
        told += f" ± {times.high - times.mean:.0f}"
    fast = outcome.fast.storeys.get(storey)
    building = found.facts.scenario.building(outcome.subject.building)
    people = [crowd.count for crowd in house_of(found.facts, building).crowds[storey]]
    return [
        (say("people", lang), str(sum(people))),
        (say("time", lang), told),
        (say("fast_s", lang), f"{fast:.0f} s" if fast is not None else "-"),
        (say("replications", lang), str(len(outcome.runs))),
        (say("step", lang), f"{found.settings.step:g} s"),
    ]
