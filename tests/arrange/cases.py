"""A programme for every plate, arranged once and looked at by many tests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from planner.bundle import write_bundle
from planner.model import Allocation, Layout, Placement, Scenario, Solution, Storey, StoreyLayout
from planner.verify import verify
from solvers.arrange import Arranged, arrange_storey
from tests.arrange.plates import PLATES, WAREHOUSE, hall, scenario, stock_room, suite, zone

OFFICES = zone(
    "OFFICE", "office_area", ("open_office", 1, 70), ("private_office", 3, 15), ("meeting_room", 1, 25)
)
STUDIOS = zone("LIVE", "livestream_centre", ("studio", 6, 36), ("studio_support", 2, 50))
CUSTOMS = zone(
    "CUSTOMS", "customs_hall", ("customs_desk", 1, 60), ("customs_office", 2, 20), ("customs_store", 1, 20)
)
TRAINING = zone("TRAIN", "training_base", ("classroom", 2, 60), ("practice_ground", 1, 110))

NOT_OF_A_STOREY = {"LAYOUT-REFERENCES", "LAYOUT-ROAD-REACH", "LAYOUT-YARD"}
"""Rules that ask for the demands of the park, for its roads and yards."""

SHOW = hall("SHOW", "exchange_centre", "exhibition_hall", 250)


@dataclass(frozen=True)
class Case:
    """A storey, what was asked of it, and what came out."""

    scenario: Scenario
    storey: Storey
    placements: tuple[Placement, ...]
    layout: StoreyLayout


PROGRAMMES: dict[str, tuple[Placement, ...]] = {
    "bar": (OFFICES, suite("T1", 90), stock_room("T1"), suite("T2", 60)),
    "ell": (CUSTOMS, suite("T1", 120), stock_room("T1"), suite("T2", 90), suite("T3", 70)),
    "tower": (CUSTOMS, suite("T1", 120), suite("T2", 80), stock_room("T2", 60)),
    "deep": (STUDIOS, SHOW, *(suite(f"T{k}", 80) for k in range(4))),
    "you": (TRAINING, suite("T1", 100), stock_room("T1"), suite("T2", 80), suite("T3", 60)),
    "court": (OFFICES, hall("SHOP", "support", "shop", 80), suite("T1", 150), suite("T2", 80)),
    "chamfered": (suite("T1", 110), suite("T2", 90), suite("T3", 70), stock_room("T3")),
    "warehouse": (hall("STORE", "storage_base", "warehouse", 850), suite("T1", 120), stock_room("T1", 80)),
}  # fmt: skip
STOREYS = PLATES | {"warehouse": WAREHOUSE}


@cache
def _arranged(name: str, seed: int) -> tuple[Scenario, Arranged]:
    park = scenario(STOREYS[name], PROGRAMMES[name])
    return park, arrange_storey(park, STOREYS[name], PROGRAMMES[name], seed=seed)


def case(name: str, seed: int = 1) -> Case:
    """The case of this name; fails where no layout was found."""
    park, arranged = _arranged(name, seed)
    assert arranged.layout is not None, f"{name}: {arranged.reason}"
    return Case(park, STOREYS[name], PROGRAMMES[name], arranged.layout)


def broken(folder: Path, park: Scenario, layout: StoreyLayout) -> list[tuple[str, str | None]]:
    """Integrity rules of a layout that the independent check finds broken, and by what."""
    solution = Solution(
        park, Allocation("feasible", (), (), {}, 0.0, 0.0), Layout((layout,), ()), 1, {}, False, ()
    )
    write_bundle(folder, solution, resolved="")
    return [
        (verdict.clause, finding.subject)
        for verdict in verify(park, folder).verdicts
        if verdict.standard == "layout" and verdict.clause not in NOT_OF_A_STOREY and verdict.status == "fail"
        for finding in verdict.findings
        if finding.ok is False
    ]
