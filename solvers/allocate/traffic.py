"""Traffic in the program: links between units, grouped round hubs, and between gates and split units.

A link's cost is a product of two places. Links are covered by *hubs* (units of much traffic), and for
each hub only totals are kept: how much of what its clients on a storey send stays in the building,
leaves it, arrives in another. Caps tie the totals to the hub's place; a cap is the most that can come
from a storey or building at all (a fractional knapsack of the clients' traffic over its capacity).
With integer places the totals cost exactly what the links cost, whatever the number of clients.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np

from solvers.allocate.encode import MONEY, Encoding, negated
from solvers.allocate.problem import Floats, Link, Problem

LEAST_CAP = 1e-6


@dataclass(frozen=True, slots=True)
class Hub:
    """A unit and its clients' traffic with it, CNY a year and metre."""

    unit: int
    clients: Mapping[int, float]


def hubs(problem: Problem) -> tuple[tuple[Hub, ...], tuple[Link, ...]]:
    """Hubs that cover the links, heaviest first; and the links between two units that may split."""
    double = tuple(
        link for link in problem.links if problem.units[link.a].split and problem.units[link.b].split
    )
    known = set(double)
    sent: dict[int, dict[int, float]] = {}
    for link in problem.links:
        for hub, client in ((link.a, link.b), (link.b, link.a)) if link not in known else ():
            if not problem.units[client].split:
                sent.setdefault(hub, {})[client] = link.cost
    waiting = [(-sum(clients.values()), hub) for hub, clients in sent.items()]
    heapify(waiting)
    found: list[Hub] = []
    while waiting:
        weight, best = heappop(waiting)
        clients = sent[best]
        if not clients or -weight != sum(clients.values()):
            continue  # it has lost clients to a heavier hub since
        found.append(Hub(best, clients))
        sent[best] = {}
        for client in clients:
            if best in sent.get(client, ()):
                del sent[client][best]
                heappush(waiting, (-sum(sent[client].values()), client))
    return tuple(found), double


def add_traffic(code: Encoding, *, everything: bool) -> None:
    """Costs of all links. Without ``everything``, those a relaxation would price at nothing are left out."""
    covered, double = hubs(code.problem)
    for hub in covered:
        if everything or len(hub.clients) > 1 or not _may_meet(code.problem, hub):
            _hub(code, hub)
    for link in double:
        if everything:
            _double(code, link)
    for gate in code.problem.gates:
        _gate(code, gate.unit, gate.cost)


RINGS = (1, 2, 4, 8, 16)
"""Rings of the coarse relaxation end after this many of the nearest buildings."""

RINGED_HUBS = 40
"""Hubs that the coarse relaxation prices at most, the heaviest first."""


def add_ringed_traffic(code: Encoding) -> None:
    """A weaker, far smaller relaxation of traffic, for parks of many buildings.

    What a building sends to a hub stays within its n nearest buildings only as far as the hub is
    there; beyond, it travels at least to the next. This is the radius form of the p-median problem.
    """
    covered, _ = hubs(code.problem)
    many = sorted(
        (hub for hub in covered if len(hub.clients) > 1), key=lambda hub: -sum(hub.clients.values())
    )
    for hub in many[:RINGED_HUBS]:
        for a in range(len(code.problem.storeys)):
            _ringed(code, hub, a)


def _ringed(code: Encoding, hub: Hub, a: int) -> None:
    problem, program = code.problem, code.program
    sent = [(c, w * f) for u, w in hub.clients.items() for c, f in code.presence[u].get(a, ())]
    hosts = sorted(code.presence[hub.unit], key=lambda b: (problem.metres[a, b], b))
    if not sent or not hosts:
        return
    cap = knapsack(problem, hub.clients, [a])
    ends = [*(end for end in RINGS if end < len(hosts)), len(hosts)]
    within: list[tuple[int, float]] = []
    for start, end in zip((0, *ends), ends, strict=False):
        within.append((program.column(-MONEY * float(problem.metres[a, hosts[start]]), cap), 1.0))
        if end < len(hosts):
            here = [term for b in hosts[:end] for term in code.presence[hub.unit][b]]
            program.at_most([*within, *negated(here, cap)], 0.0, "traffic")
    if not problem.units[hub.unit].required:
        out = program.column(upper=cap)
        away = [(c, cap * f) for c, f in code.placed[hub.unit]]
        program.at_most([(out, 1.0), *away], cap, "traffic")
        within.append((out, 1.0))
    program.row([*within, *negated(sent)], 0.0, 0.0, "traffic")


