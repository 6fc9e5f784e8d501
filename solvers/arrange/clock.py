"""Time that a search may take: of the wall, or of the processor that runs it."""

from __future__ import annotations

import math
import time


class Clock:
    """Counts down from a number of seconds (infinite: never ends); starts when it is made.

    ``processor``: seconds of this process's processor, so that other programs do not count.
    """

    def __init__(self, seconds: float = math.inf, *, processor: bool = False) -> None:
        self._processor = processor
        self._end = self.now() + seconds

    def now(self) -> float:
        """Seconds since some moment."""
        return time.process_time() if self._processor else time.monotonic()

    def left(self) -> float:
        """Seconds that are left; at least 0."""
        return max(0.0, self._end - self.now())

    def over(self) -> bool:
        """Whether none is left."""
        return self.now() >= self._end

    def part(self, share: float) -> Clock:
        """A clock of a share of what is left."""
        return Clock(share * self.left(), processor=self._processor)
