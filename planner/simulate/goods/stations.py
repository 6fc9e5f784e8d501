"""Queues of the simulation: stations that are asked for, crews that take what waits, opening hours.

Times are seconds. Both kinds record every customer, so that waits, queue lengths and utilisation are those
of the run itself, and Little's law can be held against them.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from planner.simulate.goods.profile import Spread

__all__ = ["ALWAYS", "DAY", "Crew", "Draws", "Hours", "Level", "Log", "Station", "hourly"]

DAY = 86_400.0
HOUR = 3_600.0
Times = TypeVar("Times", float, NDArray[np.float64])
Steps: TypeAlias = Generator[Any, Any, None]


@dataclass(frozen=True, slots=True)
class Hours:
    """Open every day from one hour to another."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """Open seconds of a day."""
        return (self.end - self.start) * HOUR

    def wait(self, now: float) -> float:
        """Seconds until it is open; 0 when it is."""
        at = now % DAY
        if self.start * HOUR <= at < self.end * HOUR or self.end - self.start >= 24:
            return 0.0
        return (self.start * HOUR - at) % DAY

    def within(self, begin: Times, end: Times) -> Times:
        """Open seconds between two times; also of many at once."""
        return self._until(end) - self._until(begin)

    def _until(self, time: Times) -> Times:
        days, rest = np.divmod(time, DAY)
        return days * self.seconds + np.clip(rest - self.start * HOUR, 0.0, self.seconds)  # type: ignore[no-any-return]  # as time


ALWAYS = Hours(0.0, 24.0)


class Draws:
    """Numbers of one purpose, drawn in blocks: other purposes never change them."""

    def __init__(self, random: np.random.Generator, spread: Spread, block: int = 1024) -> None:
        self._random, self._spread, self._block = random, spread, block
        self._left: list[float] = []

    def next(self) -> float:
        """The next time."""
        if not self._left:
            self._left = self._drawn().tolist()
        time: float = self._left.pop()
        return time

    def _drawn(self) -> NDArray[np.float64]:
        mean, cv, size = self._spread.mean_s, self._spread.cv, self._block
        if mean == 0 or cv == 0 or self._spread.shape == "constant":
            return np.full(size, mean)
        if self._spread.shape == "exponential":
            return self._random.exponential(mean, size)
        if self._spread.shape == "gamma":
            return self._random.gamma(1 / cv**2, mean * cv**2, size)
        variance = math.log(1 + cv**2)
        return self._random.lognormal(math.log(mean) - variance / 2, math.sqrt(variance), size)


@dataclass(slots=True)
class Log:
    """Every customer: when it came, when it was begun, when it left; and the work of the servers."""

    came: list[float] = field(default_factory=list)
    begun: list[float] = field(default_factory=list)
    left: list[float] = field(default_factory=list)
    worked: list[tuple[float, float]] = field(default_factory=list)
    """From when to when a server was busy."""

    def arrays(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Times of coming, of being begun and of leaving, in the order in which customers were begun."""
        return np.asarray(self.came), np.asarray(self.begun), np.asarray(self.left)


class Level:
    """How many wait, integrated as it changes: what Little's law is held against."""

    def __init__(self, env: Any) -> None:
        self.env, self.now, self.most = env, 0, 0
        self._area, self._since = 0.0, env.now

    def change(self, by: int) -> None:
        """So many more wait."""
        self._area += self.now * (self.env.now - self._since)
        self._since = self.env.now
        self.now += by
        self.most = max(self.most, self.now)

    @property
    def area(self) -> float:
        """Customers times seconds that they waited, until now."""
        return self._area + float(self.now * (self.env.now - self._since))


