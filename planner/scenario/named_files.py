"""The files that a scenario names, to take them along when it is copied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from planner.bundle.packs import PACK_FILES
from planner.errors import ScenarioError, UsageError
from planner.scenario.source import decode, read_bytes
from planner.scenario.tree import Mapping, Node, Scalar, Sequence, parse

__all__ = ["named_files"]


def named_files(data: bytes, folder: Path) -> tuple[PurePosixPath, ...]:
    """Operations, their tables and packs of clauses that a scenario in ``folder`` names, from there.

    Files that are not there, and texts that are no YAML, are left to the check of the scenario. Raises
    ``UsageError`` for a file outside the folder: a copy of the scenario would not find it.
    """
    root = _tree(data)
    found = []
    for name in _named(root, folder):
        path = PurePosixPath(name.replace("\\", "/"))
        target = folder / path
        if path.is_absolute() or ".." in path.parts or not _inside(target, folder):
            raise UsageError(
                f"{name}: named by the scenario, but outside its folder {folder}; expected a file inside it. "
                "Try: copy the file beside the scenario and name it from there"
            )
        if target.is_file() and path not in found:
            found.append(path)
    return tuple(found)


def _inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _tree(data: bytes) -> Node | None:
    try:
        return parse(decode(data, "scenario.yaml"), "scenario.yaml")[0]
    except ScenarioError:
        return None


def _named(root: Node | None, folder: Path) -> Iterator[str]:
    for node in _items(_value(root, "standards")):
        if isinstance(node, Scalar) and node.text.endswith(PACK_FILES):
            yield node.text
    operations = _value(root, "operations")
    if isinstance(operations, Scalar) and operations.text not in ("", "~", "null"):
        yield operations.text
        yield from _tables_of_file(operations.text, folder)
    else:
        yield from _tables(operations)


def _tables_of_file(name: str, folder: Path) -> Iterator[str]:
    path = folder / name
    if not _inside(path, folder):
        return
    try:
        tree = _tree(read_bytes(path))
    except ScenarioError:
        return
    for table in _tables(tree):
        yield str(PurePosixPath(name).parent / table)


def _tables(operations: Node | None) -> Iterator[str]:
    """Tables of figures of the years."""
    for year in _items(_value(_value(operations, "annual"), "years")):
        companies = _value(year, "companies")
        if isinstance(companies, Scalar) and companies.text not in ("", "~", "null"):
            yield companies.text


def _value(node: Node | None, key: str) -> Node | None:
    entry = node.entries.get(key) if isinstance(node, Mapping) else None
    return entry.node if entry is not None else None


def _items(node: Node | None) -> list[Node]:
    return node.items if isinstance(node, Sequence) else []
