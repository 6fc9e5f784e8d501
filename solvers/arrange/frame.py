"""Circulation frames: corridor networks that reach every core and exit by construction.

A frame is a union of axis-parallel strips: a few *spines* along candidate lines (along core edges,
in the middle of a wing, at room depth from a facade) and straight *stubs* that tie in whatever the
spines do not touch. What a frame leaves of the plate are its pieces.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from shapely import box, prepare
from shapely.errors import GEOSException
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from solvers.arrange.lines import Line, sample_frames, strips_of
from solvers.arrange.plate import DOOR_CONTACT_M, Plate, Target, polygons

LONGEST_STUB_M = 30.0
LEAST_POCKET_M2 = 6.2
"""Net area from which a leftover can be a plant room; smaller ones widen the corridor."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A connected corridor region (gross: half a wall more than clear on either side)."""

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


def build_frame(
    plate: Plate, lines: Sequence[Line], *, trim: str = "none", skip: frozenset[str] = frozenset()
) -> Frame | None:
    """The frame of some spines: clipped, tied together, tied to every target.

    ``trim`` shortens spines to what they tie together: "none", "low" or "high" end, or "both".
    ``skip`` names exits that get no stub: they open from the room that lies there.
    ``None`` when a core cannot be reached or the parts cannot be joined.
    """
    try:
        return _built(plate, lines, trim, skip)
    except GEOSException:  # edges almost in line can defeat an overlay: try other lines
        return None


def _built(plate: Plate, lines: Sequence[Line], trim: str, skip: frozenset[str]) -> Frame | None:
    parts: list[Polygon] = []
    for strip in strips_of(plate, lines):
        parts += _full_width(plate, strip.intersection(plate.usable))
    if not parts:
        return None
    tied = _tie(plate, parts, skip)
    if tied is None:
        return None
    region, stubs, unreached = tied
    if trim != "none":
        short = _one(unary_union([*_trimmed(plate, parts, stubs, trim), *stubs]))
        if short is None or any(
            not touches(short, target) for target in plate.targets if target.id not in unreached
        ):
            return None
        region = short
    frame = finish_frame(plate, region, unreached, len(lines))
    return None if frame is None else replace(frame, lines=tuple(lines), trim=trim, skip=skip)


def _tie(
    plate: Plate, parts: list[Polygon], skip: frozenset[str]
) -> tuple[Polygon, list[Polygon], tuple[str, ...]] | None:
    """Spines joined to one region and to every target: region, stubs used, exits not reached."""
    region, stubs = _join(plate, parts)
    if region is None:
        return None
    unreached = []
    for target in plate.targets:
        if touches(region, target):
            continue
        if target.kind == "port":
            return None  # an inner corridor meets the public one itself
        stub = None if target.id in skip else best_stub(plate, region, target)
        joined = None if stub is None else _one(region.union(stub))
        if stub is None or joined is None:
            if target.kind != "exit":
                return None
            unreached.append(target.id)
            continue
        region = joined
        stubs.append(stub)
    exits = [target for target in plate.targets if target.kind == "exit"]
    if exits and len(unreached) == len(exits):
        return None
    return region, stubs, tuple(unreached)


def _full_width(plate: Plate, strip: BaseGeometry) -> list[Polygon]:
    """The parts of a clipped strip that keep its full width (a core beside it may narrow it)."""
    radius = plate.corridor / 2 - 0.004
    opened = strip.buffer(-radius, join_style="mitre").buffer(radius + 0.004, join_style="mitre")
    return [part for part in polygons(opened.intersection(strip), 3.0) if part.area > 1.5 * plate.corridor**2]


def _walkable(plate: Plate, region: Polygon) -> bool:
    """Whether the corridors hang together at their full clear width."""
    return len(polygons(region.buffer(-(plate.corridor / 2 - 0.008), join_style="mitre"), 1e-4)) == 1


def finish_frame(plate: Plate, region: Polygon, unreached: tuple[str, ...], spines: int) -> Frame | None:
    """Sort what the corridors leave into pieces and pockets, and measure the frame."""
    pieces: list[Polygon] = []
    pockets: list[Polygon] = []
    rest = plate.usable.difference(region)
    for part in polygons(rest, 0.01):
        core = part.buffer(-0.97, join_style="mitre")
        front = part.boundary.intersection(region.buffer(0.01)).length
        if core.is_empty or part.buffer(-plate.wall / 2, join_style="mitre").area < LEAST_POCKET_M2:
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
        (
            pieces if part.area >= 20.0 and not part.buffer(-1.7, join_style="mitre").is_empty else pockets
        ).append(part)
    if not pieces or not _walkable(plate, region):
        return None
    inside = sum(column.intersection(region).area for column in plate.columns if column.intersects(region))
    return Frame(
        region=region,
        pieces=tuple(sorted(pieces, key=lambda piece: piece.bounds)),
        pockets=tuple(sorted(pockets, key=lambda piece: piece.bounds)),
        unreached=unreached,
        spines=spines,
        share=region.area / plate.usable.area,
        columns=inside,
    )


