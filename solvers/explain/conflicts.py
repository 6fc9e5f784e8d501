"""All minimal conflicts of a park, one after another, up to a count.

The first one comes of a deletion filter. Then smallest first, by hitting sets: a smallest set of members that
meets every known way out (the complement of a largest solvable set) either is a conflict, and then no smaller
one is left, or it grows to a new way out. Where conflicts are large that takes long, so that every round also
takes a largest set without a known conflict, in which another conflict is found by deletion.
Literature: M. Liffiton, A. Previti, A. Malik, J. Marques-Silva, "Fast, flexible MUS enumeration",
Constraints 21 (2016); A. Ignatiev et al., "Smallest MUS extraction with minimal hitting set
dualization", CP 2015.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from planner.reasons import Conflict, Kind, Member
from solvers.allocate.engine import Engine, Request
from solvers.allocate.program import Program
from solvers.explain.oracle import Oracle

__all__ = ["COUNT", "Search", "shrunk"]

COUNT = 5
"""Conflicts to look for, unless asked otherwise."""

QUESTIONS = 1_500
"""Questions to the solver in all; then the search ends with what it has."""

ORDER: tuple[Kind, ...] = (
    "people", "cut", "shape", "capacity", "ground", "daylight", "goods", "permits", "required",
    "pin", "clause",
)  # fmt: skip
"""Dropped first what tells least; clauses and pins are the most telling and go last."""


class Search:
    """Known conflicts and ways out of them."""

    def __init__(self, oracle: Oracle, engine: Engine, questions: int = QUESTIONS) -> None:
        self.oracle = oracle
        self.engine = engine
        self.questions = questions
        self.members = oracle.model.members
        self.found: list[frozenset[Member]] = []
        self.outs: list[frozenset[Member]] = []
        """Complements of largest solvable sets."""
        self.contradicts = False
        """Whether it is known that not all members hold together."""
        self.complete = False
        """Whether there is no other conflict."""

    def all(self) -> Iterator[Conflict]:
        """Every conflict; ``complete`` is set where the search ends by itself."""
        everything = frozenset(self.members)
        if self.oracle(everything).fits != "no":
            self.complete = self.oracle(everything).fits == "yes"
            return
        self.contradicts = True
        yield self._take(shrunk(self.oracle, everything))
        while self.oracle.asked < self.questions:
            smallest = self._hitting()
            if smallest is None:
                self.complete = not self.oracle.undecided
                return
            yield from self._from_below(smallest)
            largest = self._largest()
            if largest is not None and self.oracle.asked < self.questions:
                yield from self._from_above(largest)

    def _from_below(self, chosen: frozenset[Member]) -> Iterator[Conflict]:
        if self.oracle(chosen).fits == "no":
            yield self._take(chosen)
        else:
            self.outs.append(frozenset(self.members) - self._grown(chosen))

    def _from_above(self, chosen: frozenset[Member]) -> Iterator[Conflict]:
        if self.oracle(chosen).fits == "no":
            yield self._take(shrunk(self.oracle, chosen))
        else:
            self.outs.append(frozenset(self.members) - chosen)

    def _take(self, conflict: frozenset[Member]) -> Conflict:
        """Note a conflict; what is left without one of its members is a way out to learn from."""
        self.found.append(conflict)
        minimal = all(self.oracle(conflict - {member}).fits == "yes" for member in sorted(conflict))
        return Conflict(tuple(sorted(conflict)), minimal)

    def _grown(self, chosen: frozenset[Member]) -> frozenset[Member]:
        """A largest solvable set that holds these members."""
        kept = self.oracle(chosen).satisfied or chosen
        for member in _ordered(frozenset(self.members) - kept):
            if member not in kept:
                answer = self.oracle(kept | {member})
                if answer.fits == "yes":
                    kept = answer.satisfied
        return kept

    def _hitting(self) -> frozenset[Member] | None:
        """A smallest set that meets every way out and holds no known conflict; ``None``: there is none."""
        return self._chosen(-1.0)

    def _largest(self) -> frozenset[Member] | None:
        return self._chosen(1.0)

    def _chosen(self, worth: float) -> frozenset[Member] | None:
        program = Program()
        column = {member: program.column(worth, integer=True) for member in self.members}
        for conflict in self.found:
            program.at_most([(column[member], 1.0) for member in sorted(conflict)], len(conflict) - 1.0)
        for out in self.outs:
            program.at_least([(column[member], 1.0) for member in sorted(out)], 1.0)
        outcome = self.engine.solve(program, Request())
        if outcome.values is None:
            self.oracle.undecided |= not outcome.infeasible
            return None
        return frozenset(member for member in self.members if outcome.values[column[member]] > 0.5)


def shrunk(
    oracle: Oracle, members: Collection[Member], keep: frozenset[Member] = frozenset()
) -> frozenset[Member]:
    """A minimal conflict within one, by deletion; ``keep`` stays in it. What is not decided stays too.

    As far as the relaxation proves it by quick questions, on those that its cheapest repair leans on first
    and many at once; then one by one.
    """
    kept = frozenset(members)
    if not oracle.loose(kept):
        blamed = oracle.blamed(kept) | keep
        if not oracle.loose(blamed):
            kept = blamed
        kept = _halved(oracle, kept, keep)
    for member in _ordered(kept - keep):
        if member in kept and oracle(kept - {member}).fits == "no":
            kept -= {member}
    return kept


def _halved(oracle: Oracle, kept: frozenset[Member], keep: frozenset[Member]) -> frozenset[Member]:
    """Without what the relaxation does not need for its proof: halves, then quarters, down to single ones."""
    size = max(1, len(kept) // 2)
    while True:
        row = _ordered(kept - keep)
        for start in range(0, len(row), size):
            chunk = frozenset(row[start : start + size])
            if not oracle.loose(kept - chunk):
                kept -= chunk
        if size == 1:
            return kept
        size //= 2


def _ordered(members: Collection[Member]) -> list[Member]:
    return sorted(members, key=lambda member: (ORDER.index(member.kind), member))
