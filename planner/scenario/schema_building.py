"""The file's model: buildings, storeys and what is fixed in them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias, get_args

from pydantic import Discriminator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, Tag
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from planner.compartment import StairType
from planner.model import CorePartKind
from planner.scenario.fields import Flag, OneOf, Quantity, Whole, fault
from planner.scenario.schema_base import Coordinate, Id, Level, Line, Name, Part, Point, Ref, Ring

__all__ = [
    "BuildingIn",
    "ColumnIn",
    "ColumnOutlineIn",
    "CoreIn",
    "CorePartIn",
    "DockIn",
    "ExitIn",
    "GridIn",
    "Opening",
    "StoreyIn",
]

FireGrade: TypeAlias = Literal["I", "II", "III", "IV"]


class _ColumnSize:
    """One side of a square column, or [x, y] sides of a rectangular one."""

    side = Quantity(0.1, 5, "m")

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        side = self.side.schema()
        return {"anyOf": [side, {"type": "array", "prefixItems": [side, side], "minItems": 2, "maxItems": 2}]}

    def read(self, value: Any) -> tuple[float, float]:
        """Both sides in metres."""
        if not isinstance(value, list | tuple):
            side = self.side.read(value)
            return side, side
        if len(value) != 2:
            raise fault("one side or two sides [x, y] of a column", "write one number, or two in brackets")
        return self.side.read(value[0]), self.side.read(value[1])


class _AllFacades:
    """The word ``all``."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "enum": ["all"]}

    def read(self, value: Any) -> str:
        """The word."""
        if value == "all":
            return "all"
        raise fault("all, or a list of lines on the outline", "write `all`, or [[[x, y], [x, y]], ...]")


CarSize = Annotated[float, Quantity(0.3, 10, "m")]
ColumnSize = Annotated[tuple[float, float], _ColumnSize()]


class CorePartIn(Part):
    """A stair, lift, shaft or toilet inside a core."""

    id: Id = Field(description="short name, unique in the core", examples=["ST1"])
    kind: Annotated[CorePartKind, OneOf(get_args(CorePartKind))] = Field(
        description="stair, lift, goods_lift, shaft, toilet or lobby", examples=["stair"]
    )
    outline: Ring = Field(
        description="corners in order, inside the core", examples=["[[1, 1], [4, 1], [4, 7], [1, 7]]"]
    )
    car_width_m: CarSize | None = Field(
        default=None, description="of a lift: clear width of its car, m, along the wall with its door"
    )
    car_depth_m: CarSize | None = Field(default=None, description="of a lift: clear depth of its car, m")
    door_m: CarSize | None = Field(default=None, description="of a lift: clear width of its door, m")
    load_kg: Annotated[int, Whole(100, 20_000, "kg")] | None = Field(
        default=None, description="rated load of a goods lift, kg"
    )
    stair_type: Annotated[StairType, OneOf(get_args(StairType))] | None = Field(
        default=None,
        description="of a stair: open, enclosed or smoke_proof (with a lobby or a pressurised one)",
    )


class CoreIn(Part):
    """A vertical core: fixed, never assigned to a room."""

    id: Id = Field(description="short name, unique in the storey", examples=["C1"])
    outline: Ring = Field(
        description="corners in order, walls included, inside the storey",
        examples=["[[0, 0], [9, 0], [9, 8], [0, 8]]"],
    )
    parts: Annotated[list[CorePartIn], Field(max_length=50)] = Field(
        default=[], description="what it holds; a core with a stair is a way out"
    )


class Opening(Part):
    """A door in the outline of the ground storey."""

    id: Id = Field(description="short name, unique in the storey", examples=["X1"])
    at: Point = Field(
        description="middle of the door, at most 0.3 m from the outline; it is moved onto it",
        examples=["[30, 0]"],
    )


class ExitIn(Opening):
    """A door to the outside."""

    width_m: Annotated[float, Quantity(0.7, 20, "m")] = Field(description="clear width, m", examples=["1.8"])


class DockIn(Opening):
    """A loading dock."""

    width_m: Annotated[float, Quantity(2, 20, "m")] = Field(
        description="width of its door, m", examples=["4"]
    )


class GridIn(Part):
    """Columns on the crossings of grid lines; crossings outside the outline carry none."""

    x_m: Annotated[list[Coordinate], Field(min_length=1, max_length=200)] = Field(
        description="x of the grid lines, m", examples=["[0.3, 8.4]"]
    )
    y_m: Annotated[list[Coordinate], Field(min_length=1, max_length=200)] = Field(
        description="y of the grid lines, m", examples=["[0.3, 8.4]"]
    )
    size_m: ColumnSize = Field(description="side of the square column, or [x, y] sides, m", examples=["0.6"])


class ColumnIn(Part):
    """One column by its middle and size."""

    at: Point = Field(description="middle of the column", examples=["[8.4, 8.4]"])
    size_m: ColumnSize = Field(description="side of the square column, or [x, y] sides, m", examples=["0.6"])