def _may_meet(problem: Problem, hub: Hub) -> bool:
    return any(
        set(problem.units[hub.unit].storeys) & set(problem.units[client].storeys) for client in hub.clients
    )


def knapsack(problem: Problem, weights: Mapping[int, float], storeys: Sequence[int]) -> float:
    """Most weight that units can bring to these storeys: a fractional knapsack by least areas."""
    room = float(problem.capacity[list(storeys)].sum())
    inside = set(storeys)
    total = 0.0
    order = sorted(
        weights, key=lambda u: -weights[u] / max(1e-9, problem.units[u].part * problem.units[u].take)
    )
    for unit in order:
        if inside.isdisjoint(problem.units[unit].storeys):
            continue
        size = problem.units[unit].part * problem.units[unit].take
        share = min(1.0, room / max(size, 1e-9))
        total += share * weights[unit]
        room -= share * size
        if room <= 0:
            break
    return total


def _hub(code: Encoding, hub: Hub) -> None:
    """Totals of one hub: kept in the building (by storey pair), leaving (by building pair), arriving."""
    problem, program = code.problem, code.program
    unit = problem.units[hub.unit]
    total = sum(hub.clients.values())
    sent = {
        s: [(c, w * f) for u, w in hub.clients.items() for c, f in code.presence[u].get(s, ())]
        for s in range(len(problem.storeys))
    }
    sent = {s: terms for s, terms in sent.items() if terms}
    caps = {s: knapsack(problem, hub.clients, [s]) for s in sent}
    slack: dict[int, tuple[int, float]] = {}
    if not unit.required:
        for s in sent:
            column = program.column(upper=caps[s])
            away = [(c, caps[s] * f) for c, f in code.placed[hub.unit]]
            program.at_most([(column, 1.0), *away], caps[s], "traffic")
            slack[s] = (column, 1.0)
    flow = Totals(
        code, {s: (sent[s], caps[s]) for s in sent}, {t: code.presence[hub.unit][t] for t in unit.storeys}
    )
    flow.price(MONEY, 0.0)
    flow.leave(slack)
    flow.arrive(total, None if unit.split else _certain(problem, hub))


def _certain(problem: Problem, hub: Hub) -> float:
    """Traffic of the clients that must be placed."""
    return sum(weight for unit, weight in hub.clients.items() if problem.units[unit].required)


