"""Weights of single clauses name recommended clauses that the objective of this scenario counts."""

from __future__ import annotations

from collections.abc import Sequence

from planner.recommended import PRICED, standard_of
from planner.scenario.draft import Draft
from planner.scenario.schema import ScenarioIn
from planner.standards.clauses import Pack
from planner.standards.packs import SHIPPED, shipped_pack

__all__ = ["check_weights"]


def check_weights(draft: Draft, packs: Sequence[Pack]) -> None:
    """A weight of any other clause would be read and change nothing: it is an error that says why."""
    if draft.weights is None:
        return
    listed = [name for _, name in draft.standards] or ScenarioIn.model_fields["standards"].default
    counted = [
        id
        for id, types in PRICED.items()
        if standard_of(id) in listed and (not types or draft.base_type in (*types, None))
    ]
    strengths = {
        clause.id: clause.strength
        for pack in (*packs, *(shipped_pack(id) for id in SHIPPED))
        for clause in pack.clauses
    }
    for id in draft.weights.recommended:
        if id in counted:
            continue
        some = f"write one of: {', '.join(sorted(counted))}" if counted else "delete it"
        remedy = draft.report.did_you_mean(id, sorted(counted), some) if id not in strengths else some
        place = draft.weights.here("recommended", id)
        draft.report.add(place, _expected(draft, id, listed, strengths.get(id)), remedy, value=id, key=True)


def _expected(draft: Draft, id: str, listed: Sequence[str], strength: str | None) -> str:
    what = "the id of a recommended clause that the objective counts"
    if strength is None:
        return what
    if id in PRICED and standard_of(id) not in listed:
        return f"{what}; this one is of {standard_of(id)}, which is not among the standards"
    if id in PRICED:
        return f"{what}; this one is about base_type {' or '.join(PRICED[id])}, not {draft.base_type}"
    if strength != "recommended":
        return f"{what}; this one is {strength}"
    return f"{what}; whether this one is met is only checked"
