"""What is solid in a cut storey: the walls left between outline, rooms, corridors and cores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry


def mitred(shape: BaseGeometry, by: float) -> BaseGeometry:
    """The shape grown (or, below zero, shrunk) by a distance, corners kept sharp."""
    grown: BaseGeometry = shape.buffer(by, join_style="mitre", mitre_limit=4.0)
    return grown


@dataclass(frozen=True, slots=True)
class Poche:
    """Solids and voids of a cut storey, in one unit of length."""

    exterior: BaseGeometry
    interior: BaseGeometry
    cores: BaseGeometry
    """Walls of the cores."""
    unassigned: BaseGeometry
    """Floor that is neither room nor corridor nor core, and too wide for a wall."""


@dataclass(frozen=True, slots=True)
class CoreFloors:
    """The floors inside a core: net polygons of its parts but lobbies, in their order, and all its lobby."""

    parts: tuple[BaseGeometry, ...]
    lobby: BaseGeometry


def inset(outline: Polygon, by: float) -> BaseGeometry:
    """The outline moved inwards (its holes outwards)."""
    return mitred(outline, -by)


def core_floors(
    core: Polygon, parts: Sequence[Polygon], lobbies: Sequence[Polygon], wall: float, least_lobby: float
) -> CoreFloors:
    """Floors of a core whose parts keep half a wall from their outlines.

    What no part covers is lobby where it is wider than twice ``least_lobby``, else wall; with the ``lobbies``
    that the scenario names it is one floor, without walls between.
    """
    net = tuple(mitred(part, -wall / 2) for part in parts)
    rest = core.difference(shapely.union_all(list(parts))) if parts else core
    open_floor = mitred(mitred(rest, -least_lobby), least_lobby).intersection(rest)
    return CoreFloors(net, mitred(shapely.union_all([open_floor, *lobbies]), -wall / 2))


def poche(
    outline: Polygon,
    inner: BaseGeometry,
    floors: Sequence[BaseGeometry],
    cores: Sequence[tuple[Polygon, CoreFloors]],
    openings: Sequence[BaseGeometry],
    widest_wall: float,
) -> Poche:
    """Solids of a storey: what its floors (rooms and corridors), core floors and openings leave.

    ``openings`` are cut from every wall; rest areas wider than ``widest_wall`` are unassigned floor.
    """
    cut = shapely.union_all(list(openings))
    core_area = shapely.union_all([polygon for polygon, _ in cores])
    core_open = shapely.union_all([shape for _, inside in cores for shape in (*inside.parts, inside.lobby)])
    exterior = outline.difference(inner)
    between = inner.difference(shapely.union_all([*floors, core_area]))
    # an opening (shrink, then grow) keeps what is wider than a wall; mitres keep its corners square
    half = widest_wall / 2
    wide = mitred(mitred(between, -half), half).intersection(between)
    unassigned = shapely.union_all([part for part in _polygons(wide) if part.area > widest_wall**2])
    return Poche(
        exterior=exterior.difference(shapely.union_all([cut, core_open])),
        interior=between.difference(unassigned).difference(cut),
        cores=core_area.difference(core_open).difference(cut),
        unassigned=unassigned.difference(cut),
    )


def hatch(shape: BaseGeometry, spacing: float, *, rising: bool = True) -> BaseGeometry:
    """Lines at 45 degrees through a shape, on a grid of the whole sheet so that neighbours line up."""
    if shape.is_empty:
        return shape
    left, bottom, right, top = shape.bounds
    step = spacing * 2**0.5
    sign = 1.0 if rising else -1.0
    low = bottom - (right if rising else -left)
    high = top - (left if rising else -right)
    lines = [
        ((left, sign * left + offset * step), (right, sign * right + offset * step))
        for offset in range(int(low // step), int(high // step) + 2)
    ]
    drawn: BaseGeometry = shapely.intersection(shapely.multilinestrings(lines), shape)
    return drawn


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    return [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
