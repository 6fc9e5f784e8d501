"""The progress of a sweep on standard error: a bar with time to go on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TextIO

from viz.sweep_words import statuses_text

__all__ = ["SweepDisplay", "duration", "sweep_progress"]

PLAIN_EVERY_S = 10.0


class Pace(Protocol):
    """How far a sweep is."""

    total: int
    known: int
    statuses: Counter[str]

    @property
    def done(self) -> int:
        """Cases with a result."""
        ...

    @property
    def left_s(self) -> float | None:
        """Seconds to go."""
        ...


class SweepDisplay(Protocol):
    """Something that shows how far a sweep is; both methods may be called from any thread."""

    def show(self, pace: Pace) -> None:
        """Show the state."""
        ...

    def notice(self, text: str) -> None:
        """Show a line that stays."""
        ...


@contextmanager
def sweep_progress(quiet: bool, stream: TextIO | None = None) -> Iterator[SweepDisplay]:
    """The display that fits: none when quiet, a bar on a terminal, lines elsewhere."""
    out = stream or sys.stderr
    if quiet:
        yield _Silent()
    elif out.isatty():
        with _bar(out) as bar:
            yield bar
    else:
        yield _Lines(out)


def duration(seconds: float | None) -> str:
    """A time to go as people say it: ``1:05:00``, ``2:03``."""
    if seconds is None:
        return "-:--"
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, seconds_ = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{seconds_:02d}" if hours else f"{minutes}:{seconds_:02d}"


class _Silent:
    def show(self, pace: Pace) -> None:
        """Shown to nobody."""

    def notice(self, text: str) -> None:
        """Shown to nobody."""


class _Lines:
    """A line at the start, now and then, and at the end."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._told: float | None = None

    def show(self, pace: Pace) -> None:
        """Print the state if it is time to."""
        now = time.monotonic()
        first = self._told is None
        if first or pace.done == pace.total or now - (self._told or 0.0) >= PLAIN_EVERY_S:
            self._told = now
            known = f", {pace.known:,} of them known before" if pace.known and first else ""
            left = f", {duration(pace.left_s)} to go" if pace.left_s and pace.done < pace.total else ""
            states = statuses_text(pace.statuses)
            self.notice(
                f"{pace.done:,} of {pace.total:,} cases{known}{left}" + (f": {states}" if states else "")
            )

    def notice(self, text: str) -> None:
        """Print the text."""
        self._stream.write(text + "\n")
        self._stream.flush()


class _Bar:
    def __init__(self, progress: Any, task: Any) -> None:
        self._progress = progress
        self._task = task

    def show(self, pace: Pace) -> None:
        """Move the bar."""
        self._progress.update(
            self._task,
            completed=pace.done,
            total=pace.total,
            left=duration(pace.left_s),
            states=statuses_text(pace.statuses),
        )

    def notice(self, text: str) -> None:
        """Print the text above the bar."""
        self._progress.console.print(text, highlight=False, markup=False)


@contextmanager
def _bar(stream: TextIO) -> Iterator[_Bar]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(file=stream)
    columns = (
        MofNCompleteColumn(),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]} to go"),
        TextColumn("{task.fields[states]}", style="dim"),
    )
    with Progress(
        *columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False
    ) as shown:
        yield _Bar(shown, shown.add_task("", total=None, left="-:--", states=""))
