"""Allocation: which tenant and which zone on which storey, how large, with a proven bound."""

from solvers.allocate.run import allocate, broken_clauses
from solvers.allocate.search import warm

__all__ = ["allocate", "broken_clauses", "warm"]
