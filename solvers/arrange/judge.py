"""What is wrong with a plan of a storey once its cells are exact: hard costs that the search does not see."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from shapely.geometry import Polygon

from planner.model import Scenario
from solvers.arrange.exact import Cell
from solvers.arrange.items import LEG_M, ROOM_FILL, Item
from solvers.arrange.plate import Target

if TYPE_CHECKING:
    from solvers.arrange.storey import Plan

CORE_CONTACT_M = 1.2
"""Wall that a room shares with a core it lies at."""
HALL_FRONT_M = 2.2
"""Frontage to the public corridor of a hall that an exit opens from."""
LEG_LOSS = 0.08
"""Share of a room in niches and legs narrower than ``LEG_M`` that it may have."""
ROUNDED = 0.001
"""What the proportions of a room may come out greater, for rounding."""
AREA_M2 = 0.01
"""What a zone may fall short by: rounding."""


def blocked_exits(scenario: Scenario, plan: Plan) -> float:
    """Number of exits that neither a corridor reaches nor a hall lies at."""
    blocked = 0.0
    for target in plan.plate.targets:
        if target.id not in plan.frame.unreached:
            continue
        halls = [
            kind
            for kind, cell in _rooms(plan)
            if _takes_exit(cell.gross, target) and _fronts(plan, cell.gross)
        ]
        if not any(scenario.catalogue.spaces[kind].exit_hall for kind in halls):
            blocked += 1.0
    return blocked


def _takes_exit(cell: Polygon, target: Target) -> bool:
    """Whether a cell lies at a ground exit over its whole width."""
    part = cell.intersection(target.shape)
    if part.is_empty:
        return False
    x0, y0, x1, y1 = part.bounds
    return bool(max(x1 - x0, y1 - y0) >= target.contact)


def _fronts(plan: Plan, cell: Polygon) -> bool:
    """Whether a cell has room for a hall's door to the public corridor."""
    return bool(cell.boundary.intersection(plan.frame.region.buffer(0.02)).length >= HALL_FRONT_M)


def _rooms(plan: Plan) -> Iterator[tuple[str, Cell]]:
    """Every single room of a plan with its kind."""
    for index, cell in enumerate(plan.cells):
        zone = plan.zones.get(index)
        if zone is not None:
            yield from (
                (zone.items[inner.item].kind, inner) for inner in zone.cells if inner.item is not None
            )
        else:
            yield ("vacant" if cell.item is None else plan.items[cell.item].kind), cell


def loose_rooms(plan: Plan) -> float:
    """Hard cost of zones on the plate whose rooms do not hang together.

    Rooms hang together that share a wall, face each other across the public corridor, or lie round a core.
    """
    rooms: dict[int, list[Polygon]] = {}
    for cell in plan.cells:
        if cell.item is not None and plan.items[cell.item].group:
            rooms.setdefault(plan.items[cell.item].group, []).append(cell.gross)
    across = plan.plate.corridor + 0.05
    cores = {target.id: target.shape for target in plan.plate.targets if target.kind == "core"}
    hard = 0.0
    for cells in rooms.values():
        joined = [
            {a, b}
            for a, b in itertools.combinations(range(len(cells)), 2)
            if cells[a].distance(cells[b]) < across and _facing(plan, cells[a], cells[b], across)
        ]
        for core in cores.values():
            near = core.buffer(0.1, join_style="mitre")
            joined.append({k for k, cell in enumerate(cells) if _touched(cell, near) >= CORE_CONTACT_M})
        hard += 1.0 * (_parts(len(cells), joined) - 1)
    return hard


def _parts(count: int, joined: Sequence[set[int]]) -> int:
    """Into how many parts so many rooms fall of which these sets hang together."""
    parts: list[set[int]] = [{k} for k in range(count)]
    for together in joined:
        met = [part for part in parts if part & together]
        parts = [part for part in parts if not part & together]
        parts += [set().union(*met)] if met else []
    return len(parts)


def _touched(cell: Polygon, near: Polygon) -> float:
    """Length of a cell's boundary that runs along something it is near to, m."""
    met = cell.boundary.intersection(near)
    return max((part.length for part in getattr(met, "geoms", [met])), default=0.0)


def _facing(plan: Plan, one: Polygon, other: Polygon, across: float) -> bool:
    """Whether two cells share a wall, or look at each other over the public corridor alone."""
    if one.buffer(0.05, join_style="mitre").intersection(other).area > 0.05 * 1.0:
        return True
    near = one.buffer(across, cap_style="flat", join_style="mitre")
    back = other.buffer(across, cap_style="flat", join_style="mitre")
    between = near.intersection(back).intersection(plan.frame.region).area
    return near.intersection(other.boundary).length > 1.1 and between > plan.plate.corridor


def lacking_zones(plan: Plan) -> dict[str, float]:
    """Zones whose rooms together fall short of what the zone needs, by subject: the share of it they have."""
    net: dict[str, float] = {}
    least: dict[str, float] = {}
    for index, cell in enumerate(plan.cells):
        if cell.item is None:
            continue
        item, zone = plan.items[cell.item], plan.zones.get(index)
        if item.subject is None:
            continue
        net[item.subject] = net.get(item.subject, 0.0) + (cell.net.area if zone is None else zone.net)
        least[item.subject] = item.zone_least
    return {
        subject: net[subject] / wanted for subject, wanted in least.items() if net[subject] < wanted - AREA_M2
    }


def short(item: Item, net: Polygon) -> float:
    """Hard cost of a room below its least net area or width, or longer in proportion than its kind."""
    hard = 0.0 if net.area >= item.net_least else 1.0 + (item.net_least - net.area) / item.net_least
    hard += 1.0 if narrow(net, item.min_width) else 0.0
    x0, y0, x1, y1 = net.bounds
    long, small = max(x1 - x0, y1 - y0), min(x1 - x0, y1 - y0)
    return hard + max(0.0, long / max(small, ROUNDED) - item.max_aspect - ROUNDED)


def narrow_legs(net: Polygon) -> float:
    """Hard cost of a room that goes round a corner with a leg too narrow to be a room."""
    x0, y0, x1, y1 = net.bounds
    if net.area >= ROOM_FILL * (x1 - x0) * (y1 - y0):
        return 0.0
    wide = net.buffer(-LEG_M / 2, join_style="mitre").buffer(LEG_M / 2 + 0.002, join_style="mitre")
    lost = 1.0 - wide.intersection(net).area / net.area
    return 0.5 + lost if lost > LEG_LOSS else 0.0


def narrow(net: Polygon, width: float) -> bool:
    """Whether no circle of a width fits into a room."""
    x0, y0, x1, y1 = net.bounds
    if net.area > 0.999 * (x1 - x0) * (y1 - y0):
        return bool(min(x1 - x0, y1 - y0) < width)
    return bool(net.buffer(0.002 - width / 2, join_style="mitre").is_empty)
