"""Integrity rules on outlines, walls, shapes and corridors: pass, fail, exactly on the limit, no subject.

Everything is metres. Plates have external walls of 0.24 m, partitions of 0.12 m, corridors of 1.8 m.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from shapely import LineString, box
from shapely.affinity import rotate

from planner.bundle import write_bundle
from planner.model import Column
from planner.verify import verify
from tests.standards.sheet import (
    HALL,
    M,
    Room,
    Sheet,
    core,
    cut,
    door,
    judge,
    pair,
    room,
    scaled,
)
from tests.verify import park

CASES: list[tuple[str, str, Sheet, str]] = [
    # LAYOUT-INSIDE: net outline begins 0.24 m from the outline
    ("at the inner face", "LAYOUT-INSIDE", Sheet([room(0.24, 0.24, 10, 10)]), "pass"),
    ("0.2 m into a wall", "LAYOUT-INSIDE", Sheet([room(0.04, 0.24, 10, 10)]), "fail"),
    # 1 mm of 5 m is 0.005 m2, which rounding may cost
    ("a millimetre", "LAYOUT-INSIDE", Sheet([room(0.239, 0.24, 10, 5)]), "pass"),
    (
        "in a courtyard",
        "LAYOUT-INSIDE",
        Sheet(
            [room(100, 100, 10, 10)],
            storey={"outline": box(0, 0, 400 * M, 400 * M).difference(box(90 * M, 90 * M, 120 * M, 120 * M))},
        ),
        "fail",
    ),
    ("no rooms", "LAYOUT-INSIDE", Sheet(), "not_applicable"),
    # LAYOUT-OVERLAP
    ("side by side", "LAYOUT-OVERLAP", pair(0), "pass"),
    ("overlap of 2 mm x 8 m = 0.016 m2", "LAYOUT-OVERLAP", pair(-0.002), "fail"),
    ("overlap of 1 mm x 8 m = 0.008 m2", "LAYOUT-OVERLAP", pair(-0.001), "pass"),
    (
        "over a core",
        "LAYOUT-OVERLAP",
        Sheet([room(10, 10, 8, 8)], storey={"cores": (core("C1", box(17, 10, 25, 18), "stair"),)}),
        "fail",
    ),
    # LAYOUT-WALL
    ("a wall of 0.12", "LAYOUT-WALL", pair(0.12), "pass"),
    ("a wall of 0.11", "LAYOUT-WALL", pair(0.11), "fail"),
    ("no wall", "LAYOUT-WALL", pair(0), "fail"),
    (
        "pieces of one corridor",
        "LAYOUT-WALL",
        Sheet(corridors=[(HALL, 1.8), (box(40, 20, 50, 21.8), 1.8)]),
        "not_applicable",
    ),
    # LAYOUT-REMAINDER on a plate of 20.48 x 10.48: net 20 x 10
    ("all taken", "LAYOUT-REMAINDER", Sheet([room(0.24, 0.24, 20, 10)], size=(20.48, 10.48)), "pass"),
    (
        "a strip of 0.5 m",
        "LAYOUT-REMAINDER",
        Sheet([room(0.24, 0.24, 19.5, 10)], size=(20.48, 10.48)),
        "pass",
    ),
    (
        "a strip of 0.7 m",
        "LAYOUT-REMAINDER",
        Sheet([room(0.24, 0.24, 19.3, 10)], size=(20.48, 10.48)),
        "fail",
    ),
    (
        "a niche of 1.9 m2",
        "LAYOUT-REMAINDER",
        Sheet(
            [
                Room(
                    "shop",
                    shape=cut(box(0.24, 0.24, 20.24, 10.24).difference(box(18.34, 9.24, 20.24, 10.24))),
                )
            ],
            size=(20.48, 10.48),
        ),
        "pass",
    ),
    (
        "a niche of 2.1 m2",
        "LAYOUT-REMAINDER",
        Sheet(
            [
                Room(
                    "shop",
                    shape=cut(box(0.24, 0.24, 20.24, 10.24).difference(box(18.14, 9.24, 20.24, 10.24))),
                )
            ],
            size=(20.48, 10.48),
        ),
        "fail",
    ),
    # LAYOUT-ROOM-WIDTH: a shop needs 4 m
    ("shop of 4 m", "LAYOUT-ROOM-WIDTH", Sheet([room(10, 10, 4, 9)]), "pass"),
    ("shop of 3.9 m", "LAYOUT-ROOM-WIDTH", Sheet([room(10, 10, 3.9, 9)]), "fail"),
    (
        "turned by 30 degrees",
        "LAYOUT-ROOM-WIDTH",
        Sheet([Room("shop", shape=rotate(box(50, 50, 54, 59), 30))]),
        "pass",
    ),
    (
        "an L of two narrow arms",
        "LAYOUT-ROOM-WIDTH",
        Sheet([Room("shop", shape=cut(box(10, 10, 20, 20).difference(box(12.5, 12.5, 20, 20))))]),
        "fail",
    ),
    # LAYOUT-ROOM-AREA: a shop needs 30 m2; a classroom's 50 is left to its clause
    ("shop of 30", "LAYOUT-ROOM-AREA", Sheet([room(10, 10, 5, 6)]), "pass"),
    ("shop of 29.9", "LAYOUT-ROOM-AREA", Sheet([room(10, 10, 5, 5.98)]), "fail"),
    ("classroom under CBEP", "LAYOUT-ROOM-AREA", Sheet([room(10, 10, 6, 6, "classroom")]), "not_applicable"),
    (
        "classroom without CBEP",
        "LAYOUT-ROOM-AREA",
        Sheet([room(10, 10, 6, 6, "classroom")], changes={"standards": ("sbt11233",)}),
        "fail",
    ),
    # LAYOUT-ASPECT: a shop at most 1:4
    ("1:4", "LAYOUT-ASPECT", Sheet([room(10, 10, 5, 20)]), "pass"),
    ("1:4.1", "LAYOUT-ASPECT", Sheet([room(10, 10, 5, 20.5)]), "fail"),
    (
        "forced between two facades",
        "LAYOUT-ASPECT",
        Sheet([room(0.24, 0.24, 40, 5)], size=(60, 5.48)),
        "pass",
    ),
    (
        "one side on a facade is not forced",
        "LAYOUT-ASPECT",
        Sheet([room(0.24, 0.24, 40, 5)], size=(60, 30)),
        "fail",
    ),
    # LAYOUT-CORRIDOR-SHARE: 18 % of 20 x 50 m = 180 m2
    (
        "18 %",
        "LAYOUT-CORRIDOR-SHARE",
        Sheet([room(1, 1, 5, 8)], [(box(1, 10, 19, 20), 1.8)], size=(20, 50)),
        "pass",
    ),
    (
        "18.1 %",
        "LAYOUT-CORRIDOR-SHARE",
        Sheet([room(1, 1, 5, 8)], [(box(1, 10, 19.1, 20), 1.8)], size=(20, 50)),
        "fail",
    ),
    (
        "inner corridors count",
        "LAYOUT-CORRIDOR-SHARE",
        Sheet(
            [room(1, 1, 5, 8)],
            [(box(1, 10, 19, 19), 1.8), (box(1, 30, 19, 32), 1.5, "support")],
            size=(20, 50),
        ),
        "fail",
    ),
    (
        "a storey of 800 m2",
        "LAYOUT-CORRIDOR-SHARE",
        Sheet([room(1, 1, 5, 8)], [(box(1, 10, 19, 30), 1.8)], size=(20, 40)),
        "not_applicable",
    ),
    # LAYOUT-CORRIDOR-WIDTH
    ("1.8 m", "LAYOUT-CORRIDOR-WIDTH", Sheet(corridors=[(HALL, 1.8)]), "pass"),
    ("1.7 m", "LAYOUT-CORRIDOR-WIDTH", Sheet(corridors=[(box(10, 20, 40, 21.7), 1.7)]), "fail"),
    ("states 2.4, has 1.8", "LAYOUT-CORRIDOR-WIDTH", Sheet(corridors=[(HALL, 2.4)]), "fail"),
    (
        "inner corridor of 1.5 m",
        "LAYOUT-CORRIDOR-WIDTH",
        Sheet(corridors=[(box(10, 20, 40, 21.5), 1.5, "support")]),
        "pass",
    ),
    (
        "inner corridor of 1.4 m",
        "LAYOUT-CORRIDOR-WIDTH",
        Sheet(corridors=[(box(10, 20, 40, 21.4), 1.4, "support")]),
        "fail",
    ),
    (
        "round a corner",
        "LAYOUT-CORRIDOR-WIDTH",
        Sheet(corridors=[(cut(box(10, 20, 40, 40).difference(box(11.8, 21.8, 40, 40))), 1.8)]),
        "pass",
    ),
    (
        "turned by 12.5 degrees, on whole millimetres",
        "LAYOUT-CORRIDOR-WIDTH",
        Sheet(corridors=[(rotate(HALL, 12.5), 1.8)]),
        "pass",
    ),
    (
        "a door behind a stub of 1.2 x 3 m",
        "LAYOUT-CORRIDOR-WIDTH",
        Sheet(
            [room(10, 24.92, 8, 8)],
            [(cut(HALL.union(box(12, 21.8, 13.2, 24.8))), 1.8)],
            [("s1", "c1", door(12, 24.8))],
        ),
        "fail",
    ),
    (
        "a door behind a stub of 1.8 x 3 m",
        "LAYOUT-CORRIDOR-WIDTH",
        Sheet(
            [room(10, 24.92, 8, 8)],
            [(cut(HALL.union(box(12, 21.8, 13.8, 24.8))), 1.8)],
            [("s1", "c1", door(12.3, 24.8))],
        ),
        "pass",
    ),
    # LAYOUT-COLUMN
    ("no column", "LAYOUT-COLUMN", Sheet(corridors=[(HALL, 1.8)]), "not_applicable"),
    (
        "a column in the middle of the corridor",
        "LAYOUT-COLUMN",
        Sheet(
            [room(10, 11.88, 8, 8), room(30, 11.88, 8, 8)],
            [(HALL, 1.8)],
            [("s1", "c1", door(12, 19.88)), ("s2", "c1", door(32, 19.88))],
            storey={"columns": (Column(scaled(box(25, 20.6, 25.6, 21.2))),)},
        ),
        "fail",
    ),
    (
        "a column beside a corridor of 2.4 m",
        "LAYOUT-COLUMN",
        Sheet(
            [room(10, 11.88, 8, 8), room(30, 11.88, 8, 8)],
            [(box(10, 20, 40, 22.4), 1.8)],
            [("s1", "c1", door(12, 19.88)), ("s2", "c1", door(32, 19.88))],
            storey={"columns": (Column(scaled(box(25, 21.8, 25.6, 22.4))),)},
        ),
        "pass",
    ),
]


@pytest.mark.parametrize(("clause", "sheet", "status"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_example(tmp_path: Path, clause: str, sheet: Sheet, status: str) -> None:
    assert judge(tmp_path, clause, sheet).status == status


@pytest.mark.parametrize(
    ("gap", "clear", "status"), [(0.0, 1.8, "pass"), (0.5, 1.3, "fail"), (1.0, 0.8, "fail")]
)
def test_clear_width_is_measured(tmp_path: Path, gap: float, clear: float, status: str) -> None:
    """A block of ``gap`` metres in the middle of a corridor of 1.8 m leaves the rest."""
    shape = cut(HALL.difference(box(24, 20, 25, 20 + gap))) if gap else HALL
    sheet = Sheet(
        [room(10, 11.88, 8, 8), room(30, 11.88, 8, 8)],
        [(shape, 1.8)],
        [("s1", "c1", door(12, 19.88)), ("s2", "c1", door(32, 19.88))],
    )
    verdict = judge(tmp_path, "LAYOUT-CORRIDOR-WIDTH", sheet)
    assert verdict.status == status
    assert verdict.findings[0].measured == pytest.approx(clear, abs=0.02)


@pytest.mark.parametrize(("distance", "status"), [(0.0, "pass"), (2.0, "pass"), (2.1, "fail")])
def test_roads_end_within_two_metres(tmp_path: Path, distance: float, status: str) -> None:
    """The road of the east exit of building A ends that far before it."""
    plan = park.layout()
    end = 160_000 + round(distance * M)
    line = LineString([(170_000, 80_000), (end, 80_000)])
    shape = line.buffer(2000, cap_style="flat")
    roads = tuple(replace(r, centreline=line, polygon=shape) if r.id == "R4" else r for r in plan.roads)
    write_bundle(tmp_path, park.solution(plan=replace(plan, roads=roads)), resolved="")
    compliance = verify(park.park(), tmp_path)
    assert compliance.verdict("LAYOUT-ROAD-REACH").status == status
    assert compliance.verdict("CBEP-4.3.3-a").status == status
