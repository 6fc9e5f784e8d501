"""A named truck drives from a gate to every dock, backs in and leaves again, and stays on the paving."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_most, equal
from planner.check.facts import Facts
from planner.check.goods import traffic_of
from planner.model import M2
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

WAY = "a way for the truck"


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """For each dock how far and with how much area the truck leaves the paving, or why it has no way."""
    docks = {dock.id: dock.point for storey in facts.scenario.storeys for dock in storey.docks}
    for way in traffic_of(facts).trucks:
        subject = f"{way.dock}: {clause.text('truck')}"
        if way.reason or way.overrun is None:
            yield equal(subject, way.reason or "no way", WAY, "", docks[way.dock])
            continue
        shape, off = way.overrun.shape, way.overrun
        yield at_most(f"{subject} off the paving", off.out / 1000, clause.number("beyond"), "m", shape)
        yield at_most(f"{subject} off the paving", off.area / M2, clause.number("area"), "m2", shape)


KIND = RequirementKind(
    id="truck_access",
    parameters={
        "truck": Spec("text"),
        "beyond": Spec("number", "m"),
        "area": Spec("number", "m2"),
    },
    check=check,
)
