"""A plan from an earlier one: gaps first, then neighbours, then everybody, each at the price of moving.

What is pinned stays. Storeys on which nothing is new keep their layout; on others rooms stay as long as that
is possible (``solvers.arrange.around``). Only where those who ask for something new find no place that way,
or get less than they wish for, is everything allocated again, with the plan as its start and a price on
every square metre that moves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from planner.compare.match import match_rooms
from planner.errors import NothingFound
from planner.model import M2, Allocation, Layout, Placement, Scenario, Solution
from planner.pins.before import Before
from planner.pins.held import ids_of
from planner.progress import Event
from planner.score import STOCK_PREFIX, score, served
from solvers.allocate import allocate, broken_clauses
from solvers.arrange import Arranged, Limits
from solvers.arrange.standing import SLACK, Standing
from solvers.orchestrate.budget import ALLOCATE_SHARE, SEARCH_SHARE, Budget, StageClock
from solvers.orchestrate.crowding import crowded_storeys
from solvers.orchestrate.feedback import Cuts, by_storey, laid_out, taken
from solvers.orchestrate.fire_point import fire_point_cuts
from solvers.orchestrate.freeze import around, frozen, so_far, thawed
from solvers.orchestrate.plan import Plan, valued
from solvers.orchestrate.pool import StoreyJob, StoreyRunner, storey_pool, storey_seed
from solvers.orchestrate.pulls import pulls_of
from solvers.orchestrate.settle import settled
from solvers.resolve.gaps import Gap, gap_of
from solvers.resolve.site import resolved_site
from solvers.resolve.start import Start, start_of, with_required
from solvers.solve import OnEvent, Options, Pool
from solvers.types import PART, Forbidden, Progress, Shape

MOVED_CNY_M2 = 300.0
"""What moving a square metre of a room costs, unless the user says otherwise."""
FEW = 0.02
"""Part of the usual moves for each subject that is open, while everybody else stays."""
ALL = 0.3
"""The same where everybody may move."""
REST_CNY = 50_000.0
"""What placing something that earns nothing is worth, as far as moving others for it goes."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The solution, and what the pins cost it."""

    solution: Solution
    before: Before
    price: float
    """CNY for a square metre that moves."""
    pins_cost: float | None = None
    """What the best plan found without pins is worth more, moves counted; ``None`` where nobody asked."""


def resolve(
    scenario: Scenario,
    before: Before,
    options: Options,
    on_event: OnEvent = lambda _: None,
    *,
    price: float = MOVED_CNY_M2,
    price_pins: bool = True,
    budget: Budget | None = None,
    pool: Pool = storey_pool,
) -> Resolved:
    """The best plan found from a result, changing as little of it as is worth the price.

    Deterministic in its arguments unless the budget ends it. Raises ``NothingFound`` where no plan keeps the
    pins.
    """
    budget = budget or Budget(options.seconds)
    clock = StageClock()
    start = start_of(scenario, before)
    with _late(pool, scenario, options.jobs) as runner:
        search = _Search(scenario, start, options, on_event, budget, clock, runner, price)
        plan = search.best()
        if plan is None:
            raise NothingFound(
                "no plan keeps what is pinned with what the scenario asks for now; this does not mean that "
                "none exists. Try: free some pins, or solve without --from"
            )
        cost = search.pins_cost(plan) if price_pins and start.pinned else None
        plan = settled(scenario, plan, search.empty)
    allocation, decided = valued(scenario, plan)
    with clock.stage("roads"):
        on_event(Event("roads"))
        roads, fire, proof = resolved_site(scenario, before, plan.storeys(), options, budget)
    layout = Layout(plan.storeys(), roads, fire, before.layout.pinned)
    solution = Solution(
        scenario, allocation, layout, options.seed, dict(clock.seconds), budget.cap_hit, (), proof, decided
    )
    return Resolved(solution, before, price, cost)


@contextmanager
def _late(pool: Pool, scenario: Scenario, workers: int) -> Iterator[StoreyRunner]:
    """A pool whose workers are started when the first storey is given to it: often none is."""
    with ExitStack() as stack:
        started: list[StoreyRunner] = []

        def runner() -> StoreyRunner:
            if not started:
                started.append(stack.enter_context(pool(scenario, workers)))
            return started[0]

        yield _Late(runner)


