from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from cli import main
from planner.bundle import write_bundle
from planner.errors import ScenarioError
from planner.exchange.read import import_files
from planner.model import Allocation, Layout, Solution
from planner.operations.model import Operations
from planner.scenario import load_scenario
from planner.scenario.resolve import resolved_yaml
from tests.exchange.conftest import EVIL, SCRIPT
from tests.exchange.plant_dxf import DATA, FILE
from viz.export import export_bundle

COMPANIES, ZONES, PARKS = DATA / "companies.csv", DATA / "zones.csv", DATA / "hangzhou-parks.geojson"


def filled(text: str) -> str:
    """The plant with its to-dos done, as the tutorial does them in short."""
    text = re.sub(r"  # (boundary: .*)\n  boundary:\n", r"  \1\n", text)
    text = re.sub(r"  gates:\n", "  gates: [{id: G1, at: [43, -30], width_m: 10}]\n", text)
    for key, value in (("height_m", 5), ("clear_height_m", 4.4), ("floor_load_kn_m2", 20)):
        text = re.sub(rf"( {key}:)\n", rf"\1 {value}\n", text)
    return text.replace("\ntenants:", "      - {id: 2F, level: 2, like: 1F}\n\ntenants:")


def test_the_plant_is_a_scenario_once_its_todos_are_done(tmp_path: Path) -> None:
    made = import_files([FILE, COMPANIES, ZONES], tmp_path / "plant.yaml")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(made.path)
    missing = {problem.path.rsplit(".", 1)[-1] for problem in caught.value.problems}
    told = {words.split(":")[0] for _, words in made.todos}
    assert missing == {"boundary", "gates", "height_m", "clear_height_m", "floor_load_kn_m2"}
    assert missing <= told  # whatever is asked for has been told
    made.path.write_text(filled(made.path.read_text("utf-8")), "utf-8")
    scenario = load_scenario(made.path)
    assert (len(scenario.tenants), len(scenario.demands)) == (12, 5)
    assert scenario.storeys[0].gross_area == 86_000 * 79_200


def test_every_todo_stands_in_the_file(tmp_path: Path) -> None:
    made = import_files([PARKS], tmp_path / "park.yaml", site="钱城")
    text = made.path.read_text("utf-8")
    assert text.count("# TODO ") == len(made.todos)
    assert all(f"# TODO {words}" in text for _, words in made.todos)


def test_companies_are_added_to_a_scenario(tmp_path: Path) -> None:
    assert main(["init", str(tmp_path / "park.yaml"), "--lang", "zh"]) == 0
    before = (tmp_path / "park.yaml").read_text("utf-8")
    table = tmp_path / "more.csv"
    table.write_text("编号,企业名称,面积,跨境,租金\nN01,新来,60,是,60\n", "utf-8")
    made = import_files([table], tmp_path / "more.yaml", add=tmp_path / "park.yaml")
    after = made.path.read_text("utf-8")
    row = "  - {id: N01, name_zh: 新来, wished_m2: 60, cross_border: true, rent_cny_m2_month: 60}\n"
    assert after.replace(row, "") == before  # comments and order stay
    old, new = load_scenario(tmp_path / "park.yaml"), load_scenario(made.path)
    assert [tenant.id for tenant in new.tenants] == [*(tenant.id for tenant in old.tenants), "N01"]


@pytest.mark.parametrize(
    ("given", "result"),
    [
        ("a: 1\n", "a: 1\n\ntenants:\n  - ROW\n"),
        ("tenants: []\nb: 2\n", "tenants:\n  - ROW\nb: 2\n"),
        ("tenants:\nb: 2\n", "tenants:\n  - ROW\nb: 2\n"),
        ("tenants:\n- id: A\n  x: 1\n# end\nb: 2\n", "tenants:\n- id: A\n  x: 1\n- ROW\n# end\nb: 2\n"),
    ],
)
def test_rows_are_added_to_lists_of_any_form(tmp_path: Path, given: str, result: str) -> None:
    table, park = tmp_path / "t.csv", tmp_path / "p.yaml"
    table.write_text("编号,面积,跨境,租金\nN01,60,是,60\n", "utf-8")
    park.write_text(given, "utf-8")
    row = "{id: N01, wished_m2: 60, cross_border: true, rent_cny_m2_month: 60}"
    text = import_files([table], tmp_path / "o.yaml", add=park).path.read_text("utf-8")
    assert text == result.replace("ROW", row)
    yaml.safe_load(text)


