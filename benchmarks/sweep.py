"""Throughput, overhead and store of a sweep, with children or workers killed at random: a Latin hypercube.

    python -m benchmarks.sweep --count 1000 --jobs 2 --kill 0.05
    python -m benchmarks.sweep --scenario tests/solve/tiny.yaml --count 1000 --jobs 2 --kill 0.05
    python -m benchmarks.sweep --count 1000 --cluster 2 --kill 0.02
    python -m benchmarks.sweep --count 60 --speedup

``--kill`` is the chance that a case's end is the end of a child too, with ``--cluster`` of a worker, in whose
place another one is started. ``--cluster`` starts a Dask scheduler and so many workers on this machine.
``--stop-at`` ends the run after so many cases (what is finished stays in ``--folder``, and the same command
goes on). ``--speedup`` solves the cases once on one core and once on two, and tells what two loops that share
nothing get there: cores that are threads of one core, or that others use, give less than two.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from planner.sweep.read import load_sweep
from planner.sweep.store import Store
from solvers.sweep.cluster import ClusterPool
from solvers.sweep.local import LocalPool
from solvers.sweep.run import Progress, run_sweep

LOOP = "x = 0\nfor i in range(30_000_000): x += i * i"
"""Arithmetic of some seconds that touches no memory to speak of."""

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
    options.add_argument("--cluster", type=int, default=0)
    options.add_argument("--speedup", action="store_true")
    options.add_argument("--folder", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = given.folder or Path(place) / "out"
        file = Path(place) / "sweep.yaml"
        file.write_text(SWEEP.format(scenario=given.scenario.resolve(), count=given.count), "utf-8")
        if given.speedup:
            speedup(folder, file)
        elif given.cluster:
            with cluster(Path(place), given.cluster) as made:
                measure(given, folder, file, made)
        else:
            measure(given, folder, file)


@dataclass(slots=True)
class Cluster:
    """A Dask scheduler of this machine with its workers."""

    folder: Path
    scheduler: subprocess.Popen[bytes]
    address: str = ""
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    begun: int = 0

    def worker(self) -> None:
        """Start another worker."""
        self.begun += 1
        place = self.folder / f"worker{self.begun}"
        rows = ("--nthreads", "1", "--no-dashboard", "--no-nanny", "--local-directory", str(place))
        self.workers.append(_started("distributed.cli.dask_worker", self.address, *rows))

    def kill(self, number: int) -> None:
        """Kill a worker and start another one in its place."""
        gone = self.workers.pop(number % len(self.workers))
        gone.kill()
        gone.wait()
        self.worker()


def _started(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", *arguments], stderr=subprocess.DEVNULL)


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """A cluster for as long as the block lasts."""
    if importlib.util.find_spec("distributed") is None:
        raise SystemExit("--cluster needs Dask. Try: pip install 'ecommerce-park-planner[cluster]'")
    file = folder / "scheduler.json"
    rows = ("--port", "0", "--no-dashboard", "--host", "127.0.0.1", "--scheduler-file", str(file))
    made = Cluster(folder, _started("distributed.cli.dask_scheduler", *rows))
    try:
        while not file.exists() or not file.stat().st_size:
            time.sleep(0.1)
        made.address = json.loads(file.read_text())["address"]
        for _ in range(workers):
            made.worker()
        yield made
    finally:
        for process in (*made.workers, made.scheduler):
            process.kill()
            process.wait()


def speedup(folder: Path, file: Path) -> None:
    """The cases on one core, then on two: the ratio of the cases in a minute.

    A child's own threads would use the second core too: each run is held to as many cores as it may use.
    """
    found, pace = load_sweep(file), []
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise SystemExit("--speedup needs two cores that this process may use. Try: taskset --cpu-list 0,1")
    for jobs in (1, 2):
        os.sched_setaffinity(0, cores[:jobs])
        store = Store.created(folder / str(jobs))
        ends: list[float] = []
        with store.alone():
            run_sweep(
                found, store, LocalPool(store, jobs), tell=lambda _, ends=ends: ends.append(time.monotonic())
            )
        # the first telling counts nothing, and what comes before the first cases is loading
        wall = ends[-1] - ends[jobs]
        pace.append(60 * (len(ends) - 1 - jobs) / wall)
        print(f"{jobs} {'core' if jobs == 1 else 'cores'}: {pace[-1]:.0f} cases a minute once loaded")
    print(
        f"throughput of two cores: {pace[1] / pace[0]:.2f} times that of one; bare loops: {bare():.2f} times"
    )


def bare() -> float:
    """How many times as many loops two processes do at once as one: what this machine gives at most."""

    def seconds(count: int) -> float:
        start = time.perf_counter()
        loops = [subprocess.Popen([sys.executable, "-c", LOOP]) for _ in range(count)]
        for loop in loops:
            loop.wait()
        return time.perf_counter() - start

    return 2 * min(seconds(1) for _ in range(3)) / min(seconds(2) for _ in range(3))


def measure(given: argparse.Namespace, folder: Path, file: Path, made: Cluster | None = None) -> None:
    """Run the sweep, killing as asked, and print what it took."""
    found, store = load_sweep(file), Store.created(folder)
    address = made.address if made is not None else given.scheduler
    pool = ClusterPool(address, workers_s=120.0) if address else LocalPool(store, given.jobs)
    chance, killed = random.Random(1), []
    most = given.stop_at or given.count

    def tell(progress: Progress) -> None:
        if not progress.solved or chance.random() >= given.kill:
            return
        if made is not None:
            made.kill(chance.randrange(len(made.workers)))
            killed.append(progress.done)
        elif isinstance(pool, LocalPool):
            victim = chance.choice(pool.children)
            if victim._process is not None:
                victim._process.kill()
                killed.append(progress.done)

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
