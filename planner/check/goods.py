"""What clauses about goods ask for, measured once: roads as a graph, ways of trucks and people, yards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from shapely.geometry.base import BaseGeometry

from planner.check.facts import Facts
from planner.circulation.goods import Traffic, traffic
from planner.circulation.read import site_of
from planner.circulation.road_graph import Roads
from planner.circulation.truck_ways import paving_of
from planner.model import Layout

__all__ = ["paving", "road_graph_of", "traffic_of"]

Measured = TypeVar("Measured")


def road_graph_of(facts: Facts) -> Roads:
    """The roads of the layout as a graph."""
    return _made(facts, "road graph", lambda: Roads(site_of(facts)))


def traffic_of(facts: Facts) -> Traffic:
    """Ways of the scenario's truck and of people."""
    name = f"traffic {facts.scenario.policies.design_truck}"
    return _made(
        facts, name, lambda: traffic(facts.scenario, _layout(facts), road_graph_of(facts), paving(facts))
    )


def paving(facts: Facts) -> BaseGeometry:
    """Ground that vehicles may drive on."""
    return _made(facts, "paving", lambda: paving_of(facts.scenario, _layout(facts)))


def _layout(facts: Facts) -> Layout:
    """The layout with its roads mended."""
    return replace(facts.bundle.layout, roads=facts.roads)


def _made(facts: Facts, name: str, measure: Callable[[], Measured]) -> Measured:
    """What the layout alone decides: kept when another reading of the standards is tried."""
    if name not in facts.made:
        facts.made[name] = measure()
    found: Measured = facts.made[name]  # type: ignore[assignment]  # what was put there under this name
    return found
