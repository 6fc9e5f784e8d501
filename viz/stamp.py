"""What a picture was drawn from, as a short text in its file: the same text, the same picture.

With it pictures of an earlier result are taken over where nothing that they show has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from shapely.geometry.base import BaseGeometry

from planner.leasing import Leasing
from planner.model import Layout, Scenario
from planner.operations.model import Operations
from planner.source import source_digest

__all__ = ["Stamps", "same_picture"]

CODE = ("planner", "viz")
"""Packages that decide how a picture looks."""
CODE_FILES = (".py", ".yaml", ".ttf")
PREFIX = "planner-picture/1:"
HEAD = 4096
"""Bytes of a file in which its stamp lies."""


class Stamps:
    """The stamps of the pictures of one layout in one language."""

    def __init__(self, scenario: Scenario, layout: Layout, lang: str) -> None:
        self._tenants = {tenant.id: tenant for tenant in scenario.tenants}
        self._layout = layout
        self._storeys = {storey.storey: storey for storey in layout.storeys}
        # who asks for what, and what it is worth, is not in a picture
        park = replace(
            scenario, tenants=(), demands=(), flows=(), pins=(), source="", sha256="",
            leasing=Leasing(), operations=Operations(),
        )  # fmt: skip
        self._park = _digest((_code(), lang, park))

    def of(self, subject: str, storey: str, marks: Sequence[object]) -> str:
        """The stamp of a picture; empty for one that shows companies of the whole park."""
        shown: object
        if subject == "stacking":
            return ""
        if subject == "site":
            shown = (self._layout.roads, self._layout.fire)
        else:
            arranged = self._storeys.get(storey)
            there = {space.tenant for space in arranged.spaces} if arranged is not None else set()
            who = [tenant for id, tenant in sorted(self._tenants.items()) if id in there]
            names = [(one.id, one.name, one.name_zh) for one in who]
            shown = (storey, arranged, who if subject == "egress" else names)
        return PREFIX + _digest((self._park, subject, shown, tuple(marks)))


def same_picture(stamp: str, files: Sequence[Path]) -> bool:
    """Whether all these files are there and bear the stamp."""
    try:
        return bool(stamp) and all(stamp.encode() in _head(path) for path in files)
    except OSError:
        return False


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(HEAD)


@cache
def _code() -> str:
    return version("matplotlib") + source_digest(CODE, lambda path: path.suffix in CODE_FILES)


def _digest(value: object) -> str:
    digest = hashlib.sha256()
    _feed(digest, value)
    return digest.hexdigest()[:32]


def _feed(digest: Any, value: object) -> None:
    """The value in a form that depends on what it says alone, not on which objects are shared."""
    if isinstance(value, BaseGeometry):
        digest.update(value.wkb)
    elif is_dataclass(value) and not isinstance(value, type):
        digest.update(type(value).__name__.encode())
        for field in fields(value):
            digest.update(b"." + field.name.encode())
            _feed(digest, getattr(value, field.name))
    elif isinstance(value, Mapping):
        _feed(digest, sorted(((repr(key), row) for key, row in value.items()), key=lambda pair: pair[0]))
    elif isinstance(value, set | frozenset):
        _feed(digest, sorted(map(repr, value)))
    elif isinstance(value, list | tuple):
        digest.update(b"[")
        for row in value:
            _feed(digest, row)
        digest.update(b"]")
    else:
        digest.update(repr(value).encode() + b";")
