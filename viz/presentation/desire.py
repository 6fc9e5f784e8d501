"""Flows as desire lines: straight from where people and goods come to where they go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, Point

from planner.circulation.flows import Flows
from planner.model import Layout, Scenario, Space

__all__ = ["Desire", "desires_of"]

MOST = 40
"""So many lines of a plan, those with most traffic."""


@dataclass(frozen=True, slots=True)
class Desire:
    """Traffic between two places, in the model's millimetres."""

    line: LineString
    goods: bool
    amount: float
    """People or tonnes a year."""
    inside: str | None
    """The storey it stays on; ``None`` where it goes over the site."""


def desires_of(scenario: Scenario, layout: Layout, flows: Flows) -> tuple[Desire, ...]:
    """Between rooms on one storey, and between buildings and gates on the site; the same way counts once."""
    spaces: dict[tuple[str, str], list[Space]] = {}
    for arranged in layout.storeys:
        for space in arranged.spaces:
            for name in {space.subject, space.tenant} - {None}:
                spaces.setdefault((str(name), arranged.storey), []).append(space)
    gates = {gate.id: gate.point for gate in scenario.site.gates}
    sums: dict[tuple[str | None, tuple[float, ...], bool], float] = {}
    for ends, goods, amount in _traffic(flows):
        (one, at), (other, to) = ends
        inside = at if at and at == to else None
        first = _spot(scenario, spaces, gates, one, at, inside)
        last = _spot(scenario, spaces, gates, other, to, inside)
        if first is not None and last is not None and first.distance(last) > 1:
            key = (inside, (first.x, first.y, last.x, last.y), goods)
            sums[key] = sums.get(key, 0.0) + amount
    found = [
        Desire(LineString([(ax, ay), (bx, by)]), goods, amount, inside)
        for (inside, (ax, ay, bx, by), goods), amount in sums.items()
    ]
    return tuple(_most(found))


def _traffic(flows: Flows) -> Iterator[tuple[tuple[tuple[str, str], tuple[str, str]], bool, float]]:
    for trip in flows.trips:
        stream = trip.stream
        ends = ((stream.origin, trip.storeys[0]), (stream.destination, trip.storeys[1]))
        if stream.people_year:
            yield ends, False, stream.people_year
        if stream.tonnes_year:
            yield ends, True, stream.tonnes_year


def _spot(
    scenario: Scenario,
    spaces: Mapping[tuple[str, str], list[Space]],
    gates: Mapping[str, Point],
    name: str,
    storey: str,
    inside: str | None,
) -> Point | None:
    if name in gates:
        return gates[name]
    if inside is None:
        if not storey:
            return None
        building = scenario.building(scenario.storey(storey).building)
        outlines = [entry.outline for entry in building.storeys]
        return Point(shapely.union_all(outlines).representative_point())
    rooms = spaces.get((name, storey), [])
    return Point(max(rooms, key=lambda room: room.area).polygon.representative_point()) if rooms else None


def _most(found: list[Desire]) -> Iterator[Desire]:
    groups: dict[tuple[str | None, bool], list[Desire]] = {}
    for desire in found:
        groups.setdefault((desire.inside, desire.goods), []).append(desire)
    for rows in groups.values():
        yield from sorted(rows, key=lambda row: (-row.amount, row.line.wkt))[:MOST]
