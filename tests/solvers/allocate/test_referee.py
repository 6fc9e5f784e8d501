"""Proven optima of random small parks, against an independent model in another solver."""

from __future__ import annotations

import random

import pytest

from planner.model import Flow, PlaceWish, Weights
from planner.score import score
from solvers.allocate.answer import OPTIMAL_GAP
from tests.solvers.allocate.referee import Referee
from tests.solvers.allocate.small import areas, demand, park, room, solved, storey, tenant


def random_park(seed: int):
    rng = random.Random(seed)
    plates = [storey("A", 1, dock=True), storey("A", 2), storey("B", 1, x=90, dock=True)]
    firms = []
    for k in range(5):
        wish = rng.randrange(60, 200)
        place = PlaceWish()
        if rng.random() < 0.5:
            near = (f"T{rng.choice([j for j in range(5) if j != k])}",)
            place = PlaceWish(near=near, value_cny_year=rng.randrange(2000, 30_000))
        elif rng.random() < 0.5:
            place = PlaceWish(buildings=("B",), levels=(1,), value_cny_year=rng.randrange(2000, 30_000))
        firms.append(
            tenant(
                f"T{k}",
                round(0.7 * wish),
                wish,
                round(1.3 * wish),
                rent=float(rng.randrange(30, 90)),
                storage=float(rng.choice((0, 0, 60, 120))),
                resident=rng.random() < 0.25,
                place=place,
            )
        )
    zones = [
        demand("S", "storage_base", 300, 320, 700, split=True, kind="warehouse", required=False, value=150),
        demand(
            "C",
            "support",
            80,
            150,
            250,
            kind="catering",
            split=rng.random() < 0.5,
            value=400,
            place=PlaceWish(near=("T2",), value_cny_year=rng.randrange(0, 40_000)),
        ),
        demand(
            "L", "support", 60, 100, 120, kind="leisure", required=False, value=float(rng.randrange(100, 700))
        ),
    ]
    flows = [
        Flow(
            f"T{rng.randrange(5)}", rng.choice(("C", "L", "S")), people_per_day=float(rng.randrange(10, 200))
        )
        for _ in range(5)
    ]
    flows += [Flow("T0", "T1", people_per_day=80.0), Flow("S", "C", goods_t_per_day=2.0)]
    return park(plates, firms, zones, flows=flows, weights=Weights(cny_per_person_km=4.0))


@pytest.mark.parametrize("seed", range(8))
def test_the_proven_optimum_is_that_of_a_second_solver(seed):
    scenario = random_park(seed)
    capacity = random.Random(100 + seed).choice((330, 420, 520))
    best = Referee(scenario, room(scenario, capacity)).best()
    answer = solved(scenario, capacity)
    if best is None:
        assert answer.status == "infeasible"
        return
    assert answer.status == "optimal"
    assert answer.objective == pytest.approx(best, rel=OPTIMAL_GAP, abs=5)
    assert answer.bound >= best - 5
    assert score(scenario, answer.placements, answer.warehouse_of).total == pytest.approx(answer.objective)


@pytest.mark.parametrize("seed", range(8))
def test_answers_keep_every_bound_of_the_scenario(seed):
    scenario = random_park(seed)
    answer = solved(scenario, 420)
    taken: dict[str, int] = {}
    for placement in answer.placements:
        taken[placement.storey] = taken.get(placement.storey, 0) + placement.area
        assert placement.least_area <= placement.area <= placement.most_area
        assert sum(room.count * room.area for room in placement.rooms) == placement.area
    assert all(area <= 420_000_000 for area in taken.values())
    found = areas(answer)
    for subject in (*scenario.tenants, *scenario.demands):
        if subject.id in found:
            assert subject.least_area <= round(found[subject.id] * 1e6) <= subject.most_area
    assert {s.subject for s in answer.left_out if s.given_area == 0 and ":" not in s.subject}.isdisjoint(
        found
    )
