"""Writes a solution as a result bundle."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from planner.bundle.areas import AreasTable
from planner.bundle.features import geojson_lines, layout_features
from planner.bundle.files import make_writable, remove_files, write_files
from planner.bundle.manifest import MANIFEST_FORMAT, manifest_bytes
from planner.model import Solution

__all__ = ["write_bundle"]

DERIVED = (
    "compliance.json",
    "compliance.sarif",
    "pack-*.yaml",
    "report.html",
    "report.pdf",
    "presentation.html",
    "presentation.pdf",
    "plan-*.svg",
    "plan-*.png",
    "egress-*.svg",
    "egress-*.png",
    "flows.json",
    "robust.json",
    "simulation/*.*",
    "changes.json",
    "site.svg",
    "site.png",
    "stacking.svg",
    "stacking.png",
)
"""What is made from a layout afterwards, and would contradict a new one."""


def write_bundle(
    directory: Path, solution: Solution, *, resolved: str, packs: Mapping[str, bytes] = MappingProxyType({})
) -> None:
    """Write ``layout.geojson``, ``scenario.resolved.yaml``, ``areas.csv`` and ``manifest.json``.

    ``resolved`` is the text of the scenario with every default filled in; ``packs`` are the clauses
    of the user's own that it names, by the name of their copy. Verdicts and pictures of
    an earlier layout in the same folder are removed, other files are left alone. Raises
    ``UsageError`` when the folder cannot be written.
    """
    make_writable(directory)
    resolved_hash, *pack_hashes = (
        hashlib.sha256(content).hexdigest() for content in (resolved.encode(), *packs.values())
    )
    digest, areas = hashlib.sha256(), AreasTable(solution.scenario)

    def layout() -> Iterator[bytes]:
        features = areas.passing(layout_features(solution.scenario, solution.layout))
        for line in geojson_lines(features, solution.scenario.site.origin_wgs84):
            digest.update(line)
            yield line

    def after_the_layout(content: Callable[[], bytes]) -> Iterator[bytes]:
        yield content()

    hashes = dict(zip(packs, pack_hashes, strict=True))
    contents: dict[str, bytes | Iterator[bytes]] = {
        "scenario.resolved.yaml": resolved.encode(),
        "layout.geojson": layout(),
        "areas.csv": after_the_layout(areas.content),
        "manifest.json": after_the_layout(
            lambda: manifest_bytes(solution, digest.hexdigest(), resolved_hash, hashes)
        ),
        **packs,
    }
    stale = [path for path in _stale(directory) if path.name not in packs]
    write_files(directory, contents)
    remove_files(stale)


def _stale(directory: Path) -> Iterator[Path]:
    """Files an earlier solve left; none unless the folder holds a bundle, since names may be a user's."""
    try:
        earlier = json.loads((directory / "manifest.json").read_bytes())
    except (OSError, ValueError):
        return
    if isinstance(earlier, dict) and earlier.get("format") == MANIFEST_FORMAT:
        for pattern in DERIVED:
            yield from directory.glob(pattern)
