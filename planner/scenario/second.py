"""``operations: FILE``: a second file, read into the place of its path in the document."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from planner.errors import Problem, ScenarioError
from planner.scenario.report import Report
from planner.scenario.source import decode, read_bytes
from planner.scenario.tree import Entry, Mapping, Node, Scalar, parse

__all__ = ["include_operations"]

KEY = "operations"


def include_operations(root: Node, report: Report, source: str) -> bytes:
    """Puts the tree of the operations file where its path stands; the bytes of that file, if there is one.

    A file that cannot be read is reported, and the key taken out, so that no other message follows.
    """
    entry = root.entries.get(KEY) if isinstance(root, Mapping) else None
    if not isinstance(root, Mapping) or entry is None or not _is_path(entry.node):
        return b""
    path = Path(source).parent / entry.node.text  # type: ignore[union-attr]  # _is_path: a scalar
    try:
        data = read_bytes(path)
    except ScenarioError as error:
        found = error.problems[0]
        expected = f"the path of a file of operations, from the folder of the scenario ({found.value})"
        report.add((KEY,), expected, "correct the path, or write the operations here")
        del root.entries[KEY]
        return b""
    try:
        tree, problems = parse(decode(data, str(path)), str(path))
    except ScenarioError as error:
        report.adopt(map(_about_operations, error.problems))
        del root.entries[KEY]
        return b""
    root.entries[KEY] = Entry(entry.line, entry.column, tree)
    report.include((KEY,), str(path))
    report.adopt(problems)
    return data


def _about_operations(problem: Problem) -> Problem:
    """The same problem, where it speaks of a scenario, in the words of this file."""
    if not problem.expected.startswith("a scenario"):
        return problem
    expected, remedy = "operations: keys with values", "see docs/operations.md for what they may hold"
    return replace(problem, expected=expected, remedy=remedy)


def _is_path(node: Node) -> bool:
    return isinstance(node, Scalar) and node.text.strip() not in ("", "~", "null")
