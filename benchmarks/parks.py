"""Generated parks of 10 to 1,000 tenants, and the ladder of the allocation over them.

    python benchmarks/parks.py --tenants 100 --seed 1 --write park.yaml   # one park as a scenario
    python benchmarks/parks.py --ladder 10 100 1000 --seeds 2             # JSON lines, then the growth

Each park has cores, exits, docks, a full programme, flows between tenants, zones and gates, and tenants
whose wishes fill it to ``--fill`` of its room area (0.9 by default; 1.2 is overfull, and some stay out).
"""

from __future__ import annotations

import argparse
import json
import math
import random
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from shapely.geometry import LineString, Point, Polygon, box

from planner.capacity import net_capacity
from planner.kinds import standard_catalogue
from planner.model import (
    M2,
    Building,
    CompanyType,
    Core,
    CorePart,
    CorePartKind,
    Demand,
    Dock,
    Exit,
    Flow,
    Gate,
    Occupancy,
    PlaceWish,
    Policies,
    RoadLine,
    Scenario,
    Site,
    Storey,
    Tenant,
    Weights,
)

M = 1000
BUILDINGS = {10: 2, 100: 8, 1000: 40}
STOREYS = {10: 3, 100: 5, 1000: 5}
PITCH = (110 * M, 70 * M)
"""From building to building, mm."""

PROGRAMME = (
    # id, zone, kind, share of the park's room area, least share of the wish, splittable, value
    ("OFFICE", "office_area", None, 0.045, 0.8, True, 420),
    ("EXPO", "exchange_centre", None, 0.06, 0.8, True, 380),
    ("TRAIN", "training_base", None, 0.025, 0.8, False, 300),
    ("LIVE", "livestream_centre", None, 0.03, 0.8, False, 460),
    ("STORE", "storage_base", None, 0.10, 0.6, True, 260),
    ("HUB", "logistics_hub", None, 0.025, 0.8, False, 300),
    ("PARTY", "party_centre", None, 0.006, 0.8, False, 200),
    ("CUSTOMS", "customs_hall", None, 0.012, 0.8, False, 320),
    ("CANTEEN", "support", "catering", 0.038, 0.7, True, 500),
    ("SHOPS", "support", "shop", 0.025, 0.7, True, 600),
    ("LODGE", "support", "lodging", 0.018, 0.7, True, 380),
    ("LEISURE", "support", "leisure", 0.015, 0.7, False, 420),
    ("SERVICE", "public_service", None, 0.008, 0.8, False, 150),
)
FLOORS = {
    "EXPO": 400,
    "TRAIN": 160,
    "LIVE": 320,
    "STORE": 1250,
    "HUB": 320,
    "PARTY": 110,
    "CUSTOMS": 75,
    "SERVICE": 85,
}
"""Least wish of a demand, m2: what its standard composition needs."""


def park(tenants: int, seed: int, *, fill: float = 0.9, buildings: int = 0, storeys: int = 0) -> Scenario:
    """A park with this many tenants; ``buildings`` and ``storeys`` each (0: by the ladder's sizes)."""
    rng = random.Random(f"{tenants}-{seed}-{fill}")
    size = min((10, 100, 1000), key=lambda step: abs(math.log(step / tenants)))
    count = buildings or max(2, round(BUILDINGS[size] * tenants / size))
    widths = (60, 66, 72, 78) if count > 2 else (78,)  # a small park needs its 5,000 m2
    plates = tuple(
        _building(rng, k, storeys or STOREYS[size], _place(k, count), widths) for k in range(count)
    )
    policies = Policies()
    room = sum(net_capacity(storey, policies) for plate in plates for storey in plate.storeys) / M2
    demands = _programme(rng, room, sets=max(1, round(tenants / 100)))
    left = fill * room - sum(demand.wished_area for demand in demands) / M2
    companies = _tenants(rng, tenants, left, plates)
    gates = _site(count)
    return Scenario(
        name=f"Generated park, {tenants} tenants, seed {seed}",
        name_zh=f"生成园区 {tenants}-{seed}",
        site=gates,
        buildings=plates,
        tenants=companies,
        demands=demands,
        flows=tuple(_flows(rng, companies, demands)),
        pins=(),
        occupancy=Occupancy(months_in_operation=18, least_leased_share=0.5),
        standards=("cbep", "sbt11233"),
        base_type="park",
        policies=policies,
        weights=Weights(),
        catalogue=standard_catalogue(),
        source="generated",
        sha256="",
    )


