"""What the stages of a solve tell each other."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

PART = "@"
"""Joins a demand's id and a storey's to the id of a part that is frozen there."""


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A cut from the arrangement: these subjects must not all lie on that storey."""

    storey: str
    subjects: frozenset[str]


@dataclass(frozen=True, slots=True)
class Shape:
    """What single rooms the corridors of a storey leave space for, net mm2.

    ``largest`` is the largest room, ``counts`` are pairs (area, most): at most so many rooms are
    larger than the area. ``frames`` are the corridor networks to choose from, each as the pieces it
    leaves: the rectangles they are made of, each with its area, the largest room in it, the number of its
    piece, and which others of the frame rooms of one zone may go on into (bits). ``wide`` are triples (width
    in mm, area, area): rooms at least that wide are no larger than the one and have together no more than
    the other.
    """

    largest: int
    counts: tuple[tuple[int, int], ...] = ()
    frames: tuple[tuple[tuple[int, int, int, int], ...], ...] = ()
    wide: tuple[tuple[int, int, int], ...] = ()

    def largest_of(self, width: float) -> int:
        """The largest room of a kind that is at least so wide, mm; 0 where none is."""
        return min([self.largest, *(area for least, area, _ in self.wide if least <= width)])

    def together(self, width: float) -> float:
        """What rooms of a kind that is at least so wide, mm, have together at most; infinite if not known."""
        return min([inf, *(area for least, _, area in self.wide if least <= width)])


@dataclass(frozen=True, slots=True)
class Progress:
    """State of a running stage: best value so far and proven bound, CNY a year; relative gap.

    ``incumbent`` and ``bound`` are ``None`` until there is one; the gap is then infinite.
    """

    stage: str
    incumbent: float | None
    bound: float | None
    gap: float

    def unpriced(self) -> Progress:
        """The stage alone, of a search whose money is not that of plans, as areas are fixed there."""
        return Progress(self.stage, None, None, inf)


@dataclass(frozen=True, slots=True)
class Pull:
    """What a metre between a subject of a storey and somewhere costs, CNY a year."""

    subject: str
    other: str
    """Another subject of the storey; empty where it leads elsewhere."""
    cny_m: float
    goods: bool = False
    towards: tuple[float, float] | None = None
    """Where it leads outside the building (mm); ``None``: to other storeys of it, or to ``other``."""
