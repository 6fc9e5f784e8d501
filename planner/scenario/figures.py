"""``companies: FILE`` of a year: a table of figures (CSV), read into the place of its path."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path as FilePath

from planner.errors import Problem, ScenarioError
from planner.scenario.report import Report
from planner.scenario.source import decode, read_bytes
from planner.scenario.tree import Entry, Mapping, Node, Path, Scalar, Sequence

__all__ = ["include_figures"]

DELIMITERS = ",;\t"
YEARS: Path = ("operations", "annual", "years")


def include_figures(root: Node, report: Report) -> bytes:
    """Puts a list of figures where the path of a table stands, from the folder of the file that names it.

    A row is a company, a column a key; an empty cell is a figure that is not given. Returns the bytes of
    all tables, for the scenario's hash. A table that cannot be read is reported, and its key taken out.
    """
    read = b""
    years = _below(root, YEARS)
    for place, year in enumerate(years.items if isinstance(years, Sequence) else ()):
        entry = year.entries.get("companies") if isinstance(year, Mapping) else None
        if not isinstance(year, Mapping) or entry is None or not _is_path(entry.node):
            continue
        at = (*YEARS, place, "companies")
        file = FilePath(report.file(at)).parent / entry.node.text  # type: ignore[union-attr]  # a scalar
        try:
            data = read_bytes(file)
        except ScenarioError as error:
            expected = (
                f"the path of a table of figures from the folder of this file ({error.problems[0].value})"
            )
            report.add(at, expected, "correct the path, or write the list here")
            del year.entries["companies"]
            continue
        try:
            rows = _table(decode(data, str(file)), str(file), report)
        except ScenarioError as error:
            report.adopt(map(_about_tables, error.problems))
            del year.entries["companies"]
            continue
        except csv.Error as error:
            problem = Problem(str(file), None, None, "", str(error), "", "")
            report.adopt([_about_tables(problem)])
            del year.entries["companies"]
            continue
        year.entries["companies"] = Entry(entry.line, entry.column, rows)
        report.include(at, str(file))
        read += data
    return read


def _below(node: Node | None, path: Path) -> Node | None:
    for key in path:
        entry = node.entries.get(str(key)) if isinstance(node, Mapping) else None
        node = entry.node if entry is not None else None
    return node


def _is_path(node: Node) -> bool:
    return isinstance(node, Scalar) and node.text.strip() not in ("", "~", "null")


def _about_tables(problem: Problem) -> Problem:
    """The same problem in the words of a table; only what is wrong with the text itself stays as it is."""
    if "UTF-8" in problem.expected or "control characters" in problem.expected:
        return replace(problem, remedy='save it as "CSV UTF-8"')
    return replace(problem, expected="a table of figures (CSV)", remedy="save the sheet as CSV UTF-8")


def _table(text: str, file: str, report: Report) -> Sequence:
    """The rows of a table as the list of mappings that they stand for; columns are counted from 1."""
    lines = _records(text)
    first, header = next(lines, (1, []))
    names = [name.strip() for name in header]
    for column, name in enumerate(names, 1):
        if not name or name in names[: column - 1]:
            expected = "a key in every column, each once"
            report.adopt([Problem(file, first, column, "", name or "nothing", expected, "name the column")])
    rows = Sequence(first, 1)
    for line, cells in lines:
        if any(cell.strip() for cell in cells[len(names) :]):
            expected = f"at most {len(names)} cells, as in the first line"
            remedy = "delete what stands beyond, or name its column"
            report.adopt([Problem(file, line, len(names) + 1, "", f"{len(cells)} cells", expected, remedy)])
        row = Mapping(line, 1)
        for column, (name, cell) in enumerate(zip(names, cells, strict=False), 1):
            if cell.strip():
                row.entries[name] = Entry(first, column, Scalar(cell.strip(), True, line, column))
        rows.items.append(row)
    return rows


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of every record that is not empty."""
    head = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=head.count))
    begin = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield begin, cells
        begin = reader.line_num + 1
