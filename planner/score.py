"""The objective, recomputed from plain data: what an allocation is worth in CNY a year.

No solver code is used here, so that a reported objective can be replayed. ``docs/allocation.md``
gives the formulas.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from planner.model import M2, Placement, PlaceWish, Scenario, Storey, Tenant
from planner.recommended import fines
from planner.traffic import STOCK_PREFIX, STOCK_TRIPS_DAY, STORAGE_TURNOVER_T_M2_YEAR, streams
from planner.travel import Travel, travel

__all__ = [
    "PART_CNY_YEAR",
    "STOCK_PREFIX",
    "STOCK_TRIPS_DAY",
    "STORAGE_RENT_CNY_M2_YEAR",
    "STORAGE_TURNOVER_T_M2_YEAR",
    "Score",
    "goods_zones",
    "has_goods_access",
    "score",
    "served",
    "wish_aspects",
]

STORAGE_RENT_CNY_M2_YEAR = 240.0
"""What a square metre of storage need earns when a warehouse of the park serves it (20 CNY a month)."""

PART_CNY_YEAR = 20_000.0
"""What running one more part of a split zone costs: a second counter, a second cleaner's room."""


@dataclass(frozen=True, slots=True)
class Score:
    """Terms of the objective, CNY a year; costs are negative."""

    rent: float
    programme: float
    storage: float
    wishes: float
    people: float
    goods: float
    parts: float
    """Parts of split zones beyond their first."""
    recommended: float
    fines: Mapping[str, float]
    """Recommended clauses that the allocation does not meet, and what each of them costs."""

    @property
    def total(self) -> float:
        """The objective."""
        return (
            self.rent
            + self.programme
            + self.storage
            + self.wishes
            + self.people
            + self.goods
            + self.parts
            + self.recommended
        )


def score(scenario: Scenario, placements: Iterable[Placement], warehouse_of: Mapping[str, str]) -> Score:
    """Value of an allocation. ``warehouse_of``: tenant -> storey of the warehouse that serves it."""
    placed = tuple(placements)
    where: dict[str, set[str]] = defaultdict(set)
    area: dict[str, int] = defaultdict(int)
    for placement in placed:
        where[placement.subject].add(placement.storey)
        area[placement.subject] += placement.area
    distances, floors = travel(scenario), {storey.id: storey for storey in scenario.storeys}
    people, goods = _traffic(scenario, distances, where, warehouse_of)
    unmet = fines(scenario, placed)
    return Score(
        rent=sum(_rent(scenario, tenant, area[tenant.id]) for tenant in scenario.tenants),
        programme=sum(
            demand.value_cny_m2_year * min(area[demand.id], demand.wished_area) / M2
            for demand in scenario.demands
        ),
        storage=sum(
            STORAGE_RENT_CNY_M2_YEAR * tenant.storage_area / M2
            for tenant in scenario.tenants
            if tenant.id in warehouse_of
        ),
        wishes=sum(_wish_value(floors, row.id, row.wish, where) for row in scenario.tenants)
        + sum(_wish_value(floors, row.id, row.wish, where) for row in scenario.demands),
        people=-people,
        goods=-goods,
        parts=-PART_CNY_YEAR * sum(max(0, len(where[demand.id]) - 1) for demand in scenario.demands),
        recommended=-sum(unmet.values()),
        fines=unmet,
    )


def served(placements: Collection[Placement], warehouse_of: Mapping[str, str]) -> dict[str, str]:
    """Tenant -> storey of the warehouse that serves it, where both are among the placements."""
    there = {row.subject for row in placements}
    stores = {row.storey for row in placements if row.zone == "storage_base" and row.tenant is None}
    return {id: at for id, at in warehouse_of.items() if id in there and at in stores}


