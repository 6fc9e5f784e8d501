"""Reads a result bundle back from disk, and says what is wrong with one it cannot use."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from planner.bundle.geometry import Geometry
from planner.bundle.manifest import MANIFEST_FORMAT
from planner.bundle.things import layout_of
from planner.bundle.wellformed import feature_faults
from planner.errors import BundleError
from planner.model import Layout

__all__ = ["Bundle", "read_bundle"]

REMEDY = "solve the scenario again with `planner solve SCENARIO -o FOLDER`"
LARGEST_BYTES = 512 * 1024 * 1024
MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a result bundle says, as read from its files."""

    directory: Path
    layout: Layout
    features: tuple[Mapping[str, Any], ...]
    """Every feature as it stands in the file, in metres."""
    manifest: Mapping[str, Any]
    layout_sha256: str
    """Hash of the bytes of ``layout.geojson`` as they are now."""
    shapes: Mapping[int, Geometry] = field(default_factory=dict)
    """The geometry of each feature in millimetres, by its place in ``features``."""

    def with_shapes(self, *roles: str) -> Iterator[tuple[Mapping[str, Any], Geometry]]:
        """The properties and the geometry of every feature of these roles, in the order of the file."""
        for number, feature in enumerate(self.features):
            if feature["properties"]["role"] in roles:
                yield feature["properties"], self.shapes[number]

    def of_role(self, role: str) -> list[Mapping[str, Any]]:
        """The features of one role, in the order of the file."""
        return [feature for feature in self.features if feature["properties"]["role"] == role]


def read_bundle(directory: Path) -> Bundle:
    """The bundle in ``directory``.

    Raises ``BundleError`` when a file is missing or damaged, or was not written by this program.
    Geometry that is well-formed but wrong (crossing itself, empty, outside) is not an error here:
    ``planner.verify`` reports it.
    """
    if not directory.is_dir():
        raise BundleError(
            f"{directory}: no such folder; expected a result bundle, the folder that `planner solve` writes. "
            f"Try: {REMEDY}"
        )
    manifest = _manifest(directory / "manifest.json")
    path = directory / "layout.geojson"
    content = _content(path)
    shapes: dict[int, Geometry] = {}
    features = _features(path, _json(path, content), shapes)
    digest = hashlib.sha256(content).hexdigest()
    return Bundle(directory, layout_of(features, shapes), tuple(features), manifest, digest, shapes)


def _manifest(path: Path) -> dict[str, Any]:
    document = _json(path, _content(path))
    if isinstance(document, dict) and document.get("format") == MANIFEST_FORMAT:
        return document
    found = document.get("format") if isinstance(document, dict) else type(document).__name__
    raise BundleError(f"{path}: got format {found!r}, expected {MANIFEST_FORMAT!r}. Try: {REMEDY}")


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise BundleError(f"{path}: larger than 512 MB, expected a result file. Try: {REMEDY}")
        return path.read_bytes()
    except FileNotFoundError as fault:
        raise BundleError(f"{path}: missing, expected in a result bundle. Try: {REMEDY}") from fault
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise BundleError(
            f"{path}: cannot be read ({reason}), expected a readable file. Try: mend its permissions"
        ) from fault


def _json(path: Path, content: bytes) -> Any:
    try:
        return json.loads(content, parse_constant=_refuse)
    except (ValueError, RecursionError) as fault:
        raise BundleError(f"{path}: damaged ({fault}), expected UTF-8 JSON. Try: {REMEDY}") from fault


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a JSON number")


def _features(path: Path, document: Any, shapes: dict[int, Geometry]) -> list[dict[str, Any]]:
    """The features, all of them sound; else one error that lists what is wrong with each."""
    rows = document.get("features") if isinstance(document, dict) else None
    if not isinstance(rows, list) or document.get("type") != "FeatureCollection":
        raise BundleError(
            f"{path}: expected a GeoJSON FeatureCollection with a list `features`. Try: {REMEDY}"
        )
    faults = (fault for number, row in enumerate(rows) for fault in feature_faults(number, row, shapes))
    shown = [f"{path}: {fault}" for fault in islice(faults, MOST_FAULTS)]
    if shown:
        more = sum(1 for _ in faults)
        tail = f"... and {more} more\n" if more else ""
        raise BundleError("\n".join(shown) + f"\n{tail}Try: {REMEDY}")
    return rows
