"""YAML text as a tree of nodes that know where they stand.

The tree is built straight from the event stream with a stack of its own, so that hostile nesting
meets a cap instead of the interpreter's stack (a composer written in C ends the process there).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from planner.errors import Problem, ScenarioError
from planner.scenario.syntax import syntax_problem

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML built without libyaml: the same events, about ten times slower
    from yaml import SafeLoader as Loader  # type: ignore[assignment]  # the two classes share no base

__all__ = [
    "Entry",
    "LocatedDict",
    "Mapping",
    "Node",
    "Path",
    "Plain",
    "Scalar",
    "Sequence",
    "parse",
    "to_raw",
]

MAX_DEPTH = 32
MAX_NODES = 2_000_000
MAX_ALIASES = 10_000

Path: TypeAlias = tuple[str | int, ...]
"""Keys and indexes from the root of the document to a node."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A leaf as written. ``plain`` tells whether it stood without quotes."""

    text: str
    plain: bool
    line: int
    column: int


@dataclass(slots=True)
class Sequence:
    """A list."""

    line: int
    column: int
    items: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping and its value; the place is the key's."""

    line: int
    column: int
    node: Node


@dataclass(slots=True)
class Mapping:
    """A mapping with text keys."""

    line: int
    column: int
    entries: dict[str, Entry] = field(default_factory=dict)


Node: TypeAlias = Scalar | Sequence | Mapping


class Plain(str):
    """A scalar written without quotes; its type is decided by the field that reads it."""

    __slots__ = ()


class LocatedDict(dict[str, Any]):
    """A mapping that remembers its path in the document."""

    __slots__ = ("path",)

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path


def parse(text: str, file: str) -> tuple[Node, list[Problem]]:
    """The tree of a YAML text and what is wrong in it; ``ScenarioError`` when there is no tree."""
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=Loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise ScenarioError([syntax_problem(error, text, file)]) from None
    if builder.root is None:
        remedy = "start from a complete example: planner init"
        raise ScenarioError([Problem(file, 1, None, "", "a file with comments only", "a scenario", remedy)])
    return builder.root, builder.problems


def to_raw(node: Node, path: Path = ()) -> Any:
    """Plain Python data of a node: ``LocatedDict``, ``list``, ``str`` (quoted) or ``Plain``."""
    if isinstance(node, Scalar):
        return Plain(node.text) if node.plain else node.text
    if isinstance(node, Sequence):
        return [to_raw(item, (*path, index)) for index, item in enumerate(node.items)]
    raw = LocatedDict(path)
    for key, entry in node.entries.items():
        raw[key] = to_raw(entry.node, (*path, key))
    return raw


@dataclass(slots=True)
class _Open:
    """A collection still being filled."""

    node: Sequence | Mapping
    anchor: str | None
    nodes_before: int
    height: int = 0
    key: Scalar | None = None
    skip: bool = False


@dataclass(frozen=True, slots=True)
class _Anchored:
    """A finished node that aliases may repeat: with its size and its height as a tree."""

    node: Node
    nodes: int
    height: int


