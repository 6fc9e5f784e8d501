"""A route without steps, wide enough everywhere, leads from a gate to public rooms and to suites."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.barrier_free import Route, park_of, routes
from planner.check.compliance import MISSING, Finding, at_least
from planner.check.facts import Facts
from planner.model import Space
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each room of the zones or kinds, with ``suites`` for each suite: the narrowest place.

    Without a gate for people, or a road that leads to one, nothing can be said. A room without any route is
    told as 0 reached, with what ends before it.
    """
    wanted = [space for space in facts.spaces if _asked_for(clause, space)]
    if not wanted:
        return
    missing = _missing(facts)
    if missing:
        yield Finding(
            f"park ({len(wanted)} rooms)", MISSING, "in", missing, "", None, facts.scenario.site.boundary
        )
        return
    found = routes(facts, [space.id for space in wanted], clause.number("door"), clause.number("corridor"))
    for space in wanted:
        yield _finding(facts, space, found[space.id])


def _asked_for(clause: Clause, space: Space) -> bool:
    if clause.flag("suites") and space.kind == "tenant_suite":
        return True
    return space.zone in clause.texts("zones") or space.kind in clause.texts("kinds")


def _missing(facts: Facts) -> str:
    """The datum without which no route can begin."""
    if not any("people" in gate.traffic for gate in facts.scenario.site.gates):
        return "site.gates.traffic"
    return "" if facts.roads else "layout.road"


def _finding(facts: Facts, space: Space, route: Route) -> Finding:
    if not route.nodes:
        return at_least(f"{space.id} ({_reason(facts, space)})", 0.0, 1.0, "reached", space.polygon)
    narrow = route.narrowest
    if narrow is None:
        return at_least(space.id, 1.0, 1.0, "reached", route.line)
    subject = f"{space.id} ({narrow.id})"
    return at_least(subject, narrow.width_m, narrow.limit_m, "m", route.line)


def _reason(facts: Facts, space: Space) -> str:
    """What ends before a room: its storey has no lift that people can enter, or no door leads on."""
    inside = park_of(facts).storeys[space.storey]
    nodes = park_of(facts).graph.nodes
    lifts = [id for id in inside.landings if nodes[id]["kind"] == "lift"]
    if not inside.storey.is_ground and not lifts:
        return f"no lift opens to {space.storey}"
    return "no way without steps"


KIND = RequirementKind(
    id="barrier_free_route",
    parameters={
        "zones": Spec("texts", required=False),
        "kinds": Spec("texts", required=False),
        "suites": Spec("flag", required=False),
        "door": Spec("number", "m"),
        "corridor": Spec("number", "m"),
    },
    check=check,
)
