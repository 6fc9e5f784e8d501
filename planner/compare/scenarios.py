"""Two scenarios by what they mean: additions, removals and changes by id; order and formatting do not count.

Both are brought to the form of ``scenario.resolved.yaml`` first, so that a default that is written out, a
storey that is ``like`` another, or a building with a frame of its own are what they stand for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from planner.compare.moved import shift_of, shifted
from planner.compare.values import canonical, is_shape, same_shape, same_value, shape_of
from planner.model import Scenario
from planner.scenario.resolve import resolved_document

__all__ = ["Change", "What", "scenario_changes"]

What = Literal["added", "removed", "changed", "moved"]

IDENTITIES: tuple[tuple[str, ...], ...] = (
    ("id",),
    ("from", "to"),
    ("subject",),
    ("clause",),
    ("company", "year"),
    ("company",),
    ("year",),
    ("subject", "storey"),
    ("clause", "subject"),
    ("kind", "date"),
    ("date",),
    ("name",),
)
"""Keys that tell the entries of a list apart; the first that does is taken."""

AS_WHOLE = ("rooms", "columns")
"""Lists of entries without identity that are one value."""
TURNED_SLACK_M = 0.002
"""What rounding to millimetres shifts the corners of a turned building by, m."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two scenarios."""

    section: str
    """The key at the top of the file."""
    kind: str
    """The list that holds the thing (``tenants``, ``cores``), else the section."""
    thing: str
    """Ids from the top, such as ``A/1F/C1``; empty for what has none."""
    key: str
    """Key inside the thing, dotted, as the file writes it; empty where the whole thing came or went."""
    what: What
    before: Any = None
    after: Any = None
    details: Mapping[str, Any] = field(default_factory=dict)
    """Of a building that moved: ``by_m`` and ``turned_deg``."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the document one is."""

    section: str = ""
    kind: str = ""
    thing: str = ""
    keys: tuple[str, ...] = ()
    slack: float = 0.0

    def into(self, key: str) -> _Place:
        """One key further."""
        if not self.section:
            return _Place(key, key, "", (), self.slack)
        return _Place(self.section, self.kind, self.thing, (*self.keys, key), self.slack)

    def entry(self, id: str) -> _Place:
        """An entry of the list that one stands at."""
        kind = ".".join(self.keys) or self.section
        return _Place(self.section, kind, f"{self.thing}/{id}".lstrip("/"), (), self.slack)

    def change(self, what: What, before: Any = None, after: Any = None) -> Change:
        """A difference here."""
        return Change(self.section, self.kind, self.thing, ".".join(self.keys), what, before, after)


def scenario_changes(before: Scenario, after: Scenario) -> tuple[Change, ...]:
    """What is different, in the order of the sections of the file, then of ``before``, then of ``after``."""
    return tuple(_mappings(_Place(), resolved_document(before), resolved_document(after)))


def _mappings(place: _Place, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for key in (*before, *(key for key in after if key not in before)):
        there = place.into(key)
        if key not in after:
            yield there.change("removed", before=before[key])
        elif key not in before:
            yield there.change("added", after=after[key])
        else:
            yield from _values(there, key, before[key], after[key])


def _values(place: _Place, key: str, before: Any, after: Any) -> Iterator[Change]:
    if is_shape(key, before) and is_shape(key, after):
        if not same_shape(shape_of(key, before), shape_of(key, after), place.slack):
            yield place.change("changed", before, after)
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _mappings(place, before, after)
    elif key not in AS_WHOLE and _entries(before) and _entries(after) and (before or after):
        yield from _lists(place, before, after)
    elif not same_value(key, before, after):
        yield place.change("changed", before, after)


def _entries(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, Mapping) for entry in value)


def _lists(place: _Place, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Change]:
    """Entries by their identity; without one, those that stand only on one side."""
    keys = _identity(before, after)
    if keys is None:
        yield from _loose(place, before, after)
        return
    old, new = ({" > ".join(str(row[key]) for key in keys): row for row in side} for side in (before, after))
    for id, row in old.items():
        there = place.entry(id)
        if id not in new:
            yield there.change("removed", before=row)
        elif place.section == "buildings" and there.kind == "buildings":
            yield from _building(there, row, new[id])
        else:
            yield from _mappings(there, row, new[id])
    for id, row in new.items():
        if id not in old:
            yield place.entry(id).change("added", after=row)


def _building(place: _Place, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    """A building; one that stands elsewhere is compared as if it had stood there before."""
    shift = shift_of(before, after)
    if shift is None:
        yield from _mappings(place, before, after)
        return
    details = {"by_m": list(shift.by), "turned_deg": round(shift.turned_deg, 3)}
    yield Change(place.section, place.kind, place.thing, "", "moved", details=details)
    slack = TURNED_SLACK_M if shift.angle else 0.0
    there = _Place(place.section, place.kind, place.thing, (), slack)
    yield from _mappings(there, shifted(before, shift), after)


def _identity(*sides: Sequence[Mapping[str, Any]]) -> tuple[str, ...] | None:
    for keys in IDENTITIES:
        names = [
            [tuple(str(row[key]) for key in keys) for row in side if all(key in row for key in keys)]
            for side in sides
        ]
        if all(len(named) == len(side) == len(set(named)) for named, side in zip(names, sides, strict=True)):
            return keys
    return None


def _loose(place: _Place, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Change]:
    old, new = (Counter(canonical(row) for row in side) for side in (before, after))
    for what, rows, rest in (("removed", before, old - new), ("added", after, new - old)):
        for row in rows:
            if rest[canonical(row)] > 0:
                rest[canonical(row)] -= 1
                given: dict[str, Any] = {"before" if what == "removed" else "after": row}
                yield place.change("removed" if what == "removed" else "added", **given)
