"""Pins that cannot be kept: told one by one, with the thing, its place, what is in the way and a remedy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import shapely
from shapely.geometry.base import BaseGeometry

from planner.model import M2, Corridor, Layout, Scenario, Space, StoreyLayout
from planner.score import STOCK_PREFIX

__all__ = ["pin_faults"]

SLACK_MM = 5.0
"""What a drawing may miss a limit by: rounding."""
SPECK = 20_000.0
"""Ground that two things may have in common, mm2: as the check allows."""
BOUND = M2 // 10
"""What an area may miss of a bound, mm2."""


def pin_faults(scenario: Scenario, layout: Layout) -> Iterator[str]:
    """What is wrong with the pins of a layout, under a scenario; nothing where all can be kept."""
    known = {storey.id for storey in scenario.storeys}
    for arranged in layout.storeys:
        pinned = _pinned(layout, arranged)
        if not pinned:
            continue
        if arranged.storey not in known:
            names = ", ".join(thing.id for thing in pinned[:5])
            yield f"{names}: pinned on {arranged.storey}, which the scenario does not have. Try: free them"
            continue
        yield from _places(scenario, arranged, pinned)
        for thing in pinned:
            if isinstance(thing, Space):
                yield from _room(scenario, arranged, thing)
    yield from _areas(scenario, layout)
    yield from _site(scenario, layout)


def _pinned(layout: Layout, arranged: StoreyLayout) -> list[Space | Corridor]:
    things: tuple[Space | Corridor, ...] = (*arranged.spaces, *arranged.corridors)
    return [thing for thing in things if thing.id in layout.pinned]


def _places(scenario: Scenario, arranged: StoreyLayout, pinned: Sequence[Space | Corridor]) -> Iterator[str]:
    """Pinned things outside their storey, on cores, or on each other."""
    storey = scenario.storey(arranged.storey)
    wall = scenario.policies.exterior_wall_mm
    inside = storey.outline.buffer(-wall + SLACK_MM, join_style="mitre")
    for thing in pinned:
        if not thing.polygon.is_valid or thing.polygon.is_empty:
            yield f"{thing.id}: pinned, but its polygon crosses itself or is empty. Try: redraw it"
            continue
        out = thing.polygon.difference(inside)
        if out.area > SPECK:
            yield (
                f"{thing.id}: pinned, but {_m2(out)} of it {_at(out)} lie outside the external walls of "
                f"{storey.id}. Try: redraw or free it"
            )
        for core in storey.cores:
            common = thing.polygon.intersection(core.polygon)
            if common.area > SPECK:
                yield (
                    f"{thing.id}: pinned, but {_m2(common)} of it {_at(common)} lie on core {core.id}. "
                    "Try: redraw or free it"
                )
    sound = [thing for thing in pinned if thing.polygon.is_valid]
    for one, other in combinations(sound, 2):
        common = one.polygon.intersection(other.polygon)
        if common.area > SPECK:
            yield (
                f"{one.id} and {other.id}: both pinned, but they overlap by {_m2(common)} {_at(common)}. "
                "Try: free one of them"
            )


def _room(scenario: Scenario, arranged: StoreyLayout, space: Space) -> Iterator[str]:
    """A pinned room whose owner, kind or doors the scenario does not allow."""
    storey = scenario.storey(arranged.storey)
    permitted = storey.permitted_kinds
    if space.kind not in scenario.catalogue.spaces:
        yield f"{space.id}: pinned as {space.kind!r}, a kind that the scenario does not know. Try: free it"
    if space.subject is None:
        return
    if permitted is not None and space.kind not in permitted and space.zone not in permitted:
        allowed = ", ".join(sorted(permitted))
        yield (
            f"{space.id}: pinned as {space.kind} on {storey.id}, which permits only {allowed}. "
            "Try: free it, or permit the kind there"
        )
    yield from _owner(scenario, space)
    pins = {pin.subject: pin.storey for pin in scenario.pins}
    if pins.get(space.subject, storey.id) != storey.id:
        yield (
            f"{space.id}: pinned on {storey.id}, but the scenario pins {space.subject} to "
            f"{pins[space.subject]}. Try: free one of the two"
        )
    if not any(space.id in door.joins for door in arranged.doors):
        yield f"{space.id}: pinned, but no door leads to it. Try: draw its door, or free it"


def _owner(scenario: Scenario, space: Space) -> Iterator[str]:
    subject = space.subject or ""
    tenants = {tenant.id: tenant for tenant in scenario.tenants}
    demands = {demand.id: demand for demand in scenario.demands}
    company = tenants.get(subject.removeprefix(STOCK_PREFIX))
    if subject.startswith(STOCK_PREFIX) and company is not None:
        if not company.livestreaming:
            yield f"{space.id}: pinned as stock room of {company.id}, which needs none now. Try: free it"
    elif company is None and subject not in demands:
        yield (
            f"{space.id}: pinned for {space.tenant or subject}, which is no longer in the scenario. "
            f"Try: planner pin BUNDLE --unpin {space.id}"
        )
    elif subject in demands and demands[subject].off_site:
        yield f"{space.id}: pinned for {subject}, which is provided off site now. Try: free it"


def _areas(scenario: Scenario, layout: Layout) -> Iterator[str]:
    """Companies and zones whose pinned rooms are too large for what they ask now, or too small."""
    bounds = {row.id: (row.least_area, row.most_area, True) for row in scenario.tenants}
    bounds |= {row.id: (row.least_area, row.most_area, False) for row in scenario.demands}
    rooms: dict[str, list[Space]] = {}
    for arranged in layout.storeys:
        for space in arranged.spaces:
            if space.id in layout.pinned and space.subject in bounds:
                rooms.setdefault(space.subject, []).append(space)
    for subject, own in rooms.items():
        area = sum(space.area for space in own)
        least, most, whole = bounds[subject]
        if area > most + BOUND or (whole and area < least - BOUND):
            limit = f"at most {most / M2:g}" if area > most else f"at least {least / M2:g}"
            names = ", ".join(space.id for space in own[:5])
            yield (
                f"{names}: pinned with {area / M2:.1f} m2 for {subject}, which asks for {limit} m2. "
                "Try: free it, or widen the bounds"
            )


def _site(scenario: Scenario, layout: Layout) -> Iterator[str]:
    """Pinned roads and lanes that leave the site or run through buildings."""
    built = shapely.union_all([s.outline for s in scenario.storeys if s.level >= 1])
    boundary = scenario.site.boundary.buffer(SLACK_MM)
    shapes: list[tuple[str, BaseGeometry]] = [(road.id, road.polygon) for road in layout.roads]
    shapes += [(lane.id, lane.polygon) for lane in layout.fire.lanes]
    shapes += [(place.id, place.polygon) for place in layout.fire.turnarounds]
    shapes += [(stand.id, stand.polygon) for stand in layout.fire.aerial_sites]
    shapes += [(hydrant.id, hydrant.point) for hydrant in layout.fire.hydrants]
    for id, shape in shapes:
        if id not in layout.pinned:
            continue
        if not shape.is_valid or shape.is_empty:
            yield f"{id}: pinned, but its polygon crosses itself or is empty. Try: redraw it"
        elif not boundary.covers(shape):
            yield f"{id}: pinned, but it leaves the site {_at(shape.difference(boundary))}. Try: free it"
        elif shape.intersection(built).area > M2:
            where = _at(shape.intersection(built))
            yield f"{id}: pinned, but it runs through a building {where}. Try: redraw or free it"


def _m2(shape: BaseGeometry) -> str:
    return f"{shape.area / M2:.2f} m2"


def _at(shape: BaseGeometry) -> str:
    point = shape.representative_point()
    return f"at ({point.x / 1000:.1f}, {point.y / 1000:.1f})"
