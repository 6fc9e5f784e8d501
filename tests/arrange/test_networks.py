"""Frames found in one process and told to another."""

from __future__ import annotations

import pytest
from shapely.geometry import box

from planner.model import Policies
from solvers.arrange import networks as subject
from solvers.arrange.frame import Frame
from solvers.arrange.networks import Known, corridor_limit
from solvers.arrange.plate import Plate, make_plate
from tests.arrange.plates import PLATES, plate

WIDTH_MM = 1_800
LIMIT = corridor_limit(PLATES["bar"])


def bar() -> Plate:
    return make_plate(PLATES["bar"], Policies(), WIDTH_MM)


def as_bytes(frames: tuple[Frame, ...]) -> list[tuple[object, ...]]:
    return [
        (frame.region.wkb, [piece.wkb for piece in frame.pieces], frame.lines, frame.unreached, frame.share)
        for frame in frames
    ]


def test_what_one_process_found_another_need_not_seek(monkeypatch: pytest.MonkeyPatch) -> None:
    finder, learner = Known(), Known()
    found = finder.frames(bar(), LIMIT)
    learner.learn(finder.told())
    monkeypatch.setattr(subject, "ranked_frames", lambda *_, **__: pytest.fail("sought again"))
    assert len(found) > 5
    assert as_bytes(learner.frames(bar(), LIMIT)) == as_bytes(found)


def test_each_find_is_told_once_and_by_its_finder() -> None:
    finder, learner = Known(), Known()
    finder.frames(bar(), LIMIT)
    told = finder.told()
    finder.frames(bar(), LIMIT)
    assert finder.told() == b""
    learner.learn(told)
    learner.frames(bar(), LIMIT)
    assert learner.told() == b""


def test_another_plate_is_not_taken_for_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    sought: list[Plate] = []
    monkeypatch.setattr(subject, "ranked_frames", lambda plate_, *_, **__: sought.append(plate_) or [])
    known = Known()
    wider = make_plate(PLATES["bar"], Policies(), WIDTH_MM + 200)
    moved = make_plate(plate(box(5, 0, 65, 12), box(5, 0, 9, 5)), Policies(), WIDTH_MM)
    for plate_ in (bar(), wider, moved, bar(), wider):
        known.frames(plate_, LIMIT)
    known.frames(bar(), LIMIT + 1)
    assert len(sought) == 4


def test_no_more_than_the_last_plates_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    sought: list[float] = []
    monkeypatch.setattr(subject, "ranked_frames", lambda *_, most_m2: sought.append(most_m2) or [])
    monkeypatch.setattr(subject, "KEPT", 3)
    known = Known()
    for limit in (1.0, 2.0, 3.0, 1.0, 4.0, 1.0, 2.0):
        known.frames(bar(), limit)
    assert sought == [1.0, 2.0, 3.0, 4.0, 2.0], "1 was asked for again before 4 came, 2 was not"
