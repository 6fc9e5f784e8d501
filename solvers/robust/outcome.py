"""What a robust search may end with instead of a plan."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Unattainable"]


@dataclass(frozen=True, slots=True)
class Unattainable:
    """No plan was found that keeps the promise: what is lacking most, and the best that was found for it."""

    clause: str
    probability: float
    best: float
    layouts: int
