"""The file of each resident company is checked and updated in every month that it is in the park."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least
from planner.check.conduct import looked_at, missing, subjects, undated
from planner.check.facts import Facts
from planner.operations.calendar import calendar_stretches
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each company: months with a check, of all whole ones it was there."""
    operations, days = facts.scenario.operations, looked_at(facts)
    if days is not None and not list(calendar_stretches(1, days.start, days.end)):
        yield missing("operations.period", "a period with a whole month, for the monthly checks of files")
        return
    files = {row.tenant: row for row in operations.companies or ()}
    for subject in subjects(facts, "company"):
        file = files.get(subject.id)
        if file is None or file.verified is None:
            yield missing("operations.companies", f"days on which the file of {subject.id} was checked")
        elif days is None:
            yield undated(facts, "the monthly checks of files")
        else:
            months = list(calendar_stretches(1, max(days.start, file.since or days.start), days.end))
            done = sum(any(first <= day <= last for day in file.verified) for _, first, last in months)
            if months:
                yield at_least(subject.id, float(done), float(len(months)), "month", subject.where)


KIND = RequirementKind(id="file_checks", check=check)
