"""Real files of every kind, imported, exported in every format that is read, and imported again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.round_trips import round_trips, sites_of
from tests.exchange.plant_dxf import DATA

HERE = Path(__file__).with_name("data")
PARKS = DATA / "hangzhou-parks.geojson"
NAMES = [row["properties"]["name"] for row in json.loads(PARKS.read_bytes())["features"]]

pytest.importorskip("ifcopenshell")


def check(path: Path, site: str | None = None, *, validate: bool = False) -> None:
    trips = list(round_trips(path, site, validate=validate))
    assert [trip.format for trip in trips] == ["dxf", "ifc", "geojson"]
    for trip in trips:
        assert (trip.lost, trip.invented) == ((), ()), trip.format
        assert trip.worst_outline_pct < 0.1, trip.format
        assert trip.area_m2 > 50
        assert not trip.faults, trip.format


@pytest.mark.parametrize("name", ["apartment.dxf", "duplex.ifczip"])
def test_a_building_makes_the_round_trip(name: str) -> None:
    check(HERE / name)


@pytest.mark.slow
def test_the_plant_makes_the_round_trip() -> None:
    check(HERE / "plant.ifczip", validate=True)


def test_every_park_of_hangzhou_is_a_site_of_its_own() -> None:
    assert sorted(map(str, sites_of(PARKS))) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_land_makes_the_round_trip(name: str) -> None:
    check(PARKS, name)
