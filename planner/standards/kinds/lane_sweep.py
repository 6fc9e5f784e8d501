"""A fire engine that follows a lane stays on paving with its body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.check.compliance import MISSING, Finding, at_most
from planner.check.facts import Facts
from planner.check.lane_turns import Engine, Reach, lane_reaches
from planner.check.lane_width import engine_paving
from planner.fire_site import FireLane
from planner.geometry.site_lines import polygons_of
from planner.geometry.swept import LADDER_TRUCK, PUMPER, Truck, steered, swept_path
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

TRUCKS = {"ladder": LADDER_TRUCK, "pumper": PUMPER}
KERB = 50.0
"""What a wheel keeps from a kerb, mm."""
BESIDE = 10_000.0
"""Ground beside a lane that is looked at, mm; before its ends other lanes carry the engine."""
NO_WAY = "no way that an engine can turn"
SLIVER = 20_000.0
"""Pieces of ground smaller than this are drawing, mm2."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """How far beside all paving the body of the engine comes, m: on each lane, and in turns on the way to it.

    A lane is followed along its axis, either way, in bends up to ``aside`` farther out, as wide as the lane
    allows. Every stretch between junctions is reached from a gate for fire engines by the way whose worst
    turn is best, along lanes, and along roads where lanes alone do not lead to it; turns are no tighter than
    ``turning`` (of the front outer corner) allows.
    """
    layout, gates = facts.bundle.layout, facts.scenario.site.gates
    paved = engine_paving(facts).buffer(KERB)
    body, aside = TRUCKS[clause.text("truck")], clause.number("aside") * 1000
    most = clause.number("most")
    drawn = [lane for lane in layout.fire.lanes if lane.centreline.length > 0]
    for lane in layout.fire.lanes:
        if lane.centreline.length == 0:
            yield Finding(lane.id, MISSING, "in", "layout.axis", "", None, lane.polygon)
            continue
        away, where = _beside(lane, paved, body, aside)
        yield at_most(lane.id, away / 1000, most, "m", where)
    if not drawn:
        return
    doors = [gate.point for gate in gates if "fire" in gate.traffic]
    if not doors:
        yield Finding("site", MISSING, "in", "site.gates (traffic: fire)", "", None)
        return
    engine = Engine(body, clause.number("turning") * 1000, aside)
    reaches = lane_reaches(drawn, doors, paved, engine, most * 1000)
    if any(reach.turn is None for reach in reaches):
        roads = [FireLane(r.id, r.polygon, r.centreline, r.width_mm) for r in facts.roads]
        wide = [road for road in roads if road.width_mm >= body.width and road.centreline.length > 0]
        reaches = lane_reaches([*drawn, *wide], doors, paved, engine, most * 1000)
    yield from _turns(reaches, drawn, most)


def _turns(reaches: Iterable[Reach], lanes: Sequence[FireLane], most: float) -> Iterator[Finding]:
    """A finding for each stretch that lies on a lane: the worst turn on the way to it."""
    for reach in reaches:
        middle = reach.line.interpolate(0.5, normalized=True)
        lane = min(lanes, key=lambda lane: (round(lane.centreline.distance(middle)), lane.id))
        if lane.centreline.distance(middle) > KERB:
            continue
        at = middle if reach.turn is None else Point(reach.turn.at)
        subject = f"{lane.id} from ({at.x / 1000:.1f}, {at.y / 1000:.1f})"
        if reach.turn is None:
            yield Finding(lane.id, NO_WAY, "in", "ways from gates for fire engines", "", False, reach.line)
        else:
            yield at_most(subject, reach.turn.off / 1000, most, "m", reach.turn.where or reach.line)


def _beside(
    lane: FireLane, paved: BaseGeometry, truck: Truck, aside: float
) -> tuple[float, BaseGeometry | None]:
    """How far the body leaves the paving, mm, and the ground on which it does."""
    if len(lane.centreline.coords) <= 2:
        return 0.0, None
    room = (lane.width_mm - truck.width) / 2 - KERB
    way = steered(lane.centreline, min(aside, max(0.0, room)))
    own = lane.centreline.buffer(BESIDE, cap_style="flat")
    worst: tuple[float, Polygon | None] = (0.0, None)
    for driven in (way, way.reverse()):
        for piece in polygons_of(swept_path(driven, truck).intersection(own).difference(paved)):
            away = max(paved.distance(Point(at)) for at in piece.exterior.coords)
            if piece.area > SLIVER and away > worst[0]:
                worst = (away, piece)
    return worst


KIND = RequirementKind(
    id="lane_sweep",
    parameters={
        "truck": Spec("text", choices=tuple(TRUCKS)),
        "aside": Spec("number", "m"),
        "turning": Spec("number", "m"),
        "most": Spec("number", "m"),
    },
    check=check,
)
