"""A front as a picture and as a table."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO

from planner.alternatives.front import Front, hypervolume, signed
from planner.directions import Direction
from viz.tables import plain_table, print_parts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.font_manager import FontProperties

__all__ = ["front_png", "print_front"]

Lang = Literal["zh", "en"]
ROWS = 40
"""Points of the table at most."""
INK, LINE, MARK = "#1f2328", "#b9bfc6", "#0072b2"
NAMES: dict[str, tuple[str, str]] = {
    "value": ("value", "布局价值"),
    "block": ("most room left on one storey", "单层最大剩余面积"),
    "daylight": ("daylit area", "受光面积"),
    "goods": ("goods carried", "货运周转量"),
    "together": ("storeys of company types", "各类企业所在楼层数"),
    "walk": ("distance walked", "步行里程"),
    "storeys": ("area of whole free storeys", "整层空置面积"),
    "cross_border": ("cross-border area", "跨境企业面积"),
    "spare": ("room to spare", "预留面积"),
    "companies": ("companies", "入驻企业"),
    "moved": ("area that moves", "搬迁面积"),
}
UNITS = {
    "CNY/a": ("million CNY a year", "百万元/年"),
    "m2": ("m²", "m²"),
    "km/a": ("km a year", "km/年"),
    "t km/a": ("t km a year", "t·km/年"),
    "count": ("", ""),
}
WORDS: dict[str, tuple[str, str]] = {
    "point": ("point", "点"),
    "gap": ("gap", "间隙"),
    "folder": ("laid out in", "布局文件夹"),
    "title": ("What plans can have at once", "方案可同时达到的水平"),
    "proven": (
        "{n} points, each the best at its level, no level left out (steps {steps}); "
        "hypervolume {volume:.1%} of the box.",
        "{n}个点，各自为其水平上的最优，无遗漏水平（步长{steps}）；超体积占外接盒{volume:.1%}。",
    ),
    "every": ("Every point of the front is there.", "前沿上的点全部列出。"),
    "open": (
        "{n} points, not all proven: largest gap {gap:.2%}, {open} levels not decided (steps {steps}); "
        "hypervolume {volume:.1%} of the box.",
        "{n}个点，未全部证明：最大间隙{gap:.2%}，{open}个水平未决（步长{steps}）；超体积占外接盒{volume:.1%}。",
    ),
    "kept": (
        "All companies and zones of the plan of the best value stay in.",
        "最优值方案的企业与功能区全部保留。",
    ),
    "least": ("Every point is worth at least {value:,.0f} CNY a year.", "各点价值不低于{value:,.0f}元/年。"),
    "interrupted": ("Interrupted: what was finished is told and whole.", "已中断：以上为已完成的结果。"),
    "seconds": ("The time was over: what was finished is told and whole.", "时间用尽：以上为已完成的结果。"),
    "more": ("... and {n} more in pareto.csv", "……其余{n}个见 pareto.csv"),
}


def say(key: str, lang: Lang, **values: object) -> str:
    """A word or sentence."""
    return WORDS[key][lang == "zh"].format(**values)


def name_of(row: Direction, lang: Lang) -> str:
    """An objective with its unit, for an axis."""
    name, unit = NAMES[row.id][lang == "zh"], UNITS[row.unit][lang == "zh"]
    if lang == "zh":
        return f"{name}（{unit}）" if unit else name
    return f"{name}, {unit}" if unit else name


def _shown(row: Direction, value: float) -> float:
    return value / 1e6 if row.unit == "CNY/a" else value


def print_front(
    folder: Path, front: Front, folders: Mapping[int, str], lang: Lang, stream: TextIO | None = None
) -> None:
    """The points, and what is proven of them."""
    heads = [say("point", lang), *(name_of(row, lang) for row in front.objectives), say("gap", lang)]
    table = plain_table([*heads, say("folder", lang)], left=1)
    first = front.objectives[0]
    for at, point in enumerate(front.points[:ROWS]):
        values = [_number(row, point.values[row.id]) for row in front.objectives]
        table.add_row(str(at + 1), *values, f"{point.gap(first):.3%}", folders.get(at, "-"))
    lines = []
    if len(front.points) > ROWS:
        lines.append(say("more", lang, n=len(front.points) - ROWS))
    volume = hypervolume([signed(front.objectives, point.values) for point in front.points])
    steps = ", ".join(f"{step:,.6g}" for step in front.steps)
    key = "proven" if front.proven else "open"
    told = {"n": len(front.points), "steps": steps, "volume": volume}
    lines.append(say(key, lang, gap=front.largest_gap, open=front.open, **told))
    if front.proven and front.exact:
        lines.append(say("every", lang))
    lines.append(say("least", lang, value=front.least_value))
    if front.kept:
        lines.append(say("kept", lang))
    if front.stopped:
        lines.append(say(front.stopped, lang))
    print_parts(stream, table, *lines)


def _number(row: Direction, value: float) -> str:
    shown = _shown(row, value)
    return (
        f"{shown:,.4f}" if row.unit == "CNY/a" else f"{shown:,.1f}" if row.unit != "count" else f"{shown:.0f}"
    )


# ---------------------------------------------------------------- picture


def front_png(front: Front, folders: Mapping[int, str], lang: Lang) -> bytes:
    """The front: two objectives as a staircase, of three the second and third against each other too."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

    from viz import typeset

    font = FontProperties(family=list(typeset.register()))
    rows = front.objectives
    pairs = [(1, 0)] if len(rows) == 2 else [(1, 0), (2, 0), (2, 1)]
    figure = Figure(figsize=(6.6 * len(pairs), 5.4), dpi=150, layout="constrained")
    FigureCanvasAgg(figure)
    for at, (x, y) in enumerate(pairs):
        axes = figure.add_subplot(1, len(pairs), at + 1)
        _panel(axes, front, folders, rows[x], rows[y], lang, font)
    figure.suptitle(say("title", lang), fontproperties=font, fontsize=13, color=INK)
    stream = io.BytesIO()
    figure.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()


