"""The connections of the park, and of single buildings, carry what the layout asks for."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import ROUNDING, Finding, at_least
from planner.check.conduct import missing
from planner.check.facts import Facts
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec
from planner.utilities.demand import needs
from planner.utilities.model import SERVICES, Need


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each service: capacity over demand; undecided names the missing datum.

    An index that is known from memory only is no hard rule: where the connection is too small for the
    demand but would do without the part that rests on such indices, that is undecided too.
    """
    if not any(True for _ in facts.spaces):
        return
    wanted, least = clause.texts("services"), clause.number("least")
    ground = facts.scenario.site.boundary
    for need in needs(facts):
        if need.service not in wanted:
            continue
        if need.total == 0:
            # Nothing is asked for, by index or because the scenario says so: any connection carries it.
            how = "given" if need.given else "computed"
            yield Finding(need.service, f"demand 0 {need.unit} ({how})", ">=", least, "ratio", True, ground)
        elif need.total is None or need.capacity is None:
            for datum in need.missing:
                yield missing(datum, need.service)
        else:
            yield _carried(need.service, need.capacity, need.total, need.certain(), least, facts)
        yield from _buildings(need, least, facts)


def _buildings(need: Need, least: float, facts: Facts) -> Iterator[Finding]:
    """Buildings whose own connection is told; one that asks for nothing is no subject."""
    for building, capacity in need.building_capacity.items():
        asked = need.buildings.get(building, 0.0)
        if asked > 0:
            certain = need.certain(building)
            yield _carried(f"{need.service} ({building})", capacity, asked, certain, least, facts)


def _carried(
    subject: str, capacity: float, asked: float, certain: float, least: float, facts: Facts
) -> Finding:
    ground = facts.scenario.site.boundary
    finding = at_least(subject, capacity / asked, least, "ratio", ground)
    if finding.ok or capacity < least * certain - ROUNDING:
        return finding
    share = f"{capacity / asked:.3f}; {1 - certain / asked:.0%} of the demand rests on indices from memory"
    return Finding(subject, share, ">=", least, "ratio", None, ground)


KIND = RequirementKind(
    id="utility_capacity",
    parameters={
        "services": Spec("texts", choices=SERVICES),
        "least": Spec("number", "ratio"),
    },
    check=check,
)