class ColumnOutlineIn(Part):
    """One column by its footprint."""

    outline: Ring = Field(
        description="corners of the footprint in order", examples=["[[8, 8], [9, 8], [9, 9]]"]
    )


def _form_of_columns(value: Any) -> str:
    return "list" if isinstance(value, list) else "grid"


def _form_of_column(value: Any) -> str:
    outline = "outline" in value if isinstance(value, dict) else isinstance(value, ColumnOutlineIn)
    return "footprint" if outline else "middle"


def _form_of_daylight(value: Any) -> str:
    return "lines" if isinstance(value, list) else "word"


ColumnForms = Annotated[
    Annotated[ColumnIn, Tag("middle")] | Annotated[ColumnOutlineIn, Tag("footprint")],
    Discriminator(_form_of_column),
]
Columns = Annotated[
    Annotated[GridIn, Tag("grid")] | Annotated[list[ColumnForms], Field(max_length=5000), Tag("list")],
    Discriminator(_form_of_columns),
]
Daylight = Annotated[
    Annotated[Literal["all"], _AllFacades(), Tag("word")]
    | Annotated[list[Line], Field(max_length=2000), Tag("lines")],
    Discriminator(_form_of_daylight),
]


class StoreyIn(Part):
    """One floor of a building."""

    id: Id = Field(
        description="short name, unique in the building; others write building/storey", examples=["1F"]
    )
    level: Level = Field(description="1 ground storey, 2 above it, -1 first basement", examples=["1"])
    like: Ref | None = Field(
        default=None,
        description="id of a storey of the same building; every key not given here is taken from it, "
        "except id, level, name, elevation_m, exits and docks",
    )
    name: Name | None = Field(default=None, description="name for drawings; default: the id")
    elevation_m: Annotated[float, Quantity(-100, 1000, "m")] | None = Field(
        default=None, description="floor level, m; default: stacked on the storey below, ground storey 0"
    )
    height_m: Annotated[float, Quantity(2.2, 30, "m")] = Field(
        description="storey height, floor to floor, m (below 2.2 m no area counts, GB 55031-2022 3.1.6)",
        examples=["4.5"],
    )
    clear_height_m: Annotated[float, Quantity(2, 30, "m")] = Field(
        description="free height under beams and services, m; below height_m", examples=["3.6"]
    )
    floor_load_kn_m2: Annotated[float, Quantity(0.5, 200, "kN/m2")] = Field(
        description="imposed load the floor carries, kN/m2", examples=["5"]
    )
    outline: Ring = Field(
        description="outer face of the external wall: corners in order, without repeating the first",
        examples=["[[0, 0], [60, 0], [60, 24], [0, 24]]"],
    )
    holes: Annotated[list[Ring], Field(max_length=50)] = Field(
        default=[], description="voids and courtyards, each a list of corners inside the outline"
    )
    permitted_kinds: Annotated[list[Ref], Field(min_length=1, max_length=200)] | None = Field(
        default=None, description="space kinds and zones that may lie here; default: all"
    )
    cores: Annotated[list[CoreIn], Field(max_length=50)] = Field(default=[], description="vertical cores")
    exits: Annotated[list[ExitIn], Field(max_length=100)] = Field(
        default=[], description="doors to the outside; only on the ground storey, which needs one"
    )
    docks: Annotated[list[DockIn], Field(max_length=100)] = Field(
        default=[], description="loading docks; only on the ground storey"
    )
    daylight: Daylight | None = Field(
        default=None,
        description="facades with windows: `all` (the whole outer outline) or a list of lines on the "
        "outline; default: all above ground, none below",
    )
    columns: Columns = Field(
        default=[],
        description="structural columns: a grid {x_m, y_m, size_m}, or a list of {at, size_m} or {outline}",
    )


class BuildingIn(Part):
    """A building, existing or proposed."""

    id: Id = Field(description="short name", examples=["A"])
    name: Name | None = Field(default=None, description="English name; default: the id")
    name_zh: Name | None = Field(default=None, description="Chinese name; default: the English name")
    existing: Annotated[bool, Flag()] = Field(default=False, description="true: stands already")
    sprinklered: Annotated[bool, Flag()] = Field(
        default=False, description="true: automatic sprinklers throughout"
    )
    fire_grade: Annotated[FireGrade, OneOf(get_args(FireGrade))] = Field(
        default="II", description="fire resistance grade I to IV of GB 50016"
    )
    at: Point = Field(
        default=(0.0, 0.0), description="where the origin of the building's own coordinates lies on the site"
    )
    rotation_deg: Annotated[float, Quantity(-360, 360, "degrees")] = Field(
        default=0.0,
        description="turn of the building's own coordinates about `at`, degrees counter-clockwise",
    )
    storeys: Annotated[list[StoreyIn], Field(min_length=1, max_length=210)] = Field(
        description="its storeys from the lowest up", examples=["[{id: 1F, level: 1, ...}]"]
    )
