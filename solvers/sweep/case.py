"""One case from its job to its record: the allocation alone, or the whole layout with check and bundle."""

from __future__ import annotations

import math
import shutil
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from planner.bundle import write_bundle
from planner.check.facts import read_facts
from planner.circulation.flows import measure_flows
from planner.circulation.flows_document import write_flows
from planner.circulation.park import park_graph
from planner.compare.measures import measures_of
from planner.compare.placements import placements_of, score_of
from planner.compare.read import Plan
from planner.errors import Interrupted, NothingFound, ScenarioError
from planner.model import M2, Allocation, Placement, Scenario
from planner.recommended import fines
from planner.scenario import load_scenario, resolved_yaml
from planner.score import Score, score
from planner.standards.packs import copies
from planner.sweep.job import Job, version
from planner.sweep.record import RECORD_FORMAT, TERMS
from planner.verify import save_sarif, verify, write_compliance
from solvers.allocate import allocate, broken_clauses
from solvers.allocate.engine import Engine
from solvers.orchestrate.budget import MEASURE_SHARE, Budget
from solvers.orchestrate.feedback import first_cuts, widest_cuts
from solvers.orchestrate.fire_point import fire_point_cuts
from solvers.orchestrate.pool import storeys_here
from solvers.solve import Infeasible, Options, solve

__all__ = ["SCENARIO", "CaseEngine", "solve_case"]

SCENARIO = "scenario.yaml"
"""The scenario of a case, beside its layout."""


class CaseEngine:
    """One engine for case after case: starting one takes longer than a small case."""

    def __init__(self) -> None:
        self._stop: Callable[[], bool] = lambda: False
        self._engine = Engine(self._stopped)

    def _stopped(self) -> bool:
        return self._stop()

    @contextmanager
    def until(self, stop: Callable[[], bool]) -> Iterator[Engine]:
        """The engine for a case, which ``stop`` ends; it is started anew where answers are left over."""
        self._stop = stop
        clean = False
        try:
            yield self._engine
            clean = not self._engine.unanswered
        finally:
            if not clean:
                self._engine.close()


def solve_case(job: Job, folder: Path, engine: CaseEngine) -> dict[str, Any]:
    """The record of a case; a layout is written into ``folder``. Whatever goes wrong is a record too."""
    warnings.filterwarnings("ignore", ".* encountered in buffer", RuntimeWarning)  # GEOS; nobody reads it
    start, processor = time.monotonic(), time.process_time()
    try:
        with _files(job, folder) as path:
            found = _solved(job, load_scenario(path), folder, engine)
    except NothingFound as error:
        if isinstance(error, Interrupted):
            raise
        found = {"status": "nothing_found", "reason": str(error)}
    except ScenarioError as error:
        found = {"status": "invalid", "reason": str(error.problems[0])}
    except Exception as error:
        found = {"status": "crash", "reason": f"{type(error).__name__}: {' '.join(str(error).split())}"[:500]}
    return {
        "format": RECORD_FORMAT,
        "key": job.key,
        "planner": version(),
        "seed": job.run.seed,
        **found,
        "seconds": round(time.monotonic() - start, 3),
        "processor_s": round(time.process_time() - processor, 3),
    }


@contextmanager
def _files(job: Job, folder: Path) -> Iterator[Path]:
    """The scenario and its packs on the disk: beside the bundle of a layout, elsewhere for a moment."""
    kept = job.run.what == "layout"
    place = folder if kept else Path(tempfile.mkdtemp(prefix="planner-case-"))
    try:
        place.mkdir(parents=True, exist_ok=True)
        (place / SCENARIO).write_text(job.text, "utf-8")
        for name, text in job.packs.items():
            (place / name).write_text(text, "utf-8")
        yield place / SCENARIO
    finally:
        if not kept:
            shutil.rmtree(place, ignore_errors=True)


def _solved(job: Job, park: Scenario, folder: Path, engine: CaseEngine) -> dict[str, Any]:
    if job.run.what == "layout":
        return _layout(job, park, folder)
    budget = Budget(job.run.seconds)
    with engine.until(budget.stop_after(1.0)) as running:
        return _allocation(job, park, budget, running)


