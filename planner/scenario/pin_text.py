"""A pin written into the text of a scenario; everything else stays as it was typed."""

from __future__ import annotations

import json
import re

from planner.errors import ScenarioError, UsageError
from planner.scenario.tree import Entry, Mapping, Node, Scalar, Sequence, parse

__all__ = ["with_pin"]

PLAIN = re.compile(r"[A-Za-z][\w/.-]*")
"""Ids that need no quotes."""


def with_pin(text: str, subject: str, storey: str) -> str:
    """The text with ``subject`` pinned to ``storey``, whether it was pinned before or not.

    Raises ``ScenarioError`` where the text is no YAML, ``UsageError`` where its pins are written in a way
    that cannot be changed here.
    """
    root, _ = parse(text, "scenario.yaml")
    entry = root.entries.get("pins") if isinstance(root, Mapping) else None
    changed = _changed(text, entry, subject, storey)
    if not _holds(changed, subject, storey):
        raise UsageError(
            f"pins: written in a way that cannot be changed here; expected a list. "
            f"Try: type the pin yourself: {_pin(subject, storey)}"
        )
    return changed


def _changed(text: str, entry: Entry | None, subject: str, storey: str) -> str:
    new = _pin(subject, storey)
    if entry is None:
        return f"{text.rstrip()}\n\npins:\n  - {new}\n"
    lines = text.split("\n")
    node = entry.node
    if isinstance(node, Scalar):  # nothing stands behind the key
        lines.insert(entry.line, f"  - {new}")
        return "\n".join(lines)
    old = _storey_of(node, subject)
    if old is not None:
        at, line = old.column - 1, lines[old.line - 1]
        written = next((t for t in _spellings(old.text) if line.startswith(t, at)), None)
        if written is not None:
            lines[old.line - 1] = line[:at] + _id(storey) + line[at + len(written) :]
        return "\n".join(lines)
    at, line = node.column - 1, lines[node.line - 1]
    if line.startswith("[", at):
        empty = isinstance(node, Sequence) and not node.items
        lines[node.line - 1] = f"{line[: at + 1]}{new}{'' if empty else ', '}{line[at + 1 :]}"
    else:
        indent = line[: len(line) - len(line.lstrip())]
        lines.insert(node.line - 1, f"{indent}- {new}")
    return "\n".join(lines)


def _storey_of(node: Node, subject: str) -> Scalar | None:
    """Where the storey stands to which that subject is pinned."""
    for item in node.items if isinstance(node, Sequence) else ():
        if not isinstance(item, Mapping):
            continue
        name, place = item.entries.get("subject"), item.entries.get("storey")
        nodes = name.node if name else None, place.node if place else None
        if isinstance(nodes[0], Scalar) and isinstance(nodes[1], Scalar) and nodes[0].text == subject:
            return nodes[1]
    return None


def _holds(text: str, subject: str, storey: str) -> bool:
    try:
        root, problems = parse(text, "scenario.yaml")
    except ScenarioError:
        return False
    entry = root.entries.get("pins") if isinstance(root, Mapping) else None
    place = _storey_of(entry.node, subject) if entry else None
    return not problems and place is not None and place.text == storey


def _spellings(text: str) -> tuple[str, ...]:
    return text, f'"{text}"', f"'{text}'"


def _pin(subject: str, storey: str) -> str:
    return f"{{subject: {_id(subject)}, storey: {_id(storey)}}}"


def _id(text: str) -> str:
    return text if PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
