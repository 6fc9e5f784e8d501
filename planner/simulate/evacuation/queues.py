"""Point queues: people walk from door to door, and each door lets so many pass a second."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Passed", "Route", "point_queues"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Route:
    """Queues to pass, in order, with the seconds walked before each but the first, and after the last."""

    queues: tuple[int, ...]
    seconds: tuple[float, ...]
    """One more than queues: the first is 0, the last leads from the last queue to the end."""
    end: str
    """The exit it leads to."""


@dataclass(frozen=True, slots=True)
class Passed:
    """When everybody got where."""

    ends: Floats
    """Seconds at which each person is at the end of his way."""
    left: Floats
    """Seconds at which he has passed the last queue of his storey."""
    waited: Floats
    """Person-seconds waited at each queue."""
    last: Floats
    """Seconds at which the last person has passed each queue; 0 for one that nobody passed."""
    counts: NDArray[np.int64]
    """Persons who passed each queue."""


def point_queues(
    starts: Sequence[float], routes: Sequence[Route], rates: Sequence[float], own: Sequence[int]
) -> Passed:
    """Let everybody go: each person comes to the first queue of his route at his start.

    ``rates``: persons a second that each queue lets pass. ``own``: how many queues lie on the storey of each
    person. Who comes first passes first; of two who come at once, the one with the lower number.
    """
    free = [0.0] * len(rates)
    gaps = [1.0 / rate for rate in rates]
    waited, last = np.zeros(len(rates)), np.zeros(len(rates))
    counts = np.zeros(len(rates), dtype=np.int64)
    ends, left = np.zeros(len(starts)), np.zeros(len(starts))
    events = [(start, person, 0) for person, start in enumerate(starts)]
    heapq.heapify(events)
    while events:
        time, person, step = heapq.heappop(events)
        route = routes[person]
        if step == len(route.queues):
            ends[person] = time
            continue
        queue = route.queues[step]
        passes = max(time, free[queue])
        free[queue] = passes + gaps[queue]
        waited[queue] += passes - time
        last[queue] = max(last[queue], passes)
        counts[queue] += 1
        if step + 1 == own[person]:
            left[person] = passes
        heapq.heappush(events, (passes + route.seconds[step + 1], person, step + 1))
    return Passed(ends, left, waited, last, counts)
