"""Clauses that documents show: each with its document, without, expired, too late, too old, saying no."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from planner.check.facts import Facts
from planner.operations.model import Attestation
from tests.standards.run import facts_of, run_facts, status, verdict
from tests.verify import conduct
from tests.verify.conduct import CURRENT, END, SHOWN, START

__all__ = ["run_facts"]

DAY = timedelta(days=1)
# Geometry and other data are in order in the hand-made park, so that the document alone decides.
CLAUSES = sorted(SHOWN)


def documents(clause: str, **values: object) -> tuple[Attestation, ...]:
    """The documents of the park; that of the clause changed."""
    return tuple(
        replace(row, **values) if clause in row.about else row  # type: ignore[arg-type]  # values by name
        for row in conduct.attestations()
    )


def judged(facts: Facts, clause: str, rows: tuple[Attestation, ...] | None) -> str:
    return status(facts_of(facts, attestations=rows), clause)


@pytest.mark.parametrize("clause", CLAUSES)
def test_shown(run_facts: Facts, clause: str) -> None:
    assert judged(run_facts, clause, conduct.attestations()) == "pass"


@pytest.mark.parametrize("clause", CLAUSES)
def test_no_document_is_undecided_and_says_which(run_facts: Facts, clause: str) -> None:
    for rows in (None, (), documents(clause, about=("CBEP-1-a",))):
        found = verdict(facts_of(run_facts, attestations=rows), clause)
        assert found.status == "undecided"
        (first, *_) = [row for row in found.findings if row.ok is None]
        assert first.subject.startswith(f"a document about {clause}")
        assert (first.measured, first.limit) == ("missing", "operations.attestations")


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_document_is_valid_on_its_last_day_and_fails_the_day_after(run_facts: Facts, clause: str) -> None:
    assert judged(run_facts, clause, documents(clause, expires=END)) == "pass"
    assert judged(run_facts, clause, documents(clause, expires=END - DAY)) == "fail"


@pytest.mark.parametrize("clause", CLAUSES)
def test_what_comes_after_the_check_does_not_count(run_facts: Facts, clause: str) -> None:
    assert judged(run_facts, clause, documents(clause, date=END)) == "pass"
    assert judged(run_facts, clause, documents(clause, date=END + DAY)) == "undecided"


@pytest.mark.parametrize("clause", CLAUSES)
def test_conduct_is_shown_by_what_is_of_the_period(run_facts: Facts, clause: str) -> None:
    assert judged(run_facts, clause, documents(clause, date=START)) == "pass"
    before = "undecided" if clause in CURRENT else "pass"
    assert judged(run_facts, clause, documents(clause, date=START - DAY)) == before


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_document_that_says_no_fails_until_a_later_one(run_facts: Facts, clause: str) -> None:
    said_no = documents(clause, met=False)
    assert judged(run_facts, clause, said_no) == "fail"
    later = documents(clause, date=date(2025, 6, 1))
    assert judged(run_facts, clause, (*said_no, *later)) == "pass"
    same_day = documents(clause, document="Second opinion")
    assert judged(run_facts, clause, (*said_no, *same_day)) == "pass"
    earlier = documents(clause, date=date(2025, 1, 2))
    assert judged(run_facts, clause, (*said_no, *earlier)) == "fail"


@pytest.mark.parametrize("clause", [id for id in CLAUSES if SHOWN[id]])
def test_every_aspect_must_be_shown(run_facts: Facts, clause: str) -> None:
    for aspect in SHOWN[clause]:
        rest = tuple(word for word in SHOWN[clause] if word != aspect)
        found = verdict(facts_of(run_facts, attestations=documents(clause, covers=rest)), clause)
        assert found.status == "undecided"
        assert any(row.subject.endswith(f"that covers {aspect}") for row in found.findings if row.ok is None)
    apart = [
        replace(row, covers=(word,))
        for word in SHOWN[clause]
        for row in documents(clause)
        if clause in row.about
    ]
    assert judged(run_facts, clause, tuple(apart)) == "pass"


@pytest.mark.parametrize(
    ("clause", "subjects"),
    [
        ("CBEP-4.1.3-a", ("A", "B")),
        ("CBEP-4.1.3-b", ("A", "B")),
        ("CBEP-4.3.5.1-a", ("A", "B")),
        ("CBEP-4.3.5.1-b", ("A", "B")),
        ("CBEP-6.2.1.1", ("T19",)),
        ("CBEP-6.2.1.2", ("T19",)),
        ("CBEP-6.2.3.3", ("T20",)),
        ("CBEP-6.2.2.2", tuple(f"T{number:02d}" for number in range(1, 19))),
        ("CBEP-6.2.2.3", tuple(f"T{number:02d}" for number in range(1, 19))),
    ],
)
def test_each_building_or_company_has_its_own(
    run_facts: Facts, clause: str, subjects: tuple[str, ...]
) -> None:
    own = tuple(row for id in subjects for row in documents(clause, subject=id) if clause in row.about)
    assert judged(run_facts, clause, own) == "pass"
    found = verdict(facts_of(run_facts, attestations=own[1:]), clause)
    assert found.status == "undecided"
    lacking = [row.subject for row in found.findings if row.ok is None]
    assert lacking
    assert all(f" for {subjects[0]}" in subject for subject in lacking)


def test_a_document_about_a_building_does_not_speak_for_the_park(run_facts: Facts) -> None:
    assert judged(run_facts, "CBEP-8.4", documents("CBEP-8.4", subject="A")) == "undecided"


def test_without_the_day_of_the_check_nothing_is_valid(run_facts: Facts) -> None:
    found = verdict(facts_of(run_facts, as_of=None), "CBEP-8.4")
    assert found.status == "undecided"
    assert found.findings[0].limit == "operations.as_of"
    found = verdict(facts_of(run_facts, period=None), "CBEP-6.1.5")
    assert found.findings[0].limit == "operations.period"
