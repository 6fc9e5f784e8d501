"""Generated parks of 10 to 10,000 tenants, and the ladder of the allocation over them.

    python benchmarks/parks.py --tenants 100 --seed 1 --write park.yaml   # one park as a scenario
    python benchmarks/parks.py --ladder 10 100 1000 10000                 # JSON lines, then the growth

Parks of more than 1,000 tenants are quarters of a city: larger buildings, and districts of 1,000 tenants that
deal with the facilities of their own district, as the tenants of the smaller parks do with those of the park.
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
from dataclasses import dataclass, replace
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
DISTRICT = 1000
"""Tenants that deal with each other and with the same facilities."""


@dataclass(frozen=True, slots=True)
class Size:
    """What the buildings of a rung of the ladder are like; lengths in m."""

    tenants: int
    buildings: int
    storeys: int
    widths: tuple[int, ...]
    depths: tuple[int, ...] = (18, 20, 22, 24)
    pitch: tuple[int, int] = (110, 70)
    """From building to building."""


SIZES = (
    Size(10, 2, 3, (60, 66, 72, 78)),
    Size(100, 8, 5, (60, 66, 72, 78)),
    Size(1000, 40, 5, (60, 66, 72, 78)),
    Size(10_000, 80, 5, (144, 148, 152, 156), (24, 26, 28), (200, 90)),
)
CORE_EVERY = 50 * M
"""Length of a building for each core beyond the second; shorter buildings have two."""

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
    size = size_for(tenants)
    count = buildings or max(2, round(size.buildings * tenants / size.tenants))
    if count <= 2:
        size = replace(size, widths=size.widths[-1:])  # a small park needs its 5,000 m2
    plates = tuple(
        _building(rng, k, storeys or size.storeys, _place(k, count, size), size) for k in range(count)
    )
    policies = Policies()
    room = sum(net_capacity(storey, policies) for plate in plates for storey in plate.storeys) / M2
    demands = _programme(rng, room, sets=max(1, round(tenants / 100)))
    left = fill * room - sum(demand.wished_area for demand in demands) / M2
    companies = _tenants(rng, tenants, left, plates)
    gates = _site(count, size)
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


def size_for(tenants: int) -> Size:
    """The rung of the ladder that a park of so many tenants is like."""
    if tenants > SIZES[-2].tenants:
        return SIZES[-1]
    return min(SIZES[:-1], key=lambda size: abs(math.log(size.tenants / tenants)))


def _columns(count: int) -> int:
    return max(2, math.ceil(math.sqrt(count)))


def _place(k: int, count: int, size: Size) -> tuple[int, int]:
    """Lower left corner of a building on the site's grid."""
    row, column = divmod(k, _columns(count))
    return (15 + column * size.pitch[0]) * M, (20 + row * size.pitch[1]) * M


def _site(count: int, size: Size) -> Site:
    wide = (30 + _columns(count) * size.pitch[0]) * M
    deep = (30 + math.ceil(count / _columns(count)) * size.pitch[1]) * M
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


