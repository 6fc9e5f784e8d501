"""Fire lanes, turning places, stands and hydrants that a scenario gives: read, refused, written out again."""

from __future__ import annotations

from planner.scenario import parse_scenario, resolved_yaml
from tests.scenario.cases import Case, broken, check, good_text, parametrise

POND = "    - {id: POND, kind: pond, polygon: [[2, 80], [12, 80], [12, 95], [2, 95]]}\n"
GIVEN = """\
  fire_lanes:
    - {id: FL1, centreline: [[70, 0], [70, 20], [100, 20]], width_m: 4,
       clear_height_m: 4.5, slope_percent: 2.5}
    - {id: FL2, centreline: [[100, 18], [100, 36]], width_m: 5,
       paved: [[97, 18], [103, 18], [103, 36], [97, 36]]}
  turnarounds:
    - {id: TA1, polygon: [[74, 24], [86, 24], [86, 37], [74, 37]]}
  aerial_sites:
    - {id: AS1, building: A, polygon: [[20, 15], [60, 15], [60, 25], [20, 25]]}
  hydrants:
    - {id: HY1, at: [67, 12]}
  slope_percent: 1.5
"""
WITH = (POND, POND + GIVEN)


def test_given_things_are_read_in_millimetres() -> None:
    site = parse_scenario(broken(WITH).encode(), "x.yaml").site
    one, other = site.fire.lanes
    assert (one.id, one.width_mm, one.clear_height_mm, one.slope_percent, one.given) == (
        "FL1",
        4000,
        4500,
        2.5,
        True,
    )
    assert one.polygon.area == 4_000 * (22_000 + 28_000), "a corner at (72, 18)"
    assert (other.clear_height_mm, other.slope_percent) == (None, 1.5), "the slope of the site"
    assert other.polygon.area == 6_000 * 18_000
    assert [place.side_mm for place in site.fire.turnarounds] == [12_000]
    assert [(stand.id, stand.building) for stand in site.fire.aerial_sites] == [("AS1", "A")]
    assert [hydrant.point.coords[0] for hydrant in site.fire.hydrants] == [(67_000, 12_000)]
    assert not parse_scenario(good_text().encode(), "x.yaml").site.fire.lanes


def test_the_resolved_scenario_gives_the_same_things() -> None:
    loops = GIVEN.replace(
        "[[70, 0], [70, 20], [100, 20]]", "[[70, 0], [70, 20], [100, 20], [100, 10], [60, 10]]"
    )
    for text in (broken(WITH), broken((POND, POND + loops))):
        park = parse_scenario(text.encode(), "x.yaml")
        again = parse_scenario(resolved_yaml(park).encode(), "x.yaml")
        assert again.site == park.site
    assert len(park.site.fire.lanes[0].polygon.interiors) == 1, "a lane may cross itself"


def test_a_passage_under_upper_storeys_is_no_error() -> None:
    """The hole of the ground storey is open ground: only what hangs over it is judged, by the check."""
    lane = "  fire_lanes:\n    - {id: FL1, centreline: [[43, 42], [47, 42]], width_m: 3}\n"
    assert parse_scenario(broken((POND, POND + lane)).encode(), "x.yaml").site.fire.lanes


BAD = [
    Case("negative width", "width_m: 4,", "width_m: -4,", "id: FL1", "site.fire_lanes[0].width_m", ("-4",)),
    Case(
        "too low",
        "clear_height_m: 4.5",
        "clear_height_m: 0",
        "clear",
        "site.fire_lanes[0].clear_height_m",
        ("0",),
    ),
    Case(
        "too steep",
        "slope_percent: 2.5",
        "slope_percent: 90",
        "clear",
        "site.fire_lanes[0].slope_percent",
        ("90",),
    ),
    Case(
        "off the site",
        "[70, 20], [100, 20]]",
        "[70, 20], [160, 20]]",
        "id: FL1",
        "site.fire_lanes[0].centreline",
        ("a fire lane that leaves the site at (160, 20)", "inside the site boundary"),
    ),
    Case(
        "one point",
        "[[100, 18], [100, 36]]",
        "[[100, 18], [100, 18]]",
        "id: FL2",
        "site.fire_lanes[1].centreline",
        ("a line that is one point",),
    ),
    Case(
        "through a building",
        "[70, 20], [100, 20]]",
        "[70, 20], [60, 40]]",
        "id: FL1",
        "site.fire_lanes[0].centreline",
        ("runs through building A at (", "a passage through a building is left out of its ground storey"),
    ),
    Case(
        "through a pond",
        "[70, 20], [100, 20]]",
        "[70, 0], [8, 20], [8, 90]]",
        "id: FL1",
        "site.fire_lanes[0].centreline",
        ("runs through obstacle POND at (",),
    ),
    Case(
        "paving that crosses itself",
        "[[97, 18], [103, 18], [103, 36], [97, 36]]",
        "[[97, 18], [103, 36], [103, 18], [97, 36]]",
        "paved",
        "site.fire_lanes[1].paved",
        ("crosses itself",),
    ),
    Case(
        "turning place on a building",
        "[[74, 24], [86, 24], [86, 37], [74, 37]]",
        "[[60, 40], [72, 40], [72, 53], [60, 53]]",
        "id: TA1",
        "site.turnarounds[0].polygon",
        ("a turning place that lies on building A",),
    ),
    Case(
        "stand of nobody",
        "building: A, polygon",
        "building: Q, polygon",
        "id: AS1",
        "site.aerial_sites[0].building",
        ("id of a building",),
    ),
    Case(
        "hydrant in a house",
        "at: [67, 12]",
        "at: [30, 35]",
        "id: HY1",
        "site.hydrants[0].at",
        ("a hydrant that lies on building A",),
    ),
    Case(
        "the same id twice", "id: HY1", "id: FL1", "id: FL1, at", "site.hydrants[0].id", ("an id used once",)
    ),
    Case(
        "unknown key", "{id: HY1, at", "{id: HY1, flow: 3, at", "id: HY1", "site.hydrants[0].flow", ("flow",)
    ),
]


@parametrise(BAD)
def test_what_is_wrong_is_told(case: Case) -> None:
    assert GIVEN.count(case.old) == 1
    new = POND + GIVEN.replace(case.old, case.new)
    check(Case(case.name, POND, new, case.line, case.path, case.says, case.also))
