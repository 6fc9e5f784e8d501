"""Letting of a large park: ``python -m benchmarks.leasing [--paths N] [--units N] [--jobs N]``.

Units of three kinds of companies, ten years, the clauses of occupancy; prints seconds, processor time
and the most memory that the process held.
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import replace

from planner.leasing import Leasing, Profile
from planner.simulate.leasing.codes import EMPTY
from planner.simulate.leasing.model import Letting, Model, model_of
from planner.simulate.leasing.ratios import Ratio, Row
from planner.simulate.leasing.run import run_paths
from planner.simulate.leasing.tenancy import LetUnit, plain_measures


def park(count: int) -> Model:
    """So many units of 80 to 280 m2 that are offered to three kinds of companies."""
    units = tuple(LetUnit(f"U{n}", "A/1F", 80.0 + n * 37 % 200, 0.0, 120.0) for n in range(count))
    traders = Profile("traders", 0.5)
    profiles = (
        traders,
        replace(traders, id="live", demand_share=0.2, livestreaming=True),
        replace(traders, id="others", demand_share=0.3, cross_border=False),
    )
    shares = (
        ("occupied", "leased_area", "lettable_area"),
        ("by area", "cross_border_related_area", "cross_border_denominator"),
        ("by number", "cross_border_companies", "companies"),
    )
    clauses = [Ratio(id, "mandatory", id, id, 12, (Row(part, of, 0.5),)) for id, part, of in shares]
    letting = Letting(units, (60.0,) * count, (EMPTY,) * count)
    leasing = Leasing(profiles=profiles)
    return model_of(leasing, letting, plain_measures(units), clauses, gross_m2=60_000.0, running=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--paths", type=int, default=100_000)
    parser.add_argument("--units", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    model = park(options.units)
    run_paths(model, 1, 1, 1)  # compiled or loaded
    began, busy = time.perf_counter(), time.process_time()
    found = run_paths(model, options.paths, 1, options.jobs)
    took, used = time.perf_counter() - began, time.process_time() - busy
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{found.paths} paths x {model.months} months x {options.units} units, {options.jobs} threads")
    print(f"{took:.1f} s, {used:.1f} s of processor time, {most:.0f} MB at most")


if __name__ == "__main__":
    main()
