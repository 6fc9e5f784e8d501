"""The way from the doors of rooms to the nearest exit, and inside rooms to their doors, is short enough."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_most
from planner.check.facts import Facts
from planner.check.fire import ROOMS, chosen_rooms, dead_end, hall_kinds, with_sprinklers
from planner.circulation.egress import RoomWay
from planner.model import Building, Space
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

NO_WAY = 1e6
"""Metres: the distance told where there is no way out."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """Walking distances; the way itself is the evidence.

    ``of: door``: a finding for each door from a room to a corridor, with the limit between two exits or of a
    dead end. ``of: inside``: a finding for each room, from its farthest point to the door that is nearest;
    the limit is that of a dead end. Halls that may go by a rule of their own are left out.
    """
    for building, _, space, way in chosen_rooms(clause, facts):
        if by_hall_rule(hall_kinds(clause), building, space, way):
            continue
        if clause.text("of") == "door":
            yield from _doors(clause, building, way)
        else:
            yield _inside(clause, building, space, way)


def by_hall_rule(halls: set[str], building: Building, space: Space, way: RoomWay) -> bool:
    """GB 50016 5.5.17-4: an open hall with two doors in a building of grade I or II."""
    out = [door for door in way.doors if door.leads != "room"]
    return space.kind in halls and building.fire_grade in ("I", "II") and len(out) >= 2


def _doors(clause: Clause, building: Building, way: RoomWay) -> Iterator[Finding]:
    for door in way.doors:
        if door.leads == "corridor":
            name = "dead" if dead_end(door, clause.number("common")) else "between"
            limit = with_sprinklers(clause, building, clause.number(name))
            away = min(door.distance / 1000, NO_WAY)
            subject = f"{way.room} {door.door.id} ({'dead end' if name == 'dead' else 'between exits'})"
            yield at_most(subject, away, limit, "m", door.path or door.door.polygon)


def _inside(clause: Clause, building: Building, space: Space, way: RoomWay) -> Finding:
    limit = with_sprinklers(clause, building, clause.number("dead"))
    if way.farthest is None:
        return at_most(space.id, NO_WAY, limit, "m", space.polygon)
    return at_most(space.id, way.farthest.distance / 1000, limit, "m", way.farthest.path)


KIND = RequirementKind(
    id="egress_distance",
    parameters={
        **ROOMS,
        "of": Spec("text", choices=("door", "inside")),
        "between": Spec("number", "m", required=False),
        "dead": Spec("number", "m"),
        "common": Spec("number", "m", required=False),
        "sprinklered_more": Spec("number", "share", required=False),
        "halls": Spec("texts"),
        "open_office": Spec("text", choices=("room", "open_hall"), required=False),
    },
    check=check,
)
