"""A storey laid out anew round what stays of it: rooms with their doors and, as long as it goes, corridors.

What stays is a block in the plate; where the corridors may change too, its doors are what they must lead to.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import shapely
from shapely.geometry import LineString, MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry

from planner.model import Door, Placement, Scenario, Space, Storey, StoreyLayout
from planner.pins.held import owners
from solvers.arrange.contact import touches
from solvers.arrange.egress import corridor_width, stairs_m
from solvers.arrange.fill import Mutate
from solvers.arrange.frame import Frame
from solvers.arrange.leave import roomy
from solvers.arrange.leftovers import LEAST_POCKET_M2
from solvers.arrange.lines import candidate_lines
from solvers.arrange.networks import frames_on
from solvers.arrange.plate import DOOR_CONTACT_M, Plate, Target, dominant_angle, local, make_plate, polygons
from solvers.arrange.spurs import without_spurs
from solvers.arrange.standing import Standing, Step, part_of, rest_of, staying, steps, without
from solvers.arrange.storey import Arranged, Plan, StoreySearch, arrange_storey
from solvers.arrange.write_around import outer_ids, vacated, written_around
from solvers.types import Pull

LEAST_PIECE_M2, LEAST_DEPTH_M = 20.0, 1.7
"""Ground smaller or narrower than this is no place for rooms."""
SPECK_M = 0.06
"""Strips narrower than this between what stays are left over by rounding."""
BESIDE = "no room for it beside what stays"
LOST_M2 = 1.0
"""Ground without a door of this area may be lost."""


def arrange_beside(
    scenario: Scenario, storey: Storey, placements: Sequence[Placement], standing: Standing, *, seed: int,
    effort: int = 1, pulls: Sequence[Pull] = (),
) -> Arranged | None:  # fmt: skip
    """Lay out ``placements`` on a storey that stands, moving as little as possible; its corridors stay.

    Whoever finds no place however much is moved, or for what it is worth, is left out, and the rest stays.
    ``None`` where other corridors may be tried. Deterministic in its arguments.
    """
    task = _Task(scenario, storey, placements, standing, seed, effort, pulls)
    stays = staying(standing, placements, scenario.catalogue)
    reason = BESIDE
    for step in steps(standing, stays, scenario.catalogue):
        if not step.corridors:
            return None
        if step.moved * standing.price / 1e6 > standing.worth:
            reason = "moving others for it costs more than it is worth"
            continue
        result = task.after(step)
        if result is not None:
            return result
    return task.without(stays, reason)


def arrange_around(
    scenario: Scenario, storey: Storey, placements: Sequence[Placement], standing: Standing, *, seed: int,
    effort: int = 1, pulls: Sequence[Pull] = (),
) -> Arranged:  # fmt: skip
    """The same with other corridors round what is pinned, where ``arrange_beside`` found no way."""
    task = _Task(scenario, storey, placements, standing, seed, effort, pulls)
    stays = staying(standing, placements, scenario.catalogue)
    for step in steps(standing, stays, scenario.catalogue):
        result = None if step.corridors else task.after(step)
        if result is not None:
            return result
    return task.without(stays, BESIDE)


@dataclass(frozen=True, slots=True)
class _Task:
    """What is to be laid out on a storey, and what stands there."""

    scenario: Scenario
    storey: Storey
    placements: Sequence[Placement]
    standing: Standing
    seed: int
    effort: int
    pulls: Sequence[Pull]

    def after(self, step: Step) -> Arranged | None:
        """The storey with everybody on it when this much stays, if that can be."""
        layout = self.standing.layout
        kept = part_of(layout, step.keep)
        gone = without(layout, step.keep)
        rest = rest_of(self.placements, kept)
        if not rest and step.moved == 0 and _only_rooms(layout, gone) and not self.standing.unfit:
            return Arranged(self.left({row.subject for row in self.placements}), 0, "")
        if not kept.spaces and not kept.corridors:
            result = arrange_storey(
                self.scenario, self.storey, self.placements, seed=self.seed, effort=self.effort,
                pulls=self.pulls,
            )  # fmt: skip
            return None if result.left_out else result
        search = AroundSearch(
            self.scenario, self.storey, self.placements, self.seed, self.pulls, kept, gone, layout
        )
        plan = _found(search, rest, self.effort)
        if plan is None:
            return None
        return Arranged(search.finished(plan), 0, "", plan.soft, faults=plan.faults)

    def without(self, stays: frozenset[str], reason: str) -> Arranged:
        """The storey as it stands, without those who are new."""
        there = {row.subject for row in self.placements}
        return Arranged(self.left(there & stays), 0, reason, left_out=frozenset(there - stays))

    def left(self, there: Collection[str]) -> StoreyLayout:
        """The storey as it stands; rooms of those who are no longer there are vacant units."""
        pinned = self.standing.pinned
        spaces = tuple(
            vacated(self.scenario, space)
            if space.subject is not None and space.subject not in there and space.id not in pinned
            else space
            for space in self.standing.layout.spaces
        )
        return replace(self.standing.layout, spaces=spaces)


def _found(search: AroundSearch, rows: Sequence[Placement], effort: int) -> Plan | None:
    """The first plan of these rows that keeps every rule; else the one that breaks the fire codes least."""
    if not search.frames:
        return None
    wide = [roomy(search.scenario, row) for row in rows]
    apart = any(sum(room.count for room in row.rooms) > 1 for row in rows)
    best: Plan | None = None
    for attempt, asked in enumerate((list(rows), wide, *([wide] if apart else []))):
        plan = search.plan(asked, effort, all_zones=apart and attempt > 1, attempt=attempt)
        if plan is None or plan.hard > 1e-6:
            continue
        if best is None or plan.unsafe < best.unsafe:
            best = plan
        if not best.faults:
            break
    return best


def _only_rooms(layout: StoreyLayout, gone: Sequence[Space]) -> bool:
    """Whether none of the rooms that are given up had a corridor of its own zone."""
    subjects = {space.subject for space in gone if space.subject is not None}
    return not any(way.subject in subjects for way in layout.corridors)


class AroundSearch(StoreySearch):
    """The search of a storey of which something stays."""

    def __init__(
        self,
        scenario: Scenario,
        storey: Storey,
        placements: Sequence[Placement],
        seed: int,
        pulls: Sequence[Pull],
        kept: StoreyLayout,
        gone: Sequence[Space],
        before: StoreyLayout,
    ) -> None:
        self.scenario, self.storey, self.seed, self.pulls = scenario, storey, seed, pulls
        self.kept, self.gone, self.before = kept, gone, before
        width = corridor_width(scenario, storey, placements)
        angle, wall = dominant_angle(storey.outline), scenario.policies.interior_wall_mm / 1000
        inner = [way.polygon for way in kept.corridors if way.subject is not None]
        blocks = [_gross(shape, angle, wall) for shape in (*(s.polygon for s in kept.spaces), *inner)]
        self.plate = _plate(storey, scenario, width, blocks, kept)
        self.public = [way for way in kept.corridors if way.subject is None]
        self.fixed = bool(self.public)
        """Whether the corridors stay."""
        if self.fixed:
            ways = shapely.union_all([_gross(way.polygon, angle, wall) for way in self.public])
            frame = _frame(self.plate, ways)
            self.frames = [] if frame is None else [frame]
        else:
            self.frames = frames_on(storey, self.plate)
        self.lines = [] if self.fixed else candidate_lines(self.plate)
        self._steered()

    def written(self, plan: Plan) -> StoreyLayout:
        """What stays, and the rooms of the plan with their doors."""
        return written_around(self.scenario, self.storey, plan, self.kept, self.gone, self.before)

    def finished(self, plan: Plan) -> StoreyLayout:
        """The layout of a plan; dead ends of new corridors are given to the rooms round them."""
        if plan.layout is not None:
            return plan.layout
        layout = self.written(plan)
        short = layout if self.fixed else without_spurs(self.scenario, self.storey, layout)
        kept = {space.id for space in self.kept.spaces}
        before = {space.id: space.polygon for space in layout.spaces if space.id in kept}
        same = all(space.polygon == before[space.id] for space in short.spaces if space.id in kept)
        return short if same else layout

    def _mutation(self, halls: int, *, again: bool) -> Mutate:
        if self.fixed:
            return lambda _frame, _rng: None
        return super()._mutation(halls, again=again)

    def _frames_for(self, halls: int, rooms: int) -> list[Frame]:
        return self.frames if self.fixed else super()._frames_for(halls, rooms)


def _gross(shape: Polygon, angle: float, wall: float) -> BaseGeometry:
    """What a net polygon takes with half its walls, in the plate's metres."""
    return local(shape, angle).buffer(wall / 2, join_style="mitre")


