"""The tables of docs/scenario.md and docs/operations.md, made from the schema and the catalogue.

A comment in the document names the table that follows it: ``<!-- keys GateIn -->``, ``<!-- zones -->``.
After a change of the schema or of the kinds, write them anew: ``python -m tests.scenario.reference``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from planner.kinds import standard_catalogue
from planner.scenario import json_schema

DOCUMENT = Path(__file__).parents[2] / "docs" / "scenario.md"
DOCUMENTS = (DOCUMENT, DOCUMENT.with_name("operations.md"), DOCUMENT.with_name("indicators.md"))


def properties(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key of every part, as ``Part.key``, with its schema."""
    for name, part in [("", schema), *schema["$defs"].items()]:
        for key, about in part.get("properties", {}).items():
            yield f"{name}.{key}", about


def key_rows(part: str) -> list[str]:
    """One row for each key of a part of the schema ("" is the document itself)."""
    schema = json_schema()
    about = schema["$defs"][part] if part else schema
    required = [*about.get("required", []), *(about.get("anyOf", [{}, {}])[1].get("required", []))]
    rows = ["| key | default | meaning |", "|---|---|---|"]
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
    head = "zone | 中文 | English | SB/T 11233 4.1.3 | least m2 | divisible | composition | source"
    return [
        f"| {head} |",
        "|---|---|---|---|--:|---|---|---|",
        *(
            f"| `{zone.id}` | {zone.zh} | {zone.en} | {catalogue.groups[zone.group][1]} | "
            f"{f'{zone.least:g}' if zone.least else '-'} | {'yes' if zone.splittable else 'no'} | "
            f"{', '.join(component.kind for component in zone.components)} | {zone.source} |"
            for zone in catalogue.zones.values()
        ),
    ]


def kind_rows() -> list[str]:
    """One row for each standard kind of space: names and least sizes."""
    head = "kind | 中文 | English | role | least m2 | least width m | most aspect | daylight | noise | source"
    return [
        f"| {head} |",
        "|---|---|---|---|--:|--:|--:|---|---|---|",
        *(
            f"| `{kind.id}` | {kind.zh} | {kind.en} | {kind.role} | {kind.min_area:g} | {kind.min_width:g} | "
            f"{kind.max_aspect:g} | {kind.daylight} | {kind.noise} | {kind.source or '-'} |"
            for kind in standard_catalogue().spaces.values()
        ),
    ]


def refreshed(text: str) -> str:
    """The document with every marked table written anew."""
    out: list[str] = []
    skip = False
    for line in text.splitlines():
        skip = skip and line.startswith("|")
        if not skip:
            out.append(line)
        mark = re.fullmatch(r"<!-- (keys|zones|kinds)(?: (\w+))? -->", line)
        if mark:
            out += _table(mark[1], mark[2] or "")
            skip = True
    return "\n".join(out) + "\n"


def _table(what: str, part: str) -> list[str]:
    if what == "keys":
        return key_rows(part)
    return zone_rows() if what == "zones" else kind_rows()


def marked(text: str) -> set[str]:
    """Names of the parts of the schema whose keys the document explains."""
    return set(re.findall(r"<!-- keys ?(\w*) -->", text))


if __name__ == "__main__":
    for document in DOCUMENTS:
        document.write_text(refreshed(document.read_text("utf-8")), "utf-8")
