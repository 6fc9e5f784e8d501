"""From a case to its job, and the key under which its result is kept."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from planner.model import Scenario
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
        packs = {name: content.decode() for name, content in _copies(scenario).items()}
    return Job(_hash([text, packs, _asked(run), version()]), text, packs, run)


def recipe_of(sweep: Sweep, case: Case) -> str:
    """A hash of how a case is made, which takes no time: the same recipe is the same job."""
    packs = {name: hashlib.sha256(content).hexdigest() for name, content in _copies(sweep.scenario).items()}
    changes = [[row.what, row.text, _plain(row.node)] for row in case.changes]
    base = [sweep.scenario.sha256, packs]
    return _hash([base, changes, _asked(sweep.run_of(case)), version()])


def _copies(scenario: Scenario) -> dict[str, bytes]:
    own = [name for name in scenario.standards if "." in name]
    return copies(scenario) if own else {}


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
