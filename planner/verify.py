"""The independent check: a scenario and a result bundle in, a verdict on every clause out.

Reads nothing but the scenario and the files of the bundle, and shares no predicate with the solvers:
it never imports one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from planner.bundle import Bundle
from planner.check.compliance import Compliance, Finding, Status, Verdict, write_compliance
from planner.check.facts import Facts, read_facts
from planner.check.sarif import write_sarif
from planner.check.statement import Inputs, Source
from planner.check.summary import summary_rows
from planner.model import Scenario
from planner.standards.clauses import Clause, Pack
from planner.standards.conditions import applies
from planner.standards.kinds import requirement_kinds
from planner.standards.packs import packs_of

__all__ = ["Compliance", "Verdict", "save_sarif", "summary_rows", "verify", "write_compliance"]


def verify(scenario: Scenario, directory: Path) -> Compliance:
    """The verdicts on the layout in ``directory``: the integrity rules, then the scenario's standards.

    Raises ``BundleError`` when the bundle cannot be read or is of another park, and ``PackError``
    when the scenario names a pack of clauses that cannot be used.
    """
    packs = packs_of(scenario)
    facts = read_facts(scenario, directory)
    clauses = [clause for pack in packs for clause in pack.clauses]
    verdicts = {clause.id: _judge(clause, facts) for clause in clauses}
    for clause in clauses:
        if clause.kind == "one_of":
            verdicts |= _settle(clause, verdicts)
    standards = tuple(pack.id for pack in packs)
    inputs = _inputs(scenario, facts.bundle, packs)
    return Compliance(
        scenario.sha256, facts.bundle.layout_sha256, standards, tuple(verdicts.values()), inputs
    )


def _inputs(scenario: Scenario, bundle: Bundle, packs: Sequence[Pack]) -> Inputs:
    """What the verdicts rest on: hashes of the bytes of every file."""
    return Inputs(
        (
            Source("scenario", Path(scenario.source).name, scenario.sha256),
            Source("layout", "layout.geojson", bundle.layout_sha256),
            *(Source("pack", pack.id, pack.sha256, pack.version) for pack in packs),
        )
    )


def save_sarif(path: Path, compliance: Compliance, scenario: Scenario, directory: Path) -> None:
    """Write what is not met as SARIF 2.1.0 to ``path``; ``directory`` is the bundle that was judged."""
    write_sarif(path, compliance, packs_of(scenario), Path(scenario.source), directory)


def _judge(clause: Clause, facts: Facts) -> Verdict:
    """A clause without a subject is not applicable: it has not been shown to hold."""
    found: Iterable[Finding] = ()
    if applies(clause.applies, facts):
        found = requirement_kinds()[clause.kind].check(clause, facts)
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
