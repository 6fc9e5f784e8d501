"""A core of 9 x 8 m above a corridor: stair at the left, toilet beyond two lifts, a lobby at the right.

::

    +------+-------------+--+
    |stair | toilet      |sh|
    |      +----+----+---+--+
    |      | L1 | L2 | lobby|
    +------+----+----+------+
      corridor
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
import shapely
from shapely.geometry import Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from planner.model import Core, CorePart, Door
from viz import doors
from viz.cores import Panel
from viz.doorways import CoreOnPaper, core_on_paper, hang_doors
from viz.frame import Frame

FRAME = Frame(0.0, 1, 0.0, 0.0)
INNER = box(-20_000, -10_000, 30_000, 7_900)
OUTLINE = box(-20_240, -10_240, 30_240, 8_140)
CORRIDOR = box(-5_000, -2_000, 15_000, -60)
PARTS = (
    CorePart("C/ST", "stair", box(200, 200, 3_200, 7_860)),
    CorePart("C/L1", "lift", box(3_400, 200, 5_400, 2_400)),
    CorePart("C/L2", "lift", box(5_500, 200, 7_500, 2_400)),
    CorePart("C/WC", "toilet", box(3_400, 2_800, 7_700, 7_860)),
    CorePart("C/SH", "shaft", box(7_900, 2_800, 8_800, 7_860)),
    CorePart("C/LB", "lobby", box(7_600, 200, 8_800, 2_600)),
)
CORE = Core("C", box(0, 0, 9_000, 8_000), PARTS)


def made(core: Core = CORE, given: Sequence[Door] = (), corridors: BaseGeometry = CORRIDOR) -> CoreOnPaper:
    return core_on_paper(core, FRAME, 120, INNER, given, corridors)


def door(at: float, width: int = 1_100) -> Door:
    """A door of the layout through the corridor's upper wall, from ``at`` on."""
    return Door("d1", "A", "A/1F", box(at, -60, at + width, 0), width, ("c1", "C"))


def drawn(given: Door, core: Core = CORE) -> tuple[CoreOnPaper, tuple[object, ...]]:
    paper = made(core, [given])
    things = {"c1": CORRIDOR, "C": core.polygon}
    return paper, hang_doors([given], FRAME, things, [paper], OUTLINE, [])


def test_stair_lifts_and_lobby_open_to_the_corridor_they_lie_at() -> None:
    paper = made()
    assert [entry.kind for entry in paper.openings] == ["stair", "lift", "lift", "lobby"]
    for entry in paper.openings:
        assert entry.hole.intersects(CORRIDOR)
        assert entry.hole.bounds[3] < 400  # through the wall, not into the floor
    stair = paper.openings[0]
    assert len(stair.leaves) == 1
    assert paper.floors.parts[0].buffer(50).contains(stair.leaves[0].sector)


def test_a_toilet_opens_to_the_lobby_it_touches_and_to_nothing_else() -> None:
    # the lobby reaches up along the toilet
    beside = CorePart("C/LB", "lobby", box(7_900, 200, 8_800, 7_000))
    core = replace(CORE, parts=(*PARTS[:4], beside))
    kinds = {entry.kind: entry for entry in made(core).openings}
    assert kinds["toilet"].hole.intersects(made(core).floors.lobby)
    assert "toilet" not in {entry.kind for entry in made().openings}


def test_a_lobby_that_no_corridor_reaches_is_no_way_out() -> None:
    # the stair touches a lobby above and the corridor below; the lobby touches the stair alone
    stair = CorePart("C/ST", "stair", box(200, 200, 3_200, 5_800))
    core = Core(
        "C", box(0, 0, 3_400, 7_900), (stair, CorePart("C/LB", "lobby", box(200, 6_000, 3_200, 7_800)))
    )
    (only,) = made(core).openings
    assert only.hole.intersects(CORRIDOR)
    # with a corridor above as well, the lobby is in use
    both = shapely.union_all([CORRIDOR, box(-5_000, 7_960, 15_000, 9_900)])
    assert {entry.kind for entry in made(core, corridors=both).openings} == {"stair", "lobby"}
    # a storey without corridors shows the core as it is meant
    assert [entry.kind for entry in made(core, corridors=Polygon()).openings] == ["stair"]


def test_lifts_of_one_bank_open_to_one_side() -> None:
    # L2 alone touches the lobby; L1 cannot, so both open to the corridor
    holes = [entry.hole for entry in made().openings if entry.kind == "lift"]
    assert [hole.intersects(CORRIDOR) for hole in holes] == [True, True]


