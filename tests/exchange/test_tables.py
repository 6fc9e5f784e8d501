from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, Literal

import openpyxl
import pytest

from planner.errors import PlannerError, ScenarioError, UsageError
from planner.exchange.columns import PROGRAMME, TENANTS
from planner.exchange.table import read_table
from planner.exchange.template import template_bytes
from planner.model import Scenario

HEADS = ["编号", "企业名称", "需求面积（㎡）", "是否跨境", "租金(元/㎡·月)"]


def book(folder: Path, rows: list[list[Any]], merge: str = "") -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    path = folder / "table.xlsx"
    workbook.save(path)
    return path


def text(folder: Path, content: str, encoding: str = "utf-8") -> Path:
    path = folder / "table.csv"
    path.write_bytes(content.encode(encoding))
    return path


def problems(path: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(ScenarioError) as caught:
        read_table(path)
    return [(problem.path, problem.value, problem.expected) for problem in caught.value.problems]


def test_a_workbook_with_a_title_a_sum_and_chinese_heads(tmp_path: Path) -> None:
    rows = [
        ["入驻企业一览表"],
        HEADS,
        ["T01", "阿尔法", 120, "是", 75],
        ["T02", "贝塔", "1,050.5", "否", 60.5],
    ]
    rows += [[], ["合计", None, 1170.5]]
    found = read_table(book(tmp_path, rows, merge="A1:E1"))
    assert found.tenants == (
        {"id": "T01", "name_zh": "阿尔法", "wished_m2": 120, "cross_border": True, "rent_cny_m2_month": 75},
        {
            "id": "T02",
            "name_zh": "贝塔",
            "wished_m2": 1050.5,
            "cross_border": False,
            "rent_cny_m2_month": 60.5,
        },
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
@pytest.mark.parametrize("comma", [",", ";", "\t"])
def test_csv_in_any_of_its_forms(tmp_path: Path, encoding: str, comma: str) -> None:
    content = "企业名称,面积,跨境,租金,意向楼层\n阿尔法,120,是,75,2、3\n".replace(",", comma)
    assert read_table(text(tmp_path, content, encoding)).tenants == (
        {
            "id": "T01",
            "name_zh": "阿尔法",
            "wished_m2": 120,
            "cross_border": True,
            "rent_cny_m2_month": 75,
            "wish": {"levels": [2, 3]},
        },
    )


def test_zones_are_told_from_companies_by_their_heads(tmp_path: Path) -> None:
    found = read_table(text(tmp_path, "zone,wished_m2,kind\n办公区,300,\nSupport facilities,200,餐饮\n"))
    assert found.tenants == ()
    assert found.programme == (
        {"id": "Z01", "zone": "office_area", "wished_m2": 300},
        {"id": "Z02", "zone": "support", "wished_m2": 200, "kind": "catering"},
    )


def test_every_mistake_has_its_cell(tmp_path: Path) -> None:
    rows = [
        HEADS,
        ["T 1", "A", "many", "maybe", None],
        ["T02", "B", 0.5, True, "75 yuan"],
        ["T02", "C", 9, "否", 1],
    ]
    found = problems(book(tmp_path, rows))
    assert [(cell, value) for cell, value, _ in found] == [
        ("A2", "'T 1'"),
        ("C2", "'many'"),
        ("D2", "'maybe'"),
        ("E2", "nothing"),
        ("C3", "0.5"),
        ("E3", "'75 yuan'"),
        ("", "the id T02 twice"),
    ]


def test_merged_cells_are_named(tmp_path: Path) -> None:
    rows = [HEADS, ["T01", "A", 100, "是", 60], ["T02", "B", None, "是", 60]]
    found = problems(book(tmp_path, rows, merge="C2:C3"))
    assert found == [
        ("C2", "cells merged: C2:C3", "one cell for 需求面积"),
        ("C3", "cells merged: C2:C3", "one cell for 需求面积"),
    ]
    assert ("A1", "cells merged: A1:B1", "one head") in problems(book(tmp_path, rows, merge="A1:B1"))


def test_formulas_without_values_are_named(tmp_path: Path) -> None:
    found = problems(book(tmp_path, [HEADS, ["T01", "A", "=60*2", "是", 60]]))
    assert found == [("C2", "the formula '=60*2' without a value", "a value")]
    found = problems(text(tmp_path, "企业名称,面积,跨境,租金\n=cmd|'/c calc'!A1,=60*2,是,60\n"))
    assert [(cell, value) for cell, value, _ in found] == [
        ("A2", "the formula \"=cmd|'/c calc'!A1\" without a value"),
        ("B2", "the formula '=60*2' without a value"),
    ]


def test_a_name_like_a_formula_is_told_how_it_becomes_text(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="an apostrophe before it makes it text"):
        read_table(text(tmp_path, "企业名称,面积,跨境,租金\n@Home,60,是,60\n"))


def test_a_name_with_an_apostrophe_before_it_is_text(tmp_path: Path) -> None:
    found = read_table(text(tmp_path, "企业名称,面积,跨境,租金\n'=Alpha,60,是,60\n"))
    assert found.tenants[0]["name_zh"] == "=Alpha"


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    found = problems(text(tmp_path, "企业名称,需求面积\nA,60\n"))
    assert [value for _, value, _ in found] == [
        "no column for cross_border",
        "no column for rent_cny_m2_month",
    ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("table.csv", b"a,b\n1,2\n", "no table of companies or zones: the first row has a, b"),
        ("table.csv", b"\x00\x01\x02", "no text"),
        ("table.xlsx", b"hello", "no workbook"),
        ("table.xlsx", b"PK\x05\x06" + bytes(18), "a damaged workbook"),
        ("table.xlsx", b"", "an empty file"),
    ],
)
def test_what_is_no_table_is_named(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(PlannerError, match=message):
        read_table(path)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["table.xlsx", "table.csv"])
def test_a_template_reads_as_it_is_written(tmp_path: Path, name: str, lang: Literal["zh", "en"]) -> None:
    path = tmp_path / name
    path.write_bytes(template_bytes(path, lang))
    found = read_table(path)
    assert found.tenants[0]["id"] == "T01"
    assert found.tenants[0]["company_type"] == "operator"
    assert found.programme[:1] == (
        () if name == "table.csv" else ({**found.programme[0], "zone": "office_area"},)
    )


def test_a_template_has_one_of_two_endings(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"the ending \.doc; expected \.xlsx or \.csv"):
        template_bytes(tmp_path / "table.doc", "zh")


def test_heads_are_each_for_one_column() -> None:
    for table in (TENANTS, PROGRAMME):
        heads = [head for column in table.columns for head in column.heads]
        assert len(heads) == len(set(heads))


def test_a_workbook_that_swells_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/a.xml", "w") as stream:
        for _ in range(129):
            stream.write(bytes(2**20))
    with pytest.raises(UsageError, match="129 MB when unpacked; expected at most 128 MB"):
        read_table(path)


def test_companies_that_are_exported_are_imported_as_they_were(written: Path, scenario: Scenario) -> None:
    found = {row["id"]: row for row in read_table(written / "schedule.xlsx").tenants}
    assert found.keys() == {tenant.id for tenant in scenario.tenants}
    for tenant in scenario.tenants:
        row = found[tenant.id]
        assert row["wished_m2"] == pytest.approx(tenant.wished_area / 1e6)
        assert row["rent_cny_m2_month"] == tenant.rent_cny_m2_month
        assert row["cross_border"] is tenant.cross_border
        assert row["company_type"] == tenant.company_type
