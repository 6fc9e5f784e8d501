"""What a storey that cannot be arranged tells the allocation.

Two kinds of cut. Where the corridors of the arrangement leave less room than the allocation
assumed, the storey's capacity becomes what they left, or a little less than it was where it was filled
to the brim. And the mix of subjects that did not fit is forbidden there; a zone that was in trouble
twice shares its storey with stock rooms only. All are heuristic, so an allocation that fails because of
them proves nothing about the scenario.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from shapely.ops import unary_union

from planner.capacity import net_capacity
from planner.model import M2, Allocation, Placement, Scenario
from planner.programme import inner_share
from solvers.orchestrate.crowding import fewer_people
from solvers.types import Forbidden, Shape

if TYPE_CHECKING:
    from solvers.arrange import Arranged, Limits

SHAPE_MARGIN = 0.96
"""Share of its capacity that a storey is offered next, where shape and not area is in the way."""
BRIM = 0.96
"""Share of its capacity from which a storey counts as filled to the brim."""
ALONE = 0.4
"""Share of a storey's capacity from which a zone that is in trouble there shares it with stock rooms only."""

SMALL, SMALL_TOGETHER = 0.08, 0.15
"""Shares of what lies on a storey: up to these a room, and all such together, are not to blame."""

Placements = Mapping[str, tuple[Placement, ...]]


