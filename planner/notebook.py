"""How a layout and verdicts show themselves in a notebook: plain SVG and HTML, made of text alone.

Notebooks call ``_repr_svg_`` and ``_repr_html_`` of the last value of a cell. Pictures for print are made by
``viz``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry.base import BaseGeometry

from planner.kinds import SpaceKind, standard_catalogue

if TYPE_CHECKING:
    from planner.check.compliance import Compliance, Finding, Verdict
    from planner.model import Layout, Space, StoreyLayout

__all__ = ["ShowsStoreys", "compliance_html", "layout_svg", "verdict_html"]

CELL, GAP, HEAD = 440, 20, 22
"""Size of a storey's place, space between two, height of its title, px."""
COLUMNS = 2
LEGEND_ROW, LEGEND_COLUMN = 18, 200
LETTER = 7.5
"""Width of a letter of a room's name, px."""
CORRIDOR, DOOR, EDGE, UNKNOWN = "#f3f1ea", "#5b636c", "#6b7077", "#dddddd"
COLOURS = {"pass": "#17713f", "fail": "#b3261e", "undecided": "#8a5200", "not_applicable": "#5f6872"}
SHOWN = 12
"""Rows of a table; how many more there are is told."""

Box = tuple[float, float, float, float]


# ---------------------------------------------------------------- a layout


class ShowsStoreys:
    """A layout that a notebook can show."""

    __slots__ = ()

    def _repr_svg_(self: Any) -> str:
        """What a notebook shows."""
        return layout_svg(self)


def layout_svg(layout: Layout) -> str:
    """Every storey with its rooms by kind, at one scale, and what the colours mean. Rooms tell their name."""
    storeys = [entry for entry in layout.storeys if entry.spaces or entry.corridors]
    boxes = [_box(entry) for entry in storeys]
    longest = max((max(x1 - x0, y1 - y0) for x0, y0, x1, y1 in boxes), default=1.0)
    scale = CELL / longest
    parts: list[str] = []
    top = 0.0
    for at in range(0, len(storeys), COLUMNS):
        row = list(zip(storeys[at : at + COLUMNS], boxes[at : at + COLUMNS], strict=True))
        for column, (entry, box) in enumerate(row):
            parts.append(_storey(entry, box, scale, column * (CELL + GAP), top))
        top += HEAD + GAP + max((box[3] - box[1]) * scale for _, box in row)
    width = COLUMNS * (CELL + GAP)
    kinds = {space.kind: _kind(space.kind) for entry in storeys for space in entry.spaces}
    legend, height = _legend(kinds, top, width)
    name = f"Layout: {len(storeys)} storeys, {sum(len(entry.spaces) for entry in storeys)} rooms"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height:.0f}" '
        f'viewBox="0 0 {width} {height:.0f}" font-family="sans-serif" role="img" aria-label="{name}">'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{"".join(parts)}{legend}</svg>'
    )


def _box(entry: StoreyLayout) -> Box:
    shapes = [space.polygon for space in entry.spaces] + [way.polygon for way in entry.corridors]
    x0, y0, x1, y1 = (float(value) for value in shapely.total_bounds(shapes))
    return x0, y0, x1, y1


def _storey(entry: StoreyLayout, box: Box, scale: float, left: float, top: float) -> str:
    x0, _, _, y1 = box
    place = f"translate({left:.1f} {top + HEAD:.1f}) scale({scale:.6g} {-scale:.6g})"
    place += f" translate({-x0:.0f} {-y1:.0f})"
    title = f'<text x="{left:.1f}" y="{top + 15:.1f}" font-size="13">{escape(entry.storey)}</text>'
    line = f'stroke="{EDGE}" stroke-width="{0.8 / scale:.1f}"'
    corridors = "".join(f'<path fill="{CORRIDOR}" d="{_path(c.polygon)}"/>' for c in entry.corridors)
    rooms = "".join(
        f'<path fill="{_colour(space.kind)}" {line} d="{_path(space.polygon)}">'
        f"<title>{_told(space)}</title></path>"
        for space in entry.spaces
    )
    doors = f'<path fill="{DOOR}" d="{"".join(_path(door.polygon) for door in entry.doors)}"/>'
    names = "".join(_name(space, scale, left - x0 * scale, top + HEAD + y1 * scale) for space in entry.spaces)
    return f'{title}<g transform="{place}">{corridors}{rooms}{doors}</g>{names}'


def _name(space: Space, scale: float, x: float, y: float) -> str:
    """Whose room it is, where that fits."""
    text = space.tenant or ""
    x0, y0, x1, y1 = (value * scale for value in space.polygon.bounds)
    if not text or x1 - x0 < LETTER * len(text) or y1 - y0 < 2 * LETTER:
        return ""
    spot = space.polygon.representative_point()
    at = f'x="{x + spot.x * scale:.1f}" y="{y - spot.y * scale + 4:.1f}"'
    return f'<text {at} font-size="11" text-anchor="middle">{escape(text)}</text>'


