"""Giving back units that were kept for nothing: a clause may fail as often as was asked, not less.

The program of ``reserves`` looks at few futures and asks for more than the probability. Here many futures are
looked at, and only how many fail counts: units are given back one by one, those first that cost most for what
they do to the futures that are about to fail.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from solvers.robust.futures import Futures, Parts

__all__ = ["released"]

Floats = npt.NDArray[np.float64]
NEAR = 1.5
"""Futures that count as about to fail, as a multiple of those that may."""
LEAST = 1e-9


def released(
    futures: Futures,
    rows: Sequence[Parts],
    costs: Floats,
    chosen: npt.NDArray[np.bool_],
    already: npt.NDArray[np.bool_],
    may_fail: float,
) -> npt.NDArray[np.bool_]:
    """Of the units ``chosen`` those without which more than ``may_fail`` of the futures fail some row.

    ``already``: units that are kept in any case. The same units where these fail too often by themselves.
    """
    limit = int(may_fail * futures.free.shape[0])
    totals, gains = _sums(futures, rows, chosen)
    kept = chosen.copy()
    open_ = kept & ~already
    while open_.any() and _failing(totals) <= limit:
        units = np.flatnonzero(open_)
        harm = np.zeros(len(units))
        for gain, total in zip(gains, totals, strict=True):
            near = np.argsort(total, kind="stable")[: max(1, int(NEAR * limit))]
            harm += np.maximum(gain[near][:, units], 0.0).mean(axis=0)
        order = units[np.argsort(-(costs[units] + LEAST) / (harm + LEAST), kind="stable")]
        for u in order:
            left = [total - gain[:, u] for total, gain in zip(totals, gains, strict=True)]
            open_[u] = False
            if _failing(left) <= limit:
                totals, kept[u] = left, False
                break
    return kept


def _sums(
    futures: Futures, rows: Sequence[Parts], chosen: npt.NDArray[np.bool_]
) -> tuple[list[Floats], list[Floats]]:
    """Of each row in each month: its value in each future, and what keeping each unit adds to it."""
    totals, gains = [], []
    for parts in rows:
        for m in range(len(futures.months)):
            free, kept = parts.of(futures.free[:, :, m]), parts.of(futures.kept[:, :, m])
            totals.append(parts.constant + np.where(chosen, kept, free).sum(axis=1))
            gains.append(kept - free)
    return totals, gains


def _failing(totals: Sequence[Floats]) -> int:
    """Futures that fail in the row and month in which most do."""
    return max(int((total < 0).sum()) for total in totals)
