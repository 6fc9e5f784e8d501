"""How fast the storeys of a plan are left, where a scenario asks (``weights.clearance_cny_per_s_year``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.model import Scenario, StoreyLayout
from solvers.people import in_space

if TYPE_CHECKING:
    from solvers.arrange import Arranged

__all__ = ["Clearing"]

NEVER_S = 3_600.0
"""What a storey counts of which somebody has no way out."""


@dataclass(slots=True)
class Clearing:
    """Seconds until each storey is left by its own people alone, by the hydraulic model; each layout once."""

    scenario: Scenario
    _known: dict[int, tuple[StoreyLayout, float]] = field(default_factory=dict)
    """By the identity of a layout, which is kept so that it stays its own."""

    def cost(self, arranged: Mapping[str, Arranged]) -> float:
        """CNY a year of all storeys together; 0 at once where the scenario pays for nothing."""
        weight = self.scenario.weights.clearance_cny_per_s_year
        if not weight:
            return 0.0
        layouts = [result.layout for _, result in sorted(arranged.items()) if result.layout is not None]
        return weight * sum(self.seconds(layout) for layout in layouts)

    def seconds(self, layout: StoreyLayout) -> float:
        """Until the last one is outside or on a stair."""
        if id(layout) not in self._known:
            self._known[id(layout)] = layout, self._seconds(layout)
        return self._known[id(layout)][1]

    def _seconds(self, layout: StoreyLayout) -> float:
        from planner.check.facts import Plate
        from planner.simulate.evacuation.house import storey_alone
        from planner.simulate.evacuation.hydraulic import clear_storey

        storey = self.scenario.storey(layout.storey)
        plate = Plate(storey, storey.outline, layout.spaces, layout.corridors, layout.doors)
        people = {space.id: in_space(self.scenario, space) for space in layout.spaces}
        house = storey_alone(self.scenario.building(storey.building), plate, people)
        found = clear_storey(house, storey.id)
        return NEVER_S if found.trapped else found.seconds
