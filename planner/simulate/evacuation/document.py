"""The result of an evacuation study as one JSON document."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from planner.simulate.evacuation.bound import Bound
from planner.simulate.evacuation.hydraulic import Cleared
from planner.simulate.evacuation.run import Place, Run
from planner.simulate.evacuation.study import Interval, Outcome, Study
from planner.simulate.results import heading

__all__ = ["evacuation_document", "stem_of"]

QUEUES = 10
"""So many doors and stairs at which most is waited."""


def stem_of(found: Study) -> str:
    """Name of the files of a study; one with something blocked has a name of its own."""
    without = "-".join(re.sub(r"[^\w.+-]+", "-", id) for id in sorted(found.settings.blocked))
    return f"evacuation-without-{without}" if without else "evacuation"


def evacuation_document(found: Study) -> dict[str, Any]:
    """Settings, and for each storey or building the times, the runs, the fast model and the bound."""
    settings = found.settings
    return {
        **heading("evacuation", found.facts, settings.seed, "jupedsim", "scipy", "numpy"),
        "settings": {
            "replications": settings.replications,
            "blocked": list(settings.blocked),
            "reaction": settings.reacting,
            "choice": settings.choice,
            "step_s": settings.step,
            "profile": settings.profile.model_dump(),
        },
        "interrupted": found.interrupted,
        "subjects": [_subject(outcome) for outcome in found.outcomes],
    }


def _subject(outcome: Outcome) -> dict[str, Any]:
    storeys = {
        storey: _interval(outcome.storey_times(storey))
        for storey in outcome.subject.storeys
        if any(storey in run.storeys for run in outcome.runs)
    }
    return {
        "id": outcome.subject.id,
        "kind": outcome.subject.kind,
        "persons": outcome.fast.persons,
        "finished": len(outcome.runs),
        "stalled": sum(run.stalled for run in outcome.runs),
        "time": _interval(outcome.times),
        "storeys": storeys,
        "fast_model": _fast(outcome.fast),
        "bound": _bound(outcome.bound),
        "holds_up": _bound(outcome.advice)["gates"],
        "runs": [_run(run) for run in outcome.runs],
    }


def _interval(times: Interval) -> dict[str, Any]:
    known = times.count > 1
    return {
        "count": times.count,
        "mean_s": _number(times.mean),
        "sd_s": _number(times.sd),
        "confidence_95_s": [round(times.low, 2), round(times.high, 2)] if known else None,
        "least_s": _number(times.least),
        "most_s": _number(times.most),
    }


def _number(value: float) -> float | None:
    return round(value, 2) if math.isfinite(value) else None


def _fast(fast: Cleared) -> dict[str, Any]:
    return {
        "seconds": round(fast.seconds, 2),
        "storeys": {id: round(value, 2) for id, value in fast.storeys.items()},
        "exits": dict(fast.exits),
        "queues": [
            {
                "id": queue.id,
                "kind": queue.kind,
                "storey": queue.storey,
                "persons_a_second": round(queue.rate, 4),
                "persons": queue.persons,
                "mean_wait_s": round(queue.waited, 2),
                "last_s": round(queue.last, 2),
            }
            for queue in fast.queues[:QUEUES]
        ],
    }


def _bound(bound: Bound) -> dict[str, Any]:
    return {
        "seconds": round(bound.seconds, 2),
        "step_s": round(bound.step, 3),
        "gates": [
            {
                "id": narrow.id,
                "kind": narrow.kind,
                "storey": narrow.storey,
                "persons_a_second": round(narrow.rate, 4),
                "share": round(narrow.share, 3),
            }
            for narrow in bound.narrow
        ],
    }


def _places(places: Sequence[Place]) -> list[dict[str, Any]]:
    return [{"storey": storey, "x": x, "y": y} for storey, x, y in places]


def _run(run: Run) -> dict[str, Any]:
    return {
        "seed": run.seed,
        "seconds": round(run.seconds, 2),
        "stalled": run.stalled,
        "inside": run.inside,
        "helped": len(run.helped),
        "helped_at": _places(run.helped),
        "stuck": _places(run.stuck),
        "storeys": {id: round(value, 2) for id, value in run.storeys.items()},
        "exits": dict(sorted(run.exits.items())),
    }
