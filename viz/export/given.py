"""What every writer is given: the scenario and the layout of a bundle, in one language."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.bundle import read_bundle
from planner.bundle.read import Bundle
from planner.errors import BundleError, UsageError
from planner.model import Building, Scenario, Space, Storey, StoreyLayout
from planner.scenario import load_scenario
from viz.labels import Lang, building_name, kind_name, party_name
from viz.scene import room_name, room_numbers

__all__ = ["Given", "read_given"]

RESOLVED = "scenario.resolved.yaml"
SOLVE_AGAIN = "solve the scenario again with `planner solve SCENARIO -o FOLDER`"


@dataclass(frozen=True, slots=True)
class Given:
    """A bundle to be exported."""

    scenario: Scenario
    bundle: Bundle
    verdicts: tuple[Mapping[str, Any], ...]
    """Clauses with their verdicts, as ``compliance.json`` tells them; empty where it is not there."""
    storeys: tuple[Storey, ...]
    """The storeys wanted, in the order of the scenario."""
    lang: Lang

    def arranged(self, storey: Storey) -> StoreyLayout:
        """What lies on a storey; nothing where it is not laid out."""
        laid_out = self.bundle.layout.storeys
        return next((e for e in laid_out if e.storey == storey.id), StoreyLayout(storey.id, (), (), ()))

    def spaces(self) -> Iterator[tuple[Storey, Space]]:
        """Every room of the storeys wanted."""
        for storey in self.storeys:
            for space in self.arranged(storey).spaces:
                yield storey, space

    def building(self, storey: Storey) -> Building:
        """The building of a storey."""
        return self.scenario.building(storey.building)

    @property
    def buildings(self) -> tuple[Building, ...]:
        """The buildings that have a storey among those wanted."""
        wanted = {storey.building for storey in self.storeys}
        return tuple(building for building in self.scenario.buildings if building.id in wanted)

    def numbers(self, storey: Storey) -> dict[str, str]:
        """Room numbers of a storey, as the plans print them."""
        return room_numbers(storey, self.arranged(storey).spaces)

    def room_name(self, space: Space) -> str:
        """What a room is called, as the plans print it."""
        tenants = {tenant.id: party_name(tenant, self.lang) for tenant in self.scenario.tenants}
        return room_name(self.scenario, space, tenants, self.lang)

    def kind_name(self, kind: str) -> str:
        """Name of a kind of room."""
        return kind_name(self.scenario.catalogue, kind, self.lang)

    def kind_colour(self, kind: str) -> str:
        """Colour of a kind of room, ``#rrggbb``."""
        entry = self.scenario.catalogue.spaces.get(kind)
        return entry.colour if entry else "#eeeeee"

    def storey_title(self, storey: Storey) -> str:
        """Building and storey in words."""
        return f"{building_name(self.building(storey), self.lang)} {storey.name}"


def read_given(directory: Path, storeys: Sequence[str], lang: Lang) -> Given:
    """The bundle in a folder; ``storeys`` (ids ``A/1F``, or ids of buildings) chooses, empty takes all.

    Raises ``BundleError`` where the folder cannot be used, ``UsageError`` for a storey that is not there.
    """
    bundle = read_bundle(directory)
    if not (directory / RESOLVED).is_file():
        raise BundleError(f"{directory / RESOLVED}: missing, expected in a result bundle. Try: {SOLVE_AGAIN}")
    scenario = load_scenario(directory / RESOLVED)
    chosen = tuple(s for s in scenario.storeys if not storeys or {s.id, s.building} & set(storeys))
    known = {storey.id for storey in scenario.storeys} | {building.id for building in scenario.buildings}
    unknown = [name for name in storeys if name not in known]
    if unknown:
        some = ", ".join(storey.id for storey in scenario.storeys[:6])
        raise UsageError(
            f"--storey: got {unknown[0]!r}, expected a storey or a building of {directory}. "
            f"Try: one of {some}" + (" ..." if len(scenario.storeys) > 6 else "")
        )
    return Given(scenario, bundle, _verdicts(directory / "compliance.json"), chosen, lang)


def _verdicts(path: Path) -> tuple[Mapping[str, Any], ...]:
    if not path.is_file():
        return ()
    try:
        rows = json.loads(path.read_bytes())["verdicts"]
        return tuple(row for row in rows if isinstance(row["clause"], str) and isinstance(row["status"], str))
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise BundleError(f"{path}: damaged ({fault}), expected verdicts. Try: {SOLVE_AGAIN}") from fault
