"""How a park is let: market-leasing profiles by kind of company, opening, money. All of it is assumption.

No clause fixes any of these numbers: each is a named default that the section ``leasing`` of a scenario
replaces (``docs/occupancy.md`` lists them). Money is CNY of today, rates are parts of one a year.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

CompanyType = Literal["platform", "operator", "service", "other"]

__all__ = [
    "DOWNTIME",
    "TERMS",
    "CompanyType",
    "Leasing",
    "LettingRow",
    "Profile",
    "Robust",
    "Spread",
    "market_profiles",
    "profile_of",
]


@dataclass(frozen=True, slots=True)
class Spread:
    """A whole number of months at random: the possible values and the probability of each."""

    months: tuple[int, ...]
    shares: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Expected months."""
        return sum(m * s for m, s in zip(self.months, self.shares, strict=True)) / sum(self.shares)


TERMS = Spread((24, 36, 60), (0.3, 0.5, 0.2))
DOWNTIME = Spread((3, 6, 12, 24), (0.2, 0.35, 0.3, 0.15))


@dataclass(frozen=True, slots=True)
class Profile:
    """What the market does with a unit: which companies ask for it, on which terms they come and stay."""

    id: str
    demand_share: float
    """Part of new lettings that are companies of this kind; shares are scaled to add up to one."""
    company_type: CompanyType = "operator"
    cross_border: bool = True
    livestreaming: bool = False
    renewal_probability: float = 0.6
    terms: Spread = TERMS
    renewal_terms: Spread = TERMS
    downtime: Spread = DOWNTIME
    """Months a unit stands empty before such a company moves in."""
    rent_cny_m2_month: float | None = None
    """Rent of a new letting; ``None``: what the unit was let or offered for."""
    renewal_rent_share: float = 0.97
    """Rent on renewal, as a part of what a new letting would bring then."""
    escalation_year: float = 0.02
    """Rise of the rent inside a lease."""
    rent_free_months: int = 2
    renewal_rent_free_months: int = 0
    commission_months: float = 1.0
    renewal_commission_months: float = 0.25
    fit_out_cny_m2: float = 0.0
    """Contribution to the fit-out of a new company."""


@dataclass(frozen=True, slots=True)
class LettingRow:
    """What letting asks of a plan, as numbers beside those of a clause's row; found by sampling futures.

    ``suites``: company -> (for each m2 of its suite, for the company itself).
    """

    clause: str
    suites: Mapping[str, tuple[float, float]]
    vacant_m2: float
    """For each m2 that is left over."""
    left_m2: float
    """What the plan that this was learnt from leaves over."""
    drawn: Mapping[str, float]
    """Subject -> its m2 there: more of it leaves less."""
    reserve: float = 0.0
    """What is taken from the row: what the futures leave beside the quantile, and what drawing lost."""


@dataclass(frozen=True, slots=True)
class Robust:
    """With which probability ratio clauses shall hold in every month; ``None``: not planned for."""

    clause_probability: float | None = None
    clauses: tuple[str, ...] = ()
    """Which; empty: all mandatory ones that letting can change."""
    rows: tuple[LettingRow, ...] = ()
    """Learnt by the search, never read from a file."""


@dataclass(frozen=True, slots=True)
class Leasing:
    """Everything the simulation of letting needs that is not in the layout."""

    profiles: tuple[Profile, ...] = ()
    years: int = 10
    signs_share: float = 0.9
    """Probability that a company of the plan without a contract signs."""
    ramp_months: int = 12
    """First lettings of companies without a contract begin within so many months."""
    reserved_for_cross_border: tuple[str, ...] = ()
    """Companies whose suites are let to cross-border companies only once they have left, and vacant units."""
    closed_to_livestreaming: tuple[str, ...] = ()
    """Companies whose suites are never let to other livestreaming companies, and vacant units."""
    livestreaming_needs_stock_room: bool = False
    """Livestreaming companies of the market get suites with a stock room only."""
    robust: Robust = field(default_factory=Robust)
    market_growth_year: float = 0.02
    rent_volatility_year: float = 0.06
    downtime_volatility: float = 0.25
    discount_rate_year: float = 0.08
    capital_cost_cny_m2: float = 3000.0
    operating_cost_cny_m2_year: float = 90.0
    operating_growth_year: float = 0.03
    vacancy_cost_cny_m2_year: float = 60.0
    exit_yield: float = 0.065
    """Net income of the last year over the value at the end; 0: no value is counted at the end."""


def market_profiles(companies: Iterable[tuple[CompanyType, bool, bool]]) -> tuple[Profile, ...]:
    """One profile for each kind of company among those that ask for space, with its share of their number.

    Without any company: one of cross-border operators.
    """
    counts: dict[tuple[CompanyType, bool, bool], int] = {}
    for kind in companies:
        counts[kind] = counts.get(kind, 0) + 1
    whole = sum(counts.values())
    found = [
        Profile(_name(*kind), round(count / whole, 6), *kind)
        for kind, count in sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    ]
    return tuple(found) or (Profile("market", 1.0),)


def _name(company_type: CompanyType, cross_border: bool, livestreaming: bool) -> str:
    return "-".join(
        (company_type, "cross-border" if cross_border else "domestic", *(["live"] if livestreaming else []))
    )


def profile_of(
    profiles: tuple[Profile, ...], company_type: str, cross_border: bool, livestreaming: bool
) -> int:
    """Index of the profile by which a company renews: most alike, trade before streaming before type."""

    def alike(profile: Profile) -> int:
        return (
            4 * (profile.cross_border == cross_border)
            + 2 * (profile.livestreaming == livestreaming)
            + (profile.company_type == company_type)
        )

    return max(range(len(profiles)), key=lambda k: (alike(profiles[k]), -k))
