"""Small parks made by hand: one call for each thing, every area in m2, no standards unless asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shapely.geometry import LineString, Point, box

from planner.kinds import standard_catalogue
from planner.model import (
    M2,
    Allocation,
    Building,
    Core,
    CorePart,
    Demand,
    Dock,
    Exit,
    Flow,
    Gate,
    Occupancy,
    Pin,
    PlaceWish,
    Policies,
    RoomSpec,
    Scenario,
    Site,
    Storey,
    Tenant,
    Weights,
)
from solvers.allocate import allocate
from solvers.allocate.clauses import clauses
from solvers.allocate.problem import Problem, build
from solvers.types import Forbidden

NO_WISH = PlaceWish()


def storey(
    building: str,
    level: int,
    *,
    x: int = 0,
    load: float = 4.0,
    clear_height: float = 3.0,
    dock: bool = False,
    goods_lift: bool = False,
    daylight: bool = True,
    permitted: frozenset[str] | None = None,
) -> Storey:
    """A plate of 40 x 25 m, left side at ``x`` metres, exit in the middle of the south side."""
    left = x * 1000
    id = f"{building}/{level}F"
    lift = CorePart(
        f"{id}/C1/L", "goods_lift" if goods_lift else "lift", box(left, 20_000, left + 2000, 22_000)
    )
    outline = box(left, 0, left + 40_000, 25_000)
    return Storey(
        id=id,
        building=building,
        name=f"{level}F",
        level=level,
        elevation_mm=4000 * (level - 1),
        height_mm=4000,
        clear_height_mm=round(clear_height * 1000),
        floor_load_kn_m2=load,
        outline=outline,
        cores=(Core(f"{id}/C1", box(left, 19_000, left + 6000, 25_000), (lift,)),),
        exits=(Exit(f"{id}/X1", Point(left + 20_000, 0), 1800),) if level == 1 else (),
        docks=(Dock(f"{id}/D1", Point(left + 30_000, 25_000), 4000),) if dock else (),
        daylight=(LineString(outline.exterior.coords),) if daylight else (),
        permitted_kinds=permitted,
    )


def tenant(
    id: str,
    least: float,
    wish: float | None = None,
    most: float | None = None,
    *,
    rent: float = 50.0,
    cross_border: bool = True,
    livestreaming: bool = False,
    storage: float = 0.0,
    resident: bool = False,
    place: PlaceWish = NO_WISH,
) -> Tenant:
    """A company; wish and most default to least, so that its area is fixed."""
    wish = least if wish is None else wish
    return Tenant(
        id=id,
        name=id,
        name_zh=id,
        company_type="operator",
        cross_border=cross_border,
        livestreaming=livestreaming,
        least_area=round(least * M2),
        wished_area=round(wish * M2),
        most_area=round((wish if most is None else most) * M2),
        staff=10,
        storage_area=round(storage * M2),
        rent_cny_m2_month=rent,
        resident=resident,
        wish=place,
    )


def demand(
    id: str,
    zone: str,
    least: float,
    wish: float | None = None,
    most: float | None = None,
    *,
    kind: str | None = None,
    rooms: tuple[RoomSpec, ...] = (),
    required: bool = True,
    split: bool = False,
    off_site: bool = False,
    value: float = 300.0,
    place: PlaceWish = NO_WISH,
) -> Demand:
    """A zone of the programme; wish and most default to least."""
    wish = least if wish is None else wish
    return Demand(
        id=id,
        zone=zone,
        kind=kind,
        name=id,
        name_zh=id,
        least_area=round(least * M2),
        wished_area=round(wish * M2),
        most_area=round((wish if most is None else most) * M2),
        rooms=rooms,
        required=required,
        splittable=split,
        off_site=off_site,
        value_cny_m2_year=value,
        wish=place,
    )


def park(
    storeys: Sequence[Storey],
    tenants: Sequence[Tenant] = (),
    demands: Sequence[Demand] = (),
    *,
    flows: Sequence[Flow] = (),
    pins: Mapping[str, str] | None = None,
    standards: tuple[str, ...] = (),
    months: int = 0,
    leased: float = 0.5,
    base_type: str = "park",
    policies: Policies | None = None,
    weights: Weights | None = None,
) -> Scenario:
    """A scenario of these parts; storeys of one building must follow each other."""
    names = list(dict.fromkeys(item.building for item in storeys))
    everything = frozenset({"people", "goods", "fire"})
    return Scenario(
        name="small",
        name_zh="small",
        site=Site(
            box(-50_000, -50_000, 450_000, 150_000), (Gate("G1", Point(20_000, -50_000), 9000, everything),)
        ),  # type: ignore[arg-type]  # literals in a set
        buildings=tuple(
            Building(name, name, name, False, True, "II", tuple(s for s in storeys if s.building == name))
            for name in names
        ),
        tenants=tuple(tenants),
        demands=tuple(demands),
        flows=tuple(flows),
        pins=tuple(Pin(subject, at) for subject, at in (pins or {}).items()),
        occupancy=Occupancy(months, leased),
        standards=standards,
        base_type=base_type,  # type: ignore[arg-type]  # a literal
        policies=policies or Policies(),
        weights=weights or Weights(),
        catalogue=standard_catalogue(),
        source="small",
        sha256="",
    )


def room(scenario: Scenario, m2: float | Mapping[str, float]) -> dict[str, int]:
    """Capacities: the same for every storey, or by storey id."""
    return {
        item.id: round((m2[item.id] if isinstance(m2, Mapping) else m2) * M2) for item in scenario.storeys
    }


def solved(
    scenario: Scenario,
    m2: float | Mapping[str, float],
    forbidden: Sequence[Forbidden] = (),
    *,
    seed: int = 1,
    effort: int = 1,
) -> Allocation:
    """The allocation of a small park."""
    return allocate(scenario, capacity=room(scenario, m2), forbidden=forbidden, seed=seed, effort=effort)


def arrays(
    scenario: Scenario, m2: float | Mapping[str, float], forbidden: Sequence[Forbidden] = ()
) -> Problem:
    """The problem of a small park."""
    return build(scenario, room(scenario, m2), forbidden)


def rows_of(problem: Problem, margin: float = 1.0) -> dict[str, float]:
    """Clause id -> constant, for a look at what is in scope."""
    return {row.id: row.constant for row in clauses(problem, margin)}


def areas(answer: Allocation) -> dict[str, float]:
    """Net area of each subject, m2."""
    found: dict[str, float] = {}
    for placement in answer.placements:
        found[placement.subject] = found.get(placement.subject, 0.0) + placement.area / M2
    return found


def places(answer: Allocation) -> dict[str, list[str]]:
    """Storeys of each subject."""
    found: dict[str, list[str]] = {}
    for placement in answer.placements:
        found.setdefault(placement.subject, []).append(placement.storey)
    return found
