"""What must hold in the operations: dates in order, and whatever is referred to exists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from heapq import nsmallest

from planner.scenario.draft import Draft
from planner.scenario.schema_base import Part
from planner.scenario.tree import Path

__all__ = ["check_operations"]

# Section -> pairs of dates of an entry: the second must not lie before the first.
_ORDER: Mapping[str, tuple[tuple[str, str], ...]] = {
    "staff": (("since", "until"),),
    "attestations": (("date", "expires"),),
    "documents": (("date", "expires"),),
    "partners": (("agreed", "expires"),),
    "lending": (("applied", "approved"), ("applied", "due"), ("taken", "returned")),
    "complaints": (("received", "closed"),),
    "incidents": (
        ("date", "plan_started"),
        ("date", "rescued"),
        ("date", "reported"),
        ("date", "published"),
        ("date", "reviewed"),
    ),
}
_TENANT = {
    "companies": "tenant",
    "events": "company",
    "lending": "company",
    "equipment": "company",
    "records": "company",
}
"""Section -> its key that names a tenant."""


def check_operations(draft: Draft) -> None:
    """Period, order of dates, tenants, buildings, zones and clauses that entries name."""
    operations = draft.operations
    if operations is not None and operations.period is not None:
        _in_order(draft, operations.period, "start", "end")
        if operations.as_of is not None and operations.as_of < operations.period.start:
            draft.report.add(
                operations.here("as_of"), "a day not before the start of the period", "correct one of the two"
            )
    for section, pairs in _ORDER.items():
        for part in draft.sections.get(section, ()):
            for earlier, later in pairs:
                _in_order(draft, part, earlier, later)
    tenants = {tenant.id for tenant in draft.tenants}
    buildings = {building.id for building in draft.buildings}
    for section, key in _TENANT.items():
        _known(draft, draft.sections.get(section, ()), key, tenants, "tenant")
    _known(draft, draft.sections.get("buildings", ()), "building", buildings, "building")
    _known(draft, draft.sections.get("equipment", ()), "zone", draft.catalogue.zones.keys(), "zone")
    _known(
        draft,
        draft.sections.get("attestations", ()),
        "subject",
        tenants | buildings,
        "building or tenant",
    )
    for section, key in (("companies", "tenant"), ("buildings", "building")):
        _once(draft, draft.sections.get(section, ()), key)


def _in_order(draft: Draft, part: Part, earlier: str, later: str) -> None:
    first, second = getattr(part, earlier), getattr(part, later)
    if isinstance(first, date) and isinstance(second, date) and second < first:
        expected = f"a day not before {first.isoformat()} ({earlier})"
        draft.report.add(part.here(later), expected, f"correct {later} or {earlier}")


def _known(draft: Draft, parts: Iterable[Part], key: str, known: AbstractSet[str], what: str) -> None:
    for part in parts:
        id = getattr(part, key)
        if id is not None and id not in known and not draft.nameless and id not in draft.broken_ids:
            _unknown(draft, part.here(key), id, known, f"the id of a {what}")


def _unknown(draft: Draft, path: Path, word: str, known: Iterable[str], expected: str) -> None:
    names = sorted(known)
    some = f"write one of: {', '.join(nsmallest(8, names))}" if names else "delete it"
    draft.report.add(path, expected, draft.report.did_you_mean(word, names, some))


def _once(draft: Draft, parts: Iterable[Part], key: str) -> None:
    first: dict[str, Path] = {}
    for part in parts:
        id = getattr(part, key)
        if id in first:
            expected = f"one entry for each; the first stands in line {draft.report.line(first[id])}"
            draft.report.add(part.here(key), expected, "put the two together")
        first.setdefault(id, part.here(key))
