"""Pieces of a frame as arrays for the compiled kernel (see ``kernel`` for their shapes)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FRONT, DAYLIGHT, DOCK, EXIT, NEAR, FAR, BETWEEN = 0, 1, 2, 3, 4, 5, 6
CHAMFER_STEP_M = 0.5
LEAST_SEGMENT_M = 0.3
"""Shorter bits of a boundary count for nothing."""
SLIVER_M = 0.05
"""Nor do those behind which the piece is thinner than this: a sliver between corridor and core."""
KEPT, KEPT_PIECES = 512, 2048
"""Sets of pieces, and pieces, of which the arrays are kept. Nothing writes to them."""
PROBES = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
"""Shares of a segment's length at which the piece is probed for slivers."""


@dataclass(frozen=True, slots=True)
class PieceData:
    """Arrays of all pieces of one frame."""

    polygons: tuple[Polygon, ...]
    box_f: Floats
    index: Ints
    grid_x: Floats
    grid_y: Floats
    sat: Floats
    segs: Floats
    seg_at: Ints

    def arrays(self) -> tuple[Floats, Ints, Floats, Floats, Floats, Floats, Ints]:
        """What the kernel reads."""
        return (self.box_f, self.index, self.sat, self.grid_x, self.grid_y, self.segs, self.seg_at)


@dataclass(frozen=True, slots=True)
class _Edges:
    """Straight edges of all pieces, those long enough to count."""

    pieces: npt.NDArray[np.object_]
    piece: Ints
    """Index of an edge's piece."""
    ends: Floats
    """Rows: x0, y0, x1, y1; the piece lies to the left of the way from 0 to 1."""
    lines: npt.NDArray[np.object_]
    cores: npt.NDArray[np.object_]
    """The edges less half a least segment at both ends: what misses these, misses the edge."""


def piece_data(
    pieces: Sequence[Polygon],
    corridor: BaseGeometry,
    daylight: BaseGeometry,
    docks: Sequence[BaseGeometry],
    exits: Sequence[BaseGeometry] = (),
    near: BaseGeometry | None = None,
    far: BaseGeometry | None = None,
    pillars: BaseGeometry | None = None,
) -> PieceData:
    """Tables and boundary segments of ``pieces``; doors are possible where they meet ``corridor``.

    ``exits`` are those that no corridor reaches, ``near`` is the corridor near to an exit,
    ``far`` where the way to exits is too long for most rooms, ``pillars`` the columns that
    leave a wall no place for a door, where two doors are due.
    """
    return _piece_data(tuple(pieces), corridor, daylight, tuple(docks), tuple(exits), near, far, pillars)


@lru_cache(maxsize=KEPT)
def _piece_data(
    pieces: tuple[Polygon, ...],
    corridor: BaseGeometry,
    daylight: BaseGeometry,
    docks: tuple[BaseGeometry, ...],
    exits: tuple[BaseGeometry, ...],
    near: BaseGeometry | None,
    far: BaseGeometry | None,
    pillars: BaseGeometry | None,
) -> PieceData:
    """See ``piece_data``; every search of a storey, and of one like it, begins with the same pieces."""
    boxes, index, xs, ys, sats = [], [], [], [], []
    at_x = at_y = at_s = 0
    ends = []
    for piece in pieces:
        own, (gx, gy, table) = _ends_and_table(piece)
        ends.append(own)
        boxes.append([*piece.bounds, piece.area])
        index.append([at_x, len(gx), at_y, len(gy), at_s])
        xs.append(gx)
        ys.append(gy)
        sats.append(table.ravel())
        at_x += len(gx)
        at_y += len(gy)
        at_s += table.size
    edges = _long_edges(pieces, ends)
    beside = corridor.buffer(0.02, join_style="mitre")
    front = beside if far is None else beside.difference(far)
    kinds = [
        (FRONT, front),
        (DAYLIGHT, daylight),
        *((DOCK, dock) for dock in docks),
        *((EXIT, way) for way in exits),
    ]
    if pillars is not None:
        kinds.append((BETWEEN, front.difference(pillars)))
    if near is not None:
        kinds.append((NEAR, near.buffer(0.02, join_style="mitre")))
    if far is not None:
        kinds.append((FAR, far))
    segs = np.concatenate([_segments(edges, kind, shape) for kind, shape in kinds])
    segs = segs[np.argsort(segs[:, 0], kind="stable")]
    return PieceData(
        polygons=tuple(pieces),
        box_f=np.array(boxes, dtype=np.float64),
        index=np.array(index, dtype=np.int64),
        grid_x=np.concatenate(xs),
        grid_y=np.concatenate(ys),
        sat=np.concatenate(sats),
        segs=segs,
        seg_at=np.searchsorted(segs[:, 0], np.arange(len(pieces) + 1)).astype(np.int64),
    )


