"""Sums, counts, shares and growth over the e-commerce companies of a base; missing data are named."""

from __future__ import annotations

from collections.abc import Callable

from planner.indicators.book import Book
from planner.indicators.model import Datum, Reading, Words, missing, number, undefined
from planner.operations.annual import Firm, FirmYear

__all__ = ["base_figure", "count_of", "growth", "member_count", "no_figures", "ratio", "sum_of"]


def no_figures(year: int) -> Datum:
    """The whole year is missing."""
    return Datum("figures", year=year)


def sum_of(*keys: str, at_end: bool = False) -> Callable[[Book, int], Reading]:
    """The sum of figures over the e-commerce companies of a year; ``at_end`` for stocks."""

    def total(book: Book, year: int) -> Reading:
        return _over(book, year, keys, at_end=at_end)

    return total


def count_of(key: str) -> Callable[[Book, int], Reading]:
    """The number of e-commerce companies at the end of the year for which a yes-or-no figure is yes."""
    return sum_of(key, at_end=True)


def _over(book: Book, year: int, keys: tuple[str, ...], *, at_end: bool) -> Reading:
    if book.base(year) is None:
        return missing(no_figures(year))
    members = book.at_end(year) if at_end else book.during(year)
    lacks = list(members.unsure)
    total = 0.0
    for firm in members.ecommerce:
        row = book.row(firm, year)
        for key in keys:
            value = _figure(row, key)
            if value is None:
                lacks.append(Datum(key, firm.id, year))
            else:
                total += value
    return missing(*lacks) if lacks else number(total)


def _figure(row: FirmYear | None, key: str) -> float | None:
    value = getattr(row, key) if row is not None else None
    return float(value) if value is not None else None


def member_count(which: Callable[[Firm], bool]) -> Callable[[Book, int], Reading]:
    """The number of companies of the base at the end of a year for which something holds."""

    def count(book: Book, year: int) -> Reading:
        members = book.at_end(year)
        if members.unsure:
            return missing(*members.unsure)
        if not members.all and book.base(year) is None:
            return missing(no_figures(year))
        return number(sum(1 for firm in members.all if which(firm)))

    return count


def growth(of: Callable[[Book, int], Reading]) -> Callable[[Book, int], Reading]:
    """(this year / last year - 1) x 100 %."""

    def rate(book: Book, year: int) -> Reading:
        now, before = of(book, year), of(book, year - 1)
        if now.value is None or before.value is None:
            return missing(*before.missing, *now.missing)
        if before.value == 0:
            return undefined(f"无定义：基年{year - 1}年为零", f"undefined: zero base year {year - 1}")
        return number((now.value / before.value - 1) * 100)

    return rate


def ratio(
    part: Callable[[Book, int], Reading],
    whole: Callable[[Book, int], Reading],
    zero: Words,
    factor: float = 1.0,
) -> Callable[[Book, int], Reading]:
    """One reading over another, times ``factor``; ``zero`` says what is nought where the whole is."""

    def share(book: Book, year: int) -> Reading:
        over, under = part(book, year), whole(book, year)
        if over.value is None or under.value is None:
            return missing(*over.missing, *under.missing)
        if under.value == 0:
            return undefined(f"无定义：{year}年{zero[0]}", f"undefined: {zero[1]} in {year}")
        return number(over.value / under.value * factor, under.reason)

    return share


def base_figure(key: str) -> Callable[[Book, int], Reading]:
    """A figure of the base itself."""

    def figure(book: Book, year: int) -> Reading:
        base = book.base(year)
        value = getattr(base, key) if base is not None else None
        return number(value) if value is not None else missing(Datum(key, year=year))

    return figure
