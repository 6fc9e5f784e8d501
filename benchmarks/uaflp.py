"""Published instances of the unequal-area layout problem: blocks with areas and flows on a rectangular site.

Prints a JSON line per instance: its name, the cost of the layout (flow times distance between middles, each
pair once), the best value known and how far above it the layout lies, seconds, and the rectangles (x, y of
the
lower left corner, width, height) in the order of the blocks. docs/benchmarks.md tells the format of an
instance.

    python benchmarks/uaflp.py INSTANCE.json... [--seconds 60] [--seed 1] [--moves N] [--workers 2]
        [--json] [--stream]
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

if not __package__:  # run as a file: the folder of the project is not on the path then
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.layouts import Floats, Instance, best_known, command, read_json
from planner.errors import UsageError
from solvers.arrange.blocks import BlockLayout, Blocks, block_cost

METRICS = ("rect", "manh", "eucl")
LIMITS = {
    "width": (0.0, "a finite number above 0"),
    "height": (0.0, "a finite number above 0"),
    "areas": (0.0, "finite numbers above 0"),
    "flows": (0.0, "finite numbers of at least 0, a row for each block"),
    "max_aspect": (1.0, "at least 1: the longer side over the shorter"),
    "min_side": (0.0, "finite numbers of at least 0"),
    "w": (0.0, "numbers of at least 0"),
    "h": (0.0, "numbers of at least 0"),
}
"""Least value, and what is expected, of the numbers of an instance."""
TOLERANCE = 1e-6
"""What a limit may be exceeded by, in units of length (areas: times the longest side of the site)."""


def main() -> int:
    """Parse, run, print."""
    return command(__doc__ or "", read, 60.0)


def read(file: Path) -> Instance:
    """An instance of a file."""
    data = read_json(file, ("width", "height", "areas", "flows"))
    blocks = blocks_of(data)

    def finished(got: BlockLayout) -> tuple[Floats, float]:
        wrong = faults(blocks, got)
        if wrong:
            raise RuntimeError(f"{file}: {wrong[0]}")
        return got.boxes, got.cost

    return Instance(str(data.get("name", file.stem)), best_known(data), blocks, finished)


def blocks_of(data: dict[str, Any]) -> Blocks:
    """The limits of an instance as least sides.

    A block larger than its area can be shrunk about its middle, so the area rules ``equal`` and ``at least``
    ask for the same; and since area, aspect and upper bounds of a side give a lower bound of the other, least
    sides say it all.
    """
    areas = _numbers(data, "areas", ())
    n = len(areas)
    flows = _numbers(data, "flows", (n, n))
    aspect = _numbers(data, "max_aspect", (n,), np.inf)
    side = _numbers(data, "min_side", (n,), 0.0)
    bounds = data.get("dept_bounds") or {}
    if not isinstance(bounds, dict):
        raise UsageError(
            f"dept_bounds is {bounds!r}; expected w and h, each a list of least and one of most sides"
        )
    free = np.stack([np.zeros(n), np.full(n, np.inf)])
    wide, high = (_numbers(bounds, key, (2, n), free, of="dept_bounds.") for key in ("w", "h"))
    if not np.array_equal(flows, flows.T):
        a, b = np.argwhere(flows != flows.T)[0]
        raise UsageError(
            f"flows[{a}][{b}] is {flows[a, b]:g}, flows[{b}][{a}] is {flows[b, a]:g}; expected symmetric "
            "flows: flows[i][j] of each pair i < j counts once"
        )
    for key, low, high_ in (("w", *wide), ("h", *high)):
        if (low > high_).any():
            k = int(np.argmax(low > high_))
            raise UsageError(
                f"dept_bounds.{key} of block {k} is at least {low[k]:g} and at most {high_[k]:g}"
            )
    metric = str(data.get("metric", "rectilinear")).lower()
    if not metric.startswith(METRICS):
        raise UsageError(f"metric is {data['metric']!r}; expected rectilinear or euclidean")
    with np.errstate(divide="ignore"):
        least = np.stack([wide[0], high[0]], axis=1)
        least = np.maximum(least, np.stack([areas / high[1], areas / wide[1]], axis=1))
    least = np.maximum(least, np.maximum(np.sqrt(areas / aspect), side)[:, None])
    # bounds that were printed with four digits may miss the area by the last of them
    over = np.sqrt(np.maximum(1.0, least.prod(axis=1) / areas))
    least = np.where((over < 1 + 1e-4)[:, None], least / over[:, None], least)
    width, height = (float(_numbers(data, key, (1,))[0]) for key in ("width", "height"))
    return Blocks(width, height, areas, least, flows, metric.startswith("eucl"))


def _numbers(
    data: dict[str, Any], key: str, shape: tuple[int, ...], default: Any = None, *, of: str = ""
) -> NDArray[np.float64]:
    """The numbers under a key, in a shape (``()``: a list of any length); one number stands for all."""
    least, words = LIMITS[key]
    given = data.get(key)
    if given is None and default is not None:
        return np.broadcast_to(np.asarray(default, float), shape)
    wanted = (
        "a list of numbers" if not shape else "a number" if shape == (1,) else " x ".join(map(str, shape))
    )
    wanted += " numbers" if shape not in ((), (1,)) else ""
    found = np.asarray(given, dtype=object) if _even(given) else np.empty(0, dtype=object)
    plain = all(isinstance(entry, int | float) and not isinstance(entry, bool) for entry in found.ravel())
    if not found.size or not plain or (found.ndim == 0 and len(shape) != 1):
        raise UsageError(f"{of}{key} is {_short(given)}; expected {wanted}, {words}")
    numeric = found.astype(float)
    if len(shape) == 1 and found.ndim == 0:
        numeric = np.broadcast_to(numeric, shape)
    if (numeric.shape != shape and shape) or (not shape and (numeric.ndim != 1 or not len(numeric))):
        size = " x ".join(map(str, numeric.shape)) or "one"
        raise UsageError(
            f"{of}{key} holds {size} numbers; expected {wanted}: one for each block or pair of them"
        )
    top = np.inf if key in ("max_aspect", "w", "h") else 1e300
    bad = ~((numeric >= least) & (numeric <= top)) | np.isnan(numeric)
    bad |= (numeric == 0) if key in ("areas", "width", "height") else False
    if bad.any():
        at = "".join(f"[{k}]" for k in np.argwhere(bad)[0]) if found.ndim else ""
        raise UsageError(f"{of}{key}{at} is {numeric[bad][0]:g}; expected {words}")
    return numeric


def _even(value: Any) -> bool:
    """Whether a value is a number, a list, or a list of lists of one length: what an array can be."""
    if not isinstance(value, list):
        return True
    lengths = {len(row) if isinstance(row, list) else -1 for row in value}
    return len(lengths) <= 1


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def faults(blocks: Blocks, layout: BlockLayout) -> list[str]:
    """What a layout breaks: the site, overlaps, areas, least sides, the cost it claims."""
    boxes, found = layout.boxes, []
    for i, (x0, y0, x1, y1) in enumerate(boxes.tolist()):
        if min(x0, y0) < -TOLERANCE or x1 > blocks.width + TOLERANCE or y1 > blocks.height + TOLERANCE:
            found.append(f"block {i} leaves the site")
        if abs((x1 - x0) * (y1 - y0) - blocks.areas[i]) > TOLERANCE:
            found.append(f"block {i} has another area")
        if x1 - x0 < blocks.least[i, 0] - TOLERANCE or y1 - y0 < blocks.least[i, 1] - TOLERANCE:
            found.append(f"block {i} is too narrow")
        for j, (u0, v0, u1, v1) in enumerate(boxes[:i].tolist()):
            if min(x1, u1) - max(x0, u0) > TOLERANCE and min(y1, v1) - max(y0, v0) > TOLERANCE:
                found.append(f"blocks {j} and {i} overlap")
    if abs(block_cost(blocks, boxes) - layout.cost) > 1e-9 * layout.cost:
        found.append("the cost is not that of the rectangles")
    return found


if __name__ == "__main__":
    sys.exit(main())
