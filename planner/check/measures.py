"""Areas the standards speak about, summed from the polygons of the layout. Square metres.

Which reading of an undefined term holds is a policy of the scenario (``docs/policies.md``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import shapely

from planner.check.built import built_area_m2
from planner.check.facts import Facts
from planner.model import M2, Space

__all__ = ["MEASURES", "area_m2", "measure", "missing"]

LET = ("tenant_suite", "stock_room")
"""Kinds that a company occupies by contract."""


def area_m2(spaces: Iterable[Space]) -> float:
    """Net area of the spaces together, m2."""
    return sum(space.polygon.area for space in spaces) / M2


def building_area(facts: Facts) -> float:
    """Gross floor area of all storeys (outer face of the envelope, GB 55031-2022 3.1.1)."""
    return sum(storey.outline.area for storey in facts.scenario.storeys) / M2


def above_ground_area(facts: Facts) -> float:
    """Gross floor area of the storeys above ground (GB 55031-2022 3.1.2)."""
    return sum(storey.outline.area for storey in facts.scenario.storeys if storey.level >= 1) / M2


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


def leased_area(facts: Facts) -> float:
    """Occupied area of CBEP-4.2.2.1 by the policies ``occupancy_basis`` and ``lettable_area_basis``."""
    policies, shares = facts.scenario.policies, facts.scenario.occupancy.leased_shares
    if policies.occupancy_basis == "year_mean":
        return sum(shares) / len(shares) * lettable_area(facts) if shares else 0.0
    kinds = LET[:1] if policies.lettable_area_basis == "without_stock_rooms" else LET
    signed = {tenant.id for tenant in facts.scenario.tenants if tenant.resident}
    everyone = policies.occupancy_basis == "planned"
    return area_m2(
        space for space in facts.spaces if space.kind in kinds and (everyone or space.tenant in signed)
    )


def lettable_area(facts: Facts) -> float:
    """Area that companies occupy or could, by the policy ``lettable_area_basis``."""
    basis = facts.scenario.policies.lettable_area_basis
    if basis == "all_operating_rooms":
        return area_m2(_of_roles(facts, "operating", "lettable"))
    kinds = (*LET, "vacant") if basis == "let_and_vacant" else (LET[0], "vacant")
    return area_m2(space for space in facts.spaces if space.kind in kinds)


def cross_border_area(facts: Facts) -> float:
    """Operating area of cross-border companies (CBEP-4.2.1-b) and the policies about them."""
    policies = facts.scenario.policies
    companies = _cross_border(facts, policies.cross_border_enterprises)
    kinds = LET[:1] if policies.cross_border_counts == "suites" else LET
    rooms = [space for space in facts.spaces if space.kind in kinds and space.tenant in companies]
    basis = "apportioned" if policies.cross_border_counts == "with_common_share" else "net"
    return built_area_m2(facts, rooms, basis)


def cross_border_related_area(facts: Facts) -> float:
    """What companies in related business occupy (CBEP-4.2.2.2-a), by the policy ``cross_border_related``."""
    companies = _cross_border(facts, facts.scenario.policies.cross_border_related)
    return area_m2(space for space in facts.spaces if space.kind in LET and space.tenant in companies)


def cross_border_denominator(facts: Facts) -> float:
    """Total operating area of CBEP-4.2.2.2-a by the policy ``cross_border_denominator``."""
    return MEASURES[facts.scenario.policies.cross_border_denominator](facts)


def operating_area(facts: Facts) -> float:
    """Rooms of role operating or lettable; vacant units by the policy ``operating_area_basis``."""
    vacant = facts.scenario.policies.operating_area_basis == "lettable"
    rooms = _of_roles(facts, "operating", "lettable")
    return area_m2(space for space in rooms if vacant or space.kind != "vacant")


def support_area(facts: Facts) -> float:
    """Support facilities (CBEP-4.2.1-c): rooms of the zones in the policy ``support_zones``."""
    return area_m2(facts.of_zone(*facts.scenario.policies.support_zones))


def support_denominator(facts: Facts) -> float:
    """What support is a share of, by the policy ``support_denominator``."""
    if facts.scenario.policies.support_denominator == "cross_border_operating_area":
        return cross_border_area(facts)
    return operating_area(facts)


def service_area(facts: Facts) -> float:
    """Service facilities (SBT11233-4.2.1, 4.2.2) by ``service_zones`` and ``built_area_basis``."""
    policies = facts.scenario.policies
    return built_area_m2(facts, facts.of_zone(*policies.service_zones), policies.built_area_basis)


def service_denominator(facts: Facts) -> float:
    """Building area that services are a share of, by the policy ``service_share_of``."""
    return MEASURES[facts.scenario.policies.service_share_of](facts)


def business_area(facts: Facts) -> float:
    """Business area (SBT11233-4.2.2) by the policy ``business_area_basis``."""
    chosen = {"operating": operating_area, "let": occupied_area, "building": building_area}
    return chosen[facts.scenario.policies.business_area_basis](facts)


def office_area(facts: Facts) -> float:
    """Offices (SBT11233-4.2.3) by the policy ``office_of``: the office area, suites, or both."""
    whose = facts.scenario.policies.office_of
    trade = {tenant.id for tenant in facts.scenario.tenants if tenant.company_type != "other"}
    suites = [
        space
        for space in facts.spaces
        if space.kind == "tenant_suite" and (whose != "e_commerce_companies" or space.tenant in trade)
    ]
    rooms = facts.of_zone("office_area")
    return area_m2(
        {"all_companies": [*rooms, *suites], "e_commerce_companies": suites, "office_rooms": rooms}[whose]
    )


def commercial_area(facts: Facts) -> float:
    """Commercial building area (SBT11233-4.2.3) by the policy ``commercial_area_basis``."""
    if facts.scenario.policies.commercial_area_basis == "building":
        return building_area(facts)
    return area_m2(_of_roles(facts, "lettable", "support"))


def companies(facts: Facts) -> float:
    """Number of resident companies: those with a suite."""
    return float(len(facts.suites()))


def cross_border_companies(facts: Facts) -> float:
    """Number of resident companies in related business (CBEP-4.2.2.2-b), by ``cross_border_related``."""
    suites = facts.suites()
    return float(len(_cross_border(facts, facts.scenario.policies.cross_border_related) & suites.keys()))


def _cross_border(facts: Facts, which: str) -> set[str]:
    """Ids of the companies in cross-border trade; ``platforms_and_operators`` leaves others out."""
    types = ("platform", "operator") if which == "platforms_and_operators" else None
    return {
        tenant.id
        for tenant in facts.scenario.tenants
        if tenant.cross_border and (types is None or tenant.company_type in types)
    }


def _of_roles(facts: Facts, *roles: str) -> list[Space]:
    return [s for s in facts.spaces if (kind := facts.kind_of(s)) is not None and kind.role in roles]


MEASURES: Mapping[str, Callable[[Facts], float]] = {
    "building_area": building_area,
    "land_area": land_area,
    "footprint_area": footprint_area,
    "above_ground_area": above_ground_area,
    "park_area": park_area,
    "occupied_area": occupied_area,
    "leased_area": leased_area,
    "lettable_area": lettable_area,
    "cross_border_area": cross_border_area,
    "cross_border_related_area": cross_border_related_area,
    "cross_border_denominator": cross_border_denominator,
    "operating_area": operating_area,
    "support_area": support_area,
    "support_denominator": support_denominator,
    "service_area": service_area,
    "service_denominator": service_denominator,
    "business_area": business_area,
    "office_area": office_area,
    "commercial_area": commercial_area,
    "companies": companies,
    "cross_border_companies": cross_border_companies,
}
"""Measures a clause may name."""


def measure(facts: Facts, name: str) -> float:
    """The measure of that name, m2 or a number of companies."""
    return MEASURES[name](facts)


def missing(facts: Facts, name: str) -> str:
    """The datum without which a measure cannot be told; empty where all are there."""
    mean = name == "leased_area" and facts.scenario.policies.occupancy_basis == "year_mean"
    return "occupancy.leased_shares" if mean and not facts.scenario.occupancy.leased_shares else ""
