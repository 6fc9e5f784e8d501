"""Parks of a few units, without a layout, to let."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from planner.leasing import Leasing, Profile, Spread
from planner.model import M2, PlaceWish, Tenant
from planner.simulate.leasing.codes import EMPTY, NOW
from planner.simulate.leasing.model import Letting, Model, model_of
from planner.simulate.leasing.ratios import Ratio, Row
from planner.simulate.leasing.tenancy import LetUnit, plain_measures

CALM = Leasing(
    market_growth_year=0.0,
    rent_volatility_year=0.0,
    downtime_volatility=0.0,
    discount_rate_year=0.0,
    capital_cost_cny_m2=0.0,
    operating_cost_cny_m2_year=0.0,
    operating_growth_year=0.0,
    vacancy_cost_cny_m2_year=0.0,
    exit_yield=0.0,
    ramp_months=0,
    signs_share=1.0,
)
"""Nothing but rent, and no weather."""


def months(*rows: tuple[int, float]) -> Spread:
    return Spread(tuple(m for m, _ in rows), tuple(s for _, s in rows))


PLAIN = Profile(
    "plain",
    1.0,
    renewal_probability=0.0,
    terms=months((12, 1.0)),
    renewal_terms=months((12, 1.0)),
    downtime=months((6, 1.0)),
    renewal_rent_share=1.0,
    escalation_year=0.0,
    rent_free_months=0,
    commission_months=0.0,
    renewal_commission_months=0.0,
)


def company(id: str, *, cross_border: bool = True, rent: float = 10.0) -> Tenant:
    areas = (100 * M2, 100 * M2, 100 * M2)
    return Tenant(id, id, id, "operator", cross_border, False, *areas, 10, 0, rent, True, PlaceWish())


def model(
    leasing: Leasing,
    units: Sequence[LetUnit],
    clauses: Sequence[Ratio] = (),
    *,
    rent: float = 10.0,
    running: bool = False,
    reserved: frozenset[str] = frozenset(),
) -> Model:
    starts = tuple(EMPTY if unit.tenant is None else NOW for unit in units)
    rents = tuple(rent if unit.tenant is None else unit.tenant.rent_cny_m2_month for unit in units)
    letting = Letting(tuple(units), rents, starts, reserved)
    measures = plain_measures(units)
    return model_of(leasing, letting, measures, clauses, gross_m2=1000.0, running=running)


def units(*tenants: Tenant | None, area: float = 100.0) -> list[LetUnit]:
    return [
        LetUnit(f"U{n}", "A/1F", area, 0.0, area, tenant, (f"A/1F/s{n}",)) for n, tenant in enumerate(tenants)
    ]


def share(clause: str, measure: str, of: str, least: float, start: int = 0) -> Ratio:
    return Ratio(clause, "mandatory", clause, clause, start, (Row(measure, of, least),))


def with_profiles(*profiles: Profile, **more: object) -> Leasing:
    return replace(CALM, profiles=profiles, **more)  # type: ignore[arg-type]  # fields of the dataclass