def _plate(
    storey: Storey, scenario: Scenario, width: int, blocks: Sequence[BaseGeometry], kept: StoreyLayout
) -> Plate:
    """The storey without what stays; new corridors must lead to the doors of that."""
    taken = shapely.union_all(blocks) if blocks else None
    plate = make_plate(storey, scenario.policies, width, taken, flights_m=stairs_m(scenario, storey))
    served = {id for door in kept.doors for id in door.joins}
    targets = [t for t in plate.targets if not (t.kind == "exit" and t.id in served)]
    solid = {thing.id for thing in owners(kept)}
    fixed = {core.id for core in storey.cores} | outer_ids(storey)
    targets += [
        target
        for door in kept.doors
        if not set(door.joins) <= solid | fixed and (target := _before(door, blocks, plate)) is not None
    ]
    return replace(plate, targets=tuple(targets))


def _before(door: Door, blocks: Sequence[BaseGeometry], plate: Plate) -> Target | None:
    """The stretch of what stays before a door that a corridor has to run along."""
    shape = local(door.polygon, plate.angle)
    wide = shape.buffer(0.1, join_style="mitre")
    lines = [
        (line, block)
        for block in blocks
        if isinstance(block, Polygon) and block.intersects(wide)
        for line in shapely.get_parts(block.boundary.intersection(wide))
        if isinstance(line, LineString)
    ]
    if not lines:
        return None
    width = door.width_mm / 1000
    straight = [(LineString([line.coords[0], line.coords[-1]]), block) for line, block in lines]
    line, block = max(straight, key=lambda pair: min(pair[0].length, width + 0.2))
    contact = min(width, line.length) - 0.02
    return Target(door.id, "door", block, contact, MultiLineString([line]))


