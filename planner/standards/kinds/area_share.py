"""One total is at least a share of another; a strict share must be exceeded."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts
from planner.check.measures import MEASURES, measure
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """One finding for the park; none where the denominator is nothing."""
    whole = measure(facts, clause.text("of"))
    if whole <= 0:
        return
    share = measure(facts, clause.text("measure")) / whole
    least = clause.number("least")
    if clause.flag("or_as_planned"):
        least = max(least, facts.scenario.occupancy.least_leased_share)
    subject = f"{clause.text('measure')} / {clause.text('of')}"
    ground = facts.scenario.site.boundary
    yield at_least(subject, share, least, "share", ground, strict=clause.flag("strict"))


KIND = RequirementKind(
    id="area_share",
    parameters={
        "measure": Spec("text", choices=tuple(MEASURES)),
        "of": Spec("text", choices=tuple(MEASURES)),
        "least": Spec("number", "share"),
        "strict": Spec("flag", required=False),
        "or_as_planned": Spec("flag", required=False),
    },
    check=check,
)
