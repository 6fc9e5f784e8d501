"""What several layouts of one park have in common, made once: storeys, roads, fire lanes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.circulation.site import site_roads
from planner.fire_site import FireProof, FireSite
from planner.model import Placement, Scenario, SiteRoad, StoreyLayout
from solvers.lanes.design import Design, design_fire_site
from solvers.lanes.needs import LaneNeed, lane_needs

if TYPE_CHECKING:
    from solvers.arrange import Arranged

__all__ = ["Known", "Shared", "Site"]

Known = dict[str, list[tuple[tuple[Placement, ...], "Arranged"]]]
"""By storey, what was asked of it and what came of it, in the order in which it was made."""


@dataclass(frozen=True, slots=True)
class Site:
    """Roads and the fire brigade's things; ``proof`` where lanes were designed."""

    roads: tuple[SiteRoad, ...]
    fire: FireSite
    proof: FireProof | None


@dataclass(slots=True)
class Shared:
    """Kept by whoever lays out a park several times; a search by itself has its own."""

    storeys: Known = field(default_factory=dict)
    _roads: tuple[SiteRoad, ...] | None = None
    _designs: list[tuple[tuple[LaneNeed, ...], Design]] = field(default_factory=list)

    def site(
        self, scenario: Scenario, storeys: Sequence[StoreyLayout], *, repair: bool, stop: Callable[[], bool]
    ) -> Site:
        """Roads and lanes for these storeys: designed where no earlier ones asked the same of the lanes.

        ``repair``: add to given lanes what they lack. A design that ``stop`` cut short is not kept.
        """
        if self._roads is None:
            self._roads = site_roads(scenario)
        fire = scenario.site.fire
        if fire.lanes and not repair:
            return Site(self._roads, fire, None)
        needs = lane_needs(scenario, storeys)
        design = next((made for asked, made in self._designs if asked == needs), None)
        if design is None:
            design = design_fire_site(scenario, self._roads, storeys, stop)
            if not stop():
                self._designs.append((needs, design))
        return Site(self._roads, design.site, design.proof)
