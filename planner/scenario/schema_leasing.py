"""The file's model: how the park is let, for `planner simulate occupancy`. Every default is an assumption."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Annotated, Any, get_args

from pydantic import Field

from planner.leasing import (
    DOWNTIME,
    TERMS,
    CompanyType,
    Leasing,
    Profile,
    Robust,
    Spread,
    market_profiles,
)
from planner.scenario.emit import Inline
from planner.scenario.fields import Flag, OneOf, Quantity, Text, Whole
from planner.scenario.schema_base import Id, Part, Ref

__all__ = [
    "LeasingIn",
    "ProfileIn",
    "RobustIn",
    "leasing_from",
    "leasing_to",
    "robust_from",
    "robust_to",
]

_L = Leasing()
_P = Profile("", 1.0)
UNITS = ("reserved_for_cross_border", "closed_to_livestreaming")
"""Keys that list companies and vacant units."""
Share = Annotated[float, Quantity(0, 1, "share")]
Rate = Annotated[float, Quantity(0, 1, "share")]
Rent = Annotated[float, Quantity(0, 5000, "CNY")]
Money = Annotated[float, Quantity(0, 100_000, "CNY")]


class MonthsIn(Part):
    """One of the possible numbers of months, with its probability."""

    months: Annotated[int, Whole(1, 600, "months")] = Field(description="months", examples=["36"])
    share: Share = Field(description="probability, part of one", examples=["0.5"])


def _spread(spread: Spread) -> list[MonthsIn]:
    return [MonthsIn(months=m, share=s) for m, s in zip(spread.months, spread.shares, strict=True)]


def _told(spread: Spread) -> str:
    rows = zip(spread.months, spread.shares, strict=True)
    return ", ".join(f"{months} months {share:.0%}" for months, share in rows)


Months = Annotated[list[MonthsIn], Field(min_length=1, max_length=60)]


class ProfileIn(Part):
    """Companies of one kind on the market: how many ask, on which terms they come, renew and leave."""

    id: Id = Field(description="short name, unique among profiles", examples=["operators"])
    demand_share: Share = Field(
        description="part of new lettings that are such companies; the shares of all profiles add up to 1",
        examples=["0.6"],
    )
    company_type: Annotated[CompanyType, OneOf(get_args(CompanyType))] = Field(
        default=_P.company_type, description="platform, operator, service or other"
    )
    cross_border: Annotated[bool, Flag()] = Field(
        description="whether their business is cross-border e-commerce", examples=["true"]
    )
    livestreaming: Annotated[bool, Flag()] = Field(
        default=_P.livestreaming, description="whether each of them needs a stock room"
    )
    renewal_probability: Share = Field(
        default=_P.renewal_probability,
        description="probability that a lease that ends is renewed (assumption)",
    )
    terms: Months = Field(
        default=_spread(TERMS),
        description=f"terms of new leases (assumption); default: {_told(TERMS)}",
    )
    renewal_terms: Months | None = Field(
        default=None, description="terms of renewed leases; default: those of new ones"
    )
    downtime: Months = Field(
        default=_spread(DOWNTIME),
        description=f"months empty before such a company comes (assumption); default: {_told(DOWNTIME)}",
    )
    rent_cny_m2_month: Rent | None = Field(
        default=None,
        description="rent of a new letting in today's money; default: what the unit is let or offered for",
    )
    renewal_rent_share: Annotated[float, Quantity(0, 2, "share")] = Field(
        default=_P.renewal_rent_share,
        description="rent on renewal over that of a new letting then (assumption)",
    )
    escalation_year: Rate = Field(
        default=_P.escalation_year, description="rise of the rent inside a lease, a year (assumption)"
    )
    rent_free_months: Annotated[int, Whole(0, 60, "months")] = Field(
        default=_P.rent_free_months, description="months without rent in a new lease (assumption)"
    )
    renewal_rent_free_months: Annotated[int, Whole(0, 60, "months")] = Field(
        default=_P.renewal_rent_free_months, description="the same in a renewed lease (assumption)"
    )
    commission_months: Annotated[float, Quantity(0, 24, "months")] = Field(
        default=_P.commission_months,
        description="months of rent that an agent gets for a new lease (assumption)",
    )
    renewal_commission_months: Annotated[float, Quantity(0, 24, "months")] = Field(
        default=_P.renewal_commission_months, description="the same for a renewed one (assumption)"
    )
    fit_out_cny_m2: Money = Field(
        default=_P.fit_out_cny_m2, description="paid towards the fit-out of a new company (assumption)"
    )


class LeasingIn(Part):
    """Letting over the years, for `planner simulate occupancy`; no clause fixes any of it."""

    profiles: Annotated[list[ProfileIn], Field(max_length=50)] = Field(
        default=[],
        description="kinds of companies on the market; default: those among the tenants, by their number",
    )
    years: Annotated[int, Whole(1, 40, "years")] = Field(
        default=_L.years, description="years that are simulated, month by month"
    )
    signs_share: Share = Field(
        default=_L.signs_share,
        description="probability that a company of the plan without a contract signs (assumption)",
    )
    ramp_months: Annotated[int, Whole(0, 120, "months")] | None = Field(
        default=None,
        description="companies without a contract come within so many months (assumption); "
        f"default: {_L.ramp_months} in a new park, 0 in one that is in operation",
    )
    reserved_for_cross_border: Annotated[list[Ref], Field(max_length=20_000)] = Field(
        default=[],
        description="companies whose suites go to cross-border companies only once they have left, "
        "and vacant units (A/2F/s05)",
    )
    closed_to_livestreaming: Annotated[list[Ref], Field(max_length=20_000)] = Field(
        default=[],
        description="companies whose suites go to companies without livestreaming only once they have left, "
        "and vacant units",
    )
    livestreaming_needs_stock_room: Annotated[bool, Flag()] = Field(
        default=_L.livestreaming_needs_stock_room,
        description="true: livestreaming companies of the market get suites with a stock room only",
    )
    market_growth_year: Annotated[float, Quantity(-0.5, 1, "share")] = Field(
        default=_L.market_growth_year, description="growth of market rents a year (assumption)"
    )
    rent_volatility_year: Rate = Field(
        default=_L.rent_volatility_year,
        description="standard deviation of that growth, the same for all units (assumption)",
    )
    downtime_volatility: Annotated[float, Quantity(0, 2, "share")] = Field(
        default=_L.downtime_volatility,
        description="how much longer units stand empty in a year of falling rents (assumption)",
    )
    discount_rate_year: Annotated[float, Quantity(0, 1, "share")] = Field(
        default=_L.discount_rate_year,
        description="discount rate of the net present value, a year (assumption)",
    )
    capital_cost_cny_m2: Money = Field(
        default=_L.capital_cost_cny_m2,
        description="paid at the start, CNY per m2 of gross floor area (assumption)",
    )
    operating_cost_cny_m2_year: Money = Field(
        default=_L.operating_cost_cny_m2_year,
        description="running costs, CNY a year per m2 of gross floor area (assumption)",
    )
    operating_growth_year: Annotated[float, Quantity(-0.5, 1, "share")] = Field(
        default=_L.operating_growth_year, description="growth of running costs a year (assumption)"
    )
    vacancy_cost_cny_m2_year: Money = Field(
        default=_L.vacancy_cost_cny_m2_year,
        description="what an empty m2 costs besides, CNY a year (assumption)",
    )
    exit_yield: Annotated[float, Quantity(0, 1, "share")] = Field(
        default=_L.exit_yield,
        description="net income of the last year over the value at the end (assumption); 0: no value counts",
    )


class RobustIn(Part):
    """Planning for the future: ratio clauses shall hold with a probability, month by month."""

    clause_probability: Annotated[float, Quantity(0.5, 0.999, "share")] = Field(
        description="least probability of each clause in each month of the letting that is simulated",
        examples=["0.95"],
    )
    clauses: Annotated[list[Annotated[str, Text(40)]], Field(max_length=100)] = Field(
        default=[], description="which clauses; default: every mandatory one that letting can change"
    )


def leasing_from(
    given: LeasingIn,
    companies: Iterable[tuple[CompanyType, bool, bool]],
    months_in_operation: int,
    robust: RobustIn | None,
) -> Leasing:
    """The domain's ``Leasing``: profiles of the companies that ask where none are given."""
    values: dict[str, Any] = {
        field.name: getattr(given, field.name)
        for field in fields(Leasing)
        if field.name not in ("profiles", "ramp_months", *UNITS, "robust")
    }
    values |= {name: tuple(getattr(given, name)) for name in UNITS}
    ramp = given.ramp_months
    if ramp is None:
        ramp = 0 if months_in_operation > 0 else _L.ramp_months
    profiles = tuple(map(_profile, given.profiles)) or market_profiles(companies)
    return Leasing(profiles=profiles, ramp_months=ramp, robust=robust_from(robust), **values)


