"""What a storey can take at most, seen from its circulation alone: a first word to the allocation."""

from __future__ import annotations

from dataclasses import dataclass

from planner.model import Policies, Storey
from solvers.arrange.storey import frames_of

WALL_SHARE = 0.035
"""Share of room cells that partitions take."""
FILL = 0.94
"""Share of the room area that rooms of given sizes can be expected to fill; the rest is let vacant."""


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
    return Limits(
        room_area=round(usual * (1 - WALL_SHARE) * FILL * 1e6),
        largest_room=round(largest * (1 - WALL_SHARE) * 1e6),
    )
