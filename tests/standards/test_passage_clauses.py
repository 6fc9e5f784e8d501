"""Ways that people pass: fire passages, accessible offices, exhibition halls. Numbers worked on paper."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from shapely import box

from planner.check.compliance import Verdict
from planner.policies import Policies
from tests.standards.sheet import Room, Sheet, core, door, judge, room
from tests.verify import conduct

RUN = {"operations": conduct.operations()}
UNSHOWN = {"operations": replace(conduct.operations(), attestations=())}


def office(width: float, opening: float, changes: dict[str, Any] = RUN, **more: Any) -> Sheet:
    """An open office on a corridor of a width, with a door of a width."""
    return Sheet(
        [room(10, 10, 12, 9.88, "open_office", "office_area")],
        corridors=[(box(10, 20, 40, 20 + width), width)],
        doors=[("s1", "c1", door(14, 19.88, opening))],
        changes=changes,
        **more,
    )


@pytest.mark.parametrize(
    ("width", "opening", "changes", "expected"),
    [
        (1.2, 0.9, RUN, "pass"),
        (1.19, 0.9, RUN, "fail"),
        (1.2, 0.89, RUN, "fail"),
        (1.2, 0.9, UNSHOWN, "undecided"),
        (1.19, 0.9, UNSHOWN, "fail"),
    ],
)
def test_an_accessible_office(
    tmp_path: Path, width: float, opening: float, changes: dict[str, Any], expected: str
) -> None:
    """CBEP-5.1.1.3: corridors of 1.2 m and doors of 0.9 m (GB 55019-2021), toilets and ramps by document."""
    assert judge(tmp_path, "CBEP-5.1.1.3", office(width, opening, changes)).status == expected


@pytest.mark.parametrize(
    ("level", "kinds", "expected"), [(1, ("stair",), "pass"), (2, ("stair",), "fail"), (2, ("lift",), "pass")]
)
def test_a_lift_to_an_office_above(tmp_path: Path, level: int, kinds: tuple[str, ...], expected: str) -> None:
    above = {"level": level, "cores": (core("C1", box(60, 60, 66, 66), *kinds),)}
    assert judge(tmp_path, "CBEP-5.1.1.3", office(1.8, 1.2, storey=above)).status == expected


def test_no_office_no_subject(tmp_path: Path) -> None:
    assert (
        judge(tmp_path, "CBEP-5.1.1.3", Sheet([Room("shop", "support")], changes=RUN)).status
        == "not_applicable"
    )


def hall(depth: float, *, sprinklered: bool, doors: int = 1, changes: dict[str, Any] = RUN) -> Sheet:
    """A hall 24 m wide with doors in its lower wall from x 22 to 22.1 (and from 12 to 12.1)."""
    sheet = Sheet(
        [Room("exhibition_hall", "exchange_centre", 24, depth, at=(10, 30))],
        corridors=[(box(10, 28, 40, 29.88), 1.88)],
        doors=[("s1", "c1", box(x, 29.88, x + 0.1, 30)) for x in (22, 12)[:doors]],
    )
    base = sheet.scenario().buildings[0]
    building = replace(base, sprinklered=sprinklered, storeys=sheet.scenario().buildings[0].storeys)
    return replace(sheet, changes={"buildings": (building,), **changes})


@pytest.mark.parametrize(
    ("depth", "sprinklered", "changes", "expected"),
    [
        # From the door (x 22..22.1, up to the wall) to the far corner at x 10: 12 m aside and the depth.
        (27.49, False, RUN, "pass"),  # sqrt(12^2 + 27.49^2) = 29.995
        (27.50, False, RUN, "fail"),  # 30.004
        (35.52, True, RUN, "pass"),  # 37.492
        (35.54, True, RUN, "fail"),  # 37.511
        (27.49, False, UNSHOWN, "undecided"),
        (27.50, False, UNSHOWN, "fail"),
    ],
)
def test_the_far_corner_of_an_exhibition_hall(
    tmp_path: Path, depth: float, sprinklered: bool, changes: dict[str, Any], expected: str
) -> None:
    """CBEP-5.1.2.2-c: 30 m, sprinklered 37.5 m (GB 50016-2014 5.5.17), as the crow flies."""
    assert (
        judge(tmp_path, "CBEP-5.1.2.2-c", hall(depth, sprinklered=sprinklered, changes=changes)).status
        == expected
    )


def test_a_second_door_shortens_the_way(tmp_path: Path) -> None:
    """With a door at x 12 the corner at x 34 is farthest: sqrt(11.9^2 + 27.6^2) = 30.06 still."""
    found = judge(tmp_path, "CBEP-5.1.2.2-c", hall(27.6, sprinklered=False, doors=2))
    assert found.findings[0].measured == pytest.approx(30.06, abs=0.005)


def test_a_hall_without_door(tmp_path: Path) -> None:
    assert judge(tmp_path, "CBEP-5.1.2.2-c", hall(10, sprinklered=False, doors=0)).status == "fail"


def fire(width: float, policies: Policies | None = None, changes: dict[str, Any] = RUN) -> Sheet:
    """A shop on a corridor; no road reaches the gate."""
    return Sheet(
        [room(10, 10, 12, 9.88)],
        corridors=[(box(10, 20, 40, 20 + width), width)],
        doors=[("s1", "c1", door(14, 19.88, 1.0))],
        changes={**changes, "policies": policies or Policies()},
    )


def passages(folder: Path, sheet: Sheet) -> Verdict:
    return judge(folder, "CBEP-4.3.5.2-b", sheet)


@pytest.mark.parametrize(("width", "expected"), [(1.1, "pass"), (1.09, "fail")])
def test_ways_out_inside(tmp_path: Path, width: float, expected: str) -> None:
    """CBEP-4.3.5.2-b read as ways out: corridors of 1.1 m (GB 55037-2022 7.1.4); roads do not matter."""
    found = passages(tmp_path, fire(width, Policies(fire_passage="egress")))
    assert found.status == expected
    assert len(found.findings) == 2


def test_lanes_outside(tmp_path: Path) -> None:
    """Read as lanes for engines alone: the narrow corridor does not matter, the missing road does."""
    found = passages(tmp_path, fire(1.0, Policies(fire_passage="fire_lane")))
    assert found.status == "fail"
    assert {row.subject for row in found.findings if not row.ok} == {"gate G1"}


def test_both_by_default(tmp_path: Path) -> None:
    found = passages(tmp_path, fire(1.0))
    assert {row.subject for row in found.findings if not row.ok} == {"gate G1", "A/1F/c1"}


def test_widths_alone_show_no_fire_passage(tmp_path: Path) -> None:
    found = passages(tmp_path, fire(1.8, Policies(fire_passage="egress"), UNSHOWN))
    assert found.status == "undecided"
    (gap,) = [row for row in found.findings if row.ok is None]
    assert gap.subject == "a document about CBEP-4.3.5.2-b that covers egress"
