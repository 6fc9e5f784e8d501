"""Promises of robust letting on generated parks: ``python -m benchmarks.robust BUNDLE [--parks N]``.

The layout of a bundle is let to markets drawn at random: half or more of the companies of each market
are not in cross-border trade, so that CBEP-4.2.2.2 is in danger. Units are kept back until it holds with the
probability asked for (nothing is laid out anew), then 100,000 fresh futures tell whether the promise is kept.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from planner.bundle import read_bundle
from planner.leasing import Profile, Robust
from planner.model import Allocation, Scenario, Solution
from planner.scenario import load_scenario
from planner.simulate.leasing.robust import Robustness
from solvers.robust.solve import solve_robust
from solvers.solve import Infeasible

CLAUSE = "CBEP-4.2.2.2"


def market(rng: random.Random) -> tuple[Profile, ...]:
    """Two to four kinds of companies; between 25 and 50 % of those who ask are in cross-border trade."""
    trade = rng.uniform(0.25, 0.5)
    kinds = rng.randint(1, 3)
    shares = [(1 - trade) / kinds] * kinds

    def profile(id: str, share: float, *, cross_border: bool) -> Profile:
        return Profile(
            id,
            share,
            company_type="operator" if cross_border else "other",
            cross_border=cross_border,
            renewal_probability=round(rng.uniform(0.3, 0.8), 2),
        )

    others = [profile(f"others{n}", share, cross_border=False) for n, share in enumerate(shares)]
    return (profile("trade", trade, cross_border=True), *others)


def given(solution: Solution) -> Callable[[Scenario], Solution | Infeasible]:
    """A search that knows one layout and nothing better."""

    def search(scenario: Scenario) -> Solution | Infeasible:
        if scenario.leasing.robust.rows:
            return Infeasible(Allocation("infeasible", (), (), {}, 0.0, 0.0))
        return replace(solution, scenario=scenario)

    return search


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--parks", type=int, default=20)
    parser.add_argument("--probability", type=float, default=0.95)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    scenario = load_scenario(options.bundle / "scenario.resolved.yaml")
    layout = read_bundle(options.bundle).layout
    allocation = Allocation("feasible", (), (), {}, 0.0, 0.0)
    rng, kept, had = random.Random(options.seed), 0, 0
    for number in range(options.parks):
        robust = Robust(options.probability, (CLAUSE,))
        park = replace(scenario, leasing=replace(scenario.leasing, profiles=market(rng), robust=robust))
        solution = Solution(park, allocation, layout, 1, {}, False, ())
        began = time.process_time()
        found = solve_robust(park, given(solution), seed=number, jobs=options.jobs)
        took = time.process_time() - began
        if isinstance(found, tuple) and isinstance(found[1], Robustness):
            told, row = found[1], found[1].promises[0]
            had, kept = had + 1, kept + told.kept
            price = (told.income_without - told.income_with) / 1e6
            line = f"{row.without:.4f} -> {row.fresh:.4f} fresh, {len(told.reserved)} units, {price:.2f} MCNY"
        else:
            line = f"unattainable, best {found.best:.4f}" if hasattr(found, "best") else "none"
        print(f"{number:3d}  {line}, {took:.1f} s", flush=True)
    print(f"{kept} of {had} promises kept on fresh futures; {options.parks - had} unattainable")


if __name__ == "__main__":
    main()
