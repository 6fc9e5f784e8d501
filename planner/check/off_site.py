"""Rooms that a demand provides outside the park: judged by what the scenario states of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.check.compliance import MISSING, Finding
from planner.check.facts import Facts
from planner.model import Demand, RoomSpec

__all__ = ["not_stated", "off_site_rooms"]


def off_site_rooms(facts: Facts, kinds: Sequence[str]) -> Iterator[tuple[Demand, list[RoomSpec]]]:
    """Each demand off site whose zone has rooms of these kinds, with those that it states."""
    for demand in facts.scenario.demands:
        zone = facts.scenario.catalogue.zones.get(demand.zone)
        usual = {part.kind for part in zone.components} if zone else set()
        stated = [room for room in demand.rooms if room.kind in kinds]
        if demand.off_site and (stated or usual & set(kinds)):
            yield demand, stated


def not_stated(facts: Facts, demand: Demand, kinds: Sequence[str]) -> Finding:
    """The finding where a demand off site does not say what rooms it has."""
    subject, ground = f"{demand.id} ({' + '.join(kinds)})", facts.scenario.site.boundary
    return Finding(subject, MISSING, "in", f"programme.{demand.id}.rooms", "", None, ground)
