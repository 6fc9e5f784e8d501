"""Words of the simulation of goods, in English and Chinese."""

from __future__ import annotations

from typing import Literal

__all__ = ["Lang", "goods_word", "station_name"]

Lang = Literal["zh", "en"]

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Goods and trucks", "货物与货车模拟"),
    "roads_title": ("Roads in the peak hour", "高峰小时道路交通"),
    "docks": ("docks", "装卸口"),
    "gate": ("gate {id}", "大门 {id}"),
    "lift": ("goods lift {id}", "货梯 {id}"),
    "picking": ("picking {id}", "拣货 {id}"),
    "packing": ("packing {id}", "打包 {id}"),
    "in_use": ("Docks in use", "使用中的装卸口"),
    "dock_queue": ("Trucks that wait for a dock", "等候装卸口的货车"),
    "gate_queue": ("Trucks that wait at a gate", "大门处等候的货车"),
    "picking_queue": ("Orders that wait for picking", "待拣货订单"),
    "packing_queue": ("Orders that wait for packing", "待打包订单"),
    "usage": ("Utilisation in opening hours", "开放时段利用率"),
    "there": ("there are {n}", "现有 {n} 个"),
    "day": ("d", "天"),
    "band": ("least to most of the runs", "各次模拟的最小至最大"),
    "mean": ("mean of the runs", "各次模拟的平均"),
    "runs": ("Runs", "模拟次数"),
    "days": ("Days", "天数"),
    "seed": ("Seed", "随机种子"),
    "trucks": ("Trucks", "货车数"),
    "orders": ("Orders", "订单数"),
    "station": ("station", "环节"),
    "servers": ("number", "数量"),
    "utilisation": ("utilisation", "利用率"),
    "wait": ("wait, mean min", "平均等候 min"),
    "wait95": ("95 % below, min", "95% 低于 min"),
    "queue": ("queue, mean", "平均排队"),
    "most": ("longest", "最长排队"),
    "interval": ("interval of 95 %", "95% 区间"),
    "figure": ("figure", "指标"),
    "turnaround_s": ("truck: gate to gate, min", "货车进出园时间 min"),
    "turnaround_p95_s": ("truck: 95 % below, min", "货车进出园时间 95% 低于 min"),
    "late": ("trucks that wait over 30 min for an open dock", "等候装卸口超过 30 min 的货车"),
    "order_s": ("order: placed to dispatched, h", "订单至发货 h"),
    "same_day": ("orders before the last cut-off that leave on their day", "截单前订单当日发出率"),
    "backlog": ("orders left over in the end", "期末未发订单"),
    "truck_number": ("trucks in all", "货车总数"),
    "order_number": ("orders in all", "订单总数"),
    "gate_queue_m": ("longest queue at {gate}, m", "{gate} 最长排队 m"),
    "more": ("One more dock at", "增设一个装卸口"),
    "dock_wait_s": ("wait for a dock, min", "等候装卸口 min"),
    "late_trucks": ("trucks late, points", "迟滞货车 百分点"),
    "turn": ("gate to gate, min", "进出园 min"),
    "order": ("order, h", "订单 h"),
    "no_change": ("0 lies inside an interval that is marked ~.", "标有 ~ 者，95% 区间包含 0。"),
    "assumed": (
        "Arrivals, times and crews are assumptions where the profile was not replaced; ways, docks, lifts "
        "and gates are those of the layout.",
        "到达、作业时间与人员为假设值（可用 --profile 替换）；路径、装卸口、货梯与大门取自方案。",
    ),
    "idle": ("Docks that no truck reaches: {ids}.", "货车无法到达的装卸口：{ids}。"),
    "unserved": ("Stores that goods from no dock reach: {ids}.", "无装卸口可达的仓库：{ids}。"),
    "roads": (
        "Roads, peak hour: {trucks:.0f} truck trips and {cars:.0f} cars expected, {driven} driven, mean loss "
        "{delay:.1f} s, {arrived:.0%} arrive.",
        "高峰小时道路：预计货车 {trucks:.0f} 车次、小汽车 {cars:.0f} 辆，"
        "模拟 {driven} 辆，平均延误 {delay:.1f} s，到达率 {arrived:.0%}。",
    ),
    "vehicles": ("vehicles an hour", "车辆/小时"),
    "below": ("mean loss under {high:g} s", "平均延误小于 {high:g} s"),
    "between": ("{low:g} to {high:g} s", "{low:g} 至 {high:g} s"),
    "above": ("{low:g} s and more", "{low:g} s 及以上"),
    "key": ("Vehicles an hour, mean loss", "车辆/小时，平均延误"),
    "road_truck": ("Truck trips", "货车车次"),
    "road_car": ("Cars", "小汽车"),
    "road_delay": ("Mean loss", "平均延误"),
    "road_none": ("Nothing drives there.", "无车辆通行。"),
}


def goods_word(key: str, lang: Lang, **values: object) -> str:
    """A word in a language, with its values filled in."""
    text = WORDS[key][lang == "zh"]
    return text.format(**values) if values else text


def station_name(name: str, lang: Lang) -> str:
    """``gate G1`` in the words of a language."""
    kind, _, id = name.partition(" ")
    return goods_word(kind, lang, id=id) if id else goods_word(kind, lang)
