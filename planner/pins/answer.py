"""What a solve from a result changed, and what that costs: ``changes.json``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from planner.check.facts import gather
from planner.compare.match import VACANT, RoomPair, match_rooms
from planner.compare.placements import value_of
from planner.compare.scenarios import Change
from planner.compare.ways import (
    CorridorChange,
    DoorChange,
    SiteChange,
    corridor_changes,
    door_changes,
    site_changes,
)
from planner.model import M2, Layout, Solution, Space
from planner.pins.before import Before, Fault

__all__ = ["CHANGES_FORMAT", "Answer", "answer_of", "changes_bytes", "changes_document"]

CHANGES_FORMAT = "planner-changes/1"
IN_PLACE = ("resized", "reshaped")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is different from the result that the solve started from."""

    before: Before
    rooms: tuple[RoomPair, ...]
    """Rooms that somebody has, or had, and that are not as they were."""
    vacant: tuple[RoomPair, ...]
    """The same of vacant units."""
    total: int
    """Rooms that somebody had."""
    doors: tuple[DoorChange, ...]
    corridors: tuple[CorridorChange, ...]
    site: tuple[SiteChange, ...]
    value_before: float
    """What the result was worth, under its own scenario, CNY a year."""
    value: float
    price: float
    """CNY for a square metre that moves."""
    pins_cost: float | None

    @property
    def moved(self) -> tuple[RoomPair, ...]:
        """Rooms that lie elsewhere or have another shape now."""
        return tuple(pair for pair in self.rooms if pair.what in ("moved", *IN_PLACE))

    @property
    def moved_m2(self) -> float:
        """What moved, by the area that it had."""
        return sum(pair.before.area for pair in self.moved if pair.before) / M2

    @property
    def moves_cny(self) -> float:
        """What moving that costs."""
        return self.price * self.moved_m2

    @property
    def elsewhere(self) -> tuple[RoomPair, ...]:
        """Rooms that are no longer where they were."""
        return tuple(pair for pair in self.moved if pair.what not in IN_PLACE)

    @property
    def came(self) -> tuple[RoomPair, ...]:
        """Rooms that were not there."""
        return tuple(pair for pair in self.rooms if _came(pair))

    @property
    def went(self) -> tuple[RoomPair, ...]:
        """Rooms that are no longer there."""
        return tuple(pair for pair in self.rooms if _went(pair))

    @property
    def changed_doors(self) -> tuple[DoorChange, ...]:
        """Doors that moved or have another width; those of rooms that came or went aside."""
        return tuple(door for door in self.doors if door.before and door.after)

    @property
    def gain(self) -> float | None:
        """Relative change of the value."""
        return (self.value - self.value_before) / abs(self.value_before) if self.value_before else None


def answer_of(before: Before, solution: Solution, price: float, pins_cost: float | None) -> Answer:
    """What a solution changes of what it started from."""
    old, new = before.layout, solution.layout
    rooms = match_rooms(_spaces(old), _spaces(new))
    changed = [pair for pair in rooms if pair.what != "same"]
    corridors, known = corridor_changes(
        {row.storey: row.corridors for row in old.storeys}, {row.storey: row.corridors for row in new.storeys}
    )
    doors = door_changes(
        {row.storey: row.doors for row in old.storeys},
        {row.storey: row.doors for row in new.storeys},
        rooms,
        known,
    )
    return Answer(
        before,
        tuple(pair for pair in changed if _held(pair)),
        tuple(pair for pair in changed if not _held(pair)),
        sum(1 for space in _spaces(old) if space.kind != VACANT),
        doors,
        corridors,
        site_changes(old, new),
        _worth(before),
        solution.allocation.objective,
        price,
        pins_cost,
    )


def _worth(before: Before) -> float:
    """What the result was worth: as its manifest says, or as it lies there where it was edited since."""
    told = before.bundle.manifest.get("objective_cny_year")
    if isinstance(told, int | float) and not before.edited:
        return float(told)
    return value_of(before.scenario, gather(before.scenario, before.bundle))