LOOSER = (0.05, 0.1, 0.2, 0.4)
"""Of what lies between the walls of storeys beyond what was measured of them: shares that are offered in turn
where nothing fits what was measured. Layouts hold up to 10 % more than that; then comes all of it."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """What the allocation has to respect: mm2 per storey, shapes, mixes that do not fit."""

    capacity: Mapping[str, int]
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    forbidden: tuple[Forbidden, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    """Subjects that were left out, and of which storey."""
    strained: tuple[tuple[str, str], ...] = ()
    """Zones whose rooms found no place or broke a rule, and on which storey."""
    people: Mapping[str, float] = field(default_factory=dict)
    """People on a storey at most, where the fire codes steer."""
    brim: Mapping[str, int] = field(default_factory=dict)
    """Room of storeys that are offered less than they have, for where nothing fits what is offered."""

    def to_the_brim(self) -> Cuts:
        """The cuts with all the room that storeys are known to have, and the mixes that did not fit them."""
        return replace(self, capacity={**self.capacity, **self.brim}, brim={})


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
        shapes[storey.id] = Shape(limit.largest_room, limit.counts, limit.frames, limit.wide)
    return Cuts(capacity, shapes, people=_people(scenario))


def widest_cuts(scenario: Scenario) -> Cuts:
    """What no plan can exceed: everything inside the external walls that is not core, corridor-free."""
    capacity = {}
    for storey in scenario.storeys:
        inside = storey.outline.buffer(-scenario.policies.exterior_wall_mm, join_style="mitre")
        cores = unary_union([core.polygon for core in storey.cores])
        capacity[storey.id] = round(inside.difference(cores).area)
    return Cuts(capacity)


def loosened(cuts: Cuts, widest: Cuts, share: float) -> Cuts:
    """Cuts with so much more room as a share of what ``widest`` has beyond them, and any mix of rooms in it.

    How large and how wide single rooms are stays as measured, and so do people and what is forbidden.
    """
    capacity = {
        storey: (room + round(share * max(0, widest.capacity[storey] - room))) // M2 * M2
        for storey, room in cuts.capacity.items()
    }
    shapes = {storey: replace(shape, counts=(), frames=()) for storey, shape in cuts.shapes.items()}
    return replace(cuts, capacity=capacity, shapes=shapes)


def _people(scenario: Scenario) -> Mapping[str, float]:
    from solvers.arrange.egress import people_limits

    return people_limits(scenario)


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


def tighten(scenario: Scenario, cuts: Cuts, placed: Placements, arranged: Mapping[str, Arranged]) -> Cuts:
    """New cuts from a round of arrangements.

    A storey that had to leave something out holds no more than its corridors left room for, a little less
    than was put there where it was filled to the brim, and never this mix again, whatever small rooms were
    there too. Who alone came nowhere near to a place does not come back to any storey of that shape, nor
    who was left out of one in an earlier round, unless another part of it lies on one of them. A storey that
    breaks a rule of the fire codes holds fewer people, or not that mix, and less too where it was full. A
    zone whose rooms were in trouble on a storey in an earlier round too shares it with stock rooms only. Who
    is pinned to a storey is never kept away from it.
    """
    capacity, forbidden, refused = dict(cuts.capacity), list(cuts.forbidden), list(cuts.refused)
    brim = dict(cuts.brim)
    for storey, placements in placed.items():
        result = arranged[storey]
        real = laid_out(result)
        missing = not all(row.subject in real for row in placements)
        if not missing and not any(fault.room for fault in result.faults):
            continue
        used = sum(taken(scenario, row) for row in placements)
        if missing and 0 < result.free_area < used:
            capacity[storey] = min(capacity[storey], result.free_area // M2 * M2)
            brim.pop(storey, None)
        elif used > BRIM * capacity[storey]:
            brim.setdefault(storey, capacity[storey])
            capacity[storey] = int(capacity[storey] * SHAPE_MARGIN) // M2 * M2
        if not missing:
            continue
        found = [Forbidden(storey, _mix(scenario, placements, result.left_out))]
        gone = set(result.left_out) if result.far and len(result.left_out) == 1 else set()
        for row in placements:
            if real and row.subject not in real:  # where nobody is laid out nobody is to blame
                again = any(row.subject == who and _alike(cuts, storey, id) for who, id in cuts.refused)
                gone |= {row.subject} if again else set()
                refused.append((row.subject, storey))
        alike = [id for id in placed if _alike(cuts, id, storey)]
        gone -= {subject for id in alike for subject in laid_out(arranged[id])}
        found += [Forbidden(id, frozenset({subject})) for subject in sorted(gone) for id in alike]
        forbidden += [cut for cut in found if cut not in forbidden]
    forbidden += [cut for cut in _unsafe(placed, arranged) if cut not in forbidden]
    strained = _strained(scenario, cuts, placed, arranged)
    known = set(cuts.strained)
    alone = [cut for zone in strained if zone in known for cut in _by_itself(scenario, *zone)]
    forbidden += [cut for cut in alone if cut not in forbidden]
    people = fewer_people(scenario, cuts.people, arranged)
    return replace(
        cuts,
        capacity=capacity,
        forbidden=tuple(cut for cut in forbidden if not _pinned(scenario, cut)),
        refused=tuple(refused),
        strained=(*cuts.strained, *(zone for zone in strained if zone not in known)),
        people=people,
        brim=brim,
    )


def _mix(scenario: Scenario, rows: Sequence[Placement], left_out: Collection[str]) -> frozenset[str]:
    """Who does not fit together: those on a storey without what is so small that it is not to blame."""
    areas = {row.subject: taken(scenario, row) for row in rows}
    large = {who for who, area in areas.items() if area >= SMALL * sum(areas.values())} | set(left_out)
    others = sum(area for who, area in areas.items() if who not in large)
    return frozenset(large if len(large) > 1 and others <= SMALL_TOGETHER * sum(areas.values()) else areas)


def _pinned(scenario: Scenario, cut: Forbidden) -> bool:
    """Whether all that a cut keeps apart is pinned together: no plan could keep to it."""
    return cut.subjects <= {pin.subject for pin in scenario.pins if pin.storey == cut.storey}


def _strained(
    scenario: Scenario, cuts: Cuts, placed: Placements, arranged: Mapping[str, Arranged]
) -> list[tuple[str, str]]:
    """Large zones of several rooms that were left out of a storey, or have rooms there that break a rule."""
    found = []
    for storey, rows in placed.items():
        layout = arranged[storey].layout
        subjects = {space.id: space.subject for space in layout.spaces} if layout is not None else {}
        troubled = {subjects.get(fault.room) for fault in arranged[storey].faults} | arranged[storey].left_out
        large = [row for row in rows if taken(scenario, row) >= ALONE * cuts.capacity[storey]]
        zones = {row.subject for row in large if sum(room.count for room in row.rooms) > 1}
        found += [(zone, storey) for zone in sorted(zones & troubled)]
    return found


def _by_itself(scenario: Scenario, zone: str, storey: str) -> list[Forbidden]:
    """That no company's rooms and no other demand lie on a storey with a zone."""
    others = [tenant.id for tenant in scenario.tenants]
    others += [demand.id for demand in scenario.demands if not demand.off_site and demand.id != zone]
    return [Forbidden(storey, frozenset({zone, other})) for other in others]


def _unsafe(placed: Placements, arranged: Mapping[str, Arranged]) -> list[Forbidden]:
    """Mixes of storeys whose layouts break a rule of the fire codes, and halls too far from their exits."""
    found = []
    for storey, result in arranged.items():
        if not result.faults or result.layout is None:
            continue
        subjects = {space.id: space.subject for space in result.layout.spaces}
        found.append(Forbidden(storey, frozenset(row.subject for row in placed[storey])))
        halls = {subjects.get(fault.room) for fault in result.faults if fault.hall}
        found += [Forbidden(storey, frozenset({who})) for who in sorted(filter(None, halls))]
    return found


def _alike(cuts: Cuts, one: str, other: str) -> bool:
    """Whether two storeys have the same shape, as far as the allocation knows."""
    return one == other or (one in cuts.shapes and cuts.shapes[one] == cuts.shapes.get(other))


def taken(scenario: Scenario, placement: Placement) -> int:
    """Storey area that a placement takes, inner corridors included, mm2."""
    if placement.tenant is not None:
        return placement.area
    demand = next((row for row in scenario.demands if row.id == placement.subject), None)
    share = inner_share(scenario, demand) if demand else 0.0
    return placement.area + round(placement.area * share)
