"""The fast model of evacuation and its bound beside agents (JuPedSim), storey by storey.

``python -m benchmarks.evacuation out/minimal out/tower out/qiancheng``: takes storeys evenly from those
of the bundles with so many people, lets each be left ``--replications`` times at once (no reaction times),
and prints a row each: persons, agents' mean, fast model and bound in seconds, and their ratios to the agents.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from planner.check.facts import Facts
from planner.simulate.evacuation.bound import bound_storey
from planner.simulate.evacuation.constants import top
from planner.simulate.evacuation.floors import floor_of
from planner.simulate.evacuation.house import house_of
from planner.simulate.evacuation.hydraulic import clear_storey
from planner.simulate.evacuation.run import run_replication
from planner.simulate.results import read_simulated


def storeys_of(bundles: list[Path], least: int, most: int, count: int) -> list[tuple[str, Facts, str]]:
    found = []
    for bundle in bundles:
        facts = read_simulated(bundle)
        for building in facts.scenario.buildings:
            for storey, crowds in house_of(facts, building).crowds.items():
                if least <= sum(crowd.count for crowd in crowds) <= most:
                    found.append((bundle.name, facts, storey))
    picked = np.unique(np.linspace(0, len(found) - 1, count).round().astype(int))
    return [found[k] for k in picked]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundles", nargs="+", type=Path)
    parser.add_argument("--storeys", type=int, default=20)
    parser.add_argument("--replications", type=int, default=3)
    parser.add_argument("--least", type=int, default=40, help="people of a storey")
    parser.add_argument("--most", type=int, default=500)
    parser.add_argument("--step", type=float, default=0.05)
    given = parser.parse_args()
    print(
        "| bundle | storey | persons | agents s | fast s | bound s | fast / agents | bound / least | cpu s |"
    )
    print("|---|---|--:|--:|--:|--:|--:|--:|--:|")
    ratios, bounds, above = [], [], 0
    for name, facts, storey in storeys_of(given.bundles, given.least, given.most, given.storeys):
        house = house_of(facts, facts.scenario.building(storey.split("/")[0]))
        begun = time.process_time()
        floors = {storey: floor_of(house, storey)}
        runs = [
            run_replication(house, floors, seed, given.step, alone=True, reacting=False, film=False)
            for seed in range(1, given.replications + 1)
        ]
        spent = time.process_time() - begun
        fast, bound = clear_storey(house, storey), bound_storey(house, storey, top())
        times = [run.storeys[storey] for run in runs if not run.stalled]
        if not times:
            print(f"| {name} | {storey} | {fast.persons} | stalled | | | | | {spent:.1f} |", flush=True)
            continue
        agents = float(np.mean(times))
        ratios.append(fast.seconds / agents)
        bounds.append(bound.seconds / min(times))
        above += bound.seconds > min(*times, fast.seconds)
        note = f" ({len(runs) - len(times)} stalled)" if len(times) < len(runs) else ""
        print(
            f"| {name} | {storey} | {fast.persons} | {agents:.1f}{note} | {fast.seconds:.1f} "
            f"| {bound.seconds:.1f} | {ratios[-1]:.2f} | {bounds[-1]:.2f} | {spent:.1f} |",
            flush=True,
        )
    print(
        f"\n{len(ratios)} storeys: fast / agents {min(ratios):.2f} to {max(ratios):.2f}, "
        f"mean {np.mean(ratios):.2f}; bound / fastest run {min(bounds):.2f} to {max(bounds):.2f}; "
        f"bound above either: {above}"
    )


if __name__ == "__main__":
    main()
