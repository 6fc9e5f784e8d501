"""The clauses whose numbers letting decides or bounds: which measures they compare, from which month on.

Thresholds and conditions are those of the packs in force; nothing is typed again here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.check.compliance import Strength
from planner.check.facts import Facts
from planner.model import M2
from planner.simulate.leasing.tenancy import ROOMLESS, Linear
from planner.standards.clauses import Clause
from planner.standards.conditions import applies
from planner.standards.packs import packs_of

__all__ = ["Ratio", "Row", "ratios"]

YEAR = 12
SLACK = 1e-6
"""m2 that a stock room may lack by rounding."""


@dataclass(frozen=True, slots=True)
class Row:
    """A measure, or its share of another, that must reach a number."""

    measure: str
    of: str | None
    least: float
    strict: bool = False
    rolling: int = 1
    """Months over which the measure is averaged."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A clause: rows of which one is enough, or all are needed."""

    clause: str
    strength: Strength
    zh: str
    en: str
    from_month: int
    """First month of the simulation in which it applies."""
    rows: tuple[Row, ...]
    every: bool = False
    part_of: str = ""
    """Clause of which this is one alternative."""


def ratios(facts: Facts, measures: Mapping[str, Linear]) -> tuple[Ratio, ...]:
    """Limits of the standards in force that letting can change, and all shares."""
    clauses = [clause for pack in packs_of(facts.scenario) for clause in pack.clauses]
    parents = {
        id: clause.id for clause in clauses if clause.kind == "one_of" for id in clause.texts("clauses")
    }
    found = {ratio.clause: ratio for ratio in _plain(facts, clauses, measures, parents)}
    result = []
    for clause in clauses:
        if clause.id in found:
            result.append(found[clause.id])
        elif clause.kind == "one_of" and (ratio := _one_of(facts, clause, found)) is not None:
            result.append(ratio)
    return tuple(result)


def _plain(
    facts: Facts, clauses: Sequence[Clause], measures: Mapping[str, Linear], parents: Mapping[str, str]
) -> Iterator[Ratio]:
    for clause in clauses:
        start = _start(facts, clause)
        if start is None:
            continue
        for part in clause.requirements:
            rows = _rows(facts, part, measures)
            if rows:
                every = part.text("branches") == "both"
                texts = (clause.strength, clause.zh, clause.en)
                yield Ratio(clause.id, *texts, start, rows, every, parents.get(clause.id, ""))
                break


def _one_of(facts: Facts, clause: Clause, found: Mapping[str, Ratio]) -> Ratio | None:
    """Alternatives of which every one is simulated: rows of all of them, one is enough."""
    parts = [found.get(id) for id in clause.texts("clauses")]
    start = _start(facts, clause)
    if start is None or any(part is None or len(part.rows) > 1 for part in parts):
        return None
    rows = tuple(row for part in parts if part is not None for row in part.rows)
    return Ratio(clause.id, clause.strength, clause.zh, clause.en, start, rows)


def _start(facts: Facts, clause: Clause) -> int | None:
    """First month in which it applies; ``None`` where a condition that is not about time does not hold."""
    others = {name: wanted for name, wanted in clause.applies.items() if name != "months_at_least"}
    if not applies(others, facts):
        return None
    wanted = clause.applies.get("months_at_least")
    if wanted is None or not isinstance(wanted.value, int | float):
        return 0
    return max(0, int(wanted.value) - facts.scenario.occupancy.months_in_operation)


def _rows(facts: Facts, clause: Clause, measures: Mapping[str, Linear]) -> tuple[Row, ...]:
    occupancy, policies = facts.scenario.occupancy, facts.scenario.policies
    if clause.kind == "area_share":
        least = clause.number("least")
        if clause.flag("or_as_planned"):
            least = max(least, occupancy.least_leased_share)
        name = clause.text("measure")
        mean = name == "leased_area" and policies.occupancy_basis == "year_mean"
        return (Row(name, clause.text("of"), least, clause.flag("strict"), YEAR if mean else 1),)
    if clause.kind == "area_limit":
        strict = clause.text("bound") == "exclusive"
        rows = [Row(clause.text("measure"), None, clause.number("least"), strict)]
        if "or_measure" in clause.params:
            rows.append(Row(clause.text("or_measure"), None, clause.number("or_least"), strict))
        return tuple(rows) if any(measures[row.measure].of is not None for row in rows) else ()
    if clause.kind == "stock_rooms":
        return (Row(ROOMLESS, None, -stock_rooms(facts, clause)),)  # companies at most as many as rooms
    return ()


def stock_rooms(facts: Facts, clause: Clause) -> int:
    """How many companies the stock rooms of the layout serve; those of a pool by their area together."""
    least = clause.number("least")
    areas = [space.polygon.area / M2 for space in facts.spaces if space.kind == "stock_room"]
    if clause.text("stock_rooms") == "pooled":
        return int(sum(areas) / least + SLACK)
    return sum(area >= least - SLACK for area in areas)
