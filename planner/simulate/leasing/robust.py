"""What a robust plan promises, what it keeps back, and what that costs: the file ``robust.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.bundle.files import write_files
from planner.errors import UsageError
from planner.simulate.leasing.park import Park
from planner.simulate.leasing.ratios import Ratio

__all__ = ["Promise", "Robustness", "promised", "robust_document", "save_robust"]

FORMAT = "planner-robust/1"


@dataclass(frozen=True, slots=True)
class Promise:
    """A clause with the probability of its worst month: of the plan without, as planned, on fresh futures."""

    clause: str
    without: float
    planned: float
    fresh: float
    error: float
    """Standard error of ``fresh``."""


@dataclass(frozen=True, slots=True)
class Robustness:
    """What came of ``robust`` in a scenario."""

    probability: float
    promises: tuple[Promise, ...]
    reserved: tuple[str, ...]
    """Companies whose suites, and vacant units that go to cross-border companies only."""
    closed: tuple[str, ...]
    """The same of suites and units that no other livestreaming company gets."""
    layouts: int
    """Layouts that were made until one kept the promise."""
    value_without: float
    value_with: float
    """What the plan is worth, CNY a year."""
    income_without: float
    income_with: float
    """Expected net present value of letting, CNY."""
    paths: int
    """Futures by which it was planned."""
    fresh_paths: int
    """Futures that no decision has seen."""

    @property
    def kept(self) -> bool:
        """Whether every clause holds with the probability in every month of the fresh futures."""
        return all(row.fresh >= self.probability for row in self.promises)


def promised(park: Park) -> tuple[Ratio, ...]:
    """The clauses that shall hold; ``UsageError`` where one is named that letting does not decide."""
    wanted = park.facts.scenario.leasing.robust.clauses
    known = {ratio.clause: ratio for ratio in park.clauses}
    for id in wanted:
        if id not in known:
            raise UsageError(
                f"{park.facts.scenario.source}: robust.clauses: got {id}, expected clauses in force that "
                f"letting decides. Try: {', '.join(known)}"
            )
    if wanted:
        return tuple(known[id] for id in wanted)
    return tuple(row for row in known.values() if _binds(park, row))


def _binds(park: Park, ratio: Ratio) -> bool:
    """Whether a mandatory clause that is no mere alternative is changed by letting."""
    names = [name for row in ratio.rows for name in (row.measure, row.of) if name is not None]
    let = any(park.measures[name].of is not None for name in names)
    return ratio.strength == "mandatory" and not ratio.part_of and let


def robust_document(found: Robustness) -> dict[str, Any]:
    """The keys of ``robust.json``."""
    return {
        "format": FORMAT,
        "clause_probability": found.probability,
        "kept": found.kept,
        "clauses": [
            {
                "clause": row.clause,
                "without": round(row.without, 6),
                "planned": round(row.planned, 6),
                "fresh": round(row.fresh, 6),
                "standard_error": round(row.error, 6),
            }
            for row in found.promises
        ],
        "reserved_for_cross_border": list(found.reserved),
        "closed_to_livestreaming": list(found.closed),
        "layouts": found.layouts,
        "price": {
            "objective_without_cny_year": round(found.value_without),
            "objective_with_cny_year": round(found.value_with),
            "net_present_value_without_cny": round(found.income_without),
            "net_present_value_with_cny": round(found.income_with),
        },
        "paths": found.paths,
        "fresh_paths": found.fresh_paths,
    }


def save_robust(folder: Path, found: Robustness) -> Path:
    """Write ``robust.json``."""
    text = json.dumps(robust_document(found), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    write_files(folder, {"robust.json": text.encode()})
    return folder / "robust.json"
