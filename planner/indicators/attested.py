"""Indicators that are counted from records, documents, offers and logs of the operations data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from planner.indicators.book import Book
from planner.indicators.model import NO_YEAR, Datum, Reading, missing, number, undefined
from planner.operations.model import Attestation, Record

__all__ = [
    "attested",
    "catering_grade",
    "companies_attested",
    "companies_recorded",
    "offered",
    "people_recorded",
    "recorded",
    "reports_in_time",
    "staff_in",
]

Compute = Callable[[Book, int], Reading]


def recorded(*kinds: str) -> Compute:
    """The number of records of some kinds, dated up to the last day of the year."""
    return _records(kinds, lambda rows: float(len(rows)))


def companies_recorded(*kinds: str) -> Compute:
    """The number of companies that have such a record; a record that names none counts as one more."""

    def companies(rows: list[Record]) -> float:
        named = {row.company for row in rows if row.company is not None}
        return float(len(named) + sum(1 for row in rows if row.company is None))

    return _records(kinds, companies)


def people_recorded(*kinds: str) -> Compute:
    """People told by such records; a record without a number is a missing datum."""

    def people(book: Book, year: int) -> Reading:
        records = book.operations.records
        if records is None:
            return missing(Datum("records"))
        rows = [row for row in records if row.kind in kinds and _by(row.date, book.last_day(year))]
        lacks = [Datum("people", row.name) for row in rows if row.people is None]
        return missing(*lacks) if lacks else number(sum(row.people or 0 for row in rows))

    return people


def _records(kinds: tuple[str, ...], value: Callable[[list[Record]], float]) -> Compute:
    def count(book: Book, year: int) -> Reading:
        records = book.operations.records
        if records is None:
            return missing(Datum("records"))
        return number(
            value([row for row in records if row.kind in kinds and _by(row.date, book.last_day(year))])
        )

    return count


def _by(day: date | None, last: date) -> bool:
    """Whether something had happened by a day; what has no date is taken to have."""
    return day is None or day <= last


def attested(clause: str) -> Compute:
    """The number of documents about a clause that are in force on the last day of the year."""

    def count(book: Book, year: int) -> Reading:
        found = _attestations(book, year, clause)
        return missing(Datum("attestations")) if found is None else number(len(found))

    return count


def companies_attested(clause: str) -> Compute:
    """The number of companies that a document about a clause names, in force on the last day of the year."""

    def count(book: Book, year: int) -> Reading:
        found = _attestations(book, year, clause)
        if found is None:
            return missing(Datum("attestations"))
        return number(len({row.subject for row in found if row.subject is not None}))

    return count


def _attestations(book: Book, year: int, clause: str) -> list[Attestation] | None:
    rows = book.operations.attestations
    last = book.last_day(year)
    if rows is None or year == NO_YEAR:
        return None
    return [
        row
        for row in rows
        if clause in row.about
        and row.met
        and row.date <= last
        and (row.expires is None or row.expires >= last)
    ]


def offered(which: str, wanted: tuple[str, ...]) -> Compute:
    """How many of the wanted things a list of offers has; the list is that of the day, for every year.

    "a|b" is there with either word.
    """

    def count(book: Book, year: int) -> Reading:
        have = getattr(book.operations.offers, which)
        if have is None:
            return missing(Datum(f"offers.{which}"))
        lacking = [name.split("|")[0] for name in wanted if not set(name.split("|")) & set(have)]
        note = ("缺：" + "、".join(lacking), "without " + ", ".join(lacking)) if lacking else ("", "")
        return number(len(wanted) - len(lacking), note)

    return count


def staff_in(role: str) -> Compute:
    """People in a role on the last day of the year."""

    def count(book: Book, year: int) -> Reading:
        staff, last = book.operations.staff, book.last_day(year)
        if staff is None:
            return missing(Datum("staff"))
        rows = [row for row in staff if row.role == role and _by(row.since, last)]
        return number(sum(row.count for row in rows if row.until is None or row.until >= last))

    return count


def reports_in_time(book: Book, year: int) -> Reading:
    """Reports of statistics sent by the day they were due, as a share of those due in the year, %."""
    rows = book.operations.statistics
    if rows is None:
        return missing(Datum("statistics"))
    due = [row for row in rows if row.due.year == year and row.due <= book.last_day(year)]
    if not due:
        return undefined(f"无定义：{year}年无应报统计", f"undefined: no report due in {year}")
    sent = sum(1 for row in due if row.sent is not None and row.sent <= row.due)
    return number(100 * sent / len(due))


def catering_grade(book: Book, year: int) -> Reading:
    """The number of professional catering companies of grade A."""
    rows = book.operations.catering
    if rows is None:
        return missing(Datum("catering"))
    return number(sum(1 for row in rows if row.professional and row.grade == "A"))
