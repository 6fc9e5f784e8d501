"""Companies and zones from a workbook or a CSV file: heads are found by name, every mistake has its cell."""

from __future__ import annotations

import csv
import io
import math
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.errors import Problem, ScenarioError
from planner.exchange.columns import PROGRAMME, TENANTS, Column, Table
from planner.exchange.found import FoundPark
from planner.exchange.source import LARGEST_BYTES, checked_file, refuse

__all__ = ["read_table"]

HEAD_ROWS = 20
"""The head is looked for in so many rows: titles and notes may stand above it."""
MOST_ROWS = 20_000
TRUE = frozenset({"true", "yes", "y", "1", "是", "√", "对", "有", "x"})
FALSE = frozenset({"false", "no", "n", "0", "否", "×", "无", "-", ""})
ERRORS = ("#REF!", "#VALUE!", "#DIV/0!", "#N/A", "#NAME?", "#NUM!", "#NULL!")
_PREFIX = {"tenants": "T", "programme": "Z"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its address; ``formula``: what computes it, where the file does not hold its value."""

    address: str
    value: Any
    formula: str = ""
    merged: str = ""
    """The range it is merged in, if it is."""


Rows = list[list[Cell]]


def read_table(path: Path) -> FoundPark:
    """The tables of a file. Raises ``ScenarioError`` with every cell that cannot be used, all at once."""
    sheets = _csv(path) if path.suffix.lower() in (".csv", ".tsv", ".txt") else _workbook(path)
    found: dict[str, list[dict[str, Any]]] = {"tenants": [], "programme": []}
    problems: list[Problem] = []
    heads = {name: _head(rows) for name, rows in sheets}
    # sheets that only look like a table do not count beside one that is whole
    whole = [name for name, head in heads.items() if head is not None and not _missing(head[0], head[2])]
    for name, rows in sheets:
        head = heads[name]
        if head is None or (whole and name not in whole):
            continue
        place = f"{path}" if not name else f"{path} [{name}]"
        table, number, columns = head
        problems += _broken_head(place, rows[number], columns)
        found[table.key] += _rows(place, table, rows[number + 1 :], columns, problems)
    if not any(found.values()) and not problems:
        first = [
            ", ".join(str(c.value) for c in rows[0] if c.value is not None) for _, rows in sheets if rows
        ]
        shown = "; ".join(text for text in first if text)[:200] or "nothing"
        needed = ", ".join(c.head("zh") + " / " + c.head("en") for c in TENANTS.columns if c.required)
        raise refuse(
            path,
            f"no table of companies or zones: the first row has {shown}",
            f"a row of heads such as {needed}, with rows below",
            "planner import --template tenants.xlsx",
        )
    problems += _twice(path, found)
    if problems:
        raise ScenarioError(problems)
    return FoundPark(
        tenants=tuple(found["tenants"]), programme=tuple(found["programme"]), sources=(path.name,)
    )


# ---------------------------------------------------------------- the file


def _csv(path: Path) -> list[tuple[str, Rows]]:
    """The rows of a CSV file in UTF-8 or GBK, with commas, semicolons or tabs."""
    content = checked_file(path).read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise refuse(path, "text that is neither UTF-8 nor GBK", "a CSV file", "save it as CSV in UTF-8")
    if "\0" in text:
        raise refuse(path, "no text", "a CSV file", "save the table as CSV in UTF-8")
    head = text[:4000].split("\n", 1)[0]
    comma = max(",;\t", key=head.count)
    rows = []
    try:
        for number, values in enumerate(csv.reader(io.StringIO(text), delimiter=comma), start=1):
            if number > MOST_ROWS:
                raise refuse(path, f"more than {MOST_ROWS:,} rows", "fewer", "keep the companies of the park")
            rows.append([_csv_cell(_address(number, at), value) for at, value in enumerate(values)])
    except csv.Error as fault:
        raise refuse(path, f"no CSV ({fault})", "a CSV file", "save the table as CSV in UTF-8") from fault
    return [("", rows)]


def _csv_cell(address: str, value: str) -> Cell:
    """A cell that begins with an apostrophe is text, as spreadsheets write names that look like formulas."""
    text = value.strip()
    if text.startswith("'"):
        return Cell(address, text[1:])
    is_number = re.fullmatch(r"[-+]?[\d.,]+%?", text) is not None
    risky = text[:1] in ("=", "+", "-", "@") and len(text) > 1 and not is_number
    return Cell(address, text or None, text if risky else "")


def _workbook(path: Path) -> list[tuple[str, Rows]]:
    """The rows of every visible sheet, values as last computed, formulas without one told apart."""
    import warnings

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    checked_file(path)
    if zipfile.is_zipfile(path):
        _check_size(path)
    else:
        raise refuse(path, "no workbook", "an .xlsx file", "save it as Excel workbook (.xlsx), or as CSV")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values = openpyxl.load_workbook(path, data_only=True)
            formulas = openpyxl.load_workbook(path)
    except (
        InvalidFileException,
        KeyError,
        ValueError,
        OSError,
        zipfile.BadZipFile,
        SyntaxError,
        TypeError,
    ) as fault:
        reason = " ".join(str(fault).split())[:150] or type(fault).__name__
        raise refuse(
            path, f"a damaged workbook ({reason})", "an .xlsx file", "save it again in Excel"
        ) from fault
    made = []
    for sheet in values.worksheets:
        if sheet.sheet_state != "visible":
            continue
        if sheet.max_row > MOST_ROWS:
            found = f"sheet {sheet.title!r} has {sheet.max_row:,} rows"
            raise refuse(path, found, f"at most {MOST_ROWS:,}", "delete empty rows at its end")
        merged = {
            (row, column): str(area)
            for area in sheet.merged_cells.ranges
            for row in range(area.min_row, area.max_row + 1)
            for column in range(area.min_col, area.max_col + 1)
        }
        written = formulas[sheet.title]
        lines = sheet.iter_rows(max_col=min(sheet.max_column, 200))
        rows = [[_cell(cell, written, merged) for cell in line] for line in lines]
        made.append((sheet.title, rows))
    return made


def _check_size(path: Path) -> None:
    """A small archive may hold a sheet of many gigabytes."""
    with zipfile.ZipFile(path) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    if size > LARGEST_BYTES:
        found, limit = f"{size / 2**20:,.0f} MB when unpacked", f"at most {LARGEST_BYTES // 2**20} MB"
        raise refuse(path, found, limit, "keep the sheets with the companies of the park")


def _cell(cell: Any, written: Any, merged: dict[tuple[int, int], str]) -> Cell:
    source = written.cell(cell.row, cell.column)
    formula = str(source.value) if source.data_type == "f" and cell.value is None else ""
    value = cell.value.strip() or None if isinstance(cell.value, str) else cell.value
    return Cell(cell.coordinate, value, formula, merged.get((cell.row, cell.column), ""))


def _address(row: int, column: int) -> str:
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


# ---------------------------------------------------------------- heads


def _plain(text: object) -> str:
    """A head without spaces, signs and case: ``需求面积（㎡）`` and ``需求面积(㎡)`` are one."""
    return (
        re.sub(r"[\s_*：:·/()（）\[\]【】.,，-]+", "", str(text))
        .replace("m²", "㎡")
        .replace("m2", "㎡")
        .casefold()
    )


def _head(rows: Rows) -> tuple[Table, int, dict[int, Column]] | None:
    """The table, the row of its head and what its columns are; the row with most known heads counts."""
    best: tuple[int, Table, int, dict[int, Column]] | None = None
    for number, row in enumerate(rows[:HEAD_ROWS]):
        for table in (TENANTS, PROGRAMME):
            known = {_plain(head): column for column in table.columns for head in column.heads}
            columns: dict[int, Column] = {}
            for at, cell in enumerate(row):
                column = known.get(_plain(cell.value)) if cell.value is not None else None
                if column is not None and column not in columns.values():
                    columns[at] = column
            decisive = sum(column.required for column in columns.values())
            score = len(columns) + 10 * (decisive == sum(c.required for c in table.columns))
            if len(columns) >= 2 and decisive and (best is None or score > best[0]):
                best = (score, table, number, columns)
    return None if best is None else best[1:]


def _missing(table: Table, columns: dict[int, Column]) -> list[Column]:
    """Required columns that a head lacks."""
    return [column for column in table.columns if column.required and column not in columns.values()]


def _broken_head(place: str, row: Sequence[Cell], columns: dict[int, Column]) -> Iterator[Problem]:
    for at in columns:
        if row[at].merged and not _is_single_column(row[at].merged):
            remedy = "unmerge them: a column needs a head of its own"
            yield Problem(
                place, None, None, row[at].address, f"cells merged: {row[at].merged}", "one head", remedy
            )


def _is_single_column(area: str) -> bool:
    first, _, last = area.partition(":")
    return re.sub(r"\d", "", first) == re.sub(r"\d", "", last)


# ---------------------------------------------------------------- rows


def _rows(
    place: str, table: Table, rows: Rows, columns: dict[int, Column], problems: list[Problem]
) -> Iterator[dict[str, Any]]:
    """The rows below the head as entries of the scenario; empty rows and sums are passed over."""
    missing = _missing(table, columns)
    for column in missing:
        heads = f"a column {column.head('zh')} or {column.head('en')}"
        problems.append(Problem(place, None, None, "", f"no column for {column.key}", heads, "add it"))
    if missing:
        return
    number = 0
    for row in rows:
        cells = {column: row[at] for at, column in columns.items() if at < len(row)}
        if not any(cell.value is not None or cell.formula for cell in cells.values()):
            continue
        if any(
            str(cell.value) in ("合计", "总计", "小计", "Total", "total", "Sum") for cell in cells.values()
        ):
            continue
        number += 1
        entry: dict[str, Any] = {}
        for column, cell in cells.items():
            _take(place, column, cell, entry, problems)
        known = {"id": entry.pop("id", None) or f"{_PREFIX[table.key]}{number:02d}"}
        wish = {key.removeprefix("wish."): entry.pop(key) for key in list(entry) if key.startswith("wish.")}
        yield {**known, **entry, **({"wish": wish} if wish else {})}


def _take(place: str, column: Column, cell: Cell, entry: dict[str, Any], problems: list[Problem]) -> None:
    """Put the value of a cell into the entry, or say what is wrong with it."""

    def wrong(value: str, expected: str, remedy: str) -> None:
        problems.append(Problem(place, None, None, cell.address, value, expected, remedy))

    if cell.merged:
        wrong(
            f"cells merged: {cell.merged}",
            f"one cell for {column.heads[0]}",
            "unmerge them and fill in each row",
        )
    elif cell.formula:
        shown = cell.formula[:40]
        remedy = (
            "write the value itself; in a workbook, open and save it in Excel so that it holds values; "
            "in a CSV file an apostrophe before it makes it text"
        )
        wrong(f"the formula {shown!r} without a value", "a value", remedy)
    elif isinstance(cell.value, str) and cell.value in ERRORS:
        wrong(cell.value, "a value", "mend the formula")
    elif cell.value is None:
        if column.required:
            wrong("nothing", f"a value for {column.heads[0]}", "fill it in")
    else:
        try:
            entry[column.key] = _value(column, cell.value)
        except ValueError as fault:
            expected, remedy = fault.args
            wrong(repr(cell.value)[:60], expected, remedy)


def _value(column: Column, value: Any) -> Any:
    """The value as the scenario has it; ``ValueError`` with what was expected and the remedy."""
    if column.kind in ("area", "number", "whole"):
        return _number(column, value)
    if column.kind == "flag":
        return _flag(value)
    text = _text(value)
    if column.kind == "choice":
        found = (column.choices or {}).get(text.casefold())
        if found is None:
            some = ", ".join(list(column.choices or {})[:12])
            raise ValueError(f"one of: {some}", "write one of them")
        return found
    if column.kind == "list":
        levels = [
            part for part in re.split(r"[\s,，、;；/]+", text.replace("F", "").replace("层", "")) if part
        ]
        if not all(re.fullmatch(r"-?\d{1,3}", part) for part in levels):
            raise ValueError("levels such as 2 or 2,3", "write numbers with commas between")
        return [int(part) for part in levels]
    if column.kind == "id" and not re.fullmatch(r"\w[\w.\-]{0,39}", text):
        raise ValueError(
            "an id of at most 40 letters, digits, `_`, `-`, `.`", "write a short one, such as T01"
        )
    if len(text) > 120:
        raise ValueError("a name of at most 120 letters", "shorten it")
    return text


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join("".join(char if char.isprintable() else " " for char in str(value)).split())


def _number(column: Column, value: Any) -> float | int:
    expected = "a number of at least 1" if column.kind == "area" else "a number of at least 0"
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(expected, "write the number alone, not a date or a tick")  # noqa: TRY004  # of a cell
    if isinstance(value, str):
        plain = value.replace(",", "").replace("，", "")
        if not re.fullmatch(r"[-+]?\d+(\.\d+)?", plain):
            raise ValueError(expected, "write the number alone; the unit stands in the head")
        value = float(plain)
    if not math.isfinite(value) or value < (1 if column.kind == "area" else 0) or value > 1_000_000:
        raise ValueError(f"{expected}, at most 1,000,000", "correct it")
    if column.kind == "whole":
        if value != round(value):
            raise ValueError("a whole number", "round it")
        return int(value)
    number = float(value)
    return round(number) if number.is_integer() else number


def _flag(value: Any) -> bool:
    text = str(value).strip().casefold()
    if text in TRUE or value is True:
        return True
    if text in FALSE or value is False:
        return False
    raise ValueError("是 or 否 (yes or no)", "write one of them")


def _twice(path: Path, found: dict[str, list[dict[str, Any]]]) -> Iterator[Problem]:
    """Ids given twice, in one table or in both."""
    seen: set[str] = set()
    for row in (*found["tenants"], *found["programme"]):
        id = str(row["id"])
        if id in seen:
            yield Problem(
                str(path), None, None, "", f"the id {id} twice", "ids that differ", "change one of them"
            )
        seen.add(id)
