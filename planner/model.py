"""The domain: what a park is, what is asked of it, and what a layout of it looks like.

Everything here is immutable data. Lengths are integer millimetres, areas integer square millimetres;
geometry is Shapely in the scenario's frame (x east, y north). Metres appear only in files and print.
First the question (``Scenario``), then the answer (``Allocation``, ``Layout``, ``Solution``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from shapely.geometry import LineString, Point, Polygon

from planner.compartment import Compartment, StairType
from planner.fire_site import NO_FIRE_SITE, FireProof, FireSite
from planner.kinds import Catalogue
from planner.leasing import CompanyType, Leasing
from planner.notebook import ShowsStoreys
from planner.operations.model import Operations
from planner.policies import Policies as Policies  # noqa: PLC0414  # part of the domain, told apart
from planner.trucks import DesignTruck, standard_trucks
from planner.utilities.model import Utilities

CorePartKind = Literal["stair", "lift", "goods_lift", "shaft", "toilet", "lobby"]
TrafficKind = Literal["people", "goods", "fire"]
BaseType = Literal["park", "building", "town"]

M2 = 1_000_000
"""Square millimetres in a square metre."""


# ---------------------------------------------------------------- the question


@dataclass(frozen=True, slots=True)
class Gate:
    """An opening of the site boundary to a public road. ``point`` lies on the boundary."""

    id: str
    point: Point
    width_mm: int
    traffic: frozenset[TrafficKind]


@dataclass(frozen=True, slots=True)
class RoadLine:
    """A given road: its centreline and its clear width."""

    id: str
    centreline: LineString
    width_mm: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Ground that neither roads nor buildings may use: a pond, a substation, a protected tree."""

    id: str
    polygon: Polygon
    kind: str


