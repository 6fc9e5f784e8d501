"""What one case asks for, as text that any process can read; the version of the code that answers.

Loads little, so that a process that is to solve cases is there at once.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any, Literal

from planner.source import source_digest

__all__ = ["Job", "Run", "What", "version"]

What = Literal["allocation", "layout"]
CODE = ("planner", "solvers")
"""Packages that decide what comes out."""
CODE_FILES = (".py", ".yaml")
ABOUT = "sweep"
"""Folder in each that only carries jobs about, but for ``DECIDES``."""
DECIDES = "case.py"


@dataclass(frozen=True, slots=True)
class Run:
    """What is done with a case. ``seconds`` caps the search, at ``deadline_s`` the process is ended."""

    what: What
    seed: int
    effort: int
    seconds: float | None
    deadline_s: float
    proof: bool


@dataclass(frozen=True, slots=True)
class Job:
    """A case to be solved. ``text`` is its scenario in full, ``packs`` the clauses of the user's own."""

    key: str
    text: str
    packs: dict[str, str]
    run: Run

    def document(self) -> dict[str, Any]:
        """The job as JSON can hold it."""
        return {"key": self.key, "text": self.text, "packs": self.packs, "run": asdict(self.run)}

    @staticmethod
    def from_document(document: dict[str, Any]) -> Job:
        """The job that ``document`` came from."""
        return Job(document["key"], document["text"], document["packs"], Run(**document["run"]))


@cache
def version() -> str:
    """Version of the planner with a hash of its code: results of other code are other results."""
    try:
        number = installed("ecommerce-park-planner")
    except PackageNotFoundError:
        number = "0"
    return f"{number}+{source_digest(CODE, _counts)[:12]}"


def _counts(path: Path) -> bool:
    about = path.parent.name == ABOUT and path.name != DECIDES
    return path.suffix in CODE_FILES and not about
