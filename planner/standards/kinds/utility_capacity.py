"""The connections of the park, and of single buildings, carry what the layout asks for."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec
from planner.utilities.demand import needs
from planner.utilities.model import SERVICES, Need


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each service: capacity over demand; undecided names the missing datum."""
    if not any(True for _ in facts.spaces):
        return
    wanted = clause.texts("services")
    least = clause.number("least")
    for need in needs(facts):
        if need.service not in wanted:
            continue
        if need.total == 0:
            # Nothing is asked for, by index or because the scenario says so: any connection carries it.
            how = "given" if need.given else "computed"
            yield Finding(
                need.service,
                f"demand 0 {need.unit} ({how})",
                ">=",
                least,
                "ratio",
                True,
                facts.scenario.site.boundary,
            )
        elif need.ratio is None:
            lacking = "missing: " + ", ".join(need.missing)
            yield Finding(need.service, lacking, ">=", least, "ratio", None, facts.scenario.site.boundary)
        else:
            yield _carried(need.service, need.ratio, least, facts)
        yield from _buildings(need, least, facts)


def _buildings(need: Need, least: float, facts: Facts) -> Iterator[Finding]:
    """Buildings whose own connection is told; one that asks for nothing is no subject."""
    for building, capacity in need.building_capacity.items():
        asked = need.buildings.get(building, 0.0)
        if asked > 0:
            yield _carried(f"{need.service} ({building})", capacity / asked, least, facts)


def _carried(subject: str, ratio: float, least: float, facts: Facts) -> Finding:
    return at_least(subject, ratio, least, "ratio", facts.scenario.site.boundary)


KIND = RequirementKind(
    id="utility_capacity",
    parameters={
        "services": Spec("texts", choices=SERVICES),
        "least": Spec("number", "ratio"),
    },
    check=check,
)
