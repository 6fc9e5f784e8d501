"""The tables of ``docs/checking.md`` and ``docs/bundle.md`` are those of the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.bundle import read_bundle, write_bundle
from planner.bundle.areas import COLUMNS
from planner.bundle.features import ROLES
from planner.check.measures import MEASURES
from planner.standards.conditions import CONDITIONS
from planner.standards.kinds import requirement_kinds
from planner.standards.packs import SHIPPED, shipped_pack
from tests.standards.reference import DOCUMENT, clause_row, kind_row, refreshed
from tests.verify import park

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("id", SHIPPED)
def test_every_clause_is_documented(id: str) -> None:
    lines = (DOCS / "checking.md").read_text("utf-8").splitlines()
    assert [row for row in map(clause_row, shipped_pack(id).clauses) if row not in lines] == []


def test_the_tables_are_up_to_date() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert refreshed(text) == text, "write the tables anew: python -m tests.standards.reference"


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
