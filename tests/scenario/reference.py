"""Rows of the tables in docs/scenario.md, made from the schema and the catalogue.

When a test says that a row is missing, paste it into the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from planner.kinds import standard_catalogue
from planner.scenario import json_schema


def properties(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key of every part, as ``Part.key``, with its schema."""
    for name, part in [("", schema), *schema["$defs"].items()]:
        for key, about in part.get("properties", {}).items():
            yield f"{name}.{key}", about


def key_rows(part: str | None = None) -> list[str]:
    """One row for each key of a part of the schema (all parts without a name)."""
    schema = json_schema()
    parts = {"": schema, **schema["$defs"]}
    chosen = parts.values() if part is None else [parts[part]]
    rows = []
    for about in chosen:
        required = [*about.get("required", []), *(about.get("anyOf", [{}, {}])[1].get("required", []))]
        for key, value in about.get("properties", {}).items():
            meaning, _, stated = value["description"].partition("; default: ")
            default = "required" if key in required else stated or _default(value.get("default"))
            rows.append(f"| `{key}` | {default} | {meaning} |")
    return rows


def _default(default: Any) -> str:
    """A default as it would stand in the file; empty lists and mappings are none."""
    if default is None or isinstance(default, dict) or default == []:
        return "none"
    if isinstance(default, list):
        return f"`[{', '.join(f'{item:g}' if isinstance(item, float) else str(item) for item in default)}]`"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


def zone_rows() -> list[str]:
    """One row for each zone: names, group, least area, components."""
    catalogue = standard_catalogue()
    return [
        f"| `{zone.id}` | {zone.zh} | {zone.en} | {catalogue.groups[zone.group][1]} | "
        f"{f'{zone.least:g}' if zone.least else '-'} | {'yes' if zone.splittable else 'no'} | "
        f"{', '.join(component.kind for component in zone.components)} | {zone.source} |"
        for zone in catalogue.zones.values()
    ]


def kind_rows() -> list[str]:
    """One row for each standard kind of space: names and least sizes."""
    return [
        f"| `{kind.id}` | {kind.zh} | {kind.en} | {kind.role} | {kind.min_area:g} | {kind.min_width:g} | "
        f"{kind.max_aspect:g} | {kind.daylight} | {kind.noise} | {kind.source or '-'} |"
        for kind in standard_catalogue().spaces.values()
    ]
