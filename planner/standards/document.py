"""A YAML file with the line of every value, for messages that say where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from planner.errors import PackError, Problem

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML built without libyaml: the same nodes, about ten times slower
    from yaml import SafeLoader as Loader  # type: ignore[assignment]  # the two classes share no base

__all__ = ["Document", "read_document"]

Path = tuple[str | int, ...]
REMEDY = "see docs/checking.md for the format of a pack"
MAX_DEPTH = 32
"""The composer recurses; hostile nesting must not end the process there."""


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data and, by path, the line and column it came from (both from 1)."""

    file: str
    data: Any
    marks: Mapping[Path, tuple[int, int]]

    def problem(self, path: Path, value: object, expected: str, remedy: str = REMEDY) -> Problem:
        """A problem at ``path``, or at the nearest thing above it that the file has."""
        known = path
        while known and known not in self.marks:
            known = known[:-1]
        line, column = self.marks.get(known, (1, 1))
        shown = "" if value is None else repr(value)[:60]
        return Problem(self.file, line, column, _dotted(path), shown, expected, remedy)


def read_document(text: str, file: str) -> Document:
    """Parse ``text``; ``PackError`` for broken YAML, aliases, keys that stand twice or are no texts."""
    try:
        _look_through(text, file)
        loader = Loader(text)
        root = loader.get_single_node()
        if root is None:
            raise PackError([Problem(file, 1, 1, "", "", "a pack, got an empty file", REMEDY)])
        marks: dict[Path, tuple[int, int]] = {}
        _mark(file, root, (), marks)
        return Document(file, loader.construct_document(root), marks)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise _broken(file, mark, "", f"YAML ({fault.problem or fault.context})") from fault
    except (yaml.YAMLError, RecursionError, ValueError) as fault:
        raise PackError([Problem(file, None, None, "", "", f"YAML ({str(fault)[:120]})", REMEDY)]) from fault


def _look_through(text: str, file: str) -> None:
    """Refuses aliases and deep nesting before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.AliasEvent):
            raise _broken(file, event.start_mark, f"*{event.anchor}", "no aliases: write the value out")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _broken(file, event.start_mark, "", f"at most {MAX_DEPTH} levels of nesting")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _mark(file: str, node: yaml.Node, path: Path, marks: dict[Path, tuple[int, int]]) -> None:
    mark = node.start_mark
    marks[path] = (mark.line + 1, mark.column + 1)
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            _mark(file, item, (*path, number), marks)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _broken(file, key.start_mark, "", "a text as key")
            if (*path, key.value) in marks:
                raise _broken(file, key.start_mark, key.value, "each key once")
            _mark(file, value, (*path, key.value), marks)


def _broken(file: str, mark: Any, value: str, expected: str) -> PackError:
    line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
    return PackError([Problem(file, line, column, "", value, expected, REMEDY)])


def _dotted(path: Path) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
