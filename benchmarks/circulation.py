"""How long the graph of a park takes and its measures, on parks of equal storeys.

    python -m benchmarks.circulation                      # 25, 50, 100, 200 storeys of 50 rooms, JSON lines
    python -m benchmarks.circulation --storeys 200 --rooms 50

Buildings of ten storeys stand in a row along one road. A storey is a corridor with rooms on both sides
and a core at each end with stair, lift and lobby; every fifth room is the stock room of a company of
another storey. Every company has visitors from the gate and goes to one company that all go to. Prints
processor seconds of the graph, of all figures, of the GraphML and of the flows with their bounds and moves,
and at the end the exponents of growth.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from shapely import LineString, Point, Polygon, box

from planner.circulation.document import graphml
from planner.circulation.flows import measure_flows
from planner.circulation.park import ParkGraph, park_graph
from planner.circulation.quality import quality
from planner.circulation.walk import warm
from planner.model import (
    Building,
    Core,
    CorePart,
    Corridor,
    Door,
    Exit,
    Flow,
    Gate,
    Layout,
    Scenario,
    SiteRoad,
    Space,
    Storey,
    StoreyLayout,
)
from planner.scenario import load_scenario

M = 1000
ROOM, DEPTH, HALL, CORE = 6.0, 9.0, 2.0, 8.0
"""Width and depth of a room, width of a corridor, length of a core, m."""
LEVELS = 10


def mm(x0: float, y0: float, x1: float, y1: float) -> Polygon:
    return box(x0 * M, y0 * M, x1 * M, y1 * M)


class Row:
    """Buildings in a row."""

    def __init__(self, storeys: int, rooms: int) -> None:
        self.rooms = rooms
        self.length = 2 * CORE + ROOM * math.ceil(rooms / 2)
        self.ids = [(f"B{k // LEVELS + 1}", k % LEVELS + 1) for k in range(storeys)]

    def scenario(self) -> Scenario:
        """The question."""
        base = load_scenario(Path(__file__).resolve().parents[1] / "scenarios" / "minimal.yaml")
        buildings: dict[str, list[Storey]] = {}
        for building, level in self.ids:
            buildings.setdefault(building, []).append(self._storey(building, level))
        made = tuple(
            Building(id, id, id, False, True, "II", tuple(storeys)) for id, storeys in buildings.items()
        )
        far = (len(made) + 1) * (self.length + 20)
        gate = Gate("G1", Point(-30 * M, -10 * M), 8 * M, frozenset({"people", "goods", "fire"}))
        site = replace(base.site, boundary=mm(-30, -40, far, 60), gates=(gate,), obstacles=())
        return replace(base, site=site, buildings=made, tenants=(), demands=(), flows=(), pins=())

    def _west(self, building: str) -> float:
        return (int(building[1:]) - 1) * (self.length + 20)

    def _storey(self, building: str, level: int) -> Storey:
        id, x = f"{building}/{level}F", self._west(building)
        height = 2 * DEPTH + HALL
        cores = []
        for name, west in (("C1", x), ("C2", x + self.length - CORE)):
            inner = west + CORE - 2 if name == "C1" else west
            rest = west if name == "C1" else west + 2
            parts = (
                CorePart(f"{id}/{name}/LB", "lobby", mm(inner + 0.2, 5, inner + 1.8, 15)),
                CorePart(f"{id}/{name}/ST", "stair", mm(rest + 0.2, 5, rest + 5.8, 8)),
                CorePart(f"{id}/{name}/L", "lift", mm(rest + 3.6, 9, rest + 5.8, 11)),
            )
            cores.append(Core(f"{id}/{name}", mm(west, 4.8, west + CORE, 15.2), parts))
        exits = (Exit(f"{id}/X1", Point((x + CORE + 3) * M, 0), 1500),) if level == 1 else ()
        return Storey(
            id, building, f"{level}F", level, (level - 1) * 4500, 4500, 3000, 5.0,
            mm(x, 0, x + self.length, height), tuple(cores), exits,
        )  # fmt: skip

    def layout(self) -> Layout:
        """The plan."""
        plans = tuple(self._plan(*row) for row in self.ids)
        west = {building: self._west(building) for building, _ in self.ids}
        doors = [x + CORE + 3 for x in west.values()]
        end = max(doors) + 10
        main = SiteRoad("R0", mm(-30, -13.5, end, -6.5), _line(-30, -10, end, -10), 7 * M, ("G1",))
        ways = [
            SiteRoad(f"R{k}", mm(x - 2, -6.5, x + 2, 0), _line(x, -10, x, 0), 4 * M, (f"{building}/1F/X1",))
            for k, (building, x) in enumerate(zip(west, doors, strict=True), 1)
        ]
        return Layout(plans, (main, *ways))

    def _plan(self, building: str, level: int) -> StoreyLayout:
        id, x = f"{building}/{level}F", self._west(building)
        hall = f"{id}/c1"
        spaces, doors = [], []
        for number in range(self.rooms):
            north, place = number % 2, number // 2
            left = x + CORE + ROOM * place
            if level == 1 and not north and place == 0:
                continue  # the way in
            low, high = (DEPTH + HALL, 2 * DEPTH + HALL - 0.24) if north else (0.24, DEPTH - 0.12)
            own = f"{id}/s{number:03d}"
            stock = number % 5 == 4
            other = f"{building}/{level % LEVELS + 1}F" if stock else id
            who = f"{other}#{number - 1 if stock else number}"
            kind, subject = ("stock_room", f"stock:{who}") if stock else ("tenant_suite", who)
            shape = mm(left + 0.06, low + 0.12 * north, left + ROOM - 0.06, high)
            spaces.append(Space(own, building, id, kind, "office_area", shape, own, own, who, subject))
            face = DEPTH + HALL if north else DEPTH - 0.12
            doors.append(
                self._door(
                    f"{id}/d{number:03d}",
                    building,
                    id,
                    (left + 2.5, face, left + 3.5, face + 0.12),
                    own,
                    hall,
                )
            )
        ground = mm(x + CORE, DEPTH, x + self.length - CORE, DEPTH + HALL)
        if level == 1:
            ground = ground.union(mm(x + CORE + 1, 0.24, x + CORE + 5, DEPTH))
            rect = (x + CORE + 2.25, 0.0, x + CORE + 3.75, 0.24)
            doors.append(self._door(f"{id}/dX", building, id, rect, hall, f"{id}/X1"))
        for name, wall in (("C1", x + CORE - 0.2), ("C2", x + self.length - CORE)):
            rect = (wall, DEPTH + 0.4, wall + 0.2, DEPTH + 1.6)
            doors.append(self._door(f"{id}/d{name}", building, id, rect, hall, f"{id}/{name}"))
        if not isinstance(ground, Polygon):
            raise TypeError("the corridor is one piece")
        corridor = Corridor(hall, building, id, ground, round(HALL * M))
        return StoreyLayout(id, tuple(spaces), (corridor,), tuple(doors))

    def _door(
        self,
        id: str,
        building: str,
        storey: str,
        rect: tuple[float, float, float, float],
        one: str,
        other: str,
    ) -> Door:
        wide = max(rect[2] - rect[0], rect[3] - rect[1])
        return Door(id, building, storey, mm(*rect), round(wide * M), (one, other))


def _line(x0: float, y0: float, x1: float, y1: float) -> LineString:
    return LineString([(x0 * M, y0 * M), (x1 * M, y1 * M)])


def with_flows(scenario: Scenario, layout: Layout) -> Scenario:
    """Every company has visitors from the gate, and goes to the first company of the first building."""
    base = load_scenario(Path(__file__).resolve().parents[1] / "scenarios" / "minimal.yaml").tenants[0]
    spaces = [space for plan in layout.storeys for space in plan.spaces if space.kind == "tenant_suite"]
    ids = [str(space.subject) for space in spaces]
    tenants = tuple(
        replace(base, id=id, least_area=space.area) for id, space in zip(ids, spaces, strict=True)
    )
    flows = [Flow("G1", id, 30.0) for id in ids] + [Flow(id, ids[0], 20.0) for id in ids[1:]]
    return replace(scenario, tenants=tenants, flows=tuple(flows))


def measure(storeys: int, rooms: int) -> dict[str, float]:
    """Processor seconds of each part: other programs do not count."""
    row = Row(storeys, rooms)
    scenario, layout = row.scenario(), row.layout()
    clock = time.process_time
    begun = clock()
    park: ParkGraph = park_graph(scenario, layout)
    built = clock()
    found = quality(park)
    measured = clock()
    size = len(graphml(park))
    written = clock()
    flows = measure_flows(with_flows(scenario, layout), layout, park, {})
    ended = clock()
    walks = found.walks["tenant_to_stock"]
    return {
        "storeys": storeys,
        "rooms": rooms,
        "nodes": park.graph.number_of_nodes(),
        "edges": park.graph.number_of_edges(),
        "companies": len(found.walks["gate_to_tenant"].walks),
        "unreached": sum(len(walks.unreached) for walks in found.walks.values()),
        "stock_walks": len(walks.walks),
        "lines": len(found.lines),
        "weak_points": len(found.weak_points),
        "graph_s": round(built - begun, 2),
        "figures_s": round(measured - built, 2),
        "graphml_s": round(written - measured, 2),
        "flows": len(flows.trips),
        "flows_s": round(ended - written, 2),
        "graphml_mb": round(size / 1e6, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--storeys", type=int, nargs="+", default=[25, 50, 100, 200])
    parser.add_argument("--rooms", type=int, default=50)
    given = parser.parse_args()
    warm()
    rows = []
    for storeys in given.storeys:
        rows.append(measure(storeys, given.rooms))
        print(json.dumps(rows[-1]), flush=True)
    if len(rows) > 1:
        sizes = np.log([row["storeys"] for row in rows])
        for key in ("graph_s", "figures_s", "flows_s"):
            slope = float(np.polyfit(sizes, np.log([max(row[key], 1e-3) for row in rows]), 1)[0])
            print(json.dumps({"growth": key, "exponent": round(slope, 2)}))


if __name__ == "__main__":
    main()
