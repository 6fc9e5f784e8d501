"""How often events are held: counts at the limit, days at the edges, quarters and years of both readings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from planner.check.facts import Facts
from planner.operations.calendar import months_later, rolling_stretch, stretches
from planner.operations.model import Event, Period
from planner.policies import Policies
from tests.standards.run import facts_of, run_facts, status, verdict
from tests.verify import conduct
from tests.verify.conduct import END, MONTHS, START

__all__ = ["run_facts"]

DAY = timedelta(days=1)


def held(type: str, *days: date, **values: object) -> tuple[Event, ...]:
    return tuple(Event(day, type, type, **values) for day in days)  # type: ignore[arg-type]  # values by name


def only(facts: Facts, *events: Event, **changes: object) -> Facts:
    return facts_of(facts, events=events, **changes)


BRIEFINGS = [date(2025, month, day) for month in (1, 4, 7, 10) for day in (10, 20)]
"""Two in each quarter of 2025."""

# Clause, type of event, how many a year, with the government, of a company.
YEARLY = [
    ("CBEP-5.1.2.4-b", ("experience_exchange", "policy_study", "skills_training"), 4, None),
    ("CBEP-6.2.1.3", ("product_check",), 4, "T19"),
    ("CBEP-6.3.2", ("maintenance",), 4, None),
    ("CBEP-7.2.1-a", ("training",), 1, None),
    ("CBEP-7.2.1-b", ("lecture",), 1, None),
    ("CBEP-7.2.2-b", ("exchange",), 12, None),
    ("CBEP-8.3-b", ("drill",), 4, None),
    ("SBT11233-5.3.4.5", ("health_drill",), 1, None),
]


@pytest.mark.parametrize(("clause", "types", "least", "company"), YEARLY)
def test_enough_in_a_year(
    run_facts: Facts, clause: str, types: tuple[str, ...], least: int, company: str | None
) -> None:
    rows = [row for type in types for row in held(type, *MONTHS[:least], company=company)]
    assert status(only(run_facts, *rows), clause) == "pass"
    assert status(only(run_facts, *rows[:-1]), clause) == "fail"
    assert status(only(run_facts, *rows[:-1], replace(rows[-1], date=END + DAY)), clause) == "fail"
    assert status(only(run_facts, *rows[:-1], replace(rows[-1], date=START - DAY)), clause) == "fail"
    assert status(only(run_facts, *rows[:-1], replace(rows[-1], date=START)), clause) == "pass"
    assert status(only(run_facts, *rows[:-1], replace(rows[-1], type="other")), clause) == "fail"
    assert status(only(run_facts), clause) == "fail"
    unknown = verdict(facts_of(run_facts, events=None), clause)
    assert unknown.status == "undecided"
    assert "operations.events" in {row.limit for row in unknown.findings if row.ok is None}


def test_product_checks_of_another_company_do_not_count(run_facts: Facts) -> None:
    rows = held("product_check", *MONTHS, company="T01")
    assert status(only(run_facts, *rows), "CBEP-6.2.1.3") == "fail"


@pytest.mark.parametrize(
    ("days", "government", "expected"),
    [
        (BRIEFINGS, True, "pass"),
        (BRIEFINGS, False, "fail"),
        (BRIEFINGS[:-1], True, "fail"),
        # Eight in the year, but one moved to the next quarter.
        ([*BRIEFINGS[:1], date(2025, 4, 1), *BRIEFINGS[2:]], True, "fail"),
        ([*BRIEFINGS[:1], date(2025, 3, 31), *BRIEFINGS[2:]], True, "pass"),
        ([], True, "fail"),
    ],
)
def test_two_briefings_in_each_quarter(
    run_facts: Facts, days: list[date], government: bool, expected: str
) -> None:
    """CBEP-7.3.1: the least quarter counts, not the sum of the year."""
    rows = held("policy_briefing", *days, government=government)
    found = verdict(only(run_facts, *rows), "CBEP-7.3.1")
    assert found.status == expected
    assert len(found.findings) == 4


def test_quarters_that_lie_wholly_in_the_period(run_facts: Facts) -> None:
    """From 1 April to 29 September: the second quarter is whole, the third lacks a day."""
    rows = held("policy_briefing", date(2025, 4, 1), date(2025, 6, 30), government=True)
    found = verdict(only(run_facts, *rows, period=Period(date(2025, 4, 1), date(2025, 9, 29))), "CBEP-7.3.1")
    assert (found.status, len(found.findings)) == ("pass", 1)
    found = verdict(only(run_facts, *rows, period=Period(date(2025, 4, 2), date(2025, 9, 29))), "CBEP-7.3.1")
    assert found.status == "undecided"
    assert found.findings[0].limit == "operations.period"


def test_the_day_of_the_check_ends_what_counts(run_facts: Facts) -> None:
    """Checked on 30 June: two quarters, and no whole year yet."""
    half = {"as_of": date(2025, 6, 30)}
    found = verdict(facts_of(run_facts, **half), "CBEP-7.3.1")
    assert (found.status, len(found.findings)) == ("pass", 2)
    assert status(facts_of(run_facts, **half), "CBEP-7.2.2-b") == "undecided"
    assert status(facts_of(run_facts, as_of=None), "CBEP-7.2.2-b") == "undecided"
    assert status(facts_of(run_facts, period=None), "CBEP-7.2.2-b") == "undecided"


def test_a_period_from_july_to_june_is_a_year(run_facts: Facts) -> None:
    """It holds no whole calendar year: its own twelve months are the year, by either reading."""
    period = Period(date(2025, 7, 1), date(2026, 6, 30))
    days = [months_later(date(2025, 7, 15), n) for n in range(12)]
    changed = only(run_facts, *held("exchange", *days), period=period, as_of=date(2026, 6, 30))
    fewer = only(changed, *held("exchange", *days[1:]))
    for years in ("calendar", "rolling"):
        policies = Policies().with_value("years", years)
        whole, less = (replace(f, scenario=replace(f.scenario, policies=policies)) for f in (changed, fewer))
        found = verdict(whole, "CBEP-7.2.2-b")
        assert (found.status, found.findings[0].measured) == ("pass", 12.0)
        assert "2025-07-01 to 2026-06-30" in found.findings[0].subject
        assert status(less, "CBEP-7.2.2-b") == "fail"
    early = replace(changed.scenario.operations, as_of=date(2026, 6, 29))
    short = replace(changed, scenario=replace(changed.scenario, operations=early))
    assert status(short, "CBEP-7.2.2-b") == "undecided"


def test_a_calendar_year_in_the_period_is_the_year(run_facts: Facts) -> None:
    """From July 2024 to December 2025 only 2025 counts; rolling, the emptiest twelve months do."""
    period = Period(date(2024, 7, 1), date(2025, 12, 31))
    days = [date(2025, month, 15) for month in range(1, 13)]
    changed = only(run_facts, *held("exchange", *days), period=period)
    assert status(changed, "CBEP-7.2.2-b") == "pass"
    rolling = replace(changed.scenario, policies=Policies(years="rolling"))
    assert status(replace(changed, scenario=rolling), "CBEP-7.2.2-b") == "fail"


def test_any_three_months_in_a_row(run_facts: Facts) -> None:
    """Two in each calendar quarter, but none from 21 April to 9 October."""
    days = [date(2025, 1, 10), date(2025, 1, 20), date(2025, 4, 10), date(2025, 4, 20)]
    days += [date(2025, 9, 29), date(2025, 9, 30), date(2025, 10, 10), date(2025, 10, 20)]
    changed = only(run_facts, *held("policy_briefing", *days, government=True))
    assert status(changed, "CBEP-7.3.1") == "pass"
    rolling = replace(changed.scenario, policies=Policies(quarters="rolling"))
    found = verdict(replace(changed, scenario=rolling), "CBEP-7.3.1")
    assert (found.status, found.findings[0].measured) == ("fail", 0.0)


def test_stretches_of_the_calendar() -> None:
    def named(per: str, start: date, end: date) -> list[str]:
        return [name for name, _, _ in stretches(per, start, end, [], rolling=False)]

    assert named("month", date(2025, 1, 31), date(2025, 3, 31)) == ["2025-02", "2025-03"]
    assert named("quarter", date(2024, 12, 1), date(2025, 6, 29)) == ["2025-Q1"]
    assert named("year", date(2024, 1, 1), date(2025, 12, 31)) == ["2024", "2025"]
    assert named("year", date(2024, 1, 2), date(2025, 12, 31)) == ["2025"]
    assert named("year", date(2024, 1, 2), date(2025, 12, 30)) == ["2024-01-02 to 2025-01-01"]
    assert named("year", date(2023, 7, 1), date(2025, 6, 30)) == ["2024"]
    assert named("year", date(2023, 7, 1), date(2024, 6, 29)) == []
    assert named("year", date(2024, 2, 29), date(2025, 2, 27)) == ["2024-02-29 to 2025-02-27"]
    assert named("period", date(2025, 5, 5), date(2025, 5, 6)) == ["2025-05-05 to 2025-05-06"]


def test_the_emptiest_stretch() -> None:
    """Three months each in 2025, with events on 1 February and 1 June: the first that has none."""
    days = [date(2025, 2, 1), date(2025, 6, 1)]
    ((_, first, last),) = rolling_stretch(3, START, END, days)
    assert (first, last) == (date(2025, 2, 2), date(2025, 5, 1))
    assert list(rolling_stretch(12, START, END - DAY, days)) == []
    # An event on the last day of the first stretch counts there.
    ((_, first, last),) = rolling_stretch(3, START, date(2025, 6, 30), [date(2025, 3, 31)])
    assert (first, last) == (date(2025, 4, 1), date(2025, 6, 30))
    assert [name for name, _, _ in rolling_stretch(12, START, END, days)] == ["2025-01-01 to 2025-12-31"]


def test_months_have_different_lengths() -> None:
    assert months_later(date(2025, 1, 31), 1) == date(2025, 2, 28)
    assert months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_later(date(2026, 1, 1), -12) == date(2025, 1, 1)


def test_the_good_park_holds_them_all() -> None:
    assert len([row for row in conduct.events() if row.type == "exchange"]) == 12
