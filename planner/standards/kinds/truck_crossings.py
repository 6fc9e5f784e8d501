"""Trucks keep off the ways of people: where the two meet is counted, located and measured. An indicator."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding
from planner.check.facts import Facts
from planner.check.goods import traffic_of
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """How many crossings there are and where, and how much road trucks and people share."""
    traffic = traffic_of(facts)
    if not any(way.nodes for way in traffic.trucks):
        return
    mixed = traffic.mixed
    yield _told("crossings of trucks and people", float(len(mixed.crossings)), "count")
    yield _told("road that trucks and people share", mixed.length / 1000, "m")
    for number, at in enumerate(mixed.crossings, start=1):
        yield _told(f"crossing {number} at ({at.x / 1000:.1f}, {at.y / 1000:.1f})", 1.0, "count")


def _told(subject: str, value: float, unit: str) -> Finding:
    return Finding(subject, value, ">=", 0, unit, True)


KIND = RequirementKind(id="truck_crossings", check=check)
