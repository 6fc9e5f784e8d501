"""Demand of utilities, worked on paper (docs/utilities.md) and at its edges."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from shapely import box

import cli
from planner.model import Obstacle
from planner.scenario import parse_scenario
from planner.utilities.demand import ground_areas, needs, people
from planner.utilities.document import utilities_document
from planner.utilities.model import LEVELS, SERVICE_NAMES, SERVICES, Index, Service, Utilities
from planner.utilities.table import shipped_table, table_for
from tests.scenario.cases import good_text
from tests.standards.sheet import M, Room
from tests.utilities.case import facts_of, of, plot
from tests.utilities.reference import DOCUMENT, refreshed
from tests.verify import park

RAIN = Utilities(storm_intensity_l_s_ha=300)


@pytest.mark.parametrize(
    ("service", "building", "site", "total"),
    [
        # 1,500 x 65 x 0.75 + 500 x 90 x 0.85 = 111.375 kW; / 0.9
        ("power", 123.75, 0, 123.75),
        # 120 x 40 + 400 x 6.5 L; roads 1,000 x 2.5, open ground 7,000 x 2 L
        ("water", 7.4, 16.5, 23.9),
        ("sewage", 6.29, 0, 6.29),  # 0.85 of the building's water
        # 300 x (0.90 x 0.2 | 0.90 x 0.1 + 0.30 x 0.7)
        ("storm", 54, 90, 144),
        ("bandwidth", 256, 0, 256),  # 120 x 5 x 0.4 + 400 x 0.1 x 0.4
    ],
)
def test_the_example_worked_by_hand(
    tmp_path: Path, service: Service, building: float, site: float, total: float
) -> None:
    need = of(needs(facts_of(tmp_path, plot(RAIN))), service)
    assert need.buildings["A"] == pytest.approx(building)
    assert need.site == pytest.approx(site)
    assert need.total == pytest.approx(total)
    assert need.capacity is None
    assert need.ratio is None
    assert len(need.missing) == 1


def test_gas_and_heat_have_no_index_and_say_so(tmp_path: Path) -> None:
    found = needs(facts_of(tmp_path, plot(RAIN)))
    for service, key in (("gas", "gas_m3_h"), ("heating", "heating_kw")):
        need = next(one for one in found if one.service == service)
        assert need.total is None
        assert need.missing == (f"utilities.demand.{key} / utilities.indices", f"utilities.capacity.{key}")


def test_rain_has_no_default(tmp_path: Path) -> None:
    need = of(needs(facts_of(tmp_path, plot(Utilities()))), "storm")
    assert need.total is None
    assert need.missing[0] == "utilities.demand.storm_l_s / utilities.storm_intensity_l_s_ha"


def test_levels_ascend(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, plot(RAIN))
    by_level = [needs(facts, level) for level in LEVELS]
    for service in ("power", "water", "sewage", "storm", "bandwidth"):
        low, mid, high = (next(n for n in found if n.service == service).total for found in by_level)
        assert low is not None
        assert mid is not None
        assert high is not None
        assert low < mid < high
    assert of(by_level[0], "power").total == pytest.approx((1500 * 50 * 0.7 + 500 * 65 * 0.8) / 900)
    assert of(by_level[2], "power").total == pytest.approx((1500 * 80 * 0.8 + 500 * 135 * 0.9) / 900)


def test_the_scenario_chooses_the_level(tmp_path: Path) -> None:
    found = needs(facts_of(tmp_path, plot(replace(RAIN, level="high"))))
    assert {need.level for need in found} == {"high"}


def test_what_the_scenario_says_replaces_the_table(tmp_path: Path) -> None:
    own = Index("office", "power", "net_m2", 100, 100, 100, (0.5, 0.5, 0.5), "user", "us")
    gas = Index("commerce", "gas", "gross_m2", 0.01, 0.02, 0.03, (1.0, 1.0, 1.0), "user", "us")
    given = Utilities(indices=(own, gas), power_factor=1.0, coincidence=0.8, uses={"shop": "office"})
    found = needs(facts_of(tmp_path, plot(given)))
    # 1,200 + 400 m2 net, all office: 1,600 x 100 x 0.5 = 80 kW; the park draws 0.8 of it
    assert of(found, "power").buildings["A"] == pytest.approx(80)
    assert of(found, "power").total == pytest.approx(64)
    assert of(found, "gas").total is None  # no shop is left whose use has an index

    found = needs(facts_of(tmp_path, plot(replace(given, uses={}))))
    assert of(found, "gas").total == pytest.approx(500 * 0.02)
    assert of(found, "gas").terms[0].confidence == "user"


def test_a_given_demand_is_taken_and_sewage_follows_it(tmp_path: Path) -> None:
    given = Utilities(demand={"water": 100.0, "gas": 0.0}, capacity={"water": 80.0})
    found = needs(facts_of(tmp_path, plot(given)))
    assert of(found, "water").total == 100
    assert of(found, "water").given
    assert of(found, "water").ratio == pytest.approx(0.8)
    assert of(found, "water").missing == ()
    assert of(found, "sewage").total == pytest.approx(85)
    assert of(found, "gas").total == 0
    assert of(found, "gas").ratio is None


def test_people_of_a_company_are_its_staff_even_in_two_suites(tmp_path: Path) -> None:
    rooms = (
        Room("tenant_suite", "office_area", 30, 20, tenant="T01", at=(0, 0)),
        Room("tenant_suite", "office_area", 10, 20, tenant="T01", at=(30, 0)),
        Room("vacant", "", 10, 18, at=(0, 20)),
    )
    facts = facts_of(tmp_path, plot(RAIN, rooms))
    assert list(people(facts).values()) == pytest.approx([90, 30, 20])


def test_only_suites_of_companies_that_are_known_hold_their_staff(tmp_path: Path) -> None:
    rooms = (
        Room("tenant_suite", "office_area", 30, 18, tenant="T99", at=(0, 0)),  # 540 m2 at 9 m2 each
        Room("stock_room", "storage_base", 10, 9, tenant="T01", at=(30, 0)),  # 90 m2 at 30 m2 each
    )
    assert list(people(facts_of(tmp_path, plot(RAIN, rooms))).values()) == pytest.approx([60, 3])


def test_ground_under_roofs_roads_and_ponds_is_not_open(tmp_path: Path) -> None:
    sheet = plot(RAIN)
    assert ground_areas(facts_of(tmp_path, sheet)) == pytest.approx(
        {"roof": 2000, "road": 1000, "open": 7000}
    )
    pond = Obstacle("P1", box(0, 70 * M, 10 * M, 80 * M), "pond")
    site = replace(sheet.scenario().site, obstacles=(pond,))
    facts = facts_of(tmp_path, plot(RAIN, site=site))
    assert ground_areas(facts)["open"] == pytest.approx(6900)


def test_a_storey_without_rooms_asks_for_nothing(tmp_path: Path) -> None:
    found = needs(facts_of(tmp_path, plot(RAIN, ())))
    assert of(found, "power").total is None
    assert of(found, "power").buildings == {}
    assert of(found, "water").total is None


def test_every_kind_of_space_has_a_use_with_indices() -> None:
    table = shipped_table()
    catalogue = park.park().catalogue
    for kind in catalogue.spaces.values():
        use = table.use_of(kind)
        assert {service for (name, service) in table.indices if name == use} == {
            "power",
            "water",
            "bandwidth",
        }
    assert table.kinds.keys() == catalogue.spaces.keys()
    for index in table.indices.values():
        assert 0 <= index.low <= index.mid <= index.high
        assert list(index.factor) == sorted(index.factor)
        assert 0 < index.factor[0] <= index.factor[2] <= 1
        assert index.confidence in "RSMD"
        assert index.source


def test_an_own_kind_takes_the_use_of_its_role() -> None:
    kind = replace(park.park().catalogue.spaces["shop"], id="kiosk")
    assert table_for(Utilities()).use_of(kind) == "commerce"
    assert table_for(Utilities(uses={"kiosk": "storage"})).use_of(kind) == "storage"


def test_the_document_adds_up(tmp_path: Path) -> None:
    rows = utilities_document(needs(facts_of(tmp_path, plot(RAIN))))
    assert [row["service"] for row in rows] == list(SERVICES)
    for row in rows:
        if row["demand"] is not None:
            assert sum(term["demand"] for term in row["terms"]) == pytest.approx(row["demand"], abs=0.01)
            assert sum(one["demand"] for one in row["buildings"]) + row["site"] == pytest.approx(
                row["demand"], abs=0.01
            )


def test_the_document_shows_the_table() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert refreshed(text) == text
    assert {"<!-- indices -->", "<!-- ground -->", "<!-- uses -->"} <= set(text.splitlines())


def test_the_command_prints_json_and_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = facts_of(tmp_path, plot(replace(RAIN, capacity={"power": 125.0})))
    monkeypatch.setattr("planner.scenario.load_scenario", lambda path: facts.scenario)
    assert cli.main(["utilities", "any.yaml", str(tmp_path), "--json"]) == 0
    power = json.loads(capsys.readouterr().out)["services"][0]
    assert (power["service"], power["demand"], power["ratio"]) == ("power", 123.75, 1.01)
    assert cli.main(["utilities", "any.yaml", str(tmp_path), "--lang", "zh", "--level", "high"]) == 0
    shown = capsys.readouterr().out
    assert "供电" in shown
    assert "utilities.capacity.water_m3_day" in shown
    assert cli.main(["utilities", "any.yaml", str(tmp_path / "none")]) == 2


def test_the_worked_example_of_the_document_is_what_the_code_says(tmp_path: Path) -> None:
    section = DOCUMENT.read_text("utf-8").split("## A worked example")[1].split("\n## ")[0]
    shown = re.findall(r"^\| ([a-z ]+) \|[^|]*\| ([\d.]+) (\S+) \|$", section, re.MULTILINE)
    assert len(shown) == 5
    found = {SERVICE_NAMES[need.service][1]: need for need in needs(facts_of(tmp_path, plot(RAIN)))}
    for name, value, unit in shown:
        need = found["water supply" if name == "water" else name]
        assert need.total == pytest.approx(float(value)), name
        assert need.unit == unit


def test_the_file_of_the_document_can_be_read() -> None:
    block = DOCUMENT.read_text("utf-8").split("```yaml\n")[1].split("```")[0]
    text = good_text().split("operations:\n")[0] + block
    given = parse_scenario(text.encode(), "park.yaml").utilities
    assert given.capacity == {"power": 125, "water": 30, "sewage": 8, "gas": 20}
    assert given.uses == {"studio": "commerce"}
