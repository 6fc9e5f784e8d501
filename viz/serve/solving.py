"""One solve at a time, as a child process: what it tells, how it is stopped, what becomes of its result."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import shutil
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.errors import PlannerError, UsageError
from viz.serve.project import Project
from viz.serve.state import SCENARIO, State

__all__ = ["TOLD", "Asked", "Solving"]

EVENTS = "events.jsonl"
TOLD = "solve.txt"
"""What the command printed, kept in the state."""
PROGRESS = re.compile(r"\s*\d+\.\d s  ")
FOUND = (0, 1)
"""Exit codes of a solve that wrote a whole bundle."""
POLL_S = 0.25
MOST_POINTS = 200
"""Of the curve of value and bound that the page draws."""
MOST_TOLD = 8_000
"""Characters kept of what a failed solve says."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How to solve."""

    again: bool
    """From the layout of the state, or from nothing."""
    seed: int
    effort: int | None
    seconds: float | None
    moved_price: float | None
    lang: str

    def arguments(self, state: State) -> list[str]:
        """Options of the command."""
        found = ["--seed", str(self.seed), "--lang", self.lang, "--no-pictures"]
        if self.effort is not None:
            found += ["--effort", str(self.effort)]
        if self.seconds is not None:
            found += ["--seconds", f"{self.seconds:g}"]
        if self.again:
            found += ["--from", str(state.folder)]
            if self.moved_price is not None:
                found += ["--moved-price", f"{self.moved_price:g}"]
        return found


class Solving:
    """The solve that runs, or the last one."""

    def __init__(self, project: Project, command: Sequence[str]) -> None:
        self._project = project
        self._command = list(command)
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None
        self._work: Path | None = None
        self._began = 0.0
        self._status: dict[str, Any] = {"running": False}
        self._curve: list[tuple[float, float | None, float | None]] = []
        self.version = 0
        """Grows with every change of the status."""

    @property
    def running(self) -> bool:
        """Whether a solve runs now."""
        return self._task is not None and not self._task.done()

    def status(self) -> dict[str, Any]:
        """What the page shows of it."""
        told = {**self._status, "curve": self._curve}
        if self.running:
            told["seconds"] = round(time.monotonic() - self._began, 1)
        return told

    async def begin(self, state: State, asked: Asked) -> None:
        """Start a solve of the scenario of a state; ``UsageError`` while another one runs."""
        if self.running:
            raise UsageError("a solve is running; expected none. Try: wait for it, or stop it")
        if asked.again and not state.solved:
            raise UsageError(f"state {state.number} has no plan to go on from. Try: solve it from nothing")
        holder = contextlib.ExitStack()
        work = holder.enter_context(self._project.begun())
        try:
            self._project.copy_scenario(state, work)
            self._process = await self._start(state, asked, work)
        except BaseException:
            holder.close()
            raise
        self._work, self._began = work, time.monotonic()
        self._status, self._curve = {}, []
        self._tell(running=True)
        self._task = asyncio.create_task(self._follow(state, asked, work, holder))

    async def _start(self, state: State, asked: Asked, work: Path) -> asyncio.subprocess.Process:
        arguments = [str(work / SCENARIO), "-o", str(work), "--events", str(work / EVENTS)]
        with (work / "out").open("wb") as out, (work / "err").open("wb") as err:
            return await asyncio.create_subprocess_exec(
                *self._command, *arguments, *asked.arguments(state),
                stdin=asyncio.subprocess.PIPE, stdout=out, stderr=err, start_new_session=True,
            )  # fmt: skip

    async def _follow(self, state: State, asked: Asked, work: Path, holder: contextlib.ExitStack) -> None:
        """Tell what comes until the process ends; then its folder is a state, or gone."""
        process = self._process
        assert process is not None  # begin() has just made it
        read = 0
        with holder:
            while process.returncode is None:
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(process.wait(), POLL_S)
                read = self._read_events(work / EVENTS, read)
            try:
                self._end(state, asked, work, process.returncode)
            except (OSError, PlannerError) as error:  # such as a full disk
                self._tell(running=False, message=str(error))

    def _read_events(self, path: Path, start: int) -> int:
        """Take the whole lines behind ``start``; where the next ones begin."""
        try:
            with path.open("rb") as stream:
                stream.seek(start)
                piece = stream.read()
        except OSError:
            return start
        whole = piece[: piece.rfind(b"\n") + 1]
        for line in whole.splitlines():
            row = json.loads(line)
            self._note(row)
            if "stage" in row:
                self._tell(
                    **{key: value for key, value in row.items() if value is not None and key != "seconds"}
                )
        return start + len(whole)

    def _note(self, row: dict[str, Any]) -> None:
        value, bound = row.get("incumbent"), row.get("bound")
        if value is None and bound is None:
            return
        self._curve.append((row["seconds"], value, bound))
        if len(self._curve) > MOST_POINTS:
            self._curve = self._curve[::2]

    def _tell(self, **changes: Any) -> None:
        self._status.update(changes)
        self.version += 1

    def _end(self, state: State, asked: Asked, work: Path, code: int) -> None:
        if code in FOUND and (work / "manifest.json").is_file():
            told = (work / "out").read_text("utf-8", "replace").splitlines()
            (work / TOLD).write_text("\n".join(line for line in told if str(work) not in line), "utf-8")
            for name in (EVENTS, "out", "err"):
                (work / name).unlink(missing_ok=True)
            found = self._project.adopt(work, state.number, "again" if asked.again else "solve")
            self._tell(running=False, code=code, state=found.number)
        else:
            self._tell(running=False, code=code, message=_said(work, state.folder, code))

    def stop(self, *, at_once: bool) -> None:
        """Ask for the best so far; with ``at_once`` end it with nothing."""
        if not self.running:
            raise UsageError("no solve is running; expected one. Try: start one")
        if at_once:
            self._kill()
            self._tell(quit=True)
        elif self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.terminate()
        self._tell(stopping=True)

    def _kill(self) -> None:
        """End the process and its workers; it leads a session of its own, where there are such."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()

    async def close(self) -> None:
        """End what runs; nothing of it stays."""
        self._kill()
        if self._task is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        if self._work is not None and self._work.is_dir():
            shutil.rmtree(self._work, ignore_errors=True)


def _said(work: Path, folder: Path, code: int) -> str:
    """What the process told before it ended without a result, its progress left out."""
    lines: list[str] = []
    with contextlib.suppress(OSError):
        lines = (work / "err").read_text("utf-8", "replace").splitlines()
    told = "\n".join(line for line in lines if not PROGRESS.match(line))
    for place in (work, folder):
        told = told.replace(f"{place}{os.sep}", "")
    words = told.strip()[-MOST_TOLD:]
    return words or f"ended with code {code} and without a word"
