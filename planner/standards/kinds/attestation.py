"""Documents show that a clause is met: for the park, or each building or company; in each of its aspects."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding
from planner.check.conduct import PER, attested, documents_about, subjects
from planner.check.facts import Facts
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each subject and aspect. Expired evidence fails; without evidence it is undecided.

    With ``current`` the clause is about conduct: a document that does not expire must be of the period.
    """
    about, current = documents_about(clause, facts), clause.flag("current")
    for subject in subjects(facts, clause.text("per")):
        for aspect in clause.texts("aspects") or ("",):
            yield attested(clause, facts, subject, aspect, current=current, about=about)


KIND = RequirementKind(
    id="attestation",
    parameters={
        "aspects": Spec("texts", required=False),
        "per": Spec("text", choices=PER, required=False),
        "current": Spec("flag", required=False),
    },
    check=check,
)
