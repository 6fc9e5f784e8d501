"""The site plan: boundary, roads, gates, buildings, open ground, key figures."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from planner.model import Gate, Layout, Scenario
from viz import facade, palette, typeset
from viz.callouts import callouts, draw_callouts, draw_failures, failure_rows, tags_of
from viz.facade import Spot
from viz.facts import SiteFacts, site_facts
from viz.failing import FailedPlace
from viz.frame import Box, fit
from viz.furniture import PAPERS, Entry, Mark, TableRow, border, north_arrow, scale_bar, title_block
from viz.ink import Sheet
from viz.labels import (
    Lang,
    area_text,
    building_name,
    obstacle_name,
    project_name,
    road_name,
    share_text,
    word,
)
from viz.panel import Panel, Section, fill_sections, inside, side_panel
from viz.placing import LEAST_PT, Form, Room, Row, Setting
from viz.poche import hatch
from viz.site_fire import draw_fire, draw_fire_words, fire_entries, write_along
from viz.site_goods import draw_crossings, draw_goods, goods_entries
from viz.site_scene import BuildingOnPaper, RoadOnPaper, SiteScene, paved, site_scene

LARGEST_SCALE = 2000
AROUND = 24.0
"""Paper kept round the boundary for public roads, gates and their names, mm."""
_FIGURES = 8
_DOCK_WIDTH, _DOCK_DEPTH = 2.2, 1.8
"""Of a dock's plate, mm of paper: across the door, and out from the facade."""
_SIZES = (9.0, 8.0, 7.5, 7.0, 6.4)


def draw_site(scenario: Scenario, layout: Layout, lang: Lang, failed: Sequence[FailedPlace] = ()) -> Sheet:
    """The finished sheet of the site, with the places of it that fail."""
    for _, width, height in PAPERS:
        panel = side_panel(inside(width, height), 1, _FIGURES)
        frame = fit([scenario.site.boundary], 0.0, panel.field.inset(AROUND))
        if frame.scale <= LARGEST_SCALE:
            break
    sheet = Sheet(width, height)
    scene = site_scene(scenario, layout, frame, panel.field)
    draw_ground(sheet, scene, lang)
    draw_buildings(sheet, scene, lang)
    draw_crossings(sheet, scene.goods)
    taken = draw_gates(sheet, scene, lang)
    taken += [at.buffer(1.5) for at in scene.goods.crossings]
    taken += [shapely.box(*box) for box in _names(scene, lang)]
    _draw_failed(sheet, scene, failed, taken)
    taken += _built(scene)
    draw_fire_words(sheet, scene.fire, _view(scene), taken)
    draw_names(sheet, scene, taken, lang)
    border(sheet)
    _furnish(sheet, panel, scenario, scene, failed, lang)
    return sheet


def _built(scene: SiteScene) -> list[BaseGeometry]:
    """Ground on which nothing about lanes and hydrants is written: buildings with their docks."""
    half = _DOCK_WIDTH / 2
    corners = [(-half, 0.0), (half, 0.0), (half, _DOCK_DEPTH), (-half, _DOCK_DEPTH)]
    docks = [
        Polygon([at.at(*corner) for corner in corners]) for entry in scene.buildings for at in entry.docks
    ]
    return [*(entry.footprint.buffer(0.5) for entry in scene.buildings), *docks]


def _view(scene: SiteScene) -> Polygon:
    field = scene.field
    return shapely.box(field.left, field.bottom, field.right, field.top)


def _names(scene: SiteScene, lang: Lang) -> Iterator[tuple[float, float, float, float]]:
    """The boxes that the names of buildings fill."""
    for entry in scene.buildings:
        setting = building_setting(entry, lang)
        if setting is not None:
            box = setting.box
            yield box.left, box.bottom, box.right, box.top


def _draw_failed(
    sheet: Sheet, scene: SiteScene, failed: Sequence[FailedPlace], taken: list[BaseGeometry]
) -> None:
    """The places that fail, each with the id of its clause where there is room."""
    draw_failures(sheet, failed, scene.frame, 6.3)
    symbols = [point.buffer(1.0) for point in scene.fire.hydrants]
    keep_off = shapely.union_all([*taken, *symbols])
    boxes: list[Box] = []
    made = callouts(tags_of(failed, scene.frame), scene.field.inset(1.0), boxes, keep_off, palette.FAILING)
    draw_callouts(sheet, made, 8.5)
    taken += [shapely.box(box.left, box.bottom, box.right, box.top) for box in boxes]
    taken += [callout.leader.buffer(0.3) for callout in made]


