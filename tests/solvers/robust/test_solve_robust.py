"""Robust planning over layouts that are given: what is kept back, what is promised, what cannot be had."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import cli
import solvers.resolve
import solvers.solve
from planner.errors import UsageError
from planner.leasing import Leasing, LettingRow, Profile, Robust
from planner.model import Allocation, Scenario, Solution
from planner.scenario import load_scenario, resolved_yaml
from planner.simulate.leasing.park import drawn_park
from planner.simulate.leasing.robust import Robustness
from planner.simulate.leasing.run import run_paths
from solvers.allocate.clauses import Clause, clauses
from solvers.allocate.problem import build
from solvers.resolve import Resolved
from solvers.robust import layouts
from solvers.robust import solve as robust
from solvers.robust.futures import parts_of
from solvers.robust.outcome import Unattainable
from solvers.robust.rows import lost_of
from solvers.solve import Infeasible
from tests.verify import park

MARKET = (
    Profile("trade", 0.5, cross_border=True),
    Profile("others", 0.5, company_type="other", cross_border=False),
)

RISKY = (replace(MARKET[0], demand_share=0.35), replace(MARKET[1], demand_share=0.65))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer futures, which a park of 24 units can do with."""
    monkeypatch.setattr(robust, "CONFIRM", 2000)
    monkeypatch.setattr(robust, "FRESH", 5000)
    monkeypatch.setattr(robust, "DECIDE", 100)
    monkeypatch.setattr(robust, "TAIL", 500)


def asked(probability: float, *ids: str, profiles: tuple[Profile, ...] = MARKET, years: int = 3) -> Scenario:
    leasing = Leasing(profiles=profiles, years=years, robust=Robust(probability, ids))
    return replace(park.park(), leasing=leasing)


def drawn(scenario: Scenario) -> Solution:
    """The hand-drawn park, whatever is asked."""
    return replace(park.solution(scenario), scenario=scenario)


def refuse(scenario: Scenario) -> Solution | Infeasible:
    """The hand-drawn park; with rows of letting there is none."""
    if scenario.leasing.robust.rows:
        return Infeasible(Allocation("infeasible", (), (), {}, 0.0, 0.0))
    return drawn(scenario)


def test_units_are_kept_until_the_clause_holds() -> None:
    scenario = asked(0.9, "CBEP-4.2.2.2", profiles=RISKY, years=6)
    found = robust.solve_robust(scenario, refuse, seed=1, jobs=1)
    assert isinstance(found, tuple)
    solution, promise = found
    assert isinstance(promise, Robustness)
    row = promise.promises[0]
    assert row.clause == "CBEP-4.2.2.2"
    assert row.without < 0.9 <= row.fresh
    assert promise.kept
    assert 0 < len(promise.reserved) < 24
    assert solution.scenario.leasing.reserved_for_cross_border == promise.reserved
    assert promise.income_with < promise.income_without
    assert promise.layouts == 1
    again = robust.solve_robust(scenario, refuse, seed=1, jobs=3)
    assert isinstance(again, tuple)
    assert again[1] == promise


def test_nothing_is_kept_where_the_plan_keeps_its_promise_as_it_is() -> None:
    found = robust.solve_robust(asked(0.9, "CBEP-4.2.2.1"), refuse, seed=1, jobs=1)
    assert isinstance(found, tuple)
    promise = found[1]
    assert isinstance(promise, Robustness)
    assert promise.reserved == ()
    assert promise.closed == ()
    assert promise.promises[0].without == promise.promises[0].planned
    assert promise.value_with == promise.value_without


def test_no_more_units_are_closed_to_livestreaming_than_the_stock_rooms_ask_for() -> None:
    """Closing every suite without a stock room would keep the clause always, and more empty."""
    live = (replace(MARKET[0], demand_share=0.05, livestreaming=True), replace(MARKET[1], demand_share=0.95))
    scenario = asked(0.9, "CBEP-5.2.2.2-a", profiles=live, years=6)
    found = robust.solve_robust(scenario, refuse, seed=1, jobs=1)
    assert isinstance(found, tuple)
    solution, promise = found
    assert isinstance(promise, Robustness)
    row = promise.promises[0]
    assert row.without < 0.9 <= row.fresh < 1
    assert solution.scenario.leasing.closed_to_livestreaming == promise.closed
    let = drawn_park(solution.scenario, solution.layout)
    roomless = [unit.holder for unit in let.letting.units if unit.stock == 0]
    assert 0 < len(promise.closed) < len(roomless)
    leasing = replace(scenario.leasing, closed_to_livestreaming=tuple(roomless))
    all_closed = run_paths(drawn_park(replace(scenario, leasing=leasing), solution.layout).model, 2000, 5, 1)
    assert promise.income_with > all_closed.values.mean()


