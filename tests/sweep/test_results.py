"""The table, what drives the value, where compliance breaks: records made by hand."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from planner.errors import UsageError
from planner.sweep.design import Case, Level, Parameter, Value
from planner.sweep.read import Sweep, load_sweep
from planner.sweep.recipe import job_of, recipe_of
from planner.sweep.sensitivity import MET, breaks, cause_of, effects, medians, telling_pair
from planner.sweep.store import Store
from planner.sweep.table import Row, parquet_bytes, rows_of, table_csv, table_of
from tests.sweep.files import write


def row(values: Sequence[Value], value: float | None = None, **record: Any) -> Row:
    status = "infeasible" if value is None else "optimal"
    told = {"key": "k", "status": status, "value": value, "wished_met": 1.0, "failing": [], **record}
    return Row(Case("c", "c", tuple(values), ()), told)


def parameters(*names: str) -> list[Parameter]:
    return [Parameter(name, name, (Level(0.0, ()),)) for name in names]


def test_effects_of_a_plane_are_its_slopes_times_the_ranges() -> None:
    rows = [row([float(x), float(y)], 100.0 + 3 * x - 5 * y) for x in (0, 1, 2) for y in (10, 14)]
    found = effects(parameters("x", "y"), rows, "value")
    assert found is not None
    assert [(part.index, round(part.change, 6)) for part in found.rows] == [(1, -20.0), (0, 6.0)]
    assert found.explained == pytest.approx(1.0)
    for part in found.rows:
        assert part.low == pytest.approx(part.change)
        assert part.high == pytest.approx(part.change)


def test_rank_correlation_asks_only_for_order() -> None:
    rows = [row([float(x), 1.0], float(x) ** 5) for x in range(1, 9)]
    found = effects(parameters("x", "still"), rows, "value")
    assert found is not None
    assert [part.index for part in found.rows] == [0]  # the other never varies
    assert found.rows[0].rank == pytest.approx(1.0)
    assert found.explained < 0.95


def test_noise_widens_the_interval_beyond_nothing() -> None:
    noise = [3.0, -4.0, 1.0, 2.0, -2.5, 0.5, -1.0, 4.0, -3.0, 0.0]
    rows = [row([float(k % 5)], noise[k]) for k in range(10)]
    found = effects(parameters("x"), rows, "value")
    assert found is not None
    assert found.rows[0].low < 0 < found.rows[0].high


def test_words_are_told_from_the_worst_to_the_best() -> None:
    worth = {"a": 10.0, "b": 40.0, "c": 25.0}
    rows = [row([word, float(k)], worth[word] + k) for word in worth for k in (0, 1, 2)]
    found = effects(parameters("word", "k"), rows, "value")
    assert found is not None
    assert [(part.index, round(part.change, 6), part.rank is None) for part in found.rows] == [
        (0, 30.0, True),
        (1, 2.0, False),
    ]


def test_too_few_cases_and_no_plan_tell_nothing() -> None:
    rows = [row([1.0], 1.0), row([2.0], 2.0), row([3.0])]
    assert effects(parameters("x"), rows, "value") is None
    assert effects(parameters("x"), [row([float(k)], 7.0) for k in range(9)], "value") is None


def test_medians_along_words_and_numbers() -> None:
    assert medians([("a", 1.0), ("b", 5.0), ("a", 3.0)]) == (("a", 2.0), ("b", 5.0))
    assert medians([(2.0, 1.0), (1.0, 5.0), (2.0, 3.0)]) == ((1.0, 5.0), (2.0, 2.0))
    assert len(medians([(float(k), float(k)) for k in range(100)])) == 8


@pytest.mark.parametrize(
    ("record", "cause"),
    [
        ({"value": 1.0}, MET),
        ({"value": 1.0, "failing": ["CBEP-4.2.1-c", "CBEP-5.1"]}, "CBEP-4.2.1-c"),
        ({"core": ["T01", "CBEP-4.1.2-a:office_area", "CBEP-4.1.2-a:support", "CBEP-4.2.1-c"]},
         "CBEP-4.1.2-a + 4.2.1-c"),
        ({"core": ["CBEP-4.2.1-c", "SBT11233-4.2.2-a"]}, "CBEP-4.2.1-c + SBT11233-4.2.2-a"),
        ({"core": ["capacity", "T01"]}, "capacity"),
        ({"core": []}, "infeasible"),
        ({"status": "nothing_found"}, "nothing_found"),
    ],
)  # fmt: skip
def test_the_cause_of_a_case(record: dict[str, Any], cause: str) -> None:
    assert cause_of(row([1.0], **record)) == cause


def test_the_pair_that_tells_where_compliance_breaks() -> None:
    rows = [
        row([float(a), float(b), float(c)], None if b + c > 2 else 1.0)
        for a in range(3)
        for b in range(3)
        for c in range(3)
    ]
    assert telling_pair(parameters("a", "b", "c"), rows) == (1, 2)
    assert breaks(rows) == {"infeasible": 9}
    assert telling_pair(parameters("a"), [row([1.0]), row([2.0])]) is None


def solved(folder: Path) -> tuple[Sweep, Store]:
    body = """outputs: [terms, areas, storeys]
grid:
  - {name: =rent, path: "tenants[T01].rent_cny_m2_month", values: [60, 70]}
  - {path: base_type, values: [building, park]}
"""
    found, store = load_sweep(write(folder, body)), Store.created(folder / "out")
    for number, case in enumerate(found.cases[:3]):
        job = job_of(found, case)
        record = {
            "key": job.key, "status": "optimal", "value": 1000.5 + number, "bound": 2000.0, "gap": 0.1,
            "wished_met": 0.5, "failing": ["A-1", "B-2"], "terms": {"rent": 7.0}, "time_cap_hit": False,
            "areas": {"T01": {"A/1F": 100.0, "A/2F": 20.5}}, "seed": 1,
        }  # fmt: skip
        store.put(record)
        store.know(recipe_of(found, case), job.key)
    return found, store


def test_the_table_has_a_row_for_each_case_that_has_ended(tmp_path: Path) -> None:
    found, store = solved(tmp_path)
    table = table_of(found, rows_of(found, store))
    text = table_csv(table).decode("utf-8-sig")
    assert text.splitlines()[0].split(",")[1] == "'=rent"  # a spreadsheet would compute it
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [line["case"] for line in rows] == ["c0001", "c0002", "c0003"]
    assert [(line["'=rent"], line["base_type"]) for line in rows] == [
        ("60", "building"),
        ("60", "park"),
        ("70", "building"),
    ]
    assert rows[0]["value_cny_year"] == "1000.5"
    assert (rows[0]["failing"], rows[0]["core"]) == ("A-1; B-2", "")
    assert (rows[0]["term_rent"], rows[0]["area_T01"], rows[0]["storeys_T01"]) == ("7", "120.5", "A/1F; A/2F")
    assert rows[0]["time_cap_hit"] == "false"


def test_parquet_holds_the_same(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    import pyarrow as pa

    found, store = solved(tmp_path)
    table = table_of(found, rows_of(found, store))
    read = pq.read_table(pa.BufferReader(parquet_bytes(table)))
    assert tuple(read.column_names) == table.columns
    assert read["value_cny_year"].to_pylist() == [1000.5, 1001.5, 1002.5]
    assert read["base_type"].to_pylist() == ["building", "park", "building"]
    assert read["core"].to_pylist() == [None, None, None]


def test_without_pyarrow_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    found, store = solved(tmp_path)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"pip install 'ecommerce-park-planner\[parquet\]'"):
        parquet_bytes(table_of(found, rows_of(found, store)))
