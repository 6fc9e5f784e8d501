"""On which storeys something may lie, by what they permit, their room and pins."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.model import Storey
from planner.programme import permits

Floats = npt.NDArray[np.float64]


def allowed_storeys(storeys: tuple[Storey, ...], zone: str, kinds: frozenset[str]) -> tuple[int, ...]:
    """Storeys that permit the zone, or every kind of room it may hold."""
    return tuple(k for k, storey in enumerate(storeys) if permits(storey, zone, kinds))


def pinned_storeys(
    storeys: tuple[Storey, ...], allowed: tuple[int, ...], room: Floats, least: float, pin: str | None
) -> tuple[int, ...]:
    """Those of the storeys that have room for the least area; with a pin that one alone."""
    return tuple(s for s in allowed if least <= room[s] + 1e-9 and (pin is None or storeys[s].id == pin))
