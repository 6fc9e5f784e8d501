"""What each kind of simulation says to somebody who decides: a few figures with their spread."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from viz.presentation.figures import Pair, both, money

__all__ = ["TELLERS", "Fan", "Figure", "Group", "fan_of"]

Figure = tuple[Pair, Pair]
"""What is measured, and its value."""
Group = tuple[Pair, tuple[Figure, ...]]
Document = Mapping[str, Any]

MOST_SUBJECTS, MOST_STATIONS, MOST_LIFTS = 12, 4, 3
WIDTH, HEIGHT = 300.0, 90.0
"""Of the picture of a spread, in its own units."""

SERVICES: Mapping[str, Pair] = {
    "power": ("用电（kVA）", "power, kVA"),
    "water": ("用水（m³/日）", "water, m³ a day"),
    "bandwidth": ("带宽（Mbit/s）", "bandwidth, Mbit/s"),
}


@dataclass(frozen=True, slots=True)
class Fan:
    """A series with its spread, as paths in a picture of 300 x 90."""

    title: Pair
    band: str
    line: str
    low: str
    """What the bottom of the picture stands for."""
    high: str
    ends: Pair


def fan_of(kind: str, document: Document) -> Fan | None:
    """The share that is occupied, month by month; ``None`` where nothing of that kind is known."""
    series = _get(document, "series", "occupied_share") if kind == "occupancy" else None
    if not isinstance(series, dict):
        return None
    mean, low, high = (_numbers(series.get(key)) for key in ("mean", "q5", "q95"))
    if len(mean) < 2 or not len(mean) == len(low) == len(high):
        return None
    bottom = max(0.0, min(low) - 0.05)
    top = min(1.0, max(high) + 0.05)
    span = (top - bottom) or 1.0

    def at(values: Sequence[float]) -> list[str]:
        step = WIDTH / (len(values) - 1)
        return [f"{k * step:.1f} {HEIGHT * (top - value) / span:.1f}" for k, value in enumerate(values)]

    return Fan(
        ("已用比例：平均值，灰带为 5%–95%", "occupied share: the mean, the band from 5 to 95 %"),
        f"M{'L'.join([*at(low), *reversed(at(high))])}Z",
        f"M{'L'.join(at(mean))}",
        f"{bottom:.0%}",
        f"{top:.0%}",
        (f"{len(mean)} 个月", f"{len(mean)} months"),
    )


# ---------------------------------------------------------------- letting


def occupancy(document: Document) -> Iterator[Group]:
    """Shares at the end, what the clauses on ratios risk, what the money does."""
    months = document.get("months")
    rows: list[Figure] = []
    for key, name in (
        ("occupied_share", ("已用比例", "occupied share")),
        ("cross_border_by_number", ("跨境企业数量占比", "cross-border companies, share")),
    ):
        ends = [_last(_get(document, "series", key, q)) for q in ("q50", "q5", "q95")]
        if None not in ends:
            rows.append((_at_end(name, months), both(_spread([f"{value:.1%}" for value in ends]))))
    if rows:
        yield ("招租", "Letting"), tuple(rows)
    clauses = [
        (both(str(row.get("clause"))), _risk(row))
        for row in document.get("clauses", ())
        if isinstance(row, dict) and "part_of" not in row
    ]
    if clauses:
        yield ("全程符合比例条款的概率", "Probability that a ratio clause holds throughout"), tuple(clauses)
    yield from _money(document)


def _at_end(name: Pair, months: object) -> Pair:
    return f"{name[0]}，第 {months} 个月", f"{name[1]}, month {months}"


def _risk(row: Document) -> Pair:
    throughout, lowest = row.get("throughout"), row.get("lowest")
    text = "–" if throughout is None else f"{throughout:.1%}"
    if isinstance(lowest, dict) and lowest.get("probability") is not None and lowest["probability"] < 1:
        month, least = lowest.get("month"), lowest["probability"]
        return f"{text}（最低 {least:.1%}，第 {month} 个月）", f"{text} (least {least:.1%}, month {month})"
    return both(text)


def _money(document: Document) -> Iterator[Group]:
    value, rate = (_get(document, "money", key) for key in ("net_present_value_cny", "internal_rate_year"))
    rows: list[Figure] = []
    if isinstance(value, dict) and all(value.get(key) is not None for key in ("q5", "q50", "q95")):
        pairs = [money(value[key]) for key in ("q50", "q5", "q95")]
        rows.append((("净现值", "net present value"), _spread_pair(pairs)))
        if value.get("loss_probability") is not None:
            rows.append((("亏损概率", "probability of a loss"), both(f"{value['loss_probability']:.1%}")))
    if isinstance(rate, dict) and all(rate.get(key) is not None for key in ("q5", "q50", "q95")):
        texts = [f"{rate[key]:.1%}" for key in ("q50", "q5", "q95")]
        rows.append((("内部收益率", "internal rate of return"), both(_spread(texts))))
    if rows:
        yield ("资金（中位数，5%–95%）", "Money (median, 5 to 95 %)"), tuple(rows)


# ---------------------------------------------------------------- evacuation


def evacuation(document: Document) -> Iterator[Group]:
    """How long people need to leave, those who need longest first."""
    found = [row for row in document.get("subjects", ()) if isinstance(row, dict)]
    timed = [(row, _get(row, "time", "mean_s")) for row in found]
    known = sorted(
        ((row, mean) for row, mean in timed if mean is not None),
        key=lambda pair: (-pair[1], str(pair[0]["id"])),
    )
    rows = [(both(str(row.get("id"))), _time(row, mean)) for row, mean in known[:MOST_SUBJECTS]]
    if rows:
        yield ("疏散时间（平均）", "Time to leave (mean)"), tuple(rows)
    stalled = sum(int(row.get("stalled") or 0) for row in found)
    runs = [run for row in found for run in row.get("runs", ()) if isinstance(run, dict)]
    helped = sum(int(run.get("helped") or 0) for run in runs if not run.get("stalled"))
    minded = (
        (("有人未能离开的模拟次数", "runs in which somebody did not get out"), stalled),
        (("独自停在墙角而被移离的次数", "times that an agent who stood alone was set on his way"), helped),
    )
    shown = tuple((name, both(str(count))) for name, count in minded if count)
    if shown:
        yield ("注意", "Mind"), shown


def _time(row: Document, mean: float) -> Pair:
    interval, persons = _get(row, "time", "confidence_95_s"), row.get("persons")
    spread = f" [{interval[0]:.0f}–{interval[1]:.0f}]" if isinstance(interval, list) else ""
    return f"{mean:.0f}{spread} 秒，{persons} 人", f"{mean:.0f}{spread} s, {persons} persons"


# ---------------------------------------------------------------- goods and loads


def goods(document: Document) -> Iterator[Group]:
    """Trucks, orders, and where they wait."""
    rows: list[Figure] = []
    for where, key, name, told in (
        ("trucks", "number", ("货车数", "trucks"), "{:,.0f}"),
        ("trucks", "turnaround_s", ("在场时间，平均（秒）", "turnaround, mean, s"), "{:,.0f}"),
        ("trucks", "turnaround_p95_s", ("在场时间，95%（秒）", "turnaround, 95 %, s"), "{:,.0f}"),
        ("trucks", "late_share", ("迟到比例", "share late"), "{:.1%}"),
        ("orders", "number", ("订单数", "orders"), "{:,.0f}"),
        ("orders", "same_day_share", ("当日完成比例", "done the same day"), "{:.1%}"),
    ):
        text = _estimate(_get(document, where, key), told)
        if text is not None:
            rows.append((name, both(text)))
    if rows:
        yield (f"{document.get('days')} 天", f"{document.get('days')} days"), tuple(rows)
    busy = [row for row in document.get("stations", ()) if _get(row, "utilisation", "mean") is not None]
    busy.sort(key=lambda row: (-row["utilisation"]["mean"], str(row.get("station"))))
    figures = [
        (both(str(r.get("station"))), both(f"{r['utilisation']['mean']:.0%}")) for r in busy[:MOST_STATIONS]
    ]
    if figures:
        yield ("利用率最高", "Busiest"), tuple(figures)


def loads(document: Document) -> Iterator[Group]:
    """Power, water and bandwidth against what the connections carry; the busiest lifts."""
    rows: list[Figure] = []
    for row in document.get("capacity", ()):
        if not isinstance(row, dict) or row.get("where") is not None or row.get("p99") is None:
            continue
        name = SERVICES.get(str(row.get("service")), both(str(row.get("service"))))
        whole = (f"{name[0]}，99% 的日子不超过", f"{name[1]}, not exceeded on 99 % of days")
        rows.append((whole, _against(row)))
    if rows:
        yield ("需求与容量", "Demand and capacity"), tuple(rows)
    lifts = [row for row in document.get("lifts", ()) if _get(row, "utilisation") is not None]
    lifts.sort(key=lambda row: (-row["utilisation"], str(row.get("building"))))
    told = [(both(str(row.get("building"))), both(f"{row['utilisation']:.0%}")) for row in lifts[:MOST_LIFTS]]
    if told:
        yield ("电梯利用率最高", "Busiest lifts"), tuple(told)


def _against(row: Document) -> Pair:
    most, capacity, over = row["p99"], row.get("capacity"), row.get("exceeded_share")
    if capacity is None:
        return f"{most:,.0f}（容量未给出）", f"{most:,.0f} (no capacity given)"
    text = f"{most:,.0f} / {capacity:,.0f}"
    return (
        (f"{text}（{over:.1%} 的日子超出）", f"{text} (exceeded on {over:.1%} of days)")
        if over
        else both(text)
    )


TELLERS: Mapping[str, Callable[[Document], Iterator[Group]]] = {
    "occupancy": occupancy,
    "evacuation": evacuation,
    "goods": goods,
    "loads": loads,
}
"""By kind of simulation."""


# ---------------------------------------------------------------- reading


def _get(value: object, *path: str) -> Any:
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def _numbers(value: object) -> list[float]:
    if isinstance(value, list) and all(isinstance(entry, int | float) for entry in value):
        return [float(entry) for entry in value]
    return []


def _last(value: object) -> float | None:
    numbers = _numbers(value)
    return numbers[-1] if numbers else None


def _spread(texts: Sequence[str]) -> str:
    return f"{texts[0]} [{texts[1]} – {texts[2]}]"


def _spread_pair(pairs: Sequence[Pair]) -> Pair:
    return _spread([pair[0] for pair in pairs]), _spread([pair[1] for pair in pairs])


def _estimate(value: object, told: str) -> str | None:
    mean, low, high = (_get(value, key) for key in ("mean", "low", "high"))
    if mean is None:
        return None
    if low is None or high is None:
        return told.format(mean)
    return _spread([told.format(number) for number in (mean, low, high)])
