"""Evacuation by agents: ground, people, hand-over between storeys, messages, results."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely import Point, box

import cli
from planner.errors import UsageError
from planner.model import StoreyLayout
from planner.simulate.evacuation.agents import Ground, Person, StripSpec
from planner.simulate.evacuation.bound import bound_building, bound_storey
from planner.simulate.evacuation.constants import hydraulics, incline, top
from planner.simulate.evacuation.floors import floor_of, refuse_trapped
from planner.simulate.evacuation.house import House
from planner.simulate.evacuation.hydraulic import clear_building, clear_storey
from planner.simulate.evacuation.people import scattered
from planner.simulate.evacuation.profile import standard_profile
from planner.simulate.evacuation.run import run_replication, strips_of
from planner.simulate.evacuation.study import interval
from tests.circulation.building import House as Drawing
from tests.compare import hand
from tests.simulate.houses import drawn, two_exits

WIDE = Drawing(core_door=1.2)


# ---------------------------------------------------------------- the bound


def test_the_bound_of_a_door_worked_by_hand() -> None:
    """100 people through one clear metre at 0.92 persons/s: 99 gaps are 107.5 s, and a walk to the exit."""
    house = drawn(Drawing(storeys=1), 100)
    found = bound_storey(house, "A/1F", hydraulics())
    fast = clear_storey(house, "A/1F")
    assert found.persons == 100
    assert fast.seconds - 3 * found.step <= found.seconds <= fast.seconds
    assert [gate.id for gate in found.narrow] == ["A/1F/d1"]
    assert found.narrow[0].rate == pytest.approx(1.4 / 1.064 * 0.7)
    assert bound_storey(house, "A/1F", top()).seconds < found.seconds


def test_the_bound_of_a_building_counts_stairs_and_names_them() -> None:
    house = drawn(Drawing(room_door=3.0, exit_width=3.0, core_door=1.9), 60)
    fast = clear_building(house)
    found = bound_building(house, hydraulics())
    assert found.seconds <= fast.seconds
    assert found.narrow[0].id == "A/2F/C/ST"
    assert found.seconds > 59 / hydraulics().stair(1.25)


# ---------------------------------------------------------------- ground


def test_ground_hangs_together_and_ends_outside() -> None:
    floor = floor_of(drawn(Drawing(storeys=1), 10), "A/1F")
    (patch,) = floor.patches
    assert set(patch.goals) == {"A/1F/X1"}
    goal = patch.goals["A/1F/X1"]
    assert goal.point == pytest.approx((-3.5, 5.0))
    assert goal.zone.bounds == pytest.approx((-4.0, 3.4, -3.0, 6.6))
    assert patch.polygon.contains(Point(7, 3.94))  # in the door of the room
    assert not patch.polygon.contains(Point(5, 3.94))  # in the wall beside it
    assert floor.aims == {"A/1F/s1": "A/1F/X1"}


def test_a_stair_is_left_deep_inside() -> None:
    floor = floor_of(drawn(Drawing(), 10), "A/2F")
    goal = floor.patches[0].goals["A/2F/C/ST"]
    assert goal.kind == "stair"
    assert goal.zone.within(box(26.4, 2.2, 29.8, 4.9).buffer(1e-6))
    assert goal.zone.distance(Point(26.4, 4.9)) > 1.0
    assert all(Point(at).within(box(26.4, 2.2, 29.8, 4.9)) for at in goal.arrivals)


@pytest.mark.parametrize(
    ("closed", "words"),
    [
        ("A/1F/X1", r"A/1F: 3 people in A/1F/s1 \(at .*\) have no way .* with A/1F/X1 blocked"),
        ("A/1F/d1", r"A/1F: 3 people in A/1F/s1 .* with A/1F/d1 blocked"),
    ],
)
def test_who_has_no_way_out_is_one_message(closed: str, words: str) -> None:
    house = drawn(Drawing(storeys=1), 3, frozenset({closed}))
    with pytest.raises(UsageError, match=words):
        refuse_trapped(house, ["A/1F"])


def test_a_door_narrower_than_a_person_is_told_with_its_place() -> None:
    house = drawn(Drawing(storeys=1, room_door=0.3), 3)
    with pytest.raises(
        UsageError, match=r"A/1F/d1: 0\.30 m wide \(at 7\.0, 3\.9\), expected at least 0\.40 m"
    ):
        floor_of(house, "A/1F")


def test_a_way_narrower_than_a_person_is_told() -> None:
    """The corridor is 0.3 m wide."""
    house = drawn(Drawing(storeys=1, corridor=(0.24, 4.85, 24, 5.15), exit_width=0.6), 3)
    for ways in house.ways.values():
        assert ways.outer
    with pytest.raises(
        UsageError, match=r"A/1F: from A/1F/s1 \(at 7\.0, 2\.1\) to A/1F/X1 the ground does not"
    ):
        floor_of(house, "A/1F")


def test_people_find_places_apart_or_it_is_told() -> None:
    ground = shapely.box(0, 0, 5, 4)
    spots = scattered(ground, 40, np.random.default_rng(1))
    assert spots is not None
    assert len(spots) == 40
    gaps = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))
    assert gaps[np.triu_indices(40, 1)].min() >= 2 * standard_profile().radius
    assert shapely.box(0.2, 0.2, 4.8, 3.8).covers(shapely.MultiPoint(spots))
    assert scattered(ground, 200, np.random.default_rng(1)) is None


# ---------------------------------------------------------------- runs


def run(house: House, seed: int = 1, *, alone: bool = False, reacting: bool = False):  # type: ignore[no-untyped-def]
    storeys = list(house.ways) if not alone else ["A/2F"]
    floors = {storey: floor_of(house, storey) for storey in storeys}
    return run_replication(house, floors, seed, 0.05, alone=alone, reacting=reacting, film=True)


def test_everybody_leaves_and_the_same_seed_leaves_alike() -> None:
    house = drawn(WIDE, 6)
    one, again, other = run(house), run(house), run(house, 2)
    assert one.persons == 12
    assert not one.stalled
    assert one.inside == 0
    assert one.exits == {"A/1F/X1": 12}
    assert (one.seconds, one.outs.tolist()) == (again.seconds, again.outs.tolist())
    assert one.seconds != other.seconds
    assert bound_building(house, top()).seconds < one.seconds
    assert one.storeys["A/2F"] < one.seconds
    assert one.maps["A/1F"].passed.max() >= 6  # upper people come through the corridor too
    assert len(one.film["A/2F"]) == len(one.film["A/1F"]) > 10
    assert len(one.film["A/2F"][0]) == 6


def test_a_stair_unrolled_is_as_long_as_its_flights() -> None:
    (strip,) = strips_of(drawn(Drawing(storeys=3), 1), ["A/1F", "A/2F", "A/3F"], alone=False)
    flight = incline(4.5) + 4 * 1.25 * standard_profile().stair_speed
    assert strip == StripSpec(
        "A/1F/C/ST", 1.25, pytest.approx(2 * flight), {"A/3F/C/ST": 0.0, "A/2F/C/ST": pytest.approx(flight)},
        "A/1F", "A/1F/X1",
    )  # fmt: skip


def test_people_set_out_after_their_time() -> None:
    house = drawn(WIDE, 4)
    found = run(house, alone=True, reacting=True)
    assert found.storeys["A/2F"] > 15.0  # staff react after 15 s at least
    assert found.exits == {"A/2F/C/ST": 4}


def test_intervals() -> None:
    """Of 1, 2, 3: mean 2, sd 1, t(0.975, 2) = 4.3027; half 4.3027 / sqrt 3."""
    found = interval([1.0, 2.0, 3.0])
    assert (found.count, found.mean, found.sd, found.least, found.most) == (3, 2.0, 1.0, 1.0, 3.0)
    assert found.high - found.mean == pytest.approx(4.302653 / math.sqrt(3), rel=1e-6)
    assert math.isnan(interval([4.0]).low)
    assert interval([]).count == 0


# ---------------------------------------------------------------- the command


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hand-drawn park with two rooms in building B."""

    def few(storey: StoreyLayout) -> StoreyLayout:
        spaces = tuple(sorted(storey.spaces, key=lambda space: space.area)[:2])
        rooms = {space.id for space in storey.spaces} - {space.id for space in spaces}
        return replace(
            storey, spaces=spaces, doors=tuple(d for d in storey.doors if not rooms & set(d.joins))
        )

    return hand.write(tmp_path_factory.mktemp("evacuation"), hand.edited("B/1F", few))


Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    def run(*arguments: object) -> tuple[int, str, str]:
        code = cli.main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out, captured.err

    return run


