"""The file's model: trucks that goods come with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from planner.scenario.fields import Quantity, Text
from planner.scenario.schema_base import Name, Part
from planner.trucks import DesignTruck, standard_trucks

__all__ = ["TruckIn", "trucks_from", "trucks_to"]


class TruckIn(Part):
    """A rigid truck that goods come with: one of its own, or a standard one with other lengths."""

    zh: Name = Field(description="Chinese name", examples=["7.6 米厢式货车"])
    en: Name = Field(description="English name", examples=["Box truck 7.6 m"])
    length_m: Annotated[float, Quantity(2, 20, "m")] = Field(
        description="from nose to tail, m", examples=["7.6"]
    )
    width_m: Annotated[float, Quantity(1, 4, "m")] = Field(
        description="of the body, without mirrors, m", examples=["2.4"]
    )
    wheelbase_m: Annotated[float, Quantity(1, 15, "m")] = Field(
        description="from front axle to rear axle (of several the middle), m", examples=["4.2"]
    )
    front_overhang_m: Annotated[float, Quantity(0, 5, "m")] = Field(
        description="from nose to front axle, m", examples=["1.3"]
    )
    outer_radius_m: Annotated[float, Quantity(2, 40, "m")] = Field(
        description="of the front outer corner in the tightest turn, m", examples=["9"]
    )
    yard_m: Annotated[float, Quantity(3, 60, "m")] = Field(
        default=18.0, description="paved depth that it wants before a dock's door, m"
    )
    source: Annotated[str, Text(200)] = Field(default="scenario", description="where the lengths come from")


def trucks_from(given: Mapping[str, TruckIn]) -> Mapping[str, DesignTruck]:
    """The trucks as shipped, with those of the file."""
    return {**standard_trucks(), **{id: truck_from(id, row) for id, row in given.items()}}


def truck_from(id: str, row: TruckIn) -> DesignTruck:
    """One truck of the file, in mm."""
    values: dict[str, Any] = {}
    for name, value in row.model_dump().items():
        if name.endswith("_m"):
            values[name.removesuffix("_m") + "_mm"] = round(value * 1000)
        else:
            values[name] = value
    return DesignTruck(id=id, **values)


def trucks_to(trucks: Mapping[str, DesignTruck]) -> dict[str, dict[str, Any]]:
    """Keys and values of the file for the trucks that are not as shipped."""
    own = {id: truck for id, truck in trucks.items() if standard_trucks().get(id) != truck}
    return {id: {name: _value(truck, name) for name in TruckIn.model_fields} for id, truck in own.items()}


def _value(truck: DesignTruck, name: str) -> str | float:
    value: str | float
    value = (
        getattr(truck, name.removesuffix("_m") + "_mm") / 1000
        if name.endswith("_m")
        else getattr(truck, name)
    )
    return value
