"""Areas of Annex A taken from the layout: offices of e-commerce companies, support, logistics, incubators.

The annex speaks of building area in use; what that is of net rooms says the policy
``indicator_area_basis``. Vacant units are not in use, nor are the buildings and storeys that the figures
list as ``not_in_use``. Storage counts as support (SBT11233-A.1.2), beside the policy ``support_zones``.
"""

from __future__ import annotations

from collections.abc import Collection

from planner.check.built import built_area_m2
from planner.check.facts import Facts
from planner.check.shares import gross_factors
from planner.indicators.book import LayoutAreas
from planner.model import Space

__all__ = ["layout_areas"]

STORAGE_ZONES = ("storage_base", "logistics_hub")
"""Zones for storage and logistics (SBT11233-A.1.2, A.4.3), beside the stock rooms of companies."""


def layout_areas(facts: Facts, ecommerce: Collection[str], not_in_use: Collection[str] = ()) -> LayoutAreas:
    """What the layout shows, measured when it is asked for; ``ecommerce`` are ids of e-commerce companies."""
    unused = set(not_in_use)
    used = [space for space in facts.spaces if not {space.building, space.storey} & unused]
    stock = [space for space in used if space.kind == "stock_room"]
    suites = [space for space in used if space.kind == "tenant_suite"]

    def zones(*names: str) -> list[Space]:
        rooms = {space.id for space in facts.of_zone(*names)}
        return [space for space in used if space.id in rooms]

    def rooms_for(key: str) -> list[Space]:
        if key == "office_area_m2":
            return [space for space in suites if space.tenant in ecommerce]
        if key == "support_area_m2":
            return [*zones(*{*facts.scenario.policies.support_zones, *STORAGE_ZONES}), *stock]
        if key == "logistics_area_m2":
            return [*zones(*STORAGE_ZONES), *stock]
        return [space for space in used if space.kind == "incubator"]

    factors = gross_factors(facts)
    by_firm: dict[str, list[Space]] = {}
    for space in (*suites, *stock):
        by_firm.setdefault(space.tenant or "", []).append(space)

    def area(rooms: list[Space]) -> float:
        return built_area_m2(facts, rooms, facts.scenario.policies.indicator_area_basis, factors)

    return LayoutAreas(
        placed=frozenset(space.tenant for space in suites if space.tenant is not None),
        total=lambda key: area(rooms_for(key)),
        of_firm=lambda firm: area(by_firm.get(firm, [])),
    )
