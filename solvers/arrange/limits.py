"""What a storey can take at most, seen from its circulation alone: a first word to the allocation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.model import M2, Policies, Storey
from solvers.arrange.bins import (
    ACROSS_M,
    CORE_WALL_M,
    Bin,
    Bins,
    Box,
    bins_of,
    faces,
    most_packed,
    widest_rooms,
)
from solvers.arrange.frame import Frame
from solvers.arrange.networks import frames_of

WALL_SHARE = 0.035
"""Share of room cells that partitions take."""
FILL = 0.93
"""Share of the room area that rooms of given sizes can be expected to fill; the rest is let vacant."""
FILL_WITH_EXITS = 0.87
"""The same on a storey whose corridors must also come to several exits on the facade."""
LEAN = 0.95
"""Frames that leave this share of the usual room area say how large rooms may be."""
DRAWS = 40
"""Random orders in which rooms of the sizes asked for are packed."""
MOST_SIZES, ENOUGH = 300, 3.0
"""Rooms of a draw at most, unless they are so small that these would not fill the storey three times."""
GOOD_DRAW = 85
"""Percentile of the draws that a good choice of rooms is expected to reach."""
MOST_FRAMES = 6
"""Frames of a storey that the allocation chooses from."""
MOST_BINS = 48
"""Rectangles of a frame that are told at most, the largest."""
NEARLY_M2 = 4.0
"""Pieces that differ by less are the same."""
SIZES_M2 = (60, 80, 100, 125, 150, 175, 200, 225, 250, 300, 350, 400, 500, 600, 800, 1000)
"""Room sizes for which it is told how many larger ones there is space for."""
WIDTHS_M = (5.0, 6.0, 7.0, 8.0, 10.0, 12.0, 15.0, 18.0)
"""Widths for which it is told how large the rooms are that are at least as wide."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Net areas in mm2."""

    room_area: int
    """Rooms that fit together, with the leanest circulation that reaches every core and exit."""
    largest_room: int
    """Largest single room that leaves every core and exit its corridor."""
    counts: tuple[tuple[int, int], ...] = ()
    """(area, most): at most so many rooms are larger than the area."""
    frames: tuple[tuple[tuple[int, int, int, int], ...], ...] = ()
    """Corridor networks to choose from: area, largest room, piece and neighbours (bits) of the rectangles
    they leave."""
    wide: tuple[tuple[int, int, int], ...] = ()
    """(width in mm, largest, together): of rooms at least so wide; 0 where no place is."""


