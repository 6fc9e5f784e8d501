"""The base of docs/indicators.md: a platform, a trader, a translation bureau, and a firm in incubation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from planner.indicators.book import Book, LayoutAreas
from planner.indicators.model import Reading
from planner.indicators.registry import INDICATORS
from planner.operations.annual import Annual, BaseYear, Firm, FirmYear
from planner.operations.model import Operations

M = 1_000_000

FIRMS = (
    Firm("T01", "Platform", "平台", "service", entered=date(2021, 1, 10), logistics=True),
    Firm("T02", "Trader", "贸易", "application", entered=date(2021, 6, 20)),
    Firm("T03", "Translation", "翻译", "none", entered=date(2022, 1, 1)),
    Firm("INC1", "Start-up", "初创", "application", entered=date(2025, 3, 1)),
)


def trade(
    company: str, b2b: float, retail: float, bought: float, sold: float, **more: float | bool
) -> FirmYear:
    """A company's trade in millions, and other figures as they are."""
    row = FirmYear(company, b2b * M, retail * M, bought * M, sold * M)
    return replace(row, **more)  # type: ignore[arg-type]  # figures by name


Y2024 = BaseYear(
    2024,
    total_assets_cny=80 * M,
    fund_cny=0,
    data_centre=True,
    office_area_m2=700,
    companies=(
        trade("T01", 10, 0, 2, 3, revenue_cny=3 * M, tax_cny=200_000, jobs=40),
        trade("T02", 1, 4, 0, 0, revenue_cny=1 * M, tax_cny=50_000, jobs=35),
    ),
)
Y2025 = BaseYear(
    2025,
    total_assets_cny=82 * M,
    fund_cny=10 * M,
    data_centre=True,
    companies=(
        trade(
            "T01", 12, 0, 2, 4, revenue_cny=3.6 * M, tax_cny=220_000, jobs=46, rd_cny=150_000, area_m2=500,
            financing_cny=1 * M, bandwidth_mbit_s=1000, data_centre_mbit_s=400, ip_rights=12, trademarks=5,
            listed=True, mofcom_survey=True,
        ),
        trade(
            "T02", 1, 5, 0, 1, revenue_cny=1.2 * M, tax_cny=60_000, jobs=40, rd_cny=50_000, area_m2=450,
            financing_cny=0, bandwidth_mbit_s=200, data_centre_mbit_s=0, ip_rights=3, trademarks=2,
            listed=False, mofcom_survey=True,
        ),
        trade(
            "INC1", 0, 0.5, 0, 0.5, revenue_cny=0.2 * M, tax_cny=5_000, jobs=6, rd_cny=0, area_m2=50,
            financing_cny=0.5 * M, bandwidth_mbit_s=100, data_centre_mbit_s=0, ip_rights=1, trademarks=0,
            listed=False, mofcom_survey=False, incubating=True,
        ),
    ),
)  # fmt: skip

AREAS = LayoutAreas(
    frozenset({"T01", "T02"}),
    {
        "office_area_m2": 950.0,
        "support_area_m2": 600.0,
        "logistics_area_m2": 300.0,
        "incubator_area_m2": 80.0,
    }.__getitem__,
    {"T01": 500.0, "T02": 450.0, "T09": 90.0}.__getitem__,
)


def book(
    *years: BaseYear,
    firms: tuple[Firm, ...] = FIRMS,
    areas: LayoutAreas | None = AREAS,
    operations: Operations | None = None,
    **annual: object,
) -> Book:
    """The example, or with other figures."""
    values = {"started": date(2021, 3, 15), **annual}
    figures = Annual(companies=firms, years=years or (Y2024, Y2025), **values)  # type: ignore[arg-type]  # by name
    return Book(figures, firms, operations or Operations(), areas)


def read(it: Book, id: str, year: int = 2025, figure: int = 0) -> Reading:
    """A figure of an indicator in a year."""
    return INDICATORS[id].figures[figure].compute(it, year)


def changed(year: BaseYear, company: str, **values: object) -> BaseYear:
    """The year with other figures of a company."""
    rows = tuple(
        replace(row, **values) if row.company == company else row  # type: ignore[arg-type]  # by name
        for row in year.companies
    )
    return replace(year, companies=rows)


def without(year: BaseYear, company: str) -> BaseYear:
    """The year without a company's figures."""
    return replace(year, companies=tuple(row for row in year.companies if row.company != company))
