"""Reads a bundle for its circulation: the scenario with its defaults, the layout, the graph of both."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from planner.check.facts import Facts, read_facts
from planner.circulation.park import ParkGraph, park_graph
from planner.circulation.quality import Quality, quality
from planner.errors import BundleError
from planner.model import Layout, Scenario, StoreyLayout
from planner.scenario import load_scenario

__all__ = ["Circulation", "graph_of", "read_circulation"]

RESOLVED = "scenario.resolved.yaml"


@dataclass(frozen=True, slots=True)
class Circulation:
    """A bundle with the graph of its park and the figures of it."""

    scenario: Scenario
    layout: Layout
    park: ParkGraph
    quality: Quality


def read_circulation(directory: Path) -> Circulation:
    """The circulation of the layout in a folder; a ``PlannerError`` where it cannot be read."""
    if directory.is_dir() and not (directory / RESOLVED).is_file():
        raise BundleError(
            f"{directory / RESOLVED}: missing, expected in a result bundle. "
            "Try: solve the scenario again with `planner solve SCENARIO -o FOLDER`"
        )
    facts_of = read_facts(load_scenario(directory / RESOLVED), directory)
    park = graph_of(facts_of)
    served = facts_of.bundle.manifest.get("warehouse_of")
    figures = quality(park, served if isinstance(served, dict) else None)
    return Circulation(facts_of.scenario, facts_of.bundle.layout, park, figures)


def graph_of(facts: Facts) -> ParkGraph:
    """The graph of a layout that is checked: its polygons as they were mended."""
    plates = facts.plates.values()
    storeys = tuple(StoreyLayout(p.storey.id, p.spaces, p.corridors, p.doors) for p in plates)
    return park_graph(facts.scenario, Layout(storeys, facts.roads, facts.bundle.layout.fire))
