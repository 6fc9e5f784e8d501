"""The file's model: policies and weights, with the defaults of ``planner.model``."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import Field, create_model

from planner.model import M2, Policies, Weights
from planner.scenario.fields import OneOf, Quantity, Text, Whole
from planner.scenario.schema_base import Part, Ref
from planner.standards.policies import Policy, policies

__all__ = ["PoliciesIn", "WeightsIn", "settings_from", "settings_to"]

_P = Policies()
_W = Weights()

Zones = Annotated[list[Ref], Field(min_length=1, max_length=50)]


class DesignIn(Part):
    """Design values that no clause fixes."""

    exterior_wall_m: Annotated[float, Quantity(0.05, 1.5, "m")] = Field(
        default=_P.exterior_wall_mm / 1000, description="thickness of external walls, m"
    )
    interior_wall_m: Annotated[float, Quantity(0.03, 1, "m")] = Field(
        default=_P.interior_wall_mm / 1000, description="thickness of partitions, m"
    )
    corridor_width_m: Annotated[float, Quantity(0.9, 12, "m")] = Field(
        default=_P.corridor_width_mm / 1000, description="clear width of public corridors, m"
    )
    inner_corridor_width_m: Annotated[float, Quantity(0.9, 12, "m")] = Field(
        default=_P.inner_corridor_width_mm / 1000, description="clear width of corridors inside a zone, m"
    )
    goods_corridor_width_m: Annotated[float, Quantity(1.2, 20, "m")] = Field(
        default=_P.goods_corridor_width_mm / 1000, description="clear width of corridors that carry goods, m"
    )
    door_width_m: Annotated[float, Quantity(0.7, 3, "m")] = Field(
        default=_P.door_width_mm / 1000, description="clear width of a door whose kind asks for none, m"
    )
    least_vacant_unit_m2: Annotated[float, Quantity(6, 1000, "m2")] = Field(
        default=_P.least_vacant_unit_area / M2, description="smallest unit that can be let, m2"
    )
    warehouse_floor_load_kn_m2: Annotated[float, Quantity(0, 100, "kN/m2")] = Field(
        default=_P.warehouse_floor_load_kn_m2,
        description="least floor load of a warehouse above ground level, kN/m2",
    )
    warehouse_clear_height_m: Annotated[float, Quantity(2, 20, "m")] = Field(
        default=_P.warehouse_clear_height_mm / 1000, description="least clear height of such a warehouse, m"
    )
    rent_share_above_wish: Annotated[float, Quantity(0, 1, "share")] = Field(
        default=_P.rent_share_above_wish, description="share of the rent paid for area above the wish"
    )
    design_truck: Ref = Field(
        default=_P.design_truck,
        description="truck that brings goods: truck_6m, truck_9m, truck_12m or an own one",
    )
    responder_speed_m_s: Annotated[float, Quantity(0.3, 6, "m/s")] = Field(
        default=_P.responder_speed_m_s, description="speed on foot from the fire point, m/s"
    )
    responder_climb_m_s: Annotated[float, Quantity(0.05, 2, "m/s")] = Field(
        default=_P.responder_climb_m_s, description="metres of height climbed a second on stairs, from there"
    )
    working_days_year: Annotated[int, Whole(1, 366, "days")] = Field(
        default=_P.working_days_year, description="days a year on which flows occur"
    )


def _reading(policy: Policy) -> tuple[Any, Any]:
    """Type and field of a reading, from the catalogue of readings."""
    meaning = policy.en[0].lower() + policy.en[1:] + (f" ({', '.join(policy.of)})" if policy.of else "")
    if isinstance(policy.default, tuple):
        return Zones, Field(default=list(policy.default), description=meaning)
    if policy.range is not None:
        low, high = policy.range
        number = Quantity(low, high, "m") if policy.unit == "m" else Whole(int(low), int(high), policy.unit)
        type_ = float if policy.unit == "m" else int
        return Annotated[type_, number], Field(default=type_(policy.default), description=meaning)
    words = tuple(str(alternative.value) for alternative in policy.alternatives)
    return Annotated[Literal[words], OneOf(words)], Field(default=policy.default, description=meaning)


if TYPE_CHECKING:
    PoliciesIn: TypeAlias = DesignIn
else:
    PoliciesIn = create_model(
        "PoliciesIn",
        __base__=DesignIn,
        __doc__="Readings of what the standards leave open, and design values.",
        __module__=__name__,
        **{policy.id: _reading(policy) for policy in policies()},
    )


class WeightsIn(Part):
    """Weights of the objective; all turn something into CNY a year."""

    cny_per_person_km: Annotated[float, Quantity(0, 10_000, "CNY")] = Field(
        default=_W.cny_per_person_km, description="cost of a person walking a kilometre, CNY"
    )
    cny_per_tonne_km: Annotated[float, Quantity(0, 100_000, "CNY")] = Field(
        default=_W.cny_per_tonne_km, description="cost of moving a tonne over a kilometre, CNY"
    )
    stair_or_lift_m_per_storey: Annotated[float, Quantity(0, 1000, "m")] = Field(
        default=_W.stair_or_lift_m_per_storey, description="walking metres that one storey of height is worth"
    )
    recommended_clause_cny_year: Annotated[float, Quantity(0, 1e12, "CNY")] = Field(
        default=_W.recommended_clause_cny_year,
        description="what breaking a recommended clause costs, CNY a year",
    )
    recommended: dict[Annotated[str, Text(40)], Annotated[float, Quantity(0, 1e12, "CNY")]] = Field(
        default={}, description="the same for single clauses: id and CNY a year"
    )
    clearance_cny_per_s_year: Annotated[float, Quantity(0, 1e9, "CNY")] = Field(
        default=_W.clearance_cny_per_s_year,
        description="what each second until a storey is left costs in the ranking of plans, CNY a year",
    )


def settings_from(given: PoliciesIn | WeightsIn) -> dict[str, Any]:
    """Values for the fields of ``Policies`` or ``Weights``: metres become mm, lists tuples."""
    target = Policies if isinstance(given, DesignIn) else Weights
    values: dict[str, Any] = {}
    for field in dataclasses.fields(target):
        key, factor = _key_and_factor(field.name)
        if key not in type(given).model_fields:
            continue
        value = getattr(given, key)
        if isinstance(value, list):
            value = tuple(value)
        values[field.name] = round(value * factor) if factor else value
    return values


def settings_to(settings: Policies | Weights) -> dict[str, Any]:
    """Keys and values of the file for a dataclass of settings."""
    values: dict[str, Any] = {}
    for field in dataclasses.fields(settings):
        key, factor = _key_and_factor(field.name)
        value = getattr(settings, field.name)
        if isinstance(value, tuple):
            value = list(value)
        values[key] = value / factor if factor else value
    return values


def _key_and_factor(field: str) -> tuple[str, int]:
    """Key in the file for a field, and what one unit of the file is in the field's unit (0: the same)."""
    if field.endswith("_mm"):
        return field.removesuffix("_mm") + "_m", 1000
    if field.endswith("_area"):
        return field.removesuffix("_area") + "_m2", M2
    return field, 0
