"""The kinds of requirement: one module each, found by walking this folder.

A module declares ``KIND``, a ``RequirementKind``. Two modules with one id are an error at import.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

from planner.standards.requirement import RequirementKind

__all__ = ["collect", "requirement_kinds"]


def collect(kinds: Iterable[RequirementKind]) -> Mapping[str, RequirementKind]:
    """The kinds by id; ``ValueError`` when two have the same one."""
    found: dict[str, RequirementKind] = {}
    for kind in kinds:
        if kind.id in found:
            raise ValueError(f"two requirement kinds have the id {kind.id!r}")
        found[kind.id] = kind
    return MappingProxyType(found)


@cache
def requirement_kinds() -> Mapping[str, RequirementKind]:
    """Every kind of this folder by id."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return collect(import_module(f"{__name__}.{name}").KIND for name in names)
