"""The file of a good layout is changed in one way at a time: exactly the right clauses turn red."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planner.bundle import write_bundle
from planner.verify import Compliance, verify
from tests.verify import park
from tests.verify.spoil import (
    red,
)


def _edit(folder: Path, change: Callable[[list[Any]], None]) -> Compliance:
    write_bundle(folder, park.solution(), resolved="")
    path = folder / "layout.geojson"
    document = json.loads(path.read_text())
    change(document["features"])
    path.write_text(json.dumps(document))
    return verify(park.park(), folder)


def _named(features: list[Any], id: str) -> Any:
    return next(feature for feature in features if feature["properties"]["id"] == id)


def _area_lies(features: list[Any]) -> None:
    _named(features, "A/1F/s01")["properties"]["area_m2"] += 0.02


def _core_moves(features: list[Any]) -> None:
    ring = _named(features, "A/1F/C1")["geometry"]["coordinates"][0]
    for position in ring:
        position[1] += 0.2


def _core_goes(features: list[Any]) -> None:
    features.remove(_named(features, "A/1F/C1"))


def _site_grows(features: list[Any]) -> None:
    ring = _named(features, "site")["geometry"]["coordinates"][0]
    for position in ring:
        position[0] = min(position[0], 199.0)


def _exit_appears(features: list[Any]) -> None:
    features.append(
        {
            "type": "Feature",
            "properties": {"role": "exit", "id": "A/1F/X9", "building": "A", "storey": "A/1F"},
            "geometry": {"type": "Point", "coordinates": [100, 60]},
        }
    )


def _spike(features: list[Any]) -> None:
    ring = _named(features, "A/1F/s23")["geometry"]["coordinates"][0]
    ring.insert(1, [ring[0][0], ring[0][1] - 0.0])
    ring.insert(1, [ring[0][0] + 0.5, ring[0][1]])
    ring.insert(2, [ring[0][0], ring[0][1]])


def _same_id(features: list[Any]) -> None:
    _named(features, "A/1F/d001")["properties"]["id"] = "A/1F/d002"


def _unknown_zone(features: list[Any]) -> None:
    _named(features, "B/1F/s05")["properties"]["zone"] = "casino"


def _unknown_subject(features: list[Any]) -> None:
    _named(features, "B/1F/s05")["properties"]["subject"] = "GHOST"


def _suite_of_nobody(features: list[Any]) -> None:
    _named(features, "B/1F/s05")["properties"]["kind"] = "tenant_suite"


def _unknown_kind(features: list[Any]) -> None:
    _named(features, "B/1F/s05")["properties"]["kind"] = "roulette"


def _wrong_building(features: list[Any]) -> None:
    _named(features, "B/1F/s05")["properties"]["building"] = "A"


def _unknown_thing_joined(features: list[Any]) -> None:
    _named(features, "A/1F/d001")["properties"]["joins"] = ["A/1F/s01", "A/1F/c99"]


def _unknown_storey(features: list[Any]) -> None:
    for feature in features:
        if feature["properties"]["id"] == "A/1F/s23" or "A/1F/s23" in feature["properties"].get("joins", ()):
            feature["properties"]["storey"] = "A/9F"


def _empty_room(features: list[Any]) -> None:
    _named(features, "A/1F/s23")["geometry"]["coordinates"] = []


FILES: list[tuple[Callable[[list[Any]], None], set[str]]] = [
    (_area_lies, {"LAYOUT-AREA"}),
    (_core_moves, {"LAYOUT-GIVEN"}),
    (_core_goes, {"LAYOUT-GIVEN"}),
    (_site_grows, {"LAYOUT-GIVEN"}),
    (_exit_appears, {"LAYOUT-GIVEN"}),
    (_spike, {"LAYOUT-GEOMETRY"}),
    (_same_id, {"LAYOUT-REFERENCES"}),
    (_unknown_zone, {"LAYOUT-REFERENCES"}),
    (_unknown_subject, {"LAYOUT-REFERENCES"}),
    (_suite_of_nobody, {"LAYOUT-REFERENCES"}),
    (_unknown_kind, {"LAYOUT-REFERENCES"}),
    (_wrong_building, {"LAYOUT-REFERENCES"}),
    (_unknown_thing_joined, {"LAYOUT-REFERENCES", "LAYOUT-ACCESS"}),
    (_unknown_storey, {"LAYOUT-REFERENCES", "LAYOUT-REMAINDER"}),
    (
        _empty_room,
        {"LAYOUT-GEOMETRY", "LAYOUT-AREA", "LAYOUT-REMAINDER"},
    ),
]


@pytest.mark.parametrize(("change", "expected"), FILES, ids=[change.__name__ for change, _ in FILES])
def test_spoilt_file(tmp_path: Path, change: Callable[[list[Any]], None], expected: set[str]) -> None:
    compliance = _edit(tmp_path, change)
    # The seal of the manifest breaks with every change of the file; it informs and does not bind.
    assert red(compliance) == expected | {"LAYOUT-ORIGIN"}
    assert compliance.failed("informational") == ("LAYOUT-ORIGIN",)
