"""The layout is the one its manifest describes, and was made from this very scenario."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, equal
from planner.check.facts import Facts
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """One finding for each of the two hashes."""
    manifest, ground = facts.bundle.manifest, facts.scenario.site.boundary
    scenario = manifest.get("scenario")
    made_from = scenario.get("sha256") if isinstance(scenario, dict) else None
    yield equal("scenario", str(made_from), facts.scenario.sha256, "sha256", ground)
    stated = str(manifest.get("layout_sha256"))
    yield equal("layout.geojson", facts.bundle.layout_sha256, stated, "sha256", ground)


KIND = RequirementKind(id="provenance", check=check)
