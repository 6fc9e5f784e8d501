"""The reasons and proofs of a manifest in Chinese; what is not known here stays as it is."""

from __future__ import annotations

import re

__all__ = ["in_both"]

PATTERNS: tuple[tuple[str, str], ...] = (
    (
        r"its storey is full and the space earns more with its neighbours",
        "所在楼层已满，该面积给相邻用途收益更高",
    ),
    (r"left out by the allocation: worth less than what it displaces", "未纳入：收益低于其所占用的面积"),
    (r"no storey that permits it has room for its least area", "允许该用途的楼层均容不下其最小面积"),
    (
        r"a share of the standards or the traffic it brings outweighs what it pays",
        "标准要求的比例或其带来的交通成本超过其收益",
    ),
    (r"the space earns more with those placed", "该面积由已入驻者使用收益更高"),
    (r"a larger area would break a share of the standards", "面积再大将违反标准要求的比例"),
    (
        r"storeys as measured hold no plan with it as promised: planner explain tells what contradicts",
        "按实测楼层容量不能按承诺安排它；矛盾所在见 planner explain",
    ),
    (r"the park has no warehouse", "园区没有仓库"),
    (r"the warehouses of the park are full", "园区仓库已满"),
    (
        r"lost in the arrangement: ([\d.]+) m2 allocated, ([\d.]+) m2 laid out",
        r"布置房间时减少：分配 \1 m²，布置 \2 m²",
    ),
    (
        r"allocated ([\d.]+) m2: a larger area is worth less than what it displaces",
        r"分配 \1 m²：更大面积的收益低于其所占用的面积",
    ),
    (r"(\S+) could not be arranged with it: .*", r"\1 无法与其一同布置"),
    (r"its warehouse left the plan: .*", "为其服务的仓库未能保留"),
    (
        r"no plan whose storeys hold what was measured of them is worth ([\d.]+%) more",
        r"在各楼层实测容量内，任何方案的价值都不会高出 \1",
    ),
    (
        r"no plan whose storeys hold what was measured of them is worth more",
        "在各楼层实测容量内，没有价值更高的方案",
    ),
)


def in_both(text: str) -> tuple[str, str]:
    """The text in Chinese and in English."""
    for pattern, chinese in PATTERNS:
        found = re.fullmatch(pattern, text)
        if found:
            return found.expand(chinese), text
    return text, text
