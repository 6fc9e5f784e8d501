"""Putting geometry and text on a sheet whose unit is the millimetre of paper.

One artist holds all shapes of a call (a compound path), because a plan of several thousand small
artists takes seconds to draw and one of a hundred compound paths a fraction of one.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.text import Text
from matplotlib.transforms import TransformedPath
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from shapely.geometry.base import BaseGeometry

from viz import palette, typeset
from viz.frame import Box

Format = Literal["png", "svg"]
PNG_DPI = 150
_MM_PER_INCH = 25.4

_SETTINGS: Any = {
    "svg.hashsalt": "planner",
    "svg.fonttype": "path",  # a viewer without a Chinese font shows the text all the same
    "text.hinting": "none",  # widths on screen are then those measured by viz.typeset
    "path.simplify": False,
    "axes.unicode_minus": True,
}


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text on paper: where its baseline starts, its size, its turn in degrees."""

    text: str
    x: float
    y: float
    size_pt: float
    colour: str = palette.TEXT
    turn: float = 0.0


class _Line(Text):
    """One plain line that starts at its baseline: no layout is needed to find where it stands.

    Matplotlib measures every text before it draws it, which takes half the time of drawing a plan.
    """

    def draw(self, renderer: Any) -> None:
        """Hand the line to the renderer at its own point."""
        renderer.open_group("text", self.get_gid())
        context = renderer.new_gc()
        context.set_foreground(self.get_color())
        x, y = self.get_transform().transform(self.get_position())
        if renderer.flipy():
            y = renderer.get_canvas_width_height()[1] - y
        font = self.get_fontproperties()
        renderer.draw_text(context, x, y, self.get_text(), font, self.get_rotation(), mtext=self)
        context.restore()
        renderer.close_group("text")
        self.stale = False


class Sheet:
    """A sheet of paper, drawn on in millimetres from its lower left corner."""

    def __init__(self, width_mm: float, height_mm: float) -> None:
        self.width = width_mm
        self.height = height_mm
        with mpl.rc_context(_SETTINGS):
            self.figure = Figure((width_mm / _MM_PER_INCH, height_mm / _MM_PER_INCH), facecolor=palette.PAPER)
            FigureCanvasAgg(self.figure)
            self._axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, width_mm)
        self._axes.set_ylim(0, height_mm)
        self._clip = TransformedPath(Outline.unit_rectangle(), self._axes.transAxes)
        self._plain = FontProperties(fname=typeset.font_path())
        self._mixed = FontProperties(family=list(typeset.register()))

    def fill(
        self,
        shapes: BaseGeometry | Iterable[BaseGeometry],
        colour: str,
        z: float,
        *,
        edge: str | None = None,
        width: float = palette.THIN,
        alpha: float = 1.0,
        gid: str | None = None,
    ) -> None:
        """Fill polygons (holes stay open), with an outline where ``edge`` names its colour."""
        path = polygon_path(shapes)
        if path is None:
            return
        patch = PathPatch(
            path,
            facecolor=colour,
            edgecolor=edge or "none",
            linewidth=_points(width) if edge else 0.0,
            joinstyle="miter",
            zorder=z,
            alpha=alpha if alpha < 1.0 else None,
        )
        self._put(patch, gid)

    def stroke(
        self,
        lines: BaseGeometry | Iterable[BaseGeometry],
        colour: str,
        width: float,
        z: float,
        *,
        dash: Sequence[float] = (),
        gid: str | None = None,
    ) -> None:
        """Draw lines (or the rings of polygons); ``dash`` alternates lengths on and off, mm."""
        path = line_path(lines)
        if path is None:
            return
        # Matplotlib counts dashes in line widths
        style: Any = (0, tuple(length / width for length in dash)) if dash else "-"
        patch = PathPatch(
            path,
            fill=False,
            edgecolor=colour,
            linewidth=_points(width),
            linestyle=style,
            capstyle="butt",
            joinstyle="miter",
            zorder=z,
        )
        self._put(patch, gid)

    def text(self, line: TextLine, z: float = 50.0, *, halo: bool = False, gid: str | None = None) -> None:
        """Write one line of cleaned text; ``halo`` sets it off from lines beneath."""
        if not line.text:
            return
        artist = (Text if halo else _Line)(
            line.x,
            line.y,
            line.text,
            fontproperties=self._font(line),
            color=line.colour,
            rotation=line.turn,
            rotation_mode="anchor",
            ha="left",
            va="baseline",
            zorder=z,
            parse_math=False,
        )
        self._put(artist, gid)
        if halo:
            from matplotlib.patheffects import withStroke

            artist.set_path_effects([withStroke(linewidth=_points(0.6), foreground=palette.PAPER)])

    def write(
        self,
        text: str,
        x: float,
        y: float,
        size_pt: float,
        *,
        colour: str = palette.TEXT,
        align: float = 0.0,
        z: float = 50.0,
        halo: bool = False,
    ) -> None:
        """Write a line at a baseline; ``align`` 0, 0.5, 1 puts its start, middle, end at ``x``."""
        flat = typeset.clean(text)
        start = x - align * typeset.width_mm(flat, size_pt)
        self.text(TextLine(flat, start, y, size_pt, colour), z, halo=halo)

    @property
    def box(self) -> Box:
        """The whole sheet."""
        return Box(0.0, 0.0, self.width, self.height)

    def bytes(self, fmt: Format, title: str = "", stamp: str = "") -> bytes:
        """The drawing as a file's bytes: the same every time, without dates.

        ``stamp`` says what it was drawn from (``viz.stamp``).
        """
        buffer = io.BytesIO()
        with mpl.rc_context(_SETTINGS):
            if fmt == "png":
                self.figure.set_dpi(PNG_DPI)
                canvas: Any = FigureCanvasAgg(self.figure)
                canvas.draw()
                # no transparency: a quarter less to compress, which is a third of the time
                opaque = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
                text = PngInfo()
                text.add_itxt("Title", title)
                if stamp:
                    text.add_itxt("Source", stamp)
                opaque.save(buffer, "png", dpi=(PNG_DPI, PNG_DPI), compress_level=4, pnginfo=text)
            else:
                self.figure.savefig(
                    buffer,
                    format="svg",
                    metadata={"Date": None, "Creator": "planner", "Title": title, "Source": stamp or None},
                )
        return buffer.getvalue()

    def _font(self, line: TextLine) -> FontProperties:
        """The font file by its path (Matplotlib's search for a family costs more than the drawing)."""
        font = (self._plain if typeset.is_plain(line.text) else self._mixed).copy()
        font.set_size(line.size_pt)
        return font

    def _put(self, artist: PathPatch | Text, gid: str | None) -> None:
        artist.set_clip_on(False)
        # not used, but where an artist has none Matplotlib makes one for each: a tenth of the drawing
        artist.set_clip_path(self._clip)
        if gid:
            artist.set_gid(gid)
        self._axes.add_artist(artist)


