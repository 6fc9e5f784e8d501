"""What the cautions about a scenario say, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["CAUTION_WORDS", "CautionWords", "Lang"]

Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class CautionWords:
    """A caution in one language; names in braces are filled in."""

    title: str
    subject: str
    words: str
    remedy: str


CAUTION_WORDS: Mapping[str, Mapping[Lang, CautionWords]] = {
    "gate-blocked": {
        "en": CautionWords(
            "Blocked gate",
            "gate {id}",
            "no way of 4 m leads from this gate to a building",
            "move the gate, or what stands before it: a building, an obstacle, a narrow neck of land",
        ),
        "zh": CautionWords(
            "大门受阻",
            "大门 {id}",
            "由此大门没有 4 m 宽的通路通往任何建筑",
            "移动大门，或移开门前的建筑、障碍物，或拓宽狭窄地块",
        ),
    },
    "no-fire-gate": {
        "en": CautionWords(
            "No gate for fire engines",
            "site",
            "none of its gates admits fire engines: no fire lanes are designed, and none can be judged",
            "add fire to the traffic of a gate that they may use",
        ),
        "zh": CautionWords(
            "无消防车入口",
            "场地",
            "没有任何大门允许消防车通行：不会设计消防车道，也无法判定",
            "在可供消防车使用的大门的 traffic 中加入 fire",
        ),
    },
    "building-unreached": {
        "en": CautionWords(
            "Building out of reach",
            "building {id}",
            "no way of 4 m leads from a gate to within 30 m of it",
            "widen the narrowest gap on the way to 4 m, or add a gate on its side",
        ),
        "zh": CautionWords(
            "建筑不可达",
            "建筑 {id}",
            "没有 4 m 宽的通路由大门通至其 30 m 范围内",
            "将途中最窄处拓宽至 4 m，或在该侧增设大门",
        ),
    },
    "narrow-gap": {
        "en": CautionWords(
            "Narrow gap",
            "buildings {id} and {other}",
            "{gap} m apart, 4 m are needed for a fire lane between them",
            "move them apart (fire codes ask for 6 m and more), or make them one building",
        ),
        "zh": CautionWords(
            "间距过窄",
            "建筑 {id} 与 {other}",
            "相距 {gap} m，其间设消防车道需 4 m",
            "拉开间距（防火规范要求 6 m 及以上），或合并为一栋建筑",
        ),
    },
    "courtyard-closed": {
        "en": CautionWords(
            "Closed courtyard",
            "building {id}",
            "courtyard of {short} m short side without a way in of 4 m",
            "leave a passage, 4 m wide and high, out of the outline of the ground storey",
        ),
        "zh": CautionWords(
            "内院封闭",
            "建筑 {id}",
            "短边 {short} m 的内院没有 4 m 宽的入口通路",
            "在首层轮廓中留出净宽、净高均为 4 m 的通道",
        ),
    },
    "stair-ends": {
        "en": CautionWords(
            "Stair that ends",
            "stair {id}",
            "this stair ends on no stair of storey {storey}: nobody leaves the building by it",
            "place it over a stair of {storey}, or add its core to that storey",
        ),
        "zh": CautionWords(
            "楼梯中断",
            "楼梯 {id}",
            "此楼梯在 {storey} 层没有对应的楼梯，无法由此离开建筑",
            "将其置于 {storey} 层楼梯的正上方，或在该层补上其核心筒",
        ),
    },
}
"""Code -> language -> words."""
