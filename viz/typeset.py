"""Measuring and breaking text with the font of the pictures, without a renderer.

Widths are in em (multiply by the type size); a line of text stands in a box ``LINE_EM`` high. All
shaping is plain: one glyph per character and no kerning, in Matplotlib as here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

FAMILY = "Planner Noto Sans SC"
FALLBACK = "DejaVu Sans"
FONT_FILE = "PlannerNotoSansSC-Regular.ttf"
MISSING = "\u3013"
"""The printer's geta mark, set where neither font has the character."""

LINE_EM = 1.22
"""Height of a line box."""
BASELINE_EM = 0.24
"""Baseline above the bottom of the line box."""
MM_PER_PT = 25.4 / 72

_CLOSING = set("·–，。、；：！？）》】」』”’%,.;:!?)]}")
_OPENING = set("（《【「『“‘([{")


def font_path() -> str:
    """The font file inside the package."""
    return str(files("viz.fonts").joinpath(FONT_FILE))


@cache
def register() -> tuple[str, ...]:
    """Make the font known to Matplotlib; the family list to set text in."""
    from matplotlib import font_manager

    font_manager.fontManager.addfont(font_path())
    return (FAMILY, FALLBACK)


@cache
def _faces() -> tuple[Any, ...]:
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font

    fallback = font_manager.findfont(font_manager.FontProperties(family=FALLBACK))
    return tuple(FT2Font(path) for path in (font_path(), fallback))


@cache
def _advance(char: str) -> float | None:
    """Advance width in em, or ``None`` where no face has the character."""
    from matplotlib.ft2font import LoadFlags

    for face in _faces():
        if face.get_char_index(ord(char)):
            glyph = face.load_char(ord(char), flags=LoadFlags.NO_SCALE)
            return float(glyph.horiAdvance) / float(face.units_per_EM)
    return None


@cache
def clean(text: str) -> str:
    """``text`` on one line, every character that cannot be drawn replaced by ``MISSING``."""
    flat = " ".join(text.split())
    return "".join(char if _advance(char) is not None else MISSING for char in flat)


@cache
def is_plain(text: str) -> bool:
    """Whether the project's own font has every character of the text."""
    own = _faces()[0]
    return all(own.get_char_index(ord(char)) for char in text)


@cache
def width_em(text: str) -> float:
    """Width of a cleaned line of text."""
    return sum(_advance(char) or 0.0 for char in text)


def width_mm(text: str, size_pt: float) -> float:
    """Width on paper of a cleaned line set at ``size_pt``."""
    return width_em(text) * size_pt * MM_PER_PT


def _is_wide(char: str) -> bool:
    return ord(char) >= 0x2E80


def _breakable(left: str, right: str) -> bool:
    """Whether a line may end between two neighbouring characters."""
    if right in _CLOSING or left in _OPENING or right == " ":
        return False
    return left == " " or _is_wide(left) or _is_wide(right) or left in "-/·"


@dataclass(frozen=True, slots=True)
class Block:
    """Text broken into lines, and its width in em."""

    lines: tuple[str, ...]
    width: float


@cache
def wrapped(text: str, count: int) -> Block | None:
    """``text`` in exactly ``count`` lines of least width; ``None`` where it has no such breaks."""
    cuts = [0, *(i + 1 for i, pair in enumerate(pairwise(text)) if _breakable(*pair)), len(text)]
    pieces = len(cuts) - 1
    if pieces < count or not text:
        return None

    def line(start: int, end: int) -> str:
        return text[cuts[start] : cuts[end]].strip()

    # best[j]: narrowest way to set the first j pieces in the lines used so far
    best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ()), *([None] * pieces)]
    for _ in range(count):
        following: list[tuple[float, tuple[str, ...]] | None] = [None] * (pieces + 1)
        for end in range(1, pieces + 1):
            options = [
                (max(before[0], width_em(line(start, end))), (*before[1], line(start, end)), start)
                for start in range(end)
                if (before := best[start]) is not None
            ]
            if options:  # of equally narrow ways, full lines first and a short one last read best
                width, lines, _ = min(options, key=lambda option: (option[0], -option[2]))
                following[end] = (width, lines)
        best = following
    final = best[pieces]
    return Block(final[1], final[0]) if final else None


def shortened(text: str, limit_em: float) -> str:
    """``text`` cut with an ellipsis so that it is at most ``limit_em`` wide."""
    if width_em(text) <= limit_em:
        return text
    end = len(text)
    while end > 1 and width_em(text[:end].rstrip() + "…") > limit_em:
        end -= 1
    return text[:end].rstrip() + "…"
