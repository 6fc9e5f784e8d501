"""Spaces and corridors lie inside the external walls of their storey."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from planner.check.compliance import Finding, at_most
from planner.check.facts import SNAP, Facts
from planner.model import M2
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for every space and corridor: its area beyond the inner face of the envelope."""
    most = clause.number("most")
    for plate in facts.plates.values():
        things = plate.floor
        inside = plate.net.buffer(SNAP / 2, join_style="mitre")
        shapely.prepare(inside)
        covered = shapely.covers(inside, [thing.polygon for thing in things])
        for thing, within in zip(things, covered.tolist() if things else [], strict=True):
            outside = None if within else thing.polygon.difference(inside)
            yield at_most(thing.id, outside.area / M2 if outside else 0.0, most, "m2", outside)


KIND = RequirementKind(id="inside_outline", parameters={"most": Spec("number", "m2")}, check=check)
