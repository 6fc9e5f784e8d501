"""What ``planner sweep`` prints: the cases, how far it is, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from planner.sweep.read import Sweep
from planner.sweep.record import SOLVED
from planner.sweep.sensitivity import MET, Effects, breaks, cause_of, effects
from planner.sweep.store import Store
from planner.sweep.table import Row
from viz.labels import Lang
from viz.sweep_words import cause_text, number_text, parameter_name, say, statuses_text
from viz.tables import plain_table, print_parts

__all__ = ["print_cases", "print_status", "print_summary", "summary_document"]

SUMMARY_FORMAT = "planner-sweep-summary/1"
LISTED = 10
"""Drivers and causes told at most."""


def print_cases(found: Sweep) -> None:
    """The cases with what each of them varies."""
    names = [parameter_name(found, k, "en") for k in range(len(found.parameters))] or ["name"]
    table = plain_table(["case", *names], left=2 if not found.parameters else 1)
    for case in found.cases:
        table.add_row(case.id, *(number_text(value) for value in case.values))
    count = f"{len(found.cases):,} cases of {found.base.source}, each: {found.run.what}"
    print_parts(None, table, count)


def print_status(document: Mapping[str, Any]) -> None:
    """How far the sweep of a folder is."""
    lines = [
        f"{document['folder']}: {document['done']:,} of {document['total']:,} cases of {document['file']}, "
        + ("running now" if document["running"] else "not running"),
    ]
    if document["statuses"]:
        lines.append(statuses_text(document["statuses"]))
    lines.append(
        f"solves: {document['begun']:,} begun, {document['solved']:,} finished, "
        f"{document['solved_twice']:,} results solved more than once"
    )
    print_parts(None, *lines)


def summary_document(
    found: Sweep, store: Store, rows: Sequence[Row], written: Sequence[str]
) -> dict[str, Any]:
    """What ``--json`` prints of a sweep."""
    value = effects(found.parameters, rows, "value")
    counts = store.counts()
    return {
        "format": SUMMARY_FORMAT,
        "folder": str(store.folder),
        "files": list(written),
        "total": len(found.cases),
        "done": len(rows),
        "statuses": dict(sorted(Counter(str(row.record["status"]) for row in rows).items())),
        "begun": counts.begun,
        "solved": counts.solved,
        "solved_twice": counts.twice,
        "best": _best(rows),
        "drivers": _drivers(found, value),
        "explained": None if value is None else value.explained,
        "breaks": dict(breaks(rows).most_common()),
    }


def _best(rows: Sequence[Row]) -> dict[str, Any] | None:
    """The case worth most among those that meet every mandatory clause."""
    good = [row for row in rows if cause_of(row) == MET and row.record.get("value") is not None]
    if not good:
        return None
    best = max(good, key=lambda row: float(row.record["value"]))
    return {"case": best.case.id, "values": list(best.case.values), "value_cny_year": best.record["value"]}


def _drivers(found: Sweep, value: Effects | None) -> list[dict[str, Any]]:
    return [
        {
            "parameter": found.parameters[row.index].name,
            "change_cny_year": row.change,
            "low": row.low,
            "high": row.high,
            "rank_correlation": row.rank,
        }
        for row in (value.rows if value is not None else ())
    ]


def print_summary(
    found: Sweep, store: Store, rows: Sequence[Row], written: Sequence[str], lang: Lang
) -> None:
    """What came of a sweep: how cases ended, what drives the value, what breaks, the files."""
    parts: list[Any] = [
        f"{len(rows):,} / {len(found.cases):,} {say('cases', lang)}: " + _statuses(rows, lang)
    ]
    best = _best(rows)
    if best is not None:
        values = [float(row.record["value"]) for row in rows if row.record["status"] in SOLVED]
        parts.append(
            f"{say('best', lang)}: {best['value_cny_year']:,.0f} {say('money', lang)} ({best['case']}); "
            f"{say('lowest', lang)}: {min(values):,.0f}"
        )
    value = effects(found.parameters, rows, "value")
    if value is not None:
        table = plain_table([say(key, lang) for key in ("driver", "change", "interval", "rank")], left=1)
        for row in value.rows[:LISTED]:
            rank = "" if row.rank is None else f"{row.rank:+.2f}"
            reach = f"{_signed(row.low)} … {_signed(row.high)}"
            table.add_row(parameter_name(found, row.index, lang), _signed(row.change), reach, rank)
        parts += ["", table, say("explains", lang).format(share=f"{value.explained:.0%}", n=value.cases)]
    causes = breaks(rows)
    if causes:
        broken = plain_table([say("broken", lang), say("count", lang)], left=1)
        for cause, count in causes.most_common(LISTED):
            broken.add_row(cause_text(cause, lang), f"{count:,}")
        parts += ["", broken]
    elif len(rows) == len(found.cases):
        parts.append(say("all_met", lang))
    parts.append(say("files", lang).format(folder=store.folder, names=", ".join(written)))
    print_parts(None, *parts)


def _signed(value: float) -> str:
    return f"{round(value) + 0:+,}" if round(value) else "0"


def _statuses(rows: Sequence[Row], lang: Lang) -> str:
    return statuses_text(Counter(str(row.record["status"]) for row in rows), lang)
