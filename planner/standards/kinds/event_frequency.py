"""Events are held often enough: in every month or quarter, in a year, in the period."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least
from planner.check.conduct import PER, Subject, looked_at, missing, subjects, undated
from planner.check.facts import Facts
from planner.operations.calendar import LENGTHS, stretches
from planner.operations.words import EVENTS
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each stretch of time (and type, with ``each``; and company, with ``of``).

    Stretches are those of the calendar that lie wholly in the period (years from its first day where it holds
    none of the calendar), or with ``by: rolling`` the one with the fewest events. Without a whole one it is
    undecided.

    Events outside the period, and later than the day of the check, do not count.
    """
    types = clause.texts("types")
    for subject in subjects(facts, clause.text("of")):
        for group in [(word,) for word in types] if clause.flag("each") else [types]:
            yield from _counted(clause, facts, subject, group)


def _counted(clause: Clause, facts: Facts, subject: Subject, types: tuple[str, ...]) -> Iterator[Finding]:
    operations, days = facts.scenario.operations, looked_at(facts)
    what = " or ".join(types) + (" with the government" if clause.flag("government") else "")
    what += f" of {subject.id}" if subject.id else ""
    per, least = clause.text("per"), clause.number("least")
    needed = f"{what}: {least:g} a {per}"
    if operations.events is None:
        yield missing("operations.events", needed)
    elif days is None:
        yield undated(facts, needed)
    else:
        held = [
            event.date
            for event in operations.events
            if event.type in types
            and days.hold(event.date)
            and (event.government or not clause.flag("government"))
            and (not subject.id or event.company == subject.id)
        ]
        rolling = clause.text("by") == "rolling"
        whole = stretches(per, days.start, days.end, held, rolling=rolling)
        if not whole:
            yield missing("operations.period", f"a period with a whole {per}, for {needed}")
        for name, first, last in whole:
            count = float(sum(first <= day <= last for day in held))
            yield at_least(f"{what}, {name}", count, least, "count", subject.where)


KIND = RequirementKind(
    id="event_frequency",
    parameters={
        "types": Spec("texts", choices=EVENTS),
        "least": Spec("number", "count"),
        "per": Spec("text", choices=(*LENGTHS, "period")),
        "by": Spec("text", choices=("calendar", "rolling"), required=False),
        "each": Spec("flag", required=False),
        "government": Spec("flag", required=False),
        "of": Spec("text", choices=PER, required=False),
    },
    check=check,
)
