"""Words of the tables and maps of evacuation, English and Chinese."""

from __future__ import annotations

from typing import Literal

__all__ = ["say"]

Lang = Literal["zh", "en"]

WORDS: dict[str, tuple[str, str]] = {
    "subject": ("storey or building", "楼层或楼栋"),
    "persons": ("persons", "人数"),
    "runs": ("runs", "次数"),
    "mean": ("mean s", "平均 s"),
    "interval": ("95 % of the mean", "均值95%置信区间"),
    "range": ("least to most", "最短至最长"),
    "fast": ("fast model", "快速模型"),
    "bound": ("bound", "下界"),
    "stalled": ("stalled", "停滞"),
    "storeys": ("Until a storey is left, mean s: {rows}", "各层撤空平均时间（s）：{rows}"),
    "exits": ("Exits, persons a run: {rows}", "各出口每次人数：{rows}"),
    "widen": (
        "{who}: {rows} hold people up longest, and are to be widened or relieved first",
        "{who}：{rows}最限制疏散，宜优先加宽或分流",
    ),
    "gate": ("{id} ({share} of the time)", "{id}（{share}的时间）"),
    "stuck": (
        "{who}, seed {seed}: stalled after {s} s with {n} people inside, some of them at {places}. "
        "It counts in no figure",
        "{who}，种子{seed}：{s} s后停滞，{n}人未撤出，部分位于{places}。该次不计入结果",
    ),
    "helped": (
        "{who}: {n} times in {runs} runs an agent that stood still with room around it, "
        "where no person would stop, was set on its way: at {places}",
        "{who}：{runs}次模拟中有{n}次将周围有空位却停步（墙角或楼梯口）的人员移离（真人不会在此停步），位于{places}",
    ),
    "helped_here": ("somebody stood alone and was set on his way (times)", "人员独自停步，已移离（次数）"),
    "stuck_here": ("somebody was inside when a run stalled", "停滞时仍未撤出的人员"),
    "interrupted": ("Interrupted: only the finished replications count.", "已中断：仅计入已完成的模拟。"),
    "note": (
        "Times from the alarm until the last one is outside (of a storey alone: or on a stair){reaction}. "
        "They pass or fail no clause.",
        "时间自警报起至最后一人撤至室外（单层：或进入楼梯）{reaction}。不作为条款符合性判定。",
    ),
    "without_reaction": (", without the time until people set out", "，不含反应时间"),
    "title_density": ("evacuation: density", "疏散密度图"),
    "title_flow": ("evacuation: flow", "疏散人流图"),
    "density": ("{low} to {high} persons/m² at the densest moment", "最拥挤时{low}至{high}人/m²"),
    "density_more": ("more than {low} persons/m²", "超过{low}人/m²"),
    "flow": ("{low} to {high} persons pass", "通过{low}至{high}人"),
    "flow_more": ("more than {low} persons pass", "通过超过{low}人"),
    "time": ("Left after", "撤空时间"),
    "replications": ("Replications", "模拟次数"),
    "people": ("Persons", "人数"),
    "fast_s": ("Fast model", "快速模型"),
    "step": ("Step", "时间步长"),
    "exit_key": ("Persons a run by exit", "各出口每次人数"),
    "blocked": ("Blocked", "封闭"),
}


def say(key: str, lang: Lang, **values: object) -> str:
    """A word or sentence in a language."""
    return WORDS[key][lang == "zh"].format(**values)
