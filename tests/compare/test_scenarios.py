"""Scenarios are compared by what they mean."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from planner.compare.document import scenario_document
from planner.compare.scenarios import Change, scenario_changes
from planner.compare.values import canonical
from planner.model import Scenario
from planner.scenario import load_scenario, parse_scenario, resolved_yaml
from viz.diff_scenario import scenario_lines
from viz.diff_text import print_scenario_diff

SHIPPED = Path(__file__).parents[2] / "scenarios"
TINY = (Path(__file__).parents[1] / "solve" / "tiny.yaml").read_text("utf-8")


def scenario(text: str = TINY) -> Scenario:
    return parse_scenario(text.encode(), "tiny.yaml")


def edited(edit: Callable[[Any], object]) -> Scenario:
    document = yaml.safe_load(TINY)
    edit(document)
    return scenario(yaml.safe_dump(document, allow_unicode=True, sort_keys=False))


def changes(edit: Callable[[Any], object]) -> tuple[Change, ...]:
    return scenario_changes(scenario(), edited(edit))


def text(found: tuple[Change, ...], lang: Any = "en") -> list[str]:
    stream = io.StringIO()
    print_scenario_diff("a.yaml", "b.yaml", found, lang, stream=stream)
    return stream.getvalue().splitlines()


def _shuffle(value: Any, dice: random.Random) -> Any:
    """Keys in another order, and lists of things with an id too."""
    if isinstance(value, dict):
        keys = list(value)
        dice.shuffle(keys)
        return {key: _shuffle(value[key], dice) for key in keys}
    if isinstance(value, list):
        rows = [_shuffle(row, dice) for row in value]
        if rows and all(isinstance(row, dict) and "id" in row and "level" not in row for row in rows):
            dice.shuffle(rows)
        return rows
    return value


@pytest.mark.parametrize("seed", range(5))
def test_order_and_formatting_do_not_count(seed: int) -> None:
    shuffled = _shuffle(yaml.safe_load(TINY), random.Random(seed))
    other = yaml.safe_dump(shuffled, allow_unicode=True, sort_keys=False, default_flow_style=bool(seed % 2))
    assert scenario_changes(scenario(), scenario(other)) == ()


def test_defaults_and_frames_written_out_do_not_count() -> None:
    resolved = resolved_yaml(scenario())
    assert "like:" not in resolved.split("\n", 1)[1]
    assert scenario_changes(scenario(), scenario(resolved)) == ()


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_scenarios_are_what_they_resolve_to(path: Path) -> None:
    given = load_scenario(path)
    assert scenario_changes(given, parse_scenario(resolved_yaml(given).encode(), str(path))) == ()


def test_what_came_one_way_went_the_other() -> None:
    one, other = load_scenario(SHIPPED / "minimal.yaml"), load_scenario(SHIPPED / "plant.yaml")
    there, back = scenario_changes(one, other), scenario_changes(other, one)
    turned = {"added": "removed", "removed": "added"}
    key = [
        (c.section, c.kind, c.thing, c.key, turned.get(c.what, c.what), canonical([c.after, c.before]))
        for c in there
    ]
    assert sorted(key) == sorted(
        (c.section, c.kind, c.thing, c.key, c.what, canonical([c.before, c.after])) for c in back
    )
    assert len(there) > 50


def test_a_ring_that_begins_elsewhere_is_the_same() -> None:
    def edit(document: Any) -> None:
        document["site"]["boundary"] = [[80, 60], [80, 0], [0, 0], [0, 60]]  # and the other way round

    assert changes(edit) == ()


def test_a_value_of_a_company() -> None:
    (change,) = found = changes(lambda d: d["tenants"][1].update(wished_m2=172.5))
    assert (change.thing, change.key, change.before, change.after) == ("T02", "wished_m2", 160, 172.5)
    assert text(found) == [
        "--- a.yaml",
        "+++ b.yaml",
        "0 added, 0 removed, 1 changed",
        "Companies",
        "  ~ company T02 wished_m2: 160 -> 172.5 m² (+12.5)",
    ]
    assert text(found, "zh")[2:] == [
        "新增0，删除0，修改1",
        "企业",
        "  ~ 企业 T02 wished_m2: 160 -> 172.5 m² (+12.5)",
    ]


def test_things_that_came_and_went() -> None:
    def edit(document: Any) -> None:
        document["tenants"][2].update(id="T09", name="Delta")
        document["flows"][0]["people_per_day"] = 25
        document["site"]["gates"].append({"id": "G2", "at": [0, 30], "width_m": 4, "traffic": ["people"]})

    found = changes(edit)
    assert [(c.kind, c.thing, c.key, c.what) for c in found] == [
        ("gates", "G2", "", "added"),
        ("tenants", "T03", "", "removed"),
        ("tenants", "T09", "", "added"),
        ("flows", "T01 > SHOPS", "people_per_day", "changed"),
    ]
    assert "  - company T03 Gamma, least_m2 100, wished_m2 140, most_m2 180" in text(found)
    document = scenario_document("a", "b", found)
    assert document["same"] is False
    assert document["changes"][2]["after"]["wished_m2"] == 140
    assert "before" not in document["changes"][2]


def test_a_building_that_moved_is_one_change() -> None:
    (change,) = found = changes(lambda d: d["buildings"][0].update(at=[22, 24.5]))
    assert (change.what, change.thing, change.details) == (
        "moved",
        "A",
        {"by_m": [2.0, -0.5], "turned_deg": 0.0},
    )
    assert text(found)[-1] == "  ~ building A moved by 2 m east, -0.5 m north"


def test_a_building_that_turned_is_one_change() -> None:
    (change,) = changes(lambda d: d["buildings"][0].update(rotation_deg=7))
    assert change.details == {"by_m": [0.0, 0.0], "turned_deg": 7.0}


def test_what_changed_inside_a_building_that_moved() -> None:
    def edit(document: Any) -> None:
        document["buildings"][0].update(at=[22, 25])
        document["buildings"][0]["storeys"][0]["exits"][0]["at"] = [21, 0]

    moved, *rest = changes(edit)
    assert moved.what == "moved"
    # the exit is given once and holds for 1F alone: 2F is no ground storey
    assert [(change.thing, change.key) for change in rest] == [("A/1F/X1", "at")]


def test_the_same_change_of_several_storeys_is_one_line() -> None:
    found = changes(lambda d: d["buildings"][0]["storeys"][0].update(floor_load_kn_m2=4))
    assert [change.thing for change in found] == ["A/1F", "A/2F"]
    assert text(found)[-1] == "  ~ storey A/1F, A/2F floor_load_kn_m2: 3 -> 4 kN/m² (+1)"


def test_an_outline_tells_its_area() -> None:
    def edit(document: Any) -> None:
        for key in ("outline",):
            document["buildings"][0]["storeys"][0][key] = [[0, 0], [41, 0], [41, 18], [0, 18]]

    lines = text(changes(edit))
    assert "  ~ storey A/1F, A/2F outline: 720 -> 738 m² (+18)" in lines  # 40 x 18, 41 x 18


def test_lists_whose_order_says_nothing() -> None:
    found = scenario_changes(
        edited(lambda d: d["tenants"][0].update(wish={"levels": [1, 2]})),
        edited(lambda d: d["tenants"][0].update(wish={"levels": [2, 1]})),
    )
    assert found == ()
    (change,) = changes(lambda d: d["standards"].append("cbep")) or (None,)
    assert change is not None
    assert text((change,))[-1].endswith("standards: +cbep")


def test_a_series_in_another_order_is_another_series() -> None:
    def series(*shares: float) -> Scenario:
        return edited(lambda d: d["occupancy"].update(months_in_operation=2, leased_shares=list(shares)))

    (change,) = scenario_changes(series(0.4, 0.6), series(0.6, 0.4))
    assert change.key == "leased_shares"


def test_rooms_of_a_programme_are_told_in_the_language_asked_for() -> None:
    room = {"kind": "meeting_room", "count": 2, "area_m2": 30}
    change = Change("programme", "programme", "OFFICE", "rooms", "changed", [], [room])
    assert any("2间会议室（每间30 m²）" in line for line in scenario_lines([change], "zh"))
    assert any("2 x meeting room of 30 m²" in line for line in scenario_lines([change], "en"))
