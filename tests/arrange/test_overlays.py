"""Edges almost in line defeat an overlay now and then: the attempt is lost, not the storey."""

from __future__ import annotations

from typing import Any

import pytest
from shapely.errors import GEOSException

from solvers.arrange import arrange_storey, storey
from tests.arrange.plates import PLATES, scenario, suite

ROWS = (suite("T1", 120), suite("T2", 150), suite("T3", 90))


@pytest.mark.parametrize("place", ["write_storey", "search"])
def test_another_attempt_is_made_where_geometry_fails(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    real, calls = getattr(storey, place), []

    def once(*args: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) == 1:
            raise GEOSException("AssertionFailedException: Should never reach here")
        return real(*args, **more)

    monkeypatch.setattr(storey, place, once)
    found = arrange_storey(scenario(PLATES["bar"], ROWS), PLATES["bar"], ROWS, seed=1)
    assert found.layout is not None
    assert found.left_out == frozenset()
    assert len(calls) > 1


def test_where_it_always_fails_the_storey_has_no_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any, **__: Any) -> Any:
        raise GEOSException("AssertionFailedException: Should never reach here")

    monkeypatch.setattr(storey, "write_storey", never)
    found = arrange_storey(scenario(PLATES["bar"], ROWS), PLATES["bar"], ROWS, seed=1)
    assert found.layout is None
    assert found.left_out == {"T1", "T2", "T3"}