@lru_cache(maxsize=KEPT_PIECES)
def _ends_and_table(piece: Polygon) -> tuple[Floats, tuple[Floats, Floats, Floats]]:
    """A polygon's edges and area table; corridors that differ in one place leave most pieces as they are."""
    ends = _ends(piece)
    return ends, _table(piece, ends)


def _ends(piece: Polygon) -> Floats:
    """Edges of a polygon, holes too, as rows x0, y0, x1, y1 with the inside to their left."""
    found = []
    for number, ring in enumerate((piece.exterior, *piece.interiors)):
        points = shapely.get_coordinates(ring)
        if shapely.is_ccw(ring) != (number == 0):
            points = points[::-1]
        found.append(np.hstack([points[:-1], points[1:]]))
    return np.concatenate(found)


def _long_edges(pieces: Sequence[Polygon], ends: Sequence[Floats]) -> _Edges:
    """Those edges of the pieces that are long enough to count."""
    rows = np.concatenate(ends)
    piece = np.repeat(np.arange(len(ends)), [len(own) for own in ends])
    length = np.hypot(rows[:, 2] - rows[:, 0], rows[:, 3] - rows[:, 1])
    long = length >= LEAST_SEGMENT_M
    rows, piece, length = rows[long], piece[long], length[long]
    part = (0.5 * LEAST_SEGMENT_M / length)[:, None] * (rows[:, 2:] - rows[:, :2])
    cores = np.hstack([rows[:, :2] + part, rows[:, 2:] - part])
    return _Edges(np.array(pieces, dtype=object), piece, rows, _lines(rows), _lines(cores))


def _lines(ends: Floats) -> npt.NDArray[np.object_]:
    """Straight lines from rows x0, y0, x1, y1."""
    return np.asarray(shapely.linestrings(ends.reshape(-1, 2, 2)))


def _segments(edges: _Edges, kind: int, shape: BaseGeometry) -> Floats:
    """Kernel rows of the straight bits of the edges that lie in ``shape``."""
    shapely.prepare(shape)
    hit = np.flatnonzero(shapely.intersects(shape, edges.cores))
    inside = shapely.covers(shape, edges.lines[hit])
    whole, cut = hit[inside], hit[~inside]
    parts, owner = shapely.get_parts(shapely.intersection(edges.lines[cut], shape), return_index=True)
    lines = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    parts, owner = parts[lines], cut[owner[lines]]
    first = shapely.get_coordinates(shapely.get_point(parts, 0))
    last = shapely.get_coordinates(shapely.get_point(parts, -1))
    ends = np.concatenate([edges.ends[whole], np.hstack([first, last])])
    return _rows(kind, edges, np.concatenate([whole, owner]), ends)


