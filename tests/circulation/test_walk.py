"""Walking distances against closed forms, and against a graph of a fine grid."""

from __future__ import annotations

import math
from random import Random

import networkx as nx
import numpy as np
import pytest
import shapely
from shapely import LineString, Point, Polygon, box
from shapely.affinity import rotate
from shapely.geometry.base import BaseGeometry

from planner.circulation.walk import TOLERANCE, Area

L_SHAPE = Polygon([(0, 0), (20_000, 0), (20_000, 6_000), (6_000, 6_000), (6_000, 20_000), (0, 20_000)])


def test_a_straight_way() -> None:
    places = Area(box(0, 0, 4_000, 3_000)).places([(0, 0), (4_000, 3_000)])
    assert places.distances[0, 1] == pytest.approx(5_000)
    assert places.path(0, 1) == [(0, 0), (4_000, 3_000)]


def test_round_a_corner() -> None:
    # from (20, 3) to (3, 20) round (6, 6): twice the hypotenuse of 14 and 3
    places = Area(L_SHAPE).places([(20_000, 3_000), (3_000, 20_000)])
    assert places.distances[0, 1] == pytest.approx(2 * math.hypot(14_000, 3_000))
    assert places.path(0, 1) == [(20_000, 3_000), (6_000, 6_000), (3_000, 20_000)]


def test_along_a_wall_and_through_corners() -> None:
    """Walls are walked along, corners are touched."""
    places = Area(L_SHAPE).places([(20_000, 6_000), (6_000, 6_000), (0, 6_000), (0, 20_000)])
    assert places.distances[0, 2] == pytest.approx(20_000)
    assert places.distances[0, 3] == pytest.approx(14_000 + math.hypot(6_000, 14_000))


def test_round_a_column() -> None:
    # a square of 2 m in the middle of the way: over its two corners on one side
    room = box(0, 0, 10_000, 10_000).difference(box(4_000, 4_000, 6_000, 6_000))
    places = Area(room).places([(0, 5_000), (10_000, 5_000)])
    assert places.distances[0, 1] == pytest.approx(2 * math.hypot(4_000, 1_000) + 2_000)
    assert len(places.path(0, 1)) == 4


def test_no_way() -> None:
    apart = Area(box(0, 0, 10_000, 1_000)).places([(0, 0), (20_000, 0)])
    assert math.isinf(apart.distances[0, 1])
    assert apart.path(0, 1) == []


@pytest.mark.parametrize("angle", [0, 17, 45, 123])
def test_the_farthest_point_between_two_doors_is_no_corner(angle: float) -> None:
    # 40 x 20 m with doors in the middle of the short ends: the middle of a long wall, sqrt(20^2 + 10^2)
    room = rotate(box(0, 0, 40_000, 20_000), angle, origin=(0, 0))
    turn = math.radians(angle)

    def at(x: float, y: float) -> tuple[float, float]:
        return x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)

    found = Area(room).places([at(0, 10_000), at(40_000, 10_000)]).farthest()
    assert found is not None
    assert found.distance == pytest.approx(22_360.68, abs=TOLERANCE)
    assert found.bound <= found.distance + TOLERANCE
    assert found.path.length == pytest.approx(found.distance)


def test_the_farthest_point_from_one_door_is_a_corner() -> None:
    found = Area(box(0, 0, 8_000, 6_000)).places([(0, 0)]).farthest()
    assert found is not None
    assert found.point == (8_000, 6_000)
    assert found.distance == pytest.approx(10_000)


def test_the_farthest_point_of_an_l() -> None:
    # from a door in the end of one leg to the far corner of the other, round the inner corner
    found = Area(L_SHAPE).places([(20_000, 3_000)]).farthest()
    assert found is not None
    assert found.point == (0, 20_000)
    assert found.distance == pytest.approx(
        math.hypot(14_000, 3_000) + math.hypot(6_000, 14_000), abs=TOLERANCE
    )


