"""Buildings drawn by hand (``tests.circulation.building``) as the evacuation models take them."""

from __future__ import annotations

from planner.check.facts import Plate
from planner.simulate.evacuation.constants import group_of
from planner.simulate.evacuation.house import House, descents_of
from planner.simulate.evacuation.people import Crowd
from planner.simulate.evacuation.ways import StoreyWays
from tests.circulation.building import House as Drawing


def drawn(drawing: Drawing, people: int, closed: frozenset[str] = frozenset()) -> House:
    """The drawing with so many people in each of its first rooms."""
    building = drawing.scenario().buildings[0]
    plans = {plan.storey: plan for plan in drawing.layout().storeys}
    ways, crowds = {}, {}
    for storey in sorted(building.storeys, key=lambda storey: storey.level):
        plan = plans[storey.id]
        plate = Plate(storey, storey.outline.buffer(-240), plan.spaces, plan.corridors, plan.doors)
        ways[storey.id] = StoreyWays(plate, closed)
        room = plan.spaces[0]
        crowds[storey.id] = (Crowd(room.id, room.subject or "", people, group_of(room.kind), room.polygon),)
    return House(building, ways, crowds, descents_of(building), closed)
