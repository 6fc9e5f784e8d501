"""From a scenario and its layout to the readings of all indicators in the years asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from planner.check.facts import Facts
from planner.errors import UsageError
from planner.indicators.areas import layout_areas
from planner.indicators.book import Book
from planner.indicators.model import NO_YEAR, Figure, Indicator, Reading
from planner.indicators.registry import INDICATORS
from planner.model import Scenario, Tenant
from planner.operations.annual import Annual, Ecommerce, Firm
from planner.operations.model import Operations

__all__ = ["Row", "book_of", "evaluate", "years_for"]

KIND_OF: Mapping[str, Ecommerce] = {
    "platform": "service",
    "operator": "application",
    "service": "service",
    "other": "none",
}
"""Kind of e-commerce enterprise by a tenant's ``company_type``, if the figures do not say (A.1.5)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of an indicator over the years."""

    indicator: Indicator
    figure: Figure
    readings: Mapping[int, Reading]


def book_of(scenario: Scenario, facts: Facts | None = None) -> Book:
    """The data behind the indicators; without ``facts`` the areas of the layout are missing."""
    operations = scenario.operations
    annual = operations.annual or Annual()
    firms = _firms(scenario.tenants, operations, annual)
    areas = None
    if facts is not None and any(True for _ in facts.spaces):
        ecommerce = {firm.id for firm in firms if firm.ecommerce != "none" and not firm.outside}
        areas = layout_areas(facts, ecommerce, annual.not_in_use)
    return Book(annual, firms, operations, areas, scenario.policies)


def _firms(tenants: Iterable[Tenant], operations: Operations, annual: Annual) -> tuple[Firm, ...]:
    """Tenants as the figures describe them, else by their type; then the other companies of the figures."""
    came = {company.tenant: company.since for company in operations.companies or ()}
    told = {firm.id: firm for firm in annual.companies}
    found = dict(told)
    for tenant in tenants:
        firm = told.get(tenant.id, Firm(tenant.id))
        found[tenant.id] = replace(
            firm,
            name=firm.name or tenant.name,
            name_zh=firm.name_zh or tenant.name_zh,
            ecommerce=firm.ecommerce or KIND_OF[tenant.company_type],
            entered=firm.entered or came.get(tenant.id),
        )
    return tuple(found.values())


def years_for(book: Book, asked: Sequence[int] = ()) -> tuple[int, ...]:
    """The years asked for, else all with figures, else that of the check; ``UsageError`` for others."""
    known = tuple(sorted(row.year for row in book.annual.years))
    strange = [year for year in asked if known and not known[0] <= year <= known[-1]]
    if strange:
        raise UsageError(
            f"--year {strange[0]}: no figures of that year, expected one from {known[0]} to {known[-1]}. "
            "Try: add it to `operations: annual: years:`"
        )
    if asked:
        return tuple(dict.fromkeys(asked))
    checked = book.operations.last_day
    return known or ((checked.year,) if checked is not None else (NO_YEAR,))


def evaluate(book: Book, years: Iterable[int]) -> tuple[Row, ...]:
    """A row for every figure of every indicator, in the order of the table."""
    wanted = tuple(years)
    return tuple(
        Row(indicator, figure, {year: figure.compute(book, year) for year in wanted})
        for indicator in INDICATORS.values()
        for figure in indicator.figures
    )
