"""One storey from its placements to rooms, corridors and doors."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice

import networkx as nx
import numpy as np
import numpy.typing as npt
from shapely.errors import GEOSException
from shapely.geometry import Polygon

from planner.model import Placement, Policies, Scenario, Storey, StoreyLayout
from solvers.arrange.exact import Cell, exact_cells
from solvers.arrange.fill import Fill, Mutate, Task, search
from solvers.arrange.frame import Frame, mutated, ranked_frames
from solvers.arrange.items import LEG_M, ROOM_FILL, Item, flattened, gross, items_of, vacant_item
from solvers.arrange.leave import leavers, roomy
from solvers.arrange.lines import candidate_lines
from solvers.arrange.plate import Plate, Target, make_plate
from solvers.arrange.write import write_storey
from solvers.arrange.zone import ZonePlan, plan_zone

FRAMES = 110
FRAMES_PER_SIZE = 12
FAR = 3.0
"""Hard cost from which a storey is so far from a plan that its largest subjects are the first to leave."""
NEAR, AGAIN = 1.6, 2
"""Hard cost up to which a storey is tried again before anybody leaves, and how often."""
MOST_LEAVERS = 10
"""Sets of subjects at most that leave a storey on trial."""
PLANNED, TRIED = 3, 5
"""Fills of a search that are planned in detail at most, and tried (some cannot be cut to shape)."""
CORE_CONTACT_M = 1.2
"""Wall that a room shares with a core it lies at."""
HALL_FRONT_M = 2.2
"""Frontage to the public corridor of a hall that an exit opens from."""
LEG_LOSS = 0.08
"""Share of a room in niches and legs narrower than ``LEG_M`` that it may have."""
HOPELESS = 1.5
"""Hard cost after a search above which a fill is not worth planning in detail."""
AREA_M2 = 0.01
"""What a zone may fall short by: rounding."""
ZONE_TURNS = 2
"""Times a fill is planned to its zones, each time with what they asked for."""
CORRIDOR_MOST = 0.185
"""Corridors of a storey above 800 m2 with half the walls round them, inner ones included (18 % net)."""
CORRIDOR_SHARE = 0.165
"""Aim for corridors over the gross area of storeys above 800 m2, below the 18 % they may take."""


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


def arrange_storey(
    scenario: Scenario, storey: Storey, placements: Sequence[Placement], *, seed: int, effort: int = 1
) -> Arranged:
    """Lay out ``placements`` on ``storey``.

    First with the areas decided, then with all that their bounds in the scenario allow; where that fails
    too, as many as can be laid out together. Deterministic in its arguments. ``effort`` scales the search.
    """
    search_ = _StoreySearch(scenario, storey, corridor_width(storey, placements, scenario.policies), seed)
    everybody = frozenset(row.subject for row in placements)
    if not search_.frames:
        reason = "no corridor network reaches every core and leaves rooms"
        return Arranged(None, 0, reason, left_out=everybody)
    wide = [roomy(scenario, row) for row in placements]
    apart = any(sum(room.count for room in row.rooms) > 1 for row in placements)
    tries = (placements, wide, *([wide] if apart else []), *[wide] * AGAIN)
    reason, cost = "", 1e9
    for attempt, rows in enumerate(tries):
        if attempt >= len(tries) - AGAIN:
            if cost > NEAR:
                break
            search_.bred = []  # from the start: where the search went before it got stuck
        plan = search_.plan(rows, effort, all_zones=apart and attempt > 1, attempt=attempt)
        if plan is not None and plan.hard < 1e-6:
            return Arranged(write_storey(scenario, storey, plan), search_.free_for(rows), "", plan.soft)
        reason, cost = (_why(plan), 1e9) if plan is None else (_why(plan), plan.hard)
    for attempt, gone in enumerate(
        islice(leavers(scenario, placements, far=cost > FAR), MOST_LEAVERS), len(tries)
    ):
        rest = [row for row in wide if row.subject not in gone]
        plan = search_.plan(rest, effort, all_zones=bool(attempt % 2), attempt=attempt)
        if plan is not None and plan.hard < 1e-6:
            free = search_.free_for(placements)
            return Arranged(
                write_storey(scenario, storey, plan), free, reason, plan.soft, gone, far=cost > FAR
            )
    return Arranged(None, search_.free_for(placements), reason, cost, everybody)


class _StoreySearch:
    """The search of one storey: its plate and frames, tried with different sets of rooms."""

    def __init__(self, scenario: Scenario, storey: Storey, width: int, seed: int) -> None:
        self.scenario, self.storey, self.seed = scenario, storey, seed
        self.plate, self.frames = frames_of(storey, scenario.policies, width)
        self.lines = candidate_lines(self.plate)
        self.bred: list[Frame] = []
        """The best frames of the last attempt: the next one starts from them too."""

    def plan(self, rows: Sequence[Placement], effort: int, *, all_zones: bool, attempt: int) -> Plan | None:
        """The best plan of these placements; it may break rules. ``None``: they cannot be cut to shape."""
        plate, catalogue = self.plate, self.scenario.catalogue
        vacant = vacant_item(catalogue, plate.wall, self.scenario.policies.least_vacant_unit_area / 1e6)
        whole = items_of(rows, catalogue, plate.wall, docks=bool(plate.docks))
        items = flattened(whole, catalogue, plate.wall, plate.usable.area, all_zones=all_zones)
        task = Task(
            items, vacant, None, plate.daylight, [dock.shape for dock in plate.docks], plate.wall,
            vacant.target, (plate.corridor + 0.05, core_boxes(plate)),
            {target.id: target.shape for target in plate.targets if target.kind == "exit"},
        )  # fmt: skip
        mixed = zlib.crc32(f"{self.seed}/{self.storey.id}/{attempt}".encode())
        halls = sum(item.exit_hall and not item.dock for item in items)
        frames = [*self.bred, *self._frames_for(halls)]
        fills = search(frames, task, effort=effort, seed=mixed, mutate=self._mutation(halls))
        self.bred = [fill.frame for fill in fills if len(fill.frame.unreached) <= halls]
        return _best_plan(self.scenario, plate, items, fills, effort, mixed)

    def free_for(self, rows: Sequence[Placement]) -> int:
        """Net area in mm2 that the leanest circulation leaves for rooms of these placements."""
        items = items_of(rows, self.scenario.catalogue, self.plate.wall, docks=bool(self.plate.docks))
        free = max(sum(piece.area for piece in frame.pieces) for frame in self.frames)
        return round((free - _wall_overhead(items, self.plate.wall)) * 1e6)

    def _frames_for(self, halls: int) -> list[Frame]:
        """Frames that leave no more exits without a corridor than there are halls to open from."""
        return [frame for frame in self.frames if len(frame.unreached) <= halls] or self.frames

    def _mutation(self, halls: int) -> Mutate:
        most_corridor = corridor_limit(self.storey)

        def mutate(frame: Frame, rng: np.random.Generator) -> Frame | None:
            child = mutated(self.plate, frame, self.lines, rng)
            if child is None or child.region.area > most_corridor or len(child.unreached) > halls:
                return None
            return child

        return mutate


def _why(plan: Plan | None) -> str:
    return "its rooms cannot be cut to shape" if plan is None else f"broken room rules (cost {plan.hard:.2f})"


def corridor_width(storey: Storey, placements: Sequence[Placement], policies: Policies) -> int:
    """Clear corridor width: wide enough for goods where a warehouse is served by a goods lift."""
    stores = any(room.kind in ("warehouse", "logistics_hub") for place in placements for room in place.rooms)
    if stores and not storey.docks:
        return max(policies.corridor_width_mm, policies.goods_corridor_width_mm)
    return policies.corridor_width_mm


def frames_of(storey: Storey, policies: Policies, width: int) -> tuple[Plate, list[Frame]]:
    """The plate and its frames; storeys of the same shape share them within a process."""
    plate = make_plate(storey, policies, width)
    frames = _cached_frames(_Key(plate))
    limit = corridor_limit(storey)
    sizes: dict[tuple[int, bool], list[Frame]] = {}
    for frame in frames:
        if frame.region.area <= limit:
            sizes.setdefault((frame.spines, bool(frame.unreached)), []).append(frame)
    chosen: list[Frame] = []
    for same in sizes.values():  # sorted by corridor share: keep the whole range, not its low end only
        picks = sorted({round(k) for k in np.linspace(0, len(same) - 1, min(len(same), FRAMES_PER_SIZE))})
        chosen += [same[k] for k in picks]
    return plate, chosen


def corridor_limit(storey: Storey) -> float:
    """Greatest gross corridor area in m2 (walls included, hence the allowance)."""
    area = storey.gross_area / 1e6
    return 1.1 * CORRIDOR_SHARE * area if area > 800 else area


class _Key:
    """A plate hashed by what its frames depend on."""

    def __init__(self, plate: Plate) -> None:
        self.plate = plate
        shapes = [
            plate.usable,
            plate.passable,
            *plate.columns,
            *(shape for target in plate.targets for shape in (target.shape, target.frontage)),
        ]
        self.mark = (plate.corridor, *(shape.wkb for shape in shapes))

    def __hash__(self) -> int:
        return hash(self.mark)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.mark == other.mark


@lru_cache(maxsize=64)
def _cached_frames(key: _Key) -> tuple[Frame, ...]:
    return tuple(ranked_frames(key.plate, FRAMES, np.random.default_rng(20231)))


def _wall_overhead(items: Sequence[Item], wall: float) -> float:
    """Area that walls take from cells, m2."""
    return sum(gross(item.net, wall, sum(room.count for room in item.rooms)) - item.net for item in items)


def _best_plan(
    scenario: Scenario, plate: Plate, items: Sequence[Item], fills: Sequence[Fill], effort: int, seed: int
) -> Plan | None:
    """The first fill that keeps every rule with its zones inside; else the least bad one."""
    best: Plan | None = None
    planned = 0
    for number, fill in enumerate(fills[:TRIED]):
        if planned == PLANNED or (best is not None and (fill.hard > best.hard or fill.hard > HOPELESS)):
            continue
        plan = _plan_of(scenario, plate, items, fill, effort, seed + number)
        if plan is None:
            continue
        planned += 1
        if best is None or (plan.hard, plan.soft) < (best.hard, best.soft):
            best = plan
        if best.hard < 1e-6:
            return best
    return best


def _plan_of(
    scenario: Scenario, plate: Plate, items: Sequence[Item], fill: Fill, effort: int, seed: int
) -> Plan | None:
    """A fill made exact, its zones planned; cells of zones are resized once to what their rooms need."""
    best: Plan | None = None
    for turn in range(ZONE_TURNS):
        try:
            plan = _tried(scenario, plate, items, fill, effort, seed + turn)
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
    scenario: Scenario, plate: Plate, items: Sequence[Item], fill: Fill, effort: int, seed: int
) -> Plan | None:
    """Exact cells of a fill and the zones in them."""
    cells = exact_cells(fill, items, plate.wall)
    if cells is None:
        return None
    plan = Plan(plate, fill.frame, items, cells, hard=fill.hard, soft=fill.cost)
    for index, cell in enumerate(cells):
        if cell.item is None:
            continue
        item = items[cell.item]
        if not item.is_zone:
            plan.hard += _short(item, cell.net) + _narrow_legs(cell.net)
            continue
        zone = plan_zone(
            cell.gross, item, fill.frame.region,
            corridor=scenario.policies.inner_corridor_width_mm / 1000 + plate.wall, wall=plate.wall,
            daylight=plate.daylight, columns=plate.columns, catalogue=scenario.catalogue, effort=effort,
            seed=seed * 31 + index,
        )  # fmt: skip
        if zone is None:
            zone = ZonePlan((), (), Polygon(), 3.0, 0.0)
        plan.zones[index] = zone
        plan.hard += zone.hard + sum(
            _short(zone.items[c.item], c.net) for c in zone.cells if c.item is not None
        )
        plan.soft += zone.soft + 20.0 * max(0.0, zone.net / item.net_most - 1.0)
    plan.hard += loose_rooms(plan) + blocked_exits(scenario, plan)
    plan.hard += sum(0.3 + 6.0 * (1.0 - share) for share in lacking_zones(plan).values())
    inner = sum(zone.corridor.area for zone in plan.zones.values())
    spare = CORRIDOR_MOST * plate.gross_area - inner - fill.frame.region.area
    if plate.gross_area > 800 and spare < 0:
        plan.hard += 0.5 - spare / plate.gross_area
    return plan


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


def core_boxes(plate: Plate) -> npt.NDArray[np.float64]:
    """The cores of a plate as rectangles (x0, y0, x1, y1), m."""
    shapes = {target.id: target.shape for target in plate.targets if target.kind == "core"}
    return np.array([shape.bounds for shape in shapes.values()]).reshape(-1, 4)


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
        graph: nx.Graph[int | str] = nx.empty_graph(len(cells))
        for a, b in itertools.combinations(range(len(cells)), 2):
            if cells[a].distance(cells[b]) < across and _facing(plan, cells[a], cells[b], across):
                graph.add_edge(a, b)
        for id_, core in cores.items():
            near = core.buffer(0.1, join_style="mitre")
            beside = [k for k, cell in enumerate(cells) if _touched(cell, near) >= CORE_CONTACT_M]
            graph.add_edges_from((k, id_) for k in beside)
        hard += 1.0 * (nx.number_connected_components(graph) - 1)
    return hard


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


def _short(item: Item, net: Polygon) -> float:
    """Hard cost of a room below its least net area or width."""
    small = 0.0 if net.area >= item.net_least else 1.0 + (item.net_least - net.area) / item.net_least
    return small + (1.0 if _is_narrow(net, item.min_width) else 0.0)


def _narrow_legs(net: Polygon) -> float:
    """Hard cost of a room that goes round a corner with a leg too narrow to be a room."""
    x0, y0, x1, y1 = net.bounds
    if net.area >= ROOM_FILL * (x1 - x0) * (y1 - y0):
        return 0.0
    wide = net.buffer(-LEG_M / 2, join_style="mitre").buffer(LEG_M / 2 + 0.002, join_style="mitre")
    lost = 1.0 - wide.intersection(net).area / net.area
    return 0.5 + lost if lost > LEG_LOSS else 0.0


def _is_narrow(net: Polygon, width: float) -> bool:
    """Whether no circle of a width fits into a room."""
    x0, y0, x1, y1 = net.bounds
    if net.area > 0.999 * (x1 - x0) * (y1 - y0):
        return bool(min(x1 - x0, y1 - y0) < width)
    return bool(net.buffer(0.002 - width / 2, join_style="mitre").is_empty)
