"""The tables of docs/checking.md, made from the packs and the kinds of requirement.

After a change of a pack or a kind, write them anew: ``python -m tests.standards.reference``. The table of
kinds follows the heading "Kinds of requirement", that of a pack the heading that names it.
"""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

from planner.standards.clauses import Clause
from planner.standards.kinds import requirement_kinds
from planner.standards.packs import SHIPPED, shipped_pack
from planner.standards.requirement import RequirementKind, Spec

DOCUMENT = Path(__file__).parents[2] / "docs" / "checking.md"
CLAUSES = ["| clause | binds | kind | what | numbers and words |", "|---|---|---|---|---|"]
WORDS = ("aspects", "aspect", "items", "types", "fields", "records")
"""Parameters that tell what the operations of a scenario must hold."""

KINDS = ["| kind | what | parameters |", "|---|---|---|"]


def clause_row(clause: Clause) -> str:
    """A clause as a row of the table."""
    numbers = "; ".join(
        f"{name} {p.value:g} {p.unit} ({p.source})"
        for part in clause.requirements
        for name, p in part.params.items()
        if isinstance(p.value, int | float) and not isinstance(p.value, bool)
    )
    words = "; ".join(
        f"{name}: {', '.join(part.texts(name))}".replace("|", "\\|")
        for part in clause.requirements
        for name in WORDS
        if name in part.params
    )
    numbers = "; ".join(text for text in (numbers, words) if text)
    note = f" {clause.note}" if clause.note else ""
    kinds = ", ".join(f"`{part.kind}`" for part in clause.requirements)
    return f"| {clause.id} | {clause.strength} | {kinds} | {clause.en}{note} | {numbers} |"


def kind_row(kind: RequirementKind) -> str:
    """A requirement kind as a row of the table."""
    doc = (import_module(f"planner.standards.kinds.{kind.id}").__doc__ or "").splitlines()[0]
    what = doc.replace("``", "`").replace("|", "\\|")
    parameters = ", ".join(f"`{name}`{_remark(spec)}" for name, spec in kind.parameters.items())
    return f"| `{kind.id}` | {what} | {parameters} |"


def _remark(spec: Spec) -> str:
    parts = [*([spec.unit] if spec.unit else []), *([] if spec.required else ["optional"])]
    return f" ({', '.join(parts)})" if parts else ""


def refreshed(text: str) -> str:
    """The document with the table of kinds and that of every pack written anew."""
    tables = {"## Kinds of requirement": [*KINDS, *map(kind_row, requirement_kinds().values())]}
    for id in SHIPPED:
        pack = shipped_pack(id)
        tables[f"### {pack.en} (`{id}`)"] = [*CLAUSES, *map(clause_row, pack.clauses)]
    out: list[str] = []
    waiting: list[str] = []
    skip = False
    for line in text.splitlines():
        if line.startswith("#"):
            waiting = next((rows for head, rows in tables.items() if _names(line, head)), [])
        skip = skip and line.startswith("|")
        if waiting and line.startswith("|"):
            out += waiting
            waiting, skip = [], True
        if not skip:
            out.append(line)
    return "\n".join(out) + "\n"


def _names(line: str, head: str) -> bool:
    """Whether a heading is that of a table: packs are known by their id."""
    id = re.search(r"\(`\w+`\)$", head)
    return line == head if id is None else line.endswith(id.group())


if __name__ == "__main__":
    DOCUMENT.write_text(refreshed(DOCUMENT.read_text("utf-8")), "utf-8")
