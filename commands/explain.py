"""The command ``planner explain``: why nothing fits, what would help, what limits cost, why not otherwise."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.shared import (
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
from commands.solve import positive

if TYPE_CHECKING:
    from planner.foil import Foil
    from planner.model import Scenario
    from planner.progress import Event
    from planner.reasons import Explanation, WhyNot
    from solvers.explain.park import Grounds, Options
    from solvers.orchestrate.budget import Budget

ALL = 1.0
"""Share of the time cap after which nothing further is asked."""
INTERRUPTED_TEXT = "interrupted before anything was decided"
FOIL_HELP = 'A question such as "tenant T12 on A/1F", "T12 in A", "T12 with 400 m2", "T12 in".'


@click.command()
@scenario_argument
@click.option("--why-not", "foil", metavar="FOIL", help=FOIL_HELP)
@click.option(
    "--count", type=click.IntRange(1, 100), default=5, show_default=True, help="Conflicts to look for."
)
@click.option(
    "--conflicts-only", is_flag=True, help="Neither ways out nor prices: what contradicts, and no more."
)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="Random seed.")
@click.option(
    "--seconds", type=float, callback=positive, help="Cap on the wall time: tells what is decided until then."
)
@click.option("--jobs", type=click.IntRange(1, 256), help="Worker processes.  [number of cores, at most 8]")
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
@lang_option
@json_option
@command
def explain(
    scenario: Path,
    foil: str | None,
    count: int,
    conflicts_only: bool,
    seed: int,
    seconds: float | None,
    jobs: int | None,
    quiet: bool,
    lang: Lang,
    as_json: bool,
) -> int:
    """Say why SCENARIO has no plan and what would help, or what its limits cost; or why not otherwise."""
    from planner.errors import UsageError
    from planner.foil import parse_foil
    from planner.kernel_cache import prepare_cache
    from planner.scenario import load_scenario

    prepare_cache()
    from solvers.explain.park import Options
    from solvers.orchestrate.budget import Budget
    from solvers.orchestrate.interrupt import interruptible
    from viz.progress import progress

    given = click.get_current_context().get_parameter_source
    if foil is not None and (conflicts_only or given("count") != click.core.ParameterSource.DEFAULT):
        raise UsageError(
            "--why-not answers one question: --count and --conflicts-only say nothing about it. "
            "Try: leave them out"
        )
    park = load_scenario(scenario)
    asked = None if foil is None else parse_foil(park, foil)
    budget = Budget(seconds)
    workers = jobs or min(8, os.cpu_count() or 1)
    options = Options(seed, count, not conflicts_only)
    with progress(quiet) as show:
        grounds = _grounds(park, workers, budget)
        if asked is not None:
            told = interruptible(budget, lambda: _why_not(park, grounds, asked, seed, budget), show.notice)
            return _tell_why_not(park, told, lang, as_json)
        found = interruptible(
            budget,
            lambda: _explained(park, grounds, options, budget, lang, as_json, show.event),
            show.notice,
        )
    return _tell(park, found, lang, as_json)


def _grounds(park: Scenario, jobs: int, budget: Budget) -> Grounds:
    """What storeys hold: without corridors at once, as measured when it is asked for."""
    from solvers.explain.members import Ground
    from solvers.explain.park import Grounds
    from solvers.orchestrate.feedback import first_cuts, widest_cuts
    from solvers.orchestrate.fire_point import fire_point_cuts
    from solvers.orchestrate.pool import storey_pool

    def measured() -> Ground:
        with storey_pool(park, jobs) as runner:
            cuts = first_cuts(park, runner.limits(budget.stop_after(ALL)))
        forbidden = (*cuts.forbidden, *fire_point_cuts(park))
        return Ground(cuts.capacity, cuts.shapes, forbidden, cuts.people)

    return Grounds(Ground(widest_cuts(park).capacity), measured)


def _explained(
    park: Scenario,
    grounds: Grounds,
    options: Options,
    budget: Budget,
    lang: Lang,
    as_json: bool,
    on_event: Callable[[Event], None],
) -> Explanation:
    from planner.errors import Interrupted, NothingFound
    from solvers.explain.park import explain as explained
    from viz.explained import teller

    def say(text: str) -> None:
        click.echo(printable(text))

    tell = (lambda piece: None) if as_json else teller(park, lang, say)
    try:
        return explained(park, grounds, options, tell, on_event, budget.stop_after(ALL))
    except NothingFound:
        if budget.interrupted:
            raise Interrupted(INTERRUPTED_TEXT) from None
        raise


def _why_not(park: Scenario, grounds: Grounds, foil: Foil, seed: int, budget: Budget) -> WhyNot:
    from planner.errors import Interrupted
    from solvers.explain.why_not import why_not

    told = why_not(park, grounds, foil, seed=seed, stop=budget.stop_after(ALL))
    if told.outcome == "undecided" and budget.interrupted:
        raise Interrupted(INTERRUPTED_TEXT)
    return told


def _tell(park: Scenario, found: Explanation, lang: Lang, as_json: bool) -> int:
    from viz.explained import explanation_document, print_explanation

    code = INFEASIBLE if found.status == "infeasible" and found.basis == "proven" else PASS
    if as_json:
        print_json(explanation_document(found, code))
    else:
        print_explanation(park, found, lang)
    return code


def _tell_why_not(park: Scenario, found: WhyNot, lang: Lang, as_json: bool) -> int:
    from planner.errors import NothingFound
    from viz.explained import print_why_not, why_not_document

    code = NothingFound.exit_code if found.outcome == "undecided" else PASS
    if as_json:
        print_json(why_not_document(found, code))
    else:
        print_why_not(park, found, lang)
    return code
