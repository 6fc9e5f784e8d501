"""Rules on what hangs together: doors, corridors, parts of zones, noise through walls."""

from __future__ import annotations

from pathlib import Path

import pytest
from shapely import Point, box

from planner.model import Exit
from tests.standards.sheet import (
    HALL,
    M,
    Sheet,
    core,
    door,
    judge,
    pair,
    room,
    tenant,
)


def suite(*kinds: str, doors: int | None = None, named: str = "s1", last: str = "OFFICE") -> Sheet:
    """Rooms of 8 x 8 m that one comes to one after the other: below the corridor, below that, beside that.

    ``doors``: how many, as many as rooms if not given, the fourth from the last room to a second
    corridor. ``named``: what the second says it joins to ``s2``; ``last``: whom the last room serves.
    """
    places = [(10.0, 11.88), (10.0, 3.76), (18.12, 3.76)]
    subjects = ["OFFICE"] * (len(kinds) - 1) + [last]
    all_doors = [
        ("s1", "c1", door(12, 19.88)),
        (named, "s2", door(12, 11.76)),
        ("s2", "s3", box(18, 5, 18.12, 6.2)),
        ("s3", "c2", door(20, 3.64)),
    ]
    return Sheet(
        [
            room(*place, 8, 8, kind, "office_area", subject=subject)
            for kind, place, subject in zip(kinds, places, subjects, strict=False)
        ],
        [(HALL, 1.8), (box(10, 1.84, 40, 3.64), 1.8)],
        all_doors[: len(kinds) if doors is None else doors],
    )


