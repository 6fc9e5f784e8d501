"""Storeys of an earlier result that may stay as they are in a scenario that has changed since."""

from __future__ import annotations

from planner.compare.read import Plan
from planner.model import Scenario, StoreyLayout

__all__ = ["standing_storeys"]


def standing_storeys(scenario: Scenario, before: Plan) -> tuple[StoreyLayout, ...]:
    """Layouts of storeys that are the same in both scenarios, whose companies and zones are still asked for.

    What is on them has the same names, kinds and zones as then.
    """
    now = {storey.id: storey for storey in scenario.storeys}
    then = {storey.id: storey for storey in before.scenario.storeys}
    return tuple(
        layout
        for layout in before.facts.bundle.layout.storeys
        if layout.storey in now
        and now[layout.storey] == then.get(layout.storey)
        and _asked(scenario, before, layout)
    )


def _asked(scenario: Scenario, before: Plan, layout: StoreyLayout) -> bool:
    """Whether everybody on a storey is the same company or zone in both scenarios, wishes aside."""
    one, other = _names(before.scenario), _names(scenario)
    who = {space.tenant or space.subject for space in layout.spaces} - {None}
    return all(id in other and one.get(id) == other[id] for id in who)


def _names(scenario: Scenario) -> dict[str | None, tuple[object, ...]]:
    found: dict[str | None, tuple[object, ...]] = {
        tenant.id: (tenant.name, tenant.name_zh) for tenant in scenario.tenants
    }
    found |= {row.id: (row.name, row.name_zh, row.zone, row.kind, row.rooms) for row in scenario.demands}
    return found