def storey_limits(
    storey: Storey,
    policies: Policies,
    *,
    goods: bool = False,
    sizes: Sequence[int] = (),
    least_m: float = 0.0,
) -> Limits:
    """The limits of a storey; zero where no circulation reaches all its cores and leaves rooms.

    ``goods``: its corridors are to be wide enough for goods. ``sizes``: areas in mm2 of rooms that
    are likely to lie there; what they can be expected to fill bounds the room area too. ``least_m``: clear
    width that the flights of its stairs ask of corridors.
    """
    goods_mm = policies.goods_corridor_width_mm if goods else 0
    width = max(policies.corridor_width_mm, goods_mm, round(1000 * least_m))
    plate, frames = frames_of(storey, policies, width, flights_m=least_m)
    reaching = [frame for frame in frames if not frame.unreached] or frames
    if not reaching:
        return Limits(0, 0)
    free = sorted((_room(frame) for frame in reaching), reverse=True)
    usual = free[len(free) // 4]
    cores = [target.shape.bounds for target in plate.targets if target.kind == "core"]
    lean = [bins for frame in reaching if _room(frame) >= LEAN * usual and (bins := _bins(frame))]
    if not lean:
        return Limits(0, 0)
    fill = FILL_WITH_EXITS if len(storey.exits) > 1 else FILL
    room_area = usual * (1 - WALL_SHARE) * fill
    if sizes:
        least = policies.least_vacant_unit_area / M2
        room_area = min(room_area, _expected(lean, [size / M2 for size in sizes], least))
    largest = max(one.largest for bins in lean for one in bins)
    return Limits(
        room_area=round(room_area * M2),
        largest_room=round(min(largest, room_area) * M2),
        counts=_counts(lean, room_area),
        frames=tuple(
            tuple(
                (round(one.area * M2), round(one.largest * M2), one.piece, _neighbours(one, bins, cores))
                for one in bins
            )
            for bins in _telling(lean)
        ),
        wide=_wide(reaching, round(min(largest, room_area) * M2)),
    )


def _wide(frames: Sequence[Frame], largest: int) -> tuple[tuple[int, int, int], ...]:
    """For widths, the largest room of a frame round a rectangle as wide, and what all such have in one.

    Such a room might go on round a corner, but layouts seldom hold one that is larger than all together.
    """
    pieces = {piece.wkb: piece for frame in frames for piece in frame.pieces}
    rooms = {id: np.array(widest_rooms(piece, WALL_SHARE, WIDTHS_M)) for id, piece in pieces.items()}
    of_frames = [np.array([rooms[piece.wkb] for piece in frame.pieces]) for frame in frames if frame.pieces]
    most = np.max([found[:, :, 0].max(axis=0) for found in of_frames], axis=0)
    together = np.max([found[:, :, 1].sum(axis=0) for found in of_frames], axis=0)
    told: list[tuple[int, int, int]] = []
    for width, room, area in zip(WIDTHS_M, most, together, strict=True):
        row = (round(width * 1000), min(round(min(room, area) * M2), largest), round(area * M2))
        if not told or row[1:] != told[-1][1:]:
            told.append(row)
    return tuple(told)


def _room(frame: Frame) -> float:
    return sum(piece.area for piece in frame.pieces)


def _bins(frame: Frame) -> list[Bin]:
    return [one for k, piece in enumerate(frame.pieces) for one in bins_of(piece, WALL_SHARE, k)]


def _neighbours(one: Bin, bins: Sequence[Bin], cores: Sequence[Box]) -> int:
    """Bit ``k`` is set where rooms of a zone may go on from one rectangle into the ``k``-th."""
    at = [core for core in cores if faces(one.box, core, CORE_WALL_M)]
    return sum(
        1 << k
        for k, other in enumerate(bins[:MOST_BINS])
        if other is not one
        and (faces(one.box, other.box, ACROSS_M) or any(faces(other.box, core, CORE_WALL_M) for core in at))
    )


def _telling(frames: Sequence[Sequence[Bin]]) -> list[list[Bin]]:
    """The frames that no other one beats piece by piece, those with most room and one with the largest."""
    kept: list[list[Bin]] = []
    for frame in sorted(frames, key=lambda bins: -sum(one.area for one in bins)):
        bins = sorted(frame, key=lambda one: -one.area)
        if not any(_beats(other, bins) for other in kept):
            kept.append(bins)
    widest = max(kept, key=lambda bins: max(one.largest for one in bins))
    told = kept[:MOST_FRAMES]
    return [bins[:MOST_BINS] for bins in (told if widest in told else [*told[:-1], widest])]


def _beats(one: Sequence[Bin], other: Sequence[Bin]) -> bool:
    """Whether whatever fits ``other`` fits ``one``, but for a few square metres."""
    return len(one) >= len(other) and all(
        a.area >= b.area - NEARLY_M2 and a.largest >= b.largest - NEARLY_M2
        for a, b in zip(one, other, strict=False)
    )


def _expected(frames: Sequence[Sequence[Bin]], sizes: Sequence[float], least: float) -> float:
    """What rooms of the sizes asked for fill, each draw in the frame that suits it best, m2."""
    rng = np.random.default_rng(len(sizes))
    most = max(sum(one.area for one in bins) for bins in frames)
    sizes = [*sizes] * (1 + int(1.2 * most / max(sum(sizes), 1.0)))  # enough to fill the storey
    enough = max(MOST_SIZES, int(ENOUGH * most * len(sizes) / sum(sizes)))
    bins, rooms = Bins.of(frames), np.array(sizes, dtype=np.float64)
    drawn = [most_packed(bins, rooms[rng.permutation(len(rooms))[:enough]], least) for _ in range(DRAWS)]
    return float(np.percentile(drawn, GOOD_DRAW))


def _counts(frames: Sequence[Sequence[Bin]], room_area: float) -> tuple[tuple[int, int], ...]:
    """How many rooms above each size the best frame has space for, where that says more than the sum."""
    found: list[tuple[int, int]] = []
    for size in SIZES_M2:
        most = max(sum(one.count(size) for one in bins) for bins in frames)
        if most < int(room_area / size) and (not found or most < found[-1][1]):
            found.append((size * M2, most))
    return tuple(found)
