"""Stretches of the calendar that events are counted in. All days included, pure dates."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

__all__ = ["LENGTHS", "Stretch", "calendar_stretches", "months_later", "rolling_stretch", "stretches"]

Stretch = tuple[str, date, date]
"""Name, first day, last day."""

LENGTHS = {"month": 1, "quarter": 3, "year": 12}
"""Months in a stretch."""

DAY = timedelta(days=1)


def stretches(per: str, start: date, end: date, held: Iterable[date], *, rolling: bool) -> list[Stretch]:
    """The stretches from ``start`` to ``end`` that must each hold enough: whole ones of the calendar.

    Where no whole calendar year lies in these days, years run from their first day: July to June is a year.
    With ``rolling`` any so many months in a row count; the one that holds the fewest is given.
    ``period`` is the whole of it. Empty where no whole stretch lies in these days.
    """
    if per == "period":
        return [(f"{start} to {end}", start, end)]
    if rolling:
        return list(rolling_stretch(LENGTHS[per], start, end, sorted(held)))
    found = list(calendar_stretches(LENGTHS[per], start, end))
    return found or (list(_own_years(start, end)) if per == "year" else [])


def calendar_stretches(length: int, start: date, end: date) -> Iterator[Stretch]:
    """Whole months, quarters or years; parts of one at the ends are left out."""
    first = date(start.year, 1, 1)
    while first <= end:
        following = months_later(first, length)
        if start <= first and following - DAY <= end:
            yield _name(first, length), first, following - DAY
        first = following


def _own_years(start: date, end: date) -> Iterator[Stretch]:
    """Whole years that begin with the first day; what is left at the end is left out."""
    number = 1
    while (following := months_later(start, 12 * number)) - DAY <= end:
        first = months_later(start, 12 * (number - 1))
        yield f"{first} to {following - DAY}", first, following - DAY
        number += 1


def rolling_stretch(length: int, start: date, end: date, held: Sequence[date]) -> Iterator[Stretch]:
    """Of all stretches of so many months the one with the fewest events.

    It suffices to look at those that begin at the start or just after an event, and at the last one.
    """
    firsts = {start, _last_first(length, end), *(day + DAY for day in held)}
    spans = [
        (first, months_later(first, length) - DAY)
        for first in sorted(firsts)
        if start <= first and months_later(first, length) - DAY <= end
    ]
    if spans:
        first, last = min(spans, key=lambda span: sum(span[0] <= day <= span[1] for day in held))
        yield f"{first} to {last}", first, last


def months_later(day: date, months: int) -> date:
    """The same day of a later (or earlier) month; its last day where it is shorter."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _last_first(length: int, end: date) -> date:
    """First day of the stretch that ends with a day."""
    return months_later(end + DAY, -length)


def _name(first: date, length: int) -> str:
    if length == LENGTHS["year"]:
        return str(first.year)
    if length == LENGTHS["quarter"]:
        return f"{first.year}-Q{(first.month + 2) // 3}"
    return f"{first.year}-{first.month:02d}"
