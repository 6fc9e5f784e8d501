"""A park small enough to reason about by hand: one building of bare storeys, 40 x 15 m each."""

from __future__ import annotations

from shapely.geometry import Point, Polygon, box

from planner.kinds import standard_catalogue
from planner.model import (
    M2,
    Allocation,
    Building,
    Core,
    CorePart,
    Demand,
    Exit,
    Gate,
    Occupancy,
    Placement,
    PlaceWish,
    Policies,
    RoomSpec,
    Scenario,
    Site,
    Space,
    Storey,
    StoreyLayout,
    Tenant,
    Weights,
)
from solvers.arrange import Arranged


def storey(level: int) -> Storey:
    stair = box(18_000, 9_000, 22_000, 15_000)
    return Storey(
        id=f"A/{level}F",
        building="A",
        name=f"{level}F",
        level=level,
        elevation_mm=4_000 * (level - 1),
        height_mm=4_000,
        clear_height_mm=3_000,
        floor_load_kn_m2=3.0,
        outline=box(0, 0, 40_000, 15_000),
        cores=(Core(f"A/{level}F/C1", stair, (CorePart("ST1", "stair", stair.buffer(-200)),)),),
        exits=(Exit("A/1F/X1", Point(20_000, 0), 1_800),) if level == 1 else (),
    )


def tenant(id: str, *, resident: bool = False, wished: int = 100, rent: float = 60.0) -> Tenant:
    wish = PlaceWish()
    return Tenant(
        id, id, id, "operator", True, False, 80 * M2, wished * M2, 150 * M2, 10, 0, rent, resident, wish
    )


def demand(id: str = "SHOPS", *, required: bool = True) -> Demand:
    return Demand(
        id,
        "support",
        "shop",
        id,
        id,
        60 * M2,
        100 * M2,
        120 * M2,
        (),
        required,
        True,
        False,
        300.0,
        PlaceWish(),
    )


def scenario(*tenants: Tenant, demands: tuple[Demand, ...] = (), storeys: int = 2) -> Scenario:
    boundary = Polygon([(-20_000, -20_000), (60_000, -20_000), (60_000, 40_000), (-20_000, 40_000)])
    gate = Gate("G1", Point(20_000, -20_000), 6_000, frozenset({"people"}))
    floors = tuple(storey(level) for level in range(1, storeys + 1))
    return Scenario(
        name="Tiny",
        name_zh="小园区",
        site=Site(boundary, (gate,)),
        buildings=(Building("A", "A", "A", False, True, "II", floors),),
        tenants=tenants,
        demands=demands,
        flows=(),
        pins=(),
        occupancy=Occupancy(0, 0.0),
        standards=("cbep",),
        base_type="park",
        policies=Policies(),
        weights=Weights(recommended_clause_cny_year=0.0),  # money from rents and programmes alone
        catalogue=standard_catalogue(),
        source="tiny.yaml",
        sha256="0" * 64,
    )


def placement(subject: str, at: str, area: int = 100, *, tenant: bool = True) -> Placement:
    kind, zone = ("tenant_suite", "office_area") if tenant else ("shop", "support")
    room = RoomSpec(kind, 1, area * M2)
    return Placement(subject, at, zone, subject if tenant else None, area * M2, 60 * M2, 150 * M2, (room,))


def allocation(*placements: Placement, objective: float = 1000.0, bound: float = 1010.0) -> Allocation:
    return Allocation("feasible", placements, (), {}, objective, bound)


def infeasible() -> Allocation:
    return Allocation("infeasible", (), (), {}, float("nan"), float("nan"), conflict=("CBEP-4.2.1-a", "T01"))


def unknown() -> Allocation:
    return Allocation("unknown", (), (), {}, float("nan"), float("inf"))


def arranged(
    at: str, *placements: Placement, share: float = 1.0, gone: tuple[str, ...] = (), why: str = ""
) -> Arranged:
    """A layout that gives every placement one room of ``share`` of its area; subjects ``gone`` found none."""
    spaces = []
    for number, row in enumerate(placements):
        width = row.area * share / 10_000
        room = box(50_000 * number, 0, 50_000 * number + width, 10_000)
        kind = row.rooms[0].kind
        spaces.append(
            Space(f"{at}/s{number}", "A", at, kind, row.zone, room, "", "", row.tenant, row.subject)
        )
    return Arranged(StoreyLayout(at, tuple(spaces), (), ()), 400 * M2, why, left_out=frozenset(gone))


def failed(reason: str = "no room", free: int = 0) -> Arranged:
    return Arranged(None, free * M2, reason)
