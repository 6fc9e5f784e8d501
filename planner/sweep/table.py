"""The results of a sweep as a table: one row for each case that has ended, as CSV and Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from planner.bundle.areas import cell_text
from planner.errors import UsageError
from planner.sweep.design import Case, Value
from planner.sweep.read import Sweep
from planner.sweep.recipe import recipe_of
from planner.sweep.record import COLUMNS, TERMS
from planner.sweep.store import Store

__all__ = ["Row", "Table", "parquet_bytes", "rows_of", "table_csv", "table_of"]

JOIN = "; "
ENTRIES = {"value_cny_year": "value", "bound_cny_year": "bound", "recommended_unmet": "recommended"}
"""Entries of a record whose columns have other names."""
Cell = float | str | bool | None


@dataclass(frozen=True, slots=True)
class Row:
    """A case that has ended, and its record."""

    case: Case
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns by name; a column holds numbers, texts or truth values, and nothing where there is none."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def rows_of(sweep: Sweep, store: Store) -> tuple[Row, ...]:
    """The cases that have ended, in the order of the sweep."""
    keys, found = store.keys(), []
    for case in sweep.cases:
        record = store.get(keys.get(recipe_of(sweep, case), ""))
        if record is not None:
            found.append(Row(case, record))
    return tuple(found)


def table_of(sweep: Sweep, rows: tuple[Row, ...]) -> Table:
    """The table with the columns that the sweep asks for."""
    columns: dict[str, Callable[[Row], Cell]] = {"case": lambda row: row.case.id}
    if sweep.parameters:
        for index, parameter in enumerate(sweep.parameters):
            columns[parameter.name] = _value(index, all(_is_number(row.case.values[index]) for row in rows))
    else:
        columns["name"] = lambda row: row.case.name
    columns |= _usual()
    for output in sweep.outputs:
        columns |= OUTPUTS[output](rows)
    columns["key"] = lambda row: row.record["key"]
    return Table(tuple(columns), tuple(tuple(read(row) for read in columns.values()) for row in rows))


def table_csv(table: Table) -> bytes:
    """The table as UTF-8 with a byte order mark, without which Excel garbles Chinese names."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([cell_text(name) for name in table.columns])
    for row in table.rows:
        writer.writerow([_text(cell) for cell in row])
    return stream.getvalue().encode("utf-8-sig")


def parquet_bytes(table: Table) -> bytes:
    """The table as Parquet; ``UsageError`` where the library for it is not installed."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise UsageError(
            "results.parquet: not written, since pyarrow is not installed; results.csv holds the same. "
            "Try: pip install 'ecommerce-park-planner[parquet]'"
        ) from None
    columns = {}
    for index, name in enumerate(table.columns):
        cells = [row[index] for row in table.rows]
        columns[name] = pa.array(cells, type=_type(pa, cells))
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


def _type(pa: Any, cells: list[Cell]) -> Any:
    known = [cell for cell in cells if cell is not None]
    if known and all(isinstance(cell, bool) for cell in known):
        return pa.bool_()
    texts = not known or any(isinstance(cell, str) for cell in known)
    return pa.string() if texts else pa.float64()


def _value(index: int, numbers: bool) -> Callable[[Row], Cell]:
    def read(row: Row) -> Cell:
        value = row.case.values[index]
        return value if numbers else _shown(value)

    return read


def _shown(value: Value) -> str:
    return f"{value:.9g}" if isinstance(value, float) else value


def _is_number(value: Value) -> bool:
    return isinstance(value, float)


def _usual() -> dict[str, Callable[[Row], Cell]]:
    return {name: _entry(ENTRIES.get(name, name)) for name in COLUMNS}


def _entry(name: str) -> Callable[[Row], Cell]:
    def read(row: Row) -> Cell:
        value = row.record.get(name)
        if isinstance(value, list):
            return JOIN.join(map(str, value))
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value

    return read


def _below(part: str, name: str) -> Callable[[Row], Cell]:
    def read(row: Row) -> Cell:
        value: Cell = row.record.get(part, {}).get(name)
        return value

    return read


def _names(rows: tuple[Row, ...], part: str) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row.record.get(part, {})))


def _area(name: str) -> Callable[[Row], Cell]:
    def read(row: Row) -> Cell:
        areas = row.record.get("areas")
        return None if areas is None else round(sum(areas.get(name, {}).values()), 3)

    return read


def _storeys(name: str) -> Callable[[Row], Cell]:
    def read(row: Row) -> Cell:
        areas = row.record.get("areas")
        return None if areas is None else JOIN.join(areas.get(name, {}))

    return read


OUTPUTS: Mapping[str, Callable[[tuple[Row, ...]], dict[str, Callable[[Row], Cell]]]] = {
    "terms": lambda rows: {f"term_{name}": _below("terms", name) for name in TERMS},
    "areas": lambda rows: {f"area_{name}": _area(name) for name in sorted(_names(rows, "areas"))},
    "storeys": lambda rows: {f"storeys_{name}": _storeys(name) for name in sorted(_names(rows, "areas"))},
    "clauses": lambda rows: {f"clause_{name}": _below("clauses", name) for name in _names(rows, "clauses")},
    "measures": lambda rows: {
        f"measure_{name}": _below("measures", name) for name in _names(rows, "measures")
    },
}
"""Groups of further columns."""


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return f"{cell:.12g}" if isinstance(cell, float) else cell_text(cell)
