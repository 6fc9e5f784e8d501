"""A total of the park reaches a number; of several totals one is enough, or all are needed."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts
from planner.check.measures import MEASURES, measure
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """One finding a measure. Where one is enough and holds, the others are no breach."""
    found = [_finding(clause, facts, "measure", "least")]
    if "or_measure" in clause.params:
        found.append(_finding(clause, facts, "or_measure", "or_least"))
    if clause.text("branches") == "both":
        yield from found
    else:
        yield from [finding for finding in found if finding.ok] or found


def _finding(clause: Clause, facts: Facts, name: str, limit: str) -> Finding:
    which, strict = clause.text(name), clause.text("bound") == "exclusive"
    ground = facts.scenario.site.boundary
    return at_least(which, measure(facts, which), clause.number(limit), "m2", ground, strict=strict)


KIND = RequirementKind(
    id="area_limit",
    parameters={
        "measure": Spec("text", choices=tuple(MEASURES)),
        "least": Spec("number", "m2"),
        "or_measure": Spec("text", choices=tuple(MEASURES), required=False, needs="or_least"),
        "or_least": Spec("number", "m2", required=False, needs="or_measure"),
        "branches": Spec("text", choices=("either", "both"), required=False, needs="or_measure"),
        "bound": Spec("text", choices=("inclusive", "exclusive"), required=False),
    },
    check=check,
)
