"""The command ``planner solve``: search, write, check, draw."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.again import Again, begin_from, changes_key, go_on, save_changes, tell_changes
from commands.robust import robust_key, robust_or_plain, searching, tell_robust, tell_unattainable
from commands.shared import (
    FAIL,
    INFEASIBLE,
    PASS,
    Lang,
    command,
    json_option,
    lang_option,
    print_json,
    printable,
    scenario_argument,
)

if TYPE_CHECKING:
    from planner.circulation.flows import Flows
    from planner.model import Scenario, Solution
    from planner.pins.answer import Answer
    from planner.progress import Event
    from planner.simulate.leasing.robust import Robustness
    from planner.verify import Compliance
    from solvers.orchestrate.budget import Budget
    from solvers.robust.outcome import Unattainable
    from solvers.solve import Infeasible, Options

SECONDS_PER_EFFORT, USUAL_PARK = 60, 160
"""Without --effort, one unit of work for every full minute of --seconds, in parks of no more companies and
demands than this; in larger ones a unit takes longer, and as many minutes more."""


def positive(_: click.Context, parameter: click.Parameter, value: float | None) -> float | None:
    """A number of seconds as it is given on the command line."""
    if value is not None and not (math.isfinite(value) and value > 0):
        raise click.BadParameter(f"got {value}; expected a number of seconds above 0", param=parameter)
    return value


def _amount(_: click.Context, parameter: click.Parameter, value: float | None) -> float | None:
    if value is not None and not (math.isfinite(value) and value >= 0):
        raise click.BadParameter(f"got {value}; expected CNY of at least 0", param=parameter)
    return value


def effort_for(park: Scenario, seconds: float | None) -> int:
    """Units of work for a cap on the wall time."""
    size = max(1.0, (len(park.tenants) + len(park.demands)) / USUAL_PARK)
    return max(1, int((seconds or 0) / (SECONDS_PER_EFFORT * size)))


@click.command()
@scenario_argument
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder of the result.  [out/SCENARIO]")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="Random seed.")
@click.option(
    "--effort", type=click.IntRange(1, 1000), help="Work to spend.  [1 per full minute of --seconds]"
)
@click.option("--seconds", type=float, callback=positive, help="Cap on the wall time.  [none]")
@click.option("--jobs", type=click.IntRange(1, 256), help="Worker processes.  [number of cores, at most 8]")
@click.option("--pictures/--no-pictures", default=True, show_default=True, help="Draw plans, site, stacking.")
@click.option(
    "--repair-lanes", is_flag=True, help="Add what the given fire lanes lack, as cheaply as can be."
)
@click.option(
    "--from", "bundle", type=click.Path(path_type=Path), help="Begin from this result; its pins stay exactly."
)
@click.option(
    "--moved-price",
    type=float,
    callback=_amount,
    help="CNY for a square metre that moves.  [300, with --from]",
)
@click.option(
    "--price-pins/--no-price-pins", default=True, show_default=True, help="Tell what keeping the pins costs."
)
@click.option(
    "--events", type=click.Path(path_type=Path), help="Write progress to this file, a JSON object a line."
)
@click.option("-q", "--quiet", is_flag=True, help="Neither progress nor report; errors only.")
@lang_option
@json_option
@command
def solve(
    scenario: Path,
    output: Path | None,
    seed: int,
    effort: int | None,
    seconds: float | None,
    jobs: int | None,
    pictures: bool,
    repair_lanes: bool,
    bundle: Path | None,
    moved_price: float | None,
    price_pins: bool,
    events: Path | None,
    quiet: bool,
    lang: Lang,
    as_json: bool,
) -> int:
    """Lay out the park of SCENARIO: plans, areas, verdicts and layout.geojson in a folder."""
    from planner.bundle.files import make_writable
    from planner.kernel_cache import prepare_cache
    from planner.scenario import load_scenario

    prepare_cache()
    from solvers.orchestrate.budget import Budget
    from solvers.orchestrate.interrupt import interruptible
    from solvers.robust.outcome import Unattainable
    from solvers.solve import Infeasible, Options
    from viz.progress import progress

    park = load_scenario(scenario)
    again = begin_from(park, bundle, moved_price, price_pins)
    folder = output or Path("out") / scenario.stem
    make_writable(folder)
    workers = jobs or min(8, os.cpu_count() or 1)
    options = Options(seed, effort or effort_for(park, seconds), seconds, workers, repair_lanes)
    budget = Budget(seconds)
    with progress(quiet, events=events) as show:
        outcome = interruptible(
            budget,
            lambda: _solve(park, folder, options, budget, again, lang if pictures else None, show.event),
            show.notice,
        )
    if isinstance(outcome, Infeasible):
        return tell_infeasible(park, outcome, as_json, quiet, lang)
    if isinstance(outcome, Unattainable):
        return tell_unattainable(outcome, as_json, lang)
    return _tell(park, folder, outcome, lang, as_json, quiet)


@dataclass(frozen=True, slots=True)
class _Solved:
    """What is told of a result."""

    solution: Solution
    compliance: Compliance
    flows: Flows
    robust: Robustness | None
    answer: Answer | None


def _tell(park: Scenario, folder: Path, told: _Solved, lang: Lang, as_json: bool, quiet: bool) -> int:
    from viz.solved import print_solution, solution_document

    code = PASS if told.compliance.passed else FAIL
    if as_json:
        document = solution_document(folder, told.compliance, code)
        print_json({**document, **robust_key(park, told.robust), **changes_key(told.answer)})
    elif not quiet:
        print_solution(folder, told.solution, told.compliance, told.flows, lang)
        tell_robust(park, told.robust, lang)
        tell_changes(told.answer, lang)
    return code


def _solve(
    park: Scenario,
    folder: Path,
    options: Options,
    budget: Budget,
    again: Again | None,
    pictures: Lang | None,
    on_event: Callable[[Event], None],
) -> _Solved | Infeasible | Unattainable:
    """The path from a scenario to a whole bundle; ``pictures`` is their language, if wanted."""
    from commands.written import written
    from planner.simulate.leasing.robust import save_robust
    from solvers.robust.outcome import Unattainable
    from solvers.solve import Infeasible

    answer = None
    if again is not None:
        gone_on = go_on(park, again, options, budget, on_event)
        if isinstance(gone_on, Infeasible | Unattainable):
            return gone_on
        solution, robust, answer = gone_on
    else:
        with searching(park, options, budget, on_event) as search:
            found = robust_or_plain(park, search, options, budget)
        if isinstance(found, Infeasible | Unattainable):
            return found
        solution, robust = found
    like = () if again is None else (again.bundle,)
    told = written(
        solution.scenario, folder, solution, on_event, pictures=pictures, jobs=options.jobs, like=like
    )
    if robust is not None:
        save_robust(folder, robust)
    save_changes(folder, answer)
    return _Solved(solution, told.compliance, told.flows, robust, answer)


def tell_infeasible(
    park: Scenario, outcome: Infeasible, as_json: bool, quiet: bool, lang: Lang = "en"
) -> int:
    """Say that no layout exists, and what contradicts."""
    from planner.explain import conflict_of
    from viz.explained import infeasible_text

    conflict = outcome.allocation.conflict
    if as_json:
        print_json({"exit_code": INFEASIBLE, "status": "infeasible", "conflict": list(conflict)})
    if not quiet or not as_json:
        click.echo(printable(infeasible_text(park, conflict_of(park, conflict), lang)), err=True)
    return INFEASIBLE