class _Builder:
    def __init__(self, file: str) -> None:
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._file = file
        self._stack: list[_Open] = []
        self._anchors: dict[str, _Anchored | None] = {}
        self._nodes = 0
        self._aliases = 0
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            self._start(event)
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            self._end()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                remedy = "delete the line `---` or move the second document to a file of its own"
                raise self._stop(event, "a second document", "one scenario in a file", remedy)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._count(event, 1)
        line, column = _mark(event)
        node = Scalar(event.value, not event.style, line, column)
        self._tagged(event)
        if event.anchor:
            self._anchors[event.anchor] = _Anchored(node, 1, 0)
        self._put(node, 0)

    def _start(self, event: yaml.SequenceStartEvent | yaml.MappingStartEvent) -> None:
        self._count(event, 1)
        line, column = _mark(event)
        self._check_depth(event, 1)
        self._tagged(event)
        node = Mapping(line, column) if isinstance(event, yaml.MappingStartEvent) else Sequence(line, column)
        if event.anchor:
            self._anchors[event.anchor] = None
        self._stack.append(_Open(node, event.anchor, self._nodes))

    def _end(self) -> None:
        opened = self._stack.pop()
        if opened.anchor:
            nodes = self._nodes - opened.nodes_before + 1
            self._anchors[opened.anchor] = _Anchored(opened.node, nodes, opened.height + 1)
        self._put(opened.node, opened.height + 1)

    def _alias(self, event: yaml.AliasEvent) -> None:
        self._aliases += 1
        if self._aliases > MAX_ALIASES:
            raise self._stop(
                event, f"more than {MAX_ALIASES:,} aliases", "a scenario", "write the values out"
            )
        if event.anchor not in self._anchors:
            remedy = f"define &{event.anchor} above this line, or quote the text if no alias is meant"
            raise self._stop(event, f"*{event.anchor}", "an alias of an anchor defined above", remedy)
        known = self._anchors[event.anchor]
        if known is None:
            raise self._stop(
                event, f"*{event.anchor}", "an alias outside its own anchor", "write the value out"
            )
        self._count(event, known.nodes)
        self._check_depth(event, known.height)
        self._put(known.node, known.height)

    def _check_depth(self, event: yaml.Event, height: int) -> None:
        if len(self._stack) + height > MAX_DEPTH:
            remedy = "check the brackets and the indentation"
            raise self._stop(event, f"nesting deeper than {MAX_DEPTH} levels", "a scenario", remedy)

    def _count(self, event: yaml.Event, nodes: int) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            remedy = "check for aliases of aliases; let storeys share geometry with `like:`"
            raise self._stop(event, f"more than {MAX_NODES:,} values", "a scenario", remedy)

    def _tagged(self, event: yaml.ScalarEvent | yaml.SequenceStartEvent | yaml.MappingStartEvent) -> None:
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.problems.append(
                self._problem(_mark(event), f"the tag {tag}", "values without tags", "delete the tag")
            )

    def _problem(self, place: tuple[int, int], value: str, expected: str, remedy: str) -> Problem:
        return Problem(self._file, *place, "", value, expected, remedy)

    def _stop(self, event: yaml.Event, value: str, expected: str, remedy: str) -> ScenarioError:
        return ScenarioError([*self.problems, self._problem(_mark(event), value, expected, remedy)])

    def _put(self, node: Node, height: int) -> None:
        if not self._stack:
            self.root = node
            return
        opened = self._stack[-1]
        opened.height = max(opened.height, height)
        if isinstance(opened.node, Sequence):
            opened.node.items.append(node)
        elif opened.key is None and not opened.skip:
            self._key(opened, node)
        else:
            if opened.key is not None:
                opened.node.entries[opened.key.text] = Entry(opened.key.line, opened.key.column, node)
            opened.key, opened.skip = None, False

    def _key(self, opened: _Open, node: Node) -> None:
        """Takes ``node`` as the next key; a key that cannot be used is reported and its value skipped."""
        fault = _key_fault(opened.node, node)
        if fault is not None:
            self.problems.append(self._problem((node.line, node.column), *fault))
            opened.skip = True
        elif isinstance(node, Scalar):
            opened.key = node


def _key_fault(mapping: Sequence | Mapping, node: Node) -> tuple[str, str, str] | None:
    """Value, expectation and remedy for a key that cannot be used."""
    if not isinstance(node, Scalar):
        kind = "a list" if isinstance(node, Sequence) else "a mapping"
        return (
            f"{kind} as a key",
            "a name as a key",
            "check the brackets: [ ] for lists, { } for keys with values",
        )
    if node.text == "<<" and node.plain:
        return "<<", "no merge keys", "use `like:` for storeys, or write the keys out"
    if isinstance(mapping, Mapping) and node.text in mapping.entries:
        first = mapping.entries[node.text].line
        return node.text, "every key once", f"delete one of the two; the first stands in line {first}"
    return None


def _mark(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
