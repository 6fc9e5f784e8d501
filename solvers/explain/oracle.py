"""Whether some of the members can hold together: by the relaxation first, then by whole units."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from planner.reasons import Member
from solvers.allocate.engine import Engine, Request
from solvers.allocate.program import INFINITY, Program
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
        self._known: dict[frozenset[Member], Answer] = {}
        self._matrix = model.code.program.matrix()

    def __call__(self, active: Collection[Member]) -> Answer:
        """Whether these members, and no others, can hold together."""
        key = frozenset(active)
        if key not in self._known:
            self.asked += 1
            self._known[key] = self._ask(key)
        return self._known[key]

    def _ask(self, active: frozenset[Member]) -> Answer:
        program = self._only(active)
        if self.engine.solve(program, Request(relax=True)).infeasible:
            return Answer("no")
        outcome = self.engine.solve(program, Request(nodes=self.nodes))
        if outcome.infeasible:
            return Answer("no")
        if outcome.objective is None:
            return Answer("open")
        more = frozenset() if outcome.values is None else self._satisfied(outcome.values)
        return Answer("yes", more | active)

    def _only(self, active: frozenset[Member]) -> Program:
        """The program with the rows of these members and the nameless ones; nothing is sought but a plan."""
        program = Program()
        program.append(self.model.code.program)
        program.constant = 0.0
        for column in range(len(program.value)):
            program.value[column] = 0.0
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