def test_the_command_writes_and_tells(call: Call, bundle: Path, tmp_path: Path) -> None:
    code, out, err = call(
        "simulate", "evacuation", bundle, "--storey", "B/1F", "--replications", 2, "--jobs", 1, "--screening",
        "--film", "gif", "--json", "-o", tmp_path,
    )  # fmt: skip
    assert code == 0, err
    document = json.loads(out)
    assert document == json.loads((tmp_path / "evacuation.json").read_text("utf-8"))
    (subject,) = document["subjects"]
    assert (subject["id"], subject["finished"], subject["stalled"]) == ("B/1F", 2, 0)
    low, high = subject["time"]["confidence_95_s"]
    assert low < subject["time"]["mean_s"] < high
    assert subject["bound"]["seconds"] < subject["time"]["least_s"]
    names = {path.name for path in tmp_path.iterdir()}
    maps = {f"evacuation-{kind}-B-1F.{fmt}" for kind in ("density", "flow") for fmt in ("png", "svg")}
    assert names == {"evacuation.json", "evacuation-B-1F.gif", *maps}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            ("--storey", "A/9F"),
            "error: A/9F: no such storey in this layout, expected one of A/1F, A/2F, B/1F",
        ),
        (("--building", "Z"), "error: Z: no such building"),
        (("--block", "A/1F/X9"), "error: --block A/1F/X9: no exit, stair or door"),
        (("--storey", "B/1F", "--block", "B/1F/X1", "--block", "B/1F/X2"), "have no way to an exit"),
    ],
)
def test_bad_input_is_one_message(
    call: Call, bundle: Path, tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    code, _, err = call("simulate", "evacuation", bundle, *options, "-o", tmp_path)
    assert code == 2
    assert words in err
    assert len(err.strip().splitlines()) == 1


def test_people_come_up_from_a_basement() -> None:
    """The upper storey of the drawing set below the ground: its stair is walked up, more slowly than down."""
    drawing = replace(WIDE, storeys=2)
    below = drawn(drawing, 5, below=frozenset({"A/2F"}))
    (strip,) = strips_of(below, list(below.ways), alone=False)
    assert strip.up
    assert strip.length == pytest.approx(incline(4.5) + 4 * 1.25 * standard_profile().stair_up_speed)
    found = run(below)
    assert found.exits == {"A/1F/X1": 10}
    assert clear_building(below).exits == {"A/1F/X1": 10}
    assert found.storeys["A/2F"] + strip.length / (1.8 * standard_profile().stair_up_speed) < found.seconds


def test_a_blocked_stair_sends_people_to_the_other_one() -> None:
    """Exit and stair of a hall with two exits: with one of them blocked everybody takes the other."""
    house = two_exits(20, frozenset({"A/1F/X1"}))
    refuse_trapped(house, ["A/1F"])
    floors = {"A/1F": floor_of(house, "A/1F")}
    found = run_replication(house, floors, 1, 0.05, alone=True, reacting=False, film=False)
    assert found.exits == {"A/1F/X2": 20}
    both = two_exits(20)
    floors = {"A/1F": floor_of(both, "A/1F", "quickest")}
    free = run_replication(both, floors, 1, 0.05, alone=True, reacting=False, film=False, choice="quickest")
    assert set(free.exits) == {"A/1F/X1", "A/1F/X2"}
    assert free.seconds < found.seconds


def test_who_stands_alone_is_set_on_his_way() -> None:
    house = drawn(WIDE, 1)
    floor = floor_of(house, "A/1F")
    ground = Ground(floor, floor.patches[0], 0.05, standard_profile())
    person, waiting = Person(0, "A/1F", 0.0, 0.0), Person(1, "A/1F", 1.3, 99.0)
    ground.enter(person, (7.0, 2.0), "A/1F/X1", 0.0)
    ground.enter(waiting, (4.0, 2.0), "A/1F/X1", 0.0)
    (agent,) = ground.stuck({0, 1}, 20.0)
    assert ground.people[agent] is person
    assert ground.set_on(agent, 20.0)
    ground.advance(20.05)
    (row,) = (row for row in ground.positions() if row[0] == 0)
    assert math.dist(row[1:], (7.0, 2.0)) == pytest.approx(0.5, abs=0.02)
    assert person.helped == 1
    assert len(ground.people) == 2