# ---------------------------------------------------------------- ground


def draw_ground(sheet: Sheet, scene: SiteScene, lang: Lang) -> None:
    """Land, open ground, roads, obstacles, the boundary with the lengths of its sides."""
    sheet.fill([road.surface for road in scene.public_roads], palette.PUBLIC_ROAD, 1)
    sheet.stroke(
        [road.centreline for road in scene.public_roads], palette.PAPER, palette.MEDIUM, 1.1, dash=(4.0, 2.5)
    )
    sheet.fill(scene.boundary, palette.LAND, 2)
    sheet.fill(scene.green, palette.GREEN, 2.1, edge=palette.GREEN_DOT, width=palette.HAIR)
    _roads(sheet, scene.existing_roads, palette.EXISTING_ROAD, 2.2)
    _roads(sheet, scene.roads, palette.ROAD, 2.3)
    draw_fire(sheet, scene.fire, _view(scene))
    draw_goods(sheet, scene.goods)
    for obstacle, shape in scene.obstacles:
        pond = obstacle.kind == "pond"
        sheet.fill(
            shape, palette.POND if pond else palette.OBSTACLE, 2.5, edge=palette.SOFT_TEXT, width=palette.THIN
        )
        if not pond:
            sheet.stroke(hatch(shape, 1.6, rising=False), palette.SOFT_TEXT, palette.HAIR, 2.6)
        _name_inside(sheet, shape, obstacle_name(obstacle.kind, lang))
    sheet.stroke(scene.boundary, palette.BOUNDARY, palette.HEAVY, 6, dash=(7.0, 1.4, 1.0, 1.4, 1.0, 1.4))


def _roads(sheet: Sheet, roads: tuple[RoadOnPaper, ...], colour: str, z: float) -> None:
    sheet.fill(paved(roads), colour, z, edge=palette.ROAD_EDGE, width=palette.THIN)
    centre = shapely.union_all([road.centreline for road in roads])
    sheet.stroke(centre, palette.PAPER, palette.FINE, z + 0.05, dash=(3.0, 2.0))


def _name_inside(sheet: Sheet, shape: Polygon, text: str) -> None:
    """A name in a polygon where it fits."""
    form = Form((Row(typeset.clean(text), 1.0, palette.SOFT_TEXT),))
    setting = Room(shape.buffer(-0.4)).set((form,), (7.0, 6.0, LEAST_PT))
    for line in setting.lines() if setting else ():
        sheet.text(line, halo=True)


def draw_names(sheet: Sheet, scene: SiteScene, taken: list[BaseGeometry], lang: Lang) -> None:
    """Names of public roads, and the length of every side of the boundary, clear of what is ``taken``."""
    for road in scene.public_roads:
        name = typeset.clean(road_name(road.name, lang))
        if name and road.baseline is not None:
            a, b = shapely.get_coordinates(road.baseline).tolist()
            write_along(sheet, name, (a, b), 0.0, 7.0, palette.TEXT, taken)
    ring = shapely.orient_polygons(scene.boundary).exterior
    for a, b in pairwise(shapely.get_coordinates(ring).tolist()):
        text = f"{math.dist(a, b) * scene.frame.scale / 1000:.1f}"
        write_along(sheet, text, (a, b), 2.2, LEAST_PT, palette.BOUNDARY, taken)


# ---------------------------------------------------------------- buildings and gates


def draw_buildings(sheet: Sheet, scene: SiteScene, lang: Lang) -> None:
    """Footprints with shadows, exits, docks and the name in each."""
    sheet.fill([entry.shadow for entry in scene.buildings], palette.SHADOW, 3, alpha=0.55)
    for existing, colour in ((False, palette.BUILDING), (True, palette.BUILDING_EXISTING)):
        shapes = [entry.footprint for entry in scene.buildings if entry.building.existing is existing]
        sheet.fill(shapes, colour, 4, edge=palette.INK, width=palette.HEAVY)
    sheet.stroke(
        [entry.overhang for entry in scene.buildings], palette.INK, palette.FINE, 4.5, dash=(1.6, 0.9)
    )
    sheet.stroke([entry.setbacks for entry in scene.buildings], palette.INK, palette.FINE, 4.5)
    for entry in scene.buildings:
        for at in entry.docks:
            facade.draw_dock(sheet, at, _DOCK_WIDTH, _DOCK_DEPTH)
        for at in entry.exits:
            facade.draw_exit(sheet, at, 2.2)
        _name_building(sheet, entry, lang)


