"""One storey from its placements to rooms, corridors and doors."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np
import numpy.typing as npt
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from planner.model import Placement, Scenario, Storey, StoreyLayout
from solvers.arrange.breed import mutated
from solvers.arrange.compartments import compartments_of
from solvers.arrange.crowds import CROWDED, crowded, less_crowded
from solvers.arrange.egress import EgressRules, corridor_width, egress_rules, people_limits, stairs_m
from solvers.arrange.exact import Cell, exact_cells
from solvers.arrange.fill import SHARE_COST, Fill, Mutate, Task, search
from solvers.arrange.frame import Frame
from solvers.arrange.grids import MANY, spread
from solvers.arrange.items import Item, flattened, gross, items_of, vacant_item
from solvers.arrange.judge import blocked_exits, lacking_zones, loose_rooms, narrow_legs, short
from solvers.arrange.leave import leavers, roomy, stretched
from solvers.arrange.lines import candidate_lines
from solvers.arrange.near import Near, Reach
from solvers.arrange.networks import FRAMES_PER_SIZE, corridor_limit, frames_of, grids_of
from solvers.arrange.pieces import NEAR as NEAR_EXIT
from solvers.arrange.plate import Plate
from solvers.arrange.pulls import Draws, cost_cny, draws_of
from solvers.arrange.spurs import without_spurs
from solvers.arrange.two_doors import DUE, eased, pillars_of, stricter, with_two_doors
from solvers.arrange.ways import Fault, egress_faults
from solvers.arrange.why import to_blame, too_full, why_not
from solvers.arrange.write import write_storey
from solvers.arrange.zone import ZonePlan, plan_zone
from solvers.types import Pull

UNREACHED = "no corridor network reaches every core and leaves rooms"
FAR = 3.0
"""Hard cost from which a storey is so far from a plan that its largest subjects are the first to leave."""
OTHER_WAY = 1.0
"""Hard cost of a fill from which whole zones are taken apart in the next attempt, or reversely."""
UNSAFE_TRIES = 2
"""Attempt, but for one by flows, after which a plan is taken though it breaks a rule of the fire codes."""
NEAR, AGAIN = 1.6, 2
"""Hard cost up to which a storey is tried again before anybody leaves, and how often."""
MOST_LEAVERS = 10
"""Sets of subjects at most that leave a storey on trial."""
BEYOND_M = 0.5
"""How much farther than elsewhere stairs may lie from exits, all together."""
PLANNED, TRIED = 3, 5
"""Fills of a search that are planned in detail at most, and tried (some cannot be cut to shape)."""
STEERED = 1
"""Fills more where the fire codes steer."""
LONGER = 0.25
"""Share of bred frames there, after a first attempt, with a spine that only goes on: rooms above 120 m2 need
wall for two doors."""
MORE_FRONT = 1.3
"""How much more room for doors a zone is given whose halls found no place for theirs."""
HOPELESS = 1.5
"""Hard cost after a search above which a fill is not worth planning in detail."""
ZONE_TURNS = 2
"""Times a fill is planned to its zones, each time with what they asked for."""
CORRIDOR_MOST = 0.185
"""Corridors of a storey above 800 m2 with half the walls round them, inner ones included (18 % net)."""


@dataclass(frozen=True, slots=True)
class Arranged:
    """Outcome for one storey: a layout of all or most of its subjects, or why there is none."""

    layout: StoreyLayout | None
    free_area: int
    """Area in mm2 that its best circulation leaves for takes of rooms and zones."""
    reason: str
    cost: float = 0.0
    left_out: frozenset[str] = frozenset()
    """Subjects that found no place; ``reason`` says why."""
    far: bool = False
    """Whether nothing came near to a plan with all subjects: they do not suit this shape."""
    faults: tuple[Fault, ...] = ()
    """What the layout breaks of the fire codes, where a scenario opts into them."""
    apart: bool = False
    """Whether its zones were taken apart."""

    @property
    def unsafe(self) -> float:
        """Cost of what it breaks of the fire codes."""
        return sum(fault.cost for fault in self.faults)


@dataclass(slots=True)
class Plan:
    """A storey decided: cells, zones and the corridors, in plate metres."""

    plate: Plate
    frame: Frame
    items: Sequence[Item]
    cells: list[Cell]
    zones: dict[int, ZonePlan] = field(default_factory=dict)
    """Index of a cell -> the plan of the zone in it."""
    hard: float = 0.0
    soft: float = 0.0
    layout: StoreyLayout | None = None
    """Written already, where the fire codes judge it."""
    faults: tuple[Fault, ...] = ()
    apart: bool = False
    """Whether all zones were taken apart, their rooms laid on the plate directly."""

    @property
    def unsafe(self) -> float:
        """Cost of what it breaks of the fire codes."""
        return sum(fault.cost for fault in self.faults)

    @property
    def lasting(self) -> tuple[Fault, ...]:
        """Faults but that of too many people: the allocation is told of it storey by storey."""
        return tuple(fault for fault in self.faults if fault.what != CROWDED)


def arrange_storey(
    scenario: Scenario, storey: Storey, placements: Sequence[Placement], *, seed: int, effort: int = 1,
    pulls: Sequence[Pull] = (), whole: bool = False, apart: bool = False,
) -> Arranged:  # fmt: skip
    """Lay out ``placements`` on ``storey``; ``pulls``: what draws them to each other, and out.

    First with the areas decided, then with all that their bounds in the scenario allow; where that fails
    too, as many as can be laid out together; ``whole``: all soon, or nobody; ``apart``: zones are taken
    apart in the first attempt. Deterministic in its arguments; ``effort`` scales the search.
    """
    search_ = StoreySearch(scenario, storey, corridor_width(scenario, storey, placements), seed, pulls)
    everybody = frozenset(row.subject for row in placements)
    if not search_.frames:
        return Arranged(None, 0, UNREACHED, left_out=everybody)
    wide, deep = ([give(scenario, row) for row in placements] for give in (roomy, stretched))
    zoned = any(sum(room.count for room in row.rooms) > 1 for row in placements)
    again = 1 if whole else AGAIN
    drawn = () if whole or not pulls else (placements,)  # by flows; what fails so is tried without them
    usual = (wide, deep) if deep != wide else (wide,) * (1 + zoned)
    tries = (*drawn, placements, *(() if whole else usual), *[wide] * again)
    last, safest = None, None
    cost, asked, taken_apart, misfit = 1e9, wide, apart, 0.0
    for attempt, rows in enumerate(tries):
        if attempt >= len(tries) - again:
            if cost > NEAR:
                break
            search_.bred = []  # from the start: where the search went before it got stuck
        taken_apart = zoned and _other_way(attempt - len(drawn), misfit, taken_apart)
        plan = search_.plan(rows, effort, all_zones=taken_apart, attempt=attempt)
        search_.pulls = ()  # nobody is left out for the sake of short ways
        cost = 1e9 if plan is None else plan.hard
        misfit = search_.misfit if plan is None or taken_apart else max(search_.misfit, plan.hard)
        if plan is None or cost >= 1e-6:
            last, asked = plan, rows
            if attempt < len(drawn):
                search_.bred = []
            continue
        layout = _written(scenario, storey, plan)
        if layout is not None and not plan.faults:
            return Arranged(layout, search_.free_for(rows), "", plan.soft, apart=plan.apart)
        if layout is not None and (safest is None or plan.unsafe < safest.unsafe):
            safest = plan
        if attempt >= UNSAFE_TRIES + len(drawn):
            break
        search_.bred = []
    if safest is not None:
        layout = _written(scenario, storey, safest)
        free = search_.free_for(placements)
        return Arranged(layout, free, "", safest.soft, faults=safest.lasting, apart=safest.apart)
    reason = why_not(scenario, last, search_.too_full(asked))
    blamed = frozenset() if search_.rules is None else to_blame(scenario, last)
    sets = leavers(scenario, placements, far=cost > FAR, blamed=blamed)
    for attempt, gone in enumerate(islice(sets, 0 if whole else MOST_LEAVERS), len(tries)):
        rest = [row for row in wide if row.subject not in gone]
        plan = search_.plan(rest, effort, all_zones=bool(attempt % 2), attempt=attempt)
        layout = _written(scenario, storey, plan) if plan is not None and plan.hard < 1e-6 else None
        if plan is not None and layout is not None:
            free = search_.free_for(placements)
            return Arranged(layout, free, reason, plan.soft, gone, cost > FAR, plan.lasting, plan.apart)
    return Arranged(None, search_.free_for(placements), reason, cost, everybody)


def _other_way(attempt: int, misfit: float, taken_apart: bool) -> bool:
    """Whether zones are taken apart, their rooms laid on the plate directly, after what came of it before.

    Attempts count from the first one without flows. Where what was laid on the plate did not fit it by far,
    or rooms their zones, the next attempt goes the other way, and both ways are gone with the widest bounds.
    """
    if attempt > 2:
        return True
    return taken_apart != (attempt == 2 or misfit >= OTHER_WAY)


def _written(scenario: Scenario, storey: Storey, plan: Plan) -> StoreyLayout | None:
    """The layout of a plan. Where the fire codes judge it, that was done with its dead ends.

    ``None`` where its edges defeat the overlay: another attempt lays others.
    """
    try:
        return plan.layout or without_spurs(scenario, storey, write_storey(scenario, storey, plan))
    except GEOSException:
        return None


class StoreySearch:
    """The search of one storey: its plate and frames, tried with different sets of rooms."""

    def __init__(
        self, scenario: Scenario, storey: Storey, width: int, seed: int, pulls: Sequence[Pull]
    ) -> None:
        self.scenario, self.storey, self.seed, self.pulls = scenario, storey, seed, pulls
        flights = stairs_m(scenario, storey)
        self.plate, self.frames = frames_of(storey, scenario.policies, width, flights_m=flights)
        self.lines = candidate_lines(self.plate)
        self._steered()

    def _steered(self) -> None:
        """What the fire codes ask on this plate, where the scenario opts in; nothing is tried yet."""
        self.rules = egress_rules(self.scenario, self.storey)
        self.near = Near(self.storey, self.plate, self.rules) if self.rules is not None else None
        self.pillars = pillars_of(self.plate.columns, self.plate.wall) if self.rules is not None else None
        limits = people_limits(self.scenario) if self.rules is not None else {}
        self.most_people = limits.get(self.storey.id, math.inf)
        """People whom the exits let out."""
        self.misfit = 0.0
        """Hard cost of the best fill of the last attempt, whatever came of its zones."""
        self.bred: list[Frame] = []
        """The best frames of the last attempt: the next one starts from them too."""

    def plan(self, rows: Sequence[Placement], effort: int, *, all_zones: bool, attempt: int) -> Plan | None:
        """The best plan of these placements; it may break rules. ``None``: they cannot be cut to shape."""
        try:
            plan = self._planned(rows, effort, all_zones=all_zones, attempt=attempt)
            return plan and replace(plan, apart=all_zones)
        except GEOSException:  # edges almost in line can defeat an overlay: another attempt lays others
            self.bred = []
            return None

    def _planned(
        self, rows: Sequence[Placement], effort: int, *, all_zones: bool, attempt: int
    ) -> Plan | None:
        plate, catalogue = self.plate, self.scenario.catalogue
        vacant = vacant_item(catalogue, plate.wall, self.scenario.policies.least_vacant_unit_area / 1e6)
        rows = eased(rows, self.rules)
        whole = items_of(rows, catalogue, plate.wall, docks=bool(plate.docks))
        items = flattened(whole, catalogue, plate.wall, plate.usable.area, all_zones=all_zones)
        *items, vacant = with_two_doors(
            [*items, vacant], catalogue, self.rules, columns=self.pillars is not None
        )
        items = less_crowded(items, self.scenario, self.most_people)
        task = Task(
            items, vacant, None, plate.daylight, [dock.shape for dock in plate.docks], plate.wall,
            vacant.target, (plate.corridor + 0.05, core_boxes(plate), self._draws(items)),
            {target.id: target.shape for target in plate.targets if target.kind == "exit"},
            self._near(items), self._far, self.pillars,
        )  # fmt: skip
        mixed = zlib.crc32(f"{self.seed}/{self.storey.id}/{attempt}".encode())
        halls = sum(item.exit_hall and not item.dock for item in items)
        frames = [*self.bred, *self._frames_for(halls, len(items))]
        fills = search(
            frames, task, effort=effort, seed=mixed, mutate=self._mutation(halls, again=attempt > 0)
        )
        self.misfit = fills[0].hard if fills else 0.0
        self.bred = [fill.frame for fill in fills if len(fill.frame.unreached) <= halls]
        return self._best_plan(items, fills, effort, mixed)

    def _draws(self, items: Sequence[Item]) -> Draws:
        """What draws the items, in units of the search's cost."""
        unit = cost_cny(self.scenario, self.plate.gross_area, SHARE_COST)
        return draws_of(self.storey, self.plate, items, self.pulls, unit)

    def _near(self, items: Sequence[Item]) -> Callable[[Frame], BaseGeometry | None]:
        """Corridors near to an exit, where there is a hall that must lie at one."""
        if self.near is None or not any(item.two_doors[3] == NEAR_EXIT for item in items):
            return lambda _: None
        return self.near.of

    def _far(self, frame: Frame) -> BaseGeometry | None:
        """Sides of corridors from which the way out is too long."""
        return None if self.near is None else self.near.too_far(frame)

    def _best_plan(self, items: Sequence[Item], fills: Sequence[Fill], effort: int, seed: int) -> Plan | None:
        """The first fill that keeps every rule with its zones inside; else the least bad one."""
        best: Plan | None = None
        planned = 0
        more = 0 if self.rules is None else STEERED
        for number, fill in enumerate(fills[: TRIED + more]):
            if planned == PLANNED + more or (best is not None and fill.hard > min(best.hard, HOPELESS)):
                continue
            if best is not None and planned > 1 and best.hard > FAR:
                break  # two plans far from any place: other fills are no nearer
            reach = None if self.near is None else self.near.reach(fill.frame)
            most = 1e9 if best is None else best.hard
            plan = _plan_of(self.scenario, self.plate, items, fill, effort, seed + number, reach, most)
            if plan is None:
                continue
            planned += 1
            if self.rules is not None and plan.hard < 1e-6:
                self._measure(plan, self.rules)
                if plan.faults and stricter(
                    plan.layout, plan.faults, plan.plate, plan.items, plan.cells, fill
                ):
                    fill.anneal(effort * (1200 + 240 * len(items)), 1.0, 0.04, (seed + number) & 0xFFFF)
                    again = _plan_of(
                        self.scenario, plan.plate, items, fill, effort, seed + number, reach, 0.0
                    )
                    if again is not None and again.hard < 1e-6:
                        self._measure(again, self.rules)
                        plan = min(plan, again, key=lambda plan: (plan.unsafe, plan.soft))
            if best is None or (plan.hard, plan.unsafe, plan.soft) < (best.hard, best.unsafe, best.soft):
                best = plan
            if best.hard < 1e-6 and not best.faults:
                return best
        return best

    def _measure(self, plan: Plan, rules: EgressRules) -> None:
        """Write a plan, divide it into fire compartments, and note what it breaks of the rules.

        Dead ends without doors go to the rooms round them where that breaks none.
        """
        written = self.written(plan)
        plan.layout, plan.faults = self._divided(written, rules)
        with suppress(GEOSException):  # then the dead ends stay
            shorter = without_spurs(self.scenario, self.storey, written) if not plan.faults else written
            if shorter.corridors != written.corridors:
                layout, faults = self._divided(shorter, rules)
                plan.layout = plan.layout if faults else layout
        plan.faults += crowded(self.storey, plan.layout, plan.items, self.scenario, self.most_people)

    def written(self, plan: Plan) -> StoreyLayout:
        """The layout of a plan, as the fire codes judge it."""
        return write_storey(self.scenario, self.storey, plan)

    def _divided(self, layout: StoreyLayout, rules: EgressRules) -> tuple[StoreyLayout, tuple[Fault, ...]]:
        """A layout with its fire compartments, and what it breaks of the rules."""
        faults = egress_faults(self.storey, layout, rules)
        parts = compartments_of(self.storey, layout, rules.compartment_m2, self.plate.wall)
        if parts is None:
            return layout, (*faults, Fault("", "fire compartments", 1.0))
        return replace(layout, compartments=parts), tuple(faults)

    def free_for(self, rows: Sequence[Placement]) -> int:
        """Net area in mm2 that the leanest circulation leaves for rooms of these placements."""
        items = items_of(rows, self.scenario.catalogue, self.plate.wall, docks=bool(self.plate.docks))
        free = max(sum(piece.area for piece in frame.pieces) for frame in self.frames)
        return round((free - _wall_overhead(items, self.plate.wall)) * 1e6)

    def too_full(self, rows: Sequence[Placement]) -> str:
        """That these placements need more than any corridors leave; empty where they do not."""
        items = items_of(rows, self.scenario.catalogue, self.plate.wall, docks=bool(self.plate.docks))
        return too_full(items, self._frames_for(len(items), len(items)))

    def _frames_for(self, halls: int, rooms: int) -> list[Frame]:
        """Frames that leave no more exits without a corridor than there are halls to open from.

        Grids too, and fewer others, where the rooms are very many. Of all these the ones from which stairs
        lie as near to the exits as in any.
        """
        usual = self.frames
        if rooms > MANY:
            usual = [*grids_of(self.storey, self.plate), *spread(usual, FRAMES_PER_SIZE)]
        frames = [frame for frame in usual if len(frame.unreached) <= halls] or usual
        beyond = [self._beyond(frame) for frame in frames]
        most = min(beyond, default=0.0) + BEYOND_M
        return [frame for frame, more in zip(frames, beyond, strict=True) if more <= most]

    def _beyond(self, frame: Frame) -> float:
        """What stairs lie farther from the exits than the fire codes allow, m; places narrowed by columns."""
        return 0.0 if self.near is None else self.near.beyond(frame)

    def _mutation(self, halls: int, *, again: bool) -> Mutate:
        most_corridor = corridor_limit(self.storey)
        # an arm is a dead end, which the fire codes make dear, and columns stand in its way
        arms = self.rules is None and not self.plate.columns
        longer = LONGER if self.rules is not None and again else 0.0

        def mutate(frame: Frame, rng: np.random.Generator) -> Frame | None:
            child = mutated(
                self.plate, frame, self.lines, rng, arms=arms, longer=longer, most_m2=most_corridor
            )
            if child is None or child.region.area > most_corridor or len(child.unreached) > halls:
                return None
            return child if self._beyond(child) <= self._beyond(frame) + BEYOND_M else None

        return mutate


