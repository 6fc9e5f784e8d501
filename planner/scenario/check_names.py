"""What must hold between names: ids are unique, and whatever is referred to exists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from heapq import nsmallest

from planner.scenario.draft import Draft
from planner.scenario.schema_demand import WishIn
from planner.scenario.tree import Path

__all__ = ["check_names"]

_RESERVED = re.compile(r"[sc][0-9]{2,}|d[0-9]{3,}")
"""Ids that the plan gives to spaces, corridors and doors of a storey."""


def check_names(draft: Draft) -> None:
    """Uniqueness of ids, then flows, pins and wishes against them."""
    _unique_ids(draft)
    names = _Names(draft)
    names.flows()
    names.pins()
    for tenant in draft.tenants:
        names.wish(tenant.id, tenant.wish)
    for demand in draft.demands:
        names.wish(demand.id, demand.wish)
    names.stands()


def _unique_ids(draft: Draft) -> None:
    askers: list[tuple[str, Path, str]] = [(gate.id, gate.here("id"), "gate") for gate in draft.gates]
    askers += [(tenant.id, tenant.here("id"), "tenant") for tenant in draft.tenants]
    askers += [(demand.id, demand.here("id"), "demand") for demand in draft.demands]
    _unique(draft, askers)
    _unique(
        draft, [(building.id, building.here("id"), "building") for building in draft.buildings], fold=True
    )
    for building in draft.buildings:
        storeys = [(storey.id, storey.here("id"), "storey") for storey in building.storeys]
        _unique(draft, storeys, fold=True)
    for storey in draft.storeys:
        fixed = [(core.id, core.here("id"), "core") for core in storey.cores]
        fixed += [(exit.id, exit.here("id"), "exit") for exit in storey.exits]
        fixed += [(dock.id, dock.here("id"), "dock") for dock in storey.docks]
        _unique(draft, fixed)
        for id, path, kind in fixed:
            if _RESERVED.fullmatch(id):
                expected = "another id: s01, c01 and d001 are ids of spaces, corridors and doors in the plan"
                draft.report.add(path, expected, f"write {kind[0].upper()}{id.lstrip('scd')}")
        for core in storey.cores:
            _unique(draft, [(part.id, part.here("id"), "part") for part in core.parts])
    if draft.site is not None:
        roads = [*draft.site.public_roads, *draft.site.internal_roads]
        _unique(draft, [(road.id, road.here("id"), "road") for road in roads])
        _unique(draft, [(obstacle.id, obstacle.here("id"), "obstacle") for obstacle in draft.site.obstacles])
        fire = [(lane.id, lane.here("id"), "fire lane") for lane in draft.site.fire_lanes]
        fire += [(place.id, place.here("id"), "turnaround") for place in draft.site.turnarounds]
        fire += [(stand.id, stand.here("id"), "aerial site") for stand in draft.site.aerial_sites]
        fire += [(hydrant.id, hydrant.here("id"), "hydrant") for hydrant in draft.site.hydrants]
        _unique(draft, fire)


def _unique(draft: Draft, named: Sequence[tuple[str, Path, str]], *, fold: bool = False) -> None:
    """Reports ids used twice; ``fold`` also those that differ in case only (they name files)."""
    first: dict[str, tuple[str, Path, str]] = {}
    for id, path, kind in named:
        key = id.casefold() if fold else id
        if key not in first:
            first[key] = (id, path, kind)
            continue
        other, place, other_kind = first[key]
        line = draft.report.line(place)
        expected = f"an id used once; the {other_kind} in line {line} is {other}"
        draft.report.add(path, expected, "rename one of the two")


class _Names:
    """All ids that others may refer to."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._askers = {tenant.id for tenant in draft.tenants} | {demand.id for demand in draft.demands}
        outside = {demand.id for demand in draft.demands if demand.off_site}
        inside = {demand.id for demand in draft.demands if not demand.off_site}
        self._off_site = outside - inside - {tenant.id for tenant in draft.tenants}
        self._gates = {gate.id for gate in draft.gates}
        self._ends = self._askers | self._gates
        self._buildings = {building.id for building in draft.buildings}
        self._storeys = {
            f"{building.id}/{storey.id}" for building in draft.buildings for storey in building.storeys
        }
        self._levels = sorted({storey.level for storey in draft.storeys})

    def stands(self) -> None:
        for stand in self._draft.site.aerial_sites if self._draft.site is not None else ():
            self._known(stand.building, self._buildings, stand.here("building"), "building")

    def flows(self) -> None:
        report = self._draft.report
        seen: dict[tuple[str, str], Path] = {}
        for flow in self._draft.flows:
            ends = (flow.origin, flow.to)
            known = [
                self._known(end, self._ends, flow.here(key), "tenant, demand or gate")
                for key, end in (("from", flow.origin), ("to", flow.to))
            ]
            if not all(known):
                continue
            if flow.origin == flow.to:
                report.add(
                    flow.here("to"),
                    "another place than `from`",
                    "name two different ends, or delete the flow",
                )
            elif set(ends) <= self._gates:
                report.add(
                    flow.here(),
                    "a flow with at least one end in a building",
                    "name a tenant or demand",
                    value=f"a flow from gate {flow.origin} to gate {flow.to}",
                )
            elif flow.people_per_day == 0 and flow.goods_t_per_day == 0:
                value = f"a flow from {flow.origin} to {flow.to} without people or goods"
                report.add(
                    flow.here(),
                    "people_per_day or goods_t_per_day above 0",
                    "add one, or delete the flow",
                    value=value,
                )
            elif ends in seen:
                value = f"a second flow from {flow.origin} to {flow.to}"
                expected = f"one flow for a pair; the first stands in line {report.line(seen[ends])}"
                report.add(flow.here(), expected, "add the numbers up in one flow", value=value)
            seen.setdefault(ends, flow.here())
            self._inside(flow.origin, flow.here("from"))
            self._inside(flow.to, flow.here("to"))

    def _inside(self, id: str, path: Path) -> None:
        if id in self._off_site:
            remedy = "delete the flow, or remove off_site"
            self._draft.report.add(path, "a demand inside the park", remedy, value=f"{id}, which is off site")

    def pins(self) -> None:
        report = self._draft.report
        first: dict[str, Path] = {}
        for pin in self._draft.pins:
            self._known(pin.subject, self._askers, pin.here("subject"), "tenant or demand")
            self._known(pin.storey, self._storeys, pin.here("storey"), "storey")
            if pin.subject in first:
                expected = f"one pin for each; the first stands in line {report.line(first[pin.subject])}"
                report.add(pin.here("subject"), expected, "delete one of the two")
            first.setdefault(pin.subject, pin.here("subject"))
            if pin.subject in self._off_site:
                value = f"{pin.subject}, which is off site"
                report.add(
                    pin.here("subject"),
                    "a demand inside the park",
                    "delete the pin, or remove off_site",
                    value=value,
                )

    def wish(self, owner: str, wish: WishIn) -> None:
        report = self._draft.report
        for index, building in enumerate(wish.buildings):
            self._known(building, self._buildings, wish.here("buildings", index), "building")
        for index, storey in enumerate(wish.storeys):
            self._known(storey, self._storeys, wish.here("storeys", index), "storey")
        for index, level in enumerate(wish.levels):
            if self._draft.levels_known and level not in self._levels:
                expected = f"a level that exists ({', '.join(map(str, self._levels))})"
                report.add(wish.here("levels", index), expected, "correct or delete it")
        for index, other in enumerate(wish.near):
            path = wish.here("near", index)
            if other == owner:
                report.add(path, f"a neighbour other than {owner} itself", "delete it")
            elif self._known(other, self._askers, path, "tenant or demand"):
                self._inside(other, path)

    def _known(self, id: str, known: AbstractSet[str], path: Path, what: str) -> bool:
        draft = self._draft
        if id in known:
            return True
        if draft.nameless or any(part in draft.broken_ids for part in (id, *id.split("/"))):
            return False
        near = draft.report.nearest(id, known)
        fitting = sorted(name for name in known if name.endswith(f"/{id}")) if what == "storey" else []
        if fitting:
            remedy = f"write building/storey: {', '.join(fitting[:4])}"
        elif near:
            remedy = f"did you mean {' or '.join(near)}?"
        elif known:
            remedy = f"write one of: {', '.join(nsmallest(8, known))}"
        else:
            remedy = f"add the {what} first"
        draft.report.add(path, f"the id of a {what}", remedy)
        return False
