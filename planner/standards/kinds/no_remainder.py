"""No ground of a storey is left unassigned: what is not let is a vacant unit."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from planner.check.clearance import pockets
from planner.check.compliance import Finding, at_most
from planner.check.facts import Facts
from planner.model import M2
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for every storey: its largest leftover pocket that is wide enough to stand in."""
    for plate in facts.plates.values():
        taken = [*plate.solids().values()]
        found = pockets(plate.net, taken, clause.number("width") * 1000, clause.number("most") * M2)
        largest = max((pocket.area for pocket in found), default=0.0) / M2
        where = shapely.union_all(found) if found else None
        yield at_most(plate.storey.id, largest, clause.number("most"), "m2", where)


KIND = RequirementKind(
    id="no_remainder",
    parameters={"most": Spec("number", "m2"), "width": Spec("number", "m")},
    check=check,
)
