"""Tenants' storage needs: served by warehouses within their area, carried over the distance."""

from __future__ import annotations

from planner.score import STORAGE_RENT_CNY_M2_YEAR
from solvers.allocate.encode import MONEY, Encoding, negated
from solvers.allocate.traffic import Totals, knapsack


def _needs(code: Encoding) -> dict[int, float]:
    return {k: unit.storage for k, unit in enumerate(code.problem.units) if unit.storage > 0}


def _offers(code: Encoding) -> dict[int, list[tuple[int, float]]]:
    """Storey -> terms of the warehouse area there."""
    offers: dict[int, list[tuple[int, float]]] = {}
    for k in code.problem.warehouses:
        for s, terms in code.area[k].items():
            offers.setdefault(s, []).extend(terms)
    return offers


def _open(code: Encoding) -> dict[int, list[tuple[int, float]]]:
    """Storey -> terms of the number of warehouses there."""
    found: dict[int, list[tuple[int, float]]] = {}
    for k in code.problem.warehouses:
        for s, terms in code.presence[k].items():
            found.setdefault(s, []).extend(terms)
    return found


def pooled_storage(code: Encoding) -> None:
    """Needs as one commodity (a relaxation: a tenant may be served by several warehouses)."""
    problem, needs, offers, hosts = code.problem, _needs(code), _offers(code), _open(code)
    if not needs or not hosts:
        return
    sent = {}
    for s in range(len(problem.storeys)):
        terms = [(c, need * f) for u, need in needs.items() for c, f in code.presence[u].get(s, ())]
        if terms:
            sent[s] = (terms, knapsack(problem, needs, [s]))
    flow = Totals(code, sent, hosts)
    flow.price(MONEY * problem.storage_cost, MONEY * STORAGE_RENT_CNY_M2_YEAR)
    flow.leave({s: (code.program.column(upper=cap), 1.0) for s, (_, cap) in sent.items()})
    flow.arrive(sum(needs.values()), None)
    for t in hosts:
        into = [(flow.arriving[t], 1.0), *((c, 1.0) for (_, b), c in flow.inside.items() if b == t)]
        code.program.at_most([*into, *negated(offers[t])], 0.0, "storage")


def paired_storage(code: Encoding) -> None:
    """Each need served whole by one warehouse or not at all, with the true distance."""
    program, needs = code.program, _needs(code)
    offers, hosts = _offers(code), _open(code)
    load: dict[int, list[tuple[int, float]]] = {t: [] for t in hosts}
    for u, need in needs.items():
        served = {}
        for t in hosts:
            column = program.column(MONEY * STORAGE_RENT_CNY_M2_YEAR * need, integer=True)
            code.service[u, t] = column
            served[t] = (column, 1.0)
            load[t].append((column, need))
            program.at_most([served[t], *negated(hosts[t])], 0.0, "storage")
        program.at_most([*served.values(), *negated(code.placed[u])], 0.0, "storage")
        carry(code, u, need, served)
    for t in hosts:
        program.at_most([*load[t], *negated(offers[t])], 0.0, "storage")


def carry(code: Encoding, u: int, need: float, served: dict[int, tuple[int, float]]) -> None:
    """What carrying a need from where its company lies to where it is served costs."""
    program, problem = code.program, code.problem
    rate = MONEY * problem.storage_cost * need
    pairs = {(s, t): program.column(-rate * problem.metres[s, t]) for s in code.presence[u] for t in served}
    for s, here in code.presence[u].items():
        program.at_most([*((pairs[s, t], 1.0) for t in served), *negated(here)], 0.0, "storage")
    for t, term in served.items():
        program.row([*((pairs[s, t], 1.0) for s in code.presence[u]), *negated([term])], 0.0, 0.0, "storage")
