"""The scenario of a case: the base scenario's tree with the case's changes, read like any other file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from planner.errors import Problem, ScenarioError
from planner.model import Scenario
from planner.scenario.load import parse_scenario
from planner.scenario.report import Report
from planner.scenario.tree import Mapping, Node, Plain, Scalar
from planner.sweep.address import Misfit
from planner.sweep.change import Change, apply, copied, remove
from planner.sweep.schema import RunIn

__all__ = ["RUN", "Base", "changed", "rebuilt"]

RUN = ("run",)
"""First step of an address that is about the run and not about the scenario."""


@dataclass(frozen=True, slots=True)
class Base:
    """The bytes of the base scenario, and its path."""

    data: bytes
    source: str


def changed(base: Base, changes: Sequence[Change], sweep: str) -> Scenario:
    """The scenario of a case; ``ScenarioError`` names the line in the sweep's file of a change at fault."""

    def change(root: Node, report: Report) -> None:
        if not isinstance(root, Mapping):
            return
        own = copied(root)  # aliases of YAML are one node in several places
        if isinstance(own, Mapping):
            root.entries.update(own.entries)
        for row in sorted(changes, key=_order):
            if row.address[:1] == RUN or row.what == "remove":
                continue
            try:
                for path in apply(root, row, report):
                    report.include(path, sweep)
            except Misfit as misfit:
                told = Problem(sweep, row.line, None, row.text, misfit.value, misfit.expected, misfit.remedy)
                raise ScenarioError([told]) from None
        gone = [row for row in changes if row.what == "remove"]
        remove(root, gone, report)

    return parse_scenario(base.data, base.source, change)


def _order(change: Change) -> int:
    """Patches first, so that values can be set in what they bring."""
    return ("patch", "times", "set", "remove").index(change.what)


def rebuilt(given: RunIn, changes: Sequence[Change], sweep: str) -> RunIn:
    """The options of a run with what a case changes of them (addresses that begin with ``run``)."""
    own = [row for row in changes if row.address[:1] == RUN]
    if not own:
        return given
    values = given.model_dump(exclude_unset=True)
    for row in own:
        text = row.node.text if isinstance(row.node, Scalar) else ""
        values[str(row.address[-1])] = (
            Plain(text) if not isinstance(row.node, Scalar) or row.node.plain else text
        )
    try:
        return RunIn.model_validate(values)
    except ValidationError as error:
        raise ScenarioError([_misset(error, own, sweep)]) from None


def _misset(error: ValidationError, own: Sequence[Change], sweep: str) -> Problem:
    first = error.errors(include_url=False, include_input=False)[0]
    row = next((row for row in own if row.address[-1] in first["loc"]), own[0])
    shown = row.node.text if isinstance(row.node, Scalar) else "no single value"
    about = first.get("ctx", {})
    expected = str(about.get("expected", "a value that fits"))
    return Problem(sweep, row.line, None, row.text, shown, expected, str(about.get("remedy", "correct it")))
