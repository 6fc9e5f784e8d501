"""Corridors take no more than a share of a large storey."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from planner.check.compliance import Finding, at_most
from planner.check.facts import Facts
from planner.model import M2
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for every laid-out storey above the area: all corridors over its gross area."""
    for plate in facts.plates.values():
        gross = plate.storey.outline.area
        if gross > clause.number("above") * M2 and plate.spaces:
            corridors = [corridor.polygon for corridor in plate.corridors]
            share = sum(shape.area for shape in corridors) / gross
            where = shapely.union_all(corridors) if corridors else None
            yield at_most(plate.storey.id, share, clause.number("most"), "share", where)


KIND = RequirementKind(
    id="corridor_share",
    parameters={"most": Spec("number", "share"), "above": Spec("number", "m2")},
    check=check,
)
