"""Bundles that cannot be used: each gets one clear message."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planner.bundle import read_bundle, write_bundle
from planner.errors import BundleError
from tests.verify import park


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_bundle(tmp_path, park.solution(), resolved="format: planner/1\n")
    return tmp_path


def _edit(folder: Path, change: Callable[[Any], Any]) -> None:
    path = folder / "layout.geojson"
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))


def _first(document: Any, role: str) -> Any:
    return next(f for f in document["features"] if f["properties"]["role"] == role)


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"nowhere: no such folder; expected a result bundle.*Try: solve"):
        read_bundle(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["layout.geojson", "manifest.json"])
def test_missing_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(BundleError, match=rf"{name}: missing, expected in a result bundle"):
        read_bundle(folder)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000, b'{"a": NaN}'], ids=range(5))
@pytest.mark.parametrize("name", ["layout.geojson", "manifest.json"])
def test_damaged_file(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(BundleError, match=rf"{name}: damaged .*expected UTF-8 JSON"):
        read_bundle(folder)


@pytest.mark.parametrize("content", [b"[]", b"{}", b'{"format": "other/2"}', b"7"])
def test_foreign_manifest(folder: Path, content: bytes) -> None:
    (folder / "manifest.json").write_bytes(content)
    with pytest.raises(BundleError, match=r"manifest.json: got format .* expected 'planner-bundle/1'"):
        read_bundle(folder)


@pytest.mark.parametrize("content", [b"[]", b'{"type": "Feature"}', b'{"type": "FeatureCollection"}'])
def test_not_a_feature_collection(folder: Path, content: bytes) -> None:
    (folder / "layout.geojson").write_bytes(content)
    with pytest.raises(BundleError, match="expected a GeoJSON FeatureCollection"):
        read_bundle(folder)


def _set(role: str, **values: object) -> Callable[[Any], None]:
    return lambda document: _first(document, role)["properties"].update(values)


def _geometry(role: str, type: str, coordinates: object) -> Callable[[Any], None]:
    return lambda document: _first(document, role).update(geometry={"type": type, "coordinates": coordinates})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d["features"].append(7), "expected a Feature with properties"),
        (_set("space", id=""), "expected texts `role` and `id`"),
        (_set("space", storey=None), "space A/1F/s01.*got None for `storey`, expected a text"),
        (_set("space", area_m2="many"), "got 'many' for `area_m2`, expected a number"),
        (_set("space", area_m2=-1), "got -1 for `area_m2`"),
        (_set("space", tenant=5), "got 5 for `tenant`, expected a text"),
        (_set("corridor", width_m=True), "got True for `width_m`"),
        (_set("door", joins=["A/1F/s01"]), "for `joins`, expected the ids of the two things"),
        (_set("axis", of=None), "got None for `of`"),
        (_geometry("space", "Point", [0, 0]), "expected a geometry of type Polygon"),
        (_geometry("space", "Polygon", [[[0, 0], [1, 1]]]), "rings have at least four positions"),
        (_geometry("space", "Polygon", [[["a", 0], [1, 1]]]), "positions of two numbers in metres"),
        (_geometry("space", "Polygon", [[[1e308, 0], [1, 1]]]), "coordinates within 10000000 m"),
        (_geometry("space", "Polygon", "here"), "a Polygon with a list of coordinates"),
        (_geometry("axis", "LineString", [[0, 0]]), "LineString of at least two positions"),
        (_geometry("gate", "Point", [0]), "positions of two numbers"),
        (lambda d: _first(d, "space").pop("geometry"), "expected a geometry of type Polygon"),
    ],
)
def test_unsound_feature(folder: Path, change: Callable[[Any], Any], message: str) -> None:
    _edit(folder, change)
    with pytest.raises(BundleError, match=message):
        read_bundle(folder)


def test_all_faults_are_told_at_once_but_not_thousands(folder: Path) -> None:
    def spoil(document: Any) -> None:
        for feature in document["features"]:
            feature["properties"].pop("storey", None)

    _edit(folder, spoil)
    with pytest.raises(BundleError) as caught:
        read_bundle(folder)
    lines = str(caught.value).splitlines()
    assert sum("for `storey`" in line for line in lines) == 20
    assert "more" in lines[-2]


def test_well_formed_but_wrong_geometry_is_left_to_the_check(folder: Path) -> None:
    _edit(folder, _geometry("space", "Polygon", []))
    assert read_bundle(folder).layout.storeys[0].spaces[0].polygon.is_empty
