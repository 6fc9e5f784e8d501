"""A plan in the making: an allocation, and what the arrangement made of every storey."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from planner.model import Allocation, Placement, Scenario, StoreyLayout
from planner.score import score, served
from solvers.allocate.answer import OPTIMAL_GAP
from solvers.orchestrate.feedback import Placements, by_storey, laid_out
from solvers.orchestrate.pool import UNFINISHED, StoreyJob, StoreyRunner, storey_seed
from solvers.orchestrate.pulls import pulls_of
from solvers.orchestrate.shared import Known

if TYPE_CHECKING:
    from solvers.arrange import Arranged


ROUNDING = 1_000
"""What areas may lack for rounding, mm2."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An allocation with its arranged storeys (by storey id, all of the park)."""

    allocation: Allocation
    placed: Placements
    arranged: Mapping[str, Arranged]

    @property
    def failed(self) -> tuple[str, ...]:
        """Storeys without any layout."""
        return tuple(id for id, result in self.arranged.items() if result.layout is None)

    @property
    def homeless(self) -> tuple[Placement, ...]:
        """Placements that their storeys could not lay out."""
        return tuple(
            row
            for storey, rows in self.placed.items()
            for row in rows
            if row.subject not in laid_out(self.arranged[storey])
        )

    @property
    def crowded(self) -> tuple[str, ...]:
        """Storeys that could not lay out all that was put on them."""
        return tuple(dict.fromkeys(row.storey for row in self.homeless))

    @property
    def unsafe(self) -> tuple[str, ...]:
        """Storeys whose layout breaks a rule of the fire codes, where these steer."""
        return tuple(id for id, result in self.arranged.items() if result.faults)

    def real_placements(self) -> tuple[Placement, ...]:
        """The placements as laid out, with the areas they really have."""
        real = {id: laid_out(result) for id, result in self.arranged.items()}
        return tuple(
            replace(row, area=real[row.storey][row.subject])
            for row in self.allocation.placements
            if row.subject in real[row.storey]
        )

    def room_areas(self) -> dict[str, int]:
        """Net area in mm2 of all rooms of every storey, vacant ones too, with the corridors inside zones."""
        return {
            id: sum(space.area for space in result.layout.spaces)
            + sum(round(way.polygon.area) for way in result.layout.corridors if way.subject is not None)
            if result.layout
            else 0
            for id, result in self.arranged.items()
        }

    def vacant(self, storey: str) -> int:
        """Area of the vacant units of a storey, mm2."""
        layout = self.arranged[storey].layout
        return sum(space.area for space in layout.spaces if space.kind == "vacant") if layout else 0

    def storeys(self) -> tuple[StoreyLayout, ...]:
        """The storeys that have a layout."""
        layouts = (result.layout for result in self.arranged.values())
        return tuple(layout for layout in layouts if layout is not None)


def valued(scenario: Scenario, plan: Plan) -> tuple[Allocation, float]:
    """The allocation with the value of the plan as laid out, and the value that it had decided.

    The bound stays that of the allocation: no plan whose storeys hold no more than was measured of them is
    worth more. Layouts hold more than that; where the plan is worth more than the bound, its value is one.
    """
    allocation = plan.allocation
    decided = score(scenario, allocation.placements, allocation.warehouse_of).total
    real = plan.real_placements()
    value = score(scenario, real, served(real, allocation.warehouse_of)).total
    bound = max(allocation.bound, value)
    near = allocation.status == "optimal" and bound - value <= OPTIMAL_GAP * abs(value)
    status: Literal["optimal", "feasible"] = "optimal" if near else "feasible"
    return replace(allocation, objective=value, bound=bound, status=status), decided


def short_of_least(scenario: Scenario, real: Sequence[Placement]) -> int:
    """How many residents and required demands have less than their least area as laid out."""
    given = areas_given(real)
    least = {tenant.id: tenant.least_area for tenant in scenario.tenants if tenant.resident}
    least |= {row.id: row.least_area for row in scenario.demands if row.required and not row.off_site}
    return sum(given.get(id, 0) < area - ROUNDING for id, area in least.items())


def fragments(scenario: Scenario, real: Sequence[Placement]) -> set[str]:
    """Optional demands that have less than their least area as laid out: parts of them found no place."""
    given, pinned = areas_given(real), {pin.subject for pin in scenario.pins}
    return {
        row.id
        for row in scenario.demands
        if not (row.required or row.id in pinned)
        and given.get(row.id, row.least_area) < row.least_area - ROUNDING
    }


