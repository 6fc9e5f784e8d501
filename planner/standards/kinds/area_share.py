"""One total is at least a share of another; a strict share must be exceeded."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import MISSING, Finding, at_least
from planner.check.facts import Facts
from planner.check.measures import MEASURES, measure, missing
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """One finding for the park; none where the denominator is nothing."""
    part, of = clause.text("measure"), clause.text("of")
    least = clause.number("least")
    if clause.flag("or_as_planned"):
        least = max(least, facts.scenario.occupancy.least_leased_share)
    subject, ground = f"{part} / {of}", facts.scenario.site.boundary
    datum = missing(facts, part) or missing(facts, of)
    if datum:
        yield Finding(subject, MISSING, "in", datum, "", None, ground)
        return
    whole = measure(facts, of)
    if whole <= 0:
        return
    share = measure(facts, part) / whole
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