def test_where_no_choice_of_units_is_enough_all_without_a_stock_room_are_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    live = (replace(MARKET[0], livestreaming=True), MARKET[1])
    monkeypatch.setattr(robust, "MARGINS", ())
    found = robust.solve_robust(asked(0.95, "CBEP-5.2.2.2-a", profiles=live), refuse, seed=1, jobs=1)
    assert isinstance(found, tuple)
    promise = found[1]
    assert isinstance(promise, Robustness)
    assert promise.closed
    assert promise.promises[0].fresh == 1.0


def test_a_probability_that_no_plan_has_is_told_with_the_best() -> None:
    nobody = (replace(MARKET[1], demand_share=1.0),)
    found = robust.solve_robust(asked(0.95, "CBEP-4.2.2.2", profiles=nobody), refuse, seed=1, jobs=1)
    assert isinstance(found, Unattainable)
    assert found.clause == "CBEP-4.2.2.2"
    assert found.best < 0.9
    assert found.layouts == 1


def test_what_no_plan_brings_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a row without a plan the next layout begins with the part of it that had a plan."""
    monkeypatch.setattr(robust, "LAYOUTS", 3)
    monkeypatch.setattr(robust, "STEPS", (1.0, 0.4))
    asked_for: list[bool] = []

    def search(scenario: Scenario) -> Solution | Infeasible:
        if scenario.leasing.robust.rows:
            asked_for.append(True)
        return refuse(scenario) if len(asked_for) == 1 else drawn(scenario)

    robust.solve_robust(asked(0.99, "CBEP-4.2.1-b"), search, seed=1, jobs=1)
    assert len(asked_for) == 3


def test_what_the_drawing_loses_is_what_it_misses_of_the_row_it_was_asked_for() -> None:
    """A row that the drawn plan keeps loses nothing, however unlikely the clause is."""
    scenario = asked(0.9)
    let = robust._Search(scenario, drawn, drawn(scenario), 1, 1, lambda: False).plain
    parts = parts_of(let.park, next(r for r in let.park.clauses if r.clause == "CBEP-4.2.1-b").rows[0])
    spare = parts.constant + float(parts.table[:, 1].sum())
    assert spare > 7
    kept = LettingRow("CBEP-4.2.1-b", {}, 0.0, 0.0, {}, 7.0)
    assert lost_of(let.park, kept, parts) == 0
    tenant = next(unit for unit in let.park.letting.units if unit.tenant is not None)
    missed = replace(kept, suites={tenant.holder: (-(spare + 5) / tenant.area, 0.0)})
    assert lost_of(let.park, missed, parts) == pytest.approx(12), "five, and the reserve of seven"


def test_a_month_that_was_the_worst_once_stays_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = asked(0.9)
    search = robust._Search(scenario, drawn, drawn(scenario), 1, 1, lambda: False)
    ratio = next(row for row in search.clauses if row.clause == "CBEP-4.2.1-b")
    for month in (2, 30, 2):
        monkeypatch.setattr(robust._Let, "worst", lambda *_, month=month: (month, 0.5, 0.0))
        search.rows = search._rows(search.plain, [ratio], {}, 1.0)
    assert list(search.rows) == [("CBEP-4.2.1-b", 2), ("CBEP-4.2.1-b", 30)]
    assert len(search._asking(search.rows).leasing.robust.rows) == 2


def test_a_layout_that_holds_more_than_it_must_is_followed_by_a_cheaper_one() -> None:
    """The second plan keeps the promise, is worth a tenth less and has cross-border area to spare."""
    scenario = asked(0.5, "CBEP-4.2.1-b")
    worth = iter((100.0, 80.0, 90.0, 85.0, 0.0))
    rows: list[tuple[LettingRow, ...]] = []

    def search(asks: Scenario) -> Solution:
        rows.append(asks.leasing.robust.rows)
        solution = drawn(asks)
        return replace(solution, allocation=replace(solution.allocation, objective=next(worth)))

    first = search(scenario)
    again = robust._Search(scenario, search, first, 1, 1, lambda: False)
    ratio = next(row for row in again.clauses if row.clause == "CBEP-4.2.1-b")
    again.rows = again._rows(again.plain, [ratio], {}, 1.0)
    dear = replace(again.plain, solution=search(scenario))
    assert again._too_dear(dear)
    assert not again._too_dear(again.plain)
    other = again._anew(dear, [])
    assert other is not None
    assert other.allocation.objective == 90.0
    assert rows[-1], "what was asked before is asked again"


@pytest.mark.slow
def test_what_another_layout_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cross-border area of the bad futures: companies lose some of it, vacant units bring some."""
    monkeypatch.setattr(robust, "LAYOUTS", 3)
    seen: list[LettingRow] = []

    def learn(scenario: Scenario) -> Solution:
        seen.extend(scenario.leasing.robust.rows)
        return drawn(scenario)

    found = robust.solve_robust(asked(0.99, "CBEP-4.2.1-b"), learn, seed=1, jobs=1)
    assert isinstance(found, Unattainable)
    assert found.layouts == robust.LAYOUTS
    first, second = seen[:2]
    assert first.clause == second.clause == "CBEP-4.2.1-b"
    assert 0 < first.vacant_m2 < 1
    losses = [first.suites[tenant.id][0] for tenant in park.park().tenants if tenant.cross_border]
    assert -1 < np.mean(losses) < 0
    domestic = [first.suites[tenant.id][0] for tenant in park.park().tenants if not tenant.cross_border]
    assert all(value >= 0 for value in domestic)
    assert first.reserve < second.reserve  # the drawing did not become better


