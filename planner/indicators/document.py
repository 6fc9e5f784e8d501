"""Indicators as plain data (JSON) and as a table for a spreadsheet (CSV)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from planner.indicators.evaluate import Row
from planner.indicators.model import NO_YEAR, Reading, Words
from planner.indicators.registry import GROUPS

__all__ = ["COLUMNS", "indicators_csv", "indicators_document", "told"]

COLUMNS = (
    "indicator",
    "name_zh",
    "name",
    "figure",
    "figure_zh",
    "unit",
    "year",
    "status",
    "value",
    "remark_zh",
    "remark",
)
"""Header of the CSV table: one row for each figure and year."""


def indicators_document(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """One entry an indicator, with its formula and a reading for each figure and year."""
    return [
        {
            "id": indicator.id,
            "clause": indicator.clause,
            "group": {"zh": group[0], "en": group[1]},
            "zh": indicator.zh,
            "en": indicator.en,
            "formula": indicator.formula,
            "formula_zh": indicator.formula_zh,
            "defined_in": indicator.defined_in,
            "figures": [_figure(row) for row in figures],
        }
        for indicator, figures in groupby(rows, key=lambda row: row.indicator)
        for group in [GROUPS[indicator.id.rsplit(".", 1)[0]]]
    ]


def _figure(row: Row) -> dict[str, Any]:
    figure = row.figure
    return {
        "id": figure.id,
        "zh": figure.zh,
        "en": figure.en,
        "unit": figure.unit,
        "years": {year_word(year): _reading(reading) for year, reading in row.readings.items()},
    }


def _reading(reading: Reading) -> dict[str, Any]:
    zh, en = told(reading)
    return {
        "status": reading.status,
        "value": None if reading.value is None else round(reading.value, 6),
        "remark": {"zh": zh, "en": en},
        "missing": [
            {"key": datum.key, "of": datum.subject or None, "year": datum.year} for datum in reading.missing
        ],
    }


def told(reading: Reading) -> Words:
    """Why there is no value, or a remark on it; for missing data each of them."""
    if reading.status != "missing":
        return reading.reason
    words = [datum.words() for datum in reading.missing]
    return "缺：" + "；".join(zh for zh, _ in words), "missing: " + "; ".join(en for _, en in words)


def year_word(year: int) -> str:
    """The year as a reader sees it; a dash where the data know of none."""
    return "-" if year == NO_YEAR else str(year)


def indicators_csv(rows: Iterable[Row]) -> bytes:
    """The table as UTF-8 with a byte order mark, without which Excel garbles the Chinese names."""
    stream = io.StringIO(newline="")
    table = csv.writer(stream, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for row in rows:
        for year, reading in row.readings.items():
            value = "" if reading.value is None else f"{reading.value:.6f}".rstrip("0").rstrip(".")
            table.writerow(
                (
                    row.indicator.id,
                    row.indicator.zh,
                    row.indicator.en,
                    row.figure.en,
                    row.figure.zh,
                    row.figure.unit,
                    year_word(year),
                    reading.status,
                    value,
                    *told(reading),
                )
            )
    return stream.getvalue().encode("utf-8-sig")
