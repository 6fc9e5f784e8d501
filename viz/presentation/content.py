"""Everything that page and PDF say of one layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.cautions import cautions
from planner.check.compliance import STATUSES, STRENGTHS
from planner.circulation.read import flows_of
from planner.compare.read import Plan
from planner.model import Scenario, Space
from planner.standards.packs import packs_of
from viz import palette
from viz.labels import building_name, kind_name, party_name, word, zone_name
from viz.presentation.charts import Chart, Tower, charts_of, towers_of
from viz.presentation.clauses import Evidence, clause_data, clauses_of_rooms, sections_of
from viz.presentation.desire import desires_of
from viz.presentation.drawings import TONGUES, Drawing, Earlier, drawings_of
from viz.presentation.figures import Figures, Pair, figures_of
from viz.presentation.massing import massing
from viz.presentation.reasons import in_both
from viz.presentation.risks import Risk, risks_of
from viz.presentation.svg import svg_body, view_box
from viz.report.content import Section
from viz.scene import room_name

__all__ = ["BuildingChoice", "Content", "Picture", "content_of"]

SITE = ""
"""The site among the buildings one can choose."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG."""

    id: str
    """Of the storey; empty for the site."""
    building: str
    title: Pair
    about: Pair
    view: str
    wide: str
    body: str
    layers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BuildingChoice:
    """A building and the numbers and names of its storeys' pictures; the site has none."""

    id: str
    name: Pair
    storeys: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class TowerRow:
    """A storey of the stacking plan with what a screen reader says of it."""

    storey: str
    name: str
    whole: float
    gross: float
    parts: tuple[Any, ...]
    told: Pair


