"""All pictures of a layout, written into its bundle."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from planner.model import Layout, Scenario, StoreyLayout
from viz.stamp import Stamps, same_picture

if TYPE_CHECKING:
    from viz.failing import FailedPlace, Failures
    from viz.ink import Sheet

Lang = Literal["zh", "en"]
Format = Literal["png", "svg"]

NONE_FAILS: Failures = MappingProxyType({})
FIRE = "fire"
"""The pack of clauses with which evacuation plans are drawn."""
FEW = 4
"""So few pictures are drawn faster here than in processes that must start first."""


Subject = Literal["plan", "egress", "site", "stacking"]
SUBJECTS: tuple[Subject, ...] = ("plan", "egress", "site", "stacking")
MARKED: tuple[Subject, ...] = ("egress", "site")
"""Pictures that mark what fails."""


@dataclass(frozen=True, slots=True)
class Task:
    """One picture: its file name without ending, what it is of, the storey it shows."""

    stem: str
    subject: Subject
    storey: str = ""


def draw_bundle(
    scenario: Scenario,
    layout: Layout,
    directory: Path,
    *,
    lang: Lang = "zh",
    formats: Sequence[Format] = ("png", "svg"),
    jobs: int = 2,
    kinds: Sequence[Subject] = (),
    failures: Failures = NONE_FAILS,
    like: Sequence[Path] = (),
) -> list[Path]:
    """Draw ``plan-<building>-<storey>``, ``egress-...``, ``site`` and ``stacking`` into ``directory``.

    ``kinds``: which of them; without any, evacuation plans are drawn where the scenario has the fire codes in
    force, and all others always. ``failures``: what evacuation plans and site plan mark as failing. Each file
    appears whole or not at all, and holds the same bytes for the same layout. ``jobs`` is
    the number of processes. Returns the paths written, plans first. Raises ``UsageError`` where the
    directory cannot be written. ``like``: earlier bundles, from which pictures are copied that
    were drawn from the same (``viz.stamp``).
    """
    wanted = picture_tasks(scenario, kinds)
    with drawing(
        scenario, layout, directory, wanted, lang=lang, formats=formats, jobs=jobs, like=like
    ) as finish:
        done = finish(failures)
    return [path for task in wanted for path in done[task]]


@contextmanager
def drawing(
    scenario: Scenario,
    layout: Layout,
    directory: Path,
    tasks: Sequence[Task],
    *,
    lang: Lang = "zh",
    formats: Sequence[Format] = ("png", "svg"),
    jobs: int = 2,
    like: Sequence[Path] = (),
) -> Iterator[Callable[[Failures], dict[Task, list[Path]]]]:
    """Draw these pictures while something else is done: yields what is to be called for the rest of them.

    Those that mark nothing as failing are begun at once, where there are processes for it, or copied
    (``like``, as in ``draw_bundle``); the others are copied or drawn at the call.
    """
    given = _Given(scenario, layout, directory, lang, tuple(formats), Stamps(scenario, layout, lang))
    copied = _copied(given, [task for task in tasks if task.subject not in MARKED], {}, like)
    tasks = [task for task in tasks if task not in copied]
    workers = min(jobs, len(tasks) // FEW)
    if workers <= 1:

        def here(failures: Failures) -> dict[Task, list[Path]]:
            done = copied | _copied(given, [task for task in tasks if task.subject in MARKED], failures, like)
            return done | {
                task: _draw(given, task, _of(task, failures)) for task in tasks if task not in done
            }

        yield here
        return
    import multiprocessing
    from concurrent.futures import Future, ProcessPoolExecutor

    # fork would copy a process whose solver threads may hold locks
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, _start, (given,)) as pool:
        begun: dict[Task, Future[list[Path]]] = {
            task: pool.submit(_draw_here, task, ()) for task in tasks if task.subject not in MARKED
        }

        def finish(failures: Failures) -> dict[Task, list[Path]]:
            marked = [task for task in tasks if task.subject in MARKED]
            done = copied | _copied(given, marked, failures, like)
            left = [task for task in tasks if task not in done]
            waiting = [task for task in left if task not in begun or begun[task].cancel()]
            # the pictures of the park are the dearest: begun last, one would be drawn while others idle
            waiting.sort(key=lambda task: bool(task.storey))
            rest = {task: pool.submit(_draw_here, task, _of(task, failures)) for task in waiting}
            return done | {task: future.result() for task, future in (begun | rest).items()}

        try:
            yield finish
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _copied(
    given: _Given, tasks: Sequence[Task], failures: Failures, like: Sequence[Path]
) -> dict[Task, list[Path]]:
    """Pictures that were drawn from the same for another bundle, taken from there: task -> files."""
    from planner.bundle import write_files

    found: dict[Task, list[Path]] = {}
    for task in tasks if like else ():
        names = [f"{task.stem}.{ending}" for ending in given.formats]
        stamp = given.stamps.of(task.subject, task.storey, _of(task, failures))
        for folder in like:
            if same_picture(stamp, [folder / name for name in names]):
                write_files(given.directory, {name: (folder / name).read_bytes() for name in names})
                found[task] = [given.directory / name for name in names]
                break
    return found


def _of(task: Task, failures: Failures) -> Sequence[FailedPlace]:
    """What a picture marks as failing."""
    return failures.get(task.storey or None, ()) if task.subject in MARKED else ()


def picture_tasks(scenario: Scenario, kinds: Sequence[Subject] = ()) -> tuple[Task, ...]:
    """The pictures of a layout, in the order they are returned; ``kinds`` as in ``draw_bundle``."""
    chosen = tuple(kinds) or tuple(
        kind for kind in SUBJECTS if kind != "egress" or FIRE in scenario.standards
    )
    storeys = [
        Task(stem, subject, storey.id)
        for subject, stem_of in (("plan", plan_stem), ("egress", egress_stem))
        for storey in scenario.storeys
        for stem in (stem_of(storey.id),)
        if subject in chosen
    ]
    return (*storeys, *(Task(kind, kind) for kind in ("site", "stacking") if kind in chosen))


def plan_stem(storey_id: str) -> str:
    """File name of a storey's plan: ``A/1F`` -> ``plan-A-1F``; letters of any script are kept."""
    return "plan-" + re.sub(r"[^\w.+-]+", "-", storey_id)


