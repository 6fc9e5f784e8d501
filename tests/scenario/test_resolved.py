"""The scenario written out in full says the same again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from planner.model import Scenario
from planner.scenario import (
    load_scenario,
    operations_yaml,
    parse_scenario,
    resolved_yaml,
    starter_yaml,
)
from tests.scenario.cases import GOOD, broken, plain_yaml

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))


def again(scenario: Scenario) -> Scenario:
    """The scenario loaded from its resolved text, with the source of the original."""
    loaded = parse_scenario(resolved_yaml(scenario).encode(), "scenario.resolved.yaml")
    return replace(loaded, source=scenario.source, sha256=scenario.sha256)


def test_the_test_park() -> None:
    park = load_scenario(GOOD)
    assert again(park) == park
    assert resolved_yaml(again(park)) == resolved_yaml(park)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_the_scenarios_of_the_repository(path: Path) -> None:
    park = load_scenario(path)
    assert again(park) == park


@pytest.mark.parametrize("rotation", [0, 90, -90, 180, 12.5, 33.333, 45, 61.7, 299.1])
@pytest.mark.parametrize("at", ["[100, 45]", "[98.4321, 47.6789]"])
def test_turned_buildings(rotation: float, at: str) -> None:
    """Turning rounds to millimetres; what was moved onto an outline stays there when read again."""
    text = broken(
        ("rotation_deg: 15", f"rotation_deg: {rotation}"),
        ("at: [90, 40]", f"at: {at}"),
        ("[[0, 0], [140, 0], [140, 100], [0, 100]]", "[[0, 0], [140, 0], [140, 100], [0, 100], [0, 70]]"),
        ("[[0, 0], [30, 0], [30, 15], [0, 15]]", "[[0, 0], [17.77, -3.33], [24, 0], [24, 15.5], [0, 15]]"),
        ("at: [15, 0], width_m: 2", "at: [11.1, -2.2], width_m: 2"),
    )
    park = parse_scenario(text.encode(), "park.yaml")
    assert again(park) == park
    exit = park.storey("B/1F").exits[0]
    assert park.storey("B/1F").outline.exterior.distance(exit.point) <= 2


def test_every_default_is_written() -> None:
    resolved = yaml.safe_load(resolved_yaml(load_scenario(GOOD)))
    tenant, demand, storey = (
        resolved["tenants"][1],
        resolved["programme"][2],
        resolved["buildings"][0]["storeys"][2],
    )
    assert tenant["least_m2"] == 180
    assert tenant["staff"] == 22
    assert demand["splittable"] is True
    assert demand["value_cny_m2_year"] == 300
    assert storey["elevation_m"] == 9.4
    assert storey["clear_height_m"] == 3
    assert "like" not in storey
    assert resolved["policies"]["exterior_wall_m"] == 0.24
    assert resolved["policies"]["warehouse_clear_height_m"] == 4
    assert resolved["weights"]["cny_per_tonne_km"] == 12
    assert resolved["occupancy"] == {
        "months_in_operation": 18,
        "least_leased_share": 0.5,
        "leased_shares": [],
    }


@pytest.mark.parametrize(
    "name", ["no", "1e3", "a: b", "# 1", "- x", "'", '"quoted"', "园区（一期）", "1F", "*a", "[x]", "x "]
)
def test_names_that_yaml_would_misread(name: str) -> None:
    import json

    park = parse_scenario(
        broken(("name: Test park", f"name: {json.dumps(name, ensure_ascii=False)}")).encode(), "p"
    )
    assert again(park).name == name.strip()
    assert yaml.safe_load(resolved_yaml(park))["name"] == name.strip()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_starter(lang: str) -> None:
    park = parse_scenario(starter_yaml("zh" if lang == "zh" else "en").encode(), "starter")
    assert again(park) == park


def test_the_starters_differ_in_their_comments_only() -> None:
    english, chinese = (yaml.safe_load(starter_yaml(lang)) for lang in ("en", "zh"))
    assert english == chinese


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_starter_of_the_operations(lang: str, tmp_path: Path) -> None:
    """It is about the companies, buildings and zones of the starter scenario."""
    (tmp_path / "run.yaml").write_text(operations_yaml("zh" if lang == "zh" else "en"), "utf-8")
    (tmp_path / "park.yaml").write_text(starter_yaml("en") + "\noperations: run.yaml\n", "utf-8")
    park = load_scenario(tmp_path / "park.yaml")
    assert again(park) == park
    assert park.operations.counts(date(2025, 3, 12))
    english, chinese = (plain_yaml(operations_yaml(word)) for word in ("en", "zh"))
    assert english == chinese


def test_the_starter_can_meet_the_standards() -> None:
    """Sums by hand: what the clauses ask for fits into the building at 80 % net of gross."""
    park = parse_scenario(starter_yaml("en").encode(), "starter")
    gross = sum(storey.gross_area for storey in park.storeys) / 1e6
    cores = sum(core.polygon.area for storey in park.storeys for core in storey.cores) / 1e6
    cross_border = sum(tenant.wished_area for tenant in park.tenants if tenant.cross_border) / 1e6
    suites = sum(tenant.wished_area for tenant in park.tenants) / 1e6
    zones = {
        zone: sum(d.wished_area for d in park.demands if d.zone == zone) / 1e6
        for zone in park.catalogue.zones
    }
    stock = 50 * sum(tenant.livestreaming for tenant in park.tenants)
    takes = (
        suites + stock + sum(area * (1 + park.catalogue.zones[zone].inner) for zone, area in zones.items())
    )
    operating = (
        suites
        + stock
        + sum(area for zone, area in zones.items() if park.catalogue.zones[zone].role == "operating")
    )
    assert gross >= 5000  # CBEP-4.2.1-a
    assert cross_border >= 3000  # CBEP-4.2.1-b
    assert zones["support"] >= 0.10 * operating  # CBEP-4.2.1-c
    assert zones["storage_base"] >= 1000  # CBEP-5.2.1.1
    assert zones["livestream_centre"] >= 300  # CBEP-5.2.2.1
    assert sum(zones[zone] for zone in park.policies.service_zones) >= 0.08 * gross  # SBT11233-4.2.1
    assert all(zones[zone] > 0 for zone in ("office_area", "exchange_centre", "training_base"))  # CBEP-4.1.2
    assert takes <= 0.9 * 0.8 * (gross - cores)
