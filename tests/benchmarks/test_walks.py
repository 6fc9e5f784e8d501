"""The study of walking distances, small: against programs that share no code with it, and a blind eye."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest
from shapely import Polygon, box

from benchmarks import walks
from planner.circulation.walk import Area

L_SHAPE = Polygon([(0, 0), (20_000, 0), (20_000, 6_000), (6_000, 6_000), (6_000, 20_000), (0, 20_000)])


def test_the_sampler_knows_closed_forms() -> None:
    """Round the corner of an L at (6, 6) m, and round a box in a hall."""
    sampler = walks.Sampler(L_SHAPE, [(20_000.0, 3_000.0)])
    found = sampler.distances(np.array([(3_000.0, 20_000.0), (10_000.0, 3_000.0)]))
    bent = math.hypot(14_000, 3_000) + math.hypot(3_000, 14_000)
    assert found == pytest.approx([bent, 10_000], abs=0.5)
    hall = box(0, 0, 20_000, 10_000).difference(box(8_000, 0, 12_000, 6_000))
    assert isinstance(hall, Polygon)
    round_box = walks.Sampler(hall, [(0.0, 0.0)]).distances(np.array([(20_000.0, 0.0)]))
    assert round_box == pytest.approx([2 * math.hypot(8_000, 6_000) + 4_000], abs=0.5)


def drawn(count: int, seed: int) -> list[Polygon]:
    random = Random(seed)
    return [walks.random_floor(random) for _ in range(count)]


def test_storeys_have_holes_and_are_the_same_for_a_seed() -> None:
    floors = drawn(12, 3)
    assert [floor.wkb for floor in floors] == [floor.wkb for floor in drawn(12, 3)]
    assert all(floor.is_valid and floor.interiors for floor in floors)
    assert len({floor.wkb for floor in floors}) == 12


@pytest.mark.slow
def test_storeys_of_the_scenarios_are_among_them() -> None:
    real = list(walks.shipped_floors())
    assert len(real) >= 12  # the different shapes of the shipped scenarios
    chosen = walks.storeys(20, 1)
    assert sum(any(floor.equals(other) for other in real) for floor in chosen) == 10


def test_farthest_points_are_certified() -> None:
    """Lengths to 2 cm, and no sample beyond a certificate."""
    pytest.importorskip("extremitypathfinder", reason="the referee of the study, extra `bench`")
    floors = drawn(4, 5)
    assert walks.compare_pairs(floors, 20, 5).worst <= 20
    distance, bound = walks.compare_farthest(floors, 100, 5)
    assert max(distance.worst, bound.worst) <= 20


def test_certificates_against_samples() -> None:
    """The same without the referee: no sample is farther than the bound, the farthest corner no nearer."""
    for number, floor in enumerate(drawn(5, 7)):
        doors = walks.facade_spots(Random(number), floor, 1 + number % 3)
        worst = Area(floor).places(doors).farthest()
        assert worst is not None
        found = walks.Comparison("certificate", more={"nearest_sample_mm": 0.0, "widest_gap_mm": 0.0})
        walks._certificate(found, floor, doors, worst.distance, worst.bound, 200, Random(number))
        assert found.worst <= 1.0
        assert found.more["widest_gap_mm"] <= 5.0 + 1e-6


def test_a_search_that_looks_at_corners_only_is_found_out() -> None:
    """Doors in the short ends of a hall of 40 x 20 m: 22.36 m in the middle of a wall, corners say 10."""
    hall = box(0, 0, 40_000, 20_000)
    doors = [(0.0, 10_000.0), (40_000.0, 10_000.0)]
    found = walks.Comparison("certificate", more={"nearest_sample_mm": 0.0, "widest_gap_mm": 0.0})
    walks._certificate(found, hall, doors, 10_000, 10_000, 2_000, Random(1))
    assert 12_000 < found.worst < 12_361
