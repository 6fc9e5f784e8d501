"""The layout is the one its manifest describes, and was made from this very scenario."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, equal
from planner.check.facts import Facts
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """One finding for each of the two hashes. The bundle's own resolved scenario is the same scenario."""
    manifest, ground = facts.bundle.manifest, facts.scenario.site.boundary
    recorded = manifest.get("scenario")
    known = recorded if isinstance(recorded, dict) else {}
    checked = facts.scenario.sha256
    made_from = checked if checked == known.get("resolved_sha256") else known.get("sha256")
    yield equal("scenario", str(made_from), checked, "sha256", ground)
    stated = str(manifest.get("layout_sha256"))
    yield equal("layout.geojson", facts.bundle.layout_sha256, stated, "sha256", ground)


KIND = RequirementKind(id="provenance", check=check)
