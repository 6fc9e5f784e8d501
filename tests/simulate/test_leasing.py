"""Letting: paths worked on paper, exact formulas, the same numbers for any number of workers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.errors import UsageError
from planner.leasing import Profile, market_profiles, profile_of
from planner.simulate.leasing import kernel
from planner.simulate.leasing.codes import NONE, SEVERAL, UNCLEAR
from planner.simulate.leasing.outcome import check_paths
from planner.simulate.leasing.run import CHUNK, run_paths
from tests.simulate.lettings import CALM, PLAIN, company, model, months, share, units, with_profiles

DOMESTIC = replace(PLAIN, id="domestic", cross_border=False)


def test_one_unit_month_by_month() -> None:
    """Let 0-11, empty 12-17, let 18-29, empty 30-35: two months' rent to the agent, the first is free."""
    profile = replace(PLAIN, rent_free_months=1, commission_months=2.0)
    found = run_paths(model(with_profiles(profile, years=3), units(company("T"))), 1, 1, 1)
    occupied = found.totals[0]
    assert occupied.tolist() == [1.0] * 12 + [0.0] * 6 + [1.0] * 12 + [0.0] * 6
    assert found.let_months.tolist() == [24]
    # 10 CNY x 100 m2 = 1000 a month; year 2: -2000, then 5 paid months; year 3: 6 months
    assert found.annual[0].tolist() == [12_000.0, 3_000.0, 6_000.0]
    assert found.values[0] == pytest.approx(21_000.0)


def test_rents_rise_inside_a_lease_and_on_renewal() -> None:
    """24 months at 1000 and 1100; then the market after two years of 10 %, less 5 %: 1149.5."""
    profile = replace(
        PLAIN,
        renewal_probability=1.0,
        terms=months((24, 1.0)),
        escalation_year=0.1,
        renewal_rent_share=0.95,
        renewal_commission_months=1.0,
    )
    leasing = with_profiles(profile, years=3, market_growth_year=0.1)
    found = run_paths(model(leasing, units(company("T"))), 1, 1, 1)
    assert found.annual[0].tolist() == pytest.approx([12_000, 13_200, 1149.5 * 11])


def test_costs_and_the_value_at_the_end() -> None:
    """120 a year per gross m2 and 12 per empty m2 more, 5 % dearer in year 2; net income of year 2 / 10 %."""
    leasing = with_profiles(
        replace(PLAIN, downtime=months((12, 1.0))),
        years=2,
        capital_cost_cny_m2=5.0,
        operating_cost_cny_m2_year=6.0,
        operating_growth_year=0.05,
        vacancy_cost_cny_m2_year=12.0,
        exit_yield=0.1,
    )
    found = run_paths(model(leasing, units(company("T"))), 1, 1, 1)
    # year 1: 12000 - 6 x 1000; year 2: nothing let: -(6000 + 12 x 100) x 1.05; no value of a loss
    assert found.annual[0].tolist() == pytest.approx([6_000, -7_560])
    assert found.values[0] == pytest.approx(-5_000 + 6_000 - 7_560)
    always = replace(leasing, profiles=(replace(PLAIN, renewal_probability=1.0),))
    found = run_paths(model(always, units(company("T"))), 1, 1, 1)
    assert found.values[0] == pytest.approx(-5_000 + 6_000 + 5_700 + 57_000)


def test_discounting() -> None:
    """Rent at the beginning of each month, a year's rate compounded by months."""
    found = run_paths(
        model(with_profiles(PLAIN, years=1, discount_rate_year=0.12), units(company("T"))), 1, 1, 1
    )
    assert found.values[0] == pytest.approx(sum(1000 * 1.12 ** (-t / 12) for t in range(12)))


