"""Changes of a scenario, applied: every answer here is tried on a scenario that a user could have written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from planner.model import M2, Building, Core, Scenario, Storey
from planner.reasons import Edit
from planner.standards.policies import Policy, field_value, policies

__all__ = ["applied", "edited", "policy_of", "value_text"]


def edited(scenario: Scenario, edits: Iterable[Edit]) -> Scenario:
    """The scenario with all of these changes."""
    for edit in edits:
        scenario = applied(scenario, edit)
    return scenario


def applied(scenario: Scenario, edit: Edit) -> Scenario:
    """The scenario with one change."""
    if edit.kind == "drop":
        return _dropped(scenario, edit.subject)
    if edit.kind in ("shrink", "enlarge"):
        name = "least_area" if edit.kind == "shrink" else "most_area"
        return _sized(scenario, edit.subject, {name: round(float(edit.to) * M2)})
    if edit.kind == "unpin":
        return replace(scenario, pins=tuple(pin for pin in scenario.pins if pin.subject != edit.subject))
    if edit.kind == "permit":
        return _permitted(scenario, edit.subject, frozenset(edit.to.split(", ")))
    if edit.kind == "read":
        policy = policy_of(edit.subject)
        chosen = next(row.value for row in policy.alternatives if value_text(row.value) == edit.to)
        settings = scenario.policies.with_value(policy.field, field_value(policy, chosen))
        return replace(scenario, policies=settings)
    return _higher(scenario, edit.subject, int(edit.to))


def policy_of(id: str) -> Policy:
    """The reading with this key."""
    return next(policy for policy in policies() if policy.id == id)


def value_text(value: object) -> str:
    """A reading's value as a scenario writes it."""
    return f"[{', '.join(str(item) for item in value)}]" if isinstance(value, tuple) else str(value)


def _dropped(scenario: Scenario, subject: str) -> Scenario:
    """Nobody has to place it any longer; a pin would ask for it, so it goes too."""
    return replace(
        scenario,
        tenants=tuple(replace(t, resident=t.resident and t.id != subject) for t in scenario.tenants),
        demands=tuple(replace(d, required=d.required and d.id != subject) for d in scenario.demands),
        pins=tuple(pin for pin in scenario.pins if pin.subject != subject),
    )


def _sized(scenario: Scenario, subject: str, area: Mapping[str, int]) -> Scenario:
    changed: dict[str, Any] = dict(area)
    return replace(
        scenario,
        tenants=tuple(replace(t, **changed) if t.id == subject else t for t in scenario.tenants),
        demands=tuple(replace(d, **changed) if d.id == subject else d for d in scenario.demands),
    )


def _permitted(scenario: Scenario, storey: str, kinds: frozenset[str]) -> Scenario:
    def open_to(row: Storey) -> Storey:
        if row.id != storey or row.permitted_kinds is None:
            return row
        return replace(row, permitted_kinds=row.permitted_kinds | kinds)

    return _with_storeys(scenario, lambda building: tuple(open_to(row) for row in building.storeys))


def _higher(scenario: Scenario, building: str, count: int) -> Scenario:
    """``count`` storeys more on a building, each like its highest one."""

    def storeys(row: Building) -> tuple[Storey, ...]:
        return (*row.storeys, *_above(row, count)) if row.id == building else row.storeys

    return _with_storeys(scenario, storeys)


def _above(building: Building, count: int) -> list[Storey]:
    top = max(building.storeys, key=lambda storey: storey.level)
    taken = {storey.id for storey in building.storeys}
    made = []
    for k in range(1, count + 1):
        level = top.level + k
        id = f"{building.id}/{level}F"
        while id in taken:
            id += "+"
        taken.add(id)
        made.append(
            replace(
                top,
                id=id,
                name=id.partition("/")[2],
                level=level,
                elevation_mm=top.elevation_mm + k * top.height_mm,
                cores=tuple(_renamed(core, top.id, id) for core in top.cores),
                exits=() if top.is_ground else top.exits,
                docks=() if top.is_ground else top.docks,
            )
        )
    return made


def _renamed(core: Core, old: str, new: str) -> Core:
    parts = tuple(replace(part, id=part.id.replace(old, new, 1)) for part in core.parts)
    return replace(core, id=core.id.replace(old, new, 1), parts=parts)


def _with_storeys(scenario: Scenario, storeys: Callable[[Building], tuple[Storey, ...]]) -> Scenario:
    return replace(scenario, buildings=tuple(replace(b, storeys=storeys(b)) for b in scenario.buildings))
