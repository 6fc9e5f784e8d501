"""Fire lanes, hydrants and distances between buildings: examples worked on paper."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from shapely import box
from shapely.affinity import translate

from planner.bundle import write_bundle
from planner.check.compliance import Verdict
from planner.model import Allocation, Building, Scenario, Solution
from planner.verify import verify
from tests.standards.floors import SOUTH, Floor, Place
from tests.verify import park

OFFICE = Place("open_office", SOUTH, [15.0])
PARK = park.park()


def judge(folder: Path, clause: str, scenario: Scenario, floor: Floor, *features: dict[str, Any]) -> Verdict:
    allocation = Allocation("feasible", (), (), {}, 0.0, 0.0)
    write_bundle(folder, Solution(scenario, allocation, floor.layout(), 1, {}, False, ()), resolved="")
    path = folder / "layout.geojson"
    document = json.loads(path.read_text("utf-8"))
    document["features"] += features
    path.write_text(json.dumps(document), "utf-8")
    return verify(scenario, folder).verdict(clause)


def lane(y: float, width: float, stated: float | None = None, **properties: object) -> dict[str, Any]:
    """A straight lane along the south of the building, whose facade is y = 0."""
    ring = [[-20, y], [80, y], [80, y + width], [-20, y + width], [-20, y]]
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"role": "fire_lane", "id": "L1", "width_m": stated or width, **properties},
    }


def test_a_storey_above_a_lane_sets_its_clear_height(tmp_path: Path) -> None:
    """The upper storey reaches 10 m over the lane, its underside 3.9 m, then 4.0 m above the ground."""
    for height, status in ((3.9, "fail"), (4.0, "pass")):
        floor = Floor([OFFICE])
        scenario = floor.scenario()
        (building,) = scenario.buildings
        over = translate(building.storeys[0].outline, 0, -10_000)
        ground = building.storeys[0]
        upper = replace(
            ground,
            id="A/2F",
            level=2,
            elevation_mm=round(height * 1000),
            outline=over,
            exits=(),
            docks=(),
            cores=(),
        )
        park = replace(scenario, buildings=(replace(building, storeys=(ground, upper)),))
        verdict = judge(tmp_path / status, "FIRE-50016-7.1.8-1-b", park, floor, lane(-9, 4, clear_height_m=6))
        assert verdict.status == status
        assert verdict.worst is not None
        assert verdict.worst.measured == pytest.approx(height)


def hydrant(x: float, y: float) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [x, y]},
        "properties": {"role": "hydrant", "id": f"H{x:g}-{y:g}"},
    }


@pytest.mark.parametrize(
    ("clause", "lanes", "status", "measured"),
    [
        ("FIRE-50016-7.1.8-1-a", [lane(-10, 4)], "pass", 4),
        ("FIRE-50016-7.1.8-1-a", [lane(-10, 3.9)], "fail", 3.9),
        ("FIRE-50016-7.1.8-1-a", [lane(-10, 3.5, stated=4)], "fail", 3.5),  # drawn narrower than stated
        ("FIRE-50016-7.1.8-1-b", [lane(-10, 4, clear_height_m=4)], "pass", 4),
        ("FIRE-50016-7.1.8-1-b", [lane(-10, 4, clear_height_m=3.8)], "fail", 3.8),
        ("FIRE-50016-7.1.8-1-b", [lane(-10, 4)], "pass", "no storey above it"),
        ("FIRE-50016-7.1.8-4", [lane(-9, 4)], "pass", 5),
        ("FIRE-50016-7.1.8-4", [lane(-8.9, 4)], "fail", 4.9),
    ],
)
def test_fire_lanes(
    tmp_path: Path, clause: str, lanes: list[dict[str, Any]], status: str, measured: float | str
) -> None:
    floor = Floor([OFFICE])
    verdict = judge(tmp_path, clause, floor.scenario(), floor, *lanes)
    assert verdict.status == status
    assert verdict.worst is not None
    wanted = measured if isinstance(measured, str) else pytest.approx(measured, abs=1e-6)
    assert verdict.worst.measured == wanted


def paved(
    id: str, *corners: tuple[float, float], role: str = "fire_lane", width: float = 4
) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [[list(at) for at in (*corners, corners[0])]]},
        "properties": {"role": role, "id": id, "width_m": width},
    }


def axis(of: str, *points: tuple[float, float]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": [list(at) for at in points]},
        "properties": {"role": "axis", "id": f"{of}/axis", "of": of, "width_m": 4},
    }


WIDTH = "FIRE-50016-7.1.8-1-a"


@pytest.mark.parametrize(("kerb", "status", "width"), [(34, "pass", 4), (33.999, "fail", 3.999)])
def test_the_ground_that_neighbours_share_counts_for_a_lane(
    tmp_path: Path, kerb: float, status: str, width: float
) -> None:
    """L2 runs south from L1 about x = 32. Half its ground belongs to R1 beside it: alone it is 2 m wide."""
    floor = Floor([OFFICE])
    things = [
        paved("L1", (-20, -10), (80, -10), (80, -6), (-20, -6)),
        axis("L1", (-20, -8), (80, -8)),
        paved("L2", (32, -40), (kerb, -40), (kerb, -10), (32, -10)),
        axis("L2", (32, -40), (32, -8)),
        paved("R1", (30, -40), (32, -40), (32, -10), (30, -10), role="road", width=2),
    ]
    verdict = judge(tmp_path, WIDTH, floor.scenario(), floor, *things)
    assert verdict.status == status
    assert verdict.worst is not None
    assert verdict.worst.measured == pytest.approx(width, abs=1e-6)
    assert verdict.worst.subject == ("L1" if status == "pass" else "L2")


@pytest.mark.parametrize(("depth", "status"), [(0.0, "pass"), (0.001, "fail"), (1.0, "fail")])
def test_a_lane_is_as_wide_as_its_narrowest_place(tmp_path: Path, depth: float, status: str) -> None:
    """A kerb comes out into a lane of 4 m, 30 m before its end; elsewhere it is as wide as it says."""
    floor = Floor([OFFICE])
    ring = [(-20, -10), (50, -10), (50, -10 + depth), (50.5, -10 + depth), (50.5, -10), (80, -10)]
    lane = paved("L1", *ring, (80, -6), (-20, -6))
    verdict = judge(tmp_path, WIDTH, floor.scenario(), floor, lane, axis("L1", (-20, -8), (80, -8)))
    assert verdict.status == status
    assert verdict.worst is not None
    assert verdict.worst.measured == pytest.approx(4 - depth, abs=1e-6)
    if depth == 1.0:
        assert verdict.worst.where is not None
        assert verdict.worst.where.intersects(box(50_000, -10_000, 50_500, -9_000))


@pytest.mark.parametrize(("inner", "status"), [(46, "pass"), (46.001, "fail")])
def test_a_ring_is_measured_all_the_way_round(tmp_path: Path, inner: float, status: str) -> None:
    """Three sides are 4 m wide; the one opposite to where the axis begins is what ``inner`` leaves it."""
    floor = Floor([OFFICE])
    lane = paved("L1", (-20, -60), (60, -60), (60, -10), (-20, -10))
    hole = [[-16, -56], [inner + 10, -56], [inner + 10, -14], [-16, -14], [-16, -56]]
    lane["geometry"]["coordinates"].append(hole)
    line = axis("L1", (-18, -35), (-18, -58), (58, -58), (58, -12), (-18, -12), (-18, -35))
    verdict = judge(tmp_path, WIDTH, floor.scenario(), floor, lane, line)
    assert verdict.status == status
    assert verdict.worst is not None
    assert verdict.worst.measured == pytest.approx(50 - inner, abs=1e-6)


def test_a_building_that_needs_lanes_is_undecided_without(tmp_path: Path) -> None:
    small, large = Floor([OFFICE]), Floor([OFFICE], size=(60, 51))  # 1320 and 3060 m2 of 3000
    high = Floor([OFFICE], storeys=6)
    for number, (floor, status) in enumerate(
        ((small, "not_applicable"), (large, "undecided"), (high, "undecided"))
    ):
        folder = tmp_path / str(number)
        verdict = judge(folder, "FIRE-50016-7.1.8-1-a", floor.scenario(), floor)
        assert verdict.status == status
    assert verdict.worst is not None
    assert (verdict.worst.measured, verdict.worst.limit) == ("missing", "layout.fire_lane")


@pytest.mark.parametrize(
    ("hydrants", "status"),
    [
        ([hydrant(60, 172)], "fail"),  # the far corner (0, 0): hypot(60, 172) = 182
        ([hydrant(60, 135)], "pass"),  # hypot(60, 135) = 147.7
        ([hydrant(60, 172), hydrant(0, -100)], "pass"),
        ([], "undecided"),
    ],
)
def test_hydrants(tmp_path: Path, hydrants: list[dict[str, Any]], status: str) -> None:
    floor = Floor([OFFICE])
    verdict = judge(tmp_path, "FIRE-50974-7.3.2", floor.scenario(), floor, *hydrants)
    assert verdict.status == status
    assert verdict.strength == "recommended"


def test_a_small_building_needs_no_hydrant(tmp_path: Path) -> None:
    floor = Floor([OFFICE], size=(30, 10))
    assert judge(tmp_path, "FIRE-50974-7.3.2", floor.scenario(), floor).status == "not_applicable"


def beside(floor: Floor, gap: float, grade: str = "II", storeys: int = 1) -> Scenario:
    """The building of the floor, and another one of 20 x 22 m to its east."""
    scenario = floor.scenario()
    own = scenario.buildings[0]
    shape = translate(box(0, 0, 20_000, 22_000), 60_000 + round(gap * 1000), 0)
    levels = tuple(
        replace(
            own.storeys[0],
            id=f"N/{level}F",
            building="N",
            level=level,
            elevation_mm=(level - 1) * 4500,
            height_mm=4500,
            outline=shape,
            cores=(),
            exits=(),
        )
        for level in range(1, storeys + 1)
    )
    other = Building("N", "N", "N", True, False, grade, levels)  # type: ignore[arg-type]  # by name
    return replace(scenario, buildings=(own, other))


@pytest.mark.parametrize(
    ("clause", "own", "grade", "storeys", "least"),
    [
        ("FIRE-50016-5.2.2-a", Floor([OFFICE], storeys=6), "I", 6, 13),
        ("FIRE-50016-5.2.2-b", Floor([OFFICE], storeys=6), "II", 1, 9),
        ("FIRE-50016-5.2.2-c", Floor([OFFICE], storeys=6), "III", 1, 11),
        ("FIRE-50016-5.2.2-d", Floor([OFFICE], storeys=6), "IV", 1, 14),
        ("FIRE-50016-5.2.2-e", Floor([OFFICE]), "II", 1, 6),
        ("FIRE-50016-5.2.2-f", Floor([OFFICE]), "III", 1, 7),
        ("FIRE-50016-5.2.2-g", Floor([OFFICE]), "IV", 1, 9),
        ("FIRE-50016-5.2.2-h", Floor([OFFICE], grade="III"), "III", 1, 8),
        ("FIRE-50016-5.2.2-i", Floor([OFFICE], grade="III"), "IV", 1, 10),
        ("FIRE-50016-5.2.2-j", Floor([OFFICE], grade="IV"), "IV", 1, 12),
    ],
)
def test_distance_of_buildings(
    tmp_path: Path, clause: str, own: Floor, grade: str, storeys: int, least: float
) -> None:
    id = clause
    for gap, status in ((least, "pass"), (least - 0.1, "fail")):
        scenario = beside(own, gap, grade, storeys)
        verdict = judge(tmp_path, id, scenario, own)
        assert verdict.status == status
        assert verdict.worst is not None
        assert verdict.worst.measured == pytest.approx(gap)
    unknown = replace(PARK.policies, facing_walls="unknown")
    assert judge(tmp_path, id, replace(scenario, policies=unknown), own).status == "undecided"
    alone = judge(tmp_path, id, own.scenario(), own)
    assert alone.status == "not_applicable"


@pytest.mark.parametrize(
    ("clause", "at", "status"),
    [
        ("FIRE-50974-7.2.6-a", (30, -4), "pass"),  # the lane's edge is y = -6
        ("FIRE-50974-7.2.6-a", (30, -3.9), "fail"),
        ("FIRE-50974-7.2.6-b", (30, -5), "pass"),
        ("FIRE-50974-7.2.6-b", (30, -4.9), "fail"),
    ],
)
def test_where_hydrants_stand(tmp_path: Path, clause: str, at: tuple[float, float], status: str) -> None:
    floor = Floor([OFFICE])
    verdict = judge(tmp_path, clause, floor.scenario(), floor, lane(-10, 4), hydrant(*at))
    assert verdict.status == status


def test_without_a_hydrant_none_stands_wrong(tmp_path: Path) -> None:
    floor = Floor([OFFICE])
    assert (
        judge(tmp_path, "FIRE-50974-7.2.6-a", floor.scenario(), floor, lane(-10, 4)).status
        == "not_applicable"
    )


def test_the_stretch_that_is_too_near_is_the_evidence(tmp_path: Path) -> None:
    """A lane of 100 m from 4.9 m off a facade of 60 m: the strip of it within 5 m, not all of the lane."""
    floor = Floor([OFFICE])
    found = judge(tmp_path, "FIRE-50016-7.1.8-4", floor.scenario(), floor, lane(-8.9, 4)).worst
    assert found is not None
    assert found.where is not None
    left, bottom, right, top = found.where.bounds
    assert (bottom, top) == pytest.approx((-5_000, -4_900), abs=1)
    assert right - left < 65_000
