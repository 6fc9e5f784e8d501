"""Layouts of blocks against solvers that one could install instead, in the same seconds of the processor.

    pip install pyscipopt pymoo simanneal    # no dependencies of the planner; a missing one is left out
    python -m benchmarks.rivals INSTANCE.json... [--seconds 120] [--seed 1]
        [--only scip,pymoo,simanneal,scipy]

Each gets so many seconds of one processor; the search of the planner gets half of them in each of its two
processes. The rivals:

- ``scip``: the mixed-integer nonlinear model of MINLPLib's instances (areas as products of sides, for each
  pair of blocks one of left of, right of, below, above), by SCIP as it comes.
- ``pymoo``: its biased random-key genetic algorithm (a population of 100) over two orders of the blocks.
- ``simanneal``: its annealing over the same orders by exchanges, its temperatures set by its own trial runs.
- ``scipy``: its dual annealing over random keys for the same orders.

The last three lay out plans by the planner's own compiled layout (``mosaic``), so they differ by their search
alone, and reach any plan of walls, not only bays. On sites with room to spare blocks are larger than they
need be, and shrink about their middle; a side that is too short costs its shortfall times the cost. What any
of them finds is checked as our own layouts are. JSON lines; a table at the end.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import random
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import uaflp
from benchmarks.layouts import Floats, Instance, above_zero
from planner.errors import UsageError
from solvers.arrange import warm
from solvers.arrange.blocks import BlockLayout, Blocks, block_cost, shrunk
from solvers.arrange.clock import Clock
from solvers.arrange.mosaic import EXACT, lay_out, measure, workspace
from solvers.arrange.multistart import Budget, arrange_blocks

PACKAGES = {"scip": "pyscipopt", "pymoo": "pymoo", "simanneal": "simanneal", "scipy": "scipy"}
Orders = NDArray[np.int64]


class OutOfTimeError(Exception):
    """Ends a rival's search from within its objective."""


class Plans:
    """Plans of walls as an objective that remembers the best legal layout and ends with the clock."""

    def __init__(self, blocks: Blocks, clock: Clock) -> None:
        self.blocks, self.clock = blocks, clock
        n = len(blocks.areas)
        self.area = blocks.areas * (blocks.width * blocks.height / blocks.areas.sum())
        self.unit = blocks.typical_cost(np.random.default_rng(1))
        self.work, self.none = workspace(n), np.zeros((n, 4))
        self.traffic = blocks.traffic()
        self.best: Floats | None = None
        self.cost = math.inf
        self.count = 0

    def __call__(self, rows: Orders, cols: Orders) -> float:
        """The cost of a plan, and more where sides are short."""
        if self.clock.over():
            raise OutOfTimeError
        self.count += 1
        blocks, box = self.blocks, np.zeros((len(rows), 4))
        site = (blocks.width, blocks.height)
        if not lay_out(rows, cols, self.area, *site, EXACT, self.none, box, self.work):
            return 1e3 * self.unit
        cost, short = measure(box, *self.traffic, blocks.least, blocks.straight)
        if short <= 0.0 and cost < self.cost:
            self.cost, self.best = cost, box
        return float(cost + self.unit * short)

    def keys(self, keys: Floats) -> float:
        """The same for two orders given by keys."""
        n = len(self.blocks.areas)
        return self(np.argsort(keys[:n], kind="stable"), np.argsort(keys[n:], kind="stable"))


def pymoo(blocks: Blocks, seed: int, clock: Clock) -> Floats | None:
    """A biased random-key genetic algorithm."""
    from pymoo.algorithms.soo.nonconvex.brkga import BRKGA
    from pymoo.core.problem import ElementwiseProblem
    from pymoo.core.termination import NoTermination

    plans, n = Plans(blocks, clock), len(blocks.areas)

    class Problem(ElementwiseProblem):  # type: ignore[misc]
        """Random keys in, cost out."""

        def __init__(self) -> None:
            super().__init__(n_var=2 * n, n_obj=1, xl=0.0, xu=1.0)

        def _evaluate(self, x: Floats, out: dict[str, float], *_: object, **__: object) -> None:
            out["F"] = plans.keys(x)

    algorithm = BRKGA(n_elites=20, n_offsprings=70, n_mutants=10, bias=0.7, eliminate_duplicates=False)
    algorithm.setup(Problem(), termination=NoTermination(), seed=seed, verbose=False)
    try:
        while True:
            algorithm.next()
    except OutOfTimeError:
        return plans.best


