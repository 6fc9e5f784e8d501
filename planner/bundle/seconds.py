"""The time of the stages that follow the layout, added to a bundle that is already whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planner.bundle.files import write_files

__all__ = ["write_seconds"]


def write_seconds(directory: Path, seconds: Mapping[str, float]) -> None:
    """Replace ``stage_seconds`` in the folder's ``manifest.json``; the rest stays as it is.

    Check and pictures need the bundle on disk, so their time is known only after it was written.
    """
    path = directory / "manifest.json"
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    document["stage_seconds"] = {name: round(took, 3) for name, took in seconds.items()}
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    write_files(directory, {path.name: text.encode()})
