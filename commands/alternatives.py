"""The command ``planner alternatives``: layouts that differ in kind, side by side."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

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
from commands.solve import positive, tell_infeasible

if TYPE_CHECKING:
    from planner.alternatives.gallery import Candidate, Gallery, Refusal
    from planner.compare.read import Plan
    from planner.compare.table import Comparison
    from planner.directions import Direction
    from planner.model import Scenario, Solution, StoreyLayout
    from solvers.alternatives.park import Wanted
    from solvers.orchestrate.budget import Budget
    from solvers.solve import Infeasible, Options
    from viz.progress import ProgressDisplay

TRIAL = ".trial"
"""Folder inside the result, of a layout that is not judged yet."""


class Share(click.ParamType):  # type: ignore[type-arg]  # generic in its stubs alone
    """A share between 0 and 1, as ``3%`` or ``0.03``."""

    name = "share"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The share; fails where it is none."""
        text = str(value).strip()
        try:
            share = float(text[:-1]) / 100 if text.endswith("%") else float(text)
        except ValueError:
            share = -1.0
        if not 0 < share < 1:
            self.fail(
                f"got {text!r}; expected a share above 0 and below 100 %, such as 3% or 0.03", param, ctx
            )
        return share


@click.command()
@scenario_argument
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder.  [out/SCENARIO-alternatives]")
@click.option("--count", type=click.IntRange(2, 100), default=8, show_default=True, help="Layouts wanted.")
@click.option(
    "--within", type=Share(), default="3%", show_default=True, help="Loss against the best value at most."
)
@click.option(
    "--apart", type=Share(), default="30%", show_default=True,
    help="Share of occupied floor area with another subject, between any two, at least.",
)  # fmt: skip
@click.option("--directions", help="Directions to try, in this order, separated by commas.  [all]")
@click.option(
    "--from", "base", type=click.Path(path_type=Path), metavar="BUNDLE",
    help="A result to move as little as possible from: adds the direction moved.",
)  # fmt: skip
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="Random seed.")
@click.option("--seconds", type=float, callback=positive, help="Cap on the wall time.  [none]")
@click.option("--jobs", type=click.IntRange(1, 256), help="Worker processes.  [number of cores, at most 8]")
@click.option("--pictures/--no-pictures", default=True, show_default=True, help="Draw every layout.")
@click.option("-q", "--quiet", is_flag=True, help="Neither progress nor report; errors only.")
@lang_option
@json_option
@command
def alternatives(
    scenario: Path,
    output: Path | None,
    count: int,
    within: float,
    apart: float,
    directions: str | None,
    base: Path | None,
    seed: int,
    seconds: float | None,
    jobs: int | None,
    pictures: bool,
    quiet: bool,
    lang: Lang,
    as_json: bool,
) -> int:
    """Lay out SCENARIO in ways that differ in kind, none much worse than the best, each a whole result.

    Directions: block, daylight, goods, together, walk, storeys, cross_border, spare, companies, moved.
    """
    from planner.bundle.files import make_writable
    from planner.kernel_cache import prepare_cache

    prepare_cache()
    from planner.alternatives.document import earlier_folders
    from planner.alternatives.gallery import Gallery
    from solvers.alternatives.park import Wanted
    from solvers.orchestrate.budget import Budget
    from solvers.orchestrate.interrupt import interruptible
    from solvers.solve import Options
    from viz.progress import progress

    park = plain_park(scenario, "planner alternatives")
    folder = output or Path("out") / f"{scenario.stem}-alternatives"
    before = None if base is None else base_plan(park, scenario, base)
    chosen = _directions(park, directions, moves=base is not None)
    make_writable(folder)
    for old in earlier_folders(folder):
        shutil.rmtree(old)
    wanted = Wanted(count, within, apart, chosen, *_start(park, before))
    options = Options(seed, 1, seconds, jobs or min(8, os.cpu_count() or 1))
    budget = Budget(seconds)
    gallery = Gallery(within, apart, before)
    with progress(quiet) as show:
        outcome = interruptible(
            budget,
            lambda: _found(park, folder, wanted, options, budget, gallery, lang if pictures else None, show),
            show.notice,
        )
        if outcome is not None:
            return tell_infeasible(park, outcome, as_json, quiet, lang)
        stopped = "interrupted" if budget.interrupted else "seconds" if budget.cap_hit else ""
        found, document = _summary(folder, gallery, lang, count, stopped)
    code = PASS if all(row.plan.compliance.passed for row in gallery.exhibits) else FAIL
    if as_json:
        print_json({"exit_code": code, "folder": str(folder), **document})
    elif not quiet:
        _print(folder, gallery, found, lang, count, stopped)
    return code