def simanneal(blocks: Blocks, seed: int, clock: Clock) -> Floats | None:
    """An annealing with temperatures of its own finding, over and over as long as there is time."""
    from simanneal import Annealer

    plans, n = Plans(blocks, clock), len(blocks.areas)
    random.seed(seed)
    rng = np.random.default_rng(seed)

    class Search(Annealer):  # type: ignore[misc]
        """Two orders; two blocks change places in one of them or in both."""

        def move(self) -> None:
            """Change the state at random."""
            a, b = random.sample(range(n), 2)
            for order in random.choice(((0,), (1,), (0, 1))):
                self.state[order, [a, b]] = self.state[order, [b, a]]

        def energy(self) -> float:
            """The cost of the plan."""
            return plans(self.state[0], self.state[1])

        def update(self, *_: object, **__: object) -> None:
            """Tell nothing."""

    try:
        search = Search(np.stack([rng.permutation(n), rng.permutation(n)]))
        search.copy_strategy = "method"
        begun, before = clock.left(), plans.count
        search.Tmax, search.Tmin = search_temperatures(search)
        each = (begun - clock.left()) / max(1, plans.count - before)
        search.steps = max(1000, int(0.98 * clock.left() / each))
        while True:
            search.anneal()
    except OutOfTimeError:
        return plans.best


def search_temperatures(search: object) -> tuple[float, float]:
    """Temperatures as the package's own trial runs choose them."""
    found = search.auto(minutes=0.02, steps=500)  # type: ignore[attr-defined]
    return float(found["tmax"]), float(found["tmin"])


def scipy(blocks: Blocks, seed: int, clock: Clock) -> Floats | None:
    """Dual annealing."""
    from scipy.optimize import dual_annealing

    plans, n = Plans(blocks, clock), len(blocks.areas)
    try:
        while True:
            dual_annealing(
                plans.keys, [(0.0, 1.0)] * (2 * n), maxiter=1_000_000, rng=seed, no_local_search=True
            )
            seed += 1000
    except OutOfTimeError:
        return plans.best


def scip(blocks: Blocks, seed: int, clock: Clock) -> Floats | None:
    """The model of MINLPLib's instances, solved by SCIP."""
    from pyscipopt import Model, quicksum

    if blocks.straight:
        raise UsageError("the model for scip has rectilinear distances alone")
    model, n = Model(), len(blocks.areas)
    model.hideOutput()
    site = (blocks.width, blocks.height)
    side = [
        [model.addVar(lb=max(blocks.least[i, k], blocks.areas[i] / site[1 - k]), ub=site[k]) for k in (0, 1)]
        for i in range(n)
    ]
    middle = [[model.addVar(lb=0.0, ub=site[k]) for k in (0, 1)] for _ in range(n)]
    for i in range(n):
        model.addCons(side[i][0] * side[i][1] >= float(blocks.areas[i]))
        for k in (0, 1):
            model.addCons(middle[i][k] >= 0.5 * side[i][k])
            model.addCons(middle[i][k] <= site[k] - 0.5 * side[i][k])
    for i in range(n):
        for j in range(i):
            which = [model.addVar(vtype="B") for _ in range(4)]
            model.addCons(quicksum(which) == 1)
            for k, (a, b) in enumerate(((i, j), (j, i), (i, j), (j, i))):
                axis = k // 2
                apart = middle[b][axis] - middle[a][axis] - 0.5 * (side[a][axis] + side[b][axis])
                model.addCons(apart >= -2.0 * site[axis] * (1 - which[k]))
    total = []
    for (i, j), flow in zip(*blocks.traffic(), strict=True):
        for axis in (0, 1):
            away = model.addVar(lb=0.0)
            model.addCons(away >= middle[i][axis] - middle[j][axis])
            model.addCons(away >= middle[j][axis] - middle[i][axis])
            total.append(float(flow) * away)
    model.setObjective(quicksum(total))
    model.setParam("timing/clocktype", 1)  # seconds of the processor
    model.setParam("limits/time", clock.left())
    model.setParam("randomization/randomseedshift", seed)
    model.setParam("numerics/feastol", 1e-9)  # the checks here allow 1e-6 in sides and areas
    model.optimize()
    if not model.getNSols():
        return None
    at = np.array([[model.getVal(v) for v in middle[i]] for i in range(n)])
    half = 0.5 * np.array([[model.getVal(v) for v in side[i]] for i in range(n)])
    return np.concatenate([at - half, at + half], axis=1)


