"""Charts and the stacking plan as data: bars by share, each with its words in two languages."""

from __future__ import annotations

from dataclasses import dataclass

from planner.compare.placements import placements_of
from planner.compare.read import Plan
from planner.model import M2, Layout, Scenario
from viz import palette
from viz.labels import building_name, kind_name, party_name, word
from viz.presentation.figures import Pair
from viz.stacks import stacks
from viz.typeset import clean, shortened, width_em

__all__ = ["Bar", "Chart", "Segment", "StackRow", "Tower", "charts_of", "towers_of"]

NOMINAL_PX = 960.0
"""Width of the longest bar on a usual screen: names that would not fit there are not written."""
LABEL_PX = 12.0
LEAST_EM = 3.6
MOST_TENANTS = 200
SUITE = "tenant_suite"


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar; ``at`` and ``share`` in per cent of the longest bar."""

    at: float
    share: float
    colour: str
    name: Pair
    area: float
    label: Pair
    """What is written in it; empty where it does not fit."""
    vacant: bool = False
    key: str = ""
    room: str = ""
    """The first room of it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its name, its parts and its sum."""

    name: Pair
    parts: tuple[Segment, ...]
    value: str
    mark: float | None = None
    """A tick on the bar, per cent."""
    note: Pair = ("", "")
    at: tuple[str, str] | None = None
    """Storey and room to open, where it stands for somebody."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of one scale."""

    title: Pair
    about: Pair
    bars: tuple[Bar, ...]
    legend: tuple[tuple[str, Pair], ...] = ()


@dataclass(frozen=True, slots=True)
class StackRow:
    """A storey of a stack."""

    storey: str
    name: str
    whole: float
    """Its length, per cent of the longest."""
    gross: float
    parts: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Tower:
    """A building of the stacking plan, its top storey first."""

    name: Pair
    rows: tuple[StackRow, ...]


# ---------------------------------------------------------------- stacking plan


def towers_of(scenario: Scenario, layout: Layout) -> tuple[tuple[Tower, ...], tuple[tuple[str, Pair], ...]]:
    """The stacks with one scale for all, and what the colours mean, largest area first."""
    chinese, english = stacks(scenario, layout, "zh"), stacks(scenario, layout, "en")
    longest = max((bar.storey.gross_area for stack in chinese for bar in stack.bars), default=1)
    areas: dict[tuple[str, Pair], int] = {}
    towers = []
    for zh, en in zip(chinese, english, strict=True):
        rows = []
        for bar, other in zip(zh.bars, en.bars, strict=True):
            named = {part.key: part for part in other.parts}
            at, parts = 0.0, []
            for part in bar.parts:
                share = 100 * part.area / longest
                names = (part.name, named[part.key].name)
                label = (_fits(names[0], share), _fits(names[1], share))
                parts.append(
                    Segment(at, share, part.colour, names, part.area / M2, label, part.vacant, part.key)
                )
                meaning = (part.meaning, named[part.key].meaning)
                areas[part.colour, meaning] = areas.get((part.colour, meaning), 0) + part.area
                at += share
            gross = bar.storey.gross_area
            rows.append(
                StackRow(bar.storey.id, bar.storey.name, 100 * gross / longest, gross / M2, tuple(parts))
            )
        towers.append(
            Tower((building_name(zh.building, "zh"), building_name(zh.building, "en")), tuple(rows))
        )
    legend = tuple(key for key, _ in sorted(areas.items(), key=lambda item: (-item[1], item[0])))
    rest = (palette.REMAINDER, (word("remainder", "zh"), word("remainder", "en")))
    return tuple(towers), (*legend, rest)


def _fits(name: str, share: float) -> str:
    """As much of the name as fits its part; nothing where that is less than a word."""
    room = (NOMINAL_PX * share / 100 - 10) / LABEL_PX
    text = clean(name)
    return shortened(text, room) if room >= LEAST_EM or width_em(text) <= room else ""


# ---------------------------------------------------------------- charts


def charts_of(plan: Plan) -> tuple[Chart, ...]:
    """Areas by kind, areas by storey, companies with what they wished."""
    return _by_kind(plan), _by_storey(plan), _tenants(plan)


