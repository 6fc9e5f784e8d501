"""What fire engines need on the site: lanes, turning places, stands for aerial ladders, hydrants."""

from __future__ import annotations

from dataclasses import dataclass

from shapely.geometry import LineString, Point, Polygon

__all__ = [
    "NO_FIRE_SITE",
    "AddedPiece",
    "AerialSite",
    "FireLane",
    "FireProof",
    "FireSite",
    "Hydrant",
    "Turnaround",
]


@dataclass(frozen=True, slots=True)
class FireLane:
    """A lane: the ground that is paved for it, its centreline, its clear width."""

    id: str
    polygon: Polygon
    centreline: LineString
    width_mm: int
    clear_height_mm: int | None = None
    """Clear height as stated; ``None`` where nobody says."""
    slope_percent: float | None = None
    """Its steepest slope as stated; ``None`` where nobody says."""
    given: bool = False
    """Whether the scenario gives it."""


@dataclass(frozen=True, slots=True)
class Turnaround:
    """A square on which a fire engine turns at the end of a lane."""

    id: str
    polygon: Polygon
    side_mm: int
    given: bool = False


@dataclass(frozen=True, slots=True)
class AerialSite:
    """A stand from which an aerial ladder reaches a facade of its building."""

    id: str
    polygon: Polygon
    building: str
    given: bool = False


@dataclass(frozen=True, slots=True)
class Hydrant:
    """An outdoor hydrant beside a lane."""

    id: str
    point: Point
    given: bool = False


@dataclass(frozen=True, slots=True)
class AddedPiece:
    """Something that a repair added to what the scenario gives: where it begins, and how much it is."""

    id: str
    role: str
    at: tuple[float, float]
    """mm."""
    length_m: float = 0.0
    """Of a lane: metres of centreline."""


@dataclass(frozen=True, slots=True)
class FireProof:
    """How good the lanes are: what they cost, what any cost at least, and what the ground does not allow.

    Costs are metres of new lane; lanes on roads that are there anyway, bends and ends are turned into such.
    """

    cost_m: float
    bound_m: float
    unmet: tuple[str, ...] = ()
    """Building or place, clause and words."""
    added: tuple[AddedPiece, ...] = ()
    """What a repair added to the lanes that the scenario gives."""
    unfit: tuple[str, ...] = ()
    """Given pieces that the repair could not count, each with clause and words."""

    @property
    def gap(self) -> float:
        """Proven relative gap."""
        return max(0.0, self.cost_m - self.bound_m) / max(self.cost_m, 1e-9)


@dataclass(frozen=True, slots=True)
class FireSite:
    """Everything on the site that is there for the fire brigade; empty where there is nothing."""

    lanes: tuple[FireLane, ...] = ()
    turnarounds: tuple[Turnaround, ...] = ()
    aerial_sites: tuple[AerialSite, ...] = ()
    hydrants: tuple[Hydrant, ...] = ()


NO_FIRE_SITE = FireSite()
