"""A storey written round what stays of it: new rooms under new ids, everything that stays as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

import shapely
from shapely.geometry.base import BaseGeometry

from planner.model import Corridor, Door, Scenario, Space, Storey, StoreyLayout
from planner.pins.held import ids_of, owners
from solvers.arrange.openings import back, openings_of
from solvers.arrange.plate import local
from solvers.arrange.write import space_of, ways_and_rooms, without_noise

if TYPE_CHECKING:
    from solvers.arrange.storey import Plan

COVERED = 0.86
"""Share of a piece that the rooms which lay in it take with their walls, if they can simply stay."""


def outer_ids(storey: Storey) -> set[str]:
    """Ids of what leads outside."""
    return {exit_.id for exit_ in storey.exits} | {dock.id for dock in storey.docks}


def vacated(scenario: Scenario, space: Space) -> Space:
    """A room that nobody has any more: a vacant unit of the same shape."""
    kind = scenario.catalogue.spaces["vacant"]
    return replace(
        space, kind="vacant", zone="office_area", name=kind.en, name_zh=kind.zh, tenant=None, subject=None
    )


def written_around(
    scenario: Scenario,
    storey: Storey,
    plan: Plan,
    kept: StoreyLayout,
    gone: Sequence[Space],
    before: StoreyLayout,
) -> StoreyLayout:
    """What stays with the rooms of a plan; pieces that nobody came to are as they were, but vacant."""
    fixed = any(way.subject is None for way in kept.corridors)
    plan, back_again = _unused(plan, gone) if fixed else (plan, [])
    stays = _with(scenario, kept, back_again, before)
    ways, rooms = ways_and_rooms(scenario, storey, plan)
    shapes, kinds = [back(room.polygon, plan) for room in rooms], scenario.catalogue.spaces
    quiet = [space.polygon for space in stays.spaces if kinds[space.kind].noise == "quiet"]
    rooms = without_noise(rooms, shapes, quiet, scenario.policies.interior_wall_mm)
    rooms.sort(key=lambda room: (-round(room.polygon.centroid.y / 3), round(room.polygon.centroid.x, 2)))
    used = set(ids_of(stays))
    ids = [id for id, _ in zip(_fresh(f"{storey.id}/s", 2, used), rooms, strict=False)]
    public = _public_id(storey, stays, used)
    way_ids = [
        public,
        *(id for id, _ in zip(_fresh(f"{storey.id}/c", 2, used | {public}), ways[1:], strict=False)),
    ]
    openings = openings_of(scenario, storey, plan, ways, rooms, ids, way_ids)
    served = {id for door in stays.doors for id in door.joins}
    cores = {core.id for core in storey.cores} if fixed else set()
    outside = outer_ids(storey)
    doors: list[Door] = []
    door_ids = _fresh(f"{storey.id}/d", 3, used)
    publics = [way for way in stays.corridors if way.subject is None]
    for opening in openings:
        if set(opening.joins) & cores or set(opening.joins) & outside & served:
            continue
        shape = back(opening.polygon, plan)
        joins = _named(opening.joins, public, publics, shape)
        doors.append(
            Door(next(door_ids), storey.building, storey.id, shape, round(opening.width * 1000), joins)
        )
    spaces = [space_of(scenario, storey, plan, id, room, rooms) for id, room in zip(ids, rooms, strict=True)]
    corridors = [
        Corridor(
            id, storey.building, storey.id, back(way.polygon, plan), round(way.width * 1000), way.zone,
            way.subject,
        )
        for id, way in list(zip(way_ids, ways, strict=True))[1 if fixed else 0 :]
    ]  # fmt: skip
    return StoreyLayout(
        storey.id,
        (*stays.spaces, *_renamed(scenario, spaces, stays.spaces)),
        (*stays.corridors, *corridors),
        (*stays.doors, *doors),
    )


def _unused(plan: Plan, gone: Sequence[Space]) -> tuple[Plan, list[Space]]:
    """The plan without pieces that nobody came to, where what lay there can stay; and that."""
    cells, again = list(plan.cells), []
    taken = [cell.gross.representative_point() for cell in plan.cells if cell.item is not None]
    for piece in plan.frame.pieces:
        if any(piece.buffer(0.01).contains(point) for point in taken):
            continue
        own = [space for space in gone if _lies_in(space, piece, plan)]
        walls = plan.plate.wall / 2
        covered = sum(_local(space, plan).buffer(walls, join_style="mitre").area for space in own)
        if covered < COVERED * piece.area:
            continue
        again += own
        cells = [c for c in cells if not piece.buffer(0.01).contains(c.gross.representative_point())]
    keep = [k for k, cell in enumerate(plan.cells) if cell in cells]
    zones = {new: plan.zones[old] for new, old in enumerate(keep) if old in plan.zones}
    return replace(plan, cells=[plan.cells[k] for k in keep], zones=zones), again


def _local(space: Space, plan: Plan) -> BaseGeometry:
    return local(space.polygon, plan.plate.angle)


def _lies_in(space: Space, piece: BaseGeometry, plan: Plan) -> bool:
    shape = _local(space, plan)
    return bool(shape.intersection(piece).area > 0.9 * shape.area)


def _with(
    scenario: Scenario, kept: StoreyLayout, again: Sequence[Space], before: StoreyLayout
) -> StoreyLayout:
    """What stays, with rooms that are vacant now and their doors to corridors and to the outside."""
    ids = {space.id for space in again}
    there = {thing.id for thing in owners(kept)} | ids
    all_ids = {thing.id for thing in owners(before)}
    known = {door.id for door in kept.doors}
    doors = [
        door
        for door in before.doors
        if door.id not in known
        and set(door.joins) & ids
        and all(id in there or id not in all_ids for id in door.joins)
    ]
    spaces = [space if space.subject is None else vacated(scenario, space) for space in again]
    return replace(kept, spaces=(*kept.spaces, *spaces), doors=(*kept.doors, *doors))


def _fresh(prefix: str, digits: int, used: set[str]) -> Iterator[str]:
    """Ids that nothing has yet."""
    return (id for number in count(1) if (id := f"{prefix}{number:0{digits}d}") not in used)


def _public_id(storey: Storey, stays: StoreyLayout, used: set[str]) -> str:
    """The id of the public corridor: that which doors that stay open to."""
    publics = [way.id for way in stays.corridors if way.subject is None]
    given = {core.id for core in storey.cores} | outer_ids(storey)
    named = sorted({id for door in stays.doors for id in door.joins} - used - given)
    return (publics or named or [next(_fresh(f"{storey.id}/c", 2, used))])[0]


def _named(
    joins: tuple[str, str], public: str, publics: Sequence[Corridor], door: BaseGeometry
) -> tuple[str, str]:
    """What a door joins; of several public corridors that stay, the one that it lies at."""
    if len(publics) < 2 or public not in joins:
        return joins
    nearest = min(publics, key=lambda way: (shapely.distance(way.polygon, door), way.id)).id
    return (nearest if joins[0] == public else joins[0], nearest if joins[1] == public else joins[1])


def _renamed(scenario: Scenario, spaces: Sequence[Space], stay: Sequence[Space]) -> list[Space]:
    """The new rooms under names that no room of their kind has there."""
    names = {space.name for space in stay}
    found = []
    for space in spaces:
        named = space
        if space.tenant is None and space.name in names and len(_like(space, (*spaces, *stay))) > 1:
            kind = scenario.catalogue.spaces[space.kind]
            number = next(k for k in count(1) if f"{kind.en} {k}" not in names)
            named = replace(space, name=f"{kind.en} {number}", name_zh=f"{kind.zh}{number}")
        names.add(named.name)
        found.append(named)
    return found


def _like(space: Space, spaces: Sequence[Space]) -> list[Space]:
    return [other for other in spaces if other.kind == space.kind and other.subject == space.subject]
