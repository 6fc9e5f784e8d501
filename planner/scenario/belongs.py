"""Which kinds of space belong in which zone, and which kinds a storey permits."""

from __future__ import annotations

from collections.abc import Iterable

from planner.kinds import Catalogue, standard_catalogue

__all__ = ["kinds_of_zone", "permitted_spaces"]

EVERYWHERE = frozenset({"meeting_room", "private_office", "rest_area", "plant_room", "store_room", "toilet"})
"""Kinds that any zone of several rooms may hold."""

# What a zone may hold beyond its standard composition.
_BESIDES = {
    "office_area": frozenset({"tenant_suite", "vacant"}),
    "storage_base": frozenset({"stock_room"}),
    "support": frozenset({"lodging"}),
}

LETTABLE = frozenset({"tenant_suite", "stock_room", "vacant"})
"""Kinds that come from tenants, never from the programme."""


def kinds_of_zone(catalogue: Catalogue, zone: str) -> frozenset[str]:
    """Space kinds that may lie in a zone; a scenario's own kinds may lie in any zone of several rooms."""
    about = catalogue.zones[zone]
    kinds = {component.kind for component in about.components} | _BESIDES.get(zone, frozenset())
    if about.single is None:
        kinds |= EVERYWHERE | (catalogue.spaces.keys() - standard_catalogue().spaces.keys())
    return frozenset(kinds)


def permitted_spaces(catalogue: Catalogue, names: Iterable[str]) -> frozenset[str]:
    """Space kinds meant by a list of space kinds and zones.

    A zone stands for the standard kinds it may hold; own kinds are permitted by their name. Plant and
    store rooms, toilets and vacant units (no use of their own) are permitted everywhere.
    """
    kinds: set[str] = {"plant_room", "store_room", "toilet", "vacant"}
    for name in names:
        if name in catalogue.zones:
            kinds |= kinds_of_zone(standard_catalogue(), name)
        else:
            kinds.add(name)
    return frozenset(kinds)
