"""The places where a layout fails: what a certificate shows of them, sorted by the plan they are drawn on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from planner.cautions import cautions
from planner.check.compliance import Compliance, Finding, rank
from planner.check.summary import measured_and_limit
from planner.model import Layout, Scenario
from viz.labels import Lang

__all__ = ["FailedPlace", "Failures", "failures_of"]

BEFORE_MM = 1_500.0
"""So much before the facades belongs to the plan of a storey."""


@dataclass(frozen=True, slots=True)
class FailedPlace:
    """A finding that is not met, or a caution, with the geometry that shows it (mm of the model)."""

    clause: str
    """Its id; of a caution its title."""
    mandatory: bool
    subject: str
    told: str
    """What was measured, and the limit."""
    where: BaseGeometry


Failures = Mapping[str | None, tuple[FailedPlace, ...]]
"""By storey; those of the site under ``None``. The worst of a clause comes first."""


def failures_of(compliance: Compliance, scenario: Scenario, layout: Layout, lang: Lang) -> Failures:
    """All findings that fail and have a place, and cautions, by the plan on which they are drawn."""
    from viz.report.things import index_of

    index = index_of(scenario, layout)
    found: dict[str | None, list[FailedPlace]] = {}
    for verdict in compliance.verdicts:
        if verdict.status != "fail":
            continue
        for finding in sorted((row for row in verdict.findings if row.ok is False), key=rank):
            things = index.of(finding.subject, finding.where)
            storeys = {thing.storey for thing in things}
            shape = _shape(finding, [thing.shape for thing in things])
            if shape is not None and len(storeys) == 1:
                storey = storeys.pop()
                row = FailedPlace(
                    verdict.clause,
                    verdict.strength == "mandatory",
                    finding.subject,
                    _told(finding, lang),
                    _on(scenario, storey, shape),
                )
                found.setdefault(storey, []).append(row)
    for caution in cautions(scenario):
        text = caution.in_words(lang)
        place = FailedPlace(text.title, False, text.subject, text.words, Point(caution.at))
        found.setdefault(caution.storey, []).append(place)
    order = {key: sorted(rows, key=lambda row: not row.mandatory) for key, rows in found.items()}
    return {key: tuple(rows) for key, rows in order.items()}


def _on(scenario: Scenario, storey: str | None, shape: BaseGeometry) -> BaseGeometry:
    """What of a place lies on a storey or before its doors: a way from the gate begins far off its plan."""
    if storey is None:
        return shape
    part = shape.intersection(scenario.storey(storey).outline.buffer(BEFORE_MM, join_style="mitre"))
    return shape if part.is_empty else part


def _shape(finding: Finding, things: Sequence[BaseGeometry]) -> BaseGeometry | None:
    where = finding.where
    if where is not None and not where.is_empty:
        return where
    return shapely.union_all(list(things)) if things else None


def _told(finding: Finding, lang: Lang) -> str:
    return "  ".join(measured_and_limit(finding, lang))
