"""What the page does to layouts: pins set in a state; rooms shifted or exchanged, which makes a new one."""

from __future__ import annotations

from typing import Any

from planner.bundle import Bundle, read_bundle
from planner.bundle.features import Feature
from planner.compare.placements import value_of
from planner.errors import UsageError
from planner.pins.edit import Asked, change_pins, pins_in
from planner.pins.redraw import exchanged, shifted, write_redrawn
from viz.serve.project import Project
from viz.serve.state import Kind, State

__all__ = ["exchange", "pin", "pins_of", "shift"]


def pins_of(state: State) -> list[str]:
    """Ids of what is pinned in the layout of a state."""
    return [row.id for row in pins_in(read_bundle(state.folder))] if state.solved else []


def pin(state: State, ids: tuple[str, ...], tenants: tuple[str, ...], wanted: bool) -> dict[str, Any]:
    """Pin or free; what is pinned then."""
    _solved(state)
    rows = change_pins(state.folder, Asked(ids, tenants), pin=wanted)
    return {"pins": [row.id for row in rows]}


def shift(project: Project, state: State, id: str, by: tuple[float, float], wanted: bool) -> dict[str, Any]:
    """A room moved by metres east and north."""
    _solved(state)
    bundle = read_bundle(state.folder)
    features = shifted(bundle, id, *by, pin=wanted)
    return _redrawn(project, state, bundle, features, "shift", f"{id} ({by[0]:+g}, {by[1]:+g}) m")


def exchange(project: Project, state: State, one: str, other: str, wanted: bool) -> dict[str, Any]:
    """Two rooms in each other's place."""
    _solved(state)
    bundle = read_bundle(state.folder)
    features = exchanged(bundle, one, other, pin=wanted)
    return _redrawn(project, state, bundle, features, "exchange", f"{one} / {other}")


def _redrawn(
    project: Project, state: State, bundle: Bundle, features: list[Feature], kind: Kind, about: str
) -> dict[str, Any]:
    """A new state with that layout, checked."""
    with project.begun() as work:
        project.copy_scenario(state, work)
        plan = write_redrawn(bundle, features, work)
        value = value_of(plan.scenario, plan.facts)
        found = project.adopt(work, state.number, kind, about, value)
    return {"state": found.number}


def _solved(state: State) -> None:
    if not state.solved:
        raise UsageError(f"state {state.number} has no plan; expected one. Try: solve it first")
