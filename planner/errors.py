"""The one tree of errors.

::

    PlannerError                 anything a user can mend; carries an exit code
    +-- UsageError         (2)   wrong option, missing file, unwritable folder
    |   +-- ScenarioError  (2)   a scenario file that cannot be used: holds Problems
    |   +-- PackError      (2)   a pack of clauses that cannot be used: holds Problems
    |   +-- BundleError    (2)   a result bundle that cannot be read
    +-- NothingFound       (3)   time over without any layout
        +-- Interrupted  (130)   stopped by Ctrl-C or SIGTERM without any layout

Infeasibility is a result (exit code 4), not an exception.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "BundleError",
    "Interrupted",
    "NothingFound",
    "PackError",
    "PlannerError",
    "Problem",
    "ScenarioError",
    "UsageError",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input: where it stands, what it is, what was expected, the remedy."""

    file: str
    line: int | None
    column: int | None
    path: str
    """Dotted path inside the document, such as ``buildings[0].storeys[2].outline``."""
    value: str
    """The offending value as the user wrote it, shortened."""
    expected: str
    remedy: str

    def __str__(self) -> str:
        place = self.file
        if self.line is not None:
            place += f":{self.line}"
            if self.column is not None:
                place += f":{self.column}"
        path = f" {self.path}:" if self.path else ""
        value = f" got {self.value};" if self.value else ""
        return f"{place}:{path}{value} expected {self.expected}. Try: {self.remedy}"


class PlannerError(Exception):
    """Anything that ends a command with one clear message."""

    exit_code = 2


class UsageError(PlannerError):
    """The command was called with something it cannot work with."""


class ScenarioError(UsageError):
    """A scenario that cannot be used; ``problems`` lists everything wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class PackError(UsageError):
    """A pack of clauses that cannot be used; ``problems`` lists everything wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class BundleError(UsageError):
    """A result bundle that is missing, damaged, or belongs to another scenario."""


class NothingFound(PlannerError):
    """The time was over before any layout was found; says nothing about whether one exists."""

    exit_code = 3


class Interrupted(NothingFound):
    """The user stopped the search before any layout was found."""

    exit_code = 130