@dataclass(frozen=True, slots=True)
class Site:
    """The land: boundary, its gates, and what lies on it already."""

    boundary: Polygon
    gates: tuple[Gate, ...]
    public_roads: tuple[RoadLine, ...] = ()
    internal_roads: tuple[RoadLine, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    origin_wgs84: tuple[float, float] | None = None
    """Longitude and latitude of the local frame's origin, where the data came from a map."""
    fire: FireSite = NO_FIRE_SITE
    """Fire lanes, turning places, stands and hydrants that are there already."""
    slope_percent: float | None = None
    """Steepest slope of the ground on which lanes are laid; ``None`` where it is not known."""


@dataclass(frozen=True, slots=True)
class CorePart:
    """A stair, lift, shaft or toilet inside a core; its polygon lies within the core's."""

    id: str
    kind: CorePartKind
    polygon: Polygon
    car_width_mm: int | None = None
    """Clear width of a lift's car; ``None`` where it is not known, as its depth and its door."""
    car_depth_mm: int | None = None
    door_mm: int | None = None
    load_kg: int | None = None  # rated load of a lift; door_mm is the clear width of its door
    stair_type: StairType | None = None


@dataclass(frozen=True, slots=True)
class Core:
    """A vertical core: fixed, never assigned to a room. The polygon includes its walls."""

    id: str
    polygon: Polygon
    parts: tuple[CorePart, ...]

    @property
    def has_stair(self) -> bool:
        """Whether people can leave the storey by this core."""
        return any(part.kind == "stair" for part in self.parts)

    @property
    def has_goods_lift(self) -> bool:
        """Whether goods reach the storey by this core."""
        return any(part.kind == "goods_lift" for part in self.parts)

    @property
    def needs_access(self) -> bool:
        """Whether a corridor must reach it (a pure shaft needs none)."""
        return any(part.kind != "shaft" for part in self.parts)


@dataclass(frozen=True, slots=True)
class Exit:
    """A door to the outside on a storey's outline; ``point`` lies on the outline."""

    id: str
    point: Point
    width_mm: int


@dataclass(frozen=True, slots=True)
class Dock:
    """A loading dock on a storey's outline; ``point`` is the middle of its door."""

    id: str
    point: Point
    width_mm: int


@dataclass(frozen=True, slots=True)
class Column:
    """A structural column (its true footprint)."""

    polygon: Polygon


@dataclass(frozen=True, slots=True)
class Storey:
    """One floor of a building.

    ``outline`` is the outer face of the envelope, with holes for voids and courtyards. ``level``
    is 1 for the ground storey, 2 above it, -1 for the first basement.
    """

    id: str
    building: str
    name: str
    level: int
    elevation_mm: int
    height_mm: int
    clear_height_mm: int
    floor_load_kn_m2: float
    outline: Polygon
    cores: tuple[Core, ...]
    exits: tuple[Exit, ...] = ()
    docks: tuple[Dock, ...] = ()
    daylight: tuple[LineString, ...] = ()
    """Facade lines with windows."""
    columns: tuple[Column, ...] = ()
    permitted_kinds: frozenset[str] | None = None
    """Space kinds that may lie here; ``None`` permits all."""

    @property
    def is_ground(self) -> bool:
        """Whether this is the ground storey."""
        return self.level == 1

    @property
    def gross_area(self) -> int:  # outer face of the envelope, GB 55031-2022 3.1.1
        """Gross floor area, mm2."""
        return round(self.outline.area)


@dataclass(frozen=True, slots=True)
class Building:
    """A building: its storeys from the lowest up."""

    id: str
    name: str
    name_zh: str
    existing: bool
    sprinklered: bool
    fire_grade: Literal["I", "II", "III", "IV"]
    storeys: tuple[Storey, ...]


@dataclass(frozen=True, slots=True)
class PlaceWish:
    """Something a tenant or zone would like: its place, and what meeting it is worth a year."""

    buildings: tuple[str, ...] = ()
    storeys: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    near: tuple[str, ...] = ()
    """Ids of tenants or demands to share a storey with."""
    value_cny_year: int = 0


@dataclass(frozen=True, slots=True)
class Tenant:
    """A company that asks for space. Areas are net areas of its suite, mm2."""

    id: str
    name: str
    name_zh: str
    company_type: CompanyType
    cross_border: bool
    livestreaming: bool
    least_area: int
    wished_area: int
    most_area: int
    staff: int
    storage_area: int
    """Warehouse area it needs in the park, mm2 (0 for none)."""
    rent_cny_m2_month: float
    resident: bool
    """True: has a contract and must be placed; False: may be left out."""
    wish: PlaceWish


@dataclass(frozen=True, slots=True)
class RoomSpec:
    """Rooms of one kind asked for inside a zone: how many, and the net area of each (mm2)."""

    kind: str
    count: int
    area: int


@dataclass(frozen=True, slots=True)
class Demand:
    """A zone of the programme. Areas are the net areas of its rooms together, mm2.

    ``rooms`` empty means: made from the zone kind's standard composition. ``kind`` set means:
    every room of the demand is of that kind.
    """

    id: str
    zone: str
    kind: str | None
    name: str
    name_zh: str
    least_area: int
    wished_area: int
    most_area: int
    rooms: tuple[RoomSpec, ...]
    required: bool
    splittable: bool
    off_site: bool
    """True: provided outside the park (CBEP-5.1.3.6); takes no storey area."""
    value_cny_m2_year: float
    wish: PlaceWish


@dataclass(frozen=True, slots=True)
class Flow:
    """Daily traffic between two demands or tenants (ids), or a gate and one of them."""

    origin: str
    destination: str
    people_per_day: float = 0.0
    goods_t_per_day: float = 0.0


@dataclass(frozen=True, slots=True)
class Pin:
    """A tenant or demand that must lie on a given storey."""

    subject: str
    storey: str


@dataclass(frozen=True, slots=True)
class Occupancy:
    """State of letting: share of lettable area leased by contract, years in operation."""

    months_in_operation: int
    least_leased_share: float
    """Occupied share of the lettable area the plan must reach (0.5 by CBEP-4.2.2.1)."""
    leased_shares: tuple[float, ...] = ()
    """Let share of the lettable area in each of the last months, where it is known."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Objective weights; all turn something into CNY a year."""

    cny_per_person_km: float = 2.0
    cny_per_tonne_km: float = 12.0
    stair_or_lift_m_per_storey: float = 12.0  # walking metres that one storey of height is worth
    recommended_clause_cny_year: float = 200_000.0
    """What breaking a recommended clause costs, unless ``recommended`` says otherwise."""
    recommended: Mapping[str, float] = field(default_factory=dict)  # clause -> what breaking it costs
    clearance_cny_per_s_year: float = 0.0  # each second until a storey is left, where plans are ranked


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything a planner gives. Built by ``planner.scenario.load``; ids are unique."""

    name: str
    name_zh: str
    site: Site
    buildings: tuple[Building, ...]
    tenants: tuple[Tenant, ...]
    demands: tuple[Demand, ...]
    flows: tuple[Flow, ...]
    pins: tuple[Pin, ...]
    occupancy: Occupancy
    standards: tuple[str, ...]
    base_type: BaseType
    policies: Policies
    weights: Weights
    catalogue: Catalogue
    source: str
    """Path of the file it came from, for messages."""
    sha256: str
    """Hash of the bytes of that file, and of the operations file it names."""
    operations: Operations = field(default_factory=Operations)
    utilities: Utilities = field(default_factory=Utilities)
    trucks: Mapping[str, DesignTruck] = field(default_factory=standard_trucks)
    leasing: Leasing = field(default_factory=Leasing)

    @property
    def storeys(self) -> tuple[Storey, ...]:
        """Every storey of the park, buildings in order, lowest first."""
        return tuple(storey for building in self.buildings for storey in building.storeys)

    def building(self, id: str) -> Building:
        """The building with this id; ``KeyError`` if there is none."""
        for building in self.buildings:
            if building.id == id:
                return building
        raise KeyError(id)

    def storey(self, id: str) -> Storey:
        """The storey with this id; ``KeyError`` if there is none."""
        for storey in self.storeys:
            if storey.id == id:
                return storey
        raise KeyError(id)


# ---------------------------------------------------------------- the answer


@dataclass(frozen=True, slots=True)
class Placement:
    """A demand (or part of one) put on a storey, with the net area decided for it (mm2).

    ``subject`` is the id of a tenant or a demand, or ``stock:<tenant id>`` for the room of CBEP-5.2.2.2.
    ``least_area`` and ``most_area`` bound what may become of it; a suite is one of ``rooms``."""

    subject: str
    storey: str
    zone: str
    tenant: str | None
    area: int
    least_area: int
    most_area: int
    rooms: tuple[RoomSpec, ...]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A wish that the plan does not meet in full, and why."""

    subject: str
    wished_area: int
    given_area: int
    reason: str


@dataclass(frozen=True, slots=True)
class Allocation:
    """Who goes where, with the proof: value and bound in CNY a year (maximised)."""

    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    placements: tuple[Placement, ...]
    left_out: tuple[Shortfall, ...]
    warehouse_of: Mapping[str, str]
    """Tenant id -> storey id of the warehouse that serves its storage need."""
    objective: float
    bound: float
    work: Mapping[str, int] = field(default_factory=dict)
    """Deterministic work spent: nodes, rounds, iterations."""
    conflict: tuple[str, ...] = ()
    """When infeasible: clause ids and wishes that cannot hold together."""

    @property
    def gap(self) -> float:
        """Proven relative gap; infinite without a solution."""
        if self.status in ("infeasible", "unknown"):
            return float("inf")
        return max(0.0, self.bound - self.objective) / max(1.0, abs(self.objective))


@dataclass(frozen=True, slots=True)
class Space:
    """A room: its net polygon (inner faces of its walls)."""

    id: str
    building: str
    storey: str
    kind: str
    zone: str
    polygon: Polygon
    name: str
    name_zh: str
    tenant: str | None = None
    subject: str | None = None
    """Id of the demand it serves; ``None`` for vacant units."""

    @property
    def area(self) -> int:
        """Net area, mm2."""
        return round(self.polygon.area)


@dataclass(frozen=True, slots=True)
class Corridor:
    """A corridor, hall or lobby: its net polygon. ``zone`` is set where it lies inside a zone."""

    id: str
    building: str
    storey: str
    polygon: Polygon
    width_mm: int
    zone: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """An opening in the wall between two things (ids); ``polygon`` spans the wall's thickness."""

    id: str
    building: str
    storey: str
    polygon: Polygon
    width_mm: int
    joins: tuple[str, str]


@dataclass(frozen=True, slots=True)
class StoreyLayout:
    """The arranged storey; without ``compartments`` it is not divided."""

    storey: str
    spaces: tuple[Space, ...]
    corridors: tuple[Corridor, ...]
    doors: tuple[Door, ...]
    compartments: tuple[Compartment, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteRoad:
    """A road of the plan: clear-width polygon and its centreline."""

    id: str
    polygon: Polygon
    centreline: LineString
    width_mm: int
    serves: tuple[str, ...]
    """Ids of gates, exits and docks that this road reaches."""


@dataclass(frozen=True, slots=True)
class Layout(ShowsStoreys):
    """The plan of a whole park; ``pinned`` are ids of things that a later solve from it keeps."""

    storeys: tuple[StoreyLayout, ...]
    roads: tuple[SiteRoad, ...]
    fire: FireSite = NO_FIRE_SITE
    pinned: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Solution:
    """A layout with where it came from."""

    scenario: Scenario
    allocation: Allocation
    layout: Layout
    seed: int
    stage_seconds: Mapping[str, float]
    time_cap_hit: bool
    proven: tuple[str, ...]
    fire_proof: FireProof | None = None
    decided_value: float = float("nan")
    """What the allocation had decided was worth, before rooms were drawn, CNY a year."""
