"""Differences as plain data, for ``--json`` (``docs/compare.md`` tells each key)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from planner.check.compliance import Verdict
from planner.compare.bundles import BundleDiff, Worth
from planner.compare.clauses import ClauseChange, least
from planner.compare.match import RoomPair
from planner.compare.scenarios import Change
from planner.compare.ways import CorridorChange, DoorChange, SiteChange
from planner.model import M2, Corridor, Door, Space

__all__ = ["DIFF_FORMAT", "bundle_document", "change_rows", "scenario_document"]

DIFF_FORMAT = "planner-diff/1"


def scenario_document(before: str, after: str, changes: Iterable[Change]) -> dict[str, Any]:
    """Two scenario files."""
    rows = change_rows(changes)
    head = {"format": DIFF_FORMAT, "of": "scenarios", "before": before, "after": after}
    return {**head, "same": not rows, "changes": rows}


def change_rows(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Changes of a scenario."""
    return [
        {
            "section": change.section,
            "kind": change.kind,
            "id": change.thing or None,
            "key": change.key or None,
            "what": change.what,
            **({} if change.what in ("added", "moved") else {"before": change.before}),
            **({} if change.what in ("removed", "moved") else {"after": change.after}),
            **change.details,
        }
        for change in changes
    ]


def bundle_document(diff: BundleDiff) -> dict[str, Any]:
    """Two results."""
    rooms: dict[str, int] = {}
    for pair in diff.rooms:
        rooms[pair.what] = rooms.get(pair.what, 0) + 1
    return {
        "format": DIFF_FORMAT,
        "of": "bundles",
        "before": str(diff.before.directory),
        "after": str(diff.after.directory),
        "same": diff.same,
        "scenario": change_rows(diff.scenario),
        "worth": {"before": _worth(diff.worth[0]), "after": _worth(diff.worth[1])},
        "placements": [
            {
                "subject": change.subject,
                "what": change.what,
                "before_m2": _areas(change.before),
                "after_m2": _areas(change.after),
                "by_m2": round(change.by_m2, 3),
            }
            for change in diff.placements
        ],
        "warehouses": {
            who: {"before": old or None, "after": new or None} for who, (old, new) in diff.stores.items()
        },
        "rooms": {
            "counts": dict(sorted(rooms.items())),
            "share_elsewhere": round(diff.share_elsewhere, 4),
            "changes": [_room_pair(pair) for pair in diff.changed_rooms],
        },
        "doors": [_door_change(change) for change in diff.doors],
        "corridors": [_corridor_change(change) for change in diff.corridors],
        "site": [_site_change(change) for change in diff.site],
        "clauses": [_clause(change) for change in diff.clauses],
    }


def _worth(worth: Worth) -> dict[str, Any]:
    return {
        "value_cny_year": round(worth.value, 2),
        "objective_cny_year": worth.objective,
        "bound_cny_year": worth.bound,
        "gap": worth.gap,
        "status": worth.status,
    }


def _areas(areas: Any) -> dict[str, float]:
    return {storey: round(area, 3) for storey, area in sorted(areas.items())}


def _room_pair(pair: RoomPair) -> dict[str, Any]:
    by = pair.by_m
    return {
        "what": pair.what,
        "before": _room(pair.before),
        "after": _room(pair.after),
        "by_m": None if by is None else round(by, 3),
    }


def _room(room: Space | None) -> dict[str, Any] | None:
    if room is None:
        return None
    middle = room.polygon.centroid
    return {
        "id": room.id,
        "storey": room.storey,
        "kind": room.kind,
        "zone": room.zone or None,
        "tenant": room.tenant,
        "subject": room.subject,
        "name": room.name,
        "name_zh": room.name_zh,
        "area_m2": round(room.polygon.area / M2, 3),
        "at": [round(middle.x / 1000, 3), round(middle.y / 1000, 3)],
    }


def _door_change(change: DoorChange) -> dict[str, Any]:
    by = change.by_m
    return {
        "storey": change.storey,
        "what": change.what,
        "before": _door(change.before),
        "after": _door(change.after),
        "by_m": None if by is None else round(by, 3),
        "with_room": change.with_room,
    }


def _door(door: Door | None) -> dict[str, Any] | None:
    if door is None:
        return None
    return {"id": door.id, "joins": list(door.joins), "width_m": door.width_mm / 1000}


def _corridor_change(change: CorridorChange) -> dict[str, Any]:
    sides = {"before": _corridor(change.before), "after": _corridor(change.after)}
    return {"storey": change.storey, "what": change.what, **sides}


def _corridor(way: Corridor | None) -> dict[str, Any] | None:
    if way is None:
        return None
    return {"id": way.id, "width_m": way.width_mm / 1000, "area_m2": round(way.polygon.area / M2, 3)}


def _site_change(change: SiteChange) -> dict[str, Any]:
    return {
        "role": change.role,
        "what": change.what,
        "before": change.before or None,
        "after": change.after or None,
        "before_m2": round(change.before_m2, 3),
        "after_m2": round(change.after_m2, 3),
        "before_width_m": change.before_width_m,
        "after_width_m": change.after_width_m,
    }


def _clause(change: ClauseChange) -> dict[str, Any]:
    verdict = change.after or change.before
    assert verdict is not None  # one of the two is there
    return {
        "clause": change.clause,
        "strength": verdict.strength,
        "before": _verdict(change.before),
        "after": _verdict(change.after),
    }


def _verdict(verdict: Verdict | None) -> dict[str, Any] | None:
    if verdict is None:
        return None
    worst = least(verdict)
    row: dict[str, Any] = {"status": verdict.status}
    if worst is not None and worst.margin is not None:
        row |= {"subject": worst.subject, "measured": worst.measured, "limit": worst.limit}
        row |= {"unit": worst.unit, "margin": round(worst.margin, 6)}
    return row
