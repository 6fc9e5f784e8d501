"""The file's model: the whole document, with policies, weights and own kinds."""

from __future__ import annotations

from typing import Annotated, Any, get_args

from pydantic import Field

from planner.kinds import Daylight, Noise, Role
from planner.model import BaseType
from planner.scenario.fields import Flag, Identifier, OneOf, Quantity, Standard, Text
from planner.scenario.schema_base import Name, Part, Ref
from planner.scenario.schema_building import BuildingIn
from planner.scenario.schema_demand import DemandIn, FlowIn, OccupancyIn, PinIn, TenantIn
from planner.scenario.schema_leasing import LeasingIn, RobustIn
from planner.scenario.schema_operations import OperationsIn
from planner.scenario.schema_settings import PoliciesIn, WeightsIn
from planner.scenario.schema_site import SiteIn
from planner.scenario.schema_trucks import TruckIn
from planner.scenario.schema_utilities import UtilitiesIn

__all__ = ["STANDARDS", "KindIn", "ScenarioIn", "json_schema", "trimmed"]

STANDARDS = ("cbep", "sbt11233", "fire")
"""Standards a scenario can be planned by."""


class KindIn(Part):
    """An own kind of space, or a standard kind with other needs (which keeps what is not given)."""

    zh: Name = Field(description="Chinese name", examples=["样品间"])
    en: Name = Field(description="English name", examples=["Sample room"])
    role: Annotated[Role, OneOf(get_args(Role))] = Field(
        description="operating, support, lettable or public", examples=["operating"]
    )
    min_area: Annotated[float, Quantity(1, 100_000, "m2")] = Field(
        description="least net area, m2", examples=["20"]
    )
    min_width: Annotated[float, Quantity(0.6, 100, "m")] = Field(
        description="least width, m", examples=["3.6"]
    )
    max_aspect: Annotated[float, Quantity(1, 10)] = Field(
        default=4.0, description="most length divided by width"
    )
    daylight: Annotated[Daylight, OneOf(get_args(Daylight))] = Field(
        default="likes", description="needs (must touch a facade with windows), likes or none"
    )
    noise: Annotated[Noise, OneOf(get_args(Noise))] = Field(
        default="neutral", description="noisy, quiet or neutral"
    )
    door_m: Annotated[float, Quantity(0.7, 10, "m")] = Field(
        default=1.0, description="clear width of its door, m"
    )
    m2_per_person: Annotated[float, Quantity(0.3, 1000, "m2")] = Field(
        default=9.0, description="net area per person, m2"
    )
    colour: Ref = Field(default="#e0e0e0", description="fill colour in drawings, as #rrggbb")
    source: Annotated[str, Text(200)] | None = Field(default=None, description="clause behind its least area")
    passage_to: Annotated[list[Ref], Field(max_length=100)] = Field(
        default=[],
        description="kinds of rooms of the same demand that may be reached through it, not from a corridor",
    )
    exit_hall: Annotated[bool, Flag()] = Field(
        default=False, description="true: a public hall from which an exit of the ground storey may open"
    )
    ground: Annotated[bool, Flag()] = Field(
        default=False, description="true: lies on a ground storey where one permits it"
    )


class ScenarioIn(Part):
    """A park to be planned: lengths in metres, areas in square metres, x to the east, y to the north."""

    format: Annotated[str, OneOf(("planner/1",))] = Field(
        description="version of this file format", examples=["planner/1"]
    )
    name: Name = Field(description="English name of the park", examples=["My park"])
    name_zh: Name | None = Field(default=None, description="Chinese name; default: the English name")
    standards: Annotated[list[Annotated[str, Standard(STANDARDS)]], Field(min_length=1, max_length=50)] = (
        Field(
            default=["cbep", "sbt11233"],
            description="standards to plan by: cbep, sbt11233, fire (codes they cite), or the path of an "
            "own pack, from this file",
        )
    )
    base_type: Annotated[BaseType, OneOf(get_args(BaseType))] = Field(
        default="park", description="park, building or town: which of SBT11233-4.2.1 to 4.2.3 holds"
    )
    site: SiteIn = Field(description="the land", examples=["{boundary: ..., gates: ...}"])
    buildings: Annotated[list[BuildingIn], Field(min_length=1, max_length=500)] = Field(
        description="buildings, existing and proposed", examples=["[{id: A, storeys: ...}]"]
    )
    tenants: Annotated[list[TenantIn], Field(max_length=20_000)] = Field(
        default=[], description="companies that ask for space"
    )
    programme: Annotated[list[DemandIn], Field(max_length=2000)] = Field(
        default=[], description="zones that the park itself needs"
    )
    flows: Annotated[list[FlowIn], Field(max_length=200_000)] = Field(default=[], description="daily traffic")
    occupancy: OccupancyIn = Field(default=OccupancyIn(), description="state of letting")
    operations: OperationsIn = Field(
        default=OperationsIn(),
        description="how the park is run, or the path of a file with these keys, from this file's folder",
    )
    pins: Annotated[list[PinIn], Field(max_length=20_000)] = Field(
        default=[], description="tenants and demands that must lie on a given storey"
    )
    policies: PoliciesIn = Field(
        default=PoliciesIn(), description="readings of open words of the standards, and design values"
    )
    weights: WeightsIn = Field(default=WeightsIn(), description="weights of the objective")
    utilities: UtilitiesIn = Field(
        default=UtilitiesIn(), description="capacities of power, water, drainage, gas, bandwidth, and indices"
    )
    leasing: LeasingIn = Field(
        default=LeasingIn(),
        description="how the park is let over the years, for `planner simulate occupancy`",
    )
    robust: RobustIn | None = Field(
        default=None, description="ratio clauses that shall hold with a probability while the park is let"
    )
    kinds: dict[Annotated[str, Identifier()], KindIn] = Field(
        default={}, description="own kinds of space by id, or standard kinds with other needs"
    )
    trucks: dict[Annotated[str, Identifier()], TruckIn] = Field(
        default={}, description="own trucks by id, or standard ones with other lengths"
    )


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``scenario.yaml``, for completion and checks in editors."""
    schema: dict[str, Any] = trimmed(ScenarioIn.model_json_schema(by_alias=True))
    for keys, key in ((schema["properties"], "operations"), (_keys_of(schema, "BaseYearIn"), "companies")):
        inline = keys[key]
        described = {word: inline.pop(word) for word in ("description", "default") if word in inline}
        keys[key] = {**described, "anyOf": [inline, Text(300).schema()]}
    storey = schema["$defs"]["StoreyIn"]
    own = [key for key in storey["required"] if key in ("id", "level")]
    rest = [key for key in storey["required"] if key not in own]
    storey["required"] = own
    storey["anyOf"] = [{"required": ["like"]}, {"required": rest}]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario of a park",
        **schema,
    }


def _keys_of(schema: dict[str, Any], part: str) -> dict[str, Any]:
    keys: dict[str, Any] = schema["$defs"][part]["properties"]
    return keys


def trimmed(part: Any) -> Any:
    """``part`` without generated titles, and without null: a key is left out, not set to nothing."""
    if isinstance(part, list):
        return [trimmed(item) for item in part if item != {"type": "null"}]
    if not isinstance(part, dict):
        return part
    kept = {
        key: trimmed(value)
        for key, value in part.items()
        if not (key == "title" and isinstance(value, str)) and not (key == "default" and value is None)
    }
    choices = kept.get("anyOf")
    if isinstance(choices, list) and len(choices) == 1:
        del kept["anyOf"]
        kept = {**choices[0], **kept}
    return kept
