"""How many people a room holds, as the solvers count them: by one rule, on paper as when drawn.

The check has its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from planner.model import M2, RoomSpec, Scenario, Space

__all__ = ["by_area", "in_room", "in_rooms", "in_space"]


def by_area(scenario: Scenario, kind: str, m2: float) -> float:
    """People that a net area of a kind of room gives place to, not rounded; 0 where its kind counts none."""
    each = scenario.catalogue.spaces[kind].m2_per_person
    return m2 / each if each > 0 else 0.0


def in_rooms(scenario: Scenario, tenant: str | None, rooms: Iterable[RoomSpec]) -> float:
    """People in rooms as decided: the staff of the company whose suite it is, else by area, not rounded."""
    rooms = tuple(rooms)
    staff = _staff(scenario, tenant) if any(room.kind == "tenant_suite" for room in rooms) else 0
    return staff or sum(by_area(scenario, room.kind, room.count * room.area / M2) for room in rooms)


def in_room(scenario: Scenario, kind: str, tenant: str | None, m2: float) -> int:
    """People in a room as drawn: the staff of the company whose suite it is, else by area, rounded up."""
    staff = _staff(scenario, tenant) if kind == "tenant_suite" else 0
    return staff or math.ceil(by_area(scenario, kind, m2))


def in_space(scenario: Scenario, space: Space) -> int:
    """People in a room of a layout."""
    return in_room(scenario, space.kind, space.tenant, space.polygon.area / M2)


def _staff(scenario: Scenario, tenant: str | None) -> int:
    return sum(row.staff for row in scenario.tenants if row.id == tenant)
