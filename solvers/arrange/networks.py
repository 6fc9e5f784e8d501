"""The corridor networks that storeys are laid out round: found once for a shape, told to other processes."""

from __future__ import annotations

import pickle
from functools import lru_cache

import numpy as np

from planner.model import Policies, Storey
from solvers.arrange.frame import Frame, build_frame, ranked_frames
from solvers.arrange.grids import grid_lines, spread
from solvers.arrange.plate import Plate, make_plate

FRAMES = 110
CORRIDOR_SHARE = 0.165
"""Aim for corridors over the gross area of storeys above 800 m2, below the 18 % they may take."""
FRAMES_PER_SIZE = 12
KEPT = 64
"""Plates whose frames are kept."""

_Mark = tuple[object, ...]
"""What the frames of a plate depend on."""


def frames_of(
    storey: Storey, policies: Policies, width: int, *, flights_m: float = 0.0
) -> tuple[Plate, list[Frame]]:
    """The plate and its frames, grids where no others do; those of a shape share them within a process."""
    plate = make_plate(storey, policies, width, flights_m=flights_m)
    return plate, frames_on(storey, plate)


def frames_on(storey: Storey, plate: Plate) -> list[Frame]:
    """The frames of a plate of a storey, grids where no others do."""
    limit = corridor_limit(storey)
    frames = known.frames(plate, limit)
    sizes: dict[tuple[int, bool], list[Frame]] = {}
    for frame in frames:
        if frame.region.area <= limit:
            sizes.setdefault((frame.spines, bool(frame.unreached)), []).append(frame)
    chosen: list[Frame] = []
    for same in sizes.values():  # sorted by corridor share: keep the whole range, not its low end only
        chosen += spread(same, FRAMES_PER_SIZE)
    return chosen or grids_of(storey, plate)


def grids_of(storey: Storey, plate: Plate) -> list[Frame]:
    """The grids of corridors that a storey may have."""
    limit = corridor_limit(storey)
    return [frame for frame in _cached_grids(_Key(plate), limit) if frame.region.area <= limit]


def corridor_limit(storey: Storey) -> float:
    """Greatest gross corridor area in m2 (walls included, hence the allowance)."""
    area = storey.gross_area / 1e6
    return 1.1 * CORRIDOR_SHARE * area if area > 800 else area


class _Key:
    """A plate hashed by what its frames depend on."""

    def __init__(self, plate: Plate) -> None:
        self.plate = plate
        shapes = [
            plate.usable,
            plate.passable,
            *plate.columns,
            *(shape for target in plate.targets for shape in (target.shape, target.frontage)),
        ]
        contacts = (target.contact for target in plate.targets)
        self.mark = (plate.corridor, plate.goods, *contacts, *(shape.wkb for shape in shapes))

    def __hash__(self) -> int:
        return hash(self.mark)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.mark == other.mark


class Known:
    """The frames of plates of this process, and those told by other processes: both are the same."""

    def __init__(self) -> None:
        self._frames: dict[_Mark, tuple[Frame, ...]] = {}
        self._untold: list[_Mark] = []

    def frames(self, plate: Plate, limit: float) -> tuple[Frame, ...]:
        """All frames of a plate with at most so much corridor, m2 (some may have hardly more)."""
        mark = (limit, *_Key(plate).mark)
        found = self._frames.pop(mark, None)
        if found is None:
            found = tuple(ranked_frames(plate, FRAMES, np.random.default_rng(20231), most_m2=limit))
            self._untold.append(mark)
        self._keep(mark, found)
        return found

    def told(self) -> bytes:
        """What was found here since this was last asked, for ``learn`` in another process; may be empty."""
        news = {mark: self._frames[mark] for mark in self._untold if mark in self._frames}
        self._untold = []
        return pickle.dumps(news) if news else b""

    def learn(self, told: bytes) -> None:
        """Take over what another process has found."""
        for mark, frames in pickle.loads(told).items():
            if mark not in self._frames:
                self._keep(mark, frames)

    def _keep(self, mark: _Mark, frames: tuple[Frame, ...]) -> None:
        self._frames[mark] = frames
        if len(self._frames) > KEPT:
            oldest = next(iter(self._frames))  # not asked for since
            del self._frames[oldest]
            self._untold = [mark for mark in self._untold if mark != oldest]


known = Known()
"""Of this process."""


@lru_cache(maxsize=16)
def _cached_grids(key: _Key, limit: float) -> tuple[Frame, ...]:
    frames = (build_frame(key.plate, lines, most_m2=limit) for lines in grid_lines(key.plate, limit))
    return tuple(frame for frame in frames if frame is not None)
