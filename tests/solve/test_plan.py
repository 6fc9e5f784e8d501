"""What a plan is worth as it was laid out."""

from __future__ import annotations

from dataclasses import replace

from shapely.geometry import box

from planner.model import M2, Corridor, StoreyLayout
from solvers.arrange import Arranged
from solvers.orchestrate.feedback import by_storey
from solvers.orchestrate.plan import Plan, short_of_least, valued
from tests.solve.park import allocation, arranged, demand, failed, placement, scenario, tenant

PARK = scenario(tenant("T1"), tenant("T2"), tenant("T3"), storeys=3)
T1, T2, T3 = placement("T1", "A/1F"), placement("T2", "A/1F"), placement("T3", "A/2F")
RENT = 12 * 60.0
"""CNY a square metre and year."""


def a_plan(**results: Arranged) -> Plan:
    decided = allocation(T1, T2, T3, objective=300 * RENT, bound=400 * RENT)
    found = {f"A/{level[1:]}F": result for level, result in results.items()}
    return Plan(decided, by_storey(PARK, decided), found)


def test_whoever_is_not_in_the_layout_is_homeless_and_its_storey_crowded() -> None:
    plan = a_plan(L1=arranged("A/1F", T1, gone=("T2",)), L2=failed(), L3=failed())
    assert plan.homeless == (T2, T3)
    assert plan.crowded == ("A/1F", "A/2F"), "an empty storey without a layout crowds nobody"
    assert plan.failed == ("A/2F", "A/3F")
    assert [storey.storey for storey in plan.storeys()] == ["A/1F"]


def test_real_placements_have_the_areas_laid_out() -> None:
    plan = a_plan(L1=arranged("A/1F", T1, share=0.9, gone=("T2",)), L2=arranged("A/2F", T3), L3=failed())
    assert plan.real_placements() == (replace(T1, area=90 * M2), T3)


def test_the_area_of_rooms_counts_vacant_units_and_corridors_inside_zones() -> None:
    (vacant,) = arranged("A/1F", T1).layout.spaces  # type: ignore[union-attr]  # a layout is given
    ways = tuple(
        Corridor(f"W{subject}", "A", "A/1F", box(0, 0, 2_000, 10_000), 2_000, zone, subject)
        for zone, subject in ((None, None), ("support", "SHOPS"))
    )
    layout = StoreyLayout("A/1F", (replace(vacant, subject=None, kind="vacant"),), ways, ())
    plan = a_plan(L1=Arranged(layout, 0, ""), L2=arranged("A/2F", T3, share=0.5), L3=failed())
    assert plan.room_areas() == {"A/1F": 120 * M2, "A/2F": 50 * M2, "A/3F": 0}


def test_the_value_is_that_of_the_areas_laid_out_and_what_was_decided_is_told_beside_it() -> None:
    plan = a_plan(L1=arranged("A/1F", T1, T2, share=0.9), L2=arranged("A/2F", T3), L3=failed())
    found, decided = valued(PARK, plan)
    assert (round(found.objective), found.bound) == (round(280 * RENT), 400 * RENT)
    assert round(decided) == round(300 * RENT)
    best = replace(plan, allocation=replace(plan.allocation, status="optimal", bound=300 * RENT))
    assert valued(PARK, best)[0].status == "feasible", "less than was proven best"
    whole = a_plan(L1=arranged("A/1F", T1, T2), L2=arranged("A/2F", T3), L3=failed())
    whole = replace(whole, allocation=best.allocation)
    assert valued(PARK, whole)[0].status == "optimal"


def test_storage_is_worth_something_only_where_tenant_and_warehouse_are_laid_out() -> None:
    store = replace(demand("STORE"), zone="storage_base", kind="warehouse", value_cny_m2_year=0.0)
    park = scenario(replace(tenant("T1"), storage_area=50 * M2), tenant("T2"), demands=(store,))
    park = replace(park, weights=replace(park.weights, cny_per_tonne_km=0.0))
    hall = replace(placement("STORE", "A/2F", tenant=False), zone="storage_base")
    decided = replace(allocation(T1, hall), warehouse_of={"T1": "A/2F"})
    suite, stored = 100 * RENT, 50 * 240.0
    for first, second, worth in (
        (arranged("A/1F", T1), arranged("A/2F", hall), suite + stored),
        (arranged("A/1F", T1), arranged("A/2F", gone=("STORE",)), suite),
        (arranged("A/1F", gone=("T1",)), arranged("A/2F", hall), 0.0),
    ):
        plan = Plan(decided, by_storey(park, decided), {"A/1F": first, "A/2F": second})
        assert round(valued(park, plan)[0].objective) == round(worth)


def test_what_lacks_of_promised_areas_is_counted() -> None:
    """A resident of 100 m2 with 60 m2 and nothing elsewhere is short; with 40 m2 more it is not."""
    resident = replace(PARK.tenants[0], resident=True, least_area=100 * M2)
    park = replace(PARK, tenants=(resident,))
    part, rest = replace(T1, area=60 * M2), replace(T1, storey="A/2F", area=40 * M2)
    assert short_of_least(park, (part,)) == 1
    assert short_of_least(park, (part, rest)) == 0
    assert short_of_least(park, ()) == 1
    assert short_of_least(replace(park, tenants=(replace(resident, resident=False),)), ()) == 0
