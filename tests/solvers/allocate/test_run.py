"""The allocation as its callers use it: same seed same answer, stopping, signals, progress, conflicts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from benchmarks.parks import capacities, growth, park
from planner.score import score
from solvers.allocate import allocate
from solvers.types import Progress


@pytest.fixture(scope="module")
def middle():
    """30 tenants: too large for the exact program, searched in a second."""
    scenario = park(30, 5)
    return scenario, capacities(scenario)


def test_the_same_seed_gives_the_same_answer(middle):
    scenario, capacity = middle
    answers = [allocate(scenario, capacity=capacity, seed=seed, effort=1) for seed in (3, 3, 4)]
    assert answers[0] == answers[1]
    assert answers[0].placements != answers[2].placements
    assert all(answer.bound == answers[0].bound for answer in answers)


def test_the_answer_replays_and_is_within_its_gap(middle):
    scenario, capacity = middle
    answer = allocate(scenario, capacity=capacity, seed=1, effort=1)
    assert answer.status == "feasible"
    replayed = score(scenario, answer.placements, answer.warehouse_of)
    assert replayed.total == pytest.approx(answer.objective)
    assert answer.objective <= answer.bound
    assert answer.gap < 0.03
    takes: dict[str, float] = {}
    for placement in answer.placements:
        demand = next((d for d in scenario.demands if d.id == placement.subject), None)
        inner = scenario.catalogue.zones[demand.zone].inner if demand and not demand.kind else 0.0
        takes[placement.storey] = takes.get(placement.storey, 0.0) + placement.area * (1 + inner)
    assert all(area <= capacity[storey] + 10 for storey, area in takes.items())


def test_progress_tells_incumbent_and_bound(middle):
    scenario, capacity = middle
    seen: list[Progress] = []
    answer = allocate(scenario, capacity=capacity, seed=1, effort=1, on_progress=seen.append)
    assert seen[-1].incumbent == pytest.approx(answer.objective)
    assert seen[-1].bound == pytest.approx(answer.bound)
    bounds = [event.bound for event in seen]
    assert bounds == sorted(bounds, reverse=True)


@pytest.mark.parametrize("patience_s", [0.0, 0.4])
def test_stopping_is_prompt_and_keeps_the_best_so_far(middle, patience_s):
    scenario, capacity = middle
    end = time.monotonic() + patience_s
    answer = allocate(scenario, capacity=capacity, seed=1, effort=500, stop=lambda: time.monotonic() > end)
    assert time.monotonic() - end < 3.0  # half a second on a free machine
    assert answer.status in ("feasible", "unknown")
    assert answer.bound >= answer.objective


SCRIPT = """
import signal, sys, time
from benchmarks.parks import capacities, park
from solvers.allocate import allocate
stopped = []
signal.signal(signal.SIGINT, lambda *_: stopped.append(1))
scenario = park(30, 5)
print("ready", flush=True)
answer = allocate(scenario, capacity=capacities(scenario), seed=1, effort=500, stop=lambda: bool(stopped))
print(answer.status, len(stopped), flush=True)
"""


def test_an_interrupt_reaches_the_caller_and_leaves_no_process_behind():
    run = subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )
    assert run.stdout is not None
    assert run.stdout.readline() == "ready\n"
    time.sleep(2.0)
    children = subprocess.run(
        ["pgrep", "-P", str(run.pid)], capture_output=True, text=True, check=False
    ).stdout.split()
    run.send_signal(signal.SIGINT)
    out, _ = run.communicate(timeout=20)
    assert run.returncode == 0
    assert out.split()[-1] == "1"
    assert not any(os.path.exists(f"/proc/{child}") for child in children)


def test_generated_parks_of_each_size_are_feasible():
    for tenants, seed in ((10, 1), (50, 1)):
        scenario = park(tenants, seed, fill=0.85)
        assert len(scenario.tenants) == tenants
        answer = allocate(scenario, capacity=capacities(scenario), seed=1, effort=1)
        assert answer.status in ("optimal", "feasible"), answer.conflict


def test_growth_is_the_slope_of_the_logarithms():
    rungs = [{"tenants": n, "processor_seconds": 0.5 * n**1.5} for n in (10, 100, 1000)]
    assert growth(rungs) == pytest.approx(1.5)


def test_a_later_round_changes_little_beside_what_its_new_limits_ask(middle):
    scenario, capacity = middle
    first = allocate(scenario, capacity=capacity, seed=1, effort=1)
    fullest = max(capacity, key=lambda id: sum(p.area for p in first.placements if p.storey == id))
    tighter = {**capacity, fullest: round(0.9 * capacity[fullest])}
    second = allocate(scenario, capacity=tighter, seed=1, effort=1, start=first)
    assert second.status == "feasible"
    before = {(p.subject, p.storey) for p in first.placements}
    after = {(p.subject, p.storey) for p in second.placements}
    assert len(before & after) >= 0.9 * len(before)
    assert sum(p.area for p in second.placements if p.storey == fullest) <= tighter[fullest]
