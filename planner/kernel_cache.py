"""Where compiled kernels are kept, so that a read-only installation can compile too."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

__all__ = ["prepare_cache"]


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
