"""Rooms of given areas round blocks that keep their place, in a given outline: kin of a storey with cores.

Reads instances in the form of the ICCAD 2023 contest, problem D: `width`, `height`, `soft` (name,
area), `fixed` (name, x, y, w, h), `nets` (two pins, weight) and `max_aspect`. Prints a JSON line per
instance: its name, the cost (weight times rectilinear distance between middles), the best value known
and how far above it the layout lies, seconds, and the rectangles of the soft rooms (x, y of the lower
left corner, width, height), in their order. The contest wants whole numbers and areas of at least what
is given: both hold.

    python -m benchmarks.outline INSTANCE.json... [--seconds 120] [--processor] [--seed 1] [--moves N]
        [--workers 2] [--json] [--stream]
"""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Any

import numpy as np

if not __package__:  # run as a file: the folder of the project is not on the path then
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.layouts import Floats, Instance, best_known, command, read_json
from planner.errors import UsageError
from solvers.arrange.blocks import BlockLayout, Blocks, block_cost
from solvers.arrange.polish import solve_places

GROWTHS = (0.0, 0.1, 0.25, 0.5, 1.0, 2.0)
"""Sides, in units of the grid, by which rooms grow so that rounding does not take area from them."""


def main() -> int:
    """Parse, run, print."""
    return command(__doc__ or "", read, 120.0)


def read(file: Path) -> Instance:
    """An instance of a file."""
    return instance_of(read_json(file, ("width", "height", "soft", "fixed", "nets")), file.stem)


def instance_of(data: dict[str, Any], name: str) -> Instance:
    """An instance; its layouts are handed out on whole numbers."""
    blocks = blocks_of(data)
    aspect = float(data.get("max_aspect") or np.inf)

    def finished(got: BlockLayout) -> tuple[Floats, float] | None:
        boxes = on_grid(blocks, got.boxes, aspect)
        return None if boxes is None else (boxes[: len(blocks.areas)], block_cost(blocks, boxes))

    return Instance(str(data.get("name", name)), best_known(data), blocks, finished)


def blocks_of(data: dict[str, Any]) -> Blocks:
    """The instance as blocks: nets of two pins add up to flows between rooms and fixed blocks."""
    try:
        areas = np.array([float(room["area"]) for room in data["soft"]])
        corner = np.array([[float(b[k]) for k in "xywh"] for b in data["fixed"]]).reshape(-1, 4)
        names = [str(block["name"]) for block in (*data["soft"], *data["fixed"])]
        aspect, size = float(data.get("max_aspect") or np.inf), (float(data["width"]), float(data["height"]))
        nets = [([str(pin) for pin in net["pins"]], float(net["weight"])) for net in data["nets"]]
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(
            f"is not an instance ({type(error).__name__}: {error}); soft needs name and area, fixed name, "
            "x, y, w and h, nets pins and weight"
        ) from error
    if len(set(names)) < len(names):
        raise UsageError("two blocks have the same name; nets name blocks, so names must differ")
    if not aspect >= 1:
        raise UsageError(f"max_aspect is {aspect:g}; expected at least 1: the longer side over the shorter")
    index = {name: k for k, name in enumerate(names)}
    flows = np.zeros((len(names), len(names)))
    for k, (pins, weight) in enumerate(nets):
        if len(pins) != 2 or not set(pins) <= set(index):
            raise UsageError(f"nets[{k}] has the pins {pins}; expected the names of two blocks")
        a, b = (index[pin] for pin in pins)
        if a != b:
            flows[[a, b], [b, a]] += weight
    least = np.repeat(np.sqrt(areas / aspect)[:, None], 2, axis=1)
    fixed = np.concatenate([corner[:, :2], corner[:, :2] + corner[:, 2:]], axis=1)
    return Blocks(*size, areas, least, flows, False, fixed)


def on_grid(blocks: Blocks, boxes: Floats, aspect: float) -> Floats | None:
    """The layout on whole numbers, rooms as little larger as it takes; None if none of the growths does."""
    for growth in GROWTHS:
        areas = blocks.areas + growth * (2.0 * np.sqrt(blocks.areas) + growth)
        least = blocks.least
        if math.isfinite(aspect):  # a row more the one way and one less the other still keep the aspect
            more = 1.0 + aspect
            least = np.repeat((more + np.sqrt(more**2 + 4.0 * aspect * areas))[:, None], 2, axis=1) / (
                2 * aspect
            )
        site = (blocks.width, blocks.height)
        for axis in (None, 0, 1):
            new = solve_places(boxes, areas, least, site, blocks.traffic(), axis)
            if new is None:
                continue
            made = np.concatenate([whole(blocks, new[: len(areas)]), blocks.fixed])
            if not faults(blocks, made, aspect):
                return made
    return None


def whole(blocks: Blocks, boxes: Floats) -> Floats:
    """The layout on whole numbers: edges that are apart stay so when all are rounded the same way.

    A room whose rounded area is short takes a row or a column of the free cells beside it.
    """
    made = np.round(boxes)
    every = np.concatenate([made, blocks.fixed])
    for i, area in enumerate(blocks.areas):
        for side in (2, 3, 0, 1, 2, 3, 0, 1):
            if (every[i, 2] - every[i, 0]) * (every[i, 3] - every[i, 1]) >= area:
                break
            new = every.copy()
            new[i, side] += 1.0 if side >= 2 else -1.0
            if not _clashes(blocks, new, i):
                every = new
    return every[: len(made)]


def _clashes(blocks: Blocks, boxes: Floats, i: int) -> bool:
    """Whether box ``i`` leaves the site or overlaps another."""
    x0, y0, x1, y1 = boxes[i]
    if min(x0, y0) < 0 or x1 > blocks.width or y1 > blocks.height:
        return True
    over = np.minimum(boxes[i, 2:], boxes[:, 2:]) - np.maximum(boxes[i, :2], boxes[:, :2])
    clash = (over > 0).all(axis=1)
    clash[i] = False
    return bool(clash.any())


def faults(blocks: Blocks, boxes: Floats, aspect: float) -> list[str]:
    """What a layout on whole numbers breaks: the site, overlaps, areas, aspect."""
    found = []
    for i, area in enumerate(blocks.areas.tolist()):
        width, height = (boxes[i, 2:] - boxes[i, :2]).tolist()
        if _clashes(blocks, boxes, i):
            found.append(f"room {i} leaves the site or overlaps another block")
        if width * height < area:
            found.append(f"room {i} has {width * height:g} of {area:g}")
        if max(width, height) > aspect * min(width, height):
            found.append(f"room {i} is {width:g} x {height:g}, longer than {aspect:g} times its width")
        if (boxes[i] != np.round(boxes[i])).any():
            found.append(f"room {i} does not lie on whole numbers")
    return found


if __name__ == "__main__":
    sys.exit(main())
