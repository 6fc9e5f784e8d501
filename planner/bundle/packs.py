"""Copies of the user's own packs of clauses in a bundle: their names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

__all__ = ["PACK_FILES", "copy_names"]

PACK_FILES = (".yaml", ".yml")
"""A standard that ends so is the path of a pack; all others come with the program."""


def copy_names(standards: Sequence[str]) -> dict[str, str]:
    """A path as the scenario gives it -> the name of its copy: ``../rules/city.yaml`` -> ``pack-city.yaml``.

    A copy keeps its name when it is copied again; two files of one name get different ones.
    """
    found: dict[str, str] = {}
    for given in standards:
        if given.endswith(PACK_FILES) and given not in found:
            found[given] = next(name for name in _names(given) if name not in found.values())
    return found


def _names(given: str) -> Iterator[str]:
    stem = re.sub(r"[^\w.+-]+", "-", PurePath(given.replace("\\", "/")).stem).removeprefix("pack-") or "own"
    yield f"pack-{stem}.yaml"
    number = 2
    while True:
        yield f"pack-{stem}-{number}.yaml"
        number += 1
