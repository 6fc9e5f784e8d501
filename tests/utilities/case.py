"""The worked example of docs/utilities.md as a sheet: a storey of 2,000 m2 on a plot of one hectare."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from shapely import LineString, box

from planner.bundle import write_bundle
from planner.check.facts import Facts, read_facts
from planner.model import Allocation, Layout, SiteRoad, Solution
from planner.utilities.model import Need, Service, Utilities
from tests.standards.sheet import M, Room, Sheet, tenant
from tests.verify import park

ROOMS = (
    Room("tenant_suite", "office_area", 30, 40, tenant="T01", at=(0, 0)),
    Room("shop", "support", 10, 40, at=(30, 0)),
)


class Plot(Sheet):
    """A sheet with a road of 1,000 m2 on land of 100 x 100 m, outside the building."""

    def layout(self) -> Layout:
        road = box(0, 50 * M, 100 * M, 60 * M)
        line = LineString([(0, 55 * M), (100 * M, 55 * M)])
        return replace(super().layout(), roads=(SiteRoad("R1", road, line, 10 * M, ()),))


def plot(utilities: Utilities, rooms: tuple[Room, ...] = ROOMS, **changes: object) -> Plot:
    site = replace(park.park().site, boundary=box(0, 0, 100 * M, 100 * M), obstacles=(), internal_roads=())
    return Plot(
        rooms,
        tenants=[tenant("T01", staff=120)],
        size=(50.0, 40.0),
        changes={"site": site, "utilities": utilities, **changes},
    )


def facts_of(folder: Path, sheet: Sheet) -> Facts:
    scenario = sheet.scenario()
    allocation = Allocation("feasible", (), (), {}, 0.0, 0.0)
    write_bundle(folder, Solution(scenario, allocation, sheet.layout(), 1, {}, False, ()), resolved="")
    return read_facts(scenario, folder)


def of(found: tuple[Need, ...], service: Service) -> Need:
    return next(need for need in found if need.service == service)
