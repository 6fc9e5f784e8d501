"""The clauses in force as plain data, and which of them somebody asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any

from planner.errors import UsageError
from planner.model import Scenario
from planner.standards.clauses import Clause, Pack, Parameter
from planner.standards.packs import SHIPPED, packs_of, shipped_pack

__all__ = ["clause_document", "filtered", "find_clause", "kind_text", "pack_document", "packs_in_force"]


def packs_in_force(scenario: Scenario | None) -> tuple[Pack, ...]:
    """The packs of a scenario, the user's own among them; without one all that come with the program."""
    return packs_of(scenario) if scenario is not None else tuple(shipped_pack(id) for id in SHIPPED)


def filtered(packs: Sequence[Pack], **wanted: str | None) -> list[Clause]:
    """The clauses whose ``standard``, ``strength``, ``kind`` and ``by`` are those wanted (``None``: any)."""
    return [
        clause
        for pack in packs
        for clause in pack.clauses
        if all(value is None or getattr(clause, name) == value for name, value in wanted.items())
    ]


def find_clause(packs: Sequence[Pack], id: str) -> Clause:
    """The clause of that id, whatever the case; ``UsageError`` names the nearest ones where there is none."""
    clauses = {clause.id.casefold(): clause for pack in packs for clause in pack.clauses}
    if id.casefold() in clauses:
        return clauses[id.casefold()]
    near = [name for name in clauses if name.startswith(id.casefold())][:6]
    near = near or get_close_matches(id.casefold(), clauses, 3, 0.6)
    remedy = ", ".join(clauses[name].id for name in near) or "planner standards list"
    known = ", ".join(pack.id for pack in packs)
    raise UsageError(f"got clause {id!r}; expected one of the packs {known}. Try: {remedy}")


def pack_document(pack: Pack) -> dict[str, Any]:
    """A pack without its clauses."""
    return {
        "id": pack.id,
        "zh": pack.zh,
        "en": pack.en,
        "version": pack.version,
        "file": Path(pack.file).name,
        "sha256": pack.sha256,
        "clauses": len(pack.clauses),
    }


def clause_document(clause: Clause) -> dict[str, Any]:
    """Everything a pack says about a clause, and what its kind measures."""
    return {
        "id": clause.id,
        "standard": clause.standard,
        "strength": clause.strength,
        "by": clause.by,
        "zh": clause.zh,
        "en": clause.en,
        "note": clause.note,
        "applies": _parameters(clause.applies),
        "kind": clause.kind,
        "measures": kind_text(clause.kind),
        "params": _parameters(clause.params),
        "also": [
            {"kind": part.kind, "measures": kind_text(part.kind), "params": _parameters(part.params)}
            for part in clause.also
        ],
    }


def kind_text(kind: str) -> str:
    """What a kind of requirement is about: the first line of its module."""
    text = import_module(f"planner.standards.kinds.{kind}").__doc__ or ""
    return text.strip().splitlines()[0].replace("``", "")


def _parameters(parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    return {name: _parameter(row) for name, row in parameters.items()}


def _parameter(row: Parameter) -> dict[str, Any]:
    value = list(row.value) if isinstance(row.value, tuple) else row.value
    document: dict[str, Any] = {"value": value}
    if row.unit or row.source:
        document |= {"unit": row.unit, "source": row.source}
    return document | ({"policy": row.policy} if row.policy else {})
