"""Stairs are enclosed, or keep smoke out, where height, storeys or use of their building ask for it."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import MISSING, Finding
from planner.check.facts import Facts
from planner.check.fire import BUILDINGS, chosen, height_m, storeys_above
from planner.model import Building
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

RANK = ("open", "enclosed", "smoke_proof")
"""What keeps out more smoke comes later, and will do for what asks for less."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each stair of the storeys with rooms of such a building: its type, which is data.

    Of buildings above ``higher`` or up to ``up_to`` metres, with ``storeys_from`` or up to ``storeys_to``
    storeys, of which rooms of ``kinds`` take at least ``share``.
    """
    for building in facts.scenario.buildings:
        if not chosen(clause, building) or storeys_above(building) < 2 or not _due(clause, facts, building):
            continue
        for storey in building.storeys:
            if not facts.plates[storey.id].spaces:
                continue
            for core in storey.cores:
                for part in core.parts:
                    if part.kind != "stair":
                        continue
                    wanted = clause.text("of")
                    if part.stair_type is None:
                        path = "storeys.cores.parts.stair_type"
                        yield Finding(part.id, MISSING, "in", path, "", None, part.polygon)
                        continue
                    ok = RANK.index(part.stair_type) >= RANK.index(wanted)
                    yield Finding(part.id, part.stair_type, ">=", wanted, "", ok, part.polygon)


def _due(clause: Clause, facts: Facts, building: Building) -> bool:
    height, storeys = height_m(building), storeys_above(building)
    if "higher" in clause.params and height <= clause.number("higher"):
        return False
    if "up_to" in clause.params and height > clause.number("up_to"):
        return False
    if "storeys_from" in clause.params and storeys < clause.number("storeys_from"):
        return False
    if "storeys_to" in clause.params and storeys > clause.number("storeys_to"):
        return False
    kinds = clause.texts("kinds") if "kinds" in clause.params else ()
    if not kinds:
        return True
    rooms = [space for storey in building.storeys for space in facts.plates[storey.id].spaces]
    whole = sum(space.polygon.area for space in rooms)
    own = sum(space.polygon.area for space in rooms if space.kind in kinds)
    return whole > 0 and own >= clause.number("share") * whole


KIND = RequirementKind(
    id="stair_kind",
    parameters={
        **BUILDINGS,
        "of": Spec("text", choices=RANK),
        "higher": Spec("number", "m", required=False),
        "up_to": Spec("number", "m", required=False),
        "storeys_from": Spec("number", "count", required=False),
        "storeys_to": Spec("number", "count", required=False),
        "kinds": Spec("texts", required=False),
        "share": Spec("number", "share", required=False, needs="kinds"),
    },
    check=check,
)
