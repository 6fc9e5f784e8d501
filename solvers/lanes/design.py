"""The fire brigade's side of the site plan: from the needs of the buildings to lanes on the ground."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from shapely.geometry import LineString

from planner.circulation.site_candidates import candidate_graph, terminal_node
from planner.circulation.site_ground import Ground, ground_of
from planner.circulation.site_strays import Node
from planner.fire_site import NO_FIRE_SITE, FireLane, FireProof, FireSite, Turnaround
from planner.geometry.site_lines import points_of, together
from planner.model import Scenario, SiteRoad, StoreyLayout
from solvers.lanes.choose import Choice, choose
from solvers.lanes.draw import dead_ends, lanes_of, stands_of, turnarounds_of, widened
from solvers.lanes.given import (
    additions,
    counted,
    joined,
    lines_of_lanes,
    mended_lanes,
    onward,
    renamed,
    served_by_stands,
    without_place,
)
from solvers.lanes.graph import LANE_WIDTH, LaneGraph, lane_graph
from solvers.lanes.hydrants import hydrants_of
from solvers.lanes.needs import LaneNeed, lane_needs
from solvers.lanes.turns import paved_turns

__all__ = ["Design", "design_fire_site"]

AT_GATE = 2_000.0
"""A given lane that ends this near to a gate comes in there, mm."""
PLACE_REACH = 30_000.0
"""A given turning place serves a lane that ends within half of this, mm."""


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

    What the scenario gives is there for nothing; the plan is the cheapest that adds to it. ``roads`` are
    those of the plan: a lane on a road costs little. ``storeys`` tell which buildings are warehouses. The
    same input gives the same design, unless ``stop`` ends the search.
    """
    ground, needs = ground_of(scenario), lane_needs(scenario, storeys)
    given, unfit = counted(scenario, needs)
    graph = ways_of(scenario, ground, roads, given)
    with_stands = served_by_stands(given.aerial_sites, needs)
    choice = choose(graph, needs, stop, with_stands)
    unmet = [f"{task.need.building}: {words}" for task in choice.tasks for words in task.unmet]
    new = lanes_of(ground, graph, choice.edges - graph.given)
    kept = widened(ground, mended_lanes(ground, given.lanes, new)) if given.lanes else []
    drawn = [*kept, *joined(ground, new, kept)]
    lanes = paved_turns(drawn, ground, [road.polygon for road in roads], stop=stop)
    turnarounds, without = _turnarounds(ground, graph, choice, given, needs)
    unmet += [f"({x / 1000:.0f}, {y / 1000:.0f}): GB 55037 3.4.5: no turning place fits" for x, y in without]
    stands, bare = stands_of(ground, choice.tasks, choice.edges, with_stands)
    unmet += [f"{id}: GB 50016 7.2.2: no stand of 10 m depth fits before a long side" for id in bare]
    stands = [*given.aerial_sites, *stands]
    paving = [road.polygon for road in roads] + [lane.polygon for lane in lanes]
    paved = together([*paving, *(place.polygon for place in turnarounds)])
    hydrants, dry = hydrants_of(ground, lanes, stands, paved, given.hydrants, stop)
    site = renamed(FireSite(tuple(lanes), tuple(turnarounds), tuple(stands), tuple(hydrants)), given)
    added = additions(site, given) if scenario.site.fire != NO_FIRE_SITE else ()
    if scenario.site.slope_percent is not None:
        laid = [
            lane if lane.given else replace(lane, slope_percent=scenario.site.slope_percent)
            for lane in site.lanes
        ]
        site = replace(site, lanes=tuple(laid))
    return Design(site, choice, FireProof(choice.cost, choice.bound, (*unmet, *dry), added, unfit))


def ways_of(
    scenario: Scenario, ground: Ground, roads: Sequence[SiteRoad], given: FireSite = NO_FIRE_SITE
) -> LaneGraph:
    """The graph of ways that lanes may take; given lanes are among them, those that do not count too."""
    allowed = {gate.id for gate in scenario.site.gates if "fire" in gate.traffic}
    gates = [terminal_node(t) for t in ground.of_kind("gate") if allowed & set(t.ids)]
    lanes = [_to_gates(lane, gates) for lane in scenario.site.fire.lanes]
    lines = lines_of_lanes(lanes, ground.boundary)
    counting = {lane.id for lane in given.lanes}
    tips = [(round(x), round(y)) for line, _ in lines for x, y in (line.coords[0], line.coords[-1])]
    lines += onward(lanes, ground.free(LANE_WIDTH / 2))
    there = replace(given, lanes=tuple(lane for lane in lanes if lane.id in counting))
    return lane_graph(
        candidate_graph(replace(ground, given=(*ground.given, *lines)), tips), roads, gates, there
    )


def _to_gates(lane: FireLane, gates: Sequence[Node]) -> FireLane:
    """The lane with its ends led on to gates that they nearly reach."""
    points = points_of(lane.centreline)
    for gate in gates:
        at = (float(gate[0]), float(gate[1]))
        if 0 < math.dist(at, points[0]) <= AT_GATE:
            points.insert(0, at)
        elif 0 < math.dist(at, points[-1]) <= AT_GATE:
            points.append(at)
    return replace(lane, centreline=LineString(points))


def _turnarounds(
    ground: Ground, graph: LaneGraph, choice: Choice, given: FireSite, needs: Sequence[LaneNeed]
) -> tuple[list[Turnaround], list[Node]]:
    """The given turning places with those that dead ends still need, and the ends where none fits."""
    ends = dead_ends(graph, choice.edges)
    placed, without = turnarounds_of(ground, without_place(ends, given.turnarounds, PLACE_REACH), needs)
    return [*given.turnarounds, *placed], without
