"""What stands behind each clause: a solver's guarantee, a check, tests."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from planner.standards.clauses import Clause, Pack

__all__ = ["Coverage", "Guarantee", "coverage", "named_by_tests", "source_tests"]

Relation = Literal["exact", "stricter", "weaker"]
Stage = Literal["allocation", "arrangement", "roads", "lanes"]

CLAUSE_ID = re.compile(
    r"\b[A-Z][A-Z0-9]*-(?:A(?:\.[0-9]+)+|[A-Z][A-Z0-9-]*|[0-9.]*[0-9])(?:\.r[0-9]+)?(?:-[0-9.]*[0-9])*(?:-[a-z])?\b"
)


@dataclass(frozen=True, slots=True)
class Guarantee:
    """What a solver does about a clause.

    ``exact``: it admits what the check passes and nothing else. ``stricter``: all it admits passes.
    ``weaker``: it strives for it, but what it admits may fail, so that the check alone decides.
    """

    clause: str
    stage: Stage
    relation: Relation
    how: str
    soft: bool = False
    """Whether a plan may break it and pays for that (recommended clauses)."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """One row of the matrix."""

    clause: Clause
    guarantee: Guarantee | None
    tests: tuple[str, ...] | None
    """Tests that name the clause; ``None`` where the program runs without its tests."""

    def document(self) -> dict[str, Any]:
        """The row as plain data."""
        solver = None
        if self.guarantee is not None:
            row = self.guarantee
            solver = {"stage": row.stage, "relation": row.relation, "soft": row.soft, "how": row.how}
        return {
            "clause": self.clause.id,
            "standard": self.clause.standard,
            "strength": self.clause.strength,
            "kind": self.clause.kind,
            "solver": solver,
            "geometry": "geometry" in self.clause.means,
            "data": "data" in self.clause.means,
            "attestation": "attestation" in self.clause.means,
            "tests": None if self.tests is None else list(self.tests),
        }


def coverage(
    packs: Sequence[Pack],
    guarantees: Sequence[Guarantee],
    tests: Mapping[str, Sequence[str]] | None,
) -> list[Coverage]:
    """A row for every clause of the packs, in their order."""
    known = {row.clause: row for row in guarantees}
    return [
        Coverage(clause, known.get(clause.id), None if tests is None else tuple(tests.get(clause.id, ())))
        for pack in packs
        for clause in pack.clauses
    ]


def source_tests() -> Mapping[str, Sequence[str]] | None:
    """The tests beside the source of this program by clause; ``None`` where it is installed without them."""
    folder = Path(__file__).resolve().parents[2] / "tests"
    return named_by_tests(folder) if (folder / "standards").is_dir() else None


def named_by_tests(folder: Path) -> dict[str, list[str]]:
    """Clause id -> the tests that name it, as ``file::function``; the file alone where its data does."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder.parent).as_posix()
        for id, place in _named(path.read_text("utf-8"), name):
            tests = found.setdefault(id, [])
            if place not in tests:
                tests.append(place)
    return found


def _named(text: str, file: str) -> Iterator[tuple[str, str]]:
    """The clause ids in the texts of a module, each with the top-level test it stands in."""
    if not CLAUSE_ID.search(text):
        return
    for part in ast.parse(text).body:
        test = isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) and part.name.startswith("test_")
        place = f"{file}::{part.name}" if test else file  # type: ignore[attr-defined]  # a function has a name
        for node in ast.walk(part):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from ((id, place) for id in CLAUSE_ID.findall(node.value))
