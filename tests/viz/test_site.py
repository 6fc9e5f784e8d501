from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from shapely.geometry import LineString, Point, Polygon, box

from planner.fire_site import AerialSite, FireLane, FireSite, Hydrant, Turnaround
from planner.model import Layout, RoadLine, Scenario, Storey
from tests.standards.test_goods import crossing_park
from tests.viz.test_plan import core_of, texts
from viz.facts import site_facts
from viz.failing import FailedPlace
from viz.frame import Box, Frame
from viz.labels import Lang
from viz.site import building_setting, draw_site
from viz.site_fire import fire_on_paper
from viz.site_scene import BuildingOnPaper, RoadOnPaper, paved, site_scene

FIELD = Box(0, 0, 400, 300)


def written(scenario: Scenario, layout: Layout, lang: str) -> set[str]:
    sheet = draw_site(scenario, layout, "zh" if lang == "zh" else "en")
    return {text.get_text() for text in sheet.figure.axes[0].texts}


def test_key_figures_by_hand(scenario: Scenario) -> None:
    # A: three storeys of 60 x 24 m on a site of 100 x 100 m
    one = replace(scenario, buildings=scenario.buildings[:1])
    one = replace(one, site=replace(one.site, boundary=box(0, 0, 100_000, 100_000)))
    facts = site_facts(one)
    assert (facts.land, facts.footprint) == (10_000_000_000, 1_440_000_000)
    assert facts.gross == 4_320_000_000
    assert facts.coverage == pytest.approx(0.144)
    assert facts.floor_area_ratio == pytest.approx(0.432)


def test_basements_are_gross_area_but_not_floor_area_ratio(scenario: Scenario) -> None:
    lowest, *above = scenario.buildings[0].storeys
    sunk = replace(scenario.buildings[0], storeys=(replace(lowest, level=-1), *above))
    facts = site_facts(replace(scenario, buildings=(sunk,)))
    assert facts.gross == 4_320_000_000
    assert facts.gross_above_ground == 2_880_000_000


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_names_of_buildings_stand_in_their_footprints(scenario: Scenario, layout: Layout, lang: str) -> None:
    scene = site_scene(scenario, layout, Frame(0.0, 1000, 20.0, 20.0), FIELD)
    for entry in scene.buildings:
        setting = building_setting(entry, "zh" if lang == "zh" else "en")
        assert setting is not None
        b = setting.box
        assert entry.footprint.contains(box(b.left, b.bottom, b.right, b.top))


def test_gates_roads_figures_and_names_are_on_the_sheet(scenario: Scenario, layout: Layout) -> None:
    zh, en = written(scenario, layout, "zh"), written(scenario, layout, "en")
    assert {"出入口 G1", "人行·货运·消防".replace("·", " · "), "总平面图", "A栋", "下沙路"} <= zh
    assert {"Gate G2", "people", "Site plan", "Building A", "West Road", "Xiasha Road", "165.0"} <= en
    assert not any("\u4e00" <= char <= "\u9fff" for text in en for char in text)


def test_public_roads_end_at_the_drawing_and_green_keeps_off_everything(
    scenario: Scenario, layout: Layout
) -> None:
    far = RoadLine("PR9", LineString([(-9_000_000, -12_000), (9_000_000, -12_000)]), 16_000, "Far")
    scenario = replace(scenario, site=replace(scenario.site, public_roads=(far,)))
    scene = site_scene(scenario, layout, Frame(0.0, 1000, 20.0, 20.0), FIELD)
    view = box(FIELD.left, FIELD.bottom, FIELD.right, FIELD.top)
    assert view.buffer(1e-6).contains(scene.public_roads[0].surface)
    for entry in scene.buildings:
        assert scene.green.distance(entry.footprint) > 1.9 or scene.green.disjoint(entry.footprint)
        assert entry.shadow.intersection(entry.footprint).area < 1e-6


@pytest.mark.parametrize(("lang", "words"), [("zh", "货车路线: 厢车"), ("en", "Way of trucks: Box")])
def test_ways_of_trucks_and_crossings_are_drawn(lang: Lang, words: str) -> None:
    own, plan = crossing_park()
    scene = site_scene(own, plan, Frame(0.0, 1000, 100.0, 100.0), FIELD)
    assert not scene.goods.swept.is_empty
    assert [(at.x, at.y) for at in scene.goods.crossings] == [
        tuple(scene.frame.place(Point(x, -8_750)).coords[0]) for x in (-30_000, -10_000)
    ]
    assert words in written(own, plan, lang)


