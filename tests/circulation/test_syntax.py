"""Integration worked on paper from Hillier and Hanson's formulas."""

from __future__ import annotations

import math

import pytest

from planner.circulation.park import park_graph
from planner.circulation.syntax import axial_map, diamond, integration
from tests.circulation.building import House
from tests.standards.floors import SOUTH, Floor, Place


def test_diamond_values() -> None:
    # 2 (3 (log2(5/3) - 1) + 1) / (2 * 1) and 2 (4 (log2(2) - 1) + 1) / (3 * 2)
    assert diamond(3) == pytest.approx(3 * (math.log2(5 / 3) - 1) + 1)
    assert diamond(3) == pytest.approx(0.2109, abs=1e-4)
    assert diamond(4) == pytest.approx(1 / 3)
    # Hillier and Hanson's table of D-values, p. 112, begins 0.352 for k = 5
    assert diamond(5) == pytest.approx(0.352, abs=5e-4)


@pytest.mark.parametrize(
    ("mean_depth", "k", "value"),
    [
        (1.5, 3, 0.2109),  # end of a path of three: RA = 2 * 0.5 / 1 = 1
        (1.0, 3, None),  # its middle: RA = 0
        (2.0, 4, 1 / 3),  # end of a path of four: RA = 2 * 1 / 2 = 1
        (4 / 3, 4, 1.0),  # inside it: RA = 1/3
        (1.0, 2, None),  # two lines have no asymmetry
    ],
)
def test_integration(mean_depth: float, k: int, value: float | None) -> None:
    found = integration(mean_depth, k)
    assert found is None if value is None else found == pytest.approx(value, abs=1e-4)


def test_two_storeys_with_two_stairs_are_a_ring_of_eight() -> None:
    """Corridor, lobby, flight, lobby, corridor, lobby, flight, lobby: MD = (1+1+2+2+3+3+4)/7 = 16/7."""
    floor = Floor([Place("open_office", SOUTH, [15])], exits=[(30, 1.2)], storeys=2)
    lines = axial_map(park_graph(floor.scenario(), floor.layout()))
    assert [line.feature for line in lines] == [
        "A/1F/c1", "A/1F/C1", "A/1F/C2", "A/2F/c1", "A/2F/C1", "A/2F/C2",
    ]  # fmt: skip
    expected = diamond(8) * 6 / (2 * (16 / 7 - 1))
    assert expected == pytest.approx(0.7662, abs=1e-4)
    for line in lines:
        assert (line.lines, line.connections) == (8, 2)
        assert line.mean_depth == pytest.approx(16 / 7)
        assert line.integration == pytest.approx(expected)


def test_a_lift_is_one_line_that_meets_every_storey() -> None:
    """Three storeys, each a corridor and a lobby; two flights of stairs and the lift: k = 9.

    From the lobby of 2F its corridor, the lift and both flights are at 1, the other lobbies at 2, their
    corridors at 3: MD = (4 + 4 + 6) / 8. From a corridor the lobby is at 1, all else one step further.
    """
    lines = {line.feature: line for line in axial_map(House(storeys=3).graph())}
    assert {line.lines for line in lines.values()} == {9}
    assert lines["A/2F/C"].connections == 4
    assert lines["A/2F/C"].mean_depth == pytest.approx(14 / 8)
    assert lines["A/2F/c1"].mean_depth == pytest.approx((1 + 3 * 2 + 2 * 3 + 2 * 4) / 8)
    assert lines["A/2F/C"].integration == pytest.approx(diamond(9) * 7 / (2 * 6 / 8))
    assert lines["A/1F/C"].connections == 3