def test_where_no_plan_brings_all_that_is_lacking_a_part_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first row has no plan; the next one asks for three tenths of what is lacking."""
    monkeypatch.setattr(robust, "LAYOUTS", 2)
    monkeypatch.setattr(robust, "STEPS", (1.0, 0.3))
    seen: list[LettingRow] = []

    def search(scenario: Scenario) -> Solution | Infeasible:
        seen.extend(scenario.leasing.robust.rows)
        return refuse(scenario) if len(seen) == 1 else drawn(scenario)

    scenario = asked(0.99, "CBEP-4.2.1-b")
    found = robust.solve_robust(scenario, search, seed=1, jobs=1)
    assert isinstance(found, Unattainable)
    assert found.layouts == len(seen) == 2
    assert seen[0].suites == seen[1].suites
    let = drawn_park(scenario, park.layout())
    parts = parts_of(let, next(r for r in let.clauses if r.clause == "CBEP-4.2.1-b").rows[0])
    all_, some = (lost_of(let, row, parts) for row in seen)
    assert some == pytest.approx(0.3 * all_)
    assert all_ > 10


def test_a_row_of_letting_beside_that_of_its_clause() -> None:
    """Every company loses a tenth; a quarter of what is left of 690 m2 comes in; two are a reserve."""
    scenario = park.park()
    suites = {tenant.id: (-0.1, 0.5) for tenant in scenario.tenants}
    row = LettingRow("CBEP-4.2.1-b", suites, 0.25, 300.0, {"T01": 200.0, "T02": 190.0}, 2.0)
    leasing = replace(scenario.leasing, robust=Robust(0.95, (), (row,)))
    capacity = {storey.id: round(0.7 * storey.gross_area) for storey in scenario.storeys}
    problem = build(replace(scenario, leasing=leasing), capacity, ())
    base = {found.id: found for found in clauses(problem, 0.0)}["CBEP-4.2.1-b"]
    mine = {found.id: found for found in clauses(problem)}["CBEP-4.2.1-b:letting"]
    assert mine.fine is None
    for u, unit in enumerate(problem.units):
        loss = 0.0 if unit.role == "demand" else -0.1
        assert mine.area[u] == pytest.approx(base.area[u] + loss - 0.25 * unit.take)
        assert mine.count[u] == base.count[u] + (0.5 if unit.role == "tenant" else 0.0)
    assert mine.constant == pytest.approx(base.constant + 0.25 * (300 + 200 + 190) - 2.0)
    assert "CBEP-4.2.1-b:letting" not in {found.id for found in clauses(build(scenario, capacity, ()))}


def rows_of(scenario: Scenario, row: LettingRow) -> dict[str, Clause]:
    leasing = replace(scenario.leasing, robust=Robust(0.95, (), (row,)))
    capacity = {storey.id: round(0.7 * storey.gross_area) for storey in scenario.storeys}
    return {found.id: found for found in clauses(build(replace(scenario, leasing=leasing), capacity, ()))}


def test_a_demand_of_which_parts_are_frozen_was_drawn_once() -> None:
    scenario = park.park()
    demand = scenario.demands[0]
    frozen = replace(scenario, demands=(replace(demand, id=f"{demand.id}@A/1F"), *scenario.demands))
    row = LettingRow("CBEP-4.2.1-b", {}, 0.25, 300.0, {demand.id: 40.0})
    plain, parted = (rows_of(park, row)["CBEP-4.2.1-b:letting"].constant for park in (scenario, frozen))
    assert plain == parted
    bare = rows_of(scenario, replace(row, drawn={}))["CBEP-4.2.1-b:letting"].constant
    assert plain == pytest.approx(bare + 0.25 * 40 * 1.12), "with the corridors inside the zone"


def test_a_clause_that_letting_does_not_decide() -> None:
    with pytest.raises(UsageError, match=r"robust\.clauses: got CBEP-9, expected .* Try: .*CBEP-4\.2\.2\.2"):
        robust.solve_robust(asked(0.9, "CBEP-9"), refuse, seed=1, jobs=1)


def test_a_search_that_is_stopped_hands_out_the_first_plan() -> None:
    found = robust.solve_robust(asked(0.99, "CBEP-4.2.1-b"), drawn, seed=1, jobs=1, stop=lambda: True)
    assert isinstance(found, tuple)
    assert found[1] is None


def test_the_command_writes_and_tells_the_promise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layouts.Layouts, "__call__", lambda _, scenario: drawn(scenario))
    file = tmp_path / "park.yaml"
    file.write_text(resolved_yaml(asked(0.9, "CBEP-4.2.2.2", profiles=RISKY, years=6)), "utf-8")
    out = tmp_path / "out"
    arguments = ["solve", str(file), "-o", str(out), "--no-pictures", "--lang", "en"]
    result = CliRunner().invoke(cli.planner, arguments, standalone_mode=False)
    assert "Robust: every clause holds with probability 0.9 or more" in result.output
    assert "Price of robustness" in result.output
    document = json.loads((out / "robust.json").read_text("utf-8"))
    assert document["kept"] is True
    reserved = document["reserved_for_cross_border"]
    assert reserved
    assert list(load_scenario(out / "scenario.resolved.yaml").leasing.reserved_for_cross_border) == reserved
    nobody = asked(0.95, "CBEP-4.2.2.2", profiles=(replace(MARKET[1], demand_share=1.0),))
    file.write_text(resolved_yaml(nobody), "utf-8")
    monkeypatch.setattr(layouts.Layouts, "__call__", lambda _, scenario: refuse(scenario))
    result = CliRunner().invoke(cli.planner, [*arguments, "--json"], standalone_mode=False)
    assert result.return_value == 4
    assert json.loads(result.stdout)["robust"]["clause"] == "CBEP-4.2.2.2"
    assert "Infeasible as the park is let" in result.stderr
    assert re.search(r"Try: robust\.clause_probability 0(\.\d+)? or less", result.stderr)
    result = CliRunner().invoke(cli.planner, [*arguments, "--lang", "zh"], standalone_mode=False)
    assert "未找到各月均以概率 0.95 满足 CBEP-4.2.2.2 的方案" in result.stderr


@pytest.mark.slow
def test_a_result_gone_on_from_keeps_the_promise_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan nearest to the result is let, and units are kept until its clause holds."""
    monkeypatch.setattr(solvers.solve, "solve", lambda scenario, *_, **__: drawn(scenario))
    plain = tmp_path / "plain.yaml"
    plain.write_text(resolved_yaml(replace(asked(0.9), leasing=Leasing())), "utf-8")
    first = ["solve", str(plain), "-o", str(tmp_path / "first"), "--no-pictures", "-q"]
    CliRunner().invoke(cli.planner, first, standalone_mode=False)

    file = tmp_path / "park.yaml"
    file.write_text(resolved_yaml(asked(0.9, "CBEP-4.2.2.2", profiles=RISKY, years=6)), "utf-8")
    monkeypatch.setattr(
        solvers.resolve,
        "resolve",
        lambda scenario, before, *_, **__: Resolved(drawn(scenario), before, 300.0),
    )
    out = tmp_path / "out"
    arguments = ["solve", str(file), "--from", str(tmp_path / "first"), "-o", str(out), "--no-pictures"]
    result = CliRunner().invoke(cli.planner, [*arguments, "--json", "-q"], standalone_mode=False)
    told = json.loads(result.stdout)
    assert told["robust"]["kept"] is True
    assert told["changes"]["summary"]["rooms_moved"] == 0
    assert (out / "robust.json").is_file()
    assert (out / "changes.json").is_file()
    assert load_scenario(out / "scenario.resolved.yaml").leasing.reserved_for_cross_border
