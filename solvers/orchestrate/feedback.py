"""What a storey that cannot be arranged tells the allocation.

Two kinds of cut. Where the corridors of the arrangement leave less room than the allocation
assumed, the storey's capacity becomes what they left. Where the room would do but the mix of rooms
does not fit its shape, the capacity is taken back a little, and after that the mix itself is
forbidden. Both are heuristic, so an allocation that fails because of them proves nothing about
the scenario.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from shapely.ops import unary_union

from planner.capacity import net_capacity
from planner.model import M2, Allocation, Placement, Scenario
from planner.programme import inner_share, rooms_for
from solvers.types import Forbidden, Shape

if TYPE_CHECKING:
    from solvers.arrange import Arranged, Limits

SHAPE_MARGIN = 0.95
"""Share of the room asked for that is offered next, where shape and not area is in the way."""
TOLERATED_LOSS = 0.97
"""Share of a placement's area that has to be laid out; less sends the storey back."""
MIX_AFTER = 2
"""Failures of one storey after which its mix of subjects is forbidden."""

Placements = Mapping[str, tuple[Placement, ...]]


@dataclass(frozen=True, slots=True)
class Cuts:
    """What the allocation has to respect: mm2 per storey, mixes that do not fit, failures so far."""

    capacity: Mapping[str, int]
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    forbidden: tuple[Forbidden, ...] = ()
    failures: Mapping[str, int] = field(default_factory=dict)


def first_cuts(scenario: Scenario, limits: Mapping[str, Limits]) -> Cuts:
    """The first word on every storey: its room, and how large single rooms in it may be.

    Storeys without limits get the estimate of ``planner.capacity``.
    """
    capacity, shapes = {}, {}
    for storey in scenario.storeys:
        limit = limits.get(storey.id)
        if limit is None:
            capacity[storey.id] = net_capacity(storey, scenario.policies)
            continue
        capacity[storey.id] = limit.room_area // M2 * M2
        shapes[storey.id] = Shape(limit.largest_room, limit.counts, limit.frames)
    return Cuts(capacity, shapes)


def widest_cuts(scenario: Scenario) -> Cuts:
    """What no plan can exceed: everything inside the external walls that is not core, corridor-free."""
    capacity = {}
    for storey in scenario.storeys:
        inside = storey.outline.buffer(-scenario.policies.exterior_wall_mm, join_style="mitre")
        cores = unary_union([core.polygon for core in storey.cores])
        capacity[storey.id] = round(inside.difference(cores).area)
    return Cuts(capacity)


def by_storey(scenario: Scenario, allocation: Allocation) -> dict[str, tuple[Placement, ...]]:
    """The placements of every storey of the park, empty storeys too, in a fixed order."""
    found: dict[str, list[Placement]] = {storey.id: [] for storey in scenario.storeys}
    for placement in allocation.placements:
        found[placement.storey].append(placement)
    return {id: tuple(sorted(rows, key=lambda row: row.subject)) for id, rows in found.items()}


def laid_out(arranged: Arranged) -> dict[str, int]:
    """Net area by subject that a storey's layout really has, mm2."""
    areas: dict[str, int] = {}
    for space in arranged.layout.spaces if arranged.layout else ():
        if space.subject is not None:
            areas[space.subject] = areas.get(space.subject, 0) + space.area
    return areas


def losses(placements: Iterable[Placement], arranged: Arranged) -> int:
    """Area below what was decided, beyond the tolerated loss, mm2; all of it without a layout."""
    real = laid_out(arranged)
    missing = 0
    for placement in placements:
        got = real.get(placement.subject, 0)
        if got < TOLERATED_LOSS * placement.area:
            missing += placement.area - got
    return missing


def tighten(
    scenario: Scenario, cuts: Cuts, placed: Placements, arranged: Mapping[str, Arranged]
) -> tuple[Cuts, tuple[str, ...]]:
    """New cuts from a round of arrangements, and the storeys that sent them (none: all is well)."""
    capacity, forbidden = dict(cuts.capacity), list(cuts.forbidden)
    failures = dict(cuts.failures)
    blamed = []
    for storey, placements in placed.items():
        result = arranged[storey]
        if not placements or losses(placements, result) == 0:
            continue
        blamed.append(storey)
        failures[storey] = failures.get(storey, 0) + 1
        used = sum(taken(scenario, row) for row in placements)
        if 0 < result.free_area < used:
            capacity[storey] = result.free_area // M2 * M2
        elif failures[storey] <= MIX_AFTER:
            capacity[storey] = int(min(used, capacity[storey]) * SHAPE_MARGIN) // M2 * M2
        else:
            cut = Forbidden(storey, frozenset(row.subject for row in placements))
            forbidden += [cut] if cut not in forbidden else []
    return Cuts(capacity, cuts.shapes, tuple(forbidden), failures), tuple(blamed)


def taken(scenario: Scenario, placement: Placement) -> int:
    """Storey area that a placement takes, inner corridors included, mm2."""
    demand = next((row for row in scenario.demands if row.id == placement.subject), None)
    share = inner_share(scenario, demand) if demand else 0.0
    return placement.area + round(placement.area * share)


def resized(scenario: Scenario, placement: Placement, area: int) -> Placement:
    """The placement with another net area and rooms to match."""
    demand = next((row for row in scenario.demands if row.id == placement.subject), None)
    if demand is not None:
        rooms = rooms_for(scenario, demand, area)
    else:
        rooms = tuple(replace(room, area=area) for room in placement.rooms)
    return replace(placement, area=area, rooms=rooms)
