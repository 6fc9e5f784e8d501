"""Reports of statistics are sent by the day they are due."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding
from planner.check.conduct import looked_at, missing, undated
from planner.check.facts import Facts
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each report that was due in the period."""
    operations, days, ground = facts.scenario.operations, looked_at(facts), facts.scenario.site.boundary
    if operations.statistics is None:
        yield missing("operations.statistics", "reports of statistics, with the day due and sent")
    elif days is None:
        yield undated(facts, "reports of statistics")
    else:
        for row in operations.statistics:
            if days.hold(row.due):
                ok = row.sent is not None and row.sent <= row.due
                shown = row.sent.isoformat() if row.sent else "not sent"
                where = None if ok else ground
                yield Finding(f"{row.name}, {row.due}", shown, "<=", row.due.isoformat(), "", ok, where)


KIND = RequirementKind(id="statistics_sent", check=check)