def test_a_clause_holds_as_often_as_on_paper() -> None:
    """Two units are let anew, to cross-border companies with 0.3: half or more with 1 - 0.7 x 0.7."""
    market = (replace(PLAIN, demand_share=0.3), replace(DOMESTIC, demand_share=0.7))
    clause = share("C", "cross_border_companies", "companies", 0.5, start=2)
    firms = units(company("A"), company("B"))
    paths = 20_000
    found = run_paths(model(with_profiles(*market, years=3), firms, [clause]), paths, 7, 2)
    assert found.applied[0, :2].tolist() == [0, 0]
    assert found.holds[0, 2:12].tolist() == [paths] * 10
    assert found.applied[0, 12] == 0  # nobody is there to be counted
    error = np.sqrt(0.51 * 0.49 / paths)
    assert found.holds[0, 20] / paths == pytest.approx(0.51, abs=4 * error)
    assert found.through[0] == found.holds[0, 20]
    assert found.all_hold[20] == found.holds[0, 20]


def test_reserved_units_are_let_to_cross_border_companies_only() -> None:
    market = (replace(PLAIN, demand_share=0.5), replace(DOMESTIC, demand_share=0.5))
    leasing = with_profiles(*market, years=3)
    found = run_paths(model(leasing, units(company("A")), reserved=frozenset({"U0"})), 100, 1, 1)
    assert (
        found.totals[1].tolist() == [100.0] * 12 + [0.0] * 12 + [100.0] * 12
    )  # by area; twice as long empty


def test_a_mean_over_the_last_year() -> None:
    """Let 12 months and empty 6: at month 18 the mean of twelve months is a half, in month 19 below."""
    row = share("M", "leased_area", "lettable_area", 0.5)
    mean = replace(row, rows=(replace(row.rows[0], rolling=12),))
    found = run_paths(model(with_profiles(PLAIN, years=2), units(company("T")), [row, mean]), 1, 1, 1)
    assert found.holds[0].tolist() == [1] * 12 + [0] * 6 + [1] * 6
    assert found.holds[1].tolist() == [1] * 24
    longer = with_profiles(replace(PLAIN, downtime=months((8, 1.0))), years=2)
    found = run_paths(model(longer, units(company("T")), [mean]), 1, 1, 1)
    assert found.holds[0].tolist() == [1] * 18 + [0] * 6


def test_a_park_in_operation_has_leases_that_began_before() -> None:
    """What is left of twelve months is 1 to 12, each as likely: let in month 7 with probability 1/2."""
    found = run_paths(
        model(with_profiles(PLAIN, years=1), units(*[company("T")] * 50), running=True), 400, 3, 1
    )
    assert found.totals[0, 6] / 400 == pytest.approx(0.5, abs=4 * np.sqrt(0.25 / 20_000))


def test_companies_that_may_not_sign() -> None:
    from planner.simulate.leasing.codes import PLANNED

    one = model(with_profiles(PLAIN, years=1, signs_share=0.7), units(*[company("T")] * 50))
    starts = np.full(50, PLANNED)
    found = run_paths(replace(one, unit=(starts, *one.unit[1:])), 400, 3, 1)
    assert found.totals[0, 0] / 400 == pytest.approx(0.7, abs=4 * np.sqrt(0.21 / 20_000))
    ramp = replace(one, unit=(starts, *one.unit[1:]), market=(3, 1.0, False, 12))
    found = run_paths(ramp, 400, 3, 1)
    assert found.totals[0, :4] / 400 == pytest.approx([0.25, 0.5, 0.75, 1.0], abs=0.015)


def test_weather_does_not_change_the_mean() -> None:
    rng, paths = np.random.default_rng(5), 20_000
    rise, slack = np.empty((paths, 4)), np.empty((paths, 4))
    for n in range(paths):
        kernel.weather(rng, 4, 0.03, 0.1, 0.3, rise[n], slack[n])
    assert rise.mean(axis=0) == pytest.approx(1.03 ** np.arange(4), rel=0.006)
    assert slack.mean(axis=0) == pytest.approx(np.ones(4), rel=0.012)
    assert np.corrcoef(rise[:, 1], slack[:, 1])[0, 1] < -0.9


