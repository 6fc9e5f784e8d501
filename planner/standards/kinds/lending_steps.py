"""Equipment is lent in five steps: apply, state use and term, approve, keep, return (CBEP-6.3.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from planner.check.compliance import Finding
from planner.check.conduct import looked_at, missing, undated
from planner.check.facts import Facts
from planner.operations.model import Loan
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each loan of the period; a step that is not due yet gives none.

    ``all`` asks for every step in its order. Without a lending log it is undecided.
    """
    operations, step = facts.scenario.operations, clause.text("step")
    if operations.lending is None:
        yield missing("operations.lending", "the log of lent equipment")
        return
    days = looked_at(facts)
    if days is None:
        yield undated(facts, "the lending log")
        return
    for number, loan in enumerate(operations.lending, 1):
        begun = loan.applied or loan.taken
        if begun is None or days.hold(begun):
            fault = STEPS[step](loan, days.as_of)
            if fault is not None:
                where = facts.scenario.site.boundary if fault else None
                subject = f"loan {number}: {loan.equipment}, {loan.company}"
                yield Finding(subject, fault or "done", "==", "done", "", not fault, where)


def _applied(loan: Loan, day: date) -> str | None:
    if loan.applied is None:
        return "no application"
    return "" if loan.on_platform else "not on the platform"


def _stated(loan: Loan, day: date) -> str | None:
    given = {"use": loan.purpose, "term": loan.term_days, "day of return": loan.due}
    lacking = [word for word, value in given.items() if value is None]
    return f"not stated: {', '.join(lacking)}" if lacking else ""


def _approved(loan: Loan, day: date) -> str | None:
    """A loan that was not taken needs no approval yet."""
    if loan.taken is None:
        return None
    if loan.approved is None:
        return "taken without approval"
    return "" if loan.approved <= loan.taken else f"taken {loan.taken}, approved {loan.approved}"


def _kept(loan: Loan, day: date) -> str | None:
    if loan.returned is None or loan.state is None:
        return None
    return f"returned {loan.state}" if loan.state in ("damaged", "lost") else ""


def _returned(loan: Loan, day: date) -> str | None:
    if loan.taken is None or (loan.returned is None and (loan.due is None or loan.due >= day)):
        return None
    if loan.returned is None:
        return f"due {loan.due}, not returned"
    if loan.due is not None and loan.returned > loan.due:
        return f"due {loan.due}, returned {loan.returned}"
    return "" if loan.state else "state not stated"


def _all(loan: Loan, day: date) -> str | None:
    """The first step that was missed, in their order; one after approval must not come before it."""
    for step in (_applied, _stated, _approved, _kept, _returned):
        fault = step(loan, day)
        if fault:
            return fault
    if loan.applied is not None and loan.taken is not None and loan.taken < loan.applied:
        return f"taken {loan.taken}, applied {loan.applied}"
    return ""


STEPS: Mapping[str, Callable[[Loan, date], str | None]] = {
    "all": _all,
    "apply": _applied,
    "state": _stated,
    "approve": _approved,
    "keep": _kept,
    "return": _returned,
}
"""Step -> what is wrong with a loan in it; empty when done, ``None`` when not due."""

KIND = RequirementKind(
    id="lending_steps", parameters={"step": Spec("text", choices=tuple(STEPS))}, check=check
)
