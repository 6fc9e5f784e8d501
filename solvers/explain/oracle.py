"""Whether some of the members can hold together: by the relaxation first, then by whole units."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from planner.reasons import Member
from solvers.allocate.engine import Engine, Request, Stopped
from solvers.allocate.program import INFINITY, Program
from solvers.allocate.repair import leaned_on
from solvers.explain.members import Model

__all__ = ["Answer", "Oracle"]

NODES = 1_000
"""Branch-and-bound nodes of one question."""

ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Answer:
    """``open``: not decided within the work. ``satisfied``: members that the found places meet."""

    fits: Literal["yes", "no", "open"]
    satisfied: frozenset[Member] = frozenset()


class Oracle:
    """Answers for one model; every question is asked once."""

    def __init__(self, model: Model, engine: Engine, nodes: int = NODES) -> None:
        self.model = model
        self.engine = engine
        self.nodes = nodes
        self.asked = 0
        self.undecided = False
        """Whether some question was not decided within the work: then nothing is known to be complete."""
        self._known: dict[frozenset[Member], Answer] = {}
        self._fit: list[frozenset[Member]] = []
        self._unfit: list[frozenset[Member]] = []
        self._matrix = model.code.program.matrix()

    def __call__(self, active: Collection[Member]) -> Answer:
        """Whether these members, and no others, can hold together."""
        key = frozenset(active)
        if key not in self._known:
            self._known[key] = self._deduced(key) or self._ask(key)
        return self._known[key]

    def loose(self, active: Collection[Member]) -> bool:
        """Whether the relaxation has a solution: quick, and its "no" is a proof."""
        key = frozenset(active)
        if any(key <= row for row in self._fit):
            return True
        if any(row <= key for row in self._unfit):
            return False
        self.asked += 1
        if self.engine.stopped():
            raise Stopped
        if self.engine.solve(self._only(key), Request(relax=True)).infeasible:
            self._unfit.append(key)
            return False
        return True

    def blamed(self, active: Collection[Member]) -> frozenset[Member]:
        """Those members that the cheapest repair of the relaxation leans on, by its duals."""
        owner = {row: member for member, rows in self.model.rows.items() for row in rows if member in active}
        leant = leaned_on(self.engine, self._only(frozenset(active)), owner)
        if leant is None:
            return frozenset(active)
        return frozenset(member for row, member in owner.items() if row in leant)

    def _deduced(self, active: frozenset[Member]) -> Answer | None:
        """What follows from answers that are known: less fits where more did, more fails where less did."""
        wider = next((row for row in self._fit if active <= row), None)
        if wider is not None:
            return Answer("yes", wider)
        return Answer("no") if any(row <= active for row in self._unfit) else None

    def _ask(self, active: frozenset[Member]) -> Answer:
        if not self.loose(active):
            return Answer("no")
        outcome = self.engine.solve(self._only(active), Request(nodes=self.nodes))
        if outcome.infeasible:
            self._unfit.append(active)
            return Answer("no")
        if outcome.objective is None:
            self.undecided = True
            return Answer("open")
        more = frozenset() if outcome.values is None else self._satisfied(outcome.values)
        self._fit.append(more | active)
        return Answer("yes", more | active)

    def _only(self, active: frozenset[Member]) -> Program:
        """The program with the rows of these members and the nameless ones; nothing is sought but a plan."""
        program = self.model.code.program.without_value()
        for member, rows in self.model.rows.items():
            if member not in active:
                for row in rows:
                    program.row_lower[row], program.row_upper[row] = -INFINITY, INFINITY
        return program

    def _satisfied(self, values: npt.NDArray[np.float64]) -> frozenset[Member]:
        program = self.model.code.program
        row, column, entry = self._matrix
        sums = np.bincount(row, weights=entry * values[column], minlength=len(program.tags))
        low, high = np.array(program.row_lower), np.array(program.row_upper)
        kept = (sums >= low - ROUNDING) & (sums <= high + ROUNDING)
        return frozenset(member for member, rows in self.model.rows.items() if kept[rows].all())