def wish_aspects(wish: PlaceWish) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The single wishes a place wish is made of, each worth an equal part of its value.

    ``("buildings", ids)``, ``("storeys", ids)``, ``("levels", levels as text)``, and one
    ``("near", (id,))`` for each neighbour.
    """
    aspects: list[tuple[str, tuple[str, ...]]] = []
    if wish.buildings:
        aspects.append(("buildings", wish.buildings))
    if wish.storeys:
        aspects.append(("storeys", wish.storeys))
    if wish.levels:
        aspects.append(("levels", tuple(str(level) for level in wish.levels)))
    aspects.extend(("near", (other,)) for other in wish.near)
    return tuple(aspects)


def goods_zones() -> frozenset[str]:
    """Zones whose parts need goods access: a dock on the ground, or a goods lift and the load."""
    return frozenset({"storage_base", "logistics_hub"})


def has_goods_access(scenario: Scenario, storey: str) -> bool:
    """Whether a storey may hold a warehouse.

    A ground storey with a dock; or any storey with a goods-lift core whose floor load and clear
    height reach ``policies.warehouse_floor_load_kn_m2`` and ``policies.warehouse_clear_height_mm``.
    """
    floor, policies = scenario.storey(storey), scenario.policies
    if floor.is_ground and floor.docks:
        return True
    return (
        any(core.has_goods_lift for core in floor.cores)
        and floor.floor_load_kn_m2 >= policies.warehouse_floor_load_kn_m2
        and floor.clear_height_mm >= policies.warehouse_clear_height_mm
    )


def _rent(scenario: Scenario, tenant: Tenant, area: int) -> float:
    full = min(area, tenant.wished_area)
    above = area - full
    months = 12 * tenant.rent_cny_m2_month
    return months * (full + scenario.policies.rent_share_above_wish * above) / M2


def _wish_value(
    floors: Mapping[str, Storey], id: str, wish: PlaceWish, where: Mapping[str, set[str]]
) -> float:
    """A place wish pays the share of its aspects that hold for every part of the subject."""
    aspects = wish_aspects(wish)
    here = where.get(id, set())
    if not aspects or not here:
        return 0.0
    met = sum(_is_met(floors, aspect, wanted, here, where) for aspect, wanted in aspects)
    return wish.value_cny_year * met / len(aspects)


def _is_met(
    floors: Mapping[str, Storey],
    aspect: str,
    wanted: tuple[str, ...],
    here: set[str],
    where: Mapping[str, set[str]],
) -> bool:
    if aspect == "near":
        return bool(here & where.get(wanted[0], set()))
    return all(_matches(floors[storey], aspect, wanted) for storey in here)


def _matches(storey: Storey, aspect: str, wanted: tuple[str, ...]) -> bool:
    value = {"buildings": storey.building, "storeys": storey.id, "levels": str(storey.level)}[aspect]
    return value in wanted


def _traffic(
    scenario: Scenario, distances: Travel, where: Mapping[str, set[str]], warehouse_of: Mapping[str, str]
) -> tuple[float, float]:
    """People's and goods' cost, CNY a year. A flow to a split demand goes to the nearest part."""
    weights = scenario.weights
    gates = {gate.id for gate in scenario.site.gates}
    people = goods = 0.0
    for stream in streams(scenario, where, warehouse_of):
        if stream.storey:
            km = min(distances.between(storey, stream.storey) for storey in where[stream.origin]) / 1000
        else:
            km = _nearest(distances, gates, where, stream.origin, stream.destination) / 1000
        people += stream.people_year * km * weights.cny_per_person_km
        goods += stream.tonnes_year * km * weights.cny_per_tonne_km
    return people, goods


def _nearest(
    distances: Travel, gates: set[str], where: Mapping[str, set[str]], origin: str, destination: str
) -> float:
    """Metres between the nearest parts of two subjects, or of one and a gate."""
    if destination in gates:
        origin, destination = destination, origin
    there = where[destination]
    if origin in gates:
        return min(distances.from_gate(origin, storey) for storey in there)
    return min(distances.between(a, b) for a in where[origin] for b in there)
