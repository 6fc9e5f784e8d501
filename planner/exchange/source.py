"""Files from elsewhere: what is wrong with one before it is read."""

from __future__ import annotations

from pathlib import Path

from planner.errors import UsageError

__all__ = ["LARGEST_BYTES", "checked_file", "refuse"]

LARGEST_BYTES = 128 * 1024 * 1024
"""Largest file that is read. A whole hospital as IFC has about half of it."""


def refuse(file: Path | str, found: str, expected: str, remedy: str) -> UsageError:
    """The error for a file that cannot be used: what was found, what was expected, what to try."""
    return UsageError(f"{file}: {found}; expected {expected}. Try: {remedy}")


def checked_file(path: Path) -> Path:
    """The path, if it is a file that can be read and is not too large."""
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise refuse(path, "a folder", "a file", "name the files in it one by one")
        with path.open("rb") as stream:
            stream.read(1)
    except FileNotFoundError as fault:
        raise refuse(path, "no such file", "a file to import", "check the path") from fault
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise refuse(path, f"cannot be read ({reason})", "a readable file", "mend its permissions") from fault
    if size > LARGEST_BYTES:
        found, limit = f"a file of {size / 2**20:,.0f} MB", f"at most {LARGEST_BYTES // 2**20} MB"
        remedy = "export only the storeys, layers or the extract of the map that the plan needs"
        raise refuse(path, found, limit, remedy)
    if size == 0:
        raise refuse(path, "an empty file", "a file with content", "export it again")
    return path
