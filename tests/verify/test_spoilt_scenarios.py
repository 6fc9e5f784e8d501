"""The question is changed in one way at a time: exactly the right clauses turn red."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from shapely import LineString, box

from planner.model import (
    M2,
    CorePart,
    Demand,
    Obstacle,
    Pin,
    RoomSpec,
    Scenario,
)
from tests.verify import park
from tests.verify.spoil import (
    A1,
    A2,
    B1,
    check,
    core_parts,
    demand,
    kind,
    not_cross_border,
    red,
    storey,
    tenant,
)

NORTH_ONLY = (LineString([(40_000, 100_000), (160_000, 100_000)]),)
SOUTH_BUT_OFFICE = (
    LineString([(40_000, 60_000), (101_000, 60_000)]),
    LineString([(114_000, 60_000), (160_000, 60_000)]),
)

SCENARIOS: dict[str, tuple[Callable[[], Scenario], set[str]]] = {
    "a tenant wants more": (lambda: tenant("T01", least_area=222 * M2), {"LAYOUT-TENANT"}),
    "a tenant may have less": (lambda: tenant("T01", most_area=221 * M2), {"LAYOUT-TENANT"}),
    "one more livestreamer": (lambda: tenant("T03", livestreaming=True), {"CBEP-5.2.2.2-a"}),
    # 3657.0 m2 less four suites of 221.1 m2
    "four tenants turn domestic": (lambda: not_cross_border(3, 4, 5, 6), {"CBEP-4.2.1-b"}),
    "a demand wants more": (lambda: demand("PARTY", least_area=120 * M2), {"LAYOUT-DEMAND"}),
    "a demand may have less": (lambda: demand("PARTY", most_area=100 * M2), {"LAYOUT-DEMAND-MOST"}),
    "a demand lists one more room": (
        lambda: demand("LIVE", rooms=(RoomSpec("studio", 4, 30 * M2),)),
        {"LAYOUT-DEMAND"},
    ),
    "a demand more": (
        lambda: replace(park.park(), demands=(*park.DEMANDS, _hub())),
        {"LAYOUT-DEMAND"},
    ),
    "a pin elsewhere": (lambda: replace(park.park(), pins=(Pin("T01", "A/1F"),)), {"LAYOUT-PIN"}),
    "a pinned zone elsewhere": (lambda: replace(park.park(), pins=(Pin("PARTY", "A/1F"),)), {"LAYOUT-PIN"}),
    "a use not permitted": (
        lambda: storey(B1, permitted_kinds=frozenset(park.KINDS) - {"party_hall"}),
        {"LAYOUT-KIND"},
    ),
    # the stair begins 0.38 m behind the core's outline at y = 81.02, from x = 40.68 to 43.18
    "a shaft before the stair": (
        lambda: core_parts(CorePart("A/2F/C1/SH", "shaft", box(40_680, 81_100, 43_180, 81_300))),
        {"LAYOUT-CORE-STAIR"},
    ),
    "a shaft between lobby and toilets": (
        lambda: core_parts(CorePart("A/2F/C1/SH", "shaft", box(44_980, 83_650, 46_180, 83_750))),
        {"LAYOUT-CORE-TOILET"},
    ),
    "no docks": (lambda: storey(A1, docks=()), {"LAYOUT-GOODS"}),
    "no light for one office": (lambda: storey(A1, daylight=SOUTH_BUT_OFFICE), {"CBEP-5.1.1.2-a"}),
    "no light in the south": (lambda: storey(A1, daylight=NORTH_ONLY), {"CBEP-5.1.1.2-a", "LAYOUT-DAYLIGHT"}),
    "no light for lodging": (lambda: storey(B1, daylight=()), {"LAYOUT-DAYLIGHT"}),
    "a kind needs width": (lambda: kind("fire_point", min_width=4.1), {"LAYOUT-ROOM-WIDTH"}),
    "a kind needs area": (lambda: kind("fire_point", min_area=29.0), {"LAYOUT-ROOM-AREA"}),
    "a kind needs proportion": (lambda: kind("shop", max_aspect=2.3), {"LAYOUT-ASPECT"}),
    "a kind needs a wider door": (lambda: kind("shop", door_m=1.3), {"LAYOUT-DOOR-WIDTH"}),
    "wider corridors": (
        lambda: replace(park.park(), policies=replace(park.park().policies, corridor_width_mm=1900)),
        {"LAYOUT-CORRIDOR-WIDTH"},
    ),
    "wider inner corridors": (
        lambda: replace(park.park(), policies=replace(park.park().policies, inner_corridor_width_mm=1600)),
        {"LAYOUT-CORRIDOR-WIDTH"},
    ),
    "thicker walls": (
        lambda: replace(park.park(), policies=replace(park.park().policies, interior_wall_mm=200)),
        {"LAYOUT-WALL"},
    ),
    "thicker external walls": (
        lambda: replace(park.park(), policies=replace(park.park().policies, exterior_wall_mm=300)),
        {"LAYOUT-INSIDE"},
    ),
    "more let than there is": (
        lambda: replace(park.park(), occupancy=replace(park.park().occupancy, least_leased_share=0.95)),
        {"CBEP-4.2.2.1"},
    ),
    "a pond in the road": (
        lambda: replace(
            park.park(),
            site=replace(
                park.park().site, obstacles=(Obstacle("POND", box(28_000, 50_000, 36_000, 58_000), "pond"),)
            ),
        ),
        {"LAYOUT-ROAD-CLEAR"},
    ),
    "a column in the corridor": (
        lambda: storey(A2, columns=(_column(79_800),)),
        {"LAYOUT-COLUMN"},
    ),
    "offices of a town": (lambda: replace(park.park(), base_type="town"), set()),
    # 7507 m2 of business area
    "a base in a building": (lambda: replace(park.park(), base_type="building"), {"SBT11233-4.2.2-a"}),
}


def _hub() -> Demand:
    return replace(park.DEMANDS[0], id="HUB", zone="logistics_hub", kind="logistics_hub")


def _column(y: int) -> Any:
    from planner.model import Column

    return Column(box(90_000, y, 90_600, y + 600))


@pytest.mark.parametrize("name", SCENARIOS)
def test_spoilt_scenario(tmp_path: Path, name: str) -> None:
    scenario, expected = SCENARIOS[name]
    assert red(check(tmp_path, scenario())) == expected
