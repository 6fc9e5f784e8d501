"""A week of 1,500 trucks and 140,000 orders over the docks of a layout: how long it takes.

    python -m benchmarks.goods BUNDLE --trucks 1500 --orders 140000 --seeds 3

Prints a JSON line for each seed: trucks and orders as they came, and the processor seconds of the run.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from planner.simulate.goods.network import read_network
from planner.simulate.goods.profile import Profile, standard_profile
from planner.simulate.goods.week import Run, run_week
from planner.simulate.results import read_simulated


def scaled(trucks: float, orders: float) -> Profile:
    """The shipped profile with so many trucks by the pallet and orders in its seven days."""
    usual = standard_profile()
    days = sum(usual.weekdays)
    part = usual.orders.model_copy(update={"per_day": orders / days})
    return usual.model_copy(update={"trucks_per_day": trucks / days, "orders": part, "warm_up_days": 0})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--trucks", type=float, default=1_500)
    parser.add_argument("--orders", type=float, default=140_000)
    parser.add_argument("--seeds", type=int, default=3)
    given = parser.parse_args()
    profile = scaled(given.trucks, given.orders)
    network = read_network(read_simulated(given.bundle), profile)
    for seed in range(1, given.seeds + 1):
        start = time.process_time()
        outcome = run_week(Run(profile, network, seed, 0))
        row = {
            "seed": seed,
            "trucks": outcome.trucks,
            "orders": outcome.orders + outcome.backlog,
            "cpu_seconds": round(time.process_time() - start, 2),
        }
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
