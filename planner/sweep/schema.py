"""The model of ``sweep.yaml``: a base scenario, what is varied, what is run, what is kept."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from planner.scenario.fields import Flag, OneOf, Quantity, Text, Whole
from planner.scenario.schema import trimmed
from planner.scenario.schema_base import Name, Part
from planner.sweep.job import What

__all__ = [
    "FORMAT",
    "ChangesIn",
    "LatinIn",
    "Output",
    "ParameterIn",
    "RunIn",
    "SweepIn",
    "What",
    "sweep_schema",
]

FORMAT = "planner-sweep/1"
Output = Literal["terms", "areas", "storeys", "clauses", "measures"]

AddressText = Annotated[str, Text(200)]
Seed = Annotated[int, Whole(0, 2**31 - 1)]


class ChangesIn(Part):
    """Changes that belong together: values set, a patch, things taken out."""

    set: dict[AddressText, Any] = Field(default={}, description="address: the value to put there")
    patch: dict[str, Any] | None = Field(
        default=None, description="keys as in a scenario, merged into it; lists with ids are merged by id"
    )
    remove: list[AddressText] = Field(default=[], description="addresses of what is taken out")


class CaseIn(ChangesIn):
    """One case of a list."""

    name: Name | None = Field(default=None, description="name of the case; default: its number")


class ParameterIn(Part):
    """One thing that is varied: an address with values or a range, or named patches."""

    name: Name | None = Field(default=None, description="column of the table; default: the address")
    zh: Name | None = Field(default=None, description="Chinese name in pictures")
    path: AddressText | list[AddressText] | None = Field(
        default=None,
        description="address of a value, or of several that change together",
        examples=["tenants[T12].wished_m2"],
    )
    values: Annotated[list[Any], Field(min_length=1, max_length=10_000)] | None = Field(
        default=None, description="the values to try", examples=["[60, 70, 80]"]
    )
    low: Annotated[float, Quantity(-1e12, 1e12)] | None = Field(
        default=None, alias="from", description="lower end of a range"
    )
    high: Annotated[float, Quantity(-1e12, 1e12)] | None = Field(
        default=None, alias="to", description="upper end of a range"
    )
    steps: Annotated[int, Whole(2, 10_000)] | None = Field(
        default=None, description="values of the range in a grid, both ends included"
    )
    whole: Annotated[bool, Flag()] = Field(default=False, description="true: whole numbers of the range only")
    times: Annotated[bool, Flag()] = Field(
        default=False, description="true: values are factors of what the scenario gives"
    )
    patches: dict[Annotated[str, Text(60)], ChangesIn] | None = Field(
        default=None, description="named changes to choose from, instead of an address"
    )


class LatinIn(Part):
    """A Latin hypercube: each range is cut into as many layers as there are cases, one case in each."""

    count: Annotated[int, Whole(1, 100_000)] = Field(description="number of cases", examples=["200"])
    seed: Seed = Field(default=1, description="seed of the sample")
    parameters: Annotated[list[ParameterIn], Field(min_length=1, max_length=100)] = Field(
        description="what is varied", examples=["[{path: ..., from: 0.9, to: 1.1, times: true}]"]
    )


class RunIn(Part):
    """What is done with every case."""

    what: Annotated[What, OneOf(get_args(What))] = Field(
        default="allocation",
        description="allocation: who lies on which storey; layout: rooms, roads, check and a bundle too",
    )
    seed: Seed = Field(default=1, description="random seed")
    effort: Annotated[int, Whole(1, 1000)] = Field(default=1, description="work to spend, as in solve")
    seconds: Annotated[float, Quantity(0.1, 1e6, "s")] | None = Field(
        default=None, description="cap on the wall time after which the best so far counts"
    )
    deadline_s: Annotated[float, Quantity(0.1, 1e7, "s")] | None = Field(
        default=None,
        description="a longer case is ended; default: 30 s + 3 times seconds, or 3600",
    )
    proof: Annotated[bool, Flag()] = Field(
        default=True, description="false: allocations keep the bound of the relaxation, which is quicker"
    )


class SweepIn(Part):
    """A sweep: many variants of one scenario."""

    format: Annotated[str, OneOf((FORMAT,))] = Field(
        description="version of this file format", examples=[FORMAT]
    )
    scenario: Annotated[str, Text(500)] = Field(
        description="the base scenario, from this file's folder", examples=["minimal.yaml"]
    )
    run: RunIn = Field(default=RunIn(), description="what is done with every case")
    outputs: list[Annotated[Output, OneOf(get_args(Output))]] = Field(
        default=[],
        description="more columns: terms of the value, areas and storeys of companies and zones; "
        "of layouts clauses and measures too",
    )
    grid: Annotated[list[ParameterIn], Field(min_length=1, max_length=20)] | None = Field(
        default=None, description="every combination of the values of these parameters"
    )
    latin_hypercube: LatinIn | None = Field(default=None, description="a sample that fills the ranges evenly")
    cases: Annotated[list[CaseIn], Field(min_length=1, max_length=100_000)] | None = Field(
        default=None, description="cases one by one"
    )


def sweep_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``sweep.yaml``, for completion and checks in editors."""
    schema: dict[str, Any] = trimmed(SweepIn.model_json_schema(by_alias=True))
    schema["oneOf"] = [{"required": [key]} for key in ("grid", "latin_hypercube", "cases")]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Sweep over a scenario",
        **schema,
    }