def touches(region: Polygon, target: Target) -> bool:
    """Whether a corridor region reaches a target with enough contact for its door."""
    if target.kind == "exit":
        # a corridor must come to the facade over the whole width of the exit
        part = region.intersection(target.shape)
        if part.is_empty:
            return False
        x0, y0, x1, y1 = part.bounds
        return max(x1 - x0, y1 - y0) >= target.contact
    return (
        region.buffer(0.02, join_style="mitre").intersection(target.shape.boundary).length >= target.contact
    )


def _one(shape: BaseGeometry) -> Polygon | None:
    """The geometry if it is one polygon, else ``None`` (specks dropped)."""
    parts = polygons(shape, 0.05)
    return parts[0] if len(parts) == 1 else None


def _trimmed(plate: Plate, parts: list[Polygon], stubs: list[Polygon], trim: str) -> list[Polygon]:
    """Shorten spines to the stretch between the targets, stubs and spines that they meet."""
    trimmed = []
    half = plate.corridor / 2
    for part in parts:
        x0, y0, x1, y1 = part.bounds
        along_x = x1 - x0 >= y1 - y0
        marks: list[float] = []
        reach = part.buffer(0.05, join_style="mitre")
        for other in (*parts, *stubs):
            if other is not part and reach.intersects(other):
                b = other.intersection(reach).bounds
                marks += [b[0], b[2]] if along_x else [b[1], b[3]]
        for target in plate.targets:
            if not reach.intersects(target.shape):
                continue
            b = target.shape.bounds
            low, high = (b[0], b[2]) if along_x else (b[1], b[3])
            if target.kind == "exit":
                marks += [low, high]
                continue
            # enough of the core's side for a door, from the end nearer to the spine's middle
            middle = (x0 + x1) / 2 if along_x else (y0 + y1) / 2
            marks.append(min(low + 2.2, high) if (low + high) / 2 > middle else max(high - 2.2, low))
        if not marks:
            continue
        low, high = min(marks), max(marks)
        if high - low < 2 * half:
            low, high = (low + high) / 2 - half, (low + high) / 2 + half
        start, end = (x0, x1) if along_x else (y0, y1)
        low = low if trim in ("low", "both") else start
        high = high if trim in ("high", "both") else end
        clip = box(low, y0, high, y1) if along_x else box(x0, low, x1, high)
        trimmed += polygons(part.intersection(clip), 1.0)
    return trimmed


def _join(plate: Plate, parts: list[Polygon]) -> tuple[Polygon | None, list[Polygon]]:
    """One region from several spines: those that touch, then the rest by stubs; lone bits go."""
    groups = sorted(polygons(unary_union(parts), 1.0), key=lambda part: -part.area)
    stubs: list[Polygon] = []
    if not groups:
        return None, stubs
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
    return region, stubs


def best_stub(plate: Plate, region: Polygon, target: Target) -> Polygon | None:
    """The shortest straight strip from a target to the region through usable space."""
    best: Polygon | None = None
    best_area = LONGEST_STUB_M * plate.corridor
    slack = 1.0 if target.kind == "exit" else 0.05
    for side, low, high, start in _stub_starts(plate, target):
        strip = _ray(plate, region, side, low, high, start, slack)
        if strip is not None and strip.area < best_area:
            best, best_area = strip, strip.area
    return best


def _stub_starts(plate: Plate, target: Target) -> Iterator[tuple[str, float, float, float]]:
    """(direction, low, high, start): strips leaving a target's faces, or running along them."""
    x0, y0, x1, y1 = target.shape.bounds
    w = plate.corridor
    if target.kind == "exit":
        w = max(w, target.contact)
        cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
        if x1 - x0 > y1 - y0:
            yield from (("up", cx - w / 2, cx + w / 2, y0), ("down", cx - w / 2, cx + w / 2, y1))
        else:
            yield from (("right", cy - w / 2, cy + w / 2, x0), ("left", cy - w / 2, cy + w / 2, x1))
        return
    for at in {x0, (x0 + x1 - w) / 2, x1 - w} if x1 - x0 >= w else {(x0 + x1 - w) / 2}:
        yield ("up", at, at + w, y1)
        yield ("down", at, at + w, y0)
    for at in {y0, (y0 + y1 - w) / 2, y1 - w} if y1 - y0 >= w else {(y0 + y1 - w) / 2}:
        yield ("right", at, at + w, x1)
        yield ("left", at, at + w, x0)
    # along a face: two metres of contact, then on
    reach = min(2.0, x1 - x0)
    for low, high in ((y1, y1 + w), (y0 - w, y0)):
        yield ("right", low, high, x1 - reach)
        yield ("left", low, high, x0 + reach)
    reach = min(2.0, y1 - y0)
    for low, high in ((x1, x1 + w), (x0 - w, x0)):
        yield ("up", low, high, y1 - reach)
        yield ("down", low, high, y0 + reach)


