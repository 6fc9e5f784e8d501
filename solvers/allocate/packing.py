"""Whether rooms of given sizes fit the pieces that a storey's corridors leave (bin packing).

A storey has a few *frames* to choose from, each a list of *bins*: the rectangles that the pieces between
its corridors are made of. A room lies in one bin that has a large enough room, and may go round a corner
into another bin of the same piece; a zone lies there likewise or, where it is taken apart along the
public corridors, room by room in what is left of all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numba as nb
import numpy as np
import numpy.typing as npt

from planner.model import M2, Storey
from solvers.types import Shape

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

ROOM, BLOCK, SPREAD = range(3)
"""Lies in one bin as one room; in one bin; anywhere."""
UNPACKED, EVERYWHERE = -1, -2
"""Places of an item that found no bin, and of one that is spread."""
MANY_ROOMS = 10
"""Rooms from which a zone is taken apart along the public corridors when it is arranged."""
LARGE_SHARE = 0.33
"""Share of a storey's capacity from which a zone is taken apart."""
SMALLER, LARGER = 0.97, 1.2
"""Bounds of a room of a zone that is taken apart, as parts of the size it is wanted."""
ROOM_BEYOND, BLOCK_BEYOND = 1.0, 0.4
"""How far a room or zone may go round a corner, as a share of what its bin has left."""
BENT = 1e6
"""Added to the rank of a bin that an item does not fit straight."""
GROWS = 1.05
"""What a spread zone may grow to, as a part of the size for which there is room."""
TOLERANCE = 1.0
"""m2 by which a bin may be overfull: walls and cuts give that much."""


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames of all storeys, flattened. Areas in m2 of storey area that the items take."""

    of_storey: Ints
    """Storey ``s`` has the frames ``of_storey[s]`` to ``of_storey[s + 1]``."""
    bins: Ints
    """Frame ``k`` has the bins ``bins[k]`` to ``bins[k + 1]``."""
    areas: Floats
    largest: Floats
    """Largest single room of each bin."""
    pieces: Ints
    """Bins of a frame with the same number lie side by side."""
    neighbours: Ints
    """Bit ``k``: rooms of a zone may go on from the bin into the ``k``-th of its frame."""


def frames_of(storeys: Sequence[Storey], shapes: Mapping[str, Shape]) -> Frames:
    """The frames of the storeys' shapes; none for a storey without a shape."""
    of_storey, bins, areas, largest, pieces, neighbours = [0], [0], [], [], [], []
    for storey in storeys:
        for frame in shapes[storey.id].frames if storey.id in shapes else ():
            areas += [area / M2 for area, _, _, _ in frame]
            largest += [room / M2 for _, room, _, _ in frame]
            pieces += [piece for _, _, piece, _ in frame]
            neighbours += [bits for _, _, _, bits in frame]
            bins.append(len(areas))
        of_storey.append(len(bins) - 1)
    return Frames(
        np.array(of_storey), np.array(bins), np.array(areas, float), np.array(largest, float),
        np.array(pieces, np.int64), np.array(neighbours, np.int64),
    )  # fmt: skip


@nb.njit(nogil=True, cache=True)
def form_of(single: bool, size: float, chunk: float, capacity: float) -> int:
    """How an item lies on a storey: ``ROOM``, ``BLOCK`` or ``SPREAD``; large zones are taken apart.

    ``size`` is what it takes, m2, ``chunk`` that of one of its rooms (infinite: never taken apart).
    """
    if single:
        return ROOM
    large = chunk < np.inf and size > min(MANY_ROOMS * chunk, LARGE_SHARE * capacity)
    return SPREAD if large else BLOCK


@nb.njit(nogil=True, cache=True)
def chunk_of(size: float, chunk: float) -> float:
    """The size of one of a zone's equal rooms: as large as usual, or a little smaller."""
    return size / np.ceil(size / chunk - 1e-9) if 0.0 < chunk < np.inf and size > 0.0 else chunk


