"""How large and how wide the rooms of every unit can be on every storey."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from planner.model import M2, Storey
from solvers.allocate.packing import BLOCK, form_of
from solvers.types import Shape

if TYPE_CHECKING:
    from solvers.allocate.problem import Unit

Floats = npt.NDArray[np.float64]

WIDE_MM = 7_000
"""Narrower rooms find a place as wide as they need wherever their area does."""

MOST_WIDE = 40
"""Of more units with wide rooms no pairs are cut beforehand: they would be too many for the program."""


def wide_rooms(units: tuple[Unit, ...], storeys: tuple[Storey, ...], shapes: Mapping[str, Shape]) -> Floats:
    """unit x storey: the largest room as wide as the unit's widest must be, m2; infinite if not known."""
    rows = {
        width: [shapes[s.id].largest_of(width) / M2 if s.id in shapes else np.inf for s in storeys]
        for width in {unit.width for unit in units}
    }
    return np.array([rows[unit.width] for unit in units]).reshape(len(units), len(storeys))


def too_wide(
    units: tuple[Unit, ...], storeys: tuple[Storey, ...], shapes: Mapping[str, Shape], stay: Mapping[str, str]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Pairs of units that each find a place on a storey, but not both: too little of it is so wide.

    Those that lie there already do.
    """
    wide = [u for u, unit in enumerate(units) if unit.width >= WIDE_MM]
    if len(wide) > MOST_WIDE:
        return
    for s, shape in [(s, shapes[storey.id]) for s, storey in enumerate(storeys) if storey.id in shapes]:
        for u, v in combinations([u for u in wide if s in units[u].storeys], 2):
            together = shape.together(min(units[u].width, units[v].width))
            stays = units[u].id in stay and units[v].id in stay
            if (units[u].hall + units[v].hall) * M2 > together and not stays:
                yield s, (u, v)


def room_limits(units: tuple[Unit, ...], rooms: Floats, wide: Floats, block: Floats) -> Floats:
    """unit x storey: the largest part, net.

    For single rooms no more than the largest room that is ``wide`` enough; the same for zones of which the
    usual room is larger, since a part of theirs is one room then. For zones that are never taken apart no
    more than the largest block. Nothing where no room is as wide as one of theirs must be.
    """
    room = np.full((len(units), len(rooms)), np.inf)
    for u, unit in enumerate(units):
        usual = 0.0 if unit.room == np.inf else unit.room
        several = not unit.single and (wide[u] > 0) & (wide[u] >= usual)
        room[u] = np.where(several, np.inf, wide[u])
        for s in unit.storeys if not unit.single else ():
            size, chunk = unit.most * unit.take, unit.room * unit.take
            if form_of(unit.single, size, chunk, float(rooms[s])) == BLOCK:
                room[u, s] = min(float(room[u, s]), float(block[s]) / unit.take)
        room[u] = np.minimum(room[u], rooms / unit.take)
    return room


def shaped(unit: Unit, room: Floats) -> Unit:
    """A unit without the storeys whose rooms are all too small; all stay where that leaves none.

    Shapes are estimates: what must be placed is tried where it has most room.
    """
    least = unit.smallest
    fitting = tuple(s for s in unit.storeys if room[s] >= least - 1e-9)
    if not fitting and unit.storeys:
        widest = max(float(room[s]) for s in unit.storeys)
        fitting = tuple(s for s in unit.storeys if room[s] >= widest - 1e-9)
        room[list(fitting)] = least
    return replace(unit, storeys=fitting)
