"""Kinds of rooms are there, each in the number asked for; "a|b" counts rooms of either kind."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each kind: the number of such rooms, in the given zones or anywhere.

    With ``elsewhere`` a missing kind leaves the clause undecided: it may be provided near the park,
    for which there must be evidence; a demand marked off site is such evidence.
    """
    zones = clause.texts("zones")
    rooms = facts.of_zone(*zones) if zones else list(facts.spaces)
    wanted = [(kind, clause.number("least")) for kind in clause.texts("kinds")]
    wanted += [(kind, clause.number("several")) for kind in clause.texts("several_kinds")]
    ground = facts.scenario.site.boundary
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


KIND = RequirementKind(
    id="room_presence",
    parameters={
        "kinds": Spec("texts"),
        "least": Spec("number", "count"),
        "zones": Spec("texts", required=False),
        "elsewhere": Spec("flag", required=False),
        "several_kinds": Spec("texts", required=False, needs="several"),
        "several": Spec("number", "count", required=False, needs="several_kinds"),
    },
    check=check,
)
