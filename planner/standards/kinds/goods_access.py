"""Rooms for goods lie where goods can get: at a dock on the ground, or where lift, load and height do."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, equal
from planner.check.facts import Facts, Plate
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each such room: how goods reach its storey, or what is missing."""
    for plate in facts.plates.values():
        for space in plate.spaces:
            if space.kind in clause.texts("kinds"):
                missing = _missing(facts, plate)
                yield equal(space.id, missing or "goods access", "goods access", "", space.polygon)


def _missing(facts: Facts, plate: Plate) -> str:
    """What keeps goods from this storey; empty when nothing does."""
    storey, policies = plate.storey, facts.scenario.policies
    if storey.is_ground and storey.docks:
        return ""
    faults = []
    if not any(part.kind == "goods_lift" for core in storey.cores for part in core.parts):
        faults.append("no goods lift" if not storey.is_ground else "no dock and no goods lift")
    if storey.floor_load_kn_m2 < policies.warehouse_floor_load_kn_m2:
        faults.append(f"floor load {storey.floor_load_kn_m2:g} kN/m2")
    if storey.clear_height_mm < policies.warehouse_clear_height_mm:
        faults.append(f"clear height {storey.clear_height_mm / 1000:g} m")
    return ", ".join(faults)


KIND = RequirementKind(id="goods_access", parameters={"kinds": Spec("texts")}, check=check)