@dataclass(frozen=True, slots=True)
class _Late:
    runner: Callable[[], StoreyRunner]

    def __call__(
        self, jobs: Sequence[StoreyJob], effort: Callable[[], int], stop: Callable[[], bool]
    ) -> Iterator[tuple[StoreyJob, Arranged]]:
        return self.runner()(jobs, effort, stop) if jobs else iter(())

    def limits(self, stop: Callable[[], bool]) -> Mapping[str, Limits]:
        return self.runner().limits(stop)


class _Search:
    """The tries in turn."""

    def __init__(
        self,
        scenario: Scenario,
        start: Start,
        options: Options,
        on_event: OnEvent,
        budget: Budget,
        clock: StageClock,
        runner: StoreyRunner,
        price: float,
    ) -> None:
        self.scenario, self.start, self.options, self.on_event = scenario, start, options, on_event
        self.budget, self.clock, self.runner, self.price = budget, clock, runner, price
        self.stopped = budget.stop_after(SEARCH_SHARE)
        self._refused: list[Forbidden] = []

    def best(self) -> Plan | None:
        """The plan of the first try in which all that is new has its place; else the best of all tries."""
        found: list[Plan] = []
        for allocation in self._tries():
            if any(allocation.placements == plan.allocation.placements for plan in found):
                continue
            plan = self._arranged(allocation)
            found.append(plan)
            if not self._lacking(plan) or self.stopped():
                break
            self._refused += [
                Forbidden(row.storey, frozenset({row.subject}))
                for row in plan.homeless
                if row.storey not in self.start.holds.get(row.subject, ())
            ]
        return min(found, key=self._rank) if found else None

    def pins_cost(self, plan: Plan) -> float:
        """What the best allocation found without pins is worth more than this one, moves counted."""
        free = self._everybody(plan.allocation, pins=False)
        if free is None:
            return 0.0
        return max(0.0, self._net(free) - self._net(plan.allocation))

    def empty(self, storeys: Sequence[str]) -> Mapping[str, Arranged]:
        """These storeys with nothing on them."""
        jobs = [StoreyJob(storey, (), storey_seed(self.options.seed, storey)) for storey in storeys]
        return {job.storey: result for job, result in self.runner(jobs, lambda: 1, self.stopped)}

    # ------------------------------------------------------------ allocations

    def _tries(self) -> Iterator[Allocation]:
        """Into single gaps, elsewhere where that fails; onto storeys with room enough in all; anywhere."""
        for whole in (True, True, False, False):
            answer = self._into_gaps(whole=whole)
            if answer is not None:
                yield answer
        answer = self._everybody(self.start.plan.allocation, pins=True)
        if answer is not None:
            yield answer

    def _into_gaps(self, *, whole: bool) -> Allocation | None:
        """Everybody stays who can; the others go where there is room, in one piece if ``whole``."""
        plan = self.start.plan
        kept = self._kept()
        cuts = self._cuts(kept, whole=whole)
        stay = {name: row.storey for name, row in kept.items()}
        part = min(1.0, FEW * max(1, len(self.start.free)))
        return self._with(kept, cuts, stay, so_far(plan, kept), part, self._pinned_names(kept))

    def _with(
        self,
        kept: Mapping[str, Placement],
        cuts: Cuts,
        stay: Mapping[str, str],
        first: Allocation,
        part: float,
        pinned: Sequence[str],
    ) -> Allocation | None:
        """An allocation in which nobody leaves who is there; where that cannot be, nobody who is pinned."""
        tenants = {tenant.id for tenant in self.scenario.tenants}
        there = {row.subject for row in self.start.plan.allocation.placements} & tenants
        for must in ([*kept, *sorted(there)], list(pinned)):
            answer = self._allocate(self._frozen(kept, must), cuts, stay, first, part)
            if answer.placements:
                return thawed(self.scenario, self.start.plan, kept, answer)
        return None

    def _frozen(self, kept: Mapping[str, Placement], must: Sequence[str]) -> Scenario:
        """The scenario in which these have the area they have; zones that ask for nothing new get no more."""
        asked = frozen(self.scenario, kept)
        parted = {name.split(PART, 1)[0] for name in kept if PART in name} - self.start.free
        demands = tuple(
            replace(row, required=False, off_site=True)
            if row.id in parted
            else replace(row, rooms=())
            if row.id in kept and PART in row.id
            else row
            for row in asked.demands
        )
        return with_required(replace(asked, demands=demands), must)

    def _kept(self) -> dict[str, Placement]:
        """Name -> placement of all that stays where it is: parts of zones that may split one by one."""
        plan, start = self.start.plan, self.start
        split = {demand.id for demand in self.scenario.demands if demand.splittable and not demand.rooms}
        real = {
            (row.subject, id): area
            for id, rows in plan.placed.items()
            for row in rows
            if (area := laid_out(plan.arranged[id]).get(row.subject)) is not None
        }
        standing = replace(
            plan,
            placed={
                id: tuple(
                    row
                    for row in rows
                    if row.subject not in start.free
                    or id in start.holds.get(row.subject, ())
                    or (row.subject in split and self._may_stay(row))
                )
                for id, rows in plan.placed.items()
            },
        )
        parts: dict[str, int] = {}
        for row in plan.allocation.placements:
            parts[row.subject] = parts.get(row.subject, 0) + 1
        found: dict[str, Placement] = {}
        for id in sorted(standing.placed):
            for row in standing.placed[id]:
                area = real.get((row.subject, id))
                if area is None:
                    continue
                part = parts[row.subject] > 1 or (row.subject in start.free and row.subject in split)
                found[f"{row.subject}{PART}{id}" if part else row.subject] = replace(row, area=area)
        return found

    def _may_stay(self, row: Placement) -> bool:
        """Whether a part of a zone that asks for something else may stay as it is."""
        demand = next(d for d in self.scenario.demands if d.id == row.subject)
        total = sum(r.area for r in self.start.plan.allocation.placements if r.subject == row.subject)
        layout = self.start.plan.arranged[row.storey].layout
        rooms = [s for s in layout.spaces if s.subject == row.subject] if layout else []
        sound = not any(room.id in self.start.before.unfit for room in rooms)
        kinds = demand.kind is None or all(room.kind == demand.kind for room in rooms)
        zone = all(room.zone == demand.zone for room in rooms)
        return sound and kinds and zone and total <= demand.most_area + SLACK

    def _held(self, kept: Mapping[str, Placement], storey: str) -> int:
        return sum(taken(self.scenario, row) + M2 // 50 for row in kept.values() if row.storey == storey)

    def _pinned_names(self, kept: Mapping[str, Placement]) -> list[str]:
        return [name for name, row in kept.items() if row.storey in self.start.holds.get(row.subject, ())]

    def _everybody(self, start: Allocation, *, pins: bool) -> Allocation | None:
        """Everybody may lie elsewhere with the area it has, at the price of moving; not what is pinned.

        Storeys hold what they hold, and as large rooms as they have: no corridors are measured anew.
        """
        plan = self.start.plan
        kept = self._kept()
        cuts = self._cuts(kept, whole=False)
        pinned = self._pinned_names(kept) if pins else []
        first = so_far(replace(plan, allocation=start), kept)
        return self._with(kept, cuts, {name: kept[name].storey for name in pinned}, first, ALL, pinned)

    def _cuts(self, kept: Mapping[str, Placement], *, whole: bool) -> Cuts:
        """What storeys hold: what stays there and the gaps beside it, these in one piece if ``whole``."""
        plan, start = self.start.plan, self.start
        staying = {(row.subject, row.storey) for row in kept.values()}
        capacity, shapes = {}, {}
        for storey in self.scenario.storeys:
            here = frozenset(who for who, at in staying if at == storey.id)
            layout = plan.arranged[storey.id].layout
            gap = Gap() if layout is None else gap_of(self.scenario, layout, here, start.pinned)
            capacity[storey.id] = self._held(kept, storey.id) + gap.total
            rooms = [0] if whole or layout is None else [space.area for space in layout.spaces]
            shapes[storey.id] = Shape(gap.largest if whole else max(gap.total, *rooms))
        return around(self.scenario, Cuts(capacity, shapes, self._forbidden()), plan, kept)

    def _forbidden(self) -> tuple[Forbidden, ...]:
        """Where somebody must not lie: by the fire codes, and where there was no place after all."""
        return (*fire_point_cuts(self.scenario), *self._refused)

    def _allocate(
        self,
        scenario: Scenario,
        cuts: Cuts,
        stay: Mapping[str, str],
        start: Allocation,
        part: float = 1.0,
    ) -> Allocation:
        saved = {
            (row.subject, row.storey): self.price * row.area / M2
            for row in self.start.plan.allocation.placements
        }

        def show(_: Progress) -> None:
            self.on_event(Event("allocate"))  # what it is worth counts what staying saves

        with self.clock.stage("allocate"):
            answer = allocate(
                scenario,
                capacity=cuts.capacity,
                shapes=cuts.shapes,
                forbidden=cuts.forbidden,
                people=cuts.people,
                stay=stay,
                start=start,
                staying=saved,
                part=part,
                seed=self.options.seed,
                effort=self.options.effort,
                stop=self.budget.stop_after(self.budget.share_for(ALLOCATE_SHARE)),
                on_progress=show,
            )
        # the bound counts what staying saves, and areas that stay are fixed: it says nothing of other plans
        return replace(answer, bound=math.inf)

    # ------------------------------------------------------------ storeys

    def _arranged(self, allocation: Allocation) -> Plan:
        """Every storey of an allocation, as it was where nothing on it is new."""
        placed = by_storey(self.scenario, allocation)
        pulls = pulls_of(self.scenario, allocation)
        arranged: dict[str, Arranged] = {}
        jobs = []
        for id, rows in placed.items():
            standing = self._standing(id, rows)
            if standing is None:
                arranged[id] = self.start.plan.arranged[id]
                continue
            jobs.append(
                StoreyJob(id, rows, storey_seed(self.options.seed, id), pulls.get(id, ()), standing=standing)
            )
        done = len(placed) - len(jobs)
        with self.clock.stage("arrange"):
            jobs = [job for job in jobs if not self._beside(job, arranged)]
            for job, result in self.runner(jobs, lambda: min(2, self.options.effort), self.stopped):
                done += 1
                self.on_event(Event("arrange", done=done, total=len(placed)))
                arranged[job.storey] = result
        return Plan(allocation, placed, {id: arranged[id] for id in placed})

    def _beside(self, job: StoreyJob, arranged: dict[str, Arranged]) -> bool:
        """Try a storey with its corridors as they are, here and now: that is quick."""
        from solvers.arrange.around import arrange_beside

        if job.placements is None or job.standing is None:
            return False
        storey = self.scenario.storey(job.storey)
        result = arrange_beside(
            self.scenario, storey, job.placements, job.standing, seed=job.seed, pulls=job.pulls
        )
        if result is not None:
            arranged[job.storey] = result
        return result is not None

    def _standing(self, storey: str, rows: tuple[Placement, ...]) -> Standing | None:
        """What stands on a storey that has to change; ``None`` where it can be as it was."""
        start = self.start
        layout = start.plan.arranged[storey].layout
        assert layout is not None  # a bundle has a layout of every storey, be it an empty one
        real = laid_out(start.plan.arranged[storey])
        unfit = ids_of(layout) & start.before.unfit
        new = frozenset(row.subject for row in rows if self._is_new(row, storey, real))
        if not new and not unfit and set(real) == {row.subject for row in rows} and layout.corridors:
            return None
        return Standing(layout, start.pinned, frozenset(unfit), new, self.price, self._worth(rows, new))

    def _is_new(self, row: Placement, storey: str, real: Mapping[str, int]) -> bool:
        """Whether what a subject has on a storey will not do, or is worth so much less that it moves."""
        area = real.get(row.subject)
        if area is None:
            return True
        if row.subject not in self.start.free or storey in self.start.holds.get(row.subject, ()):
            return not row.least_area - SLACK <= area <= row.most_area + SLACK
        if not row.least_area - SLACK <= area <= row.most_area + SLACK:
            return True
        layout = self.start.plan.arranged[storey].layout
        rooms = [s for s in layout.spaces if s.subject == row.subject] if layout else []
        kinds = {room.kind for room in row.rooms}
        if any(room.id in self.start.before.unfit or room.kind not in kinds for room in rooms):
            return True
        more = self._rate(row.subject) * abs(row.area - area) / M2
        return more > self.price * area / M2

    def _rate(self, subject: str) -> float:
        """What a square metre of a subject earns a year."""
        rents = {tenant.id: 12 * tenant.rent_cny_m2_month for tenant in self.scenario.tenants}
        rents |= {demand.id: demand.value_cny_m2_year for demand in self.scenario.demands}
        return rents.get(subject, 0.0)

    def _worth(self, rows: tuple[Placement, ...], new: frozenset[str]) -> float:
        """What it is worth to lay out those who are new; infinite where one of them must be placed."""
        must = {row.id for row in self.scenario.tenants if row.resident}
        must |= {row.id for row in self.scenario.demands if row.required}
        must |= {STOCK_PREFIX + id for id in must} | {pin.subject for pin in self.scenario.pins}
        if new & must & self.start.free or not new:  # not who could have stayed where it was
            return math.inf
        return sum(max(REST_CNY, self._rate(r.subject) * r.area / M2) for r in rows if r.subject in new)

    # ------------------------------------------------------------ judgement

    def _lacking(self, plan: Plan) -> bool:
        """Whether somebody who asks for something new has no place, or so little that others might move.

        That is, where what is missing of its wish earns more than moving a room of usual size costs.
        """
        if plan.failed or plan.homeless or plan.unsafe or self._broken(plan):
            return True
        given: dict[str, int] = {}
        for row in plan.real_placements():
            given[row.subject] = given.get(row.subject, 0) + row.area
        rooms = [row.area for row in self.start.plan.allocation.placements]
        room = sum(rooms) / max(1, len(rooms)) / M2
        wishes = {row.id: row.wished_area for row in self.scenario.tenants}
        wishes |= {row.id: row.wished_area for row in self.scenario.demands}
        for id in self.start.before.changed & wishes.keys():
            missing = max(0, wishes[id] - given.get(id, 0)) / M2
            if wishes[id] and (id not in given or self._rate(id) * missing > self.price * room):
                return True
        return False

    def _broken(self, plan: Plan) -> tuple[str, ...]:
        return broken_clauses(self.scenario, plan.real_placements(), plan.room_areas())

    def _rank(self, plan: Plan) -> tuple[int, int, int, int, float]:
        """Smaller is better: storeys without a layout, clauses broken, who lost its place, the rest."""
        real = plan.real_placements()
        there = {row.subject for row in self.start.plan.allocation.placements}
        lost = len(there - {row.subject for row in real})
        value = score(self.scenario, real, served(real, plan.allocation.warehouse_of)).total
        unsafe = len(plan.unsafe) + len(crowded_storeys(self.scenario, plan.arranged))
        moves = self.price * self._moved(plan) / M2
        return len(plan.failed), len(self._broken(plan)), lost, unsafe, moves - value

    def _moved(self, plan: Plan) -> int:
        """Area of the rooms that are not where they were, mm2."""
        old = [space for row in self.start.before.layout.storeys for space in row.spaces]
        new = [space for layout in plan.storeys() for space in layout.spaces]
        return sum(
            pair.before.area
            for pair in match_rooms(old, new)
            if pair.before is not None
            and pair.before.subject is not None
            and pair.after is not None
            and pair.what not in ("same", "reassigned")
        )

    def _net(self, allocation: Allocation) -> float:
        """What an allocation is worth less what it moves."""
        value = score(self.scenario, allocation.placements, allocation.warehouse_of).total
        there = {(row.subject, row.storey) for row in allocation.placements}
        old = self.start.plan.allocation.placements
        return value - self.price * sum(r.area for r in old if (r.subject, r.storey) not in there) / M2
