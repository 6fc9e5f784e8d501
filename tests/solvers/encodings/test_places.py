"""Where the allocation lets things lie, held against the check of each place on random storeys."""

from __future__ import annotations

from pathlib import Path
from random import Random

from shapely import box

from planner.bundle import Bundle
from planner.check.facts import gather
from planner.model import Layout, Scenario, Space, Storey, StoreyLayout
from planner.standards.kinds import requirement_kinds
from tests.solvers.allocate.small import arrays, demand, park, storey, tenant
from tests.solvers.encodings.test_agreement import BY_ID, CLAUSES

PARKS = 60
KINDS = {"STORE": "warehouse", "HUB": "logistics_hub", "FOOD": "catering", "T1": "tenant_suite"}
ZONES = {"STORE": "storage_base", "HUB": "logistics_hub", "FOOD": "support", "T1": "office_area"}


def plates(random: Random) -> list[Storey]:
    """Storeys with docks, lifts, loads, heights and permissions on either side of what counts."""
    permissions = [None, None, frozenset({"office_area"}), frozenset({"catering", "storage_base"})]
    return [
        storey(
            building,
            level,
            x=x,
            dock=level == 1 and random.random() < 0.5,
            goods_lift=random.random() < 0.6,
            load=random.choice([9.9, 10.0, 12.0]),
            clear_height=random.choice([3.9, 4.0, 4.2]),
            permitted=random.choice(permissions),
        )
        for building, x in (("A", 0), ("B", 100))
        for level in (1, 2, 3)
    ]


def drawn(seed: int) -> Scenario:
    random = Random(seed)
    floors = plates(random)
    wanted = [
        demand("STORE", "storage_base", 300, kind="warehouse", required=False),
        demand("HUB", "logistics_hub", 300, required=False),
        demand("FOOD", "support", 60, kind="catering", required=False),
    ]
    pins = {"FOOD": random.choice(floors).id} if seed % 2 else {}
    return park(floors, [tenant("T1", 100)], wanted, pins=pins)


def passes(given: Scenario, clause: str, subject: str, at: str) -> bool:
    """Whether a clause passes with the subject in one room on that storey."""
    number = next(k for k, floor in enumerate(given.storeys) if floor.id == at)
    shape = box(0, 30_000 * number, 10_000, 30_000 * number + 30_000)
    owner = subject if subject == "T1" else None
    building = at.partition("/")[0]
    room = Space(f"{at}/s1", building, at, KINDS[subject], ZONES[subject], shape, "", "", owner, subject)
    layout = Layout((StoreyLayout(at, (room,), (), ()),), ())
    facts = gather(given, Bundle(Path(), layout, (), {}, ""))
    row = CLAUSES[clause]
    return all(found.ok for found in requirement_kinds()[row.kind].check(row, facts))


def offered(given: Scenario, subject: str) -> set[str]:
    """Storeys on which the allocation may put the subject."""
    problem = arrays(given, 900)
    unit = next(unit for unit in problem.units if unit.id == subject)
    return {problem.storeys[s].id for s in unit.storeys}


def test_goods_lie_where_the_check_lets_them() -> None:
    """Exact where the storey permits the kind."""
    assert BY_ID["LAYOUT-GOODS"].relation == "exact"
    seen = set()
    for seed in range(PARKS):
        given = drawn(seed)
        for subject in ("STORE", "HUB"):
            places = offered(given, subject)
            for floor in given.storeys:
                if passes(given, "LAYOUT-KIND", subject, floor.id):
                    good = passes(given, "LAYOUT-GOODS", subject, floor.id)
                    assert (floor.id in places) == good, (seed, subject, floor.id)
                    seen.add(good)
    assert seen == {True, False}


def test_a_storey_that_is_offered_permits_the_kind() -> None:
    assert BY_ID["LAYOUT-KIND"].relation == "stricter"
    refused = 0
    for seed in range(0, PARKS, 2):
        given = drawn(seed)
        for subject in KINDS:
            places = offered(given, subject)
            assert all(passes(given, "LAYOUT-KIND", subject, at) for at in places), (seed, subject)
            refused += sum(not passes(given, "LAYOUT-KIND", subject, f.id) for f in given.storeys)
    assert refused > 20


def test_a_pin_leaves_the_storey_that_the_check_asks_for() -> None:
    """None where the pinned storey does not permit the kind: then no plan exists."""
    assert BY_ID["LAYOUT-PIN"].relation == "exact"
    for seed in range(1, PARKS, 2):
        given = drawn(seed)
        right = {floor.id for floor in given.storeys if passes(given, "LAYOUT-PIN", "FOOD", floor.id)}
        allowed = {at for at in right if passes(given, "LAYOUT-KIND", "FOOD", at)}
        assert right == {given.pins[0].storey}
        assert offered(given, "FOOD") == allowed
