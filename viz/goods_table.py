"""The simulation of goods, for a terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from planner.simulate.goods.document import gate_queue_m, station_names
from viz.goods_words import Lang, goods_word, station_name
from viz.tables import plain_table, print_parts

if TYPE_CHECKING:
    from rich.table import Table

    from planner.simulate.goods.measures import Estimate, Simulated
    from planner.simulate.goods.roads import RoadTraffic
    from planner.simulate.goods.week import Figures, Outcome

__all__ = ["print_goods"]

COLUMNS = ("utilisation", "wait", "wait95", "queue", "most")


def print_goods(
    found: Simulated, roads: RoadTraffic | None, lang: Lang, *, stream: TextIO | None = None
) -> None:
    """Stations, trucks and orders, what one more dock brings, roads."""
    parts: list[Table | str] = [_stations(found, lang), "", _figures(found, lang)]
    if found.changes:
        parts += ["", _changes(found, lang), goods_word("no_change", lang)]
    if roads is not None:
        told = goods_word(
            "roads",
            lang,
            trucks=roads.trucks,
            cars=roads.cars,
            driven=roads.driven,
            delay=roads.delay_s,
            arrived=roads.arrived,
        )
        parts += ["", told]
    for key, ids in (("idle", found.network.idle), ("unserved", found.network.unserved)):
        if ids:
            parts += [goods_word(key, lang, ids=", ".join(ids))]
    print_parts(stream, *parts, "", goods_word("assumed", lang))


def _stations(found: Simulated, lang: Lang) -> Table:
    table = plain_table([goods_word(key, lang) for key in ("station", "servers", *COLUMNS)], left=1)
    for name in station_names(found):
        there = [outcome.stations[name] for outcome in found.outcomes if name in outcome.stations]

        def mean(figure: Callable[[Figures], float], rows: list[Figures] = there) -> float:
            return sum(map(figure, rows)) / len(rows)

        table.add_row(
            station_name(name, lang),
            str(there[0].servers),
            f"{mean(lambda row: row.utilisation):.0%}",
            f"{mean(lambda row: row.wait_mean) / 60:.1f}",
            f"{mean(lambda row: row.wait_p95) / 60:.1f}",
            f"{mean(lambda row: row.queue_mean):.2f}",
            f"{mean(lambda row: row.queue_most):.0f}",
        )
    return table


def _figures(found: Simulated, lang: Lang) -> Table:
    rows: list[tuple[str, Callable[[Outcome], float], float, str]] = [
        ("truck_number", lambda o: o.trucks, 1.0, ",.0f"),
        ("turnaround_s", lambda o: o.turnaround_mean, 1 / 60, ".1f"),
        ("turnaround_p95_s", lambda o: o.turnaround_p95, 1 / 60, ".1f"),
        ("late", lambda o: o.late_trucks, 1.0, ".1%"),
        ("order_number", lambda o: o.orders, 1.0, ",.0f"),
        ("order_s", lambda o: o.order_mean, 1 / 3_600, ".2f"),
        ("same_day", lambda o: o.same_day, 1.0, ".1%"),
        ("backlog", lambda o: o.backlog, 1.0, ",.0f"),
    ]
    table = plain_table([goods_word(key, lang) for key in ("figure", "mean", "interval")], left=1)
    for key, figure, factor, form in rows:
        table.add_row(goods_word(key, lang), *_told(found.mean(figure), factor, form))
    for name in station_names(found):
        if name.startswith("gate "):
            title = goods_word("gate_queue_m", lang, gate=station_name(name, lang))
            table.add_row(title, *_told(gate_queue_m(found, name), 1.0, ".0f"))
    return table


def _changes(found: Simulated, lang: Lang) -> Table:
    columns = (
        ("dock_wait_s", 1 / 60),
        ("late_trucks", 100.0),
        ("turnaround_s", 1 / 60),
        ("order_s", 1 / 3_600),
    )
    names = [goods_word(key, lang) for key in ("more", "dock_wait_s", "late_trucks", "turn", "order")]
    table = plain_table(names, left=1)
    for change in found.changes:
        cells = []
        for key, factor in columns:
            value = change.changes[key]
            sure = value.low is not None and value.high is not None and not value.low <= 0 <= value.high
            cells.append(f"{'' if sure else '~'}{value.mean * factor:+.2f}")
        table.add_row(change.building, *cells)
    return table


def _told(value: Estimate, factor: float, form: str) -> tuple[str, str]:
    mean = f"{value.mean * factor:{form}}"
    if value.low is None or value.high is None:
        return mean, "-"
    return mean, f"{max(0.0, value.low) * factor:{form}} – {value.high * factor:{form}}"
