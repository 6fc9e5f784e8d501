"""A small park drawn by hand as a bundle on disk, with names that attack whoever prints them unescaped."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from planner.bundle import write_bundle
from planner.model import Scenario, Solution
from planner.scenario.resolve import resolved_yaml
from tests.verify import park
from viz.export import FORMATS, export_bundle

EVIL = '=cmd|"/c calc"!A1'
SCRIPT = "<script>alert(1)</script> %%c {\\H9;}"
VERDICTS = [
    {"clause": "CBEP-5.2.3", "standard": "cbep", "strength": "mandatory", "status": "pass", "findings": []},
    {
        "clause": "SBT11233-4.1.3",
        "standard": "sbt11233",
        "strength": "recommended",
        "status": "fail",
        "findings": [{"subject": EVIL, "measured": 1, "op": ">=", "limit": 2, "unit": "m", "ok": False}],
    },
]
ORIGIN = (120.35303, 30.285494)


@pytest.fixture(scope="session")
def solution() -> Solution:
    scenario = park.park()
    first, second, *others = scenario.tenants
    named = (replace(first, name=EVIL, name_zh=EVIL), replace(second, name=SCRIPT, name_zh=SCRIPT), *others)
    site = replace(scenario.site, origin_wgs84=ORIGIN)
    return replace(park.solution(), scenario=replace(scenario, tenants=named, site=site))


@pytest.fixture(scope="session")
def scenario(solution: Solution) -> Scenario:
    return solution.scenario


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory, solution: Solution) -> Path:
    folder = tmp_path_factory.mktemp("bundle")
    write_bundle(folder, solution, resolved=resolved_yaml(solution.scenario))
    (folder / "compliance.json").write_text(json.dumps({"verdicts": VERDICTS}), "utf-8")
    return folder


@pytest.fixture(scope="session")
def written(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle in every format but the two that take long: GraphML and PDF."""
    folder = tmp_path_factory.mktemp("export")
    quick = [name for name in FORMATS if name not in ("graphml", "pdf")]
    export_bundle(bundle, folder, quick, lang="zh")
    return folder
