"""What must hold of utilities: buildings and kinds exist, each is named once, levels of an index ascend."""

from __future__ import annotations

from planner.scenario.draft import Draft
from planner.scenario.schema_utilities import UtilitiesIn

__all__ = ["check_utilities"]


def check_utilities(draft: Draft) -> None:
    """Names that the utilities refer to, repeated rows, and indices whose levels descend."""
    given = draft.utilities
    if given is None:
        return
    _buildings(draft, given)
    _indices(draft, given)
    for kind in given.uses:
        if kind not in draft.catalogue.spaces and kind not in draft.broken_ids:
            known = tuple(draft.catalogue.spaces)
            remedy = draft.report.did_you_mean(kind, known, f"one of {', '.join(known[:5])}, ...")
            draft.report.add(given.here("uses", kind), "a kind of space", remedy, value=kind, key=True)


def _buildings(draft: Draft, given: UtilitiesIn) -> None:
    known = {building.id for building in draft.buildings}
    seen: set[str] = set()
    for row in given.buildings:
        path = row.here("building")
        if row.building in seen:
            draft.report.add(path, "each building once", "put its capacities into one entry")
        elif row.building not in known and row.building not in draft.broken_ids and not draft.nameless:
            remedy = draft.report.did_you_mean(row.building, known, f"one of {', '.join(sorted(known)[:5])}")
            draft.report.add(path, "the id of a building", remedy)
        seen.add(row.building)


def _indices(draft: Draft, given: UtilitiesIn) -> None:
    seen: set[tuple[str, str]] = set()
    for row in given.indices:
        if (row.use, row.service) in seen:
            expected = f"one index of {row.service} for {row.use}"
            draft.report.add(row.here("service"), expected, "delete one of the two")
        seen.add((row.use, row.service))
        if row.low is not None and row.low > row.mid:
            draft.report.add(row.here("low"), f"at most mid, {row.mid:g}", "lower it, or raise mid")
        if row.high is not None and row.high < row.mid:
            draft.report.add(row.here("high"), f"at least mid, {row.mid:g}", "raise it, or lower mid")
