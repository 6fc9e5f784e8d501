"""What a storey can take at most, seen from its circulation alone: a first word to the allocation."""

from __future__ import annotations

from dataclasses import dataclass

from planner.model import Policies, Storey
from solvers.arrange.storey import frames_of

WALL_SHARE = 0.035
"""Share of room cells that partitions take."""
FILL = 0.93
"""Share of the room area that rooms of given sizes can be expected to fill; the rest is let vacant."""
FILL_WITH_EXITS = 0.87
"""The same on a storey whose corridors must also come to several exits on the facade."""
LARGEST = 0.6
"""Share of the largest piece that one suite may take on a storey with exits, where pieces are few."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Net areas in mm2."""

    room_area: int
    """Rooms that fit together, with the leanest circulation that reaches every core and exit."""
    largest_room: int
    """Largest single room that leaves every core and exit its corridor."""


def storey_limits(storey: Storey, policies: Policies) -> Limits:
    """The limits of a storey; zero where no circulation reaches all its cores and leaves rooms."""
    _, frames = frames_of(storey, policies, policies.corridor_width_mm)
    reaching = [frame for frame in frames if not frame.unreached] or frames
    if not reaching:
        return Limits(0, 0)
    free = sorted((sum(piece.area for piece in frame.pieces) for frame in reaching), reverse=True)
    largest = max(piece.area for frame in reaching for piece in frame.pieces)
    usual = free[len(free) // 4]
    fill = FILL_WITH_EXITS if len(storey.exits) > 1 else FILL
    return Limits(
        room_area=round(usual * (1 - WALL_SHARE) * fill * 1e6),
        largest_room=round(largest * (1 - WALL_SHARE) * (LARGEST if storey.exits else 1.0) * 1e6),
    )
