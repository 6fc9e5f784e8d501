"""A pool on a Dask cluster: the scheduler hands cases to workers, each of which solves them in children.

The scheduler keeps nothing that matters: results are written by the children where the folder of the sweep
can be reached from the worker, else here as soon as they come.
"""

from __future__ import annotations

import asyncio
import logging
import math
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from typing import Any

from planner.errors import UsageError
from planner.sweep.job import version
from solvers.sweep.local import Answer, answer_of, given_up
from solvers.sweep.process import CHILD, CaseProcess, Request, Vanished

__all__ = ["ClusterPool", "solve_remote"]

ADDRESS = re.compile(r"[a-z]+://[^\s/]+:[0-9]{1,5}")
CONNECT_S = 10.0
WORKERS_S = 30.0
"""Seconds to wait for the first worker of a cluster."""
RESULT_S = 60.0
"""Seconds to wait for a result that is there."""
POLL_S = 0.05
ASK_S = 1.0
AHEAD = 2
"""Cases handed to the scheduler for every thread of its workers."""
REMOTE_TRIES = 3
"""A case whose child ends without an answer this often on a worker is given up."""


@dataclass(slots=True)
class ClusterPool:
    """A client of a Dask scheduler, connected when it is made; ``UsageError`` where that fails."""

    address: str
    connect_s: float = CONNECT_S
    workers_s: float = WORKERS_S
    module: str = CHILD
    _client: Any = None
    _asked: float = -math.inf
    _count: int = 1
    _open: dict[Any, Request] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._client = _client(self.address, self.connect_s)
        try:
            self._client.wait_for_workers(1, timeout=self.workers_s)
            self._same_version()
        except BaseException as error:
            self._client.close(timeout=1)
            if isinstance(error, TimeoutError):
                raise UsageError(
                    f"{self.address}: the scheduler has no worker after {self.workers_s:g} s, expected one "
                    f"at least. Try: dask worker {self.address}"
                ) from None
            raise

    def run(self, requests: Iterator[Request], stop: Callable[[], bool]) -> Iterator[Answer]:
        """See ``Pool``."""
        left = True
        while not stop():
            self._alive()
            room = AHEAD * self._threads()
            while left and len(self._open) < room:
                request = next(requests, None)
                left = request is not None
                if request is not None:
                    self._submit(request)
            if not self._open and not left:
                return
            done = [future for future in self._open if future.done()]
            for future in done:
                yield self._answer(future, self._open.pop(future))
            if not done:
                time.sleep(POLL_S)

    def close(self) -> None:
        """Take back what is not done, so that workers end its children, and leave."""
        if self._client is None:
            return
        try:
            if self._open and self._client.status == "running":
                self._client.cancel(list(self._open), force=True)
            self._client.close(timeout=5)
        except (OSError, TimeoutError, RuntimeError):
            pass  # the scheduler is gone: its workers leave by themselves
        self._open.clear()
        self._client = None

    def _submit(self, request: Request) -> None:
        number = f"case-{request.job.key}-{time.monotonic_ns()}"
        future = self._client.submit(
            solve_remote, request.line(), version(), self.module, key=number, pure=False
        )
        self._open[future] = request

    def _answer(self, future: Any, request: Request) -> Answer:
        try:
            return self._told(future, request)
        except (OSError, TimeoutError, asyncio.CancelledError, CancelledError):
            raise self._gone() from None

    def _told(self, future: Any, request: Request) -> Answer:
        key = request.job.key
        if future.status == "cancelled":
            raise self._gone()
        error = future.exception(timeout=RESULT_S) if future.status == "error" else None
        if error is not None:
            return given_up(
                request, f"{type(error).__name__}: {' '.join(str(error).split())[:200]}", REMOTE_TRIES
            )
        told: dict[str, Any] = future.result(timeout=RESULT_S)
        return answer_of(key, told)

    def _alive(self) -> None:
        if self._client.status != "running":
            raise self._gone()

    def _gone(self) -> UsageError:
        return UsageError(
            f"{self.address}: the connection to the Dask scheduler is lost, expected it to live as long as "
            "the sweep. Try: start it again, or leave --scheduler out"
        )

    def _threads(self) -> int:
        """Threads of all workers, asked for now and then: they come and go."""
        now = time.monotonic()
        if now - self._asked > ASK_S:
            try:
                workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
            except (OSError, TimeoutError):
                raise self._gone() from None
            self._asked, self._count = now, max(1, sum(int(row["nthreads"]) for row in workers))
        return self._count

    def _same_version(self) -> None:
        told = self._client.run(_version, on_error="return")
        for worker, answer in sorted(told.items()):
            if isinstance(answer, BaseException):
                raise UsageError(
                    f"{worker}: this worker cannot load the planner ({type(answer).__name__}: {answer}); "
                    f"expected version {version()}. Try: install the planner there, with its extra cluster"
                )
            if answer != version():
                raise UsageError(
                    f"{worker}: this worker has version {answer} of the planner, expected {version()}, the "
                    "one here: results would differ. Try: install the same one there"
                )


def _client(address: str, seconds: float) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise UsageError(
            "--scheduler: the library Dask is not installed, expected for a cluster. "
            "Try: pip install 'ecommerce-park-planner[cluster]', or leave --scheduler out"
        ) from None
    _silence()
    if not ADDRESS.fullmatch(address):
        raise UsageError(
            f"--scheduler: got {address}; expected protocol, host and port of a Dask scheduler, such as "
            "tcp://127.0.0.1:8786. Try: copy the address that `dask scheduler` prints"
        )
    try:
        make: Any = Client
        return make(address, timeout=seconds, set_as_default=False, name="planner-sweep")
    except (OSError, ValueError, TypeError) as error:
        told = " ".join(str(error).split())[:120] or type(error).__name__
        raise UsageError(
            f"--scheduler: got {address}; no Dask scheduler answers there within {seconds:g} s ({told}); "
            "expected one such as tcp://127.0.0.1:8786. Try: dask scheduler, or leave --scheduler out"
        ) from None


def _silence() -> None:
    """What the library logs is said by our errors; its loggers have levels of their own."""
    for name in ("distributed", *logging.root.manager.loggerDict):
        if name == "distributed" or name.startswith("distributed."):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


# ---------------------------------------------------------------- on a worker

_idle: list[CaseProcess] = []
_lock = threading.Lock()


def _version() -> str:
    return version()


def solve_remote(line: bytes, wanted: str, module: str = CHILD) -> dict[str, Any]:
    """Solve a case in a child of this worker; what a child tells is the answer."""
    if version() != wanted:
        return {"fault": f"a worker has version {version()} of the planner, expected {wanted}"}
    request = Request.read(line)
    with _lock:
        child = _idle.pop() if _idle else CaseProcess(module)
    how = ""
    for _ in range(REMOTE_TRIES):
        try:
            told = child.run(request, _unwanted())
        except Vanished as error:
            how = str(error)
            continue
        with _lock:
            _idle.append(child)
        return told if told is not None else {"fault": "taken back"}
    answer = given_up(request, how, REMOTE_TRIES)
    return {"record": answer.record, "kept": False}


def _unwanted() -> Callable[[], bool]:
    """Whether the scheduler has taken the task of this thread back, which stops nothing by itself."""
    from distributed import get_worker

    worker = get_worker()
    key = worker.get_current_task()

    def unwanted() -> bool:
        task = worker.state.tasks.get(key)
        return task is None or task.state == "cancelled"

    return unwanted