@nb.njit(nogil=True, cache=True)
def _take(left: Floats, pieces: Ints, start: int, end: int, b: int, size: float) -> None:
    """Take an item out of bin ``b``; what it exceeds it by out of the smallest bins of the same piece."""
    excess = size - left[b - start]
    left[b - start] = max(0.0, -excess)
    while excess > 1e-9:
        k = -1
        for c in range(start, end):
            smaller = k < 0 or left[c - start] < left[k - start]
            if c != b and pieces[c] == pieces[b] and left[c - start] > 0.0 and smaller:
                k = c
        if k < 0:
            return
        part = min(excess, left[k - start])
        left[k - start] -= part
        excess -= part


@nb.njit(nogil=True, cache=True)
def _beside(left: Floats, pieces: Ints, start: int, end: int, b: int) -> float:
    """What the other bins of a bin's piece have left."""
    total = 0.0
    for c in range(start, end):
        if c != b and pieces[c] == pieces[b]:
            total += left[c - start]
    return total


@nb.njit(nogil=True, cache=True)
def _spread(left: Floats, start: int, end: int, neighbours: Ints, size: float, chunk: float) -> float:
    """Fill rooms of about ``chunk`` into what bins have left; the area without room.

    The emptiest bin first, then always the emptiest that the rooms placed so far may go on into.
    """
    reach, used = np.int64(-1), np.int64(0)
    for _ in range(end - start):
        b, most = -1, 0.0
        for k in range(end - start):
            bit = np.int64(1) << np.int64(k)
            if reach & bit and not used & bit:
                rooms = np.floor((left[k] + TOLERANCE) / (SMALLER * chunk))
                fits = min(left[k], LARGER * chunk * rooms)
                if fits > most:
                    b, most = k, fits
        if b < 0:
            break
        taken = min(size, most)
        left[b] -= taken
        size -= taken
        if size <= TOLERANCE:
            return 0.0
        reach = neighbours[start + b] if used == 0 else reach | neighbours[start + b]
        used |= np.int64(1) << np.int64(b)
    return size


@nb.njit(nogil=True, cache=True)
def _best_bin(
    size: float, form: int, start: int, end: int, largest: Floats, pieces: Ints, left: Floats
) -> int:
    """The fullest bin that an item fits straight, else one where it goes round a corner; or ``UNPACKED``."""
    chosen, tightest = UNPACKED, 1e18
    for b in range(start, end):
        if form == ROOM and largest[b] < size - TOLERANCE:
            continue
        here = left[b - start]
        spare = here - size
        if spare < -TOLERANCE:
            beyond = ROOM_BEYOND if form == ROOM else BLOCK_BEYOND
            if -spare > beyond * here or -spare > _beside(left, pieces, start, end, b):
                continue
            spare = BENT - spare
        if spare < tightest:
            chosen, tightest = b, spare
    return chosen


def block_limit(frames: Frames, s: int) -> float:
    """The largest zone in one block that an empty storey takes, m2; infinite without frames."""
    largest = np.inf if frames.of_storey[s] == frames.of_storey[s + 1] else 0.0
    for k in range(frames.of_storey[s], frames.of_storey[s + 1]):
        bins = slice(int(frames.bins[k]), int(frames.bins[k + 1]))
        for area, piece in zip(frames.areas[bins], frames.pieces[bins], strict=True):
            beside = float(frames.areas[bins][frames.pieces[bins] == piece].sum() - area)
            largest = max(largest, area + max(TOLERANCE, min(BLOCK_BEYOND * area, beside)))
    return largest


@nb.njit(nogil=True, cache=True)
def _falling(count: int, sizes: Floats, order: Ints) -> None:
    """Fill ``order`` with the items by falling size."""
    for k in range(count):
        j = k
        while j > 0 and sizes[order[j - 1]] < sizes[k]:
            order[j] = order[j - 1]
            j -= 1
        order[j] = k


