"""The catalogue of readings: what the standards leave open, with the alternatives a scenario can choose."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

import yaml

from planner.policies import Policies

__all__ = ["Alternative", "Policy", "Reading", "field_value", "policies", "readings"]

PolicyValue: TypeAlias = str | int | float | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to read it, as the scenario file writes it. A number has no texts of its own."""

    value: PolicyValue
    zh: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """A question that the standards leave open, and the answers a scenario can choose."""

    id: str
    """Its key in the scenario file."""
    of: tuple[str, ...]
    """Places of the standards that leave it open; empty for a question of the fire codes."""
    clauses: tuple[str, ...]
    """Clauses that read it in what they measure; a parameter or condition says so itself."""
    zh: str
    en: str
    why_zh: str
    why_en: str
    default: PolicyValue
    alternatives: tuple[Alternative, ...]
    """Of a word or a list: all answers to show; of a number: the values whose effect is shown."""
    range: tuple[float, float] | None = None
    unit: str = ""
    condition: str = ""
    """A condition that asks for it: every clause with this condition reads it."""

    @property
    def field(self) -> str:
        """Its field in ``Policies``."""
        return self.id.removesuffix("_m") + "_mm" if self.unit == "m" else self.id


@dataclass(frozen=True, slots=True)
class Reading:
    """A question to which this program knows one answer only, and which it is."""

    id: str
    of: tuple[str, ...]
    zh: str
    en: str


@cache
def policies() -> tuple[Policy, ...]:
    """Every policy that is a reading, in the order of the standards."""
    return tuple(_policy(row) for row in _raw()["policies"])


@cache
def readings() -> tuple[Reading, ...]:
    """Every fixed reading."""
    return tuple(Reading(row["id"], tuple(row["of"]), row["zh"], row["en"]) for row in _raw()["readings"])


def field_value(policy: Policy, value: PolicyValue) -> PolicyValue:
    """A value of the file as ``Policies`` keeps it: metres become millimetres."""
    if policy.unit == "m" and isinstance(value, int | float):
        return round(value * 1000)
    return value


def file_value(policy: Policy, settings: Policies) -> PolicyValue:
    """What these settings say, as the file would write it."""
    value: PolicyValue = getattr(settings, policy.field)
    if policy.unit == "m" and isinstance(value, int | float):
        return value / 1000
    return value


@cache
def _raw() -> dict[str, Any]:
    text = files("planner.standards").joinpath("policies.yaml").read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    raw: dict[str, Any] = yaml.load(text, Loader=loader)  # a safe loader either way
    return raw


def _policy(row: dict[str, Any]) -> Policy:
    given = row.get("alternatives")
    alternatives = given or [{"value": value} for value in (row["default"], *row["try"])]
    return Policy(
        id=row["id"],
        of=tuple(row["of"]),
        clauses=tuple(row["clauses"]),
        zh=row["zh"],
        en=row["en"],
        why_zh=row["why_zh"],
        why_en=row["why_en"],
        default=_plain(row["default"]),
        alternatives=tuple(
            Alternative(_plain(a["value"]), a.get("zh", ""), a.get("en", "")) for a in alternatives
        ),
        range=tuple(row["range"]) if "range" in row else None,
        unit=row.get("unit", ""),
        condition=row.get("condition", ""),
    )


def _plain(value: Any) -> PolicyValue:
    return tuple(value) if isinstance(value, list) else value


def known_fields() -> frozenset[str]:
    """Fields of ``Policies`` that are readings."""
    names = {policy.field for policy in policies()}
    return frozenset(field.name for field in dataclasses.fields(Policies) if field.name in names)