CASES: list[tuple[str, str, Sheet, str]] = [
    # LAYOUT-ACCESS
    (
        "a door to the corridor",
        "LAYOUT-ACCESS",
        Sheet([room(10, 11.88, 8, 8)], [(HALL, 1.8)], [("s1", "c1", door(12, 19.88))]),
        "pass",
    ),
    ("no door", "LAYOUT-ACCESS", Sheet([room(10, 11.88, 8, 8)], [(HALL, 1.8)]), "fail"),
    (
        "through a room of its own demand",
        "LAYOUT-ACCESS",
        Sheet(
            [room(10, 11.88, 8, 8, subject="EXCHANGE"), room(10, 3.76, 8, 8, subject="EXCHANGE")],
            [(HALL, 1.8)],
            [("s1", "c1", door(12, 19.88)), ("s1", "s2", door(12, 11.76))],
        ),
        "pass",
    ),
    (
        "through somebody else's room",
        "LAYOUT-ACCESS",
        Sheet(
            [room(10, 11.88, 8, 8, subject="EXCHANGE"), room(10, 3.76, 8, 8, subject="TRAINING")],
            [(HALL, 1.8)],
            [("s1", "c1", door(12, 19.88)), ("s1", "s2", door(12, 11.76))],
        ),
        "fail",
    ),
    (
        "one hall straight to the stair",
        "LAYOUT-ACCESS",
        Sheet(
            [room(10, 10, 20, 20, "warehouse")],
            doors=[("s1", "C1", door(12, 30))],
            storey={"cores": (core("C1", box(10, 30.06, 16, 36), "stair"),)},
        ),
        "pass",
    ),
    (
        "a hall straight to the outside",
        "LAYOUT-ACCESS",
        Sheet(
            [room(10, 0.24, 20, 20, "warehouse")],
            [(box(40, 10, 60, 11.8), 1.8)],
            doors=[("s1", "X1", door(12, 0, 1.5, 0.24))],
            storey={"exits": (Exit("A/1F/X1", Point(12.75 * M, 0), 1500),)},
        ),
        "pass",
    ),
    # LAYOUT-PASSAGE
    ("its own door", "LAYOUT-PASSAGE", suite("private_office", doors=1), "pass"),
    ("no door to look at", "LAYOUT-PASSAGE", suite("private_office", doors=0), "not_applicable"),
    ("through an open office", "LAYOUT-PASSAGE", suite("open_office", "private_office"), "pass"),
    (
        "through a private office, though its door names the corridor",
        "LAYOUT-PASSAGE",
        suite("private_office", "private_office", named="c1"),
        "fail",
    ),
    ("through a private office", "LAYOUT-PASSAGE", suite("private_office", "private_office"), "fail"),
    ("through somebody else's", "LAYOUT-PASSAGE", suite("open_office", "rest_area", last="OTHER"), "fail"),
    ("through two", "LAYOUT-PASSAGE", suite("open_office", "rest_area", "meeting_room"), "fail"),
    (
        "through two, or by a door of its own",
        "LAYOUT-PASSAGE",
        suite("open_office", "rest_area", "meeting_room", doors=4),
        "pass",
    ),
    # LAYOUT-CORRIDOR-NET
    ("one corridor", "LAYOUT-CORRIDOR-NET", Sheet([room(1, 1, 5, 8)], [(HALL, 1.8)]), "pass"),
    (
        "two apart",
        "LAYOUT-CORRIDOR-NET",
        Sheet(corridors=[(HALL, 1.8), (box(50, 20, 60, 21.8), 1.8)]),
        "fail",
    ),
    (
        "two that touch over 1.8 m",
        "LAYOUT-CORRIDOR-NET",
        Sheet(corridors=[(HALL, 1.8), (box(40, 20, 50, 21.8), 1.8)]),
        "pass",
    ),
    (
        "two that touch over 0.5 m",
        "LAYOUT-CORRIDOR-NET",
        Sheet(corridors=[(HALL, 1.8), (box(40, 21.3, 50, 23.1), 1.8)]),
        "fail",
    ),
    (
        "two joined by a lobby",
        "LAYOUT-CORRIDOR-NET",
        Sheet(
            corridors=[(HALL, 1.8), (box(50, 20, 60, 21.8), 1.8)],
            doors=[("c1", "C1", box(40, 20, 40.06, 21.2)), ("c2", "C1", box(49.94, 20, 50, 21.2))],
            storey={"cores": (core("C1", box(40.06, 18, 49.94, 24), "stair", "lobby"),)},
        ),
        "pass",
    ),
    (
        "two joined by a stair without lobby",
        "LAYOUT-CORRIDOR-NET",
        Sheet(
            corridors=[(HALL, 1.8), (box(50, 20, 60, 21.8), 1.8)],
            doors=[("c1", "C1", box(40, 20, 40.06, 21.2)), ("c2", "C1", box(49.94, 20, 50, 21.2))],
            storey={"cores": (core("C1", box(40.06, 18, 49.94, 24), "stair"),)},
        ),
        "fail",
    ),
    (
        "a shaft needs no door",
        "LAYOUT-CORRIDOR-NET",
        Sheet(corridors=[(HALL, 1.8)], storey={"cores": (core("C1", box(50, 18, 56, 24), "shaft"),)}),
        "pass",
    ),
    (
        "an exit through a hall",
        "LAYOUT-CORRIDOR-NET",
        Sheet(
            [room(10, 0.24, 20, 19.64, "exhibition_hall")],
            [(HALL, 1.8)],
            [("s1", "X1", door(12, 0, 1.5, 0.24)), ("s1", "c1", door(12, 19.88))],
            storey={"exits": (Exit("A/1F/X1", Point(12.75 * M, 0), 1500),)},
        ),
        "pass",
    ),
    (
        "an exit through a company's suite",
        "LAYOUT-CORRIDOR-NET",
        Sheet(
            [room(10, 0.24, 20, 19.64, "tenant_suite", tenant="T1", subject="T1")],
            [(HALL, 1.8)],
            [("s1", "X1", door(12, 0, 1.5, 0.24)), ("s1", "c1", door(12, 19.88))],
            tenants=[tenant("T1")],
            storey={"exits": (Exit("A/1F/X1", Point(12.75 * M, 0), 1500),)},
        ),
        "fail",
    ),
    (
        "an exit of a storey that is one hall",
        "LAYOUT-CORRIDOR-NET",
        Sheet(
            [room(10, 0.24, 20, 19.64, "tenant_suite", tenant="T1", subject="T1")],
            doors=[("s1", "X1", door(12, 0, 1.5, 0.24))],
            tenants=[tenant("T1")],
            storey={"exits": (Exit("A/1F/X1", Point(12.75 * M, 0), 1500),)},
        ),
        "pass",
    ),
    # LAYOUT-CONTIGUOUS
    ("a shared wall", "LAYOUT-CONTIGUOUS", pair(0.12, subject="LIVE"), "pass"),
    ("0.5 m between them", "LAYOUT-CONTIGUOUS", pair(0.5, subject="LIVE"), "fail"),
    ("one room", "LAYOUT-CONTIGUOUS", Sheet([room(10, 10, 8, 8, subject="LIVE")]), "not_applicable"),
    (
        "corner to corner",
        "LAYOUT-CONTIGUOUS",
        Sheet([room(10, 10, 8, 8, subject="LIVE"), room(18.05, 18.05, 8, 8, subject="LIVE")]),
        "fail",
    ),
    (
        "across an inner corridor",
        "LAYOUT-CONTIGUOUS",
        Sheet(
            [room(10, 11.88, 8, 8, subject="LIVE"), room(10, 21.62, 8, 8, subject="LIVE")],
            [(box(10, 20, 40, 21.5), 1.5, "support")],
            [("s1", "c1", door(12, 19.88)), ("s2", "c1", door(12, 21.5))],
        ),
        "pass",
    ),
    (
        "across an inner corridor that one of them has a door to, the other a wall",
        "LAYOUT-CONTIGUOUS",
        Sheet(
            [room(10, 11.88, 8, 8, subject="LIVE"), room(10, 21.62, 8, 8, subject="LIVE")],
            [(box(10, 20, 40, 21.5), 1.5, "support")],
            [("s1", "c1", door(12, 19.88))],
        ),
        "pass",
    ),
    (
        "the same, but 0.5 m of something else between the other and the corridor",
        "LAYOUT-CONTIGUOUS",
        Sheet(
            [room(10, 11.88, 8, 8, subject="LIVE"), room(10, 22.0, 8, 8, subject="LIVE")],
            [(box(10, 20, 40, 21.5), 1.5, "support")],
            [("s1", "c1", door(12, 19.88))],
        ),
        "fail",
    ),
    (
        "face to face across the public corridor",
        "LAYOUT-CONTIGUOUS",
        Sheet(
            [room(10, 11.88, 8, 8, subject="SHOPS"), room(10, 21.92, 8, 8, subject="SHOPS")],
            [(HALL, 1.8)],
            [("s1", "c1", door(12, 19.88)), ("s2", "c1", door(12, 21.8))],
        ),
        "pass",
    ),
    (
        "across the public corridor, but past each other",
        "LAYOUT-CONTIGUOUS",
        Sheet(
            [room(10, 11.88, 8, 8, subject="SHOPS"), room(18.5, 21.92, 8, 8, subject="SHOPS")],
            [(HALL, 1.8)],
            [("s1", "c1", door(12, 19.88)), ("s2", "c1", door(20, 21.8))],
        ),
        "fail",
    ),
    (
        "a livestream centre is one block: not across the public corridor",
        "LAYOUT-CONTIGUOUS",
        Sheet(
            [
                room(10, 11.88, 8, 8, "studio", "livestream_centre", subject="LIVE"),
                room(10, 21.92, 8, 8, "studio", "livestream_centre", subject="LIVE"),
            ],
            [(HALL, 1.8)],
            [("s1", "c1", door(12, 19.88)), ("s2", "c1", door(12, 21.8))],
        ),
        "fail",
    ),
    # CBEP-5.2.2.1-a: 300 m2 in one piece; studios of 15 x 10
    (
        "two studios of 150 side by side",
        "CBEP-5.2.2.1-a",
        Sheet(
            [
                room(10, 10, 15, 10, "studio", "livestream_centre"),
                room(25.12, 10, 15, 10, "studio", "livestream_centre"),
            ]
        ),
        "pass",
    ),
    (
        "two studios of 150 apart",
        "CBEP-5.2.2.1-a",
        Sheet(
            [
                room(10, 10, 15, 10, "studio", "livestream_centre"),
                room(45, 10, 15, 10, "studio", "livestream_centre"),
            ]
        ),
        "fail",
    ),
    ("no livestream centre", "CBEP-5.2.2.1-a", Sheet(), "not_applicable"),
    # CBEP-5.2.2.1-b
    ("a studio beside a studio", "CBEP-5.2.2.1-b", pair(0.12), "pass"),
    (
        "a studio beside catering",
        "CBEP-5.2.2.1-b",
        Sheet([room(10, 10, 8, 8, "studio", "livestream_centre"), room(18.12, 10, 8, 8, "catering")]),
        "fail",
    ),
    (
        "catering across a corridor",
        "CBEP-5.2.2.1-b",
        Sheet([room(10, 10, 8, 8, "studio", "livestream_centre"), room(20.04, 10, 8, 8, "catering")]),
        "pass",
    ),
    (
        "noise of its own zone",
        "CBEP-5.2.2.1-b",
        Sheet(
            [
                room(10, 10, 8, 8, "studio", "livestream_centre"),
                room(18.12, 10, 8, 8, "plant_room", "livestream_centre"),
            ]
        ),
        "pass",
    ),
    ("no studio", "CBEP-5.2.2.1-b", Sheet([room(18.12, 10, 8, 8, "catering")]), "not_applicable"),
]


@pytest.mark.parametrize(("clause", "sheet", "status"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_example(tmp_path: Path, clause: str, sheet: Sheet, status: str) -> None:
    assert judge(tmp_path, clause, sheet).status == status
