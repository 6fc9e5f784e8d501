"""Kinds of damage that leave out or shrink what the standards name."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.damage import (
    AREAS,
    ORIGIN,
    ROOMS,
    SHAPES,
    WAYS,
    Case,
    Expected,
    Rectangle,
    polygon,
    rectangular,
    shrunk,
)
from benchmarks.damage_rooms import Damage, reshaped

WANTED: Mapping[tuple[str, tuple[str, ...]], str] = {
    ("open_office", ("office_area",)): "CBEP-5.1.1.1",
    ("private_office", ("office_area",)): "CBEP-5.1.1.1",
    ("exhibition_hall", ("exchange_centre",)): "CBEP-5.1.2.1",
    ("incubator", ("exchange_centre",)): "CBEP-5.1.2.1",
    ("rest_area", ("exchange_centre",)): "CBEP-5.1.2.2-d",
    ("conference_hall", ("exchange_centre",)): "CBEP-5.1.2.3",
    ("classroom", ("training_base",)): "CBEP-5.1.3.3",
    ("practice_ground", ("training_base",)): "CBEP-5.1.3.3",
    ("customs_desk", ("customs_hall",)): "CBEP-5.2.4-b",
    ("customs_store", ("customs_hall",)): "CBEP-5.2.4-b",
    ("fire_point", ()): "CBEP-4.3.5.2-d",
    ("waste_point", ()): "SBT11233-5.3.4.2",
}
"""Kind of room and its zone -> the clause that names it. Read in the texts of the standards."""


def _none_of(kind: str, zones: tuple[str, ...], clause: str) -> Damage:
    def damage(case: Case) -> Expected | None:
        rooms = [f for f in case.spaces(kind) if not zones or f["properties"]["zone"] in zones]
        if not rooms:
            return None
        for room in rooms:
            room["properties"]["kind"] = "toilet"
        # a ground exit may open from a hall, and from no toilet
        return Expected({clause, ORIGIN}, {*ROOMS, *AREAS, *SHAPES, "LAYOUT-CORRIDOR-NET"}, kind)

    return damage


def _zone_gone(zone: str, clause: str) -> Damage:
    """All rooms of a zone stand vacant."""

    def damage(case: Case) -> Expected | None:
        rooms = [f for f in case.spaces() if f["properties"].get("zone") == zone]
        rooms = [f for f in rooms if f["properties"]["kind"] not in ("tenant_suite", "stock_room", "vacant")]
        if not rooms:
            return None
        for room in rooms:
            room["properties"].update(kind="vacant", zone="")
            room["properties"].pop("subject", None)
        return Expected({clause, ORIGIN}, {*ROOMS, *AREAS, *SHAPES, *WAYS}, zone)

    return damage


def _too_small(kind: str, area: float, clauses: set[str], *, every: bool) -> Damage:
    """One room of a kind, or together all of a zone, brought down to an area."""

    def damage(case: Case) -> Expected | None:
        rooms = case.spaces(kind)
        fitting = rectangular(rooms, lambda r: r.long * r.short > area)
        if not fitting or (every and len(fitting) != len(rooms)):
            return None
        chosen = fitting if every else [case.random.choice(fitting)]
        expected = Expected({ORIGIN})
        for room in chosen:
            r = Rectangle.of(polygon(room))
            assert r is not None
            part = reshaped(case, room, shrunk(r, area / len(chosen), from_far=case.random.random() < 0.5))
            expected.must |= part.must
            expected.may |= part.may
        expected.must |= clauses
        return expected

    return damage


PROGRAMME: dict[str, Damage] = {
    **{f"no {kind}": _none_of(kind, zones, clause) for (kind, zones), clause in WANTED.items()},
    "no office area": _zone_gone("office_area", "CBEP-4.1.2-a"),
    "no exchange centre": _zone_gone("exchange_centre", "CBEP-4.1.2-a"),
    "no training base": _zone_gone("training_base", "CBEP-4.1.2-a"),
    "no support facilities": _zone_gone("support", "CBEP-4.2.1-c"),
    "a classroom of 49.9 m2": _too_small(
        "classroom", 49.9, {"CBEP-5.1.3.4-a", "CBEP-5.1.3.4-b"}, every=False
    ),
    "a stock room of 49.9 m2": _too_small("stock_room", 49.9, {"CBEP-5.2.2.2-a"}, every=False),
    "practice grounds of 99.9 m2": _too_small("practice_ground", 99.9, {"CBEP-5.1.3.5-a"}, every=True),
    "warehouses of 999 m2": _too_small("warehouse", 999.0, {"CBEP-5.2.1.1"}, every=True),
    "a Party centre of 99.9 m2": _too_small("party_hall", 99.9, {"CBEP-5.2.3-a"}, every=True),
    "an incubator of 79 m2": _too_small("incubator", 79.0, {"LAYOUT-ROOM-AREA"}, every=False),
}
