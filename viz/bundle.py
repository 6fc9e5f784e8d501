"""All pictures of a layout, written into its bundle."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from planner.model import Layout, Scenario, StoreyLayout

if TYPE_CHECKING:
    from viz.ink import Sheet

Lang = Literal["zh", "en"]
Format = Literal["png", "svg"]

FEW = 4
"""So few pictures are drawn faster here than in processes that must start first."""


@dataclass(frozen=True, slots=True)
class Task:
    """One picture: its file name without ending, and the storey it shows (``None``: see ``stem``)."""

    stem: str
    storey: str | None


def draw_bundle(
    scenario: Scenario,
    layout: Layout,
    directory: Path,
    *,
    lang: Lang = "zh",
    formats: Sequence[Format] = ("png", "svg"),
    jobs: int = 2,
) -> list[Path]:
    """Draw ``plan-<building>-<storey>``, ``site`` and ``stacking`` into ``directory``.

    Each file appears whole or not at all, and holds the same bytes for the same layout. ``jobs`` is
    the number of processes. Returns the paths written, plans first. Raises ``UsageError`` where the
    directory cannot be written.
    """
    tasks = picture_tasks(scenario)
    workers = min(jobs, len(tasks) // FEW)
    if workers <= 1:
        alone = [_draw(scenario, layout, task, directory, lang, formats) for task in tasks]
        return [path for paths in alone for path in paths]
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # fork would copy a process whose solver threads may hold locks
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, _start, (scenario, layout, directory, lang, formats)) as pool:
        # the pictures of the park are the dearest: begun last, one would be drawn while other workers idle
        order = sorted(tasks, key=lambda task: task.storey is not None)
        done = dict(zip(order, pool.map(_draw_here, order), strict=True))
        return [path for task in tasks for path in done[task]]


def picture_tasks(scenario: Scenario) -> tuple[Task, ...]:
    """The pictures of a scenario's layout, in the order they are returned."""
    plans = [Task(plan_stem(storey.id), storey.id) for storey in scenario.storeys]
    return (*plans, Task("site", None), Task("stacking", None))


def plan_stem(storey_id: str) -> str:
    """File name of a storey's plan: ``A/1F`` -> ``plan-A-1F``; letters of any script are kept."""
    return "plan-" + re.sub(r"[^\w.+-]+", "-", storey_id)


def draw_picture(scenario: Scenario, layout: Layout, task: Task, lang: Lang) -> Sheet:
    """The sheet of one task."""
    from viz import plan, site, stacking

    if task.storey is not None:
        storey = scenario.storey(task.storey)
        arranged = next(
            (entry for entry in layout.storeys if entry.storey == storey.id),
            StoreyLayout(storey.id, (), (), ()),
        )
        return plan.draw_storey(scenario, scenario.building(storey.building), storey, arranged, lang)
    drawing = site.draw_site if task.stem == "site" else stacking.draw_stacking
    return drawing(scenario, layout, lang)


def _draw(
    scenario: Scenario, layout: Layout, task: Task, directory: Path, lang: Lang, formats: Iterable[Format]
) -> list[Path]:
    from planner.bundle import write_files

    sheet = draw_picture(scenario, layout, task, lang)
    title = f"{scenario.name} {task.stem}"
    contents = {f"{task.stem}.{fmt}": sheet.bytes(fmt, title) for fmt in formats}
    write_files(directory, contents)
    return [directory / name for name in contents]


# ---------------------------------------------------------------- in a worker process

_Given = tuple[Scenario, Layout, Path, Lang, Sequence[Format]]
_given: list[_Given] = []
"""What this worker draws from, sent once when it starts instead of with every task."""


def _start(
    scenario: Scenario, layout: Layout, directory: Path, lang: Lang, formats: Sequence[Format]
) -> None:
    # Ctrl-C goes to the whole group; the parent decides what ends
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _given[:] = [(scenario, layout, directory, lang, formats)]


def _draw_here(task: Task) -> list[Path]:
    scenario, layout, directory, lang, formats = _given[0]
    return _draw(scenario, layout, task, directory, lang, formats)
