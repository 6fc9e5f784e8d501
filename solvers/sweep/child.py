"""A process that solves one case after another: ``python -P -m solvers.sweep.child``.

A request is a line of JSON on standard input, the answer a line of JSON on standard output. The process ends
with its input, in the midst of a case too, so that none outlives who started it.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import sys
import tempfile
import threading
from base64 import b64encode
from pathlib import Path
from typing import Any, BinaryIO

from planner.errors import PlannerError
from planner.kernel_cache import prepare_cache
from planner.sweep.job import Job, version
from planner.sweep.store import Store

__all__ = ["main"]


OTHER_CODE = (
    "a process that solves cases has version {here} of the planner, expected {there}, the one that began: "
    "results would differ. Try: the same command again, so that all of it runs the same code"
)


def main() -> None:
    """Serve requests until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a solver prints is for nobody
    requests: queue.Queue[dict[str, Any]] = queue.Queue()
    threading.Thread(target=_read, args=(sys.stdin.buffer, requests), daemon=True).start()
    prepare_cache()
    child = Child()
    _say(out, {"ready": True})
    while True:
        request = requests.get()
        _say(out, child.answer(request))


def _say(out: BinaryIO, answer: dict[str, Any]) -> None:
    out.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
    out.flush()


def _read(stream: BinaryIO, requests: queue.Queue[dict[str, Any]]) -> None:
    while line := stream.readline():
        requests.put(json.loads(line))
    os._exit(0)


class Child:
    """What is kept from case to case: the stores that were met, the engine."""

    def __init__(self) -> None:
        from solvers.sweep.case import CaseEngine

        self._stores: dict[str, Store] = {}
        self._engine = CaseEngine()

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Solve a case and keep its result where the store can be reached from here; else send all of it."""
        if request["version"] != version():
            return {"fault": OTHER_CODE.format(here=version(), there=request["version"])}
        job = Job.from_document(request["job"])
        store = self._store(request["store"], request["id"])
        try:
            known = store.get(job.key) if store is not None and not request["again"] else None
            if known is not None:
                return {"record": known, "kept": True}
            if store is not None:
                store.note("begun", job.key)
            return self._solve(job, store)
        except (PlannerError, OSError) as error:
            return {"fault": str(error)}

    def _store(self, folder: str, id: str) -> Store | None:
        if id not in self._stores:
            store = Store.found(Path(folder))
            if store is None or store.id != id:
                return None
            self._stores[id] = store
        return self._stores[id]

    def _solve(self, job: Job, store: Store | None) -> dict[str, Any]:
        from solvers.sweep.case import solve_case

        if store is not None and job.run.what == "layout":
            (store.folder / "bundles").mkdir(parents=True, exist_ok=True)
            work = Path(tempfile.mkdtemp(prefix=f".{job.key}-", dir=store.folder / "bundles"))
        else:
            work = Path(tempfile.mkdtemp(prefix="planner-case-"))
        try:
            record = solve_case(job, work, self._engine)
            if store is None:
                return {"record": record, "kept": False, "files": _packed(work)}
            if (work / "layout.geojson").is_file():
                shutil.rmtree(store.bundle(job.key), ignore_errors=True)
                work.chmod(0o755)  # a temporary folder is nobody else's
                work.replace(store.bundle(job.key))
            store.put(record)
            store.note("solved", job.key)
            return {"record": record, "kept": True}
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _packed(work: Path) -> dict[str, str]:
    if not (work / "layout.geojson").is_file():
        return {}
    return {path.name: b64encode(path.read_bytes()).decode() for path in work.iterdir() if path.is_file()}


if __name__ == "__main__":
    main()