def _by_kind(plan: Plan) -> Chart:
    catalogue = plan.scenario.catalogue
    areas: dict[str, float] = {}
    counts: dict[str, int] = {}
    for space in plan.facts.spaces:
        areas[space.kind] = areas.get(space.kind, 0.0) + space.polygon.area / M2
        counts[space.kind] = counts.get(space.kind, 0) + 1
    most = max(areas.values(), default=1.0)
    bars = []
    for kind, area in sorted(areas.items(), key=lambda item: (-item[1], item[0])):
        entry = catalogue.spaces.get(kind)
        name = (kind_name(catalogue, kind, "zh"), kind_name(catalogue, kind, "en"))
        colour = entry.colour if entry else palette.UNASSIGNED
        part = Segment(0.0, 100 * area / most, colour, name, area, ("", ""), kind == "vacant")
        note = (f"{counts[kind]} 间", f"{counts[kind]} rooms" if counts[kind] > 1 else "1 room")
        bars.append(Bar(name, (part,), f"{area:,.0f} m²", note=note))
    about = ("房间净面积，按用途", "Net room areas by kind of use")
    return Chart(("各类用途面积", "Areas by kind"), about, tuple(bars))


ROLES: tuple[tuple[str, Pair, str], ...] = (
    ("let", ("企业使用", "Let"), "#7fb1d8"),
    ("programme", ("功能区与配套", "Zones and support"), "#9fcf9a"),
    ("vacant", ("待租", "Vacant"), "#efe3c2"),
    ("ways", ("走道", "Corridors"), "#cfd3d8"),
    ("rest", ("交通核与墙体", "Cores and walls"), "#98a0a9"),
)


def _by_storey(plan: Plan) -> Chart:
    longest = max((storey.gross_area for storey in plan.scenario.storeys), default=1) / M2
    bars = []
    for building in plan.scenario.buildings:
        for storey in reversed(building.storeys):
            plate = plan.facts.plates[storey.id]
            areas = dict.fromkeys((key for key, _, _ in ROLES), 0.0)
            for space in plate.spaces:
                role = "let" if space.kind in ("tenant_suite", "stock_room") else "programme"
                areas["vacant" if space.kind == "vacant" else role] += space.polygon.area / M2
            areas["ways"] = sum(way.polygon.area for way in plate.corridors) / M2
            gross = storey.gross_area / M2
            areas["rest"] = max(0.0, gross - sum(areas.values()))
            bars.append(
                _storey_bar(
                    building_name(building, "zh"),
                    building_name(building, "en"),
                    storey.name,
                    areas,
                    longest,
                    gross,
                )
            )
    legend = tuple((colour, name) for _, name, colour in ROLES)
    about = ("建筑面积的组成", "What the gross floor area is made of")
    return Chart(("各楼层面积", "Areas by storey"), about, tuple(bars), legend)


def _storey_bar(zh: str, en: str, storey: str, areas: dict[str, float], longest: float, gross: float) -> Bar:
    at, parts = 0.0, []
    for key, name, colour in ROLES:
        share = 100 * areas[key] / longest
        if share > 0:
            parts.append(Segment(at, share, colour, name, areas[key], ("", "")))
            at += share
    return Bar((f"{zh} {storey}", f"{en} {storey}"), tuple(parts), f"{gross:,.0f} m²")


def _tenants(plan: Plan) -> Chart:
    given = placements_of(plan.facts)
    tenants = plan.scenario.tenants
    most = max((max(sum(given.get(t.id, {}).values()), t.wished_area / M2) for t in tenants), default=1.0)
    rows = sorted(tenants, key=lambda t: (-sum(given.get(t.id, {}).values()), t.id))[:MOST_TENANTS]
    catalogue = plan.scenario.catalogue.spaces
    suites = {space.tenant: (space.storey, space.id) for space in plan.facts.spaces if space.kind == SUITE}
    bars = []
    for tenant in rows:
        area = sum(given.get(tenant.id, {}).values())
        colour = catalogue["tenant_suite"].colour if tenant.cross_border else "#c3cfda"
        name = (party_name(tenant, "zh"), party_name(tenant, "en"))
        part = Segment(0.0, 100 * area / most, colour, name, area, ("", ""))
        where = "、".join(given.get(tenant.id, {}))
        note = (where or "未纳入", where.replace("、", ", ") or "not placed")
        wished = tenant.wished_area / M2
        at = suites.get(tenant.id)
        bars.append(Bar(name, (part,), f"{area:,.0f} / {wished:,.0f} m²", 100 * wished / most, note, at))
    legend = (
        (catalogue["tenant_suite"].colour, ("跨境企业", "Cross-border company")),
        ("#c3cfda", ("其他企业", "Other company")),
    )
    about = ("已给面积 / 期望面积；竖线为期望", "Area given / wished; the tick is the wish")
    return Chart(("入驻企业", "Companies"), about, tuple(bars), legend)
