"""The report as data: what both the HTML and the PDF say, in the order in which they say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from planner.cautions import cautions
from planner.check.compliance import STATUSES, STRENGTHS, Compliance, Finding, Verdict, rank
from planner.check.summary import margin_text, measured_and_limit
from planner.circulation.flows import Flows
from planner.model import Scenario
from planner.recommended import cost, weight
from planner.standards.catalogue import kind_text
from planner.standards.clauses import Clause, Pack, Parameter
from viz.flows_table import (
    FLOW_COLUMNS,
    MOVE_COLUMNS,
    flow_cells,
    flow_summary,
    flow_word,
    move_cells,
)
from viz.report.pictures import State, state_of

LANGS: tuple[Literal["zh", "en"], ...] = ("zh", "en")

__all__ = ["Content", "FindingRow", "FlowText", "Section", "content_of"]


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One subject as text: values in Chinese and in English."""

    subject: str
    measured: tuple[str, str]
    limit: tuple[str, str]
    margin: tuple[str, str]
    state: State


@dataclass(frozen=True, slots=True)
class Section:
    """One clause with its verdict."""

    clause: Clause
    verdict: Verdict
    measures: str
    """What its kind of requirement is about."""
    params: tuple[str, ...]
    rows: tuple[FindingRow, ...]
    """Its findings, the worst first."""
    readings: tuple[tuple[str, str], ...]
    """What other readings of the standards would change, in Chinese and in English."""
    price: tuple[str, str]
    """What the clause costs in the objective, in Chinese and in English; empty where it does not count."""

    def first(self, most: Mapping[State, int]) -> list[FindingRow]:
        """So many of the findings of each state, the worst first."""
        return [row for state, number in most.items() for row in self._of(state)[:number]]

    def _of(self, state: State) -> list[FindingRow]:
        return [row for row in self.rows if row.state == state]

    @property
    def worst(self) -> FindingRow | None:
        """The finding to show in one line."""
        return self.rows[0] if self.rows else None


@dataclass(frozen=True, slots=True)
class Content:
    """Everything but the pictures."""

    name: str
    name_zh: str
    passed: bool
    failed: tuple[str, ...]
    counts: Mapping[str, Mapping[str, int]]
    """Number of clauses by strength, then by status."""
    statement: Mapping[str, Any]
    packs: tuple[Pack, ...]
    sections: tuple[Section, ...]
    flows: FlowText | None
    """What flows cost; ``None`` where the scenario has none."""
    cautions: tuple[tuple[str, str], ...]
    """What of the scenario stays out of reach, in Chinese and in English."""


Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FlowText:
    """Flows as text, each entry in Chinese and in English: the tables of ``viz.flows_table``."""

    summary: tuple[Pair, ...]
    titles: tuple[Pair, Pair]
    heads: tuple[tuple[Pair, ...], tuple[Pair, ...]]
    tables: tuple[tuple[tuple[Pair, ...], ...], tuple[tuple[Pair, ...], ...]]
    """The costliest flows, and what moving somebody would change."""


def flow_text(flows: Flows) -> FlowText | None:
    """Flows for the report; ``None`` where there are none."""
    if not flows.trips:
        return None

    def pairs(zh: Iterable[str], en: Iterable[str]) -> tuple[Pair, ...]:
        return tuple(zip(zh, en, strict=True))

    def words(keys: Iterable[str]) -> tuple[Pair, ...]:
        return tuple((flow_word(key, "zh"), flow_word(key, "en")) for key in keys)

    moved = zip(move_cells(flows, "zh"), move_cells(flows, "en"), strict=True)
    most, moves = words(("most", "moves"))
    return FlowText(
        pairs(flow_summary(flows, "zh"), flow_summary(flows, "en")),
        (most, moves),
        (words(FLOW_COLUMNS), words(MOVE_COLUMNS)),
        (tuple(pairs(row, row) for row in flow_cells(flows)), tuple(pairs(zh, en) for zh, en in moved)),
    )


def content_of(
    scenario: Scenario, compliance: Compliance, packs: tuple[Pack, ...], flows: Flows | None = None
) -> Content:
    """The report of a certificate; clauses in the order of their packs."""
    clauses = {clause.id: clause for pack in packs for clause in pack.clauses}
    sections = [
        _section(scenario, clauses[verdict.clause], verdict, compliance) for verdict in compliance.verdicts
    ]
    summary = compliance.summary()
    return Content(
        scenario.name,
        scenario.name_zh,
        compliance.passed,
        compliance.failed(),
        {strength: {status: summary[strength][status] for status in STATUSES} for strength in STRENGTHS},
        compliance.document()["statement"],
        packs,
        tuple(sections),
        None if flows is None else flow_text(flows),
        tuple((row.told("zh"), row.told("en")) for row in cautions(scenario)),
    )


def _section(scenario: Scenario, clause: Clause, verdict: Verdict, compliance: Compliance) -> Section:
    return Section(
        clause,
        verdict,
        " ".join(kind_text(part.kind) for part in clause.requirements),
        tuple(
            f"{name}: {_value(row)}"
            for rows in (clause.applies, *(part.params for part in clause.requirements))
            for name, row in rows.items()
        ),
        tuple(_row(finding) for finding in sorted(verdict.findings, key=rank)),
        tuple(_readings(compliance, clause.id)),
        _price(scenario, verdict),
    )


def _price(scenario: Scenario, verdict: Verdict) -> tuple[str, str]:
    """By the layout; what the search decided may differ by the areas of walls."""
    most = weight(scenario, verdict.clause)
    if most == 0 or verdict.status == "not_applicable":
        return "", ""
    failed = sum(finding.ok is False for finding in verdict.findings)
    paid = cost(scenario, verdict.clause, failed, len(verdict.findings))
    if paid == 0:
        return f"权重每年 {most:,.0f} 元，未扣减。", f"weighs {most:,.0f} CNY a year, costs nothing."
    zh = f"未满足，每年扣减 {paid:,.0f} 元（权重 {most:,.0f} 元）。"
    return zh, f"not met, costs {paid:,.0f} CNY a year (weight {most:,.0f})."


def _readings(compliance: Compliance, clause: str) -> Iterator[tuple[str, str]]:
    """Those that change the verdict first; those that change nothing are left out."""
    effects = [row for row in compliance.readings if row.clause == clause and row.compared != "same"]
    for effect in sorted(effects, key=lambda row: row.status == row.was):
        yield effect.zh, effect.en


def _row(finding: Finding) -> FindingRow:
    (measured_zh, limit_zh), (measured, limit) = (measured_and_limit(finding, lang) for lang in LANGS)
    margins = (margin_text(finding, "zh"), margin_text(finding, "en"))
    return FindingRow(finding.subject, (measured_zh, measured), (limit_zh, limit), margins, state_of(finding))


def _value(row: Parameter) -> str:
    value = ", ".join(row.value) if isinstance(row.value, tuple) else row.value
    text = f"{value:g}" if isinstance(value, float) else str(value)
    source = f"policy {row.policy}" if row.policy else row.source
    return f"{text} {row.unit}".strip() + (f" ({source})" if source else "")
