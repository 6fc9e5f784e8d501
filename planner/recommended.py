"""Recommended clauses (宜) as money: which of them the objective counts, and what not meeting them costs.

A scenario weighs each (``weights.recommended``), or all alike (``weights.recommended_clause_cny_year``). The
others are checked only: they are about documents, events, equipment, or details that have no price in money.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planner.kinds import Catalogue
from planner.model import M2, Placement, Scenario

__all__ = [
    "BUSINESS_AREA",
    "PRICED",
    "SERVICE_SHARE",
    "cost",
    "fines",
    "park_too_small",
    "priced",
    "service_whole",
    "standard_of",
    "wanted_zones",
    "weight",
]

PARK_BUILDING_AREA = 20_000 * M2  # SBT11233-4.2.1-a
PARK_LAND_AREA = 8_000 * M2  # SBT11233-4.2.1-a
SERVICE_SHARE = {"park": 0.08, "building": 0.04}  # SBT11233-4.2.1-b, SBT11233-4.2.2-b
BUSINESS_AREA = 8_000 * M2  # SBT11233-4.2.2-a

PRICED: Mapping[str, tuple[str, ...]] = {
    "CBEP-5.2": (),
    "SBT11233-4.1.3": (),
    "SBT11233-4.2.1-a": ("park",),
    "SBT11233-4.2.1-b": ("park",),
    "SBT11233-4.2.2-a": ("building",),
    "SBT11233-4.2.2-b": ("building",),
}
"""Clauses that the objective counts, and the types of base that each is about (none: all)."""

ADDED_ZONES = ("storage_base", "livestream_centre", "party_centre", "customs_hall")  # CBEP-5.2
GROUPS = ("office", "logistics", "industry", "public", "living")  # SBT11233-4.1.3


def standard_of(clause: str) -> str:
    """The pack that a priced clause stands in."""
    return "cbep" if clause.startswith("CBEP-") else "sbt11233"


def priced(scenario: Scenario, clause: str) -> bool:
    """Whether the objective of this scenario counts a clause."""
    if clause not in PRICED or standard_of(clause) not in scenario.standards:
        return False
    return not PRICED[clause] or scenario.base_type in PRICED[clause]


def weight(scenario: Scenario, clause: str) -> float:
    """What not meeting a clause costs, CNY a year; 0 where the objective does not count it."""
    if not priced(scenario, clause):
        return 0.0
    weights = scenario.weights
    return weights.recommended.get(clause, weights.recommended_clause_cny_year)


def wanted_zones(catalogue: Catalogue, clause: str) -> Mapping[str, frozenset[str]]:
    """What a clause about zones wants to be there: by name the zones of which one is enough.

    Each that is missing costs an equal part of the clause's weight. Empty for other clauses.
    """
    if clause == "CBEP-5.2":
        return {zone: frozenset({zone}) for zone in ADDED_ZONES}
    if clause == "SBT11233-4.1.3":
        zones = catalogue.zones.values()
        return {group: frozenset(zone.id for zone in zones if zone.group == group) for group in GROUPS}
    return {}


def fines(scenario: Scenario, placements: Iterable[Placement]) -> dict[str, float]:
    """What the clauses cost that these placements do not meet, CNY a year; the others are left out."""
    placed = tuple(placements)
    unmet = {clause: weight(scenario, clause) * _unmet(scenario, clause, placed) for clause in PRICED}
    return {clause: cost for clause, cost in unmet.items() if cost > 0}


def cost(scenario: Scenario, clause: str, failed: int, judged: int) -> float:
    """What a clause that was judged costs, CNY a year, where so many of its subjects fail."""
    if not failed:
        return 0.0
    part = failed / judged if wanted_zones(scenario.catalogue, clause) else 1.0
    return weight(scenario, clause) * part


def _unmet(scenario: Scenario, clause: str, placements: tuple[Placement, ...]) -> float:
    """Part of a clause that is not met: 0 or 1, of a clause about zones those that are missing."""
    wanted = wanted_zones(scenario.catalogue, clause)
    if wanted:
        there = {row.zone for row in placements if row.area > 0 and _is_of_zone(scenario, row)}
        return sum(not zones & there for zones in wanted.values()) / len(wanted)
    if clause == "SBT11233-4.2.1-a":
        return float(park_too_small(scenario))
    if clause == "SBT11233-4.2.2-a":
        return float(_too_little_business(scenario, placements))
    service = sum(row.area for row in placements if row.zone in scenario.policies.service_zones)
    return float(service < SERVICE_SHARE.get(scenario.base_type, 0.0) * service_whole(scenario))


def _is_of_zone(scenario: Scenario, placement: Placement) -> bool:
    """Whether its rooms are a zone's: suites, stock rooms and rooms of a lettable kind are nobody's zone."""
    kinds = scenario.catalogue.spaces
    roles = [kinds[room.kind].role for room in placement.rooms]
    return placement.tenant is None and (not roles or any(role != "lettable" for role in roles))


def _too_little_business(scenario: Scenario, placements: tuple[Placement, ...]) -> bool:
    business = _business(scenario, placements)
    exclusive = scenario.policies.and_above == "exclusive"
    return business < BUSINESS_AREA or (business == BUSINESS_AREA and exclusive)


def park_too_small(scenario: Scenario) -> bool:
    """Whether SBT11233-4.2.1-a fails, by the policies ``park_size_branches`` and ``and_above``."""
    exclusive = scenario.policies.and_above == "exclusive"
    gross = sum(storey.gross_area for storey in scenario.storeys)
    sizes = ((gross, PARK_BUILDING_AREA), (scenario.site.boundary.area, PARK_LAND_AREA))
    short = [size < least or (exclusive and size == least) for size, least in sizes]
    return any(short) if scenario.policies.park_size_branches == "both" else all(short)


def service_whole(scenario: Scenario) -> int:
    """Building area that service facilities are a share of, mm2; 0 where SBT11233-4.2.1-b does not apply."""
    gross = sum(storey.gross_area for storey in scenario.storeys)
    branch = scenario.policies.service_share_scope == "building_branch"
    if branch and scenario.base_type == "park" and gross < PARK_BUILDING_AREA:
        return 0
    above = scenario.policies.service_share_of == "above_ground_area"
    return sum(storey.gross_area for storey in scenario.storeys if not above or storey.level >= 1)


def _business(scenario: Scenario, placements: tuple[Placement, ...]) -> int:
    """Business area (SBT11233-4.2.2-a) by the policy ``business_area_basis``, mm2."""
    basis = scenario.policies.business_area_basis
    if basis == "building":
        return sum(storey.gross_area for storey in scenario.storeys)
    if basis == "let":
        return sum(item.area for item in placements if item.tenant is not None)
    kinds = scenario.catalogue.spaces
    return sum(
        room.count * room.area
        for item in placements
        for room in item.rooms
        if kinds[room.kind].role in ("operating", "lettable")
    )
