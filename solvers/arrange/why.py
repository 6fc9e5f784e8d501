"""Why a storey could not be arranged with all its rooms: which of them break which limit in the last plan."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from shapely.geometry import Polygon

from planner.model import Scenario
from solvers.arrange.exact import Cell
from solvers.arrange.frame import Frame
from solvers.arrange.items import LEG_M, NOISE, Item
from solvers.arrange.judge import ROUNDED, blocked_exits, lacking_zones, loose_rooms, narrow, narrow_legs

if TYPE_CHECKING:
    from solvers.arrange.storey import Plan

NAMED = 4
"""Faults that are told, the rest are counted."""
NEAR_M = 0.02
SHARED_M = 0.2
"""Wall that a quiet room may share with a noisy one."""


def too_full(items: Sequence[Item], frames: Sequence[Frame]) -> str:
    """That rooms need more than any corridors leave; empty where they do not."""
    needed = sum(item.least for item in items)
    left = max((sum(piece.area for piece in frame.pieces) for frame in frames), default=0.0)
    if needed <= left:
        return ""
    return f"its rooms need {needed:.0f} m2 with their walls, corridors leave {left:.0f} m2 at most"


def why_not(scenario: Scenario, plan: Plan | None, full: str) -> str:
    """The reason in words. ``full``: what ``too_full`` said."""
    if plan is None:
        return full or "its rooms cannot be cut to shape"
    faults = list(dict.fromkeys(words for _, words in _faults(scenario, plan)))
    if full:
        faults.insert(0, full)
    if not faults:
        return f"broken room rules (cost {plan.hard:.2f})"
    more = f"; {len(faults) - NAMED} more" if len(faults) > NAMED else ""
    return f"broken room rules: {'; '.join(faults[:NAMED])}{more}"


def to_blame(scenario: Scenario, plan: Plan | None) -> frozenset[str]:
    """The subjects whose rooms break a rule in the last plan."""
    faults = () if plan is None else _faults(scenario, plan)
    return frozenset(subject for subject, _ in faults if subject is not None)


def _faults(scenario: Scenario, plan: Plan) -> Iterator[tuple[str | None, str]]:
    """Whose rooms break what."""
    for index, cell in enumerate(plan.cells):
        if cell.item is None:
            continue
        item = plan.items[cell.item]
        who, name = item.subject, _name(item)
        zone = plan.zones.get(index)
        if zone is None:
            yield from ((who, f"{name} {fault}") for fault in _of_room(item, cell.net))
        elif zone.hard > 1e-6:
            yield who, f"the rooms of {name} do not fit into the {cell.gross.area:.0f} m2 it has"
        yield from ((who, f"{name} {fault}") for fault in _of_place(plan, item, cell.gross))
    for subject, share in lacking_zones(plan).items():
        yield subject, f"{subject} has {share:.0%} of the area that it needs"
    for quiet, noisy in _noise(plan):
        yield None, f"{quiet}, which must be quiet, lies beside {noisy}"
    if loose_rooms(plan) > 0:
        yield None, "the rooms of a zone do not hang together"
    if blocked_exits(scenario, plan) > 0:
        yield None, "an exit is reached by no corridor and no hall"


def _name(item: Item) -> str:
    return f"{item.subject} ({item.kind})" if item.group else str(item.subject)


def _of_room(item: Item, net: Polygon) -> Iterator[str]:
    """What a single room breaks by its shape."""
    x0, y0, x1, y1 = net.bounds
    long, short = max(x1 - x0, y1 - y0), min(x1 - x0, y1 - y0)
    if net.area < item.net_least:
        yield f"has {net.area:.1f} m2, less than its {item.net_least:.1f} m2"
    elif net.area > 1.02 * item.net_most:
        yield f"has {net.area:.1f} m2, more than its {item.net_most:.1f} m2"
    if narrow(net, item.min_width):
        yield f"is narrower than {item.min_width:g} m"
    elif long > (item.max_aspect + ROUNDED) * short:
        yield f"is {long / short:.2f} times as long as wide, {item.max_aspect:g} at most"
    if net.area < item.least_fill * long * short:
        yield f"fills {net.area / (long * short):.0%} of its rectangle, {item.least_fill:.0%} at least"
    elif narrow_legs(net) > 0:
        yield f"goes round a corner with a leg narrower than {LEG_M:g} m"


def _of_place(plan: Plan, item: Item, cell: Polygon) -> Iterator[str]:
    """What a room or zone lacks where it lies."""
    boundary = cell.boundary
    front = boundary.intersection(plan.frame.region.buffer(NEAR_M, join_style="mitre")).length
    if front < item.front - NEAR_M and not item.through:
        yield f"has {front:.1f} m of wall at a corridor, {item.front:.1f} m at least for its doors"
    if item.daylight > 0 and boundary.intersection(plan.plate.daylight).length < item.daylight:
        yield "has no window, which its kind needs"
    if item.dock and not any(cell.intersects(dock.shape) for dock in plan.plate.docks):
        yield "lies at no dock"


def _noise(plan: Plan) -> Iterator[tuple[str, str]]:
    """Quiet rooms beside noisy ones."""
    rooms = [(plan.items[cell.item], cell) for cell in plan.cells if cell.item is not None]
    for (one, a), (other, b) in itertools.permutations(rooms, 2):
        if one.noise == NOISE["quiet"] and other.noise == NOISE["noisy"] and _share(a, b):
            yield _name(one), _name(other)


def _share(one: Cell, other: Cell) -> bool:
    """Whether two cells share a wall."""
    met = one.gross.buffer(NEAR_M, join_style="mitre").intersection(other.gross.boundary)
    return bool(met.length > SHARED_M)
