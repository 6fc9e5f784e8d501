"""Pieces of a frame as arrays for the compiled kernel (see ``kernel`` for their shapes)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FRONT, DAYLIGHT, DOCK, EXIT = 0, 1, 2, 3
CHAMFER_STEP_M = 0.5


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


def piece_data(
    pieces: Sequence[Polygon],
    corridor: BaseGeometry,
    daylight: BaseGeometry,
    docks: Sequence[BaseGeometry],
    exits: Sequence[BaseGeometry] = (),
) -> PieceData:
    """Tables and boundary segments of ``pieces``; doors are possible where they meet ``corridor``.

    ``exits`` are those that no corridor reaches.
    """
    boxes, index, xs, ys, sats = [], [], [], [], []
    segs: list[list[float]] = []
    seg_at = [0]
    at_x = at_y = at_s = 0
    near = corridor.buffer(0.02, join_style="mitre")
    for number, piece in enumerate(pieces):
        gx, gy, table = _table(piece)
        boxes.append([*piece.bounds, piece.area])
        index.append([at_x, len(gx), at_y, len(gy), at_s])
        xs.append(gx)
        ys.append(gy)
        sats.append(table.ravel())
        at_x += len(gx)
        at_y += len(gy)
        at_s += table.size
        for edge in _edges(piece):
            segs += _segments(number, FRONT, piece, edge.intersection(near))
            if not daylight.is_empty and edge.intersects(daylight):
                segs += _segments(number, DAYLIGHT, piece, edge.intersection(daylight))
            for kind, openings in ((DOCK, docks), (EXIT, exits)):
                for opening in openings:
                    if edge.intersects(opening):
                        segs += _segments(number, kind, piece, edge.intersection(opening))
        seg_at.append(len(segs))
    return PieceData(
        polygons=tuple(pieces),
        box_f=np.array(boxes, dtype=np.float64),
        index=np.array(index, dtype=np.int64),
        grid_x=np.concatenate(xs),
        grid_y=np.concatenate(ys),
        sat=np.concatenate(sats),
        segs=np.array(segs, dtype=np.float64).reshape(-1, 8),
        seg_at=np.array(seg_at, dtype=np.int64),
    )


def _edges(piece: Polygon) -> list[LineString]:
    """The straight edges of a polygon, holes too."""
    edges = []
    for ring in (piece.exterior, *piece.interiors):
        points = list(ring.coords)
        edges += [LineString(pair) for pair in pairwise(points) if pair[0] != pair[1]]
    return edges


def _segments(number: int, kind: int, piece: Polygon, part: BaseGeometry) -> list[list[float]]:
    """Kernel rows of the straight bits of ``part``, an edge's part that has some property."""
    rows = []
    for line in getattr(part, "geoms", [part]):
        if not isinstance(line, LineString) or line.length < 0.3:
            continue
        (x0, y0), (x1, y1) = line.coords[0], line.coords[-1]
        along_y = abs(y1 - y0) >= abs(x1 - x0)
        c = (x0 + x1) / 2 if along_y else (y0 + y1) / 2
        low, high = sorted((y0, y1) if along_y else (x0, x1))
        tolerance = 0.05 + abs((x1 - x0) if along_y else (y1 - y0)) / 2
        middle = line.interpolate(0.5, normalized=True)
        step = (0.05, 0.0) if along_y else (0.0, 0.05)
        inside = piece.covers(shapely.Point(middle.x + step[0], middle.y + step[1]))
        rows.append([number, kind, 0.0 if along_y else 1.0, c, low, high, 1.0 if inside else -1.0, tolerance])
    return rows


def _table(piece: Polygon) -> tuple[Floats, Floats, Floats]:
    """Grid lines through every vertex (finer where an edge is oblique) and the area table."""
    minx, miny, maxx, maxy = piece.bounds
    xs, ys = {minx, maxx}, {miny, maxy}
    for edge in _edges(piece):
        (x0, y0), (x1, y1) = edge.coords
        xs |= {x0, x1}
        ys |= {y0, y1}
        if abs(x1 - x0) > 0.02 and abs(y1 - y0) > 0.02:
            bits = max(2, int(edge.length / CHAMFER_STEP_M))
            xs |= set(np.linspace(x0, x1, min(40, bits)).tolist())
            ys |= set(np.linspace(y0, y1, min(40, bits)).tolist())
    gx, gy = _merged(xs), _merged(ys)
    if len(gx) == 2 and len(gy) == 2 and piece.area > 0.9999 * (maxx - minx) * (maxy - miny):
        cells = np.array([[piece.area]])
    else:
        low_x, low_y = np.meshgrid(gx[:-1], gy[:-1], indexing="ij")
        high_x, high_y = np.meshgrid(gx[1:], gy[1:], indexing="ij")
        cells = shapely.area(shapely.intersection(shapely.box(low_x, low_y, high_x, high_y), piece))
    table = np.zeros((len(gx), len(gy)))
    table[1:, 1:] = cells.cumsum(axis=0).cumsum(axis=1)
    return gx, gy, table


def _merged(values: set[float]) -> Floats:
    """Sorted grid lines, those closer than a millimetre merged."""
    lines = np.array(sorted(values))
    keep = np.concatenate([[True], np.diff(lines) > 1e-3])
    merged: Floats = lines[keep]
    return merged