def egress_stem(storey_id: str) -> str:
    """File name of a storey's evacuation plan: ``A/1F`` -> ``egress-A-1F``."""
    return "egress-" + plan_stem(storey_id).removeprefix("plan-")


def draw_picture(
    scenario: Scenario,
    layout: Layout,
    task: Task,
    lang: Lang,
    failed: Sequence[FailedPlace] = (),
) -> Sheet:
    """The sheet of one task; ``failed``: what it marks as failing."""
    # each with what it needs alone: of several processes one draws the site, whose roads take long to load
    if task.subject == "site":
        from viz.site import draw_site

        return draw_site(scenario, layout, lang, failed)
    if task.subject == "stacking":
        from viz.stacking import draw_stacking

        return draw_stacking(scenario, layout, lang)
    storey = scenario.storey(task.storey)
    building = scenario.building(storey.building)
    arranged = next(
        (entry for entry in layout.storeys if entry.storey == storey.id),
        StoreyLayout(storey.id, (), (), ()),
    )
    if task.subject == "egress":
        from viz.egress_plan import draw_egress

        return draw_egress(scenario, building, storey, arranged, failed, lang)
    from viz.plan import draw_storey

    return draw_storey(scenario, building, storey, arranged, lang)


@dataclass(frozen=True, slots=True)
class _Given:
    """What all pictures are drawn from, sent to a worker once when it starts instead of with every task."""

    scenario: Scenario
    layout: Layout
    directory: Path
    lang: Lang
    formats: tuple[Format, ...]
    stamps: Stamps


def _draw(given: _Given, task: Task, failed: Sequence[FailedPlace]) -> list[Path]:
    from planner.bundle import write_files

    sheet = draw_picture(given.scenario, given.layout, task, given.lang, failed)
    title = f"{given.scenario.name} {task.stem}"
    stamp = given.stamps.of(task.subject, task.storey, failed)
    contents = {f"{task.stem}.{fmt}": sheet.bytes(fmt, title, stamp) for fmt in given.formats}
    write_files(given.directory, contents)
    return [given.directory / name for name in contents]


# ---------------------------------------------------------------- in a worker process

_given: list[_Given] = []


def _start(given: _Given) -> None:
    # Ctrl-C goes to the whole group; the parent decides what ends
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _given[:] = [given]


def _draw_here(task: Task, failed: Sequence[FailedPlace]) -> list[Path]:
    return _draw(_given[0], task, failed)
