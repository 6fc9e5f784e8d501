"""A building known by its rooms becomes a scenario: outline, cores, exits, by hand from the drawing below."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from shapely import Polygon, box
from shapely.geometry import mapping

from benchmarks import office
from planner.scenario import load_scenario

LEVELS = (("Level 1", 0.0), ("Level 2", 3.6))


def rooms_file(folder: Path) -> Path:
    """Two storeys of 60 x 30 m inside, at (100, -40): a stair at each end, toilets and a lift between."""
    plan = [
        ("STAIR", box(0, 12, 3, 18)),
        ("STAIR", box(57, 12, 60, 18)),
        ("MENS RR", box(24, 18.2, 28, 24)),
        ("WOMENS RR", box(28.2, 18.2, 32, 24)),
        ("ELEV", box(32.2, 18.2, 34.4, 20.4)),
        ("CORRIDOR", box(3.1, 16, 56.9, 18)),
        ("OPEN OFFICE", box(0, 18.2, 23.8, 30)),
        ("OPEN OFFICE", box(34.6, 18.2, 60, 30)),
        ("OPEN OFFICE", box(24, 24.2, 34.4, 30)),
        ("OPEN OFFICE", box(3.1, 0, 27.9, 15.8)),
        ("TEAM RM", box(32.1, 0, 56.9, 15.8)),
        ("ENTRY", box(28, 0, 32, 15.8)),
        ("FILES", box(0, 0, 3, 11.8)),
        ("FILES", box(57, 0, 60, 11.8)),
    ]
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "number": str(number), "storey": storey, "z": z, "h": 2.6},
            "geometry": mapping(moved(polygon)),
        }
        for storey, z in LEVELS
        for number, (name, polygon) in enumerate(plan)
    ]
    path = folder / "rooms.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def moved(polygon: Polygon) -> Polygon:
    return Polygon([(x + 100, y - 40) for x, y in polygon.exterior.coords])


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return office.scenario(office.read(rooms_file(tmp_path_factory.mktemp("rooms"))))


def test_the_storeys_are_those_of_the_rooms(document: dict[str, Any]) -> None:
    """60.48 x 30.48 m with walls; 3,687 m2 in two storeys, so that two buildings reach 5,000 m2."""
    ground, upper = document["buildings"][0]["storeys"]
    assert Polygon(ground["outline"]).bounds == pytest.approx((0, 0, 60.48, 30.48))
    assert (upper["elevation_m"], upper["height_m"]) == (3.6, 3.6)
    assert [building["id"] for building in document["buildings"]] == ["A", "B"]
    assert document["base_type"] == "park"


def test_cores_hold_stairs_toilets_and_lift(document: dict[str, Any]) -> None:
    cores = document["buildings"][0]["storeys"][1]["cores"]
    assert [[part["kind"] for part in core["parts"]] for core in cores] == [
        ["stair"],
        ["stair"],
        ["toilet", "toilet", "lift"],
    ]
    assert Polygon(cores[0]["outline"]).bounds == pytest.approx((0, 12.04, 3.44, 18.44))  # up to the facade
    assert Polygon(cores[2]["outline"]).bounds == pytest.approx((24.04, 18.24, 34.84, 24.44))


def test_exits_are_entries_and_stairs_at_the_facade(document: dict[str, Any]) -> None:
    ground, upper = document["buildings"][0]["storeys"]
    assert [exit_["at"] for exit_ in ground["exits"]] == [[30.24, 0], [0, 19.84], [60.48, 19.84]]
    assert "exits" not in upper


def test_the_planner_takes_it(document: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "office.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    loaded = load_scenario(path)
    assert len(loaded.storeys) == 4
    assert "fire" in loaded.standards
    cross = sum(tenant.most_area for tenant in loaded.tenants if tenant.cross_border) / 1e6
    assert cross >= 3_000, "CBEP-4.2.1-b can be met"


def test_a_plan_that_is_no_rectangle_is_refused() -> None:
    with pytest.raises(SystemExit, match="upright"):
        office.outline_of([box(0, 0, 10, 10), box(10, 0, 20, 3)])
