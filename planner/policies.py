"""Policies: how a scenario reads what the standards leave open, and design values that no clause fixes.

``planner/standards/policies.yaml`` documents every reading with its alternatives, in Chinese and English;
``docs/policies.md`` says the same for people.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

__all__ = ["Policies"]

M2 = 1_000_000
AreaBasis: TypeAlias = Literal["net", "with_walls", "apportioned"]
Enterprises: TypeAlias = Literal["flagged", "platforms_and_operators"]
Periods: TypeAlias = Literal["calendar", "rolling"]


@dataclass(frozen=True, slots=True)
class Policies:
    """Readings of what the standards leave open, and design values. Documented in docs/policies.md."""

    # CBEP-4.2.1: areas of the park
    park_area_basis: Literal["building_area", "land_area", "footprint_area"] = "building_area"
    cross_border_counts: Literal["suites_and_stock_rooms", "suites", "with_common_share"] = (
        "suites_and_stock_rooms"
    )
    cross_border_enterprises: Enterprises = "flagged"
    operating_area_basis: Literal["occupied", "lettable"] = "occupied"
    support_denominator: Literal["operating_area", "cross_border_operating_area"] = "operating_area"
    support_zones: tuple[str, ...] = ("support",)
    # CBEP-4.2.2: occupancy
    lettable_area_basis: Literal["let_and_vacant", "without_stock_rooms", "all_operating_rooms"] = (
        "let_and_vacant"
    )
    occupancy_basis: Literal["planned", "contracts", "year_mean"] = "planned"
    cross_border_related: Enterprises = "flagged"
    cross_border_denominator: Literal["occupied_area", "operating_area", "lettable_area"] = "occupied_area"
    # CBEP-4.1.2, 5.1, 5.2: zones and rooms
    optional_zones: Literal["where_present", "always"] = "where_present"
    off_site_training: Literal["sizes_hold", "free"] = "sizes_hold"
    least_classrooms: int = 1
    classroom_seats: Literal["each", "together"] = "each"
    practice_ground: Literal["together", "each"] = "together"
    stock_rooms: Literal["dedicated", "pooled"] = "dedicated"
    stock_rooms_count_in: Literal["nothing", "storage_base", "livestream_centre"] = "nothing"
    built_area_basis: AreaBasis = "net"
    construction_area_basis: AreaBasis = "net"
    # words without a number, periods
    instructors: Literal["at_least", "exactly"] = "at_least"
    fire_passage: Literal["both", "egress", "fire_lane"] = "both"
    living_services_radius_mm: int = 1_000_000
    several: int = 2
    regular_times_year: int = 4
    prompt_days: int = 30
    quarters: Periods = "calendar"
    years: Periods = "calendar"
    # SB/T 11233
    and_above: Literal["inclusive", "exclusive"] = "inclusive"
    park_size_branches: Literal["either", "both"] = "either"
    service_share_scope: Literal["always", "building_branch"] = "always"
    service_share_of: Literal["building_area", "above_ground_area"] = "building_area"
    service_zones: tuple[str, ...] = ("support", "public_service", "customs_hall", "party_centre")
    business_area_basis: Literal["operating", "let", "building"] = "operating"
    office_of: Literal["all_companies", "e_commerce_companies", "office_rooms"] = "all_companies"
    commercial_area_basis: Literal["building", "let_and_support"] = "building"
    incubatees: Literal["counted", "not_counted"] = "counted"
    indicator_area_basis: AreaBasis = "apportioned"
    # fire codes
    fire_code_force: Literal["all", "gb55037"] = "all"
    fire_compartments: Literal["storey", "divided"] = "storey"
    egress_width_by: Literal["building_storeys", "level"] = "building_storeys"
    facing_walls: Literal["ordinary", "unknown"] = "ordinary"
    open_office: Literal["room", "open_hall"] = "room"
    fire_point_reaches: Literal["entrances", "storeys"] = "entrances"
    # design values
    exterior_wall_mm: int = 240
    interior_wall_mm: int = 120
    corridor_width_mm: int = 1800
    inner_corridor_width_mm: int = 1500
    goods_corridor_width_mm: int = 3000
    door_width_mm: int = 1000
    least_vacant_unit_area: int = 40 * M2
    warehouse_floor_load_kn_m2: float = 10.0
    warehouse_clear_height_mm: int = 4000
    rent_share_above_wish: float = 0.5
    working_days_year: int = 250
    design_truck: str = "truck_9m"
    responder_speed_m_s: float = 1.5
    responder_climb_m_s: float = 0.3

    def with_value(self, name: str, value: object) -> Policies:
        """The same policies but for one."""
        return replace(self, **{name: value})  # type: ignore[arg-type]  # the catalogue of readings checks it
