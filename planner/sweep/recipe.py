"""From a case to its job, and the key under which its result is kept."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from planner.bundle.packs import PACK_FILES
from planner.rubbish import put_off
from planner.scenario.resolve import resolved_yaml
from planner.scenario.tree import Mapping, Node, Scalar
from planner.standards.packs import copies
from planner.sweep.design import Case
from planner.sweep.job import Job, Run, version
from planner.sweep.read import Sweep
from planner.sweep.variant import changed

__all__ = ["job_of", "recipe_of"]


def job_of(sweep: Sweep, case: Case) -> Job:
    """The job of a case; ``ScenarioError`` where its changes together make no usable scenario."""
    with put_off():
        scenario = changed(sweep.base, case.changes, sweep.source)
        run = sweep.run_of(case)
        text = resolved_yaml(scenario)
        own = any(name.endswith(PACK_FILES) for name in scenario.standards)
        packs = {name: text.decode() for name, text in copies(scenario).items()} if own else {}
    return Job(_hash([text, packs, _asked(run), version()]), text, packs, run)


def recipe_of(sweep: Sweep, case: Case) -> str:
    """A hash of how a case is made, which takes no time: the same recipe is the same job."""
    changes = [[row.what, row.text, _plain(row.node)] for row in case.changes]
    return _hash([sweep.digest, changes, _asked(sweep.run_of(case)), version()])


def _asked(run: Run) -> list[Any]:
    """The options that a result depends on: a deadline only decides whether there is one."""
    return [run.what, run.seed, run.effort, run.seconds, run.proof]


def _plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return [node.text, node.plain]
    if isinstance(node, Mapping):
        return {key: _plain(entry.node) for key, entry in node.entries.items()}
    return [_plain(item) for item in node.items]


def _hash(parts: list[Any]) -> str:
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:40]
