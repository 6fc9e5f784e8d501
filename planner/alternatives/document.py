"""The summary of alternatives as plain data: ``alternatives.json``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from planner.alternatives.gallery import Exhibit, Gallery, Refusal
from planner.bundle.files import write_files
from planner.compare.table import Comparison
from planner.errors import UsageError

__all__ = ["FORMAT", "SUMMARY", "alternatives_document", "earlier_folders", "laid_out", "save_summary"]

FORMAT = "planner-alternatives/1"
SUMMARY = "alternatives.json"


def alternatives_document(gallery: Gallery, found: Comparison, *, asked: int, stopped: str) -> dict[str, Any]:
    """Every layout with its value, loss, measure and distances; every direction that brought none.

    ``stopped``: ``interrupted`` or ``seconds`` where the search ended early; else empty.
    """
    return {
        "format": FORMAT,
        "within": gallery.within,
        "apart": gallery.least_apart,
        "asked": asked,
        "stopped": stopped or None,
        "best_cny_year": round(gallery.best, 2),
        "layouts": [_row(gallery, found, at, row) for at, row in enumerate(gallery.exhibits)],
        "refused": [_refusal(row) for row in gallery.refusals],
    }


def laid_out(gallery: Gallery, found: Comparison, at: int) -> float | None:
    """What a layout has of its direction as it lies there."""
    row = gallery.exhibits[at]
    if row.candidate.direction.id == "other":
        return gallery.nearest(row)
    if row.candidate.direction.id == "moved":
        return gallery.moved_m2(row)
    return found.values[at].get(row.candidate.direction.laid_out)


def _row(gallery: Gallery, found: Comparison, at: int, row: Exhibit) -> dict[str, Any]:
    candidate, direction = row.candidate, row.candidate.direction
    summary = row.plan.compliance.summary()
    return {
        "name": row.name,
        "folder": row.name,
        "direction": direction.id,
        "en": direction.en,
        "zh": direction.zh,
        "value_cny_year": round(row.value, 2),
        "loss": round(1 - row.value / gallery.best, 6) if gallery.best > 0 else 0.0,
        "decided_cny_year": round(candidate.value, 2),
        "measure": {
            "unit": direction.unit,
            "better": direction.better,
            "decided": _number(candidate.measure),
            "bound": _number(candidate.bound),
            "proven": candidate.proven,
            "best_value_has": _number(candidate.best_has),
            "laid_out": _number(laid_out(gallery, found, at)),
        },
        "nearest": _number(gallery.nearest(row)),
        "distances": {o.name: round(gallery.distance(row, o), 4) for o in gallery.exhibits if o is not row},
        "rooms_elsewhere": {name: round(share, 4) for name, share in row.rooms_elsewhere.items()},
        "mandatory": dict(summary["mandatory"]),
    }


def _refusal(row: Refusal) -> dict[str, Any]:
    return {"direction": row.direction.id, "why": row.why, **row.values}


def _number(value: float | None) -> float | None:
    return None if value is None else round(value, 6) + 0.0


def save_summary(folder: Path, document: dict[str, Any]) -> Path:
    """Write it whole or not at all."""
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    write_files(folder, {SUMMARY: text.encode()})
    return folder / SUMMARY


def earlier_folders(folder: Path) -> Sequence[Path]:
    """Folders of layouts that an earlier run wrote into this folder, by its summary.

    Raises ``UsageError`` where there is a file of that name that is no such summary.
    """
    path = folder / SUMMARY
    if not path.is_file():
        return ()
    try:
        document = json.loads(path.read_text("utf-8"))
        names = [row["folder"] for row in document["layouts"]] if document["format"] == FORMAT else None
    except (ValueError, KeyError, TypeError):
        names = None
    if names is None:
        raise UsageError(
            f"{path}: not a summary of alternatives, expected {FORMAT}. Try: another folder with -o"
        )
    plain = [name for name in names if isinstance(name, str) and Path(name).name == name and name[:1] != "."]
    return [folder / name for name in plain if (folder / name / "manifest.json").is_file()]
