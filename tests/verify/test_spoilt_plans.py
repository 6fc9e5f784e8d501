"""A good plan is spoilt in one way at a time: exactly the right clauses turn red."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from shapely import box

from planner.model import (
    Door,
    Layout,
)
from planner.standards.packs import shipped_pack
from tests.verify import conduct, park
from tests.verify.spoil import (
    A1,
    A2,
    CORE,
    SUITE,
    check,
    cut_corridor,
    door_of,
    doors,
    dropped,
    notched,
    on,
    red,
    resized,
    road,
    space,
    stair_of_c1,
    without_door,
    without_road,
)

PLANS: dict[str, tuple[Callable[[], Layout], set[str]]] = {
    "a room reaches into the external wall": (lambda: resized("A/1F/s01", west=100), {"LAYOUT-INSIDE"}),
    "a room lies outside": (
        lambda: space("B/1F/s06", polygon=box(110_000, 30_240, 120_000, 36_000)),
        {"LAYOUT-INSIDE", "LAYOUT-REMAINDER", "LAYOUT-DOOR-PLACE"},
    ),
    "two rooms overlap": (lambda: resized("A/1F/s16", east=500), {"LAYOUT-OVERLAP"}),
    "no wall between two rooms": (lambda: resized("A/1F/s16", east=120), {"LAYOUT-WALL"}),
    "half a wall between two rooms": (lambda: resized("A/1F/s16", east=60), {"LAYOUT-WALL"}),
    "a room without door": (lambda: without_door(A1, "s21"), {"LAYOUT-ACCESS"}),
    "a zone's corridor without door": (
        lambda: doors(A1, lambda d: None if set(d.joins) == {"A/1F/c01", "A/1F/c02"} else d),
        {"LAYOUT-ACCESS"},
    ),
    "a door only to the neighbour": (
        lambda: door_of("A/1F/s23", joins=("A/1F/s23", "A/1F/s22")),
        {"LAYOUT-ACCESS", "LAYOUT-DOOR-PLACE"},
    ),
    "a door moved into its room": (
        lambda: doors(A1, lambda d: _shifted(d, 0, -1000) if "A/1F/s15" in d.joins else d),
        {"LAYOUT-DOOR-PLACE"},
    ),
    "a door moved to the next room": (
        lambda: doors(A1, lambda d: _shifted(d, 7700, 0) if "A/1F/s15" in d.joins else d),
        {"LAYOUT-DOOR-PLACE"},
    ),
    "a door too narrow": (
        lambda: doors(A1, lambda d: _narrowed(d, 600) if "A/1F/s01" in d.joins else d),
        {"LAYOUT-DOOR-WIDTH"},
    ),
    "a door that lies about its width": (
        lambda: doors(A1, lambda d: replace(d, width_mm=1850) if "A/1F/s01" in d.joins else d),
        {"LAYOUT-DOOR-WIDTH"},
    ),
    "a narrow outer door": (
        lambda: doors(A1, lambda d: _narrowed(d, 0, 500) if "A/1F/X1" in d.joins else d),
        {"LAYOUT-DOOR-WIDTH"},
    ),
    "a corridor cut in two": (lambda: on(A2, cut_corridor), {"LAYOUT-CORRIDOR-NET", *CORE}),
    "a pinched corridor": (notched, {"LAYOUT-CORRIDOR-WIDTH"}),
    "an unreached exit": (lambda: without_door(A1, "X2"), {"LAYOUT-CORRIDOR-NET"}),
    "an unreached core": (
        lambda: without_door(A2, "C1"),
        {"LAYOUT-CORRIDOR-NET", "LAYOUT-CORE-STAIR", "LAYOUT-CORE-TOILET"},
    ),
    "a stair's door moved to the lift": (
        lambda: doors(A2, lambda d: _shifted(d, 2300, 0) if stair_of_c1(d) else d),
        {"LAYOUT-CORE-STAIR"},
    ),
    "a stair's door moved to the wall beside it": (
        lambda: doors(A2, lambda d: _shifted(d, 1200, 0) if stair_of_c1(d) else d),
        {"LAYOUT-CORE-STAIR"},
    ),
    "a core with a door to its stair alone": (
        lambda: doors(A2, lambda d: d if "A/2F/C1" not in d.joins or stair_of_c1(d) else None),
        {"LAYOUT-CORE-TOILET"},
    ),
    "a stair whose only door is a company's": (
        lambda: doors(A2, lambda d: replace(d, joins=("A/2F/s11", d.joins[1])) if stair_of_c1(d) else d),
        {"LAYOUT-CORE-STAIR", "LAYOUT-DOOR-PLACE"},
    ),
    "unassigned ground": (lambda: dropped("A/1F/s23"), {"LAYOUT-REMAINDER"}),
    "a storey without layout": (
        lambda: Layout(park.layout().storeys[:2], park.roads()),
        {
            "LAYOUT-REMAINDER",
            "LAYOUT-DEMAND",
            "CBEP-4.3.5.2-d",
            "CBEP-5.2",
            "CBEP-5.2.2.2-a",
            "SBT11233-4.1.3",
        },
    ),
    "a tenant placed twice": (
        lambda: space("B/1F/s05", kind="tenant_suite", tenant="T05", subject="T05"),
        {"LAYOUT-TENANT"},
    ),
    "a resident left out": (
        lambda: space(SUITE.id, kind="vacant", tenant=None, subject=None, zone=""),
        {"LAYOUT-TENANT"},
    ),
    "a suite too small": (lambda: resized("A/2F/s11", east=-1000), {"LAYOUT-TENANT", "LAYOUT-REMAINDER"}),
    "a stock room of 49.9 m2": (lambda: resized("B/1F/s01", east=-21), {"CBEP-5.2.2.2-a"}),
    "a stock room let to somebody else": (
        lambda: space("B/1F/s01", tenant="T03", subject="stock:T03"),
        {"CBEP-5.2.2.2-a"},
    ),
    "a studio beside a noisy room": (
        lambda: space("A/1F/s18", kind="plant_room", zone="public_service", subject=None),
        {"CBEP-5.2.2.1-b"},
    ),
    "a livestream centre in two pieces": (
        lambda: space("A/1F/s16", kind="vacant", zone="", subject=None),
        {"LAYOUT-CONTIGUOUS"},
    ),
    "no rest area beside the exhibition": (
        lambda: space("A/1F/s02", kind="toilet"),
        {"CBEP-5.1.2.2-d"},
    ),
    "no conference hall": (lambda: space("A/1F/s03", kind="incubator"), {"CBEP-5.1.2.3"}),
    "one meeting room": (lambda: space("A/1F/s04", kind="incubator"), {"LAYOUT-DOOR-WIDTH", "CBEP-5.1.2.3"}),
    "no incubator": (lambda: space("A/1F/s06", kind="meeting_room"), {"CBEP-5.1.2.1"}),
    "no rest area in the office": (lambda: space("A/1F/s14", kind="meeting_room"), {"CBEP-5.1.1.1"}),
    "no classroom": (lambda: space("A/1F/s07", kind="rest_area"), {"CBEP-5.1.3.3"}),
    "no store in the customs hall": (lambda: space("B/1F/s10", kind="customs_office"), {"CBEP-5.2.4-b"}),
    "no fire point": (lambda: space("B/1F/s12", kind="toilet"), {"CBEP-4.3.5.2-d"}),
    "catering closed": (
        lambda: space("A/1F/s20", kind="vacant", zone="", subject=None),
        {"CBEP-4.2.1-c", "SBT11233-4.2.1-b", "LAYOUT-DEMAND"},
    ),
    "no road to an exit": (
        lambda: without_road("R3"),
        {"LAYOUT-ROAD-REACH", "CBEP-4.3.3-a", "CBEP-4.3.5.2-b", "SBT11233-4.1.2-a"},
    ),
    "no road to a dock": (
        lambda: without_road("R5"),
        {"LAYOUT-ROAD-REACH", "LAYOUT-YARD", "CBEP-4.3.3-b", "SBT11233-5.3.3.1.2"},
    ),
    "no road to the gate": (
        lambda: road("R1", [(100_000, 5_000), (100_000, 20_000)], 7000),
        {
            "LAYOUT-ROAD-REACH",
            "CBEP-4.3.3-a",
            "CBEP-4.3.3-b",
            "CBEP-4.3.5.2-b",
            "SBT11233-4.1.2-a",
            "SBT11233-5.3.3.1.2",
        },
    ),
    "no roads at all": (
        lambda: replace(park.layout(), roads=()),
        {
            "LAYOUT-ROAD-REACH",
            "LAYOUT-YARD",
            "CBEP-4.3.3-a",
            "CBEP-4.3.3-b",
            "CBEP-4.3.5.2-b",
            "SBT11233-4.1.2-a",
            "SBT11233-5.3.3.1.2",
        },
    ),
    "a road through a building": (
        lambda: road("R3", [(30_000, 80_000), (45_000, 80_000)]),
        {"LAYOUT-ROAD-CLEAR"},
    ),
    "a road off the site": (
        lambda: road("R1", [(100_000, -4_000), (100_000, 20_000)], 22_000),
        {"LAYOUT-ROAD-CLEAR"},
    ),
    "a road of 3.5 m": (
        lambda: road("R3", [(30_000, 80_000), (40_000, 80_000)], 3500),
        {"CBEP-4.3.3-a", "CBEP-4.3.5.2-b"},
    ),
    "a road drawn narrower than stated": (
        lambda: replace(
            park.layout(),
            roads=tuple(replace(r, width_mm=9000) if r.id == "R2" else r for r in park.roads()),
        ),
        {"LAYOUT-ROAD-CLEAR"},
    ),
}


def _shifted(door: Door, dx: int, dy: int) -> Door:
    x0, y0, x1, y1 = door.polygon.bounds
    return replace(door, polygon=box(x0 + dx, y0 + dy, x1 + dx, y1 + dy))


def _narrowed(door: Door, by_x: int, by_y: int = 0) -> Door:
    x0, y0, x1, y1 = door.polygon.bounds
    shape = box(x0, y0, x1 - by_x, y1 - by_y)
    return replace(door, polygon=shape, width_mm=door.width_mm - by_x - by_y)


def test_the_good_park_is_green(tmp_path: Path) -> None:
    compliance = check(tmp_path, conduct.run_park())
    assert red(compliance) == set()
    assert compliance.passed
    assert {v.clause for v in compliance.verdicts if v.status == "undecided"} == set()
    words = {
        clause.id
        for name in ("cbep", "sbt11233")
        for clause in shipped_pack(name).clauses
        if clause.kind in ("note", "edition")
    }
    unused = {v.clause for v in compliance.verdicts if v.status == "not_applicable"}
    assert words - unused == {"CBEP-2.r1"}
    assert unused - words == {
        "LAYOUT-COLUMN",
        "LAYOUT-GOODS-LIFT",
        "LAYOUT-KIND",
        "LAYOUT-PIN",
        "SBT11233-4.2.2-a",
        "SBT11233-4.2.2-b",
        "SBT11233-4.2.3",
    }


@pytest.mark.parametrize("name", PLANS)
def test_spoilt_plan(tmp_path: Path, name: str) -> None:
    plan, expected = PLANS[name]
    compliance = check(tmp_path, plan=plan())
    assert red(compliance) == expected
    mandatory = {v.clause for v in compliance.verdicts if v.strength == "mandatory"}
    assert compliance.passed is (not expected & mandatory)