def _told(space: Space) -> str:
    kind = _kind(space.kind)
    words = [space.id, space.tenant or "", kind.en if kind else space.kind, f"{space.area / 1e6:,.1f} m²"]
    return escape(" · ".join(word for word in words if word))


def _kind(kind: str) -> SpaceKind | None:
    return standard_catalogue().spaces.get(kind)


def _colour(kind: str) -> str:
    known = _kind(kind)
    return known.colour if known else UNKNOWN


def _path(shape: BaseGeometry) -> str:
    rings = [
        ring for part in shapely.get_parts(shape) if part.geom_type == "Polygon" for ring in _rings(part)
    ]
    return "".join(
        "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in shapely.get_coordinates(ring)[:-1].tolist()) + "z"
        for ring in rings
    )


def _rings(part: BaseGeometry) -> Sequence[BaseGeometry]:
    return list(shapely.get_rings(part))


def _legend(kinds: dict[str, SpaceKind | None], top: float, width: float) -> tuple[str, float]:
    columns = max(1, int(width // LEGEND_COLUMN))
    parts = []
    for number, (kind, known) in enumerate(sorted(kinds.items())):
        x, y = number % columns * LEGEND_COLUMN, top + number // columns * LEGEND_ROW
        name = escape(known.en if known else kind)
        parts.append(
            f'<rect x="{x}" y="{y:.1f}" width="11" height="11" fill="{_colour(kind)}" stroke="{EDGE}"/>'
            f'<text x="{x + 17}" y="{y + 10:.1f}" font-size="12">{name}</text>'
        )
    return "".join(parts), top + math.ceil(len(kinds) / columns) * LEGEND_ROW + 6


# ---------------------------------------------------------------- verdicts


def compliance_html(found: Compliance) -> str:
    """How many clauses stand how; then those that fail, and those with the least margins."""
    from planner.check.compliance import STATUSES, STRENGTHS, rank

    counts = found.summary()
    rows = [[strength, *(str(counts[strength][status]) for status in STATUSES)] for strength in STRENGTHS]
    failing = [verdict for verdict in found.verdicts if verdict.status == "fail"]
    ranked = [(rank(worst), v.clause, v) for v in found.verdicts if v.status == "pass" and (worst := v.worst)]
    tight = [
        verdict for (_, margin), _, verdict in sorted(ranked, key=lambda row: row[:2]) if margin < math.inf
    ]
    word = "passes" if found.passed else "fails"
    colour = COLOURS["pass" if found.passed else "fail"]
    told = [*failing, *tight]
    head = "Clauses that fail, then the least margins" if failing else "Least margins"
    return (
        f'<p><b style="color:{colour}">The layout {word}.</b> '
        f"{len(found.verdicts)} clauses of {escape(', '.join(found.standards))}.</p>"
        + _table(["", *(status.replace("_", " ") for status in STATUSES)], rows)
        + f"<p><b>{head}</b></p>"
        + _table(
            ["clause", "binds", "verdict", "subject", "measured", "limit", "margin"],
            map(_clause, told[:SHOWN]),
        )
        + _more(len(told))
    )


def verdict_html(verdict: Verdict) -> str:
    """A clause with its subjects, the worst first."""
    from planner.check.compliance import rank

    findings = sorted(verdict.findings, key=rank)
    return (
        f"<p><b>{escape(verdict.clause)}</b> {_status(verdict.status)} "
        f"{verdict.strength}, by {verdict.by}</p>"
        + _table(["subject", "measured", "limit", "margin", ""], map(_finding, findings[:SHOWN]))
        + _more(len(findings))
    )


def _clause(verdict: Verdict) -> list[str]:
    worst = verdict.worst
    told = _figures(worst) if worst is not None else ["", "", "", ""]
    return [escape(verdict.clause), verdict.strength, _status(verdict.status), *told]


def _finding(finding: Finding) -> list[str]:
    state = "pass" if finding.ok else "undecided" if finding.ok is None else "fail"
    return [*_figures(finding), _status(state)]


def _figures(finding: Finding) -> list[str]:
    from planner.check.summary import margin_text, measured_and_limit

    return [
        escape(text) for text in (finding.subject, *measured_and_limit(finding, "en"), margin_text(finding))
    ]


def _status(status: str) -> str:
    return f'<span style="color:{COLOURS[status]}">{status.replace("_", " ")}</span>'


def _table(head: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    return f"<table>{''.join(_rows(head, rows))}</table>"


def _rows(head: Iterable[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"<tr>{''.join(f'<th>{cell}</th>' for cell in head)}</tr>"
    for row in rows:
        yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"


def _more(count: int) -> str:
    return f"<p>and {count - SHOWN} more</p>" if count > SHOWN else ""
