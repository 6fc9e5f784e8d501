"""Figures of a base and its companies by year, as Annex A of SB/T 11233-2023 asks for them. Money in CNY.

A figure that is ``None`` was not given: what is computed from it is missing, and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

__all__ = ["ECOMMERCE", "Annual", "BaseYear", "Ecommerce", "Firm", "FirmYear"]

Ecommerce = Literal["service", "application", "none"]
ECOMMERCE: tuple[Ecommerce, ...] = ("service", "application", "none")
"""Kinds of e-commerce enterprise (SBT11233-A.1.5); ``none`` is a company that is none (SBT11233-3.2)."""


@dataclass(frozen=True, slots=True)
class Firm:
    """What the statistics know of a company: a tenant, or another one such as a firm in incubation."""

    id: str
    name: str | None = None
    name_zh: str | None = None
    ecommerce: Ecommerce | None = None
    """Not told: by the ``company_type`` of the tenant."""
    entered: date | None = None
    """Day on which it came to the base."""
    left: date | None = None
    """Last day on which it was there."""
    outside: bool = False
    """Neither registered in the base nor doing business there: counts nowhere (SBT11233-A.1.5, A.3.9)."""
    logistics: bool | None = None
    """Whether it runs storage and logistics as a business of its own (SBT11233-A.4.3)."""


@dataclass(frozen=True, slots=True)
class FirmYear:
    """Figures of a company in a year; stocks are those at the end of the year."""

    company: str
    b2b_cny: float | None = None
    """Trade between companies inside the country, also what was arranged on a platform (SBT11233-A.1.3)."""
    retail_cny: float | None = None
    """Online retail inside the country."""
    import_cny: float | None = None
    """Cross-border imports by e-commerce (SBT11233-A.3.3)."""
    export_cny: float | None = None
    """Cross-border exports by e-commerce."""
    revenue_cny: float | None = None
    """Operating revenue from e-commerce alone (SBT11233-A.3.1)."""
    tax_cny: float | None = None
    """Taxes payable: VAT, company and personal income tax, surcharges (SBT11233-A.3.4)."""
    jobs: float | None = None
    rd_cny: float | None = None
    """Expenditure on research and development (SBT11233-A.6.5)."""
    financing_cny: float | None = None
    """Financing from funds of the base or that the base introduced (SBT11233-A.3.8)."""
    area_m2: float | None = None
    """Building area that it bought or rents (SBT11233-A.3.7)."""
    bandwidth_mbit_s: float | None = None
    data_centre_mbit_s: float | None = None
    """What of the bandwidth is that of the base's data centre (SBT11233-A.4.1)."""
    ip_rights: float | None = None
    """Patents, software copyrights and the like that it holds (SBT11233-A.6.3)."""
    trademarks: float | None = None
    """Trademarks used for e-commerce itself (SBT11233-A.6.4)."""
    listed: bool | None = None
    """Whether its shares are traded publicly (SBT11233-A.3.9)."""
    mofcom_survey: bool | None = None
    """Whether it is in the ministry's survey of typical companies (SBT11233-A.3.10)."""
    incubating: bool = False
    """Whether it is in incubation at the end of the year (SBT11233-A.1.5, A.4.4)."""


@dataclass(frozen=True, slots=True)
class BaseYear:
    """Figures of the base itself in a year, and those of its companies."""

    year: int
    total_assets_cny: float | None = None
    """Assets of the base, without those of companies (SBT11233-A.1.8)."""
    fund_cny: float | None = None
    """Funds of the base, alone or with others, that invest in resident e-commerce (SBT11233-A.2.4)."""
    data_centre: bool | None = None
    """Whether the base has a data centre (SBT11233-A.4.1)."""
    office_area_m2: float | None = None
    """Areas in a year that the layout does not show (SBT11233-A.1.1, A.1.2, A.4.3, A.4.4)."""
    support_area_m2: float | None = None
    logistics_area_m2: float | None = None
    incubator_area_m2: float | None = None
    companies: tuple[FirmYear, ...] = ()


@dataclass(frozen=True, slots=True)
class Annual:
    """Figures over the years."""

    started: date | None = None
    """Day from which the base is formally in operation (SBT11233-A.1.7)."""
    layout_year: int | None = None
    """Year whose areas the layout shows; by default the last year with figures."""
    not_in_use: tuple[str, ...] = ()
    """Buildings or storeys that are being built or not used yet: their areas do not count."""
    companies: tuple[Firm, ...] = ()
    years: tuple[BaseYear, ...] = ()

    def of(self, year: int) -> BaseYear | None:
        """The figures of a year, if there are any."""
        return next((row for row in self.years if row.year == year), None)

    @property
    def shown_year(self) -> int | None:
        """The year that the layout shows; ``None`` without any year."""
        if self.layout_year is not None:
            return self.layout_year
        return max((row.year for row in self.years), default=None)
