"""Results by the hash of what was asked: each file whole or not there, so that nothing is lost or done twice.

::

    FOLDER/store.json             what the folder is, and an id by which workers elsewhere know it
    FOLDER/plan.json              the sweep that was last run here
    FOLDER/keys.jsonl             recipe of a case -> key of its job
    FOLDER/results/ab/abcd...json one result
    FOLDER/bundles/abcd.../       its layout, where layouts are made
    FOLDER/journal/*.jsonl        what each process began and finished, a line each
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from planner.bundle.files import make_writable, write_files
from planner.errors import UsageError

__all__ = ["STORE_FORMAT", "Counts", "Store"]

STORE_FORMAT = "planner-sweep-store/1"
MARK = "store.json"


@dataclass(frozen=True, slots=True)
class Counts:
    """What the journals say: jobs begun and solved, and how many were solved more than once."""

    begun: int
    solved: int
    twice: int


@dataclass(slots=True)
class Store:
    """A folder of results."""

    folder: Path
    id: str
    _journal: Path = field(init=False)

    def __post_init__(self) -> None:
        name = (
            f"{os.uname().nodename if hasattr(os, 'uname') else 'host'}-{os.getpid()}-{secrets.token_hex(4)}"
        )
        self._journal = self.folder / "journal" / f"{name}.jsonl"

    @staticmethod
    def created(folder: Path) -> Store:
        """The store in a folder, made where there is none; ``UsageError`` where it cannot be written."""
        make_writable(folder)
        known = Store.found(folder)
        if known is not None:
            return known
        foreign = [path.name for path in folder.iterdir()]
        if foreign:
            raise UsageError(
                f"{folder}: holds {foreign[0]} and no sweep; expected an empty folder or that of a sweep. "
                "Try: another folder with -o"
            )
        mark = {"format": STORE_FORMAT, "id": secrets.token_hex(16)}
        write_files(folder, {MARK: json.dumps(mark).encode()})
        make_writable(folder / "journal")
        return Store(folder, mark["id"])

    @staticmethod
    def found(folder: Path) -> Store | None:
        """The store in a folder, if there is one."""
        try:
            mark = json.loads((folder / MARK).read_bytes())
            return Store(folder, mark["id"]) if mark["format"] == STORE_FORMAT else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else runs a sweep in this folder inside the block; ``UsageError`` where somebody does.

        The lock ends with the process, however that ends.
        """
        try:
            import fcntl
        except ImportError:  # Windows: two sweeps in one folder would solve the same cases
            yield
            return
        with (self.folder / "lock").open("a") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise UsageError(
                    f"{self.folder}: another sweep is running in this folder; expected it to be free. "
                    "Try: wait for it, or another folder with -o"
                ) from None
            yield

    def busy(self) -> bool:
        """Whether a sweep is running in the folder now."""
        try:
            with self.alone():
                return False
        except (UsageError, OSError):
            return True

    def path(self, key: str) -> Path:
        """The file of a result."""
        return self.folder / "results" / key[:2] / f"{key}.json"

    def bundle(self, key: str) -> Path:
        """The folder of a layout."""
        return self.folder / "bundles" / key

    def get(self, key: str) -> dict[str, Any] | None:
        """The result under a key, if there is a whole one."""
        try:
            record: dict[str, Any] = json.loads(self.path(key).read_bytes())
        except (OSError, ValueError):
            return None
        return record if isinstance(record, dict) and record.get("key") == key else None

    def put(self, record: dict[str, Any]) -> None:
        """Keep a result; ``UsageError`` where it cannot be written (a full disk), and then nothing is."""
        path = self.path(record["key"])
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise _unwritable(path, fault) from fault
        text = json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        write_files(path.parent, {path.name: text.encode()})

    def note(self, what: str, key: str) -> None:
        """Write a line into this process's journal."""
        self._append(self._journal, {"what": what, "key": key})

    def know(self, recipe: str, key: str) -> None:
        """Remember the key of a recipe."""
        self._append(self.folder / "keys.jsonl", {"recipe": recipe, "key": key})

    def keys(self) -> dict[str, str]:
        """Recipe -> key, for all that is remembered."""
        rows = _lines(self.folder / "keys.jsonl")
        return {row["recipe"]: row["key"] for row in rows if "recipe" in row and "key" in row}

    def counts(self) -> Counts:
        """What all journals together say."""
        found: dict[str, Counter[str]] = {"begun": Counter(), "solved": Counter()}
        for path in sorted((self.folder / "journal").glob("*.jsonl")):
            for row in _lines(path):
                if row.get("what") in found:
                    found[row["what"]][str(row.get("key"))] += 1
        solved = found["solved"]
        return Counts(sum(found["begun"].values()), sum(solved.values()), sum(n > 1 for n in solved.values()))

    def plan(self) -> dict[str, Any] | None:
        """The sweep that was last run here, as it was written down."""
        try:
            plan: dict[str, Any] = json.loads((self.folder / "plan.json").read_bytes())
        except (OSError, ValueError):
            return None
        return plan if isinstance(plan, dict) else None

    def tidy(self) -> None:
        """Remove what killed processes left half done; call it only when nobody else writes."""
        for pattern in (".*.tmp", "results/*/.*.tmp", "bundles/.*"):
            for path in self.folder.glob(pattern):
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)

    def _append(self, path: Path, row: dict[str, str]) -> None:
        line = json.dumps(row, separators=(",", ":")).encode() + b"\n"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab+") as stream:
                size = stream.seek(0, os.SEEK_END)
                if size:
                    stream.seek(size - 1)
                    torn = stream.read(1) != b"\n"  # a killed process left half a line
                    line = b"\n" + line if torn else line
                stream.write(line)
        except OSError as fault:
            raise _unwritable(path, fault) from fault


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        data = path.read_bytes()
    except OSError:
        return
    for line in data.splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            yield row


def _unwritable(path: Path, fault: OSError) -> UsageError:
    return UsageError(
        f"{path}: writing failed ({fault.strerror or fault}); expected room on the disk and a folder that "
        "may be written. Try: free some space, then the same command again: what is finished stays"
    )
