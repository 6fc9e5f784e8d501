"""From clauses to verdicts: what the kinds find, and what follows where several clauses are alternatives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planner.check.compliance import Finding, Status, Verdict
from planner.check.facts import Facts
from planner.standards.clauses import Clause
from planner.standards.conditions import applies
from planner.standards.kinds import requirement_kinds

__all__ = ["judge"]


def judge(clauses: Sequence[Clause], facts: Facts) -> dict[str, Verdict]:
    """The verdicts by clause id; alternatives are settled where all of them are among the clauses."""
    verdicts = {clause.id: _judge(clause, facts) for clause in clauses}
    for clause in clauses:
        if clause.kind == "one_of":
            verdicts |= _settle(clause, verdicts)
    return verdicts


def _judge(clause: Clause, facts: Facts) -> Verdict:
    """A clause without a subject is not applicable: it has not been shown to hold."""
    found: list[Finding] = []
    if applies(clause.applies, facts):
        for part in clause.requirements:
            found += requirement_kinds()[part.kind].check(part, facts)
    return _verdict(clause, tuple(found))


def _verdict(clause: Clause, findings: tuple[Finding, ...], status: Status | None = None) -> Verdict:
    return Verdict(
        clause.id, clause.standard, clause.strength, status or _status(findings), clause.by, findings
    )


def _status(findings: tuple[Finding, ...]) -> Status:
    if not findings:
        return "not_applicable"
    if any(finding.ok is False for finding in findings):
        return "fail"
    return "undecided" if any(finding.ok is None for finding in findings) else "pass"


def _settle(clause: Clause, verdicts: Mapping[str, Verdict]) -> dict[str, Verdict]:
    """The verdict on "at least one of", and those on its alternatives.

    Where one alternative is met, the others do not bind: they become not applicable, with their
    findings kept for the reader.
    """
    parts = [verdicts[id] for id in clause.texts("clauses") if id in verdicts]
    met = [part for part in parts if part.status == "pass"]
    chosen = met or [part for part in parts if part.findings]
    settled = {clause.id: _verdict(clause, tuple(f for part in chosen for f in part.findings))}
    for part in parts:
        if met and part.status != "pass":
            settled[part.clause] = Verdict(
                part.clause, part.standard, part.strength, "not_applicable", part.by, part.findings
            )
    return settled
