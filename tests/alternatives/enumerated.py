"""A park so small that every plan of it can be listed, and that list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product

from planner.directions import Decided, measure
from planner.model import M2, Flow, Placement, Scenario
from planner.score import score
from solvers.orchestrate.feedback import Cuts
from tests.solvers.allocate.small import demand, park, room, storey, tenant

ROOM = {"A/1F": 480.0, "A/2F": 260.0, "B/1F": 500.0}


def _tenants():
    kinds = ("operator", "platform", "operator")
    rows = (
        tenant("T1", 120, rent=60, storage=100),
        tenant("T2", 150, rent=55, cross_border=False),
        tenant("T3", 100, rent=50),
    )
    return [replace(row, company_type=kind) for row, kind in zip(rows, kinds, strict=True)]


PARK: Scenario = park(
    [storey("A", 1, dock=True), storey("A", 2, daylight=False), storey("B", 1, x=90, dock=True)],
    _tenants(),
    [
        demand("S", "storage_base", 300, kind="warehouse", required=False, value=100),
        demand("C", "support", 80, kind="catering", value=200),
    ],
    flows=[Flow("T1", "C", 40.0, 0.0), Flow("T3", "G1", 20.0, 0.4), Flow("T2", "C", 10.0, 0.2)],
)
CUTS = Cuts(room(PARK, ROOM))
BASE = {"T1": {"A/1F": 120.0}, "T2": {"A/2F": 150.0}, "S": {"B/1F": 300.0}}


@cache
def plans() -> tuple[tuple[Decided, float], ...]:
    """Every plan with its value."""
    return tuple(_plans())


def _plans() -> Iterator[tuple[Decided, float]]:
    sizes = {row.id: row.least_area for row in (*PARK.tenants, *PARK.demands)}
    zones = {row.id: row.zone for row in PARK.demands}
    storeys = [row.id for row in PARK.storeys]
    docks = ["A/1F", "B/1F"]
    choices = [[None, *storeys]] * 3 + [[None, *docks], storeys]
    for where in product(*choices):
        at = {who: s for who, s in zip(sizes, where, strict=True) if s is not None}
        load = dict.fromkeys(storeys, 0.0)
        for who, s in at.items():
            load[s] += sizes[who] / M2
        if any(load[s] > ROOM[s] for s in storeys):
            continue
        placed = tuple(
            Placement(
                who, s, zones.get(who, "office_area"), None if who in zones else who, sizes[who], 0, 0, ()
            )
            for who, s in at.items()
        )
        serving: list[dict[str, str]] = [{}]
        if "S" in at and "T1" in at:
            serving.append({"T1": at["S"]})
        for served in serving:
            yield Decided(PARK, ROOM, placed, served, BASE), score(PARK, placed, served).total


def best(
    id: str, better: str, least: float, who: frozenset[str] = frozenset(), served: bool = False
) -> float:
    """The best of a direction among all plans of at least that value that keep whoever is named."""
    rows = [
        measure(id, plan)
        for plan, value in plans()
        if value >= least - 1e-6
        and who <= {row.subject for row in plan.placements}
        and (not served or "T1" in plan.warehouse_of)
    ]
    return max(rows) if better == "more" else min(rows)
