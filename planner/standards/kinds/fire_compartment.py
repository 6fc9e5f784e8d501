"""A storey, or a storage room, is no larger than a fire compartment may be."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from planner.check.compliance import Finding, at_most
from planner.check.facts import Facts, Plate
from planner.check.fire import BUILDINGS, chosen_plates, storeys_above, with_sprinklers
from planner.model import M2, Building
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

STRAY_M2 = 0.5
"""Area by which drawn compartments may miss the outline of their storey: rounding on oblique facades."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each storey (gross area), or for each room of the ``rooms`` named (net area).

    Where a layout draws compartments, these are judged, and that they make up the storey without gaps and
    overlaps. Where it draws none, a storey is one; with ``compartments: divided`` one that is too large is
    undecided, since walls may divide it. ``below`` chooses storeys below ground, ``levels``
    buildings of one storey or of several.
    """
    for building, plate in chosen_plates(clause, facts):
        if clause.flag("below") != (plate.storey.level < 1) or not _levels(clause, building):
            continue
        most = with_sprinklers(clause, building, clause.number("most"))
        rooms = clause.texts("rooms")
        for space in plate.spaces:
            if space.kind in rooms:
                yield at_most(space.id, space.polygon.area / M2, most, "m2", space.polygon)
        if "storage" in clause.params and any(s.kind not in clause.texts("storage") for s in plate.spaces):
            yield from _drawn(plate, most) if plate.compartments else [_undrawn(clause, plate, most)]


def _undrawn(clause: Clause, plate: Plate, most: float) -> Finding:
    area, shape = plate.storey.outline.area / M2, plate.storey.outline
    whole = at_most(plate.storey.id, area, most, "m2", shape)
    if not whole.ok and clause.text("compartments") == "divided":
        subject = f"{plate.storey.id} (fire walls not known)"
        return Finding(subject, area, "<=", most, "m2", None, shape)
    return whole


def _drawn(plate: Plate, most: float) -> Iterator[Finding]:
    shapes = [part.polygon for part in plate.compartments]
    for part in plate.compartments:
        yield at_most(part.id, part.polygon.area / M2, most, "m2", part.polygon)
    together = shapely.union_all(shapes)
    outside = together.symmetric_difference(plate.storey.outline)
    twice = sum(shape.area for shape in shapes) - together.area
    subject = f"{plate.storey.id} (in no compartment, in two, or outside)"
    yield at_most(subject, (outside.area + twice) / M2, STRAY_M2, "m2", outside)


def _levels(clause: Clause, building: Building) -> bool:
    wanted = clause.text("levels")
    return not wanted or (wanted == "one") == (storeys_above(building) == 1)


KIND = RequirementKind(
    id="fire_compartment",
    parameters={
        **BUILDINGS,
        "most": Spec("number", "m2"),
        "sprinklered_more": Spec("number", "share", required=False),
        "rooms": Spec("texts", required=False),
        "storage": Spec("texts", required=False),
        "compartments": Spec("text", choices=("storey", "divided"), required=False),
        "below": Spec("flag", required=False),
        "levels": Spec("text", choices=("one", "several"), required=False),
    },
    check=check,
)
