"""A foil: what somebody expected of the plan, in words, and the scenario that asks for it.

``tenant T12 on A/1F``, ``demand SUPPORT in B``, ``T12 with 400 m2``, ``T12 on A/2F with 400 m2``, ``T12 in``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TypeVar

from planner.errors import UsageError
from planner.model import M2, Demand, Pin, Scenario, Storey, Tenant

Subject = TypeVar("Subject", Tenant, Demand)

__all__ = ["Foil", "foil_scenarios", "parse_foil"]

FORM = re.compile(
    r"^\s*(?:(?P<word>tenant|company|demand|zone)\s+)?(?P<id>\S+)"
    r"(?:\s+(?P<place>(?:on|in|at)\s+(?P<where>(?!at\s+all|all)\S+)))?"
    r"(?:\s+with\s+(?P<m2>[0-9]+(?:\.[0-9]+)?)\s*(?:m2|m²|sqm)?)?"
    r"(?P<in>\s+(?:in(?:\s+at\s+all)?|at\s+all))?\s*$",
    re.IGNORECASE,
)

GRAMMAR = '"[tenant|demand] ID [on STOREY | in BUILDING] [with AREA m2]", or "ID in" for a place anywhere'
NEAR = 5
"""Ids to offer for one that is not known."""


@dataclass(frozen=True, slots=True)
class Foil:
    """A subject that should have a place: ``storeys`` where (empty: anywhere), ``area_m2`` at least."""

    text: str
    subject: str
    storeys: tuple[str, ...] = ()
    area_m2: float | None = None


def parse_foil(scenario: Scenario, text: str) -> Foil:
    """What the words ask for; ``UsageError`` where they are not understood or name what is not there."""
    form = FORM.match(text)
    if form is None or not (form["where"] or form["m2"] or form["in"]):
        raise UsageError(
            f"--why-not: got {text!r}; expected {GRAMMAR}. Try: --why-not {_example(scenario)!r}"
        )
    subject = _subject(scenario, form["word"] or "", form["id"])
    storeys: tuple[str, ...] = ()
    if form["where"]:
        storeys = _place(scenario, form["where"])
    area = float(form["m2"]) if form["m2"] else None
    if area is not None and area <= 0:
        raise UsageError(f"--why-not: got {form['m2']} m2; expected an area above 0. Try: {GRAMMAR}")
    return Foil(" ".join(text.split()), subject, storeys, area)


def foil_scenarios(scenario: Scenario, foil: Foil) -> tuple[Scenario, ...]:
    """The scenario with what the foil asks for; one for each storey that a building offers."""
    tenants = tuple(
        _asked(row, foil, replace(row, resident=True)) if row.id == foil.subject else row
        for row in scenario.tenants
    )
    demands = tuple(
        _asked(row, foil, replace(row, required=True)) if row.id == foil.subject else row
        for row in scenario.demands
    )
    base = replace(scenario, tenants=tenants, demands=demands)
    if not foil.storeys:
        return (base,)
    others = tuple(pin for pin in base.pins if pin.subject != foil.subject)
    return tuple(replace(base, pins=(*others, Pin(foil.subject, storey))) for storey in foil.storeys)


def _asked(row: Subject, foil: Foil, placed: Subject) -> Subject:
    """The subject, to be placed, with the area that is asked for at least."""
    if foil.area_m2 is None:
        return placed
    asked = round(foil.area_m2 * M2)
    return replace(placed, least_area=asked, most_area=max(row.most_area, asked))


def _subject(scenario: Scenario, word: str, id: str) -> str:
    tenants = [row.id for row in scenario.tenants]
    demands = [row.id for row in scenario.demands if not row.off_site]
    if word.lower() in ("tenant", "company"):
        return _known(id, tenants, "the id of a tenant")
    if word.lower() in ("demand", "zone"):
        return _known(id, demands, "the id of a demand that lies on the site")
    return _known(id, [*tenants, *demands], "the id of a tenant or of a demand that lies on the site")


def _place(scenario: Scenario, where: str) -> tuple[str, ...]:
    storeys: dict[str, Storey] = {row.id: row for row in scenario.storeys}
    buildings = {row.id: row for row in scenario.buildings}
    if where in buildings:
        return tuple(row.id for row in buildings[where].storeys)
    return (_known(where, [*storeys, *buildings], "the id of a storey or a building"),)


def _known(id: str, known: list[str], expected: str) -> str:
    if id in known:
        return id
    folded = {name.casefold(): name for name in known}
    near = get_close_matches(id.casefold(), list(folded), n=NEAR, cutoff=0.3)
    offered = ", ".join(folded[name] for name in near) or ", ".join(known[:NEAR]) or "none, there is none"
    raise UsageError(f"--why-not: got {id!r}; expected {expected}. Try: {offered}")


def _example(scenario: Scenario) -> str:
    ids = [row.id for row in scenario.tenants] + [row.id for row in scenario.demands]
    storey = scenario.storeys[0].id if scenario.storeys else "A/1F"
    return f"{ids[0] if ids else 'T01'} on {storey}"
