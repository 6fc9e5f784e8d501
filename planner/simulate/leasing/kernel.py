"""Letting month by month, compiled: one path is one possible future of every unit of the park.

A path is a list of leases, not of months: each lease adds its numbers at its first month and takes them away
after its last; running sums give the months. Measures are whole numbers (mm2, companies), so sums are exact.
"""

from __future__ import annotations

import numba as nb
import numpy as np

from planner.simulate.leasing.codes import EMPTY, NONE, NOW, OWN, SEVERAL, UNCLEAR


@nb.njit(cache=True, nogil=True)
def draw(cumulative, u):
    """Index of the first cumulative share above a uniform number."""
    last = cumulative.shape[0] - 1
    for k in range(last):
        if u < cumulative[k]:
            return k
    return last


@nb.njit(cache=True, nogil=True)
def present_value(flows, v):
    """Value of monthly flows discounted by ``v`` a month (Horner's rule)."""
    total = 0.0
    for t in range(flows.shape[0] - 1, -1, -1):
        total = total * v + flows[t]
    return total


@nb.njit(cache=True, nogil=True)
def sign_changes(flows):
    """How often the flows change their sign; zeros aside."""
    changes, before = 0, 0
    for value in flows:
        sign = 1 if value > 0 else (-1 if value < 0 else 0)
        if sign != 0:
            if before not in (0, sign):
                changes += 1
            before = sign
    return changes


@nb.njit(cache=True, nogil=True)
def root(flows, low, high):
    """The discount factor between two of different sign: Newton's steps, else halves."""
    f_low = present_value(flows, low)
    v = 0.5 * (low + high)
    for _ in range(200):
        value, slope = 0.0, 0.0
        for t in range(flows.shape[0] - 1, -1, -1):
            slope = slope * v + value
            value = value * v + flows[t]
        if (value > 0) == (f_low > 0):
            low = v
        else:
            high = v
        step = v - value / slope if slope != 0.0 else low
        if not low < step < high:
            step = 0.5 * (low + high)
        if abs(step - v) <= 1e-15 * abs(v) or high - low <= 1e-15 * high:
            return step
        v = step
    return v


@nb.njit(cache=True, nogil=True)
def rate_of_return(flows, factors, wanted):
    """Monthly internal rate and flags; of several rates the one nearest to ``wanted``.

    ``factors`` are discount factors in ascending order between which rates are sought.
    """
    flags = SEVERAL if sign_changes(flows) > 1 else 0
    best, found = np.nan, 0
    before = present_value(flows, factors[0])
    for k in range(1, factors.shape[0]):
        value = present_value(flows, factors[k])
        if before == 0.0 or (before > 0) != (value > 0):
            rate = 1.0 / (factors[k - 1] if before == 0.0 else root(flows, factors[k - 1], factors[k])) - 1.0
            found += 1
            if found == 1 or abs(rate - wanted) < abs(best - wanted):
                best = rate
        before = value
    if found == 0:
        flags |= NONE
    elif found > 1:
        flags |= UNCLEAR
    return best, flags


@nb.njit(cache=True, nogil=True)
def add_lease(sums, flow, weights, begin, end, months, rent, step, free, once):
    """Put a lease into the differences of a path: measures, rent a month, what is paid at its beginning."""
    last = min(end, months)
    for k in range(weights.shape[0]):
        if weights[k] != 0:
            sums[k, begin] += weights[k]
            sums[k, last] -= weights[k]
    flow[1, begin] -= once
    year = begin
    while year < last:
        until = min(year + 12, last)
        start = max(year, begin + free)
        if start < until:
            flow[0, start] += rent
            flow[0, until] -= rent
        rent *= step
        year += 12