def _wall_overhead(items: Sequence[Item], wall: float) -> float:
    """Area that walls take from cells, m2."""
    return sum(gross(item.net, wall, sum(room.count for room in item.rooms)) - item.net for item in items)


def _plan_of(
    scenario: Scenario, plate: Plate, items: Sequence[Item], fill: Fill, effort: int, seed: int,
    reach: Reach | None, most: float,
) -> Plan | None:  # fmt: skip
    """A fill made exact with its zones, resized once to what their rooms need; ``most``: hard cost of use."""
    best: Plan | None = None
    for turn in range(ZONE_TURNS):
        limit = 1e9 if best is None or turn + 1 < ZONE_TURNS else min(most, best.hard)
        try:
            plan = _tried(scenario, plate, items, fill, effort, seed + turn, reach, limit)
        except GEOSException:  # edges almost in line can defeat an overlay: other cuts do not
            plan = None
        if plan is None:
            return best
        if best is None or (plan.hard, plan.soft) < (best.hard, best.soft):
            best = plan
        firm = _firm(plan, fill)
        if not _resize(plan, fill) and firm == list(items):
            return best
        items = firm
        fill.anneal(effort * (1200 + 240 * len(items)), 1.0, 0.04, (seed + turn) & 0xFFFF)
    return best


