"""Place wishes in the program: neighbours, and the places of units that may split."""

from __future__ import annotations

from solvers.allocate.encode import MONEY, Encoding, negated
from solvers.allocate.problem import Near
from solvers.allocate.traffic import knapsack


def add_wishes(code: Encoding, *, everything: bool) -> None:
    """Worth of wishes met. Without ``everything`` a lone wish for a neighbour counts as met."""
    _aspects(code)
    lovers: dict[int, list[Near]] = {}
    for near in code.problem.near:
        lovers.setdefault(near.other, []).append(near)
    for other, wishes in sorted(lovers.items()):
        many = [near for near in wishes if not code.problem.units[near.unit].split]
        rest = [near for near in wishes if code.problem.units[near.unit].split]
        if len(many) > 1 or everything:
            _popular(code, other, many)
        else:
            rest += many
        for near in rest:
            _pair(code, near)


def _aspects(code: Encoding) -> None:
    for aspect in code.problem.aspects:
        met = code.program.column(MONEY * aspect.value)
        code.program.at_most([(met, 1.0), *negated(code.placed[aspect.unit])], 0.0, "wish")
        for s, terms in code.presence[aspect.unit].items():
            if s not in aspect.storeys:
                code.program.at_most([(met, 1.0), *terms], 1.0, "wish")


def _popular(code: Encoding, other: int, wishes: list[Near]) -> None:
    """Several units want the same neighbour: the worth met on a storey, as one total."""
    program, problem = code.program, code.problem
    worth = {near.unit: near.value for near in wishes}
    for s, host in code.presence[other].items():
        terms = [(c, near.value * f) for near in wishes for c, f in code.presence[near.unit].get(s, ())]
        if terms:
            cap = knapsack(problem, worth, [s])
            total = program.column(MONEY, upper=cap)
            program.at_most([(total, 1.0), *negated(terms)], 0.0, "wish")
            program.at_most([(total, 1.0), *negated(host, cap)], 0.0, "wish")


def _pair(code: Encoding, near: Near) -> None:
    program = code.program
    here, there = code.presence[near.unit], code.presence[near.other]
    shared = []
    for s in sorted(set(here) & set(there)):
        met = program.column(MONEY * near.value)
        program.at_most([(met, 1.0), *negated(here[s])], 0.0, "wish")
        program.at_most([(met, 1.0), *negated(there[s])], 0.0, "wish")
        shared.append((met, 1.0))
    program.at_most(shared, 1.0, "wish")
