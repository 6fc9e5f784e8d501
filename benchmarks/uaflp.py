"""Published instances of the unequal-area layout problem: blocks with areas and flows on a rectangular site.

Prints a JSON line per instance: its name, the cost of the layout (flow times distance between middles, each
pair once), the best value known and how far above it the layout lies, seconds, and the rectangles (x, y of
the
lower left corner, width, height) in the order of the blocks. docs/benchmarks.md tells the format of an
instance.

    python benchmarks/uaflp.py INSTANCE.json... [--seconds 60] [--seed 1] [--moves N] [--workers 2] [--json]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from planner.errors import UsageError
from solvers.arrange import warm
from solvers.arrange.blocks import BlockLayout, Blocks, arrange_blocks, block_cost

TOLERANCE = 1e-6
"""What a limit may be exceeded by, in units of length (areas: times the longest side of the site)."""


def main() -> int:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("instances", nargs="+", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0, help="wall time of each instance")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--moves", type=int, help="moves of each worker instead of a time: repeats exactly")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="JSON lines (the default prints a table)")
    given = parser.parse_args()
    warm()
    failed = 0
    for file in given.instances:
        try:
            line = run(file, given.seconds, given.seed, given.moves, given.workers)
        except UsageError as error:
            print(f"{file}: {error}", file=sys.stderr)
            failed = 2
            continue
        gap = "      -" if line["gap_pct"] is None else f"{line['gap_pct']:+7.3f} %"
        text = f"{line['instance']:24} {line['objective']!s:>22} {gap} {line['seconds']:7.1f} s"
        print(json.dumps(line) if given.json else text, flush=True)
    return failed


def run(file: Path, seconds: float, seed: int, moves: int | None, workers: int) -> dict[str, Any]:
    """Arrange one instance; a layout that breaks a limit is an error of this program, not a result."""
    data = load(file)
    start = time.perf_counter()
    blocks = blocks_of(data, file)
    # the processes take a moment to start and to end
    got = arrange_blocks(blocks, seed, seconds=max(0.5, seconds - 1.5), moves=moves, workers=workers)
    best = data.get("best_known")
    line: dict[str, Any] = {
        "instance": str(data.get("name", file.stem)),
        "objective": None,
        "best_known": best,
    }
    line |= {"gap_pct": None, "seconds": round(time.perf_counter() - start, 2), "rectangles": []}
    if got is not None:
        wrong = faults(blocks, got)
        if wrong:
            raise RuntimeError(f"{file}: {wrong[0]}")
        line["objective"] = got.cost
        line["gap_pct"] = None if not best else 100.0 * (got.cost / best - 1.0)
        line["rectangles"] = [[x0, y0, x1 - x0, y1 - y0] for x0, y0, x1, y1 in got.boxes.tolist()]
    return line


def load(file: Path) -> dict[str, Any]:
    """The instance as a mapping."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot be read: {error}") from error
    missing = [
        k for k in ("width", "height", "areas", "flows") if not isinstance(data, dict) or k not in data
    ]
    if missing:
        raise UsageError(f"has no {', '.join(missing)}; an instance needs width, height, areas and flows")
    return dict(data)


def blocks_of(data: dict[str, Any], file: Path) -> Blocks:
    """The limits of an instance as least sides.

    A block larger than its area can be shrunk about its middle, so the area rules ``equal`` and ``at least``
    ask for the same; and since area, aspect and upper bounds of a side give a lower bound of the other, least
    sides say it all.
    """
    try:
        areas = np.asarray(data["areas"], float)
        flows = np.asarray(data["flows"], float)
        aspect = np.broadcast_to(np.asarray(data.get("max_aspect") or np.inf, float), areas.shape)
        side = np.broadcast_to(np.asarray(data.get("min_side") or 0.0, float), areas.shape)
        bounds = data.get("dept_bounds") or {}
        none = [np.zeros_like(areas), np.full_like(areas, np.inf)]
        wide, high = (np.asarray(bounds.get(k, none), float) for k in ("w", "h"))
        shapes = {wide.shape, high.shape}
    except (TypeError, ValueError) as error:
        raise UsageError(f"is not an instance: {error}") from error
    if areas.ndim != 1 or shapes != {(2, len(areas))}:
        raise UsageError("areas must be a list, dept_bounds lists of least and most w and h of every block")
    if (aspect < 1).any():
        raise UsageError("max_aspect must be at least 1: the longer side over the shorter")
    if not np.array_equal(flows, flows.T):
        raise UsageError("flows must be symmetric: flows[i][j] of each pair i < j counts once")
    with np.errstate(divide="ignore"):
        least = np.stack([wide[0], high[0]], axis=1)
        least = np.maximum(least, np.stack([areas / high[1], areas / wide[1]], axis=1))
    least = np.maximum(least, np.maximum(np.sqrt(areas / aspect), side)[:, None])
    # bounds that were printed with four digits may miss the area by the last of them
    over = np.sqrt(np.maximum(1.0, least.prod(axis=1) / areas))
    least = np.where((over < 1 + 1e-4)[:, None], least / over[:, None], least)
    straight = str(data.get("metric", "rectilinear")).lower().startswith("eucl")
    return Blocks(float(data["width"]), float(data["height"]), areas, least, flows, straight)


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
