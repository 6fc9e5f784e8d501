"""Parameters of a clause that are a policy of the scenario: ``least: {policy: corridor_width_m}``."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from planner.model import M2, Policies
from planner.standards.clauses import Clause, Pack, Parameter, ParameterValue
from planner.standards.policies import policies
from planner.standards.requirement import Spec

__all__ = ["fits", "policy_names", "with_policies"]

UNITS: Mapping[str, tuple[str, int, str]] = {
    "_kn_m2": ("_kn_m2", 1, "kN/m2"),
    "_mm": ("_m", 1000, "m"),
    "_area": ("_m2", M2, "m2"),
    "_m_s": ("_m_s", 1, "m/s"),
}
"""End of a field's name -> end of its key in the file, what one unit of the file is there, the unit."""


@cache
def _keys() -> Mapping[str, tuple[str, int, str]]:
    """Key of the scenario file -> field of ``Policies``, factor and unit (empty where it has none)."""
    found = {}
    for field in dataclasses.fields(Policies):
        end = next((end for end in UNITS if field.name.endswith(end)), "")
        key, factor, unit = UNITS.get(end, ("", 1, ""))
        found[field.name.removesuffix(end) + key] = (field.name, factor, unit)
    for policy in policies():
        field_, factor, unit = found[policy.id]
        found[policy.id] = (field_, factor, unit or policy.unit)
    return found


def policy_names() -> tuple[str, ...]:
    """The policies as the scenario file spells them."""
    return tuple(_keys())


def fits(name: str, spec: Spec) -> bool:
    """Whether a policy has the type and unit that a parameter asks for. Policies without unit fit shares."""
    if name not in _keys():
        return False
    field, _, unit = _keys()[name]
    value = getattr(Policies(), field)
    if spec.type == "number":
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number and (unit or "share") == spec.unit
    wanted = {"text": str, "texts": tuple, "flag": bool}[spec.type]
    return isinstance(value, wanted) and (not spec.choices or _answers(name) <= set(spec.choices))


def _answers(name: str) -> set[str]:
    """Every word that a policy may be."""
    return {
        str(alternative.value)
        for policy in policies()
        if policy.id == name
        for alternative in policy.alternatives
    }


def with_policies(pack: Pack, settings: Policies) -> Pack:
    """The pack with the values that the settings of a scenario give those policies."""
    if not any(_of_policies(clause) for clause in pack.clauses):
        return pack
    return replace(pack, clauses=tuple(_with_values(clause, settings) for clause in pack.clauses))


def _of_policies(clause: Clause) -> bool:
    return any(row.policy for part in clause.requirements for row in part.params.values())


def _with_values(clause: Clause, settings: Policies) -> Clause:
    if not _of_policies(clause):
        return clause
    params = {name: _resolved(row, settings) for name, row in clause.params.items()}
    return replace(clause, params=params, also=tuple(_with_values(more, settings) for more in clause.also))


def _resolved(parameter: Parameter, settings: Policies) -> Parameter:
    if not parameter.policy:
        return parameter
    field, factor, unit = _keys()[parameter.policy]
    raw = getattr(settings, field)
    value: ParameterValue = raw / factor if factor != 1 else raw
    return replace(parameter, value=value, unit=unit or parameter.unit)
