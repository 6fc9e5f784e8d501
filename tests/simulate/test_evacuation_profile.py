"""Speeds, reaction times and flows of evacuation that a file replaces."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from planner.errors import ScenarioError, UsageError
from planner.simulate.evacuation.constants import constants, hydraulics, incline, top
from planner.simulate.evacuation.hydraulic import clear_storey
from planner.simulate.evacuation.profile import load_profile, standard_profile, write_shipped
from tests.circulation.building import House as Drawing
from tests.simulate.houses import drawn


def profile(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(text, "utf-8")
    return path


def test_single_keys_are_replaced(tmp_path: Path) -> None:
    text = "level_k: 1.0\ngroups: {staff: {most: 1.7, reaction: [0, 5]}}\nkinds: {office: visitors}\n"
    given, shipped = load_profile(profile(tmp_path, text)), standard_profile()
    assert given.level_k == 1.0
    assert given.stair_k == shipped.stair_k
    assert given.groups["staff"].reaction == (0, 5)
    assert given.groups["staff"].speed == 1.34
    assert given.group_of("office") == shipped.groups["visitors"]
    assert given.group_of("lodging") == shipped.groups["guests"]
    assert given.group_of("archive") == given.groups["staff"]
    # 0.85 x 1.0 m/s; 1.0 / (4 x 0.266) a metre
    assert hydraulics(given).level_speed == pytest.approx(0.85)
    assert hydraulics(given).door(1.3) == pytest.approx(1 / 1.064)
    assert top(given).level_speed == 1.8, "visitors are the fastest now"


def test_the_fast_model_takes_them(tmp_path: Path) -> None:
    """Doors pass in proportion to k, and everybody walks so: twice k is half the time."""
    house = drawn(Drawing(storeys=1), 40)
    slow = replace(house, profile=load_profile(profile(tmp_path, "level_k: 0.7")))
    assert clear_storey(slow, "A/1F").seconds == pytest.approx(2 * clear_storey(house, "A/1F").seconds)
    steep = load_profile(profile(tmp_path, "riser: 0.28\ntread: 0.28"))
    assert incline(1.0, steep) == pytest.approx(2**0.5)


def test_the_shipped_profile_can_be_edited(tmp_path: Path) -> None:
    path = tmp_path / "shipped.yaml"
    write_shipped(path)
    assert load_profile(path).model_dump() == standard_profile().model_dump()
    with pytest.raises(UsageError, match="exists already"):
        write_shipped(path)


def test_every_number_says_what_it_is() -> None:
    numbers = standard_profile().model_dump(exclude={"format", "groups", "kinds"})
    assert list(constants()) == list(numbers)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("level_k: -1", "write a positive number"),
        ("stair_speed: 1.5", "a number from 0.05 to 1"),
        ("groups: {staff: {speed: 2.5}}", "a speed from least to most (0.9 to 1.8 m/s)"),
        ("groups: {staff: {least: 1.3, most: 1.35}}", "at least 0.1 m/s apart"),
        ("groups: {staff: {reaction: [60, 15]}}", "[from, to]"),
        ("groups: {pupils: {speed: 1.2}}", "reaction"),
        ("kinds: {office: pupils}", "one of staff, visitors, guests"),
        ("radius: 0.35", "width of a person, 0.7 m"),
        ("time_gaps: 1", "did you mean time_gap?"),
    ],
)
def test_a_bad_profile_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_profile(profile(tmp_path, text))
    assert told in str(caught.value)
    assert "mine.yaml" in str(caught.value)
