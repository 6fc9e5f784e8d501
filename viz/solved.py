"""What ``planner solve`` tells of its result: verdicts, wishes unmet, the outcome; or all of it as data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from planner.bundle.manifest import shortfalls
from planner.check.compliance import Compliance
from planner.circulation.flows import Flows
from planner.model import Solution
from viz.flows_table import flow_summary
from viz.tables import print_parts
from viz.terminal import print_compliance, print_outcome, print_shortfalls

__all__ = ["print_solution", "solution_document"]

INTERNAL = ("packages", "work", "warehouse_of")
"""Keys of the manifest that are for programs that read the folder."""


def print_solution(
    folder: Path, solution: Solution, compliance: Compliance, flows: Flows, lang: Literal["zh", "en"]
) -> None:
    """The verdicts, then what is unmet, what flows cost, what the plan is worth and where its files are."""
    print_compliance(compliance, solution.scenario, lang)
    print_shortfalls(shortfalls(solution), lang)
    summary = flow_summary(flows, lang)
    if summary:
        print_parts(None, *summary)
    print_outcome(solution, folder, lang)


def solution_document(folder: Path, compliance: Compliance, exit_code: int) -> dict[str, Any]:
    """What ``--json`` prints: exit code, files, clauses that fail, and the manifest."""
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
    return {
        "exit_code": exit_code,
        "directory": str(folder),
        "files": sorted(path.name for path in folder.iterdir() if path.is_file()),
        "failed": [row.clause for row in compliance.verdicts if row.status == "fail"],
        **{key: manifest[key] for key in manifest if key not in INTERNAL},
    }
