"""Compile the search kernels once and keep them: ``python -m solvers.warm``, part of ``make install``.

Without it the first solve compiles them, which takes the time of a short solve.
"""

from __future__ import annotations

import atexit
import importlib
import os
import shutil
import tempfile
from pathlib import Path


def prepare_cache() -> None:
    """Point the compiler's cache at a writable folder where its own choice would not be writable.

    Must run before numba is imported. numba writes beside the source or into the user's cache
    folder and refuses to import a cached kernel where neither can be written (a read-only
    installation without a home).
    """
    if "NUMBA_CACHE_DIR" in os.environ or os.access(Path(__file__).parent, os.W_OK):
        return
    home_cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    probe = next((place for place in (home_cache, *home_cache.parents) if place.exists()), home_cache)
    if not os.access(probe, os.W_OK):
        place = tempfile.mkdtemp(prefix="planner-kernels-")  # for this process and its workers
        os.environ["NUMBA_CACHE_DIR"] = place
        atexit.register(shutil.rmtree, place, ignore_errors=True)


def warm() -> None:
    """Load every compiled kernel, compiling those that are not cached."""
    prepare_cache()
    for name in ("solvers.arrange", "solvers.allocate"):
        step = getattr(importlib.import_module(name), "warm", None)
        if step is not None:
            step()


if __name__ == "__main__":
    warm()
