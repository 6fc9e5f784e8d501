"""What simulations of the layout found: every number in the files they left in the bundle, in groups."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.errors import BundleError
from planner.simulate.results import FOLDER, FORMAT
from viz.presentation.figures import Pair, both
from viz.presentation.simulations import TELLERS, Fan, Figure, Group, fan_of

__all__ = ["Risk", "risks_of"]

HEADING = frozenset({"format", "kind", "scenario", "layout_sha256", "seed", "planner", "packages", "options"})
LARGEST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 14
"""Lines of one group; what lists every room or month stays in the file."""
SHORT_LIST = 6

KINDS: Mapping[str, Pair] = {
    "occupancy": ("招租与空置", "Letting and vacancy"),
    "evacuation": ("人员疏散", "Evacuation"),
    "goods": ("货运物流", "Goods and trucks"),
    "loads": ("负荷", "Loads of services and lifts"),
    "weather": ("天气", "Weather"),
}


@dataclass(frozen=True, slots=True)
class Risk:
    """One simulation: its title, and groups of figures."""

    title: Pair
    seed: str
    stale: bool
    """It was run on another layout: nothing of it is told."""
    groups: tuple[Group, ...]
    fan: Fan | None
    file: str


def risks_of(bundle: Path, layout_sha256: str) -> tuple[Risk, ...]:
    """Every result in the bundle's folder of simulations, by kind; ``BundleError`` for a damaged file."""
    folder = bundle / FOLDER
    found = []
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        document = _read(path)
        if document is not None:
            found.append(_risk(path, document, layout_sha256))
    return tuple(found)


def _read(path: Path) -> Mapping[str, Any] | None:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            return None
        document = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as fault:
        raise BundleError(
            f"{path}: damaged ({fault}), expected the result of a simulation as JSON. "
            "Try: run `planner simulate` again, or delete the file"
        ) from fault
    return document if isinstance(document, dict) and document.get("format") == FORMAT else None


def _risk(path: Path, document: Mapping[str, Any], layout_sha256: str) -> Risk:
    kind = str(document.get("kind") or path.stem)
    title = KINDS.get(kind, _word(kind))
    stale = document.get("layout_sha256") != layout_sha256
    seed = str(document.get("seed", ""))
    if stale:
        return Risk(title, seed, True, (), None, path.name)
    told = TELLERS.get(kind, _any)
    return Risk(title, seed, False, tuple(told(document)), fan_of(kind, document), path.name)


def _any(document: Mapping[str, Any]) -> Iterator[Group]:
    """All figures of a kind that is not known here."""
    plain = {key: value for key, value in document.items() if key not in HEADING}
    loose = tuple(
        (_word(key), both(text)) for key, value in plain.items() if (text := _text(key, value)) is not None
    )
    if loose:
        yield ("结果", "Results"), loose[:MOST_ROWS]
    for key, value in plain.items():
        if isinstance(value, dict):
            rows = tuple(_flat(value, key))[:MOST_ROWS]
            if rows:
                yield _word(key), rows


def _flat(value: Mapping[str, Any], path: str, before: Pair | None = None) -> Iterator[Figure]:
    """Figures of a group and of the groups in it; ``path``: the keys above, which tell what is measured."""
    for key, inner in value.items():
        name = _word(str(key))
        whole = name if before is None else (f"{before[0]} · {name[0]}", f"{before[1]} · {name[1]}")
        text = _text(f"{path}.{key}", inner)
        if text is not None:
            yield whole, both(text)
        elif isinstance(inner, dict):
            yield from _flat(inner, f"{path}.{key}", whole)


def _text(key: str, value: object) -> str | None:
    """A number, a word or a short list of numbers as text; ``None`` for what is no figure."""
    if isinstance(value, bool):
        return "✓" if value else "–"
    if isinstance(value, int | float):
        return _number(key, float(value)) if math.isfinite(value) else None
    if isinstance(value, str):
        return value if len(value) <= 80 else None
    if isinstance(value, list) and 0 < len(value) <= SHORT_LIST:
        texts = [_text(key, entry) for entry in value]
        return ", ".join(text for text in texts if text) if None not in texts else None
    return None


def _number(key: str, value: float) -> str:
    if any(part in key for part in ("share", "probability", "rate", "irr")) and abs(value) <= 1:
        return f"{value:.1%}"
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 1000 else f"{value:,.2f}"


def _word(key: str) -> Pair:
    return both(key.replace("_", " "))
