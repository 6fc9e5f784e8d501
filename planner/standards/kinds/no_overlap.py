"""Spaces, corridors and cores of a storey do not overlap."""

from __future__ import annotations

from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from planner.check.compliance import Finding, at_most
from planner.check.facts import Facts, Plate
from planner.check.joints import near_pairs
from planner.model import M2
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for every space and corridor: its area under anything else."""
    most = clause.number("most")
    for plate in facts.plates.values():
        shared = _shared(plate)
        for thing in plate.floor:
            pieces = shared.get(thing.id, [])
            where = shapely.union_all(pieces) if pieces else None
            others = sum(piece.area for piece in pieces) / M2
            yield at_most(thing.id, others, most, "m2", where)


def _shared(plate: Plate) -> dict[str, list[BaseGeometry]]:
    """The pieces of each thing that lie under another one."""
    solids = plate.solids()
    found: dict[str, list[BaseGeometry]] = {}
    for one, other in near_pairs(solids, 0.0):
        piece = shapely.intersection(solids[one], solids[other])
        if piece.area > 0:
            found.setdefault(one, []).append(piece)
            found.setdefault(other, []).append(piece)
    return found


KIND = RequirementKind(id="no_overlap", parameters={"most": Spec("number", "m2")}, check=check)
