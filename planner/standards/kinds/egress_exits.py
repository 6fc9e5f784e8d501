"""A storey has enough exits: stairs and doors to the outside that its corridors or rooms reach."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts, Plate
from planner.check.fire import BUILDINGS, chosen_plates, egress_of, people_on, storeys_above
from planner.model import M2, Building
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each storey with rooms: its exits against ``least``, or one where that will do.

    One will do on a ground storey of little area and few people, and on the storeys of a low building of
    little area whose upper storeys hold few people. ``storage`` names the kinds of rooms of a warehouse: with
    ``of_storage`` only storeys are subjects that hold nothing else, otherwise only the others.
    """
    for building, plate in chosen_plates(clause, facts):
        storage = all(space.kind in clause.texts("storage") for space in plate.spaces)
        if storage != clause.flag("of_storage"):
            continue
        exits = egress_of(facts, plate).exits
        enough = 1.0 if _one_will_do(clause, facts, building, plate) else clause.number("least")
        yield at_least(plate.storey.id, float(len(exits)), enough, "count", plate.storey.outline)


def _one_will_do(clause: Clause, facts: Facts, building: Building, plate: Plate) -> bool:
    area, storey = clause.number("one_area") * M2, plate.storey
    if storey.is_ground or len(building.storeys) == 1:
        few = "one_people" not in clause.params or people_on(facts, storey) <= clause.number("one_people")
        if storey.outline.area <= area and few:
            return True
    number = storeys_above(building)  # of a single storey the first rule speaks alone
    if "one_storeys" not in clause.params or not 1 < number <= clause.number("one_storeys"):
        return False
    upper = sum(people_on(facts, other) for other in building.storeys if other.level > 1)
    small = all(other.outline.area <= area for other in building.storeys)
    return small and upper <= clause.number("one_upper_people")


KIND = RequirementKind(
    id="egress_exits",
    parameters={
        **BUILDINGS,
        "storage": Spec("texts"),
        "of_storage": Spec("flag", required=False),
        "least": Spec("number", "count"),
        "one_area": Spec("number", "m2"),
        "one_people": Spec("number", "person", required=False),
        "one_storeys": Spec("number", "count", required=False, needs="one_upper_people"),
        "one_upper_people": Spec("number", "person", required=False, needs="one_storeys"),
    },
    check=check,
)
