"""The tiny park of ``tests/solve`` as it was solved once, to go on from: three companies on two storeys.

A/1F holds T02, T03 and the waste point, with a vacant unit of 66 m2 and one of 130 m2; A/2F holds T01 and the
shops, with one of 199 m2.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from planner.bundle import write_bundle
from planner.model import M2, Scenario
from planner.pins.answer import Answer, answer_of
from planner.pins.before import read_before
from planner.scenario import load_scenario, resolved_yaml
from planner.verify import Compliance, verify
from solvers.orchestrate.pool import StoreyRunner
from solvers.resolve import Resolved, resolve
from solvers.solve import Options

BUNDLE = Path(__file__).with_name("tiny")
SCENARIO = Path(__file__).parents[1] / "solve" / "tiny.yaml"


@cache
def tiny() -> Scenario:
    """The scenario that the bundle answers."""
    return load_scenario(SCENARIO)


def scaled(id: str, factor: float, **changes: Any) -> Scenario:
    """The scenario with the areas of one company multiplied."""
    park = tiny()
    old = next(row for row in park.tenants if row.id == id)
    areas = {k: round(getattr(old, k) * factor) for k in ("least_area", "wished_area", "most_area")}
    new = replace(old, **areas, **changes)
    return replace(park, tenants=tuple(new if row.id == id else row for row in park.tenants))


def copied(folder: Path, edit: Callable[[dict[str, Any]], None] | None = None) -> Path:
    """A copy of the bundle; ``edit`` changes its features by hand, each by itself."""
    shutil.copytree(BUNDLE, folder, dirs_exist_ok=True)
    if edit is not None:
        path = folder / "layout.geojson"
        document = json.loads(path.read_text("utf-8"))
        for feature in document["features"]:
            edit(feature)
        path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return folder


@contextmanager
def no_workers(_scenario: Scenario, _workers: int) -> Iterator[StoreyRunner]:
    """A pool that must not be needed."""
    raise AssertionError("a worker was asked for")
    yield


def again(
    scenario: Scenario, bundle: Path = BUNDLE, *, pool: Any = no_workers, **options: Any
) -> tuple[Resolved, Answer]:
    """Solved again from a bundle, and what changed."""
    before = read_before(scenario, bundle)
    found = resolve(scenario, before, Options(jobs=1), pool=pool, **{"price_pins": False, **options})
    return found, answer_of(before, found.solution, found.price, found.pins_cost)


def written(found: Resolved, folder: Path) -> Path:
    """The result as a bundle."""
    write_bundle(folder, found.solution, resolved=resolved_yaml(found.solution.scenario))
    return folder


def failed(compliance: Compliance) -> list[str]:
    """Mandatory clauses that fail."""
    return [v.clause for v in compliance.verdicts if (v.status, v.strength) == ("fail", "mandatory")]


def checked(found: Resolved, folder: Path) -> list[str]:
    """Mandatory clauses that the result fails, read back from disk."""
    return failed(verify(found.solution.scenario, written(found, folder)))


def lines_of(bundle: Path, *ids: str) -> list[str]:
    """The lines of a layout file that hold things with these ids, or doors that join them."""
    text = (bundle / "layout.geojson").read_text("utf-8").splitlines()
    return [line.rstrip(",") for line in text if any(f'"{id}"' in line.split('"geometry"')[0] for id in ids)]


def area(found: Resolved, subject: str) -> float:
    """What a subject has, m2."""
    rooms = (space for row in found.solution.layout.storeys for space in row.spaces)
    return sum(space.area for space in rooms if space.subject == subject) / M2
