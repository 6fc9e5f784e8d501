"""Reads what is to be compared: two scenario files, or the folders of results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shapely import Polygon

from planner.check.compliance import Compliance
from planner.check.facts import Facts, read_facts
from planner.errors import BundleError, UsageError
from planner.model import Scenario
from planner.rubbish import put_off
from planner.scenario import load_scenario
from planner.verify import verify_facts

__all__ = ["RESOLVED", "Plan", "are_bundles", "names_of", "read_plan", "read_plans", "same_park"]

RESOLVED = "scenario.resolved.yaml"
MOST = 0.5
"""Share of their ground together that two sites, or two storeys, of one park have in common."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A result: the scenario that it answers, its layout as it is on the disk, what the check says of it."""

    name: str
    """The shortest end of its path that tells it from the others."""
    directory: Path
    scenario: Scenario
    facts: Facts
    compliance: Compliance


def are_bundles(one: Path, other: Path) -> bool:
    """Whether both are folders of results; ``UsageError`` where only one of them is."""
    if one.is_dir() == other.is_dir():
        return one.is_dir()
    folder, file = (one, other) if one.is_dir() else (other, one)
    if not file.exists():
        raise UsageError(
            f"{file}: no such file or folder; expected two scenario files, or two folders that "
            "`planner solve` wrote. Try: correct the path"
        )
    raise UsageError(
        f"{folder} is a folder and {file} a file; expected two scenario files, or two folders that "
        f"`planner solve` wrote. Try: compare with the scenario in the folder, {folder / RESOLVED}"
    )


def read_plans(directories: Sequence[Path]) -> tuple[Plan, ...]:
    """The results in these folders, each checked anew under its own scenario.

    Raises ``BundleError`` where one cannot be read, or is of another park than the first.
    """
    plans = tuple(
        read_plan(directory, name) for directory, name in zip(directories, names_of(directories), strict=True)
    )
    for plan in plans[1:]:
        same_park(plans[0].scenario, str(plans[0].directory), plan)
    return plans


def read_plan(directory: Path, name: str) -> Plan:
    """The result in a folder under that name."""
    if directory.exists() and not directory.is_dir():
        raise BundleError(
            f"{directory}: a file, expected a result bundle, the folder that `planner solve` writes. "
            "Try: give the folder"
        )
    if directory.is_dir() and not (directory / RESOLVED).is_file():
        raise BundleError(
            f"{directory / RESOLVED}: missing, expected in a result bundle. "
            "Try: solve the scenario again with `planner solve SCENARIO -o FOLDER`"
        )
    if not directory.exists():
        raise BundleError(
            f"{directory}: no such folder; expected a result bundle, the folder that `planner solve` writes. "
            "Try: correct the path, or solve the scenario with `planner solve SCENARIO -o FOLDER`"
        )
    scenario = load_scenario(directory / RESOLVED)
    with put_off():
        facts = read_facts(scenario, directory)
        return Plan(name, directory, scenario, facts, verify_facts(scenario, facts))


def names_of(directories: Sequence[Path]) -> tuple[str, ...]:
    """Names for the columns: the least number of folders from the end that tells the paths apart."""
    parts = [directory.resolve().parts for directory in directories]
    for count in range(1, max(len(row) for row in parts) + 1):
        names = ["/".join(row[-count:]) for row in parts]
        if len(set(names)) == len(names):
            return tuple(names)
    return tuple(f"{'/'.join(row[-1:])} ({number})" for number, row in enumerate(parts, 1))


def same_park(first: Scenario, of: str, other: Plan) -> None:
    """Raise ``BundleError`` where a result is of another park than the scenario of ``of``.

    It is the same where storeys with the same ids lie on about the same site or in about one place.
    """
    outlines = {storey.id: storey.outline for storey in first.storeys}
    common = [(s.outline, outlines[s.id]) for s in other.scenario.storeys if s.id in outlines]
    alike = sum(_alike(*pair) for pair in common)
    site = _alike(first.site.boundary, other.scenario.site.boundary)
    if common and (site or 2 * alike >= len(common)):
        return
    raise BundleError(
        f"{other.directory}: a layout of {other.scenario.name!r}, expected one of the same park as "
        f"{of} ({first.name!r}): their sites and storeys lie elsewhere. "
        "Try: give results of the same scenario, or of versions of it"
    )


def _alike(one: Polygon, other: Polygon) -> bool:
    """Whether two polygons have most of their ground in common."""
    return one.intersection(other).area >= MOST * one.union(other).area
