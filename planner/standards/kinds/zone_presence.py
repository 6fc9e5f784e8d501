"""Zones (or one zone of each group) are there; some may lie outside the park."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts
from planner.check.measures import area_m2
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

LEAST = 0.01
"""m2: present means with an area."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each zone: its net area. With ``optional`` a missing zone is no breach."""
    for zone in clause.texts("zones"):
        area = area_m2(facts.of_zone(zone))
        if area == 0 and zone in clause.texts("off_site"):
            outside = [d for d in facts.scenario.demands if d.zone == zone and d.off_site]
            if outside:
                yield Finding(f"{zone} ({outside[0].id})", "off site", "in", "off site allowed", "", True)
                continue
        if area > 0 or not clause.flag("optional"):
            yield _present(zone, area, facts)
    for group in clause.texts("groups"):
        zones = [zone.id for zone in facts.scenario.catalogue.zones.values() if zone.group == group]
        yield _present(f"group {group}", area_m2(facts.of_zone(*zones)), facts)


def _present(subject: str, area: float, facts: Facts) -> Finding:
    return at_least(subject, area, LEAST, "m2", facts.scenario.site.boundary)


KIND = RequirementKind(
    id="zone_presence",
    parameters={
        "zones": Spec("texts", required=False),
        "groups": Spec("texts", required=False),
        "off_site": Spec("texts", required=False),
        "optional": Spec("flag", required=False),
    },
    check=check,
)
