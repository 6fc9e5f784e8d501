"""Roads and fire lanes of a plan that starts from another: as they were where nothing asks for others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from planner.circulation.site import site_roads
from planner.fire_site import AddedPiece, FireProof, FireSite
from planner.model import Scenario, SiteRoad, StoreyLayout
from planner.pins.before import Before
from solvers.lanes.design import design_fire_site
from solvers.lanes.needs import lane_needs
from solvers.orchestrate.budget import Budget
from solvers.solve import LANES_SHARE, Options


class _Thing(Protocol):
    @property
    def id(self) -> str: ...


Piece = TypeVar("Piece", bound=_Thing)


def resolved_site(
    scenario: Scenario, before: Before, storeys: Sequence[StoreyLayout], options: Options, budget: Budget
) -> tuple[tuple[SiteRoad, ...], FireSite, FireProof | None]:
    """The roads, the fire brigade's things and how good they are.

    Where site and buildings ask for what they asked for, all is as it was. Else roads and lanes are made
    anew, the pinned ones among them as they are.
    """
    if _asks_the_same(scenario, before, storeys) and not options.repair_lanes:
        return before.layout.roads, before.layout.fire, _proof(before.bundle.manifest)
    pinned = before.layout.pinned
    roads = _with_pinned(site_roads(scenario), [r for r in before.layout.roads if r.id in pinned])
    own = _pinned_site(before.layout.fire, pinned)
    fire, proof = scenario.site.fire, None
    if options.repair_lanes or not fire.lanes:
        park = replace(scenario, site=replace(scenario.site, fire=_joined(fire, own)))
        design = design_fire_site(park, roads, storeys, budget.stop_after(LANES_SHARE))
        fire, proof = _as_pinned(design.site, own), design.proof
    else:
        fire = _as_pinned(_joined(fire, own), own)
    return roads, fire, proof


def _asks_the_same(scenario: Scenario, before: Before, storeys: Sequence[StoreyLayout]) -> bool:
    if any(change.section == "site" for change in before.changes):
        return False
    built = any(
        change.section == "buildings" and change.kind in ("buildings", "storeys", "exits", "docks", "cores")
        for change in before.changes
    )
    if built or not before.layout.roads:
        return False
    return lane_needs(scenario, storeys) == lane_needs(before.scenario, before.layout.storeys)


def _with_pinned(roads: Sequence[SiteRoad], pinned: Sequence[SiteRoad]) -> tuple[SiteRoad, ...]:
    """New roads with the pinned ones in place of those that run where they do."""
    if not pinned:
        return tuple(roads)
    names = {road.id for road in pinned}
    found = list(pinned)
    for road in roads:
        covered = sum(road.polygon.intersection(other.polygon).area for other in pinned)
        if covered > 0.5 * road.polygon.area:
            continue
        id = road.id
        while id in names:
            id = f"{id}+"
        names.add(id)
        found.append(replace(road, id=id))
    return tuple(found)


def _pinned_site(fire: FireSite, pinned: frozenset[str]) -> FireSite:
    return FireSite(
        tuple(x for x in fire.lanes if x.id in pinned and not x.given),
        tuple(x for x in fire.turnarounds if x.id in pinned and not x.given),
        tuple(x for x in fire.aerial_sites if x.id in pinned and not x.given),
        tuple(x for x in fire.hydrants if x.id in pinned and not x.given),
    )


def _joined(given: FireSite, own: FireSite) -> FireSite:
    """What is given, and what is pinned as if it were."""
    return FireSite(
        (*given.lanes, *(replace(x, given=True) for x in own.lanes)),
        (*given.turnarounds, *(replace(x, given=True) for x in own.turnarounds)),
        (*given.aerial_sites, *(replace(x, given=True) for x in own.aerial_sites)),
        (*given.hydrants, *(replace(x, given=True) for x in own.hydrants)),
    )


def _as_pinned(site: FireSite, own: FireSite) -> FireSite:
    """The site with what is pinned exactly as it was."""
    return FireSite(
        _exactly(site.lanes, own.lanes),
        _exactly(site.turnarounds, own.turnarounds),
        _exactly(site.aerial_sites, own.aerial_sites),
        _exactly(site.hydrants, own.hydrants),
    )


def _exactly(pieces: tuple[Piece, ...], own: tuple[Piece, ...]) -> tuple[Piece, ...]:
    known = {piece.id: piece for piece in own}
    there = {piece.id for piece in pieces}
    return (*(known.get(piece.id, piece) for piece in pieces), *(p for p in own if p.id not in there))


def _proof(manifest: Mapping[str, Any]) -> FireProof | None:
    """How good the lanes are, as the bundle tells it."""
    told = manifest.get("fire_site")
    if not isinstance(told, dict):
        return None
    try:
        added = tuple(
            AddedPiece(
                str(row["id"]), str(row["role"]), (1000.0 * row["at"][0], 1000.0 * row["at"][1]),
                float(row.get("length_m", 0.0)),
            )
            for row in told["added"]
        )  # fmt: skip
        return FireProof(
            float(told["cost_m"]), float(told["bound_m"]), tuple(told["unmet"]), added, tuple(told["unfit"])
        )
    except (KeyError, TypeError, ValueError, IndexError):
        return None