def test_without_docks_no_trucks_are_drawn() -> None:
    own, plan = crossing_park()
    ground = own.buildings[0].storeys[0]
    bare = replace(own, buildings=(replace(own.buildings[0], storeys=(replace(ground, docks=()),)),))
    assert site_scene(bare, plan, Frame(0.0, 1000, 100.0, 100.0), FIELD).goods.ways.is_empty


def test_a_bare_site_is_drawn(scenario: Scenario) -> None:
    site = replace(
        scenario.site, gates=(), public_roads=(), obstacles=(), boundary=Polygon([(0, 0), (9e5, 0), (0, 9e5)])
    )
    sheet = draw_site(replace(scenario, site=site, buildings=()), Layout((), ()), "en")
    assert sheet.bytes("svg").startswith(b"<?xml")


def test_a_tower_on_a_podium_shows_its_setback_and_the_longer_shadow(
    scenario: Scenario, layout: Layout
) -> None:
    low = scenario.buildings[0].storeys[0]
    high = replace(low, id="A/9F", level=9, elevation_mm=90_000, outline=box(40_000, 34_000, 60_000, 46_000))
    frame = Frame(0.0, 1000, 0.0, 0.0)

    def shown(*storeys: Storey) -> BuildingOnPaper:
        building = replace(scenario.buildings[0], storeys=storeys)
        return site_scene(replace(scenario, buildings=(building,)), layout, frame, FIELD).buildings[0]

    assert shown(low).setbacks.is_empty
    assert shown(low, high).setbacks.length == pytest.approx(2 * (20 + 12))
    assert shown(low, high).shadow.area > shown(low).shadow.area


def test_a_public_road_beyond_the_drawing_is_left_out(scenario: Scenario, layout: Layout) -> None:
    far = RoadLine("PR9", LineString([(0, 9_000_000), (100, 9_000_000)]), 16_000, "Far road")
    scenario = replace(scenario, site=replace(scenario.site, public_roads=(far,)))
    assert "Far road" not in written(scenario, layout, "en")


def test_a_public_road_of_which_only_an_edge_is_in_view_is_named_on_it(
    scenario: Scenario, layout: Layout
) -> None:
    # its centreline lies 5 mm below the drawing, its surface reaches 5 mm into it
    below = (FIELD.bottom - 5 - 20) * 1_000
    edge = RoadLine("PR9", LineString([(0, below), (150_000, below)]), 20_000, "Edge road")
    site = replace(scenario.site, public_roads=(edge,))
    scene = site_scene(replace(scenario, site=site), layout, Frame(0.0, 1000, 20.0, 20.0), FIELD)
    (road,) = scene.public_roads
    assert road.centreline.is_empty
    assert road.baseline is not None
    assert road.baseline.length == pytest.approx(150)
    assert road.surface.contains(road.baseline.interpolate(75))


def test_slits_between_roads_are_closed_and_streets_are_not() -> None:
    roads = [RoadOnPaper(box(0, 0, 10, 5), LineString()), RoadOnPaper(box(0, 5.2, 10, 9), LineString())]
    assert paved(roads).area == pytest.approx(90)
    apart = [roads[0], RoadOnPaper(box(0, 7, 10, 9), LineString())]
    assert paved(apart).area == pytest.approx(70)


def lane(id: str, *points: tuple[float, float], radius: float = 11_000, width: int = 4_000) -> FireLane:
    """A lane along a line whose corners are rounded to that radius, as those of the designed lanes are."""
    line = rounded(points, radius) if radius else LineString(points)
    return FireLane(id, line.buffer(width / 2, cap_style="flat"), line, width)


def rounded(points: Sequence[tuple[float, float]], radius: float, steps: int = 12) -> LineString:
    made = [points[0]]
    for (ax, ay), (bx, by), (cx, cy) in zip(points, points[1:], points[2:], strict=False):
        u, v = math.atan2(by - ay, bx - ax), math.atan2(cy - by, cx - bx)
        turn = math.remainder(v - u, 2 * math.pi)
        cut = radius * math.tan(abs(turn) / 2)
        sign = math.copysign(1, turn)
        x, y = bx - cut * math.cos(u), by - cut * math.sin(u)
        ox, oy = x - sign * radius * math.sin(u), y + sign * radius * math.cos(u)
        for k in range(steps + 1):
            a = u + turn * k / steps
            made.append((ox + sign * radius * math.sin(a), oy - sign * radius * math.cos(a)))
    return LineString([*made, points[-1]])


