"""What ``planner solve`` does and tells where the scenario asks for a robust plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.shared import INFEASIBLE, Lang, print_json, printable

if TYPE_CHECKING:
    from planner.model import Scenario, Solution
    from planner.progress import Event
    from planner.simulate.leasing.robust import Robustness
    from solvers.orchestrate.budget import Budget
    from solvers.robust.outcome import Unattainable
    from solvers.solve import Infeasible, Options

LATEST = 0.9
"""Share of the time cap after which no other layout is begun for the sake of letting."""


def robust_or_plain(
    park: Scenario,
    search: Callable[[Scenario], Solution | Infeasible],
    options: Options,
    budget: Budget,
) -> tuple[Solution, Robustness | None] | Infeasible | Unattainable:
    """The plan, and what it promises where the scenario asks for that."""
    from solvers.solve import Infeasible

    if park.leasing.robust.clause_probability is None:
        found = search(park)
        return found if isinstance(found, Infeasible) else (found, None)
    from solvers.robust.solve import solve_robust

    stop = budget.stop_after(LATEST)
    return solve_robust(park, search, seed=options.seed, jobs=options.jobs, stop=stop)


@contextmanager
def searching(
    park: Scenario, options: Options, budget: Budget, on_event: Callable[[Event], None]
) -> Iterator[Callable[[Scenario], Solution | Infeasible]]:
    """The search for plans; of a robust one, each begins from the one before."""
    if park.leasing.robust.clause_probability is None:
        from solvers.solve import solve

        yield lambda scenario: solve(scenario, options, on_event, budget=budget)
    else:
        from solvers.robust.layouts import layouts

        with layouts(park, options, on_event, budget) as made:
            yield made


def plain_park(path: Path, command: str) -> Scenario:
    """The scenario for a command that promises nothing; ``UsageError`` where it asks for a robust plan."""
    from planner.errors import UsageError
    from planner.scenario import load_scenario

    park = load_scenario(path)
    if park.leasing.robust.clause_probability is not None:
        raise UsageError(
            f"{park.source}: robust.clause_probability asks for plans that keep a promise while the park is "
            f"let; {command} does not let them. Try: planner solve, which keeps it, or a copy of the "
            "scenario without the section robust"
        )
    return park


def tell_robust(park: Scenario, found: Robustness | None, lang: Lang) -> None:
    """The promise and its price, or that the search ended before a plan kept it."""
    if park.leasing.robust.clause_probability is None:
        return
    from viz.robust import print_robust

    print_robust(found, lang)


def robust_key(park: Scenario, found: Robustness | None) -> dict[str, Any]:
    """The key ``robust`` of the document: null where the search ended before a plan kept the promise."""
    if park.leasing.robust.clause_probability is None:
        return {}
    from planner.simulate.leasing.robust import robust_document

    return {"robust": None if found is None else robust_document(found)}


def tell_unattainable(found: Unattainable, as_json: bool, lang: Lang) -> int:
    """Say which clause lacks what, and the best that was found."""
    if as_json:
        lacking = {"clause": found.clause, "asked": found.probability, "best": round(found.best, 6)}
        print_json({"exit_code": INFEASIBLE, "status": "unattainable", "robust": lacking})
    from viz.robust import unattainable_text

    told = found.clause, found.probability, found.best, found.layouts
    click.echo(printable(unattainable_text(*told, lang)), err=True)
    return INFEASIBLE
