"""The hand-made park as a bundle, and ways of changing its plan by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from shapely import Polygon, box

from planner.bundle import write_bundle
from planner.model import Layout, Scenario, Space, StoreyLayout
from planner.scenario import resolved_yaml
from tests.verify import park

Edit = Callable[[StoreyLayout], StoreyLayout]


def write(folder: Path, plan: Layout | None = None, scenario: Scenario | None = None) -> Path:
    """The park with that plan, as ``planner solve`` would leave it."""
    given = scenario or park.park()
    write_bundle(folder, park.solution(given, plan), resolved=resolved_yaml(given))
    return folder


def edited(storey: str, edit: Edit) -> Layout:
    """The plan of the park with one storey changed."""
    plan = park.layout()
    storeys = tuple(edit(entry) if entry.storey == storey else entry for entry in plan.storeys)
    return replace(plan, storeys=storeys)


def room(plan: Layout, **wanted: object) -> Space:
    """The first room with these properties."""
    rooms = (space for storey in plan.storeys for space in storey.spaces)
    return next(r for r in rooms if all(getattr(r, key) == value for key, value in wanted.items()))


def with_room(old: Space, new: Space | None) -> Edit:
    """A room exchanged for another, or taken out with its doors."""

    def edit(storey: StoreyLayout) -> StoreyLayout:
        spaces = tuple(r for entry in storey.spaces for r in ((new,) if entry == old else (entry,)) if r)
        doors = tuple(door for door in storey.doors if new or old.id not in door.joins)
        return replace(storey, spaces=spaces, doors=doors)

    return edit


def narrower(space: Space, by_mm: int) -> Space:
    """The room without a strip at its east side."""
    left, bottom, right, top = space.polygon.bounds
    return replace(space, polygon=box(left, bottom, right - by_mm, top))


def renamed(storey: StoreyLayout) -> StoreyLayout:
    """Other ids for all rooms, corridors and doors, in another order; every ring begins elsewhere."""
    new = {thing.id: f"{thing.id}x" for thing in (*storey.spaces, *storey.corridors)}
    spaces = tuple(replace(s, id=new[s.id], polygon=_turned(s.polygon)) for s in reversed(storey.spaces))
    corridors = tuple(replace(c, id=new[c.id]) for c in storey.corridors)
    doors = tuple(
        replace(d, id=f"{d.id}x", joins=(new.get(d.joins[1], d.joins[1]), new.get(d.joins[0], d.joins[0])))
        for d in reversed(storey.doors)
    )
    return replace(storey, spaces=spaces, corridors=corridors, doors=doors)


def _turned(polygon: Polygon) -> Polygon:
    corners = list(polygon.exterior.coords)[:-1]
    return Polygon([*corners[2:], *corners[:2]])
