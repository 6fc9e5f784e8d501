"""``planner simulate evacuation``."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import cli
from planner.model import StoreyLayout
from tests.compare import hand


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hand-drawn park with two rooms in building B."""

    def few(storey: StoreyLayout) -> StoreyLayout:
        spaces = tuple(sorted(storey.spaces, key=lambda space: space.area)[:2])
        rooms = {space.id for space in storey.spaces} - {space.id for space in spaces}
        return replace(
            storey, spaces=spaces, doors=tuple(d for d in storey.doors if not rooms & set(d.joins))
        )

    return hand.write(tmp_path_factory.mktemp("evacuation"), hand.edited("B/1F", few))


Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    def run(*arguments: object) -> tuple[int, str, str]:
        code = cli.main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out, captured.err

    return run


def test_the_command_writes_and_tells(call: Call, bundle: Path, tmp_path: Path) -> None:
    code, out, err = call(
        "simulate", "evacuation", bundle, "--storey", "B/1F", "--replications", 2, "--jobs", 1,
        "--film", "gif", "--json", "-o", tmp_path,
    )  # fmt: skip
    assert code == 0, err
    document = json.loads(out)
    assert document == json.loads((tmp_path / "evacuation.json").read_text("utf-8"))
    (subject,) = document["subjects"]
    assert (subject["id"], subject["finished"], subject["stalled"]) == ("B/1F", 2, 0)
    low, high = subject["time"]["confidence_95_s"]
    assert low < subject["time"]["mean_s"] < high
    assert subject["bound"]["seconds"] < subject["time"]["least_s"]
    names = {path.name for path in tmp_path.iterdir()}
    maps = {f"evacuation-{kind}-B-1F.{fmt}" for kind in ("density", "flow") for fmt in ("png", "svg")}
    assert names == {"evacuation.json", "evacuation-B-1F.gif", *maps}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            ("--storey", "A/9F"),
            "error: A/9F: no such storey in this layout, expected one of A/1F, A/2F, B/1F",
        ),
        (("--building", "Z"), "error: Z: no such building"),
        (("--block", "A/1F/X9"), "error: --block A/1F/X9: no exit, stair or door"),
        (("--storey", "B/1F", "--block", "B/1F/X1", "--block", "B/1F/X2"), "have no way to an exit"),
    ],
)
def test_bad_input_is_one_message(
    call: Call, bundle: Path, tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    code, _, err = call("simulate", "evacuation", bundle, *options, "-o", tmp_path)
    assert code == 2
    assert words in err
    assert len(err.strip().splitlines()) == 1
