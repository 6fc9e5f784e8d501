"""Whether a pinned tenant or demand can lie on the storey it is pinned to."""

from __future__ import annotations

from planner.geometry.validate import polygon_fault, to_polygon
from planner.model import Policies
from planner.scenario.areas import areas
from planner.scenario.belongs import permitted_spaces
from planner.scenario.check_programme import divisible
from planner.scenario.draft import Draft
from planner.scenario.measures import ring_mm, show
from planner.scenario.schema_building import StoreyIn
from planner.scenario.schema_demand import DemandIn, PinIn, TenantIn
from planner.scenario.schema_settings import PoliciesIn
from planner.score import goods_zones

__all__ = ["check_pins"]


def check_pins(draft: Draft) -> None:
    """Pins against permitted kinds, the needs of goods, and the area of the storey."""
    storeys = {
        f"{building.id}/{storey.id}": storey for building in draft.buildings for storey in building.storeys
    }
    askers: dict[str, TenantIn | DemandIn] = {tenant.id: tenant for tenant in draft.tenants}
    askers.update({demand.id: demand for demand in draft.demands if demand.zone in draft.catalogue.zones})
    for pin in draft.pins:
        storey, asker = storeys.get(pin.storey), askers.get(pin.subject)
        if storey is not None and asker is not None:
            _permitted(draft, pin, storey, asker)


def _permitted(draft: Draft, pin: PinIn, storey: StoreyIn, asker: TenantIn | DemandIn) -> None:
    needed = _kinds(draft, asker)
    if storey.permitted_kinds is not None:
        forbidden = sorted(needed - permitted_spaces(draft.catalogue, storey.permitted_kinds))
        if forbidden:
            expected = f"a storey that permits {', '.join(forbidden)}"
            remedy = f"add it to permitted_kinds of {pin.storey}, or pin {pin.subject} elsewhere"
            draft.report.add(pin.here("storey"), expected, remedy)
            return
    goods = isinstance(asker, DemandIn) and asker.zone in goods_zones()
    if goods and not _takes_goods(storey, draft.policies):
        expected = "a storey that goods reach: the ground storey with a dock, or a goods lift and the load"
        remedy = "give it docks or a goods lift (see policies.warehouse_floor_load_kn_m2 and _clear_height_m)"
        draft.report.add(pin.here("storey"), expected, f"{remedy}, or pin it elsewhere")
        return
    _fits(draft, pin, storey, asker)


def _fits(draft: Draft, pin: PinIn, storey: StoreyIn, asker: TenantIn | DemandIn) -> None:
    """What cannot be divided has to fit on the storey; cores and corridors are left to the solver."""
    ring = ring_mm(storey.outline)
    if divisible(draft, asker) or polygon_fault(ring) is not None:
        return
    gross = to_polygon(ring).area / 1e6
    least = areas(asker)[0]
    if least > gross:
        expected = f"a storey larger than {show(least)} m2, the least area of {pin.subject}"
        remedy = "pin it to a larger storey, or lower least_m2"
        draft.report.add(
            pin.here("storey"), expected, remedy, value=f"{pin.storey} with {show(gross)} m2 gross"
        )


def _kinds(draft: Draft, asker: TenantIn | DemandIn) -> set[str]:
    if isinstance(asker, TenantIn):
        return {"tenant_suite"}
    if asker.kind is not None:
        return {asker.kind}
    if asker.rooms:
        return {room.kind for room in asker.rooms}
    return {component.kind for component in draft.catalogue.zones[asker.zone].components}


def _takes_goods(storey: StoreyIn, policies: PoliciesIn | None) -> bool:
    defaults = Policies()
    load = policies.warehouse_floor_load_kn_m2 if policies else defaults.warehouse_floor_load_kn_m2
    height = policies.warehouse_clear_height_m if policies else defaults.warehouse_clear_height_mm / 1000
    if storey.level == 1 and storey.docks:
        return True
    lift = any(part.kind == "goods_lift" for core in storey.cores for part in core.parts)
    return lift and storey.floor_load_kn_m2 >= load and storey.clear_height_m >= height
