"""A state of a project: a folder with a scenario, and the bundle that answers it, if there is one."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from planner.bundle.files import write_files
from planner.errors import BundleError, UsageError

__all__ = ["DRAFT", "MARK", "SCENARIO", "Kind", "State", "read_state", "write_mark"]

Kind = Literal["open", "solve", "again", "shift", "exchange"]
MARK = "state.json"
FORMAT = "planner-state/1"
SCENARIO = "scenario.yaml"
DRAFT = "draft.yaml"
"""What was typed since, in the folder of the state that it began from."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What ``state.json`` says."""

    parent: int | None
    kind: Kind
    about: str
    """What was opened, shifted or exchanged; nothing for solves."""
    made: str
    """When, in ISO 8601."""
    value: float | None = None
    """CNY a year, of a plan that was solved."""
    fails: tuple[str, ...] = ()
    """Mandatory clauses that fail."""


@dataclass(frozen=True, slots=True)
class State:
    """A state as it is on the disk."""

    number: int
    folder: Path
    mark: Mark

    @property
    def solved(self) -> bool:
        """Whether it has a layout."""
        return (self.folder / "layout.geojson").is_file()

    def text(self) -> str:
        """The scenario as typed last."""
        draft = self.folder / DRAFT
        path = draft if draft.is_file() else self.folder / SCENARIO
        return path.read_bytes().decode("utf-8-sig", "replace")

    @property
    def edited(self) -> bool:
        """Whether its scenario was edited since it was made."""
        return (self.folder / DRAFT).is_file()

    def document(self) -> dict[str, Any]:
        """What the page is told."""
        mark = self.mark
        return {
            "number": self.number, "parent": mark.parent, "kind": mark.kind, "about": mark.about,
            "made": mark.made, "value": mark.value, "fails": len(mark.fails), "solved": self.solved,
        }  # fmt: skip


def write_mark(folder: Path, mark: Mark) -> None:
    """``state.json`` in the folder."""
    text = json.dumps({"format": FORMAT, **asdict(mark)}, ensure_ascii=False, indent=1)
    write_files(folder, {MARK: text.encode() + b"\n"})


def read_state(folder: Path) -> State:
    """The state in a folder whose name is its number; ``BundleError`` where it is none."""
    path = folder / MARK
    try:
        raw = json.loads(path.read_bytes())
        mark = Mark(**{**raw, "fails": tuple(raw["fails"])}) if raw.pop("format") == FORMAT else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        mark = None
    if mark is None or mark.kind not in get_args(Kind):
        raise BundleError(
            f"{path}: missing or damaged, expected the mark of a state that `planner serve` wrote. "
            f"Try: move the folder {folder} away"
        )
    return State(int(folder.name), folder, mark)


def not_there(number: int, last: int) -> UsageError:
    """There is no such state."""
    return UsageError(f"got state {number}; expected one from 1 to {last}. Try: choose one of the history")
