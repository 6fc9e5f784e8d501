"""Generated parks of thousands of tenants, and what allocating them takes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.parks import growth, measure, park

ROOT = Path(__file__).parents[2]

FEW_MOVES = """
import json, resource, sys
from benchmarks import parks
from solvers.allocate import districts
districts.DISTRICT_MOVES = districts.ROUND_MOVES = 300
print(json.dumps(parks.measure(int(sys.argv[1]), 1, 0.9, 1)))
"""


def test_a_park_of_thousands_has_districts_that_keep_to_themselves():
    scenario = park(3000, 1)
    assert (len(scenario.buildings), len(scenario.storeys)) == (24, 120)
    number = {tenant.id: k for k, tenant in enumerate(scenario.tenants)}
    sets = {demand.id: int("".join(c for c in demand.id if c.isdigit())) for demand in scenario.demands}
    for flow in scenario.flows:
        district = number[flow.origin] // 1000 if flow.origin in number else (sets[flow.origin] - 1) // 10
        if flow.destination in number:
            assert number[flow.destination] // 1000 == district
        elif flow.destination in sets:
            assert (sets[flow.destination] - 1) // 10 == district


def test_up_to_a_thousand_tenants_everybody_may_deal_with_everything():
    scenario = park(1000, 1)
    assert (len(scenario.buildings), len(scenario.storeys)) == (40, 200)
    first = {tenant.id for tenant in scenario.tenants[:100]}
    met = {flow.destination for flow in scenario.flows if flow.origin in first}
    assert {f"CANTEEN{n}" for n in range(1, 11)} <= met


@pytest.mark.slow
def test_a_park_of_ten_companies_is_proven_optimal():
    """Seed 3, whose proof is the shortest of the first four; seed 1 takes ten times as many nodes."""
    rung = measure(10, 3, 0.9, 1)
    assert rung["status"] == "optimal"
    assert rung["gap_percent"] <= 0.01


def with_few_moves(tenants: int) -> dict[str, Any]:
    command = [sys.executable, "-c", FEW_MOVES, str(tenants)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.slow
def test_time_and_memory_grow_with_the_park():
    """1,500 and 3,000 tenants, with few moves so that all that is not search weighs more.

    Whatever else runs on the machine only adds processor seconds: the least of up to three runs count.
    """
    small, large = with_few_moves(1500), with_few_moves(3000)
    for _ in range(2):
        if growth([small, large]) < 1.5:
            break
        small = min(small, with_few_moves(1500), key=lambda rung: rung["processor_seconds"])
        large = min(large, with_few_moves(3000), key=lambda rung: rung["processor_seconds"])
    assert {small["status"], large["status"]} == {"feasible"}
    assert max(small["gap_percent"], large["gap_percent"]) < 12  # with a tenth of the moves
    assert growth([small, large]) < 1.5
    assert 1024 * (large["memory_mb"] - small["memory_mb"]) < 100 * 1500  # kB: 100 for each tenant more
