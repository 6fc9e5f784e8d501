"""An evacuation study, for a terminal."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from viz.evacuation_words import Lang, say
from viz.tables import plain_table, print_parts

if TYPE_CHECKING:
    from rich.table import Table

    from planner.simulate.evacuation.run import Place
    from planner.simulate.evacuation.study import Outcome, Study

__all__ = ["print_evacuation"]

GATES = 4
PLACES = 4
SHARE = 0.25
"""Doors and stairs that hold people up for less than this share of the time are not worth a word."""


def print_evacuation(found: Study, lang: Lang, *, stream: TextIO | None = None) -> None:
    """Times with their intervals, what holds people up, runs that stalled."""
    parts: list[Table | str] = [_table(found, lang), ""]
    for outcome in found.outcomes:
        parts += _lines(outcome, lang)
    if found.interrupted:
        parts.append(say("interrupted", lang))
    reaction = "" if found.settings.reacting else say("without_reaction", lang)
    parts.append(say("note", lang, reaction=reaction))
    print_parts(stream, *parts)


def _table(found: Study, lang: Lang) -> Table:
    heads = ("subject", "persons", "runs", "mean", "interval", "range", "fast", "bound", "stalled")
    table = plain_table([say(head, lang) for head in heads], left=1)
    for outcome in found.outcomes:
        times = outcome.times
        table.add_row(
            outcome.subject.id,
            str(outcome.fast.persons),
            str(len(outcome.runs)),
            _seconds(times.mean),
            f"{times.low:.1f} - {times.high:.1f}" if times.count > 1 else "-",
            f"{times.least:.1f} - {times.most:.1f}" if times.count else "-",
            _seconds(outcome.fast.seconds),
            _seconds(outcome.bound.seconds),
            str(len(outcome.runs) - len(outcome.whole)),
        )
    return table


def _places(places: Sequence[Place]) -> str:
    """Storeys and places to the metre, those that come most often first."""
    counts = Counter((storey, round(x), round(y)) for storey, x, y in places)
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    told = [f"{s} ({x}, {y})" + (f" x{n}" if n > 1 else "") for (s, x, y), n in rows[:PLACES]]
    return "; ".join(told) + ("; ..." if len(rows) > PLACES else "")


def _seconds(value: float) -> str:
    return f"{value:.1f}" if math.isfinite(value) else "-"


def _lines(outcome: Outcome, lang: Lang) -> Iterator[str]:
    who = outcome.subject.id
    if outcome.subject.kind == "building" and outcome.whole:
        rows = [(storey, outcome.storey_times(storey).mean) for storey in outcome.subject.storeys]
        told = ", ".join(f"{storey} {mean:.0f}" for storey, mean in rows if math.isfinite(mean))
        yield f"{who}: {say('storeys', lang, rows=told)}"
    totals: dict[str, int] = {}
    for run in outcome.whole:
        for id, count in run.exits.items():
            totals[id] = totals.get(id, 0) + count
    if totals:
        told = ", ".join(f"{id} {count / len(outcome.whole):.0f}" for id, count in sorted(totals.items()))
        yield f"{who}: {say('exits', lang, rows=told)}"
    gates = [gate for gate in outcome.advice.narrow if gate.share >= SHARE][:GATES]
    if gates:
        rows_ = [say("gate", lang, id=gate.id, share=f"{gate.share:.0%}") for gate in gates]
        yield say("widen", lang, who=who, rows=", ".join(rows_))
    helped = [place for run in outcome.whole for place in run.helped]
    if helped:
        words = {"n": len(helped), "runs": len(outcome.whole), "places": _places(helped)}
        yield say("helped", lang, who=who, **words)
    for run in outcome.runs:
        if run.stalled:
            places = "; ".join(f"{storey} ({x}, {y})" for storey, x, y in run.stuck[:3]) or "-"
            words = {"seed": run.seed, "s": f"{run.seconds:.0f}", "n": run.inside, "places": places}
            yield say("stuck", lang, who=who, **words)
