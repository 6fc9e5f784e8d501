"""Layouts changed by hand: what moves along, what stays, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from shapely.affinity import translate

from planner.bundle import read_bundle
from planner.errors import UsageError
from planner.pins.before import read_before
from planner.pins.redraw import exchanged, shifted, write_redrawn
from planner.scenario.named_files import named_files
from planner.scenario.pin_text import with_pin
from tests.resolve import park

HEAD = "format: planner/1\n"


def redrawn(folder: Path, features: list[dict[str, object]]) -> Path:
    folder.mkdir()
    write_redrawn(read_bundle(park.BUNDLE), features, folder)
    return folder


def test_a_shifted_room_takes_its_doors_along_and_nothing_else(tmp_path: Path) -> None:
    bundle = read_bundle(park.BUNDLE)
    found = read_bundle(redrawn(tmp_path / "new", shifted(bundle, "A/2F/s02", 1.5, -0.25, pin=True)))
    for before, after in zip(bundle.layout.storeys, found.layout.storeys, strict=True):
        for one, other in zip(before.spaces, after.spaces, strict=True):
            by = (1500, -250) if one.id == "A/2F/s02" else (0, 0)
            assert other.polygon.equals_exact(translate(one.polygon, *by), 0)
        for one, other in zip(before.doors, after.doors, strict=True):
            by = (1500, -250) if "A/2F/s02" in one.joins else (0, 0)
            assert other.polygon.equals_exact(translate(one.polygon, *by), 0)
        assert before.corridors == after.corridors
    assert found.layout.pinned == {"A/2F/s02"}
    assert not shifted(bundle, "A/2F/s02", 0, 0, pin=False)[0]["properties"].get("pinned")


def test_a_solve_can_go_on_from_it_and_sees_that_it_was_edited(tmp_path: Path) -> None:
    features = shifted(read_bundle(park.BUNDLE), "A/2F/s02", 3, 0, pin=False)
    before = read_before(park.tiny(), redrawn(tmp_path / "new", features))
    assert before.edited
    assert "LAYOUT-OVERLAP" in {fault.clause for fault in before.faults}
    assert "A/2F/s02" in before.unfit


def test_exchanged_rooms_keep_their_walls_and_take_their_pins_along(tmp_path: Path) -> None:
    folder = park.copied(tmp_path / "old", lambda row: row["properties"].update(
        {"pinned": True} if row["properties"]["id"] == "A/1F/s03" else {}
    ))  # fmt: skip
    bundle = read_bundle(folder)
    features = exchanged(bundle, "A/1F/s03", "A/1F/s04", pin=False)
    rows = {f["properties"]["id"]: f for f in features}
    old = {f["properties"]["id"]: f for f in bundle.features}
    for one, other in (("A/1F/s03", "A/1F/s04"), ("A/1F/s04", "A/1F/s03")):
        assert rows[one]["geometry"] == old[one]["geometry"]
        assert rows[one]["properties"]["area_m2"] == old[one]["properties"]["area_m2"]
        for key in ("tenant", "subject", "name", "name_zh", "kind", "zone"):
            assert rows[one]["properties"][key] == old[other]["properties"][key]
    assert [id for id, row in rows.items() if row["properties"].get("pinned")] == ["A/1F/s04"]
    again = exchanged(read_bundle(park.BUNDLE), "A/1F/s03", "A/1F/s01", pin=True)
    assert [r["properties"]["id"] for r in again if r["properties"].get("pinned")] == [
        "A/1F/s01"
    ]  # not the vacant one


def test_what_cannot_be_moved_is_refused() -> None:
    bundle = read_bundle(park.BUNDLE)
    for id in ("A/1F/c01", "A/1F", "nothing"):
        with pytest.raises(UsageError, match="expected the id of a room"):
            shifted(bundle, id, 1, 0, pin=False)
        with pytest.raises(UsageError, match="expected the id of a room"):
            exchanged(bundle, "A/1F/s03", id, pin=False)
    for far in (float("nan"), float("inf"), 1e6):
        with pytest.raises(UsageError, match="within the site"):
            shifted(bundle, "A/1F/s03", far, 0, pin=False)
    with pytest.raises(UsageError, match="one room twice"):
        exchanged(bundle, "A/1F/s03", "A/1F/s03", pin=False)


def test_a_room_of_a_zone_does_not_leave_the_others(tmp_path: Path) -> None:
    def joined(feature: dict[str, object]) -> None:
        row = feature["properties"]
        if row["id"] == "A/1F/s04":  # type: ignore[index]
            row["subject"] = "T03"  # type: ignore[index]
        if row["role"] == "door" and "A/1F/s04" in row["joins"]:  # type: ignore[index]
            row["joins"] = ["A/1F/s04", "A/1F/s03"]  # type: ignore[index]

    bundle = read_bundle(park.copied(tmp_path / "old", joined))
    with pytest.raises(UsageError, match="part of T03, with a door to A/1F/s03"):
        exchanged(bundle, "A/1F/s04", "A/1F/s01", pin=False)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (HEAD, HEAD + "\npins:\n  - {subject: T1, storey: A/2F}\n"),
        (HEAD + "pins: []\nx: 1\n", HEAD + "pins: [{subject: T1, storey: A/2F}]\nx: 1\n"),
        (
            HEAD + "pins: [{subject: X, storey: B/1F}] # why\n",
            HEAD + "pins: [{subject: T1, storey: A/2F}, {subject: X, storey: B/1F}] # why\n",
        ),
        (
            HEAD + "pins:\n    - {subject: X, storey: B/1F} # why\nx: 1\n",
            HEAD + "pins:\n    - {subject: T1, storey: A/2F}\n    - {subject: X, storey: B/1F} # why\nx: 1\n",
        ),
        (HEAD + "pins:\n- {subject: T1, storey: B/1F}\n", HEAD + "pins:\n- {subject: T1, storey: A/2F}\n"),
        (
            HEAD + "pins:\n  - subject: T1\n    storey: 'B/1F' # old\n",
            HEAD + "pins:\n  - subject: T1\n    storey: A/2F # old\n",
        ),
        (HEAD + "pins:\nx: 1\n", HEAD + "pins:\n  - {subject: T1, storey: A/2F}\nx: 1\n"),
    ],
)
def test_a_pin_is_written_into_the_text_and_nothing_else_changes(before: str, after: str) -> None:
    assert with_pin(before, "T1", "A/2F") == after


def test_ids_that_yaml_would_read_otherwise_are_quoted() -> None:
    assert 'subject: "012", storey: "A: 1"' in with_pin(HEAD, "012", "A: 1")


@pytest.mark.parametrize(
    "pins", ["pins: {a: 1}\n", "pins: &x\n  - {subject: T1, storey: *y}\n", "pins: words\n"]
)
def test_pins_that_cannot_be_changed_are_left(pins: str) -> None:
    with pytest.raises(UsageError):
        with_pin(HEAD + pins, "T1", "A/2F")


def test_named_files_of_texts_that_are_none(tmp_path: Path) -> None:
    for text in ("", "[", "- 1", "operations: {}", "operations: missing.yaml", "standards: [cbep]"):
        assert named_files(text.encode(), tmp_path) == ()