def _allocation(job: Job, park: Scenario, budget: Budget, engine: Engine) -> dict[str, Any]:
    """Who lies where, under what was measured of the storeys; or what contradicts."""
    with storeys_here(park, 1) as runner:
        cuts = first_cuts(park, runner.limits(budget.stop_after(MEASURE_SHARE)))
    plan = allocate(
        park,
        capacity=cuts.capacity,
        shapes=cuts.shapes,
        forbidden=(*cuts.forbidden, *fire_point_cuts(park)),
        people=cuts.people,
        seed=job.run.seed,
        effort=job.run.effort,
        stop=engine.stopped,
        proof=job.run.proof,
        engine=engine,
    )
    if plan.status == "infeasible":
        return _contradiction(job, park, plan, engine)
    if not plan.placements:
        return {"status": "nothing_found", "reason": "no plan found with this amount of work or time"}
    where = _where(plan.placements)
    return {
        **_proof(plan),
        "failing": list(broken_clauses(park, plan.placements, cuts.capacity)),
        "recommended": sorted(fines(park, plan.placements)),
        "time_cap_hit": budget.cap_hit,
        "wished_met": _wished_met(park, where),
        "terms": _terms(score(park, plan.placements, plan.warehouse_of)),
        "areas": where,
    }


def _contradiction(job: Job, park: Scenario, plan: Allocation, engine: Engine) -> dict[str, Any]:
    """Proven where there is no plan even without corridors; else with the corridors that were tried."""
    widest = allocate(
        park,
        capacity=widest_cuts(park).capacity,
        seed=job.run.seed,
        effort=1,
        stop=engine.stopped,
        proof=False,
        engine=engine,
    )
    proven = widest.status == "infeasible"
    core = widest.conflict if proven else plan.conflict
    return {"status": "infeasible", "basis": "proven" if proven else "measured", "core": list(core)}


def _layout(job: Job, park: Scenario, folder: Path) -> dict[str, Any]:
    """The whole park, written and checked as ``planner solve`` does it, but for its pictures."""
    options = Options(job.run.seed, job.run.effort, job.run.seconds, jobs=1)
    solution = solve(park, options, pool=storeys_here)
    if isinstance(solution, Infeasible):
        return {"status": "infeasible", "basis": "proven", "core": list(solution.allocation.conflict)}
    write_bundle(folder, solution, resolved=resolved_yaml(park), packs=copies(park))
    compliance = verify(park, folder)
    write_compliance(folder, compliance)
    save_sarif(folder / "compliance.sarif", compliance, park, folder)
    graph = park_graph(park, solution.layout)
    write_flows(folder, measure_flows(park, solution.layout, graph, solution.allocation.warehouse_of))
    plan = Plan(folder.name, folder, park, read_facts(park, folder), compliance)
    where = placements_of(plan.facts)
    failed = [row for row in compliance.verdicts if row.status == "fail"]
    return {
        **_proof(solution.allocation),
        "failing": [row.clause for row in failed if row.strength == "mandatory"],
        "recommended": [row.clause for row in failed if row.strength == "recommended"],
        "time_cap_hit": solution.time_cap_hit,
        "wished_met": _wished_met(park, where),
        "terms": _terms(score_of(park, plan.facts)),
        "areas": where,
        "clauses": {row.clause: row.status for row in compliance.verdicts},
        "measures": {name: _number(value) for name, value in measures_of(plan).items()},
    }


def _proof(plan: Allocation) -> dict[str, Any]:
    return {
        "status": plan.status,
        "value": _number(plan.objective),
        "bound": _number(plan.bound),
        "gap": _number(plan.gap),
    }


def _where(placements: Iterable[Placement]) -> dict[str, dict[str, float]]:
    """Net area, m2, of every subject on each of its storeys."""
    found: dict[str, dict[str, float]] = {}
    for row in placements:
        storeys = found.setdefault(row.subject, {})
        storeys[row.storey] = storeys.get(row.storey, 0.0) + row.area / M2
    return found


def _wished_met(park: Scenario, where: Mapping[str, Mapping[str, float]]) -> float | None:
    """Share of all wished area that is given; what is above a wish does not make up for another."""
    wishes = {row.id: row.wished_area / M2 for row in park.tenants}
    wishes |= {row.id: row.wished_area / M2 for row in park.demands if not row.off_site}
    total = sum(wishes.values())
    given = sum(min(wish, sum(where.get(id, {}).values())) for id, wish in wishes.items())
    return given / total if total else None


def _terms(found: Score) -> dict[str, float]:
    return {name: round(float(getattr(found, name)), 2) for name in TERMS}


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)
