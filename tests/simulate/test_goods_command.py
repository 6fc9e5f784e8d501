"""``planner simulate goods`` on the bundle of a park, and its profile."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import cli
from planner.bundle import write_bundle
from planner.check.facts import read_facts
from planner.errors import ScenarioError, UsageError
from planner.scenario.resolve import resolved_yaml
from planner.simulate.goods.network import read_network
from planner.simulate.goods.profile import load_profile, standard_profile
from tests.verify import park


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("goods") / "out"
    write_bundle(folder, park.solution(), resolved=resolved_yaml(park.park()))
    return folder


def test_ways_are_those_of_the_layout(bundle: Path) -> None:
    found = read_network(read_facts(park.park(), bundle), standard_profile())
    (store,) = found.stores
    assert store.subject in {demand.id for demand in park.park().demands}
    assert store.area_m2 == pytest.approx(
        sum(s.area for p in park.layout().storeys for s in p.spaces if s.kind == "warehouse") / 1e6, rel=1e-3
    )
    near, far = store.reach
    assert far.way_m - near.way_m == pytest.approx(10), "the second dock lies 10 m farther along the facade"
    assert not near.by_hand
    assert found.docks[store.reach[0].dock].into_m > 10
    assert store.in_t_day == pytest.approx(3 * store.area_m2 / 365)


def test_the_command_writes_numbers_and_pictures(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    days = tmp_path / "days.yaml"
    days.write_text("{days: 2, warm_up_days: 0}", "utf-8")
    arguments = ["simulate", "goods", str(bundle), "--replications", "2", "--profile", str(days)]
    arguments += ["--no-docks", "--jobs", "1", "-o"]
    assert cli.main([*arguments, str(tmp_path), "--lang", "zh"]) == 0
    told = capsys.readouterr().out
    assert "装卸口" in told
    assert "订单总数" in told
    document = json.loads((tmp_path / "goods.json").read_text("utf-8"))
    assert document["kind"] == "goods"
    assert document["replications"] == 2
    assert document["trucks"]["number"]["mean"] > 0
    assert document["roads"]["arrived_share"] == 1
    for name in ("goods-queues.png", "goods-roads.svg", "goods-hours.csv"):
        assert (tmp_path / name).stat().st_size > 1_000
    again = tmp_path / "again"
    assert cli.main([*arguments, str(again)]) == 0
    capsys.readouterr()
    assert (again / "goods.json").read_bytes() == (tmp_path / "goods.json").read_bytes()
    assert cli.main(["check", str(bundle / "scenario.resolved.yaml"), str(bundle)]) in (0, 1)


# Bad input.


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("gate: {lanes: 0}", "a whole number from 1 to 50"),
        ("parcel_share: 1.2", "a number from 0 to 1"),
        ("trucks_per_day: -3", "write a number that is not negative"),
        ("docks: {hours: [7, 22]}", "did you mean dock?"),
        ("dock: {hours: [22, 7]}", "to later than from"),
        ("truck_hours: [1, 2]", "24"),
        ("peaks: [{day: 9, factor: 3}]", "a day from 1 to 7"),
        ("weekdays: [0, 0, 0, 0, 0, 0, 0]", "at least one weight above 0"),
        ("picking: {line: {mean_s: 12, shape: normal}}", "lognormal, gamma, exponential or constant"),
        ("- 1", "expected"),
        ("", "expected"),
    ],
)
def test_a_bad_profile_is_told_by_key_and_line(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_profile(path)
    assert told in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_layout_without_docks_is_told(tmp_path: Path) -> None:
    scenario = park.park()
    storeys = tuple(replace(storey, docks=()) for storey in scenario.buildings[0].storeys)
    bare = replace(
        scenario, buildings=(replace(scenario.buildings[0], storeys=storeys), *scenario.buildings[1:])
    )
    write_bundle(tmp_path / "out", park.solution(bare), resolved="")
    with pytest.raises(UsageError, match=r"no dock that a truck reaches.*Try:"):
        read_network(read_facts(bare, tmp_path / "out"), standard_profile())