def _building(rng: random.Random, k: int, storeys: int, at: tuple[int, int], size: Size) -> Building:
    """A slab or an L with a core near each end and more between; every third one is built for goods."""
    wide, deep = rng.choice(size.widths) * M, rng.choice(size.depths) * M
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
    gaps = 1 + max(0, wide - 80 * M) // CORE_EVERY  # from core to core
    apart = (wide - 27 * M) // gaps
    cores = tuple(
        _core(
            f"{id}/C{n + 1}",
            x + 9 * M + n * apart,
            y + deep - 8 * M,
            "goods_lift" if goods and n == 0 else "lift",
        )
        for n in range(gaps + 1)
    )
    exits = [
        Exit(f"{id}/X1", Point(x + wide // 2, y), 2400),
        Exit(f"{id}/X2", Point(x + wide, y + deep // 2), 1800),
    ]
    if gaps > 1:
        exits.append(Exit(f"{id}/X3", Point(x, y + deep // 2), 1800))
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
        exits=tuple(exits) if ground else (),
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
        case 3 if k > (first := _first_of_district(k, count)):
            other = rng.randrange(first + 1, k + 1)
            return PlaceWish(near=(f"T{other:0{len(str(count))}d}",), value_cny_year=value)
    return PlaceWish()


def _districts(count: int) -> int:
    return max(1, round(count / DISTRICT))


def _first_of_district(k: int, count: int) -> int:
    """The first tenant (from 0) of the district that tenant ``k`` belongs to."""
    districts = _districts(count)
    return -(-(k * districts // count) * count // districts)


def _flows(rng: random.Random, tenants: tuple[Tenant, ...], demands: tuple[Demand, ...]) -> Iterator[Flow]:
    count, districts = len(tenants), _districts(len(tenants))
    by_zone: dict[str, list[str]] = {}
    for demand in demands:
        by_zone.setdefault(demand.kind or demand.zone, []).append(demand.id)
    district = 0

    def some(zone: str) -> str:
        every = by_zone[zone]  # in the order of their sets
        return rng.choice(
            every[district * len(every) // districts : (district + 1) * len(every) // districts]
        )

    for k, tenant in enumerate(tenants):
        district, first = k * districts // count, _first_of_district(k, count)
        staff = float(tenant.staff)
        yield Flow(tenant.id, rng.choice(("G1", "G1", "G2")), people_per_day=2 * staff)
        yield Flow(tenant.id, some("catering"), people_per_day=round(0.6 * staff, 1))
        if tenant.cross_border:
            yield Flow(tenant.id, some("customs_hall"), people_per_day=float(rng.randrange(1, 5)))
            yield Flow(tenant.id, some("exchange_centre"), people_per_day=float(rng.randrange(2, 12)))
            yield Flow(tenant.id, some("logistics_hub"), goods_t_per_day=round(rng.uniform(0.1, 1.5), 2))
        if tenant.livestreaming:
            yield Flow(tenant.id, some("livestream_centre"), people_per_day=float(rng.randrange(5, 20)))
        if k > first and rng.random() < 0.35:
            yield Flow(
                tenant.id, tenants[rng.randrange(first, k)].id, people_per_day=float(rng.randrange(2, 15))
            )
    stores = by_zone["storage_base"]
    for n, store in enumerate(stores):
        district = n * districts // len(stores)
        yield Flow(store, some("logistics_hub"), goods_t_per_day=12.0)
    for hub in by_zone["logistics_hub"]:
        yield Flow(hub, "G2", goods_t_per_day=25.0)


def capacities(scenario: Scenario) -> dict[str, int]:
    """First estimate of every storey's room area, mm2."""
    return {storey.id: net_capacity(storey, scenario.policies) for storey in scenario.storeys}


def measure(tenants: int, seed: int, fill: float, effort: int) -> dict[str, object]:
    """One rung: allocate a generated park; seconds, memory (MB, the larger of process and child), gap.

    ``processor_seconds`` are those of this process and its children, which other programs do not change.
    """
    from solvers.allocate import allocate

    scenario = park(tenants, seed, fill=fill)
    start, before = time.perf_counter(), _processor_seconds()
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
        "processor_seconds": round(_processor_seconds() - before, 2),
        "memory_mb": peak // 1024,
        "status": answer.status,
        "objective": round(answer.objective),
        "bound": round(answer.bound) if math.isfinite(answer.bound) else None,
        "gap_percent": round(100 * answer.gap, 3) if math.isfinite(answer.gap) else None,
        "conflict": list(answer.conflict),
        "work": dict(answer.work),
    }


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def growth(rungs: list[dict[str, object]]) -> float:
    """Exponent of the processor seconds over the tenants: slope of the logarithms by least squares."""
    points = [
        (math.log(float(str(r["tenants"]))), math.log(float(str(r["processor_seconds"])))) for r in rungs
    ]
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
