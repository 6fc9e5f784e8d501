"""When a clause applies: named conditions that a pack combines."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from planner.check.conduct import PER, residents
from planner.check.facts import Facts
from planner.check.measures import building_area
from planner.standards.clauses import Parameter
from planner.standards.requirement import Spec

__all__ = ["CONDITIONS", "applies"]


def _months(facts: Facts, wanted: Parameter) -> bool:
    return facts.scenario.occupancy.months_in_operation >= _number(wanted)


def _base_type(facts: Facts, wanted: Parameter) -> bool:
    return facts.scenario.base_type in _texts(wanted)


def _zone_present(facts: Facts, wanted: Parameter) -> bool:
    return bool(facts.of_zone(*_texts(wanted)))


def _building_branch(facts: Facts, wanted: Parameter) -> bool:
    everywhere = facts.scenario.policies.service_share_scope == "always"
    return everywhere or building_area(facts) >= _number(wanted)


def _company_type(facts: Facts, wanted: Parameter) -> bool:
    return any(residents(facts, kind) for kind in _texts(wanted))


def _gb50016(facts: Facts, wanted: Parameter) -> bool:
    return (facts.scenario.policies.fire_code_force == "all") == wanted.value


def _number(parameter: Parameter) -> float:
    return float(parameter.value) if isinstance(parameter.value, int | float) else 0.0


def _texts(parameter: Parameter) -> tuple[str, ...]:
    return parameter.value if isinstance(parameter.value, tuple) else (str(parameter.value),)


CONDITIONS: Mapping[str, tuple[Spec, Callable[[Facts, Parameter], bool]]] = {
    "months_at_least": (Spec("number", "month"), _months),
    "base_type": (Spec("texts", choices=("park", "building", "town")), _base_type),
    "gb50016_binds": (Spec("flag"), _gb50016),
    "building_branch": (Spec("number", "m2"), _building_branch),
    "zone_present": (Spec("texts"), _zone_present),
    "company_present": (Spec("texts", choices=PER[1:]), _company_type),
}
"""Condition id -> what its value must be, and the test."""


def applies(conditions: Mapping[str, Parameter], facts: Facts) -> bool:
    """Whether all conditions hold for this layout."""
    return all(CONDITIONS[name][1](facts, wanted) for name, wanted in conditions.items())
