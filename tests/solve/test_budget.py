from __future__ import annotations

from dataclasses import dataclass

from commands.solve import effort_for
from solvers.orchestrate.budget import SEARCH_SHARE, Budget, StageClock
from tests.solve.park import scenario, tenant


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def test_without_a_cap_only_an_interrupt_stops() -> None:
    clock = Clock()
    budget = Budget(None, clock)
    stop = budget.stop_after(0.5)
    clock.now += 1e6
    assert not stop()
    budget.interrupt()
    assert stop()
    assert not budget.cap_hit


def test_each_search_stops_at_its_share_of_the_cap() -> None:
    clock = Clock()
    budget = Budget(60.0, clock)
    early, late = budget.stop_after(0.5), budget.stop_after(0.8)
    clock.now = 129.9
    assert not early()
    clock.now = 130.0
    assert early()
    assert not late()
    clock.now = 148.0
    assert late()


def test_cap_hit_only_when_a_search_was_told_so() -> None:
    clock = Clock()
    budget = Budget(60.0, clock)
    stop = budget.stop_after(0.8)
    assert not stop()
    clock.now += 1000  # time passes while nobody searches: checking and drawing
    assert not budget.cap_hit
    assert stop()
    assert budget.cap_hit


def test_stage_clock_sums_visits() -> None:
    clock = StageClock()
    with clock.stage("arrange"):
        pass
    first = clock.seconds["arrange"]
    with clock.stage("arrange"):
        pass
    assert clock.seconds["arrange"] >= first
    assert list(clock.seconds) == ["arrange"]


def test_a_late_stage_still_gets_its_least_part() -> None:
    clock = Clock()
    budget = Budget(100.0, clock)
    assert budget.share_for(0.5) == 0.5
    clock.now += 45
    assert budget.share_for(0.5) == 0.65
    clock.now += 30
    assert budget.share_for(0.5) == SEARCH_SHARE, "never beyond the end of the search"
    assert Budget(None, clock).share_for(0.5) == 0.5


def test_work_for_the_minutes_allowed_is_less_in_large_parks() -> None:
    """One unit for every minute up to 160 companies and demands; in twice the park it takes twice as long."""
    usual = scenario(*(tenant(f"T{k}") for k in range(160)))
    large = scenario(*(tenant(f"T{k}") for k in range(1_600)))
    assert [effort_for(usual, seconds) for seconds in (None, 59, 60, 300, 540)] == [1, 1, 1, 5, 9]
    assert [effort_for(large, seconds) for seconds in (None, 540, 1_200, 3_600)] == [1, 1, 2, 6]
