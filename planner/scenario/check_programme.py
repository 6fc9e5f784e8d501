"""What must hold of areas, zones and kinds: of tenants, the programme, storeys, policies and own kinds."""

from __future__ import annotations

import re

from planner.geometry.validate import polygon_fault, to_polygon
from planner.kinds import SpaceKind, ZoneKind, standard_catalogue
from planner.scenario.areas import areas
from planner.scenario.belongs import LETTABLE, kinds_of_zone
from planner.scenario.draft import Draft
from planner.scenario.measures import ring_mm, show
from planner.scenario.schema_demand import DemandIn, RoomIn, TenantIn
from planner.scenario.tree import Path

__all__ = ["check_programme", "divisible"]


def check_programme(draft: Draft) -> None:
    """Area bounds, zones and kinds, rooms, permitted kinds, pins against them, policies, own kinds."""
    _own_kinds(draft)
    for tenant in draft.tenants:
        _area_order(draft, tenant)
        _tenant(draft, tenant)
    for demand in draft.demands:
        if _zone(draft, demand.zone, demand.here("zone")) is not None:
            _area_order(draft, demand)
            _Demand(draft, demand).run()
    _zone_areas(draft)
    _one_piece(draft)
    for storey in draft.storeys:
        for index, name in enumerate(storey.permitted_kinds or ()):
            _kind_or_zone(draft, name, storey.here("permitted_kinds", index))
    for key in ("support_zones", "service_zones"):
        for index, name in enumerate(getattr(draft.policies, key, ())):
            if draft.policies is not None:
                _zone(draft, name, draft.policies.here(key, index))


def _area_order(draft: Draft, asker: TenantIn | DemandIn) -> None:
    """least <= wished <= most."""
    least, wished, most = areas(asker)
    if least > wished:
        expected = f"at most wished_m2, {show(wished)} m2"
        draft.report.add(asker.here("least_m2"), expected, "lower it, or raise wished_m2")
    elif most < wished:
        expected = f"at least wished_m2, {show(wished)} m2"
        draft.report.add(asker.here("most_m2"), expected, "raise it, or lower wished_m2")


def _tenant(draft: Draft, tenant: TenantIn) -> None:
    suite = draft.catalogue.spaces["tenant_suite"]
    _least_room(draft, tenant, suite)


def _least_room(draft: Draft, asker: TenantIn | DemandIn, kind: SpaceKind) -> None:
    """The least area asked for makes at least one usable room of ``kind``."""
    least = areas(asker)[0]
    if least < kind.min_width**2 and least >= kind.min_area:
        key = "wished_m2" if asker.least_m2 is None else "least_m2"
        expected = (
            f"{show(kind.min_width**2)} m2 or more: a room of kind {kind.id} is {show(kind.min_width)} m wide"
        )
        remedy = "ask for a larger area, or lower min_width of the kind"
        draft.report.add(asker.here(key), expected, remedy, value=f"{show(least)} m2")
    if least < kind.min_area:
        key = "wished_m2" if asker.least_m2 is None else "least_m2"
        clause = f" ({kind.source})" if kind.source else ""
        expected = f"{show(kind.min_area)} m2 or more for a room of kind {kind.id}{clause}"
        value = f"{show(least)} m2"
        draft.report.add(
            asker.here(key), expected, f"write {show(kind.min_area)} or more for least_m2", value=value
        )


def _zone_areas(draft: Draft) -> None:
    """Demands of a zone with a least area in the standard reach it: alone, or together if divisible."""
    groups: dict[tuple[str, str], list[DemandIn]] = {}
    for demand in draft.demands:
        zone = draft.catalogue.zones.get(demand.zone)
        if zone is not None and zone.least > 0:
            groups.setdefault((demand.zone, "" if zone.splittable else demand.id), []).append(demand)
    for (name, _), demands in groups.items():
        zone = draft.catalogue.zones[name]
        most = sum(areas(demand)[2] for demand in demands)
        if most < zone.least:
            last = demands[-1]
            key = "wished_m2" if last.most_m2 is None else "most_m2"
            expected = f"{show(zone.least)} m2 or more for zone {zone.id} ({zone.source})"
            remedy = f"raise most_m2 to {show(zone.least)} or more, or delete the demand"
            draft.report.add(last.here(key), expected, remedy, value=f"at most {show(most)} m2")


def _one_piece(draft: Draft) -> None:
    """What must lie in the park in one piece has room on the largest storey; cores are left to the solver."""
    rings = {f"{b.id}/{s.id}": ring_mm(s.outline) for b in draft.buildings for s in b.storeys}
    sizes = {id: to_polygon(ring).area / 1e6 for id, ring in rings.items() if polygon_fault(ring) is None}
    if not sizes or len(sizes) < len(rings):
        return
    largest = max(sizes, key=lambda id: sizes[id])
    needed: list[TenantIn | DemandIn] = [tenant for tenant in draft.tenants if tenant.resident]
    needed += [d for d in draft.demands if d.required and not d.off_site and not divisible(draft, d)]
    for asker in needed:
        least = areas(asker)[0]
        if least > sizes[largest]:
            key = "wished_m2" if asker.least_m2 is None else "least_m2"
            expected = f"at most {show(sizes[largest])} m2, the gross area of the largest storey ({largest})"
            optional = "resident" if isinstance(asker, TenantIn) else "required"
            remedy = f"lower it, or write {optional}: false"
            draft.report.add(asker.here(key), expected, remedy, value=f"{show(least)} m2 at least")


def divisible(draft: Draft, asker: TenantIn | DemandIn) -> bool:
    """Whether somebody may lie on several storeys."""
    if isinstance(asker, TenantIn) or asker.zone not in draft.catalogue.zones:
        return not isinstance(asker, TenantIn)
    return draft.catalogue.zones[asker.zone].splittable if asker.splittable is None else asker.splittable


