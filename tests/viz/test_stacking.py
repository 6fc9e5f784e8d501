from __future__ import annotations

from dataclasses import replace

import pytest

from planner.model import Layout, Scenario
from viz.facts import park_facts
from viz.frame import Box
from viz.stacking import draw_stacking
from viz.stacks import SHORTEST_BAR, Stack, arrange, stacks


@pytest.fixture(scope="module")
def given(park: tuple[Scenario, Layout]) -> tuple[Stack, ...]:
    return stacks(*park, "en")


def test_parts_and_rest_make_up_the_gross_area(given: tuple[Stack, ...]) -> None:
    bars = [bar for stack in given for bar in stack.bars]
    assert len(bars) == 12
    for bar in bars:
        assert sum(part.area for part in bar.parts) + bar.rest == bar.storey.gross_area


def test_bars_run_from_the_top_storey_down(given: tuple[Stack, ...]) -> None:
    assert [bar.storey.id for bar in given[0].bars] == ["A/3F", "A/2F", "A/1F"]


def test_rooms_of_one_tenant_are_one_block_and_vacant_is_last(given: tuple[Stack, ...]) -> None:
    ground = given[1].bars[-1]  # B/1F: tenants T00 and others have several suites
    keys = [part.key for part in ground.parts]
    assert len(keys) == len(set(keys))
    assert [part.vacant for part in ground.parts].index(True) == len(keys) - 1


def test_cross_border_and_other_companies_differ_in_colour(given: tuple[Stack, ...]) -> None:
    parts = {part.key: part for stack in given for bar in stack.bars for part in bar.parts}
    # every third sample company is not cross-border
    assert parts["tenant_suite:T00"].colour != parts["tenant_suite:T05"].colour


def test_all_stacks_stand_on_the_sheet_at_one_scale(given: tuple[Stack, ...]) -> None:
    field = Box(20, 20, 320, 280)
    grid = arrange(given, field)
    longest = max(bar.storey.gross_area for stack in given for bar in stack.bars)
    assert [stack for column in grid.columns for stack in column] == list(given)
    assert grid.per_mm2 * longest < grid.column_width
    assert grid.fits
    assert grid.bar >= SHORTEST_BAR


def test_many_buildings_take_more_columns(given: tuple[Stack, ...]) -> None:
    many = tuple(given) * 5
    grid = arrange(many, Box(20, 20, 700, 560))
    assert len(grid.columns) > 1
    assert grid.fits


def test_names_that_do_not_fit_are_numbered_in_the_key(scenario: Scenario, layout: Layout) -> None:
    sheet = draw_stacking(scenario, layout, "en")
    words = [text.get_text() for text in sheet.figure.axes[0].texts]
    number = words[words.index("Toilet") - 1]
    # in the block of each of C's two storeys, then in the key
    assert words[: words.index("Sample park")].count(number) == 2


def test_leased_share_by_hand(scenario: Scenario, layout: Layout) -> None:
    storey = next(entry for entry in layout.storeys if entry.storey == "A/1F")
    facts = park_facts(scenario, replace(layout, storeys=(storey,)))
    lettable = [space for space in storey.spaces if space.kind in ("tenant_suite", "stock_room", "vacant")]
    vacant = [space for space in lettable if space.kind == "vacant"]
    assert (len(lettable), len(vacant)) == (7, 2)
    assert facts.vacant == sum(space.area for space in vacant)
    assert facts.leased_share == pytest.approx(1 - facts.vacant / sum(space.area for space in lettable))


def test_a_park_without_layout_is_all_remainder(scenario: Scenario) -> None:
    empty = Layout((), ())
    assert all(bar.parts == () for stack in stacks(scenario, empty, "zh") for bar in stack.bars)
    assert draw_stacking(scenario, empty, "zh").bytes("png").startswith(b"\x89PNG")


def test_a_storey_without_a_layout_is_not_called_corridors(scenario: Scenario, layout: Layout) -> None:
    bare = replace(layout, storeys=layout.storeys[1:])
    written = [text.get_text() for text in draw_stacking(scenario, bare, "en").figure.axes[0].texts]
    assert written.count("Not laid out") >= 2  # in its bar and in the legend
