"""Several results side by side: measures, clauses, and how far each lies from the first."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from planner.bundle.areas import cell_text
from planner.bundle.files import make_writable, write_files
from planner.check.compliance import Verdict
from planner.compare.bundles import BundleDiff, bundle_diff
from planner.compare.clauses import least, relative_margin
from planner.compare.measures import CATALOGUE, Measure, measures_of
from planner.compare.read import Plan
from planner.simulate.evacuation.hydraulic import clearances

__all__ = ["COMPARE_FORMAT", "Comparison", "compare", "comparison_csv", "comparison_document", "save_csv"]

COMPARE_FORMAT = "planner-compare/1"
LEAST = 10
"""So many clauses with the least margins are told, beside those whose verdicts differ."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is put side by side."""

    plans: tuple[Plan, ...]
    values: tuple[Mapping[str, float | None], ...]
    """The measures of each plan."""
    diffs: tuple[BundleDiff, ...]
    """Each plan but the first against the first."""

    def row(self, measure: Measure) -> tuple[float | None, ...]:
        """The values of a measure, in the order of the plans."""
        return tuple(values[measure.id] for values in self.values)

    def best(self, measure: Measure) -> frozenset[int]:
        """Which plans have the best value, where not all have the same."""
        known = [(value, at) for at, value in enumerate(self.row(measure)) if value is not None]
        values = [value for value, _ in known]
        if not measure.better or len(known) < 2 or _same(min(values), max(values)):
            return frozenset()
        best = max(values) if measure.better == "more" else min(values)
        return frozenset(at for value, at in known if _same(value, best))

    def verdicts(self, clause: str) -> tuple[Verdict | None, ...]:
        """What each plan's check says of a clause; ``None`` where it is not in force."""
        return tuple(
            next((verdict for verdict in plan.compliance.verdicts if verdict.clause == clause), None)
            for plan in self.plans
        )

    @property
    def clauses(self) -> tuple[str, ...]:
        """Every clause, in the order of the packs."""
        ids = (verdict.clause for plan in self.plans for verdict in plan.compliance.verdicts)
        return tuple(dict.fromkeys(ids))

    def told_clauses(self) -> tuple[str, ...]:
        """Clauses with different verdicts, those that fail in all, then the least margins that differ."""
        rows = {id: self.verdicts(id) for id in self.clauses}
        differ = [id for id, row in rows.items() if len({v.status if v else "" for v in row}) > 1]
        failing = [id for id, row in rows.items() if id not in differ and row[0] and row[0].status == "fail"]
        near = []
        for at, (id, row) in enumerate(rows.items()):
            margins = [margin for verdict in row if (margin := relative_margin(verdict)) is not None]
            if id not in (*differ, *failing) and margins and not _same(min(margins), max(margins)):
                near.append((min(margins), at, id))
        return (*differ, *failing, *(id for _, _, id in sorted(near)[:LEAST]))


def compare(
    plans: Iterable[Plan], measured: Iterable[Mapping[str, float | None]] | None = None
) -> Comparison:
    """Measure each plan, unless that is done (``measured``, same order), and hold it against the first."""
    given = tuple(plans)
    values = tuple(measures_of(plan) for plan in given) if measured is None else tuple(measured)
    return Comparison(given, values, tuple(bundle_diff(given[0], plan) for plan in given[1:]))


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


# ---------------------------------------------------------------- as data


def comparison_document(found: Comparison) -> dict[str, Any]:
    """What ``planner compare --json`` prints."""
    return {
        "format": COMPARE_FORMAT,
        "plans": [{"name": plan.name, "folder": str(plan.directory)} for plan in found.plans],
        "measures": [
            {
                "id": measure.id,
                "group": measure.group,
                "unit": measure.unit,
                "better": measure.better or None,
                "en": measure.en,
                "zh": measure.zh,
                "values": [_rounded(value) for value in found.row(measure)],
                "best": sorted(found.best(measure)),
            }
            for measure in CATALOGUE
        ],
        "clearance_s": [_clearance(plan) for plan in found.plans],
        "clauses": [
            {"clause": id, "verdicts": [_verdict(verdict) for verdict in found.verdicts(id)]}
            for id in found.clauses
        ],
        "against_the_first": [
            {
                "name": diff.after.name,
                "same": diff.same,
                "share_of_rooms_elsewhere": round(diff.share_elsewhere, 4),
                "rooms_changed": len(diff.changed_rooms),
                "placements_changed": len(diff.placements),
            }
            for diff in found.diffs
        ],
    }


def _clearance(plan: Plan) -> dict[str, dict[str, float]]:
    """Seconds by storey and building, as the fast model of evacuation has them."""
    storeys, buildings = clearances(plan.facts)
    return {
        name: {id: round(cleared.seconds, 1) for id, cleared in rows.items()}
        for name, rows in (("storeys", storeys), ("buildings", buildings))
    }


def _verdict(verdict: Verdict | None) -> dict[str, Any] | None:
    if verdict is None:
        return None
    worst = least(verdict)
    row: dict[str, Any] = {"status": verdict.status, "strength": verdict.strength}
    if worst is not None and worst.margin is not None:
        row |= {"margin": round(worst.margin, 6), "unit": worst.unit, "subject": worst.subject}
    return row


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def comparison_csv(found: Comparison, lang: Literal["zh", "en"]) -> bytes:
    """One row a measure, then two for every clause: its verdict and its least margin."""
    stream = io.StringIO(newline="")
    table = csv.writer(stream, lineterminator="\r\n")
    table.writerow(["group", "id", "name", "unit", "better", *(cell_text(plan.name) for plan in found.plans)])
    for measure in CATALOGUE:
        name = measure.zh if lang == "zh" else measure.en
        values = ["" if value is None else f"{value:.12g}" for value in _full(found.row(measure))]
        table.writerow([measure.group, measure.id, name, measure.unit, measure.better, *values])
    for id in found.clauses:
        verdicts = found.verdicts(id)
        table.writerow(["verdict", id, "", "", "", *("" if v is None else v.status for v in verdicts)])
        worst = [least(verdict) for verdict in verdicts]
        unit = next((finding.unit for finding in worst if finding is not None), "")
        margins = ["" if f is None or f.margin is None else f"{f.margin:.6g}" for f in worst]
        if any(margins):
            table.writerow(["margin", id, "", unit, "more", *margins])
    return stream.getvalue().encode("utf-8-sig")


def _full(values: Iterable[float | None]) -> list[float | None]:
    return [None if value is None else round(value, 6) for value in values]


def save_csv(path: Path, found: Comparison, lang: Literal["zh", "en"]) -> None:
    """Write the table whole or not at all; ``UsageError`` if the folder cannot be written."""
    make_writable(path.parent)
    write_files(path.parent, {path.name: comparison_csv(found, lang)})