def test_a_stair_is_entered_at_a_landing_along_its_side() -> None:
    beside = box(-3_000, -5_000, -60, 9_000)
    (stair,) = (entry for entry in made(corridors=beside).openings if entry.kind == "stair")
    along = stair.hang.centre[1]
    assert min(along - 200, 7_860 - along) < 1_300  # the depth of a landing


def test_no_opening_leads_through_another_part() -> None:
    # a shaft of 0.4 m stands between lift and corridor, within an opening's reach
    lift = CorePart("C/L", "lift", box(1_000, 600, 3_000, 3_000))
    shaft = CorePart("C/S", "shaft", box(1_000, 100, 3_000, 500))
    tight = Core("C", box(800, 0, 3_200, 3_200), (lift, shaft))
    assert made(tight).openings == ()
    assert [entry.kind for entry in made(replace(tight, parts=(lift,))).openings] == ["lift"]


def test_without_corridor_or_lobby_nothing_opens() -> None:
    core = Core("C", box(0, 0, 3_400, 8_000), PARTS[:1])
    assert made(core, corridors=Polygon()).openings == ()


@pytest.mark.parametrize(
    ("at", "what"),
    [(3_900, "into a lift"), (2_800, "between stair and lift"), (500, "a stair, which has its own opening")],
)
def test_a_door_of_the_layout_that_leads_nowhere_is_left_out(at: float, what: str) -> None:
    assert drawn(door(at))[1] == (), what


def test_a_door_into_a_toilet_swings_inside_it_and_replaces_its_opening() -> None:
    toilet = CorePart("C/WC", "toilet", box(200, 200, 5_000, 4_000))
    paper, hung = drawn(door(2_000, 900), replace(CORE, parts=(toilet,)))
    (entry,) = hung
    (leaf,) = entry.leaves  # type: ignore[attr-defined]
    assert paper.floors.parts[0].buffer(40).contains(leaf.sector)
    assert entry.opening.intersects(paper.floors.parts[0])  # type: ignore[attr-defined]
    assert "toilet" not in {opening.kind for opening in paper.openings}


def test_a_door_into_a_lobby_is_drawn_though_a_stair_opens_to_it_too() -> None:
    """A stair and the lobby beside it: one comes from the corridor through the lobby onto the stair."""
    stair = CorePart("C/ST", "stair", box(200, 2_000, 3_200, 7_800))
    lobby = CorePart("C/LB", "lobby", box(3_320, 200, 5_800, 7_800))
    core = Core("C", box(0, 0, 6_000, 8_000), (stair, lobby))
    paper, hung = drawn(door(4_000), core)
    assert [entry.kind for entry in paper.openings] == ["stair"]
    assert paper.openings[0].hole.intersects(paper.floors.lobby)
    (entry,) = hung
    assert entry.opening.intersects(paper.floors.lobby)  # type: ignore[attr-defined]


def test_lobby_and_the_floor_that_no_part_covers_are_one() -> None:
    # 4 m of free floor beside a named lobby: no wall is left between them
    core = Core("C", box(0, 0, 9_000, 3_000), (CorePart("C/LB", "lobby", box(0, 0, 4_000, 3_000)),))
    lobby = made(core).floors.lobby
    assert len(shapely.get_parts(lobby)) == 1
    assert lobby.area == pytest.approx((9_000 - 120) * (3_000 - 120))


def test_a_lobby_does_not_cut_into_the_external_wall() -> None:
    core = Core("C", box(0, 0, 9_000, 8_140), ())
    assert made(core).floors.lobby.bounds[3] == 7_900


def test_a_leaf_that_would_strike_a_column_hangs_at_the_other_jamb() -> None:
    room = box(0, 0, 4_000, 3_000)
    hung = doors.facing(doors.hang(box(500, -120, 1_500, 0), 1_000), room)
    (free,) = doors.leaves(hung, room, 1_000)
    column = Point(free.tip).buffer(150)
    (moved,) = doors.leaves(hung, room, 1_000, column)
    assert moved.hinge != free.hinge
    assert moved.sector.disjoint(column)


def test_flights_begin_and_stalls_stand_away_from_the_entry() -> None:
    shape = box(0, 0, 10, 4)
    for entry in (Point(0, 0), Point(10, 4), Point(10, 0)):
        panel = Panel(shape, entry)
        assert Point(panel.at(0, panel.short)).distance(entry) < 1e-9
