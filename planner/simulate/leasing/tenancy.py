"""What can be let, and every measure of the standards as a sum over it.

A measure is what does not depend on letting plus a number for each unit that is let, which depends on its
company. ``planner.check.measures`` measures one layout; here the same is told of any letting of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from planner.check.facts import Facts
from planner.check.measures import measure
from planner.check.shares import gross_factors
from planner.leasing import CompanyType
from planner.model import M2, Space, Tenant

__all__ = [
    "ROOMLESS",
    "STREAMING",
    "Company",
    "LetUnit",
    "Linear",
    "company_of",
    "let_units",
    "linear",
    "linear_measures",
    "plain_measures",
]

STREAMING = "livestreaming_companies"
"""Companies that need a stock room; the checker counts them without a measure."""

ROOMLESS = "stock_rooms_taken"
"""The same, negative: so that no more of them than stock rooms is a least."""


@dataclass(frozen=True, slots=True)
class Company:
    """What the measures ask of a company."""

    company_type: CompanyType
    cross_border: bool
    livestreaming: bool


@dataclass(frozen=True, slots=True)
class LetUnit:
    """What is let together: the suite of a company with its stock rooms, or a vacant unit."""

    id: str
    storey: str
    suite: float
    """m2 that rent is paid for."""
    stock: float
    """m2 of its stock rooms."""
    gross: float
    """m2 of building that it takes with its share of walls, corridors and cores."""
    tenant: Tenant | None = None
    """Who has it by the plan."""
    spaces: tuple[str, ...] = ()

    @property
    def holder(self) -> str:
        """By what a scenario names it: the company that has it by the plan, or the vacant unit."""
        return self.id if self.tenant is None else self.tenant.id

    @property
    def area(self) -> float:
        """Net m2 together."""
        return self.suite + self.stock


@dataclass(frozen=True, slots=True)
class Linear:
    """A measure: what does not depend on letting, and what a unit adds while such a company has it."""

    constant: float
    of: Callable[[LetUnit, Company], float] | None = None


def let_units(facts: Facts) -> tuple[LetUnit, ...]:
    """Suites with their stock rooms, and vacant units, in the order of storeys."""
    tenants = {tenant.id: tenant for tenant in facts.scenario.tenants}
    factors = gross_factors(facts)
    rooms: dict[str, list[Space]] = {}
    for space in facts.spaces:
        if space.kind in ("tenant_suite", "stock_room", "vacant"):
            own = space.tenant if space.kind != "vacant" else None
            rooms.setdefault(f"tenant {own}" if own in tenants else space.id, []).append(space)
    return tuple(_unit(group, tenants, factors) for group in rooms.values())


def _unit(group: list[Space], tenants: Mapping[str, Tenant], factors: Mapping[str, float]) -> LetUnit:
    first = next((space for space in group if space.kind != "stock_room"), group[0])
    stock = sum(space.polygon.area for space in group if space.kind == "stock_room")
    suite = sum(space.polygon.area for space in group) - stock
    return LetUnit(
        id=first.id,
        storey=first.storey,
        suite=suite / M2,
        stock=stock / M2,
        gross=sum(space.polygon.area * factors[space.building] for space in group) / M2,
        tenant=tenants.get(first.tenant or "") if first.kind == "tenant_suite" else None,
        spaces=tuple(space.id for space in group),
    )


def linear_measures(facts: Facts, units: tuple[LetUnit, ...]) -> Mapping[str, Linear]:
    """Every measure that a clause may name, and ``STREAMING``."""
    return _Measures(facts, units).found()


def plain_measures(units: Sequence[LetUnit]) -> Mapping[str, Linear]:
    """What ``SERIES`` of the model names, by the defaults of the policies: for units without a layout."""
    area = Linear(0.0, lambda unit, company: unit.area)
    return {
        "occupied_area": area,
        "leased_area": area,
        "lettable_area": Linear(sum(unit.area for unit in units)),
        "cross_border_related_area": Linear(0.0, lambda u, c: u.area if c.cross_border else 0.0),
        "cross_border_denominator": area,
        "companies": Linear(0.0, lambda unit, company: 1.0),
        "cross_border_companies": Linear(0.0, lambda unit, company: float(company.cross_border)),
        STREAMING: Linear(0.0, lambda unit, company: float(company.livestreaming)),
        ROOMLESS: Linear(0.0, lambda unit, company: -float(company.livestreaming)),
    }


def linear(measures: Mapping[str, Linear], name: str, units: tuple[LetUnit, ...]) -> float:
    """The measure with every unit let as the plan has it."""
    found = measures[name]
    of = found.of
    if of is None:
        return found.constant
    let = [unit for unit in units if unit.tenant is not None]
    return found.constant + sum(of(unit, company_of(unit.tenant)) for unit in let if unit.tenant)


def company_of(tenant: Tenant) -> Company:
    """What the measures ask of a company of the scenario."""
    return Company(tenant.company_type, tenant.cross_border, tenant.livestreaming)


class _Measures:
    """The measures of one layout, by the policies of its scenario."""

    def __init__(self, facts: Facts, units: tuple[LetUnit, ...]) -> None:
        self.facts = facts
        self.units = units
        self.policies = facts.scenario.policies

    def found(self) -> Mapping[str, Linear]:
        policies = self.policies
        fixed = ("building_area", "land_area", "footprint_area", "above_ground_area", "park_area")
        rows = {name: Linear(measure(self.facts, name)) for name in fixed}
        for name in ("support_area", "service_area", "service_denominator"):
            rows[name] = Linear(measure(self.facts, name))
        rows["occupied_area"] = Linear(0.0, lambda unit, company: unit.area)
        alone = policies.lettable_area_basis == "without_stock_rooms"
        rows["leased_area"] = Linear(0.0, lambda unit, company: unit.suite if alone else unit.area)
        rows["lettable_area"] = Linear(self._lettable())
        rows["operating_area"] = self._operating()
        rows["cross_border_area"] = self._cross_border()
        related = _filter(policies.cross_border_related)
        rows["cross_border_related_area"] = Linear(0.0, lambda u, c: u.area if related(c) else 0.0)
        rows["companies"] = Linear(0.0, lambda unit, company: 1.0)
        rows["cross_border_companies"] = Linear(0.0, lambda unit, company: float(related(company)))
        rows[STREAMING] = Linear(0.0, lambda unit, company: float(company.livestreaming))
        rows[ROOMLESS] = Linear(0.0, lambda unit, company: -float(company.livestreaming))
        rows["office_area"] = self._office()
        rows["commercial_area"] = self._commercial()
        rows["cross_border_denominator"] = rows[policies.cross_border_denominator]
        chosen = {"operating": "operating_area", "let": "occupied_area", "building": "building_area"}
        rows["business_area"] = rows[chosen[policies.business_area_basis]]
        support = policies.support_denominator == "cross_border_operating_area"
        rows["support_denominator"] = rows["cross_border_area" if support else "operating_area"]
        return rows

    def _sum(self, *roles: str, units: bool) -> float:
        """Net m2 of the rooms of these roles, those that can be let among them or not."""
        let = {id for unit in self.units for id in unit.spaces}
        return (
            sum(
                space.polygon.area
                for space in self.facts.spaces
                if (kind := self.facts.kind_of(space)) is not None
                and kind.role in roles
                and (units or space.id not in let)
            )
            / M2
        )

    def _lettable(self) -> float:
        if self.policies.lettable_area_basis == "all_operating_rooms":
            return self._sum("operating", "lettable", units=True)
        alone = self.policies.lettable_area_basis == "without_stock_rooms"
        return sum(unit.suite if alone else unit.area for unit in self.units)

    def _operating(self) -> Linear:
        rooms = self._sum("operating", "lettable", units=False)
        if self.policies.operating_area_basis == "lettable":
            return Linear(rooms + sum(unit.area for unit in self.units))
        # a stock room stays an operating room while nobody has it; a suite becomes a vacant unit
        rooms += sum(unit.stock for unit in self.units)
        return Linear(rooms, lambda unit, company: unit.suite)

    def _cross_border(self) -> Linear:
        counts, chosen = self.policies.cross_border_counts, _filter(self.policies.cross_border_enterprises)
        if counts == "suites":
            return Linear(0.0, lambda unit, company: unit.suite if chosen(company) else 0.0)
        if counts == "with_common_share":
            return Linear(0.0, lambda u, c: u.gross if chosen(c) else 0.0)
        return Linear(0.0, lambda unit, company: unit.area if chosen(company) else 0.0)

    def _office(self) -> Linear:
        whose = self.policies.office_of
        rooms = sum(space.polygon.area for space in self.facts.of_zone("office_area")) / M2
        if whose == "office_rooms":
            return Linear(rooms)
        if whose == "e_commerce_companies":
            return Linear(0.0, lambda u, c: u.suite if c.company_type != "other" else 0.0)
        return Linear(rooms, lambda unit, company: unit.suite)

    def _commercial(self) -> Linear:
        if self.policies.commercial_area_basis == "building":
            return Linear(measure(self.facts, "building_area"))
        return Linear(self._sum("lettable", "support", units=True))


def _filter(which: str) -> Callable[[Company], bool]:
    """Who counts as a cross-border company, by a policy."""
    types = ("platform", "operator")
    if which == "platforms_and_operators":
        return lambda company: company.cross_border and company.company_type in types
    return lambda company: company.cross_border
