"""What all parts of the file's model share."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ModelWrapValidatorHandler, PrivateAttr, model_validator

from planner.scenario.fields import Identifier, Quantity, Text, Whole
from planner.scenario.tree import LocatedDict, Path

__all__ = [
    "Area",
    "Coordinate",
    "Id",
    "Level",
    "Line",
    "Money",
    "Name",
    "Part",
    "Point",
    "Ref",
    "Ring",
    "describe",
]

Id = Annotated[str, Identifier()]
Ref = Annotated[str, Text(100)]
"""Somebody else's id; unknown ones are found when the whole file is known."""
Name = Annotated[str, Text(120)]
Coordinate = Annotated[float, Quantity(-20_000, 20_000, "m")]
Point = Annotated[tuple[Coordinate, Coordinate], Field(description="[x, y] in metres")]
Line = Annotated[list[Point], Field(min_length=2, max_length=2000)]
Ring = Annotated[list[Point], Field(min_length=3, max_length=2000)]
Area = Annotated[float, Quantity(1, 1_000_000, "m2")]
Money = Annotated[int, Whole(0, 1_000_000_000, "CNY a year")]
Level = Annotated[int, Whole(-10, 200)]


class Part(BaseModel):
    """A mapping of the file: unknown keys are errors; it remembers where it stood."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    _place: Path = PrivateAttr(())

    @model_validator(mode="wrap")
    @classmethod
    def _remember(cls, data: Any, handler: ModelWrapValidatorHandler[Any]) -> Any:
        part = handler(data)
        if isinstance(data, LocatedDict):
            part._place = data.path
        return part

    def here(self, *keys: str | int) -> Path:
        """Path in the document of this part, or of something below it."""
        return (*self._place, *keys)


def describe(model: type[BaseModel], key: str) -> tuple[str, str]:
    """Meaning of a key of a model and an example of its value (both may be empty)."""
    for name, field in model.model_fields.items():
        if key in (name, field.alias):
            example = str(field.examples[0]) if field.examples else ""
            return field.description or "", example
    return "", ""
