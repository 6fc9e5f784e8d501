"""Solving again from a result: what is pinned stays, everything else moves as little as is worth it."""

from solvers.resolve.resolve import MOVED_CNY_M2, Resolved, resolve

__all__ = ["MOVED_CNY_M2", "Resolved", "resolve"]
