"""A park without a plan: what contradicts, what is missing, and what would help."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from planner.model import M2, Allocation, Scenario
from planner.reasons import Edit, WayOut
from planner.standards.policies import file_value, policies
from solvers.allocate import allocate
from solvers.allocate.engine import Engine, Stopped
from solvers.explain.edits import edited, value_text
from solvers.explain.larger import larger
from solvers.explain.members import Ground, model
from solvers.explain.ways import Cheapest, Measure, cheapest, widened

__all__ = ["Tried", "best_so_far", "plan_of", "ways_out"]

BY_MONEY, BY_AREA = 3, 2
"""Ways out to look for among those that break promises: by what they would have paid, by their area."""

STOREYS = 3
"""Storeys more that are tried on a building."""

BUILDINGS = 4
"""Buildings that are tried, those with the largest highest storey first."""


LARGER, SPARE = 2, (1.0, 1.1)
"""Larger areas that are tried by solving on so many storeys, and how much larger still."""


@dataclass(slots=True)
class Tried:
    """Ways out that were found, and how many promised ones found no allocation."""

    scenario: Scenario
    ground: Ground
    seed: int
    stop: Callable[[], bool]
    refused: int = 0

    def way(self, edits: tuple[Edit, ...], cny: float, m2: float) -> WayOut | None:
        """The way out, if the allocation of the changed scenario has a plan."""
        changed = edited(self.scenario, edits)
        answer = plan_of(changed, self.ground, self.seed, self.stop)
        if not answer.placements:
            self.refused += 1
            return None
        added = {row.id: row.gross_area / M2 for row in changed.storeys}
        more = sum(area for id, area in added.items() if id not in self.ground.capacity)
        return WayOut(edits, cny, m2, more, answer.objective)


def plan_of(
    scenario: Scenario, ground: Ground, seed: int, stop: Callable[[], bool], start: Allocation | None = None
) -> Allocation:
    """The allocation of a scenario, with the work of one effort; ``start``: a plan to stay close to.

    Raises ``Stopped`` where it was cut short: what it would have found then is not known.
    """
    answer = best_so_far(scenario, ground, seed, stop, start)
    if stop():
        raise Stopped
    return answer


def best_so_far(
    scenario: Scenario, ground: Ground, seed: int, stop: Callable[[], bool], start: Allocation | None = None
) -> Allocation:
    """The same; where it was cut short the best plan until then, which is a plan nonetheless."""
    wide = widened(ground, scenario)
    return allocate(
        scenario,
        capacity=wide.capacity,
        shapes=wide.shapes,
        forbidden=wide.forbidden,
        people=wide.people,
        seed=seed,
        effort=1,
        stop=stop,
        start=start,
    )


def ways_out(tried: Tried, engine: Engine) -> Iterator[WayOut]:
    """Ways out as they are found: other readings, promises broken, pins moved, storeys more.

    A reading that does not do alone is told with what it saves. Where none of them helps, larger areas are
    looked for that companies or zones may take.
    """
    none = True
    for way in _given_up(tried, engine):
        none = False
        yield way
    if none:
        yield from _larger(tried, engine)


def _larger(tried: Tried, engine: Engine) -> Iterator[WayOut]:
    """Companies or zones that take more; where that does not fit, with storeys on the largest building.

    Areas that fit as fractions of suites are tried a little larger too.
    """
    for count in range(STOREYS + 1):
        edits = (Edit("storey", _largest(tried.scenario)[0], str(count)),) if count else ()
        changed = edited(tried.scenario, edits)
        found = False
        for more in islice(larger(changed, widened(tried.ground, changed), engine), LARGER):
            for share in SPARE:
                wider = tuple(replace(edit, to=str(round(share * int(edit.to)))) for edit in more)
                way = tried.way((*edits, *wider), 0.0, 0.0)
                if way is not None:
                    found = True
                    yield way
                    break
        if found:
            return


def _largest(scenario: Scenario) -> list[str]:
    """Buildings, those with the largest highest storey first."""
    tops = [(max(b.storeys, key=lambda row: row.level), b.id) for b in scenario.buildings]
    return [id for _, id in sorted(tops, key=lambda pair: (-pair[0].gross_area, pair[1]))[:BUILDINGS]]


def _given_up(tried: Tried, engine: Engine) -> Iterator[WayOut]:
    """Ways out by which promises, readings or buildings change."""
    best = float("inf")
    seen: set[tuple[Edit, ...]] = set()
    orders: tuple[tuple[Measure, int], ...] = (("cny", BY_MONEY), ("m2", BY_AREA))
    for measure, count in orders:
        for shrink in (False, True):
            for found in _several(tried, engine, measure, count, shrink=shrink):
                if found.edits in seen or not found.edits:
                    continue
                seen.add(found.edits)
                way = tried.way(found.edits, found.cny, found.m2)
                if way is not None:
                    best = min(best, way.gives_up_cny)
                    yield way
    yield from _readings(tried, engine, best)
    yield from _storeys(tried, engine, best)


def _several(
    tried: Tried, engine: Engine, measure: Measure, count: int, *, shrink: bool
) -> Iterator[Cheapest]:
    found = cheapest(tried.scenario, tried.ground, engine, measure=measure, shrink=shrink)
    for _ in range(count):
        way = next(found, None)
        if way is None:
            return
        yield way


def _readings(tried: Tried, engine: Engine, best: float) -> Iterator[WayOut]:
    """Other readings of the clauses: alone, or with fewer promises broken than without."""
    members = model(tried.scenario, tried.ground).members
    clauses = {row.subject.partition(":")[0] for row in members if row.kind == "clause"}
    for edit in _answers(tried.scenario, clauses):
        changed = edited(tried.scenario, (edit,))
        found = next(cheapest(changed, tried.ground, engine, measure="cny", shrink=True), None)
        if found is not None and found.cny < best - 0.5:
            way = tried.way((edit, *found.edits), found.cny, found.m2)
            if way is not None:
                yield way


def _answers(scenario: Scenario, clauses: set[str]) -> Iterator[Edit]:
    """Every other answer to a question that a clause in conflict leaves open."""
    for policy in policies():
        reads = any(clause in policy.clauses or _part_of(clause, policy.clauses) for clause in clauses)
        if reads and policy.range is None:
            now = value_text(file_value(policy, scenario.policies))
            for row in policy.alternatives:
                if value_text(row.value) != now:
                    yield Edit("read", policy.id, value_text(row.value))


def _part_of(clause: str, others: tuple[str, ...]) -> bool:
    """Whether a clause with two branches is read: ``CBEP-4.2.2.2`` stands for its ``-a`` and ``-b``."""
    return any(other.startswith(f"{clause}-") for other in others)


def _storeys(tried: Tried, engine: Engine, best: float) -> Iterator[WayOut]:
    """Storeys more on a building, with fewer promises broken the more there are, until all are kept."""
    for building in _largest(tried.scenario):
        least = best
        for count in range(1, STOREYS + 1):
            edit = Edit("storey", building, str(count))
            changed = edited(tried.scenario, (edit,))
            wide = widened(tried.ground, changed)
            found = next(cheapest(changed, wide, engine, measure="cny", shrink=True), None)
            if found is None or found.cny > least - 0.5:
                continue
            way = tried.way((edit, *found.edits), found.cny, found.m2)
            if way is not None:
                least = found.cny
                yield way
            if not found.edits:
                break
