"""Kinds of damage to the roads of a layout file."""

from __future__ import annotations

import shapely
from shapely import Point
from shapely.affinity import translate

from benchmarks.damage import (
    ORIGIN,
    Case,
    Expected,
    Rectangle,
    polygon,
    rectangular,
    redraw,
)
from benchmarks.damage_rooms import Damage


def _reached(case: Case) -> dict[str, set[str]]:
    """Gates, exits and docks more than 2 m from the roads that hang together and meet the most gates."""
    roads = [polygon(f) for f in case.role("road")]
    left, groups = list(roads), []
    while left:
        group = [left.pop()]
        while near := [r for r in left if any(r.distance(g) <= 0.01 for g in group)]:
            group += near
            left = [r for r in left if not any(r is n for n in near)]
        groups.append(shapely.union_all(group))
    gates = {g.id: Point(g.point.x / 1000, g.point.y / 1000) for g in case.scenario.site.gates}
    best = max(groups, key=lambda g: (sum(g.distance(p) <= 2 for p in gates.values()), g.area), default=None)
    ends = {"gate": gates, "exit": {}, "dock": {}}
    for storey in case.scenario.storeys:
        if storey.is_ground:
            ends["exit"] |= {e.id: Point(e.point.x / 1000, e.point.y / 1000) for e in storey.exits}
            ends["dock"] |= {d.id: Point(d.point.x / 1000, d.point.y / 1000) for d in storey.docks}
    return {
        kind: {id for id, p in rows.items() if best is None or best.distance(p) > 2.02}
        for kind, rows in ends.items()
    }


def _roads(case: Case, told: str) -> Expected:
    off = _reached(case)
    must = {ORIGIN}
    if off["gate"] or off["exit"]:
        must |= {"CBEP-4.3.3-a", "SBT11233-4.1.2-a"}
    if off["gate"] or off["exit"] or off["dock"]:
        must.add("LAYOUT-ROAD-REACH")
    goods = [
        f for f in case.role("space") if f["properties"].get("zone") in ("storage_base", "logistics_hub")
    ]
    if (off["gate"] or off["dock"]) and any(
        f["properties"]["kind"] in ("warehouse", "logistics_hub") for f in goods
    ):
        must.add("CBEP-4.3.3-b")
    may = {"CBEP-4.3.5.2-b", "LAYOUT-ROAD-CLEAR", "CBEP-4.3.1", "CBEP-4.3.3-b"}
    return Expected(must, may | {"SBT11233-5.3.3.1.2", "LAYOUT-YARD"}, told)  # trucks use the same roads


def a_road_cut(case: Case) -> Expected | None:
    """A gap of 3 m across a road."""
    for road in case.random.sample(rows := rectangular(case.role("road"), lambda r: r.long > 9), len(rows)):
        r = Rectangle.of(polygon(road))
        assert r is not None
        # What remains of it lies before the gap; what was behind is gone with its drawing.
        redraw(road, r.part(0, r.long / 2 - 1.5, 0, r.short))
        expected = _roads(case, road["properties"]["id"])
        expected.may |= {"LAYOUT-ROAD-CLEAR"}
        return expected
    return None


def a_road_removed(case: Case) -> Expected | None:
    road = case.pick(case.role("road"))
    if road is None:
        return None
    case.drop([road])
    return _roads(case, road["properties"]["id"])


def no_roads(case: Case) -> Expected | None:
    case.drop(case.role("road", "axis"))
    return _roads(case, "all")


def a_narrow_road(case: Case) -> Expected | None:
    road = case.pick(case.role("road"))
    if road is None:
        return None
    road["properties"]["width_m"] = 3.0
    return Expected(
        {"CBEP-4.3.3-a", ORIGIN}, {"CBEP-4.3.5.2-b", "SBT11233-4.1.2-a"}, road["properties"]["id"]
    )


def a_road_through_a_building(case: Case) -> Expected | None:
    """A road moved onto the middle of a ground storey."""
    road = case.pick(case.role("road"))
    ground = [s for s in case.scenario.storeys if s.is_ground]
    if road is None or not ground:
        return None
    centre = case.random.choice(ground).outline.representative_point()
    drawn = polygon(road)
    redraw(road, translate(drawn, centre.x / 1000 - drawn.centroid.x, centre.y / 1000 - drawn.centroid.y))
    built = shapely.union_all([s.outline for s in ground])
    wrong = shapely.transform(polygon(road), lambda p: p * 1000).intersection(built).area / 1e6
    expected = _roads(case, road["properties"]["id"])
    if wrong > 0.6:
        expected.must.add("LAYOUT-ROAD-CLEAR")
    return expected


ROADS: dict[str, Damage] = {
    "a road cut": a_road_cut,
    "a road removed": a_road_removed,
    "no roads": no_roads,
    "a road of 3 m": a_narrow_road,
    "a road through a building": a_road_through_a_building,
}
