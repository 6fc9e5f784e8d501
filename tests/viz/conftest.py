from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest

from planner.model import Layout, Scenario
from tests.viz import samples


@pytest.fixture(autouse=True)
def missing_glyphs_are_errors() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=".*missing from font.*")
        yield


@pytest.fixture(scope="session")
def park() -> tuple[Scenario, Layout]:
    return samples.park()


@pytest.fixture(scope="session")
def scenario(park: tuple[Scenario, Layout]) -> Scenario:
    return park[0]


@pytest.fixture(scope="session")
def layout(park: tuple[Scenario, Layout]) -> Layout:
    return park[1]
