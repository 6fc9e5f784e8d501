"""``planner pin`` and ``planner solve --from`` from the command line: what they write, say and refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cli
from planner.bundle import read_bundle
from tests.resolve import park


def told(capsys: pytest.CaptureFixture[str], *arguments: str | Path, code: int = 0) -> str:
    """What a command prints, on both streams; it must end with that code."""
    assert cli.main([str(argument) for argument in arguments]) == code
    out = capsys.readouterr()
    assert "Traceback" not in out.err
    return out.out + out.err


def pinned(folder: Path) -> list[str]:
    return sorted(read_bundle(folder).layout.pinned)


def test_pins_are_set_listed_and_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = park.copied(tmp_path / "one")
    assert "Nothing is pinned" in told(capsys, "pin", folder, "--lang", "en")
    told(capsys, "pin", folder, "A/1F/c01", "--tenant", "T03")
    assert pinned(folder) == ["A/1F/c01", "A/1F/s03"]
    document = json.loads(told(capsys, "pin", folder, "--json"))
    assert [(row["role"], row["id"], row["tenant"]) for row in document["pinned"]] == [
        ("space", "A/1F/s03", "T03"),
        ("corridor", "A/1F/c01", None),
    ]
    told(capsys, "pin", folder, "--storey", "A/2F")
    assert pinned(folder) == ["A/1F/c01", "A/1F/s03", "A/2F/c01", "A/2F/s01", "A/2F/s02", "A/2F/s03"]
    told(capsys, "pin", folder, "--storey", "A/2F", "--unpin")
    told(capsys, "pin", folder, "A/1F/c01", "--unpin")
    assert "伽马" in told(capsys, "pin", folder, "--lang", "zh")
    told(capsys, "pin", folder, "--all", "--unpin")
    assert (folder / "layout.geojson").read_bytes() == (park.BUNDLE / "layout.geojson").read_bytes()


def test_a_pin_changes_no_verdict_and_the_files_still_fit(tmp_path: Path) -> None:
    folder = park.copied(tmp_path / "one")
    assert cli.main(["pin", str(folder), "A/1F/s03"]) == 0
    bundle = read_bundle(folder)
    assert bundle.manifest["layout_sha256"] == bundle.layout_sha256


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["A/9F/s01"], ("A/9F/s01", "expected a thing of the layout")),
        (["A/1F/C1"], ("core A/1F/C1", "the scenario gives it")),
        (["A/1F/d001"], ("door A/1F/d001", "pin the room")),
        (["--tenant", "T9"], ("T9", "--tenant", "T01")),
        (["--storey", "A/9F"], ("A/9F", "--storey", "A/1F")),
        (["--unpin"], ("--unpin without anything named",)),
    ],
)
def test_what_cannot_be_pinned_is_refused_and_nothing_changes(
    arguments: list[str], words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = park.copied(tmp_path / "one")
    text = told(capsys, "pin", folder, *arguments, code=2)
    assert all(word in text for word in words)
    assert (folder / "layout.geojson").read_bytes() == (park.BUNDLE / "layout.geojson").read_bytes()


def test_solve_from_tells_what_moved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = park.SCENARIO.read_text("utf-8")
    scenario = tmp_path / "park.yaml"
    scenario.write_text(
        text.replace(
            "least_m2: 120, wished_m2: 160, most_m2: 200", "least_m2: 210, wished_m2: 230, most_m2: 300"
        ),
        "utf-8",
    )
    out = tmp_path / "out"
    words = told(
        capsys,
        "solve",
        scenario,
        "--from",
        park.BUNDLE,
        "-o",
        out,
        "--no-pictures",
        "--lang",
        "en",
        "--jobs",
        "1",
    )
    assert "1 changed in place; 4 of 5 rooms are as they were" in words
    assert "Moving 196.1 m2 at 300 CNY a square metre costs 58,844 CNY" in words
    changes = json.loads((out / "changes.json").read_text("utf-8"))
    assert changes["summary"]["rooms_moved"] == 0
    assert changes["summary"]["rooms_changed_in_place"] == 1
    assert [(row["subject"], row["what"]) for row in changes["rooms"]] == [("T02", "resized")]
    assert {(row["thing"], row["key"]) for row in changes["scenario_changes"]} == {
        ("T02", "least_m2"),
        ("T02", "wished_m2"),
        ("T02", "most_m2"),
    }


def _outside(feature: dict[str, Any]) -> None:
    if feature["properties"]["id"] == "A/1F/s03":
        feature["properties"]["pinned"] = True
        feature["geometry"]["coordinates"] = [
            [[x + 60, y] for x, y in ring] for ring in feature["geometry"]["coordinates"]
        ]


def _overlapping(feature: dict[str, Any]) -> None:
    if feature["properties"]["id"] in ("A/2F/s01", "A/2F/s03"):
        feature["properties"]["pinned"] = True
    if feature["properties"]["id"] == "A/2F/s01":
        ring = feature["geometry"]["coordinates"][0]
        feature["geometry"]["coordinates"] = [[[x, y - 3.0] for x, y in ring]]


def _pinned(*ids: str) -> Callable[[dict[str, Any]], None]:
    def edit(feature: dict[str, Any]) -> None:
        if feature["properties"]["id"] in ids:
            feature["properties"]["pinned"] = True

    return edit


def _odd(feature: dict[str, Any]) -> None:
    if feature["properties"]["id"] == "A/1F/s03":
        feature["properties"]["pinned"] = "yes"


@pytest.mark.parametrize(
    ("edit", "change", "words"),
    [
        (_outside, ("", ""), ("A/1F/s03", "outside the external walls of A/1F")),
        (_overlapping, ("", ""), ("A/2F/s01 and A/2F/s03", "both pinned", "overlap")),
        (_pinned("A/1F/s03"), ("id: T03", "id: T08"), ("A/1F/s03", "T03", "no longer in the scenario")),
        (_pinned("A/1F/s03"), ("100, wished_m2: 140, most_m2: 180", "60, wished_m2: 70, most_m2: 80"),
         ("A/1F/s03", "179.9 m2", "at most 80 m2")),
        (_pinned("A/1F/s03"), ("occupancy:", "pins: [{subject: T03, storey: A/2F}]\noccupancy:"),
         ("A/1F/s03", "the scenario pins T03 to A/2F")),
        (_pinned("A/2F/s02"), ("elevation_m: 4.2}", "elevation_m: 4.2, permitted_kinds: [shop]}"),
         ("A/2F/s02", "permits only plant_room, shop")),
        (_pinned("A/1F/d001"), ("", ""), ("door A/1F/d001", "pin the room")),
        (_odd, ("", ""), ("A/1F/s03", "pinned", "true or false")),
    ],
)  # fmt: skip
def test_pins_that_cannot_be_kept_are_told_and_nothing_is_written(
    edit: Callable[[dict[str, Any]], None],
    change: tuple[str, str],
    words: tuple[str, ...],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = park.copied(tmp_path / "one", edit)
    scenario = tmp_path / "park.yaml"
    scenario.write_text(park.SCENARIO.read_text("utf-8").replace(*change, 1), "utf-8")
    out = tmp_path / "out"
    text = told(capsys, "solve", scenario, "--from", folder, "-o", out, code=2)
    assert all(word in text for word in words), text
    assert not out.exists()


def test_a_bundle_of_another_park_or_a_broken_one_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    minimal = Path(__file__).parents[2] / "scenarios" / "minimal.yaml"
    text = told(capsys, "solve", minimal, "--from", park.BUNDLE, "-o", out, code=2)
    assert all(word in text for word in ("'Tiny park'", "'Minimal park'", "tenants", "buildings"))
    text = told(capsys, "solve", park.SCENARIO, "--from", tmp_path / "none", "-o", out, code=2)
    assert "no such folder" in text
    broken = park.copied(tmp_path / "broken")
    (broken / "layout.geojson").write_text("{", "utf-8")
    assert "damaged" in told(capsys, "solve", park.SCENARIO, "--from", broken, "-o", out, code=2)
    bare = park.copied(tmp_path / "bare")
    (bare / "scenario.resolved.yaml").unlink()
    assert "scenario.resolved.yaml: missing" in told(
        capsys, "solve", park.SCENARIO, "--from", bare, "-o", out, code=2
    )
    assert "--from BUNDLE" in told(capsys, "solve", park.SCENARIO, "--moved-price", "100", "-o", out, code=2)
    assert not out.exists()