def _points(width_mm: float) -> float:
    return width_mm / typeset.MM_PER_PT


def _parts(shapes: BaseGeometry | Iterable[BaseGeometry]) -> np.ndarray[Any, Any]:
    given = [shapes] if isinstance(shapes, BaseGeometry) else list(shapes)
    parts: np.ndarray[Any, Any] = shapely.get_parts(np.array(given, dtype=object))
    while len(parts) and np.any(shapely.get_type_id(parts) == 7):  # nested collections
        parts = shapely.get_parts(parts)
    return parts


def polygon_path(shapes: BaseGeometry | Iterable[BaseGeometry]) -> Outline | None:
    """All polygons as one compound path, shells one way round and holes the other."""
    parts = _parts(shapes)
    parts = parts[(shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)] if len(parts) else parts
    if not len(parts):
        return None
    rings = shapely.get_rings(shapely.orient_polygons(parts))
    return _path(rings, closed=True)


def line_path(shapes: BaseGeometry | Iterable[BaseGeometry]) -> Outline | None:
    """All lines, and all rings of polygons, as one compound path."""
    parts = _parts(shapes)
    if not len(parts):
        return None
    areal = shapely.get_type_id(parts) == 3
    lines = np.concatenate([parts[~areal], shapely.get_rings(parts[areal])])
    lines = lines[np.isin(shapely.get_type_id(lines), (1, 2)) & ~shapely.is_empty(lines)]
    return _path(lines, closed=False) if len(lines) else None


def _path(lines: np.ndarray[Any, Any], *, closed: bool) -> Outline:
    points, owner = shapely.get_coordinates(lines, return_index=True)
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    codes = np.full(len(points), Outline.LINETO, dtype=Outline.code_type)
    codes[starts] = Outline.MOVETO
    if closed:
        codes[np.r_[starts[1:] - 1, len(points) - 1]] = Outline.CLOSEPOLY
    return Outline(points, codes)
