"""The file's model: figures of the base and its companies by year (SB/T 11233-2023, Annex A)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from planner.operations.annual import ECOMMERCE, Ecommerce
from planner.scenario.fields import Flag, OneOf, Quantity, Whole
from planner.scenario.schema_base import Id, Name, Part, Ref
from planner.scenario.schema_events import CalendarDay

__all__ = ["AnnualIn", "BaseYearIn", "FirmIn", "FirmYearIn"]

Money = Annotated[float, Quantity(0, 1e13, "CNY")]
Ground = Annotated[float, Quantity(0, 10_000_000, "m2")]
Rate = Annotated[float, Quantity(0, 1e9, "Mbit/s")]
Number = Annotated[int, Whole(0, 10_000_000)]
Year = Annotated[int, Whole(1990, 2100)]
Yes = Annotated[bool, Flag()]


class FirmIn(Part):
    """What the figures need to know of a company: a tenant, or another one such as a firm in incubation."""

    id: Id = Field(description="id of a tenant, or a new one", examples=["INC1"])
    name: Name | None = Field(default=None, description="English name; default: that of the tenant")
    name_zh: Name | None = Field(default=None, description="Chinese name; default: that of the tenant")
    ecommerce: Annotated[Ecommerce, OneOf(ECOMMERCE)] | None = Field(
        default=None,
        description="service (platforms, logistics, payment, credit, marketing), application (trades "
        "online) or none; default: by the tenant's company_type",
    )
    entered: CalendarDay | None = Field(
        default=None, description="day it came to the base; default: `since` of its file"
    )
    left: CalendarDay | None = Field(default=None, description="last day it was there; default: is there")
    outside: Yes = Field(
        default=False,
        description="true: neither registered in the base nor doing business there: counts nowhere",
    )
    logistics: Yes | None = Field(
        default=None, description="whether storage and logistics are its own business (SBT11233-A.4.3)"
    )


class FirmYearIn(Part):
    """Figures of a company in a year. What is left out is missing, which is not nought."""

    company: Ref = Field(description="id of a tenant or of one of the companies above", examples=["T01"])
    b2b_cny: Money | None = Field(
        default=None, description="trade between companies in the country, CNY (A.1.3)"
    )
    retail_cny: Money | None = Field(default=None, description="online retail in the country, CNY (A.1.3)")
    import_cny: Money | None = Field(default=None, description="cross-border imports, CNY (A.1.3, A.3.3)")
    export_cny: Money | None = Field(default=None, description="cross-border exports, CNY (A.1.3, A.3.3)")
    revenue_cny: Money | None = Field(
        default=None, description="revenue from e-commerce alone, CNY (A.3.1); not the trade"
    )
    tax_cny: Money | None = Field(default=None, description="taxes payable, CNY (A.3.4)")
    jobs: Number | None = Field(default=None, description="people employed at the end of the year (A.3.6)")
    rd_cny: Money | None = Field(default=None, description="spent on research, CNY (A.6.5)")
    financing_cny: Money | None = Field(
        default=None, description="financing from the base's funds or introduced by it, CNY (A.3.8, A.4.6)"
    )
    area_m2: Ground | None = Field(
        default=None,
        description="building area bought or rented, m2 (A.3.7); "
        "default: in the layout's year that of its rooms",
    )
    bandwidth_mbit_s: Rate | None = Field(default=None, description="bandwidth it has, Mbit/s (A.4.1)")
    data_centre_mbit_s: Rate | None = Field(
        default=None, description="what of it is the data centre's, Mbit/s (A.4.1)"
    )
    ip_rights: Number | None = Field(
        default=None, description="patents, software copyrights and the like it holds (A.6.3)"
    )
    trademarks: Number | None = Field(default=None, description="trademarks used for e-commerce (A.6.4)")
    listed: Yes | None = Field(default=None, description="whether its shares are traded publicly (A.3.9)")
    mofcom_survey: Yes | None = Field(
        default=None, description="whether it is in the ministry's survey of typical companies (A.3.10)"
    )
    incubating: Yes = Field(
        default=False, description="true: in incubation at the end of the year (A.1.5, A.4.4)"
    )


class BaseYearIn(Part):
    """Figures of the base in a year, and those of its companies."""

    year: Year = Field(description="the year", examples=["2025"])
    total_assets_cny: Money | None = Field(
        default=None, description="assets of the base, without those of companies, CNY (A.1.8)"
    )
    fund_cny: Money | None = Field(
        default=None, description="funds that invest in resident e-commerce companies, CNY (A.2.4, A.4.6)"
    )
    data_centre: Yes | None = Field(default=None, description="whether the base has a data centre (A.4.1)")
    office_area_m2: Ground | None = Field(
        default=None, description="office area of e-commerce companies, m2 (A.1.1); not in the layout's year"
    )
    support_area_m2: Ground | None = Field(
        default=None, description="support area, m2 (A.1.2); not in the layout's year"
    )
    logistics_area_m2: Ground | None = Field(
        default=None, description="area for storage and logistics, m2 (A.4.3); not in the layout's year"
    )
    incubator_area_m2: Ground | None = Field(
        default=None, description="area of incubators, m2 (A.4.4); not in the layout's year"
    )
    companies: Annotated[list[FirmYearIn], Field(max_length=20_000)] = Field(
        default=[],
        description="figures of companies, or the path of a table (CSV) whose columns are the keys below",
    )


class AnnualIn(Part):
    """Figures over the years."""

    started: CalendarDay | None = Field(
        default=None, description="day from which the base is formally in operation (A.1.7)"
    )
    layout_year: Year | None = Field(
        default=None, description="year whose areas the layout shows; default: the last one"
    )
    not_in_use: Annotated[list[Ref], Field(max_length=2000)] = Field(
        default=[], description="buildings, or storeys as building/storey, that are built but not used yet"
    )
    companies: Annotated[list[FirmIn], Field(max_length=20_000)] = Field(
        default=[], description="companies that are no tenants, and what is to be known of tenants"
    )
    years: Annotated[list[BaseYearIn], Field(max_length=100)] = Field(
        default=[], description="figures by year"
    )
