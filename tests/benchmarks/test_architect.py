"""A small building as an architect drew it: what is measured of it by hand, and that it can be laid out anew.

::

    y 20 +----+-------+--------------+-----+---+----+
         |JAN | CONF  | OPEN OFFICE  |ENTRY|BRK|STOR|   behind the conference room, behind the break room
    y 14 +----+       |              |     |   +----+
         |####|-------+--------------+     +---|####|   stairs from y = 8 to 14
         |####|  corridor, y = 9 to 10.6       |####|
    y 8  +----+----------+-------+----+--------+----+
         |FILE|  OPEN    | TEAM  |S-1 |S-1 STO |FILE|   behind the open office, behind the store of S-1
    y 0  +----+----------+-------+----+--------+----+
         x 0  3          20      26   31       37   40
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shapely import Polygon, box
from shapely.geometry import mapping

from benchmarks import architect
from planner.model import Scenario

ROOMS = (
    ("STAIR", box(0, 8, 3, 14)),
    ("STAIR", box(37, 8, 40, 14)),
    ("CORRIDOR", box(3.1, 9, 36.9, 10.6)),
    ("FILES", box(0, 0, 3, 7.9)),
    ("OPEN OFFICE", box(3.1, 0, 20, 8.9)),
    ("TEAM RM", box(20.1, 0, 26, 8.9)),
    ("S-1", box(26.1, 0, 31, 8.9)),
    ("S-1 STORAGE", box(31.1, 0, 36.9, 8.9)),
    ("FILES", box(37, 0, 40, 7.9)),
    ("JAN", box(0, 14.1, 3, 20)),
    ("CONFERENCE RM", box(3.1, 10.7, 12, 20)),
    ("OPEN OFFICE", box(12.1, 10.7, 30, 20)),
    ("ENTRY", box(30.1, 10.6, 33, 20)),
    ("BREAK RM", box(33.1, 10.7, 36.9, 20)),
    ("STOR", box(37, 14.1, 40, 20)),
)
GROSS = 40.48 * 20.48
"""With an external wall of 24 cm."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Scenario, architect.Plan]:
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "number": str(k), "storey": "Level 1", "z": 0.0, "h": 2.6},
            "geometry": mapping(shape),
        }
        for k, (name, shape) in enumerate(ROOMS)
    ]
    path: Path = tmp_path_factory.mktemp("rooms") / "rooms.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    park, plans = architect.building(path)
    return park, plans[0]


def test_the_plan_as_built_by_hand(built: tuple[Scenario, architect.Plan]) -> None:
    """Doors in the middle of shared walls; ways along a straight corridor of 33.8 m between the stairs."""
    plan = built[1]
    found = architect.measures(plan)
    rooms = [shape for name, shape in ROOMS if name not in ("STAIR", "CORRIDOR", "ENTRY")]
    assert found["rooms"] == len(rooms)
    assert found["net_to_gross"] == pytest.approx(sum(room.area for room in rooms) / GROSS, abs=1e-4)
    assert found["corridor_share"] == pytest.approx((33.8 * 1.6 + 2.9 * 9.4) / GROSS, abs=1e-3)
    assert found["area_deviation"] == 0
    assert found["through_rooms"] == 4
    assert found["unreached"] == 0
    # of S-1 and its store the doors: middles at x = 28.55 and 34
    assert found["like_names_m"] == pytest.approx(34 - 28.55, abs=0.12)
    # doors of south and north, one of each two rooms behind another counted twice
    doors = (11.55, 11.55, 23.05, 28.55, 34, 34, 7.55, 7.55, 21.05, 35, 35)
    ends = [min(x - 3.1, 36.9 - x) for x in doors]
    assert found["door_to_way_out_m"] == pytest.approx(sum(ends) / len(ends), abs=0.4)


def test_rooms_behind_others_are_of_one_demand_with_them(built: tuple[Scenario, architect.Plan]) -> None:
    plan = built[1]
    names = {tuple(plan.rooms[k].name for k in rooms) for rooms in architect.suites_of(plan).values()}
    assert ("FILES", "OPEN OFFICE") in names
    assert ("S-1 STORAGE", "FILES") in names
    assert ("JAN", "CONFERENCE RM") in names
    assert ("TEAM RM",) in names


def test_corridors_are_as_narrow_as_the_narrowest(built: tuple[Scenario, architect.Plan]) -> None:
    assert built[0].policies.corridor_width_mm == 1600


def test_the_planner_lays_the_same_rooms_out(built: tuple[Scenario, architect.Plan], tmp_path: Path) -> None:
    park, plan = built
    made = architect.laid_out(park, park.buildings[0].storeys[0], plan, seed=1, effort=1)
    assert made is not None
    assert [room.name for room in made.rooms] == [room.name for room in plan.rooms]
    found = architect.measures(made)
    assert found["unreached"] == 0
    assert found["area_deviation"] < 0.1
    assert all(room.polygon.within(Polygon(plan.outline.exterior)) for room in made.rooms)
    architect.draw(plan, made, tmp_path)
    assert (tmp_path / "architect-A-1F.png").stat().st_size > 10_000
