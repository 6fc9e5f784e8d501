"""Areas, shares and numbers: examples worked on paper from the text of the standards.

Each row: what it shows, the sheet, the status, and the measured value where there is one.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from shapely import box

from planner.model import Flow
from tests.standards.sheet import Room, Sheet, demand, judge, tenant
from tests.verify import park

T1, T2, T3 = tenant("T1"), tenant("T2"), tenant("T3", cross_border=False)
LIVE = tenant("L1", livestreaming=True)


def suite(id: str, area: float) -> Room:
    """A suite 10 m deep."""
    return Room("tenant_suite", "office_area", area / 10, 10, tenant=id, subject=id)


def land(side: float) -> dict[str, object]:
    return {"site": replace(park.park().site, boundary=box(0, 0, side * 1000, 100_000))}


def policy(**values: object) -> dict[str, object]:
    return {"policies": replace(park.park().policies, **values)}  # type: ignore[arg-type]  # values by name


CASES: list[tuple[str, str, Sheet, str, float | None]] = [
    # CBEP-4.2.1-a: 50 m x 100 m = 5000 m2 of building
    ("park exactly 5000", "CBEP-4.2.1-a", Sheet(size=(50, 100)), "pass", 5000),
    ("park of 4999", "CBEP-4.2.1-a", Sheet(size=(49.99, 100)), "fail", 4999),
    (
        "by land, 60 x 100",
        "CBEP-4.2.1-a",
        Sheet(size=(20, 100), changes={**policy(park_area_basis="land_area"), **land(60)}),
        "pass",
        6000,
    ),
    (
        "by footprint",
        "CBEP-4.2.1-a",
        Sheet(size=(20, 100), changes=policy(park_area_basis="footprint_area")),
        "fail",
        2000,
    ),
    # CBEP-4.2.1-b: suites of cross-border companies, 1800 + 1200
    (
        "3000 cross-border",
        "CBEP-4.2.1-b",
        Sheet([suite("T1", 1800), suite("T2", 1200)], tenants=[T1, T2]),
        "pass",
        3000,
    ),
    (
        "3000 but 1200 domestic",
        "CBEP-4.2.1-b",
        Sheet([suite("T1", 1800), suite("T3", 1200)], tenants=[T1, T3]),
        "fail",
        1800,
    ),
    (
        "a stock room counts",
        "CBEP-4.2.1-b",
        Sheet(
            [suite("L1", 2950), Room("stock_room", "storage_base", 5, 10, "L1", "stock:L1")],
            tenants=[LIVE],
        ),
        "pass",
        3000,
    ),
    # CBEP-4.2.1-c: 900 + 100 (exhibition) operate, support 100 = 10 %; 500 vacant count by policy only
    (
        "support of 10 %",
        "CBEP-4.2.1-c",
        Sheet(
            [
                suite("T1", 900),
                Room("exhibition_hall", "exchange_centre"),
                Room("catering", "support"),
                Room("vacant", "", 50, 10),
            ],
            tenants=[T1],
        ),
        "pass",
        0.10,
    ),
    (
        "support of 9.9 %",
        "CBEP-4.2.1-c",
        Sheet(
            [suite("T1", 900), Room("exhibition_hall", "exchange_centre"), Room("catering", "support", 9.9)],
            tenants=[T1],
        ),
        "fail",
        0.099,
    ),
    (
        "vacant units by policy: 100 of 1500",
        "CBEP-4.2.1-c",
        Sheet(
            [
                suite("T1", 900),
                Room("exhibition_hall", "exchange_centre"),
                Room("catering", "support"),
                Room("vacant", "", 50, 10),
            ],
            tenants=[T1],
            changes=policy(operating_area_basis="lettable"),
        ),
        "fail",
        100 / 1500,
    ),
    (
        "of cross-border area only: 100 of 900",
        "CBEP-4.2.1-c",
        Sheet(
            [suite("T1", 900), suite("T3", 600), Room("catering", "support")],
            tenants=[T1, T3],
            changes=policy(support_denominator="cross_border_operating_area"),
        ),
        "pass",
        100 / 900,
    ),
    (
        "another zone as support",
        "CBEP-4.2.1-c",
        Sheet(
            [suite("T1", 900), Room("property_management", "public_service")],
            tenants=[T1],
            changes=policy(support_zones=("support", "public_service")),
        ),
        "pass",
        100 / 900,
    ),
    ("nothing operates", "CBEP-4.2.1-c", Sheet([Room("catering", "support")]), "not_applicable", None),
    # CBEP-4.2.2.1: let 500 of 1000
    (
        "half let",
        "CBEP-4.2.2.1",
        Sheet([suite("T1", 500), Room("vacant", "", 50, 10)], tenants=[T1]),
        "pass",
        0.5,
    ),
    (
        "499 of 1000 let",
        "CBEP-4.2.2.1",
        Sheet([suite("T1", 499), Room("vacant", "", 50.1, 10)], tenants=[T1]),
        "fail",
        0.499,
    ),
    (
        "in the eleventh month",
        "CBEP-4.2.2.1",
        Sheet([suite("T1", 499), Room("vacant", "", 50.1, 10)], tenants=[T1], months=11),
        "not_applicable",
        None,
    ),
    (
        "in the twelfth month",
        "CBEP-4.2.2.1",
        Sheet([suite("T1", 499), Room("vacant", "", 50.1, 10)], tenants=[T1], months=12),
        "fail",
        0.499,
    ),
    (
        "the plan asks for 60 %",
        "CBEP-4.2.2.1",
        Sheet([suite("T1", 550), Room("vacant", "", 45, 10)], tenants=[T1], leased=0.6),
        "fail",
        0.55,
    ),
    # CBEP-4.2.2.2: one company of 600 and two of 200: half by area or by number
    (
        "by area only: 600 of 1000, 1 of 3",
        "CBEP-4.2.2.2",
        Sheet(
            [suite("T1", 600), suite("T3", 200), suite("T4", 200)],
            tenants=[T1, T3, tenant("T4", cross_border=False)],
        ),
        "pass",
        0.6,
    ),
    (
        "by number only: 400 of 1000, 2 of 3",
        "CBEP-4.2.2.2",
        Sheet([suite("T1", 200), suite("T2", 200), suite("T3", 600)], tenants=[T1, T2, T3]),
        "pass",
        2 / 3,
    ),
    (
        "exactly half by number",
        "CBEP-4.2.2.2-b",
        Sheet([suite("T1", 200), suite("T3", 600)], tenants=[T1, T3]),
        "pass",
        0.5,
    ),
    (
        "neither: 200 of 1000, 1 of 3",
        "CBEP-4.2.2.2",
        Sheet(
            [suite("T1", 200), suite("T3", 400), suite("T4", 400)],
            tenants=[T1, T3, tenant("T4", cross_border=False)],
        ),
        "fail",
        0.2,
    ),
    (
        "exactly half by area",
        "CBEP-4.2.2.2-a",
        Sheet([suite("T1", 400), suite("T3", 400)], tenants=[T1, T3]),
        "pass",
        0.5,
    ),
    (
        "a livestream centre of exactly 300 m2",
        "CBEP-5.2.2.1-a",
        Sheet([Room("studio", "livestream_centre", 30, 10)]),
        "pass",
        300.0,
    ),
    (
        "a livestream centre of 299.9 m2",
        "CBEP-5.2.2.1-a",
        Sheet([Room("studio", "livestream_centre", 29.99, 10)]),
        "fail",
        299.9,
    ),
    (
        "the alternative that is not used does not bind",
        "CBEP-4.2.2.2-a",
        Sheet([suite("T1", 200), suite("T2", 200), suite("T3", 600)], tenants=[T1, T2, T3]),
        "not_applicable",
        0.4,
    ),
    *[
        (
            f"neither, so {clause} fails",
            clause,
            Sheet(
                [suite("T1", 200), suite("T3", 400), suite("T4", 400)],
                tenants=[T1, T3, tenant("T4", cross_border=False)],
            ),
            "fail",
            measured,
        )
        for clause, measured in (("CBEP-4.2.2.2-a", 0.2), ("CBEP-4.2.2.2-b", 1 / 3))
    ],
    ("nobody resides", "CBEP-4.2.2.2", Sheet(), "not_applicable", None),
    # CBEP-5.1.3.4: 50 m2 each and 20 people at 2.5 m2
    ("classroom of 50", "CBEP-5.1.3.4-a", Sheet([Room("classroom", "training_base", 8, 6.25)]), "pass", 50),
    (
        "classroom of 49.92",
        "CBEP-5.1.3.4-a",
        Sheet([Room("classroom", "training_base", 8, 6.24)]),
        "fail",
        49.92,
    ),
    (
        "one of two too small",
        "CBEP-5.1.3.4-a",
        Sheet([Room("classroom", "training_base", 9, 9), Room("classroom", "training_base", 7, 7)]),
        "fail",
        49,
    ),
    ("no classroom", "CBEP-5.1.3.4-a", Sheet(), "not_applicable", None),
    ("twenty seats", "CBEP-5.1.3.4-b", Sheet([Room("classroom", "training_base", 8, 6.25)]), "pass", 20),
    ("nineteen seats", "CBEP-5.1.3.4-b", Sheet([Room("classroom", "training_base", 8, 6.2)]), "fail", 19),
    # CBEP-5.1.3.5-a: the practice ground in total
    ("practice of 100", "CBEP-5.1.3.5-a", Sheet([Room("practice_ground", "training_base")]), "pass", 100),
    (
        "two grounds of 60",
        "CBEP-5.1.3.5-a",
        Sheet([Room("practice_ground", "training_base", 6), Room("practice_ground", "training_base", 6)]),
        "pass",
        120,
    ),
    ("practice of 99", "CBEP-5.1.3.5-a", Sheet([Room("practice_ground", "training_base", 9.9)]), "fail", 99),
    ("practice off site", "CBEP-5.1.3.5-a", Sheet(), "not_applicable", None),
    # CBEP-5.2.1.1: a stock room of 50 is no warehouse
    ("storage of 1000", "CBEP-5.2.1.1", Sheet([Room("warehouse", "storage_base", 50, 20)]), "pass", 1000),
    (
        "storage of 980 and a stock room of 50",
        "CBEP-5.2.1.1",
        Sheet(
            [
                Room("warehouse", "storage_base", 49, 20, at=(5, 100)),
                Room("stock_room", "storage_base", 5, 10, "L1", "stock:L1"),
            ],
            tenants=[LIVE],
        ),
        "fail",
        980,
    ),
    (
        "only a stock room",
        "CBEP-5.2.1.1",
        Sheet([Room("stock_room", "storage_base", 5, 10, "L1", "stock:L1")], tenants=[LIVE]),
        "not_applicable",
        None,
    ),
    # CBEP-5.2.2.2-a: 50 m2 for each livestreaming company that has a suite
    (
        "stock room of 50",
        "CBEP-5.2.2.2-a",
        Sheet(
            [suite("L1", 100), Room("stock_room", "storage_base", 5, 10, "L1", "stock:L1")], tenants=[LIVE]
        ),
        "pass",
        50,
    ),
    (
        "stock room of 49.9",
        "CBEP-5.2.2.2-a",
        Sheet(
            [suite("L1", 100), Room("stock_room", "storage_base", 4.99, 10, "L1", "stock:L1")], tenants=[LIVE]
        ),
        "fail",
        49.9,
    ),
    (
        "two rooms of 30 are no room of 50",
        "CBEP-5.2.2.2-a",
        Sheet(
            [suite("L1", 100)] + 2 * [Room("stock_room", "storage_base", 3, 10, "L1", "stock:L1")],
            tenants=[LIVE],
        ),
        "fail",
        30,
    ),
    ("livestreamer not placed", "CBEP-5.2.2.2-a", Sheet(tenants=[LIVE]), "not_applicable", None),
    # CBEP-5.2.3-a
    ("party centre of 100", "CBEP-5.2.3-a", Sheet([Room("party_hall", "party_centre")]), "pass", 100),
    ("party centre of 99", "CBEP-5.2.3-a", Sheet([Room("party_hall", "party_centre", 9.9)]), "fail", 99),
    ("no party centre", "CBEP-5.2.3-a", Sheet(), "not_applicable", None),
    # CBEP-5.2.4-a: 40 + 0.4 x 2 companies + 0.5 x 10 t = 45.8 m2
    (
        "customs hall of 46",
        "CBEP-5.2.4-a",
        Sheet(
            [suite("T1", 100), suite("T2", 100), Room("customs_desk", "customs_hall", 4.6)],
            tenants=[T1, T2],
            demands=[demand("CUS", "customs_hall")],
            changes={"flows": (Flow("T1", "CUS", goods_t_per_day=10),)},
        ),
        "pass",
        46,
    ),
    (
        "customs hall of 45",
        "CBEP-5.2.4-a",
        Sheet(
            [suite("T1", 100), suite("T2", 100), Room("customs_desk", "customs_hall", 4.5)],
            tenants=[T1, T2],
            demands=[demand("CUS", "customs_hall")],
            changes={"flows": (Flow("T1", "CUS", goods_t_per_day=10),)},
        ),
        "fail",
        45,
    ),
    ("no customs hall", "CBEP-5.2.4-a", Sheet(), "not_applicable", None),
    # SB/T 11233 4.2.1: 20000 m2 of building or 8000 m2 of land
    ("by building: 200 x 100", "SBT11233-4.2.1-a", Sheet(size=(200, 100), changes=land(79)), "pass", 20000),
    ("by land: 80 x 100", "SBT11233-4.2.1-a", Sheet(size=(100, 100), changes=land(80)), "pass", 8000),
    ("neither", "SBT11233-4.2.1-a", Sheet(size=(75, 100), changes=land(79.9)), "fail", None),
    ("not a park", "SBT11233-4.2.1-a", Sheet(base_type="town"), "not_applicable", None),
    # 8 % of 2500 m2 = 200 m2 of service
    (
        "service of 8 %",
        "SBT11233-4.2.1-b",
        Sheet([Room("catering", "support"), Room("customs_desk", "customs_hall")], size=(50, 50)),
        "pass",
        0.08,
    ),
    ("service of 4 %", "SBT11233-4.2.1-b", Sheet([Room("catering", "support")], size=(50, 50)), "fail", 0.04),
    (
        "service of 4 % of a building",
        "SBT11233-4.2.2-b",
        Sheet([Room("catering", "support")], size=(50, 50), base_type="building"),
        "pass",
        0.04,
    ),
    (
        "service of 3.96 % of a building",
        "SBT11233-4.2.2-b",
        Sheet([Room("catering", "support", 9.9)], size=(50, 50), base_type="building"),
        "fail",
        0.0396,
    ),
    # business area of a building: 5000 + 3000
    (
        "business of 8000",
        "SBT11233-4.2.2-a",
        Sheet(
            [suite("T1", 5000), Room("warehouse", "storage_base", 30, 100, at=(5, 100))],
            tenants=[T1],
            base_type="building",
        ),
        "pass",
        8000,
    ),
    (
        "business of 7990",
        "SBT11233-4.2.2-a",
        Sheet(
            [suite("T1", 4990), Room("warehouse", "storage_base", 30, 100, at=(5, 100))],
            tenants=[T1],
            base_type="building",
        ),
        "fail",
        7990,
    ),
    # offices of a town must exceed 25 % of 2500 m2 = 625 m2
    (
        "offices of exactly 25 %",
        "SBT11233-4.2.3",
        Sheet(
            [suite("T1", 525), Room("open_office", "office_area")],
            tenants=[T1],
            size=(50, 50),
            base_type="town",
        ),
        "fail",
        0.25,
    ),
    (
        "offices of 25.04 %",
        "SBT11233-4.2.3",
        Sheet(
            [suite("T1", 526), Room("open_office", "office_area")],
            tenants=[T1],
            size=(50, 50),
            base_type="town",
        ),
        "pass",
        0.2504,
    ),
    ("a park, not a town", "SBT11233-4.2.3", Sheet(), "not_applicable", None),
]


@pytest.mark.parametrize(
    ("clause", "sheet", "status", "measured"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_example(tmp_path: Path, clause: str, sheet: Sheet, status: str, measured: float | None) -> None:
    verdict = judge(tmp_path, clause, sheet)
    assert verdict.status == status
    if measured is not None:
        assert verdict.worst is not None
        assert verdict.worst.measured == pytest.approx(measured, abs=1e-6)
