"""Rules on daylight, uses, goods, pins, companies and demands."""

from __future__ import annotations

from pathlib import Path

import pytest
from shapely import LineString, Point, box

from planner.model import Dock, Pin, RoomSpec
from tests.standards.sheet import (
    M,
    Sheet,
    core,
    demand,
    judge,
    room,
    tenant,
)

CASES: list[tuple[str, str, Sheet, str]] = [
    # daylight: 1.0 m of facade
    (
        "an open office at the facade",
        "CBEP-5.1.1.2-a",
        Sheet([room(0.24, 50, 8, 8, "open_office", "office_area")]),
        "pass",
    ),
    (
        "an open office inside",
        "CBEP-5.1.1.2-a",
        Sheet([room(50, 50, 8, 8, "open_office", "office_area")]),
        "fail",
    ),
    (
        "0.9 m of window",
        "CBEP-5.1.1.2-a",
        Sheet(
            [room(0.24, 50, 8, 8, "open_office", "office_area")],
            storey={"daylight": (LineString([(0, 40 * M), (0, 50.9 * M - 300)]),)},
        ),
        "fail",
    ),
    (
        "a rest area likes light only",
        "CBEP-5.1.1.2-a",
        Sheet([room(50, 50, 8, 8, "rest_area", "office_area")]),
        "not_applicable",
    ),
    (
        "an incubator inside",
        "LAYOUT-DAYLIGHT",
        Sheet([room(50, 50, 8, 12, "incubator", "exchange_centre")]),
        "fail",
    ),
    (
        "offices when CBEP is not in force",
        "LAYOUT-DAYLIGHT",
        Sheet([room(50, 50, 8, 8, "open_office", "office_area")], changes={"standards": ()}),
        "fail",
    ),
    # LAYOUT-KIND
    ("no list", "LAYOUT-KIND", Sheet([room(10, 10, 8, 8)]), "not_applicable"),
    (
        "permitted",
        "LAYOUT-KIND",
        Sheet([room(10, 10, 8, 8)], storey={"permitted_kinds": frozenset({"shop"})}),
        "pass",
    ),
    (
        "permitted by zone",
        "LAYOUT-KIND",
        Sheet([room(10, 10, 8, 8)], storey={"permitted_kinds": frozenset({"support"})}),
        "pass",
    ),
    (
        "not permitted",
        "LAYOUT-KIND",
        Sheet([room(10, 10, 8, 8)], storey={"permitted_kinds": frozenset({"studio"})}),
        "fail",
    ),
    (
        "vacant is no use",
        "LAYOUT-KIND",
        Sheet([room(10, 10, 8, 8, "vacant", "")], storey={"permitted_kinds": frozenset({"studio"})}),
        "not_applicable",
    ),
    # LAYOUT-GOODS
    (
        "ground with dock",
        "LAYOUT-GOODS",
        Sheet([room(10, 10, 20, 20, "warehouse")], storey={"docks": (Dock("A/1F/D1", Point(0, 0), 4000),)}),
        "pass",
    ),
    ("ground without dock", "LAYOUT-GOODS", Sheet([room(10, 10, 20, 20, "warehouse")]), "fail"),
    (
        "a dock of an upper storey is none",
        "LAYOUT-GOODS",
        Sheet(
            [room(10, 10, 20, 20, "warehouse")],
            storey={"level": 2, "docks": (Dock("A/1F/D1", Point(0, 0), 4000),)},
        ),
        "fail",
    ),
    (
        "upstairs with lift, 10 kN/m2, 4.5 m",
        "LAYOUT-GOODS",
        Sheet(
            [room(10, 10, 20, 20, "warehouse")],
            storey={"level": 2, "cores": (core("C1", box(50, 50, 56, 56), "goods_lift"),)},
        ),
        "pass",
    ),
    (
        "upstairs with lift, 9.9 kN/m2",
        "LAYOUT-GOODS",
        Sheet(
            [room(10, 10, 20, 20, "warehouse")],
            storey={
                "level": 2,
                "floor_load_kn_m2": 9.9,
                "cores": (core("C1", box(50, 50, 56, 56), "goods_lift"),),
            },
        ),
        "fail",
    ),
    (
        "upstairs with lift, 3.99 m",
        "LAYOUT-GOODS",
        Sheet(
            [room(10, 10, 20, 20, "warehouse")],
            storey={
                "level": 2,
                "clear_height_mm": 3990,
                "cores": (core("C1", box(50, 50, 56, 56), "goods_lift"),),
            },
        ),
        "fail",
    ),
    ("no warehouse", "LAYOUT-GOODS", Sheet([room(10, 10, 20, 20)]), "not_applicable"),
    # LAYOUT-PIN
    (
        "pinned and there",
        "LAYOUT-PIN",
        Sheet(
            [room(10, 10, 8, 8, "tenant_suite", "office_area", tenant="T1", subject="T1")],
            tenants=[tenant("T1")],
            changes={"pins": (Pin("T1", "A/1F"),)},
        ),
        "pass",
    ),
    (
        "pinned and not placed",
        "LAYOUT-PIN",
        Sheet(tenants=[tenant("T1")], changes={"pins": (Pin("T1", "A/1F"),)}),
        "fail",
    ),
    ("no pins", "LAYOUT-PIN", Sheet(), "not_applicable"),
    # LAYOUT-TENANT: 80 to 100 m2
    *[
        (
            f"suite of {width * 10:g}",
            "LAYOUT-TENANT",
            Sheet(
                [room(10, 10, width, 10, "tenant_suite", "office_area", tenant="T1", subject="T1")],
                tenants=[tenant("T1", least_area=80 * 10**6, most_area=100 * 10**6)],
            ),
            status,
        )
        for width, status in ((8.0, "pass"), (10.0, "pass"), (7.99, "fail"), (10.01, "fail"))
    ],
    ("a visitor left out", "LAYOUT-TENANT", Sheet(tenants=[tenant("T1")]), "pass"),
    ("a resident left out", "LAYOUT-TENANT", Sheet(tenants=[tenant("T1", resident=True)]), "fail"),
    ("no companies", "LAYOUT-TENANT", Sheet(), "not_applicable"),
    # LAYOUT-DEMAND
    (
        "required and missing",
        "LAYOUT-DEMAND",
        Sheet(demands=[demand("D", "support", required=True, least_area=1)]),
        "fail",
    ),
    (
        "required but off site",
        "LAYOUT-DEMAND",
        Sheet(demands=[demand("D", "training_base", required=True, off_site=True)]),
        "not_applicable",
    ),
    ("optional and missing", "LAYOUT-DEMAND", Sheet(demands=[demand("D", "support")]), "not_applicable"),
    (
        "two shops asked, one there",
        "LAYOUT-DEMAND",
        Sheet(
            [room(10, 10, 8, 8, subject="D")],
            demands=[demand("D", "support", rooms=(RoomSpec("shop", 2, 30),))],
        ),
        "fail",
    ),
    (
        "more than the most",
        "LAYOUT-DEMAND-MOST",
        Sheet([room(10, 10, 8, 8, subject="D")], demands=[demand("D", "support", most_area=63 * 10**6)]),
        "fail",
    ),
]


@pytest.mark.parametrize(("clause", "sheet", "status"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_example(tmp_path: Path, clause: str, sheet: Sheet, status: str) -> None:
    assert judge(tmp_path, clause, sheet).status == status
