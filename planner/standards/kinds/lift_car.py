"""A building with lifts has one whose car and door take a wheelchair."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from planner.check.barrier_free import park_of
from planner.check.compliance import MISSING, Finding, at_least
from planner.check.facts import Facts
from planner.model import Building, CorePart
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """Findings about the best lift of each building with lifts that people can enter: its car and its door.

    They are data of the scenario. Without them a shaft that is too small for such a car tells that it fails;
    else it is undecided.
    """
    for building in facts.scenario.buildings:
        found = [_findings(clause, part) for part in _lifts(facts, building)]
        if found:
            yield from min(found, key=_rank)


def _lifts(facts: Facts, building: Building) -> list[CorePart]:
    """The lifts of the lowest storey at which one opens."""
    park = park_of(facts)
    for storey in sorted(building.storeys, key=lambda storey: abs(storey.level)):
        landings = park.storeys[storey.id].landings
        parts = [part for core in storey.cores for part in core.parts if part.kind == "lift"]
        entered = [part for part in parts if part.id in landings]
        if entered and facts.plates[storey.id].spaces:
            return entered
    return []


def _findings(clause: Clause, lift: CorePart) -> list[Finding]:
    width, depth = lift.car_width_mm, lift.car_depth_mm
    sides = shapely.get_coordinates(shapely.oriented_envelope(lift.polygon))
    lengths = sorted(float(((sides[k + 1] - sides[k]) ** 2).sum() ** 0.5) for k in (0, 1))
    rows = (("width", width, lengths[0]), ("depth", depth, lengths[1]))
    found = []
    for name, stated, shaft in rows:
        least, subject = clause.number(name), f"{lift.id} ({name})"
        if stated is not None:
            found.append(at_least(subject, stated / 1000, least, "m", lift.polygon))
        elif shaft / 1000 < least:
            found.append(at_least(f"{lift.id} (shaft)", shaft / 1000, least, "m", lift.polygon))
        else:
            found.append(
                Finding(subject, MISSING, "in", f"storeys.cores.parts.car_{name}_m", "", None, lift.polygon)
            )
    if lift.door_mm is not None:
        found.append(
            at_least(f"{lift.id} (door)", lift.door_mm / 1000, clause.number("door"), "m", lift.polygon)
        )
    else:
        subject = f"{lift.id} (door)"
        found.append(Finding(subject, MISSING, "in", "storeys.cores.parts.door_m", "", None, lift.polygon))
    return found


def _rank(found: list[Finding]) -> tuple[int, int, str]:
    """Lifts that do first, then those of which little is missing."""
    return sum(f.ok is False for f in found), sum(f.ok is None for f in found), found[0].subject


KIND = RequirementKind(
    id="lift_car",
    parameters={"width": Spec("number", "m"), "depth": Spec("number", "m"), "door": Spec("number", "m")},
    check=check,
)
