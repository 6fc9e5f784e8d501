"""Documents of the operator are in force, in the languages asked for, published where that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from planner.check.compliance import Finding
from planner.check.conduct import missing
from planner.check.facts import Facts
from planner.operations.model import Document
from planner.operations.words import DOCUMENTS
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each kind of document; without a list of documents each is undecided."""
    operations = facts.scenario.operations
    for kind in clause.texts("kinds"):
        if operations.documents is None:
            yield missing("operations.documents", kind.replace("_", " "))
        elif operations.as_of is None:
            yield missing("operations.as_of", "the day of the check, for documents in force")
        else:
            own = [row for row in operations.documents if row.kind == kind]
            yield _judged(clause, facts, kind, _best(own, operations.as_of), operations.as_of)


def _best(own: list[Document], day: date) -> Document | None:
    """The latest that is in force, else the latest."""
    known = sorted((row for row in own if row.date <= day), key=lambda row: row.date)
    valid = [row for row in known if row.expires is None or row.expires >= day]
    best = valid or known
    return best[-1] if best else None


def _judged(clause: Clause, facts: Facts, kind: str, row: Document | None, day: date) -> Finding:
    wanted = ["in force", *clause.texts("languages")]
    fault, public = "", kind in clause.texts("public")
    if public:
        wanted.append("published")
    if row is None:
        fault = "none"
    elif row.expires is not None and row.expires < day:
        fault = f"expired {row.expires}"
    elif not set(clause.texts("languages")) <= set(row.languages):
        fault = f"in {', '.join(row.languages)} only"
    elif public and not row.public:
        fault = "not published"
    where = facts.scenario.site.boundary if fault else None
    shown = fault or (row.title if row else "")
    return Finding(kind.replace("_", " "), shown, "==", ", ".join(wanted), "", not fault, where)


KIND = RequirementKind(
    id="documents",
    parameters={
        "kinds": Spec("texts", choices=DOCUMENTS),
        "languages": Spec("texts", required=False),
        "public": Spec("texts", choices=DOCUMENTS, required=False),
    },
    check=check,
)
