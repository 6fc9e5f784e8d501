"""The command line as its users and their scripts see it: exit codes, streams, JSON, messages."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest

import cli
import solvers.solve
from planner.errors import NothingFound
from planner.model import Allocation, Layout, Scenario, Solution
from solvers.orchestrate.budget import Budget

ROOT = Path(__file__).resolve().parents[1]
MINIMAL = ROOT / "scenarios" / "minimal.yaml"
ENTRY = [sys.executable, "-c", "import sys, cli; sys.exit(cli.main())"]


@dataclass
class Ran:
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    def call(*arguments: str | Path) -> Ran:
        code = cli.main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Ran(code, captured.out, captured.err)

    return call


# ---------------------------------------------------------------- before anything is solved


def test_help_of_every_command(run: Callable[..., Ran]) -> None:
    for name in ("", *cli.planner.commands):
        result = run(*([name] if name else []), "--help")
        assert (result.code, result.err) == (0, "")
        assert "Usage: planner" in result.out


def test_help_answers_at_once() -> None:
    """Nothing is loaded for it that takes long; seconds would tell how busy the machine is."""
    script = (
        "import sys, cli\ncode = cli.main(['--help'])\nprint(*sys.modules, file=sys.stderr)\nsys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True
    )
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert "click" in loaded
    slow = {"matplotlib", "networkx", "numba", "numpy", "ortools", "pandas", "pydantic", "scipy", "shapely"}
    assert not loaded & slow


@pytest.mark.parametrize(
    "arguments",
    [
        ["solve"],
        ["solve", "a.yaml", "--frobnicate"],
        ["polish", "a.yaml"],
        ["solve", "a.yaml", "--seconds", "nan"],
        ["solve", "a.yaml", "--seconds", "inf"],
        ["solve", "a.yaml", "--seconds", "0"],
        ["solve", "a.yaml", "--seconds", "-3"],
        ["solve", "a.yaml", "--seed", "-1"],
        ["solve", "a.yaml", "--effort", "0"],
        ["solve", "a.yaml", "--jobs", "many"],
        ["check", "a.yaml"],
        ["check", "a.yaml", "b", "--lang", "fr"],
    ],
)
def test_a_wrong_command_line_is_two(run: Callable[..., Ran], arguments: Sequence[str]) -> None:
    result = run(*arguments)
    assert (result.code, result.out) == (2, "")
    assert "Error" in result.err
    assert "Usage: planner" in result.err or "expected a number" in result.err


@pytest.mark.parametrize("command", ["validate", "solve", "check"])
def test_a_missing_scenario_and_a_folder_as_scenario(
    run: Callable[..., Ran], command: str, tmp_path: Path
) -> None:
    rest = [tmp_path] if command == "check" else []
    for path in (tmp_path / "no.yaml", tmp_path):
        result = run(command, path, *rest)
        assert (result.code, result.out) == (2, "")
        assert str(path) in result.err
        assert "Try:" in result.err


def test_every_problem_of_a_scenario_is_told_with_its_line(run: Callable[..., Ran], tmp_path: Path) -> None:
    text = (
        MINIMAL.read_text("utf-8")
        .replace("wished_m2: 460", "wished_m2: -1")
        .replace("staff: 40", "stuff: 40")
    )
    path = tmp_path / "park.yaml"
    path.write_text(text, "utf-8")
    plain = run("validate", path)
    assert plain.code == 2
    assert len(re.findall(rf"{re.escape(str(path))}:\d+:\d+", plain.err)) >= 2
    asked = run("validate", path, "--json")
    assert asked.code == 2
    problems = asked.document["error"]["problems"]
    assert asked.document["exit_code"] == 2
    assert all(problem["line"] and problem["expected"] and problem["remedy"] for problem in problems)
    assert any("stuff" in problem["path"] + problem["value"] for problem in problems)


@pytest.mark.parametrize("command", ["validate", "solve", "check"])
def test_a_broken_pack_of_one_s_own_is_told_before_any_work(
    run: Callable[..., Ran], tmp_path: Path, command: str
) -> None:
    text = MINIMAL.read_text("utf-8").replace(
        "standards: [cbep, sbt11233, fire]", "standards: [cbep, city.yaml]"
    )
    assert "city.yaml" in text
    (tmp_path / "park.yaml").write_text(text)
    (tmp_path / "city.yaml").write_text(
        "format: planner-pack/1\nid: city\nzh: 地方\nen: City\nclauses: [7]\n"
    )
    more = {"validate": [], "solve": ["-o", tmp_path / "out"], "check": [tmp_path / "out"]}[command]
    result = run(command, tmp_path / "park.yaml", *more)
    assert result.code == 2
    assert f"{tmp_path / 'city.yaml'}:5:11: clauses[0]: got 7; expected a clause" in result.err
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


def test_validate_says_what_the_park_holds(run: Callable[..., Ran]) -> None:
    assert "12 tenants" in run("validate", MINIMAL).out
    document = run("validate", MINIMAL, "--json").document
    assert document["valid"] is True
    assert (document["buildings"], document["storeys"], document["tenants"]) == (1, 5, 12)


def test_schema_is_a_json_schema(run: Callable[..., Ran]) -> None:
    document = run("schema").document
    assert {"site", "buildings", "tenants", "programme"} <= set(document["properties"])


def test_standards_lists_what_is_asked_for(run: Callable[..., Ran]) -> None:
    listed = run("standards", "list", "--standard", "cbep", "--kind", "room_area", "--json").document
    assert [pack["id"] for pack in listed["packs"]] == ["cbep"]
    (clause,) = listed["clauses"]
    assert clause["id"] == "CBEP-5.1.3.4-a"
    assert clause["params"]["least"] == {"value": 50, "unit": "m2", "source": "CBEP-5.1.3.4"}
    chinese = run("standards", "list", "--strength", "recommended", "--lang", "zh")
    assert chinese.code == 0
    assert "推荐" in chinese.out
    assert "强制" not in chinese.out


def test_standards_shows_a_clause(run: Callable[..., Ran]) -> None:
    shown = run("standards", "show", "cbep-4.2.1-c", "--json").document
    assert shown["params"]["least"] == {"value": 0.1, "unit": "share", "source": "CBEP-4.2.1"}
    assert shown["measures"].startswith("One total is at least a share of another")
    assert shown["solver"]["relation"] == "stricter"
    assert "tests/standards/test_packs.py::test_numbers_of_the_standards" in shown["tests"]
    text = run("standards", "show", "CBEP-4.2.1-c", "--lang", "zh").out
    assert "配套服务设施" in text
    assert "least: 0.1 share (CBEP-4.2.1)" in text


def test_the_matrix_of_clauses(run: Callable[..., Ran]) -> None:
    matrix = run("standards", "coverage", "--json").document
    rows = {row["clause"]: row for row in matrix["clauses"]}
    assert rows["CBEP-4.2.1-b"]["geometry"]
    assert rows["CBEP-4.1.2-b"]["solver"] is None
    assert matrix["totals"]["n"] == len(rows)
    assert f"{len(rows)} clauses: solver" in run("standards", "coverage", "--lang", "en").out


def test_standards_of_a_scenario_with_a_pack_of_its_own(run: Callable[..., Ran], tmp_path: Path) -> None:
    clause = (
        "{id: CITY-1, strength: mandatory, kind: room_area, by: geometry, zh: 商铺, en: Shops., "
        "params: {kinds: [shop], least: {policy: least_vacant_unit_m2}}}"
    )
    pack = f"format: planner-pack/1\nid: city\nversion: '7'\nzh: 地方\nen: City\nclauses: [{clause}]\n"
    (tmp_path / "city.yaml").write_text(pack, "utf-8")
    text = MINIMAL.read_text("utf-8").replace("standards: [cbep, sbt11233, fire]", "standards: [city.yaml]")
    text = text.replace("operations: operations/minimal.yaml\n", "")
    (tmp_path / "park.yaml").write_text(text, "utf-8")
    listed = run("standards", "list", "--standard", "city", "--scenario", tmp_path / "park.yaml", "--json")
    assert (listed.document["packs"][0]["file"], listed.document["packs"][0]["version"]) == ("city.yaml", "7")
    assert listed.document["clauses"][0]["params"]["least"] == {
        "value": 40.0,
        "unit": "m2",
        "source": "policy",
        "policy": "least_vacant_unit_m2",
    }
    shown = run("standards", "show", "CITY-1", "--scenario", tmp_path / "park.yaml", "--lang", "en").out
    assert "checked only" in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "CBEP-4.2.1"], "Try: CBEP-4.2.1-a, CBEP-4.2.1-b, CBEP-4.2.1-c"),
        (["list", "--kind", "area_limits"], "expected a requirement kind"),
        (["coverage", "--standard", "gb"], "expected one of layout, cbep"),
        (["list", "--scenario", "nowhere.yaml"], "no such file"),
    ],
)
def test_standards_that_are_not_there(run: Callable[..., Ran], arguments: list[str], words: str) -> None:
    result = run("standards", *arguments)
    assert (result.code, result.out) == (2, "")
    assert words in result.err


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_init_writes_a_valid_scenario_once(run: Callable[..., Ran], lang: str, tmp_path: Path) -> None:
    path = tmp_path / "park.yaml"
    assert run("init", path, "--lang", lang).code == 0
    assert run("validate", path).code == 0
    path.write_text("mine\n", "utf-8")
    refused = run("init", path)
    assert (refused.code, refused.out) == (2, "")
    assert "--force" in refused.err
    assert path.read_text("utf-8") == "mine\n"
    assert run("init", path, "--force", "--json").document == {"written": str(path)}
    assert run("init", "-", "--lang", lang).out.startswith(("#", "format", "\n"))
    assert run("init", tmp_path / "no" / "park.yaml").code == 2


def test_an_unwritable_output_is_told_before_the_search(
    run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solvers.solve, "solve", lambda *_: pytest.fail("searched in vain"))
    taken = tmp_path / "file"
    taken.write_text("")
    for folder in (taken, taken / "below"):
        result = run("solve", MINIMAL, "-o", folder)
        assert (result.code, result.out) == (2, "")
        assert str(folder) in result.err


def test_a_bundle_that_is_not_there(run: Callable[..., Ran], tmp_path: Path) -> None:
    result = run("check", MINIMAL, tmp_path, "--json")
    assert result.code == result.document["exit_code"] == 2
    assert result.document["error"]["kind"] == "BundleError"


def test_an_internal_error_is_one_line_without_a_traceback(
    run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> Solution:
        raise ZeroDivisionError("integer\ndivision \x1b[31m")

    monkeypatch.setattr(solvers.solve, "solve", broken)
    result = run("solve", MINIMAL, "-o", tmp_path, "--quiet")
    assert result.code == 2
    assert len(result.err.splitlines()) == 1
    assert "internal error: ZeroDivisionError" in result.err
    assert "\x1b" not in result.err
    assert "report" in result.err


def test_debug_shows_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLANNER_DEBUG", "1")
    assert cli.main(["validate", str(tmp_path / "no.yaml")]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_a_reader_that_leaves_early_is_no_crash() -> None:
    process = subprocess.Popen(
        [*ENTRY, "schema"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()
    process.wait()


def test_output_survives_a_terminal_without_chinese(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    result = subprocess.run(
        [*ENTRY, "validate", str(MINIMAL), "--json"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=True,
    )
    assert json.loads(result.stdout)["name"] == "Minimal park"


# ---------------------------------------------------------------- exit codes, with a scripted search


def answered(monkeypatch: pytest.MonkeyPatch, answer: Callable[[Scenario, Budget], Any]) -> None:
    def search(park: Scenario, _options: Any, _on_event: Any, *, budget: Budget) -> Any:
        return answer(park, budget)

    monkeypatch.setattr(solvers.solve, "solve", search)


def empty_solution(park: Scenario) -> Solution:
    """Nothing placed at all: every presence clause fails."""
    allocation = Allocation("feasible", (), (), {}, 0.0, 1.0)
    return Solution(park, allocation, Layout((), ()), 1, {"allocate": 0.1}, False, ())


def test_a_failed_mandatory_clause_is_one(
    run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(monkeypatch, lambda park, _: empty_solution(park))
    plain = run("solve", MINIMAL, "-o", tmp_path, "--no-pictures", "--quiet")
    assert (plain.code, plain.out, plain.err) == (1, "", "")
    asked = run("solve", MINIMAL, "-o", tmp_path, "--no-pictures", "--json", "--quiet")
    assert asked.code == asked.document["exit_code"] == 1
    assert any(clause.startswith("CBEP-") for clause in asked.document["failed"])
    for lang, word in (("en", "(mandatory)"), ("zh", "不符合")):
        table = run("check", MINIMAL, tmp_path, "--lang", lang)
        assert table.code == 1
        assert word in table.out
    assert run("check", MINIMAL, tmp_path, "--json").document == json.loads(
        (tmp_path / "compliance.json").read_text("utf-8")
    )


def test_pictures_of_an_earlier_layout_do_not_survive(
    run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(monkeypatch, lambda park, _: empty_solution(park))
    solve = ("solve", MINIMAL, "-o", tmp_path, "--no-pictures", "--quiet")
    run(*solve)
    (tmp_path / "plan-A-9F.png").write_bytes(b"of an earlier layout")
    (tmp_path / "notes.txt").write_text("mine")
    run(*solve)
    assert not (tmp_path / "plan-A-9F.png").exists()
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_infeasible_is_four_and_names_the_conflict(
    run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = Allocation("infeasible", (), (), {}, 0.0, 0.0, conflict=("CBEP-4.2.1-a", "T01", "capacity"))
    answered(monkeypatch, lambda *_: solvers.solve.Infeasible(nothing))
    plain = run("solve", MINIMAL, "-o", tmp_path, "--lang", "en")
    assert (plain.code, plain.out) == (4, "")
    lines = plain.err.splitlines()
    assert any(line.startswith("  - CBEP-4.2.1-a: ") for line in lines)
    assert any("T01" in line and "must be placed, 380 m2 at least" in line for line in lines)
    assert any(line.startswith("  - 5 storeys together hold 7,") for line in lines)
    assert "已证明无解" in run("solve", MINIMAL, "-o", tmp_path, "--lang", "zh").err
    asked = run("solve", MINIMAL, "-o", tmp_path, "--json")
    assert asked.document["status"] == "infeasible"
    assert asked.document["conflict"] == ["CBEP-4.2.1-a", "T01", "capacity"]
    assert list(tmp_path.iterdir()) == []


def test_nothing_found_is_three(
    run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_: Any) -> Solution:
        raise NothingFound("no plan found within 1 s. Try: a larger --seconds")

    answered(monkeypatch, nothing)
    result = run("solve", MINIMAL, "-o", tmp_path, "--json")
    assert result.code == result.document["exit_code"] == 3
    assert result.err.count("no plan found") == 1


def test_work_follows_the_seconds_unless_told(
    run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def search(_park: Scenario, options: Any, _on_event: Any, *, budget: Budget) -> Solution:
        seen.append((options.effort, options.seconds, budget.seconds))
        raise NothingFound("x")

    monkeypatch.setattr(solvers.solve, "solve", search)
    for arguments in ((), ("--seconds", "59"), ("--seconds", "300"), ("--seconds", "300", "--effort", "2")):
        run("solve", MINIMAL, "-o", tmp_path, *arguments)
    assert seen == [(1, None, None), (1, 59.0, 59.0), (5, 300.0, 300.0), (2, 300.0, 300.0)]


# ---------------------------------------------------------------- the documentation


def test_every_command_and_option_is_documented() -> None:
    text = (ROOT / "docs" / "commands.md").read_text("utf-8")
    for name, command in cli.planner.commands.items():
        assert f"## `planner {name}" in text
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert all(f"`{option}" in text for option in parameter.opts), (name, parameter.name)


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda p: p.name
)
def test_links_of_the_documentation_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_init_writes_operations_that_a_scenario_names(
    run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("init").code == 0
    assert run("init", "--operations").code == 0
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text(scenario.read_text("utf-8") + "\noperations: operations.yaml\n", "utf-8")
    assert run("validate", scenario).code == 0
    assert run("init", "--operations").code == 2  # it exists already