def _name_building(sheet: Sheet, entry: BuildingOnPaper, lang: Lang) -> None:
    """Name, storeys and gross area inside the footprint; its id where only that fits."""
    setting = building_setting(entry, lang)
    for line in setting.lines() if setting else ():
        sheet.text(line, gid=f"label:{entry.building.id}")


def building_setting(entry: BuildingOnPaper, lang: Lang) -> Setting | None:
    """Where and how a building's name stands in its footprint; ``None`` where even its id is too long."""
    building = entry.building
    storeys = Row(_storeys(entry), 0.9, palette.SOFT_TEXT)
    area = Row(area_text(sum(storey.gross_area for storey in building.storeys), 0), 0.86, palette.SOFT_TEXT)
    name = typeset.clean(building_name(building, lang))
    blocks = [block for count in (1, 2, 3) if (block := typeset.wrapped(name, count)) is not None]
    named = [tuple(Row(line, 1.0, palette.TEXT) for line in block.lines) for block in blocks]
    full = [Form((*rows, storeys, area)) for rows in named]
    forms = [Form((*rows, *tail)) for tail in ((storeys,), ()) for rows in named]
    room = Room(entry.footprint.buffer(-0.8))
    by_id = Form((Row(typeset.clean(building.id), 1.0, palette.TEXT),))
    return (
        room.set(full, _SIZES, turn=False)
        or room.set(forms, _SIZES)
        or room.set((by_id,), (8.0, 7.0, LEAST_PT))
    )


def _storeys(entry: BuildingOnPaper) -> str:
    """Storeys as site plans note them: 5F, or 5F/-1F with basements."""
    above = sum(1 for storey in entry.building.storeys if storey.level >= 1)
    below = len(entry.building.storeys) - above
    return f"{above}F" + (f"/−{below}F" if below else "")


def draw_gates(sheet: Sheet, scene: SiteScene, lang: Lang) -> list[BaseGeometry]:
    """The opening in the boundary, an arrow into the site, and the gate's name and traffic outside.

    Returns the ground that these cover.
    """
    taken: list[BaseGeometry] = []
    for gate, at in scene.gates:
        half = max(scene.frame.length(gate.width_mm) / 2, 1.2)
        opening = LineString([at.at(-half, 0.0), at.at(half, 0.0)])
        sheet.stroke(opening, palette.LAND, 1.1, 6.1)
        posts = [LineString([at.at(side * half, -1.2), at.at(side * half, 1.2)]) for side in (-1, 1)]
        sheet.stroke(posts, palette.GATE, palette.HEAVY, 6.2)
        arrow = Polygon([at.at(-1.7, 5.6), at.at(1.7, 5.6), at.at(0.0, 1.8)])
        sheet.fill(arrow, palette.GATE, 6.2)
        taken += [arrow, opening.buffer(2.5)]
        _gate_tag(sheet, gate, at, lang, taken, scene.boundary)
    return taken


def _gate_tag(
    sheet: Sheet, gate: Gate, at: Spot, lang: Lang, taken: list[BaseGeometry], keep_off: BaseGeometry
) -> None:
    traffic = " · ".join(word(kind, lang) for kind in ("people", "goods", "fire") if kind in gate.traffic)
    rows = (Row(f"{word('gate', lang)} {gate.id}", 1.0, palette.GATE), Row(traffic, 0.9, palette.GATE))
    form = Form(tuple(Row(typeset.clean(row.text), row.relative, row.colour) for row in rows))
    unit = 6.4 * typeset.MM_PER_PT
    width, height = form.width_em * unit, form.height_em * unit
    for away, side in ((6.5, 0.0), (6.5, 0.8), (6.5, -0.8), (11.0, 0.0), (11.0, 0.8), (11.0, -0.8)):
        reach = away + (abs(at.out[0]) * width + abs(at.out[1]) * height) / 2
        x, y = at.at(side * (abs(at.out[1]) * width + abs(at.out[0]) * height), reach)
        box = Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        plate = shapely.box(box.left - 0.6, box.bottom, box.right + 0.6, box.top)
        if not any(plate.intersects(other) for other in (*taken, keep_off)):
            taken.append(plate)
            sheet.fill(plate, palette.PAPER, 8, alpha=0.85)
            for line in Setting(form, 6.4, box, turned=False).lines():
                sheet.text(line)
            return


