"""Errors of the file's model (pydantic's) in a planner's words: what was expected and what to do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from pydantic import ValidationError

from planner.scenario.report import Report
from planner.scenario.schema import json_schema
from planner.scenario.tree import Path

__all__ = ["properties_at", "report_errors", "schemas_at", "synonym"]

_CORNERS = ("outline", "boundary", "polygon", "holes")

# Keys that people write -> the key of the file, where the spelling alone would not tell.
_SYNONYMS = {
    "area": "wished_m2",
    "area_m2": "wished_m2",
    "rent": "rent_cny_m2_month",
    "demands": "programme",
    "program": "programme",
    "floors": "storeys",
    "position": "at",
    "location": "at",
    "type": "kind",
    "load": "floor_load_kn_m2",
    "shape": "outline",
    "rotation": "rotation_deg",
    "permitted": "permitted_kinds",
    "height": "height_m",
    "source": "from",
    "target": "to",
}


def report_errors(
    report: Report,
    error: ValidationError,
    path: Path,
    unfilled: Collection[Path],
    schema: Mapping[str, Any] | None = None,
) -> None:
    """Notes every error of a failed validation of the part at ``path``.

    Missing keys of ``unfilled`` parts, which should have taken them from elsewhere, are consequences
    of a problem already noted; so is a missing key that stands there misspelt. ``schema``: that of the
    document, where it is no scenario.
    """
    about = _schema() if schema is None else schema
    errors = error.errors(include_url=False, include_input=False)
    meant: set[tuple[Path, str]] = set()
    for entry in errors:
        if entry["type"] == "extra_forbidden":
            place = (*path, *entry["loc"])
            meant.add((report.settle(place[:-1]), _unknown_key(report, place, about)))
    for entry in errors:
        place = (*path, *entry["loc"])
        if entry["type"] == "missing":
            parent = report.settle(place[:-1])
            if parent not in unfilled and (parent, str(place[-1])) not in meant:
                _missing(report, place, about)
        elif entry["type"] != "extra_forbidden":
            _wrong(report, place, entry["type"], entry.get("ctx", {}))


def _unknown_key(report: Report, path: Path, schema: Mapping[str, Any]) -> str:
    """Notes an unknown key; returns the key that was probably meant."""
    key = str(path[-1])
    known = properties_at(report.settle(path[:-1]), schema)
    expected = "one of the keys " + ", ".join(known) if known else "no such key"
    if "：" in key:
        report.add(
            path,
            expected,
            "use the colon `:` and a space instead of the full-width `：`",
            value=key,
            key=True,
        )
        return key.split("：", 1)[0].strip()
    near = synonym(key, known) or next(iter(report.nearest(key, known)), None)
    if near is None:
        remedy = "delete it"
    elif key.endswith("_mm") and near.endswith("_m"):
        remedy = f"lengths are given in metres: write {near}"
    else:
        remedy = f"did you mean {near}?"
    report.add(path, expected, remedy, value=key, key=True)
    return near or ""


def synonym(key: str, known: Collection[str]) -> str | None:
    """The key that people mean who write ``key``, where its spelling alone would not tell."""
    meant = _SYNONYMS.get(key.lower())
    if meant is not None and meant in known:
        return meant
    stem = key.lower().removesuffix("_mm").removesuffix("_m").removesuffix("_m2")
    for name in known:
        if name in (f"{stem}_m", f"{stem}_m2"):
            return name
    return None


def _missing(report: Report, path: Path, schema: Mapping[str, Any]) -> None:
    key = path[-1]
    if isinstance(key, int):
        report.add(path[:-1], "two numbers [x, y]", "write both coordinates")
        return
    about = properties_at(report.settle(path[:-1]), schema).get(key, {})
    meaning = f" ({about['description']})" if about.get("description") else ""
    example = next(iter(about.get("examples", [])), "...")
    report.missing(path, f"the key {key}{meaning}", f"add `{key}: {example}`")


def _wrong(report: Report, path: Path, kind: str, context: Mapping[str, Any]) -> None:
    if kind == "planner":
        report.add(path, str(context["expected"]), str(context["remedy"]), key=path[-1] == "[key]")
    elif kind == "list_type":
        report.add(path, "a list", _list_remedy(path))
    elif kind == "tuple_type" and report.all_scalars(path[:-1]):
        report.add(
            path[:-1], "a list of points [[x, y], [x, y], ...]", "put every point into brackets of its own"
        )
    elif kind == "tuple_type" or (kind == "too_long" and context["field_type"] == "Tuple"):
        report.add(path, "two numbers [x, y]", "write one point in brackets, such as [12.5, 8]")
    elif kind == "too_short":
        least = context["min_length"]
        corners = any(part in _CORNERS for part in path[-2:])
        report.add(path, f"at least {least} {'corners' if corners else 'entries'}", "add what is missing")
    elif kind == "too_long":
        report.add(
            path, f"at most {context['max_length']:,} entries", "leave entries out, or simplify the outline"
        )
    else:
        report.add(path, "keys with values", "write `key: value` lines below it, or {key: value}")


def _list_remedy(path: Path) -> str:
    key = path[-1] if path and isinstance(path[-1], str) else "key"
    return f"write `{key}: [...]`, `{key}: []` for none, or lines that begin with a dash"


@cache
def _schema() -> dict[str, Any]:
    return json_schema()


def properties_at(path: Path, schema: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Keys that the mapping at a path may have, with their JSON Schema (of a scenario, if none is given)."""
    root = _schema() if schema is None else schema
    return {
        key: about for part in schemas_at(path, root) for key, about in part.get("properties", {}).items()
    }


def schemas_at(path: Path, schema: Mapping[str, Any] | None = None) -> list[Mapping[str, Any]]:
    """What may stand at a path, each alternative with its JSON Schema; none where nothing may."""
    root = _schema() if schema is None else schema
    parts: list[Mapping[str, Any]] = [root]
    for step in path:
        parts = [below for part in parts for below in _step(part, step, root)]
    return parts


def _step(part: Mapping[str, Any], step: str | int, root: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if isinstance(step, str):
        own = [*part.get("patternProperties", {}).values(), part.get("additionalProperties")]
        below = part.get("properties", {}).get(step, own[0])
    else:
        below = part.get("items")
        fixed = part.get("prefixItems", [])
        if 0 <= step < len(fixed):
            below = fixed[step]
    return _alternatives(below, root) if isinstance(below, dict) else []


def _alternatives(part: Mapping[str, Any], root: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if "$ref" in part:
        return _alternatives(root["$defs"][part["$ref"].rsplit("/", 1)[-1]], root)
    choices = part.get("oneOf") or (part.get("anyOf") if "properties" not in part else None)
    if choices:
        return [each for choice in choices for each in _alternatives(choice, root)]
    return [part]
