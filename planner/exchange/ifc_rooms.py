"""What rooms and doors of an IFC model are for, told by their names: parts of cores, docks."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["is_dock", "is_loading_room", "part_of_core"]

_PARTS: tuple[tuple[str, str], ...] = (
    ("goods_lift", r"货梯|\b(goods|freight|service) (lift|elevator)s?\b"),
    ("lift", r"电梯(?!厅|前室|机房)|\b(lift|elevator)s?\b(?!.*(lobby|hall|machine))"),
    ("stair", r"楼梯|\bstair(s|case|well| case| well)?\b(?!.*lobby)"),
    (
        "toilet",
        r"卫生间|厕所|洗手间|盥洗|\bw\.?c\.?\b|\b(toilet|restroom|rest room|lavatory|washroom|bathroom)s?\b",
    ),
    ("shaft", r"管道?井|电井|水井|风井|[强弱]电间|竖井|\b(shaft|riser|duct)s?\b"),
)
"""Kind of part -> how rooms of it are called; the first that fits counts."""
_DOCK = re.compile(r"装卸|卸货|月台|\b(dock|docking|loading|unloading)\b", re.IGNORECASE)
_KINDS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PARTS)


def part_of_core(room: Any) -> str | None:
    """The kind of core part that a room is by its name; ``None`` for others."""
    names = _names(room)
    return next((kind for kind, pattern in _KINDS if pattern.search(names)), None)


def is_dock(door: Any) -> bool:
    """Whether a door is called a dock."""
    return bool(_DOCK.search(_names(door)))


def is_loading_room(room: Any) -> bool:
    """Whether goods are loaded in a room: its doors to the outside are docks."""
    return bool(_DOCK.search(_names(room)))


def _names(entity: Any) -> str:
    """All that says what a thing is, with blanks for what joins words."""
    from ifcopenshell.util.element import get_type

    kind = get_type(entity)
    told = [getattr(entity, key, None) for key in ("Name", "LongName", "ObjectType", "Description")]
    told += [getattr(kind, "Name", None)] if kind is not None else []
    return re.sub(r"[_\-/:.]+", " ", " | ".join(str(text) for text in told if text))
