"""The layout is the one its manifest describes, and was made from this very scenario."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from planner.bundle.packs import copy_names
from planner.check.compliance import Finding, equal
from planner.check.facts import Facts
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """One finding for each hash: of the scenario, of the user's own packs it names, and of the layout.

    The bundle's own resolved scenario is the same scenario.
    """
    manifest, ground = facts.bundle.manifest, facts.scenario.site.boundary
    recorded = manifest.get("scenario")
    known = recorded if isinstance(recorded, dict) else {}
    checked = facts.scenario.sha256
    made_from = checked if checked == known.get("resolved_sha256") else known.get("sha256")
    yield equal("scenario", str(made_from), checked, "sha256", ground)
    yield from _packs(facts)
    stated = str(manifest.get("layout_sha256"))
    yield equal("layout.geojson", facts.bundle.layout_sha256, stated, "sha256", ground)


def _packs(facts: Facts) -> Iterator[Finding]:
    recorded = facts.bundle.manifest.get("packs")
    known = recorded if isinstance(recorded, dict) else {}
    folder = Path(facts.scenario.source).parent
    for given, name in copy_names(facts.scenario.standards).items():
        checked = hashlib.sha256((folder / given).read_bytes()).hexdigest()
        yield equal(given, str(known.get(name)), checked, "sha256", facts.scenario.site.boundary)


KIND = RequirementKind(id="provenance", check=check)
