"""A hash of the project's own code: what other code makes is another thing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

__all__ = ["source_digest"]


def source_digest(packages: Sequence[str], counts: Callable[[Path], bool]) -> str:
    """Hash of the names and bytes of those files of installed packages that count, as 64 hex digits."""
    digest = hashlib.sha256()
    for package in packages:
        spec = find_spec(package)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            files = [path for path in Path(folder).rglob("*") if counts(path)]
            for path in sorted(files, key=lambda path: path.relative_to(folder).as_posix()):
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
