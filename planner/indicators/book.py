"""The data behind the indicators: who belongs to the base in a year, its figures, areas of the layout."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from planner.indicators.model import Datum
from planner.operations.annual import Annual, BaseYear, Firm, FirmYear
from planner.operations.model import Operations
from planner.policies import Policies

__all__ = ["Book", "LayoutAreas", "Members"]


@dataclass(frozen=True, slots=True)
class LayoutAreas:
    """Areas that the layout shows, m2 of building area by the policy ``indicator_area_basis``."""

    placed: frozenset[str]
    """Tenants that have a suite."""
    total: Callable[[str], float]
    """Key of ``BaseYear``, such as ``office_area_m2`` -> area."""
    of_firm: Callable[[str], float]
    """Tenant -> area of its suites and stock rooms."""


@dataclass(frozen=True, slots=True)
class Members:
    """Companies that belong to the base in a year, and those of which that is not known."""

    all: tuple[Firm, ...]
    unsure: tuple[Datum, ...]

    @property
    def ecommerce(self) -> tuple[Firm, ...]:
        """Those that are e-commerce enterprises."""
        return tuple(firm for firm in self.all if firm.ecommerce != "none")


@dataclass(frozen=True, slots=True)
class Book:
    """Everything an indicator may look at."""

    annual: Annual
    firms: tuple[Firm, ...]
    """Every company that is known, tenants of the scenario included."""
    operations: Operations = field(default_factory=Operations)
    areas: LayoutAreas | None = None
    """``None`` without a layout."""
    policies: Policies = field(default_factory=Policies)
    _rows: Mapping[str, Mapping[int, FirmYear]] = field(init=False, repr=False)
    """Company -> year -> its figures."""
    _listed: frozenset[str] = field(init=False, repr=False)
    _filed: frozenset[str] = field(init=False, repr=False)
    """Tenants of which the register keeps a file: they are residents."""

    def __post_init__(self) -> None:
        rows: dict[str, dict[int, FirmYear]] = {}
        for year in self.annual.years:
            for row in year.companies:
                rows.setdefault(row.company, {})[year.year] = row
        object.__setattr__(self, "_rows", rows)
        object.__setattr__(self, "_listed", frozenset(firm.id for firm in self.annual.companies))
        files = self.operations.companies or ()
        object.__setattr__(self, "_filed", frozenset(file.tenant for file in files))

    def base(self, year: int) -> BaseYear | None:
        """The figures of a year, if there are any."""
        return self.annual.of(year)

    def row(self, firm: Firm, year: int) -> FirmYear | None:
        """The figures of a company in a year, if there are any."""
        return self._rows.get(firm.id, {}).get(year)

    def is_told_of(self, firm: Firm) -> bool:
        """Whether the figures or the layout know of a company, so that it is more than a candidate."""
        placed = self.areas is not None and firm.id in self.areas.placed
        return placed or any(firm.id in known for known in (self._listed, self._filed, self._rows))

    def last_day(self, year: int) -> date:
        """The day on which stocks of a year are counted: its end, or the day of the check before that."""
        end = date(year, 12, 31)
        checked = self.operations.as_of
        return checked if checked is not None and checked.year == year else end

    def during(self, year: int) -> Members:
        """Companies that belonged to the base on some day of the year: their sales of the year count."""
        return self._members(year, date(year, 1, 1))

    def at_end(self, year: int) -> Members:
        """Companies that belong to the base at the end of the year."""
        return self._members(year, self.last_day(year))

    def _members(self, year: int, since: date) -> Members:
        sure, unsure = [], []
        for firm in self.firms:
            if firm.outside or (firm.left is not None and firm.left < since):
                continue
            there = self._was_there(firm, year)
            if there:
                sure.append(firm)
            elif there is None:
                unsure.append(Datum("entered", firm.id))
        return Members(tuple(sure), tuple(unsure))

    def _was_there(self, firm: Firm, year: int) -> bool | None:
        """Whether a company had come by the end of a year; ``None`` if nothing tells."""
        if firm.entered is not None:
            return firm.entered <= self.last_day(year)
        known = list(self._rows.get(firm.id, ()))
        if self.areas is not None and firm.id in self.areas.placed:
            # Without figures of any year the layout is all there is: it shows the year asked for.
            known.append(self.annual.shown_year or year)
        if firm.id in self._filed and self.operations.period is not None:
            known.append(self.operations.period.start.year)  # a file without a day: before the period
        if any(one <= year for one in known):
            return True
        # A tenant that the plan leaves out and that has no figures is a candidate, not a company of the base.
        return None if self.is_told_of(firm) else False
