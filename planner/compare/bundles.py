"""Two results of a park: who went where, what moved or was resized, doors and ways, value, clauses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from planner.check.facts import Facts
from planner.circulation.read import stores_of
from planner.compare.clauses import ClauseChange, clause_changes
from planner.compare.match import RoomPair, match_rooms
from planner.compare.placements import (
    PlacementChange,
    placement_changes,
    placements_of,
    value_of,
)
from planner.compare.read import Plan
from planner.compare.scenarios import Change, scenario_changes
from planner.compare.ways import (
    CorridorChange,
    DoorChange,
    SiteChange,
    corridor_changes,
    door_changes,
    site_changes,
)

__all__ = ["BundleDiff", "Worth", "bundle_diff", "elsewhere", "worth_of"]

SAME_CNY = 0.5
SAME_GAP = 5e-5


@dataclass(frozen=True, slots=True)
class Worth:
    """What a layout is worth, and what is proven about it."""

    value: float
    """The objective with the areas that the layout has, CNY a year."""
    objective: float | None
    """The objective as the manifest tells it, CNY a year; not ``value`` where the plan was edited."""
    bound: float | None
    gap: float | None
    status: str

    def same(self, other: Worth) -> bool:
        """Whether the two say the same, to half a CNY."""
        pairs = ((self.value, other.value), (self.objective, other.objective), (self.bound, other.bound))
        near = all(_near(one, two, SAME_CNY) for one, two in pairs)
        return near and _near(self.gap, other.gap, SAME_GAP) and self.status == other.status


@dataclass(frozen=True, slots=True)
class BundleDiff:
    """Everything that is different."""

    before: Plan
    after: Plan
    scenario: tuple[Change, ...]
    worth: tuple[Worth, Worth]
    placements: tuple[PlacementChange, ...]
    stores: Mapping[str, tuple[str, str]]
    """Tenant -> storey of its warehouse before and after; empty where it has none."""
    rooms: tuple[RoomPair, ...]
    """All rooms, those that are the same too."""
    doors: tuple[DoorChange, ...]
    corridors: tuple[CorridorChange, ...]
    site: tuple[SiteChange, ...]
    clauses: tuple[ClauseChange, ...]

    @property
    def changed_rooms(self) -> tuple[RoomPair, ...]:
        """Rooms that are not the same."""
        return tuple(pair for pair in self.rooms if pair.what != "same")

    @property
    def same(self) -> bool:
        """Whether nothing is different."""
        lists = (
            self.scenario,
            self.placements,
            self.stores,
            self.changed_rooms,
            self.doors,
            self.corridors,
            self.site,
            self.clauses,
        )
        return self.worth[0].same(self.worth[1]) and not any(lists)

    @property
    def share_elsewhere(self) -> float:
        """Rooms of the first that are not in their place in the second, as a share; vacant units aside."""
        return elsewhere(self.rooms)


def elsewhere(rooms: Iterable[RoomPair]) -> float:
    """Share of the rooms before that are not in their place after; vacant units aside."""
    known = [pair for pair in rooms if pair.before is not None and pair.before.kind != "vacant"]
    gone = [pair for pair in known if pair.what in ("moved", "removed", "reassigned")]
    return len(gone) / len(known) if known else 0.0


def bundle_diff(before: Plan, after: Plan) -> BundleDiff:
    """What is different in ``after``."""
    old, new = before.facts, after.facts
    rooms = match_rooms(old.spaces, new.spaces)
    ways = [{id: plate.corridors for id, plate in facts.plates.items()} for facts in (old, new)]
    doors = [{id: plate.doors for id, plate in facts.plates.items()} for facts in (old, new)]
    corridors, known = corridor_changes(ways[0], ways[1])
    order = [row.id for scenario in (before.scenario, after.scenario) for row in scenario.tenants]
    order += [row.id for scenario in (before.scenario, after.scenario) for row in scenario.demands]
    return BundleDiff(
        before,
        after,
        scenario_changes(before.scenario, after.scenario),
        (worth_of(before), worth_of(after)),
        placement_changes(placements_of(old), placements_of(new), order),
        _stores(old, new),
        rooms,
        door_changes(doors[0], doors[1], rooms, known),
        corridors,
        site_changes(old.bundle.layout, new.bundle.layout),
        clause_changes(before.compliance, after.compliance),
    )


def worth_of(plan: Plan) -> Worth:
    """The value from the layout itself, the proof from the manifest."""
    manifest = plan.facts.bundle.manifest
    return Worth(
        value_of(plan.scenario, plan.facts),
        _number(manifest.get("objective_cny_year")),
        _number(manifest.get("bound_cny_year")),
        _number(manifest.get("gap")),
        str(manifest.get("status") or ""),
    )


def _stores(old: Facts, new: Facts) -> dict[str, tuple[str, str]]:
    before, after = stores_of(old), stores_of(new)
    return {
        who: (before.get(who, ""), after.get(who, ""))
        for who in sorted(before.keys() | after.keys())
        if before.get(who) != after.get(who)
    }


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _near(one: float | None, other: float | None, slack: float) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= slack
