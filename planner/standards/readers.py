"""Which clauses read a policy: by a parameter, by a condition, or in what they measure."""

from __future__ import annotations

from collections.abc import Iterable

from planner.standards.clauses import Pack
from planner.standards.policies import Policy

__all__ = ["clauses_that_read"]


def clauses_that_read(policy: Policy, packs: Iterable[Pack]) -> list[str]:
    """Ids of the clauses of these packs whose check asks for a policy, in their order."""
    return [
        clause.id
        for pack in packs
        for clause in pack.clauses
        if clause.id in policy.clauses
        or policy.condition in clause.applies
        or any(row.policy == policy.id for part in clause.requirements for row in part.params.values())
    ]
