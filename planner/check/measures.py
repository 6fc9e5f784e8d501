"""Areas the standards speak about, summed from the polygons of the layout. Square metres.

Which reading of an undefined term holds is a policy of the scenario (``docs/policies.md``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import shapely

from planner.check.facts import Facts
from planner.model import M2, Space

__all__ = ["MEASURES", "area_m2", "measure"]

LET = ("tenant_suite", "stock_room")
"""Kinds that a company occupies by contract."""


def area_m2(spaces: Iterable[Space]) -> float:
    """Net area of the spaces together, m2."""
    return sum(space.polygon.area for space in spaces) / M2


def building_area(facts: Facts) -> float:
    """Gross floor area of all storeys (outer face of the envelope, GB 55031-2022 3.1.1)."""
    return sum(storey.outline.area for storey in facts.scenario.storeys) / M2


def land_area(facts: Facts) -> float:
    """Area inside the site boundary."""
    return facts.scenario.site.boundary.area / M2


def footprint_area(facts: Facts) -> float:
    """Area of the ground storeys."""
    ground = [storey.outline for storey in facts.scenario.storeys if storey.is_ground]
    return shapely.union_all(ground).area / M2


def park_area(facts: Facts) -> float:
    """Total park area (CBEP-4.2.1-a) by the policy ``park_area_basis``."""
    return MEASURES[facts.scenario.policies.park_area_basis](facts)


def occupied_area(facts: Facts) -> float:
    """Area that companies occupy: suites and stock rooms."""
    return area_m2(space for space in facts.spaces if space.kind in LET)


def lettable_area(facts: Facts) -> float:
    """Area that companies occupy or could: suites, stock rooms and vacant units."""
    return area_m2(space for space in facts.spaces if space.kind in (*LET, "vacant"))


def cross_border_area(facts: Facts) -> float:
    """Suites and stock rooms of cross-border companies (CBEP-4.2.1-b, CBEP-4.2.2.2-a)."""
    companies = {tenant.id for tenant in facts.scenario.tenants if tenant.cross_border}
    return area_m2(space for space in facts.spaces if space.kind in LET and space.tenant in companies)


def operating_area(facts: Facts) -> float:
    """Rooms of role operating or lettable; vacant units by the policy ``operating_area_basis``."""
    vacant = facts.scenario.policies.operating_area_basis == "lettable"
    return area_m2(
        space
        for space in facts.spaces
        if (kind := facts.kind_of(space)) is not None
        and kind.role in ("operating", "lettable")
        and (vacant or space.kind != "vacant")
    )


def support_area(facts: Facts) -> float:
    """Support facilities (CBEP-4.2.1-c): rooms of the zones in the policy ``support_zones``."""
    return area_m2(facts.of_zone(*facts.scenario.policies.support_zones))


def support_denominator(facts: Facts) -> float:
    """What support is a share of, by the policy ``support_denominator``."""
    if facts.scenario.policies.support_denominator == "cross_border_operating_area":
        return cross_border_area(facts)
    return operating_area(facts)


def service_area(facts: Facts) -> float:
    """Service facilities (SBT11233-4.2.1, 4.2.2): rooms of the zones in the policy ``service_zones``."""
    return area_m2(facts.of_zone(*facts.scenario.policies.service_zones))


def office_area(facts: Facts) -> float:
    """Offices (SBT11233-4.2.3): rooms of the office area and the suites of companies."""
    offices = facts.of_zone("office_area")
    return area_m2(offices) + area_m2(space for space in facts.spaces if space.kind == "tenant_suite")


def companies(facts: Facts) -> float:
    """Number of resident companies: those with a suite."""
    return float(len(facts.suites()))


def cross_border_companies(facts: Facts) -> float:
    """Number of resident companies in cross-border e-commerce (CBEP-4.2.2.2-b)."""
    suites = facts.suites()
    return float(sum(1 for tenant in facts.scenario.tenants if tenant.cross_border and tenant.id in suites))


MEASURES: Mapping[str, Callable[[Facts], float]] = {
    "building_area": building_area,
    "land_area": land_area,
    "footprint_area": footprint_area,
    "park_area": park_area,
    "occupied_area": occupied_area,
    "lettable_area": lettable_area,
    "cross_border_area": cross_border_area,
    "operating_area": operating_area,
    "support_area": support_area,
    "support_denominator": support_denominator,
    "service_area": service_area,
    "office_area": office_area,
    "companies": companies,
    "cross_border_companies": cross_border_companies,
}
"""Measures a clause may name."""


def measure(facts: Facts, name: str) -> float:
    """The measure of that name, m2 or a number of companies."""
    return MEASURES[name](facts)
