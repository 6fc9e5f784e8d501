"""What a long command tells while it runs, for whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Event", "Stage"]

Stage = Literal["measure", "allocate", "arrange", "roads", "write", "check", "draw"]


@dataclass(frozen=True, slots=True)
class Event:
    """The state of a running stage.

    ``incumbent`` and ``bound`` are in CNY a year and ``gap`` is relative; ``None`` while there is
    none. ``done`` of ``total`` counts storeys, 0 of 0 where a stage has none to count.
    """

    stage: Stage
    detail: str = ""
    incumbent: float | None = None
    bound: float | None = None
    gap: float | None = None
    done: int = 0
    total: int = 0
