"""What is kept of a solved case, and the words for how it ended."""

from __future__ import annotations

from typing import Any, Literal, get_args

__all__ = [
    "COLUMNS",
    "FAILED",
    "RECORD_FORMAT",
    "SOLVED",
    "STATUSES",
    "TERMS",
    "Status",
    "failure",
    "is_column",
]

RECORD_FORMAT = "planner-sweep-result/1"

Status = Literal["optimal", "feasible", "infeasible", "nothing_found", "invalid", "deadline", "crash"]
STATUSES: tuple[Status, ...] = get_args(Status)
SOLVED = frozenset({"optimal", "feasible"})
"""Cases that have a plan."""
FAILED = frozenset({"deadline", "crash"})
"""Cases that another machine, or more time, might solve: ``--retry-failed``."""

TERMS = ("rent", "programme", "storage", "wishes", "people", "goods", "parts", "recommended")
"""Terms of the value, as in ``planner.score``."""


COLUMNS = (
    "status",
    "basis",
    "value_cny_year",
    "bound_cny_year",
    "gap",
    "wished_met",
    "failing",
    "recommended_unmet",
    "core",
    "reason",
    "seed",
    "seconds",
    "processor_s",
    "time_cap_hit",
)
"""Columns of the table that every sweep has, beside ``case`` and ``key``."""
PREFIXES = ("term_", "area_", "storeys_", "clause_", "measure_")
"""Beginnings of the columns that a sweep may ask for."""


def is_column(name: str) -> bool:
    """Whether a parameter of this name would take the place of another column."""
    return name in (*COLUMNS, "case", "key") or name.startswith(PREFIXES)


def failure(key: str, status: Status, reason: str, **more: Any) -> dict[str, Any]:
    """The record of a case that nothing came of."""
    return {"format": RECORD_FORMAT, "key": key, "status": status, "reason": reason, **more}
