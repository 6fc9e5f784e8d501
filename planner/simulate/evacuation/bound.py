"""No way to leave is faster: the greatest flow through a network of doors over time, and what holds it up.

Everybody may take any way at any time, as if led by someone who knows all. Time is cut into steps; walks are
rounded down to steps and a step's capacity counts as a whole, so that the answer is never too long: people
out of ``n`` steps' reach cannot be out in ``n`` steps. Doors pass whole persons: each door of a cut is
granted one more than its flow.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from planner.simulate.evacuation.constants import Hydraulics
from planner.simulate.evacuation.house import House
from planner.simulate.evacuation.hydraulic import clear_building, clear_storey
from planner.simulate.evacuation.people import spread_spots

__all__ = ["Bound", "Narrow", "bound_building", "bound_storey"]

STEPS = 90
"""About so many steps until everybody is out."""
SCALE = 64
"""Parts of a person in which flows are counted: flows are whole numbers."""
FREELY = 2**30


@dataclass(frozen=True, slots=True)
class Narrow:
    """A door or flight that holds everybody up."""

    id: str
    storey: str
    kind: str
    rate: float
    share: float
    """Of the steps in which anybody moves, in so many it is a limit."""


@dataclass(frozen=True, slots=True)
class Bound:
    """How fast people could be out at best."""

    persons: int
    seconds: float
    step: float
    narrow: tuple[Narrow, ...]
    """The doors and flights to widen, those that hold up longest first."""


@dataclass(slots=True)
class _Net:
    """Gates (doors and flights) with walks between them; people with the gates they can be at, and when."""

    house: House
    given: Hydraulics
    alone: bool
    gates: dict[tuple[str, str, str], int] = field(default_factory=dict)
    rates: list[float] = field(default_factory=list)
    arcs: dict[tuple[int, int], float] = field(default_factory=dict)
    """Seconds from behind one gate to the next one."""
    out: set[int] = field(default_factory=set)
    """Gates behind which one is out."""
    people: list[tuple[int, tuple[tuple[int, float], ...]]] = field(default_factory=list)
    """Persons, and the gates that they can come to with the seconds."""

    def add(self, storeys: Sequence[str]) -> None:
        for storey in storeys:
            self._storey(storey)
            self._people(storey)
        if not self.alone:
            for storey in storeys:
                self._flights(storey)

    def _gate(self, kind: str, storey: str, id: str, rate: float) -> int:
        if (kind, storey, id) not in self.gates:
            self.gates[kind, storey, id] = len(self.rates)
            self.rates.append(rate)
        return self.gates[kind, storey, id]

    def _door(self, storey: str, number: int) -> int:
        ways = self.house.ways[storey]
        rate = self.given.door(ways.width(number))
        return self._gate("door", storey, ways.grounds.doors[number].id, rate)

    def _arc(self, one: int, other: int, seconds: float) -> None:
        self.arcs[one, other] = min(seconds, self.arcs.get((one, other), math.inf))

    def _storey(self, storey: str) -> None:
        """Doors of parts and those that lead through, and from the last ones out or into a flight."""
        ways, exits = self.house.ways[storey], self.house.exits(storey)
        parts = {crowd.part for crowd in self.house.crowds[storey]}
        doors = {number for part in parts for number in ways.into_public(part)}
        doors |= {number for rows in ways.stairs.values() for number in rows}
        for one, other, away in ways.onward(doors):
            a, b = self._door(storey, one), self._door(storey, other)
            self._arc(a, b, away / 1000 / self.given.level_speed)
        for exit in exits:
            flight = self.house.down.get(exit)
            for number, away in ways.ends(exit).items():
                gate = self._door(storey, number)
                if flight is None or exit in ways.outer:
                    self.out.add(gate)
                    continue
                stair = self._gate("stair", storey, exit, self.given.stair(flight.width))
                self._arc(gate, stair, away / 1000 / self.given.level_speed)
                if self.alone:
                    self.out.add(stair)

    def _people(self, storey: str) -> None:
        ways, exits = self.house.ways[storey], self.house.exits(storey)
        for crowd in self.house.crowds[storey]:
            inside = ways.into_public(crowd.part)
            spots = spread_spots(crowd.ground, crowd.count)
            speed = self.given.speed(crowd.density)
            for k, spot in enumerate(spots):
                count = len(range(k, crowd.count, len(spots)))
                steps = ways.steps(crowd.room, spot)
                options = []
                for door, table in inside.items():
                    away = min((far + table.get(n, math.inf) for n, far in steps), default=math.inf)
                    if math.isfinite(away) and ways.chain("", door, exits) is not None:
                        options.append((self._door(storey, door), away / 1000 / speed))
                if options:
                    self.people.append((count, tuple(options)))

    def _flights(self, storey: str) -> None:
        for exit in self.house.exits(storey):
            for flight in self.house.descents(exit):
                rate = self.given.stair(flight.width)
                gate = self._gate("stair", flight.storey, flight.stair, rate)
                down = flight.incline / self.given.stair_speed + flight.landings / self.given.level_speed
                if self.house.discharge(flight) is None:
                    on = self.house.down[flight.to]
                    after = self._gate("stair", on.storey, on.stair, self.given.stair(on.width))
                    self._arc(gate, after, down)
                    continue
                ways = self.house.ways[flight.to_storey]
                for number, away in ways.stairs[flight.to].items():
                    door = self._door(flight.to_storey, number)
                    self._arc(gate, door, down + away / 1000 / self.given.level_speed)


@dataclass(frozen=True, slots=True)
class _Flow:
    """The greatest flow in so many steps, and the gates of a cut that is no wider."""

    persons: float
    cut: Mapping[int, int]
    """Gate -> steps in which it is in the cut."""


def bound_storey(house: House, storey: str, given: Hydraulics) -> Bound:
    """The least time in which the people of a storey can leave it, alone."""
    return _bound(house, (storey,), given, clear_storey(house, storey, given).seconds, alone=True)


def bound_building(house: House, given: Hydraulics) -> Bound:
    """The least time in which everybody can leave a building."""
    return _bound(house, tuple(house.ways), given, clear_building(house, given).seconds, alone=False)


def _bound(house: House, storeys: Sequence[str], given: Hydraulics, most: float, *, alone: bool) -> Bound:
    net = _Net(house, given, alone)
    net.add(storeys)
    persons = sum(count for count, _ in net.people)
    step = max(0.5, most / STEPS)
    low, high = 0, math.ceil(most / step) + 1
    short: _Flow | None = None
    while high - low > 1:
        middle = (low + high) // 2
        flow = _greatest(net, middle, step)
        if flow.persons + len(flow.cut) + 1e-6 >= persons:
            high = middle
        else:
            low, short = middle, flow
    names = {number: key for key, number in net.gates.items()}
    cut = sorted((short.cut if short else {}).items(), key=lambda row: (-row[1], names[row[0]]))
    narrow = tuple(
        Narrow(names[gate][2], names[gate][1], names[gate][0], net.rates[gate], steps / low)
        for gate, steps in cut
    )
    return Bound(persons, low * step, step, narrow)


def _greatest(net: _Net, steps: int, step: float) -> _Flow:
    """How many can be out within so many steps."""
    gates = len(net.rates)
    source, sink = 2 * gates * steps, 2 * gates * steps + 1
    rows: list[NDArray[np.int64]] = []
    times = np.arange(steps)

    def arcs(tails: NDArray[np.int64], heads: NDArray[np.int64], capacity: int) -> None:
        rows.append(np.column_stack([tails, heads, np.full(len(tails), capacity)]))

    for gate, rate in enumerate(net.rates):
        before, behind = 2 * (gate * steps + times), 2 * (gate * steps + times) + 1
        arcs(before, behind, round(SCALE * rate * step))
        arcs(before[:-1], before[1:], FREELY)
        if gate in net.out:
            arcs(behind, np.full(steps, sink), FREELY)
    for (one, other), seconds in net.arcs.items():
        late = int(seconds / step)
        if late < steps:
            kept = times[: steps - late]
            arcs(2 * (one * steps + kept) + 1, 2 * (other * steps + kept + late), FREELY)
    node = sink + 1
    for count, options in net.people:
        reached = [(gate, int(seconds / step)) for gate, seconds in options if seconds / step < steps]
        if reached:
            arcs(np.array([source]), np.array([node]), SCALE * count)
            heads = np.array([2 * (gate * steps + late) for gate, late in reached])
            arcs(np.full(len(heads), node), heads, FREELY)
            node += 1
    table = np.vstack(rows)
    graph = coo_array((table[:, 2].astype(np.int32), (table[:, 0], table[:, 1])), shape=(node, node)).tocsr()
    found = maximum_flow(graph, source, sink)
    return _Flow(found.flow_value / SCALE, _cut(graph - found.flow, source, gates, steps))


def _cut(left: csr_array, source: int, gates: int, steps: int) -> dict[int, int]:
    """Gates that are reached from the source, but not what is behind them."""
    left.data[left.data < 0] = 0
    left.eliminate_zeros()
    reached = np.zeros(left.shape[0], dtype=bool)
    reached[breadth_first_order(left, source, return_predecessors=False)] = True
    pairs = reached[: 2 * gates * steps].reshape(gates, steps, 2)
    held = (pairs[:, :, 0] & ~pairs[:, :, 1]).sum(axis=1)
    return {int(gate): int(held[gate]) for gate in np.flatnonzero(held)}
