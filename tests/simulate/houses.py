"""Buildings drawn by hand (``tests.circulation.building``) as the evacuation models take them."""

from __future__ import annotations

from dataclasses import replace

from shapely import Point

from planner.check.facts import Plate
from planner.model import Exit
from planner.simulate.evacuation.house import House, descents_of
from planner.simulate.evacuation.people import Crowd
from planner.simulate.evacuation.profile import standard_profile
from planner.simulate.evacuation.ways import StoreyWays
from tests.circulation.building import House as Drawing
from tests.circulation.building import mm


def drawn(
    drawing: Drawing, people: int, closed: frozenset[str] = frozenset(), below: frozenset[str] = frozenset()
) -> House:
    """The drawing with so many people in each of its first rooms; storeys ``below`` lie under the ground."""
    building = drawing.scenario().buildings[0]
    sunk = tuple(
        replace(storey, level=-1, elevation_mm=-4500) if storey.id in below else storey
        for storey in building.storeys
    )
    building = replace(building, storeys=sunk)
    plans = {plan.storey: plan for plan in drawing.layout().storeys}
    ways, crowds = {}, {}
    for storey in sorted(building.storeys, key=lambda storey: storey.level):
        plan = plans[storey.id]
        plate = Plate(storey, storey.outline.buffer(-240), plan.spaces, plan.corridors, plan.doors)
        ways[storey.id] = StoreyWays(plate, closed)
        room = plan.spaces[0]
        group = standard_profile().group_of(room.kind)
        crowds[storey.id] = (Crowd(room.id, room.subject or "", people, group, room.polygon),)
    return House(building, ways, crowds, descents_of(building, standard_profile()), closed)


def two_exits(people: int, closed: frozenset[str] = frozenset()) -> House:
    """A hall of 9 x 24 m with an exit of 1 m in the middle of either long side's ends, all of it one room.

    ::

        y 24 +-----+   X2 at (4.5, 24)
             |     |
        y 0  +-----+   X1 at (4.5, 0)
    """
    drawing = Drawing(storeys=1)
    storey = drawing.scenario().buildings[0].storeys[0]
    plan = drawing.layout().storeys[0]
    hall = replace(plan.spaces[0], polygon=mm((0.24, 0.24, 8.76, 23.76)))
    outs = (Exit("A/1F/X1", Point(4500, 0), 1000), Exit("A/1F/X2", Point(4500, 24000), 1000))
    storey = replace(storey, outline=mm((0, 0, 9, 24)), cores=(), exits=outs)
    doors = (
        replace(
            plan.doors[0],
            id="A/1F/dS",
            polygon=mm((4, 0, 5, 0.24)),
            width_mm=1000,
            joins=(hall.id, "A/1F/X1"),
        ),
        replace(
            plan.doors[0],
            id="A/1F/dN",
            polygon=mm((4, 23.76, 5, 24)),
            width_mm=1000,
            joins=(hall.id, "A/1F/X2"),
        ),
    )
    plate = Plate(storey, storey.outline.buffer(-240), (hall,), (), doors)
    building = replace(drawing.scenario().buildings[0], storeys=(storey,))
    group = standard_profile().group_of(hall.kind)
    crowd = Crowd(hall.id, hall.subject or "", people, group, hall.polygon)
    return House(building, {"A/1F": StoreyWays(plate, closed)}, {"A/1F": (crowd,)}, {}, closed)
