"""Programs that are given up: short ones between two, longer ones while they are solved."""

from __future__ import annotations

import time

import numpy as np
import pytest

from solvers.allocate import engine
from solvers.allocate.engine import Request, Stoppable, Stopped
from solvers.allocate.program import Program


def split(columns: int) -> Program:
    """Market split: five random sums to be halved exactly, for which branch and bound takes ages."""
    program, rng = Program(), np.random.default_rng(1)
    for _ in range(columns):
        program.column(integer=True)
    for weights in rng.integers(1, 100, (5, columns)).tolist():
        over, under = program.column(-1.0, upper=1e6), program.column(-1.0, upper=1e6)
        terms = [(k, float(weight)) for k, weight in enumerate(weights)]
        program.row([*terms, (over, -1.0), (under, 1.0)], sum(weights) // 2, sum(weights) // 2)
    return program


def test_a_long_program_is_given_up_while_it_is_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "SHORT_COLUMNS", 10)
    began = time.monotonic()
    with Stoppable(lambda: time.monotonic() > began + 0.3) as solver, pytest.raises(Stopped):
        solver.solve(split(50), Request())
    assert time.monotonic() - began < 20


def test_short_and_long_programs_have_one_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    with Stoppable(lambda: False) as solver:
        here = solver.solve(split(6), Request())
        monkeypatch.setattr(engine, "SHORT_COLUMNS", 10)
        assert solver.solve(split(6), Request()).objective == here.objective


def test_nothing_is_begun_after_the_stop() -> None:
    with Stoppable(lambda: True) as solver, pytest.raises(Stopped):
        solver.solve(split(2), Request())