def _print(folder: Path, gallery: Gallery, found: Comparison, lang: Lang, asked: int, stopped: str) -> None:
    from viz.alternatives import print_alternatives

    print_alternatives(folder, gallery, found, lang, asked=asked, stopped=stopped)


def _directions(park: Scenario, text: str | None, *, moves: bool) -> tuple[Direction, ...]:
    from planner.directions import DIRECTIONS
    from planner.errors import UsageError

    known = {row.id: row for row in DIRECTIONS if row.id != "moved" or moves}
    if text is None:
        # what changes least for whoever is there already comes first
        return tuple(sorted(known.values(), key=lambda row: row.id != "moved"))
    ids = [part.strip() for part in text.split(",") if part.strip()]
    wrong = [id for id in ids if id not in known]
    if wrong or not ids:
        hint = "; moved needs --from BUNDLE" if "moved" in wrong else ""
        raise UsageError(
            f"--directions: got {(wrong or [text])[0]!r}; expected some of {', '.join(known)}{hint}. "
            "Try: planner alternatives --help"
        )
    return tuple(known[id] for id in dict.fromkeys(ids))


def base_plan(park: Scenario, scenario: Path, base: Path) -> Plan:
    """The result to move from; ``BundleError`` where it is of another park."""
    from planner.compare.read import read_plan, same_park

    plan = read_plan(base, base.name)
    same_park(park, str(scenario), plan)
    return plan


def _start(
    park: Scenario, before: Plan | None
) -> tuple[Mapping[str, Mapping[str, float]], tuple[StoreyLayout, ...]]:
    """Who lies where in the result to move from, and its storeys that may stay as they are."""
    from planner.alternatives.standing import standing_storeys
    from planner.compare.placements import placements_of

    return ({}, ()) if before is None else (placements_of(before.facts), standing_storeys(park, before))


def _found(
    park: Scenario,
    folder: Path,
    wanted: Wanted,
    options: Options,
    budget: Budget,
    gallery: Gallery,
    pictures: Lang | None,
    show: ProgressDisplay,
) -> Infeasible | None:
    from solvers.alternatives.park import alternatives as search
    from viz.alternatives import refusal_text

    keep = _keeper(park, folder, gallery, pictures, options.jobs, show)

    def refused(row: Refusal) -> None:
        gallery.refusals.append(row)
        show.notice(refusal_text(row, "en"))

    try:
        return search(park, options, wanted, keep, refused, show.event, budget=budget)
    finally:
        shutil.rmtree(folder / TRIAL, ignore_errors=True)


def _keeper(
    park: Scenario,
    folder: Path,
    gallery: Gallery,
    pictures: Lang | None,
    jobs: int,
    show: ProgressDisplay,
) -> Callable[[Candidate, Solution], Refusal | None]:
    """Writes and judges a layout in a folder aside, and gives it its own when it is whole."""
    from commands.written import drawn, moved_in, written
    from planner.compare.measures import measures_of
    from planner.compare.read import Plan
    from planner.progress import Event

    trial = folder / TRIAL
    pictured: list[Path] = []

    def keep(candidate: Candidate, solution: Solution) -> Refusal | None:
        shutil.rmtree(trial, ignore_errors=True)
        result = written(park, trial, solution, show.event, pictures=None, jobs=jobs)
        name = f"{len(gallery.exhibits) + 1}-{candidate.direction.id.replace('_', '-')}"
        whole = Plan(name, trial, park, result.facts, result.compliance)
        why = gallery.judge(candidate, whole)
        if why is not None:
            return why
        # here, where graphs and ways of the check still are, and while the next layout is made
        measures = measures_of(whole)
        # without what the check measured, which many layouts together have no memory for
        plan = replace(whole, facts=replace(result.facts, made={}))
        if pictures is not None:
            show.event(Event("draw"))
            # one process: the next layout has the cores meanwhile, and none has to start and load
            drawn(park, trial, result, pictures, 1, pictured)
        name = moved_in(trial, folder, name)
        if pictures is not None:
            pictured.append(folder / name)
        row = gallery.add(candidate, replace(plan, name=name, directory=folder / name), measures)
        show.notice(printable(f"{row.name}: {row.value:,.0f} CNY a year"))
        return None

    return keep


def _summary(
    folder: Path, gallery: Gallery, lang: Lang, asked: int, stopped: str
) -> tuple[Comparison, dict[str, object]]:
    """The page and the summary over all layouts that stand."""
    from planner.alternatives.document import alternatives_document, save_summary
    from planner.compare.table import compare, save_csv
    from viz.compare_page import save_page

    exhibits = gallery.exhibits
    found = compare((row.plan for row in exhibits), (row.measures for row in exhibits))
    document = alternatives_document(gallery, found, asked=asked, stopped=stopped)
    save_summary(folder, document)
    save_csv(folder / "compare.csv", found, lang)
    save_page(folder / "compare.html", found, lang)
    return found, document
