"""The corruption study on a small park: each kind of damage once; a check that looks away is found out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from benchmarks.corruption import KINDS, Subject, harmless, run, run_park
from planner.check.compliance import Finding
from planner.standards import judge
from planner.standards.kinds import requirement_kinds
from planner.standards.requirement import RequirementKind

SEEDS = [f"test-{number}" for number in range(6)]


@pytest.fixture(scope="module")
def subject(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    found = run_park(tmp_path_factory.mktemp("park"))
    assert "fail" not in found.statuses.values()
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_damage_is_caught_by_the_right_clause_and_nobody_else_accused(
    subject: Subject, kind: str, tmp_path: Path
) -> None:
    outcome = next((o for seed in SEEDS if (o := run(subject, kind, seed, tmp_path)) is not None), None)
    assert outcome is not None, "no place for it in this park"
    assert outcome.expected.must
    assert (outcome.missed, outcome.accused) == (frozenset(), frozenset()), outcome.expected.told


@pytest.mark.parametrize("seed", SEEDS[:2])
def test_the_same_layout_written_differently_is_accused_of_nothing(
    subject: Subject, seed: str, tmp_path: Path
) -> None:
    assert harmless(subject, seed, tmp_path) == frozenset()


def blind(id: str) -> Mapping[str, RequirementKind]:
    """The kinds, one of which finds that all is well."""
    kinds = requirement_kinds()

    def check(clause: object, facts: object) -> list[Finding]:
        return [Finding("all", "well", "==", "well", "", True)]

    return MappingProxyType({**kinds, id: replace(kinds[id], check=check)})


@pytest.mark.parametrize(
    ("damage", "kind", "clause"),
    [
        ("an area that lies", "stated_area", "LAYOUT-AREA"),
        ("a room without its doors", "door_access", "LAYOUT-ACCESS"),
        ("no fire_point", "room_presence", "CBEP-4.3.5.2-d"),
        ("three instructors", "staff_count", "CBEP-5.1.2.4-a"),
        ("an expired document", "attestation", ""),
    ],
)
def test_a_check_that_looks_away_is_found_out(
    subject: Subject, damage: str, kind: str, clause: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judge, "requirement_kinds", lambda: blind(kind))
    outcome = run(subject, damage, SEEDS[0], tmp_path)
    assert outcome is not None
    assert outcome.missed
    assert clause in (*outcome.missed, "")
