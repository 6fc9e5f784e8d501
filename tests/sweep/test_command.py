"""``planner sweep`` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cli
from tests.sweep.files import seeds, write


def test_a_dry_run_lists_the_cases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = seeds(tmp_path, 3)
    assert cli.main(["sweep", str(path), "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "c0003" in told
    assert "3 cases" in told
    assert cli.main(["sweep", str(path), "--dry-run", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [case["values"] for case in document["cases"]] == [[1.0], [2.0], [3.0]]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "either the file of a sweep or --status"),
        (["{path}", "--status", "."], "either the file of a sweep or --status"),
        (["{path}", "--jobs", "2", "--scheduler", "tcp://a:1"], "leave one out"),
        (["{path}", "--scheduler", "blah", "-o", "{out}"], "protocol, host and port"),
        (["{path}", "-o", "{path}"], "cannot be written"),
        (["nothing.yaml"], "no such file"),
        (["--status", "{out}"], "no sweep has been run here"),
    ],
)
def test_what_cannot_be_is_said_in_one_message(
    arguments: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = seeds(tmp_path, 2)
    given = [text.format(path=path, out=tmp_path / "out") for text in arguments]
    assert cli.main(["sweep", *given]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert "Traceback" not in error


def test_bad_keys_are_listed_with_their_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, 'grid: [{path: "tenants[T01].wished", values: [1]}]\n')
    assert cli.main(["sweep", str(path), "--json"]) == 2
    problem = json.loads(capsys.readouterr().out)["error"]["problems"][0]
    assert (problem["line"], problem["value"]) == (3, "wished")
    assert "wished_m2" in problem["remedy"]


def test_the_schema_names_every_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["schema", "--sweep"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert {"format", "scenario", "grid", "latin_hypercube", "cases", "run", "outputs"} == set(
        schema["properties"]
    )


@pytest.mark.slow
def test_a_sweep_from_start_to_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = """outputs: [areas]
grid:
  - {name: wish, zh: 期望, path: "tenants[T01].wished_m2", values: [180, 220, 260]}
  - {path: "tenants[T01].rent_cny_m2_month", values: [60, 80]}
"""
    path, out = write(tmp_path, body), tmp_path / "out"
    assert cli.main(["sweep", str(path), "-o", str(out), "--quiet", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["done"], document["solved"], document["solved_twice"]) == (6, 6, 0)
    assert document["drivers"][0]["change_cny_year"] > 0
    assert {"results.csv", "results.parquet", "drivers-value.png", "values.svg"} <= set(document["files"])
    for name in document["files"]:
        assert (out / name).stat().st_size > 0
    assert cli.main(["sweep", str(path), "-o", str(out), "--lang", "zh", "--no-pictures"]) == 0
    again = capsys.readouterr()
    assert "6 of them known before" in again.err
    assert "期望" in again.out
    assert cli.main(["sweep", "--status", str(out)]) == 0
    assert "6 of 6 cases" in capsys.readouterr().out


@pytest.mark.slow
def test_layouts_of_a_sweep_are_bundles_that_can_be_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = seeds(tmp_path, 1, "run: {what: layout}\noutputs: [clauses, measures]\n")
    out = tmp_path / "out"
    assert cli.main(["sweep", str(path), "-o", str(out), "--quiet", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["done"] == 1
    (bundle,) = (out / "bundles").iterdir()
    checked = cli.main(["check", str(bundle / "scenario.yaml"), str(bundle), "--json"])
    verdicts = {row["clause"]: row["status"] for row in json.loads(capsys.readouterr().out)["verdicts"]}
    (record,) = (json.loads(path.read_bytes()) for path in (out / "results").glob("*/*.json"))
    assert record["clauses"] == verdicts
    assert checked == (1 if record["failing"] else 0)
    assert record["measures"]["value"] == pytest.approx(record["value"])
