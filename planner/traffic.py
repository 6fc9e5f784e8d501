"""Who goes where how often in a year: flows of a scenario, walks to stock rooms, goods from warehouses.

What a metre of each costs turns distances into money, wherever they come from: between storeys before there
are rooms (``planner.score``), or as one walks once they are laid out (``planner.circulation.flows``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from planner.model import M2, Scenario

__all__ = ["STOCK_PREFIX", "STOCK_TRIPS_DAY", "STORAGE_TURNOVER_T_M2_YEAR", "Stream", "streams"]

STOCK_TRIPS_DAY = 8.0
"""Walks a day between a livestreaming tenant's suite and its stock room."""

STORAGE_TURNOVER_T_M2_YEAR = 3.0
"""Goods carried between a tenant and its warehouse, for each square metre of its storage need."""

STOCK_PREFIX = "stock:"
"""A placement's subject is this and the tenant's id where it is that tenant's stock room."""


@dataclass(frozen=True, slots=True)
class Stream:
    """What goes between two subjects, or a gate and a subject, in a year."""

    origin: str
    destination: str
    """A subject or gate; empty where it is whatever warehouse is on ``storey``."""
    people_year: float = 0.0
    tonnes_year: float = 0.0
    storey: str = ""

    def people_cny_m(self, scenario: Scenario) -> float:
        """What a metre costs the people, CNY a year."""
        return self.people_year * scenario.weights.cny_per_person_km / 1000

    def goods_cny_m(self, scenario: Scenario) -> float:
        """What a metre costs the goods, CNY a year."""
        return self.tonnes_year * scenario.weights.cny_per_tonne_km / 1000


def streams(
    scenario: Scenario, placed: Collection[str], warehouse_of: Mapping[str, str]
) -> tuple[Stream, ...]:
    """All that goes between subjects that are ``placed``, and between these and gates.

    ``warehouse_of``: tenant -> storey of the warehouse that serves it.
    """
    days = scenario.policies.working_days_year
    gates = {gate.id for gate in scenario.site.gates}
    there = gates | set(placed)
    found = [
        Stream(flow.origin, flow.destination, flow.people_per_day * days, flow.goods_t_per_day * days)
        for flow in scenario.flows
        if {flow.origin, flow.destination} <= there and not {flow.origin, flow.destination} <= gates
    ]
    for tenant in scenario.tenants:
        if tenant.id not in there:
            continue
        if STOCK_PREFIX + tenant.id in there:
            found.append(Stream(tenant.id, STOCK_PREFIX + tenant.id, STOCK_TRIPS_DAY * days))
        if tenant.id in warehouse_of and tenant.storage_area:
            tonnes = STORAGE_TURNOVER_T_M2_YEAR * tenant.storage_area / M2
            found.append(Stream(tenant.id, "", tonnes_year=tonnes, storey=warehouse_of[tenant.id]))
    return tuple(found)