def _tried(
    scenario: Scenario, plate: Plate, items: Sequence[Item], fill: Fill, effort: int, seed: int,
    reach: Reach | None, most: float,
) -> Plan | None:  # fmt: skip
    """Exact cells of a fill and the zones in them; ``None`` as soon as hard cost is more than ``most``."""
    cells = exact_cells(fill, items, plate.wall)
    if cells is None:
        return None
    hard = fill.hard if reach is None else fill.sure()
    plan = Plan(plate, fill.frame, items, cells, hard=hard, soft=fill.cost)
    known = [(index, cell, items[cell.item]) for index, cell in enumerate(cells) if cell.item is not None]
    plan.hard += sum(short(item, c.net) + narrow_legs(c.net) for _, c, item in known if not item.is_zone)
    plan.hard += loose_rooms(plan)
    for index, cell, item in (row for row in known if row[2].is_zone):
        if plan.hard > most + 1e-9:
            return None
        zone = plan_zone(
            cell.gross, item, fill.frame.region if reach is None else reach.public,
            corridor=scenario.policies.inner_corridor_width_mm / 1000 + plate.wall, wall=plate.wall,
            daylight=plate.daylight, columns=plate.columns, catalogue=scenario.catalogue, effort=effort,
            seed=seed * 31 + index, reach=reach,
        )  # fmt: skip
        if zone is None:
            zone = ZonePlan((), (), (), 3.0, 0.0)
        plan.zones[index] = zone
        plan.hard += zone.hard + sum(
            short(zone.items[c.item], c.net) for c in zone.cells if c.item is not None
        )
        plan.soft += zone.soft + 20.0 * max(0.0, zone.net / item.net_most - 1.0)
    plan.hard += blocked_exits(scenario, plan)
    plan.hard += sum(0.3 + 6.0 * (1.0 - share) for share in lacking_zones(plan).values())
    inner = sum(corridor.area for zone in plan.zones.values() for corridor in zone.corridors)
    spare = CORRIDOR_MOST * plate.gross_area - inner - fill.frame.region.area
    if plate.gross_area > 800 and spare < 0:
        plan.hard += 0.5 - spare / plate.gross_area
    return plan


