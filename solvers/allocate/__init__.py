"""Allocation: which tenant and which zone on which storey, how large, with a proven bound."""

from solvers.allocate.run import Judge, allocate, broken_clauses
from solvers.allocate.search import warm

__all__ = ["Judge", "allocate", "broken_clauses", "warm"]