def planner(blocks: Blocks, seed: int, clock: Clock) -> Floats | None:
    """The search of the planner: half of the seconds in each of two processes."""
    got = arrange_blocks(blocks, seed, Budget(0.5 * clock.left(), processor=True), workers=2)
    return None if got is None else got.boxes


SOLVERS: dict[str, Callable[[Blocks, int, Clock], Floats | None]] = {
    "planner": planner,
    "scip": scip,
    "pymoo": pymoo,
    "simanneal": simanneal,
    "scipy": scipy,
}


def cost_of(blocks: Blocks, boxes: Floats | None) -> float | None:
    """The cost of a layout with blocks of exactly their areas; None if there is none or it breaks a limit."""
    if boxes is None:
        return None
    made = shrunk(blocks, boxes)
    layout = BlockLayout(made, block_cost(blocks, made), 0.0)
    return None if uaflp.faults(blocks, layout) else layout.cost


def compare(instance: Instance, names: list[str], seconds: float, seed: int) -> dict[str, float | None]:
    """What each finds in so many seconds of the processor."""
    costs = {}
    for name in names:
        clock = Clock(seconds, processor=True)
        costs[name] = cost_of(instance.blocks, SOLVERS[name](instance.blocks, seed, clock))
        line = {"instance": instance.name, "solver": name, "objective": costs[name], "seed": seed}
        print(json.dumps(line), file=sys.stderr, flush=True)
    return costs


def row(instance: Instance, costs: dict[str, float | None]) -> str:
    """A row of the table: costs of the planner, and how much more those of the others are."""
    ours = costs["planner"]
    cells = [instance.name, str(len(instance.blocks.areas)), "none" if ours is None else f"{ours:,.7g}"]
    for cost in (cost for name, cost in costs.items() if name != "planner"):
        told = "none" if cost is None else f"{cost:,.7g}"
        cells.append(told if cost is None or ours is None else f"{100 * (cost / ours - 1):+.2f} %")
    return "| " + " | ".join(cells) + " |"


def main() -> int:
    """Parse, compare, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("instances", nargs="+", type=Path)
    parser.add_argument("--seconds", type=above_zero(float), default=120.0, help="of the processor, for each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="rivals, separated by commas; all that are installed by default")
    given = parser.parse_args()
    names = ["planner"]
    for name in given.only.split(",") if given.only else PACKAGES:
        if name not in PACKAGES:
            parser.error(f"no rival is called {name}; there are {', '.join(PACKAGES)}")
        if importlib.util.find_spec(PACKAGES[name]) is None:
            print(f"{name} is left out: pip install {PACKAGES[name]}", file=sys.stderr)
            continue
        names.append(name)
    warm()
    rows = [f"| instance | blocks | {' | '.join(names)} |", "|---|" + "--:|" * (1 + len(names))]
    for file in given.instances:
        try:
            instance = uaflp.read(file)
        except UsageError as error:
            print(f"{file}: {error}", file=sys.stderr)
            return 2
        rows.append(row(instance, compare(instance, names, given.seconds, given.seed)))
    print("\n".join(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