def changes_bytes(answer: Answer) -> bytes:
    """The file as UTF-8 JSON."""
    text = json.dumps(changes_document(answer), ensure_ascii=False, indent=2, allow_nan=False)
    return f"{text}\n".encode()


def changes_document(answer: Answer) -> dict[str, Any]:
    """Everything that changed, with its price."""
    before = answer.before
    pinned = before.layout.pinned
    return {
        "format": CHANGES_FORMAT,
        "from": {
            "layout_sha256": before.bundle.layout_sha256,
            "edited": before.edited,
            "faults": [_fault(fault) for fault in before.faults],
        },
        "scenario_changes": [_change(change) for change in before.changes],
        "pinned": sorted(pinned),
        "pins_cost_cny_year": _round(answer.pins_cost),
        "price_cny_m2": answer.price,
        "summary": {
            "rooms": answer.total,
            "rooms_moved": len(answer.elsewhere),
            "rooms_changed_in_place": len(answer.moved) - len(answer.elsewhere),
            "rooms_came": len(answer.came),
            "rooms_went": len(answer.went),
            "share_moved": round(len(answer.elsewhere) / answer.total, 4) if answer.total else 0.0,
            "doors_moved": len(answer.changed_doors),
            "corridors_changed": len(answer.corridors),
            "moved_m2": round(answer.moved_m2, 3),
            "moves_cny": _round(answer.moves_cny),
            "value_before_cny_year": _round(answer.value_before),
            "value_cny_year": _round(answer.value),
            "value_change": None if answer.gain is None else round(answer.gain, 6),
        },
        "rooms": [_pair(pair, answer.price) for pair in answer.rooms],
        "vacant": [_pair(pair, 0.0) for pair in answer.vacant],
        "doors": [
            {"storey": d.storey, "what": d.what, **_ids(d.before, d.after), "by_m": _round(d.by_m)}
            for d in answer.doors
        ],
        "corridors": [
            {"storey": c.storey, "what": c.what, **_ids(c.before, c.after)} for c in answer.corridors
        ],
        "site": [{"role": s.role, "what": s.what, "before": s.before, "after": s.after} for s in answer.site],
    }


def _spaces(layout: Layout) -> Iterable[Space]:
    return (space for row in layout.storeys for space in row.spaces)


def _held(pair: RoomPair) -> bool:
    """Whether somebody has the room, or had it."""
    return any(space is not None and space.kind != VACANT for space in (pair.before, pair.after))


def _came(pair: RoomPair) -> bool:
    """Whether somebody has a room who did not have it: a new one, or one of somebody else's."""
    return pair.what in ("added", "reassigned") and pair.after is not None and pair.after.kind != VACANT


def _went(pair: RoomPair) -> bool:
    """Whether somebody no longer has a room."""
    return pair.what in ("removed", "reassigned") and pair.before is not None and pair.before.kind != VACANT


def _pair(pair: RoomPair, price: float) -> dict[str, Any]:
    one = pair.before or pair.after
    assert one is not None  # one of the two is there
    moved = pair.what in ("moved", *IN_PLACE)
    return {
        "what": pair.what,
        "subject": one.subject,
        "tenant": one.tenant,
        "kind": one.kind,
        **_ids(pair.before, pair.after),
        "before_m2": round(pair.before.area / M2, 3) if pair.before else None,
        "after_m2": round(pair.after.area / M2, 3) if pair.after else None,
        "by_m": _round(pair.by_m),
        "price_cny": _round(price * pair.before.area / M2) if moved and pair.before else 0.0,
    }


def _ids(before: Any, after: Any) -> dict[str, str | None]:
    return {"before": before.id if before else None, "after": after.id if after else None}


def _fault(fault: Fault) -> dict[str, Any]:
    at = list(fault.at) if fault.at else None
    return {
        "clause": fault.clause, "subject": fault.subject, "words": fault.words, "at": at,
    }  # fmt: skip


def _change(change: Change) -> dict[str, Any]:
    return {"section": change.section, "thing": change.thing, "key": change.key, "what": change.what}


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
