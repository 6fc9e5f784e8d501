"""An indicator of Annex A is reported for the last year; undecided names what of which company is missing."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding
from planner.check.conduct import missing
from planner.check.facts import Facts
from planner.indicators.evaluate import book_of, years_for
from planner.indicators.model import NO_YEAR, Datum, Reading
from planner.indicators.registry import INDICATORS
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

REPORTED = "reported"
"""An indicator has no limit: it is there, or it is not."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each figure, or for each datum that it lacks. A formula without value says why."""
    book = book_of(facts.scenario, facts)
    year = max(years_for(book))
    for figure in INDICATORS[clause.text("indicator")].figures:
        reading = figure.compute(book, year)
        if reading.status == "missing":
            for path, words in _lacks(reading).items():
                yield missing(path, f"{figure.en}: {'; '.join(words)}")
            continue
        subject = figure.en if year == NO_YEAR else f"{figure.en}, {year}"
        told = reading.reason[1] if reading.value is None else reading.value
        yield Finding(subject, told, "is", REPORTED, figure.unit, True)


def _lacks(reading: Reading) -> dict[str, list[str]]:
    """Path in the scenario -> what is missing there, with its companies."""
    companies: dict[Datum, list[str]] = {}
    for datum in reading.missing:
        companies.setdefault(Datum(datum.key, "", datum.year), []).append(datum.subject)
    found: dict[str, list[str]] = {}
    for datum, names in companies.items():
        words = Datum(datum.key, ", ".join(filter(None, names)), datum.year).words()[1]
        found.setdefault(datum.path, []).append(words)
    return found


KIND = RequirementKind(
    id="indicator",
    parameters={"indicator": Spec("text", choices=tuple(INDICATORS))},
    check=check,
)
