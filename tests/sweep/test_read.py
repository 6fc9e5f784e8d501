"""What is wrong with a sweep is told at once, with its line and the nearest names."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import Problem, ScenarioError
from planner.sweep.read import Sweep, load_sweep
from planner.sweep.variant import changed
from tests.sweep.files import write


def problems(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        load_sweep(path)
    return caught.value.problems


def one(path: Path) -> Problem:
    found = problems(path)
    assert len(found) == 1, found
    return found[0]


def grid(tmp_path: Path, *rows: str) -> Path:
    return write(tmp_path, "grid:\n" + "".join(f"  - {row}\n" for row in rows))


@pytest.mark.parametrize(
    ("address", "value", "near"),
    [
        ("tenants[T01].wished_area", "wished_area", "wished_m2"),
        ("buildings[A].storeys[2F].floor_load", "floor_load", "floor_load_kn_m2"),
        ("tenants[T09].wished_m2", "T09", "T0"),
        ("policis.support_zones", "policis", "policies"),
        ("policies.support_zone", "support_zone", "support_zones"),
        ("run.sead", "run.sead", "seed"),
        ("occupancy.leased_share", "leased_share", "leased_shares"),
    ],
)
def test_a_key_that_is_not_there_is_told_with_the_nearest(
    tmp_path: Path, address: str, value: str, near: str
) -> None:
    problem = one(grid(tmp_path, f'{{path: "{address}", values: [1]}}'))
    assert (problem.line, problem.value) == (4, value)
    assert near in problem.remedy


@pytest.mark.parametrize("address", ["tenants[", "[T01].x", "tenants T01", "tenants..x", "tenants.wished_m2"])
def test_what_is_no_address_is_told(tmp_path: Path, address: str) -> None:
    assert one(grid(tmp_path, f'{{path: "{address}", values: [1]}}')).line == 4


def test_a_key_that_stands_on_its_default_can_be_set(tmp_path: Path) -> None:
    path = grid(tmp_path, "{path: policies.least_classrooms, values: [1, 2]}")
    found = load_sweep(path)
    classrooms = [changed(found.base, case.changes, "").policies.least_classrooms for case in found.cases]
    assert classrooms == [1, 2]


def test_a_bad_value_is_told_in_the_line_of_the_sweep(tmp_path: Path) -> None:
    problem = one(grid(tmp_path, "{path: occupancy.least_leased_share, values: [0.5, 50]}"))
    assert problem.file.endswith("sweep.yaml")
    assert (problem.line, problem.value) == (4, "50")


def test_what_follows_from_a_value_elsewhere_names_the_sweep(tmp_path: Path) -> None:
    problem = one(grid(tmp_path, '{path: "tenants[T01].wished_m2", values: [200, 900]}'))
    assert problem.file.endswith("tiny.yaml")
    assert "sweep.yaml:4" in problem.remedy


@pytest.mark.parametrize(
    "rows",
    [
        ('{path: "tenants[T01].staff", values: [1]}', '{name: b, path: "tenants[*].staff", values: [2]}'),
        ("{path: occupancy, values: [{months_in_operation: 1, least_leased_share: 0.5}]}",
         "{path: occupancy.least_leased_share, values: [0.4]}"),
        ("{path: run.seed, values: [1]}", "{name: b, path: run.seed, values: [2]}"),
        ('{path: "tenants[T01].staff", values: [1]}',
         "{name: p, patches: {a: {patch: {tenants: [{id: T01, staff: 3}]}}}}"),
    ],
)  # fmt: skip
def test_contradicting_parameters_are_told_with_both_lines(tmp_path: Path, rows: tuple[str, str]) -> None:
    found = problems(grid(tmp_path, *rows))
    assert found[0].line == 5
    assert "line 4" in found[0].expected


def test_contradicting_changes_of_one_case_are_told(tmp_path: Path) -> None:
    body = 'cases:\n  - set: {"tenants[T01].staff": 3}\n    remove: ["tenants[T01]"]\n'
    assert "line 4" in problems(write(tmp_path, body))[0].expected


def test_the_same_name_twice_is_told(tmp_path: Path) -> None:
    found = problems(
        grid(tmp_path, "{path: run.seed, values: [1]}", "{name: run.seed, path: name, values: [x]}")
    )
    assert "each parameter once" in found[0].expected


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("", "one of grid"),
        ("grid: [{path: run.seed, values: [1]}]\ncases: [{}]\n", "one of grid"),
        ("grid: [{path: run.seed}]\n", "values"),
        ("grid: [{path: run.seed, from: 1, to: 3}]\n", "steps"),
        ("grid: [{path: run.seed, from: 3, to: 1, steps: 2}]\n", "from below to"),
        ("grid: [{path: run.seed, values: [1], patches: {a: {}}}]\n", "one of values"),
        ("grid: [{values: [1]}]\n", "path"),
        ("grid: [{name: status, path: run.seed, values: [1]}]\n", "no column"),
        ("grid: [{name: area_x, path: run.seed, values: [1]}]\n", "no column"),
        ("outputs: [clauses]\ngrid: [{path: run.seed, values: [1]}]\n", "allocation"),
        ("gird: []\n", "grid"),
        ("run: {secnds: 3}\ngrid: [{path: run.seed, values: [1]}]\n", "seconds"),
        ("grid: [{path: run.seed, values: [1.5]}]\n", "whole number"),
        ("grid: [{path: name, values: [a], times: true}]\n", "factor"),
        ("grid: [{path: name, values: [2], times: true}]\n", "to multiply"),
        ("latin_hypercube: {count: 0, parameters: [{path: run.seed, values: [1]}]}\n", "whole number"),
        ("grid: [{path: run.seed, from: 1, to: 999, steps: 999}, {path: name, from: 1, to: 9, steps: 999}]\n",
         "at most"),
    ],
)  # fmt: skip
def test_other_mistakes_are_told(tmp_path: Path, body: str, told: str) -> None:
    assert any(told in f"{row.expected} {row.remedy}" for row in problems(write(tmp_path, body)))


def test_a_missing_scenario_is_told_at_its_key(tmp_path: Path) -> None:
    path = write(tmp_path, "grid: [{path: run.seed, values: [1]}]\n", Path("nowhere.yaml"))
    problem = one(path)
    assert (problem.line, problem.path) == (2, "scenario")


def read(path: Path) -> Sweep:
    return load_sweep(path)


def test_every_reading_of_an_address(tmp_path: Path) -> None:
    rows = (
        '{name: id, path: "tenants[T02].staff", values: [7]}',
        '{name: place, path: "tenants[0].staff", values: [8]}',
        '{name: keys, path: "flows[from=T01,to=SHOPS].people_per_day", values: [9]}',
        '{name: all, path: ["buildings[A].storeys[*].floor_load_kn_m2"], values: [4.5]}',
        '{name: point, path: "site.gates[G1].at[0]", values: [41]}',
    )
    found = read(grid(tmp_path, *rows))
    park = changed(found.base, found.cases[0].changes, "")
    assert [tenant.staff for tenant in park.tenants] == [8, 7, 12]
    assert park.flows[0].people_per_day == 9
    assert [storey.floor_load_kn_m2 for storey in park.storeys] == [4.5, 4.5]
    assert park.site.gates[0].point.x == 41_000


def test_what_a_storey_takes_from_another_changes_with_it(tmp_path: Path) -> None:
    found = read(grid(tmp_path, '{path: "buildings[A].storeys[1F].floor_load_kn_m2", values: [5]}'))
    park = changed(found.base, found.cases[0].changes, "")
    assert [storey.floor_load_kn_m2 for storey in park.storeys] == [5, 5]  # 2F is like 1F


def test_the_shipped_sweep_can_be_run() -> None:
    shipped = Path(__file__).resolve().parents[2] / "scenarios" / "sweeps" / "demand.yaml"
    found = load_sweep(shipped)
    assert len(found.cases) == 12
    assert [row.zh for row in found.parameters] == ["全部企业的需求", "配套设施"]


def test_a_promise_that_no_sweep_keeps_is_refused(tmp_path: Path) -> None:
    problem = one(grid(tmp_path, "{path: robust.clause_probability, values: [0.9]}"))
    assert (problem.line, problem.path) == (4, "robust.clause_probability")
    assert "section robust" in problem.remedy
