"""``plan.json``: the sweep that was last run in a folder, and how far it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from planner.errors import UsageError
from planner.sweep.job import version
from planner.sweep.read import Sweep
from planner.sweep.recipe import recipe_of
from planner.sweep.store import Store

__all__ = ["plan_document", "status_document"]

PLAN_FORMAT = "planner-sweep-plan/1"
STATUS_FORMAT = "planner-sweep-status/1"


def plan_document(sweep: Sweep) -> dict[str, Any]:
    """The cases of a sweep by recipe, with what they vary."""
    names = [row.name for row in sweep.parameters] or ["case"]
    return {
        "format": PLAN_FORMAT,
        "file": Path(sweep.source).name,
        "scenario": Path(sweep.base.source).name,
        "planner": version(),
        "run": asdict(sweep.run),
        "parameters": names,
        "cases": [
            {"id": case.id, "name": case.name, "values": list(case.values), "recipe": recipe_of(sweep, case)}
            for case in sweep.cases
        ],
    }


def status_document(folder: Path) -> dict[str, Any]:
    """How far the sweep of a folder is; ``UsageError`` where there is none."""
    store = Store.found(folder)
    plan = store.plan() if store is not None else None
    if store is None or plan is None:
        raise UsageError(
            f"{folder}: no sweep has been run here; expected the folder that `planner sweep` writes. "
            "Try: correct the path"
        )
    keys = store.keys()
    statuses: Counter[str] = Counter()
    for case in plan["cases"]:
        record = store.get(keys.get(case["recipe"], ""))
        if record is not None:
            statuses[record["status"]] += 1
    counts = store.counts()
    return {
        "format": STATUS_FORMAT,
        "folder": str(folder),
        "file": plan["file"],
        "planner": plan["planner"],
        "total": len(plan["cases"]),
        "done": sum(statuses.values()),
        "running": store.busy(),
        "statuses": dict(sorted(statuses.items())),
        "begun": counts.begun,
        "solved": counts.solved,
        "solved_twice": counts.twice,
    }
