"""Axial lines of corridors drawn by hand. Metres in the drawings, millimetres inside."""

from __future__ import annotations

import pytest
from shapely import Polygon, affinity, box
from shapely.ops import unary_union

from planner.circulation.axes import axial_lines, joints

M = 1000


def ground(*rects: tuple[float, float, float, float]) -> Polygon:
    shape = unary_union([box(*(value * M for value in rect)) for rect in rects])
    assert isinstance(shape, Polygon)
    return shape


def ends(shape: Polygon) -> list[tuple[float, float, float, float]]:
    return [
        tuple(round(value / M, 3) for xy in sorted(line.coords) for value in xy)  # type: ignore[misc]  # four numbers
        for line in axial_lines(shape)
    ]


SPINE = (0.0, 0.0, 40.0, 2.0)
CASES = [
    ("bar", [SPINE], [(0, 1, 40, 1)], 0),
    (
        "T: the stem runs to the far wall of the bar",
        [SPINE, (19, 2, 21, 12)],
        [(0, 1, 40, 1), (20, 0, 20, 12)],
        1,
    ),
    ("cross: one line through both arms", [SPINE, (19, -10, 21, 12)], [(0, 1, 40, 1), (20, -10, 20, 12)], 1),
    ("door recess of 0.4 m", [SPINE, (19, 2, 21, 2.4)], [(0, 1, 40, 1)], 0),
    ("niche of 1.49 m", [SPINE, (19, 2, 20, 3.49)], [(0, 1, 40, 1)], 0),
    ("arm of 1.5 m", [SPINE, (19, 2, 20, 3.5)], [(0, 1, 40, 1), (19.5, 0, 19.5, 3.5)], 1),
    ("bay not as deep as it is wide", [SPINE, (19, 2, 22, 4.9)], [(0, 1, 40, 1)], 0),
    ("bay as deep as it is wide", [SPINE, (19, 2, 22, 5)], [(0, 1, 40, 1), (20.5, 0, 20.5, 5)], 1),
    ("court of 8 x 5.9 m", [SPINE, (19, 2, 27, 7.9)], [(0, 1, 40, 1)], 0),
    ("L", [SPINE, (38, 0, 40, 20)], [(0, 1, 40, 1), (39, 0, 39, 20)], 1),
    (
        "jog less than the width: still one line of sight",
        [(0, 0, 20, 2), (20, 1, 40, 3)],
        [(0, 1.5, 40, 1.5)],
        0,
    ),
    (
        "jog of 6 m: three lines",
        [(0, 0, 20, 2), (18, 0, 20, 8), (18, 6, 40, 8)],
        [(18, 7, 40, 7), (0, 1, 20, 1), (19, 0, 19, 8)],
        2,
    ),
    (
        "ring",
        [(0, 0, 30, 2), (0, 18, 30, 20), (0, 0, 2, 20), (28, 0, 30, 20)],
        [(0, 1, 30, 1), (0, 19, 30, 19), (1, 0, 1, 20), (29, 0, 29, 20)],
        4,
    ),
    ("hall beside a spine", [SPINE, (10, 2, 16, 10)], [(0, 1, 40, 1), (13, 0, 13, 10)], 1),
    ("hall wider than deep: seen from the spine", [SPINE, (10, 2, 22, 10)], [(0, 1, 40, 1)], 0),
    ("closet of 1 m", [(0, 0, 1, 1)], [(0, 0.5, 1, 0.5)], 0),
]


@pytest.mark.parametrize(("rects", "lines", "meetings"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_lines(
    rects: list[tuple[float, float, float, float]],
    lines: list[tuple[float, float, float, float]],
    meetings: int,
) -> None:
    shape = ground(*rects)
    assert sorted(ends(shape)) == sorted(lines)
    assert len(joints(shape, axial_lines(shape))) == meetings


def test_a_turned_plan_has_the_same_lines() -> None:
    shape = ground(SPINE, (19, 2, 21, 12))
    turned = affinity.rotate(shape, 33, origin=(0, 0))
    lengths = [line.length / M for line in axial_lines(turned)]
    assert lengths == pytest.approx([40, 12], abs=0.01)
    back = affinity.rotate(joints(turned, axial_lines(turned))[0].point, -33, origin=(0, 0))
    assert (back.x / M, back.y / M) == pytest.approx((20, 1), abs=0.01)
