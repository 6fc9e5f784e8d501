"""The exits of a storey are together wide enough for the people who leave by them."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts
from planner.check.fire import BUILDINGS, chosen_plates, egress_of, people_on, storeys_above
from planner.model import Building, Storey
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each storey above ground with rooms: metres of door width against metres for its people.

    Stairs carry the most people of their storey and those above it; doors to the outside those of the fullest
    storey of the building. The rate goes by the storeys of the building, or the level, as the policy says.
    """
    for building, plate in chosen_plates(clause, facts):
        storey = plate.storey
        if storey.level < 1:
            continue
        kind = "outside" if storey.is_ground else "stair"
        exits = [exit_ for exit_ in egress_of(facts, plate).exits if exit_.kind == kind]
        people = max(people_on(facts, other) for other in building.storeys if other.level >= storey.level)
        rate = clause.number(_rate(clause, building, storey))
        width = sum(exit_.width_mm for exit_ in exits) / 1000
        subject = f"{storey.id} ({people} people)"
        yield at_least(subject, width, people * rate / 100, "m", storey.outline)


def _rate(clause: Clause, building: Building, storey: Storey) -> str:
    by_level = clause.text("by") == "level"
    number = storey.level if by_level else storeys_above(building)
    return "rate_1_2" if number <= 2 else "rate_3" if number == 3 else "rate_4"


KIND = RequirementKind(
    id="egress_width",
    parameters={
        **BUILDINGS,
        "by": Spec("text", choices=("building_storeys", "level")),
        "rate_1_2": Spec("number", "m/100p"),
        "rate_3": Spec("number", "m/100p"),
        "rate_4": Spec("number", "m/100p"),
    },
    check=check,
)
