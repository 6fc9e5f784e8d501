"""Letting against renewal theory, a package of finance, and probabilities worked on paper."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.leasing import DOWNTIME, TERMS, Profile
from planner.simulate.leasing import kernel
from planner.simulate.leasing.run import run_paths
from tests.simulate.lettings import CALM, PLAIN, company, model, share, units, with_profiles
from tests.simulate.verification import Check

MODEL = "Letting: renewal process of every unit"
RENEWAL = "Renewal theory: mean time let over mean length of a cycle"


def long_run(renewal: float, years: int = 40, paths: int = 2000) -> float:
    """Standard errors of the last month's share from E[term] / (E[term] + (1 - p) E[empty])."""
    profile = Profile("market", 1.0, renewal_probability=renewal)
    count = 20
    found = run_paths(
        model(replace(CALM, profiles=(profile,), years=years), units(*[None] * count)), paths, 3, 2
    )
    exact = TERMS.mean / (TERMS.mean + (1 - renewal) * DOWNTIME.mean)
    error = np.sqrt(exact * (1 - exact) / (paths * count))
    return float(abs(found.totals[0, -1] / paths - exact) / error)


def two_kinds() -> float:
    """The same with two kinds of companies, which stay for different times: cycles by their shares."""
    long, short = (
        Profile("long", 0.4, renewal_probability=0.7),
        replace(Profile("short", 0.6, renewal_probability=0.2), cross_border=False),
    )
    count, paths = 20, 2000
    found = run_paths(
        model(replace(CALM, profiles=(long, short), years=40), units(*[None] * count)), paths, 5, 2
    )
    stay = 0.4 * TERMS.mean / 0.3 + 0.6 * TERMS.mean / 0.8
    exact = stay / (stay + DOWNTIME.mean)
    error = np.sqrt(exact * (1 - exact) / (paths * count))
    return float(abs(found.totals[0, -1] / paths - exact) / error)


def rates() -> float:
    """Largest difference of a monthly rate to pyxirr over random flows."""
    from pyxirr import irr  # a package of the developers' tools

    rng = np.random.default_rng(4)
    factors = model(with_profiles(PLAIN, years=1), units(None)).discount[1]
    worst = 0.0
    for _ in range(300):
        flows = abs(rng.normal(1.0, 0.6, 121))
        flows[0] = -rng.uniform(30, 110)
        rate, flags = kernel.rate_of_return(flows, factors, 0.006)
        reference = irr(flows)
        if flags in (0, 1) and reference is not None:
            worst = max(worst, abs(rate - reference))
    return worst


def share_of_two() -> float:
    """Standard errors between the probability of a clause and 1 - 0.7^2."""
    market = (replace(PLAIN, demand_share=0.3), replace(PLAIN, id="d", cross_border=False, demand_share=0.7))
    clause = share("C", "cross_border_companies", "companies", 0.5)
    firms = units(company("A"), company("B"))
    paths = 20_000
    found = run_paths(model(with_profiles(*market, years=2), firms, [clause]), paths, 7, 2)
    return float(abs(found.holds[0, 20] / paths - 0.51) / np.sqrt(0.51 * 0.49 / paths))


def workers() -> float:
    """Values that differ between one worker and three."""
    leasing = replace(CALM, profiles=(Profile("a", 1.0),), years=5, rent_volatility_year=0.2)
    park = model(leasing, units(*[company("T")] * 10))
    one, three = (run_paths(park, 3000, 2, jobs) for jobs in (1, 3))
    return float((one.values != three.values).sum() + (one.holds != three.holds).sum())


CHECKS = (
    Check(
        MODEL,
        "Let 1",
        "occupied share after 40 years, p = 0.6",
        RENEWAL,
        lambda: long_run(0.6),
        "SE",
        most=3.0,
    ),
    Check(MODEL, "Let 2", "the same without renewals", RENEWAL, lambda: long_run(0.0), "SE", most=3.0),
    Check(
        MODEL,
        "Let 3",
        "two kinds of companies that stay for different times",
        RENEWAL,
        two_kinds,
        "SE",
        most=3.0,
    ),
    Check(
        MODEL,
        "Let 4",
        "two units let anew, cross-border with 0.3 each: half or more",
        "Binomial: 1 - 0.7 x 0.7 = 0.51",
        share_of_two,
        "SE",
        most=3.0,
    ),
    Check(
        MODEL,
        "Let 5",
        "monthly rate of return of 300 flows of 121 months, largest difference",
        "pyxirr 0.10",
        rates,
        most=1e-9,
        digits=10,
    ),
    Check(
        MODEL,
        "Let 6",
        "numbers that differ between one worker and three",
        "the promise of the command",
        workers,
        most=0.0,
        digits=0,
    ),
)
