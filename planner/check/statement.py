"""What a certificate was made from, and a hash that binds it to its verdicts.

A third party that has the same files replays the check and compares; ``docs/checking.md`` says how the
hashes are made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from planner.bundle.manifest import installed_version

__all__ = ["Inputs", "Source", "canonical_sha256", "statement"]

PROGRAM = "ecommerce-park-planner"


@dataclass(frozen=True, slots=True)
class Source:
    """One file that the verdicts rest on: what it is, its name, its hash, and the edition it states."""

    role: str
    """``scenario``, ``operations``, ``layout`` or ``pack``."""
    id: str
    """Of a pack its id, of the others the name of the file."""
    sha256: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything the verdicts rest on, in a fixed order."""

    sources: tuple[Source, ...]


def statement(
    inputs: Inputs, verdicts: Sequence[Mapping[str, Any]], readings: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The statement as plain data; its last key is the hash of all that stands before it."""
    body: dict[str, Any] = {
        "program": {"name": PROGRAM, "version": installed_version(PROGRAM)},
        "geometry": {"shapely": shapely.__version__, "geos": shapely.geos_version_string},
        "inputs": [
            {"role": row.role, "id": row.id, "sha256": row.sha256, "version": row.version}
            for row in inputs.sources
        ],
        "verdicts_sha256": canonical_sha256(verdicts),
        "readings_sha256": canonical_sha256(readings),
    }
    return {**body, "sha256": canonical_sha256(body)}


def canonical_sha256(document: object) -> str:
    """SHA-256 of the JSON text with sorted keys and no spaces, in UTF-8."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
