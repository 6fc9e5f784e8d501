"""The index table: ``indices.yaml`` as shipped, with what a scenario replaces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from planner.kinds import SpaceKind
from planner.utilities.model import LEVELS, Index, Level, Service, Utilities

__all__ = ["Ground", "Levels", "Table", "shipped_table", "table_for"]


@dataclass(frozen=True, slots=True)
class Levels:
    """A number at three levels, with its source."""

    low: float
    mid: float
    high: float
    confidence: str
    source: str

    def at(self, level: Level) -> float:
        """The number at a level."""
        return (self.low, self.mid, self.high)[LEVELS.index(level)]


@dataclass(frozen=True, slots=True)
class Ground:
    """A kind of ground: water it takes (L/m2 and day) and what part of the rain runs off."""

    id: str
    zh: str
    en: str
    water: Levels
    runoff: Levels


@dataclass(frozen=True, slots=True)
class Table:
    """Indices by use and service, and the use of every kind of space."""

    names: Mapping[str, tuple[str, str]]
    """Use or kind of ground -> Chinese and English name."""
    indices: Mapping[tuple[str, Service], Index]
    kinds: Mapping[str, str]
    roles: Mapping[str, str]
    ground: Mapping[str, Ground]
    sewage_share: Levels

    @property
    def uses(self) -> tuple[str, ...]:
        """Ids of the uses."""
        return tuple(name for name in self.names if name not in self.ground)

    def use_of(self, kind: SpaceKind) -> str:
        """The use of a kind of space; own kinds take that of their role."""
        return self.kinds.get(kind.id) or self.roles[kind.role]


@cache
def shipped_table() -> Table:
    """The table that comes with the program."""
    raw: dict[str, Any] = yaml.safe_load(
        files("planner.utilities").joinpath("indices.yaml").read_text("utf-8")
    )
    indices: dict[tuple[str, Service], Index] = {}
    for use, row in raw["uses"].items():
        for service, entry in row.items():
            if service not in ("zh", "en"):
                factor = tuple(entry.pop("factor", (1.0, 1.0, 1.0)))
                indices[use, service] = Index(use=use, service=service, factor=factor, **entry)
    ground = {
        id: Ground(id, row["zh"], row["en"], Levels(**row["water_l_m2_day"]), Levels(**row["runoff"]))
        for id, row in raw["ground"].items()
    }
    names = {id: (row["zh"], row["en"]) for part in ("uses", "ground") for id, row in raw[part].items()}
    return Table(names, indices, raw["kinds"], raw["roles"], ground, Levels(**raw["sewage_share"]))


def table_for(given: Utilities) -> Table:
    """The shipped table with the indices and uses of a scenario in place of its own."""
    table = shipped_table()
    own = {(index.use, index.service): index for index in given.indices}
    return Table(
        table.names,
        {**table.indices, **own},
        {**table.kinds, **given.uses},
        table.roles,
        table.ground,
        table.sewage_share,
    )
