"""Layouts of blocks over several seeds: median and worst gap of each instance, as a table.

    python -m benchmarks.uaflp_study INSTANCE.json... [--seconds 60] [--processor] [--seeds 5] [--workers 2]
        [--keep FOLDER]

Takes instances of benchmarks/uaflp.py and of benchmarks/outline.py. A JSON line of each run goes to stderr as
soon as it is there; at the end the table goes to stdout, in the form of docs/benchmarks.md. ``--keep``: of
each instance the best layout found is written there if it costs less than the best value known.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from pathlib import Path
from typing import Any

from benchmarks import outline, uaflp
from benchmarks.layouts import Instance, above_zero, read_json, run
from planner.errors import UsageError
from solvers.arrange import warm
from solvers.arrange.multistart import Budget

HEAD = """\
| instance | blocks | best known | median | worst | seeds without layout | lower bound | seconds |
|---|--:|--:|--:|--:|--:|--:|--:|"""


def main() -> int:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("instances", nargs="+", type=Path)
    parser.add_argument("--seconds", type=above_zero(float), default=60.0)
    parser.add_argument("--processor", action="store_true", help="seconds of each worker's processor")
    parser.add_argument("--seeds", type=above_zero(int), default=5)
    parser.add_argument("--workers", type=above_zero(int), default=2)
    parser.add_argument("--keep", type=Path, help="folder for layouts better than the best value known")
    given = parser.parse_args()
    warm()
    rows = [HEAD]
    for file in given.instances:
        try:
            instance = read(file)
        except UsageError as error:
            print(f"{file}: {error}", file=sys.stderr)
            return 2
        lines = []
        for seed in range(1, given.seeds + 1):
            line = run(instance, seed, Budget(given.seconds, None, given.processor), given.workers)
            lines.append(line)
            brief = {key: value for key, value in line.items() if key != "rectangles"}
            print(json.dumps(brief | {"seed": seed}), file=sys.stderr, flush=True)
        rows.append(row(instance, lines))
        if given.keep:
            keep(given.keep, file.stem, lines)
    print("\n".join(rows))
    return 0


def read(file: Path) -> Instance:
    """An instance of either kind."""
    return outline.read(file) if "soft" in read_json(file, ()) else uaflp.read(file)


def row(instance: Instance, lines: list[dict[str, Any]]) -> str:
    """One instance in the table: gaps where a best value is known, else costs."""
    found = [line["objective"] for line in lines if line["objective"] is not None]
    best = instance.best_known
    told = [
        "none" if not found else f"{value:,.6g}" if best is None else f"{100 * (value / best - 1):+.3f} %"
        for value in (statistics.median(found or [0.0]), max(found, default=0.0))
    ]
    known = "-" if best is None else f"{best:,.10g}"
    seconds = statistics.median(line["seconds"] for line in lines)
    cells = [instance.name, len(instance.blocks.areas), known, *told, len(lines) - len(found)]
    return "| " + " | ".join(map(str, [*cells, f"{lines[0]['bound']:,.6g}", f"{seconds:.0f}"])) + " |"


def keep(folder: Path, name: str, lines: list[dict[str, Any]]) -> None:
    """Write the best layout if it is better than the best value known."""
    line = min(lines, key=lambda line: (line["objective"] is None, line["objective"]))
    if line["gap_pct"] is not None and line["gap_pct"] < -1e-4:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"uaflp_{name}.json").write_text(json.dumps(line, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
