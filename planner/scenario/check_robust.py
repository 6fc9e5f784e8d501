"""Clauses of robust planning are in force and about what letting decides: said before a plan is made."""

from __future__ import annotations

from collections.abc import Sequence

from planner.scenario.draft import Draft
from planner.standards.clauses import Pack

__all__ = ["check_robust"]

LET = ("area_share", "area_limit", "stock_rooms", "one_of")
"""Kinds of clauses that letting may decide; whether it does depends on what they measure."""


def check_robust(draft: Draft, packs: Sequence[Pack]) -> None:
    """Any other clause would be told only when the park is laid out."""
    if draft.robust is None or not draft.standards:  # those that are unusable are told themselves
        return
    clauses = {clause.id: clause for pack in packs for clause in pack.clauses}
    known = sorted(
        id for id, clause in clauses.items() if any(part.kind in LET for part in clause.requirements)
    )
    for place, id in enumerate(draft.robust.clauses):
        if id in known:
            continue
        some = f"write some of: {', '.join(known)}" if known else "leave the key out"
        remedy = some if id in clauses else draft.report.did_you_mean(id, known, some)
        expected = "the id of a clause in force that letting decides"
        draft.report.add(draft.robust.here("clauses", place), expected, remedy, value=id)
