"""Writing YAML: nested Python data as text that every YAML version reads in the same way.

A library's writer takes seconds for a park with some thousand columns and breaks lines inside coordinates;
this one is fast, and its output does not change with the version installed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

__all__ = ["Inline", "emit", "flow"]

_PLAIN = re.compile(r"[A-Za-z\u4e00-\u9fff](?:[\w./\- \u4e00-\u9fff]*[\w\u4e00-\u9fff])?|[1-9][0-9]?F")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})


class Inline(dict[str, Any]):
    """A mapping to be written in braces on one line."""


def emit(document: dict[str, Any]) -> str:
    """The text of a mapping, keys in the order given, lists of scalars and points in brackets."""
    return "\n".join(_mapping(document, "")) + "\n"


def _mapping(values: dict[str, Any], indent: str) -> Iterator[str]:
    for key, value in values.items():
        if isinstance(value, dict) and value and not isinstance(value, Inline):
            yield f"{indent}{key}:"
            yield from _mapping(value, indent + "  ")
        elif isinstance(value, list) and _in_lines(value):
            yield f"{indent}{key}:"
            yield from _sequence(value, indent + "  ")
        else:
            yield f"{indent}{key}: {flow(value)}"


def _in_lines(values: list[Any]) -> bool:
    """Whether a list is written one entry a line: lists of mappings, and lists of lists of points."""
    first = values[0] if values else None
    return isinstance(first, dict) or (isinstance(first, list) and bool(first) and isinstance(first[0], list))


def _sequence(values: list[Any], indent: str) -> Iterator[str]:
    for value in values:
        if isinstance(value, dict) and not isinstance(value, Inline):
            first, *rest = _mapping(value, indent + "  ")
            yield f"{indent}- {first.lstrip()}"
            yield from rest
        else:
            yield f"{indent}- {flow(value)}"


def flow(value: Any) -> str:
    """A value on one line, mappings in braces and lists in brackets."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(round(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, int):
        return str(value)
    return _text(str(value))


def _text(text: str) -> str:
    """Text without quotes where no YAML version reads anything else in it."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)
