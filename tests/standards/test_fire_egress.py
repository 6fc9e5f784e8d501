"""Ways out by the fire codes: examples worked on paper.

Each row: what it shows, clause, storey, verdict, number. From a door at x in the south wall of the corridor
to the stair of C1: 0.06 m through the wall, the straight way to the middle of the corridor's end,
sqrt((x - 6)^2 + 1), 0.1 m to the middle of its door and 0.1 m on to the stair.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from planner.model import Tenant
from tests.standards.floors import SOUTH, Floor, Place, judge, judge_scenario
from tests.standards.sheet import tenant
from tests.verify import park

PARK = park.park()


def staff(number: int) -> Tenant:
    return tenant("T1", staff=number)


def suite(rect: tuple[float, float, float, float] = SOUTH) -> Place:
    return Place("tenant_suite", rect, [15.0], tenant="T1", subject="T1")


def policy(**values: object) -> dict[str, object]:
    return {"policies": replace(PARK.policies, **values)}  # type: ignore[arg-type]  # values by name


def to_c1(x: float) -> float:
    return 0.06 + math.hypot(x - 6, 1) + 0.1 + 0.1


OFFICE = Place("open_office", SOUTH, [15.0])
FAR = Place("open_office", (25, 0.24, 35, 9.88), [30.0])
NEAR = Place("open_office", (22, 0.24, 32, 9.88), [27.0])
HALL = Place("exhibition_hall", (10, 0.24, 50, 9.88), [12.0, 48.0], 1.4, "exchange_centre")
HALVES = Floor([OFFICE], exits=[(20, 2), (40, 2)], compartments=[(0, 0, 30, 22), (30, 0, 60, 22)])
"""Divided in the middle: on either side a stair and a door to the outside."""
END = (54.12, 8.0, 59.76, 14.0)
"""A room of 5.64 x 6 = 33.84 m2 at the end of the corridor."""
LONG = (54.12, 4.0, 59.76, 18.0)
"""The same, 78.96 m2."""


def end(rect: tuple[float, float, float, float], width: float) -> Place:
    return Place("open_office", rect, side=(54.0, 11 - width / 2, 54.12, 11 + width / 2))


CASES: list[tuple[str, str, Floor, str, float | None]] = [
    # exits of storeys
    ("two stairs", "FIRE-55037-7.4.1-a", Floor([OFFICE]), "pass", 2),
    ("one stair for 1320 m2", "FIRE-55037-7.4.1-a", Floor([OFFICE], cores=["C1"]), "fail", 1),
    ("no way to any", "FIRE-55037-7.4.1-a", Floor([OFFICE], cores=[]), "fail", 0),
    (
        "one exit, 200 m2 and 50 people",
        "FIRE-55037-7.4.1-a",
        Floor([suite()], cores=[], exits=[(30, 1.2)], size=(20, 10), tenants=[staff(50)]),
        "pass",
        1,
    ),
    (
        "one exit, 51 people",
        "FIRE-55037-7.4.1-a",
        Floor([suite()], cores=[], exits=[(30, 1.2)], size=(20, 10), tenants=[staff(51)]),
        "fail",
        1,
    ),
    (
        "one stair, three storeys, 25 people on each",  # 25 x 9 = 225 m2 at 9 m2 a person
        "FIRE-55037-7.4.1-a",
        Floor([Place("open_office", (10, 0.88, 35, 9.88), [15])], cores=["C1"], size=(20, 10), storeys=3),
        "pass",
        1,
    ),
    (
        "one stair, 26 people on each",
        "FIRE-55037-7.4.1-a",
        Floor([Place("open_office", (10, 0.88, 35.1, 9.88), [15])], cores=["C1"], size=(20, 10), storeys=3),
        "fail",
        1,
    ),
    (
        "one stair, four storeys",
        "FIRE-55037-7.4.1-a",
        Floor([Place("open_office", SOUTH, [15])], cores=["C1"], size=(20, 10), storeys=4),
        "fail",
        1,
    ),
    (
        "grade III allows 25 upstairs: 11 + 11",
        "FIRE-55037-7.4.1-b",
        Floor([OFFICE], cores=["C1"], size=(20, 10), storeys=3, grade="III"),
        "pass",
        1,
    ),
    ("grade II is not grade III", "FIRE-55037-7.4.1-b", Floor([OFFICE]), "not_applicable", None),
    (
        "grade III, one stair for 1320 m2",
        "FIRE-55037-7.4.1-b",
        Floor([OFFICE], cores=["C1"], grade="III"),
        "fail",
        1,
    ),
    ("grade IV", "FIRE-55037-7.4.1-c", Floor([OFFICE], cores=["C1"], grade="IV"), "fail", 1),
    (
        "grade IV, two storeys of 11 people",
        "FIRE-55037-7.4.1-c",
        Floor([OFFICE], cores=["C1"], size=(20, 10), storeys=2, grade="IV"),
        "pass",
        1,
    ),
    (
        "storage of 300 m2",
        "FIRE-55037-7.2.3",
        Floor([Place("warehouse", SOUTH, [15])], cores=["C1"], size=(30, 10)),
        "pass",
        1,
    ),
    (
        "storage of 310 m2",
        "FIRE-55037-7.2.3",
        Floor([Place("warehouse", SOUTH, [15])], cores=["C1"], size=(31, 10)),
        "fail",
        1,
    ),
    ("no storage", "FIRE-55037-7.2.3", Floor([OFFICE], cores=["C1"]), "not_applicable", None),
    # 6 m between middles of doors of 1 m
    ("exits 5 m apart", "FIRE-50016-5.5.2", Floor([OFFICE], cores=[], exits=[(20, 1), (26, 1)]), "pass", 5),
    (
        "exits side by side",
        "FIRE-50016-5.5.2",
        Floor([OFFICE], cores=[], exits=[(20, 1), (25.9, 1)]),
        "fail",
        4.9,
    ),
    (
        "of three exits two are side by side",
        "FIRE-50016-5.5.2",
        Floor([OFFICE], cores=[], exits=[(20, 1), (22, 1), (40, 1)]),
        "pass",
        19,
    ),
    (
        "doors of a large room side by side",
        "FIRE-50016-5.5.2",
        Floor([Place("open_office", (10, 0.24, 30, 9.88), [15, 18])]),
        "fail",
        2,
    ),
    (
        "one exit has nothing to be apart from",
        "FIRE-50016-5.5.2",
        Floor([OFFICE], cores=["C1"]),
        "not_applicable",
        None,
    ),
    # doors of rooms
    (
        "120 m2, one door",
        "FIRE-55037-7.4.2-a",
        Floor([Place("open_office", (10, 1.88, 25, 9.88), [15])]),
        "pass",
        1,
    ),
    (
        "120.8 m2",
        "FIRE-55037-7.4.2-a",
        Floor([Place("open_office", (10, 1.88, 25.1, 9.88), [15])]),
        "fail",
        1,
    ),
    (
        "120.8 m2, two doors",
        "FIRE-55037-7.4.2-a",
        Floor([Place("open_office", (10, 1.88, 25.1, 9.88), [12, 20])]),
        "pass",
        2,
    ),
    (
        "80 m2 with 50 m2 behind",  # 10 x 8 and 10 x 5
        "FIRE-55037-7.4.2-a",
        Floor(
            [
                Place("open_office", (10, 1.88, 20, 9.88), [15], subject="P"),
                Place("meeting_room", (20.12, 4.88, 30.12, 9.88), subject="P", into=(1, (20, 6, 20.12, 7))),
            ]
        ),
        "fail",
        1,
    ),
    ("at the end, 34 m2 and 0.9 m", "FIRE-55037-7.4.2-a", Floor([end(END, 0.9)], cores=["C1"]), "pass", 1),
    ("at the end, 34 m2 and 0.8 m", "FIRE-55037-7.4.2-a", Floor([end(END, 0.8)], cores=["C1"]), "fail", 1),
    ("at the end, 79 m2 and 1.4 m", "FIRE-55037-7.4.2-a", Floor([end(LONG, 1.4)], cores=["C1"]), "pass", 1),
    ("at the end, 79 m2 and 1.3 m", "FIRE-55037-7.4.2-a", Floor([end(LONG, 1.3)], cores=["C1"]), "fail", 1),
    (
        "classroom of 75 m2",
        "FIRE-55037-7.4.2-b",
        Floor([Place("classroom", (10, 1.88, 19.375, 9.88), [15], zone="training_base")]),
        "pass",
        1,
    ),
    (
        "classroom of 76 m2",
        "FIRE-55037-7.4.2-b",
        Floor([Place("classroom", (10, 1.88, 19.5, 9.88), [15], zone="training_base")]),
        "fail",
        1,
    ),
    ("no classroom", "FIRE-55037-7.4.2-b", Floor([OFFICE]), "not_applicable", None),
    (
        "a conference hall with one door",
        "FIRE-50016-5.5.16",
        Floor([Place("conference_hall", SOUTH, [15], 1.5, "exchange_centre")]),
        "fail",
        1,
    ),
    (
        "280 people, two doors",
        "FIRE-50016-5.5.16",
        Floor([Place("conference_hall", (10, 1.88, 45, 9.88), [15, 40], 1.5, "exchange_centre")]),
        "pass",
        2,
    ),
    ("storage of 96 m2", "FIRE-50016-3.8.2", Floor([Place("warehouse", SOUTH, [15])]), "pass", 1),
    (
        "storage of 106 m2",
        "FIRE-50016-3.8.2",
        Floor([Place("warehouse", (10, 0.24, 21, 9.88), [15])]),
        "fail",
        1,
    ),
    # from doors to exits
    ("between two stairs", "FIRE-50016-5.5.17-1-a", Floor([FAR]), "pass", to_c1(30)),
    ("24.3 m of dead end", "FIRE-50016-5.5.17-1-a", Floor([FAR], cores=["C1"]), "fail", to_c1(30)),
    ("21.3 m of dead end", "FIRE-50016-5.5.17-1-a", Floor([NEAR], cores=["C1"]), "pass", to_c1(27)),
    (
        "24.3 m under sprinklers",  # 22 x 1.25 = 27.5
        "FIRE-50016-5.5.17-1-a",
        Floor([FAR], cores=["C1"], sprinklered=True),
        "pass",
        to_c1(30),
    ),
    ("no exit at all", "FIRE-50016-5.5.17-1-a", Floor([FAR], cores=[]), "fail", 1e6),
    (
        "grade III, dead end of 20 m",
        "FIRE-50016-5.5.17-1-b",
        Floor([NEAR], cores=["C1"], grade="III"),
        "fail",
        to_c1(27),
    ),
    ("grade III, between", "FIRE-50016-5.5.17-1-b", Floor([FAR], grade="III"), "pass", to_c1(30)),
    ("grade IV, between 25 m", "FIRE-50016-5.5.17-1-c", Floor([FAR], grade="IV"), "pass", to_c1(30)),
    (
        "grade IV, dead end of 15 m",
        "FIRE-50016-5.5.17-1-c",
        Floor([NEAR], cores=["C1"], grade="IV"),
        "fail",
        to_c1(27),
    ),
    (
        "27 m are high: dead end of 20 m",
        "FIRE-50016-5.5.17-1-d",
        Floor([NEAR], cores=["C1"], storeys=6),
        "fail",
        to_c1(27),
    ),
    ("27 m are high: between", "FIRE-50016-5.5.17-1-d", Floor([NEAR], storeys=6), "pass", to_c1(27)),
    (
        "24 m are not",
        "FIRE-50016-5.5.17-1-d",
        Floor([NEAR], cores=["C1"], storeys=6, height=4),
        "not_applicable",
        None,
    ),
    (
        "30 m of one storey are not",
        "FIRE-50016-5.5.17-1-d",
        Floor([NEAR], cores=["C1"], height=30),
        "not_applicable",
        None,
    ),
    (
        "teaching, dead end of 22 m",
        "FIRE-50016-5.5.17-1-e",
        Floor([replace(FAR, kind="classroom")], cores=["C1"]),
        "fail",
        to_c1(30),
    ),
    (
        "teaching, between",
        "FIRE-50016-5.5.17-1-e",
        Floor([replace(FAR, kind="classroom")]),
        "pass",
        to_c1(30),
    ),
    (
        "teaching, grade III",
        "FIRE-50016-5.5.17-1-f",
        Floor([replace(FAR, kind="classroom")], grade="III"),
        "pass",
        to_c1(30),
    ),
    (
        "teaching, grade III, dead end of 20 m",
        "FIRE-50016-5.5.17-1-f",
        Floor([replace(NEAR, kind="classroom")], grade="III", cores=["C1"]),
        "fail",
        to_c1(27),
    ),
    (
        "teaching, grade IV",
        "FIRE-50016-5.5.17-1-g",
        Floor([replace(FAR, kind="classroom")], grade="IV"),
        "pass",
        to_c1(30),
    ),
    (
        "teaching, grade IV, dead end of 10 m",
        "FIRE-50016-5.5.17-1-g",
        Floor([replace(OFFICE, kind="classroom", doors=[18])], grade="IV", cores=["C1"]),
        "fail",
        to_c1(18),
    ),
    (
        "teaching, high, dead end of 15 m",
        "FIRE-50016-5.5.17-1-h",
        Floor([replace(NEAR, kind="classroom")], storeys=6, cores=["C1"]),
        "fail",
        to_c1(27),
    ),
    (
        "teaching, high",
        "FIRE-50016-5.5.17-1-h",
        Floor([replace(NEAR, kind="classroom")], storeys=6),
        "pass",
        to_c1(27),
    ),
    (
        "exhibition with one door, high, dead end of 15 m",
        "FIRE-50016-5.5.17-1-i",
        Floor([replace(NEAR, kind="exhibition_hall")], storeys=6, cores=["C1"]),
        "fail",
        to_c1(27),
    ),
    (
        "exhibition with one door, high",
        "FIRE-50016-5.5.17-1-i",
        Floor([replace(NEAR, kind="exhibition_hall")], storeys=6),
        "pass",
        to_c1(27),
    ),
    (
        "a hall with two doors has a rule of its own",
        "FIRE-50016-5.5.17-1-a",
        Floor([HALL]),
        "not_applicable",
        None,
    ),
    # inside rooms: 10 x 9.64 m with its door in the middle, sqrt(5^2 + 9.64^2), and 0.06 m of wall
    ("inside an office", "FIRE-50016-5.5.17-3-a", Floor([OFFICE]), "pass", math.hypot(5, 9.64) + 0.06),
    (
        "inside a long office",
        "FIRE-50016-5.5.17-3-a",
        Floor([Place("open_office", (6, 0.24, 46, 9.88), [7])]),
        "fail",
        math.hypot(39, 9.64) + 0.06,
    ),
    (
        # the inner room 4.56 m deep, the outer 4.96 m: corner to door, wall, across, wall
        "out through another room",
        "FIRE-50016-5.5.17-3-a",
        Floor(
            [
                Place("open_office", (10, 4.92, 20, 9.88), [15], subject="P"),
                Place("meeting_room", (10, 0.24, 20, 4.8), subject="P", into=(1, (14.5, 4.8, 15.5, 4.92))),
            ]
        ),
        "pass",
        math.hypot(5, 4.56) + 0.12 + 4.96 + 0.06,
    ),
    ("a room without door", "FIRE-50016-5.5.17-3-a", Floor([Place("open_office", SOUTH)]), "fail", 1e6),
    # sqrt(5^2 + 9.64^2) = 10.86 is no trouble; 20 m of grade III and 15 m of IV by a room of 25 m
    (
        "inside, grade III",
        "FIRE-50016-5.5.17-3-b",
        Floor([Place("open_office", (10, 0.24, 35, 9.88), [15])], grade="III"),
        "fail",
        math.hypot(20, 9.64) + 0.06,
    ),
    (
        "inside, grade III, small",
        "FIRE-50016-5.5.17-3-b",
        Floor([OFFICE], grade="III"),
        "pass",
        math.hypot(5, 9.64) + 0.06,
    ),
    (
        "inside, grade IV",
        "FIRE-50016-5.5.17-3-c",
        Floor([Place("open_office", (10, 0.24, 30, 9.88), [15])], grade="IV"),
        "fail",
        math.hypot(15, 9.64) + 0.06,
    ),
    (
        "inside, grade IV, small",
        "FIRE-50016-5.5.17-3-c",
        Floor([OFFICE], grade="IV"),
        "pass",
        math.hypot(5, 9.64) + 0.06,
    ),
    (
        "inside, high",
        "FIRE-50016-5.5.17-3-d",
        Floor([Place("open_office", (10, 0.24, 35, 9.88), [15])], storeys=6),
        "fail",
        math.hypot(20, 9.64) + 0.06,
    ),
    (
        "inside, high, small",
        "FIRE-50016-5.5.17-3-d",
        Floor([OFFICE], storeys=6),
        "pass",
        math.hypot(5, 9.64) + 0.06,
    ),
    *[
        (
            f"inside a classroom, {clause}, {w} m",
            clause,
            Floor(
                [Place("classroom", (10, 0.24, 15 + w, 9.88), [15], zone="training_base")],
                grade=grade,
                storeys=storeys,
            ),
            status,
            math.hypot(w, 9.64) + 0.06,
        )
        for clause, grade, storeys, w, status in (
            ("FIRE-50016-5.5.17-3-e", "II", 1, 19, "pass"),  # 21.4 of 22
            ("FIRE-50016-5.5.17-3-e", "II", 1, 20, "fail"),  # 22.3
            ("FIRE-50016-5.5.17-3-f", "III", 1, 17, "pass"),  # 19.6 of 20
            ("FIRE-50016-5.5.17-3-f", "III", 1, 18, "fail"),  # 20.5
            ("FIRE-50016-5.5.17-3-g", "IV", 1, 5.5, "fail"),  # 11.2 of 10
            ("FIRE-50016-5.5.17-3-h", "II", 6, 11, "pass"),  # 14.7 of 15
            ("FIRE-50016-5.5.17-3-h", "II", 6, 12, "fail"),  # 15.5
        )
    ],
    (
        "inside a shallow classroom, grade IV",  # 5 m to either side, 4.88 deep
        "FIRE-50016-5.5.17-3-g",
        Floor([Place("classroom", (10, 5, 20, 9.88), [15], zone="training_base")], grade="IV"),
        "pass",
        math.hypot(5, 4.88) + 0.06,
    ),
    (
        "inside an exhibition with one door, high",
        "FIRE-50016-5.5.17-3-i",
        Floor([Place("exhibition_hall", (10, 0.24, 27, 9.88), [15])], storeys=6),
        "fail",
        math.hypot(12, 9.64) + 0.06,
    ),
    (
        "inside a small exhibition with one door, high",
        "FIRE-50016-5.5.17-3-i",
        Floor([replace(OFFICE, kind="exhibition_hall")], storeys=6),
        "pass",
        math.hypot(5, 9.64) + 0.06,
    ),
    # a hall of 40 m with doors at 12 and 48: the middle of its far wall, and 6.3 m of corridor
    ("hall", "FIRE-50016-5.5.17-4", Floor([HALL]), "pass", math.hypot(18, 9.64) + 0.06),
    (
        "hall far from the stairs",
        "FIRE-50016-5.5.17-4",
        Floor([replace(HALL, doors=[30, 48])]),
        "fail",
        to_c1(30),
    ),
    ("hall with one door", "FIRE-50016-5.5.17-4", Floor([replace(HALL, doors=[12])]), "not_applicable", None),
    (
        "hall that opens to the outside",
        "FIRE-50016-5.5.17-4",
        Floor([replace(HALL, doors=[])], exit_rooms=[(1, 12, 1.4), (1, 48, 1.4)]),
        "pass",
        math.hypot(18, 9.64) + 0.24 + 0.12 - 0.24,
    ),
    (
        "an open office is a room",
        "FIRE-50016-5.5.17-4",
        Floor([replace(HALL, kind="open_office")]),
        "not_applicable",
        None,
    ),
    (
        "an open office by policy",
        "FIRE-50016-5.5.17-4",
        Floor([replace(HALL, kind="open_office")], changes=policy(open_office="open_hall")),
        "pass",
        math.hypot(18, 9.64) + 0.06,
    ),
    # from the door of C1 along the corridor to an exit at x, through 0.24 m of wall
    (
        "stair near an exit",
        "FIRE-50016-5.5.17-2",
        Floor([OFFICE], cores=["C1"], exits=[(15, 1.2)], storeys=2),
        "pass",
        0.1 + math.hypot(9, 1) + 0.24,
    ),
    (
        "stair far from an exit",
        "FIRE-50016-5.5.17-2",
        Floor([OFFICE], cores=["C1"], exits=[(21, 1.2)], storeys=2),
        "fail",
        0.1 + math.hypot(15, 1) + 0.24,
    ),
    (
        "five storeys",
        "FIRE-50016-5.5.17-2",
        Floor([OFFICE], cores=["C1"], exits=[(21, 1.2)], storeys=5),
        "not_applicable",
        None,
    ),
    # widths
    ("room door of 0.9 m", "FIRE-50016-5.5.18-a", Floor([replace(OFFICE, width=0.9)]), "pass", 0.9),
    ("room door of 0.89 m", "FIRE-50016-5.5.18-a", Floor([replace(OFFICE, width=0.89)]), "fail", 0.89),
    ("stair door of 0.9 m", "FIRE-50016-5.5.18-b", Floor([OFFICE], stair_door=0.9), "pass", 0.9),
    ("stair door of 0.88 m", "FIRE-50016-5.5.18-b", Floor([OFFICE], stair_door=0.88), "fail", 0.88),
    (
        "corridor of 1.1 m",
        "FIRE-50016-5.5.18-c",
        Floor(
            [Place("open_office", (10, 1, 20, 10.33), [15])], corridor=(6, 10.45, 54, 11.55), stair_door=0.9
        ),
        "pass",
        1.1,
    ),
    (
        "corridor of 1 m",
        "FIRE-50016-5.5.18-c",
        Floor([Place("open_office", (10, 1, 20, 10.38), [15])], corridor=(6, 10.5, 54, 11.5), stair_door=0.9),
        "fail",
        1.0,
    ),
    # a column in the corridor of 2 m leaves the rest of it
    (
        "past a column 1.1 m",
        "FIRE-50016-5.5.18-c",
        Floor([OFFICE], columns=[(30, 10, 30.6, 10.9)]),
        "pass",
        1.1,
    ),
    (
        "past a column 1.08 m",
        "FIRE-50016-5.5.18-c",
        Floor([OFFICE], columns=[(30, 10, 30.6, 10.92)]),
        "fail",
        1.08,
    ),
    (
        "high, rooms on one side, 1.35 m",
        "FIRE-50016-5.5.18-d",
        Floor(
            [Place("open_office", (10, 1, 20, 9.88), [15])],
            corridor=(6, 10, 54, 11.35),
            stair_door=0.9,
            storeys=6,
        ),
        "pass",
        1.35,
    ),
    (
        "high, rooms on both sides, 1.35 m",
        "FIRE-50016-5.5.18-d",
        Floor(
            [Place("open_office", (10, 1, 20, 9.88), [15]), Place("open_office", (10, 11.47, 20, 20), [15])],
            corridor=(6, 10, 54, 11.35),
            stair_door=0.9,
            storeys=6,
        ),
        "fail",
        1.35,
    ),
    ("outer door of 1.1 m", "FIRE-55037-7.1.4", Floor([OFFICE], exits=[(20, 1.1)]), "pass", 1.1),
    ("outer door of 1 m", "FIRE-55037-7.1.4", Floor([OFFICE], exits=[(20, 1.0)]), "fail", 1.0),
    ("no outer door", "FIRE-55037-7.1.4", Floor([OFFICE]), "not_applicable", None),
    (
        "high, outer door of 1.2 m",
        "FIRE-50016-5.5.18-e",
        Floor([OFFICE], exits=[(20, 1.2)], storeys=6),
        "pass",
        1.2,
    ),
    (
        "high, outer door of 1.1 m",
        "FIRE-50016-5.5.18-e",
        Floor([OFFICE], exits=[(20, 1.1)], storeys=6),
        "fail",
        1.1,
    ),
    ("hall door of 1.4 m", "FIRE-50016-5.5.19", Floor([HALL]), "pass", 1.4),
    ("hall door of 1.3 m", "FIRE-50016-5.5.19", Floor([replace(HALL, width=1.3)]), "fail", 1.3),
    # two stairs with doors of 1.2 m; two storeys: 0.65 m for 100 people, so 369 at most
    (
        "360 people on a storey",
        "FIRE-50016-5.5.21-a",
        Floor([suite()], exits=[(20, 1.2), (40, 1.2)], storeys=2, tenants=[staff(360)]),
        "pass",
        2.4,
    ),
    (
        "370 people on a storey",
        "FIRE-50016-5.5.21-a",
        Floor([suite()], exits=[(20, 1.2), (40, 1.2)], storeys=2, tenants=[staff(370)]),
        "fail",
        2.4,
    ),
    (
        "three storeys: 320 people, 0.75 m",
        "FIRE-50016-5.5.21-a",
        Floor([suite()], exits=[(20, 2), (40, 2)], storeys=3, tenants=[staff(320)]),
        "pass",
        2.4,
    ),
    (
        "four storeys: 241 people, 1 m",
        "FIRE-50016-5.5.21-a",
        Floor([suite()], exits=[(20, 2), (40, 2)], storeys=4, tenants=[staff(241)]),
        "fail",
        2.4,
    ),
    (
        "grade III: 330 people, 0.75 m",
        "FIRE-50016-5.5.21-b",
        Floor([suite()], exits=[(20, 2), (40, 2)], storeys=2, grade="III", tenants=[staff(330)]),
        "fail",
        2.4,
    ),
    (
        "grade III: 320 people",
        "FIRE-50016-5.5.21-b",
        Floor([suite()], exits=[(20, 2), (40, 2)], storeys=2, grade="III", tenants=[staff(320)]),
        "pass",
        2.4,
    ),
    # accessibility
    ("public corridor of 2 m", "FIRE-55019-2.2.2", Floor([OFFICE]), "pass", 2.0),
    (
        "public corridor of 1.1 m",
        "FIRE-55019-2.2.2",
        Floor(
            [Place("open_office", (10, 1, 20, 10.33), [15])], corridor=(6, 10.45, 54, 11.55), stair_door=0.9
        ),
        "fail",
        1.1,
    ),
    ("door of 0.9 m", "FIRE-55019-2.5.4", Floor([replace(OFFICE, width=0.9)]), "pass", 0.9),
    ("door of 0.85 m", "FIRE-55019-2.5.4", Floor([replace(OFFICE, width=0.85)]), "fail", 0.85),
    ("public room on the ground", "FIRE-55019-2.1", Floor([HALL], exits=[(30, 1.2)]), "pass", 1),
    (
        "through a door of 0.8 m",
        "FIRE-55019-2.1",
        Floor([replace(HALL, width=0.8)], exits=[(30, 1.2)]),
        "fail",
        0,
    ),
    (
        "upstairs by lift",
        "FIRE-55019-2.1",
        Floor([HALL], exits=[(30, 1.2)], storeys=2, lifts=True),
        "pass",
        1,
    ),
    ("upstairs by stair only", "FIRE-55019-2.1", Floor([HALL], exits=[(30, 1.2)], storeys=2), "fail", 0),
    ("no public room", "FIRE-55019-2.1", Floor([OFFICE], exits=[(30, 1.2)]), "not_applicable", None),
    ("lifts", "FIRE-55019-2.6", Floor([OFFICE], storeys=2, lifts=True), "pass", 2),
    ("no lift", "FIRE-55019-2.6", Floor([OFFICE], storeys=2), "fail", 0),
    ("one storey", "FIRE-55019-2.6", Floor([OFFICE]), "not_applicable", None),
    # compartments
    ("2500 m2", "FIRE-50016-5.3.1-b", Floor([OFFICE], size=(50, 50)), "pass", 2500),
    ("2505 m2", "FIRE-50016-5.3.1-b", Floor([OFFICE], size=(50, 50.1)), "fail", 2505),
    (
        "5000 m2 with sprinklers",
        "FIRE-50016-5.3.1-b",
        Floor([OFFICE], size=(100, 50), sprinklered=True),
        "pass",
        5000,
    ),
    (
        "2505 m2 that may be divided",
        "FIRE-50016-5.3.1-b",
        Floor([OFFICE], size=(50, 50.1), changes=policy(fire_compartments="divided")),
        "undecided",
        None,
    ),
    (
        "drawn, 2500 m2 and 1500 m2",
        "FIRE-50016-5.3.1-b",
        Floor([OFFICE], size=(100, 40), compartments=[(0, 0, 62.5, 40), (62.5, 0, 100, 40)]),
        "pass",
        2500,
    ),
    (
        "drawn, a square metre too much",
        "FIRE-50016-5.3.1-b",
        Floor([OFFICE], size=(100, 40), compartments=[(0, 0, 62.525, 40), (62.525, 0, 100, 40)]),
        "fail",
        2501,
    ),
    (
        "0.02 m of 40 m in no compartment",
        "FIRE-50016-5.3.1-b",
        Floor([OFFICE], size=(100, 40), compartments=[(0, 0, 50, 40), (50.02, 0, 100, 40)]),
        "fail",
        0.8,
    ),
    (
        "0.02 m of 40 m in two",
        "FIRE-50016-5.3.1-b",
        Floor([OFFICE], size=(100, 40), compartments=[(0, 0, 50.02, 40), (50, 0, 100, 40)]),
        "fail",
        0.8,
    ),
    # stairs: 9 storeys of 4.5 m are 40.5 m, 7 of them 31.5 m; 6 storeys of 4 m are 24 m, which is low
    (
        "smoke-proof, 40.5 m",
        "FIRE-55037-7.4.4",
        Floor([OFFICE], storeys=9, stairs="smoke_proof"),
        "pass",
        None,
    ),
    ("enclosed, 40.5 m", "FIRE-55037-7.4.4", Floor([OFFICE], storeys=9, stairs="enclosed"), "fail", None),
    ("not told, 40.5 m", "FIRE-55037-7.4.4", Floor([OFFICE], storeys=9), "undecided", None),
    ("31.5 m", "FIRE-55037-7.4.4", Floor([OFFICE], storeys=7, stairs="open"), "not_applicable", None),
    (
        "exactly 32 m",
        "FIRE-55037-7.4.4",
        Floor([OFFICE], storeys=8, height=4.0, stairs="open"),
        "not_applicable",
        None,
    ),
    ("32.008 m", "FIRE-55037-7.4.4", Floor([OFFICE], storeys=8, height=4.001, stairs="open"), "fail", None),
    ("enclosed, 31.5 m", "FIRE-55037-7.4.5-a", Floor([OFFICE], storeys=7, stairs="enclosed"), "pass", None),
    (
        "smoke-proof, 31.5 m",
        "FIRE-55037-7.4.5-a",
        Floor([OFFICE], storeys=7, stairs="smoke_proof"),
        "pass",
        None,
    ),
    ("open, 31.5 m", "FIRE-55037-7.4.5-a", Floor([OFFICE], storeys=7, stairs="open"), "fail", None),
    (
        "enclosed, six low storeys",
        "FIRE-55037-7.4.5-b",
        Floor([OFFICE], storeys=6, height=4.0, stairs="enclosed"),
        "pass",
        None,
    ),
    (
        "open, six low storeys",
        "FIRE-55037-7.4.5-b",
        Floor([OFFICE], storeys=6, height=4.0, stairs="open"),
        "fail",
        None,
    ),
    ("five storeys", "FIRE-55037-7.4.5-b", Floor([OFFICE], storeys=5, stairs="open"), "not_applicable", None),
    ("open, exhibition", "FIRE-55037-7.4.5-c", Floor([HALL], storeys=2, stairs="open"), "fail", None),
    ("enclosed, exhibition", "FIRE-55037-7.4.5-c", Floor([HALL], storeys=2, stairs="enclosed"), "pass", None),
    ("offices", "FIRE-55037-7.4.5-c", Floor([OFFICE], storeys=2, stairs="open"), "not_applicable", None),
    ("one storey of exhibition", "FIRE-55037-7.4.5-c", Floor([HALL], stairs="open"), "not_applicable", None),
    ("a stair and a door each", "FIRE-50016-5.5.8", HALVES, "pass", 2),
    ("a stair each", "FIRE-50016-5.5.8", replace(HALVES, exits=[]), "fail", 1),
    (
        "a room in two compartments",
        "FIRE-50016-5.5.8",
        replace(HALVES, rooms=[Place("open_office", (25, 0.24, 35, 9.88), [28.0])]),
        "fail",
        0,
    ),
    (
        "a door into the neighbour",
        "FIRE-50016-5.5.8",
        replace(HALVES, rooms=[replace(OFFICE, rect=(24, 0.24, 29.9, 9.88), doors=[29.8])]),
        "fail",
        0,
    ),
    ("not divided", "FIRE-50016-5.5.8", Floor([OFFICE]), "not_applicable", None),
    ("high, 1500 m2", "FIRE-50016-5.3.1-a", Floor([OFFICE], size=(50, 30), storeys=6), "pass", 1500),
    ("high, 1550 m2", "FIRE-50016-5.3.1-a", Floor([OFFICE], size=(50, 31), storeys=6), "fail", 1550),
    ("grade III, 1200 m2", "FIRE-50016-5.3.1-c", Floor([OFFICE], size=(40, 30), grade="III"), "pass", 1200),
    ("grade III, 1240 m2", "FIRE-50016-5.3.1-c", Floor([OFFICE], size=(40, 31), grade="III"), "fail", 1240),
    ("grade IV, 600 m2", "FIRE-50016-5.3.1-d", Floor([OFFICE], size=(30, 20), grade="IV"), "pass", 600),
    ("grade IV, 630 m2", "FIRE-50016-5.3.1-d", Floor([OFFICE], size=(30, 21), grade="IV"), "fail", 630),
    ("nothing below ground", "FIRE-50016-5.3.1-e", Floor([OFFICE]), "not_applicable", None),
    (
        "only storage",
        "FIRE-50016-5.3.1-b",
        Floor([Place("warehouse", SOUTH, [15])], size=(60, 60)),
        "not_applicable",
        None,
    ),
    (
        "storage room of 1500 m2",
        "FIRE-50016-3.3.2-a",
        Floor([Place("warehouse", (0, 0, 50, 30))]),
        "pass",
        1500,
    ),
    (
        "storage room of 1550 m2",
        "FIRE-50016-3.3.2-a",
        Floor([Place("warehouse", (0, 0, 50, 31))]),
        "fail",
        1550,
    ),
    (
        "storage room of 1200 m2",
        "FIRE-50016-3.3.2-b",
        Floor([Place("warehouse", (0, 0, 40, 30))], storeys=2),
        "pass",
        1200,
    ),
    (
        "storage room of 1240 m2",
        "FIRE-50016-3.3.2-b",
        Floor([Place("warehouse", (0, 0, 40, 31))], storeys=2),
        "fail",
        1240,
    ),
    (
        "high storage of 1000 m2",
        "FIRE-50016-3.3.2-c",
        Floor([Place("warehouse", (0, 0, 40, 25))], storeys=6),
        "pass",
        1000,
    ),
    (
        "high storage of 1040 m2",
        "FIRE-50016-3.3.2-c",
        Floor([Place("warehouse", (0, 0, 40, 26))], storeys=6),
        "fail",
        1040,
    ),
    # sprinklers
    (
        "1500 m2 of shops need none",
        "FIRE-55037-8.1.9",
        Floor([Place("shop", (0, 0, 50, 30))]),
        "not_applicable",
        None,
    ),
    ("1550 m2 of shops", "FIRE-55037-8.1.9", Floor([Place("shop", (0, 0, 50, 31))]), "fail", None),
    (
        "1550 m2 with",
        "FIRE-55037-8.1.9",
        Floor([Place("shop", (0, 0, 50, 31))], sprinklered=True),
        "pass",
        None,
    ),
    (
        "three storeys of 1010 m2",
        "FIRE-55037-8.1.9",
        Floor([Place("shop", (0, 0, 50, 20.2))], storeys=3),
        "fail",
        None,
    ),
    ("1550 m2 of storage", "FIRE-55037-8.1.8", Floor([Place("warehouse", (0, 0, 50, 31))]), "fail", None),
    (
        "1550 m2 of storage with",
        "FIRE-55037-8.1.8",
        Floor([Place("warehouse", (0, 0, 50, 31))], sprinklered=True),
        "pass",
        None,
    ),
    # the policy on the force of GB 50016
    (
        "only GB 55037 binds",
        "FIRE-50016-5.5.17-1-a",
        Floor([FAR], cores=["C1"], changes=policy(fire_code_force="gb55037")),
        "not_applicable",
        None,
    ),
    (
        "by level: storey 2 of four, 0.65 m",
        "FIRE-50016-5.5.21-a",
        Floor(
            [suite()],
            exits=[(20, 2), (40, 2)],
            storeys=4,
            tenants=[staff(241)],
            changes=policy(egress_width_by="level"),
        ),
        "fail",  # storey 4 still goes by 1 m
        2.4,
    ),
]


@pytest.mark.parametrize(
    ("clause", "floor", "status", "measured"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_example(tmp_path: Path, clause: str, floor: Floor, status: str, measured: float | None) -> None:
    verdict = judge(tmp_path, clause, floor)
    assert verdict.status == status
    if measured is not None:
        assert verdict.worst is not None
        assert verdict.worst.measured == pytest.approx(measured, abs=0.011)


def test_the_way_itself_is_the_evidence(tmp_path: Path) -> None:
    finding = judge(tmp_path, "FIRE-50016-5.5.17-1-a", Floor([FAR], cores=["C1"])).worst
    assert finding is not None
    assert finding.where is not None
    assert finding.where.geom_type == "LineString"
    assert finding.where.length / 1000 == pytest.approx(to_c1(30), abs=0.001)  # as long as what is measured
    assert finding.subject == "A/1F/s1 A/1F/d1 (dead end)"


@pytest.mark.parametrize(("size", "status"), [((25, 20), "pass"), ((25, 20.4), "fail")])
def test_a_storey_below_ground(tmp_path: Path, size: tuple[float, float], status: str) -> None:
    """500 m2 and 510 m2 of 500."""
    floor = Floor([OFFICE], size=size)
    scenario = floor.scenario()
    building = scenario.buildings[0]
    cellar = replace(building.storeys[0], level=-1, elevation_mm=-4500)
    scenario = replace(scenario, buildings=(replace(building, storeys=(cellar,)),))
    assert judge_scenario(tmp_path, "FIRE-50016-5.3.1-e", scenario, floor).status == status
    assert judge_scenario(tmp_path, "FIRE-50016-5.3.1-b", scenario, floor).status == "not_applicable"


def test_a_stair_carries_the_fullest_storey_above_it(tmp_path: Path) -> None:
    """Storey 2 has 11 people, storey 3 has 330: at 0.75 m for 100 both need 2.475 m and have 2.4."""
    floor = Floor([suite(), OFFICE], exits=[(20, 2), (40, 2)], storeys=3, tenants=[staff(319)])
    layout = floor.layout()
    first, second, third = layout.storeys
    few = replace(second, spaces=second.spaces[1:])
    layout = replace(layout, storeys=(replace(first, spaces=first.spaces[1:]), few, third))
    verdict = judge_scenario(tmp_path, "FIRE-50016-5.5.21-a", floor.scenario(), floor, layout)
    found = {finding.subject: finding.limit for finding in verdict.findings}
    assert found == {
        "A/1F (330 people)": pytest.approx(2.475),
        "A/2F (330 people)": pytest.approx(2.475),
        "A/3F (330 people)": pytest.approx(2.475),
    }
    assert [finding.ok for finding in verdict.findings] == [True, False, False]
