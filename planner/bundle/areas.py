"""``areas.csv``: one row per space, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from planner.bundle.features import Feature
from planner.model import Scenario

__all__ = ["COLUMNS", "AreasTable", "cell_text"]

COLUMNS = (
    "id",
    "building",
    "storey",
    "level",
    "zone",
    "zone_zh",
    "kind",
    "kind_zh",
    "name",
    "name_zh",
    "tenant",
    "subject",
    "area_m2",
)
"""Header of the table."""


class AreasTable:
    """The table in the making: features come by, rows of spaces stay."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._levels = {storey.id: storey.level for storey in scenario.storeys}
        self._stream = io.StringIO(newline="")
        self._table = csv.writer(self._stream, lineterminator="\r\n")
        self._table.writerow(COLUMNS)

    def passing(self, features: Iterable[Feature]) -> Iterator[Feature]:
        """The same features, their spaces entered into the table."""
        for feature in features:
            row = feature["properties"]
            if row["role"] == "space":
                self._table.writerow(_row(self._scenario, row, self._levels))
            yield feature

    def content(self) -> bytes:
        """UTF-8 with a byte order mark, without which Excel garbles the Chinese names."""
        return self._stream.getvalue().encode("utf-8-sig")


def _row(scenario: Scenario, row: Feature, levels: dict[str, int]) -> list[str]:
    zone = scenario.catalogue.zones.get(row.get("zone", ""))
    kind = scenario.catalogue.spaces.get(row["kind"])
    values = {
        **row,
        "level": levels.get(row["storey"], ""),
        "zone_zh": zone.zh if zone else "",
        "kind_zh": kind.zh if kind else "",
    }
    cells = [cell_text(str(values.get(column, ""))) for column in COLUMNS[:-1]]
    return [*cells, f"{row['area_m2']:.3f}"]


def cell_text(value: str) -> str:
    """A name that begins like a formula gets an apostrophe: spreadsheets would compute it."""
    risky = value[:1] in ("=", "+", "@", "\t", "\r") or (value[:1] == "-" and not value[1:].isdigit())
    return f"'{value}" if risky else value