def test_offsets_are_ways_on_from_the_doors() -> None:
    # the door at the left leads 10 m further on, the one at the right 0: 20 m wide, so that the left end is
    # nearer by the right door up to x with x + 10 = 20 - x
    places = Area(box(0, 0, 20_000, 1)).places([(0, 0), (20_000, 0)])
    found = places.farthest([10_000, 0])
    assert found is not None
    assert found.distance == pytest.approx(15_000, abs=2 * TOLERANCE)
    assert found.point[0] == pytest.approx(5_000, abs=2 * TOLERANCE)
    only = places.farthest([math.inf, 0])
    assert only is not None
    assert only.distance == pytest.approx(20_000, abs=TOLERANCE)
    assert places.farthest([math.inf, math.inf]) is None


def test_the_nearest_door() -> None:
    distance, path = Area(L_SHAPE).places([(20_000, 3_000), (0, 0)]).nearest((3_000, 20_000))
    assert distance == pytest.approx(math.hypot(3_000, 20_000))
    assert path == [(3_000, 20_000), (0, 0)]


def test_against_many_points_of_a_room_with_columns() -> None:
    """No point of a fine grid is farther than what was found, and one is nearly as far."""
    room = box(0, 0, 24_000, 16_000)
    for x in (5_000, 12_000, 19_000):
        room = room.difference(box(x, 5_000, x + 900, 11_000))  # type: ignore[assignment]  # still one polygon
    places = Area(room).places([(0, 8_000), (24_000, 2_000)])
    found = places.farthest()
    assert found is not None
    grid = [
        places.nearest((x, y))[0]
        for x in np.arange(0, 24_001, 500.0)
        for y in np.arange(0, 16_001, 500.0)
        if room.distance(Polygon([(x, y), (x + 1e-3, y), (x, y + 1e-3)])) < 1e-6
    ]
    assert max(grid) <= found.bound + 1e-6
    assert max(grid) >= found.distance - 500


def _random_area(random: Random) -> Polygon:
    """A few rectangles joined and a few cut out, at some angle."""
    shape: BaseGeometry = Polygon()
    for _ in range(6):
        x, y = random.randrange(0, 15) * 1000, random.randrange(0, 15) * 1000
        shape = shape.union(box(x, y, x + random.randrange(2, 12) * 1000, y + random.randrange(2, 12) * 1000))
    for _ in range(3):
        x, y = random.randrange(0, 20) * 1000 + 300, random.randrange(0, 20) * 1000 + 300
        shape = shape.difference(box(x, y, x + random.randrange(400, 3000), y + random.randrange(400, 3000)))
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, Polygon)]
    largest = max(parts, key=lambda part: part.area)
    return rotate(largest, random.choice([0, 13, 37.5]), origin=(0, 0))


@pytest.mark.parametrize("seed", range(12))
def test_against_a_plain_graph_of_all_corners(seed: int) -> None:
    """Another way to the same distances: every corner, lines that Shapely finds inside, NetworkX."""
    random = Random(seed)
    area = _random_area(random)
    left, low, right, high = area.bounds
    spots: list[tuple[float, float]] = []
    while len(spots) < 4:
        spot = Point(random.uniform(left, right), random.uniform(low, high))
        if area.contains(spot):
            spots.append((spot.x, spot.y))
    places = Area(area).places(spots)
    points = [*spots, *(tuple(at) for at in np.unique(shapely.get_coordinates(area), axis=0))]
    grown = area.buffer(1.0, join_style="mitre")
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(points)))
    for i, one in enumerate(points):
        for j, other in enumerate(points[:i]):
            if grown.covers(LineString([one, other])):
                graph.add_edge(i, j, weight=math.dist(one, other))
    for i in range(len(spots)):
        reached = nx.single_source_dijkstra_path_length(graph, i)
        for j in range(len(spots)):
            assert places.distances[i, j] == pytest.approx(reached.get(j, math.inf), abs=5)