def core_boxes(plate: Plate) -> npt.NDArray[np.float64]:
    """The cores of a plate as rectangles (x0, y0, x1, y1), m."""
    shapes = {target.id: target.shape for target in plate.targets if target.kind == "core"}
    return np.array([shape.bounds for shape in shapes.values()]).reshape(-1, 4)


def _firm(plan: Plan, fill: Fill) -> list[Item]:
    """The items, with those of short zones that were taken apart no smaller than they are wanted."""
    short = lacking_zones(plan)
    items = list(plan.items)
    for k, item in enumerate(items):
        if item.subject in short and not item.is_zone:
            items[k] = replace(item, net_least=item.net, least=item.target)
            fill.rows[k, 1] = fill.rows[k, 0]
    return items


def _resize(plan: Plan, fill: Fill) -> bool:
    """Give zones that came out too large or too small the area they need; whether any did."""
    changed = fill.hard > 1e-6
    for index, zone in plan.zones.items():
        number = plan.cells[index].item
        if number is None:
            continue
        item = plan.items[number]
        if zone.hard > 1e-6:  # its cell has the wrong shape: more frontage, fewer corners
            row = fill.rows[number]
            row[5] = min(1.35 * row[5] + 1.0, 0.9 * item.target**0.5)
            row[8] = min(0.95, max(row[8], 0.8) + 0.05)
            row[DUE] *= MORE_FRONT
            changed = True
            continue
        if item.net_least <= zone.net <= min(item.net_most, 1.06 * item.net):
            continue
        row = fill.rows[number]
        shift = item.net - zone.net
        middle = max(0.5 * row[0], plan.cells[index].gross.area + shift)
        row[0], row[1], row[2] = middle, 0.98 * middle, 1.02 * middle
        changed = True
    return changed
