"""The file's model: who and what asks for space."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field

from planner.leasing import CompanyType
from planner.scenario.fields import Flag, OneOf, Quantity, Whole
from planner.scenario.schema_base import Area, Id, Level, Money, Name, Part, Ref

__all__ = ["DemandIn", "FlowIn", "OccupancyIn", "PinIn", "RoomIn", "TenantIn", "WishIn"]

Refs = Annotated[list[Ref], Field(max_length=500)]


class WishIn(Part):
    """A place that would be liked, and what meeting the wish is worth."""

    buildings: Refs = Field(default=[], description="any of these buildings")
    storeys: Refs = Field(default=[], description="any of these storeys, as building/storey")
    levels: Annotated[list[Level], Field(max_length=50)] = Field(
        default=[], description="any of these levels"
    )
    near: Refs = Field(default=[], description="tenants or demands to share a storey with")
    value_cny_year: Money = Field(default=0, description="what the met wish is worth, CNY a year")


class TenantIn(Part):
    """A company that asks for space. Areas are net areas of its suite."""

    id: Id = Field(description="short name, unique among tenants, demands and gates", examples=["T01"])
    name: Name | None = Field(default=None, description="English name; default: the id")
    name_zh: Name | None = Field(default=None, description="Chinese name; default: the English name")
    company_type: Annotated[CompanyType, OneOf(get_args(CompanyType))] = Field(
        default="operator", description="platform, operator, service or other (CBEP chapter 6.2)"
    )
    cross_border: Annotated[bool, Flag()] = Field(
        description="whether its business is cross-border e-commerce (CBEP-4.2.2.2)", examples=["true"]
    )
    livestreaming: Annotated[bool, Flag()] = Field(
        default=False, description="true: it livestreams and gets a stock room of 50 m2 (CBEP-5.2.2.2)"
    )
    least_m2: Area | None = Field(default=None, description="least net area, m2; default: 0.9 of wished_m2")
    wished_m2: Area = Field(description="wished net area, m2", examples=["120"])
    most_m2: Area | None = Field(default=None, description="most net area, m2; default: 1.1 of wished_m2")
    staff: Annotated[int, Whole(0, 100_000, "people")] | None = Field(
        default=None, description="people who work there; default: one for every 9 m2 wished"
    )
    storage_m2: Annotated[float, Quantity(0, 1_000_000, "m2")] = Field(
        default=0.0, description="warehouse area it needs in the park, m2"
    )
    rent_cny_m2_month: Annotated[float, Quantity(0, 5000, "CNY")] = Field(
        description="rent it pays for its suite, CNY per m2 and month", examples=["75"]
    )
    resident: Annotated[bool, Flag()] = Field(
        default=False, description="true: has a contract and must be placed; false: may be left out"
    )
    wish: WishIn = Field(default=WishIn(), description="where it would like to be")


class RoomIn(Part):
    """Rooms of one kind inside a zone."""

    kind: Ref = Field(description="space kind", examples=["studio"])
    count: Annotated[int, Whole(1, 10_000)] = Field(default=1, description="how many")
    area_m2: Area = Field(description="net area of each, m2", examples=["36"])


class DemandIn(Part):
    """A zone of the programme. Areas are the net areas of its rooms together."""

    id: Id = Field(description="short name, unique among tenants, demands and gates", examples=["OFFICE"])
    zone: Ref = Field(description="zone of the standards", examples=["office_area"])
    kind: Ref | None = Field(default=None, description="every part of the demand is one room of this kind")
    name: Name | None = Field(default=None, description="English name; default: that of its kind or zone")
    name_zh: Name | None = Field(default=None, description="Chinese name; default: that of its kind or zone")
    least_m2: Area | None = Field(default=None, description="least net area, m2; default: 0.85 of wished_m2")
    wished_m2: Area = Field(description="wished net area, m2", examples=["400"])
    most_m2: Area | None = Field(default=None, description="most net area, m2; default: 1.15 of wished_m2")
    rooms: Annotated[list[RoomIn], Field(max_length=200)] = Field(
        default=[], description="its rooms; default: the standard composition of its zone"
    )
    required: Annotated[bool, Flag()] = Field(default=True, description="false: may be left out")
    splittable: Annotated[bool, Flag()] | None = Field(
        default=None, description="whether it may be divided among storeys; default: as its zone permits"
    )
    off_site: Annotated[bool, Flag()] = Field(
        default=False,
        description="true: provided outside the park; only the training base may be (CBEP-5.1.3.6)",
    )
    value_cny_m2_year: Annotated[float, Quantity(0, 100_000, "CNY")] = Field(
        default=300.0, description="what a square metre of it is worth, CNY a year"
    )
    wish: WishIn = Field(default=WishIn(), description="where it would best be")


class FlowIn(Part):
    """Daily traffic between two tenants or demands, or a gate and one of them."""

    origin: Ref = Field(alias="from", description="id of a tenant, a demand or a gate", examples=["T01"])
    to: Ref = Field(description="id of a tenant, a demand or a gate", examples=["CANTEEN"])
    people_per_day: Annotated[float, Quantity(0, 1_000_000, "people a day")] = Field(
        default=0.0, description="walks a day"
    )
    goods_t_per_day: Annotated[float, Quantity(0, 10_000, "t/day")] = Field(
        default=0.0, description="goods moved, tonnes a day"
    )


class OccupancyIn(Part):
    """State of letting."""

    months_in_operation: Annotated[int, Whole(0, 1200, "months")] = Field(
        default=0, description="months since opening; from 12 on the occupancy clauses hold (CBEP-4.2.2)"
    )
    least_leased_share: Annotated[float, Quantity(0, 1, "share")] = Field(
        default=0.5, description="share of the lettable area that must be let (CBEP-4.2.2.1 asks for 0.5)"
    )
    leased_shares: Annotated[list[Annotated[float, Quantity(0, 1, "share")]], Field(max_length=12)] = Field(
        default=[],
        description="share of the lettable area that was let in each of the last months, at most twelve; "
        "read by the policy occupancy_basis: year_mean",
    )


class PinIn(Part):
    """A tenant or demand that must lie on a given storey."""

    subject: Ref = Field(description="id of a tenant or a demand", examples=["T01"])
    storey: Ref = Field(description="storey, as building/storey", examples=["A/2F"])
