"""The file's model: the site."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field

from planner.model import TrafficKind
from planner.scenario.fields import OneOf, Quantity
from planner.scenario.schema_base import Id, Line, Name, Part, Point, Ref, Ring

__all__ = [
    "AerialSiteIn",
    "FireLaneIn",
    "GateIn",
    "HydrantIn",
    "ObstacleIn",
    "RoadIn",
    "SiteIn",
    "TurnaroundIn",
]

Traffic = Annotated[TrafficKind, OneOf(get_args(TrafficKind))]
Degrees = Annotated[float, Quantity(-180, 180, "degrees")]


class GateIn(Part):
    """An opening of the site boundary to a public road."""

    id: Id = Field(description="short name; flows refer to it", examples=["G1"])
    at: Point = Field(
        description="middle of the gate, at most 0.3 m from the boundary; it is moved onto it",
        examples=["[60, 0]"],
    )
    width_m: Annotated[float, Quantity(1, 60, "m")] = Field(description="clear width, m", examples=["12"])
    traffic: Annotated[list[Traffic], Field(min_length=1)] = Field(
        default=["people", "goods", "fire"], description="what passes: people, goods, fire (fire engines)"
    )


class RoadIn(Part):
    """A given road, public or inside the site."""

    id: Id = Field(description="short name", examples=["PR1"])
    name: Name | None = Field(default=None, description="name for drawings")
    centreline: Line = Field(
        description="centreline, two points or more", examples=["[[-20, -10], [140, -10]]"]
    )
    width_m: Annotated[float, Quantity(1, 100, "m")] = Field(description="clear width, m", examples=["14"])


class ObstacleIn(Part):
    """Ground that neither roads nor buildings may use."""

    id: Id = Field(description="short name", examples=["POND"])
    kind: Name = Field(description="what it is, in your words: pond, substation, tree", examples=["pond"])
    polygon: Ring = Field(description="its corners in order", examples=["[[5, 5], [15, 5], [15, 12]]"])


Slope = Annotated[float, Quantity(0, 50, "%")]


class FireLaneIn(Part):
    """A fire lane that is there, or is drawn already."""

    id: Id = Field(description="short name, its id in the plan", examples=["FL1"])
    centreline: Line = Field(
        description="centreline inside the site, two points or more",
        examples=["[[60, 0], [60, 20], [100, 20]]"],
    )
    width_m: Annotated[float, Quantity(1, 60, "m")] = Field(description="clear width, m", examples=["4"])
    clear_height_m: Annotated[float, Quantity(0.5, 100, "m")] | None = Field(
        default=None,
        description="clear height, m, where anything hangs over it (storeys count by themselves)",
    )
    slope_percent: Slope | None = Field(
        default=None, description="its steepest slope, %; default: `slope_percent` of the site"
    )
    paved: Ring | None = Field(
        default=None,
        description="corners of its paving, where that is more than the width along the centreline (bends)",
    )


class TurnaroundIn(Part):
    """A place on which fire engines turn."""

    id: Id = Field(description="short name, its id in the plan", examples=["TA1"])
    polygon: Ring = Field(
        description="its corners in order", examples=["[[90, 14], [102, 14], [102, 26], [90, 26]]"]
    )


class AerialSiteIn(Part):
    """A stand from which an aerial ladder reaches a facade."""

    id: Id = Field(description="short name, its id in the plan", examples=["AS1"])
    building: Ref = Field(description="id of the building whose facade it serves", examples=["A"])
    polygon: Ring = Field(
        description="its corners in order", examples=["[[30, 20], [60, 20], [60, 30], [30, 30]]"]
    )


class HydrantIn(Part):
    """An outdoor hydrant."""

    id: Id = Field(description="short name, its id in the plan", examples=["HY1"])
    at: Point = Field(description="where it stands", examples=["[57, 14]"])


class SiteIn(Part):
    """The land and what lies on it already."""

    boundary: Ring = Field(
        description="corners of the site in order, without repeating the first",
        examples=["[[0, 0], [120, 0], [120, 90], [0, 90]]"],
    )
    gates: Annotated[list[GateIn], Field(min_length=1, max_length=100)] = Field(
        description="openings to public roads, at least one",
        examples=["[{id: G1, at: [60, 0], width_m: 12}]"],
    )
    public_roads: Annotated[list[RoadIn], Field(max_length=500)] = Field(
        default=[], description="public roads outside, for the site plan"
    )
    internal_roads: Annotated[list[RoadIn], Field(max_length=500)] = Field(
        default=[], description="existing roads inside the site; the plan keeps and extends them"
    )
    obstacles: Annotated[list[ObstacleIn], Field(max_length=500)] = Field(
        default=[], description="ground that roads and buildings must leave free"
    )
    fire_lanes: Annotated[list[FireLaneIn], Field(max_length=500)] = Field(
        default=[], description="fire lanes that are there; without any the plan designs them"
    )
    turnarounds: Annotated[list[TurnaroundIn], Field(max_length=500)] = Field(
        default=[], description="places on which fire engines turn"
    )
    aerial_sites: Annotated[list[AerialSiteIn], Field(max_length=500)] = Field(
        default=[], description="stands for aerial ladders"
    )
    hydrants: Annotated[list[HydrantIn], Field(max_length=2000)] = Field(
        default=[], description="outdoor hydrants"
    )
    slope_percent: Slope | None = Field(
        default=None, description="steepest slope of the finished ground where lanes run, %"
    )
    origin_wgs84: tuple[Degrees, Annotated[float, Quantity(-90, 90, "degrees")]] | None = Field(
        default=None, description="longitude and latitude of the point [0, 0], where the data came from a map"
    )
