"""Goods stored above the ground come up by a lift that runs down to the ground storey."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, equal
from planner.check.facts import Facts
from planner.model import Building, CorePart, Storey
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

LIFT = "a lift from the ground storey"
SAME_SHAFT = 0.5
"""Parts of two storeys that share this much of the smaller one are one shaft."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each storey above the ground with such rooms; the lift's load and car where stated."""
    told: set[str] = set()
    for plate in facts.plates.values():
        if plate.storey.level <= 1:
            continue
        building = facts.scenario.building(plate.storey.building)
        kinds = {space.kind for space in plate.spaces}
        for wanted, lifts in (("kinds", ("goods_lift",)), ("any_lift", ("goods_lift", "lift"))):
            if not kinds & set(clause.texts(wanted)):
                continue
            through = list(_through(building, plate.storey, lifts))
            measured = LIFT if through else "none"
            rooms = ", ".join(sorted(kinds & set(clause.texts(wanted))))
            yield equal(f"{plate.storey.id}: {rooms}", measured, LIFT, "", plate.storey.outline)
            for lift in through:
                if lift.id not in told:
                    told.add(lift.id)
                    yield from _stated(lift)


def _through(building: Building, storey: Storey, kinds: tuple[str, ...]) -> Iterator[CorePart]:
    """Lifts of a storey whose shaft is there on every storey down to the ground."""
    below = [other for other in building.storeys if 1 <= other.level < storey.level]
    for lift in _lifts(storey, kinds):
        if all(any(_same(lift, other) for other in _lifts(floor, kinds)) for floor in below):
            yield lift


def _lifts(storey: Storey, kinds: tuple[str, ...]) -> list[CorePart]:
    return [part for core in storey.cores for part in core.parts if part.kind in kinds]


def _same(one: CorePart, other: CorePart) -> bool:
    common = one.polygon.intersection(other.polygon).area
    return bool(common >= SAME_SHAFT * min(one.polygon.area, other.polygon.area))


def _stated(lift: CorePart) -> Iterator[Finding]:
    """Load and car, as far as the scenario states them."""
    if lift.load_kg:
        yield Finding(f"{lift.id}: load", float(lift.load_kg), "is", "stated", "kg", True)
    if lift.car_width_mm and lift.car_depth_mm:
        car = f"{lift.car_width_mm / 1000:g} x {lift.car_depth_mm / 1000:g} m"
        yield Finding(f"{lift.id}: car", car, "is", "stated", "", True)


KIND = RequirementKind(
    id="goods_lift",
    parameters={"kinds": Spec("texts"), "any_lift": Spec("texts")},
    check=check,
)
