"""``planner simulate occupancy`` from a bundle to its files."""

from __future__ import annotations

import csv
import json
import re
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from matplotlib.text import Text

import cli
from planner.bundle import write_bundle
from planner.scenario import resolved_yaml
from planner.simulate.leasing import run
from planner.simulate.leasing.outcome import outcome
from planner.simulate.leasing.park import park_of
from planner.simulate.results import read_simulated
from tests.verify import park
from viz.occupancy import draw_vacancy


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("park") / "out"
    write_bundle(folder, park.solution(), resolved=resolved_yaml(park.park()))
    return folder


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli.planner, ["simulate", "occupancy", *arguments], standalone_mode=False)


def test_table_files_and_pictures(bundle: Path, tmp_path: Path) -> None:
    result = call(str(bundle), "--paths", "1000", "-o", str(tmp_path), "--lang", "en")
    assert result.return_value == 0, result.output
    assert "1,000 futures of 120 months" in result.output
    assert re.search(r"CBEP-4\.2\.2\.2-a +one of CBEP-4\.2\.2\.2 ", result.output)
    assert "are assumptions of the scenario" in result.output
    document = json.loads((tmp_path / "occupancy.json").read_text("utf-8"))
    assert document["kind"] == "occupancy"
    assert document["paths"] == 1000
    assert len(document["series"]["occupied_share"]["q5"]) == 120
    assert document["leasing"]["profiles"][0]["demand_share"] > 0.5
    with (tmp_path / "occupancy-months.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["month"] for row in rows] == [str(n) for n in range(1, 121)]
    by_clause = {row["clause"]: row for row in document["clauses"]}
    probability = by_clause["CBEP-4.2.2.1"]["probability"]
    assert float(rows[50]["probability_CBEP-4.2.2.1"]) == probability[50]
    with (tmp_path / "occupancy-units.csv").open(encoding="utf-8-sig") as stream:
        assert len(list(csv.DictReader(stream))) == len(document["units"])
    assert {path.name for path in tmp_path.glob("*.png")} == {"occupancy-fan.png"}


@pytest.mark.slow
def test_a_plan_of_every_storey_with_units(bundle: Path, tmp_path: Path) -> None:
    call(str(bundle), "--paths", "400", "-o", str(tmp_path), "--plans", "--lang", "zh")
    found = {path.name for path in tmp_path.glob("occupancy-vacancy-*.png")}
    assert found == {f"occupancy-vacancy-{storey}.png" for storey in ("A-1F", "A-2F", "B-1F")}


def test_a_storey_with_the_vacancy_that_is_expected(bundle: Path) -> None:
    found = park_of(read_simulated(bundle))
    sheet = draw_vacancy(outcome(found, run.run_paths(found.model, 400, 1, 1), 1, 400, (0.5,)), "B/1F", "zh")
    words = [text.get_text() for text in sheet.figure.findobj(Text)]
    assert any("预期空置" in word for word in words)
    assert any(word.endswith("%") for word in words)


def test_the_same_document_for_any_number_of_jobs(bundle: Path, tmp_path: Path) -> None:
    texts = []
    for jobs in ("1", "3"):
        call(str(bundle), "--paths", "1100", "-o", str(tmp_path / jobs), "--jobs", jobs)
        texts.append((tmp_path / jobs / "occupancy.json").read_text("utf-8"))
    assert texts[0] == texts[1]


def test_the_letting_of_another_scenario(bundle: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    scenario = park.park()
    leasing = replace(scenario.leasing, years=3)
    other.write_text(resolved_yaml(replace(scenario, leasing=leasing)), "utf-8")
    result = call(str(bundle), "--scenario", str(other), "--paths", "400", "-o", str(tmp_path), "--json")
    document = json.loads(result.stdout)
    assert document["months"] == 36


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--quantiles", "0.001"], "too few for the quantile 0.001"),
        (["--quantiles", "5,95"], "expected numbers between 0 and 1"),
        (["--paths", "5"], "is not in the range"),
        (["--jobs", "0"], "is not in the range"),
    ],
)
def test_bad_options(
    bundle: Path, arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["simulate", "occupancy", str(bundle), *arguments]) == 2
    told = capsys.readouterr().err
    assert says in told
    assert "Traceback" not in told


def test_no_bundle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["simulate", "occupancy", str(tmp_path)]) == 2
    assert "expected in a result bundle" in capsys.readouterr().err


def test_interrupted(bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add = run._add

    def interrupt(found: run.Counts, chunk: run.Counts | None) -> None:
        if found.paths == 2000:
            signal.raise_signal(signal.SIGTERM)
        add(found, chunk)

    monkeypatch.setattr(run, "_add", interrupt)
    result = call(str(bundle), "--paths", "4000", "-o", str(tmp_path), "--quantiles", "0.005,0.5")
    assert result.return_value == 0
    assert "Interrupted: 2,000 of 4,000 paths are finished and told." in result.output
    document = json.loads((tmp_path / "occupancy.json").read_text("utf-8"))
    assert document["interrupted"] is True
    assert document["paths"] == 2000
    assert document["quantiles"] == [0.5]  # 2,000 paths do not support the other
