"""Lines of text on a sheet, drawn to the bytes that Matplotlib makes of them, in a fraction of its time.

A plan has some hundred lines, most of them set in other plans too: what is the same wherever a line stands
(which glyph lies where in it, the glyphs' outlines and bitmaps) is worked out once in a process. A version
of Matplotlib that draws text another way draws it itself.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote

import numpy as np
from matplotlib.backends import backend_svg
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import rgb2hex
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.ft2font import FT2Font, LoadFlags, RenderMode
from matplotlib.path import Path as Outline
from matplotlib.text import Text

__all__ = ["Line"]

OUTLINE_PT = 100.0
"""Type size of the outlines in an SVG file, at 72 dots per inch."""
UNITS = 0x40
"""FreeType's units in a pixel."""
WHOLE = 0x10000
"""FreeType's unit of what a glyph is turned by."""
MOST = 50_000
"""Bitmaps of glyphs kept in a process, some hundred bytes each."""

_KNOWN = all(
    hasattr(kind, name)
    for kind, names in (
        (FT2Font, ("_layout", "_render_glyph", "_set_transform")),
        (RendererAgg, ("_draw_text_glyphs_and_boxes",)),
        (RendererSVG, ("_draw_text_as_path", "_convert_path")),
        (backend_svg, ("_XMLWriter", "_generate_transform")),
        (type(fontManager), ("_find_fonts_by_props",)),
    )
    for name in names
)
"""Whether this Matplotlib draws text in the way that is followed here."""


_transform: Any = getattr(backend_svg, "_generate_transform", None)


class _Placed(NamedTuple):
    """A glyph in a line, its place from the start of the baseline."""

    font: Any
    glyph: int
    x: float
    y: float


class _Bitmap(NamedTuple):
    """A glyph in pixels, its place from the pixel in which its origin lies."""

    grey: np.ndarray[Any, Any]
    left: int
    above: int


@dataclass(slots=True)
class _Outlined:
    """A line as elements of an SVG file: each glyph by its name, in order, and their uses."""

    names: tuple[str, ...]
    uses: tuple[str, ...]


class _Kept(threading.local):
    """Fonts belong to one thread each, and so does what is made with them."""

    def __init__(self) -> None:
        self.lines: dict[tuple[object, ...], list[_Placed]] = {}
        self.bitmaps: dict[tuple[object, ...], _Bitmap] = {}
        self.outlined: dict[tuple[object, ...], _Outlined] = {}
        self.outlines: dict[str, str] = {}


_kept = _Kept()


