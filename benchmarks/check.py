"""How long the check of a bundle takes, and of one with thousands of spaces made of copies of it.

    planner solve scenarios/qiancheng.yaml -o out/qiancheng
    python benchmarks/check.py scenarios/qiancheng.yaml out/qiancheng --spaces 5000

Prints JSON lines: the number of spaces, and the processor seconds of reading the scenario, of the check
and of writing its certificate. The copies stand beside each other on one site; what each clause says about
them need not be what it said about the one. ``--profile`` lists where the time goes, ``--keep DIR`` leaves
the bundle there.
"""

from __future__ import annotations

import argparse
import cProfile
import dataclasses
import json
import pstats
import sys
import tempfile
import time
from collections.abc import Set as AbstractSet
from itertools import pairwise
from operator import attrgetter
from pathlib import Path
from typing import Any

import shapely
from shapely import Polygon, box
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from planner.bundle import read_bundle, write_bundle
from planner.fire_site import FireSite
from planner.model import Allocation, Layout, Scenario, Solution
from planner.scenario import load_scenario, resolved_yaml
from planner.verify import verify, write_compliance

GAP = 40_000
"""Millimetres between two copies."""


def copies(scenario: Scenario, layout: Layout, times: int) -> tuple[Scenario, Layout]:
    """So many of the same park in a row on one site; every id of a copy begins with its number."""
    ids = names(scenario, layout)
    x0, _, x1, _ = scenario.site.boundary.bounds
    parks, plans = [], []
    for number in range(times):
        prefix, step = f"{number + 1}-" if number else "", number * (x1 - x0 + GAP)
        parks.append(copied(scenario, ids, prefix, step))
        plans.append(copied(layout, ids, prefix, step))
    site = dataclasses.replace(
        scenario.site,
        boundary=one_site([park.site.boundary for park in parks]),
        **{field: joined(parks, "site", field) for field in ("gates", "obstacles", "internal_roads")},
    )
    fields = ("buildings", "tenants", "demands", "flows", "pins")
    park = dataclasses.replace(scenario, site=site, **{field: joined(parks, field) for field in fields})
    parts = ("lanes", "turnarounds", "aerial_sites", "hydrants")
    fire = FireSite(**{part: joined(plans, "fire", part) for part in parts})
    return park, Layout(joined(plans, "storeys"), joined(plans, "roads"), fire)


def one_site(sites: list[Polygon]) -> Polygon:
    """The sites with a strip of land from each to the next."""
    middles = [site.representative_point() for site in sites]
    strips = [box(a.x, a.y - GAP / 10, b.x, a.y + GAP / 10) for a, b in pairwise(middles)]
    whole = shapely.union_all([*sites, *strips])
    return Polygon(whole.exterior)


def joined(things: list[Any], *path: str) -> tuple[Any, ...]:
    found: list[Any] = []
    for thing in things:
        found += attrgetter(".".join(path))(thing)
    return tuple(found)


def names(scenario: Scenario, layout: Layout) -> AbstractSet[str]:
    """Every id of the park; zones and kinds are no ids."""
    site = scenario.site
    rows: list[Any] = [*site.gates, *site.obstacles, *site.internal_roads, *layout.roads]
    rows += [*scenario.buildings, *scenario.tenants, *scenario.demands]
    fire = layout.fire
    rows += [*fire.lanes, *fire.turnarounds, *fire.aerial_sites, *fire.hydrants]
    for storey in scenario.storeys:
        rows += [storey, *storey.cores, *storey.exits, *storey.docks]
        rows += [part for core in storey.cores for part in core.parts]
    for plan in layout.storeys:
        rows += [*plan.spaces, *plan.corridors, *plan.doors]
    ids = {row.id for row in rows}
    return ids | {f"stock:{tenant.id}" for tenant in scenario.tenants}


def copied(value: Any, ids: AbstractSet[str], prefix: str, step: float) -> Any:
    """The value with its ids renamed and its geometry moved to the east."""
    if isinstance(value, str):
        stock = value.startswith("stock:")
        return (f"stock:{prefix}{value[6:]}" if stock else prefix + value) if value in ids else value
    if isinstance(value, BaseGeometry):
        return translate(value, step) if step else value
    if isinstance(value, tuple):
        return tuple(copied(item, ids, prefix, step) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        if type(value).__name__ in ("Catalogue", "Policies", "Weights"):
            return value
        changes = {
            f.name: copied(getattr(value, f.name), ids, prefix, step) for f in dataclasses.fields(value)
        }
        return dataclasses.replace(value, **changes)
    return value


def bundle_of(scenario: Scenario, layout: Layout, folder: Path) -> Path:
    """Writes a bundle, and returns the path of its scenario."""
    allocation = Allocation("feasible", (), (), {}, 0.0, 0.0)
    write_bundle(
        folder, Solution(scenario, allocation, layout, 1, {}, False, ()), resolved=resolved_yaml(scenario)
    )
    return folder / "scenario.resolved.yaml"


def measure(scenario: Path, folder: Path, profile: bool) -> dict[str, Any]:
    """Processor seconds of each part of one check: other programs do not count."""
    clock = time.process_time
    begun = clock()
    park = load_scenario(scenario)
    loaded = clock()
    tracer = cProfile.Profile() if profile else None
    compliance = tracer.runcall(verify, park, folder) if tracer else verify(park, folder)
    checked = clock()
    with tempfile.TemporaryDirectory() as scratch:
        write_compliance(Path(scratch), compliance)
    written = clock()
    if tracer:
        pstats.Stats(tracer, stream=sys.stderr).sort_stats("cumulative").print_stats(45)
    spaces = len(read_bundle(folder).of_role("space"))
    return {
        "spaces": spaces,
        "storeys": len(park.storeys),
        "findings": sum(len(verdict.findings) for verdict in compliance.verdicts),
        "read_scenario_s": round(loaded - begun, 2),
        "check_s": round(checked - loaded, 2),
        "write_s": round(written - checked, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("scenario", type=Path)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--spaces", type=int, default=5000)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    print(json.dumps(measure(given.scenario, given.bundle, False)), flush=True)
    scenario, layout = load_scenario(given.scenario), read_bundle(given.bundle).layout
    once = sum(len(storey.spaces) for storey in layout.storeys)
    many = copies(scenario, layout, -(-given.spaces // once))
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        print(json.dumps(measure(bundle_of(*many, folder), folder, given.profile)))


if __name__ == "__main__":
    main()
