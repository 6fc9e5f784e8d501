"""``flows.json``: what flows cost, what they would at least, and what moving one zone would change."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from planner.bundle.files import write_files
from planner.circulation.flow_bound import Least
from planner.circulation.flow_moves import Move, Option
from planner.circulation.flows import Flows, Trip
from planner.circulation.places import GATE

__all__ = ["FLOWS_FILE", "FLOWS_FORMAT", "flows_document", "name_of", "write_flows"]

FLOWS_FORMAT = "planner-flows/1"
FLOWS_FILE = "flows.json"


def flows_document(flows: Flows) -> dict[str, Any]:
    """The flows as plain data (``docs/circulation.md`` tells each key)."""
    return {
        "format": FLOWS_FORMAT,
        "cost_cny_year": _cny(flows.people_cny_year + flows.goods_cny_year),
        "people_cny_year": _cny(flows.people_cny_year),
        "goods_cny_year": _cny(flows.goods_cny_year),
        "person_km_year": _cny(flows.person_km_year),
        "tonne_km_year": _cny(flows.tonne_km_year),
        "bound_on_these_storeys": _least(flows.storeys_bound),
        "bound_on_any_storeys": _least(flows.subjects_bound),
        "unreached": [[trip.stream.origin, _destination(trip)] for trip in flows.unreached],
        "flows": [
            _trip(flows, trip)
            for trip in sorted(flows.trips, key=lambda trip: (-sum(flows.cost(trip)), trip.stream.origin))
        ],
        "moves": [_move(flows, move) for move in flows.moves],
    }


def write_flows(directory: Path, flows: Flows) -> None:
    """Write ``flows.json`` into a bundle."""
    text = json.dumps(flows_document(flows), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    write_files(directory, {FLOWS_FILE: text.encode()})


def name_of(flows: Flows, place: int) -> str:
    """The subject at a place, a vacant room, or a gate."""
    return flows.distances.places[place].name.removeprefix(GATE)


def _trip(flows: Flows, trip: Trip) -> dict[str, Any]:
    people, goods = flows.cost(trip)
    stream = trip.stream
    row: dict[str, Any] = {"from": stream.origin, "to": _destination(trip)}
    row |= {"from_storey": trip.storeys[0] or None, "to_storey": trip.storeys[1] or None}
    if stream.people_year:
        row |= {"people_year": stream.people_year, "people_m": _metres(trip.people_m)}
    if stream.tonnes_year:
        row |= {"tonnes_year": stream.tonnes_year, "goods_m": _metres(trip.goods_m), "by_hand": trip.by_hand}
    return row | {"cny_year": _cny(people + goods)}


def _destination(trip: Trip) -> str:
    """Where a stream leads; the storey where it is whatever warehouse is there."""
    return trip.stream.destination or trip.stream.storey


def _move(flows: Flows, move: Move) -> dict[str, Any]:
    here = flows.distances.places[move.place]
    return {
        "subject": here.name,
        "storey": here.storey,
        "cny_year": _cny(move.cost),
        "best": _option(flows, move.best),
        "best_that_fits": _option(flows, move.fitting),
        "best_elsewhere": _option(flows, move.elsewhere),
    }


def _option(flows: Flows, option: Option | None) -> dict[str, Any] | None:
    if option is None:
        return None
    place = flows.distances.places[option.place]
    return {
        "exchange_with" if not option.vacant else "vacant_room": place.name,
        "storey": place.storey,
        "change_cny_year": _cny(option.change),
        "hindrance": option.hindrance or None,
    }


def _least(least: Least) -> dict[str, float]:
    return {
        "cny_year": _cny(least.total),
        "people_cny_year": _cny(least.people),
        "goods_cny_year": _cny(least.goods),
    }


def _cny(value: float) -> float:
    return round(value, 2)


def _metres(value: float) -> float | None:
    return round(value, 2) if math.isfinite(value) else None
