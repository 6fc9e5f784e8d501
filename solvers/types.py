"""What the stages of a solve tell each other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A cut from the arrangement: these subjects must not all lie on that storey."""

    storey: str
    subjects: frozenset[str]


@dataclass(frozen=True, slots=True)
class Progress:
    """State of a running stage: best value so far and proven bound, CNY a year; relative gap.

    ``incumbent`` and ``bound`` are ``None`` until there is one; the gap is then infinite.
    """

    stage: str
    incumbent: float | None
    bound: float | None
    gap: float