# ---------------------------------------------------------------- beside the plan


def _furnish(
    sheet: Sheet,
    panel: Panel,
    scenario: Scenario,
    scene: SiteScene,
    failed: Sequence[FailedPlace],
    lang: Lang,
) -> None:
    # roads run under the panel's ground to the edge of the field
    whole = Box(panel.field.right, panel.title.bottom, panel.title.right, panel.field.top)
    sheet.fill(shapely.box(whole.left, whole.bottom, whole.right, whole.top), palette.PAPER, 39)
    project = project_name(scenario.name, scenario.name_zh, lang)
    title = word("site_plan", lang)
    title_block(
        sheet, panel.title, project, title, f"1:{scene.frame.scale}", _figures(site_facts(scenario), lang)
    )
    scale_bar(sheet, panel.tools.left + 4.0, panel.tools.bottom + 9.0, scene.frame.scale)
    north_arrow(
        sheet, panel.tools.right - 12.0, panel.tools.bottom + 12.5, scene.frame.north, word("north", lang)
    )
    rows = [
        TableRow(
            entry.building.id,
            f"{building_name(entry.building, lang)}  {_storeys(entry)}",
            area_text(sum(storey.gross_area for storey in entry.building.storeys), 0),
        )
        for entry in scene.buildings
    ]
    entries = _legend_entries(scene, lang)
    sections = [Section(word("building_list", lang), tuple(rows))]
    if failed:
        entries.append(Entry("failing", palette.FAILING, word("failing", lang)))
        sections.insert(0, Section(word("failing", lang), failure_rows(failed, "", lang)))
    fill_sections(sheet, panel, word("symbols", lang), entries, sections, word("continued", lang))


def _legend_entries(scene: SiteScene, lang: Lang) -> list[Entry]:
    buildings, obstacles = scene.buildings, [obstacle.kind for obstacle, _ in scene.obstacles]
    shown: list[tuple[bool, Mark, str, str]] = [
        (True, "dash", palette.BOUNDARY, "boundary"),
        (bool(scene.gates), "gate", palette.GATE, "gate"),
        (bool(scene.public_roads), "fill", palette.PUBLIC_ROAD, "public_road"),
        (bool(scene.roads), "fill", palette.ROAD, "internal_road"),
        (bool(scene.existing_roads), "fill", palette.EXISTING_ROAD, "existing_road"),
        (any(not entry.building.existing for entry in buildings), "fill", palette.BUILDING, "new_building"),
        (
            any(entry.building.existing for entry in buildings),
            "fill",
            palette.BUILDING_EXISTING,
            "existing_building",
        ),
        (any(not entry.overhang.is_empty for entry in buildings), "dash", palette.INK, "overhang"),
        (any(entry.exits for entry in buildings), "exit", palette.EXIT, "entrance"),
        (any(entry.docks for entry in buildings), "dock", palette.DOCK, "dock"),
        (not scene.green.is_empty, "fill", palette.GREEN, "green"),
        ("pond" in obstacles, "fill", palette.POND, "pond"),
        (any(kind != "pond" for kind in obstacles), "fill", palette.OBSTACLE, "obstacle"),
    ]
    entries = [Entry(mark, colour, word(key, lang)) for visible, mark, colour, key in shown if visible]
    return entries + goods_entries(scene.goods, lang) + fire_entries(scene.fire, _view(scene), lang)


def _figures(facts: SiteFacts, lang: Lang) -> list[tuple[str, str]]:
    return [
        (word("land_area", lang), area_text(facts.land, 0)),
        (word("footprint", lang), area_text(facts.footprint, 0)),
        (word("total_gross", lang), area_text(facts.gross, 0)),
        (word("above_gross", lang), area_text(facts.gross_above_ground, 0)),
        (word("coverage", lang), share_text(facts.coverage)),
        (word("far", lang), f"{facts.floor_area_ratio:.2f}"),
        (word("buildings", lang), str(facts.buildings)),
        (word("storeys", lang), str(facts.storeys)),
    ]