def lively() -> object:
    firms = [company(f"T{n}", cross_border=n % 3 > 0) for n in range(6)]
    leasing = replace(CALM, profiles=(Profile("a", 0.6), replace(DOMESTIC, demand_share=0.4)), years=5)
    leasing = replace(leasing, rent_volatility_year=0.1, capital_cost_cny_m2=20.0, exit_yield=0.08)
    return model(leasing, units(*firms, None, None), [share("C", "cross_border_companies", "companies", 0.6)])


def test_the_same_for_any_number_of_workers() -> None:
    one, three = (run_paths(lively(), 3500, 11, jobs) for jobs in (1, 3))  # type: ignore[arg-type]
    other = run_paths(lively(), 3500, 12, 3)  # type: ignore[arg-type]
    for name in type(one).__slots__:
        assert np.array_equal(getattr(one, name), getattr(three, name), equal_nan=name == "rates"), name
    assert not np.array_equal(one.values, other.values)


def test_an_interrupted_run_keeps_what_is_finished() -> None:
    def done(finished: int, _total: int) -> None:
        if finished == 2 * CHUNK:
            raise KeyboardInterrupt

    cut = run_paths(lively(), 9 * CHUNK, 11, 2, done)  # type: ignore[arg-type]
    whole = run_paths(lively(), 2 * CHUNK, 11, 1)  # type: ignore[arg-type]
    assert cut.interrupted
    assert cut.paths == 2 * CHUNK
    assert np.array_equal(cut.values, whole.values)
    assert np.array_equal(cut.holds, whole.holds)


FACTORS = model(with_profiles(PLAIN, years=1), units(None)).discount[1]


@pytest.mark.parametrize(
    ("flows", "flags"),
    [
        ([-1000.0, 1010.0], 0),
        ([-1000.0, 2060.0, -1060.8], SEVERAL | UNCLEAR),  # 2 % and 4 % a month
        ([-1000.0, 400.0, -10.0, 700.0], SEVERAL),
        ([1000.0, 400.0], NONE),
        ([-1000.0, -400.0], NONE),
    ],
)
def test_signs_of_flows(flows: list[float], flags: int) -> None:
    assert kernel.rate_of_return(np.array(flows), FACTORS, 0.05)[1] == flags


def test_of_several_rates_the_one_nearest_to_the_discount_rate() -> None:
    flows = np.array([-1000.0, 2060.0, -1060.8])
    assert kernel.rate_of_return(flows, FACTORS, 0.05)[0] == pytest.approx(0.04)
    assert kernel.rate_of_return(flows, FACTORS, 0.0)[0] == pytest.approx(0.02)


def test_too_few_paths_for_a_quantile() -> None:
    check_paths(400, (0.05, 0.95))
    with pytest.raises(UsageError, match=r"--paths 400: too few for the quantile 0\.01.*Try: --paths 2000"):
        check_paths(400, (0.01,))


def test_the_market_is_who_asks_for_space() -> None:
    kinds = [
        ("operator", True, True),
        ("operator", True, False),
        ("operator", True, True),
        ("other", False, False),
    ]
    found = market_profiles(kinds)  # type: ignore[arg-type]
    assert [(row.id, row.demand_share) for row in found] == [
        ("operator-cross-border-live", 0.5),
        ("operator-cross-border", 0.25),
        ("other-domestic", 0.25),
    ]
    assert profile_of(found, "service", True, False) == 1
    assert profile_of(found, "operator", False, True) == 2
    assert [row.id for row in market_profiles([])] == ["market"]


def test_rates_of_flows_that_change_sign_make_them_worth_nothing() -> None:
    from pyxirr import npv

    rng = np.random.default_rng(4)
    several = 0
    for _ in range(100):
        flows = rng.normal(1.0, 1.0, 121)
        flows[0] = -60.0
        rate, flags = kernel.rate_of_return(flows, FACTORS, 0.006)
        several += flags & SEVERAL
        assert npv(rate, flows) == pytest.approx(0.0, abs=1e-9)
    assert several == 100
