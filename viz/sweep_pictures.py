"""Pictures of a sweep: what drives an outcome, the value along each parameter, where compliance breaks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from planner.bundle.files import remove_files, write_files
from planner.sweep.read import Sweep
from planner.sweep.record import SOLVED
from planner.sweep.sensitivity import OUTCOMES, breaks, effects, telling_pair
from planner.sweep.table import Row
from viz.ink import Format, Sheet
from viz.labels import Lang
from viz.sweep_drivers import draw_drivers
from viz.sweep_map import draw_map
from viz.sweep_values import draw_values

__all__ = ["draw_sweep", "sheets"]

STEMS = ("drivers-value", "drivers-wished_met", "values", "compliance")


def draw_sweep(
    directory: Path,
    found: Sweep,
    rows: tuple[Row, ...],
    lang: Lang,
    formats: Sequence[Format] = ("png", "svg"),
) -> list[str]:
    """Draw what the rows can tell into ``directory``; the names of the files. Earlier ones are replaced."""
    remove_files(directory / f"{stem}.{fmt}" for stem in STEMS for fmt in ("png", "svg"))
    made = sheets(found, rows, lang)
    title = found.scenario.name
    files = {
        f"{stem}.{fmt}": sheet.bytes(fmt, f"{title} {stem}")
        for stem, sheet in made.items()
        for fmt in formats
    }
    write_files(directory, files)
    return list(files)


def sheets(found: Sweep, rows: tuple[Row, ...], lang: Lang) -> dict[str, Sheet]:
    """The sheets that the rows can fill, by the name of their file."""
    made = {}
    order: list[int] = []
    for outcome in OUTCOMES:
        told = effects(found.parameters, rows, outcome)
        if told is not None:
            made[f"drivers-{outcome}"] = draw_drivers(found, rows, told, outcome, lang)
            order += [row.index for row in told.rows if row.index not in order]
    order += [k for k in range(len(found.parameters)) if k not in order]
    order = [k for k in order if len({row.case.values[k] for row in rows}) > 1]
    if order and any(row.record["status"] in SOLVED for row in rows):
        made["values"] = draw_values(found, rows, order, lang)
    pair = telling_pair(found.parameters, rows)
    if pair is not None and breaks(rows):
        made["compliance"] = draw_map(found, rows, pair, lang)
    return made