def robust_from(given: RobustIn | None) -> Robust:
    """The domain's ``Robust``: nothing is asked where the section is missing."""
    return Robust() if given is None else Robust(given.clause_probability, tuple(given.clauses))


def robust_to(robust: Robust) -> dict[str, Any]:
    """Keys and values of the file; empty where nothing is asked."""
    if robust.clause_probability is None:
        return {}
    return {"clause_probability": robust.clause_probability, "clauses": list(robust.clauses)}


def _profile(row: ProfileIn) -> Profile:
    values = {field.name: getattr(row, field.name) for field in fields(Profile)}
    new = values["terms"]
    for name in ("terms", "renewal_terms", "downtime"):
        values[name] = _months(values[name] or new)
    return Profile(**values)


def _months(rows: Sequence[MonthsIn]) -> Spread:
    return Spread(tuple(row.months for row in rows), tuple(row.share for row in rows))


def leasing_to(leasing: Leasing) -> dict[str, Any]:
    """Keys and values of the file."""
    values: dict[str, Any] = {
        field.name: getattr(leasing, field.name) for field in fields(Leasing) if field.name != "robust"
    }
    values |= {name: list(getattr(leasing, name)) for name in UNITS}
    return {**values, "profiles": [_row(profile) for profile in leasing.profiles]}


def _row(profile: Profile) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for field in fields(Profile):
        value = getattr(profile, field.name)
        if isinstance(value, Spread):
            pairs = zip(value.months, value.shares, strict=True)
            value = [Inline({"months": months, "share": share}) for months, share in pairs]
        if value is not None:
            row[field.name] = value
    return row
