"""Collecting everything that is wrong with a file, with the place of each problem."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

from planner.errors import Problem
from planner.scenario.tree import Mapping, Node, Path, Scalar, Sequence

__all__ = ["Report", "dotted"]

_SUGGESTIONS = 200
"""Nearest names are looked up for this many problems; a longer list is not read anyway."""

_LONGEST_WORD = 100
"""Longer text is no misspelt name, and comparing it would take long."""

_SHOWN, _TOLD = 60, 200
"""Characters shown of what stands in the file, and of what a check says about it."""


class Report:
    """The problems of one document, in the order in which they stand in it."""

    def __init__(self, file: str, root: Node, problems: Iterable[Problem] = ()) -> None:
        self._file = file
        self._root = root
        self._second: dict[Path, str] = {}
        self._found: dict[tuple[str, int, int, str, str], Problem] = {}
        self._suggested = 0
        for problem in problems:
            self._keep(problem)

    def __bool__(self) -> bool:
        return bool(self._found)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything found, ordered by place; what is wrong with other files comes last."""
        return tuple(sorted(self._found.values(), key=self._order))

    def _order(self, problem: Problem) -> tuple[bool, str, int, int]:
        return problem.file != self._file, problem.file, problem.line or 0, problem.column or 0

    def adopt(self, problems: Iterable[Problem]) -> None:
        """Notes problems of another file that this one names."""
        for problem in problems:
            self._keep(problem)

    def include(self, path: Path, file: str) -> None:
        """What stands at and below ``path`` comes from another file."""
        self._second[path] = file

    def add(
        self, path: Path, expected: str, remedy: str, *, value: str | None = None, key: bool = False
    ) -> None:
        """Notes a problem at ``path``.

        ``value`` is what to show as wrong (default: what stands there). ``key`` puts the place on
        the key instead of its value. Parts that copy the same lines (``like:``, aliases) report once.
        """
        settled, node, place = self._find(path, key=key)
        shown = describe(node) if value is None else shorten(value, _TOLD)
        self._keep(Problem(self.file(settled), *place, dotted(settled), shown, expected, remedy))

    def missing(self, path: Path, expected: str, remedy: str) -> None:
        """Notes that the last key of ``path`` is missing in the mapping before it."""
        settled, _, place = self._find(path[:-1])
        whole = dotted((*settled, path[-1]))
        self._keep(Problem(self.file(settled), *place, whole, "", expected, remedy))

    def settle(self, path: Path) -> Path:
        """``path`` without the parts that are not in the document (names of alternatives)."""
        return self._find(path)[0]

    def all_scalars(self, path: Path) -> bool:
        """Whether a list of single values stands at ``path``."""
        node = self._find(path)[1]
        return isinstance(node, Sequence) and all(isinstance(item, Scalar) for item in node.items)

    def line(self, path: Path) -> int:
        """The line on which the value at ``path`` begins."""
        return self._find(path)[2][0]

    def nearest(self, word: str, candidates: Iterable[str]) -> tuple[str, ...]:
        """The candidates that were most likely meant: one, or up to three that are equally near."""
        self._suggested += 1
        if self._suggested > _SUGGESTIONS or len(word) > _LONGEST_WORD:
            return ()
        names = {name.casefold(): name for name in candidates}
        close = get_close_matches(word.casefold(), names, 3, 0.6)
        best = [_likeness(word.casefold(), name) for name in close]
        return tuple(names[name] for name, like in zip(close, best, strict=True) if like >= best[0] - 0.01)

    def did_you_mean(self, word: str, candidates: Iterable[str], otherwise: str) -> str:
        """A remedy that names the nearest candidates, or ``otherwise``."""
        near = self.nearest(word, candidates)
        return f"did you mean {' or '.join(near)}?" if near else otherwise

    def file(self, path: Path) -> str:
        """The file in which the thing at ``path`` stands."""
        parts = (path[:length] for length in range(len(path), 0, -1))
        return next((self._second[part] for part in parts if part in self._second), self._file)

    def _keep(self, problem: Problem) -> None:
        place = (problem.file, problem.line or 0, problem.column or 0)
        self._found.setdefault((*place, problem.value, problem.expected), problem)

    def _find(self, path: Path, *, key: bool = False) -> tuple[Path, Node, tuple[int, int]]:
        node = self._root
        place = (node.line, node.column)
        settled: list[str | int] = []
        for part in path:
            if isinstance(node, Mapping) and part in node.entries:
                entry = node.entries[str(part)]
                node = entry.node
                place = (entry.line, entry.column) if key else (node.line, node.column)
            elif isinstance(node, Sequence) and isinstance(part, int) and part < len(node.items):
                node = node.items[part]
                place = (node.line, node.column)
            else:
                continue
            settled.append(part)
        return tuple(settled), node, place


def dotted(path: Path) -> str:
    """A path as people write it: ``buildings[0].storeys[2].outline``."""
    text = ""
    for part in path:
        name = part if isinstance(part, int) else shorten(part)
        text += f"[{name}]" if isinstance(part, int) else f".{name}" if text else str(name)
    return text


def describe(node: Node) -> str:
    """What stands at a node, short enough for a message."""
    if isinstance(node, Mapping):
        return "an empty mapping" if not node.entries else "keys with values"
    if isinstance(node, Sequence):
        return _list_text(node)
    if node.plain:
        return shorten(node.text) if node.text else "nothing"
    return shorten(f'"{node.text}"')


def _list_text(node: Sequence) -> str:
    if all(isinstance(item, Scalar) for item in node.items) and len(node.items) <= 6:
        return shorten("[" + ", ".join(item.text for item in node.items if isinstance(item, Scalar)) + "]")
    return f"a list of {len(node.items)}"


def shorten(text: str, longest: int = _SHOWN) -> str:
    """At most ``longest`` characters, with invisible ones spelled out."""
    visible = "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
    return visible if len(visible) <= longest else visible[: longest - 3] + "..."


def _likeness(word: str, name: str) -> float:
    return SequenceMatcher(None, name, word).ratio()
