"""Kinds of rooms are there, each in the number asked for; "a|b" counts rooms of either kind."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts
from planner.check.off_site import not_stated, off_site_rooms
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each kind: the number of such rooms, in the given zones or anywhere.

    With ``elsewhere`` a missing kind leaves the clause undecided: it may be provided near the park,
    for which there must be evidence; a demand marked off site is such evidence. With ``outside`` the
    zone may lie outside the park: then the rooms that its demand states are counted.
    """
    zones = clause.texts("zones")
    rooms = facts.of_zone(*zones) if zones else list(facts.spaces)
    wanted = [(kind, clause.number("least")) for kind in clause.texts("kinds")]
    wanted += [(kind, clause.number("several")) for kind in clause.texts("several_kinds")]
    if "least_of" in clause.params:
        wanted = [(k, clause.number("least_of") if k in clause.texts("of_kinds") else n) for k, n in wanted]
    ground = facts.scenario.site.boundary
    if "outside" in clause.params and not rooms:
        if clause.text("outside") == "sizes_hold":
            yield from _off_site(facts, wanted)
        return
    for kind, least in wanted:
        either = kind.split("|")
        count = float(sum(1 for room in rooms if room.kind in either))
        finding = at_least(kind, count, least, "count", ground)
        if finding.ok or not clause.flag("elsewhere"):
            yield finding
        elif any(demand.off_site and demand.kind in either for demand in facts.scenario.demands):
            yield Finding(kind, "off site", "in", "off site allowed", "", True)
        else:
            yield Finding(kind, count, ">=", least, "count", None, ground)


def _off_site(facts: Facts, wanted: list[tuple[str, float]]) -> Iterator[Finding]:
    """By the rooms that a demand outside the park states."""
    for kind, least in wanted:
        for demand, rooms in off_site_rooms(facts, kind.split("|")):
            if not demand.rooms:
                yield not_stated(facts, demand, [kind])
            else:
                count = float(sum(room.count for room in rooms))
                yield at_least(f"{demand.id} ({kind})", count, least, "count", facts.scenario.site.boundary)


KIND = RequirementKind(
    id="room_presence",
    parameters={
        "kinds": Spec("texts"),
        "least": Spec("number", "count"),
        "zones": Spec("texts", required=False),
        "elsewhere": Spec("flag", required=False),
        "several_kinds": Spec("texts", required=False, needs="several"),
        "several": Spec("number", "count", required=False, needs="several_kinds"),
        "of_kinds": Spec("texts", required=False, needs="least_of"),
        "least_of": Spec("number", "count", required=False, needs="of_kinds"),
        "outside": Spec("text", choices=("sizes_hold", "free"), required=False),
    },
    check=check,
)
