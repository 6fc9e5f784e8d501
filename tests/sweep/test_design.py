"""Cases of grids, samples and lists; factors and patches, worked by hand."""

from __future__ import annotations

from pathlib import Path

from planner.model import M2, Scenario
from planner.sweep.read import Sweep, load_sweep
from planner.sweep.recipe import job_of, recipe_of
from planner.sweep.variant import changed
from tests.standards.test_packs import PACK
from tests.sweep.files import TINY, write


def parks(found: Sweep) -> list[Scenario]:
    return [changed(found.base, case.changes, found.source) for case in found.cases]


def test_a_grid_has_every_combination_the_last_fastest(tmp_path: Path) -> None:
    body = "grid:\n  - {path: run.seed, values: [4, 5]}\n  - {path: run.effort, from: 1, to: 3, steps: 3}\n"
    found = load_sweep(write(tmp_path, body))
    assert [case.values for case in found.cases] == [(4, 1), (4, 2), (4, 3), (5, 1), (5, 2), (5, 3)]
    assert [(found.run_of(case).seed, found.run_of(case).effort) for case in found.cases[:2]] == [
        (4, 1),
        (4, 2),
    ]
    assert [case.id for case in found.cases[:2]] == ["c0001", "c0002"]


def test_a_latin_hypercube_has_one_case_in_every_layer(tmp_path: Path) -> None:
    body = """latin_hypercube:
  count: 10
  seed: 3
  parameters:
    - {name: share, path: occupancy.least_leased_share, from: 0.2, to: 0.7}
    - {path: run.seed, from: 1, to: 10, whole: true}
    - {path: base_type, values: [park, building]}
"""
    path = write(tmp_path, body)
    found = load_sweep(path)
    layers = sorted(int((float(case.values[0]) - 0.2) / 0.05 + 1e-9) for case in found.cases)
    assert layers == list(range(10))
    assert sorted(float(case.values[1]) for case in found.cases) == [float(k) for k in range(1, 11)]
    assert sorted(str(case.values[2]) for case in found.cases) == ["building"] * 5 + ["park"] * 5
    assert [case.values for case in load_sweep(path).cases] == [case.values for case in found.cases]
    shares = [park.occupancy.least_leased_share for park in parks(found)]
    assert shares == [case.values[0] for case in found.cases]


def test_factors_multiply_what_stands_there(tmp_path: Path) -> None:
    body = """grid:
  - name: all
    path: ["tenants[*].least_m2", "tenants[*].wished_m2", "tenants[*].most_m2"]
    times: true
    values: [0.5, 1.1]
  - {path: "tenants[T01].staff", times: true, values: [1.03]}
"""
    half, more = parks(load_sweep(write(tmp_path, body)))
    assert [row.wished_area / M2 for row in half.tenants] == [100, 80, 70]
    assert [row.wished_area / M2 for row in more.tenants] == [220, 176, 154]
    assert half.tenants[0].staff == 21  # 20 x 1.03, a whole number of people


def test_patches_merge_by_key_and_by_id(tmp_path: Path) -> None:
    body = """cases:
  - name: base
  - name: patched
    set: {"tenants[T02].rent_cny_m2_month": 80}
    patch:
      occupancy: {least_leased_share: 0.6}
      tenants:
        - {id: T01, wish: {levels: [2]}}
        - {id: T04, name: Delta, company_type: other, cross_border: false, livestreaming: false,
           least_m2: 20, wished_m2: 30, most_m2: 40, staff: 2, storage_m2: 0, rent_cny_m2_month: 50}
      base_type: null
    remove: ["flows[0]", "tenants[T03]"]
"""
    base, park = parks(load_sweep(write(tmp_path, body)))
    assert [row.id for row in park.tenants] == ["T01", "T02", "T04"]
    assert park.tenants[0].wish.levels == (2,)
    assert park.tenants[0].wished_area == base.tenants[0].wished_area
    assert park.tenants[1].rent_cny_m2_month == 80
    assert (park.occupancy.least_leased_share, park.occupancy.months_in_operation) == (0.6, 0)
    assert (base.base_type, park.base_type) == ("building", "park")  # taken out: the default
    assert (len(base.flows), len(park.flows)) == (1, 0)


def test_removals_do_not_move_each_other(tmp_path: Path) -> None:
    body = 'cases: [{remove: ["tenants[0]", "flows[0]", "tenants[2]"], set: {"tenants[T02].staff": 5}}]\n'
    (park,) = parks(load_sweep(write(tmp_path, body)))
    assert [(row.id, row.staff) for row in park.tenants] == [("T02", 5)]


def test_patches_are_levels_of_a_parameter(tmp_path: Path) -> None:
    body = """grid:
  - name: mix
    patches:
      as is: {}
      fewer: {remove: ["tenants[T03]"]}
  - {path: run.seed, values: [1, 2]}
"""
    found = load_sweep(write(tmp_path, body))
    assert [case.values for case in found.cases] == [("as is", 1), ("as is", 2), ("fewer", 1), ("fewer", 2)]
    assert [len(park.tenants) for park in parks(found)] == [3, 3, 2, 2]


def test_numbers_are_told_from_text(tmp_path: Path) -> None:
    body = 'grid: [{path: name, values: [nan, "12", a1, 1_0, inf]}, {path: run.effort, values: [1e2, 7]}]\n'
    found = load_sweep(write(tmp_path, body))
    assert [case.values[0] for case in found.cases[::2]] == ["nan", "12", "a1", "1_0", "inf"]
    assert [case.values[1] for case in found.cases[:2]] == [100.0, 7.0]


def test_own_packs_are_part_of_the_key(tmp_path: Path) -> None:
    scenario = tmp_path / "park.yaml"
    scenario.write_text(TINY.read_text("utf-8").replace("[sbt11233]", "[sbt11233, city.yaml]"), "utf-8")
    keys = []
    for least in ("160", "170"):
        (tmp_path / "city.yaml").write_text(PACK.replace("160, unit", f"{least}, unit"), "utf-8")
        found = load_sweep(write(tmp_path, "grid: [{path: run.seed, values: [1]}]\n", scenario))
        job = job_of(found, found.cases[0])
        keys.append((recipe_of(found, found.cases[0]), job.key))
        assert list(job.packs) == ["pack-city.yaml"]
    assert keys[0][0] != keys[1][0]
    assert keys[0][1] != keys[1][1]


def test_the_key_is_that_of_the_meaning(tmp_path: Path) -> None:
    body = """cases:
  - {name: a, set: {"tenants[T01].staff": 20}}
  - {name: b, set: {"tenants[T01].staff": 20.0}}
  - {name: c, set: {"tenants[T01].staff": 21}}
  - {name: d, set: {run.seed: 1}}
  - {name: e, set: {run.seed: 2}}
  - {name: f, set: {run.deadline_s: 5}}
"""
    found = load_sweep(write(tmp_path, body))
    keys = [job_of(found, case).key for case in found.cases]
    assert keys[0] == keys[1] == keys[3] == keys[5]  # the base has 20 people and seed 1
    assert len(set(keys)) == 3
    assert len({recipe_of(found, case) for case in found.cases[:3]}) == 3
