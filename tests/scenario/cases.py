"""Breaking a small good scenario in one place, and what a planner should then be told."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from planner.errors import Problem, ScenarioError
from planner.scenario import parse_scenario

GOOD = Path(__file__).with_name("good.yaml")


@dataclass(frozen=True)
class Case:
    """One way to break the good scenario.

    ``old`` is replaced by ``new`` (once, and it must stand there once). The one problem must lie on a line
    that contains ``line`` (of the broken text), at ``path``, and its message must contain all of ``says``.
    """

    name: str
    old: str
    new: str
    line: str
    path: str
    says: tuple[str, ...]
    also: tuple[tuple[str, str], ...] = ()
    """Further passages to replace, so that only one thing is wrong."""


class PlainDates(yaml.SafeLoader):
    """A loader that takes a date for text, as editors and YAML 1.2 do."""


PlainDates.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def plain_yaml(text: str) -> Any:
    """The data of a text, dates as text."""
    return yaml.load(text, Loader=PlainDates)


@cache
def good_text() -> str:
    return GOOD.read_text("utf-8")


def broken(*edits: tuple[str, str]) -> str:
    """The good scenario with each of some passages replaced."""
    text = good_text()
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the good scenario"
        text = text.replace(old, new)
    return text


def problems_of(text: str | bytes, source: str = "park.yaml") -> tuple[Problem, ...]:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(data, source)
    return caught.value.problems


def check(case: Case) -> None:
    """Exactly one problem, complete, in the right place, in clear words."""
    text = broken((case.old, case.new), *case.also)
    problems = problems_of(text)
    assert len(problems) == 1, "\n".join(map(str, problems))
    problem = problems[0]
    assert problem.file == "park.yaml"
    assert problem.line is not None
    assert problem.column is not None
    shown = text.splitlines()[problem.line - 1]
    assert case.line in shown, f"line {problem.line}: {shown}\n{problem}"
    assert problem.path == case.path, problem
    assert problem.expected, problem
    assert problem.remedy, problem
    for part in case.says:
        assert part in str(problem), problem


def parametrise(cases: list[Case]) -> pytest.MarkDecorator:
    assert len({case.name for case in cases}) == len(cases)
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.name)
