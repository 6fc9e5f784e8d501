"""States on the disk: whole or not there; files of the folder alone; drafts beside what they began from."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from planner.errors import BundleError, ScenarioError, UsageError
from tests.resolve import park
from tests.serve.client import Served
from viz.serve.project import Project

TEXT = park.SCENARIO.read_text("utf-8")


@pytest.fixture
def served(tmp_path: Path) -> Served:
    return Served(tmp_path / "states", tmp_path / "library")


@pytest.fixture
def project(served: Served) -> Project:
    return served.project


def test_states_are_numbered_and_read_back(served: Served) -> None:
    one, two = served.opened(), served.solved()
    assert [state.number for state in served.project.states()] == [1, 2]
    assert (one.solved, two.solved) == (False, True)
    assert one.mark.about == "tiny.yaml"
    assert two.mark.value == json.loads((two.folder / "manifest.json").read_bytes())["objective_cny_year"]
    assert oct(two.folder.stat().st_mode & 0o777) == "0o755"


def test_what_was_not_finished_is_no_state(project: Project) -> None:
    with project.begun() as work:
        (work / "layout.geojson").write_text("half")
    assert list(project.folder.iterdir()) == []


def test_what_a_killed_server_left_is_swept(project: Project) -> None:
    (project.folder / ".work-left").mkdir(parents=True)
    with project.alone():
        assert not (project.folder / ".work-left").exists()
        with pytest.raises(UsageError, match="another `planner serve`"), project.alone():
            pass
    with project.alone():
        pass


def test_a_damaged_state_is_named(served: Served) -> None:
    state = served.opened()
    for broken in ("{", "[]", '{"format": "planner-state/2"}', '{"format": "planner-state/1", "kind": "x"}'):
        (state.folder / "state.json").write_text(broken)
        with pytest.raises(BundleError, match=r"state\.json: missing or damaged"):
            served.project.states()


@pytest.mark.parametrize("number", [0, 2, 999, -1])
def test_a_state_that_is_not_there(served: Served, number: int) -> None:
    served.opened()
    with pytest.raises(UsageError, match=r"from 1 to 1"):
        served.project.state(number)


def test_scenarios_of_the_folder_are_offered_and_nothing_else(served: Served, tmp_path: Path) -> None:
    (served.library / "a.yaml").write_text(TEXT)
    (served.library / "other.yaml").write_text("x: 1")
    (served.library / "notes.txt").write_text(TEXT)
    (served.library / "folder.yaml").mkdir()
    (tmp_path / "secret.yaml").write_text(TEXT)
    (served.library / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    assert served.project.offered() == ["a.yaml"]
    assert served.project.open_file("a.yaml").text() == TEXT
    for name in (
        "link.yaml",
        "../secret.yaml",
        str(tmp_path / "secret.yaml"),
        "other.yaml",
        "",
        ".",
        "a.yaml/",
    ):
        with pytest.raises(UsageError, match="expected one of the scenarios"):
            served.project.open_file(name)


def test_files_that_a_scenario_names_come_along(served: Served) -> None:
    (served.library / "sub").mkdir()
    (served.library / "sub" / "run.yaml").write_text("annual: {years: [{year: 2025, companies: table.csv}]}")
    (served.library / "sub" / "table.csv").write_text("company\n")
    (served.library / "own.yaml").write_text("x")
    text = TEXT.replace("[sbt11233]", "[sbt11233, own.yaml]") + "\noperations: sub/run.yaml\n"
    (served.library / "a.yaml").write_text(text)
    state = served.project.open_file("a.yaml")
    names = sorted(str(path.relative_to(state.folder)) for path in state.folder.rglob("*") if path.is_file())
    assert names == ["own.yaml", "scenario.yaml", "state.json", "sub/run.yaml", "sub/table.csv"]


@pytest.mark.parametrize("name", ["../run.yaml", "/etc/hostname", "sub/../../run.yaml", "link.yaml"])
def test_files_outside_the_folder_are_not_taken(served: Served, tmp_path: Path, name: str) -> None:
    (tmp_path / "run.yaml").write_text("operator: {}")
    (served.library / "link.yaml").symlink_to(tmp_path / "run.yaml")
    (served.library / "a.yaml").write_text(f"{TEXT}\noperations: {name}\n")
    with pytest.raises(UsageError, match="outside its folder"):
        served.project.open_file("a.yaml")
    assert list(served.folder.iterdir()) == []
    state = served.opened()
    served.project.write_draft(state, f"{TEXT}\noperations: {name.replace('link', '../link')}\n")
    told = served.project.checked(state)
    assert not told["valid"]
    assert "outside its folder" in told["problems"][0]["expected"]


def test_a_draft_stands_beside_the_state_and_goes_when_it_is_undone(served: Served) -> None:
    state = served.opened()
    served.project.write_draft(state, TEXT.replace("width_m: 8", "width_m: eight"))
    told = served.project.checked(served.project.state(1))
    assert told["edited"]
    (problem,) = told["problems"]
    assert (problem["file"], problem["line"]) == ("scenario.yaml", 9)
    assert str(served.folder) not in json.dumps(told)
    served.project.write_draft(state, TEXT)
    told = served.project.checked(served.project.state(1))
    assert (told["valid"], told["edited"]) == (True, False)
    assert "3 tenants" in told["holds"][1]


def test_line_ends_of_a_text_field_are_no_edit(served: Served) -> None:
    (served.library / "a.yaml").write_bytes(TEXT.replace("\n", "\r\n").encode())
    state = served.project.open_file("a.yaml")
    served.project.write_draft(state, TEXT)
    assert not state.edited


def test_a_file_that_is_not_utf8_is_not_opened_half_read(served: Served) -> None:
    (served.library / "a.yaml").write_bytes(TEXT.encode("gb18030"))
    with pytest.raises(ScenarioError, match="GB 18030"):
        served.project.open_file("a.yaml")
    assert list(served.folder.iterdir()) == []


def test_states_made_at_once_get_numbers_of_their_own(served: Served) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: served.project.open_text(TEXT, str(n)), range(12)))
    assert sorted(state.number for state in served.project.states()) == list(range(1, 13))


def test_a_company_is_asked_for_elsewhere(served: Served) -> None:
    state = served.opened()
    served.project.place(state, "T01", "A/1F")
    assert "{subject: T01, storey: A/1F}" in state.text()
    before = state.text()
    with pytest.raises(UsageError, match="storey"):
        served.project.place(state, "T01", "A/9F")
    assert state.text() == before
