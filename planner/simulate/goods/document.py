"""The result as data: ``goods.json`` and a table of hours."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from planner.bundle.files import write_files
from planner.check.facts import Facts
from planner.simulate.goods.measures import Estimate, Simulated, estimate
from planner.simulate.goods.roads import RoadTraffic
from planner.simulate.goods.week import Figures, Outcome
from planner.simulate.results import heading, save_document

__all__ = ["KIND", "estimate_row", "gate_queue_m", "goods_document", "save_goods", "station_names"]

KIND = "goods"
FIGURES: dict[str, Callable[[Figures], float]] = {
    "utilisation": lambda row: row.utilisation,
    "served": lambda row: row.served,
    "wait_mean_s": lambda row: row.wait_mean,
    "wait_p95_s": lambda row: row.wait_p95,
    "queue_mean": lambda row: row.queue_mean,
    "queue_most": lambda row: row.queue_most,
}


def station_names(found: Simulated) -> list[str]:
    """Gates, docks, lifts and crews that any run had to do with."""
    return list(dict.fromkeys(name for outcome in found.outcomes for name in outcome.stations))


def gate_queue_m(found: Simulated, name: str) -> Estimate:
    """Length of the longest queue before a gate, with the trucks that are checked in."""
    each = found.network.truck_m + found.profile.truck.gap_m
    return found.mean(lambda outcome: outcome.stations[name].queue_most * each)


def estimate_row(value: Estimate) -> dict[str, float | None]:
    """An estimate as plain data."""
    return {
        "mean": _number(value.mean),
        "low": None if value.low is None else _number(value.low),
        "high": None if value.high is None else _number(value.high),
    }


def goods_document(facts: Facts, found: Simulated, roads: RoadTraffic | None, seed: int) -> dict[str, Any]:
    """The keys of ``goods.json``; each estimate is ``mean`` with an interval of 95 %, ``low`` to ``high``."""
    network = found.network
    return {
        **heading(KIND, facts, seed, "simpy", "uxsim"),
        "replications": len(found.outcomes),
        "replications_asked": found.asked,
        "interrupted": found.interrupted,
        "days": found.profile.days,
        "profile": found.profile.model_dump(mode="json"),
        "stores": [
            {
                "store": store.id,
                "area_m2": round(store.area_m2, 2),
                "tonnes_in_day": round(store.in_t_day, 3),
                "tonnes_out_day": round(store.out_t_day, 3),
                "docks": [
                    {
                        "dock": network.docks[reach.dock].id,
                        "way_m": round(reach.way_m, 2),
                        "lift": reach.lift.id if reach.lift else None,
                        "by_hand": reach.by_hand,
                    }
                    for reach in store.reach
                ],
            }
            for store in network.stores
        ],
        "docks_out_of_reach": list(network.idle),
        "stores_without_dock": list(network.unserved),
        "expected_utilisation": [
            {"what": load.name, "servers": load.servers, "utilisation": round(load.utilisation, 4)}
            for load in found.loads
        ],
        "stations": [_station(found, name) for name in station_names(found)],
        "trucks": {
            "number": _of(found, lambda outcome: outcome.trucks),
            "turnaround_s": _of(found, lambda outcome: outcome.turnaround_mean),
            "turnaround_p95_s": _of(found, lambda outcome: outcome.turnaround_p95),
            "late_share": _of(found, lambda outcome: outcome.late_trucks),
        },
        "orders": {
            "number": _of(found, lambda outcome: outcome.orders),
            "order_s": _of(found, lambda outcome: outcome.order_mean),
            "order_p95_s": _of(found, lambda outcome: outcome.order_p95),
            "same_day_share": _of(found, lambda outcome: outcome.same_day),
            "backlog": _of(found, lambda outcome: outcome.backlog),
        },
        "gate_queue_m": {
            name: estimate_row(gate_queue_m(found, name))
            for name in station_names(found)
            if name.startswith("gate ")
        },
        "one_more_dock": [
            {"building": change.building}
            | {name: estimate_row(value) for name, value in change.changes.items()}
            for change in found.changes
        ],
        "roads": None if roads is None else _roads(roads),
    }


def save_goods(
    folder: Path, facts: Facts, found: Simulated, roads: RoadTraffic | None, seed: int
) -> list[Path]:
    """``goods.json`` and ``goods-hours.csv``; the paths written."""
    path = save_document(folder, KIND, goods_document(facts, found, roads, seed))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    names = list(found.outcomes[0].queue)
    writer.writerow(["day", "hour", "docks in use", *(f"waiting: {name}" for name in names)])
    busy = np.mean([outcome.busy for outcome in found.outcomes], axis=0)
    queues = {name: np.mean([outcome.queue[name] for outcome in found.outcomes], axis=0) for name in names}
    for hour, docks in enumerate(busy):
        rows = (f"{queues[name][hour]:.3f}" for name in names)
        writer.writerow([hour // 24 + 1, hour % 24, f"{docks:.3f}", *rows])
    write_files(folder, {f"{KIND}-hours.csv": text.getvalue().encode()})
    return [path, folder / f"{KIND}-hours.csv"]


def _station(found: Simulated, name: str) -> dict[str, Any]:
    there = [outcome.stations[name] for outcome in found.outcomes if name in outcome.stations]
    row: dict[str, Any] = {"station": name, "servers": there[0].servers}
    for key, figure in FIGURES.items():
        row[key] = estimate_row(estimate([figure(figures) for figures in there]))
    return row


def _of(found: Simulated, figure: Callable[[Outcome], float]) -> dict[str, float | None]:
    return estimate_row(found.mean(figure))


def _roads(roads: RoadTraffic) -> dict[str, Any]:
    return {
        "truck_trips_hour": _number(roads.trucks),
        "car_trips_hour": _number(roads.cars),
        "vehicles": roads.driven,
        "arrived_share": _number(roads.arrived),
        "delay_s": _number(roads.delay_s),
        "stretches": [
            {
                "road": load.road,
                "vehicles": load.vehicles,
                "delay_s": _number(load.delay_s),
                "line": [[round(x / 1000, 3), round(y / 1000, 3)] for x, y in load.line.coords],
            }
            for load in roads.loads
        ],
    }


def _number(value: float) -> float:
    return float(f"{value:.6g}")
