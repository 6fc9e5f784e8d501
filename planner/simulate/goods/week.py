"""One run of the days of a profile over the docks and stores of a layout. Seconds, metres, tonnes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from planner.simulate.goods.load import carry_s, demand_of, handle_s, lift_s, lift_trips, tour_m
from planner.simulate.goods.network import Network, Reach, Store
from planner.simulate.goods.profile import Profile, Spread
from planner.simulate.goods.stations import DAY, HOUR, Crew, Draws, Hours, Station, Steps, hourly
from planner.simulate.results import need

__all__ = ["Figures", "Outcome", "Run", "run_week"]

Errand = Literal["inbound", "pallets", "parcels"]


@dataclass(frozen=True, slots=True)
class Run:
    """A run that a worker process can be handed."""

    profile: Profile
    network: Network
    seed: int
    number: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What a station or crew did in the counted days."""

    servers: int
    utilisation: float
    served: int
    wait_mean: float
    """Seconds in opening hours, as those below."""
    wait_p95: float
    wait_most: float
    queue_mean: float
    queue_most: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished run."""

    stations: Mapping[str, Figures]
    queue: Mapping[str, tuple[float, ...]]
    """Mean number that waits in every counted hour, for gates, docks, picking and packing."""
    busy: tuple[float, ...]
    """Mean number of docks in use in every counted hour."""
    trucks: int
    turnaround_mean: float
    turnaround_p95: float
    late_trucks: float
    """Share that waits more than half an hour for an open dock."""
    orders: int
    order_mean: float
    order_p95: float
    same_day: float
    """Share of the orders before the last cut-off that leave on their day."""
    backlog: int
    """Orders that have not left in the end."""


def run_week(run: Run) -> Outcome:
    """Simulate one run; the same run gives the same outcome, whatever else is simulated."""
    return _Week(run).outcome()


@dataclass(slots=True)
class _Parcels:
    """Packed orders of a store that wait for a truck: when each was ordered."""

    waiting: list[float] = field(default_factory=list)
    called: int = 0
    """Trucks on their way."""


class _Week:
    def __init__(self, run: Run) -> None:
        simpy = need("simpy")
        self.profile, self.network = run.profile, run.network
        self.env = simpy.Environment()
        self._all_of = simpy.AllOf
        self._key = (run.seed, run.number)
        profile = self.profile
        self.begin = profile.warm_up_days * DAY
        self.end = self.begin + profile.days * DAY
        self.gates = {
            id: Station(self.env, profile.gate.lanes, Hours(*profile.gate.hours)) for id in run.network.gates
        }
        self.docks = Station(self.env, len(run.network.docks), Hours(*profile.dock.hours))
        self.lifts: dict[str, Station] = {}
        self.crews: dict[str, Crew] = {}
        self.parcels = {store.id: _Parcels() for store in run.network.stores}
        self.turnarounds: list[tuple[float, float, float]] = []
        """Of every truck: when it came, seconds until it left, open seconds that it waited for a dock."""
        self.placed: list[NDArray[np.float64]] = []
        """When orders were placed, store by store."""
        self.left: list[tuple[float, float]] = []
        """Of every order: when it was placed, when it left."""
        self.check = self._draws("gate", profile.gate.check)
        self.paper = self._draws("paper", profile.dock.paperwork)
        self.noise = self._draws("noise", Spread(mean_s=1.0, cv=profile.dock.noise_cv, shape="lognormal"))
        demand = demand_of(profile, run.network)
        for store in run.network.stores:
            usual = demand[store.id]
            self._staff(store, usual.pickers, usual.packers)
            self._come(store, "inbound", usual.inbound, profile.truck_hours)
            self._come(store, "pallets", usual.pallets, profile.truck_hours)
            orders = self._times(store.id, "orders", usual.orders, profile.order_hours)
            self.placed.append(orders)
            self.env.process(self._ordering(store, orders))
            self.env.process(self._cut_offs(store))
        self.env.process(self._counting())

    def _random(self, *purpose: str) -> np.random.Generator:
        return np.random.default_rng([*self._key, crc32("/".join(purpose).encode())])

    def _draws(self, purpose: str, spread: Spread) -> Draws:
        return Draws(self._random(purpose), spread)

    # What comes.

    def _times(self, store: str, purpose: str, usual: float, hours: Sequence[float]) -> NDArray[np.float64]:
        """Poisson arrivals over all days, at a rate that changes from hour to hour and day to day."""
        random, profile = self._random(store, purpose), self.profile
        peaks = {peak.day: peak.factor for peak in profile.peaks}
        weights = np.asarray(hours) / np.sum(hours)
        times = []
        for day in range(profile.warm_up_days + profile.days):
            counted = day - profile.warm_up_days
            factor = profile.weekdays[counted % 7] * peaks.get(counted + 1, 1.0)
            number = random.poisson(usual * factor * weights)
            starts = np.repeat(np.arange(24) * HOUR, number)
            times.append(np.sort(day * DAY + starts + random.uniform(0.0, HOUR, len(starts))))
        return np.concatenate(times)

    def _come(self, store: Store, errand: Errand, usual: float, hours: Sequence[float]) -> None:
        self.env.process(self._arriving(store, errand, self._times(store.id, errand, usual, hours)))

    def _arriving(self, store: Store, errand: Errand, times: NDArray[np.float64]) -> Steps:
        for time in times.tolist():
            yield self.env.timeout(time - self.env.now)
            self.env.process(self._truck(store, errand))

    # Trucks.

    def _truck(self, store: Store, errand: Errand) -> Steps:
        """A truck from the gate to a dock of its store and out again."""
        env, profile = self.env, self.profile
        came = env.now
        gate = self.network.docks[store.reach[0].dock].gate
        yield from self.gates[gate].hold(self.check.next())
        drive, back = profile.truck.speed_kmh / 3.6, profile.truck.backing_kmh / 3.6
        yield env.timeout(self.network.docks[store.reach[0].dock].into_m / drive)
        at_yard = env.now
        taken = yield from self.docks.take([reach.dock for reach in store.reach])
        waited = self.docks.hours.within(at_yard, env.now)
        dock = self.network.docks[taken[0]]
        reach = next(reach for reach in store.reach if reach.dock == taken[0])
        yield env.timeout(dock.back_m / back + self.paper.next())
        loaded = self._loaded(store, errand)
        tonnes = (
            len(loaded) * profile.orders.parcel_kg / 1000 if errand == "parcels" else profile.truck.payload_t
        )
        handling = (
            len(loaded) * profile.dispatch.parcel_s if errand == "parcels" else handle_s(profile, tonnes)
        )
        seconds = max(handling * self.noise.next(), carry_s(profile, reach, tonnes))
        yield self._all_of(env, [env.timeout(seconds), *self._lifting(reach, tonnes)])
        self.docks.give(taken)
        self.left += [(placed, env.now) for placed in loaded]
        yield env.timeout(dock.out_m / drive)
        self.turnarounds.append((came, env.now - came, waited))

    def _loaded(self, store: Store, errand: Errand) -> list[float]:
        """The parcels that a truck takes: as many as wait, at most as it holds."""
        if errand != "parcels":
            return []
        parcels = self.parcels[store.id]
        parcels.called -= 1
        number = self.profile.dispatch.parcels_truck
        loaded, parcels.waiting = parcels.waiting[:number], parcels.waiting[number:]
        return loaded

    def _lifting(self, reach: Reach, tonnes: float) -> list[Any]:
        trips = lift_trips(self.profile, reach, tonnes)
        return [self.env.process(self._trips(reach, trips))] if trips else []

    def _trips(self, reach: Reach, trips: int) -> Steps:
        assert reach.lift is not None
        lift = self.lifts.setdefault(reach.lift.id, Station(self.env, 1))
        for _ in range(trips):
            yield from lift.hold(lift_s(self.profile, reach))

    # Orders.

    def _staff(self, store: Store, pickers: int, packers: int) -> None:
        profile, random = self.profile, self._random(store.id, "lines")
        line = self._draws(f"{store.id}/line", profile.picking.line)
        pack = self._draws(f"{store.id}/pack", profile.packing.order)
        more = profile.orders.lines - 1

        def picking(batch: Sequence[float]) -> float:
            lines = len(batch) + (
                int(random.geometric(1 / (1 + more), len(batch)).sum()) - len(batch) if more else 0
            )
            return tour_m(store, lines) / profile.picking.speed_m_s + sum(line.next() for _ in range(lines))

        def packed(batch: Sequence[float]) -> None:
            parcels = self.parcels[store.id]
            parcels.waiting += batch
            if len(parcels.waiting) >= (parcels.called + 1) * profile.dispatch.parcels_truck:
                self._call(store)

        def picked(batch: Sequence[float]) -> None:
            for placed in batch:
                packing.put(placed)

        hours = Hours(*profile.packing.hours)
        packing = Crew(self.env, packers, lambda _: pack.next(), packed, hours)
        self.crews[f"packing {store.id}"] = packing
        self.crews[f"picking {store.id}"] = Crew(
            self.env, pickers, picking, picked, Hours(*profile.picking.hours), profile.picking.batch
        )

    def _counting(self) -> Steps:
        """The longest queues are those of the counted days."""
        yield self.env.timeout(self.begin)
        places: list[Station | Crew] = [*self.gates.values(), self.docks, *self.lifts.values()]
        for place in [*places, *self.crews.values()]:
            place.queue.most = place.queue.now

    def _ordering(self, store: Store, times: NDArray[np.float64]) -> Steps:
        crew = self.crews[f"picking {store.id}"]
        for time in times.tolist():
            yield self.env.timeout(time - self.env.now)
            crew.put(time)

    def _call(self, store: Store) -> None:
        self.parcels[store.id].called += 1
        self.env.process(self._called(store))

    def _called(self, store: Store) -> Steps:
        yield self.env.timeout(self.profile.dispatch.lead_min * 60)
        self.env.process(self._truck(store, "parcels"))

    def _cut_offs(self, store: Store) -> Steps:
        """At these hours a truck is called, if anything waits that none comes for."""
        while True:
            for hour in sorted(self.profile.dispatch.cut_offs):
                day = self.env.now // DAY * DAY
                if day + hour * HOUR > self.env.now or hour == 0:
                    yield self.env.timeout(max(0.0, day + hour * HOUR - self.env.now))
                    parcels = self.parcels[store.id]
                    if len(parcels.waiting) > parcels.called * self.profile.dispatch.parcels_truck:
                        self._call(store)
            yield self.env.timeout((self.env.now // DAY + 1) * DAY - self.env.now)

    # What came of it.

    def outcome(self) -> Outcome:
        """Run to the end and sum up the counted days."""
        self.env.run(until=self.end)
        kinds: dict[str, Station | Crew] = {f"gate {id}": gate for id, gate in self.gates.items()}
        kinds["docks"] = self.docks
        kinds |= {f"lift {id}": lift for id, lift in sorted(self.lifts.items())}
        kinds |= self.crews
        watched = {name: place for name, place in kinds.items() if not name.startswith("lift")}
        trucks = np.asarray([row for row in self.turnarounds if row[0] >= self.begin]).reshape(-1, 3)
        orders = np.asarray([row for row in self.left if row[0] >= self.begin]).reshape(-1, 2)
        away = orders[:, 1] - orders[:, 0]
        placed = np.concatenate(self.placed)
        placed = placed[placed >= self.begin]
        return Outcome(
            {name: self._figures(place) for name, place in kinds.items()},
            {name: self._queue(place) for name, place in watched.items()},
            self._hours(np.asarray(self.docks.log.begun), np.asarray(self.docks.log.left)),
            len(trucks),
            _mean(trucks[:, 1]),
            _p95(trucks[:, 1]),
            _mean((trucks[:, 2] > 1_800).astype(float)),
            len(orders),
            _mean(away),
            _p95(away),
            self._same_day(orders, placed),
            len(placed) - len(orders),
        )

    def _figures(self, place: Station | Crew) -> Figures:
        came, begun, _ = place.log.arrays()
        counted = came >= self.begin
        waits = place.hours.within(came, begun)[counted]
        worked = np.asarray(place.log.worked).reshape(-1, 2)
        busy = np.clip(worked[:, 1], self.begin, self.end) - np.clip(worked[:, 0], self.begin, self.end)
        able = place.servers * place.hours.within(self.begin, self.end)
        hours = np.asarray(self._queue(place))
        return Figures(
            place.servers,
            float(busy.sum() / able),
            int(counted.sum()),
            _mean(waits),
            _p95(waits),
            float(waits.max(initial=0.0)),
            float(hours.mean()),
            place.queue.most,
        )

    def _queue(self, place: Station | Crew) -> tuple[float, ...]:
        came, begun, _ = place.log.arrays()
        open_ = place.waiting_since()
        came = np.concatenate((came, np.asarray(open_)))
        return self._hours(came, np.concatenate((begun, np.full(len(open_), math.nan))))

    def _hours(self, begin: NDArray[np.float64], end: NDArray[np.float64]) -> tuple[float, ...]:
        first = self.profile.warm_up_days * 24
        return tuple(np.round(hourly(begin, end, round(self.end / HOUR)), 4)[first:].tolist())

    def _same_day(self, orders: NDArray[np.float64], placed: NDArray[np.float64]) -> float:
        """Of all that were placed before the last cut-off, those that have not left at all too."""
        last = max(self.profile.dispatch.cut_offs) * HOUR
        in_time = (orders[:, 0] % DAY < last) & (orders[:, 1] < (orders[:, 0] // DAY + 1) * DAY)
        asked = int((placed % DAY < last).sum())
        return float(in_time.sum()) / asked if asked else 1.0


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else 0.0


def _p95(values: NDArray[np.float64]) -> float:
    return float(np.quantile(values, 0.95)) if len(values) else 0.0
