"""``scenario.yaml`` -> ``Scenario``, or everything that is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from planner.errors import ScenarioError
from planner.model import Scenario
from planner.rubbish import put_off
from planner.scenario.build import build
from planner.scenario.check_annual import check_annual
from planner.scenario.check_buildings import check_buildings
from planner.scenario.check_fire_site import check_fire_site
from planner.scenario.check_leasing import check_leasing
from planner.scenario.check_names import check_names
from planner.scenario.check_operations import check_operations
from planner.scenario.check_pins import check_pins
from planner.scenario.check_programme import check_programme
from planner.scenario.check_standards import check_standards
from planner.scenario.check_storeys import check_storeys
from planner.scenario.check_trucks import check_trucks
from planner.scenario.check_utilities import check_utilities
from planner.scenario.draft import read_parts
from planner.scenario.figures import include_figures
from planner.scenario.like import resolve_likes
from planner.scenario.report import Report
from planner.scenario.second import include_operations
from planner.scenario.source import decode, read_bytes
from planner.scenario.tree import Node, parse, to_raw

__all__ = ["Change", "load_scenario", "parse_scenario"]

Change: TypeAlias = Callable[[Node, Report], None]


def load_scenario(path: Path) -> Scenario:
    """The scenario of a file; ``ScenarioError`` holds all problems of the file at once."""
    data = read_bytes(Path(path))
    with put_off():
        return parse_scenario(data, str(path))


def parse_scenario(data: bytes, source: str, change: Change | None = None) -> Scenario:
    """The scenario in the bytes of a file; ``source`` names it in messages.

    Packs of clauses that it names are looked up from the folder of ``source``, and must be usable. ``change``
    may alter the tree before it is read, with the files it names in place.
    """
    root, problems = parse(decode(data, source), source)
    report = Report(source, root, problems)
    second = include_operations(root, report, source)
    second += include_figures(root, report)
    if change is not None:
        change(root, report)
    unfilled = resolve_likes(root, report)
    draft = read_parts(to_raw(root), report, unfilled)
    for check in (check_names, check_storeys, check_buildings, check_fire_site, check_programme, check_pins):
        check(draft)
    for check in (check_operations, check_annual, check_utilities, check_trucks, check_leasing):
        check(draft)
    check_standards(draft, Path(source).parent)
    if report or draft.whole is None:
        raise ScenarioError(report.problems)
    return build(draft.whole, draft.catalogue, source, hashlib.sha256(data + second).hexdigest())
