"""Words beside places of a drawing, with the lines that lead there; places that fail, and their tags."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from viz import palette, typeset
from viz.failing import FailedPlace
from viz.frame import Box, Frame
from viz.furniture import TableRow
from viz.ink import Sheet, TextLine
from viz.labels import Lang, word
from viz.poche import hatch

__all__ = ["Callout", "callouts", "draw_callouts", "draw_failures", "failure_rows", "tags_of"]

TAG_PT = 6.0
MOST_TAGS = 12
"""Places of one plan that carry the id of their clause; the others are drawn and listed."""
_REACHES = (4.0, 6.5, 9.0, 12.0, 16.0, 20.0, 25.0, 31.0, 38.0, 46.0, 56.0, 68.0, 82.0)
MOST_FAILURES = 14
"""Rows of the table of failing places; the last one tells how many there are besides."""
LINE_MM = 76.0
"""A line of that table, mm of paper."""
NEAR = 7
"""So many of the reaches are tried before words stand where they rather should not."""
NOTHING = Polygon()
_TURNS = tuple(math.radians(step * 22.5) for step in (2, 6, 10, 14, 0, 4, 8, 12, 1, 3, 5, 7, 9, 11, 13, 15))
MOST_HATCHED = 2500.0
"""A larger area (mm2 of paper), such as a whole storey, is only outlined."""
BOTH_SIDES = 0.6
"""White beside the line of a failing way, mm of paper."""


@dataclass(frozen=True, slots=True)
class Callout:
    """Words beside a place, with the line that leads to it."""

    text: str
    box: Box
    anchor: tuple[float, float]
    colour: str
    size_pt: float

    @property
    def leader(self) -> LineString:
        """From the nearest point of the words to the place."""
        x = min(max(self.anchor[0], self.box.left), self.box.right)
        y = min(max(self.anchor[1], self.box.bottom), self.box.top)
        return LineString([(x, y), self.anchor])


def tags_of(places: Sequence[FailedPlace], frame: Frame) -> list[tuple[str, tuple[float, float]]]:
    """Clause and anchor of the places that are tagged: the worst of every clause, then others."""
    first: dict[str, int] = {}
    for number, place in enumerate(places):
        first.setdefault(place.clause, number)
    order = [*first.values(), *(n for n in range(len(places)) if n not in set(first.values()))]
    return [(places[n].clause, _anchor(frame.place(places[n].where))) for n in order[:MOST_TAGS]]


def _anchor(shape: BaseGeometry) -> tuple[float, float]:
    lines = [part for part in shapely.get_parts(shape) if isinstance(part, LineString)]
    point: Point = lines[0].interpolate(0.5, normalized=True) if lines else shape.representative_point()
    return float(point.x), float(point.y)


def callouts(
    tags: Iterable[tuple[str, tuple[float, float]]],
    field: Box,
    taken: list[Box],
    keep_off: BaseGeometry,
    colour: str,
    size_pt: float = TAG_PT,
    rather_not: BaseGeometry = NOTHING,
) -> list[Callout]:
    """Places for words beside their anchors: inside ``field``, clear of ``taken`` and ``keep_off``.

    They stand on ``rather_not`` only where else they would be far off. The boxes join ``taken``. Words that
    find no place are left out.
    """
    made: list[Callout] = []
    leaders: list[LineString] = []
    both = keep_off.union(rather_not)
    shapely.prepare(keep_off)
    shapely.prepare(both)
    for text, anchor in tags:
        words = typeset.clean(text)
        wide = typeset.width_mm(words, size_pt) + 1.2
        high = typeset.LINE_EM * size_pt * typeset.MM_PER_PT + 0.4
        wanted = Callout(words, Box(0, 0, wide, high), anchor, colour, size_pt)
        near = _place(wanted, field, taken, both, leaders, _REACHES[:NEAR])
        callout = near or _place(wanted, field, taken, keep_off, leaders, _REACHES)
        if callout is not None:
            taken.append(callout.box)
            leaders.append(callout.leader)
            made.append(callout)
    return made


def _place(
    wanted: Callout,
    field: Box,
    taken: Sequence[Box],
    keep_off: BaseGeometry,
    leaders: Sequence[LineString],
    reaches: Sequence[float],
) -> Callout | None:
    wide, high = wanted.box.right, wanted.box.top
    x, y = wanted.anchor
    for reach in reaches:
        for turn in _TURNS:
            across, up = math.cos(turn), math.sin(turn)
            middle = (x + across * (reach + wide / 2), y + up * (reach + high / 2))
            box = Box(middle[0] - wide / 2, middle[1] - high / 2, middle[0] + wide / 2, middle[1] + high / 2)
            inside = (
                box.left >= field.left
                and box.right <= field.right
                and box.bottom >= field.bottom
                and box.top <= field.top
            )
            if not inside or any(box.overlaps(other) for other in taken):
                continue
            plate = shapely.box(box.left, box.bottom, box.right, box.top)
            made = replace(wanted, box=box)
            crossed = any(made.leader.crosses(other) for other in leaders)
            if not crossed and not keep_off.intersects(plate) and _clear(made.leader, taken):
                return made
    return None


def _clear(leader: LineString, taken: Sequence[Box]) -> bool:
    """Whether a leader runs over no words and no signs but the one it begins at."""
    start = Point(leader.coords[-1])
    plates = [shapely.box(box.left, box.bottom, box.right, box.top) for box in taken]
    return not any(plate.intersects(leader) and not plate.intersects(start) for plate in plates)


def draw_failures(
    sheet: Sheet, places: Sequence[FailedPlace], frame: Frame, z: float, words: BaseGeometry = NOTHING
) -> None:
    """The places themselves: lines heavy on white, areas outlined and, but for ``words``, hatched."""
    shapes = [frame.place(place.where) for place in places]
    parts = [part for shape in shapes for part in shapely.get_parts(shape)]
    areas = [part for part in parts if part.geom_type == "Polygon" and part.area > 0]
    lines = [part for part in parts if part.geom_type in ("LineString", "LinearRing") and part.length > 0]
    points = [part.centroid for part in parts if part.length == 0 or part.geom_type == "Point"]
    sheet.stroke(
        [hatch(area, 1.5).difference(words) for area in areas if area.area <= MOST_HATCHED],
        palette.FAILING,
        palette.FINE,
        z,
    )
    sheet.stroke(areas, palette.FAILING, palette.HEAVY, z + 0.1)
    sheet.stroke(lines, palette.PAPER, palette.HEAVY + BOTH_SIDES, z + 0.2)
    sheet.stroke(lines, palette.FAILING, palette.HEAVY, z + 0.3, dash=(2.4, 0.9))
    sheet.stroke([point.buffer(1.8).exterior for point in points], palette.FAILING, palette.HEAVY, z + 0.3)


def draw_callouts(sheet: Sheet, made: Sequence[Callout], z: float) -> None:
    """Plates with words, and their leaders."""
    for callout in made:
        box = callout.box
        sheet.stroke(callout.leader, callout.colour, palette.FINE, z)
        sheet.fill([Point(callout.anchor).buffer(0.45)], callout.colour, z)
        plate = shapely.box(box.left, box.bottom, box.right, box.top)
        sheet.fill(plate, palette.PAPER, z + 0.1, edge=callout.colour, width=palette.FINE)
        base = box.bottom + 0.2 + typeset.BASELINE_EM * callout.size_pt * typeset.MM_PER_PT
        sheet.text(TextLine(callout.text, box.left + 0.6, base, callout.size_pt, callout.colour), z + 20)


def failure_rows(places: Sequence[FailedPlace], storey: str, lang: Lang) -> tuple[TableRow, ...]:
    """A table of the places: clause, subject (without the ``storey`` before it), what was measured.

    What was measured stands below where all three are longer than a line; each line is a row.
    """
    listed = [_failure(place, storey) for place in places]
    kept = len(listed)
    if sum(map(len, listed)) > MOST_FAILURES:
        kept = sum(total < MOST_FAILURES for total in itertools.accumulate(map(len, listed)))
    rows = [row for lines in listed[:kept] for row in lines]
    if kept < len(places):
        rows.append(TableRow(f"+ {len(places) - kept}", word("more_failing", lang), ""))
    return tuple(rows)


def _failure(place: FailedPlace, storey: str) -> list[TableRow]:
    """The lines of one place."""
    subject = place.subject.replace(f"{storey}/", "") if storey else place.subject
    words = (place.clause, subject, place.told)
    if sum(typeset.width_mm(typeset.clean(text), TAG_PT) + 1.5 for text in words) <= LINE_MM:
        return [TableRow(*words)]
    return [TableRow(place.clause, subject, ""), TableRow("", place.told, "")]
