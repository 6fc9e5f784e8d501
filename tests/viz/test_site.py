from __future__ import annotations

from dataclasses import replace

import pytest
from shapely.geometry import LineString, Polygon, box

from planner.model import Layout, RoadLine, Scenario, Storey
from viz.facts import site_facts
from viz.frame import Box, Frame
from viz.site import building_setting, draw_site
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
