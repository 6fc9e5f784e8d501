"""A table to be filled in: companies and zones with the heads that ``read_table`` knows."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any, Literal

from planner.exchange.columns import PROGRAMME, TENANTS, Column, Table
from planner.exchange.source import refuse

__all__ = ["template_bytes"]

Lang = Literal["zh", "en"]
ROWS = 500
"""Rows below the head that offer lists to choose from."""
NOTE = {
    "id": ("短编号，不可重复；留空则自动编号", "short name, unique; numbered where left empty"),
    "text": ("文字", "text"),
    "area": ("净面积，平方米，只写数字", "net area, m2, the number alone"),
    "number": ("数字", "a number"),
    "whole": ("整数", "a whole number"),
    "flag": ("是 / 否", "yes / no"),
    "choice": ("从列表中选择", "choose from the list"),
    "list": ("数字，用逗号分隔", "numbers with commas between"),
}


def template_bytes(path: Path, lang: Lang) -> bytes:
    """The template, as a workbook or as CSV by the ending of ``path``."""
    ending = path.suffix.lower()
    if ending == ".csv":
        return _csv(lang)
    if ending == ".xlsx":
        return _workbook(lang)
    raise refuse(path, f"the ending {ending or 'none'}", ".xlsx or .csv", "tenants.xlsx")


def _csv(lang: Lang) -> bytes:
    stream = io.StringIO(newline="")
    table = csv.writer(stream, lineterminator="\r\n")
    table.writerow([column.head(lang) for column in TENANTS.columns])
    table.writerow([_shown(column, lang) for column in TENANTS.columns])
    return stream.getvalue().encode("utf-8-sig")


def _workbook(lang: Lang) -> bytes:
    import datetime

    import xlsxwriter

    stream = io.BytesIO()
    book: Any = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": datetime.datetime(2000, 1, 1)})
    for table in (TENANTS, PROGRAMME):
        _sheet(book, table, lang)
    book.close()
    return stream.getvalue()


def _sheet(book: Any, table: Table, lang: Lang) -> None:
    sheet = book.add_worksheet(table.zh if lang == "zh" else table.en)
    must = book.add_format({"bold": True, "bg_color": "#f6d98f", "bottom": 1, "text_wrap": True})
    may = book.add_format({"bold": True, "bg_color": "#dfe7ef", "bottom": 1, "text_wrap": True})
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, column.head(lang), must if column.required else may)
        sheet.write_comment(0, at, NOTE[column.kind][0 if lang == "zh" else 1])
        sheet.set_column(at, at, 16)
        shown = _shown(column, lang)
        if isinstance(shown, int | float):
            sheet.write_number(1, at, shown)
        elif shown:
            sheet.write_string(1, at, shown)
        choices = _choices(column, lang)
        if choices:
            sheet.data_validation(1, at, ROWS, at, {"validate": "list", "source": choices})
    sheet.freeze_panes(1, 0)


def _choices(column: Column, lang: Lang) -> list[str]:
    if column.kind == "flag":
        return ["是", "否"] if lang == "zh" else ["yes", "no"]
    words: dict[str, str] = {}
    for word, value in (column.choices or {}).items():
        chinese = any("\u4e00" <= char <= "\u9fff" for char in word)
        if chinese == (lang == "zh") and value not in words:
            words[value] = word
    made = list(words.values())
    return made if len(",".join(made)) <= 255 else []  # a longer list is more than a workbook takes


def _shown(column: Column, lang: Lang) -> str | int | float:
    """The example in the row below the head."""
    if isinstance(column.example, bool):
        return _choices(column, lang)[0 if column.example else 1]
    if column.kind == "choice" and column.example:
        value = (column.choices or {})[str(column.example)]
        return next(
            word
            for word in [*_choices(column, lang), str(column.example)]
            if (column.choices or {}).get(word) == value
        )
    return column.example
