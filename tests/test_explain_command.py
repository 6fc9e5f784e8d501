"""``planner explain`` from the command line: a park that cannot be, and questions that cannot be answered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import pytest

import cli
from planner.explain import conflict_of
from planner.scenario import load_scenario
from viz.explained import infeasible_text

OVERFULL = str(Path(__file__).resolve().parents[1] / "scenarios" / "overfull.yaml")


def test_the_overfull_park_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["explain", OVERFULL, "--conflicts-only", "--count", "2", "--json", "--quiet"]
    assert cli.main(arguments) == 4
    document = json.loads(capsys.readouterr().out)
    assert (document["status"], document["basis"]) == ("infeasible", "proven")
    assert len(document["conflicts"]) == 2
    for conflict in document["conflicts"]:
        assert conflict["minimal"]
        assert "capacity:A/1F" in {row["id"] for row in conflict["members"]}


@pytest.mark.parametrize(("lang", "words"), [("zh", "不能同时成立"), ("en", "cannot hold together")])
def test_the_overfull_park_in_words(lang: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["explain", OVERFULL, "--conflicts-only", "--count", "1", "--quiet", "--lang", lang]
    assert cli.main(arguments) == 4
    assert words in capsys.readouterr().out


def test_a_wrong_foil_names_the_nearest_ids(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", OVERFULL, "--why-not", "tenant T99 on A/1F", "--quiet"]) == 2
    told = capsys.readouterr().err
    assert "T99" in told
    assert "T09" in told


@pytest.mark.parametrize("other", [["--count", "3"], ["--conflicts-only"]])
def test_a_question_and_a_list_of_conflicts_are_not_asked_at_once(
    other: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["explain", OVERFULL, "--why-not", "T09 in", "--quiet", *other]) == 2
    assert "leave them out" in capsys.readouterr().err


@pytest.mark.parametrize(("lang", "words"), [("zh", "已证明无解"), ("en", "Proven infeasible")])
def test_solve_says_in_either_language_why_there_is_no_plan(lang: Literal["zh", "en"], words: str) -> None:
    told = conflict_of(load_scenario(Path(OVERFULL)), ("capacity:A/1F", "T01", "CBEP-4.2.1-c"))
    text = infeasible_text(load_scenario(Path(OVERFULL)), told, lang)
    assert words in text
    assert len(text.splitlines()) == 5
    assert "A/1F" in text
    assert "CBEP-4.2.1-c" in text
