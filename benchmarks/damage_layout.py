"""Kinds of damage to a layout file, by name."""

from __future__ import annotations

from benchmarks.damage_programme import PROGRAMME
from benchmarks.damage_roads import ROADS
from benchmarks.damage_rooms import ROOMS_AND_DOORS, Damage

LAYOUT: dict[str, Damage] = {**ROOMS_AND_DOORS, **ROADS, **PROGRAMME}
