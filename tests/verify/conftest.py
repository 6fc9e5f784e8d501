"""A bundle with a fault and its certificate, for what is written about verdicts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from shapely import box

from planner.bundle import write_bundle
from planner.verify import verify, write_compliance
from tests.verify import park


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bundle with one stock room too small (6.989 x 7.14 m) and its certificate."""
    plan = park.layout()
    small = plan.storeys[2]
    shrunk = replace(small.spaces[0], polygon=box(40_240, 30_240, 47_229, 37_380))
    plan = replace(plan, storeys=(*plan.storeys[:2], replace(small, spaces=(shrunk, *small.spaces[1:]))))
    write_bundle(tmp_path / "out", park.solution(plan=plan), resolved="")
    write_compliance(tmp_path / "out", verify(park.park(), tmp_path / "out"))
    return tmp_path / "out"
