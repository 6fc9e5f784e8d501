"""Measures by which layouts are compared, each taken from the layout on the disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from planner.bundle.manifest import EXPLAINED_BELOW
from planner.check.measures import LET, area_m2, building_area, cross_border_area, lettable_area
from planner.circulation.quality import WALKS, Quality, quality
from planner.circulation.read import flows_of, graph_of, stores_of
from planner.compare.bundles import worth_of
from planner.compare.placements import placements_of
from planner.compare.read import Plan
from planner.daylight import daylit_area_m2
from planner.model import M2
from planner.simulate.evacuation.hydraulic import clearances

__all__ = ["CATALOGUE", "Measure", "measures_of"]

Better = Literal["more", "less", ""]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured; ``better``: whether more or less of it is, empty where neither."""

    id: str
    group: str
    unit: str
    better: Better
    en: str
    zh: str


STATUSES: tuple[tuple[str, Better, str], ...] = (
    ("pass", "more", "符合"),
    ("fail", "less", "不符合"),
    ("undecided", "less", "待定"),
)

CATALOGUE: tuple[Measure, ...] = (
    Measure("value", "value", "CNY/a", "more", "value as laid out", "布局价值"),
    Measure("gap", "value", "share", "less", "proven gap", "已证明间隙"),
    Measure("gross", "areas", "m2", "", "gross floor area", "建筑面积"),
    Measure("net", "areas", "m2", "more", "net room area", "房间净面积"),
    Measure("net_to_gross", "areas", "share", "more", "net to gross", "净面积占建筑面积"),
    Measure("lettable", "areas", "m2", "more", "lettable area", "可租面积"),
    Measure("let", "areas", "m2", "more", "let area", "已租面积"),
    Measure("vacant", "areas", "m2", "less", "vacant area", "空置面积"),
    Measure("block", "areas", "m2", "more", "most vacant area on one storey", "单层最大空置面积"),
    Measure("free_storeys", "areas", "m2", "more", "area of storeys that are all vacant", "整层空置面积"),
    Measure("cross_border", "areas", "m2", "more", "cross-border companies", "跨境企业面积"),
    Measure("daylit", "areas", "m2", "more", "daylit area of rooms that want it", "采光房间受光面积"),
    Measure("corridor_share", "areas", "share", "less", "corridors, share of gross", "走道占建筑面积"),
    Measure("rooms", "programme", "count", "", "rooms", "房间数"),
    Measure("tenants", "programme", "count", "more", "companies placed", "入驻企业"),
    Measure("type_storeys", "programme", "count", "less", "storeys of company types", "各类企业所在楼层数"),
    Measure("left_out", "programme", "count", "less", "companies and zones left out", "未纳入企业与功能区"),
    Measure("short", "programme", "count", "less", "wishes met to less than 97 %", "面积低于期望97%"),
    *(
        Measure(f"{kind}_{which}", "walks", "m", "less", f"{en}, {word}", f"{zh}，{word_zh}")
        for kind, en, zh in (
            ("entrance_to_tenant", "entrance to company", "入口至企业"),
            ("gate_to_tenant", "gate to company", "园区大门至企业"),
            ("tenant_to_stock", "company to stock room", "企业至样品间"),
            ("tenant_to_store", "company to warehouse", "企业至仓库"),
            ("store_to_dock", "warehouse to dock", "仓库至装卸口"),
        )
        for which, word, word_zh in (("mean", "mean", "平均"), ("worst", "worst", "最远"))
    ),
    Measure("unreached", "walks", "count", "less", "walks without a way", "不可达路线"),
    Measure("integration", "walks", "", "more", "mean integration of corridors", "走道平均整合度"),
    Measure("weak_points", "walks", "count", "less", "single points of failure", "单点失效"),
    Measure("flow_cost", "flows", "CNY/a", "less", "flows of people and goods", "人流与货流费用"),
    Measure("person_km", "flows", "km/a", "less", "kilometres walked", "步行里程"),
    Measure("tonne_km", "flows", "t km/a", "less", "tonne-kilometres", "货运吨公里"),
    Measure("clear_storey", "evacuation", "s", "less", "slowest storey, left alone", "单层疏散时间，最长"),
    Measure(
        "clear_building", "evacuation", "s", "less", "slowest building, left at once", "整栋疏散时间，最长"
    ),
    Measure("trapped", "evacuation", "count", "less", "people without a way out", "无疏散路线人数"),
    Measure("roads", "site", "m2", "less", "roads", "道路面积"),
    Measure("fire_lanes", "site", "m", "less", "fire lanes, length", "消防车道长度"),
    Measure("fire_lane_area", "site", "m2", "less", "fire lanes, area", "消防车道面积"),
    Measure("turnarounds", "site", "count", "less", "turning places", "消防回车场"),
    Measure("hydrants", "site", "count", "", "outdoor hydrants", "室外消火栓"),
    *(
        Measure(f"{strength}_{status}", "clauses", "count", better, f"{strength}, {status}", whose + zh)
        for strength, whose in (("mandatory", "强制性条款"), ("recommended", "推荐性条款"))
        for status, better, zh in STATUSES
    ),
)
"""Every measure, in the order of the table."""


