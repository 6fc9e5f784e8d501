"""What ``planner export`` does: every file is made in memory, then all are written, or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from planner.bundle.files import make_writable, write_files
from planner.errors import UsageError
from viz.export.given import Given, read_given
from viz.labels import Lang

__all__ = ["FORMATS", "export_bundle"]


def _dxf(given: Given, together: bool) -> dict[str, bytes]:
    from viz.export.dxf import dxf_files

    return dxf_files(given, together=together)


def _ifc(given: Given, _: bool) -> dict[str, bytes]:
    from viz.export.ifc import ifc_files

    return ifc_files(given)


def _geojson(given: Given, _: bool) -> dict[str, bytes]:
    from viz.export.geojson import geojson_files

    return geojson_files(given)


def _xlsx(given: Given, _: bool) -> dict[str, bytes]:
    from viz.export.xlsx import xlsx_files

    return xlsx_files(given)


def _graphml(given: Given, _: bool) -> dict[str, bytes]:
    from viz.export.graph import graphml_files

    return graphml_files(given)


def _gltf(given: Given, _: bool) -> dict[str, bytes]:
    from viz.export.glb import glb_files

    return glb_files(given)


def _pdf(given: Given, _: bool) -> dict[str, bytes]:
    from viz.export.drawing_set import drawing_set

    return drawing_set(given)


WRITERS: Mapping[str, Callable[[Given, bool], dict[str, bytes]]] = {
    "dxf": _dxf,
    "ifc": _ifc,
    "geojson": _geojson,
    "xlsx": _xlsx,
    "graphml": _graphml,
    "gltf": _gltf,
    "pdf": _pdf,
}
"""Format -> what makes its files: file name -> bytes."""

FORMATS = tuple(WRITERS)
"""Formats that can be written."""


def export_bundle(
    directory: Path,
    output: Path,
    formats: Sequence[str],
    *,
    lang: Lang,
    storeys: Sequence[str] = (),
    together: bool = False,
) -> list[Path]:
    """Write the result in a folder for other programs; returns the paths written.

    ``storeys``: ids of storeys or buildings, without any all of them; ``together``: DXF storeys side by side
    in one file. The same bundle gives the same bytes. Raises ``BundleError`` where the folder cannot be used,
    ``UsageError`` where a format cannot be written; then nothing is written at all.
    """
    unknown = [name for name in formats if name not in WRITERS]
    if unknown or not formats:
        named = unknown[0] if unknown else ""
        raise UsageError(
            f"--format: got {named!r}, expected formats separated by commas. Try: {','.join(FORMATS)}"
        )
    given = read_given(directory, storeys, lang)
    files: dict[str, bytes] = {}
    for name in dict.fromkeys(formats):
        files |= WRITERS[name](given, together)
    make_writable(output)
    write_files(output, files)
    return [output / name for name in files]
