"""The fire brigade's side of the site plan: from the needs of the buildings to lanes on the ground."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planner.circulation.site_candidates import candidate_graph, terminal_node
from planner.circulation.site_ground import ground_of
from planner.fire_site import FireProof, FireSite
from planner.geometry.site_lines import together
from planner.model import Scenario, SiteRoad, StoreyLayout
from solvers.lanes.choose import Choice, choose
from solvers.lanes.cuts import outside
from solvers.lanes.draw import dead_ends, lanes_of, stands_of, turnarounds_of
from solvers.lanes.graph import lane_graph
from solvers.lanes.hydrants import hydrants_of
from solvers.lanes.needs import lane_needs

__all__ = ["Design", "design_fire_site"]


@dataclass(frozen=True, slots=True)
class Design:
    """The lanes and what goes with them, the choice behind them, and how good it is."""

    site: FireSite
    choice: Choice
    proof: FireProof


def design_fire_site(
    scenario: Scenario,
    roads: Sequence[SiteRoad],
    storeys: Sequence[StoreyLayout] = (),
    stop: Callable[[], bool] = lambda: False,
) -> Design:
    """The cheapest fire lanes that give every building what the codes ask for, with what goes with them.

    ``roads`` are those of the plan: a lane on a road costs little. ``storeys`` tell which buildings are
    warehouses. The same input gives the same design, unless ``stop`` ends the search.
    """
    ground = ground_of(scenario)
    allowed = {gate.id for gate in scenario.site.gates if "fire" in gate.traffic}
    gates = [terminal_node(t) for t in ground.of_kind("gate") if allowed & set(t.ids)]
    graph = lane_graph(candidate_graph(ground), roads, gates)
    needs = lane_needs(scenario, storeys)
    choice = choose(graph, needs, stop)
    unmet = [f"{task.need.building}: {words}" for task in choice.tasks for words in task.unmet]
    lanes = lanes_of(ground, graph, choice)
    ends = dead_ends(graph, choice.edges, outside(graph))
    turnarounds, without = turnarounds_of(ground, ends, needs)
    unmet += [f"({x / 1000:.0f}, {y / 1000:.0f}): GB 55037 3.4.5: no turning place fits" for x, y in without]
    stands, bare = stands_of(ground, choice.tasks, choice.edges)
    unmet += [f"{id}: GB 50016 7.2.2: no stand of 10 m depth fits before a long side" for id in bare]
    paving = [road.polygon for road in roads] + [lane.polygon for lane in lanes]
    paved = together([*paving, *(place.polygon for place in turnarounds)])
    hydrants, dry = hydrants_of(ground, lanes, stands, paved)
    site = FireSite(tuple(lanes), tuple(turnarounds), tuple(stands), tuple(hydrants))
    return Design(site, choice, FireProof(choice.cost, choice.bound, (*unmet, *dry)))
