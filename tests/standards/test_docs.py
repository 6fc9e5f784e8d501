"""The tables of ``docs/checking.md`` and ``docs/bundle.md`` are those of the code."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from planner.bundle import read_bundle, write_bundle
from planner.bundle.areas import COLUMNS
from planner.bundle.features import ROLES
from planner.check.measures import MEASURES
from planner.standards.clauses import Clause
from planner.standards.conditions import CONDITIONS
from planner.standards.kinds import requirement_kinds
from planner.standards.packs import SHIPPED, shipped_pack
from planner.standards.requirement import RequirementKind, Spec
from tests.verify import park

DOCS = Path(__file__).parents[2] / "docs"


def clause_row(clause: Clause) -> str:
    """A clause as a row of the table."""
    numbers = "; ".join(
        f"{name} {p.value:g} {p.unit} ({p.source})"
        for name, p in clause.params.items()
        if isinstance(p.value, int | float) and not isinstance(p.value, bool)
    )
    note = f" {clause.note}" if clause.note else ""
    return f"| {clause.id} | {clause.strength} | `{clause.kind}` | {clause.en}{note} | {numbers} |"


def kind_row(kind: RequirementKind) -> str:
    """A requirement kind as a row of the table."""
    doc = (import_module(f"planner.standards.kinds.{kind.id}").__doc__ or "").splitlines()[0]
    what = doc.replace("``", "`").replace("|", "\\|")
    parameters = ", ".join(f"`{name}`{_remark(spec)}" for name, spec in kind.parameters.items())
    return f"| `{kind.id}` | {what} | {parameters} |"


def _remark(spec: Spec) -> str:
    parts = [*([spec.unit] if spec.unit else []), *([] if spec.required else ["optional"])]
    return f" ({', '.join(parts)})" if parts else ""


@pytest.mark.parametrize("id", SHIPPED)
def test_every_clause_is_documented(id: str) -> None:
    lines = (DOCS / "checking.md").read_text("utf-8").splitlines()
    assert [row for row in map(clause_row, shipped_pack(id).clauses) if row not in lines] == []


def test_every_kind_measure_and_condition_is_documented() -> None:
    text = (DOCS / "checking.md").read_text("utf-8")
    assert [row for row in map(kind_row, requirement_kinds().values()) if row not in text.splitlines()] == []
    assert [name for name in (*MEASURES, *CONDITIONS) if f"`{name}`" not in text] == []


def test_every_role_property_column_and_manifest_key_is_documented(tmp_path: Path) -> None:
    text = (DOCS / "bundle.md").read_text("utf-8")
    write_bundle(tmp_path, park.solution(), resolved="")
    bundle = read_bundle(tmp_path)
    properties = {name for feature in bundle.features for name in feature["properties"]}
    words = {*ROLES, *COLUMNS, *bundle.manifest, *properties}
    assert sorted(word for word in words if f"`{word}`" not in text) == []
