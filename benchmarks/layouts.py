"""What the benchmarks of layouts of blocks share: the command line, one run, and its line."""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.errors import UsageError
from solvers.arrange import warm
from solvers.arrange.blocks import BlockLayout, Blocks
from solvers.arrange.bounds import lower_bound
from solvers.arrange.multistart import Budget, arrange_blocks

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance: its name, the best value known, the blocks, and how a layout found is handed out.

    ``finished``: the rectangles of a layout and their cost, with all limits checked; None if it keeps none.
    """

    name: str
    best_known: float | None
    blocks: Blocks
    finished: Callable[[BlockLayout], tuple[Floats, float] | None]


def read_json(file: Path, wanted: tuple[str, ...]) -> dict[str, Any]:
    """An instance as a mapping; names what it lacks."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot be read: {error}") from error
    missing = [key for key in wanted if not isinstance(data, dict) or key not in data]
    if missing:
        raise UsageError(f"has no {', '.join(missing)}; an instance needs {', '.join(wanted)}")
    return dict(data)


def best_known(data: dict[str, Any]) -> float | None:
    """The best value known of an instance, if any."""
    best = data.get("best_known")
    if best is None:
        return None
    if isinstance(best, bool) or not isinstance(best, int | float) or not 0 < best < math.inf:
        raise UsageError(f"best_known is {best!r}; expected a number above 0, or none")
    return float(best)


def run(
    instance: Instance, seed: int, budget: Budget, workers: int = 2, stream: bool = False
) -> dict[str, Any]:
    """Arrange one instance: the line of its result."""
    start = time.perf_counter()

    def tell(found: BlockLayout) -> None:
        if stream:
            text = {"instance": instance.name, "objective": found.cost, "seconds": round(found.seconds, 2)}
            print(json.dumps(text), file=sys.stderr, flush=True)

    got = arrange_blocks(instance.blocks, seed, budget, workers=workers, tell=tell)
    done = None if got is None else instance.finished(got)
    best = instance.best_known
    line: dict[str, Any] = {"instance": instance.name, "objective": None, "best_known": best}
    line |= {"gap_pct": None, "bound": lower_bound(instance.blocks)}
    line |= {"seconds": round(time.perf_counter() - start, 2), "rectangles": []}
    if done is not None:
        boxes, line["objective"] = done
        line["gap_pct"] = None if not best else 100.0 * (line["objective"] / best - 1.0)
        line["rectangles"] = [[x0, y0, x1 - x0, y1 - y0] for x0, y0, x1, y1 in boxes.tolist()]
    return line


def command(doc: str, read: Callable[[Path], Instance], seconds: float) -> int:
    """Parse, run each instance, print; the exit code."""
    given = _parser(doc, seconds).parse_args()
    budget = Budget(given.seconds, given.moves, given.processor)
    warm()
    failed = 0
    for file in given.instances:
        try:
            line = run(read(file), given.seed, budget, given.workers, given.stream)
        except UsageError as error:
            print(f"{file}: {error}", file=sys.stderr)
            failed = 2
            continue
        if line["objective"] is None:
            print(f"{file}: no layout that meets all limits was found in this time", file=sys.stderr)
        print(json.dumps(line) if given.json else row(line), flush=True)
    return failed


def row(line: dict[str, Any]) -> str:
    """A result as a row of a table."""
    gap = "      -" if line["gap_pct"] is None else f"{line['gap_pct']:+7.3f} %"
    return f"{line['instance']:24} {line['objective']!s:>22} {gap} {line['seconds']:7.1f} s"


def _parser(doc: str, seconds: float) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("instances", nargs="+", type=Path)
    parser.add_argument("--seconds", type=above_zero(float), default=seconds, help="time of each instance")
    parser.add_argument(
        "--processor", action="store_true", help="seconds of each worker's processor, not of the wall"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--moves", type=above_zero(int), help="moves of each worker instead of a time: repeats exactly"
    )
    parser.add_argument("--workers", type=above_zero(int), default=2)
    parser.add_argument("--json", action="store_true", help="JSON lines (the default prints a table)")
    parser.add_argument("--stream", action="store_true", help="a JSON line on stderr of each better layout")
    return parser


def above_zero(kind: Callable[[str], Any]) -> Callable[[str], Any]:
    """A reader of finite numbers above zero."""

    def number(text: str) -> Any:
        value = kind(text)
        if not 0 < value < math.inf:
            raise argparse.ArgumentTypeError(f"{text} is not a number above 0")
        return value

    return number
