"""The command ``planner pareto``: fronts of two or three objectives, and layouts of chosen points."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.alternatives import Share, base_plan
from commands.robust import plain_park
from commands.shared import (
    FAIL,
    PASS,
    Lang,
    command,
    json_option,
    lang_option,
    print_json,
    printable,
    scenario_argument,
)
from commands.solve import positive

if TYPE_CHECKING:
    from planner.alternatives.front import Front, Point
    from planner.directions import Direction
    from planner.model import Scenario
    from solvers.alternatives.fronts import Asked
    from solvers.orchestrate.budget import Budget
    from solvers.orchestrate.feedback import Cuts
    from solvers.solve import Options
    from viz.progress import ProgressDisplay

LAYOUT_SHARE = 0.85
"""Share of the wall cap after which no further layout is begun."""
FRONT_SHARE = 0.5
"""Share of the wall cap after which the front has to stand, where layouts follow."""


@dataclass(slots=True)
class _Run:
    """What one call works on, and what came of it."""

    park: Scenario
    folder: Path
    asked: Asked
    options: Options
    budget: Budget
    layouts: int
    pictures: Lang | None
    show: ProgressDisplay
    base: Mapping[str, Mapping[str, float]]
    passed: bool = True


@click.command()
@scenario_argument
@click.option(
    "--objectives", required=True, help="Two or three, separated by commas: value, daylight, walk, ..."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder.  [out/SCENARIO-pareto]")
@click.option(
    "--within", type=Share(), default="10%", show_default=True, help="Loss against the best value at most."
)
@click.option(
    "--levels", type=click.IntRange(1, 1000), help="Steps in the range of an objective.  [20; of three: 6]"
)
@click.option("--steps", help="A step for each objective but the first, in its unit, separated by commas.")
@click.option("--may-leave", is_flag=True, help="Who is in the plan of the best value may be left out.")
@click.option(
    "--from", "base", type=click.Path(path_type=Path), metavar="BUNDLE",
    help="The result that the objective moved is about.",
)  # fmt: skip
@click.option(
    "--layouts", type=click.IntRange(0, 100), default=0, show_default=True, help="Points to lay out, spread."
)
@click.option("--effort", type=click.IntRange(1, 1000), default=1, show_default=True, help="Work on a level.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="Random seed.")
@click.option("--seconds", type=float, callback=positive, help="Cap on the wall time.  [none]")
@click.option("--jobs", type=click.IntRange(1, 256), help="Worker processes.  [number of cores, at most 8]")
@click.option("--pictures/--no-pictures", default=True, show_default=True, help="Draw the layouts.")
@click.option("-q", "--quiet", is_flag=True, help="Neither progress nor report; errors only.")
@lang_option
@json_option
@command
def pareto(
    scenario: Path,
    objectives: str,
    output: Path | None,
    within: float,
    levels: int | None,
    steps: str | None,
    may_leave: bool,
    base: Path | None,
    layouts: int,
    effort: int,
    seed: int,
    seconds: float | None,
    jobs: int | None,
    pictures: bool,
    quiet: bool,
    lang: Lang,
    as_json: bool,
) -> int:
    """What allocations of SCENARIO can have of two or three objectives at once, each point with its proof.

    Objectives: value, block, daylight, goods, together, walk, storeys, cross_border, spare, companies, moved.
    """
    from planner.bundle.files import make_writable
    from planner.compare.placements import placements_of
    from planner.kernel_cache import prepare_cache

    prepare_cache()
    from solvers.alternatives.fronts import Asked
    from solvers.orchestrate.budget import Budget
    from solvers.orchestrate.interrupt import interruptible
    from solvers.solve import Options
    from viz.progress import progress

    park = plain_park(scenario, "planner pareto")
    chosen = _objectives(park, objectives, moves=base is not None)
    given = _steps(chosen, steps)
    keep = not may_leave and any(row.kept for row in chosen)
    asked = Asked(chosen, within, given, levels or (20 if len(chosen) == 2 else 6), keep, effort)
    folder = output or Path("out") / f"{scenario.stem}-pareto"
    start = {} if base is None else placements_of(base_plan(park, scenario, base).facts)
    make_writable(folder)
    for old in sorted(folder.glob("point-*")):
        if (old / "manifest.json").is_file():
            shutil.rmtree(old)
    options = Options(seed, 1, seconds, jobs or min(8, os.cpu_count() or 1))
    budget = Budget(seconds)
    with progress(quiet) as show:
        run = _Run(park, folder, asked, options, budget, layouts, lang if pictures else None, show, start)
        found, folders = interruptible(budget, lambda: _found(run), show.notice)
    document = _saved(folder, found, folders, lang)
    code = PASS if run.passed else FAIL
    if as_json:
        print_json({"exit_code": code, "folder": str(folder), **document})
    elif not quiet:
        from viz.pareto import print_front

        print_front(folder, found, folders, lang)
    return code


def _objectives(park: Scenario, text: str, *, moves: bool) -> tuple[Direction, ...]:
    from planner.directions import DIRECTIONS, applies
    from planner.errors import UsageError

    known = {row.id: row for row in DIRECTIONS}
    ids = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    wrong = next((id for id in ids if id not in known), None)
    if wrong is not None or len(ids) not in (2, 3):
        raise UsageError(
            f"--objectives: got {wrong or text!r}; expected two or three different ones of "
            f"{', '.join(known)}. Try: --objectives value,daylight"
        )
    for id in ids:
        if not applies(id, park, moves=moves):
            what = "needs --from BUNDLE" if id == "moved" else "is the same in every plan of this park"
            raise UsageError(f"--objectives: {id} {what}. Try: another objective")
    return tuple(known[id] for id in ids)


def _steps(chosen: tuple[Direction, ...], text: str | None) -> tuple[float | None, ...]:
    from planner.errors import UsageError

    if text is None:
        return (None,) * (len(chosen) - 1)
    try:
        steps = tuple(float(part) for part in text.split(","))
    except ValueError:
        steps = ()
    if len(steps) != len(chosen) - 1 or not all(0 < step < float("inf") for step in steps):
        names = ", ".join(f"{row.id} ({row.unit})" for row in chosen[1:])
        raise UsageError(f"--steps: got {text!r}; expected {len(chosen) - 1} above 0, of {names}. Try: 10")
    return steps


def _found(run: _Run) -> tuple[Front, dict[int, str]]:
    from planner.progress import Event
    from solvers.alternatives.fronts import front
    from solvers.orchestrate.pool import storey_pool
    from solvers.solve import Search

    share = FRONT_SHARE if run.layouts else 0.95
    over = run.budget.stop_after(share)
    count = 0

    def told(_: Point) -> None:
        nonlocal count
        count += 1
        run.show.event(Event("allocate", f"point {count}"))

    def ended() -> str:
        return "interrupted" if run.budget.interrupted else "seconds" if over() else ""

    with storey_pool(run.park, run.options.jobs) as runner:
        from solvers.orchestrate.budget import StageClock

        search = Search(run.park, run.options, run.show.event, run.budget, StageClock(), runner)
        cuts = search.measured()
        found = front(
            run.park, cuts, run.asked, told, base=run.base, seed=run.options.seed, stop=over, stopped=ended
        )
        folders = _laid_out(run, search, cuts, found)
        if run.budget.interrupted or run.budget.cap_hit:
            found = replace(found, stopped="interrupted" if run.budget.interrupted else "seconds")
        return found, folders


def _laid_out(run: _Run, search: object, cuts: Cuts, found: Front) -> dict[int, str]:
    """Bundles of points that are spread over the front: index of the point -> folder."""
    from commands.written import drawn, moved_in, written
    from planner.alternatives.front import spread
    from solvers.solve import Search

    assert isinstance(search, Search)
    folders: dict[int, str] = {}
    for at in sorted(spread(found, run.layouts)):
        name = f"point-{at + 1:02d}"
        if run.budget.interrupted or run.budget.stop_after(LAYOUT_SHARE)():
            break
        plan = search.plan_from(found.points[at].allocation, cuts, grow=False)
        if run.budget.interrupted:
            break
        if plan.failed:
            run.show.notice(f"{name}: a storey found no layout, nothing was written of it")
            continue
        trial = run.folder / f".{name}"
        shutil.rmtree(trial, ignore_errors=True)
        solution = search.finished(plan)
        jobs = run.options.jobs
        made = written(run.park, trial, solution, run.show.event, pictures=None, jobs=jobs)
        if run.pictures is not None:
            drawn(run.park, trial, made, run.pictures, jobs)
        folders[at] = name = moved_in(trial, run.folder, name)
        run.passed = run.passed and made.compliance.passed
        run.show.notice(printable(f"{name}: {solution.allocation.objective:,.0f} CNY a year"))
    return folders


def _saved(folder: Path, found: Front, folders: Mapping[int, str], lang: Lang) -> dict[str, object]:
    import json

    from planner.alternatives.front import front_csv, front_document
    from planner.bundle.files import write_files
    from viz.pareto import front_png

    document = front_document(found, folders)
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    files = {
        "pareto.json": text.encode(),
        "pareto.csv": front_csv(found, folders),
        "pareto.png": front_png(found, folders, lang),
    }
    if len(folders) > 1:
        from planner.compare.read import read_plans
        from planner.compare.table import compare
        from viz.compare_page import comparison_page

        plans = read_plans([folder / folders[at] for at in sorted(folders)])
        files["compare.html"] = comparison_page(compare(plans), lang).encode()
    write_files(folder, files)
    return document
