"""The catalogue of zone kinds and space kinds: data from ``kinds.yaml``, plus a scenario's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

Role = Literal["operating", "support", "lettable", "public"]
Daylight = Literal["needs", "likes", "none"]
Noise = Literal["noisy", "quiet", "neutral"]


@dataclass(frozen=True, slots=True)
class SpaceKind:
    """What a kind of room needs. Areas in m2, lengths in m."""

    id: str
    zh: str
    en: str
    role: Role
    min_area: float
    min_width: float
    max_aspect: float
    daylight: Daylight
    noise: Noise
    door_m: float
    m2_per_person: float
    colour: str
    source: str = ""
    passage_to: tuple[str, ...] = ()
    """Kinds of rooms of the same demand that may be reached through it, not from a corridor."""
    exit_hall: bool = False
    """A public hall from which a ground exit of the storey may open."""
    ground: bool = False
    """Lies on a ground storey where one permits it: what people or carts come to from outside."""


@dataclass(frozen=True, slots=True)
class Component:
    """Rooms of one kind in a zone's standard composition. Areas in m2."""

    kind: str
    share: float
    area: float
    least: float
    most: float
    count: int
    one: bool = False
    """One room is enough, however large the zone."""


@dataclass(frozen=True, slots=True)
class ZoneKind:
    """A zone of the standards. Areas in m2; ``inner`` is the share its inner corridors add."""

    id: str
    zh: str
    en: str
    group: str
    role: Role
    splittable: bool
    least_part: float
    inner: float
    colour: str
    components: tuple[Component, ...]
    least: float = 0.0
    single: str | None = None
    one_block: bool = False
    """No public corridor may run between its rooms."""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All kinds a scenario may name."""

    spaces: Mapping[str, SpaceKind]
    zones: Mapping[str, ZoneKind]
    groups: Mapping[str, tuple[str, str]]
    """SB/T 11233 4.1.3 group id -> (Chinese, English) name."""


@cache
def standard_catalogue() -> Catalogue:
    """The kinds of both standards, as shipped."""
    raw: dict[str, Any] = yaml.safe_load(files("planner").joinpath("kinds.yaml").read_text("utf-8"))
    return Catalogue(
        spaces={id: _space(id, row) for id, row in raw["spaces"].items()},
        zones={id: _zone(id, row) for id, row in raw["zones"].items()},
        groups={id: (row["zh"], row["en"]) for id, row in raw["groups"].items()},
    )


def extended(base: Catalogue, spaces: Mapping[str, SpaceKind]) -> Catalogue:
    """``base`` with a scenario's own space kinds added or replaced."""
    return Catalogue({**base.spaces, **spaces}, base.zones, base.groups)


def _space(id: str, row: dict[str, Any]) -> SpaceKind:
    return SpaceKind(id=id, **{**row, "passage_to": tuple(row.get("passage_to", ()))})


def _zone(id: str, row: dict[str, Any]) -> ZoneKind:
    components = tuple(Component(**entry) for entry in row.pop("components"))
    return ZoneKind(id=id, components=components, **row)
