"""The packs of a scenario, those of the user's own among them."""

from __future__ import annotations

from pathlib import Path

from planner.bundle.packs import copy_names
from planner.model import Scenario
from planner.standards.clauses import Pack
from planner.standards.packs.load import packs_for

__all__ = ["copies", "packs_of"]


def packs_of(scenario: Scenario) -> tuple[Pack, ...]:
    """The integrity rules and the packs of a scenario, with the values its policies give."""
    return packs_for(scenario.standards, Path(scenario.source).parent, scenario.policies)


def copies(scenario: Scenario) -> dict[str, bytes]:
    """The user's own packs by the name of their copy in a bundle."""
    names = copy_names(scenario.standards)
    packs = zip(scenario.standards, packs_of(scenario)[1:], strict=True)
    return {names[given]: pack.content for given, pack in packs if given in names}
