"""The check as a whole: independence, the certificate's form, odd bundles."""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from shapely import box
from shapely.geometry import shape

from planner.bundle import write_bundle
from planner.errors import BundleError
from planner.kinds import standard_catalogue
from planner.model import Layout
from planner.verify import Compliance, summary_rows, verify, write_compliance
from tests.verify import park

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle with one stock room too small, so that there is something to fail."""
    target = tmp_path_factory.mktemp("bundle")
    plan = park.layout()
    small = plan.storeys[2]
    shrunk = replace(small.spaces[0], polygon=box(40_240, 30_240, 47_229, 37_380))
    plan = replace(plan, storeys=(*plan.storeys[:2], replace(small, spaces=(shrunk, *small.spaces[1:]))))
    write_bundle(target, park.solution(plan=plan), resolved="")
    return target


@pytest.fixture(scope="module")
def compliance(folder: Path) -> Compliance:
    return verify(park.park(), folder)


def test_the_check_never_loads_a_solver(folder: Path) -> None:
    """In a process of its own: nothing of the solvers, nor of OR-Tools, is imported by checking."""
    code = (
        "import sys; from pathlib import Path; from tests.verify import park; "
        f"from planner.verify import verify; verify(park.park(), Path({str(folder)!r})); "
        "foreign = ('ortools', 'solvers', 'viz', 'matplotlib', 'numba'); "
        "print([name for name in sys.modules if name.split('.')[0] in foreign])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_certificate_has_the_contract_s_form(folder: Path, compliance: Compliance) -> None:
    path = write_compliance(folder, compliance)
    document = json.loads(path.read_text("utf-8"))
    assert list(document) == [
        "scenario_sha256",
        "layout_sha256",
        "standards",
        "statement",
        "summary",
        "verdicts",
        "readings",
    ]
    assert document["scenario_sha256"] == park.park().sha256
    assert document["standards"] == ["layout", "cbep", "sbt11233"]
    assert document == json.loads(json.dumps(compliance.document()))
    for verdict in document["verdicts"]:
        assert list(verdict) == ["clause", "standard", "strength", "status", "by", "findings"]
        assert verdict["strength"] in ("mandatory", "recommended", "permitted", "informational")
        assert verdict["status"] in ("pass", "fail", "not_applicable", "undecided")
        assert verdict["by"] in ("geometry", "data", "attestation")
        for finding in verdict["findings"]:
            if finding["measured"] != "missing":  # a datum of the scenario lies nowhere
                assert (finding["where"] is None) == (finding["ok"] is True)
            assert list(finding) == ["subject", "measured", "op", "limit", "unit", "ok", "where"]
            assert finding["ok"] is not False or shape(finding["where"]).is_valid


def test_evidence_is_in_metres_and_at_the_fault(compliance: Compliance) -> None:
    verdict = next(v for v in compliance.document()["verdicts"] if v["clause"] == "CBEP-5.2.2.2-a")
    bad, good = verdict["findings"]
    # 6.989 m x 7.14 m
    assert (bad["subject"], bad["measured"], bad["op"], bad["limit"]) == (
        "T01 (B/1F/s01)",
        49.90146,
        ">=",
        50,
    )
    assert shape(bad["where"]).bounds == (40.24, 30.24, 47.229, 37.38)
    assert (good["ok"], good["where"]) == (True, None)


def test_summary_of_the_certificate(compliance: Compliance) -> None:
    assert not compliance.passed
    assert compliance.failed() == ("CBEP-5.2.2.2-a",)
    summary = compliance.summary()
    assert summary["passed"] is False
    assert summary["mandatory"]["fail"] == 1
    counted = sum(
        sum(summary[strength].values())
        for strength in ("mandatory", "recommended", "permitted", "informational")
    )
    assert counted == summary["clauses"] == len(compliance.verdicts)


def test_rows_for_the_terminal(compliance: Compliance) -> None:
    first, *rest = summary_rows(compliance, "en")
    assert (first.clause, first.status, first.strength, first.failed) == (
        "CBEP-5.2.2.2-a",
        "fail",
        "mandatory",
        True,
    )
    assert (first.measured, first.limit, first.subject) == ("49.9 m2", ">= 50 m2", "T01 (B/1F/s01) (1/2)")
    assert first.text == "Each livestreaming company has a stock room of at least 50 m2."
    share = next(row for row in rest if row.clause == "CBEP-4.2.2.1")
    assert share.limit == ">= 50.0%"
    chinese = summary_rows(compliance, "zh")[0]
    assert (chinese.status, chinese.strength) == ("不符合", "强制")
    assert "选品仓库" in chinese.text


def test_another_scenario_is_told_but_its_layout_is_judged(folder: Path) -> None:
    compliance = verify(replace(park.park(), sha256="1" * 64), folder)
    assert compliance.failed("informational") == ("LAYOUT-ORIGIN",)
    assert compliance.failed() == ("CBEP-5.2.2.2-a",)


def test_the_resolved_scenario_is_the_same_scenario(tmp_path: Path) -> None:
    write_bundle(tmp_path, park.solution(), resolved="format: planner/1\n")
    digest = hashlib.sha256(b"format: planner/1\n").hexdigest()
    assert verify(replace(park.park(), sha256=digest), tmp_path).verdict("LAYOUT-ORIGIN").status == "pass"


def test_a_bundle_of_another_park(folder: Path) -> None:
    scenario = park.park()
    other = replace(
        scenario.buildings[1], id="Z", storeys=(replace(scenario.buildings[1].storeys[0], id="Z/1F"),)
    )
    with pytest.raises(BundleError, match=r"shows none of the storeys of park.yaml"):
        verify(replace(scenario, buildings=(other,)), folder)


def test_nothing_is_said_to_pass_that_was_not_looked_at(tmp_path: Path) -> None:
    """An empty layout: no verdict passes on a clause about rooms, doors or corridors."""
    write_bundle(tmp_path, park.solution(plan=Layout((), ())), resolved="")
    compliance = verify(park.park(), tmp_path)
    passed = {verdict.clause for verdict in compliance.verdicts if verdict.status == "pass"}
    assert passed == {"LAYOUT-GIVEN", "LAYOUT-ORIGIN", "CBEP-4.2.1-a", "SBT11233-4.2.1-a"}
    assert all(verdict.findings for verdict in compliance.verdicts if verdict.status == "pass")


VALUES: list[Any] = [
    None,
    "",
    "A/1F",
    "X",
    0,
    -1,
    1e9,
    0.001,
    [],
    ["a", "b"],
    {},
    True,
    "tenant_suite",
    "T01",
]
SHAPES: list[Any] = [
    [],
    [[]],
    [[[0, 0], [0, 0], [0, 0], [0, 0]]],
    [[[0, 0], [10, 10], [10, 0], [0, 10], [0, 0]]],
    [[[0, 0], [1, 0], [2, 0], [0, 0]]],
    [[[50, 62], [60, 62], [60, 63], [50, 63], [50, 62]], [[40, 40], [41, 40], [41, 41], [40, 40]]],
    [[[-1e6, 0], [1e6, 0], [1e6, 1e6], [-1e6, 0]]],
]


@pytest.mark.parametrize("seed", range(24))
def test_odd_bundles_are_judged_or_refused(folder: Path, tmp_path: Path, seed: int) -> None:
    """Thirty random changes to a sound file: a verdict or one clear message, never anything else."""
    chance = random.Random(seed)
    document = json.loads((folder / "layout.geojson").read_text())
    features = document["features"]
    for _ in range(30):
        feature = chance.choice(features)
        if chance.random() < 0.4 and feature["geometry"]["type"] == "Polygon":
            feature["geometry"]["coordinates"] = chance.choice(SHAPES)
        elif chance.random() < 0.2:
            features.append(json.loads(json.dumps(feature)))
        elif chance.random() < 0.2 and seed % 2:
            feature["properties"][chance.choice(list(feature["properties"]))] = chance.choice(VALUES)
        else:
            features.remove(feature)
    (tmp_path / "manifest.json").write_bytes((folder / "manifest.json").read_bytes())
    (tmp_path / "layout.geojson").write_text(json.dumps(document))
    outcome = _judged(tmp_path)
    if isinstance(outcome, Compliance):
        assert not outcome.passed
        write_compliance(tmp_path, outcome)
        summary_rows(outcome, "zh")
    else:
        assert seed % 2, f"well-formed, yet refused: {outcome}"
        assert "expected" in outcome
        assert "Try:" in outcome


def _judged(folder: Path) -> Compliance | str:
    try:
        return verify(park.park(), folder)
    except BundleError as refusal:
        return str(refusal)


def test_catalogue_is_the_shipped_one() -> None:
    """The hand-made park relies on it: a change of a kind there shows here first."""
    assert park.park().catalogue == standard_catalogue()


def test_a_room_of_a_building_that_is_not_there(tmp_path: Path) -> None:
    """A suite that names another building is told by the references, and measured where it lies."""
    write_bundle(tmp_path, park.solution(), resolved="")
    document = json.loads((tmp_path / "layout.geojson").read_text("utf-8"))
    suite = next(f for f in document["features"] if f["properties"].get("kind") == "tenant_suite")
    suite["properties"]["building"] = "Z"
    (tmp_path / "layout.geojson").write_text(json.dumps(document), "utf-8")
    policies = replace(park.park().policies, cross_border_counts="with_common_share")
    compliance = verify(replace(park.park(), policies=policies), tmp_path)
    assert compliance.failed() == ("LAYOUT-REFERENCES",)
