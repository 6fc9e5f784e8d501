"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from planner.errors import UsageError

__all__ = ["make_writable", "remove_files", "write_files"]


def make_writable(directory: Path, option: str = "-o") -> None:
    """Create ``directory`` where it is missing and make sure that files can be created in it.

    ``option`` is the one that names another folder. Raises ``UsageError`` before anything is written.
    """
    probe = directory / f".write-{os.getpid()}.tmp"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise UsageError(
            f"{directory}: the output folder cannot be written ({reason}); expected a folder in which "
            f"files can be created. Try: another folder with {option}, or mend its permissions"
        ) from fault


def write_files(directory: Path, contents: Mapping[str, bytes | Iterable[bytes]]) -> None:
    """Write each file under a temporary name in ``directory``, then rename all of them.

    Contents may come in pieces, made while they are written, one file after the other.

    All contents reach the disk before the first rename, so that a full disk or an interrupted
    process leaves the earlier files as they were. Raises ``UsageError`` when writing fails.
    """
    staged: list[tuple[Path, Path]] = []
    try:
        for name, content in contents.items():
            part = directory / f".{name}.{os.getpid()}.tmp"
            staged.append((part, directory / name))
            with part.open("wb") as stream:
                for piece in (content,) if isinstance(content, bytes) else content:
                    stream.write(piece)
                stream.flush()
                os.fsync(stream.fileno())
        for part, whole in staged:
            part.replace(whole)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise UsageError(
            f"{fault.filename or directory}: writing failed ({reason}); expected room on the disk and a "
            "folder that may be written. Try: free some space or choose another folder with -o"
        ) from fault
    finally:
        for part, _ in staged:
            part.unlink(missing_ok=True)


def remove_files(paths: Iterable[Path]) -> None:
    """Delete files that describe an earlier layout; those already gone are fine."""
    for path in paths:
        path.unlink(missing_ok=True)
