"""The result as data: one JSON document, and tables of months and units for a spreadsheet."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from planner.bundle.files import write_files
from planner.scenario.schema_leasing import leasing_to
from planner.simulate.leasing.outcome import ClauseOutcome, Outcome
from planner.simulate.results import heading, save_document

__all__ = ["KIND", "occupancy_document", "save_occupancy"]

KIND = "occupancy"


def occupancy_document(found: Outcome) -> dict[str, Any]:
    """The keys of ``occupancy.json``; months and years are counted from 1."""
    facts, money = found.park.facts, found.money
    labels = [_label(q) for q in found.quantiles]
    return {
        **heading(KIND, facts, found.seed, "numpy", "numba"),
        "paths": found.paths,
        "paths_asked": found.asked,
        "interrupted": found.interrupted,
        "months": found.months,
        "quantiles": list(found.quantiles),
        "leasing": leasing_to(facts.scenario.leasing),
        "series": {
            row.name: {
                "mean": _numbers(row.mean),
                **{label: _numbers(q) for label, q in zip(labels, row.quantiles, strict=True)},
            }
            for row in found.series
        },
        "clauses": [_clause(row) for row in found.clauses],
        "together": {
            "probability": _numbers(found.together),
            "throughout": _number(found.together_throughout),
        },
        "money": {
            "capital_cny": round(money.capital),
            "net_present_value_cny": {
                "mean": round(money.value_mean),
                **dict(zip(labels, (None if v is None else round(v) for v in money.values), strict=True)),
                "loss_probability": _number(money.loss_probability),
            },
            "internal_rate_year": {
                **dict(zip(labels, map(_number, money.rates), strict=True)),
                "paths_with_several_sign_changes": money.several_signs,
                "paths_without_a_rate": money.without_rate,
                "paths_with_several_rates": money.unclear_rate,
            },
            "net_income_cny_year": {
                "mean": [round(v) for v in money.annual_mean.tolist()],
                **{
                    label: [round(v) for v in row]
                    for label, row in zip(labels, money.annual.tolist(), strict=True)
                },
            },
        },
        "units": [
            {
                "id": unit.id,
                "storey": unit.storey,
                "spaces": list(unit.spaces),
                "tenant": unit.tenant.id if unit.tenant is not None else None,
                "area_m2": round(unit.area, 3),
                "empty_share": _number(share),
            }
            for unit, share in zip(found.park.letting.units, found.empty, strict=True)
        ],
    }


def _clause(row: ClauseOutcome) -> dict[str, Any]:
    ratio, lowest = row.ratio, row.lowest
    return {
        "clause": ratio.clause,
        "strength": ratio.strength,
        "zh": ratio.zh,
        "en": ratio.en,
        "from_month": ratio.from_month + 1,
        **({"part_of": ratio.part_of} if ratio.part_of else {}),
        "lowest": None if lowest is None else {"month": lowest[0], "probability": _number(lowest[1])},
        "throughout": _number(row.throughout),
        "probability": _numbers(row.probability),
        "standard_error": _numbers(row.error),
    }


def save_occupancy(folder: Path, found: Outcome) -> list[Path]:
    """``occupancy.json``, ``occupancy-months.csv`` and ``occupancy-units.csv``; the paths written."""
    contents = {f"{KIND}-months.csv": _months_csv(found), f"{KIND}-units.csv": _units_csv(found)}
    path = save_document(folder, KIND, occupancy_document(found))
    write_files(folder, contents)
    return [path, *(folder / name for name in contents)]


def _months_csv(found: Outcome) -> bytes:
    labels = ["mean", *(_label(q) for q in found.quantiles)]
    head = ["month", *(f"{row.name}_{label}" for row in found.series for label in labels)]
    head += [f"probability_{row.ratio.clause}" for row in found.clauses]
    rows: list[list[Any]] = [[*head, "probability_all_mandatory"]]
    for t in range(found.months):
        line: list[Any] = [t + 1]
        for series in found.series:
            line += [_number(series.mean[t]), *(_number(q[t]) for q in series.quantiles)]
        line += [_number(row.probability[t]) for row in found.clauses]
        rows.append([*line, _number(found.together[t])])
    return _csv(rows)


def _units_csv(found: Outcome) -> bytes:
    rows: list[list[Any]] = [["id", "storey", "tenant", "area_m2", "empty_share"]]
    for unit, share in zip(found.park.letting.units, found.empty, strict=True):
        tenant = unit.tenant.id if unit.tenant is not None else ""
        rows.append([unit.id, unit.storey, tenant, round(unit.area, 2), _number(share)])
    return _csv(rows)


def _csv(rows: Sequence[Sequence[Any]]) -> bytes:
    """UTF-8 with byte order mark, as ``areas.csv``; missing values are empty cells."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _label(q: float) -> str:
    return f"q{100 * q:g}"


def _numbers(values: Iterable[float]) -> list[float | None]:
    return [_number(value) for value in np.asarray(values, float).tolist()]


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, 6)
