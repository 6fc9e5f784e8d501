"""Clauses whose verdict or margin differs between two layouts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from planner.check.compliance import Compliance, Finding, Verdict

__all__ = ["ClauseChange", "clause_changes", "least", "relative_margin"]

SAME = 5e-4
"""Margins that differ by less, in the unit of the clause, are the same."""


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """A clause before and after; one side is missing where it was not in force."""

    clause: str
    before: Verdict | None
    after: Verdict | None

    @property
    def turned(self) -> bool:
        """Whether the verdict itself is another."""
        return status(self.before) != status(self.after)

    @property
    def worse(self) -> bool:
        """Whether it fails now and did not before."""
        return status(self.after) == "fail" != status(self.before)


def status(verdict: Verdict | None) -> str:
    """Its status; empty where the clause is not in force."""
    return verdict.status if verdict is not None else ""


def clause_changes(before: Compliance, after: Compliance) -> tuple[ClauseChange, ...]:
    """Clauses with another verdict, then those with another least margin, each in the order of the packs."""
    old: Mapping[str, Verdict] = {verdict.clause: verdict for verdict in before.verdicts}
    new: Mapping[str, Verdict] = {verdict.clause: verdict for verdict in after.verdicts}
    pairs = [ClauseChange(id, old.get(id), new.get(id)) for id in dict.fromkeys((*old, *new))]
    turned = [pair for pair in pairs if pair.turned]
    return (*turned, *(pair for pair in pairs if not pair.turned and _moved(pair)))


def _moved(pair: ClauseChange) -> bool:
    one, other = (least(verdict) for verdict in (pair.before, pair.after))
    if one is None or other is None:
        return (one is None) != (other is None)
    gap = abs((one.margin or 0.0) - (other.margin or 0.0))
    return not math.isclose(one.margin or 0.0, other.margin or 0.0) and gap >= SAME


def least(verdict: Verdict | None) -> Finding | None:
    """The finding with the least margin to its limit; ``None`` where none has a margin that is a number."""
    worst = verdict.worst if verdict is not None else None
    return worst if worst is not None and worst.margin is not None and math.isfinite(worst.margin) else None


def relative_margin(verdict: Verdict | None) -> float | None:
    """The least margin as a share of its limit."""
    worst = least(verdict)
    if worst is None or worst.margin is None or isinstance(worst.limit, str):
        return None
    return worst.margin / max(abs(worst.limit), 1e-6)
