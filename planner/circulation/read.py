"""Reads a bundle for its circulation: the scenario with its defaults, the layout, the graph of both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from planner.check.facts import Facts, read_facts
from planner.circulation.flows import Flows, measure_flows
from planner.circulation.outdoors import Outdoors, site_network
from planner.circulation.park import ParkGraph, park_graph
from planner.circulation.quality import Quality, quality
from planner.errors import BundleError
from planner.model import Layout, Scenario, StoreyLayout
from planner.scenario import load_scenario

__all__ = ["Circulation", "flows_of", "graph_of", "read_circulation", "site_of", "stores_of"]

SITE = "site network"
RESOLVED = "scenario.resolved.yaml"


@dataclass(frozen=True, slots=True)
class Circulation:
    """A bundle with the graph of its park, the figures of it, and the flows of its scenario."""

    scenario: Scenario
    layout: Layout
    park: ParkGraph
    quality: Quality
    flows: Flows


def read_circulation(directory: Path) -> Circulation:
    """The circulation of the layout in a folder; a ``PlannerError`` where it cannot be read."""
    if directory.is_dir() and not (directory / RESOLVED).is_file():
        raise BundleError(
            f"{directory / RESOLVED}: missing, expected in a result bundle. "
            "Try: solve the scenario again with `planner solve SCENARIO -o FOLDER`"
        )
    facts_of = read_facts(load_scenario(directory / RESOLVED), directory)
    park = graph_of(facts_of)
    found = quality(park, stores_of(facts_of))
    return Circulation(facts_of.scenario, facts_of.bundle.layout, park, found, flows_of(facts_of, park))


def stores_of(facts: Facts) -> dict[str, str]:
    """Tenant -> storey of the warehouse that serves it, as the manifest says."""
    told = facts.bundle.manifest.get("warehouse_of")
    return {str(who): str(where) for who, where in told.items()} if isinstance(told, dict) else {}


def flows_of(facts: Facts, park: ParkGraph | None = None) -> Flows:
    """The flows of a layout by the ways of its graph (``park``, where it is known already)."""
    return measure_flows(facts.scenario, facts.bundle.layout, park or graph_of(facts), stores_of(facts))


def graph_of(facts: Facts) -> ParkGraph:
    """The graph of a layout that is checked: its polygons as they were mended."""
    plates = facts.plates.values()
    storeys = tuple(StoreyLayout(p.storey.id, p.spaces, p.corridors, p.doors) for p in plates)
    layout = Layout(storeys, facts.roads, facts.bundle.layout.fire)
    return park_graph(facts.scenario, layout, site_of(facts))


def site_of(facts: Facts) -> Outdoors:
    """Its roads and lanes as one network, found once: the graph of the park and goods share it."""
    if SITE not in facts.made:
        facts.made[SITE] = site_network(facts.scenario, replace(facts.bundle.layout, roads=facts.roads))
    found: Outdoors = facts.made[SITE]  # type: ignore[assignment]  # what was put there under this name
    return found
