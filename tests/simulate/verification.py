"""Models of ``planner simulate`` against theory and published tests, and the page that tells the results.

After a change of a model or check write ``docs/verification.md`` anew:
``python -m tests.simulate.verification`` (``--only WORD``: measure checks whose id or model holds the word,
keep the rows of the others). A module of ``tests/simulate/checks`` declares ``CHECKS``;
``test_verification.py`` runs them and compares the page.
"""

from __future__ import annotations

import argparse
import math
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "verification.md"
HEAD = ["| check | what | source | criterion | result | margin |", "|---|---|---|---|--:|--:|"]


@dataclass(frozen=True, slots=True)
class Check:
    """One model against one number, or a band of numbers."""

    model: str
    """Heading under which it stands, such as ``Evacuation: hydraulic model``."""
    id: str
    """Its name, told once in the whole page."""
    what: str
    source: str
    """Theory, standard or publication, with the place in it."""
    measure: Callable[[], float]
    unit: str = ""
    least: float = -math.inf
    most: float = math.inf
    digits: int = 2
    """Digits after the point with which the result is told."""
    slow: bool = False
    """Takes more than about half a second: measured by the long tests only."""

    def number(self, value: float) -> str:
        """A value as the page tells it."""
        return f"{value:.{self.digits}f}{f' {self.unit}' if self.unit else ''}"

    @property
    def criterion(self) -> str:
        """The band in words; limits are told with all their digits."""
        unit = f" {self.unit}" if self.unit else ""
        if math.isinf(self.least):
            return f"at most {self.most:.12g}{unit}"
        if math.isinf(self.most):
            return f"at least {self.least:.12g}{unit}"
        if self.least == self.most:
            return f"exactly {self.least:.12g}{unit}"
        return f"{self.least:.12g} to {self.most:.12g}{unit}"

    def passes(self, value: float) -> bool:
        """Whether a result meets the criterion; NaN never does."""
        return self.least <= value <= self.most

    def margin(self, value: float) -> float:
        """How far a result lies inside the nearer limit; negative outside."""
        return min(value - self.least, self.most - value)

    def row(self, value: float) -> str:
        """Its row of the page."""
        cells = (self.id, self.what, self.source, self.criterion, self.number(value))
        return f"| {' | '.join(cells)} | {self.number(self.margin(value))} |"


@cache
def checks() -> Mapping[str, Check]:
    """Every check by id, in the order of modules and of their ``CHECKS``."""
    package = import_module("tests.simulate.checks")
    found: dict[str, Check] = {}
    for name in sorted(module.name for module in pkgutil.iter_modules(package.__path__)):
        for check in import_module(f"{package.__name__}.{name}").CHECKS:
            if check.id in found:
                raise ValueError(f"two checks have the id {check.id!r}")
            found[check.id] = check
    return found


def rows_of(text: str) -> dict[str, str]:
    """The rows of a page by the id of their check."""
    rows = [line for line in text.splitlines() if line.startswith("| ") and line not in HEAD]
    return {line.split(" | ")[0].removeprefix("| "): line for line in rows}


def page(rows: Mapping[str, str]) -> str:
    """The page with these rows."""
    lines = [
        "# Verification",
        "",
        "What the models of `planner simulate` are held against: theory, published tests, other models. The",
        "tests measure every row anew and compare it with its criterion; this page is written by them",
        "(`python -m tests.simulate.verification`), and a test fails where it is stale. The margin tells how",
        "far the result lies inside the nearer limit, in the same unit.",
    ]
    for model in dict.fromkeys(check.model for check in checks().values()):
        lines += ["", f"## {model}", "", *HEAD]
        lines += [rows[check.id] for check in checks().values() if check.model == model]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="measure these alone: a word of id or model")
    word = parser.parse_args().only.lower()
    known = rows_of(PAGE.read_text("utf-8")) if PAGE.is_file() else {}
    rows: dict[str, str] = {}
    for check in checks().values():
        if word not in f"{check.id} {check.model}".lower() and check.id in known:
            rows[check.id] = known[check.id]
            continue
        value = check.measure()
        rows[check.id] = check.row(value)
        print(f"{'ok  ' if check.passes(value) else 'FAIL'} {check.id}: {check.number(value)}", flush=True)
    PAGE.write_text(page(rows), "utf-8")


if __name__ == "__main__":
    main()
