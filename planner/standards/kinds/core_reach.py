"""People can enter what a core is there for: its stairs at a landing, its lifts, its toilets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from shapely import Polygon

from planner.check.compliance import Finding, at_least
from planner.check.core_floors import SAME_CORES, Floor, core_floors, door_wall, runs, walls
from planner.check.facts import SNAP, Facts, Plate
from planner.check.joints import components, public_network
from planner.model import Core
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """On every storey with spaces: 1 or 0 for each part of these kinds, or for each core that has some.

    A door counts if its other side lies in the public network of the storey. It leads to the nearest
    floor behind the core's outline; from a lobby or free floor one goes on to what shares a wall with it.
    """
    limits = Limits.of(clause)
    for plate in facts.plates.values():
        if plate.spaces or plate.corridors:
            for core in plate.storey.cores:
                yield from _core(clause, facts, plate, core, limits)


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers of a clause, lengths in mm but for ``joint``, in metres."""

    joint: float
    door: float
    passage: float
    wall: float
    landing: float

    @classmethod
    def of(cls, clause: Clause) -> Limits:
        """As the clause has them; where landings do not matter it need not say how deep they are."""
        door, passage, wall = (clause.number(name) * 1000 for name in ("door", "passage", "wall"))
        landing = clause.number("landing") * 1000 if "landing" in clause.params else 0.0
        return cls(clause.number("joint"), door, passage, wall, landing)


@dataclass(frozen=True, slots=True)
class Public:
    """What a storey's public network is made of, and the doors that lead from it, with their other sides."""

    ground: tuple[Polygon, ...]
    doors: tuple[tuple[str, Polygon], ...]

    @classmethod
    def of(cls, plate: Plate, joint: float) -> Public:
        """The network of a storey."""
        network = public_network(plate, joint)
        ground = tuple(thing.polygon for thing in plate.floor if thing.id in network)
        doors = []
        for door in plate.doors:
            one, other = door.joins
            if (one in network) != (other in network):
                doors.append((other if one in network else one, door.polygon))
        return cls(ground, tuple(doors))


def _core(clause: Clause, facts: Facts, plate: Plate, core: Core, limits: Limits) -> Iterator[Finding]:
    wanted = [part for part in core.parts if part.kind in clause.texts("parts")]
    if not wanted:
        return
    public = facts.once(("core_reach", plate.storey.id, limits.joint), lambda: Public.of(plate, limits.joint))
    reached = facts.once(("core_reach", core.id, limits), lambda: entered_parts(core, public, limits))
    if clause.flag("each"):
        for part in wanted:
            yield at_least(part.id, float(part.id in reached), 1.0, "reached", part.polygon)
    else:
        any_of_them = any(part.id in reached for part in wanted)
        yield at_least(core.id, float(any_of_them), 1.0, "reached", core.polygon)


def entered_parts(core: Core, public: Public, limits: Limits) -> set[str]:
    """The parts of a core that people can enter from the public network: ids, lobbies among them."""
    floors = core_floors(core, limits.landing, limits.passage)
    entered = _entered(core, floors, public, limits)
    beside = _through_passages(floors, entered, limits)
    found = set()
    for i, floor in enumerate(floors):
        if floor.kind == "stair":
            way_in = floor.landing and (entered[i] >= limits.door - SNAP or i in beside)
        else:
            way_in = entered[i] >= limits.passage - SNAP or i in beside or _faces(i, floors, public, limits)
        if way_in and floor.part:
            found.add(floor.part)
    return found


def _entered(core: Core, floors: Sequence[Floor], public: Public, limits: Limits) -> list[float]:
    """For each floor the greatest width over which a door of the network leads to it."""
    shapes = [floor.polygon for floor in floors]
    widths = [0.0] * len(floors)
    for id, door in public.doors:
        wall = door_wall(core, door) if id == core.id else None
        for i, width in (runs([wall], shapes, limits.wall) if wall else {}).items():
            widths[i] = max(widths[i], width)
    return widths


def _through_passages(floors: Sequence[Floor], entered: Sequence[float], limits: Limits) -> set[int]:
    """The floors that share enough wall with a lobby or free floor in use, those in use among them."""
    passages = tuple(i for i, floor in enumerate(floors) if floor.passage)
    joints = _joints(tuple(floor.polygon for floor in floors), passages, limits)
    used: set[int] = set()
    for part in components(passages, joints):
        if any(entered[i] >= limits.passage - SNAP for i in part):
            used |= part
    return used | {j for i, j in joints if i in used}


@lru_cache(maxsize=SAME_CORES)
def _joints(
    shapes: tuple[Polygon, ...], passages: tuple[int, ...], limits: Limits
) -> tuple[tuple[int, int], ...]:
    """Each passage with every floor that shares enough wall with it: alike in all cores of a building."""
    joints: list[tuple[int, int]] = []
    for i in passages:
        others = [shape for j, shape in enumerate(shapes) if j != i]
        shared = runs(walls(shapes[i]), others, limits.wall)
        joints += [(i, j + (j >= i)) for j, width in shared.items() if width >= limits.passage - SNAP]
    return tuple(joints)


def _faces(i: int, floors: Sequence[Floor], public: Public, limits: Limits) -> bool:
    """Whether the public network lies along a wall of a floor, with nothing of the core in between."""
    shape = floors[i].polygon
    near = [ground for ground in public.ground if ground.distance(shape) <= limits.wall + SNAP]
    others = [floor.polygon for j, floor in enumerate(floors) if j != i]
    facing = runs(walls(shape), [*near, *others], limits.wall) if near else {}
    return any(facing.get(j, 0.0) >= limits.door - SNAP for j in range(len(near)))


KIND = RequirementKind(
    id="core_reach",
    parameters={
        "parts": Spec("texts", choices=("stair", "lift", "goods_lift", "toilet")),
        "each": Spec("flag", required=False),
        "joint": Spec("number", "m"),
        "door": Spec("number", "m"),
        "passage": Spec("number", "m"),
        "wall": Spec("number", "m"),
        "landing": Spec("number", "m", required=False),
    },
    check=check,
)
