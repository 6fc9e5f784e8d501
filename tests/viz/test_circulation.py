"""The command and its pictures, on a small bundle on disk."""

from __future__ import annotations

import json
import re
from pathlib import Path

import networkx as nx
import pytest
from shapely import Point

import cli
from planner.bundle import write_bundle
from planner.circulation.park import Note
from planner.circulation.read import Circulation, read_circulation
from planner.model import Allocation, Solution
from planner.scenario import resolved_yaml
from tests.circulation.building import House
from viz.circulation import circulation_stem, draw_circulation, draw_storey
from viz.circulation_table import MEND_ZH, note_text


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A building of two storeys, as files."""
    folder = tmp_path_factory.mktemp("bundle")
    house = House()
    scenario, allocation = house.scenario(), Allocation("feasible", (), (), {}, 0.0, 0.0)
    solution = Solution(scenario, allocation, house.layout(), 1, {}, False, ())
    write_bundle(folder, solution, resolved=resolved_yaml(scenario))
    return folder


@pytest.fixture(scope="module")
def found(bundle: Path) -> Circulation:
    return read_circulation(bundle)


def test_the_graph_of_the_files_is_that_of_the_layout(found: Circulation) -> None:
    assert nx.utils.graphs_equal(found.park.graph, House().graph().graph)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["entrance to company", "Single points of failure", "A/1F/C/L", "wheelchairs"]),
        ("zh", ["入口至企业", "单点失效", "电梯", "轮椅"]),
    ],
)
def test_the_command_prints_tables(
    bundle: Path, lang: str, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["circulation", str(bundle), "--lang", lang]) == 0
    out = capsys.readouterr().out
    assert all(word in out for word in words)


def test_the_command_prints_one_document_and_writes_the_graph(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "circulation.graphml"
    assert cli.main(["circulation", str(bundle), "--json", "--graphml", str(target)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["format"] == "planner-circulation/1"
    assert len(nx.read_graphml(target)) == document["graph"]["nodes"]


def test_a_folder_that_is_no_bundle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["circulation", str(tmp_path)]) == 2
    assert "scenario.resolved.yaml: missing" in capsys.readouterr().err
    assert cli.main(["circulation", str(tmp_path / "nothing")]) == 2
    assert "Try:" in capsys.readouterr().err


def test_every_storey_with_a_corridor_is_drawn(found: Circulation, tmp_path: Path) -> None:
    written = draw_circulation(tmp_path, found, "zh", ("svg",))
    assert [path.name for path in written] == ["circulation-A-1F.svg", "circulation-A-2F.svg"]
    assert circulation_stem("A/1F") == "circulation-A-1F"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_sheet_is_the_same_every_time(found: Circulation, lang: str) -> None:
    sheets = [draw_storey(found, "A/2F", lang).bytes("svg") for _ in range(2)]  # type: ignore[arg-type]  # one of two
    assert sheets[0] == sheets[1]


@pytest.mark.parametrize("kind", sorted(MEND_ZH))
def test_notes_tell_place_and_remedy_in_both_languages(kind: str) -> None:
    note = Note("X1", kind, "do this", Point(1_500, 2_000))
    assert note_text(note, "en").startswith("X1 at (1.5, 2.0): ")
    assert note_text(note, "en").endswith("Try: do this")
    assert note_text(note, "zh").startswith("X1（1.5, 2.0）：")
    assert note_text(note, "zh").endswith(MEND_ZH[kind])


def test_every_kind_of_note_has_a_remedy_in_chinese() -> None:
    source = (Path(__file__).parents[2] / "planner" / "circulation" / "park.py").read_text("utf-8")
    assert set(re.findall(r'Note\([^,]+, "([a-z_]+)"', source)) == set(MEND_ZH)
