"""From the checked file to the domain's tenants, demands and flows."""

from __future__ import annotations

from planner.kinds import Catalogue, standard_catalogue
from planner.model import Demand, Flow, PlaceWish, RoomSpec, Tenant
from planner.scenario.areas import areas
from planner.scenario.measures import area_mm2
from planner.scenario.schema_demand import DemandIn, FlowIn, TenantIn, WishIn

__all__ = ["demand_from", "flow_from", "tenant_from"]


def tenant_from(tenant: TenantIn) -> Tenant:
    """A tenant with its defaults."""
    least, wished, most = areas(tenant)
    name = tenant.name or tenant.id
    per_person = standard_catalogue().spaces["tenant_suite"].m2_per_person
    return Tenant(
        id=tenant.id,
        name=name,
        name_zh=tenant.name_zh or name,
        company_type=tenant.company_type,
        cross_border=tenant.cross_border,
        livestreaming=tenant.livestreaming,
        least_area=area_mm2(least),
        wished_area=area_mm2(wished),
        most_area=area_mm2(most),
        staff=max(1, round(wished / per_person)) if tenant.staff is None else tenant.staff,
        storage_area=area_mm2(tenant.storage_m2),
        rent_cny_m2_month=tenant.rent_cny_m2_month,
        resident=tenant.resident,
        wish=_wish(tenant.wish),
    )


def demand_from(demand: DemandIn, catalogue: Catalogue) -> Demand:
    """A demand with its defaults; names come from its kind or zone."""
    least, wished, most = areas(demand)
    zone = catalogue.zones[demand.zone]
    about = zone if demand.kind is None else catalogue.spaces[demand.kind]
    return Demand(
        id=demand.id,
        zone=demand.zone,
        kind=demand.kind,
        name=demand.name or about.en,
        name_zh=demand.name_zh or demand.name or about.zh,
        least_area=area_mm2(least),
        wished_area=area_mm2(wished),
        most_area=area_mm2(most),
        rooms=tuple(RoomSpec(room.kind, room.count, area_mm2(room.area_m2)) for room in demand.rooms),
        required=demand.required,
        splittable=zone.splittable if demand.splittable is None else demand.splittable,
        off_site=demand.off_site,
        value_cny_m2_year=demand.value_cny_m2_year,
        wish=_wish(demand.wish),
    )


def flow_from(flow: FlowIn) -> Flow:
    """A flow."""
    return Flow(flow.origin, flow.to, flow.people_per_day, flow.goods_t_per_day)


def _wish(wish: WishIn) -> PlaceWish:
    return PlaceWish(
        buildings=tuple(wish.buildings),
        storeys=tuple(wish.storeys),
        levels=tuple(wish.levels),
        near=tuple(wish.near),
        value_cny_year=wish.value_cny_year,
    )
