"""Attestations name clauses that exist, and aspects that those clauses have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planner.scenario.draft import Draft
from planner.scenario.schema_evidence import AttestationIn
from planner.standards.clauses import Clause, Pack
from planner.standards.packs import SHIPPED, shipped_pack

__all__ = ["check_evidence"]


def check_evidence(draft: Draft, packs: Sequence[Pack]) -> None:
    """Clauses of the shipped standards and of the scenario's own packs may be named.

    Where an own pack could not be read, an id that is not known may be one of its clauses.
    """
    rows = [row for row in draft.sections.get("attestations", ()) if isinstance(row, AttestationIn)]
    if not rows:
        return
    everything = [*packs, *(shipped_pack(id) for id in SHIPPED)]
    known = {clause.id: clause for pack in everything for clause in pack.clauses}
    complete = sum(1 for pack in packs if pack.id != "layout") == len(draft.standards)
    for row in rows:
        named = [_clause(draft, row, index, known, complete) for index in range(len(row.about))]
        if all(clause is not None for clause in named):
            _aspects(draft, row, [clause for clause in named if clause is not None])


def _clause(
    draft: Draft, row: AttestationIn, index: int, known: Mapping[str, Clause], complete: bool
) -> Clause | None:
    id = row.about[index]
    if id not in known and complete:
        remedy = draft.report.did_you_mean(id, known, "see docs/checking.md for the ids of all clauses")
        draft.report.add(row.here("about", index), "the id of a clause of the standards", remedy)
    return known.get(id)


def _aspects(draft: Draft, row: AttestationIn, clauses: Sequence[Clause]) -> None:
    """What the document covers must be aspects of its clauses, and one at least of each that has some."""
    own = [_words(clause) for clause in clauses]
    words = [word for some in own for word in some]
    ids = ", ".join(clause.id for clause in clauses)
    for index, word in enumerate(row.covers):
        if not words:
            draft.report.add(row.here("covers"), f"no covers: {ids} has no aspects", "delete the key")
            return
        if word not in words:
            remedy = draft.report.did_you_mean(word, words, f"write one of: {', '.join(words)}")
            draft.report.add(row.here("covers", index), f"an aspect of {ids} ({', '.join(words)})", remedy)
            return
    for index, some in enumerate(own):
        if some and not set(some) & set(row.covers):
            expected = f"a clause that the document covers ({clauses[index].id}: {', '.join(some)})"
            remedy = f"add what it shows, such as `covers: [{some[0]}]`, or leave the clause out"
            draft.report.add(row.here("about", index), expected, remedy)


def _words(clause: Clause) -> list[str]:
    return [
        word for part in clause.requirements for name in ("aspects", "aspect") for word in part.texts(name)
    ]
