"""What a good file becomes: millimetres, site coordinates, full ids, defaults; values worked by hand."""

from __future__ import annotations

import hashlib

import pytest
from shapely.geometry import Point

from planner.model import Policies, Scenario
from planner.scenario import load_scenario, parse_scenario
from tests.scenario.cases import GOOD, broken


@pytest.fixture(scope="module")
def park() -> Scenario:
    return load_scenario(GOOD)


def changed(*edits: tuple[str, str]) -> Scenario:
    return parse_scenario(broken(*edits).encode(), "park.yaml")


def test_source_and_hash(park: Scenario) -> None:
    assert park.source == str(GOOD)
    assert park.sha256 == hashlib.sha256(GOOD.read_bytes()).hexdigest()


def test_lengths_become_millimetres(park: Scenario) -> None:
    ground = park.storey("A/1F")
    assert (ground.height_mm, ground.clear_height_mm, ground.elevation_mm) == (5400, 4500, 0)
    assert park.site.gates[0].width_mm == 9000
    assert park.policies.corridor_width_mm == 2100
    assert park.policies.exterior_wall_mm == Policies().exterior_wall_mm
    assert park.weights.cny_per_person_km == 3


def test_areas_become_square_millimetres(park: Scenario) -> None:
    alpha, second = park.tenants
    assert (alpha.least_area, alpha.wished_area, alpha.most_area) == (90_000_000, 120_000_000, 150_000_000)
    assert alpha.storage_area == 80_000_000
    assert (second.least_area, second.most_area) == (180_000_000, 220_000_000)


def test_defaults_of_a_tenant(park: Scenario) -> None:
    second = park.tenants[1]
    assert (second.name, second.name_zh, second.company_type) == ("T02", "T02", "operator")
    assert second.staff == 22  # 200 m2 at 9 m2 each
    assert not second.resident
    assert not second.livestreaming
    assert second.storage_area == 0


def test_defaults_of_a_demand(park: Scenario) -> None:
    store, training = park.demands[2], park.demands[3]
    assert (store.name, store.name_zh) == ("Storage base", "仓储基地")
    assert (store.least_area, store.most_area) == (1_020_000_000, 1_380_000_000)
    assert store.required
    assert store.splittable
    assert not park.demands[0].splittable
    assert training.off_site
    assert park.demands[1].name_zh == "餐饮"


def test_ids_are_full(park: Scenario) -> None:
    ground = park.storey("A/1F")
    assert [core.id for core in ground.cores] == ["A/1F/C1", "A/1F/C2"]
    assert ground.cores[0].parts[1].id == "A/1F/C1/L1"
    assert (ground.exits[0].id, ground.docks[0].id) == ("A/1F/X1", "A/1F/D1")
    assert ground.cores[0].has_stair


def test_a_building_stands_where_at_says(park: Scenario) -> None:
    ground = park.storey("A/1F")
    assert ground.outline.bounds == (20_000, 30_000, 70_000, 54_000)
    assert ground.exits[0].point == Point(45_000, 30_000)
    assert round(ground.outline.area) == 50_000 * 24_000 - 6_000 * 4_000


def test_a_building_turns_counter_clockwise_about_its_origin() -> None:
    turned = changed(("rotation_deg: 15", "rotation_deg: 90")).storey("B/1F")
    # 30 x 15 m turned by a right angle about [90, 40]: 15 m to the west, 30 m to the north
    assert turned.outline.bounds == (75_000, 40_000, 90_000, 70_000)
    assert turned.exits[0].point == Point(90_000, 55_000)


def test_turning_by_an_angle(park: Scenario) -> None:
    # cos 15 = 0.9659258, sin 15 = 0.2588190: the corner [30, 0] comes to [90 + 28.978, 40 + 7.765]
    assert (118_978, 47_765) in park.storey("B/1F").outline.exterior.coords


def test_like_takes_everything_but_openings_and_place(park: Scenario) -> None:
    first, second, third = park.buildings[0].storeys
    assert second.outline == first.outline
    assert second.cores[0].polygon == first.cores[0].polygon
    assert second.floor_load_kn_m2 == 20
    assert (second.height_mm, third.height_mm, third.clear_height_mm) == (4000, 4000, 3000)
    assert second.exits == ()
    assert second.docks == ()
    assert [storey.elevation_mm for storey in (first, second, third)] == [0, 5400, 9400]


def test_basements_stack_downwards() -> None:
    park = changed(("    storeys:\n      - id: 1F\n        level: 1\n        height_m: 5.4", BASEMENT))
    assert [storey.elevation_mm for storey in park.buildings[0].storeys] == [-4600, 0, 5400, 9400]
    assert not park.storey("A/B1").is_ground


BASEMENT = """\
    storeys:
      - {id: B1, level: -1, like: 1F, height_m: 4.6}
      - id: 1F
        level: 1
        height_m: 5.4"""


def test_daylight(park: Scenario) -> None:
    (south,) = park.storey("A/1F").daylight
    assert list(south.coords) == [(20_000, 30_000), (70_000, 30_000)]
    (around,) = park.storey("B/1F").daylight
    assert around.length == pytest.approx(90_000, abs=5)


def test_no_daylight_below_ground_unless_said() -> None:
    ground = "    rotation_deg: 15\n    storeys:\n"
    park = changed((ground, ground + CELLAR))
    assert park.storey("B/B1").daylight == ()
    assert park.storey("B/B1").elevation_mm == -4000


CELLAR = """\
      - id: B1
        level: -1
        height_m: 4
        clear_height_m: 3
        floor_load_kn_m2: 10
        outline: [[0, 0], [30, 0], [30, 15], [0, 15]]
        cores:
          - id: C1
            outline: [[0, 7], [8, 7], [8, 15], [0, 15]]
            parts: [{id: S, kind: stair, outline: [[1, 8], [4, 8], [4, 14], [1, 14]]}]
"""


