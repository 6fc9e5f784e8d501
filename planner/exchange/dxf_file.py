"""A DXF file as shapes in metres by layer: encoding, unit and size settled, blocks taken apart."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import shapely
from shapely.geometry import LineString, Point, Polygon

from planner.exchange.source import checked_file, refuse

__all__ = ["UNITS", "Drawing", "Unit", "read_drawing"]

Unit = Literal["mm", "cm", "m", "in", "ft"]
UNITS: Mapping[Unit, float] = {"mm": 0.001, "cm": 0.01, "m": 1.0, "in": 0.0254, "ft": 0.3048}
"""Name of a unit -> metres."""
_INSUNITS: Mapping[int, Unit] = {1: "in", 2: "ft", 4: "mm", 5: "cm", 6: "m"}
LEAST_M, MOST_M = 4.0, 5000.0
"""A storey or a site is at least and at most so long."""
CHORDS = 2000
"""Arcs become chords that lie off them by this part of the curve's size at most."""
APP = "PLANNER"
CURVES = ("LINE", "ARC", "CIRCLE", "ELLIPSE", "SPLINE", "LWPOLYLINE", "POLYLINE")
UTF8_SINCE = "AC1021"
"""From this version (R2007) on a file is UTF-8."""


@dataclass(slots=True)
class Drawing:
    """What a drawing holds, in metres."""

    path: Path
    unit: Unit
    unit_told: bool
    """Whether the file itself names its unit."""
    encoding: str
    areas: dict[str, list[tuple[Polygon, Mapping[str, str]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """Layer -> closed outlines with the extended data that this program writes."""
    lines: dict[str, list[LineString]] = field(default_factory=lambda: defaultdict(list))
    """Layer -> everything that is not closed."""
    told_lines: list[tuple[Mapping[str, str], LineString]] = field(default_factory=list)
    """Those among them that have extended data."""
    points: list[tuple[str, Point, Mapping[str, str]]] = field(default_factory=list)
    inserts: dict[str, list[Polygon]] = field(default_factory=lambda: defaultdict(list))
    """Layer -> the boxes of the blocks inserted on it."""
    texts: list[tuple[str, Point, str]] = field(default_factory=list)
    crossed: set[str] = field(default_factory=set)
    """Layers with closed outlines that cross themselves: their loops are areas of their own."""

    @property
    def layers(self) -> str:
        """The layers with what is on them, for messages."""
        names = sorted({*self.areas, *self.lines})
        rows = [f"{name} ({len(self.areas[name])} closed, {len(self.lines[name])} open)" for name in names]
        return ", ".join(rows[:12]) + (" ..." if len(rows) > 12 else "")


def read_drawing(path: Path, unit: Unit | None = None) -> Drawing:
    """The drawing of a file. ``unit`` overrules what the file says.

    Raises ``UsageError`` for files that are no DXF, whose unit is not known, or whose size cannot be that
    of a storey or a site.
    """
    document, encoding = _document(checked_file(path))
    told = _INSUNITS.get(int(document.header.get("$INSUNITS", 0)))
    raw = Drawing(path, unit or told or "mm", told is not None, encoding)
    rows = list(_entities(document.modelspace()))
    extent = _extent(rows)
    if extent <= 0:
        raise refuse(path, "a drawing without lines", "closed polylines or walls", "export the model space")
    plausible = [name for name, metres in UNITS.items() if LEAST_M <= extent * metres <= MOST_M]
    if unit is None and told is None:
        raise refuse(
            path,
            f"no unit ($INSUNITS is {document.header.get('$INSUNITS', 0)}); it is {extent:,.0f} units long",
            "a unit",
            f"--unit with one of: {', '.join(plausible) or ', '.join(UNITS)}",
        )
    if raw.unit not in plausible:
        where = "--unit" if unit else "$INSUNITS"
        raise refuse(
            path,
            f"{extent * UNITS[raw.unit]:,.2f} m long, if its unit is {raw.unit} as {where} says",
            f"a storey or a site of {LEAST_M:g} to {MOST_M:g} m",
            f"--unit with one of: {', '.join(plausible)}"
            if plausible
            else "draw it in millimetres or metres",
        )
    for row in rows:
        _add(raw, row, UNITS[raw.unit])
    return raw


# ---------------------------------------------------------------- the file


def _document(path: Path) -> tuple[Any, str]:
    """The document and the encoding it was read in; old Chinese files say nothing of GBK."""
    from ezdxf import recover
    from ezdxf.filemanagement import dxf_stream_info
    from ezdxf.lldxf.const import DXFError

    content = path.read_bytes()
    if content[:2] == b"PK" or content.startswith(b"AC10"):
        kind = "a DWG file" if content.startswith(b"AC10") else "a ZIP archive"
        raise refuse(path, kind, "a DXF file", "save the drawing as DXF (R2010 or later, ASCII)")
    try:
        if not content.startswith(b"AutoCAD Binary DXF"):
            info = dxf_stream_info(io.StringIO(content[:200_000].decode("latin-1")))
            gbk = info.version < UTF8_SINCE and _is_gbk(content)
            text = content.decode("gbk" if gbk else info.encoding or "utf-8", errors="surrogateescape")
            from ezdxf.filemanagement import read

            return read(io.StringIO(text)), "gbk" if gbk else info.encoding
    except (DXFError, ValueError, KeyError, IndexError, AttributeError, TypeError, UnicodeError):
        pass  # a second way of reading mends what the strict one refuses
    try:
        document, auditor = recover.read(io.BytesIO(content))
    except Exception as fault:
        reason = " ".join(str(fault).split()) or type(fault).__name__
        raise refuse(path, f"no DXF ({reason})", "a DXF file", "export the drawing again as DXF") from fault
    if auditor.has_errors:
        found = f"{len(auditor.errors)} faults that cannot be mended"
        raise refuse(path, found, "a sound DXF file", "run AUDIT in the CAD program and export it again")
    return document, document.encoding


def _is_gbk(content: bytes) -> bool:
    """Whether all that is not ASCII in it is Chinese in GBK."""
    if content.isascii():
        return False
    try:
        text = content.decode("gbk")
    except UnicodeDecodeError:
        return False
    foreign = [char for char in text if ord(char) > 127]
    return sum("\u4e00" <= char <= "\u9fff" for char in foreign) > 0.6 * len(foreign)


@dataclass(frozen=True, slots=True)
class _Row:
    """An entity with the layer it counts for and its points in drawing units."""

    kind: Literal["area", "line", "point", "insert", "text"]
    layer: str
    points: Sequence[tuple[float, float]]
    tags: Mapping[str, str]
    text: str = ""


def _entities(space: Any, layer: str = "", depth: int = 0) -> Iterator[_Row]:
    """Everything in the space; entities of a block on layer 0 count for the layer of the block."""
    for entity in space:
        kind = entity.dxftype()
        own = str(entity.dxf.get("layer", "0"))
        here = layer if own == "0" and layer else own
        if kind == "INSERT" and depth < 4:
            parts = list(_entities(entity.virtual_entities(), here, depth + 1))
            corners = [point for part in parts for point in part.points]
            if corners:
                yield _Row("insert", here, corners, {})
            yield from parts
        elif kind in CURVES:
            yield from _curve(entity, here)
        elif kind == "HATCH":
            continue  # its outline is drawn as well, in every drawing worth importing
        elif kind == "POINT":
            x, y, _ = entity.dxf.location
            yield _Row("point", here, [(x, y)], _tags(entity))
        elif kind in ("TEXT", "MTEXT"):
            at = entity.dxf.insert
            words = entity.plain_text() if kind == "MTEXT" else entity.dxf.text
            yield _Row("text", here, [(at.x, at.y)], {}, str(words))


def _curve(entity: Any, layer: str) -> Iterator[_Row]:
    from ezdxf.path import make_path

    try:
        path = make_path(entity)
        corners = path.control_vertices()
        if not corners:
            return
        spans = [max(v[side] for v in corners) - min(v[side] for v in corners) for side in (0, 1)]
        fine = max(*spans, 1e-6) / CHORDS
        points = [(v.x, v.y) for v in (path.flattening(fine) if path.has_curves else corners)]
    except (TypeError, ValueError, ZeroDivisionError):
        return
    closed = path.is_closed or bool(getattr(entity, "closed", False))
    if closed and len(points) >= 3 and shapely.make_valid(Polygon(points)).area > 0:
        yield _Row("area", layer, points, _tags(entity))
    elif len(points) >= 2:
        yield _Row("line", layer, points, _tags(entity))


def _tags(entity: Any) -> dict[str, str]:
    if not entity.has_xdata(APP):
        return {}
    rows = [str(value) for code, value in entity.get_xdata(APP) if code == 1000]
    return dict(row.split("=", 1) for row in rows if "=" in row)


def _extent(rows: Sequence[_Row]) -> float:
    """Longer side of what is drawn, without the farthest hundredth: a stray point far off is no drawing."""
    points = [point for row in rows if row.kind in ("area", "line") for point in row.points]
    if not points:
        return 0.0
    spans = []
    for side in (0, 1):
        values = sorted(point[side] for point in points)
        cut = len(values) // 200
        spans.append(values[-1 - cut] - values[cut])
    return max(spans)


def _add(drawing: Drawing, row: _Row, metres: float) -> None:
    points = [(x * metres, y * metres) for x, y in row.points]
    if row.kind == "area":
        parts = shapely.get_parts(shapely.make_valid(Polygon(points)))
        loops = [part for part in parts if isinstance(part, Polygon)]
        if len(loops) > 1:
            drawing.crossed.add(row.layer)
        drawing.areas[row.layer] += [(loop, row.tags) for loop in loops]
    elif row.kind == "line":
        drawing.lines[row.layer].append(LineString(points))
        if row.tags:
            drawing.told_lines.append((row.tags, LineString(points)))
    elif row.kind == "insert":
        box = LineString(points).envelope if len(points) > 1 else Point(points[0])
        if isinstance(box, Polygon):
            drawing.inserts[row.layer].append(box)
    elif row.kind == "point":
        drawing.points.append((row.layer, Point(points[0]), row.tags))
    else:
        drawing.texts.append((row.layer, Point(points[0]), row.text))
