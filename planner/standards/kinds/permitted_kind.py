"""A storey holds only the kinds of rooms that the scenario permits there."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding
from planner.check.facts import Facts
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for every space on a storey with such a list. Vacant units are not a use."""
    for plate in facts.plates.values():
        permitted = plate.storey.permitted_kinds
        if permitted is None:
            continue
        for space in plate.spaces:
            if space.kind != "vacant":
                ok = space.kind in permitted or space.zone in permitted
                where = None if ok else space.polygon
                yield Finding(space.id, space.kind, "in", ", ".join(sorted(permitted)), "", ok, where)


KIND = RequirementKind(id="permitted_kind", check=check)
