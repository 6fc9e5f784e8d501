"""The drawings that the page and the PDF show: the site and every storey, each on paper of one size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from planner.fire_site import NO_FIRE_SITE
from planner.model import Building, Layout, Scenario, Storey, StoreyLayout
from viz import doors, facade, palette, site
from viz.core_openings import draw_core_openings, swept
from viz.cores import draw_part
from viz.dimensions import depth, draw_across, draw_up
from viz.egress_scene import measured_ways
from viz.frame import Box, Frame, turned_bounds
from viz.furniture import vacant_hatch
from viz.labels import Lang, building_name, party_name, word
from viz.plan_drawing import dimension_chains
from viz.plan_labels import set_label
from viz.presentation.desire import Desire
from viz.presentation.record import Op, Record
from viz.scene import RoomOnPaper, StoreyScene, room_name, storey_scene, upright_angle
from viz.site_fire import draw_fire, draw_fire_words, fire_on_paper
from viz.site_goods import draw_crossings, draw_goods
from viz.site_scene import SiteScene, site_scene
from viz.windows import draw_windows

__all__ = ["TONGUES", "Drawing", "Earlier", "drawings_of"]

TONGUES: tuple[Lang, Lang] = ("zh", "en")
PAPER = (215.0, 146.0)
"""What a storey is fitted into, mm: small, so that its words are large on a screen."""
SITE_PAPER = (235.0, 195.0)
AROUND = 9.0
SITE_AROUND = 20.0
DESIRE_MM = (0.3, 1.7)
"""Width of the thinnest and the widest line of a flow."""
PEOPLE, GOODS = "#1f6fb4", "#b25e00"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture with what it shows."""

    id: str | None
    """Id of the storey; ``None`` for the site."""
    building: str | None
    title: tuple[str, str]
    """In Chinese and in English."""
    short: tuple[str, str]
    box: Box
    wide: Box
    """With the dimensions."""
    frame: Frame
    ops: tuple[Op, ...]
    rooms: tuple[RoomOnPaper, ...] = ()


@dataclass(slots=True)
class Earlier:
    """The storeys as they were drawn last, for whoever draws a park again and again."""

    scenario: str = ""
    """Hash of the scenario they belong to."""
    storeys: dict[str, tuple[StoreyLayout, list[Desire], Drawing]] = field(default_factory=dict)

    def drawn(
        self, scenario: Scenario, building: Building, storey: Storey, plan: StoreyLayout, own: list[Desire]
    ) -> Drawing:
        """The storey, drawn anew only where it changed."""
        if scenario.sha256 != self.scenario:
            self.scenario, self.storeys = scenario.sha256, {}
        known = self.storeys.get(storey.id)
        if known is None or known[:2] != (plan, own):
            known = (plan, own, _storey(scenario, building, storey, plan, own))
            self.storeys[storey.id] = known
        return known[2]


def drawings_of(
    scenario: Scenario, layout: Layout, desires: Sequence[Desire], earlier: Earlier | None = None
) -> tuple[Drawing, ...]:
    """The site, then every storey, buildings in order, the lowest first."""
    known = earlier or Earlier()
    arranged = {entry.storey: entry for entry in layout.storeys}
    found = [_site(scenario, layout, desires)]
    for building in scenario.buildings:
        for storey in building.storeys:
            plan = arranged.get(storey.id) or StoreyLayout(storey.id, (), (), ())
            own = [desire for desire in desires if desire.inside == storey.id]
            found.append(known.drawn(scenario, building, storey, plan, own))
    return tuple(found)


def _frame(shapes: Sequence[BaseGeometry], angle: float, paper: tuple[float, float]) -> Frame:
    """Any scale will do on a screen: the shapes fill the paper."""
    left, bottom, right, top = turned_bounds(shapes, angle)
    scale = max(1, math.ceil(max((right - left) / paper[0], (top - bottom) / paper[1])))
    return Frame(angle, scale, -left / scale, -bottom / scale)


# ---------------------------------------------------------------- the site


def _site(scenario: Scenario, layout: Layout, desires: Sequence[Desire]) -> Drawing:
    frame = _frame([scenario.site.boundary], 0.0, SITE_PAPER)
    bounds = frame.place(scenario.site.boundary).bounds
    field = Box(bounds[0], bounds[1], bounds[2], bounds[3]).inset(-SITE_AROUND)
    record = Record(field.width, field.height)
    scene = site_scene(scenario, layout, frame, field)
    for number, tongue in enumerate(TONGUES):
        _draw_site(record, scene, tongue, words_only=number > 0)
    for entry in scene.buildings:
        with record.on("hit"):
            record.fill(entry.footprint, "#fff", 60, alpha=0.0, gid=entry.building.id)
    with record.on("flows"):
        _draw_desires(record, [d for d in desires if not d.inside], frame)
    title = (word("site_plan", "zh"), word("site_plan", "en"))
    return Drawing(None, None, title, title, field, field, frame, record.ops())