def test_names_cannot_break_out_of_their_quotes(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    evil = [EVIL, SCRIPT, 'a"}, injected: true, {x: "', "no", "# none", "line\u2028end"]
    rows = "".join('"\'{}",60,是,60\n'.format(name.replace('"', '""')) for name in evil)
    table.write_text("企业名称,面积,跨境,租金\n" + rows, "utf-8")
    document = yaml.safe_load(import_files([table], tmp_path / "o.yaml").path.read_text("utf-8"))
    assert [row["name_zh"] for row in document["tenants"]] == [name.replace("\u2028", " ") for name in evil]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "no file named"),
        (["plan.dwg"], "the ending .dwg; expected one of .geojson"),
        (["none.dxf"], "none.dxf: no such file"),
        ([str(FILE), "--unit", "mile"], "--unit: got 'mile', expected one of mm, cm, m, in, ft"),
        ([str(FILE), "--layer", "roof=A"], "--layer: got 'roof=A'"),
        ([str(FILE), "--layer", "wall=WAND"], "no layer called 'WAND'"),
        ([str(FILE), "--add", "park.yaml"], "--add: takes tables"),
        ([str(FILE), "-o", str(FILE)], "exists already"),
    ],
)
def test_wrong_calls_are_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    before = FILE.read_bytes()
    assert main(["import", *arguments]) == 2
    told = capsys.readouterr().err
    assert message in told
    assert told.count("\n") == 1
    assert list(tmp_path.iterdir()) == []  # nothing half written
    assert FILE.read_bytes() == before


def test_ids_that_are_there_already_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = tmp_path / "one.yaml"
    assert main(["import", str(COMPANIES), "-o", str(first)]) == 0
    assert main(["import", str(COMPANIES), "--add", str(first), "-o", str(tmp_path / "two.yaml")]) == 2
    assert "has T01, T02" in capsys.readouterr().err
    assert not (tmp_path / "two.yaml").exists()


def test_the_command_prints_what_is_to_be_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plant.yaml"
    assert main(["import", str(FILE), "-o", str(path)]) == 0
    out = capsys.readouterr().out
    assert "to do: A/1F: height_m" in out
    assert "note: plant-1F.dxf: read as GBK" in out
    assert main(["import", str(FILE), "-o", str(path), "--force", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert {"place": "A/1F", "missing": "height_m: storey height, floor to floor, m"} in document["todos"]


def test_a_template_is_written_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "tenants.xlsx"
    assert main(["import", "--template", str(path)]) == 0
    assert main(["import", "--template", str(path)]) == 2
    assert "exists already" in capsys.readouterr().err


# ---------------------------------------------------------------- the tutorial


def patched(text: str, patch: str) -> tuple[str, int]:
    """The text with the hunks of a diff applied, and how many lines of it were typed."""
    typed = 0
    for hunk in re.split(r"^@@\n", patch, flags=re.MULTILINE)[1:]:
        lines = [line or " " for line in hunk.splitlines()]
        old = "".join(f"{line[1:]}\n" for line in lines if line[0] in " -")
        new = "".join(f"{line[1:]}\n" for line in lines if line[0] in " +")
        typed += sum(line[0] == "+" for line in lines)
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text, typed


@pytest.mark.parametrize(
    ("number", "least", "gross"), [(0, 12, 13_622.4), pytest.param(1, 12, 8_164.8, marks=pytest.mark.slow)]
)
def test_the_tutorial_needs_at_most_twenty_lines(
    tmp_path: Path, request: pytest.FixtureRequest, number: int, least: int, gross: float
) -> None:
    page = (DATA.parents[1] / "docs" / "import.md").read_text("utf-8")
    patch = re.findall(r"```diff\n(.*?)```", page, re.DOTALL)[number]
    files = [FILE] if number == 0 else [PARKS, *sorted(request.getfixturevalue("block"))]
    made = import_files([*files, COMPANIES, ZONES], tmp_path / "park.yaml", site="杭州电子商务产业园")
    text, typed = patched(made.path.read_text("utf-8"), patch)
    assert 0 < typed <= 20
    made.path.write_text(text, "utf-8")
    scenario = load_scenario(made.path)
    assert len(scenario.tenants) == least
    assert sum(storey.gross_area for storey in scenario.storeys) / 1e6 == pytest.approx(gross)


@pytest.fixture
def block(tmp_path: Path) -> list[Path]:
    """The storeys of the tutorial park as DXF, nothing laid out on them."""
    scenario = load_scenario(DATA.parent / "minimal.yaml")
    allocation = Allocation("feasible", (), (), {}, 0.0, 0.0)
    empty = Solution(scenario, allocation, Layout((), ()), 1, {}, False, ())
    write_bundle(
        tmp_path / "minimal", empty, resolved=resolved_yaml(replace(scenario, operations=Operations()))
    )
    return [
        path
        for path in export_bundle(tmp_path / "minimal", tmp_path / "block", ["dxf"], lang="zh")
        if path.name.startswith("plan-")
    ]


def test_a_missing_library_is_named(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ifcopenshell", None)
    (tmp_path / "model.ifc").write_text("ISO-10303-21;")
    assert main(["import", str(tmp_path / "model.ifc"), "-o", str(tmp_path / "o.yaml")]) == 2
    assert main(["export", str(bundle), "--format", "ifc", "-o", str(tmp_path / "o")]) == 2
    assert capsys.readouterr().err.count("pip install 'ecommerce-park-planner[ifc]'") == 2
    assert [path.name for path in tmp_path.iterdir()] == ["model.ifc"]
