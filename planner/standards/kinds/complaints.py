"""Complaints are settled in time."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_most
from planner.check.conduct import looked_at, missing, undated
from planner.check.facts import Facts
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each complaint of the period: days until it was settled.

    One that is still open has none before its time is over. Without a log it is undecided.
    """
    operations, most = facts.scenario.operations, clause.number("within")
    if operations.complaints is None:
        yield missing("operations.complaints", "the log of complaints")
        return
    days = looked_at(facts)
    if days is None:
        yield undated(facts, "the log of complaints")
        return
    day, ground = days.as_of, facts.scenario.site.boundary
    for number, row in enumerate(operations.complaints, 1):
        if not days.hold(row.received):
            continue
        closed = row.closed if row.closed is not None and row.closed <= day else None
        taken = ((closed or day) - row.received).days
        if closed is not None or taken > most:
            open_ = "" if closed else ", open"
            yield at_most(f"complaint {number}: {row.topic}{open_}", float(taken), most, "day", ground)


KIND = RequirementKind(id="complaints", parameters={"within": Spec("number", "day")}, check=check)
