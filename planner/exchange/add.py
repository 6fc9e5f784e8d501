"""Companies and zones of a table added to a scenario as text: comments and order stay as they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from planner.errors import UsageError
from planner.exchange.found import FoundPark
from planner.exchange.scenario_text import rows_of
from planner.scenario.source import decode, read_bytes
from planner.scenario.tree import Entry, Mapping, Scalar, parse
from planner.scenario.tree import Sequence as Items

__all__ = ["added"]


def added(path: Path, park: FoundPark) -> str:
    """The text of the scenario with the rows of the tables at the end of its lists.

    Raises ``ScenarioError`` for a file that is no YAML, ``UsageError`` where an id is there already or a
    list is written in brackets.
    """
    text = decode(read_bytes(path), str(path))
    root, _ = parse(text, str(path))
    if not isinstance(root, Mapping):
        raise UsageError(f"{path}: no mapping, expected a scenario. Try: planner init")
    _refuse_known(path, root, park)
    lines = text.splitlines()
    # from the end to the beginning, so that line numbers hold
    parts = [(key, rows) for key, rows in (("tenants", park.tenants), ("programme", park.programme)) if rows]
    placed = sorted(
        parts, key=lambda part: -(root.entries[part[0]].line if part[0] in root.entries else 10**9)
    )
    for key, rows in placed:
        lines = _with(path, lines, key, root.entries.get(key), rows_of(rows))
    return "\n".join(lines) + "\n"


def _refuse_known(path: Path, root: Mapping, park: FoundPark) -> None:
    taken = set()
    for key in ("tenants", "programme"):
        entry = root.entries.get(key)
        for item in entry.node.items if entry is not None and isinstance(entry.node, Items) else ():
            id = item.entries.get("id") if isinstance(item, Mapping) else None
            if id is not None and isinstance(id.node, Scalar):
                taken.add(id.node.text)
    both = [str(row["id"]) for row in (*park.tenants, *park.programme) if str(row["id"]) in taken]
    if both:
        shown = ", ".join(both[:10]) + (" ..." if len(both) > 10 else "")
        raise UsageError(
            f"{path}: has {shown} already, expected ids that are new. "
            "Try: other ids in the table, or take them out of the scenario"
        )


def _with(path: Path, lines: list[str], key: str, entry: Entry | None, rows: Sequence[str]) -> list[str]:
    """The lines with rows added to the list of a key, which is made where it is missing."""
    if entry is None:
        return [*lines, "", f"{key}:", *(f"  {row}" for row in rows)]
    at = entry.line - 1
    empty = isinstance(entry.node, Scalar) or (isinstance(entry.node, Items) and not entry.node.items)
    if empty:
        return [*lines[:at], f"{key}:", *(f"  {row}" for row in rows), *lines[at + 1 :]]
    if not isinstance(entry.node, Items) or re.match(rf"{key}\s*:\s*\[", lines[at]):
        raise UsageError(
            f"{path}:{entry.line}: {key} is written in brackets, expected a list with a line for each. "
            f"Try: write `{key}:` and one line `- {{...}}` for each below it"
        )
    last = max(_last_line(item) for item in entry.node.items)
    first = lines[entry.node.items[0].line - 1]
    indent = first[: len(first) - len(first.lstrip())]
    end = last
    while end < len(lines) and lines[end].startswith((indent + " ", indent + "\t")) and lines[end].strip():
        end += 1
    return [*lines[:end], *(f"{indent}{row}" for row in rows), *lines[end:]]


def _last_line(node: object) -> int:
    """The last line on which something of a node begins."""
    if isinstance(node, Mapping):
        return max([node.line, *(_last_line(entry.node) for entry in node.entries.values())])
    if isinstance(node, Items):
        return max([node.line, *(_last_line(item) for item in node.items)])
    return node.line if isinstance(node, Scalar) else 0
