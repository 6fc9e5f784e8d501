"""An indicator, and what it comes to: a value, a formula without value, or the data that are missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from planner.indicators.book import Book

__all__ = ["NO_YEAR", "Datum", "Figure", "Indicator", "Reading", "Words", "missing", "number", "undefined"]

NO_YEAR = 9999
"""Stands for the year where no datum tells one: everything has happened by then."""

Words = tuple[str, str]
"""Chinese and English."""

Status = Literal["value", "undefined", "missing"]


@dataclass(frozen=True, slots=True)
class Datum:
    """Something that should stand in the data: of whom, what, and in which year."""

    key: str
    """Key in the operations data."""
    subject: str = ""
    """Id of the company; empty for the base."""
    year: int | None = None

    @property
    def path(self) -> str:
        """Where it should stand: a section of the operations, or the layout."""
        section = self.key.split(".")[0]
        if section in ("records", "attestations", "offers", "staff", "statistics", "catering"):
            return f"operations.{self.key}"
        if section == "people":
            return "operations.records"
        return "layout" if section == "layout" else "operations.annual"

    def words(self) -> Words:
        """Its name for a reader."""
        of_zh = f"{self.subject}的" if self.subject else ""
        of_en = f" of {self.subject}" if self.subject else ""
        in_zh = f"{self.year}年" if self.year is not None else ""
        in_en = f", {self.year}" if self.year is not None else ""
        return f"{in_zh}{of_zh}{self.key}", f"{self.key}{of_en}{in_en}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a figure of an indicator comes to in one year."""

    status: Status
    value: float | None = None
    reason: Words = ("", "")
    """Why there is no value, or a remark on it."""
    missing: tuple[Datum, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of an indicator: some have two, such as a count and an area."""

    id: str
    zh: str
    en: str
    unit: str
    compute: Callable[[Book, int], Reading]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of table A.1."""

    id: str
    """``A.1.1`` to ``A.6.7``."""
    zh: str
    en: str
    formula: str
    """How it is computed, in English, with the keys of the data."""
    formula_zh: str
    defined_in: str
    """Clauses that define its terms."""
    figures: tuple[Figure, ...]

    @property
    def clause(self) -> str:
        """Id of its clause in the pack."""
        return f"SBT11233-{self.id}"


def number(value: float, note: Words = ("", "")) -> Reading:
    """A reading with a value."""
    return Reading("value", float(value), note)


def undefined(zh: str, en: str) -> Reading:
    """A formula that has no value for these data."""
    return Reading("undefined", None, (zh, en))


def missing(*data: Datum) -> Reading:
    """A reading that lacks data, each of them named once."""
    # The year that stands for none, and the one before it, are no years to a reader.
    named = [replace(d, year=None) if d.year is not None and d.year >= NO_YEAR - 1 else d for d in data]
    return Reading("missing", None, ("", ""), tuple(dict.fromkeys(named)))
