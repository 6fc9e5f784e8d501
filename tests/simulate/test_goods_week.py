"""The simulated week: trucks and orders over a network drawn by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from shapely.geometry import box

from planner.errors import UsageError
from planner.simulate.goods.load import demand_of, loads_of
from planner.simulate.goods.measures import estimate, simulate_goods
from planner.simulate.goods.network import DockWay, LiftWay, Network, Reach, Store, tour_table
from planner.simulate.goods.profile import Profile, load_profile
from planner.simulate.goods.week import Run, run_week

STEADY: dict[str, Any] = {
    "days": 5,
    "warm_up_days": 0,
    "weekdays": [1] * 7,
    "trucks_per_day": 4,
    "truck": {"payload_t": 6, "speed_kmh": 9, "backing_kmh": 3.6, "gap_m": 2},
    "gate": {"lanes": 1, "hours": [0, 24], "check": {"mean_s": 60, "shape": "constant"}},
    "dock": {
        "hours": [0, 24],
        "detour_m": 60,
        "paperwork": {"mean_s": 300, "shape": "constant"},
        "tonnes_hour": 12,
        "noise_cv": 0,
        "carriers": 2,
        "carrier_t": 1,
        "carrier_speed_m_s": 1,
    },
}


def profile(folder: Path, **changes: Any) -> Profile:
    """The shipped profile with these keys in place of its own."""
    path = folder / "profile.yaml"
    path.write_text(yaml.safe_dump({**STEADY, **changes}), "utf-8")
    return load_profile(path)


def network(way: float = 30.0, docks: int = 1, lift: LiftWay | None = None) -> Network:
    """A store of 1,000 m2 with docks of a building A, 100 m from the gate, 10 m of backing, 50 m out."""
    ways = tuple(DockWay(f"D{k}", "A", "G1", 100.0, 10.0, 50.0, "G1") for k in range(docks))
    reach = tuple(Reach(k, way, lift, False) for k in range(docks))
    store = Store("STORE A/1F", "STORE", "A/1F", 1_000.0, 12.0, 12.0, reach, (40.0,) * 7)
    return Network(ways, ("G1",), (store,), 9.0, (), ())


def test_a_truck_that_meets_nobody_takes_the_times_of_the_profile(tmp_path: Path) -> None:
    """Gate 60 s; 100 m at 2.5 m/s 40 s; backing 10 m at 1 m/s 10 s; papers 300 s; 6 t at 12 t/h 1,800 s;
    out 50 m 20 s: 2,230 s. Carrying takes 6 trips of 60 m by two carriers, 180 s, and is done meanwhile."""
    lone = profile(tmp_path, trucks_per_day=0.4, orders={"per_day": 0})
    outcome = run_week(Run(lone, network(), 1, 0))
    assert outcome.trucks > 0
    assert outcome.turnaround_mean == pytest.approx(2_230)
    assert outcome.turnaround_p95 == pytest.approx(2_230)
    assert outcome.stations["docks"].wait_mean == 0


@pytest.mark.parametrize(
    ("way", "lift", "handling"),
    [
        (30.0, None, 1_800.0),
        # 6 trips of 2 x 600 m at 1 m/s by two carriers
        (600.0, None, 3_600.0),
        # 12 trips of half a tonne, each 2 x 20 m at 0.5 m/s and 40 s
        (30.0, LiftWay("L", 20.0, 0.5), 1_440.0),
        (30.0, LiftWay("L", 40.0, 0.5), 2_400.0),
    ],
)
def test_what_takes_longest_decides_at_the_dock(
    tmp_path: Path, way: float, lift: LiftWay | None, handling: float
) -> None:
    lone = profile(tmp_path, trucks_per_day=0.4, orders={"per_day": 0})
    outcome = run_week(Run(lone, network(way, lift=lift), 1, 0))
    slowest = max(1_800.0, handling)
    assert outcome.turnaround_mean == pytest.approx(430 + slowest, abs=1)


def test_the_same_seed_gives_the_same_week_and_orders_change_no_truck(tmp_path: Path) -> None:
    few, many = (profile(tmp_path, orders={"per_day": number}) for number in (100, 2_000))
    one, again, other = (run_week(Run(p, network(docks=3), 7, 2)) for p in (few, few, many))
    assert one == again
    assert run_week(Run(few, network(docks=3), 8, 2)) != one
    assert other.orders > 10 * one.orders
    assert other.stations["gate G1"].served > one.stations["gate G1"].served, "more parcels, more trucks"


def test_every_order_leaves_or_is_left_over(tmp_path: Path) -> None:
    """Nothing is lost: those that left and the backlog are the Poisson arrivals of five days."""
    week = profile(tmp_path, orders={"per_day": 1_000})
    outcome = run_week(Run(week, network(docks=2), 1, 0))
    placed = outcome.orders + outcome.backlog
    assert placed == pytest.approx(5_000, rel=0.06)
    assert outcome.stations["picking STORE A/1F"].served >= outcome.stations["packing STORE A/1F"].served
    assert outcome.same_day > 0.9


def test_orders_that_never_leave_did_not_leave_on_their_day(tmp_path: Path) -> None:
    """One picker for ten times the orders of a day: nearly all are left over, and count as late."""
    flood = profile(
        tmp_path, days=1, orders={"per_day": 1_000}, peaks=[{"day": 1, "factor": 10}], picking={"workers": 1}
    )
    outcome = run_week(Run(flood, network(docks=2), 1, 0))
    assert outcome.orders + outcome.backlog == pytest.approx(10_000, rel=0.05)
    assert outcome.backlog > 5_000
    assert outcome.same_day < 0.5


def test_a_peak_day_brings_as_many_times_the_orders(tmp_path: Path) -> None:
    usual = profile(tmp_path, days=1, orders={"per_day": 1_000})
    peak = profile(tmp_path, days=1, orders={"per_day": 1_000}, peaks=[{"day": 1, "factor": 4}])
    one, four = (run_week(Run(p, network(docks=2), 3, 0)) for p in (usual, peak))
    assert (four.orders + four.backlog) / (one.orders + one.backlog) == pytest.approx(4, rel=0.15)
    assert demand_of(peak, network()) == demand_of(usual, network()), "crews are those of usual days"


def test_utilisation_before_the_run(tmp_path: Path) -> None:
    """8 trucks a day, 2,100 s each at one dock that is open all day: 19.4 %. Gate: 8 x 60 s: 0.56 %."""
    loads = {
        load.name: load
        for load in loads_of(profile(tmp_path, trucks_per_day=8, orders={"per_day": 0}), network())
    }
    assert loads["docks D0"].utilisation == pytest.approx(8 * 2_100 / 86_400)
    assert loads["gate G1"].utilisation == pytest.approx(8 * 60 / 86_400)


def test_docks_of_two_stores_are_looked_at_alone_and_together(tmp_path: Path) -> None:
    """Store 1 has dock 0, store 2 both: dock 0 alone carries store 1, both carry all."""
    base = network(docks=2)
    (store,) = base.stores
    first = replace(store, id="S1", reach=store.reach[:1])
    both = replace(base, stores=(first, replace(store, id="S2")))
    loads = {
        load.name: load.utilisation
        for load in loads_of(profile(tmp_path, trucks_per_day=40, orders={"per_day": 0}), both)
    }
    assert loads["docks D0"] == pytest.approx(20 * 2_100 / 86_400)
    assert loads["docks D0 D1"] == pytest.approx(40 * 2_100 / 2 / 86_400)


def test_a_queue_that_would_grow_without_end_is_told_before_the_run(tmp_path: Path) -> None:
    """42 trucks a day of 2,100 s are 102 % of a dock."""
    busy = profile(tmp_path, trucks_per_day=42, orders={"per_day": 0})
    with pytest.raises(UsageError, match=r"docks D0 102% of 1: expected less than 100 %.*more docks"):
        simulate_goods(busy, network(), 1, 1, 1)
    crowded = profile(tmp_path, orders={"per_day": 5_000}, packing={"workers": 1})
    with pytest.raises(UsageError, match=r"packing STORE A/1F"):
        simulate_goods(crowded, network(docks=3), 1, 1, 1)


def test_one_more_dock_shortens_the_wait_of_a_busy_one(tmp_path: Path) -> None:
    busy = profile(tmp_path, trucks_per_day=33, orders={"per_day": 0})
    found = simulate_goods(busy, network(), 1, 4, 1)
    (change,) = found.changes
    assert change.building == "A"
    wait = change.changes["dock_wait_s"]
    assert wait.high is not None
    assert wait.high < 0
    assert wait.mean == pytest.approx(change.changes["turnaround_s"].mean, rel=0.02), (
        "all that is saved is waiting"
    )


def test_an_interval_of_students_t() -> None:
    """1, 2, 3: mean 2, standard error 0.5774, t(0.975, 2) = 4.3027."""
    found = estimate([1.0, 2.0, 3.0])
    assert (found.mean, found.low, found.high) == pytest.approx((2.0, 2 - 2.4843, 2 + 2.4843), abs=1e-3)
    assert estimate([5.0]).low is None


def test_a_tour_to_one_place_and_back() -> None:
    """Two random places of a square of 30 m are 2 x 10 m apart along the walls: there and back 40 m."""
    tours = tour_table(box(0, 0, 30_000, 30_000), 1)
    assert tours[0] == pytest.approx(40, rel=0.1)
    assert list(tours) == sorted(tours)
    assert tours[-1] < 64 * tours[0] / 4, "a tour over many places is far shorter than as many walks"
