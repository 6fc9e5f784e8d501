"""Sampled futures of a park: who has each unit in some months, and what a clause makes of it.

Each future is drawn twice under the same weather: with every unit as free for the market as it is, and with
every unit kept from part of it. Units are independent under given weather, so that any mix of the two is a
fair sample of a park that keeps some of its units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.simulate.leasing import kernel
from planner.simulate.leasing.codes import CROSS_BORDER, NOBODY
from planner.simulate.leasing.model import Model
from planner.simulate.leasing.park import Park
from planner.simulate.leasing.ratios import Row
from planner.simulate.leasing.tenancy import Company, company_of

__all__ = ["Futures", "Parts", "parts_of", "watched"]

Floats = npt.NDArray[np.float64]
Holders = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Parts:
    """A row of a clause as numbers: constant, and what each unit adds by who has it."""

    constant: float
    table: Floats
    """Unit x (nobody, its own company, one of each profile): m2, or companies."""
    counts: bool
    """Whether the numbers are companies."""

    def of(self, holders: Holders) -> Floats:
        """What each unit adds: future x unit."""
        return np.asarray(self.table[np.arange(self.table.shape[0]), holders + 2])


@dataclass(frozen=True, slots=True)
class Futures:
    """Future x unit x month: who has the unit, when it is as free as it is and when it is kept."""

    months: tuple[int, ...]
    free: Holders
    kept: Holders


def watched(park: Park, months: Sequence[int], paths: int, seed: int, kept: int = CROSS_BORDER) -> Futures:
    """So many futures of these months; ``kept``: the bit of units that are kept from part of the market."""
    seeds = np.random.SeedSequence(seed).spawn(paths)
    free = _watch(park.model, months, seeds)
    pools = park.model.unit[4] | kept
    everything = replace(park.model, unit=(*park.model.unit[:4], pools, *park.model.unit[5:]))
    return Futures(tuple(months), free, _watch(everything, months, seeds))


def _watch(model: Model, months: Sequence[int], seeds: Sequence[np.random.SeedSequence]) -> Holders:
    at = np.array(months, np.int64)
    watch: Any = kernel.watch  # compiled
    arguments: tuple[Any, ...] = (model.unit, model.terms, model.market, model.climate, model.measures)
    holders = np.full((len(seeds), len(model.unit[0]), len(at)), NOBODY, np.int16)
    for n, seed in enumerate(seeds):
        rng = np.random.Generator(np.random.PCG64(seed))
        watch(rng, *arguments, at, holders[n])
    return holders


def parts_of(park: Park, row: Row) -> Parts:
    """The row as measure - least x whole (or measure - least), told unit by unit."""
    measures, units = park.measures, park.letting.units
    part, whole = measures[row.measure], measures[row.of] if row.of is not None else None
    constant = part.constant - (row.least * whole.constant if whole is not None else row.least)
    profiles = park.profiles
    kinds = [Company(row.company_type, row.cross_border, row.livestreaming) for row in profiles]
    table = np.zeros((len(units), len(profiles) + 2))
    for u, unit in enumerate(units):
        own = [company_of(unit.tenant)] if unit.tenant is not None else [None]
        for k, company in enumerate((*own, *kinds)):
            if company is None:
                continue
            value = part.of(unit, company) if part.of is not None else 0.0
            if whole is not None and whole.of is not None:
                value -= row.least * whole.of(unit, company)
            table[u, k + 1] = value
    return Parts(constant, table, not row.measure.endswith("_area"))
