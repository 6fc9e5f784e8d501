"""A project on the disk: a folder of states, each whole or not there, and the scenarios to choose from."""

from __future__ import annotations

import datetime
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

from planner.bundle.files import make_writable, remove_files, write_files
from planner.cautions import cautions
from planner.errors import Problem, ScenarioError, UsageError
from planner.model import Scenario
from planner.rubbish import put_off
from planner.scenario import parse_scenario, starter_yaml
from planner.scenario.named_files import named_files
from planner.scenario.pin_text import with_pin
from planner.scenario.source import decode, read_bytes
from viz.labels import Lang
from viz.serve.state import DRAFT, SCENARIO, Kind, Mark, State, not_there, read_state, write_mark
from viz.terminal import describe

__all__ = ["Project"]

NUMBERED = re.compile(r"\d{3,6}")
WORK = ".work-"
"""Beginning of the name of a folder that is no state yet, or never became one."""
SUFFIXES = (".yaml", ".yml")
HEAD = 20_000
"""Bytes in which the format of a scenario has to be told for it to be offered."""


class Project:
    """The states in ``folder``; scenarios that lie in ``library`` can be opened."""

    def __init__(self, folder: Path, library: Path) -> None:
        self.folder = folder
        self._library = library
        self._numbering = Lock()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else serves this folder inside the block; what was left half done before is gone.

        Raises ``UsageError`` where somebody does, or the folder cannot be written.
        """
        make_writable(self.folder, "--folder")
        with (self.folder / ".lock").open("a") as stream:
            try:
                import fcntl

                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except ImportError:  # Windows: two servers on one folder would number their states anew
                pass
            except OSError:
                raise UsageError(
                    f"{self.folder}: another `planner serve` is running on this folder; expected it to be "
                    "free. Try: use its page, end it, or name another folder with --folder"
                ) from None
            for left in self.folder.glob(f"{WORK}*"):
                shutil.rmtree(left, ignore_errors=True)
            yield

    # ---- states

    def states(self) -> tuple[State, ...]:
        """All of them, the oldest first."""
        folders = [path for path in self.folder.iterdir() if NUMBERED.fullmatch(path.name)]
        return tuple(read_state(path) for path in sorted(folders, key=lambda path: int(path.name)))

    def state(self, number: int) -> State:
        """The state of a number; ``UsageError`` where there is none."""
        folder = self.folder / f"{number:03d}"
        if number < 1 or not folder.is_dir():
            raise not_there(number, len(self.states()))
        return read_state(folder)

    @contextmanager
    def begun(self) -> Iterator[Path]:
        """A folder in which a state can be made; gone afterwards if it was not adopted."""
        work = Path(tempfile.mkdtemp(prefix=WORK, dir=self.folder))
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def adopt(
        self, work: Path, parent: int | None, kind: Kind, about: str = "", value: float | None = None
    ) -> State:
        """Make a finished folder the newest state; ``value`` of an edited plan, which its manifest lacks."""
        made = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
        told, fails = _outcome(work)
        value = told if value is None else value
        write_mark(work, Mark(parent, kind, about, made, value, fails))
        work.chmod(0o755)  # a temporary folder is nobody else's
        with self._numbering:
            numbers = [int(path.name) for path in self.folder.iterdir() if NUMBERED.fullmatch(path.name)]
            target = self.folder / f"{max(numbers, default=0) + 1:03d}"
            work.rename(target)
        return read_state(target)

    # ---- scenarios

    def offered(self) -> list[str]:
        """Names of the scenarios that lie in the library: plain files, no links."""
        return [path.name for path in sorted(self._library.iterdir()) if _is_scenario(path)]

    def open_file(self, name: str) -> State:
        """Open a scenario of the library."""
        if name not in self.offered():
            raise UsageError(f"got {name!r}; expected one of the scenarios in {self._library}")
        return self.open_path(self._library / name)

    def open_path(self, path: Path) -> State:
        """Open a scenario with the files that it names."""
        data = read_bytes(path)
        decode(data, str(path))
        names = named_files(data, path.parent)
        with self.begun() as work:
            for name in names:
                (work / name).parent.mkdir(parents=True, exist_ok=True)
                (work / name).write_bytes((path.parent / name).read_bytes())
            (work / SCENARIO).write_bytes(data)
            return self.adopt(work, None, "open", path.name)

    def open_text(self, text: str, name: str) -> State:
        """Open what was typed or uploaded."""
        with self.begun() as work:
            (work / SCENARIO).write_text(text, "utf-8", newline="\n")
            return self.adopt(work, None, "open", name[:200])

    def open_starter(self, lang: Lang) -> State:
        """Open the small park with every key explained."""
        return self.open_text(starter_yaml(lang), "planner init")

    def copy_scenario(self, state: State, work: Path) -> None:
        """The scenario of a state as typed last, with the files that it names, into another folder."""
        data = state.text().encode()
        for name in named_files(data, state.folder):
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(state.folder / name, work / name)
        (work / SCENARIO).write_bytes(data)

    def write_draft(self, state: State, text: str) -> None:
        """Keep what was typed; nothing is kept where it is what the state began with."""
        if text == _unix((state.folder / SCENARIO).read_bytes().decode("utf-8-sig", "replace")):
            remove_files([state.folder / DRAFT])
        else:
            write_files(state.folder, {DRAFT: text.encode()})

    def place(self, state: State, subject: str, storey: str) -> None:
        """Pin a company or zone to a storey in the draft of a state.

        Raises ``UsageError`` and keeps nothing where the scenario would not hold together.
        """
        text = with_pin(state.text(), subject, storey)
        self._parsed(state, text)
        self.write_draft(state, text)

    def checked(self, state: State) -> dict[str, Any]:
        """Whether the scenario of a state can be used: problems with their lines, or what it holds."""
        text = state.text()
        try:
            scenario = self._parsed(state, text)
        except ScenarioError as error:
            rows = [{name: getattr(row, name) for name in row.__slots__} for row in error.problems]
            return {"valid": False, "problems": rows, "edited": state.edited}
        except UsageError as error:
            row = {"file": SCENARIO, "line": None, "path": "", "value": "", "expected": str(error)}
            return {"valid": False, "problems": [{**row, "remedy": ""}], "edited": state.edited}
        told = [[row.told("zh"), row.told("en")] for row in cautions(scenario)]
        holds = [describe(scenario, "zh"), describe(scenario, "en")]
        return {"valid": True, "holds": holds, "cautions": told, "edited": state.edited}

    def _parsed(self, state: State, text: str) -> Scenario:
        data = text.encode()
        named_files(data, state.folder)
        with put_off():
            try:
                return parse_scenario(data, str(state.folder / SCENARIO))
            except ScenarioError as error:
                raise ScenarioError([_short(row, state.folder) for row in error.problems]) from None


def _unix(text: str) -> str:
    """With the line ends that a browser's text field has."""
    return text.replace("\r\n", "\n")


def _short(problem: Problem, folder: Path) -> Problem:
    """The same problem with the file as it is named in the scenario's own folder."""
    return replace(problem, file=problem.file.removeprefix(f"{folder}/").removeprefix(f"{folder}\\"))


def _is_scenario(path: Path) -> bool:
    if path.suffix not in SUFFIXES or path.is_symlink() or not path.is_file():
        return False
    try:
        with path.open("rb") as stream:
            return b"planner/1" in stream.read(HEAD)
    except OSError:
        return False


def _outcome(work: Path) -> tuple[float | None, tuple[str, ...]]:
    """Value and failed mandatory clauses, as the files of a bundle tell them."""
    manifest, compliance = (_json(work / name) for name in ("manifest.json", "compliance.json"))
    rows = [row for row in compliance.get("verdicts", ()) if row["strength"] == "mandatory"]
    fails = tuple(row["clause"] for row in rows if row["status"] == "fail")
    return manifest.get("objective_cny_year"), fails


def _json(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_bytes()) if path.is_file() else {}
    return found