def _frame(plate: Plate, ways: BaseGeometry) -> Frame | None:
    """The corridors as they are with the ground that is free; ``None`` where no door gets to some of it."""
    regions = sorted(polygons(ways), key=lambda part: -part.area)
    if not regions or sum(part.area for part in regions[1:]) > SPECK_M:
        return None
    region = regions[0]
    pieces: list[Polygon] = []
    pockets: list[Polygon] = []
    beside = region.buffer(0.03, join_style="mitre")
    free = plate.usable.difference(region)
    free = free.buffer(-SPECK_M / 2, join_style="mitre").buffer(SPECK_M / 2, join_style="mitre")
    for raw in polygons(free.intersection(plate.usable), 0.3):
        part = shapely.remove_repeated_points(raw.simplify(0.002), 0.002)
        if not isinstance(part, Polygon):
            return None
        front = part.boundary.intersection(beside).length
        deep = not part.buffer(-LEAST_DEPTH_M, join_style="mitre").is_empty
        if front >= DOOR_CONTACT_M and part.area >= LEAST_PIECE_M2 and deep:
            pieces.append(part)
        elif front >= DOOR_CONTACT_M and part.area >= LEAST_POCKET_M2:
            pockets.append(part)
        elif part.area > LOST_M2:
            return None
    if not pieces:
        return None
    exits = {target.id for target in plate.targets if target.kind == "exit" and not touches(region, target)}
    return Frame(
        region=region,
        pieces=tuple(sorted(pieces, key=lambda piece: piece.bounds)),
        pockets=tuple(sorted(pockets, key=lambda piece: piece.bounds)),
        unreached=tuple(sorted(exits)),
        spines=1,
        share=region.area / max(plate.usable.area, 1e-9),
        columns=0.0,
    )


__all__ = ["AroundSearch", "arrange_around", "arrange_beside"]
