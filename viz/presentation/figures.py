"""Key figures: areas by basis, letting, value, wishes, compliance, buildings; every text in two languages."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from planner.check.built import built_area_m2
from planner.check.measures import (
    LET,
    above_ground_area,
    area_m2,
    building_area,
    footprint_area,
    land_area,
    lettable_area,
)
from planner.check.summary import margin_text, measured_and_limit
from planner.compare.bundles import worth_of
from planner.compare.clauses import least, relative_margin
from planner.compare.placements import placements_of, score_of
from planner.compare.read import Plan
from planner.model import M2, Demand, Tenant
from planner.standards.clauses import Clause
from planner.standards.policies import policies
from viz.labels import building_name, party_name
from viz.presentation.reasons import in_both

__all__ = ["Card", "Figures", "Pair", "Row", "both", "figure_text", "figures_of", "money", "square"]

Pair = tuple[str, str]
"""In Chinese and in English."""

MET = 0.97
"""A wish met to that share counts as met, as in the manifest."""
TIGHT = 8

TERMS: tuple[tuple[str, Pair], ...] = (
    ("rent", ("租金", "Rent")),
    ("programme", ("配套与公共功能区", "Zones of the programme")),
    ("storage", ("仓储服务", "Storage served")),
    ("wishes", ("位置意愿", "Wishes for a place")),
    ("people", ("步行成本", "Walking")),
    ("goods", ("货物搬运成本", "Moving goods")),
    ("parts", ("功能区拆分", "Zones in several parts")),
    ("recommended", ("未满足的推荐性条款", "Recommended clauses not met")),
)


@dataclass(frozen=True, slots=True)
class Card:
    """A figure to see at once: its name, its value, what explains it; ``tone`` is good, bad or none."""

    name: Pair
    value: Pair
    notes: tuple[Pair, ...]
    tone: str = ""
    share: float | None = None
    """Drawn as a bar where it is a share of a whole."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table."""

    name: Pair
    cells: tuple[Pair, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """All key figures of a layout."""

    cards: tuple[Card, ...]
    areas: tuple[Row, ...]
    """Name; basis, m2, share of the gross area."""
    buildings: tuple[Row, ...]
    """Name; storeys, gross, net, lettable, let."""
    value: tuple[Row, ...]
    margins: tuple[Row, ...]
    """Clause; text, measured, limit, margin."""
    unmet: tuple[Row, ...]
    """Who; wished, given, why."""


def figures_of(plan: Plan, clauses: dict[str, Clause]) -> Figures:
    """The figures of a layout; ``clauses`` by id."""
    return Figures(
        tuple(_cards(plan)),
        tuple(_areas(plan)),
        tuple(_buildings(plan)),
        tuple(_value(plan)),
        tuple(_margins(plan, clauses)),
        tuple(_unmet(plan)),
    )


def square(area_m2: float, digits: int = 0) -> str:
    """Square metres with their unit."""
    return f"{area_m2:,.{digits}f} m²"


def money(cny: float) -> Pair:
    """A yearly amount as people say it: ten thousands in Chinese, millions or thousands in English."""
    if abs(cny) >= 1e6:
        return f"{cny / 1e4:,.1f} 万元", f"CNY {cny / 1e6:,.2f} M"
    return f"{cny / 1e4:,.2f} 万元", f"CNY {cny / 1e3:,.1f} K"


def figure_text(text: str) -> str:
    """A figure as people set it: a raised 2, a true minus, signs of comparison."""
    for plain, set_ in ((" m2", " m²"), (">= ", "≥ "), ("<= ", "≤ "), ("== ", "= ")):
        text = text.replace(plain, set_)
    return f"−{text[1:]}" if text[:1] == "-" and text[1:2].isdigit() else text


def both(text: str) -> Pair:
    """The same words in both languages."""
    return text, text


# ---------------------------------------------------------------- cards


def _cards(plan: Plan) -> Iterator[Card]:
    facts = plan.facts
    gross, net, lettable = building_area(facts), area_m2(facts.spaces), lettable_area(facts)
    above, land = above_ground_area(facts), land_area(facts)
    yield Card(
        ("总建筑面积", "Gross floor area"),
        both(square(gross)),
        (
            (f"用地 {square(land)}", f"land {square(land)}"),
            (f"容积率 {above / land:.2f}", f"floor-area ratio {above / land:.2f}"),
        ),
    )
    yield Card(
        ("房间净面积", "Net room area"),
        both(square(net)),
        ((f"占建筑面积 {net / gross:.1%}", f"{net / gross:.1%} of gross"),),
        share=net / gross,
    )
    let, vacant = _let(plan)
    share = let / lettable if lettable else 0.0
    yield Card(
        ("可租面积", "Lettable area"),
        both(square(lettable)),
        (
            (f"占净面积 {lettable / net:.1%}", f"{lettable / net:.1%} of net") if net else ("", ""),
            (f"已安排 {share:.1%}，待租 {square(vacant)}", f"{share:.1%} let, {square(vacant)} vacant"),
        ),
        share=share,
    )
    yield _worth(plan)
    yield _wishes(plan)
    yield _compliance(plan)


def _let(plan: Plan) -> tuple[float, float]:
    spaces = tuple(plan.facts.spaces)
    return (
        area_m2(room for room in spaces if room.kind in LET),
        area_m2(room for room in spaces if room.kind == "vacant"),
    )


def _worth(plan: Plan) -> Card:
    worth = worth_of(plan)
    zh, en = money(worth.value)
    notes: list[Pair] = []
    if worth.gap is not None and worth.bound is not None:
        most = money(worth.bound)
        notes.append(
            (f"已证明上限 {most[0]}/年", f"no plan of the model is worth more than {most[1]} a year")
        )
        notes.append((f"差距不超过 {worth.gap:.2%}", f"gap at most {worth.gap:.2%}"))
    return Card(("年价值", "Value a year"), (f"{zh}/年", en), tuple(notes))


def _wishes(plan: Plan) -> Card:
    given = {who: sum(areas.values()) for who, areas in placements_of(plan.facts).items()}
    wishes = {tenant.id: tenant.wished_area / M2 for tenant in plan.scenario.tenants}
    placed = sum(who in given for who in wishes)
    companies = len(wishes)
    wishes |= {row.id: row.wished_area / M2 for row in plan.scenario.demands if not row.off_site}
    met = sum(given.get(who, 0.0) >= MET * wish for who, wish in wishes.items())
    return Card(
        ("面积意愿", "Wishes met"),
        both(f"{met} / {len(wishes)}"),
        (
            (f"入驻企业 {placed} / {companies} 家", f"{placed} of {companies} companies placed"),
            ("面积达到期望的 97% 以上", "given at least 97 % of the area wished"),
        ),
        share=met / len(wishes) if wishes else None,
    )


def _compliance(plan: Plan) -> Card:
    counts = plan.compliance.summary()["mandatory"]
    passed, failed, open_ = counts["pass"], counts["fail"], counts["undecided"]
    fails = "1 clause fails" if failed == 1 else f"{failed} clauses fail"
    value = (f"{failed} 条不符合", fails) if failed else ("无不符合", "No clause fails")
    return Card(
        ("强制性条款", "Mandatory clauses"),
        value,
        (
            (f"{passed} 条符合", f"{passed} pass"),
            (f"{open_} 条待定：需文件或运营数据", f"{open_} undecided: documents or data are to come"),
        ),
        "bad" if failed else "good",
    )


# ---------------------------------------------------------------- tables


def _reading(plan: Plan, id: str) -> Pair:
    """What a policy of the scenario takes an open question of the standards to mean."""
    policy = next(row for row in policies() if row.id == id)
    value = getattr(plan.scenario.policies, policy.field)
    answer = next(row for row in policy.alternatives if row.value == value)
    return f"{answer.zh}（政策 {id}）", f"{answer.en} (policy {id})"


def _areas(plan: Plan) -> Iterator[Row]:
    facts = plan.facts
    gross, net = building_area(facts), area_m2(facts.spaces)
    let_rooms = [room for room in facts.spaces if room.kind in LET]
    corridors = sum(way.polygon.area for plate in facts.plates.values() for way in plate.corridors) / M2
    cores = sum(core.polygon.area for storey in plan.scenario.storeys for core in storey.cores) / M2
    let, vacant = _let(plan)
    outer = ("外墙外缘，GB 55031-2022 3.1.1", "outer face of the envelope, GB 55031-2022 3.1.1")
    inner = ("墙体内缘", "inner faces of walls")
    read = _reading(plan, "lettable_area_basis")
    land, foot = land_area(facts), footprint_area(facts)
    rows: list[tuple[Pair, Pair, float, bool]] = [
        (("总建筑面积", "Gross floor area"), outer, gross, True),
        (
            ("其中地上", "of it above ground"),
            ("GB 55031-2022 3.1.2", "GB 55031-2022 3.1.2"),
            above_ground_area(facts),
            False,
        ),
        (("房间净面积", "Net room area"), inner, net, True),
        (("走道与门厅", "Corridors and halls"), inner, corridors, False),
        (("交通核", "Cores"), ("含其墙体", "with their walls"), cores, False),
        (
            ("墙体与其余", "Walls and the rest"),
            ("差额", "what is left"),
            gross - net - corridors - cores,
            False,
        ),
        (("可租面积", "Lettable area"), read, lettable_area(facts), True),
        (("企业使用面积", "Let to companies"), inner, let, False),
        (
            ("企业使用面积（含墙）", "Let to companies, with walls"),
            ("至隔墙中线、外墙外缘", "to the middle of partitions, outer face of the envelope"),
            built_area_m2(facts, let_rooms, "with_walls"),
            False,
        ),
        (
            ("企业使用面积（含公摊）", "Let to companies, with common share"),
            ("按净面积分摊各楼建筑面积", "gross area of each building shared by net area"),
            built_area_m2(facts, let_rooms, "apportioned"),
            False,
        ),
        (("待租面积", "Vacant area"), inner, vacant, False),
    ]
    for name, basis, area, strong in rows:
        yield Row(name, (basis, both(f"{area:,.1f}"), both(f"{area / gross:.1%}" if gross else "")), strong)
    yield Row(
        ("用地面积", "Land"),
        (
            (f"建筑密度 {foot / land:.1%}", f"coverage {foot / land:.1%}"),
            both(f"{land:,.1f}"),
            ("", ""),
        ),
    )


def _buildings(plan: Plan) -> Iterator[Row]:
    for building in plan.scenario.buildings:
        spaces = [room for room in plan.facts.spaces if room.building == building.id]
        gross = sum(storey.gross_area for storey in building.storeys) / M2
        let = area_m2(room for room in spaces if room.kind in LET)
        lettable = let + area_m2(room for room in spaces if room.kind == "vacant")
        cells = (
            str(len(building.storeys)),
            f"{gross:,.0f}",
            f"{area_m2(spaces):,.0f}",
            f"{lettable:,.0f}",
            f"{let / lettable:.0%}" if lettable else "–",
        )
        name = (building_name(building, "zh"), building_name(building, "en"))
        yield Row(name, tuple(both(cell) for cell in cells))


def _value(plan: Plan) -> Iterator[Row]:
    found = score_of(plan.scenario, plan.facts)
    for key, name in TERMS:
        amount = getattr(found, key)
        if abs(amount) >= 0.5:
            yield Row(name, (both(f"{amount:,.0f}"),))
    yield Row(("合计", "Total"), (both(f"{found.total:,.0f}"),), strong=True)


def _margins(plan: Plan, clauses: dict[str, Clause]) -> Iterator[Row]:
    """Clauses that fail, then those with the least margins; what only informs is left out."""
    ranked = []
    for at, verdict in enumerate(plan.compliance.verdicts):
        margin = relative_margin(verdict)
        binds = verdict.strength in ("mandatory", "recommended") and verdict.standard != "layout"
        fails = verdict.status == "fail" and verdict.strength != "informational"
        if fails or (binds and verdict.status == "pass" and margin is not None):
            finite = margin if margin is not None and math.isfinite(margin) else -math.inf
            ranked.append((verdict.status != "fail", finite, at, verdict))
    for _, _, _, verdict in sorted(ranked, key=lambda row: row[:3])[:TIGHT]:
        finding = least(verdict) or verdict.worst
        clause = clauses.get(verdict.clause)
        if finding is None or clause is None:
            continue
        (measured_zh, limit_zh), (measured, limit) = (
            measured_and_limit(finding, "zh"),
            measured_and_limit(finding, "en"),
        )
        margins = (margin_text(finding, "zh"), margin_text(finding, "en"))
        yield Row(
            both(verdict.clause),
            ((clause.zh, clause.en), (measured_zh, measured), (limit_zh, limit), margins),
            strong=verdict.status == "fail",
        )


def _unmet(plan: Plan) -> Iterator[Row]:
    scenario, manifest = plan.scenario, plan.facts.bundle.manifest
    rows: list[Tenant | Demand] = [*scenario.tenants, *scenario.demands]
    parties = {row.id: row for row in rows}
    for key in ("shortfalls", "left_out"):
        told = manifest.get(key)
        for row in told if isinstance(told, list) else ():
            who, reason = str(row.get("subject", "")), str(row.get("reason", ""))
            party = parties.get(who)
            name = (party_name(party, "zh"), party_name(party, "en")) if party else both(who)
            given, wished = (float(row.get(part) or 0.0) for part in ("given_m2", "wished_m2"))
            cells = (both(f"{wished:,.0f}"), both(f"{given:,.0f}"), in_both(reason))
            yield Row(name, cells)
