"""In an emergency the plan is started, people are rescued, it is reported, published and summed up."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding
from planner.check.conduct import looked_at, missing, undated
from planner.check.facts import Facts
from planner.operations.model import Incident
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind

STEPS = ("plan_started", "rescued", "reported", "published", "reviewed")


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each incident of the period: the plan started at once, then the other steps, review last.

    Without a log of incidents it is undecided; an empty log says that there was none.
    """
    operations = facts.scenario.operations
    if operations.incidents is None:
        yield missing("operations.incidents", "the log of incidents (an empty list if there was none)")
        return
    days = looked_at(facts)
    if days is None:
        yield undated(facts, "the log of incidents")
        return
    for number, incident in enumerate(operations.incidents, 1):
        if days.hold(incident.date):
            fault = _fault(incident)
            where = facts.scenario.site.boundary if fault else None
            subject = f"incident {number}: {incident.what}"
            yield Finding(subject, fault or "done", "==", "done", "", not fault, where)


def _fault(incident: Incident) -> str:
    days = {step: getattr(incident, step) for step in STEPS}
    lacking = [step.replace("_", " ") for step, day in days.items() if day is None]
    if lacking:
        return f"not done: {', '.join(lacking)}"
    if days["plan_started"] > incident.date:
        return f"plan started {days['plan_started']}, after {incident.date}"
    last = max(days.values())
    return "" if days["reviewed"] == last else f"summed up {days['reviewed']}, before {last}"


KIND = RequirementKind(id="incident_steps", check=check)