def _rows(kind: int, edges: _Edges, owner: Ints, ends: Floats) -> Floats:
    """Kernel rows of stretches from ``ends[:, :2]`` to ``ends[:, 2:]`` of the edges ``owner``."""
    way = edges.ends[owner, 2:] - edges.ends[owner, :2]
    size = np.abs(ends[:, 2:] - ends[:, :2])
    along_y = size[:, 1] >= size[:, 0]
    x, y = ends[:, ::2], ends[:, 1::2]
    along = np.where(along_y[:, None], y, x)
    rows = np.column_stack(
        [
            edges.piece[owner],
            np.full(len(owner), kind),
            np.where(along_y, 0.0, 1.0),
            np.where(along_y, x.mean(axis=1), y.mean(axis=1)),
            along.min(axis=1),
            along.max(axis=1),
            np.where(np.where(along_y, -way[:, 1], way[:, 0]) > 0, 1.0, -1.0),
            0.05 + size.min(axis=1) / 2,
        ]
    )
    inward = SLIVER_M * rows[:, 6]
    at = ends[:, None, :2] + PROBES[:, None] * (ends[:, None, 2:] - ends[:, None, :2])
    deep = shapely.contains_xy(
        edges.pieces[edges.piece[owner], None],
        at[:, :, 0] + np.where(along_y, inward, 0.0)[:, None],
        at[:, :, 1] + np.where(along_y, 0.0, inward)[:, None],
    ).any(axis=1)
    kept: Floats = rows[deep & (np.hypot(size[:, 0], size[:, 1]) >= LEAST_SEGMENT_M)]
    return kept


def _table(piece: Polygon, ends: Floats) -> tuple[Floats, Floats, Floats]:
    """Grid lines through every vertex (finer where an edge is oblique) and the area table."""
    minx, miny, maxx, maxy = piece.bounds
    xs, ys = [ends[:, 0]], [ends[:, 1]]
    size = np.abs(ends[:, 2:] - ends[:, :2])
    for x0, y0, x1, y1 in ends[size.min(axis=1) > 0.02]:
        bits = min(40, max(2, int(np.hypot(x1 - x0, y1 - y0) / CHAMFER_STEP_M)))
        xs.append(np.linspace(x0, x1, bits))
        ys.append(np.linspace(y0, y1, bits))
    gx, gy = _merged(np.concatenate(xs)), _merged(np.concatenate(ys))
    if len(gx) == 2 and len(gy) == 2 and piece.area > 0.9999 * (maxx - minx) * (maxy - miny):
        cells = np.array([[piece.area]])
    else:
        cells = _cell_areas(piece, ends[size.min(axis=1) > 1e-3], gx, gy)
    table = np.zeros((len(gx), len(gy)))
    table[1:, 1:] = cells.cumsum(axis=0).cumsum(axis=1)
    return gx, gy, table


def _cell_areas(piece: Polygon, oblique: Floats, gx: Floats, gy: Floats) -> Floats:
    """Area of a piece in every grid cell: all or nothing, except in cells that an oblique edge crosses."""
    x, y = np.meshgrid((gx[:-1] + gx[1:]) / 2, (gy[:-1] + gy[1:]) / 2, indexing="ij")
    areas = np.where(shapely.contains_xy(piece, x, y), np.outer(np.diff(gx), np.diff(gy)), 0.0)
    crossed = np.zeros(areas.shape, dtype=bool)
    for x0, y0, x1, y1 in oblique:
        side = np.subtract.outer((gx - x0) * (y1 - y0), (gy - y0) * (x1 - x0))
        corners = np.stack([side[:-1, :-1], side[1:, :-1], side[:-1, 1:], side[1:, 1:]])
        beside_x = (gx[1:] > min(x0, x1)) & (gx[:-1] < max(x0, x1))
        beside_y = (gy[1:] > min(y0, y1)) & (gy[:-1] < max(y0, y1))
        crossed |= np.outer(beside_x, beside_y) & (corners.min(axis=0) < 0) & (corners.max(axis=0) > 0)
    if crossed.any():
        i, j = np.nonzero(crossed)
        areas[i, j] = shapely.area(
            shapely.intersection(shapely.box(gx[i], gy[j], gx[i + 1], gy[j + 1]), piece)
        )
    return areas


def _merged(values: Floats) -> Floats:
    """Sorted grid lines, those closer than a millimetre merged."""
    lines = np.sort(values)
    keep = np.concatenate([[True], np.diff(lines) > 1e-3])
    merged: Floats = lines[keep]
    return merged
