"""The progress of a solve on standard error: a live panel on a terminal, plain lines elsewhere."""

from __future__ import annotations

import json
import math
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TextIO

from planner.errors import UsageError
from planner.progress import Event, Stage

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["ProgressDisplay", "progress"]

PLAIN_EVERY_S = 10.0
"""Without a terminal, a stage that goes on is told again this often."""

STAGES: tuple[Stage, ...] = ("measure", "allocate", "arrange", "roads", "write", "check", "draw")


class ProgressDisplay(Protocol):
    """Something that shows events; both methods may be called from any thread."""

    def event(self, event: Event) -> None:
        """Show the state of the running stage."""
        ...

    def notice(self, text: str) -> None:
        """Show a line that stays."""
        ...


@contextmanager
def progress(
    quiet: bool, stream: TextIO | None = None, events: Path | None = None
) -> Iterator[ProgressDisplay]:
    """The display that fits: none when quiet, live on a terminal, lines elsewhere.

    ``events`` is a file that gets every event as well, one JSON object a line, for other programs.
    """
    if events is not None:
        with progress(quiet, stream) as shown, _opened(events) as file:
            yield Noted(shown, file)
        return
    out = stream or sys.stderr
    if quiet:
        yield Silent()
    elif out.isatty():
        live = Live()
        with live.shown(out):
            yield live
    else:
        yield Lines(out)


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    try:
        stream = path.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(
            f"{path}: cannot be written ({reason}); expected a file for the events of the search. "
            "Try: another path with --events"
        ) from error
    with stream:
        yield stream


@dataclass(frozen=True, slots=True)
class Noted:
    """Shows events as another display does, and writes each one down as it comes."""

    shown: ProgressDisplay
    file: TextIO
    start: float = field(default_factory=time.monotonic)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def event(self, event: Event) -> None:
        """Show it, and write it as a line with the seconds since the start."""
        self.shown.event(event)
        self._write({**asdict(event), "gap": _finite(event.gap)})

    def notice(self, text: str) -> None:
        """Show the text, and write it."""
        self.shown.notice(text)
        self._write({"notice": text})

    def _write(self, row: dict[str, object]) -> None:
        document = {"seconds": round(time.monotonic() - self.start, 3), **row}
        line = json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n"
        with self.lock:
            self.file.write(line)
            self.file.flush()


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


class Silent:
    """Shows nothing."""

    def event(self, event: Event) -> None:
        """Shown to nobody."""

    def notice(self, text: str) -> None:
        """Shown to nobody."""


class Lines:
    """One line at the start of a stage, and now and then while it goes on."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._start = time.monotonic()
        self._last: Event | None = None
        self._told = 0.0

    def event(self, event: Event) -> None:
        """Print the event if it is news."""
        now = time.monotonic()
        last = self._last
        news = last is None or (last.stage, last.detail) != (event.stage, event.detail)
        whole = event.total > 0 and event.done == event.total
        self._last = event
        if news or whole or now - self._told >= PLAIN_EVERY_S:
            self._told = now
            self.notice(f"{now - self._start:7.1f} s  {told(event)}")

    def notice(self, text: str) -> None:
        """Print the text."""
        self._stream.write(text + "\n")
        self._stream.flush()


class Live:
    """A panel with one row a stage, redrawn a few times a second."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: dict[Stage, Event] = {}
        self._since: dict[Stage, float] = {}
        self._until: dict[Stage, float] = {}
        self._notices: list[str] = []

    @contextmanager
    def shown(self, stream: TextIO) -> Iterator[None]:
        """Show the panel inside the block, and take it away afterwards."""
        from rich.console import Console
        from rich.live import Live as RichLive

        console = Console(file=stream)
        with RichLive(
            get_renderable=self.panel,
            console=console,
            refresh_per_second=5,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        ):
            yield

    def event(self, event: Event) -> None:
        """Keep the event for the next redraw; a number once known stays shown."""
        now = time.monotonic()
        with self._lock:
            known = self._events.get(event.stage)
            if known is not None and event.incumbent is None and event.bound is None:
                event = replace(event, incumbent=known.incumbent, bound=known.bound, gap=known.gap)
            for stage in self._events:
                if stage != event.stage:
                    self._until.setdefault(stage, now)
            self._until.pop(event.stage, None)
            self._since.setdefault(event.stage, now)
            self._events[event.stage] = event

    def notice(self, text: str) -> None:
        """Add a line below the panel."""
        with self._lock:
            self._notices.append(text)

    def panel(self) -> Table:
        """The panel as it stands."""
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, padding=(0, 2, 0, 0))
        for title in ("stage", "s", "CNY a year", "bound", "gap", ""):
            table.add_column(title, justify="left" if title in ("stage", "") else "right")
        now = time.monotonic()
        with self._lock:
            for stage in STAGES:
                event = self._events.get(stage)
                if event is None:
                    continue
                took = self._until.get(stage, now) - self._since[stage]
                style = "dim" if stage in self._until else "bold"
                cells = (stage, f"{took:.0f}", _money(event.incumbent), _money(event.bound), _gap(event.gap))
                table.add_row(*(Text(cell) for cell in (*cells, _where(event))), style=style)
            if self._notices:
                table.caption = Text("\n".join(self._notices))
                table.caption_justify = "left"
        return table


def told(event: Event) -> str:
    """The event as one line of text."""
    parts = [f"{event.stage:9}", _where(event)]
    if event.incumbent is not None:
        parts.append(f"value {_money(event.incumbent)} CNY a year")
    if event.bound is not None:
        parts.append(f"bound {_money(event.bound)}")
    if event.gap is not None and event.incumbent is not None:
        parts.append(f"gap {_gap(event.gap)}")
    return "  ".join(part for part in parts if part).rstrip()


def _where(event: Event) -> str:
    storeys = f"{event.done} of {event.total} storeys" if event.total else ""
    return "  ".join(part for part in (event.detail, storeys) if part)


def _money(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


def _gap(value: float | None) -> str:
    return "" if value is None or value == float("inf") else f"{value:.2%}"
