"""Which pictures show a clause's evidence: plans with every subject marked, and excerpts of single ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from shapely.geometry.base import BaseGeometry

from planner.check.compliance import Finding, Verdict, rank
from viz.report.things import Index, Thing

__all__ = ["Mark", "Picture", "State", "excerpts", "overviews", "state_of"]

State = Literal["pass", "fail", "undecided"]
LEAST_SIDE = 12_000.0
"""Millimetres that an excerpt shows at least, so that one sees where it is."""

AROUND = 0.6
"""Share of the subject's size that an excerpt shows on each side of it."""

SHOWN_EXCERPTS = 12


@dataclass(frozen=True, slots=True)
class Mark:
    """A shape to highlight."""

    shape: BaseGeometry
    state: State


@dataclass(frozen=True, slots=True)
class Picture:
    """A plan of a storey (``None``: the site) with marks; ``box`` is what it shows of it, mm."""

    storey: str | None
    box: tuple[float, float, float, float]
    marks: tuple[Mark, ...]
    label: str = ""
    """Id of the subject of an excerpt; empty for a whole storey."""


def state_of(finding: Finding) -> State:
    """How a finding is coloured."""
    return "pass" if finding.ok else "undecided" if finding.ok is None else "fail"


def overviews(
    verdict: Verdict, index: Index, boxes: dict[str | None, tuple[float, float, float, float]]
) -> list[Picture]:
    """A picture of each storey (and the site) that has subjects, those with faults first.

    A thing that several findings speak about has the colour of the worst of them.
    """
    found: dict[str | None, dict[str, Mark]] = {}
    worst: dict[str | None, tuple[int, float]] = {}
    for finding in sorted(verdict.findings, key=rank, reverse=True):
        for thing in index.of(finding.subject, finding.where):
            found.setdefault(thing.storey, {})[thing.id] = Mark(thing.shape, state_of(finding))
            worst[thing.storey] = min(worst.get(thing.storey, (9, 0.0)), rank(finding))
    order = sorted(found, key=lambda storey: (worst[storey][0], list(boxes).index(storey)))
    return [Picture(storey, boxes[storey], tuple(found[storey].values())) for storey in order]


def excerpts(
    verdict: Verdict,
    index: Index,
    boxes: dict[str | None, tuple[float, float, float, float]],
    most: int = SHOWN_EXCERPTS,
) -> list[Picture]:
    """Close views: of every finding that is not ok, else of the one with the least margin."""
    ordered = sorted(verdict.findings, key=rank)
    wrong = [finding for finding in ordered if not finding.ok]
    pictures: list[Picture] = []
    for finding in (wrong or ordered[:1])[:most]:
        things = index.of(finding.subject, finding.where)
        if things and not (finding.ok and len(things) > 1):
            pictures.append(_excerpt(finding, things, boxes))
    return pictures


def _excerpt(
    finding: Finding, things: Sequence[Thing], boxes: dict[str | None, tuple[float, float, float, float]]
) -> Picture:
    """The subject, and upon it the very place where it fails."""
    storey = things[0].storey
    here = [thing.shape for thing in things if thing.storey == storey]
    state = state_of(finding)
    marks = [Mark(shape, state) for shape in here]
    where = finding.where
    if state != "pass" and where is not None and not where.is_empty and where.geom_type != "Point":
        near = any(where.distance(shape) < LEAST_SIDE for shape in here)
        if near and not any(where.equals(shape) for shape in here):
            marks.append(Mark(where, state))
            here = [*here, where]
    label = things[0].id if len(things) == 1 else finding.subject
    return Picture(storey, _around(here, boxes[storey]), tuple(marks), label)


def _around(
    shapes: Iterable[BaseGeometry], whole: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    """A box around the shapes in the proportions 4 to 3, within the picture of the storey where it fits."""
    bounds = [shape.bounds for shape in shapes if not shape.is_empty]
    x0, y0 = min(b[0] for b in bounds), min(b[1] for b in bounds)
    x1, y1 = max(b[2] for b in bounds), max(b[3] for b in bounds)
    width = max((x1 - x0) * (1 + 2 * AROUND), (y1 - y0) * (1 + 2 * AROUND) * 4 / 3, LEAST_SIDE)
    height = width * 3 / 4
    if width >= whole[2] - whole[0] and height >= whole[3] - whole[1]:
        return whole
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2
