"""Circulation frames: corridor networks that reach every core and exit by construction.

A frame is a union of axis-parallel strips: a few *spines* along candidate lines (along core edges,
in the middle of a wing, at room depth from a facade) and straight *stubs* that tie in whatever the
spines do not touch. What a frame leaves of the plate are its pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from math import inf

import numpy as np
import shapely
from shapely import area, box, covers, intersection, intersects, prepare
from shapely.errors import GEOSException
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from solvers.arrange.contact import near_to, touches, widened
from solvers.arrange.leftovers import rest_of
from solvers.arrange.lines import Line, sample_frames, strip_of
from solvers.arrange.plate import DOOR_CONTACT_M, Plate, Target, polygons
from solvers.arrange.stubs import best_stub

ROUNDING_M2 = 0.01
"""What areas of corridors may differ by when they are united and cut."""
NICHE_M2 = 0.5
"""A bit of corridor of this area is no way where somebody cannot get in at full width."""
SLACK_M = 0.001
"""What a corridor may lack of half its width: rounding to millimetres comes on top, the check allows 5."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A connected corridor region (gross: half a wall more than clear on either side).

    Each is itself alone, so that what is measured of it can be kept by it.
    """

    region: Polygon
    pieces: tuple[Polygon, ...]
    pockets: tuple[Polygon, ...]
    """Leftovers too small to let: plant rooms."""
    unreached: tuple[str, ...]
    spines: int
    share: float
    """Corridor area over usable area."""
    columns: float
    """Area of columns standing in corridors, m2."""
    lines: tuple[Line, ...] = ()
    trim: str = "none"
    skip: frozenset[str] = frozenset()
    facade: float = 0.0
    """Daylight facade that corridors lie along instead of rooms, m."""
    beside: tuple[Polygon, ...] = ()
    """Corridors that are joined to ``region`` by the public one alone: of the inside of zones."""

    @property
    def ways(self) -> tuple[Polygon, ...]:
        """All corridors; none where nothing is needed."""
        return (self.region, *self.beside) if not self.region.is_empty else ()


@dataclass(frozen=True, slots=True)
class _Network:
    """Spines tied together and to the targets, before they are cut back."""

    lines: tuple[Line, ...]
    skip: frozenset[str]
    parts: tuple[Polygon, ...]
    """The spines, clipped to the plate."""
    stubs: tuple[Polygon, ...]
    region: Polygon
    unreached: tuple[str, ...] = ()


Clip = Callable[[Line], Sequence[Polygon]]
Tied = Callable[[Polygon, int], tuple[Polygon | None, Polygon] | None]
"""Corridors tied to a target, given by its number: see ``_tied``."""
Stretch = tuple[Polygon, float, float]
"""A spine, and between which coordinates along it lies what it ties together."""


def build_frame(
    plate: Plate,
    lines: Sequence[Line],
    *,
    trim: str = "none",
    skip: frozenset[str] = frozenset(),
    most_m2: float = inf,
) -> Frame | None:
    """The frame of some spines: clipped, tied together, tied to every target.

    ``trim`` shortens spines to what they tie together: "none", "low" or "high" end, or "both".
    ``skip`` names exits that get no stub: they open from the room that lies there.
    ``None`` when a core cannot be reached, the parts cannot be joined, or the corridors take more
    than ``most_m2`` (some that take hardly more may pass).
    """
    try:
        joined = _join(plate, lines, lambda line: _spine(plate, line))
        network = None if joined is None else _tie(plate, joined, skip, partial(_tied, plate))
        if network is None:
            return None
        region = _cut_back(plate, network, trim, lambda: _stretches(plate, network))
        if region is None or region.area > most_m2 + ROUNDING_M2:
            return None
        return _frame_of(plate, network, region, trim)
    except GEOSException:  # edges almost in line can defeat an overlay: try other lines
        return None


def _frame_of(plate: Plate, network: _Network, region: Polygon, trim: str) -> Frame | None:
    """The frame of a network whose spines were cut back to ``region``."""
    frame = finish_frame(plate, region, network.unreached, len(network.lines))
    return None if frame is None else replace(frame, lines=network.lines, trim=trim, skip=network.skip)


def _cut_back(
    plate: Plate, network: _Network, trim: str, stretches: Callable[[], Sequence[Stretch]]
) -> Polygon | None:
    """The corridors with their spines shortened to ``stretches``; ``None`` where that tears them apart."""
    if trim == "none":
        return network.region
    short = _one(unary_union([*_trimmed(stretches(), trim), *network.stubs]))
    if short is None or any(
        not touches(short, target) for target in plate.targets if target.id not in network.unreached
    ):
        return None
    return short


def _tie(plate: Plate, joined: _Network, skip: frozenset[str], tied: Tied) -> _Network | None:
    """Joined spines tied to every target but exits to ``skip``; ``None`` where a core is out of reach."""
    region, stubs = joined.region, list(joined.stubs)
    unreached = []
    for k, target in enumerate(plate.targets):
        if target.id in skip:
            if not touches(region, target):
                unreached.append(target.id)
            continue
        tie = tied(region, k)
        if tie is None:
            if target.kind != "exit":
                return None
            unreached.append(target.id)
            continue
        stub, region = tie
        if stub is not None:
            stubs.append(stub)
    exits = [target for target in plate.targets if target.kind == "exit"]
    if exits and len(unreached) == len(exits):
        return None
    return replace(joined, skip=skip, stubs=tuple(stubs), region=region, unreached=tuple(unreached))


def _tied(plate: Plate, region: Polygon, k: int) -> tuple[Polygon | None, Polygon] | None:
    """A stub from corridors to the ``k``-th target, if they need one, and the corridors with it."""
    target = plate.targets[k]
    if touches(region, target):
        return None, region
    if target.kind == "port":
        return None  # an inner corridor meets the public one itself
    stub = best_stub(plate, region, target)
    joined = None if stub is None else _one(region.union(stub))
    return None if joined is None else (stub, joined)


def _spine(plate: Plate, line: Line) -> list[Polygon]:
    """What the plate leaves of the strip along a line."""
    strip = strip_of(plate, line)
    if strip.area > 1.5 * plate.corridor**2 and covers(plate.passable, strip):
        return [strip]
    return full_width(plate, strip.intersection(plate.passable))


def full_width(plate: Plate, strip: BaseGeometry) -> list[Polygon]:
    """The parts of a clipped strip that keep its full width (a core beside it may narrow it)."""
    radius = plate.corridor / 2 - SLACK_M
    opened = strip.buffer(-radius, join_style="mitre").buffer(radius + SLACK_M, join_style="mitre")
    return [part for part in polygons(opened.intersection(strip), 3.0) if part.area > 1.5 * plate.corridor**2]


def _walkable(plate: Plate, region: Polygon, unreached: Sequence[str]) -> bool:
    """Whether the corridors hang together at their full clear width, and reach their targets with it."""
    radius = plate.corridor / 2 - SLACK_M
    wide = polygons(region.buffer(-radius, join_style="mitre"), 1e-4)
    if len(wide) != 1:
        return False
    wide = polygons(wide[0].buffer(radius, join_style="mitre"))
    niches = polygons(region.difference(widened(wide[0])), NICHE_M2)
    return not niches and all(
        touches(wide[0], target, 0.02) for target in plate.targets if target.id not in unreached
    )


def finish_frame(plate: Plate, region: Polygon, unreached: tuple[str, ...], spines: int) -> Frame | None:
    """Sort what the corridors leave into pieces and pockets, and measure the frame."""
    pieces: list[Polygon] = []
    pockets: list[Polygon] = []
    region, left = _with_slits(plate, region)
    near = region.buffer(0.01)
    for part in left:
        front = part.boundary.intersection(near).length
        rest = rest_of(part, plate.wall)
        if not rest.holds_anything:
            if front > 0.05:
                merged = _one(region.union(part.buffer(0.005, join_style="mitre")).intersection(plate.usable))
                region = merged if merged is not None else region
            elif part.area > 2.0:
                return None
            continue
        if front < DOOR_CONTACT_M:
            return None
        x0, y0, x1, y1 = part.bounds
        long, short = max(x1 - x0, y1 - y0), min(x1 - x0, y1 - y0)
        if long > 3.8 * short and front < 0.8 * long:
            return None  # a strip that cannot be divided into rooms with doors
        (pieces if rest.holds_rooms else pockets).append(part)
    if not pieces or not _walkable(plate, region, unreached):
        return None
    if plate.docks and region.difference(plate.passable).area > 1.0:
        return None  # what is left beside it made the corridor take a dock
    return Frame(
        region=region,
        pieces=tuple(sorted(pieces, key=lambda piece: piece.bounds)),
        pockets=tuple(sorted(pockets, key=lambda piece: piece.bounds)),
        unreached=unreached,
        spines=spines,
        share=region.area / plate.usable.area,
        columns=column_area(plate, region),
        facade=region.boundary.intersection(plate.daylight).length,
    )


def _with_slits(plate: Plate, region: Polygon) -> tuple[Polygon, list[Polygon]]:
    """A region with the strips beside it that are too narrow for any use (between it and a core, say).

    The second value is what is left of the plate.
    """
    left = polygons(plate.usable.difference(region), 0.01)
    slits = [
        slit for part in left for slit in rest_of(part, plate.wall).slits if slit.distance(region) < 0.01
    ]
    if not slits:
        return region, left
    grown = shapely.union_all([region, *(slit.buffer(0.003, join_style="mitre") for slit in slits)])
    joined = _one(grown.intersection(plate.usable))
    return (region, left) if joined is None else (joined, polygons(plate.usable.difference(joined), 0.01))


def column_area(plate: Plate, region: Polygon) -> float:
    """Area of columns standing in a region."""
    if not plate.columns:
        return 0.0
    prepare(region)
    columns = np.array(plate.columns, dtype=object)
    return float(area(intersection(columns[intersects(region, columns)], region)).sum())


def _one(shape: BaseGeometry) -> Polygon | None:
    """The geometry if it is one polygon, else ``None`` (specks dropped)."""
    parts = polygons(shape, 0.05)
    return parts[0] if len(parts) == 1 else None


def _stretches(plate: Plate, network: _Network) -> list[Stretch]:
    """Of each spine the stretch between the targets, stubs and spines that it meets, if it meets any."""
    found = []
    half = plate.corridor / 2
    for part in network.parts:
        x0, y0, x1, y1 = part.bounds
        along_x = x1 - x0 >= y1 - y0
        marks: list[float] = []
        reach = part.buffer(0.05, join_style="mitre")
        for other in (*network.parts, *network.stubs):
            if other is not part and reach.intersects(other):
                b = other.intersection(reach).bounds
                marks += [b[0], b[2]] if along_x else [b[1], b[3]]
        ends = reach.bounds
        for target in plate.targets:
            if not near_to(ends, target.bounds):
                continue
            met = reach.intersection(target.shape if target.kind == "exit" else target.frontage)
            if met.is_empty:
                continue
            b = met.bounds
            low, high = (b[0], b[2]) if along_x else (b[1], b[3])
            if target.kind == "exit":
                marks += [low, high]
                continue
            # enough of the core's side for a door, from the end nearer to the spine's middle
            middle = (x0 + x1) / 2 if along_x else (y0 + y1) / 2
            door = target.contact + 0.2
            marks.append(min(low + door, high) if (low + high) / 2 > middle else max(high - door, low))
        if not marks:
            continue
        low, high = min(marks), max(marks)
        if high - low < 2 * half:
            low, high = (low + high) / 2 - half, (low + high) / 2 + half
        found.append((part, low, high))
    return found


def _trimmed(stretches: Sequence[Stretch], trim: str) -> list[Polygon]:
    """Spines shortened to their stretches, at one end or both."""
    trimmed = []
    for part, first, last in stretches:
        x0, y0, x1, y1 = part.bounds
        along_x = x1 - x0 >= y1 - y0
        start, end = (x0, x1) if along_x else (y0, y1)
        low = first if trim in ("low", "both") else start
        high = last if trim in ("high", "both") else end
        clip = box(low, y0, high, y1) if along_x else box(x0, low, x1, high)
        trimmed += polygons(part.intersection(clip), 1.0)
    return trimmed


def _join(plate: Plate, lines: Sequence[Line], clip: Clip) -> _Network | None:
    """One region from several spines: those that touch, then the rest by stubs; lone bits go."""
    parts = [part for line in lines for part in clip(line)]
    if not parts:
        return None
    groups = sorted(polygons(unary_union(parts), 1.0), key=lambda part: -part.area)
    stubs: list[Polygon] = []
    if not groups:
        return None
    region = groups[0]
    for group in groups[1:]:
        joined = _one(region.union(group))
        if joined is None:
            stub = best_stub(plate, region, Target("", "core", group, 1.2))
            if stub is None:
                continue
            joined = _one(unary_union([region, group, stub]))
            if joined is not None:
                stubs.append(stub)
        if joined is not None:
            region = joined
    return _Network(tuple(lines), frozenset(), tuple(parts), tuple(stubs), region)


def _variants(spines: int, skips: Sequence[frozenset[str]]) -> Iterator[tuple[str, frozenset[str]]]:
    """Ways to trim a set of spines and exits to leave without a stub."""
    for trim in ("none", "both"):
        yield from ((trim, skip) for skip in skips)
    if spines < 3:
        yield from (("low", skips[0]), ("high", skips[0]))


def ranked_frames(plate: Plate, count: int, rng: np.random.Generator, *, most_m2: float = inf) -> list[Frame]:
    """Distinct frames of the plate, by number of spines and share of corridors.

    Without those whose corridors take more than ``most_m2`` (as in ``build_frame``).
    """
    prepare(plate.usable)
    prepare(plate.passable)
    found: dict[tuple[int, ...], Frame] = {}
    seen: set[tuple[object, ...]] = set()
    clip = cache(lambda line: _spine(plate, line))
    for lines in sample_frames(plate, count, rng):
        for network, region, trim in _regions(plate, lines, clip):
            if region.area > most_m2 + ROUNDING_M2:
                continue
            exact = (*_mark(region, 1000), network.unreached)
            if exact in seen:
                continue
            seen.add(exact)
            try:
                frame = _frame_of(plate, network, region, trim)
            except GEOSException:  # as in ``build_frame``
                continue
            if frame is None:
                continue
            mark = _mark(frame.region, 4)
            old = found.get(mark)
            if old is None or len(frame.unreached) < len(old.unreached):
                found[mark] = frame
    return sorted(found.values(), key=lambda frame: (frame.spines, frame.share))


def _regions(plate: Plate, lines: Sequence[Line], clip: Clip) -> Iterator[tuple[_Network, Polygon, str]]:
    """Networks of some spines, with what is left of them when they are cut back one way or other."""
    exits = frozenset(target.id for target in plate.targets if target.kind == "exit")
    skips = [frozenset[str](), exits] if exits else [frozenset[str]()]
    if len(exits) > 2:
        skips.append(frozenset(sorted(exits)[::2]))
    ties: dict[frozenset[str], _Network] = {}
    try:
        joined = _join(plate, lines, clip)
        if joined is None:
            return
        tied = cache(partial(_tied, plate))
        for skip in skips:
            network = _tie(plate, joined, skip, tied)
            if network is not None and not any(_same(network, other) for other in ties.values()):
                ties[skip] = network
    except GEOSException:  # as in ``build_frame``
        return
    stretches = cache(lambda skip: _stretches(plate, ties[skip]))
    for trim, skip in _variants(len(lines), skips):
        if skip not in ties:
            continue
        try:
            region = _cut_back(plate, ties[skip], trim, partial(stretches, skip))
        except GEOSException:
            continue
        if region is not None:
            yield ties[skip], region, trim


def _same(one: _Network, other: _Network) -> bool:
    """Whether two networks of the same spines have the same stubs and miss the same exits."""
    return one.unreached == other.unreached and one.stubs == other.stubs


def _mark(region: Polygon, grain: float) -> tuple[int, ...]:
    """Equal for regions that are the same within a metre over ``grain``."""
    x, y = region.centroid.coords[0]
    return tuple(round(value * grain) for value in (*region.bounds, region.area, x, y))
