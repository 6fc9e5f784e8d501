"""Figures of a year from a table: read like a list, mistakes named with the table's own line and column."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planner.errors import ScenarioError
from planner.model import Scenario
from planner.operations.annual import FirmYear
from planner.scenario import load_scenario, parse_scenario, resolved_yaml
from tests.scenario.cases import good_text

HEAD = good_text().split("operations:\n")[0]
TABLE = 'company,b2b_cny,export_cny,jobs,listed\r\nT01,1200000.5,3e6,14,FALSE\r\n\r\n T02 ,"0",,9,yes\r\n'


def written(folder: Path, table: str | bytes, name: str = "figures 2025.csv") -> Path:
    """A scenario that names its operations in a folder, which name the table beside them."""
    (folder / "run").mkdir(exist_ok=True)
    data = table if isinstance(table, bytes) else table.encode()
    (folder / "run" / "figures 2025.csv").write_bytes(data)
    text = f"annual:\n  years:\n    - {{year: 2024}}\n    - {{year: 2025, companies: {name}}}\n"
    (folder / "run" / "ops.yaml").write_text(text, "utf-8")
    park = folder / "park.yaml"
    park.write_text(HEAD + "operations: run/ops.yaml\n", "utf-8")
    return park


def rows(park: Scenario) -> tuple[FirmYear, ...]:
    assert park.operations.annual is not None
    return park.operations.annual.years[1].companies


def problems(folder: Path, table: str | bytes, name: str = "figures 2025.csv") -> list[tuple[object, ...]]:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(written(folder, table, name))
    return [(Path(p.file).name, p.line, p.column, p.value) for p in caught.value.problems]


def test_a_table_is_the_list_that_it_stands_for(tmp_path: Path) -> None:
    park = load_scenario(written(tmp_path, TABLE))
    assert rows(park) == (
        FirmYear("T01", b2b_cny=1200000.5, export_cny=3e6, jobs=14, listed=False),
        FirmYear("T02", b2b_cny=0, jobs=9, listed=True),  # the empty cell is a figure that is not given
    )
    assert rows(parse_scenario(resolved_yaml(park).encode(), "again.yaml")) == rows(park)


@pytest.mark.parametrize(
    "table",
    [
        TABLE.encode("utf-8-sig"),
        TABLE.replace(",", ";").encode(),
        TABLE.replace(",", "\t").encode(),
        TABLE.replace("\r\n", "\n").encode(),
    ],
    ids=["byte order mark", "semicolons", "tabs", "plain line ends"],
)
def test_what_spreadsheets_write(tmp_path: Path, table: bytes) -> None:
    assert len(rows(load_scenario(written(tmp_path, table)))) == 2


def test_the_hash_covers_the_table(tmp_path: Path) -> None:
    first = load_scenario(written(tmp_path, TABLE)).sha256
    assert load_scenario(written(tmp_path, TABLE.replace("14", "15"))).sha256 != first


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("1200000.5", "-1", ("figures 2025.csv", 2, 2, "-1")),
        ("1200000.5", '"1,200,000"', ("figures 2025.csv", 2, 2, "1,200,000")),
        (" T02 ", "T22", ("figures 2025.csv", 4, 1, "T22")),
        ("jobs", "staff", ("figures 2025.csv", 1, 4, "staff")),
        ("jobs", "b2b_cny", ("figures 2025.csv", 1, 4, "b2b_cny")),
        ("FALSE", "FALSE,7", ("figures 2025.csv", 2, 6, "6 cells")),
        ("FALSE", "maybe", ("figures 2025.csv", 2, 5, "maybe")),
        (" T02 ", " ", ("figures 2025.csv", 4, 1, "")),
        (" T02 ", "T01", ("figures 2025.csv", 4, 1, "T01")),
    ],
)
def test_mistakes_stand_in_the_table(tmp_path: Path, old: str, new: str, found: tuple[object, ...]) -> None:
    assert problems(tmp_path, TABLE.replace(old, new, 1)) == [found]


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    ((file, line, _, value),) = problems(tmp_path, TABLE, "other.csv")
    assert (file, line, value) == ("ops.yaml", 4, "other.csv")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04 sheet", "save the sheet as CSV UTF-8"),
        ("company,名称\nT01,平台\n".encode("gb18030"), 'save it as "CSV UTF-8"'),
        (b"", "a table of figures"),
        (b'company\n"' + b"x" * 200_000, "a table of figures"),
    ],
    ids=["a workbook", "another encoding", "nothing", "a quotation without end"],
)
def test_what_is_no_table(tmp_path: Path, data: bytes, says: str) -> None:
    with pytest.raises(ScenarioError, match=re.escape(says)) as caught:
        load_scenario(written(tmp_path, data))
    assert {Path(problem.file).name for problem in caught.value.problems} == {"figures 2025.csv"}


def test_inline_operations_name_tables_from_the_folder_of_the_scenario(tmp_path: Path) -> None:
    park = tmp_path / "park.yaml"
    park.write_text(HEAD + "operations: {annual: {years: [{year: 2025, companies: t.csv}]}}\n", "utf-8")
    (tmp_path / "t.csv").write_text(TABLE, "utf-8")
    annual = load_scenario(park).operations.annual
    assert annual is not None
    assert len(annual.years[0].companies) == 2
