"""What ``planner diff`` prints."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TextIO

from planner.compare.bundles import BundleDiff
from planner.compare.scenarios import Change
from viz.diff_bundle import bundle_lines
from viz.diff_scenario import changes_line, scenario_lines
from viz.diff_words import Lang, say

__all__ = ["print_bundle_diff", "print_scenario_diff"]


def print_scenario_diff(
    before: str, after: str, changes: Sequence[Change], lang: Lang, *, stream: TextIO | None = None
) -> None:
    """Changes of a scenario; plain lines, the same on a terminal and in a file."""
    lines = [say("same_scenarios", lang)]
    if changes:
        lines = [f"--- {before}", f"+++ {after}", changes_line(changes, lang), *scenario_lines(changes, lang)]
    _print(lines, stream)


def print_bundle_diff(
    diff: BundleDiff, lang: Lang, *, everything: bool = False, stream: TextIO | None = None
) -> None:
    """Differences of two results; ``everything``: every line of every group, every door."""
    _print(bundle_lines(diff, lang, everything=everything), stream)


def _print(lines: Sequence[str], stream: TextIO | None) -> None:
    out = stream or sys.stdout
    # names come from files: no control character of theirs may drive a terminal
    plain = ("".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in line) for line in lines)
    out.write("".join(f"{line}\n" for line in plain))
    out.flush()
