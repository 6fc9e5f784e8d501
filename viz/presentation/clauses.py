"""The clauses as a table, and what of the plans shows their evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from planner.check.compliance import Finding, rank
from planner.compare.read import Plan
from planner.standards.packs import packs_of
from viz.presentation.drawings import Drawing
from viz.presentation.figures import figure_text
from viz.presentation.svg import path_of
from viz.report.content import FindingRow, Section, content_of
from viz.report.pictures import State, state_of
from viz.report.things import Index, Thing, index_of

__all__ = ["Evidence", "clause_data", "sections_of"]

MOST: Mapping[State, int] = {"fail": 60, "undecided": 12, "pass": 12}
"""Findings told of one clause, the worst first."""
MOST_THINGS = 60
"""Things marked for one finding."""
OWN_RULES = "layout"


@dataclass(slots=True)
class Evidence:
    """Shapes that plans mark: those already drawn by their ids, others as paths of their own."""

    drawings: Sequence[Drawing]
    index: Index
    drawn: frozenset[str]
    paths: list[list[Any]] = field(default_factory=list)
    """Number of the drawing, path, whether it is a line."""
    _known: dict[tuple[int, str], int] = field(default_factory=dict)
    _numbers: dict[str | None, int] = field(default_factory=dict)

    @staticmethod
    def of(plan: Plan, drawings: Sequence[Drawing]) -> Evidence:
        """Nothing marked so far."""
        layout = plan.facts.bundle.layout
        ids = {space.id for entry in layout.storeys for space in entry.spaces}
        ids |= {corridor.id for entry in layout.storeys for corridor in entry.corridors}
        ids |= {building.id for building in plan.scenario.buildings}
        found = Evidence(drawings, index_of(plan.scenario, layout), frozenset(ids))
        found._numbers = {drawing.id: number for number, drawing in enumerate(drawings)}
        return found

    def marks(self, finding: Finding) -> list[Any]:
        """What shows a finding: ids of drawn things, numbers of paths."""
        things = self.index.of(finding.subject, finding.where)[:MOST_THINGS]
        found: list[Any] = [mark for thing in things if (mark := self._mark(thing)) is not None]
        where = finding.where
        if where is not None and things and where.geom_type in ("LineString", "MultiLineString"):
            mark = self._mark(Thing(f"way {where.wkb_hex}", things[0].storey, where))
            found += [mark] if mark is not None else []
        return found

    def _mark(self, thing: Thing) -> str | int | None:
        number = self._numbers.get(thing.storey)
        if number is None or thing.shape.is_empty:
            return None
        if thing.id in self.drawn:
            return thing.id
        key = (number, thing.id)
        if key not in self._known:
            placed = self.drawings[number].frame.place(thing.shape)
            if placed.geom_type in ("Point", "MultiPoint"):
                placed = placed.buffer(1.4, quad_segs=4)
            line = placed.geom_type in ("LineString", "MultiLineString")
            path = path_of(placed)
            if not path:
                return None
            self._known[key] = len(self.paths)
            self.paths.append([number, path, int(line)])
        return self._known[key]


def sections_of(plan: Plan) -> tuple[Section, ...]:
    """The clauses in force, those that fail first."""
    content = content_of(plan.scenario, plan.compliance, packs_of(plan.scenario))
    return tuple(sorted(content.sections, key=_order))


def _order(section: Section) -> int:
    """Those that fail, those in question, those without a subject, the planner's own rules of sound plans."""
    if section.verdict.status == "fail":
        return 0
    if section.clause.standard == OWN_RULES:
        return 3
    return 2 if section.verdict.status == "not_applicable" else 1


def clause_data(sections: Sequence[Section], evidence: Evidence) -> list[dict[str, Any]]:
    """What the page tells of each clause when its row is chosen."""
    return [_clause(section, evidence) for section in sections]


def _clause(section: Section, evidence: Evidence) -> dict[str, Any]:
    verdict = section.verdict
    findings = sorted(verdict.findings, key=rank)
    shown = verdict.by == "geometry" or verdict.standard == OWN_RULES
    rows = []
    for finding, row in _first(findings, section.rows):
        marks = evidence.marks(finding) if shown else []
        rows.append([row.subject, _pair(row.measured), _pair(row.limit), _pair(row.margin), row.state, marks])
    return {
        "f": rows,
        "more": len(findings) - len(rows),
        "note": section.clause.note,
        "by": section.clause.by,
    }


def _first(findings: Sequence[Finding], rows: Sequence[FindingRow]) -> Iterator[tuple[Finding, FindingRow]]:
    left = dict(MOST)
    for finding, row in zip(findings, rows, strict=True):
        state = state_of(finding)
        if left[state]:
            left[state] -= 1
            yield finding, row


def _pair(words: tuple[str, str]) -> str | list[str]:
    """One text where both languages agree."""
    texts = figure_text(words[0]), figure_text(words[1])
    return texts[0] if texts[0] == texts[1] else list(texts)


def clauses_of_rooms(plan: Plan, index: Index) -> dict[str, list[str]]:
    """Clauses of the standards that speak about each room."""
    found: dict[str, dict[str, None]] = {}
    for verdict in plan.compliance.verdicts:
        if verdict.standard == OWN_RULES or verdict.by != "geometry":
            continue
        for finding in verdict.findings:
            for thing in index.of(finding.subject, None):
                found.setdefault(thing.id, {})[verdict.clause] = None
    return {id: list(rows) for id, rows in found.items()}
