"""What the scenario pins to a storey lies there, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from planner.check.compliance import Finding, equal
from planner.check.facts import Facts
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each pin: the storeys on which its subject lies."""
    for pin in facts.scenario.pins:
        rooms = facts.suites().get(pin.subject, []) + [
            space for space in facts.of_subject(pin.subject) if space.kind != "tenant_suite"
        ]
        storeys = ", ".join(sorted({room.storey for room in rooms}))
        where = shapely.union_all([room.polygon for room in rooms]) if rooms else facts.scenario.site.boundary
        yield equal(pin.subject, storeys or "not placed", pin.storey, "", where)


KIND = RequirementKind(id="pinned", check=check)
