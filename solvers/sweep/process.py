"""A child process that solves cases, as its parent sees it: asked, waited for, ended."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from planner.sweep.job import Job, version
from planner.sweep.record import failure
from planner.sweep.store import Store

__all__ = ["CHILD", "CaseProcess", "Request", "Vanished"]

POLL_S = 0.1
START_S = 120.0
"""Seconds that a process may take to load what it needs."""
CHILD = "solvers.sweep.child"
"""The module that a child runs."""
ROOT = Path(__file__).resolve().parents[2]
"""Folder that holds the packages."""


class Vanished(Exception):
    """The process ended without an answer; the text says how."""


@dataclass(frozen=True, slots=True)
class Request:
    """A job, the store its result belongs to, and whether to solve it though there is a result."""

    job: Job
    store: str
    id: str
    again: bool = False

    @staticmethod
    def to(store: Store, job: Job, *, again: bool = False) -> Request:
        """The request whose result belongs into a store."""
        return Request(job, str(store.folder.resolve()), store.id, again)

    def line(self) -> bytes:
        """The request as the child reads it."""
        document = {
            "job": self.job.document(),
            "store": self.store,
            "id": self.id,
            "again": self.again,
            "version": version(),
        }
        return json.dumps(document, ensure_ascii=False).encode() + b"\n"

    @staticmethod
    def read(line: bytes) -> Request:
        """The request that became this line."""
        document = json.loads(line)
        job = Job.from_document(document["job"])
        return Request(job, document["store"], document["id"], document["again"])


@dataclass(slots=True)
class CaseProcess:
    """One child, started when it is first needed, with at most one case at a time."""

    module: str = CHILD
    request: Request | None = None
    since: float = 0.0
    ready: bool = False
    """Whether it has loaded what it needs, from where on the deadline of its case counts."""
    _process: subprocess.Popen[bytes] | None = None
    _read: bytearray = field(default_factory=bytearray)

    def ask(self, request: Request) -> None:
        """Start on a case."""
        self.request, self.since = request, time.monotonic()
        pipe = self._started().stdin
        try:
            if pipe is not None:
                pipe.write(request.line())
                pipe.flush()
        except OSError:
            pass  # it has ended: its output says so too

    @property
    def overdue(self) -> bool:
        """Whether its case has taken longer than it may."""
        if self.request is None:
            return False
        most = self.request.job.run.deadline_s + (0.0 if self.ready else START_S)
        return time.monotonic() - self.since > most

    def fileno(self) -> int:
        """Its output, to wait for."""
        pipe = self._started().stdout
        return pipe.fileno() if pipe is not None else -1

    def take(self) -> dict[str, Any] | None:
        """The answer, if all of it has come; call it when there is something to read. Raises ``Vanished``."""
        piece = os.read(self.fileno(), 1 << 20)
        if not piece:
            raise Vanished(self._how())
        self._read += piece
        line, end, rest = bytes(self._read).partition(b"\n")
        if end and not self.ready:
            self.ready, self.since = True, time.monotonic()
            line, end, rest = rest.partition(b"\n")
            self._read = bytearray(line + end + rest)
        if not end:
            return None
        answer: dict[str, Any] = json.loads(line)
        self._read = bytearray(rest)
        self.request = None
        return answer

    def late(self) -> dict[str, Any]:
        """End it and its case; the record says so."""
        job = self.request.job if self.request is not None else None
        self.end()
        if job is None:
            return {}
        told = f"ended after {job.run.deadline_s:g} s, the deadline of a case"
        took = {"seconds": job.run.deadline_s, "deadline_s": job.run.deadline_s, "seed": job.run.seed}
        return failure(job.key, "deadline", told, **took)

    def run(self, request: Request, unwanted: Callable[[], bool]) -> dict[str, Any] | None:
        """Solve a case from start to end, for a thread that does nothing else; ``None`` when unwanted."""
        self.ask(request)
        with selectors.DefaultSelector() as selector:
            selector.register(self, selectors.EVENT_READ)
            while True:
                if selector.select(POLL_S):
                    answer = self.take()
                    if answer is not None:
                        return answer
                if unwanted():
                    self.end()
                    return None
                if self.overdue:
                    return {"record": self.late(), "kept": False}

    def end(self) -> None:
        """End the process, whatever it is doing, with the engine it may have started."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()
        self._process, self.request, self.ready = None, None, False
        self._read.clear()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", self.module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1"},
                bufsize=0,
            )
        return self._process

    def _how(self) -> str:
        code = self._process.wait() if self._process is not None else 0
        self.end()
        if code < 0:
            return f"its process was ended by signal {-code} (a kill from outside, or too little memory)"
        return f"its process ended with exit code {code}"
