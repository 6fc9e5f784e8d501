"""What a scenario says about utilities, and what comes out: services, indices, demand against capacity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

__all__ = [
    "CAPACITY_KEYS",
    "LEVELS",
    "SERVICES",
    "SERVICE_NAMES",
    "UNITS",
    "Index",
    "Level",
    "Need",
    "Per",
    "Service",
    "Term",
    "Utilities",
]

Service = Literal["power", "water", "sewage", "storm", "gas", "heating", "bandwidth"]
Level = Literal["low", "mid", "high"]
Per = Literal["gross_m2", "net_m2", "person"]
Confidence = Literal["R", "S", "M", "D", "user"]

SERVICES: tuple[Service, ...] = get_args(Service)
LEVELS: tuple[Level, ...] = get_args(Level)

UNITS: Mapping[Service, str] = {
    "power": "kVA",
    "water": "m3/d",
    "sewage": "m3/d",
    "storm": "L/s",
    "gas": "m3/h",
    "heating": "kW",
    "bandwidth": "Mbit/s",
}
"""Unit of demand and capacity of each service."""

CAPACITY_KEYS: Mapping[Service, str] = {
    "power": "power_kva",
    "water": "water_m3_day",
    "sewage": "sewage_m3_day",
    "storm": "storm_l_s",
    "gas": "gas_m3_h",
    "heating": "heating_kw",
    "bandwidth": "bandwidth_mbit_s",
}
"""Key of each service in a scenario's file, its unit included."""

SERVICE_NAMES: Mapping[Service, tuple[str, str]] = {
    "power": ("供电", "power"),
    "water": ("供水", "water supply"),
    "sewage": ("污水", "sewage"),
    "storm": ("雨水", "storm water"),
    "gas": ("燃气", "gas"),
    "heating": ("供暖", "heating"),
    "bandwidth": ("网络带宽", "bandwidth"),
}
"""Chinese and English name."""


@dataclass(frozen=True, slots=True)
class Index:
    """What a use of space asks of a service: per m2 or person, in W, L a day, m3/h or Mbit/s.

    ``low``, ``mid``, ``high`` are three levels of the index, ``factor`` those of the demand factor.
    ``confidence``: R read in the source, S read in a secondary text, M from memory, D design value,
    ``user`` given in the scenario.
    """

    use: str
    service: Service
    per: Per
    low: float
    mid: float
    high: float
    factor: tuple[float, float, float]
    confidence: Confidence
    source: str

    def at(self, level: Level) -> tuple[float, float]:
        """Index and demand factor at a level."""
        place = LEVELS.index(level)
        return (self.low, self.mid, self.high)[place], self.factor[place]


@dataclass(frozen=True, slots=True)
class Utilities:
    """The ``utilities`` of a scenario: capacities, what is given instead of computed, other indices."""

    level: Level = "mid"
    capacity: Mapping[Service, float] = field(default_factory=dict)
    """What the connections of the park carry, in ``UNITS``; a service may be missing."""
    building_capacity: Mapping[str, Mapping[Service, float]] = field(default_factory=dict)
    """Building id -> what its own connections carry."""
    demand: Mapping[Service, float] = field(default_factory=dict)
    """Demand of the park that is taken as given, not computed."""
    storm_intensity_l_s_ha: float | None = None
    """Rain of the design storm; follows a local formula, so it has no default."""
    power_factor: float = 0.9
    coincidence: float = 1.0
    """What part of the buildings' power demands the park draws at once."""
    indices: tuple[Index, ...] = ()
    """Indices that replace those of the table, or add to them."""
    uses: Mapping[str, str] = field(default_factory=dict)
    """Kind of space -> use, where it differs from the table's."""


@dataclass(frozen=True, slots=True)
class Term:
    """One line of a sum: a use (or kind of ground) in a building, times index and factor.

    ``demand`` is in the unit of the service; ``building`` is ``None`` for the site.
    """

    building: str | None
    use: str
    quantity: float
    per: str
    index: float
    factor: float
    demand: float
    confidence: str


@dataclass(frozen=True, slots=True)
class Need:
    """Demand of one service against its capacity, in ``UNITS``.

    ``total`` is ``None`` where no demand can be told: ``missing`` then names the datum. So does it
    for a missing ``capacity``.
    """

    service: Service
    level: Level
    total: float | None
    given: bool
    """Whether the scenario gave the demand."""
    buildings: Mapping[str, float]
    site: float
    capacity: float | None
    building_capacity: Mapping[str, float]
    missing: tuple[str, ...]
    terms: tuple[Term, ...]

    @property
    def unit(self) -> str:
        """Unit of demand and capacity."""
        return UNITS[self.service]

    def certain(self, building: str | None = None) -> float:
        """The part of the demand, of the park or a building, that rests on no index from memory."""
        if self.given and building is None:
            return self.total or 0.0
        whole = sum(term.demand for term in self.terms if building in (None, term.building))
        sure = sum(
            term.demand for term in self.terms if building in (None, term.building) and term.confidence != "M"
        )
        asked = self.total if building is None else self.buildings.get(building)
        return (asked or 0.0) * sure / whole if whole > 0 else 0.0

    @property
    def ratio(self) -> float | None:
        """Capacity over demand; ``None`` where one is missing or nothing is asked for."""
        if self.capacity is None or not self.total:
            return None
        return self.capacity / self.total