def measures_of(plan: Plan) -> dict[str, float | None]:
    """The value of every measure; ``None`` where a layout has none, such as walks to docks without docks."""
    return dict(_all(plan))


def _all(plan: Plan) -> Iterator[tuple[str, float | None]]:
    worth = worth_of(plan)
    yield "value", worth.value
    yield "gap", worth.gap
    yield from _areas(plan)
    yield from _programme(plan)
    park = graph_of(plan.facts)
    found = quality(park, stores_of(plan.facts))
    yield from _walks(found)
    flows = flows_of(plan.facts, park)
    yield "flow_cost", flows.people_cny_year + flows.goods_cny_year
    yield "person_km", flows.person_km_year
    yield "tonne_km", flows.tonne_km_year
    yield from _evacuation(plan)
    yield from _site(plan)
    summary: Mapping[str, Mapping[str, int]] = plan.compliance.summary()
    for strength in ("mandatory", "recommended"):
        for status in ("pass", "fail", "undecided"):
            yield f"{strength}_{status}", float(summary[strength][status])


def _areas(plan: Plan) -> Iterator[tuple[str, float | None]]:
    facts = plan.facts
    gross, net = building_area(facts), area_m2(facts.spaces)
    ways = sum(way.polygon.area for plate in facts.plates.values() for way in plate.corridors) / M2
    yield "gross", gross
    yield "net", net
    yield "net_to_gross", net / gross if gross else None
    yield "lettable", lettable_area(facts)
    yield "let", area_m2(room for room in facts.spaces if room.kind in LET)
    yield "vacant", area_m2(room for room in facts.spaces if room.kind == "vacant")
    vacant = {
        id: [room for room in plate.spaces if room.kind == "vacant"] for id, plate in facts.plates.items()
    }
    yield "block", max((area_m2(rooms) for rooms in vacant.values()), default=0.0)
    empty = [id for id, plate in facts.plates.items() if len(vacant[id]) == len(plate.spaces)]
    yield "free_storeys", sum((area_m2(vacant[id]) for id in empty), 0.0)
    yield "cross_border", cross_border_area(facts)
    lit = (daylit_area_m2(plan.scenario.catalogue, row.storey, row.spaces) for row in facts.plates.values())
    yield "daylit", sum(lit)
    yield "corridor_share", ways / gross if gross else None


def _programme(plan: Plan) -> Iterator[tuple[str, float | None]]:
    given = {who: sum(areas.values()) for who, areas in placements_of(plan.facts).items()}
    wishes = {tenant.id: tenant.wished_area / M2 for tenant in plan.scenario.tenants}
    wishes |= {d.id: d.wished_area / M2 for d in plan.scenario.demands if not d.off_site}
    yield "rooms", float(sum(1 for _ in plan.facts.spaces))
    yield "tenants", float(len(plan.facts.suites()))
    types = {tenant.id: tenant.company_type for tenant in plan.scenario.tenants}
    suites = [room for rooms in plan.facts.suites().values() for room in rooms]
    yield "type_storeys", float(len({(types.get(room.tenant or ""), room.storey) for room in suites}))
    yield "left_out", float(sum(who not in given for who in wishes))
    short = [who for who, wish in wishes.items() if who in given and given[who] < EXPLAINED_BELOW * wish]
    yield "short", float(len(short))


def _walks(found: Quality) -> Iterator[tuple[str, float | None]]:
    for kind in WALKS:
        walks = found.walks[kind]
        yield f"{kind}_mean", walks.mean_m
        yield f"{kind}_worst", walks.worst.length_m if walks.worst else None
    yield "unreached", float(sum(len(found.walks[kind].unreached) for kind in WALKS))
    yield "integration", found.mean_integration
    yield "weak_points", float(len({(point.kind, point.id) for point in found.weak_points}))


def _evacuation(plan: Plan) -> Iterator[tuple[str, float | None]]:
    storeys, buildings = clearances(plan.facts)
    trapped = sum(sum(found.trapped.values()) for found in storeys.values())
    for id, rows in (("clear_storey", storeys), ("clear_building", buildings)):
        yield id, None if trapped else max((found.seconds for found in rows.values()), default=None)
    yield "trapped", float(trapped)


def _site(plan: Plan) -> Iterator[tuple[str, float | None]]:
    layout = plan.facts.bundle.layout
    yield "roads", sum(road.polygon.area for road in plan.facts.roads) / M2
    yield "fire_lanes", sum(lane.centreline.length for lane in layout.fire.lanes) / 1000
    yield "fire_lane_area", sum(lane.polygon.area for lane in layout.fire.lanes) / M2
    yield "turnarounds", float(len(layout.fire.turnarounds))
    yield "hydrants", float(len(layout.fire.hydrants))
