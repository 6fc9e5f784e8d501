"""Compile the kernels once and keep them: ``python -m solvers.warm``, part of ``make install``.

Without it the first solve compiles them, which takes the time of a short solve.
"""

from __future__ import annotations

import importlib

from planner.kernel_cache import prepare_cache


def warm() -> None:
    """Load every compiled kernel, compiling those that are not cached."""
    prepare_cache()
    for name in (
        "planner.circulation.walk",
        "solvers.arrange",
        "solvers.allocate",
        "solvers.lanes.cuts",
        "planner.simulate.leasing.run",
    ):
        step = getattr(importlib.import_module(name), "warm", None)
        if step is not None:
            step()


if __name__ == "__main__":
    warm()
