"""OR-Tools' MathOpt in a process of its own, so that a solve can be given up at any moment."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

from solvers.allocate.program import Program

POLL_S = 0.1
SHORT_COLUMNS = 2_000
"""A program with no more columns is solved in less time than it takes to start a process."""


class Stopped(Exception):
    """The caller asked to stop while a program was being solved."""


@dataclass(frozen=True, slots=True)
class Request:
    """How to solve a program. Limits count nodes and simplex iterations (0: none), never seconds.

    ``proof``: a good plan is known, so that HiGHS spends nothing on looking for one.
    """

    solver: str = "HIGHS"
    relax: bool = False
    nodes: int = 1_000_000
    iterations: int = 0
    gap: float = 1e-6
    proof: bool = False
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. ``values`` and ``duals`` are ``None`` without a solution."""

    reason: str
    bound: float
    objective: float | None
    values: npt.NDArray[np.float64] | None
    duals: npt.NDArray[np.float64] | None
    nodes: int
    iterations: int

    @property
    def infeasible(self) -> bool:
        """Whether the solver proved that there is no solution."""
        return self.reason == "INFEASIBLE"


class Engine:
    """A worker process. Use as a context manager; ``ask`` then ``wait``, or ``solve`` for both."""

    def __init__(self, stop: Callable[[], bool]) -> None:
        self._stop = stop
        self._process: subprocess.Popen[bytes] | None = None
        self.requests = 0
        self.unanswered = 0
        """Requests whose answers nobody has taken."""

    def stopped(self) -> bool:
        """Whether the caller has asked to stop."""
        return self._stop()

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the worker, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()
            self._process = None
        self.unanswered = 0

    def solve(self, program: Program, request: Request) -> Outcome:
        """Solve a program; raises ``Stopped`` when asked to stop."""
        self.ask(program, request)
        return self.wait()

    def ask(self, program: Program, request: Request) -> None:
        """Start solving a program in the background."""
        model = program.proto().SerializeToString()
        header = {**_header(request), "bytes": len(model)}
        pipe = self._started().stdin
        if pipe is None:
            raise RuntimeError("the worker has no input pipe")
        rest = memoryview(json.dumps(header).encode() + b"\n" + model)
        while rest:  # a signal may cut a write short
            rest = rest[pipe.write(rest) :]
        self.requests += 1
        self.unanswered += 1

    def ready(self, seconds: float = 0.0) -> bool:
        """Whether an answer has begun to arrive, after waiting at most this long."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._output(), selectors.EVENT_READ)
            return bool(selector.select(seconds))

    def wait(self) -> Outcome:
        """The answer to the oldest request; raises ``Stopped`` when asked to stop before it comes."""
        while not self.ready(POLL_S):
            if self._stop():
                self.close()
                raise Stopped
        line = self._exactly_line()
        self.unanswered -= 1
        answer: dict[str, Any] = json.loads(line)
        values = self._numbers(answer["values"])
        duals = self._numbers(answer["duals"])
        return _outcome(answer, values, duals)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            script = Path(__file__).with_name("worker.py")
            environment = {**os.environ, "OMP_NUM_THREADS": "1"}
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(script)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
                env=environment,
                bufsize=0,
            )
        return self._process

    def _output(self) -> Any:
        return self._started().stdout

    def _exactly_line(self) -> bytes:
        line = bytearray()
        while not line.endswith(b"\n"):
            line += self._exactly(1)
        return bytes(line)

    def _exactly(self, count: int) -> bytes:
        pieces = bytearray()
        while len(pieces) < count:
            piece = self._output().read(count - len(pieces))
            if not piece:
                raise RuntimeError("the solver's process ended without an answer")
            pieces += piece
        return bytes(pieces)

    def _numbers(self, count: int) -> npt.NDArray[np.float64]:
        return np.frombuffer(self._exactly(8 * count), dtype=np.float64)


def solve_here(program: Program, request: Request) -> Outcome:
    """Solve a small program in this process."""
    from solvers.allocate.worker import solve

    answer, blob = solve(_header(request), program.proto().SerializeToString())
    numbers = np.frombuffer(blob, dtype=np.float64)
    return _outcome(answer, numbers[: answer["values"]], numbers[answer["values"] :])


class Stoppable:
    """Solves programs one after the other: short ones in this process, longer ones in one that can be ended.

    Use as a context manager.
    """

    def __init__(self, stop: Callable[[], bool]) -> None:
        self.stop = stop
        self._engine = Engine(stop)

    def __enter__(self) -> Stoppable:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.close()

    def solve(self, program: Program, request: Request) -> Outcome:
        """Solve a program; raises ``Stopped`` when asked to stop."""
        if self.stop():
            raise Stopped
        short = len(program.value) <= SHORT_COLUMNS
        return solve_here(program, request) if short else self._engine.solve(program, request)


def _header(request: Request) -> dict[str, Any]:
    return {
        "solver": request.solver,
        "relax": request.relax,
        "nodes": request.nodes,
        "iterations": request.iterations,
        "gap": request.gap,
        "proof": request.proof,
        "seed": request.seed,
    }


def _outcome(
    answer: dict[str, Any], values: npt.NDArray[np.float64], duals: npt.NDArray[np.float64]
) -> Outcome:
    return Outcome(
        answer["reason"],
        answer["bound"],
        answer["objective"],
        values if len(values) else None,
        duals if len(duals) else None,
        answer["nodes"] or 0,
        answer["iterations"] or 0,
    )
