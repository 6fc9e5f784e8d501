"""The public corridors of a storey are one network that reaches every core and every ground exit."""

from __future__ import annotations

from collections.abc import Iterator

from shapely.geometry.base import BaseGeometry

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts, Plate
from planner.check.joints import door_pairs, public_network
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """On every storey with spaces: 1 or 0 for each public corridor, core with access, ground exit.

    Pieces of corridor that touch along the joint's least width are one; a core joins two corridors
    where it has a lobby. An exit may also open from a core, or from a hall that the public uses, but
    not from a company's suite. A storey without public corridors is reached through its rooms.
    """
    for plate in facts.plates.values():
        if plate.spaces or plate.corridors:
            yield from _plate(plate, clause.number("joint"), clause.texts("halls"))


def _plate(plate: Plate, joint: float, halls: tuple[str, ...]) -> Iterator[Finding]:
    doors = list(door_pairs(plate))
    network = public_network(plate, joint)
    for corridor in plate.public_corridors:
        yield _reached(corridor.id, corridor.id in network, corridor.polygon)
    beside = _beside(network, doors)
    for core in plate.storey.cores:
        if core.needs_access:
            yield _reached(core.id, core.id in beside, core.polygon)
    through = {core.id for core in plate.storey.cores if core.id in beside}
    through |= {space.id for space in plate.spaces if space.id in beside and space.kind in halls}
    near = beside | _beside(through, doors)
    for exit_ in plate.storey.exits:
        yield _reached(exit_.id, exit_.id in near, exit_.point)


def _reached(id: str, reached: bool, where: BaseGeometry) -> Finding:
    return at_least(id, float(reached), 1.0, "connected", where)


def _beside(network: set[str], doors: list[tuple[str, str]]) -> set[str]:
    """What a door joins to the network."""
    found = {other for one, other in doors if one in network}
    return found | {one for one, other in doors if other in network}


KIND = RequirementKind(
    id="corridor_network",
    parameters={"joint": Spec("number", "m"), "halls": Spec("texts")},
    check=check,
)
