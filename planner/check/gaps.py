"""What is missing to decide the clauses that are undecided, grouped by the datum of the scenario."""

from __future__ import annotations

from dataclasses import dataclass

from planner.check.compliance import MISSING, Compliance, Verdict

__all__ = ["Gap", "gaps", "is_gap"]


@dataclass(frozen=True, slots=True)
class Gap:
    """A datum that is not there, and the clauses that wait for it."""

    datum: str
    """Its path in the scenario."""
    mandatory: tuple[str, ...]
    others: tuple[str, ...]
    example: str
    """What it would have to tell, for the first of them."""


def gaps(compliance: Compliance) -> list[Gap]:
    """The gaps, those of the most mandatory clauses first."""
    found: dict[str, tuple[list[str], list[str], str]] = {}
    for verdict in compliance.verdicts:
        if verdict.status != "undecided":
            continue
        for finding in verdict.findings:
            if finding.ok is None and finding.measured == MISSING:
                mandatory, others, _ = found.setdefault(str(finding.limit), ([], [], finding.subject))
                clauses = mandatory if verdict.strength == "mandatory" else others
                if verdict.clause not in clauses:
                    clauses.append(verdict.clause)
    rows = [Gap(datum, tuple(must), tuple(rest), first) for datum, (must, rest, first) in found.items()]
    return sorted(rows, key=lambda gap: (-len(gap.mandatory), -len(gap.others), gap.datum))


def is_gap(verdict: Verdict) -> bool:
    """Whether a clause is undecided for want of data and nothing else."""
    open_ = [finding for finding in verdict.findings if finding.ok is None]
    return verdict.status == "undecided" and all(finding.measured == MISSING for finding in open_)
