"""The cheapest ways out of small parks against trying every one: drops, smaller areas, pins, permits."""

from __future__ import annotations

from benchmarks.explain import brute, compared, small
from solvers.allocate.engine import Engine

PARKS = 12


def test_the_cheapest_way_out_is_that_of_trying_every_one() -> None:
    with Engine(lambda: False) as engine:
        rows = [compared(seed, engine) for seed in range(1, PARKS + 1)]
    assert all(row["same"] for row in rows), [row for row in rows if not row["same"]]
    kinds = {kind for row in rows for kind in row["edits"]}  # type: ignore[attr-defined]  # a list
    assert kinds == {"drop", "shrink", "unpin", "permit"}


def test_trying_every_one_by_hand() -> None:
    """Of the smallest park, every company alone on the larger storey bounds what is given up from above."""
    scenario, room = small(3)
    whole = sum(row.least_area for row in scenario.tenants) / 1e6
    most = max(room.values()) / 1e6
    dropped = brute(scenario, room, "m2", shrink=False)
    shrunk = brute(scenario, room, "m2", shrink=True)
    assert shrunk <= dropped + 0.01 * len(scenario.tenants)
    assert shrunk >= whole - sum(room.values()) / 1e6
    assert dropped <= whole + 0.1
    assert most < whole
