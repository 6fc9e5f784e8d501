"""Zones and rooms that must be there: examples from the text of the standards."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.standards.sheet import Room, Sheet, demand, judge, tenant
from tests.verify import conduct

OFFICE = [
    Room(kind, "office_area") for kind in ("open_office", "private_office", "meeting_room", "rest_area")
]
EXCHANGE = [
    Room(kind, "exchange_centre")
    for kind in (
        "exhibition_hall",
        "rest_area",
        "conference_hall",
        "meeting_room",
        "meeting_room",
        "incubator",
    )
]
TRAINING = [Room(kind, "training_base") for kind in ("classroom", "practice_ground")]
RUN = {"operations": conduct.operations()}
OUTSIDE = demand("TRAIN", "training_base", off_site=True)


def less(rooms: list[Room], kind: str) -> list[Room]:
    """Without the first room of that kind."""
    index = next(i for i, room in enumerate(rooms) if room.kind == kind)
    return rooms[:index] + rooms[index + 1 :]


CASES: list[tuple[str, str, Sheet, str]] = [
    ("three zones", "CBEP-4.1.2-a", Sheet(OFFICE + EXCHANGE + TRAINING), "pass"),
    ("training off site", "CBEP-4.1.2-a", Sheet(OFFICE + EXCHANGE, demands=[OUTSIDE]), "pass"),
    ("no training anywhere", "CBEP-4.1.2-a", Sheet(OFFICE + EXCHANGE), "fail"),
    (
        "an office off site is none",
        "CBEP-4.1.2-a",
        Sheet(EXCHANGE + TRAINING, demands=[demand("OFF", "office_area", off_site=True)]),
        "fail",
    ),
    (
        "suites are no office area of the park",
        "CBEP-4.1.2-a",
        Sheet(
            [*EXCHANGE, *TRAINING, Room("tenant_suite", "office_area", tenant="T1")], tenants=[tenant("T1")]
        ),
        "fail",
    ),
    ("an empty park", "CBEP-4.1.2-a", Sheet(), "fail"),
    ("no optional zone", "CBEP-4.1.2-b", Sheet(OFFICE), "not_applicable"),
    ("a Party centre is permitted", "CBEP-4.1.2-b", Sheet([Room("party_hall", "party_centre")]), "pass"),
    ("one recommended zone of four", "CBEP-5.2", Sheet([Room("party_hall", "party_centre")]), "fail"),
    (
        "all recommended zones",
        "CBEP-5.2",
        Sheet(
            [
                Room("party_hall", "party_centre"),
                Room("warehouse", "storage_base"),
                Room("studio", "livestream_centre"),
                Room("customs_desk", "customs_hall"),
            ]
        ),
        "pass",
    ),
    ("office complete", "CBEP-5.1.1.1", Sheet(OFFICE), "pass"),
    ("office without rest area", "CBEP-5.1.1.1", Sheet(less(OFFICE, "rest_area")), "fail"),
    ("the rest area of another zone", "CBEP-5.1.1.1", Sheet(less(OFFICE, "rest_area") + EXCHANGE), "fail"),
    ("no office area", "CBEP-5.1.1.1", Sheet(EXCHANGE), "not_applicable"),
    ("exchange complete", "CBEP-5.1.2.1", Sheet(EXCHANGE), "pass"),
    ("meeting area of rooms only", "CBEP-5.1.2.1", Sheet(less(EXCHANGE, "conference_hall")), "pass"),
    ("exchange without incubator", "CBEP-5.1.2.1", Sheet(less(EXCHANGE, "incubator")), "fail"),
    ("no exchange centre", "CBEP-5.1.2.1", Sheet(OFFICE), "not_applicable"),
    ("exhibition with rest area", "CBEP-5.1.2.2-d", Sheet(EXCHANGE), "pass"),
    ("rest area only in the office", "CBEP-5.1.2.2-d", Sheet(less(EXCHANGE, "rest_area") + OFFICE), "fail"),
    ("hall and two meeting rooms", "CBEP-5.1.2.3", Sheet(EXCHANGE, changes=RUN), "pass"),
    ("their furniture is not known", "CBEP-5.1.2.3", Sheet(EXCHANGE), "undecided"),
    ("one meeting room is not several", "CBEP-5.1.2.3", Sheet(less(EXCHANGE, "meeting_room")), "fail"),
    ("no conference hall", "CBEP-5.1.2.3", Sheet(less(EXCHANGE, "conference_hall")), "fail"),
    ("classroom and practice", "CBEP-5.1.3.3", Sheet(TRAINING), "pass"),
    ("classroom alone", "CBEP-5.1.3.3", Sheet(less(TRAINING, "practice_ground")), "fail"),
    (
        "training off site that says nothing of its rooms",
        "CBEP-5.1.3.3",
        Sheet(OFFICE, demands=[OUTSIDE]),
        "undecided",
    ),
    ("no training base anywhere", "CBEP-5.1.3.3", Sheet(OFFICE), "not_applicable"),
    (
        "customs complete",
        "CBEP-5.2.4-b",
        Sheet([Room(kind, "customs_hall") for kind in ("customs_desk", "customs_office", "customs_store")]),
        "pass",
    ),
    ("customs desk alone", "CBEP-5.2.4-b", Sheet([Room("customs_desk", "customs_hall")]), "fail"),
    ("no customs hall", "CBEP-5.2.4-b", Sheet(OFFICE), "not_applicable"),
    ("fire point", "CBEP-4.3.5.2-d", Sheet([Room("fire_point", "public_service")]), "pass"),
    ("no fire point", "CBEP-4.3.5.2-d", Sheet(OFFICE), "fail"),
    (
        "all living services",
        "CBEP-4.3.4",
        Sheet([Room(kind, "support") for kind in ("catering", "lodging", "leisure")]),
        "pass",
    ),
    (
        "lodging not known",
        "CBEP-4.3.4",
        Sheet([Room(kind, "support") for kind in ("catering", "leisure")]),
        "undecided",
    ),
    (
        "lodging in the neighbourhood",
        "CBEP-4.3.4",
        Sheet(
            [Room(kind, "support") for kind in ("catering", "leisure")],
            demands=[demand("HOTEL", "support", kind="lodging", off_site=True)],
        ),
        "pass",
    ),
    ("waste point", "SBT11233-5.3.4.2", Sheet([Room("waste_point", "public_service")], changes=RUN), "pass"),
    (
        "its rules are not known",
        "SBT11233-5.3.4.2",
        Sheet([Room("waste_point", "public_service")]),
        "undecided",
    ),
    ("waste point not known", "SBT11233-5.3.4.2", Sheet(), "undecided"),
    (
        "one zone of each group",
        "SBT11233-4.1.3",
        Sheet(
            [
                Room("open_office", "office_area"),
                Room("logistics_hub", "logistics_hub"),
                Room("studio", "livestream_centre"),
                Room("fire_point", "public_service"),
                Room("shop", "support"),
            ]
        ),
        "pass",
    ),
    ("no logistics", "SBT11233-4.1.3", Sheet(OFFICE + EXCHANGE), "fail"),
]


@pytest.mark.parametrize(("clause", "sheet", "status"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_example(tmp_path: Path, clause: str, sheet: Sheet, status: str) -> None:
    assert judge(tmp_path, clause, sheet).status == status
