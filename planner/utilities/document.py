"""Demand and capacity as plain data (JSON)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from planner.utilities.model import SERVICE_NAMES, Need
from planner.utilities.table import shipped_table

__all__ = ["utilities_document"]


def utilities_document(needs: Iterable[Need]) -> list[dict[str, Any]]:
    """One entry a service: totals, buildings, and the sum line by line with index, factor and confidence."""
    return [_need(need) for need in needs]


def _need(need: Need) -> dict[str, Any]:
    zh, en = SERVICE_NAMES[need.service]
    names = shipped_table().names
    return {
        "service": need.service,
        "zh": zh,
        "en": en,
        "unit": need.unit,
        "level": need.level,
        "demand": _round(need.total),
        "given": need.given,
        "capacity": _round(need.capacity),
        "ratio": _round(need.ratio),
        "missing": list(need.missing),
        "site": _round(need.site),
        "buildings": [
            {"building": id, "demand": _round(amount), "capacity": _round(need.building_capacity.get(id))}
            for id, amount in need.buildings.items()
        ],
        "terms": [
            {
                "building": term.building,
                "use": term.use,
                "zh": names.get(term.use, (term.use, term.use))[0],
                "quantity": _round(term.quantity),
                "per": term.per,
                "index": term.index,
                "factor": term.factor,
                "demand": _round(term.demand),
                "confidence": term.confidence,
            }
            for term in need.terms
        ],
    }


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 3) + 0.0