def areas_given(real: Sequence[Placement]) -> dict[str, int]:
    """Subject -> its area over all storeys, mm2."""
    given: dict[str, int] = {}
    for row in real:
        given[row.subject] = given.get(row.subject, 0) + row.area
    return given


class Arranging:
    """Arranges the storeys of an allocation, each distinct set of placements once.

    ``known``: storeys laid out before, by another one of the same park too; new ones are added.
    """

    def __init__(
        self,
        scenario: Scenario,
        runner: StoreyRunner,
        seed: int,
        effort: Callable[[], int],
        stop: Callable[[], bool],
        on_storey: Callable[[int, int], None],
        known: Known | None = None,
    ) -> None:
        self._scenario = scenario
        self._runner = runner
        self._seed = seed
        self._effort = effort
        self._stop = stop
        self._on_storey = on_storey
        self._known: Known = {} if known is None else known
        self._given: dict[str, Arranged] = {}

    def know(self, storeys: Iterable[StoreyLayout]) -> None:
        """Layouts made elsewhere, each to be taken where it serves what is put on its storey."""
        from solvers.arrange import Arranged

        self._given.update({layout.storey: Arranged(layout, 0, "") for layout in storeys})

    def plan(self, allocation: Allocation) -> Plan:
        """Arrange every storey that no earlier arrangement serves."""
        placed = by_storey(self._scenario, allocation)
        pulls = pulls_of(self._scenario, allocation)
        jobs = [
            StoreyJob(storey, rows, storey_seed(self._seed, storey), pulls.get(storey, ()))
            for storey, rows in placed.items()
            if self._find(storey, rows) is None
        ]
        new = self._run(jobs, len(placed))
        arranged = {}
        for storey, rows in placed.items():
            result = new.get(storey) or self._find(storey, rows)
            if result is not None:
                arranged[storey] = result
        return Plan(allocation, placed, arranged)

    def anew(self, plan: Plan, placed: Mapping[str, tuple[Placement, ...]]) -> Mapping[str, Arranged]:
        """These storeys with other areas for all that lies on them, where that is soon found."""
        pulls = pulls_of(self._scenario, plan.allocation)
        usual = [
            StoreyJob(storey, rows, storey_seed(self._seed, storey), pulls.get(storey, ()), whole=True)
            for storey, rows in placed.items()
        ]
        jobs = [replace(job, apart=plan.arranged[job.storey].apart) for job in usual]
        return self._run(jobs, len(plan.arranged)) if jobs else {}

    def empty(self, storeys: Sequence[str]) -> Mapping[str, Arranged]:
        """These storeys with nothing on them."""
        jobs = [StoreyJob(storey, (), storey_seed(self._seed, storey)) for storey in storeys]
        return self._run(jobs, len(jobs)) if jobs else {}

    def _find(self, storey: str, rows: tuple[Placement, ...]) -> Arranged | None:
        """What is known for these very placements; else a layout of the same subjects within their bounds."""
        over = self._stop()
        known = [row for row in self._known.get(storey, []) if over or row[1].reason != UNFINISHED]
        for before, result in known:
            if before == rows:
                return result
        given = [self._given[storey]] if storey in self._given else []
        return next((r for r in (*given, *(result for _, result in known)) if _serves(r, rows)), None)

    def _run(self, jobs: list[StoreyJob], storeys: int) -> dict[str, Arranged]:
        area = {storey.id: storey.gross_area for storey in self._scenario.storeys}
        jobs.sort(key=lambda job: (-_rooms(job.placements or ()) * area[job.storey], job.storey))
        done = storeys - len(jobs)
        results = {}
        self._on_storey(done, storeys)
        for job, result in self._runner(jobs, self._effort, self._stop):
            self._known.setdefault(job.storey, []).append((job.placements or (), result))
            results[job.storey] = result
            done += 1
            self._on_storey(done, storeys)
        return results


def _rooms(rows: Sequence[Placement]) -> int:
    """How many rooms are asked for: what a storey's search takes long for, so that it starts early."""
    return sum(room.count for row in rows for room in row.rooms)


def _serves(result: Arranged, rows: tuple[Placement, ...]) -> bool:
    """Whether a layout holds exactly these subjects, each with an area within its bounds."""
    if result.layout is None:
        return False
    real = laid_out(result)
    return set(real) == {row.subject for row in rows} and all(
        row.least_area <= real[row.subject] <= row.most_area for row in rows
    )
