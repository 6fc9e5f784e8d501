"""What each reading makes of a clause: examples worked on paper, and what a report says of the others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from shapely import box

from planner.bundle import write_bundle
from planner.check.compliance import Effect
from planner.model import Allocation, Occupancy, RoomSpec, Solution
from planner.verify import verify
from tests.standards.sheet import Room, Sheet, demand, judge, tenant
from tests.verify import park

T1, T3 = tenant("T1"), tenant("T3", cross_border=False)
SERVICE = tenant("S1", company_type="service")
OTHER = tenant("O1", company_type="other")
LIVE, LIVE2 = tenant("L1", livestreaming=True), tenant("L2", livestreaming=True)


def suite(id: str, area: float) -> Room:
    return Room("tenant_suite", "office_area", area / 10, 10, tenant=id, subject=id)


def stock(id: str, area: float) -> Room:
    return Room("stock_room", "storage_base", area / 10, 10, id, f"stock:{id}")


def policy(**values: object) -> dict[str, object]:
    return {"policies": replace(park.park().policies, **values)}  # type: ignore[arg-type]  # values by name


def off_site(*rooms: tuple[str, int, float]) -> list[object]:
    specs = tuple(RoomSpec(kind, count, round(area * 1e6)) for kind, count, area in rooms)
    return [demand("TRAIN", "training_base", off_site=True, rooms=specs)]


CASES: list[tuple[str, str, Sheet, str, float | None]] = [
    # CBEP-4.2.1-b: 2950 of suites, 50 of stock; in a building of 400 x 10 m = 4000 with 3000 of rooms: 4/3
    (
        "suites alone",
        "CBEP-4.2.1-b",
        Sheet(
            [suite("L1", 2950), stock("L1", 50)], tenants=[LIVE], changes=policy(cross_border_counts="suites")
        ),
        "fail",
        2950,
    ),
    (
        "with a share of the common area: 2250 of 3000 net in 4000 gross",
        "CBEP-4.2.1-b",
        Sheet(
            [suite("T1", 2250), suite("T3", 750)],
            tenants=[T1, T3],
            size=(400, 10),
            changes=policy(cross_border_counts="with_common_share"),
        ),
        "pass",
        3000,
    ),
    (
        "service companies are no cross-border enterprises",
        "CBEP-4.2.1-b",
        Sheet(
            [suite("T1", 2000), suite("S1", 1000)],
            tenants=[replace(T1, company_type="operator"), SERVICE],
            changes=policy(cross_border_enterprises="platforms_and_operators"),
        ),
        "fail",
        2000,
    ),
    # CBEP-4.2.2.1: 400 let, 100 stock, 500 vacant, 250 exhibition
    (
        "without stock rooms: 400 of 900",
        "CBEP-4.2.2.1",
        Sheet(
            [suite("L1", 400), stock("L1", 100), Room("vacant", "", 50, 10)],
            tenants=[LIVE],
            changes=policy(lettable_area_basis="without_stock_rooms"),
        ),
        "fail",
        400 / 900,
    ),
    (
        "all operating rooms: 500 of 1250",
        "CBEP-4.2.2.1",
        Sheet(
            [
                suite("T1", 500),
                Room("vacant", "", 50, 10),
                Room("exhibition_hall", "exchange_centre", 25, 10),
            ],
            tenants=[T1],
            changes=policy(lettable_area_basis="all_operating_rooms"),
        ),
        "fail",
        0.4,
    ),
    (
        "contracts: 300 of 1000, for 400 are only planned",
        "CBEP-4.2.2.1",
        Sheet(
            [suite("T1", 300), suite("T3", 400), Room("vacant", "", 30, 10)],
            tenants=[replace(T1, resident=True), T3],
            changes=policy(occupancy_basis="contracts"),
        ),
        "fail",
        0.3,
    ),
    (
        "mean of the year: (0.4 + 0.6 + 0.5) / 3",
        "CBEP-4.2.2.1",
        Sheet(
            [suite("T1", 300), Room("vacant", "", 70, 10)],
            tenants=[T1],
            changes={
                **policy(occupancy_basis="year_mean"),
                "occupancy": Occupancy(18, 0.5, (0.4, 0.6, 0.5)),
            },
        ),
        "pass",
        0.5,
    ),
    (
        "mean of a year that nobody wrote down",
        "CBEP-4.2.2.1",
        Sheet([suite("T1", 300)], tenants=[T1], changes=policy(occupancy_basis="year_mean")),
        "undecided",
        None,
    ),
    # CBEP-4.2.2.2: 500 of 1000 by area; service companies out: 300 of 1000, 1 of 3
    (
        "related without service companies",
        "CBEP-4.2.2.2",
        Sheet(
            [suite("T1", 300), suite("S1", 200), suite("T3", 500)],
            tenants=[replace(T1, company_type="platform"), SERVICE, T3],
            changes=policy(cross_border_related="platforms_and_operators"),
        ),
        "fail",
        None,
    ),
    (
        "of the whole operating area: 500 of 1100",
        "CBEP-4.2.2.2-a",
        Sheet(
            [suite("T1", 500), suite("T3", 500), Room("exhibition_hall", "exchange_centre")],
            tenants=[T1, T3, tenant("T4", cross_border=False)],
            changes=policy(cross_border_denominator="operating_area"),
        ),
        "not_applicable",  # 1 of 2 by number is met, so the condition by area does not bind
        500 / 1100,
    ),
    # zones
    ("a zone that is not there", "CBEP-5.2.1.1", Sheet(changes=policy(optional_zones="always")), "fail", 0),
    ("no hall", "CBEP-5.2.4-a", Sheet(changes=policy(optional_zones="always")), "fail", 0),
    (
        "stock rooms within the storage base: 900 + 100",
        "CBEP-5.2.1.1",
        Sheet(
            [Room("warehouse", "storage_base", 90, 10), stock("L1", 100)],
            tenants=[LIVE],
            changes=policy(stock_rooms_count_in="storage_base"),
        ),
        "pass",
        1000,
    ),
    (
        "pooled: 120 for two companies",
        "CBEP-5.2.2.2-a",
        Sheet(
            [suite("L1", 100), suite("L2", 100), stock("L1", 120)],
            tenants=[LIVE, LIVE2],
            changes=policy(stock_rooms="pooled"),
        ),
        "pass",
        120,
    ),
    (
        "pooled: 99 for two companies",
        "CBEP-5.2.2.2-a",
        Sheet(
            [suite("L1", 100), suite("L2", 100), stock("L1", 99)],
            tenants=[LIVE, LIVE2],
            changes=policy(stock_rooms="pooled"),
        ),
        "fail",
        99,
    ),
    # 99.88 x 9.88 m in the open, walls of 0.12: 100 x 10 m to the middle of the walls
    (
        "with walls",
        "CBEP-5.2.1.1",
        Sheet(
            [Room("warehouse", "storage_base", 99.88, 9.88)], changes=policy(built_area_basis="with_walls")
        ),
        "pass",
        1000,
    ),
    (
        "the same, net",
        "CBEP-5.2.1.1",
        Sheet([Room("warehouse", "storage_base", 99.88, 9.88)]),
        "fail",
        986.8144,
    ),
    # in a corner: inner faces 0.24 from the outline; 20 x 15 inside, half a partition on two sides,
    # 20.06 x 15.06 = 302.1036, and 35.12 m of external wall of 0.24: 8.4288
    (
        "with external walls",
        "CBEP-5.2.2.1-a",
        Sheet(
            [Room("studio", "livestream_centre", 20, 15, at=(0.24, 0.24))],
            changes=policy(construction_area_basis="with_walls"),
        ),
        "pass",
        310.5324,
    ),
    (
        "apportioned: 250 of 1000 net in 2000 gross",
        "CBEP-5.2.2.1-a",
        Sheet(
            [Room("studio", "livestream_centre", 25, 10), Room("shop", "support", 75, 10)],
            size=(200, 10),
            changes=policy(construction_area_basis="apportioned"),
        ),
        "pass",
        500,
    ),
    # training: 2.5 m2 a person, so 45 m2 seat 18
    (
        "seats together: 18 + 18",
        "CBEP-5.1.3.4-b",
        Sheet([Room("classroom", "training_base", 4.5, 10)] * 2, changes=policy(classroom_seats="together")),
        "pass",
        36,
    ),
    (
        "practice grounds of 60 and 60, each",
        "CBEP-5.1.3.5-a",
        Sheet([Room("practice_ground", "training_base", 6, 10)] * 2, changes=policy(practice_ground="each")),
        "fail",
        60,
    ),
    (
        "two classrooms wanted",
        "CBEP-5.1.3.3",
        Sheet(
            [Room("classroom", "training_base"), Room("practice_ground", "training_base")],
            changes=policy(least_classrooms=2),
        ),
        "fail",
        1,
    ),
    (
        "three are several",
        "CBEP-5.1.2.3",
        Sheet(
            [Room("conference_hall", "exchange_centre"), *[Room("meeting_room", "exchange_centre")] * 2],
            changes=policy(several=3),
        ),
        "fail",
        2,
    ),
    ("off site, 50 m2", "CBEP-5.1.3.4-a", Sheet(demands=off_site(("classroom", 2, 50))), "pass", 50),  # type: ignore[arg-type]  # demands
    ("off site, 49 m2", "CBEP-5.1.3.4-a", Sheet(demands=off_site(("classroom", 2, 49))), "fail", 49),  # type: ignore[arg-type]  # demands
    ("off site, not said", "CBEP-5.1.3.4-a", Sheet(demands=off_site()), "undecided", None),  # type: ignore[arg-type]  # demands
    ("off site, seats", "CBEP-5.1.3.4-b", Sheet(demands=off_site(("classroom", 1, 50))), "pass", 20),  # type: ignore[arg-type]  # demands
    (
        "off site, practice",
        "CBEP-5.1.3.5-a",
        Sheet(demands=off_site(("practice_ground", 2, 50))),
        "pass",
        100,
    ),  # type: ignore[arg-type]  # demands
    (
        "off site, no practice ground",
        "CBEP-5.1.3.3",
        Sheet(demands=off_site(("classroom", 1, 50))),  # type: ignore[arg-type]  # demands
        "fail",
        0,
    ),
    (
        "off site and free",
        "CBEP-5.1.3.4-a",
        Sheet(demands=off_site(("classroom", 2, 49)), changes=policy(off_site_training="free")),  # type: ignore[arg-type]  # demands
        "not_applicable",
        None,
    ),
    # SB/T 11233: 100 x 200 = 20000 of building, 500 x 500 of land
    ("20000 exactly", "SBT11233-4.2.1-a", Sheet(size=(100, 200)), "pass", 20000),
    (
        "20000 exactly, exclusive, land of 5000",
        "SBT11233-4.2.1-a",
        Sheet(
            size=(100, 200),
            changes={
                **policy(and_above="exclusive"),
                "site": replace(park.park().site, boundary=box(0, 0, 50_000, 100_000)),
            },
        ),
        "fail",
        5000,  # the smaller of the two
    ),
    (
        "both sizes",
        "SBT11233-4.2.1-a",
        Sheet(size=(100, 100), changes=policy(park_size_branches="both")),
        "fail",
        10000,
    ),
    (
        "8 % only under the building branch",
        "SBT11233-4.2.1-b",
        Sheet(
            [Room("shop", "support")], size=(100, 199), changes=policy(service_share_scope="building_branch")
        ),
        "not_applicable",
        None,
    ),
    (
        "20000 is in the branch: 100 of 20000",
        "SBT11233-4.2.1-b",
        Sheet(
            [Room("shop", "support")], size=(100, 200), changes=policy(service_share_scope="building_branch")
        ),
        "fail",
        0.005,
    ),
    (
        "what companies occupy",
        "SBT11233-4.2.2-a",
        Sheet(
            [suite("T1", 7000), Room("exhibition_hall", "exchange_centre", 100, 10)],
            tenants=[T1],
            base_type="building",
            changes=policy(business_area_basis="let"),
        ),
        "fail",
        7000,
    ),
    (
        "gross floor area",
        "SBT11233-4.2.2-a",
        Sheet(size=(80, 100), base_type="building", changes=policy(business_area_basis="building")),
        "pass",
        8000,
    ),
    # town: office area 200, suites 200 (O1) and 400 (T1), storey 50 x 40 = 2000, support 100
    (
        "offices of e-commerce companies: 400 of 2000",
        "SBT11233-4.2.3",
        Sheet(
            [Room("open_office", "office_area", 20, 10), suite("O1", 200), suite("T1", 400)],
            tenants=[OTHER, replace(T1, company_type="operator")],
            size=(50, 40),
            base_type="town",
            changes=policy(office_of="e_commerce_companies"),
        ),
        "fail",
        0.2,
    ),
    (
        "of let and support rooms: 600 of 700",
        "SBT11233-4.2.3",
        Sheet(
            [suite("T1", 600), Room("shop", "support")],
            tenants=[T1],
            base_type="town",
            changes=policy(commercial_area_basis="let_and_support"),
        ),
        "pass",
        600 / 700,
    ),
    (
        "the office area only: 200 of 2000",
        "SBT11233-4.2.3",
        Sheet(
            [Room("open_office", "office_area", 20, 10), suite("T1", 400)],
            tenants=[T1],
            size=(50, 40),
            base_type="town",
            changes=policy(office_of="office_rooms"),
        ),
        "fail",
        0.1,
    ),
]


@pytest.mark.parametrize(
    ("clause", "sheet", "status", "measured"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_example(tmp_path: Path, clause: str, sheet: Sheet, status: str, measured: float | None) -> None:
    verdict = judge(tmp_path, clause, sheet)
    assert verdict.status == status
    if measured is not None:
        assert verdict.worst is not None
        assert verdict.worst.measured == pytest.approx(measured, abs=1e-4)


def effects(folder: Path, sheet: Sheet) -> dict[tuple[str, object, str], Effect]:
    scenario = sheet.scenario()
    allocation = Allocation("feasible", (), (), {}, 0.0, 0.0)
    write_bundle(folder, Solution(scenario, allocation, sheet.layout(), 1, {}, False, ()), resolved="")
    return {(row.policy, row.value, row.clause): row for row in verify(scenario, folder).readings}


# Operating area 900 + 100, vacant 500, support 100, of which catering; public services 30.
PLAN = [
    suite("T1", 900),
    Room("exhibition_hall", "exchange_centre"),
    Room("catering", "support"),
    Room("vacant", "", 50, 10),
    Room("fire_point", "public_service", 3, 10),
]


def test_a_report_says_what_another_reading_would_change(tmp_path: Path) -> None:
    found = effects(tmp_path, Sheet(PLAN, tenants=[T1]))
    stricter = found["operating_area_basis", "lettable", "CBEP-4.2.1-c"]
    assert (stricter.was, stricter.status, stricter.compared) == ("pass", "fail", "stricter")
    assert (stricter.by, stricter.unit) == (pytest.approx(50), "m2")  # 10 % of 1500 less 100
    assert stricter.en == (
        "under the stricter reading `operating_area_basis: lettable`: "
        "CBEP-4.2.1-c fails by 50 m2 (now it passes)"
    )
    assert (
        stricter.zh
        == "按较严读法 `operating_area_basis: lettable`：CBEP-4.2.1-c 不符合，差 50 m2（现为符合）"
    )
    looser = found["support_denominator", "cross_border_operating_area", "CBEP-4.2.1-c"]
    assert (looser.status, looser.compared) == ("pass", "looser")
    assert looser.by == pytest.approx(10)  # 100 less 10 % of 900
    wider = found["support_zones", ("support", "public_service"), "CBEP-4.2.1-c"]
    assert wider.by == pytest.approx(30)
    assert wider.en.endswith("CBEP-4.2.1-c passes with 30 m2 to spare")


def test_the_reading_in_force_is_no_alternative(tmp_path: Path) -> None:
    found = effects(tmp_path, Sheet(PLAN, tenants=[T1], changes=policy(operating_area_basis="lettable")))
    assert ("operating_area_basis", "lettable", "CBEP-4.2.1-c") not in found
    assert found["operating_area_basis", "occupied", "CBEP-4.2.1-c"].compared == "looser"


def test_clauses_out_of_force_are_left_out(tmp_path: Path) -> None:
    found = effects(tmp_path, Sheet(PLAN, tenants=[T1], changes={"standards": ("sbt11233",)}))
    assert {clause.split("-")[0] for _, _, clause in found} == {"SBT11233"}
    young = effects(tmp_path, Sheet(PLAN, tenants=[T1], months=11))
    assert not [clause for _, _, clause in young if clause.startswith("CBEP-4.2.2")]


def test_a_condition_that_another_one_makes_up_for_is_compared_by_its_margin(tmp_path: Path) -> None:
    sheet = Sheet(
        [suite("T1", 500), suite("T3", 500), Room("exhibition_hall", "exchange_centre")], tenants=[T1, T3]
    )
    row = effects(tmp_path, sheet)["cross_border_denominator", "operating_area", "CBEP-4.2.2.2-a"]
    assert (row.was, row.status, row.compared) == ("pass", "not_applicable", "stricter")


def test_amounts_are_told_in_words(tmp_path: Path) -> None:
    """One meeting room of two or three, and half of two companies."""
    rooms = [Room("conference_hall", "exchange_centre"), *[Room("meeting_room", "exchange_centre")] * 2]
    row = effects(tmp_path, Sheet(rooms))["several", 3, "CBEP-5.1.2.3"]
    assert row.en.startswith("under the stricter reading `several: 3`: CBEP-5.1.2.3 fails by 1 (now")
    assert row.zh.startswith("按较严读法 `several: 3`：CBEP-5.1.2.3 不符合，差 1 个（现")
    firms = [replace(T1, company_type="platform"), SERVICE]
    sheet = Sheet([suite("T1", 300), suite("S1", 300)], tenants=firms)
    found = effects(tmp_path, sheet)
    number = found["cross_border_related", "platforms_and_operators", "CBEP-4.2.2.2-b"]
    assert number.zh.endswith("CBEP-4.2.2.2-b 符合，余 0 家")
    assert number.en.endswith("CBEP-4.2.2.2-b passes with 0 companies to spare")