class _Demand:
    """One demand of the programme whose zone is known."""

    def __init__(self, draft: Draft, demand: DemandIn) -> None:
        self._draft = draft
        self._report = draft.report
        self._demand = demand
        self._zone: ZoneKind = draft.catalogue.zones[demand.zone]

    def run(self) -> None:
        self._site()
        if self._demand.kind is not None:
            self._kind(self._demand.kind)
        good = [self._room(room) for room in self._demand.rooms]
        if self._demand.rooms and all(good):
            self._sum()

    def _site(self) -> None:
        demand = self._demand
        if demand.off_site and demand.zone != "training_base":
            expected = "off_site only for the training base (CBEP-5.1.3.6)"
            self._report.add(
                demand.here("off_site"), expected, "delete off_site", value=f"off_site for {demand.zone}"
            )
        if demand.splittable and not self._zone.splittable:
            expected = f"false: zone {self._zone.id} lies in one place"
            clause = f" ({self._zone.source})" if self._zone.source else ""
            self._report.add(demand.here("splittable"), expected + clause, "delete splittable")

    def _kind(self, name: str) -> None:
        path = self._demand.here("kind")
        kind = _space(self._draft, name, path)
        if kind is None:
            return
        if self._belongs(name, path):
            _least_room(self._draft, self._demand, kind)
        if self._demand.rooms:
            remedy = "delete kind, or delete rooms"
            self._report.add(path, "either `kind` (one room) or `rooms`", remedy, value="both kind and rooms")

    def _room(self, room: RoomIn) -> bool:
        kind = _space(self._draft, room.kind, room.here("kind"))
        if kind is None or not self._belongs(room.kind, room.here("kind")):
            return False
        if room.area_m2 < kind.min_area:
            clause = f" ({kind.source})" if kind.source else ""
            expected = f"{show(kind.min_area)} m2 or more for a room of kind {kind.id}{clause}"
            self._report.add(room.here("area_m2"), expected, f"write {show(kind.min_area)} or more")
            return False
        if room.area_m2 < kind.min_width**2:
            square, wide = show(kind.min_width**2), show(kind.min_width)
            expected = f"{square} m2 or more: a room of kind {kind.id} is {wide} m wide"
            self._report.add(
                room.here("area_m2"), expected, "write a larger area, or lower min_width of the kind"
            )
            return False
        return True

    def _belongs(self, kind: str, path: Path) -> bool:
        fitting = kinds_of_zone(self._draft.catalogue, self._demand.zone) - LETTABLE
        if kind in fitting:
            return True
        expected = f"a kind that belongs in zone {self._zone.id}: {', '.join(sorted(fitting))}"
        if kind in LETTABLE:
            remedy = "list companies under tenants; their suites and stock rooms come from there"
        else:
            remedy = self._report.did_you_mean(kind, fitting, "move the room to a demand of its own zone")
        self._report.add(path, expected, remedy)
        return False

    def _sum(self) -> None:
        demand = self._demand
        total = sum(room.count * room.area_m2 for room in demand.rooms)
        most = areas(demand)[2]
        if total > most + 1e-6:
            expected = f"rooms of at most {show(most)} m2 together (most_m2)"
            remedy = f"raise most_m2 to {show(total)}, or ask for fewer or smaller rooms"
            self._report.add(demand.here("rooms"), expected, remedy, value=f"rooms of {show(total)} m2")


def _zone(draft: Draft, name: str, path: Path) -> ZoneKind | None:
    zones = draft.catalogue.zones
    if name not in zones:
        expected = f"a zone: {', '.join(zones)}"
        draft.report.add(path, expected, draft.report.did_you_mean(name, zones, "write one of them"))
    return zones.get(name)


def _space(draft: Draft, name: str, path: Path) -> SpaceKind | None:
    spaces = draft.catalogue.spaces
    if name not in spaces and name not in draft.broken_ids:
        remedy = draft.report.did_you_mean(
            name, spaces, "write a kind of docs/scenario.md, or declare it under kinds"
        )
        draft.report.add(path, "a space kind", remedy)
    return spaces.get(name)


def _kind_or_zone(draft: Draft, name: str, path: Path) -> None:
    names = [*draft.catalogue.zones, *draft.catalogue.spaces]
    if name not in names and name not in draft.broken_ids:
        remedy = draft.report.did_you_mean(name, names, "write a kind or zone of docs/scenario.md")
        draft.report.add(path, "a space kind or a zone", remedy)


def _own_kinds(draft: Draft) -> None:
    """Ids and colours of own kinds; a standard kind does not fall below the clause behind it."""
    standard = standard_catalogue().spaces
    for id, kind in draft.own_kinds.items():
        if not re.fullmatch(r"[a-z][a-z0-9_]*", id):
            expected = "lower-case letters, digits and `_`, beginning with a letter"
            word = re.sub(r"[^a-z0-9]+", "_", id.lower()).strip("_")
            remedy = (
                f"write {word}"
                if re.fullmatch(r"[a-z][a-z0-9_]*", word)
                else "write an English word such as sample_room"
            )
            draft.report.add(kind.here(), expected, remedy, value=id, key=True)
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", kind.colour):
            draft.report.add(
                kind.here("colour"), 'a colour as "#rrggbb"', 'write it in quotes, such as "#cfe3f5"'
            )
        for index, name in enumerate(kind.passage_to):
            _space(draft, name, kind.here("passage_to", index))
        if id in standard and standard[id].source and kind.min_area < standard[id].min_area:
            expected = f"{show(standard[id].min_area)} m2 or more ({standard[id].source})"
            draft.report.add(kind.here("min_area"), expected, f"write {show(standard[id].min_area)} or more")