def _draw_site(record: Record, scene: SiteScene, lang: Lang, *, words_only: bool) -> None:
    nothing = LineString()
    goods = replace(scene.goods, swept=nothing, ways=nothing, backing=nothing, crossings=())
    bare = replace(scene, fire=fire_on_paper(NO_FIRE_SITE, scene.frame), goods=goods)
    # circles round the hydrants would cover the park
    fire = replace(scene.fire, reach=0.0)
    view = shapely.box(scene.field.left, scene.field.bottom, scene.field.right, scene.field.top)
    with record.on("ground", lang, words_only=words_only):
        site.draw_ground(record, bare, lang)
    with record.on("fire", lang, words_only=words_only):
        draw_fire(record, fire, view)
    with record.on("trucks", lang, words_only=words_only):
        draw_goods(record, scene.goods)
        draw_crossings(record, scene.goods)
    with record.on("buildings", lang, words_only=words_only):
        site.draw_buildings(record, scene, lang)
        taken = site.draw_gates(record, scene, lang)
    with record.on("dimensions", lang, words_only=words_only):
        draw_fire_words(record, fire, view, list(taken))
        site.draw_names(record, scene, taken, lang)


# ---------------------------------------------------------------- a storey


def _storey(
    scenario: Scenario,
    building: Building,
    storey: Storey,
    plan: StoreyLayout,
    desires: Sequence[Desire],
) -> Drawing:
    """``desires`` are those that stay on the storey."""
    frame = _frame([storey.outline], upright_angle(building), PAPER)
    scene = storey_scene(scenario, building, storey, plan, frame, "zh")
    bounds = scene.outline.bounds
    box = Box(bounds[0], bounds[1], bounds[2], bounds[3]).inset(-AROUND)
    record = Record(box.width, box.height)
    _draw_floors(record, scene)
    _draw_structure(record, scene)
    _draw_doors(record, scene)
    _draw_words(record, scenario, scene)
    with record.on("egress"):
        _draw_egress(record, storey, plan, frame)
    with record.on("flows"):
        _draw_desires(record, desires, frame)
    wide = _draw_dimensions(record, scene, box)
    names = tuple(building_name(building, tongue) for tongue in TONGUES)
    title = (f"{names[0]} {storey.name}", f"{names[1]} {storey.name}")
    short = (storey.name, storey.name)
    return Drawing(storey.id, building.id, title, short, box, wide, frame, record.ops(), scene.rooms)


def _draw_floors(record: Record, scene: StoreyScene) -> None:
    with record.on("floor"):
        record.fill(scene.inner, palette.PAPER, 1)
        record.fill(scene.poche.unassigned, palette.UNASSIGNED, 2)
    with record.on("rooms"):
        for room in scene.rooms:
            record.fill(room.polygon, room.colour, 2, gid=room.space.id)
        vacant = [vacant_hatch(room.polygon) for room in scene.rooms if room.space.kind == "vacant"]
        record.stroke(vacant, palette.VACANT_HATCH, palette.HAIR, 2.5)
    with record.on("corridors"):
        for corridor, polygon in scene.corridors:
            colour = palette.INNER_CORRIDOR if corridor.zone else palette.CORRIDOR
            record.fill(polygon, colour, 2, gid=corridor.id)


def _draw_structure(record: Record, scene: StoreyScene) -> None:
    with record.on("cores"):
        for core in scene.cores:
            record.fill(core.floors.lobby, palette.CORRIDOR, 4)
            used = swept(core.openings, [leaf for door in scene.doors for leaf in door.leaves])
            holes = [entry.hole for entry in core.openings] + [door.opening for door in scene.doors]
            for kind, floor in zip(core.kinds, core.floors.parts, strict=True):
                entry = next((hole.centroid for hole in holes if hole.intersects(floor)), None)
                draw_part(record, scene.frame, kind, floor, entry, used)
            draw_core_openings(record, core.openings)
    with record.on("walls"):
        record.fill(scene.poche.interior, palette.INTERIOR_WALL, 10)
        record.fill(scene.poche.cores, palette.INTERIOR_WALL, 10)
        record.fill(scene.poche.exterior, palette.EXTERIOR_WALL, 10.5)
        record.stroke(scene.outline, palette.EXTERIOR_WALL, palette.FINE, 10.6)
    with record.on("columns"):
        record.fill(scene.columns, palette.COLUMN, 11)


