"""``planner solve --from``: the result to begin from, and what is told of the way from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.shared import Lang

if TYPE_CHECKING:
    from planner.model import Scenario, Solution
    from planner.pins.answer import Answer
    from planner.pins.before import Before
    from planner.progress import Event
    from planner.simulate.leasing.robust import Robustness
    from solvers.orchestrate.budget import Budget
    from solvers.robust.outcome import Unattainable
    from solvers.solve import Infeasible, Options


@dataclass(frozen=True, slots=True)
class Again:
    """What ``--from`` says."""

    bundle: Path
    before: Before
    price: float
    price_pins: bool


def begin_from(
    park: Scenario, bundle: Path | None, moved_price: float | None, price_pins: bool
) -> Again | None:
    """The result to begin from, read and held against the scenario before anything is written."""
    from planner.errors import UsageError

    if bundle is None:
        given = click.get_current_context().get_parameter_source
        if moved_price is not None or given("price_pins") != click.core.ParameterSource.DEFAULT:
            raise UsageError(
                "--moved-price and --price-pins say how to go on from a result; expected --from BUNDLE too. "
                "Try: add it, or leave them out"
            )
        return None
    from planner.pins.before import read_before
    from solvers.resolve import MOVED_CNY_M2

    price = MOVED_CNY_M2 if moved_price is None else moved_price
    return Again(bundle, read_before(park, bundle), price, price_pins)


def go_on(
    park: Scenario, again: Again, options: Options, budget: Budget, on_event: Callable[[Event], None]
) -> tuple[Solution, Robustness | None, Answer] | Infeasible | Unattainable:
    """The solution, what it promises where the scenario asks for that, and what it changed."""
    from commands.robust import robust_or_plain
    from planner.pins.answer import answer_of
    from solvers.resolve import Resolved, resolve

    made: list[Resolved] = []

    def search(scenario: Scenario) -> Solution:
        found = resolve(
            scenario, again.before, options, on_event,
            price=again.price, price_pins=again.price_pins, budget=budget,
        )  # fmt: skip
        made.append(found)
        return found.solution

    found = robust_or_plain(park, search, options, budget)
    if not isinstance(found, tuple):
        return found
    solution, robust = found
    pins_cost = next(row.pins_cost for row in made if row.solution.layout is solution.layout)
    return solution, robust, answer_of(again.before, solution, again.price, pins_cost)


def save_changes(folder: Path, answer: Answer | None) -> None:
    """``changes.json`` of the result."""
    from planner.bundle.files import write_files
    from planner.pins.answer import changes_bytes

    if answer is not None:
        write_files(folder, {"changes.json": changes_bytes(answer)})


def changes_key(answer: Answer | None) -> dict[str, Any]:
    """The key ``changes`` of the document; none where the solve began from nothing."""
    from planner.pins.answer import changes_document

    return {} if answer is None else {"changes": changes_document(answer)}


def tell_changes(answer: Answer | None, lang: Lang) -> None:
    """What moved, in words."""
    from viz.resolved import print_answer

    if answer is not None:
        print_answer(answer, lang)