def _ray(
    plate: Plate, region: Polygon, side: str, low: float, high: float, start: float, slack: float
) -> Polygon | None:
    """The strip from ``start`` to the region in one direction, if usable space goes all the way.

    ``slack`` is the length that may lie outside (the external wall at an exit).
    """
    minx, miny, maxx, maxy = plate.usable.bounds
    left, bottom, right, top = region.bounds
    if side in ("up", "down"):
        if right <= low or left >= high or (top <= start if side == "up" else bottom >= start):
            return None
        beam = box(low, start, high, maxy + 1) if side == "up" else box(low, miny - 1, high, start)
    else:
        if top <= low or bottom >= high or (right <= start if side == "right" else left >= start):
            return None
        beam = box(start, low, maxx + 1, high) if side == "right" else box(minx - 1, low, start, high)
    hit = beam.intersection(region)
    if hit.is_empty or hit.area < 0.2:
        return None
    b = hit.bounds
    # a full-width meeting: go on until the whole width is covered
    if side == "up":
        strip = box(low, start, high, min(b[3], b[1] + (high - low)))
    elif side == "down":
        strip = box(low, max(b[1], b[3] - (high - low)), high, start)
    elif side == "right":
        strip = box(start, low, min(b[2], b[0] + (high - low)), high)
    else:
        strip = box(max(b[0], b[2] - (high - low)), low, start, high)
    if strip.area <= 0:
        return None
    inside = polygons(strip.intersection(plate.usable), 0.05)
    if len(inside) != 1 or strip.area - inside[0].area > slack * (high - low) + 0.01 * strip.area:
        return None
    return inside[0]


def mutated(plate: Plate, frame: Frame, lines: Sequence[Line], rng: np.random.Generator) -> Frame | None:
    """A neighbour of a frame: a spine moved, shortened, lengthened, dropped or added."""
    chosen = list(frame.lines)
    trim, skip = frame.trim, frame.skip
    minx, miny, maxx, maxy = plate.usable.bounds
    for _ in range(1 + int(rng.integers(2))):
        act = rng.random()
        k = int(rng.integers(len(chosen)))
        line = chosen[k]
        start, end = (minx, maxx) if line.axis == "h" else (miny, maxy)
        if act < 0.45:
            chosen[k] = replace(line, at=line.at + float(rng.normal(0.0, 1.6)))
        elif act < 0.75:
            at = start + float(rng.random()) * (end - start)
            low, high = line.low, line.high
            if rng.random() < 0.5:
                low = at if at < (start + end) / 2 else low
            if rng.random() < 0.6:
                high = at if at > (start + end) / 2 else high
            chosen[k] = replace(line, low=low, high=high)
            trim = "none"
        elif act < 0.82 and len(chosen) > 1:
            chosen.pop(k)
        elif act < 0.92:
            chosen.append(lines[int(rng.integers(len(lines)))])
        elif act < 0.96:
            trim = ("none", "both", "low", "high")[int(rng.integers(4))]
        else:
            skip = _other_exits(plate, skip, rng)
    return build_frame(plate, chosen, trim=trim, skip=skip)


def _other_exits(plate: Plate, skip: frozenset[str], rng: np.random.Generator) -> frozenset[str]:
    """The exits without a stub, one more or one less."""
    exits = [target.id for target in plate.targets if target.kind == "exit"]
    return skip ^ {exits[int(rng.integers(len(exits)))]} if exits else skip


def _variants(spines: int, skips: Sequence[frozenset[str]]) -> Iterator[tuple[str, frozenset[str]]]:
    """Ways to trim a set of spines and exits to leave without a stub."""
    for trim in ("none", "both"):
        yield from ((trim, skip) for skip in skips)
    if spines < 3:
        yield from (("low", skips[0]), ("high", skips[0]))


def ranked_frames(plate: Plate, count: int, rng: np.random.Generator) -> list[Frame]:
    """Distinct frames of the plate, best first within each number of spines, then interleaved."""
    prepare(plate.usable)
    found: dict[tuple[int, ...], Frame] = {}
    exits = frozenset(target.id for target in plate.targets if target.kind == "exit")
    skips = [frozenset[str](), exits] if exits else [frozenset[str]()]
    if len(exits) > 2:
        skips.append(frozenset(sorted(exits)[::2]))
    for lines in sample_frames(plate, count, rng):
        for trim, skip in _variants(len(lines), skips):
            frame = build_frame(plate, lines, trim=trim, skip=skip)
            if frame is None:
                continue
            mark = tuple(
                round(value * 4)
                for value in (*frame.region.bounds, frame.region.area, *frame.region.centroid.coords[0])
            )
            old = found.get(mark)
            if old is None or len(frame.unreached) < len(old.unreached):
                found[mark] = frame
    return sorted(found.values(), key=lambda frame: (frame.spines, frame.share))
