"""A workbook: rooms, kinds, storeys, companies and clauses, with formulas, charts and data bars.

Names are written as text, never as formulas. Every formula carries its value, so that programs that do not
compute show it too.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.model import M2
from viz.export.given import Given
from viz.export.words import say
from viz.labels import building_name, party_name, project_name, zone_name

__all__ = ["xlsx_files"]

EPOCH = datetime.datetime(2000, 1, 1)
"""The date in the file's properties, the same for all."""
STATUS_COLOURS = {"pass": "#d9efe0", "fail": "#f6d5d2", "undecided": "#fbe7c6", "not_applicable": "#eeeeee"}
HEAD = "#dfe7ef"
BAR = "#8fb8de"
MOST_TEXT = 32_000
"""A cell holds at most 32,767 characters."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with the value it has."""

    text: str
    value: float


Cell = str | float | int | Formula | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, width in characters, number format."""

    head: str
    width: float
    style: str = "text"


@dataclass(frozen=True, slots=True)
class Room:
    """A row of the area schedule."""

    storey: str
    kind: str
    tenant: str
    area: float
    cells: tuple[Cell, ...]


class Book:
    """The workbook being written."""

    def __init__(self, given: Given) -> None:
        import xlsxwriter

        self.given = given
        self.stream = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book: Any = xlsxwriter.Workbook(self.stream, options)
        scenario = given.scenario
        title = project_name(scenario.name, scenario.name_zh, given.lang)
        self.book.set_properties({"title": _text(title), "created": EPOCH})
        base: dict[str, Any] = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}
        shapes: dict[str, dict[str, Any]] = {
            "text": {},
            "head": {"bold": True, "bg_color": HEAD, "bottom": 1, "text_wrap": True},
            "area": {"num_format": "#,##0.0"},
            "count": {"num_format": "#,##0"},
            "share": {"num_format": "0.0%"},
            "ratio": {"num_format": "0.000"},
            "total": {"bold": True, "top": 1, "num_format": "#,##0.0"},
            "title": {"bold": True, "font_size": 16},
        }
        self.styles = {name: self.book.add_format({**base, **row}) for name, row in shapes.items()}

    def say(self, key: str) -> str:
        """A word in the language of the book."""
        return say(key, self.given.lang)

    def sheet(self, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Any:
        """A sheet with a head that stays in sight, a filter, and one row of cells for each entry."""
        sheet = self.book.add_worksheet(self.say(name))
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width, self.styles[column.style])
            sheet.write_string(0, at, column.head, self.styles["head"])
        for number, row in enumerate(rows, start=1):
            for at, (column, cell) in enumerate(zip(columns, row, strict=True)):
                self.put(sheet, number, at, cell, column.style)
        sheet.freeze_panes(1, 0)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        return sheet

    def put(self, sheet: Any, row: int, column: int, cell: Cell, style: str) -> None:
        """One cell; text is always text, whatever it begins with."""
        if isinstance(cell, Formula):
            sheet.write_formula(row, column, cell.text, self.styles[style], cell.value)
        elif isinstance(cell, str):
            sheet.write_string(row, column, _text(cell), self.styles[style])
        elif cell is not None:
            sheet.write_number(row, column, cell, self.styles[style])

    def bars(self, sheet: Any, column: int, rows: int) -> None:
        """Data bars in a column."""
        if rows:
            sheet.conditional_format(1, column, rows, column, {"type": "data_bar", "bar_color": BAR})


def xlsx_files(given: Given) -> dict[str, bytes]:
    """``schedule.xlsx``: the same bytes for the same bundle."""
    book = Book(given)
    rooms = _rooms(book)
    overview = book.book.add_worksheet(book.say("overview"))
    _areas(book, rooms)
    kinds = _kinds(book, rooms)
    storeys = _storeys(book, rooms)
    _companies(book, rooms)
    _clauses(book)
    _overview(book, overview, rooms, kinds, storeys)
    book.book.close()
    return {"schedule.xlsx": book.stream.getvalue()}


def _rooms(book: Book) -> list[Room]:
    given, found = book.given, []
    for storey in given.storeys:
        numbers = given.numbers(storey)
        for space in given.arranged(storey).spaces:
            entry = given.scenario.catalogue.spaces.get(space.kind)
            area = round(space.area / M2, 3)
            cells = (
                space.id,
                building_name(given.building(storey), given.lang),
                storey.id,
                storey.level,
                numbers[space.id],
                given.room_name(space),
                given.kind_name(space.kind),
                zone_name(given.scenario.catalogue, space.zone, given.lang) if space.zone else "",
                book.say(entry.role) if entry else "",
                space.tenant or "",
                area,
            )
            found.append(Room(storey.id, given.kind_name(space.kind), space.tenant or "", area, cells))
    return found


class Ranges:
    """Where the columns of the area schedule stand, for formulas of other sheets."""

    def __init__(self, book: Book, rooms: Sequence[Room]) -> None:
        self._name = book.say("areas")
        self._last = len(rooms) + 1

    def column(self, letter: str) -> str:
        """The cells of a column, without its head."""
        return f"'{self._name}'!${letter}$2:${letter}${max(self._last, 2)}"


STOREY, KIND, ROLE, TENANT, AREA = "C", "G", "I", "J", "K"


def _areas(book: Book, rooms: Sequence[Room]) -> None:
    columns = [
        Column(book.say("id"), 14),
        Column(book.say("building"), 16),
        Column(book.say("storey"), 10),
        Column(book.say("level"), 7, "count"),
        Column(book.say("number"), 9),
        Column(book.say("name"), 28),
        Column(book.say("kind"), 18),
        Column(book.say("zone"), 20),
        Column(book.say("role"), 10),
        Column(book.say("tenant"), 12),
        Column(book.say("area_m2"), 14, "area"),
    ]
    sheet = book.sheet("areas", columns, [room.cells for room in rooms])
    book.bars(sheet, len(columns) - 1, len(rooms))
    last = len(rooms) + 1
    book.put(sheet, last, 0, book.say("total"), "total")
    total = Formula(f"=SUBTOTAL(9,{AREA}2:{AREA}{last})", sum(room.area for room in rooms))
    book.put(sheet, last, len(columns) - 1, total, "total")


def _kinds(book: Book, rooms: Sequence[Room]) -> int:
    """Count and area of every kind, largest first, with a chart; the number of kinds."""
    ranges, total = Ranges(book, rooms), sum(room.area for room in rooms)
    areas: dict[str, list[float]] = {}
    for room in rooms:
        areas.setdefault(room.kind, []).append(room.area)
    order = sorted(areas, key=lambda kind: (-sum(areas[kind]), kind))
    rows = []
    for number, kind in enumerate(order, start=2):
        area = sum(areas[kind])
        # "=" before it: a name that begins like a comparison is not taken for one
        counted = f'=COUNTIFS({ranges.column(KIND)},"="&A{number})'
        summed = f'=SUMIFS({ranges.column(AREA)},{ranges.column(KIND)},"="&A{number})'
        rows.append(
            (
                kind,
                Formula(counted, len(areas[kind])),
                Formula(summed, area),
                Formula(f"=C{number}/SUM(C$2:C${len(order) + 1})", area / total),
            )
        )
    columns = [
        Column(book.say("kind"), 24),
        Column(book.say("rooms"), 9, "count"),
        Column(book.say("area_m2"), 16, "area"),
        Column(book.say("share"), 10, "share"),
    ]
    sheet = book.sheet("kinds", columns, rows)
    book.bars(sheet, 2, len(rows))
    if rows:
        chart = book.book.add_chart({"type": "bar"})
        used = {space.kind for _, space in book.given.spaces()}
        colours = {book.given.kind_name(kind): book.given.kind_colour(kind) for kind in sorted(used)}
        chart.add_series(
            {
                "name": book.say("area_m2"),
                "categories": [book.say("kinds"), 1, 0, len(rows), 0],
                "values": [book.say("kinds"), 1, 2, len(rows), 2],
                "points": [{"fill": {"color": colours[kind]}} for kind in order],
                "gap": 40,
            }
        )
        chart.set_title({"name": book.say("area_by_kind")})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True})
        chart.set_size({"width": 640, "height": 60 + 26 * len(rows)})
        sheet.insert_chart("F2", chart)
    return len(rows)


def _storeys(book: Book, rooms: Sequence[Room]) -> int:
    given, ranges = book.given, Ranges(book, rooms)
    net: dict[str, float] = {}
    for room in rooms:
        net[room.storey] = net.get(room.storey, 0.0) + room.area
    rows = []
    for number, storey in enumerate(given.storeys, start=2):
        gross = round(storey.gross_area / M2, 3)
        ways = round(sum(c.polygon.area for c in given.arranged(storey).corridors) / M2, 3)
        inside = net.get(storey.id, 0.0)
        rows.append(
            (
                storey.id,
                building_name(given.building(storey), given.lang),
                storey.level,
                gross,
                Formula(f"=SUMIFS({ranges.column(AREA)},{ranges.column(STOREY)},A{number})", inside),
                ways,
                Formula(f"=E{number}/D{number}", inside / gross),
            )
        )
    columns = [
        Column(book.say("storey"), 10),
        Column(book.say("building"), 20),
        Column(book.say("level"), 7, "count"),
        Column(book.say("gross_m2"), 16, "area"),
        Column(book.say("area_m2"), 16, "area"),
        Column(book.say("corridor_m2"), 14, "area"),
        Column(book.say("efficiency"), 12, "share"),
    ]
    sheet = book.sheet("storeys", columns, rows)
    book.bars(sheet, 6, len(rows))
    chart = book.book.add_chart({"type": "column"})
    for column, key, colour in (
        (3, "gross_m2", "#c9d2db"),
        (4, "area_m2", BAR),
        (5, "corridor_m2", "#d8cfae"),
    ):
        chart.add_series(
            {
                "name": book.say(key),
                "categories": [book.say("storeys"), 1, 0, len(rows), 0],
                "values": [book.say("storeys"), 1, column, len(rows), column],
                "fill": {"color": colour},
            }
        )
    chart.set_title({"name": book.say("area_by_storey")})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": min(1400, 420 + 46 * len(rows)), "height": 360})
    sheet.insert_chart("I2", chart)
    return len(rows)


def _companies(book: Book, rooms: Sequence[Room]) -> None:
    given, ranges = book.given, Ranges(book, rooms)
    got: dict[str, float] = {}
    for room in rooms:
        got[room.tenant] = got.get(room.tenant, 0.0) + room.area
    rows = []
    for number, tenant in enumerate(given.scenario.tenants, start=2):
        wished, area = round(tenant.wished_area / M2, 3), got.get(tenant.id, 0.0)
        rent = tenant.rent_cny_m2_month
        rows.append(
            (
                tenant.id,
                party_name(tenant, given.lang),
                book.say(tenant.company_type),
                book.say("yes" if tenant.cross_border else "no"),
                wished,
                Formula(f"=SUMIFS({ranges.column(AREA)},{ranges.column(TENANT)},A{number})", area),
                Formula(f"=F{number}/E{number}", area / wished),
                rent,
                Formula(f"=F{number}*H{number}*12", area * rent * 12),
            )
        )
    columns = [
        Column(book.say("id"), 10),
        Column(book.say("name"), 32),
        Column(book.say("company_type"), 10),
        Column(book.say("cross_border"), 10),
        Column(book.say("wished_m2"), 14, "area"),
        Column(book.say("given_m2"), 14, "area"),
        Column(book.say("met"), 10, "share"),
        Column(book.say("rent"), 16, "area"),
        Column(book.say("rent_year"), 16, "count"),
    ]
    sheet = book.sheet("companies", columns, rows)
    book.bars(sheet, 6, len(rows))
    last = len(rows) + 1
    book.put(sheet, last, 0, book.say("total"), "total")
    for column, letter in ((4, "E"), (5, "F"), (8, "I")):
        cells = [row[column] for row in rows]
        value = sum(cell.value if isinstance(cell, Formula) else float(str(cell)) for cell in cells)
        if rows:
            book.put(sheet, last, column, Formula(f"=SUBTOTAL(9,{letter}2:{letter}{last})", value), "total")


def _clauses(book: Book) -> None:
    rows = []
    for row in book.given.verdicts:
        findings: Sequence[Mapping[str, Any]] = row.get("findings", ())
        bad = [finding for finding in findings if finding.get("ok") is False]
        rows.append(
            (
                row["clause"],
                str(row.get("standard", "")),
                book.say(str(row.get("strength", ""))),
                book.say(row["status"]),
                len(findings),
                len(bad),
                "; ".join(str(finding.get("subject", "")) for finding in bad[:20]),
            )
        )
    columns = [
        Column(book.say("clause"), 22),
        Column(book.say("standard"), 12),
        Column(book.say("strength"), 12),
        Column(book.say("status"), 12),
        Column(book.say("findings"), 10, "count"),
        Column(book.say("not_ok"), 10, "count"),
        Column(book.say("id"), 60),
    ]
    sheet = book.sheet("clauses", columns, rows)
    for status, colour in STATUS_COLOURS.items():
        shade = book.book.add_format({"bg_color": colour})
        rule = {"type": "cell", "criteria": "==", "value": f'"{book.say(status)}"', "format": shade}
        if rows:
            sheet.conditional_format(1, 3, len(rows), 3, rule)


def _overview(book: Book, sheet: Any, rooms: Sequence[Room], kinds: int, storeys: int) -> None:
    """The figures of the park, each a formula on the other sheets."""
    given = book.given
    scenario = given.scenario
    sheet.set_column(0, 0, 34, book.styles["text"])
    sheet.set_column(1, 1, 18, book.styles["area"])
    book.put(sheet, 0, 0, project_name(scenario.name, scenario.name_zh, given.lang), "title")
    ranges = Ranges(book, rooms)
    total = sum(room.area for room in rooms)
    let, empty = (_sum(given, rooms, vacant=flag) for flag in (False, True))
    lettable, kind = book.say("lettable"), given.kind_name("vacant")
    gross = sum(round(storey.gross_area / M2, 3) for storey in given.storeys)
    land = round(scenario.site.boundary.area / M2, 3)
    states = [row["status"] for row in given.verdicts]
    table, last = book.say("storeys"), storeys + 1
    clauses, rows = book.say("clauses"), max(2, len(states) + 1)

    def status(name: str) -> Formula:
        count = f"=COUNTIF('{clauses}'!$D$2:$D${rows},\"{book.say(name)}\")"
        return Formula(count, states.count(name))

    by_role = f'=SUMIFS({ranges.column(AREA)},{ranges.column(ROLE)},"{lettable}")'
    by_kind = f'=SUMIFS({ranges.column(AREA)},{ranges.column(KIND)},"{kind}")'
    figures: list[tuple[str, Cell, str]] = [
        ("land_m2", land, "area"),
        ("gross_m2", Formula(f"=SUM('{table}'!$D$2:$D${last})", gross), "area"),
        ("far", Formula("=B4/B3", gross / land), "ratio"),
        ("net_total", Formula(f"=SUM({ranges.column(AREA)})", total), "area"),
        ("efficiency", Formula("=B6/B4", total / gross), "share"),
        ("lettable_m2", Formula(by_role, let + empty), "area"),
        ("vacant_m2", Formula(by_kind, empty), "area"),
        ("leased", Formula("=IF(B8=0,0,1-B9/B8)", let / (let + empty) if let + empty else 0.0), "share"),
        ("clauses_pass", status("pass"), "count"),
        ("clauses_fail", status("fail"), "count"),
    ]
    for number, (key, cell, style) in enumerate(figures, start=2):
        book.put(sheet, number, 0, book.say(key), "text")
        book.put(sheet, number, 1, cell, style)
    if kinds:
        chart = book.book.add_chart({"type": "doughnut"})
        points = book.say("kinds")
        chart.add_series(
            {
                "name": book.say("area_by_kind"),
                "categories": [points, 1, 0, kinds, 0],
                "values": [points, 1, 2, kinds, 2],
            }
        )
        chart.set_title({"name": book.say("area_by_kind")})
        chart.set_size({"width": 560, "height": 420})
        sheet.insert_chart("D2", chart)
    sheet.activate()


def _sum(given: Given, rooms: Sequence[Room], *, vacant: bool) -> float:
    """Lettable area, vacant units or all the others, m2."""
    catalogue = given.scenario.catalogue.spaces
    found = [
        room.area
        for room, (_, space) in zip(rooms, given.spaces(), strict=True)
        if space.kind in catalogue
        and catalogue[space.kind].role == "lettable"
        and (space.kind == "vacant") is vacant
    ]
    return sum(found)


def _text(value: str) -> str:
    """Text that a cell can hold: no control characters, not too long."""
    return "".join(char for char in value if char.isprintable() or char == " ")[:MOST_TEXT]