@nb.njit(nogil=True, cache=True)
def pack(
    count: int,
    sizes: Floats,
    forms: Ints,
    chunks: Floats,
    order: Ints,
    frames: Ints,
    first: int,
    last: int,
    areas: Floats,
    largest: Floats,
    pieces: Ints,
    neighbours: Ints,
    left: Floats,
    place: Ints,
    best: Ints,
) -> tuple[float, int]:
    """The area that finds no room in the frame that suits best, and that frame.

    ``sizes`` and ``forms`` of ``count`` items, ``chunks`` the size of a room of those that are spread.
    Frame ``k`` from ``first`` to ``last`` has the bins ``frames[k]`` to ``frames[k + 1]`` of ``areas``,
    ``largest`` rooms, ``pieces`` and ``neighbours``. ``order``, ``left`` and ``place`` are scratch;
    ``best`` gets the bin of each item, ``UNPACKED`` or ``EVERYWHERE``. Best fit, the largest items first.
    """
    _falling(count, sizes, order)
    least, chosen = 1e18, first
    for frame in range(first, last):
        start, end = frames[frame], frames[frame + 1]
        for b in range(start, end):
            left[b - start] = areas[b]
        unpacked = 0.0
        for k in range(count):
            m = order[k]
            place[m] = EVERYWHERE
            if forms[m] == SPREAD:
                continue
            place[m] = _best_bin(sizes[m], forms[m], start, end, largest, pieces, left)
            if place[m] >= 0:
                _take(left, pieces, start, end, place[m], sizes[m])
                continue
            unpacked += sizes[m]
            if unpacked >= least:
                break
        for k in range(count):
            if forms[order[k]] == SPREAD and unpacked < least:
                unpacked += _spread(left, start, end, neighbours, sizes[order[k]], chunks[order[k]])
        if unpacked < least - 1e-9:
            least, chosen = unpacked, frame
            best[:count] = place[:count]
            if least == 0.0:
                break
    return least, chosen


def placed(
    frames: Frames, s: int, sizes: Sequence[float], forms: Sequence[int], chunks: Sequence[float]
) -> tuple[tuple[int, ...], float]:
    """The bin of each item on a storey (or ``UNPACKED``, ``EVERYWHERE``) and the area without room, m2.

    Everything is everywhere on a storey without frames.
    """
    first, last = int(frames.of_storey[s]), int(frames.of_storey[s + 1])
    count = len(sizes)
    if first == last or count == 0:
        return (EVERYWHERE,) * count, 0.0
    best, order, place = np.full(count, EVERYWHERE), np.zeros(count, np.int64), np.zeros(count, np.int64)
    left = np.zeros(len(frames.areas))
    lacking, _ = pack(
        count, np.array(sizes, float), np.array(forms), np.array(chunks, float), order, frames.bins, first,
        last, frames.areas, frames.largest, frames.pieces, frames.neighbours, left, place,
        best,
    )  # fmt: skip
    return tuple(best.tolist()), float(lacking)


def sharing(frames: Frames, bins: Sequence[int], sizes: Sequence[float]) -> list[tuple[list[int], float]]:
    """Items that share a bin or a piece, and what they may take together, m2; ``bins`` as from ``placed``.

    The tolerance more than there is, or than they have now where some of them go round a corner.
    """
    chosen = [k for k, b in enumerate(bins) if b >= 0]
    if not chosen:
        return []
    frame = int(np.searchsorted(frames.bins, bins[chosen[0]], side="right")) - 1
    every = range(int(frames.bins[frame]), int(frames.bins[frame + 1]))
    groups = [{b} for b in every] + [
        {b for b in every if frames.pieces[b] == piece} for piece in sorted({*frames.pieces[every].tolist()})
    ]
    found = []
    for group in dict.fromkeys(frozenset(group) for group in groups):
        items = [k for k in chosen if bins[k] in group]
        room = max(sum(float(frames.areas[b]) for b in group), sum(sizes[k] for k in items))
        found += [(items, room + TOLERANCE)] if items else []
    return found