@nb.njit(cache=True, nogil=True)
def let_unit(rng, u, unit, terms, market, path, let, seen):
    """All leases of one unit on one path; ``seen`` are months and who has the unit in each of them."""
    starts, profile_of, area, rents, pool, own, theirs = unit
    demand, cumulative, lengths, numbers, patience = terms
    ramp, signs, running, months = market
    rise, slack, sums, flow = path
    at, holder = seen
    t, p, sitting, renewed, mine = 0, profile_of[u], starts[u] == NOW, False, True
    if not sitting:
        t = int(rng.random() * (ramp + 1))
        if starts[u] == EMPTY or rng.random() >= signs:
            p = -1
    while t < months:
        if p < 0:  # on the market
            p, mine, renewed = draw(demand[pool[u]], rng.random()), False, False
            wait = lengths[2, p, draw(cumulative[2, p], rng.random())] * patience[pool[u]] * slack[t // 12]
            t += int(wait + rng.random())  # a fraction of a month is a chance of one
            if t >= months:
                break
        kind = 1 if renewed else 0
        length = lengths[kind, p, draw(cumulative[kind, p], rng.random())]
        if sitting and running:
            length = 1 + int(rng.random() * length)
        price = rents[u] if mine or np.isnan(numbers[1, p]) else numbers[1, p]
        if not sitting:
            price *= rise[t // 12]
        if renewed:
            price *= numbers[2, p]
        rent = price * area[u]
        once = 0.0 if sitting else numbers[4 + kind, p] * rent
        if not sitting and not renewed:
            once += numbers[8, p] * area[u]
        free = 0 if sitting else int(numbers[6 + kind, p])
        weights = own[u] if mine else theirs[u, p]
        add_lease(sums, flow, weights, t, t + length, months, rent, 1.0 + numbers[3, p], free, once)
        let[u] += min(t + length, months) - t
        for m in range(at.shape[0]):
            if t <= at[m] < t + length:
                holder[u, m] = OWN if mine else p
        t += length
        sitting, renewed = False, rng.random() < numbers[0, p]
        if not renewed:
            p = -1


@nb.njit(cache=True, nogil=True)
def weather(rng, years, growth, volatility, slackness, rise, slack):
    """Level of market rents and length of downtimes, year by year; falling rents go with long ones."""
    level = 1.0
    for y in range(years):
        z = rng.standard_normal()
        if y > 0:
            level *= (1.0 + growth) * np.exp(volatility * z - 0.5 * volatility * volatility)
        rise[y] = level
        slack[y] = np.exp(-slackness * z - 0.5 * slackness * slackness)


@nb.njit(cache=True, nogil=True)
def judge_months(sums, constants, quantities, rows, clauses, mandatory, months, tally):
    """Count for each month what holds; ``quantities`` become histograms."""
    numer, denom, rolling, scale = quantities
    row_of, least, strict, slack = rows
    first, uses, every = clauses
    holds, applied, all_hold, through, histogram, totals = tally
    bins = histogram.shape[2] - 1
    values, known = np.empty(numer.shape[0]), np.empty(numer.shape[0], np.bool_)
    always = np.ones(first.shape[0] + 1, np.bool_)
    for t in range(months):
        for q in range(numer.shape[0]):
            top = 0.0
            for back in range(min(t + 1, rolling[q])):
                top += sums[numer[q], t - back] + constants[numer[q]]
            top /= min(t + 1, rolling[q])
            whole = 1.0
            if denom[q] >= 0:
                whole = float(sums[denom[q], t] + constants[denom[q]])
            known[q] = whole > 0
            values[q] = top / whole if whole > 0 else 0.0
            at = int(values[q] / scale[q] * bins + 1e-9)
            histogram[q, t, min(max(at, 0), bins)] += 1
            totals[q, t] += values[q]
        together = True
        for c in range(first.shape[0]):
            if t < first[c]:
                continue
            ok, some = every[c], False
            for r in range(row_of.shape[0]):
                if not uses[c, r] or not known[row_of[r]]:
                    continue
                value = values[row_of[r]]
                met = value > least[r] + slack[r] if strict[r] else value >= least[r] - slack[r]
                ok = (ok and met) if every[c] else (ok or met)
                some = True
            if not some:
                continue
            applied[c, t] += 1
            if ok:
                holds[c, t] += 1
            else:
                always[c] = False
                if mandatory[c]:
                    together = False
        if together:
            all_hold[t] += 1
        else:
            always[first.shape[0]] = False
    for c in range(first.shape[0] + 1):
        if always[c]:
            through[c] += 1


@nb.njit(cache=True, nogil=True)
def earn(sums, flow, money, flows):
    """Net flow of every month, and the value at the end: needs running sums of measures and rents."""
    occupied, lettable, capital, running_cost, vacancy_cost, growth, exit_yield = money
    months = flows.shape[0] - 1
    rent, last = 0.0, 0.0
    for t in range(months):
        rent += flow[0, t]
        dear = growth ** (t // 12)
        empty = lettable - sums[int(occupied), t]
        net = rent - dear * (running_cost + vacancy_cost * empty)
        flows[t] = net + flow[1, t]
        if t >= months - 12:
            last += net
    flows[0] -= capital
    flows[months] = last / exit_yield if exit_yield > 0 and last > 0 else 0.0


@nb.njit(cache=True, nogil=True)
def simulate(rng, paths, unit, terms, market, climate, measures, judged, money, discount, out):
    """So many paths, one after the other; counts and sums are added to ``out``."""
    constants, quantities, rows, clauses, mandatory = judged
    tally, let, values, rates, flags, annual = out
    months = market[3]
    years = (months + 11) // 12
    growth, volatility, slackness = climate
    rise, slack = np.empty(years), np.empty(years)
    sums = np.empty((measures, months + 1), np.int64)
    flow = np.empty((2, months + 1))
    flows = np.empty(months + 1)
    monthly, factors = discount
    nothing = (np.empty(0, np.int64), np.empty((let.shape[0], 0), np.int16))
    for n in range(paths):
        sums[:] = 0
        flow[:] = 0.0
        weather(rng, years, growth, volatility, slackness, rise, slack)
        for u in range(let.shape[0]):
            let_unit(rng, u, unit, terms, market, (rise, slack, sums, flow), let, nothing)
        for k in range(measures):
            for t in range(1, months + 1):
                sums[k, t] += sums[k, t - 1]
        judge_months(sums, constants, quantities, rows, clauses, mandatory, months, tally)
        earn(sums, flow, money, flows)
        values[n] = present_value(flows, monthly)
        rates[n], flags[n] = rate_of_return(flows, factors, 1.0 / monthly - 1.0)
        for y in range(years):
            annual[n, y] = flows[12 * y : 12 * y + 12].sum() + (money[2] if y == 0 else 0.0)


@nb.njit(cache=True, nogil=True)
def watch(rng, unit, terms, market, climate, measures, at, holder):
    """Who has each unit in some months of one path: a profile, ``OWN``, or as it was filled: nobody."""
    months = market[3]
    years = (months + 11) // 12
    growth, volatility, slackness = climate
    rise, slack = np.empty(years), np.empty(years)
    sums = np.zeros((measures, months + 1), np.int64)
    flow = np.zeros((2, months + 1))
    let = np.zeros(holder.shape[0], np.int64)
    weather(rng, years, growth, volatility, slackness, rise, slack)
    for u in range(let.shape[0]):
        let_unit(rng, u, unit, terms, market, (rise, slack, sums, flow), let, (at, holder))
