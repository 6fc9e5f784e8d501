"""Solving again after one company's change: time, what moves, clauses; against a solve from nothing.

``python -m benchmarks.resolve scenarios/minimal.yaml=out/minimal --cases 12 [--fresh]`` prints a JSON line
for every case and one that sums them up. A case changes one company: its areas by a factor, or it
leaves, or another comes that asks for what it asks for. Processor seconds, workers included.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from planner.bundle import write_bundle
from planner.kernel_cache import prepare_cache
from planner.model import PlaceWish, Scenario, Tenant
from planner.pins.answer import answer_of
from planner.pins.before import read_before
from planner.scenario import load_scenario, resolved_yaml
from planner.verify import verify

FACTORS = (0.6, 0.75, 0.9, 1.1, 1.25, 1.5)
NEW = "NEW"


@dataclass(frozen=True, slots=True)
class Case:
    """One change: what it is, and the scenario with it."""

    what: str
    scenario: Scenario


def cases(scenario: Scenario, count: int, seed: int) -> Iterator[Case]:
    """Changes of one company each, drawn at random."""
    rng = random.Random(seed)
    for k in range(count):
        tenant = rng.choice(scenario.tenants)
        if k % 4 == 3:
            yield Case(f"another like {tenant.id} comes", _with_another(scenario, tenant))
        elif k % 4 == 1:
            yield Case(f"{tenant.id} leaves", _without(scenario, tenant))
        else:
            factor = rng.choice(FACTORS)
            yield Case(f"{tenant.id} x {factor}", _scaled(scenario, tenant, factor))


def _scaled(scenario: Scenario, tenant: Tenant, factor: float) -> Scenario:
    areas = (tenant.least_area, tenant.wished_area, tenant.most_area)
    least, wished, most = (round(area * factor / 1e6) * 10**6 for area in areas)
    other = replace(tenant, least_area=least, wished_area=wished, most_area=most)
    return replace(scenario, tenants=tuple(other if t.id == tenant.id else t for t in scenario.tenants))


def _without(scenario: Scenario, tenant: Tenant) -> Scenario:
    gone = tenant.id
    return replace(
        scenario,
        tenants=tuple(_forgets(t, gone) for t in scenario.tenants if t.id != gone),
        demands=tuple(_forgets(d, gone) for d in scenario.demands),
        flows=tuple(f for f in scenario.flows if gone not in (f.origin, f.destination)),
        pins=tuple(p for p in scenario.pins if p.subject != gone),
    )


def _forgets(row: Any, gone: str) -> Any:
    if gone not in row.wish.near:
        return row
    return replace(row, wish=replace(row.wish, near=tuple(id for id in row.wish.near if id != gone)))


def _with_another(scenario: Scenario, tenant: Tenant) -> Scenario:
    other = replace(tenant, id=NEW, name=NEW, name_zh=NEW, resident=False, wish=PlaceWish())
    return replace(scenario, tenants=(*scenario.tenants, other))


def run(case: Case, bundle: Path, jobs: int) -> dict[str, Any]:
    """Solve again and check: what moved, how long it took, which mandatory clauses fail that did not."""
    from solvers.resolve import resolve
    from solvers.solve import Options

    began = _spent()
    before = read_before(case.scenario, bundle)
    found = resolve(case.scenario, before, Options(jobs=jobs), price_pins=False)
    spent = _spent() - began
    answer = answer_of(before, found.solution, found.price, None)
    with tempfile.TemporaryDirectory() as folder:
        write_bundle(Path(folder), found.solution, resolved=resolved_yaml(case.scenario))
        failed = [
            v.clause
            for v in verify(case.scenario, Path(folder)).verdicts
            if v.status == "fail" and v.strength == "mandatory"
        ]
    return {
        "what": case.what,
        "cpu_s": round(spent, 2),
        "rooms": answer.total,
        "moved": len(answer.elsewhere),
        "in_place": len(answer.moved) - len(answer.elsewhere),
        "moved_m2": round(answer.moved_m2, 1),
        "value": round(answer.value),
        "gain": None if answer.gain is None else round(answer.gain, 5),
        "failed": failed,
    }


def fresh(case: Case, jobs: int) -> dict[str, Any]:
    """The same from nothing."""
    from solvers.solve import Infeasible, Options, solve

    began = _spent()
    solution = solve(case.scenario, Options(jobs=jobs))
    value = None if isinstance(solution, Infeasible) else round(solution.allocation.objective)
    return {"fresh_cpu_s": round(_spent() - began, 2), "fresh_value": value}


def _spent() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main() -> None:
    """Run the cases of every scenario and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parks", nargs="+", metavar="SCENARIO=BUNDLE")
    parser.add_argument("--cases", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--fresh", action="store_true", help="solve every case from nothing too")
    given = parser.parse_args()
    prepare_cache()
    for park in given.parks:
        file, folder = park.split("=", 1)
        scenario = load_scenario(Path(file))
        rows = []
        for case in cases(scenario, given.cases, given.seed):
            row = run(case, Path(folder), given.jobs)
            row |= fresh(case, given.jobs) if given.fresh else {}
            rows.append(row)
            print(json.dumps(row, ensure_ascii=False), flush=True)
        print(json.dumps({"scenario": scenario.name, **_summed(rows)}, ensure_ascii=False), flush=True)


def _summed(rows: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "cases": len(rows),
        "median_cpu_s": statistics.median(row["cpu_s"] for row in rows),
        "most_cpu_s": max(row["cpu_s"] for row in rows),
        "most_moved_share": round(max(row["moved"] / row["rooms"] for row in rows), 4),
        "median_moved": statistics.median(row["moved"] for row in rows),
    }
    if "fresh_cpu_s" in rows[0]:
        ratios = [row["fresh_cpu_s"] / row["cpu_s"] for row in rows]
        found |= {"median_times_faster": round(statistics.median(ratios), 1), "least": round(min(ratios), 1)}
    return found


if __name__ == "__main__":
    main()
