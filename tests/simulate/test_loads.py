"""Hourly loads: lifts, days and capacity, worked by hand and on the bundle of a park."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import cli
from planner.bundle import write_bundle
from planner.check.facts import Facts, read_facts
from planner.errors import ScenarioError
from planner.scenario.resolve import resolved_yaml
from planner.simulate.loads.days import simulate_days
from planner.simulate.loads.document import capacities
from planner.simulate.loads.lifts import LiftGroup, highest, round_trip_s, stops
from planner.simulate.loads.profile import LoadProfile, load_profile, standard_profile
from planner.utilities.demand import needs, people
from planner.utilities.model import Utilities
from tests.verify import park


def test_a_round_trip_by_hand() -> None:
    """Two storeys at 5 and 10 m with half the people each, 2 persons: stops 2 (1 - 1/4) = 1.5; highest rise
    10 x 3/4 + 5 x 1/4 = 8.75 m. At 1 m/s 17.5 s, 2.5 stops of 10 s, 4 transfers of 1.2 s: 47.3 s."""
    given = standard_profile().lifts
    assert stops([0.5, 0.5], 2) == pytest.approx(1.5)
    assert highest([5, 10], [0.5, 0.5], 2) == pytest.approx(8.75)
    assert round_trip_s(given, [5, 10], [0.5, 0.5], 2, 1.0) == pytest.approx(47.3)
    group = LiftGroup("A", ("L1", "L2"), 2, 100, 12, 2, 1.0, 47.3)
    assert group.interval_s == pytest.approx(23.65)
    assert group.capacity == pytest.approx(300 * 2 / 23.65)
    assert group.utilisation == pytest.approx(12 / (600 / 23.65))


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loads") / "out"
    write_bundle(folder, park.solution(), resolved=resolved_yaml(park.park()))
    return folder


@pytest.fixture(scope="module")
def facts(bundle: Path) -> Facts:
    return read_facts(park.park(), bundle)


def everybody(folder: Path) -> LoadProfile:
    """All day at full use, everybody there, no watering at other hours than all."""
    full = [1] * 24
    uses = {use: {"people": full, "power": full, "standby": 0} for use in standard_profile().uses}
    path = folder / "full.yaml"
    text = {"uses": uses, "attendance": {"mean": 0.99, "sd": 0}, "watering_hours": [0, 24]}
    path.write_text(json.dumps(text), "utf-8")
    return load_profile(path)


def test_full_use_is_what_the_utilities_ask_for(facts: Facts, tmp_path: Path) -> None:
    """With 99 % of everybody all day the peaks are 99 % of the demands that `planner utilities` sums up."""
    days = simulate_days(facts, everybody(tmp_path), 100, 1, None)
    want = {need.service: need for need in needs(facts)}
    for service in ("power", "bandwidth"):
        asked = sum(want[service].buildings.values())
        assert days.park[service].peaks == pytest.approx(0.99 * asked, rel=1e-5)
    water = want["water"]
    assert days.park["water"].totals == pytest.approx(
        0.99 * sum(water.buildings.values()) + water.site, rel=1e-5
    )
    heads = sum(people(facts).values())
    assert days.park["people"].hours[0, 1] == pytest.approx(0.99 * heads, rel=0.02)


def test_days_are_repeatable_and_the_weekend_is_quieter(facts: Facts) -> None:
    one, again, other = (simulate_days(facts, standard_profile(), 200, seed, None) for seed in (3, 3, 4))
    assert np.array_equal(one.park["power"].hours, again.park["power"].hours)
    assert not np.array_equal(one.park["power"].hours, other.park["power"].hours)
    weekday, weekend = one.park["people"].hours[:, 1]
    assert weekday[10] > 1.5 * weekend[10]
    assert weekday[3] < 0.2 * weekday[10], "few are there at night"
    together = sum(series["power"].hours[0, 1] for series in one.buildings.values())
    assert one.park["power"].hours[0, 1] == pytest.approx(together, rel=0.03)


def test_a_capacity_between_the_days_is_exceeded_on_as_many(facts: Facts) -> None:
    """A connection as large as the median peak fails on half of the days, one twice as large on none."""
    free = simulate_days(facts, standard_profile(), 400, 1, None)
    middle = float(np.quantile(free.park["power"].peaks, 0.5))
    for capacity, share in ((middle, 0.5), (2 * middle, 0.0)):
        given = Utilities(capacity={"power": capacity})
        known = replace(free, facts=replace(facts, scenario=replace(facts.scenario, utilities=given)))
        row = next(row for row in capacities(known) if row.service == "power" and not row.where)
        assert row.exceeded == pytest.approx(share, abs=0.005)
        assert row.low is not None
        assert row.high is not None
        assert row.low <= share <= row.high
        assert 0.3 < row.coincidence < 1


def test_the_command_writes_numbers_and_a_chart(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["simulate", "loads", str(bundle), "--days", "100", "-o", str(tmp_path), "--lang", "zh"]
    assert cli.main(arguments) == 0
    assert "同时系数" in capsys.readouterr().out
    document = json.loads((tmp_path / "loads.json").read_text("utf-8"))
    assert document["kind"] == "loads"
    assert len(document["park"]["power"]["weekday"]["0.95"]) == 24
    assert (tmp_path / "loads-day.png").stat().st_size > 10_000
    before = (tmp_path / "loads.json").read_bytes()
    assert cli.main([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["days"] == 100
    assert (tmp_path / "loads.json").read_bytes() == before
    profile = tmp_path / "mine.yaml"
    assert cli.main(["simulate", "loads", str(bundle), "--write-profile", str(profile)]) == 0
    assert load_profile(profile).model_dump() == standard_profile().model_dump()
    assert cli.main(["simulate", "loads", str(bundle), "--write-profile", str(profile)]) == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("attendance: {mean: 1.5}", "a number from 0.01 to 0.99"),
        ("attendance: {mean: 0.9, sd: 0.4}", "less than 0.30"),
        ("uses: {office: {people: [1, 0.5]}}", "24"),
        ("uses: {office: {standby: -0.1}}", "not negative"),
        ("lift: {fill: 0.8}", "did you mean lifts?"),
        ("lifts: {speed_m_s: [[40, 1.75], [15, 1]]}", "ascending"),
        ("watering_hours: [7, 5]", "to later than from"),
    ],
)
def test_a_bad_profile_is_told(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_profile(path)
    assert told in str(caught.value)