def fire_site() -> FireSite:
    """A ring of four bends on open ground, a turning place, a stand, two hydrants 150 m apart."""
    ring = [(60_000.0, 20_000.0), (150_000.0, 20_000.0), (150_000.0, 140_000.0), (20_000.0, 140_000.0)]
    return FireSite(
        lanes=(lane("FL1", *ring, (20_000.0, 80_000.0)),),
        turnarounds=(Turnaround("TA1", box(160_000, 120_000, 172_000, 132_000), 12_000),),
        aerial_sites=(AerialSite("AS1", box(100_000, 4_000, 120_000, 14_000), "A"),),
        hydrants=(Hydrant("HY1", Point(20_000, 152_000)), Hydrant("HY2", Point(153_000, 30_000))),
    )


def test_lanes_tell_their_width_radii_and_places(scenario: Scenario, layout: Layout) -> None:
    """Centre radius 11 m and 4 m of lane: 9 m inside, three times; sizes as they were given."""
    found = written(scenario, replace(layout, fire=fire_site()), "en")
    assert {"4.0 m", "R9", "12×12", "20×10 m", "R150", "R150 m"} <= found
    sheet = draw_site(scenario, replace(layout, fire=fire_site()), "en")
    assert [text.get_text() for text in sheet.figure.axes[0].texts].count("R9") == 4  # one in the legend


@pytest.mark.parametrize("radius", [7_000, 11_000, 14_000])
def test_bends_are_measured_and_corners_are_none(radius: int) -> None:
    points = [(0.0, 0.0), (60_000.0, 0.0), (60_000.0, 50_000.0), (20_000.0, 90_000.0)]
    site = FireSite(lanes=(lane("FL1", *points, radius=radius),))
    (told,) = fire_on_paper(site, Frame(0.3, 500, 0.0, 0.0)).told
    assert [bend.inner_m for bend in told.bends] == pytest.approx([radius / 1000 - 2] * 2, abs=0.02)
    (sharp,) = fire_on_paper(
        FireSite(lanes=(lane("FL1", *points, radius=0),)), Frame(0.3, 500, 0.0, 0.0)
    ).told
    assert sharp.bends == ()
    assert sharp.width_m == 4.0


def test_the_reach_of_hydrants_is_that_of_the_clause(scenario: Scenario, layout: Layout) -> None:
    fire = fire_on_paper(fire_site(), Frame(0.0, 1000, 0.0, 0.0))
    assert (fire.reach_m, fire.reach) == (150.0, 150.0)
    assert fire_on_paper(FireSite(), Frame(0.0, 1000, 0.0, 0.0)).reach == 0.0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_two_texts_of_a_site_with_lanes_and_failing_places_overlap(
    scenario: Scenario, layout: Layout, lang: Lang
) -> None:
    fire = fire_site()
    failed = (
        FailedPlace("FIRE-50016-7.1.8-1-a", True, "FL1", "3.5 m  >= 4 m", fire.lanes[0].polygon),
        FailedPlace("FIRE-50974-7.2.6-a", False, "HY1", "4.8 m  <= 2 m", fire.hydrants[0].point),
    )
    sheet = draw_site(scenario, replace(layout, fire=fire), lang, failed)
    sheet.figure.set_dpi(300)
    boxes = [(words, core_of(shape)) for _, words, shape in texts(sheet) if words.strip()]
    assert [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.intersects(other)] == []
    names = [words for words, _ in boxes]
    assert [names.count(place.clause) for place in failed] == [2, 2]


def test_words_about_lanes_and_hydrants_keep_off_buildings(scenario: Scenario, layout: Layout) -> None:
    """Hydrants whose circles run through the middles of buildings, where the radius is tried first."""
    middles = [building.storeys[0].outline.centroid for building in scenario.buildings]
    turn = math.radians(7.5)
    hydrants = tuple(
        Hydrant(f"HY{k}", Point(at.x - 150_000 * math.cos(turn), at.y - 150_000 * math.sin(turn)))
        for k, at in enumerate(middles)
    )
    sheet = draw_site(scenario, replace(layout, fire=replace(fire_site(), hydrants=hydrants)), "en")
    sheet.figure.set_dpi(300)
    patches = [patch for patch in sheet.figure.axes[0].patches if patch.get_zorder() == 4]
    rings = [Polygon(ring) for patch in patches for ring in patch.get_path().to_polygons()]
    # boxes of turned words are too wide: their middles tell
    told = [shape.centroid for _, words, shape in texts(sheet) if words in ("R150", "4.0 m")]
    assert rings
    assert len(told) >= 6
    # in none, or in a building and in its courtyard
    assert {sum(ring.intersects(middle) for ring in rings) % 2 for middle in told} == {0}
