"""The hand-made park and how it is run, judged clause by clause from its files."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from planner.bundle import read_bundle, write_bundle
from planner.check.compliance import Verdict
from planner.check.facts import Facts, gather
from planner.model import Tenant
from planner.standards.clauses import Clause
from planner.standards.judge import judge
from planner.standards.packs import packs_of
from tests.verify import conduct, park

__all__ = ["facts_of", "run_facts", "status", "verdict"]


@pytest.fixture(scope="session")
def run_facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """The park as read from disk, everything in order."""
    folder = tmp_path_factory.mktemp("run")
    scenario = conduct.run_park()
    write_bundle(folder, park.solution(scenario), resolved="")
    return gather(scenario, read_bundle(folder))


def facts_of(facts: Facts, **changes: object) -> Facts:
    """The same park with other operations: sections by name."""
    operations = replace(facts.scenario.operations, **changes)  # type: ignore[arg-type]  # sections by name
    return replace(facts, scenario=replace(facts.scenario, operations=operations))


def with_tenants(facts: Facts, tenants: tuple[Tenant, ...]) -> Facts:
    """The same park with other companies."""
    return replace(facts, scenario=replace(facts.scenario, tenants=tenants))


@cache
def _clauses() -> dict[str, Clause]:
    return {clause.id: clause for pack in packs_of(conduct.run_park()) for clause in pack.clauses}


def verdict(facts: Facts, clause: str) -> Verdict:
    """The verdict on one clause."""
    row = _clauses()[clause]
    if any(parameter.policy for part in row.requirements for parameter in part.params.values()):
        row = next(r for pack in packs_of(facts.scenario) for r in pack.clauses if r.id == clause)
    return judge([row], facts)[clause]


def status(facts: Facts, clause: str) -> str:
    """Its status alone."""
    return verdict(facts, clause).status
