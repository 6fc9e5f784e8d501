"""``manifest.json``: where a layout came from, what is proven about it, and what it leaves unmet."""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from planner.cautions import cautions_document
from planner.model import M2, Layout, Shortfall, Solution
from planner.recommended import PRICED, fines, priced, weight

__all__ = ["EXPLAINED_BELOW", "MANIFEST_FORMAT", "installed_version", "manifest_bytes", "shortfalls"]

MANIFEST_FORMAT = "planner-bundle/1"
"""Value of the key ``format``."""

EXPLAINED_BELOW = 0.97
"""A wished area met to less than this share is short: listed with its reason."""

PACKAGES = ("ortools", "shapely", "networkx", "numpy", "scipy", "numba")


def manifest_bytes(
    solution: Solution, layout_sha256: str, resolved_sha256: str, packs: Mapping[str, str] | None = None
) -> bytes:
    """The manifest as UTF-8 JSON; numbers that JSON cannot hold (an infinite gap) become null.

    ``packs``: hashes of the user's own packs by the name of their copy in the bundle.
    """
    scenario, allocation = solution.scenario, solution.allocation
    missing = shortfalls(solution)
    document = {
        "format": MANIFEST_FORMAT,
        "planner": installed_version("ecommerce-park-planner"),
        "python": platform.python_version(),
        "packages": {name: installed_version(name) for name in PACKAGES},
        "scenario": {
            "name": scenario.name,
            "name_zh": scenario.name_zh,
            "file": Path(scenario.source).name,
            "sha256": scenario.sha256,
            "resolved_sha256": resolved_sha256,
        },
        "packs": dict(packs or {}),
        "layout_sha256": layout_sha256,
        "seed": solution.seed,
        "status": allocation.status,
        "objective_cny_year": _number(allocation.objective),
        "bound_cny_year": _number(allocation.bound),
        "gap": _number(allocation.gap),
        "decided_cny_year": _number(solution.decided_value),
        "recommended": _recommended(solution),
        "proven": list(solution.proven),
        "fire_site": _fire(solution),
        "cautions": cautions_document(scenario),
        "time_cap_hit": solution.time_cap_hit,
        "stage_seconds": {name: round(took, 3) for name, took in solution.stage_seconds.items()},
        "work": dict(sorted(allocation.work.items())),
        "shortfalls": [_row(short) for short in missing if short.given_area > 0],
        "left_out": [_row(short) for short in missing if short.given_area == 0],
        "warehouse_of": dict(sorted(allocation.warehouse_of.items())),
    }
    return (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def _recommended(solution: Solution) -> list[dict[str, Any]]:
    """Recommended clauses that the objective counts: what they weigh, and what those not met cost it."""
    scenario = solution.scenario
    unmet = fines(scenario, solution.allocation.placements)
    return [
        {"clause": id, "weight_cny_year": weight(scenario, id), "cost_cny_year": unmet.get(id, 0.0)}
        for id in PRICED
        if priced(scenario, id)
    ]


def _fire(solution: Solution) -> dict[str, Any] | None:
    """What the fire lanes cost, what any would at least, and what the ground does not allow."""
    proof = solution.fire_proof
    if proof is None:
        return None
    return {
        "cost_m": round(proof.cost_m, 1),
        "bound_m": round(proof.bound_m, 1),
        "gap": round(proof.gap, 6),
        "unmet": list(proof.unmet),
        "added": [
            {
                "id": piece.id,
                "role": piece.role,
                "at": [round(piece.at[0] / 1000, 3), round(piece.at[1] / 1000, 3)],
                **({"length_m": piece.length_m} if piece.length_m else {}),
            }
            for piece in proof.added
        ],
        "unfit": list(proof.unfit),
    }


def shortfalls(solution: Solution) -> list[Shortfall]:
    """Every wish met to less than 97 %, as laid out; the allocation's reason where it gave one."""
    given = _laid_out(solution.layout)
    reasons = {short.subject: short for short in solution.allocation.left_out}
    allocated: dict[str, int] = {}
    for placement in solution.allocation.placements:
        allocated[placement.subject] = allocated.get(placement.subject, 0) + placement.area
    wishes = [(tenant.id, tenant.wished_area) for tenant in solution.scenario.tenants]
    wishes += [(d.id, d.wished_area) for d in solution.scenario.demands if not d.off_site]
    found = []
    for subject, wished in wishes:
        area = given.get(subject, 0)
        known = reasons.pop(subject, None)
        if area < EXPLAINED_BELOW * wished:
            reason = known.reason if known else _reason(allocated.get(subject, 0), area)
            found.append(Shortfall(subject, wished, area, reason))
    return found + list(reasons.values())


def _reason(allocated: int, area: int) -> str:
    if not allocated:
        return "left out by the allocation: worth less than what it displaces"
    if area < EXPLAINED_BELOW * allocated:
        return f"lost in the arrangement: {allocated / M2:.1f} m2 allocated, {area / M2:.1f} m2 laid out"
    return f"allocated {allocated / M2:.1f} m2: a larger area is worth less than what it displaces"


def _laid_out(layout: Layout) -> dict[str, int]:
    """Net area by subject. A stock room has a subject of its own, so it never counts as suite."""
    areas: dict[str, int] = {}
    for arranged in layout.storeys:
        for space in arranged.spaces:
            subject = space.subject or (space.tenant if space.kind == "tenant_suite" else None)
            if subject is not None:
                areas[subject] = areas.get(subject, 0) + space.area
    return areas


def _row(short: Shortfall) -> dict[str, Any]:
    return {
        "subject": short.subject,
        "wished_m2": round(short.wished_area / M2, 3),
        "given_m2": round(short.given_area / M2, 3),
        "reason": short.reason,
    }


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def installed_version(package: str) -> str | None:
    """The version of an installed distribution; ``None`` in a bare copy of its files."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None
