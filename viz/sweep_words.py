"""Words, names and units of a sweep's pictures and tables, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from planner.sweep.design import Value
from planner.sweep.read import Sweep
from planner.sweep.sensitivity import MET, Outcome
from viz.labels import Lang

__all__ = [
    "cause_text",
    "number_text",
    "outcome_scale",
    "parameter_name",
    "say",
    "status_text",
    "statuses_text",
]

WORDS: Mapping[str, tuple[str, str]] = {
    "cases": ("cases", "个案例"),
    "best": ("Best value", "最高价值"),
    "lowest": ("lowest", "最低"),
    "money": ("CNY a year", "元/年"),
    "driver": ("what drives the value (CNY a year)", "价值的主要影响因素（元/年）"),
    "change": ("change", "变化"),
    "interval": ("95 % interval", "95 %区间"),
    "rank": ("rank corr.", "秩相关"),
    "broken": ("where compliance breaks", "不合规原因"),
    "count": ("cases", "案例数"),
    "explains": (
        "A linear model explains {share} of the variance over {n} cases with a plan.",
        "线性模型解释了{n}个有方案的案例中{share}的方差。",
    ),
    "all_met": (
        "Every case has a plan that meets all mandatory clauses.",
        "所有案例均有满足全部强制性条款的方案。",
    ),
    "files": ("Files in {folder}: {names}", "{folder} 中的文件：{names}"),
    "drivers_value": ("What drives the value", "价值的主要影响因素"),
    "drivers_wished_met": ("What drives the wished area that is given", "期望面积满足率的主要影响因素"),
    "axis_value": ("value, thousand CNY a year", "价值（万元/年）"),
    "axis_wished_met": ("wished area given, %", "期望面积满足率（%）"),
    "change_value": (
        "change of the value, thousand CNY a year, from the lowest to the highest value tried",
        "取值由最低到最高时价值的变化（万元/年）",
    ),
    "change_wished_met": (
        "change of the wished area given, percentage points, from the lowest to the highest value tried",
        "取值由最低到最高时期望面积满足率的变化（百分点）",
    ),
    "drivers_note": (
        "Linear regression on all parameters, {n} cases with a plan, R² {r2}; thin line: 95 % interval "
        "(bootstrap); small figures: what was tried. Options in words: best against worst.",
        "全部参数的线性回归，{n}个有方案的案例，R² {r2}；细线：95 %区间（自助法）；"
        "小字：取值范围。文字选项：最优与最差之差。",
    ),
    "values_title": ("Value against each parameter", "价值与各参数的关系"),
    "values_note": (
        "Dots: cases with a plan; line: medians; red: a mandatory clause fails; red ticks at the foot: none.",
        "圆点：有方案的案例；折线：中位数；红色：不满足强制性条款；底部红色短线：无方案。",
    ),
    "map_title": ("Where compliance breaks", "合规失效的位置"),
    "map_note": (
        "Colour: what most cases that do not comply break first; figures: cases that comply of all there.",
        "颜色：多数不合规案例首先违反的内容；数字：合规案例数/全部案例数。",
    ),
    "map_cells": (
        "Each cell is a case; its colour says what it breaks, or which clauses cannot hold together.",
        "每格为一个案例，颜色表示其违反的内容或不能同时满足的条款。",
    ),
    "map_points": (
        "Each mark is a case; its colour and shape say what it breaks first.",
        "每个标记为一个案例，颜色和形状表示其首先违反的内容。",
    ),
    "legend": ("Outcome", "结果"),
    "rest": ("others", "其他"),
    "none": ("no case", "无案例"),
}

STATUS_ZH: Mapping[str, str] = {
    "optimal": "最优",
    "feasible": "可行",
    "infeasible": "无可行方案",
    "nothing_found": "未找到方案",
    "invalid": "输入无效",
    "deadline": "超时",
    "crash": "异常终止",
}
CAUSES: Mapping[str, tuple[str, str]] = {
    MET: ("all mandatory clauses met", "满足全部强制性条款"),
    "capacity": ("too little floor", "楼面不足"),
}


def say(key: str, lang: Lang) -> str:
    """A phrase in the language."""
    return WORDS[key][0 if lang == "en" else 1]


def status_text(status: str, lang: Lang) -> str:
    """How a case ended, in words."""
    return status.replace("_", " ") if lang == "en" else STATUS_ZH.get(status, status)


def statuses_text(statuses: Mapping[str, int], lang: Lang = "en") -> str:
    """Counts by status: ``900 optimal, 12 infeasible``."""
    join = ", " if lang == "en" else "，"
    parts = [f"{count:,} {status_text(name, lang)}" for name, count in sorted(statuses.items()) if count]
    return join.join(parts)


def cause_text(cause: str, lang: Lang) -> str:
    """What a case breaks first: a clause, a promise of the programme, the floor, or how it ended."""
    kind, _, who = cause.partition(":")
    if kind in CAUSES:
        return CAUSES[kind][0 if lang == "en" else 1] + (f": {who}" if who else "")
    return STATUS_ZH[cause] if lang == "zh" and cause in STATUS_ZH else cause.replace("_", " ")


def parameter_name(found: Sweep, index: int, lang: Lang) -> str:
    """A parameter's name in the language."""
    parameter = found.parameters[index]
    return parameter.zh if lang == "zh" else parameter.name


def number_text(value: Value) -> str:
    """A parameter's value for people."""
    return f"{value:,.6g}" if isinstance(value, float) else value


def outcome_scale(outcome: Outcome, lang: Lang) -> float:
    """What an outcome is divided by on paper."""
    if outcome == "wished_met":
        return 0.01
    return 1e3 if lang == "en" else 1e4
