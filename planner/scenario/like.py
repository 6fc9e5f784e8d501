"""``like:`` - a storey that takes what it does not say itself from another storey of its building."""

from __future__ import annotations

from planner.scenario.report import Report
from planner.scenario.tree import Mapping, Node, Path, Scalar, Sequence

__all__ = ["resolve_likes"]

OWN = frozenset({"id", "level", "name", "like", "elevation_m", "exits", "docks"})
"""Keys that are never taken over."""


def resolve_likes(root: Node, report: Report) -> set[Path]:
    """Fills in storeys with ``like:``; returns the paths of those that could not be filled."""
    failed: set[Path] = set()
    if not isinstance(root, Mapping) or "buildings" not in root.entries:
        return failed
    buildings = root.entries["buildings"].node
    for index, building in enumerate(buildings.items if isinstance(buildings, Sequence) else []):
        if isinstance(building, Mapping) and "storeys" in building.entries:
            storeys = building.entries["storeys"].node
            if isinstance(storeys, Sequence):
                failed |= _Resolver(storeys, ("buildings", index, "storeys"), report).run()
    return failed


class _Resolver:
    """The storeys of one building."""

    def __init__(self, storeys: Sequence, path: Path, report: Report) -> None:
        self._storeys = storeys
        self._path = path
        self._report = report
        self._index: dict[str, int] = {}
        for index, storey in enumerate(storeys.items):
            id = _text(storey, "id")
            if id is not None:
                self._index.setdefault(id, index)
        self._done: set[int] = set()
        self._failed: set[Path] = set()

    def run(self) -> set[Path]:
        for index in range(len(self._storeys.items)):
            self._resolve(index)
        return self._failed

    def _resolve(self, start: int) -> None:
        """Follows the chain of ``like:`` from a storey to its end, then fills in backwards."""
        chain: list[int] = []
        index = start
        while index not in self._done:
            chain.append(index)
            target = self._target(index, chain)
            if target is None:
                break
            index = target
        source = self._storeys.items[index] if index in self._done else None
        for step in reversed(chain):
            storey = self._storeys.items[step]
            if isinstance(storey, Mapping) and isinstance(source, Mapping):
                self._storeys.items[step] = storey = _filled(storey, source)
            if source is not None and (*self._path, index) in self._failed:
                self._failed.add((*self._path, step))
            self._done.add(step)
            source, index = storey, step

    def _target(self, index: int, chain: list[int]) -> int | None:
        wanted = _text(self._storeys.items[index], "like")
        if wanted is None:
            return None
        target = self._index.get(wanted)
        path = (*self._path, index, "like")
        if target is None:
            others = [id for id, other in self._index.items() if other != index]
            remedy = self._report.did_you_mean(
                wanted, others, "write the id of a storey that is drawn in full"
            )
            expected = f"a storey of the same building ({', '.join(others) or 'there is no other'})"
            self._report.add(path, expected, remedy)
        elif target in chain:
            self._report.add(
                path,
                "a storey that does not take itself over",
                "let one storey of the circle give its own outline",
            )
        else:
            return target
        self._failed.add((*self._path, index))
        return None


def _filled(storey: Mapping, source: Mapping) -> Mapping:
    taken = {key: entry for key, entry in source.entries.items() if key not in OWN}
    return Mapping(storey.line, storey.column, {**taken, **storey.entries})


def _text(node: Node, key: str) -> str | None:
    """The scalar under a key of a mapping."""
    if isinstance(node, Mapping) and key in node.entries:
        value = node.entries[key].node
        if isinstance(value, Scalar):
            return value.text
    return None
