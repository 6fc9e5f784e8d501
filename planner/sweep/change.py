"""Changes of a scenario's tree: a value set, a patch merged, an entry taken out.

Patches follow the scenario's own structure. Mappings are merged key by key; lists whose entries have ids are
merged by id (an unknown id is a new entry); anything else replaces what stands there. A key with nothing
(``null``) is taken out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from collections.abc import Sequence as Several
from dataclasses import dataclass, replace
from typing import Literal

from planner.scenario.hints import schemas_at
from planner.scenario.report import Report, dotted
from planner.scenario.tree import Entry, Mapping, Node, Path, Scalar, Sequence
from planner.sweep.address import Address, Misfit, locate

__all__ = ["Change", "apply", "copied", "remove", "touched"]

NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
DIGITS = 9
"""Significant digits of a number that was worked out."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``text`` is the address as written, ``line`` where in the sweep's file it stands."""

    what: Literal["set", "times", "patch", "remove"]
    text: str
    address: Address
    node: Node
    """The value, the factor, the patch; of a removal the node of its address."""
    line: int


def apply(root: Node, change: Change, report: Report) -> list[Path]:
    """Alter the tree by a change that is no removal; returns the places that now hold something of it."""
    if change.what == "patch":
        if not isinstance(root, Mapping):
            return []
        return list(_merge(root, change.node, ()))
    places = locate(root, change.address, report)
    for path in places:
        node = change.node if change.what == "set" else _multiplied(root, path, change)
        _put(root, path, copied(node))
    return places


def remove(root: Node, changes: Several[Change], report: Report) -> None:
    """Take out what several removals name; all are looked up before the first is done, since places move."""
    places = {path for change in changes for path in locate(root, change.address, report)}
    for path in sorted(places, key=_ordered, reverse=True):
        _remove(root, path)


def _ordered(path: Path) -> tuple[str, ...]:
    return tuple(f"{step:09d}" if isinstance(step, int) else step for step in path)


def touched(root: Node, change: Change, report: Report) -> list[Path]:
    """The places a change writes to, as the unchanged tree has them."""
    if change.what == "patch":
        return list(_leaves(root, change.node, ()))
    return locate(root, change.address, report)


def _put(root: Node, path: Path, node: Node) -> None:
    at = root
    for depth, step in enumerate(path[:-1]):
        if isinstance(step, int):
            at = at.items[step]  # type: ignore[union-attr]  # located: a list stands there
        elif isinstance(at, Mapping):
            if step not in at.entries:
                below = Mapping(node.line, node.column)
                at.entries[step] = Entry(node.line, node.column, below)
            at = at.entries[step].node
        else:
            raise Misfit(str(step), f"keys under {dotted(path[:depth])}", "change the value above it")
    last = path[-1]
    if isinstance(last, int):
        at.items[last] = node  # type: ignore[union-attr]  # located: a list stands there
    elif isinstance(at, Mapping):
        at.entries[last] = Entry(node.line, node.column, node)
    else:
        raise Misfit(str(last), f"keys under {dotted(path[:-1])}", "change the value above it")


def _remove(root: Node, path: Path) -> None:
    at = _at(root, path[:-1])
    last = path[-1]
    if isinstance(at, Sequence) and isinstance(last, int):
        del at.items[last]
    elif isinstance(at, Mapping):
        at.entries.pop(str(last), None)


def _at(root: Node, path: Path) -> Node | None:
    at: Node | None = root
    for step in path:
        if isinstance(at, Mapping) and step in at.entries:
            at = at.entries[str(step)].node
        elif isinstance(at, Sequence) and isinstance(step, int) and step < len(at.items):
            at = at.items[step]
        else:
            return None
    return at


def _multiplied(root: Node, path: Path, change: Change) -> Scalar:
    """The number at a place times the factor of a change; whole where the scenario wants whole numbers."""
    there, factor = _at(root, path), change.node
    number = _number(there)
    if number is None or not isinstance(factor, Scalar):
        shown = there.text if isinstance(there, Scalar) else "no value"
        raise Misfit(
            shown, f"a number at {dotted(path)} to multiply", "set values instead, or write the number there"
        )
    result = number * float(factor.text)
    whole = any(about.get("type") == "integer" for about in schemas_at(path))
    text = str(round(result)) if whole else f"{result:.{DIGITS}g}"
    return Scalar(text, True, factor.line, factor.column)


def _number(node: Node | None) -> float | None:
    if not isinstance(node, Scalar):
        return None
    try:
        number = float(node.text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _merge(into: Mapping, patch: Node, path: Path) -> Iterator[Path]:
    """Merge a patch into a mapping; yields the places that now hold something of it."""
    if not isinstance(patch, Mapping):
        return
    for key, entry in patch.entries.items():
        here = (*path, key)
        there = into.entries.get(key)
        if isinstance(entry.node, Scalar) and entry.node.plain and entry.node.text in NOTHING:
            into.entries.pop(key, None)
        elif isinstance(entry.node, Mapping) and there is not None and isinstance(there.node, Mapping):
            yield from _merge(there.node, entry.node, here)
        elif there is not None and isinstance(there.node, Sequence) and _by_id(entry.node):
            yield from _merge_list(there.node, entry.node, here)
        else:
            into.entries[key] = replace(entry, node=copied(entry.node))
            yield here


def _merge_list(into: Sequence, patch: Node, path: Path) -> Iterator[Path]:
    places = {_id(item): index for index, item in enumerate(into.items)}
    for item in patch.items if isinstance(patch, Sequence) else ():
        index = places.get(_id(item))
        known = into.items[index] if index is not None else None
        if index is not None and isinstance(known, Mapping):
            yield from _merge(known, item, (*path, index))
        else:
            into.items.append(copied(item))
            yield (*path, len(into.items) - 1)


def _leaves(root: Node, patch: Node, path: Path) -> Iterator[Path]:
    """Places that a patch writes to, ids of new entries in place of their numbers."""
    if isinstance(patch, Mapping):
        there = _at(root, path)
        for key, entry in patch.entries.items():
            below = there.entries.get(key) if isinstance(there, Mapping) else None
            if isinstance(entry.node, Mapping) and below is not None and isinstance(below.node, Mapping):
                yield from _leaves(root, entry.node, (*path, key))
            elif below is not None and isinstance(below.node, Sequence) and _by_id(entry.node):
                places = {_id(item): index for index, item in enumerate(below.node.items)}
                for item in entry.node.items:  # type: ignore[union-attr]  # _by_id: a list
                    step = places.get(_id(item), str(_id(item)))
                    yield from (
                        _leaves(root, item, (*path, key, step))
                        if isinstance(step, int)
                        else [(*path, key, step)]
                    )
            elif not (path and isinstance(path[-1], int) and key == "id"):
                yield (*path, key)


def _by_id(node: Node) -> bool:
    return (
        isinstance(node, Sequence) and bool(node.items) and all(_id(item) is not None for item in node.items)
    )


def _id(node: Node) -> str | None:
    entry = node.entries.get("id") if isinstance(node, Mapping) else None
    return entry.node.text if entry is not None and isinstance(entry.node, Scalar) else None


def copied(node: Node) -> Node:
    """A copy that later changes of the tree leave alone."""
    if isinstance(node, Scalar):
        return node
    if isinstance(node, Sequence):
        return Sequence(node.line, node.column, [copied(item) for item in node.items])
    entries = {key: replace(entry, node=copied(entry.node)) for key, entry in node.entries.items()}
    return Mapping(node.line, node.column, entries)
