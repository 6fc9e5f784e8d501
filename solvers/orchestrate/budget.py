"""The wall clock and the stop flag of one solve.

Searches count deterministic work and never look at a clock; they ask a stop function between two
steps. This is the only module that turns seconds or a signal into the answer to that question.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

MEASURE_SHARE = 0.2
"""Share of the wall cap after which storeys not yet measured are estimated."""
ALLOCATE_SHARE = 0.5
"""Share of the wall cap after which the allocation has to answer."""
LEAST_SHARE = 0.2
"""Share of the wall cap that the allocation gets in any case, however late it starts."""
HURRY_SHARE = 0.5
"""Share of the wall cap after which the storeys of the first plan get the least work."""
SEARCH_SHARE = 0.72
"""Share of the wall cap after which the rounds of the search have to answer."""
GROW_SHARE = 0.82
"""Share of the wall cap after which wishes no longer grow, and the first plan has to be there.

The rest is for lanes, check and pictures.
"""


@dataclass(slots=True)
class Budget:
    """How long a solve may take: ``seconds`` of wall time (``None``: no cap), and until when interrupted.

    ``interrupt`` may be called from any thread or signal handler. ``cap_hit`` tells whether any
    search was told to stop because of the clock.
    """

    seconds: float | None = None
    clock: Callable[[], float] = time.monotonic
    cap_hit: bool = False
    _interrupted: threading.Event = field(default_factory=threading.Event)
    _start: float = field(init=False)

    def __post_init__(self) -> None:
        self._start = self.clock()

    def interrupt(self) -> None:
        """Ask every search to stop with the best it has."""
        self._interrupted.set()

    @property
    def interrupted(self) -> bool:
        """Whether someone asked to stop."""
        return self._interrupted.is_set()

    @property
    def spent(self) -> float:
        """Wall seconds since the start."""
        return self.clock() - self._start

    def share_for(self, share: float) -> float:
        """The share of the cap to stop after, so that a stage that starts now gets its least part."""
        if self.seconds is None:
            return share
        return max(share, min(SEARCH_SHARE, self.spent / self.seconds + LEAST_SHARE))

    def stop_after(self, share: float) -> Callable[[], bool]:
        """A stop function: true once interrupted, or when this share of the wall cap is spent."""

        def stop() -> bool:
            if self.interrupted:
                return True
            if self.seconds is not None and self.spent >= share * self.seconds:
                self.cap_hit = True
                return True
            return False

        return stop


@dataclass(slots=True)
class StageClock:
    """Wall seconds per stage, summed over its visits."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time spent inside the block to the stage."""
        start = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - start
