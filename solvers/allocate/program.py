"""A linear or mixed-integer program under construction, in plain arrays; maximised.

Kept apart from MathOpt so that models of 100,000 columns are built in tenths of a second; ``proto``
hands it over to OR-Tools.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from ortools.math_opt import model_pb2

INFINITY = float("inf")

Terms = Sequence[tuple[int, float]]
"""A linear expression: (column, coefficient) pairs."""


class Program:
    """Columns with value, bounds and integrality; rows with bounds and a tag saying what they stand for."""

    def __init__(self) -> None:
        self.value = array("d")
        self.lower = array("d")
        self.upper = array("d")
        self.integer: list[bool] = []
        self.row_lower = array("d")
        self.row_upper = array("d")
        self.tags: list[str] = []
        self.constant = 0.0
        self._row = array("q")
        self._column = array("q")
        self._entry = array("d")

    def column(
        self, value: float = 0.0, upper: float = 1.0, *, lower: float = 0.0, integer: bool = False
    ) -> int:
        """A new column; returns its index."""
        self.value.append(value)
        self.lower.append(lower)
        self.upper.append(upper)
        self.integer.append(integer)
        return len(self.value) - 1

    def row(self, terms: Iterable[tuple[int, float]], lower: float, upper: float, tag: str = "") -> int:
        """A new row ``lower <= terms <= upper``; returns its index. Columns may repeat in ``terms``."""
        index = len(self.tags)
        self.row_lower.append(lower)
        self.row_upper.append(upper)
        self.tags.append(tag)
        for column, coefficient in terms:
            self._row.append(index)
            self._column.append(column)
            self._entry.append(coefficient)
        return index

    def at_most(self, terms: Iterable[tuple[int, float]], upper: float, tag: str = "") -> int:
        """A new row ``terms <= upper``."""
        return self.row(terms, -INFINITY, upper, tag)

    def at_least(self, terms: Iterable[tuple[int, float]], lower: float, tag: str = "") -> int:
        """A new row ``terms >= lower``."""
        return self.row(terms, lower, INFINITY, tag)

    def extend(self, row: int, column: int, coefficient: float) -> None:
        """Add a term to a row that is there already."""
        self._row.append(row)
        self._column.append(column)
        self._entry.append(coefficient)

    def append(self, other: Program) -> None:
        """Take over the columns and rows of another program; for a program that is still empty."""
        for name in ("value", "lower", "upper", "integer", "row_lower", "row_upper", "tags"):
            getattr(self, name).extend(getattr(other, name))
        self._row.extend(other._row)
        self._column.extend(other._column)
        self._entry.extend(other._entry)
        self.constant += other.constant

    def without_value(self) -> Program:
        """A copy in which nothing is sought but a solution."""
        other = Program()
        other.append(self)
        other.constant = 0.0
        other.value = array("d", bytes(8 * len(self.value)))
        return other

    def matrix(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Rows, columns and values of the entries, sorted by row then column, each pair once."""
        rows = np.frombuffer(self._row, dtype=np.int64)
        columns = np.frombuffer(self._column, dtype=np.int64)
        entries = np.frombuffer(self._entry, dtype=np.float64)
        key = rows * len(self.value) + columns
        unique, inverse = np.unique(key, return_inverse=True)
        summed = np.bincount(inverse, weights=entries, minlength=len(unique))
        return unique // len(self.value), unique % len(self.value), summed.astype(np.float64)

    def proto(self) -> model_pb2.ModelProto:
        """The program as MathOpt's message."""
        from ortools.math_opt import model_pb2

        message = model_pb2.ModelProto()
        columns, rows = len(self.value), len(self.tags)
        variables, constraints = message.variables, message.linear_constraints
        variables.ids.extend(range(columns))
        variables.lower_bounds.extend(self.lower)
        variables.upper_bounds.extend(self.upper)
        variables.integers.extend(self.integer)
        constraints.ids.extend(range(rows))
        constraints.lower_bounds.extend(self.row_lower)
        constraints.upper_bounds.extend(self.row_upper)
        message.objective.maximize = True
        message.objective.offset = self.constant
        values = np.frombuffer(self.value, dtype=np.float64)
        used = np.flatnonzero(values)
        message.objective.linear_coefficients.ids.extend(used.tolist())
        message.objective.linear_coefficients.values.extend(values[used].tolist())
        if rows and len(self._row):
            row, column, entry = self.matrix()
            keep = entry != 0
            message.linear_constraint_matrix.row_ids.extend(row[keep].tolist())
            message.linear_constraint_matrix.column_ids.extend(column[keep].tolist())
            message.linear_constraint_matrix.coefficients.extend(entry[keep].tolist())
        return message
