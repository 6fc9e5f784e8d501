"""Opinions are collected and recorded in several ways."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least
from planner.check.conduct import looked_at, missing, undated
from planner.check.facts import Facts
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """One finding: different ways in which opinions were collected in the period."""
    operations, days = facts.scenario.operations, looked_at(facts)
    if operations.feedback is None:
        yield missing("operations.feedback", "opinions that were collected, with day and channel")
    elif days is None:
        yield undated(facts, "opinions collected")
    else:
        ways = {row.channel for row in operations.feedback if days.hold(row.date)}
        ground = facts.scenario.site.boundary
        yield at_least("channels", float(len(ways)), clause.number("least"), "count", ground)


KIND = RequirementKind(id="feedback_channels", parameters={"least": Spec("number", "count")}, check=check)