@dataclass(frozen=True, slots=True)
class NamedTower:
    """A building of the stacking plan."""

    name: Pair
    rows: tuple[TowerRow, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """One layout, ready to be shown."""

    name: str
    names: Pair
    program: str
    figures: Figures
    drawn: tuple[Drawing, ...]
    drawings: tuple[Picture, ...]
    buildings: tuple[BuildingChoice, ...]
    levels: tuple[int, int]
    towers: tuple[NamedTower, ...]
    stack_legend: tuple[tuple[str, Pair], ...]
    clauses: tuple[Section, ...]
    standards: tuple[tuple[str, Pair], ...]
    counts: Mapping[str, Mapping[str, int]]
    charts: tuple[Chart, ...]
    risks: tuple[Risk, ...]
    cautions: tuple[Pair, ...]
    proven: tuple[Pair, ...]
    sources: tuple[tuple[Pair, str], ...]
    data: dict[str, Any]
    """For the page's script."""


def content_of(plan: Plan, earlier: Earlier | None = None) -> Content:
    """Gather everything; the only place that measures."""
    scenario, layout = plan.scenario, plan.facts.bundle.layout
    flows = flows_of(plan.facts)
    drawn = drawings_of(scenario, layout, desires_of(scenario, layout, flows), earlier)
    pictures = tuple(_picture(scenario, drawing) for drawing in drawn)
    packs = packs_of(scenario)
    sections = sections_of(plan)
    towers, legend = towers_of(scenario, layout)
    levels = [storey.level for storey in scenario.storeys] or [1]
    statement = plan.compliance.document()["statement"]
    summary = plan.compliance.summary()
    return Content(
        plan.name,
        (scenario.name_zh or scenario.name, scenario.name or scenario.name_zh),
        f"{statement['program']['name']} {statement['program']['version']}",
        figures_of(plan, {clause.id: clause for pack in packs for clause in pack.clauses}),
        drawn,
        pictures,
        _choices(scenario, drawn),
        (min(levels), max(levels)),
        tuple(_tower(tower) for tower in towers),
        legend,
        sections,
        tuple((pack.id, _pack_name(pack.id)) for pack in packs),
        {strength: {status: summary[strength][status] for status in STATUSES} for strength in STRENGTHS},
        charts_of(plan),
        risks_of(plan.directory, plan.facts.bundle.layout_sha256),
        tuple((row.told("zh"), row.told("en")) for row in cautions(scenario)),
        _proven(plan),
        _sources(plan, statement),
        _data(plan, drawn, pictures, sections),
    )


def _pack_name(id: str) -> Pair:
    known = {
        "layout": ("布局规则", "rules of layouts"),
        "cbep": ("跨境电商园区标准", "CBEP"),
        "sbt11233": ("SB/T 11233-2023", "SB/T 11233-2023"),
        "fire": ("消防规范", "fire codes"),
    }
    return known.get(id, (id, id))


def _proven(plan: Plan) -> tuple[Pair, ...]:
    told = plan.facts.bundle.manifest.get("proven")
    return tuple(in_both(str(line)) for line in told) if isinstance(told, list) else ()


def _sources(plan: Plan, statement: Mapping[str, Any]) -> tuple[tuple[Pair, str], ...]:
    manifest = plan.facts.bundle.manifest
    rows: list[tuple[Pair, str]] = [(("随机种子", "seed"), str(manifest.get("seed", "")))]
    names = {
        "scenario": ("方案文件", "scenario"),
        "operations": ("运营数据", "operations"),
        "layout": ("布局", "layout"),
        "pack": ("标准", "pack"),
    }
    for row in statement["inputs"]:
        name = names.get(row["role"], (row["role"], row["role"]))
        rows.append(((f"{name[0]} {row['id']}", f"{name[1]} {row['id']}"), f"SHA-256 {row['sha256']}"))
    rows.append((("声明", "statement"), f"SHA-256 {statement['sha256']}"))
    return tuple(rows)


# ---------------------------------------------------------------- plans


def _picture(scenario: Scenario, drawing: Drawing) -> Picture:
    present = dict.fromkeys(op.layer for op in drawing.ops)
    about = ("", "")
    if drawing.id is not None:
        gross = scenario.storey(drawing.id).gross_area / 1e6
        count = len(drawing.rooms)
        about = (f"建筑面积 {gross:,.0f} m²，{count} 间", f"{gross:,.0f} m² gross, {count} rooms")
    return Picture(
        drawing.id or SITE,
        drawing.building or SITE,
        drawing.title,
        about,
        view_box(drawing.box),
        view_box(drawing.wide),
        svg_body(drawing.ops),
        tuple(present),
    )


def _choices(scenario: Scenario, drawn: Sequence[Drawing]) -> tuple[BuildingChoice, ...]:
    numbers = {drawing.id: number for number, drawing in enumerate(drawn)}
    site = BuildingChoice(SITE, (word("site_plan", "zh"), word("site_plan", "en")), ())
    return (
        site,
        *(
            BuildingChoice(
                building.id,
                (building_name(building, "zh"), building_name(building, "en")),
                tuple((numbers[storey.id], storey.name) for storey in building.storeys),
            )
            for building in scenario.buildings
        ),
    )


def _tower(tower: Tower) -> NamedTower:
    rows = []
    for row in tower.rows:
        told = tuple(
            "; ".join(f"{part.name[at]} {part.area:,.0f} m²" for part in row.parts) or row.name
            for at in range(len(TONGUES))
        )
        rows.append(TowerRow(row.storey, row.name, row.whole, row.gross, row.parts, (told[0], told[1])))
    return NamedTower(tower.name, tuple(rows))


# ---------------------------------------------------------------- data of the script


def _data(
    plan: Plan, drawn: Sequence[Drawing], pictures: Sequence[Picture], sections: Sequence[Section]
) -> dict[str, Any]:
    scenario = plan.scenario
    evidence = Evidence.of(plan, drawn)
    clauses = clause_data(sections, evidence)
    rooms = _rooms(plan, drawn, clauses_of_rooms(plan, evidence.index))
    at = {row["id"]: row["drawing"] for row in rooms}
    at |= {building.id: 0 for building in scenario.buildings}
    return {
        "drawings": [
            {"id": row.id, "building": row.building, "title": row.title, "layers": row.layers}
            for row in pictures
        ],
        "rooms": rooms,
        "names": {b.id: (building_name(b, "zh"), building_name(b, "en")) for b in scenario.buildings},
        "clauses": clauses,
        "paths": evidence.paths,
        "at": at,
        "site": _site_legend(plan),
        "massing": massing(scenario, plan.facts.bundle.layout),
    }


def _rooms(plan: Plan, drawn: Sequence[Drawing], clauses: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    scenario = plan.scenario
    tenants = {t.id: (party_name(t, "zh"), party_name(t, "en")) for t in scenario.tenants}
    arranged = {entry.storey: entry for entry in plan.facts.bundle.layout.storeys}
    found = []
    for number, drawing in enumerate(drawn):
        for room in drawing.rooms:
            row = _room(scenario, room.space, tenants)
            found.append(
                {**row, "drawing": number, "no": room.number, "colour": room.colour}
                | {"clauses": clauses.get(room.space.id, [])}
            )
        plan_here = arranged.get(drawing.id or "")
        for corridor in plan_here.corridors if plan_here else ():
            key = "inner_corridor" if corridor.zone else "corridor"
            name = (word(key, "zh"), word(key, "en"))
            area = f"{corridor.polygon.area / 1e6:,.1f}"
            found.append(
                {"id": corridor.id, "name": name, "kind": name, "area": area, "drawing": number}
                | {"clauses": clauses.get(corridor.id, [])}
            )
    return found


def _room(scenario: Scenario, space: Space, tenants: Mapping[str, Pair]) -> dict[str, Any]:
    catalogue = scenario.catalogue
    names = [
        room_name(scenario, space, {id: pair[at] for id, pair in tenants.items()}, tongue)
        for at, tongue in enumerate(TONGUES)
    ]
    row: dict[str, Any] = {
        "id": space.id,
        "name": names,
        "kind": (kind_name(catalogue, space.kind, "zh"), kind_name(catalogue, space.kind, "en")),
        "area": f"{space.polygon.area / 1e6:,.1f}",
    }
    if space.tenant in tenants:
        row["tenant"] = tenants[str(space.tenant)]
    if space.zone and space.kind != "vacant":
        row["zone"] = (zone_name(catalogue, space.zone, "zh"), zone_name(catalogue, space.zone, "en"))
    return row


def _site_legend(plan: Plan) -> list[tuple[str, Pair]]:
    layout, scenario = plan.facts.bundle.layout, plan.scenario
    shown = (
        (True, palette.BUILDING, "new_building"),
        (bool(layout.roads), palette.ROAD, "internal_road"),
        (bool(layout.fire.lanes), palette.FIRE_LANE, "fire_lane"),
        (bool(scenario.site.public_roads), palette.PUBLIC_ROAD, "public_road"),
        (True, palette.GREEN, "green"),
        (bool(scenario.site.gates), palette.GATE, "gate"),
        (True, palette.EXIT, "entrance"),
    )
    return [(colour, (word(key, "zh"), word(key, "en"))) for there, colour, key in shown if there]
