"""Arranging a storey: circulation first, then rooms in what it leaves (see docs/arrangement.md)."""

from solvers.arrange.limits import Limits, storey_limits
from solvers.arrange.storey import Arranged, arrange_storey

__all__ = ["Arranged", "Limits", "arrange_storey", "storey_limits", "warm"]


def warm() -> None:
    """Compile the search kernels once, so that later runs load them from the cache."""
    from solvers.arrange import anneal, bins, loose, mosaic

    bins.compile_kernels()
    anneal.compile_kernels()
    mosaic.compile_kernels()
    loose.compile_kernels()
