"""What draws rooms of a storey to each other, to stairs and lifts, exits and docks: flows, as money.

A unit of the search's cost has a price: the corridor whose area costs one unit would bring in rent if it
were let. So a flow weighs as much as the scenario says a metre of it costs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from shapely.geometry import Point

from planner.model import Scenario, Storey
from planner.score import STORAGE_RENT_CNY_M2_YEAR
from solvers.arrange.items import Item
from solvers.arrange.plate import Plate, core_needs, local
from solvers.types import Pull

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Draws = tuple[Floats, Floats, Ints, Ints, Ints, Floats, npt.NDArray[np.bool_]]
"""``pairs`` (subject, subject, cost of a metre), ``ways`` (subject, class of places, cost of a metre), the
items of each subject (``member_at``, ``members``), the places of each class (``place_at``, ``places``: x, y,
metres from there on), and which items anything draws."""


def no_draws(items: int) -> Draws:
    """Nothing draws any of these items."""
    none, start = np.zeros((0, 3)), np.zeros(1, np.int64)
    return none, none, start, start[:0], start, none, np.zeros(items, np.bool_)


def cost_cny(scenario: Scenario, gross_m2: float, share_cost: float) -> float:
    """What a unit of the search's cost is worth on a storey, CNY a year.

    ``share_cost``: the cost of corridors over their share of the gross area. Rent: the mean of all companies.
    """
    wished = sum(tenant.wished_area for tenant in scenario.tenants)
    rents = sum(12 * tenant.rent_cny_m2_month * tenant.wished_area for tenant in scenario.tenants)
    rent = rents / wished if wished and rents else STORAGE_RENT_CNY_M2_YEAR
    return rent * gross_m2 / share_cost


def draws_of(
    storey: Storey, plate: Plate, items: Sequence[Item], pulls: Iterable[Pull], unit_cny: float
) -> Draws:
    """The pulls of a storey for the kernel, those whose subjects are among the items."""
    own: dict[str, list[int]] = {}
    for number, item in enumerate(items):
        if item.subject is not None:
            own.setdefault(item.subject, []).append(number)
    subjects = {subject: number for number, subject in enumerate(own)}
    classes: dict[tuple[bool, tuple[float, float] | None], int] = {}
    sets: list[Floats] = []
    pairs: list[tuple[float, float, float]] = []
    ways: list[tuple[float, float, float]] = []
    for pull in pulls:
        if pull.subject not in own or (pull.other and pull.other not in own):
            continue
        if pull.other:
            pairs.append((subjects[pull.subject], subjects[pull.other], pull.cny_m / unit_cny))
            continue
        key = (pull.goods, pull.towards)
        if key not in classes:
            classes[key] = len(sets)
            sets.append(ways_out(storey, plate, goods=pull.goods, towards=pull.towards))
        if len(sets[classes[key]]):
            ways.append((subjects[pull.subject], classes[key], pull.cny_m / unit_cny))
    drawn = np.zeros(len(items), np.bool_)
    names = list(own)
    for a, b, _ in pairs:
        drawn[own[names[int(a)]] + own[names[int(b)]]] = True
    for a, *_ in ways:
        drawn[own[names[int(a)]]] = True
    return (
        np.array(pairs).reshape(-1, 3),
        np.array(ways).reshape(-1, 3),
        _starts(list(own.values())),
        np.array([number for members in own.values() for number in members], np.int64),
        _starts(sets),
        np.concatenate(sets) if sets else np.zeros((0, 3)),
        drawn,
    )


def _starts(rows: Sequence[Sequence[object] | Floats]) -> Ints:
    return np.concatenate([[0], np.cumsum([len(row) for row in rows], dtype=np.int64)]).astype(np.int64)


def ways_out(storey: Storey, plate: Plate, *, goods: bool, towards: tuple[float, float] | None) -> Floats:
    """Places of a storey by which one leaves it, with the metres from there on less those of the best.

    To other storeys by stairs and lifts, goods by goods lifts; outside by exits, goods by docks too, from
    upper storeys by way of these.
    """
    places: list[tuple[float, float, float]] = []
    doors = [exit_.point for exit_ in storey.exits] + [dock.point for dock in storey.docks if goods]
    if towards is not None and storey.is_ground and doors:
        goal = Point(towards)
        places = [(*_spot(point, plate), point.distance(goal) / 1000) for point in doors]
    else:
        places = [
            (x, y, 0.0 if towards is None else _spot_distance((x, y), towards, plate))
            for x, y in _shafts(storey, plate, goods=goods)
        ]
    found = np.array(places).reshape(-1, 3)
    if len(found):
        found[:, 2] -= found[:, 2].min()
    return found


def _shafts(storey: Storey, plate: Plate, *, goods: bool) -> list[tuple[float, float]]:
    """Where one comes to stairs and lifts, or to goods lifts."""
    if goods:
        parts = [part for core in storey.cores for part in core.parts if part.kind == "goods_lift"]
        return [_spot(part.polygon.centroid, plate) for part in parts]
    found: list[tuple[float, float]] = []
    for core in storey.cores:
        for need in core_needs(core, plate.angle, plate.usable, plate.door):
            if need.kind in ("stair", "lift"):
                middles = [line.interpolate(0.5, normalized=True) for line in need.access.geoms]
                found += [(middle.x, middle.y) for middle in middles]
    return found


def _spot(point: Point, plate: Plate) -> tuple[float, float]:
    here = local(point, plate.angle).centroid
    return here.x, here.y


def _spot_distance(at: tuple[float, float], towards: tuple[float, float], plate: Plate) -> float:
    goal = _spot(Point(towards), plate)
    return float(np.hypot(at[0] - goal[0], at[1] - goal[1]))
