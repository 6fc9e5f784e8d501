"""The matrix: which tests name a clause, and that every clause has some."""

from __future__ import annotations

from pathlib import Path

from planner.standards.coverage import CLAUSE_ID, Guarantee, coverage, named_by_tests, source_tests
from planner.standards.packs import SHIPPED, shipped_pack

PACKS = [shipped_pack(id) for id in SHIPPED]


def test_tests_are_found_by_the_clauses_they_name(tmp_path: Path) -> None:
    folder = tmp_path / "tests"
    (folder / "standards").mkdir(parents=True)
    (folder / "standards" / "test_a.py").write_text(
        '"""About CITY-9."""\n'
        'TABLE = {"CITY-2-b": 1}\n'
        '@mark("CITY-1.2")\n'
        "def test_one():\n"
        '    assert judge("CITY-3") == f"{x}: CITY-4.1.1-a:zone" and "CITY-3"\n'
        "def helper():\n"
        '    return "CITY-3"\n'
    )
    (folder / "test_b.py").write_text("CITY = 1 - 3\n")
    one = "tests/standards/test_a.py::test_one"
    file = "tests/standards/test_a.py"
    assert named_by_tests(folder) == {
        "CITY-9": [file],
        "CITY-2-b": [file],
        "CITY-1.2": [one],
        "CITY-3": [one, file],
        "CITY-4.1.1-a": [one],
    }


def test_the_pattern_knows_every_shipped_id() -> None:
    for pack in PACKS:
        for clause in pack.clauses:
            assert CLAUSE_ID.findall(f"x {clause.id}: y") == [clause.id]


def test_every_mandatory_clause_is_named_by_a_test() -> None:
    tests = source_tests()
    assert tests is not None
    untested = [row.clause.id for row in coverage(PACKS, (), tests) if not row.tests]
    assert [
        id for pack in PACKS for c in pack.clauses if (id := c.id) in untested and c.strength == "mandatory"
    ] == []


def test_without_tests_the_matrix_says_so() -> None:
    guarantee = Guarantee("CBEP-4.2.1-b", "allocation", "stricter", "a row")
    rows = {row.clause.id: row for row in coverage(PACKS, (guarantee,), None)}
    assert rows["CBEP-4.2.1-b"].document()["tests"] is None
    assert rows["CBEP-4.2.1-b"].guarantee == guarantee
    assert rows["CBEP-4.2.1-a"].guarantee is None
