"""What lies under the marks: the plain plan of a storey, and the site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from planner.model import Layout, Scenario

__all__ = ["Layer", "base_layers", "boxes_of"]

MARGIN = 0.03
"""Share of a storey's size that is left free around it."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Shapes that are drawn alike, mm."""

    style: str
    """Name of its colours: ``outline``, ``space``, ``vacant``, ``corridor``, ``core``, ``column``, ``door``,
    ``road``, ``building`` or ``site``."""
    shapes: tuple[BaseGeometry, ...]


def base_layers(scenario: Scenario, layout: Layout) -> dict[str | None, tuple[Layer, ...]]:
    """The layers of every storey by its id, and of the site under ``None``, the lowest first."""
    arranged = {storey.storey: storey for storey in layout.storeys}
    found: dict[str | None, tuple[Layer, ...]] = {None: _site(scenario, layout)}
    for storey in scenario.storeys:
        plan = arranged.get(storey.id)
        spaces = plan.spaces if plan else ()
        found[storey.id] = (
            Layer("outline", (storey.outline,)),
            Layer("corridor", tuple(c.polygon for c in plan.corridors) if plan else ()),
            Layer("space", tuple(s.polygon for s in spaces if s.kind != "vacant")),
            Layer("vacant", tuple(s.polygon for s in spaces if s.kind == "vacant")),
            Layer("core", tuple(core.polygon for core in storey.cores)),
            Layer("column", tuple(column.polygon for column in storey.columns)),
            Layer("door", tuple(d.polygon for d in plan.doors) if plan else ()),
        )
    return found


def _site(scenario: Scenario, layout: Layout) -> tuple[Layer, ...]:
    return (
        Layer("site", (scenario.site.boundary,)),
        Layer("road", tuple(road.polygon for road in layout.roads)),
        Layer("building", tuple(storey.outline for storey in scenario.storeys if storey.is_ground)),
    )


def boxes_of(
    layers: Mapping[str | None, tuple[Layer, ...]],
) -> dict[str | None, tuple[float, float, float, float]]:
    """What a picture of each storey, and of the site, shows."""
    found = {}
    for storey, rows in layers.items():
        x0, y0, x1, y1 = rows[0].shapes[0].bounds
        pad = MARGIN * max(x1 - x0, y1 - y0)
        found[storey] = (x0 - pad, y0 - pad, x1 + pad, y1 + pad)
    return found
