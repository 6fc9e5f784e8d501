"""The result as data: ``loads.json`` and a table of hours."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from scipy import stats

from planner.bundle.files import write_files
from planner.simulate.loads.days import HOURLY, QUANTILES, SERVICES, Days, Series
from planner.simulate.results import heading, save_document
from planner.utilities.model import CAPACITY_KEYS, Service

__all__ = ["KIND", "Against", "capacities", "loads_document", "save_loads"]

KIND = "loads"
UNITS: Mapping[str, str] = {"people": "persons", "power": "kVA", "water": "m3/h", "bandwidth": "Mbit/s"}
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Against:
    """A service against what its connection carries."""

    where: str
    """A building; empty for the park."""
    service: Service
    demand: Literal["peak", "day"]
    """Water is held against a day's capacity, the others against the greatest hour."""
    median: float
    p95: float
    p99: float
    design: float
    """What all ask for together at the same time."""
    capacity: float | None
    exceeded: float | None
    """Share of the weekdays on which it does not suffice, with its interval (Wilson, 95 %)."""
    low: float | None
    high: float | None

    @property
    def coincidence(self) -> float:
        """The demand that 99 of 100 weekdays keep below, over the sum of the design demands."""
        return self.p99 / self.design if self.design else 0.0


def capacities(days: Days) -> list[Against]:
    """Power, water and bandwidth of the park and of buildings with a connection of their own."""
    given = days.facts.scenario.utilities
    rows = []
    for service in SERVICES:
        design = sum(group.design[service] for group in days.groups)
        site = days.site_water_m3 if service == "water" else 0.0
        rows.append(_against("", service, days.park[service], design + site, given.capacity.get(service)))
        for building, series in days.buildings.items():
            capacity = given.building_capacity.get(building, {}).get(service)
            own = sum(group.design[service] for group in days.groups if group.building == building)
            rows.append(_against(building, service, series[service], own, capacity))
    return rows


def _against(where: str, service: Service, series: Series, design: float, capacity: float | None) -> Against:
    values = series.totals if service == "water" else series.peaks
    median, p95, p99 = (float(np.quantile(values, q)) for q in (0.5, 0.95, 0.99))
    over = low = high = None
    if capacity is not None:
        number = int((values > capacity).sum())
        over = number / len(values)
        interval = stats.binomtest(number, len(values)).proportion_ci(LEVEL, "wilson")
        low, high = float(interval.low), float(interval.high)
    kind: Literal["peak", "day"] = "day" if service == "water" else "peak"
    return Against(where, service, kind, median, p95, p99, design, capacity, over, low, high)


def loads_document(days: Days, seed: int) -> dict[str, Any]:
    """The keys of ``loads.json``."""
    return {
        **heading(KIND, days.facts, seed, "numpy", "scipy"),
        "days": days.number,
        "level": days.level,
        "profile": days.profile.model_dump(mode="json"),
        "units": dict(UNITS),
        "quantiles": list(QUANTILES),
        "park": {name: _hours(days.park[name]) for name in HOURLY},
        "buildings": {
            building: {name: _hours(series[name]) for name in HOURLY}
            for building, series in days.buildings.items()
        },
        "capacity": [_row(row) for row in capacities(days)],
        "lifts": [
            {
                "building": group.building,
                "lifts": list(group.lifts),
                "storeys": group.storeys,
                "people": _number(group.people),
                "arriving_5_min": _number(group.arriving),
                "taken_5_min": _number(group.capacity),
                "utilisation": _number(group.utilisation),
                "interval_s": _number(group.interval_s),
                "round_trip_s": _number(group.round_trip_s),
                "persons": _number(group.persons),
                "speed_m_s": group.speed_m_s,
            }
            for group in days.lifts
        ],
    }


def save_loads(folder: Path, days: Days, seed: int) -> list[Path]:
    """``loads.json`` and ``loads-hours.csv``; the paths written."""
    path = save_document(folder, KIND, loads_document(days, seed))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    names = [f"{name} {q:g} ({UNITS[name]})" for name in HOURLY for q in QUANTILES]
    writer.writerow(["where", "day", "hour", *names])
    for where, series in (("park", days.park), *days.buildings.items()):
        for kind, day in enumerate(("weekday", "weekend")):
            for hour in range(24):
                values = [series[name].hours[kind, q, hour] for name in HOURLY for q in range(len(QUANTILES))]
                writer.writerow([where, day, hour, *(f"{value:.6g}" for value in values)])
    write_files(folder, {f"{KIND}-hours.csv": text.getvalue().encode()})
    return [path, folder / f"{KIND}-hours.csv"]


def _hours(series: Series) -> dict[str, Any]:
    return {
        day: {f"{q:g}": [_number(value) for value in series.hours[kind, k]] for k, q in enumerate(QUANTILES)}
        for kind, day in enumerate(("weekday", "weekend"))
    }


def _row(row: Against) -> dict[str, Any]:
    key = CAPACITY_KEYS[row.service]
    return {
        "where": row.where or None,
        "service": row.service,
        "demand": row.demand,
        "unit": key,
        "median": _number(row.median),
        "p95": _number(row.p95),
        "p99": _number(row.p99),
        "design": _number(row.design),
        "coincidence": _number(row.coincidence),
        "capacity": row.capacity,
        "exceeded_share": row.exceeded,
        "exceeded_low": None if row.low is None else _number(row.low),
        "exceeded_high": None if row.high is None else _number(row.high),
    }


def _number(value: float) -> float:
    return float(f"{float(value):.6g}")