class Line(Text):
    """One plain line that starts at its baseline: no layout is needed to find where it stands.

    Matplotlib measures every text before it draws it, which takes half the time of drawing a plan.
    """

    def __init__(
        self, text: str, x: float, y: float, font: FontProperties, size_pt: float, colour: str, turn: float
    ) -> None:
        sized = font.copy()
        sized.set_size(size_pt)
        super().__init__(
            x,
            y,
            text,
            fontproperties=sized,
            color=colour,
            rotation=turn,
            rotation_mode="anchor",
            ha="left",
            va="baseline",
            parse_math=False,
        )
        self.font = font
        self.size_pt = size_pt
        self.turn = float(turn) % 360

    def draw(self, renderer: Any) -> None:
        """Hand the line to the renderer at its own point."""
        renderer.open_group("text", self.get_gid())
        context = renderer.new_gc()
        context.set_foreground(self.get_color())
        x, y = self.get_transform().transform(self.get_position())
        if renderer.flipy():
            y = renderer.get_canvas_width_height()[1] - y
        if isinstance(renderer, MixedModeRenderer):  # it hands on to one of vectors or one of pixels
            renderer = renderer._renderer
        if _KNOWN and type(renderer) is RendererAgg:
            self._in_pixels(renderer, context, x, y)
        elif _KNOWN and type(renderer) is RendererSVG:
            self._in_outlines(renderer, context, x, y)
        else:
            renderer.draw_text(context, x, y, self.get_text(), self.get_fontproperties(), self.turn)
        context.restore()
        renderer.close_group("text")
        self.stale = False

    def _key(self) -> tuple[object, ...]:
        return self.font.get_file(), *self.font.get_family(), self.get_text()

    def _in_pixels(self, renderer: Any, context: Any, x: float, y: float) -> None:
        key = (*self._key(), self.size_pt, renderer.dpi)
        placed = _kept.lines.get(key)
        if placed is None:
            placed = _kept.lines[key] = _laid(
                self.get_fontproperties(), self.size_pt, renderer.dpi, self.get_text()
            )
        cos, sin = math.cos(math.radians(self.turn)), math.sin(math.radians(self.turn))
        base, height = renderer.height - y, int(renderer.height)  # FreeType's y goes upwards
        paint = renderer._renderer.draw_text_image
        for font, glyph, dx, dy in placed:
            right, rest_x = divmod(round(UNITS * (x + dx * cos - dy * sin)), UNITS)
            up, rest_y = divmod(round(UNITS * (base + dx * sin + dy * cos)), UNITS)
            made = self._bitmap(font, glyph, renderer.dpi, rest_x, rest_y)
            grey = made.grey
            paint(grey, made.left + right, height - made.above - up + grey.shape[0], 0, context)

    def _bitmap(self, font: Any, glyph: int, dpi: float, rest_x: int, rest_y: int) -> _Bitmap:
        """A glyph whose origin lies so far from the corner of its pixel, in FreeType's units."""
        key = (font, glyph, self.size_pt, dpi, self.turn, rest_x, rest_y)
        made = _kept.bitmaps.get(key)
        if made is None:
            cos, sin = math.cos(math.radians(self.turn)), math.sin(math.radians(self.turn))
            turned = (WHOLE * np.array([[cos, -sin], [sin, cos]])).round().astype(int)
            font.set_size(self.size_pt, dpi)
            font._set_transform(turned, [rest_x, rest_y])
            found = font._render_glyph(glyph, LoadFlags.NO_HINTING, RenderMode.NORMAL)
            made = _Bitmap(found.buffer, found.left, found.top)
            if len(_kept.bitmaps) >= MOST:
                _kept.bitmaps.clear()
            _kept.bitmaps[key] = made
        return made

    def _in_outlines(self, renderer: Any, context: Any, x: float, y: float) -> None:
        key = self._key()
        outlined = _kept.outlined.get(key)
        if outlined is None:
            placed = _laid(self.font, OUTLINE_PT, 72, self.get_text())
            outlined = _kept.outlined[key] = _outlined(renderer, placed)
        writer = renderer.writer
        writer.comment(self.get_text())
        colour = rgb2hex(context.get_rgb())
        scale = self.size_pt / OUTLINE_PT
        turned = [("translate", (x, y)), ("rotate", (-self.turn,)), ("scale", (scale, -scale))]
        writer.start(
            "g",
            style="" if colour == "#000000" else f"fill: {colour}",
            transform=_transform(turned),
        )
        new = dict.fromkeys(name for name in outlined.names if name not in renderer._glyph_map)
        if new:
            writer.start("defs")
            _elements(writer, [_kept.outlines[name] for name in new])
            writer.end("defs")
            renderer._glyph_map.update(new)
        _elements(writer, outlined.uses)
        writer.end("g")


def _laid(prop: FontProperties, size_pt: float, dpi: float, text: str) -> list[_Placed]:
    """The glyphs of a line of this size."""
    font = get_font(fontManager._find_fonts_by_props(prop))
    font.clear()
    font.set_size(size_pt, dpi)
    items = font._layout(text, LoadFlags.NO_HINTING)
    return [_Placed(item.ft_object, item.glyph_index, item.x, item.y) for item in items]


def _outlined(renderer: Any, placed: list[_Placed]) -> _Outlined:
    """A line in outlines, those that are new kept."""
    names, uses = [], []
    for font, glyph, x, y in placed:
        name = quote(f"{font.postscript_name}-{glyph:x}").replace("%20", "_")
        if name not in _kept.outlines:
            _kept.outlines[name] = _outline(renderer, font, glyph, name)
        place = _transform([("translate", (x, y))])
        moved = f' transform="{place}"' if place else ""
        names.append(name)
        uses.append(f'<use xlink:href="#{name}"{moved}/>\n')
    return _Outlined(tuple(names), tuple(uses))


def _outline(renderer: Any, font: Any, glyph: int, name: str) -> str:
    """A glyph's outline as an element, in FreeType's units; the font has the size of outlines."""
    font.load_glyph(glyph, flags=LoadFlags.NO_HINTING)
    points, codes = font.get_path()
    drawn = renderer._convert_path(Outline(points * UNITS, codes), simplify=False)
    back = _transform([("scale", (1 / UNITS,))])
    shape = f' d="{drawn}"' if drawn else ""  # a space has none
    return f'<path id="{name}"{shape} transform="{back}"/>\n'


def _elements(writer: Any, elements: Iterable[str]) -> None:
    """Write whole elements, each on a line, where the writer is."""
    writer._XMLWriter__flush()
    indent = " " * len(writer._XMLWriter__tags)
    writer._XMLWriter__write("".join(indent + element for element in elements))
