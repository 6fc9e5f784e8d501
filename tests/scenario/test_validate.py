"""The geometric helpers, on shapes worked out by hand (millimetres)."""

from __future__ import annotations

import pytest
from shapely.geometry import LineString, Polygon, box

from planner.geometry.validate import (
    Fault,
    clean_ring,
    excess,
    opening_fits,
    overlaps,
    placed,
    polygon_fault,
    snapped,
    to_polygon,
    world,
)

SQUARE = [(0, 0), (1000, 0), (1000, 1000), (0, 1000)]


def test_clean_ring_drops_repeated_and_closing_corners_only() -> None:
    assert clean_ring([(0, 0), (0, 0), (9, 0), (9, 9), (9, 0), (0, 0)]) == [(0, 0), (9, 0), (9, 9), (9, 0)]
    assert clean_ring([(1, 1), (1, 1)]) == [(1, 1)]


@pytest.mark.parametrize("ring", [SQUARE, SQUARE[::-1]])
def test_polygons_run_counter_clockwise_from_their_first_corner(ring: list[tuple[int, int]]) -> None:
    polygon = to_polygon(ring)
    assert polygon.exterior.is_ccw
    assert polygon.exterior.coords[0] == ring[0]


@pytest.mark.parametrize(
    ("shell", "holes", "fault"),
    [
        (SQUARE, [], None),
        (SQUARE, [[(100, 100), (200, 100), (200, 200)]], None),
        (SQUARE[:2], [], Fault("too_few_corners")),
        ([(0, 0), (10, 10), (20, 20)], [], Fault("no_area", (0.0, 0.0))),
        ([(0, 0), (1000, 1000), (1000, 0), (0, 1000)], [], Fault("crosses_itself", (500.0, 500.0))),
        (SQUARE, [[(2000, 100), (2200, 100), (2200, 200)]], Fault("hole_outside", (2000.0, 100.0))),
        (
            SQUARE,
            [[(100, 100), (300, 100), (300, 300), (100, 300)], [(150, 150), (200, 150), (200, 200)]],
            Fault("holes_overlap", (150.0, 150.0)),
        ),
        (
            SQUARE,
            [
                [(100, 100), (300, 100), (300, 300), (100, 300)],
                [(200, 200), (400, 200), (400, 400), (200, 400)],
            ],
            Fault("holes_overlap", (200.0, 300.0)),
        ),
    ],
)
def test_faults_of_polygons(
    shell: list[tuple[int, int]], holes: list[list[tuple[int, int]]], fault: Fault | None
) -> None:
    found = polygon_fault(shell, holes)
    assert (found and found.kind) == (fault and fault.kind)
    if fault is not None and fault.kind != "no_area":
        assert found == fault


def test_holes_may_touch_the_shell_in_one_point_but_not_along_an_edge() -> None:
    assert polygon_fault(SQUARE, [[(0, 500), (300, 400), (300, 600)]]) is None
    along = polygon_fault(SQUARE, [[(0, 400), (300, 400), (300, 600), (0, 600)]])
    assert along is not None
    assert along.kind == "hole_outside"


def test_a_hole_from_side_to_side_tears_the_polygon() -> None:
    torn = polygon_fault(SQUARE, [[(0, 500), (500, 400), (1000, 500), (500, 600)]])
    assert torn is not None
    assert torn.kind == "torn_by_hole"


def test_excess_is_the_farthest_corner_beyond_the_tolerance() -> None:
    outer = Polygon(SQUARE)
    assert excess(box(100, 100, 1010, 900), outer, 10) is None
    assert excess(box(100, 100, 1011, 900), outer, 10) == (1011, 900)
    assert excess(LineString([(500, 500), (500, 1500)]), outer, 10) == (500, 1500)


def test_overlaps_name_each_pair_once() -> None:
    shapes = [box(0, 0, 10, 10), box(10, 0, 20, 10), box(9, 0, 11, 10)]
    assert [(first, second) for first, second, _ in overlaps(shapes, 0)] == [(0, 2), (1, 2)]
    assert overlaps(shapes, 10) == []


def test_snapping() -> None:
    square = Polygon(SQUARE)
    assert snapped((500, 120), square, 150) == (500, 0)
    assert snapped((500, 151), square, 150) is None
    assert snapped((500, -2), square, 150) == (500, -2)
    assert snapped((500, -3), square, 150) == (500, 0)


def test_snapping_keeps_to_the_outer_ring() -> None:
    square = Polygon(SQUARE, [[(400, 400), (600, 400), (600, 600), (400, 600)]])
    assert snapped((500, 399), square, 150) is None


@pytest.mark.parametrize(
    ("x", "width", "fits"),
    [(500, 900, True), (500, 1000, True), (300, 900, True), (290, 900, False), (0, 700, False)],
)
def test_an_opening_stays_on_its_facade(x: int, width: int, fits: bool) -> None:
    """Up to 150 mm beyond a corner pass as the chords of a round facade."""
    assert opening_fits((x, 0), width, Polygon(SQUARE)) is fits


def test_turning_by_right_angles_is_exact() -> None:
    assert [placed((3, 1), (100, 200), turn) for turn in (0, 90, 180, 270, -90, 450)] == [
        (103, 201),
        (99, 203),
        (97, 199),
        (101, 197),
        (101, 197),
        (99, 203),
    ]


def test_turning_by_thirty_degrees() -> None:
    # (1000, 0) -> (866.03, 500); (0, 1000) -> (-500, 866.03)
    assert world([(1000, 0), (0, 1000)], (0, 0), 30) == [(866, 500), (-500, 866)]
