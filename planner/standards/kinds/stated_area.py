"""The area a space or corridor states is that of its polygon."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_most
from planner.check.facts import Facts
from planner.model import M2
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for every space and corridor: stated less measured area, whichever way."""
    for row, shape in facts.bundle.with_shapes("space", "corridor"):
        where = facts.scenario.site.boundary if shape.is_empty else shape
        difference = abs(row["area_m2"] - shape.area / M2)
        yield at_most(row["id"], difference, clause.number("most"), "m2", where)


KIND = RequirementKind(id="stated_area", parameters={"most": Spec("number", "m2")}, check=check)
