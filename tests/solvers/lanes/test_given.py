"""Lanes that the scenario gives, and what a repair adds: a high-rise of 60 x 30 m, two gates."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import shapely
from shapely.geometry import LineString, Point, Polygon, box

from planner.bundle import write_bundle
from planner.circulation.site import site_roads
from planner.circulation.site_ground import ground_of
from planner.fire_site import AerialSite, FireLane, FireSite, Hydrant, Turnaround
from planner.model import Allocation, Layout, Scenario, Solution
from planner.verify import verify
from solvers.lanes.design import Design, design_fire_site
from solvers.lanes.draw import overrun
from tests.solvers.lanes.sites import M, block, site
from tests.solvers.lanes.test_design import sound

TOWER = site(160, 120, [block("A", 50, 45, 110, 75, height=30, storeys=8)], [(80, 0), (0, 60)])


def lane(id: str, *points: tuple[float, float], width: float = 4, **stated: object) -> FireLane:
    line = LineString([(x * M, y * M) for x, y in points])
    surface = line.buffer(width * M / 2, cap_style="flat", join_style="mitre")
    return FireLane(id, surface, line, round(width * M), given=True, **stated)  # type: ignore[arg-type]  # by name


def with_given(park: Scenario, *lanes: FireLane, **others: object) -> Scenario:
    fire = FireSite(lanes=lanes, **others)  # type: ignore[arg-type]  # by name
    return replace(park, site=replace(park.site, fire=fire))


def repaired(park: Scenario) -> Design:
    return design_fire_site(park, site_roads(park))


def ringed(design: Design) -> bool:
    lanes = shapely.union_all([lane.polygon.buffer(60) for lane in design.site.lanes])
    holes = [Polygon(ring) for part in shapely.get_parts(lanes) for ring in part.interiors]
    return any(hole.contains(box(50 * M, 45 * M, 110 * M, 75 * M)) for hole in holes)


def new_m(design: Design) -> float:
    return sum(piece.length_m for piece in design.proof.added)


@pytest.mark.parametrize(
    ("lanes", "most"),
    [
        # the way in from the south, half of the south side: 199 m are lacking and the way in from the west
        ([lane("S1", (80, 0), (80, 38), (115, 38))], 245),
        # three sides of the ring are there: the west side, 50 m, and the way in from the west, 41.5 m
        (
            [
                lane("S1", (80, 0), (80, 36)),
                lane("S2", (38, 36), (122, 36)),
                lane("S3", (122, 36), (122, 86), (38, 86)),
            ],
            95,
        ),
        # a whole ring joined in one place: one more way in, 38 m
        ([lane("S1", (0, 60), (42, 60), (42, 38), (118, 38), (118, 82), (42, 82), (42, 60))], 40),
    ],
)
def test_only_what_is_lacking_is_added(lanes: list[FireLane], most: float) -> None:
    park = with_given(TOWER, *lanes)
    design = repaired(park)
    sound(park, design.site)
    assert design.proof.unmet == ()
    assert design.proof.unfit == ()
    assert design.proof.gap < 1e-3
    assert ringed(design)
    assert 0 < new_m(design) <= most
    kept = {lane.id: lane for lane in design.site.lanes if lane.given}
    for given in lanes:
        assert kept[given.id].polygon.buffer(2).covers(given.polygon), "given paving stays"
    paved = shapely.union_all([lane.polygon for lane in design.site.lanes]).buffer(30)
    assert max(overrun(lane, paved) for lane in design.site.lanes) < 50


def test_the_planner_has_nothing_to_add_to_its_own_design() -> None:
    own = repaired(TOWER)
    given = FireSite(
        tuple(replace(lane, given=True) for lane in own.site.lanes),
        tuple(replace(place, given=True) for place in own.site.turnarounds),
        tuple(replace(stand, given=True) for stand in own.site.aerial_sites),
        tuple(replace(hydrant, given=True) for hydrant in own.site.hydrants),
    )
    again = repaired(replace(TOWER, site=replace(TOWER.site, fire=given)))
    assert new_m(again) == 0
    assert [piece for piece in again.proof.added if piece.role not in ("paving", "hydrant")] == []
    assert again.proof.cost_m < 0.01 * own.proof.cost_m
    assert again.proof.unmet == ()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (lane("S2", (38, 36), (122, 36), width=4.0), ""),
        (lane("S2", (38, 36), (122, 36), width=3.999), "GB 50016 7.1.8-1: 3.999 m wide"),
        (lane("S2", (38, 36), (122, 36), clear_height_mm=4_000), ""),
        (lane("S2", (38, 36), (122, 36), clear_height_mm=3_999), "GB 50016 7.1.8-1: 3.999 m clear height"),
        (lane("S2", (38, 36), (122, 36), slope_percent=10.0), ""),
        (lane("S2", (38, 36), (122, 36), slope_percent=10.001), "GB 55037 3.4.5: 10.001 % steep"),
    ],
)
def test_a_given_lane_that_does_not_count_is_named_with_the_reason(given: FireLane, words: str) -> None:
    design = repaired(with_given(TOWER, lane("S1", (80, 0), (80, 36)), given))
    assert ringed(design)
    kept = {lane.id for lane in design.site.lanes if lane.given}
    if words:
        (told,) = design.proof.unfit
        assert told.startswith(f"S2: {words}")
        assert kept == {"S1"}, "it is no fire lane of the plan"
    else:
        assert design.proof.unfit == ()
        assert kept == {"S1", "S2"}


def test_a_storey_that_hangs_too_low_over_a_given_lane_is_the_reason() -> None:
    (tower,) = TOWER.buildings
    over = box(50 * M, 30 * M, 110 * M, 75 * M)
    for height, counts in ((3_999, False), (4_000, True)):
        storeys = (tower.storeys[0], replace(tower.storeys[1], elevation_mm=height, outline=over))
        park = replace(TOWER, buildings=(replace(tower, storeys=storeys),))
        design = repaired(with_given(park, lane("S1", (80, 0), (80, 25)), lane("S2", (38, 38), (122, 38))))
        assert any("S2: GB 50016 7.1.8-1" in words for words in design.proof.unfit) is not counts


def test_given_hydrants_places_and_stands_are_used() -> None:
    lanes = (lane("S1", (80, 0), (80, 36)), lane("S2", (38, 36), (122, 36)))
    stand = AerialSite("AS", box(50 * M, 28 * M, 110 * M, 38 * M), "A", given=True)
    hydrants = (Hydrant("HY01", Point(77 * M, 30 * M), given=True),)
    place = Turnaround("TA", box(116 * M, 29 * M, 131 * M, 44 * M), 15_000, given=True)
    design = repaired(
        with_given(TOWER, *lanes, aerial_sites=(stand,), hydrants=hydrants, turnarounds=(place,))
    )
    assert design.site.aerial_sites == (stand,)
    assert design.site.hydrants[0] == hydrants[0]
    assert len({hydrant.id for hydrant in design.site.hydrants}) == len(design.site.hydrants), "HY01 is taken"
    assert place in design.site.turnarounds


@pytest.mark.parametrize(
    ("stand", "words"),
    [
        (box(50 * M, 30 * M, 110 * M, 40 * M), ""),
        (box(50 * M, 30 * M, 110 * M, 39.98 * M), "GB 50016 7.2.2: 60.00 x 9.98 m"),
        (box(50 * M, 25 * M, 110 * M, 35 * M), ""),
        (box(50 * M, 24.9 * M, 110 * M, 34.9 * M), "GB 50016 7.2.2-4: 10.10 m from the facade"),
    ],
)
def test_a_given_stand_that_does_not_count_is_named(stand: Polygon, words: str) -> None:
    design = repaired(with_given(TOWER, aerial_sites=(AerialSite("AS", stand, "A", given=True),)))
    assert [told.startswith(f"AS: {words}") for told in design.proof.unfit] == ([True] if words else [])
    own = [stand for stand in design.site.aerial_sites if not stand.given]
    assert bool(own) is bool(words), "another one is laid out in its place"


def test_a_given_lane_that_no_gate_leads_to_is_joined() -> None:
    park = with_given(TOWER, lane("S2", (50, 38), (110, 38)))
    design = repaired(park)
    sound(park, design.site)
    assert ringed(design)
    assert ground_of(park).boundary.covers(shapely.union_all([lane.polygon for lane in design.site.lanes]))


LANE_CLAUSES = ("FIRE-50016-7", "FIRE-55037-3.4", "LAYOUT-ROAD-CLEAR")


def failing(folder: Path, park: Scenario, fire: FireSite) -> list[str]:
    """Mandatory clauses about lanes that the independent check finds broken."""
    layout = Layout((), site_roads(park), fire)
    solution = Solution(park, Allocation("feasible", (), (), {}, 0.0, 0.0), layout, 1, {}, False, ())
    write_bundle(folder, solution, resolved="")
    return [id for id in verify(park, folder).failed() if id.startswith(LANE_CLAUSES)]


@pytest.mark.parametrize(
    ("lanes", "lacking"),
    [
        # it ends after 73 m, goes round nothing, and no ladder has its stand
        (
            [lane("S1", (80, 0), (80, 38), (115, 38))],
            ["FIRE-55037-3.4.3", "FIRE-50016-7.1.9-a", "FIRE-50016-7.2.1"],
        ),
        # a ring joined in one place
        (
            [lane("S1", (0, 60), (42, 60), (42, 38), (118, 38), (118, 82), (42, 82), (42, 60))],
            ["FIRE-50016-7.1.9-c", "FIRE-50016-7.2.1"],
        ),
        # too narrow, too low
        (
            [
                lane("S1", (80, 0), (80, 36), width=3.999),
                lane("S2", (38, 36), (122, 36), clear_height_mm=3_999),
            ],
            ["FIRE-50016-7.1.8-1-a", "FIRE-50016-7.1.8-1-b", "FIRE-55037-3.4.3", "FIRE-50016-7.1.9-a"],
        ),
        # too steep
        (
            [lane("S1", (0, 60), (30, 60), slope_percent=10.001)],
            ["FIRE-55037-3.4.5", "FIRE-55037-3.4.3", "FIRE-50016-7.2.1"],
        ),
    ],
)
def test_the_check_finds_what_is_lacking_and_nothing_after_the_repair(
    tmp_path: Path, lanes: list[FireLane], lacking: list[str]
) -> None:
    park = with_given(replace(TOWER, standards=("fire",)), *lanes)
    before = failing(tmp_path / "given", park, park.site.fire)
    assert set(lacking) <= set(before)
    assert failing(tmp_path / "repaired", park, repaired(park).site) == []
