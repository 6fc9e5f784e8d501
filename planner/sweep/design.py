"""From parameters to cases: every combination, a Latin hypercube, or one by one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from planner.scenario.tree import Node, Scalar
from planner.sweep.change import Change

__all__ = ["Case", "Level", "Parameter", "Value", "grid_cases", "latin_cases", "list_cases", "value_of"]

Value = float | str
NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
DIGITS = 6
"""Significant digits of a number drawn from a range."""


@dataclass(frozen=True, slots=True)
class Level:
    """One value of a parameter: how it is shown, and the changes that make it."""

    value: Value
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """What is varied. With ``span`` it is a range, whose ``levels`` are its two ends and steps between."""

    name: str
    zh: str
    levels: tuple[Level, ...]
    span: tuple[float, float] | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One variant: the value of each parameter, and the changes of the scenario that it means."""

    id: str
    name: str
    values: tuple[Value, ...]
    changes: tuple[Change, ...]


def value_of(node: Node) -> Value:
    """How a value is shown in the table: a number where it is one."""
    if not isinstance(node, Scalar):
        return "[...]"
    return float(node.text) if node.plain and NUMBER.fullmatch(node.text) else node.text


def grid_cases(parameters: Sequence[Parameter]) -> Iterator[Case]:
    """Every combination of levels, the last parameter changing fastest."""
    yield from _numbered([list(row) for row in itertools.product(*(row.levels for row in parameters))])


def latin_cases(parameters: Sequence[Parameter], count: int, seed: int) -> Iterator[Case]:
    """A Latin hypercube: in each parameter one case in each of ``count`` layers of its range."""
    import numpy as np
    from scipy.stats import qmc

    sample = qmc.LatinHypercube(d=len(parameters), rng=np.random.default_rng(seed)).random(count)
    yield from _numbered(
        [[_drawn(row, float(u)) for row, u in zip(parameters, point, strict=True)] for point in sample]
    )


def list_cases(cases: Sequence[tuple[str, tuple[Change, ...]]]) -> Iterator[Case]:
    """Cases by name, each with its changes."""
    for number, (name, changes) in enumerate(cases):
        id = _id(number, len(cases))
        yield Case(id, name or id, (name or id,), changes)


def _drawn(parameter: Parameter, u: float) -> Level:
    """The level at a share ``u`` of the way through a parameter, 0 <= u < 1."""
    if parameter.span is None:
        return parameter.levels[int(u * len(parameter.levels))]
    low, high = parameter.span
    if parameter.whole:
        text = str(int(low) + int(u * (int(high) - int(low) + 1)))
    else:
        text = f"{low + u * (high - low):.{DIGITS}g}"
    return Level(float(text), tuple(_with_number(change, text) for change in parameter.levels[0].changes))


def _with_number(change: Change, text: str) -> Change:
    return replace(change, node=Scalar(text, True, change.node.line, change.node.column))


def _numbered(rows: list[list[Level]]) -> Iterator[Case]:
    for number, row in enumerate(rows):
        id = _id(number, len(rows))
        changes = tuple(change for level in row for change in level.changes)
        yield Case(id, id, tuple(level.value for level in row), changes)


def _id(number: int, count: int) -> str:
    return f"c{number + 1:0{max(4, len(str(count)))}d}"