def test_columns_of_a_grid_and_of_a_list(park: Scenario) -> None:
    grid = [column.polygon.bounds for column in park.storey("A/1F").columns]
    assert grid[0] == (20_100, 30_100, 20_700, 30_700)
    assert len(grid) == 4
    assert [round(column.polygon.area / 1e4) for column in park.storey("B/1F").columns] == [48, 36]


def test_grid_crossings_outside_the_outline_carry_no_column() -> None:
    park = changed(("x_m: [0.4, 8.4], y_m: [0.4, 8.4]", "x_m: [-8, 0.4, 25, 60], y_m: [0.4, 12]"))
    # (25, 12) lies in the hole; -8 and 60 outside
    assert len(park.storey("A/1F").columns) == 3


def test_permitted_kinds_are_space_kinds(park: Scenario) -> None:
    permitted = park.storey("A/3F").permitted_kinds
    assert permitted is not None
    assert {"open_office", "classroom", "tenant_suite", "vacant"} <= permitted
    assert not {"office_area", "practice_ground", "catering", "gear_store"} & permitted
    assert park.storey("A/1F").permitted_kinds is None


def test_own_kinds_join_the_catalogue(park: Scenario) -> None:
    own = park.catalogue.spaces["gear_store"]
    assert (own.zh, own.min_area, own.max_aspect, own.daylight) == ("器材间", 8, 4.0, "likes")
    assert park.demands[0].rooms[1].kind == "gear_store"
    assert park.catalogue.spaces["studio"].min_area == 20


def test_a_standard_kind_with_other_needs_keeps_the_rest() -> None:
    large = "  classroom: {zh: 大教室, en: Large classroom, role: operating, min_area: 80, min_width: 7}\n"
    park = changed(("kinds:\n", f"kinds:\n{large}"))
    kind = park.catalogue.spaces["classroom"]
    assert (kind.min_area, kind.min_width, kind.zh) == (80, 7, "大教室")
    assert (kind.max_aspect, kind.noise, kind.m2_per_person, kind.source) == (
        2.5,
        "quiet",
        2.5,
        "CBEP-5.1.3.4",
    )


@pytest.mark.parametrize("given", ["[25, 0.25]", "[25, -0.3]", "[25.0004, 0]"])
def test_openings_near_the_outline_are_moved_onto_it(given: str) -> None:
    park = changed(("at: [25, 0]", f"at: {given}"))
    assert park.storey("A/1F").exits[0].point == Point(45_000, 30_000)


def test_gates_near_the_boundary_are_moved_onto_it() -> None:
    park = changed(("at: [70, 0], width_m: 9", "at: [70, 0.2], width_m: 9"))
    assert park.site.gates[0].point == Point(70_000, 0)


def test_a_repeated_corner_is_one_corner() -> None:
    closed = changed(
        ("[[0, 0], [30, 0], [30, 15], [0, 15]]", "[[0, 0], [30, 0], [30, 0], [30, 15], [0, 15], [0, 0]]")
    )
    assert len(closed.storey("B/1F").outline.exterior.coords) == 5


def test_the_direction_of_corners_does_not_matter(park: Scenario) -> None:
    turned = changed(("[[0, 0], [30, 0], [30, 15], [0, 15]]", "[[0, 0], [0, 15], [30, 15], [30, 0]]"))
    assert turned.storey("B/1F").outline == park.storey("B/1F").outline


WORDS = {
    "no": "no",
    "off": "off",
    "Y": "Y",
    "1:30": "1:30",
    "2026-01-01": "2026-01-01",
    "1e3": "1e3",
    "0x1F": "0x1F",
    "12:30:45": "12:30:45",
    '"012"': "012",
    "'true'": "true",
    "1_000": "1_000",
    "=": "=",
}


@pytest.mark.parametrize("written", WORDS)
def test_text_stays_text_whatever_yaml_version_reads_in_it(written: str) -> None:
    assert changed(("name: Test park", f"name: {written}")).name == WORDS[written]


NUMBERS = {"1e3": 1000, "1.2E+3": 1200, "+1100": 1100, "1000.0": 1000, "1.5e3": 1500, "1234.5": 1234.5}


@pytest.mark.parametrize("written", NUMBERS)
def test_numbers_in_every_plain_notation(written: str) -> None:
    store = changed(("wished_m2: 1200", f"wished_m2: {written}")).demands[2]
    assert store.wished_area == NUMBERS[written] * 1_000_000


@pytest.mark.parametrize(
    ("written", "meant"), [("no", False), ("Off", False), ("FALSE", False), ("yes", True), ("On", True)]
)
def test_flags_in_every_yaml_spelling(written: str, meant: bool) -> None:
    assert changed(("livestreaming: true", f"livestreaming: {written}")).tenants[0].livestreaming is meant


def test_chinese_ids_and_names() -> None:
    park = changed(("id: POND, kind: pond", "id: 池塘1, kind: 水池"))
    assert (park.site.obstacles[0].id, park.site.obstacles[0].kind) == ("池塘1", "水池")


def test_aliases_repeat_what_their_anchor_says() -> None:
    core = "outline: [[5, 16], [13, 16], [13, 24], [5, 24]]"
    third = "cores: [{id: C9, outline: *core, parts: [{id: S, kind: stair, outline: *core}]}]"
    park = changed(
        (core, core.replace("outline: ", "outline: &core ")),
        ("level: 3, like: 2F,", f"level: 3, like: 2F, {third},"),
    )
    assert park.storey("A/3F").cores[0].polygon == park.storey("A/1F").cores[0].polygon