class Station:
    """Servers that a process holds while it is served: lanes of a gate, lifts, docks.

    Servers may differ: who asks says which of them would do, and gets the first free of these, in the order
    of his list. Who waits longest comes first among those that a free server would do for.
    """

    def __init__(self, env: Any, servers: int, hours: Hours = ALWAYS) -> None:
        self.env, self.servers, self.hours, self.log = env, servers, hours, Log()
        self._free = set(range(servers))
        self._waiting: deque[tuple[Sequence[int] | None, Any, float]] = deque()
        self._opening = False
        self.queue = Level(env)

    def take(self, which: Sequence[int] | None = None) -> Generator[Any, Any, tuple[int, int]]:
        """Wait for a server; its number, and that of the customer, which ``give`` wants back."""
        came = self.env.now
        server = self._choice(which) if not self._waiting or which is not None else None
        if server is None or self.hours.wait(came):
            event = self.env.event()
            self._waiting.append((which, event, came))
            self.queue.change(1)
            self._open_later()
            server = yield event
            self.queue.change(-1)
        else:
            self._free.discard(server)
        self.log.came.append(came)
        self.log.begun.append(self.env.now)
        self.log.left.append(math.nan)
        return server, len(self.log.begun) - 1

    def give(self, taken: tuple[int, int]) -> None:
        """A customer leaves his server."""
        server, customer = taken
        self.log.left[customer] = self.env.now
        self.log.worked.append((self.log.begun[customer], self.env.now))
        self._free.add(server)
        self._serve()

    def hold(self, seconds: float, which: Sequence[int] | None = None) -> Steps:
        """Wait for a server and keep it for so long."""
        taken = yield from self.take(which)
        yield self.env.timeout(seconds)
        self.give(taken)

    def waiting_since(self) -> list[float]:
        """When those came who wait now."""
        return [came for _, _, came in self._waiting]

    def _choice(self, which: Sequence[int] | None) -> int | None:
        if which is None:
            return min(self._free, default=None)
        return next((server for server in which if server in self._free), None)

    def _serve(self) -> None:
        if self.hours.wait(self.env.now):
            self._open_later()
            return
        kept: deque[tuple[Sequence[int] | None, Any, float]] = deque()
        while self._waiting and self._free:
            which, event, came = self._waiting.popleft()
            server = self._choice(which)
            if server is None:
                kept.append((which, event, came))
                continue
            self._free.discard(server)
            event.succeed(server)
        self._waiting.extendleft(reversed(kept))

    def _open_later(self) -> None:
        wait = self.hours.wait(self.env.now)
        if wait and not self._opening:
            self._opening = True
            self.env.process(self._opened(wait))

    def _opened(self, wait: float) -> Steps:
        yield self.env.timeout(wait)
        self._opening = False
        self._serve()


class Crew:
    """Workers that take up to ``batch`` of what waits at a time, in working hours.

    ``work(batch)`` is how long they take, ``done(batch)`` what becomes of it.
    """

    def __init__(
        self,
        env: Any,
        workers: int,
        work: Callable[[Sequence[Any]], float],
        done: Callable[[Sequence[Any]], None] = lambda _: None,
        hours: Hours = ALWAYS,
        batch: int = 1,
    ) -> None:
        self.env, self.servers, self.hours, self.log = env, workers, hours, Log()
        self._work, self._done, self._batch = work, done, batch
        self._queue: deque[tuple[float, Any]] = deque()
        self._idle: deque[Any] = deque()
        self.queue = Level(env)
        for _ in range(workers):
            env.process(self._worker())

    def put(self, item: Any) -> None:
        """Something comes to be worked on."""
        self._queue.append((self.env.now, item))
        self.queue.change(1)
        if self._idle:
            self._idle.popleft().succeed()

    def waiting_since(self) -> list[float]:
        """When that came which waits now."""
        return [came for came, _ in self._queue]

    def _worker(self) -> Steps:
        env, log = self.env, self.log
        while True:
            if not self._queue:
                event = env.event()
                self._idle.append(event)
                yield event
                continue
            wait = self.hours.wait(env.now)
            if wait:
                yield env.timeout(wait)
                continue
            taken = [self._queue.popleft() for _ in range(min(self._batch, len(self._queue)))]
            self.queue.change(-len(taken))
            begun, items = env.now, [item for _, item in taken]
            yield env.timeout(self._work(items))
            log.came += [came for came, _ in taken]
            log.begun += [begun] * len(taken)
            log.left += [env.now] * len(taken)
            log.worked.append((begun, env.now))
            self._done(items)


def hourly(begin: NDArray[np.float64], end: NDArray[np.float64], hours: int) -> NDArray[np.float64]:
    """Mean number of intervals that cover each hour, from time 0 on; intervals without an end go on."""
    edges = np.arange(hours + 1) * HOUR
    ends = np.where(np.isnan(end), np.inf, end)

    def covered(times: NDArray[np.float64]) -> NDArray[np.float64]:
        ordered = np.sort(times[np.isfinite(times)])
        sums = np.concatenate(([0.0], np.cumsum(ordered)))
        number = np.searchsorted(ordered, edges, side="right")
        sum_: NDArray[np.float64] = sums[number] + edges * (len(times) - number)
        return sum_

    total: NDArray[np.float64] = np.diff(covered(ends) - covered(begin)) / HOUR
    return total
