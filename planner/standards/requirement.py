"""What a module of ``planner.standards.kinds`` declares: its id, its parameters and its check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from planner.check.compliance import Finding
from planner.check.facts import Facts
from planner.standards.clauses import Clause

__all__ = ["Check", "RequirementKind", "Spec"]

Check = Callable[[Clause, Facts], Iterable[Finding]]
"""Finds every subject of the clause, passes too; no subject, no finding. Has no state."""


@dataclass(frozen=True, slots=True)
class Spec:
    """What a parameter must be. ``unit`` binds numbers; ``choices`` binds texts and lists."""

    type: Literal["number", "text", "texts", "flag"]
    unit: str = ""
    choices: tuple[str, ...] = ()
    required: bool = True
    needs: str = ""
    """Another parameter that must stand beside this one."""


@dataclass(frozen=True, slots=True)
class RequirementKind:
    """A kind of requirement: code that any number of clauses share."""

    id: str
    parameters: Mapping[str, Spec] = field(default_factory=dict)
    check: Check = lambda clause, facts: ()
