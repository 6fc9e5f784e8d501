"""What flows cost, their lower bounds, and what moving one zone would change, for a terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from viz.tables import plain_table

if TYPE_CHECKING:
    from rich.table import Table

    from planner.circulation.flow_moves import Move, Option
    from planner.circulation.flows import Flows

__all__ = [
    "FLOW_COLUMNS",
    "MOVE_COLUMNS",
    "flow_cells",
    "flow_parts",
    "flow_summary",
    "flow_word",
    "move_cells",
]

Lang = Literal["zh", "en"]

SHOWN = 8
"""So many flows and moves at most."""
FLOW_COLUMNS = ("from", "to", "metres", "year")
MOVE_COLUMNS = ("subject", "storey", "year", "best", "change", "why", "fits", "change")
NUMBERS = ("year", "change")
"""Columns that hold numbers."""
LEAST_CNY = 1.0
"""Changes of less, CNY a year, are none."""

WORDS: dict[str, tuple[str, str]] = {
    "cost": (
        "Flows cost {cost} CNY a year as measured (people {people}, goods {goods}; "
        "{pkm} person-km, {tkm} tonne-km).",
        "人流货流年成本{cost}元（按实测路程；人流{people}元，货流{goods}元；{pkm}人·千米，{tkm}吨·千米）。",
    ),
    "bounds": (
        "At least {here} with everybody on these storeys, {any} on whatever storeys.",
        "下限：各方楼层不变时{here}元，楼层任意调整时{any}元。",
    ),
    "unreached": ("Flows without a way: {n}, not counted", "无通路的流线：{n}条，未计入"),
    "most": ("Most costly flows", "成本最高的流线"),
    "moves": ("What moving one zone or company would change", "调整单个功能区或企业位置的影响"),
    "from": ("from", "起点"),
    "to": ("to", "终点"),
    "metres": ("m", "米"),
    "year": ("CNY a year", "元/年"),
    "subject": ("who", "对象"),
    "storey": ("storey", "楼层"),
    "best": ("best place", "最佳位置"),
    "change": ("change", "变化"),
    "why": ("permitted", "可行性"),
    "fits": ("best that fits", "可行的最佳位置"),
    "swap": ("with {name} ({storey})", "与{name}互换（{storey}）"),
    "vacant": ("into vacant {name}", "迁入空置房间{name}"),
    "": ("yes", "可行"),
    "pinned": ("no: pinned", "否：位置已指定"),
    "kinds": ("no: the storey does not permit it", "否：楼层不允许"),
    "area": ("no: areas differ too much", "否：面积不符"),
    "rooms": ("after rebuilding rooms", "需重新分隔房间"),
}


def flow_parts(flows: Flows, lang: Lang) -> list[Table | str]:
    """Cost and bounds, the flows that cost most, the moves that would save most; nothing without flows."""
    if not flows.trips:
        return []
    parts: list[Table | str] = [*flow_summary(flows, lang), "", _word("most", lang), _flows(flows, lang)]
    if flows.moves:
        parts += ["", _word("moves", lang), _moves(flows, lang)]
    return parts


def flow_summary(flows: Flows, lang: Lang) -> list[str]:
    """Cost and bounds in words; nothing where there are no flows."""
    if not flows.trips:
        return []
    lines = [
        _word(
            "cost",
            lang,
            cost=_cny(flows.people_cny_year + flows.goods_cny_year),
            people=_cny(flows.people_cny_year),
            goods=_cny(flows.goods_cny_year),
            pkm=_cny(flows.person_km_year),
            tkm=_cny(flows.tonne_km_year),
        ),
        _word("bounds", lang, here=_cny(flows.storeys_bound.total), any=_cny(flows.subjects_bound.total)),
    ]
    if flows.unreached:
        lines.append(_word("unreached", lang, n=len(flows.unreached)))
    return lines


def _flows(flows: Flows, lang: Lang) -> Table:
    from rich.text import Text

    table = plain_table([_word(key, lang) for key in FLOW_COLUMNS], left=2)
    for cells in flow_cells(flows):
        table.add_row(*map(Text, cells))
    return table


def flow_cells(flows: Flows) -> list[tuple[str, ...]]:
    """The most costly flows: from, to, metres, CNY a year."""
    rows = []
    for trip in sorted(flows.trips, key=lambda trip: -sum(flows.cost(trip)))[:SHOWN]:
        ends = (trip.stream.origin, trip.stream.destination or trip.stream.storey)
        named = [
            f"{end} ({at})" if at and at != end else end for end, at in zip(ends, trip.storeys, strict=True)
        ]
        metres = max(trip.people_m, trip.goods_m)
        rows.append((*named, f"{metres:.0f}" if math.isfinite(metres) else "-", _cny(sum(flows.cost(trip)))))
    return rows


def _moves(flows: Flows, lang: Lang) -> Table:
    from rich.text import Text

    table = plain_table([_word(key, lang) for key in MOVE_COLUMNS], left=0)
    for column, name in zip(table.columns, MOVE_COLUMNS, strict=True):
        column.justify = "right" if name in NUMBERS else "left"
    for cells in move_cells(flows, lang):
        table.add_row(*map(Text, cells))
    return table


def move_cells(flows: Flows, lang: Lang) -> list[tuple[str, ...]]:
    """The subjects with most flow and what other places would change, by ``MOVE_COLUMNS``."""
    places = flows.distances.places
    return [
        (places[move.place].name, places[move.place].storey, _cny(move.cost), *_best(flows, move, lang))
        for move in flows.moves[:SHOWN]
    ]


def flow_word(key: str, lang: Lang) -> str:
    """A heading of the tables."""
    return _word(key, lang)


def _best(flows: Flows, move: Move, lang: Lang) -> tuple[str, ...]:
    """The best place with its change and whether it can be had; the best that can, with its change."""
    best, fits = move.best, move.fitting
    first = ("-", "-", "-")
    if best is not None and best.change < -LEAST_CNY:
        first = (_place(flows, best, lang), f"{best.change:+,.0f}", _word(best.hindrance, lang))
    if fits is None or fits.change > -LEAST_CNY:
        return (*first, "-", "-")
    return (*first, _place(flows, fits, lang), f"{fits.change:+,.0f}")


def _place(flows: Flows, option: Option, lang: Lang) -> str:
    place = flows.distances.places[option.place]
    return _word("vacant" if option.vacant else "swap", lang, name=place.name, storey=place.storey)


def _cny(value: float) -> str:
    return f"{value:,.0f}"


def _word(key: str, lang: Lang, **values: object) -> str:
    return WORDS[key][lang == "zh"].format(**values)