def _draw_doors(record: Record, scene: StoreyScene) -> None:
    with record.on("doors"):
        record.fill([door.opening for door in scene.doors], palette.OPENING, 9)
        doors.draw_swing(record, tuple(leaf for door in scene.doors for leaf in door.leaves))
        rolling = [doors.roller_lines(door.hang) for door in scene.doors if door.rolls]
        record.stroke([curtain for curtain, _ in rolling], palette.INK, palette.MEDIUM, 12)
        record.stroke([case for _, case in rolling], palette.INK, palette.THIN, 12, dash=(1.0, 0.6))
        for _, width, at in scene.docks:
            depth = scene.frame.length(facade.DOCK_DEPTH_MM)
            facade.draw_dock(record, at, scene.frame.length(width), depth)
        for _, _, at in scene.exits:
            facade.draw_exit(record, at)
    with record.on("walls"):
        draw_windows(record, scene.windows)


def _draw_words(record: Record, scenario: Scenario, scene: StoreyScene) -> None:
    """The names of rooms, in both languages, where they fit."""
    for tongue in TONGUES:
        tenants = {tenant.id: party_name(tenant, tongue) for tenant in scenario.tenants}
        with record.on("labels", tongue):
            for room in scene.rooms:
                named = replace(room, name=room_name(scenario, room.space, tenants, tongue))
                setting, _ = set_label(scene, named)
                for line in setting.lines() if setting else ():
                    record.text(line, halo=room.space.kind == "vacant")


def _draw_egress(record: Record, storey: Storey, plan: StoreyLayout, frame: Frame) -> None:
    """The way out of each room, and the longest of them."""
    ways = measured_ways(storey, plan).rooms.values()
    lines = {way.room: (way.total, frame.place(way.path)) for way in ways if way.path is not None}
    reached = {room: entry for room, entry in lines.items() if math.isfinite(entry[0])}
    record.stroke([line for _, line in lines.values()], palette.ROUTE_FAINT, 0.5, 20)
    if reached:
        _, (_, worst) = max(reached.items(), key=lambda item: (item[1][0], item[0]))
        record.stroke(worst, palette.SAFE, 0.9, 20.1)
        record.fill(Point(worst.coords[0]).buffer(1.1), palette.SAFE, 20.2)


def _draw_dimensions(record: Record, scene: StoreyScene, box: Box) -> Box:
    """Chains below and left of the plan; returns what a picture must show to hold them."""
    across, up, grid = dimension_chains(scene.outline, scene.columns, scene.frame.scale)
    bounds = Box(*scene.outline.bounds)
    with record.on("dimensions"):
        draw_across(record, bounds, across, scene.frame.scale, grid.xs)
        draw_up(record, bounds, up, scene.frame.scale, grid.ys)
    left, below = depth(up, bool(grid.ys)) + 3.0, depth(across, bool(grid.xs)) + 3.0
    return Box(bounds.left - left, bounds.bottom - below, box.right, box.top)


# ---------------------------------------------------------------- flows


def _draw_desires(record: Record, desires: Sequence[Desire], frame: Frame) -> None:
    """Bowed lines from origin to destination, as wide as there is traffic."""
    for goods, colour in ((False, PEOPLE), (True, GOODS)):
        rows = [desire for desire in desires if desire.goods is goods]
        most = max((desire.amount for desire in rows), default=0.0)
        for desire in sorted(rows, key=lambda row: row.amount):
            line = _bow(frame.place(desire.line))
            thin, wide = DESIRE_MM
            width = thin + (wide - thin) * math.sqrt(desire.amount / most)
            record.stroke(line, colour, width, 30, dash=(2.2, 1.4) if goods else ())
            record.fill(Point(line.coords[-1]).buffer(width / 2 + 0.7), colour, 30.1)


def _bow(line: LineString) -> LineString:
    """A shallow arc over a straight line, so that ways there and back lie apart."""
    (ax, ay), (bx, by) = line.coords[0], line.coords[-1]
    steps = [step / 12 for step in range(13)]
    bulge = 0.12
    return LineString(
        [
            (
                ax + (bx - ax) * t - (by - ay) * bulge * 4 * t * (1 - t),
                ay + (by - ay) * t + (bx - ax) * bulge * 4 * t * (1 - t),
            )
            for t in steps
        ]
    )
