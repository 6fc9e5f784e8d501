"""The independent check: a scenario and a result bundle in, a verdict on every clause out.

Reads nothing but the scenario and the files of the bundle, and shares no predicate with the solvers:
it never imports one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from planner.bundle import Bundle
from planner.check.compliance import Compliance, Verdict, write_compliance
from planner.check.facts import Facts, read_facts
from planner.check.readings import effects_of_readings
from planner.check.sarif import write_sarif
from planner.check.statement import Inputs, Source, canonical_sha256
from planner.check.summary import summary_rows
from planner.model import Scenario
from planner.operations.model import Operations
from planner.rubbish import put_off
from planner.scenario.operations import operations_to
from planner.standards.clauses import Pack
from planner.standards.judge import judge
from planner.standards.packs import packs_of

__all__ = [
    "Compliance",
    "Verdict",
    "save_sarif",
    "summary_rows",
    "verify",
    "verify_facts",
    "write_compliance",
]


def verify(scenario: Scenario, directory: Path) -> Compliance:
    """The verdicts on the layout in ``directory``: the integrity rules, then the scenario's standards.

    Raises ``BundleError`` when the bundle cannot be read or is of another park, and ``PackError``
    when the scenario names a pack of clauses that cannot be used.
    """
    with put_off():
        packs = packs_of(scenario)
        return _judged(scenario, read_facts(scenario, directory), packs)


def verify_facts(scenario: Scenario, facts: Facts) -> Compliance:
    """The same of what was read already."""
    with put_off():
        return _judged(scenario, facts, packs_of(scenario))


def _judged(scenario: Scenario, facts: Facts, packs: Sequence[Pack]) -> Compliance:
    verdicts = judge([clause for pack in packs for clause in pack.clauses], facts)
    return Compliance(
        scenario.sha256,
        facts.bundle.layout_sha256,
        tuple(pack.id for pack in packs),
        tuple(verdicts.values()),
        _inputs(scenario, facts.bundle, packs),
        effects_of_readings(facts, verdicts),
    )


def _inputs(scenario: Scenario, bundle: Bundle, packs: Sequence[Pack]) -> Inputs:
    """What the verdicts rest on: hashes of the bytes of every file."""
    return Inputs(
        (
            Source("scenario", Path(scenario.source).name, scenario.sha256),
            *_operations(scenario),
            Source("layout", "layout.geojson", bundle.layout_sha256),
            *(Source("pack", pack.id, pack.sha256, pack.version) for pack in packs),
        )
    )


def _operations(scenario: Scenario) -> Iterator[Source]:
    """The operations, where the scenario has some: inline or in a file, the same data have the same hash."""
    if scenario.operations != Operations():
        yield Source("operations", "operations", canonical_sha256(operations_to(scenario.operations)))


def save_sarif(path: Path, compliance: Compliance, scenario: Scenario, directory: Path) -> None:
    """Write what is not met as SARIF 2.1.0 to ``path``; ``directory`` is the bundle that was judged."""
    write_sarif(path, compliance, packs_of(scenario), Path(scenario.source), directory)
