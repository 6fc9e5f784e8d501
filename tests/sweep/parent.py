"""A sweep run by stubs, in a process that a test can kill: ``python -m tests.sweep.parent SWEEP FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

from planner.sweep.read import load_sweep
from planner.sweep.store import Store
from solvers.sweep.local import LocalPool
from solvers.sweep.run import run_sweep

STUB = "tests.sweep.stub"


def main() -> None:
    found, store = load_sweep(Path(sys.argv[1])), Store.created(Path(sys.argv[2]))
    with store.alone():
        run_sweep(found, store, LocalPool(store, 2, STUB))


if __name__ == "__main__":
    main()