def _panel(
    axes: Axes,
    front: Front,
    folders: Mapping[int, str],
    across: Direction,
    up: Direction,
    lang: Lang,
    font: FontProperties,
) -> None:
    points = [(_shown(across, p.values[across.id]), _shown(up, p.values[up.id])) for p in front.points]
    if len(front.objectives) == 2 and len(points) > 1:
        where: Literal["pre", "post"] = "pre" if across.better == "more" else "post"
        line = sorted(points)
        axes.step(
            [x for x, _ in line], [y for _, y in line], where=where, color=LINE, linewidth=1.2, zorder=1
        )
    axes.scatter([x for x, _ in points], [y for _, y in points], s=34, color=MARK, zorder=2)
    chosen = [points[at] for at in sorted(folders)]
    if chosen:
        axes.scatter([x for x, _ in chosen], [y for _, y in chosen], s=120, edgecolors=INK, facecolors="none")
    for at, (x, y) in enumerate(points):
        if at in folders or len(points) <= 12:
            axes.annotate(
                str(at + 1), (x, y), xytext=(5, 5), textcoords="offset points", fontproperties=font,
                fontsize=9, color=INK,
            )  # fmt: skip
    axes.set_xlabel(_axis(across, lang), fontproperties=font, fontsize=10.5, color=INK)
    axes.set_ylabel(_axis(up, lang), fontproperties=font, fontsize=10.5, color=INK)
    axes.ticklabel_format(useOffset=False, style="plain")
    axes.grid(visible=True, color="#e6e8eb", linewidth=0.7)
    axes.margins(0.08)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(font)
        label.set_fontsize(9)


def _axis(row: Direction, lang: Lang) -> str:
    """An objective with an arrow to where it is better."""
    return f"{name_of(row, lang)} {'→' if row.better == 'more' else '←'}"