def _columns(count: int) -> int:
    return max(2, math.ceil(math.sqrt(count)))


def _place(k: int, count: int) -> tuple[int, int]:
    """Lower left corner of a building on the site's grid."""
    return (15 * M + k % _columns(count) * PITCH[0], 20 * M + k // _columns(count) * PITCH[1])


def _site(count: int) -> Site:
    wide = 30 * M + _columns(count) * PITCH[0]
    deep = 30 * M + math.ceil(count / _columns(count)) * PITCH[1]
    everything = frozenset(("people", "goods", "fire"))
    return Site(
        boundary=box(0, 0, wide, deep),
        gates=(
            Gate("G1", Point(wide // 2, 0), 12 * M, everything),  # type: ignore[arg-type]  # literals in a set
            Gate("G2", Point(0, deep // 2), 9 * M, everything),  # type: ignore[arg-type]  # literals in a set
        ),
        public_roads=(
            RoadLine("PR1", LineString([(-30 * M, -15 * M), (wide + 30 * M, -15 * M)]), 18 * M, "South Road"),
        ),
    )


def _building(
    rng: random.Random, k: int, storeys: int, at: tuple[int, int], widths: tuple[int, ...]
) -> Building:
    """A slab or an L with a core near each end; every third one is built for goods."""
    wide, deep = rng.choice(widths) * M, rng.choice((18, 20, 22, 24)) * M
    goods = k % 3 == 0
    x, y = at
    shape = [(x, y), (x + wide, y), (x + wide, y + deep), (x, y + deep)]
    if k % 4 == 1:  # an L: a wing to the north at the west end
        wing = 18 * M
        shape = [
            (x, y),
            (x + wide, y),
            (x + wide, y + deep),
            (x + wing, y + deep),
            (x + wing, y + deep + 16 * M),
            (x, y + deep + 16 * M),
        ]
    name = _name(k)
    floors = tuple(
        _storey(name, level, Polygon(shape), (x, y, wide, deep), goods) for level in range(1, storeys + 1)
    )
    return Building(name, f"Building {name}", f"{name}栋", False, True, "II", floors)


def _name(k: int) -> str:
    letter = chr(ord("A") + k % 26)
    return letter if k < 26 else f"{letter}{k // 26}"


def _storey(
    building: str, level: int, outline: Polygon, frame: tuple[int, int, int, int], goods: bool
) -> Storey:
    x, y, wide, deep = frame
    id = f"{building}/{level}F"
    ground = level == 1
    cores = (
        _core(f"{id}/C1", x + 9 * M, y + deep - 8 * M, "goods_lift" if goods else "lift"),
        _core(f"{id}/C2", x + wide - 18 * M, y + deep - 8 * M, "lift"),
    )
    exits = (
        Exit(f"{id}/X1", Point(x + wide // 2, y), 2400),
        Exit(f"{id}/X2", Point(x + wide, y + deep // 2), 1800),
    )
    docks = tuple(
        Dock(f"{id}/D{n}", Point(x + wide // 2 + n * 6 * M - 9 * M, y + deep), 4 * M) for n in (1, 2)
    )
    return Storey(
        id=id,
        building=building,
        name=f"{level}F",
        level=level,
        elevation_mm=0 if ground else 5400 + (level - 2) * (4800 if goods else 3900),
        height_mm=5400 if ground else (4800 if goods else 3900),
        clear_height_mm=4600 if ground else (4100 if goods else 2900),
        floor_load_kn_m2=20.0 if ground else (10.0 if goods else 4.0),
        outline=outline,
        cores=cores,
        exits=exits if ground else (),
        docks=docks if ground and goods else (),
        daylight=tuple(
            LineString(pair)
            for pair in zip(outline.exterior.coords, outline.exterior.coords[1:], strict=False)
        ),
    )


def _core(id: str, x: int, y: int, lift: CorePartKind) -> Core:
    """9 x 8 m: stair, lift, shaft and toilets."""
    return Core(
        id,
        box(x, y, x + 9 * M, y + 8 * M),
        (
            CorePart(f"{id}/ST", "stair", box(x + 200, y + 200, x + 3200, y + 7700)),
            CorePart(f"{id}/L", lift, box(x + 3400, y + 200, x + 6000, y + 2800)),
            CorePart(f"{id}/SH", "shaft", box(x + 6200, y + 200, x + 7200, y + 2800)),
            CorePart(f"{id}/WC", "toilet", box(x + 3400, y + 3000, x + 8800, y + 7700)),
        ),
    )


def _programme(rng: random.Random, room: float, sets: int) -> tuple[Demand, ...]:
    demands = []
    for n in range(1, sets + 1):
        for id, zone, kind, share, least, splittable, value in PROGRAMME:
            wish = max(FLOORS.get(id, 60), round(share * room / sets * rng.uniform(0.9, 1.1)))
            smallest = max(round(least * wish), FLOORS.get(id, 60) - 5)
            name = f"{id.title()} {n}"
            demands.append(
                Demand(
                    id=id if sets == 1 else f"{id}{n}",
                    zone=zone,
                    kind=kind,
                    name=name,
                    name_zh=f"{standard_catalogue().zones[zone].zh}{n}",
                    least_area=smallest * M2,
                    wished_area=wish * M2,
                    most_area=round(1.3 * wish) * M2,
                    rooms=(),
                    required=n == 1 or zone in ("support", "storage_base"),
                    splittable=splittable,
                    off_site=False,
                    value_cny_m2_year=float(value),
                    wish=PlaceWish(levels=(1,), value_cny_year=20_000) if kind == "shop" else PlaceWish(),
                )
            )
    return tuple(demands)


def _tenants(rng: random.Random, count: int, area: float, plates: tuple[Building, ...]) -> tuple[Tenant, ...]:
    weights = [rng.lognormvariate(0, 0.5) for _ in range(count)]
    types: tuple[CompanyType, ...] = ("operator", "operator", "operator", "service", "platform", "other")
    tenants = []
    for k, weight in enumerate(weights):
        wish = max(40, min(900, round(area * weight / sum(weights))))
        cross = k % 5 != 4 if count < 50 else rng.random() < 0.8
        tenants.append(
            Tenant(
                id=f"T{k + 1:0{len(str(count))}d}",
                name=f"Company {k + 1}",
                name_zh=f"企业{k + 1}",
                company_type=types[k % len(types)],
                cross_border=cross,
                livestreaming=k % 6 == 0,
                least_area=max(30, round(0.75 * wish)) * M2,
                wished_area=wish * M2,
                most_area=round(1.25 * wish) * M2,
                staff=max(3, wish // 10),
                storage_area=rng.choice((0, 0, 30, 60, 90)) * M2 if cross else 0,
                rent_cny_m2_month=round(rng.uniform(50, 90), 1),
                resident=rng.random() < 0.15,
                wish=_wish(rng, k, count, plates),
            )
        )
    return tuple(tenants)


def _wish(rng: random.Random, k: int, count: int, plates: tuple[Building, ...]) -> PlaceWish:
    value = rng.randrange(4_000, 30_000, 1000)
    plate = rng.choice(plates)
    match rng.randrange(6):
        case 0:
            return PlaceWish(buildings=(plate.id,), value_cny_year=value)
        case 1:
            return PlaceWish(
                levels=tuple(rng.sample(range(1, len(plate.storeys) + 1), 2)), value_cny_year=value
            )
        case 2:
            return PlaceWish(storeys=(rng.choice(plate.storeys).id,), value_cny_year=value)
        case 3 if k > 0:
            return PlaceWish(near=(f"T{rng.randrange(1, k + 1):0{len(str(count))}d}",), value_cny_year=value)
    return PlaceWish()


def _flows(rng: random.Random, tenants: tuple[Tenant, ...], demands: tuple[Demand, ...]) -> Iterator[Flow]:
    by_zone: dict[str, list[str]] = {}
    for demand in demands:
        by_zone.setdefault(demand.kind or demand.zone, []).append(demand.id)

    def some(zone: str) -> str:
        return rng.choice(by_zone[zone])

    for k, tenant in enumerate(tenants):
        staff = float(tenant.staff)
        yield Flow(tenant.id, rng.choice(("G1", "G1", "G2")), people_per_day=2 * staff)
        yield Flow(tenant.id, some("catering"), people_per_day=round(0.6 * staff, 1))
        if tenant.cross_border:
            yield Flow(tenant.id, some("customs_hall"), people_per_day=float(rng.randrange(1, 5)))
            yield Flow(tenant.id, some("exchange_centre"), people_per_day=float(rng.randrange(2, 12)))
            yield Flow(tenant.id, some("logistics_hub"), goods_t_per_day=round(rng.uniform(0.1, 1.5), 2))
        if tenant.livestreaming:
            yield Flow(tenant.id, some("livestream_centre"), people_per_day=float(rng.randrange(5, 20)))
        if k and rng.random() < 0.35:
            yield Flow(tenant.id, tenants[rng.randrange(k)].id, people_per_day=float(rng.randrange(2, 15)))
    for store in by_zone["storage_base"]:
        yield Flow(store, some("logistics_hub"), goods_t_per_day=12.0)
    for hub in by_zone["logistics_hub"]:
        yield Flow(hub, "G2", goods_t_per_day=25.0)


def capacities(scenario: Scenario) -> dict[str, int]:
    """First estimate of every storey's room area, mm2."""
    return {storey.id: net_capacity(storey, scenario.policies) for storey in scenario.storeys}


def measure(tenants: int, seed: int, fill: float, effort: int) -> dict[str, object]:
    """One rung: allocate a generated park; seconds, memory (MB, the larger of process and child), gap."""
    from solvers.allocate import allocate

    scenario = park(tenants, seed, fill=fill)
    start = time.perf_counter()
    answer = allocate(scenario, capacity=capacities(scenario), seed=seed, effort=effort)
    seconds = time.perf_counter() - start
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "tenants": tenants,
        "seed": seed,
        "fill": fill,
        "effort": effort,
        "buildings": len(scenario.buildings),
        "storeys": len(scenario.storeys),
        "seconds": round(seconds, 2),
        "memory_mb": peak // 1024,
        "status": answer.status,
        "objective": round(answer.objective),
        "bound": round(answer.bound) if math.isfinite(answer.bound) else None,
        "gap_percent": round(100 * answer.gap, 3) if math.isfinite(answer.gap) else None,
        "conflict": list(answer.conflict),
        "work": dict(answer.work),
    }


def growth(rungs: list[dict[str, object]]) -> float:
    """Exponent of the seconds over the number of tenants: slope of the logarithms by least squares."""
    points = [(math.log(float(str(r["tenants"]))), math.log(float(str(r["seconds"])))) for r in rungs]
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--tenants", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1, help="parks on each rung of the ladder")
    parser.add_argument("--fill", type=float, default=0.9)
    parser.add_argument("--effort", type=int, default=1)
    parser.add_argument("--write", type=Path, help="write the park as scenario.yaml and stop")
    parser.add_argument("--ladder", type=int, nargs="+", help="numbers of tenants to climb")
    arguments = parser.parse_args()
    if arguments.write:
        from planner.scenario import resolved_yaml

        arguments.write.write_text(
            resolved_yaml(park(arguments.tenants, arguments.seed, fill=arguments.fill)), "utf-8"
        )
        return
    rungs = []
    for tenants in arguments.ladder or [arguments.tenants]:
        for seed in range(arguments.seed, arguments.seed + arguments.seeds):
            rungs.append(measure(tenants, seed, arguments.fill, arguments.effort))
            sys.stdout.write(json.dumps(rungs[-1]) + "\n")
            sys.stdout.flush()
    if len({rung["tenants"] for rung in rungs}) > 1:
        sys.stdout.write(json.dumps({"exponent_of_growth": round(growth(rungs), 2)}) + "\n")


if __name__ == "__main__":
    main()