class Totals:
    """Columns for the totals of one commodity from storeys (``sent``) to the storeys of a hub.

    ``sent``: storey -> (terms of what it sends, the most it can send). ``hosts``: storey -> terms of
    whether the hub is there.
    """

    def __init__(
        self,
        code: Encoding,
        sent: Mapping[int, tuple[list[tuple[int, float]], float]],
        hosts: Mapping[int, list[tuple[int, float]]],
    ) -> None:
        self.code = code
        self.sent = sent
        self.hosts = hosts
        problem = code.problem
        self.inside: dict[tuple[int, int], int] = {}
        self.leaving: dict[int, int] = {}
        self.arriving: dict[int, int] = {}
        self.between: dict[tuple[int, int], int] = {}
        building = problem.building
        for s in sent:
            self.leaving[s] = code.program.column(upper=sent[s][1])
            for t in hosts:
                if building[s] == building[t]:
                    self.inside[s, t] = code.program.column(upper=sent[s][1])
        most = sum(cap for _, cap in sent.values())
        for t in hosts:
            self.arriving[t] = code.program.column(upper=most)
        for a in sorted({int(building[s]) for s in sent}):
            for b in sorted({int(building[t]) for t in hosts}):
                if a != b:
                    self.between[a, b] = code.program.column(upper=most)

    def price(self, cost: float, gain: float) -> None:
        """Cost of a unit of the commodity for each metre, and gain of its delivery."""
        problem, value = self.code.problem, self.code.program.value
        for (s, t), column in self.inside.items():
            value[column] += gain - cost * abs(problem.metres[s, t])
        for s, column in self.leaving.items():
            value[column] += gain - cost * problem.climb[s]
        for t, column in self.arriving.items():
            value[column] -= cost * problem.climb[t]
        for (a, b), column in self.between.items():
            value[column] -= cost * problem.flat[a, b]

    def leave(self, slack: Mapping[int, tuple[int, float]]) -> None:
        """Everything sent is delivered, but for ``slack`` terms; buildings pass on what leaves them."""
        program, building = self.code.program, self.code.problem.building
        for s, (terms, _) in self.sent.items():
            out = [(self.leaving[s], 1.0), *((c, 1.0) for (a, _), c in self.inside.items() if a == s)]
            if s in slack:
                out.append(slack[s])
            program.row([*out, *negated(terms)], 0.0, 0.0, "traffic")
        for a in sorted({int(building[s]) for s in self.sent}):
            out = [(column, 1.0) for s, column in self.leaving.items() if building[s] == a]
            across = [(column, -1.0) for (here, _), column in self.between.items() if here == a]
            program.row([*out, *across], 0.0, 0.0, "traffic")
        for b in sorted({int(building[t]) for t in self.hosts}):
            into = [(column, 1.0) for (_, there), column in self.between.items() if there == b]
            reached = [(column, -1.0) for t, column in self.arriving.items() if building[t] == b]
            program.row([*into, *reached], 0.0, 0.0, "traffic")

    def arrive(self, total: float, certain: float | None) -> None:
        """Nothing arrives where the hub is not; ``certain`` is what must arrive where it is."""
        program, problem = self.code.program, self.code.problem
        by_building: dict[int, list[int]] = {}
        for s in self.sent:
            by_building.setdefault(int(problem.building[s]), []).append(s)
        caps = {a: min(total, sum(self.sent[s][1] for s in storeys)) for a, storeys in by_building.items()}
        for t, here in self.hosts.items():
            into = [(self.arriving[t], 1.0), *((c, 1.0) for (_, b), c in self.inside.items() if b == t)]
            program.at_most([*into, *negated(here, total)], 0.0, "traffic")
            if certain is not None and certain > LEAST_CAP:
                program.at_least([*into, *negated(here, certain)], 0.0, "traffic")
        for (s, t), column in self.inside.items():
            program.at_most([(column, 1.0), *negated(self.hosts[t], self.sent[s][1])], 0.0, "traffic")
        for (a, b), column in self.between.items():
            here = [term for t, terms in self.hosts.items() if problem.building[t] == b for term in terms]
            program.at_most([(column, 1.0), *negated(here, caps[a])], 0.0, "traffic")


def _double(code: Encoding, link: Link) -> None:
    """Two units that may both split: the pair of parts nearest to each other carries the link."""
    program, problem = code.program, code.problem
    here, there = code.presence[link.a], code.presence[link.b]
    pairs = {(s, t): program.column(-MONEY * link.cost * problem.metres[s, t]) for s in here for t in there}
    both = [*negated(code.placed[link.a]), *negated(code.placed[link.b])]
    program.at_least([*((column, 1.0) for column in pairs.values()), *both], -1.0, "traffic")
    for s in here:
        program.at_most([*((pairs[s, t], 1.0) for t in there), *negated(here[s])], 0.0, "traffic")
    for t in there:
        program.at_most([*((pairs[s, t], 1.0) for s in here), *negated(there[t])], 0.0, "traffic")


def _gate(code: Encoding, unit: int, cost: Floats) -> None:
    """A gate and a unit that may split: the part nearest to the gate carries the traffic."""
    program = code.program
    parts = {s: program.column(-MONEY * float(cost[s])) for s in code.presence[unit]}
    program.row([*((c, 1.0) for c in parts.values()), *negated(code.placed[unit])], 0.0, 0.0, "traffic")
    for s, column in parts.items():
        program.at_most([(column, 1.0), *negated(code.presence[unit][s])], 0.0, "traffic")


def total_metres(problem: Problem) -> float:
    """Largest distance between two storeys, m."""
    return float(np.max(problem.metres, initial=0.0))
