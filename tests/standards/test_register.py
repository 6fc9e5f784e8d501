"""Every entry of the two texts is a clause with its modality, and each that can fail has examples of both."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.standards.clauses import Clause
from planner.standards.packs import shipped_pack
from tests.standards import (
    test_area_clauses,
    test_conduct_clauses,
    test_event_clauses,
    test_layout_programme,
    test_presence_clauses,
    test_readings,
)
from tests.utilities import test_capacity
from tests.verify import test_spoilt_plans
from tests.verify.conduct import SHOWN

HERE = Path(__file__).parent
REGISTER: dict[str, str] = json.loads((HERE / "register.json").read_text("utf-8"))["entries"]
CLAUSES = {clause.id: clause for id in ("cbep", "sbt11233") for clause in shipped_pack(id).clauses}


def test_there_are_220_entries() -> None:
    assert len(REGISTER) == 220
    assert Counter(REGISTER.values()) == {
        "mandatory": 117,
        "informational": 83,
        "recommended": 18,
        "permitted": 2,
    }


def test_every_entry_is_a_clause_and_no_clause_is_none() -> None:
    assert list(CLAUSES) == list(REGISTER)


@pytest.mark.parametrize("id", REGISTER)
def test_a_clause_has_the_modality_of_its_text(id: str) -> None:
    assert CLAUSES[id].strength == REGISTER[id]


def test_texts_of_clauses_are_of_a_readable_length() -> None:
    for clause in CLAUSES.values():
        assert len(clause.zh) <= 80, clause.id
        assert len(clause.en) <= 140, clause.id


@pytest.mark.parametrize(
    ("id", "means"),
    [
        ("CBEP-5.1.1.3", {"geometry", "attestation"}),
        ("CBEP-4.3.5.2-b", {"geometry", "attestation"}),
        ("CBEP-4.3.5.1-b", {"data", "attestation"}),
        ("CBEP-7.3.1", {"data"}),
        ("CBEP-8.4", {"attestation"}),
    ],
)
def test_a_clause_tells_all_that_it_is_checked_by(id: str, means: set[str]) -> None:
    assert CLAUSES[id].means == means


CANNOT_FAIL = {"note", "counted", "indicator"}
"""Kinds that ask for nothing, or report a number without a limit."""

ELSEWHERE: dict[str, Callable[..., None]] = {
    "CBEP-4.3.1": test_capacity.test_the_clause_of_the_park,
    "CBEP-4.3.4": test_conduct_clauses.test_lodging_outside_the_park,
    "CBEP-7.3.1": test_event_clauses.test_two_briefings_in_each_quarter,
    "SBT11233-5.3.3.1.1": test_conduct_clauses.test_a_suite_has_room_for_the_staff,
    "SBT11233-5.3.3.1.5": test_conduct_clauses.test_living_services_of_the_base,
}
"""Tests that hold both a passing and a failing example of a clause."""


def can_fail(clause: Clause) -> bool:
    """Permissions cannot, nor can undated references: which edition is the latest is not known here."""
    if clause.kind == "edition":
        return "year" in clause.params
    return clause.kind not in CANNOT_FAIL and clause.strength != "permitted"


def examples() -> dict[str, set[str]]:
    """Statuses that the worked examples give each clause; all of these tables are run by their tests."""
    found: dict[str, set[str]] = {id: {"pass", "fail"} for id in (*SHOWN, *ELSEWHERE)}
    rows: list[tuple[str, str]] = [(clause, status) for clause, _, status in test_conduct_clauses.CASES]
    for table in (
        test_area_clauses.CASES,
        test_layout_programme.CASES,
        test_presence_clauses.CASES,
        test_readings.CASES,
    ):
        rows += [(row[1], row[3]) for row in table]
    for yearly in test_event_clauses.YEARLY:
        rows += [(yearly[0], "pass"), (yearly[0], "fail")]
    for _, broken in test_spoilt_plans.PLANS.values():
        rows += [(id, "fail") for id in broken]
        rows += [(id, "pass") for id in broken]  # the good park meets every clause that a plan breaks
    rows += [(clause, "pass") for clause, _ in rows if clause in CLAUSES and clause in IN_ORDER]
    for clause, status in rows:
        found.setdefault(clause, set()).add(status)
    return found


IN_ORDER = {row[0] for row in test_conduct_clauses.CASES} - test_conduct_clauses.NOT_IN_ORDER
"""Clauses that the park passes when all is in order."""


@pytest.mark.parametrize("id", [clause.id for clause in CLAUSES.values() if can_fail(clause)])
def test_a_clause_that_can_fail_has_an_example_that_passes_and_one_that_fails(id: str) -> None:
    assert examples().get(id, set()) >= {"pass", "fail"}
