"""What an explanation says, as data: conflicts, ways out of them, prices of limits, and foils.

Made by ``solvers.explain``, told by ``viz.explained``. Money is CNY a year, areas are m2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "Conflict",
    "Edit",
    "Explanation",
    "Kind",
    "Member",
    "Move",
    "Price",
    "Recommended",
    "WayOut",
    "WhyNot",
]

Kind = Literal[
    "required",
    "pin",
    "clause",
    "capacity",
    "permits",
    "goods",
    "daylight",
    "ground",
    "shape",
    "cut",
    "people",
]

EditKind = Literal["drop", "shrink", "enlarge", "unpin", "permit", "read", "storey"]


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """Something that a park asks for or is: one member of a conflict.

    ``subject``: the tenant or demand, the storey, or the clause (with its zone, as ``CBEP-4.1.2-a:support``).
    """

    kind: Kind
    subject: str
    storey: str = ""
    """Of a pin: where."""
    m2: float = field(default=0.0, compare=False)
    """What must be placed at least, what a storey holds; 0 where no area is behind it."""

    def __str__(self) -> str:
        place = f" {self.storey}" if self.storey else ""
        return self.subject if self.kind == "clause" else f"{self.kind}:{self.subject}{place}"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Members that cannot hold together. ``minimal``: without any one of them a solution was found."""

    members: tuple[Member, ...]
    minimal: bool


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a scenario.

    ``subject``: tenant, demand, storey (permit), building (storey) or policy (read). ``to``: the new
    least (shrink) or most (enlarge) area in m2, the kinds to permit, the number of new storeys, the reading;
    else empty.
    """

    kind: EditKind
    subject: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class WayOut:
    """Changes with which an allocation exists; one was found.

    ``gives_up_cny``: what the areas that are no longer promised would have paid, ``gives_up_m2``: these
    areas. ``adds_m2``: floor area to build, which the scenario has no price for.
    """

    edits: tuple[Edit, ...]
    gives_up_cny: float
    gives_up_m2: float
    adds_m2: float
    value_cny: float
    """The objective of the allocation that was found."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a limit costs: the best plans with it, without it, and with it moved a step."""

    subject: str
    """A clause, or ``capacity:<storey>``."""
    unit: Literal["m2", "share", "zones"]
    limit: float
    slack: float
    """How far the plan is from the limit, in m2."""
    moved_to: float
    gain_cny: float
    """What the plan found with the moved limit is worth more."""
    costs_cny: float
    """What the plan found without the limit is worth more; not a number where that was not asked."""
    hint_cny: float
    """What the dual of the relaxation says that a m2 is worth."""


@dataclass(frozen=True, slots=True)
class Recommended:
    """What a recommended clause costs: the best plans found without it, and where it counts most."""

    clause: str
    weight_cny: float
    """What not meeting any of it costs, by the scenario's weights."""
    unmet: float
    """Part of it that the plan does not meet, 0 to 1."""
    pays_cny: float
    """What the plan pays for that."""
    least_unmet: float
    """The same part in the plan found that meets most of it."""
    costs_cny: float
    """What meeting that much costs: the worth of the best plan found without the clause, less that one's."""


@dataclass(frozen=True, slots=True)
class Move:
    """A subject that lies or is otherwise than before; areas by storey, m2."""

    subject: str
    before: Mapping[str, float]
    after: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What came of a foil: it is so already, it contradicts something, or it costs something."""

    foil: str
    outcome: Literal["already", "conflict", "costs", "unknown", "undecided"]
    """``unknown``: no plan and no proof with this work; ``undecided``: the time was over before."""
    basis: Literal["proven", "measured"] = "measured"
    conflict: Conflict | None = None
    base_cny: float = 0.0
    foil_cny: float = 0.0
    bound_cny: float = float("inf")
    """No plan with the foil is worth more."""
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """All of it. ``basis``: ``proven`` without any corridors, ``measured`` with those that were tried."""

    status: Literal["infeasible", "feasible"]
    basis: Literal["proven", "measured"]
    conflicts: tuple[Conflict, ...] = ()
    complete: bool = False
    """Whether there are no other conflicts."""
    lacking_m2: float = 0.0
    """Floor area that is missing at least, over all storeys."""
    ways_out: tuple[WayOut, ...] = ()
    tried: bool = False
    """Whether ways out were looked for."""
    clauses_alone: bool = False
    """Whether, with the corridors that were tried, there is no plan even if nothing is promised or pinned."""
    fits_with: float | None = None
    """Where nothing fits what was measured: with what share of all that lies between walls beyond it
    something does, of those that a solve offers; ``None``: with none of them, or not asked."""
    refused: int = 0
    """Ways out that the programs promised and for which no allocation was found."""
    value_cny: float = 0.0
    bound_cny: float = 0.0
    prices: tuple[Price, ...] = ()
    recommended: tuple[Recommended, ...] = ()
    undecided: tuple[str, ...] = ()
    """What the time was over for: ``conflicts`` and ``ways_out`` (others than those told), ``plan`` (a better
    one), ``prices``, or the subjects whose price is missing."""
