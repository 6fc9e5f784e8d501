"""Throughput, overhead and store of a sweep, with children killed at random: a Latin hypercube over one park.

    python -m benchmarks.sweep --count 1000 --jobs 2 --kill 0.05
    python -m benchmarks.sweep --scenario tests/solve/tiny.yaml --count 1000 --jobs 2 --kill 0.05
    python -m benchmarks.sweep --count 1000 --scheduler tcp://127.0.0.1:8786

``--kill`` is the chance that a case's end is the end of a child too. ``--stop-at`` ends the run after so many
cases (what is finished stays in ``--folder``, and the same command goes on).
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from pathlib import Path

from planner.sweep.read import load_sweep
from planner.sweep.store import Store
from solvers.sweep.cluster import ClusterPool
from solvers.sweep.local import LocalPool
from solvers.sweep.run import Progress, run_sweep

SWEEP = """format: planner-sweep/1
scenario: {scenario}
run: {{what: allocation, proof: false}}
latin_hypercube:
  count: {count}
  seed: 1
  parameters:
    - name: demand
      path: ["tenants[*].least_m2", "tenants[*].wished_m2", "tenants[*].most_m2"]
      times: true
      from: 0.85
      to: 1.1
    - {{name: rents, path: "tenants[*].rent_cny_m2_month", from: 0.8, to: 1.2, times: true}}
    - {{path: occupancy.least_leased_share, from: 0.4, to: 0.6}}
    - {{path: run.seed, from: 1, to: 1000, whole: true}}
"""


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--scenario", type=Path, default=Path("scenarios/minimal.yaml"))
    options.add_argument("--count", type=int, default=200)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--kill", type=float, default=0.0)
    options.add_argument("--stop-at", type=int)
    options.add_argument("--scheduler")
    options.add_argument("--folder", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        measure(given, given.folder or Path(place) / "out", Path(place) / "sweep.yaml")


def measure(given: argparse.Namespace, folder: Path, file: Path) -> None:
    file.write_text(SWEEP.format(scenario=given.scenario.resolve(), count=given.count), "utf-8")
    found, store = load_sweep(file), Store.created(folder)
    pool = ClusterPool(given.scheduler) if given.scheduler else LocalPool(store, given.jobs)
    chance, killed = random.Random(1), []
    most = given.stop_at or given.count

    def tell(progress: Progress) -> None:
        if isinstance(pool, LocalPool) and progress.solved and chance.random() < given.kill:
            victim = chance.choice(pool.children)
            if victim._process is not None:
                victim._process.kill()
                killed.append(victim)

    start, own = time.monotonic(), time.process_time()
    reached: list[Progress] = []
    with store.alone():
        progress = run_sweep(
            found,
            store,
            pool,
            tell=lambda row: (tell(row), reached.append(row))[0],
            stop=lambda: bool(reached) and reached[-1].solved >= most,
        )
    wall, own = time.monotonic() - start, time.process_time() - own
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    solved, done = max(1, progress.solved), max(1, progress.done)
    counts = store.counts()
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    statuses = dict(progress.statuses)
    print(f"cases {progress.done} of {progress.total}, known before {progress.known}: {statuses}")
    print(f"killed {len(killed)} times; begun {counts.begun}, solved {counts.solved}, twice {counts.twice}")
    print(f"wall {wall:.1f} s, {60 * solved / wall:.0f} cases a minute")
    spent = (children.ru_utime + children.ru_stime) / solved
    print(f"processor a case: children {spent:.3f} s, parent {1000 * own / solved:.1f} ms")
    print(f"store: {size / done / 1024:.1f} kB a case")


if __name__ == "__main__":
    main()
