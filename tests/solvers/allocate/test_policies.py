"""What readings of the standards change in the rows that the allocation keeps, worked on paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.model import M2, Policies
from planner.recommended import park_too_small, service_whole
from solvers.allocate.clauses import STRICT, clauses, impossible
from tests.solvers.allocate.small import arrays, demand, park, places, solved, storey, tenant

PLATES = [storey("A", level) for level in range(1, 6)]
"""Five storeys of 1,000 m2 gross."""
ROOM = 900
ZONES = [
    demand("OFFICE", "office_area", 100),
    demand("EXPO", "exchange_centre", 400),
    demand("TRAIN", "training_base", 300, off_site=True),
    demand("CANTEEN", "support", 60, 400, 900, kind="catering", split=True),
]
LIVE = tenant("L1", 500, livestreaming=True, resident=True)
SERVICE = replace(tenant("S1", 500), company_type="service")
LOCAL = replace(tenant("D1", 500, cross_border=False), company_type="other")


def row(id: str, policies: Policies, **more: object) -> dict[str, float]:
    """The row of a clause without margins, area by unit, and its constant."""
    values = {"standards": ("cbep",), "months": 12, **more}
    scenario = park(PLATES, [LIVE, SERVICE, LOCAL], ZONES, policies=policies, **values)  # type: ignore[arg-type]
    problem = arrays(scenario, ROOM)
    (found,) = (row for row in clauses(problem, 0.0) if row.id == id)
    areas = {unit.id: float(value) for unit, value in zip(problem.units, found.area, strict=True)}
    counts = {f"count {unit.id}": float(n) for unit, n in zip(problem.units, found.count, strict=True)}
    return {**areas, **counts, "constant": found.constant}


def test_which_rooms_and_companies_make_the_cross_border_area() -> None:
    usual = row("CBEP-4.2.1-b", Policies())
    assert (usual["L1"], usual["stock:L1"], usual["S1"], usual["D1"]) == (1, 1, 1, 0)
    assert row("CBEP-4.2.1-b", Policies(cross_border_counts="suites"))["stock:L1"] == 0
    narrow = row("CBEP-4.2.1-b", Policies(cross_border_enterprises="platforms_and_operators"))
    assert (narrow["L1"], narrow["S1"]) == (1, 0)


def test_related_companies_and_their_denominator() -> None:
    usual = row("CBEP-4.2.2.2-a", Policies())
    assert (usual["L1"], usual["S1"], usual["D1"], usual["EXPO"]) == (0.5, 0.5, -0.5, 0)
    narrow = row("CBEP-4.2.2.2-a", Policies(cross_border_related="platforms_and_operators"))
    assert (narrow["L1"], narrow["S1"], narrow["D1"]) == (0.5, -0.5, -0.5)
    number = row("CBEP-4.2.2.2-b", Policies(cross_border_related="platforms_and_operators"))
    assert (number["count L1"], number["count S1"], number["count stock:L1"]) == (0.5, -0.5, 0)
    wide = row("CBEP-4.2.2.2-a", Policies(cross_border_denominator="operating_area"))
    assert (wide["L1"], wide["EXPO"], wide["CANTEEN"]) == (0.5, -0.5, 0)
    vacant = row("CBEP-4.2.2.2-a", Policies(cross_border_denominator="lettable_area"))
    # what is left of the capacity counts too: half of it, less half of what each takes
    assert vacant["constant"] == pytest.approx(-0.5 * 5 * ROOM)
    assert vacant["CANTEEN"] > 0


def test_leased_share() -> None:
    usual = row("CBEP-4.2.2.1", Policies())
    # 1 - 0.5 for what is let, and half of what it takes of the capacity
    assert usual["D1"] == usual["L1"] > 0.5
    contracts = row("CBEP-4.2.2.1", Policies(occupancy_basis="contracts"))
    assert contracts["L1"] == usual["L1"]
    assert contracts["D1"] == pytest.approx(usual["D1"] - 1)  # no longer let
    alone = row("CBEP-4.2.2.1", Policies(lettable_area_basis="without_stock_rooms"))
    assert alone["stock:L1"] == pytest.approx(usual["stock:L1"] - 0.5)  # on neither side
    rooms = row("CBEP-4.2.2.1", Policies(lettable_area_basis="all_operating_rooms"))
    assert rooms["EXPO"] == pytest.approx(usual["EXPO"] - 0.5)
    with pytest.raises(ValueError, match="not enough"):
        row("CBEP-4.2.2.1", Policies(occupancy_basis="year_mean"))


def test_zones_that_must_always_be_there() -> None:
    always = Policies(optional_zones="always")
    scenario = park(PLATES, [LIVE], ZONES, standards=("cbep",), policies=always)
    assert set(impossible(arrays(scenario, ROOM))) == {
        "CBEP-5.2.1.1:storage_base",
        "CBEP-5.2.2.1-a:livestream_centre",
        "CBEP-5.2.3-a:party_centre",
        "CBEP-5.2.4-a:customs_hall",
    }
    party = demand("PARTY", "party_centre", 100, required=False, value=0.0)
    rows = clauses(arrays(park(PLATES, [LIVE], [*ZONES, party], standards=("cbep",), policies=always), ROOM))
    assert [row.constant for row in rows if row.id == "CBEP-5.2.3-a:party_centre"] == [-1]


def test_a_zone_without_value_is_placed_where_it_must_always_be() -> None:
    wanted = [
        demand("PARTY", "party_centre", 100, required=False, value=0.0),
        demand("CUSTOMS", "customs_hall", 100, required=False, value=0.0),
        demand("LIVE", "livestream_centre", 310, required=False, value=0.0),
        demand("STORE", "storage_base", 700, 1100, 1200, required=False, value=0.0, split=True),
    ]
    firms = [tenant(f"T{k}", 500, 780, 780) for k in range(1, 5)]
    plates = [*PLATES, *(storey(name, 1, dock=True) for name in ("B", "C", "D"))]
    scenario = park(plates, firms, [*ZONES, *wanted], standards=("cbep",))
    held = replace(scenario, policies=Policies(optional_zones="always"))
    assert {"PARTY", "CUSTOMS", "LIVE", "STORE"} <= set(places(solved(held, ROOM)))


def test_sizes_of_an_industrial_park() -> None:
    """5,000 m2 of building and 100,000 m2 of land: one of two branches."""
    scenario = park(PLATES, standards=("sbt11233",))
    assert not park_too_small(scenario)
    assert park_too_small(replace(scenario, policies=Policies(park_size_branches="both")))
    assert service_whole(scenario) == 5_000 * M2
    branch = replace(scenario, policies=Policies(service_share_scope="building_branch"))
    assert service_whole(branch) == 0  # 5,000 m2 are not in the branch of 20,000
    below = replace(PLATES[0], id="A/-1F", level=-1)
    cellar = park([below, *PLATES], standards=("sbt11233",))
    assert service_whole(cellar) == 6_000 * M2
    assert (
        service_whole(replace(cellar, policies=Policies(service_share_of="above_ground_area"))) == 5_000 * M2
    )


def test_business_area_of_a_base_in_a_building() -> None:
    more: dict[str, object] = {"standards": ("sbt11233",), "base_type": "building"}
    usual = row("SBT11233-4.2.2-a", Policies(), **more)
    assert (usual["L1"], usual["EXPO"], usual["constant"]) == (1, 1, -8000)
    let = row("SBT11233-4.2.2-a", Policies(business_area_basis="let"), **more)
    assert (let["L1"], let["EXPO"]) == (1, 0)
    gross = row("SBT11233-4.2.2-a", Policies(business_area_basis="building"), **more)
    assert (gross["L1"], gross["constant"]) == (0, -3000)
    above = row("SBT11233-4.2.2-a", Policies(and_above="exclusive"), **more)
    assert above["constant"] == pytest.approx(-8000 - STRICT)


def test_offices_of_a_town() -> None:
    more: dict[str, object] = {"standards": ("sbt11233",), "base_type": "town"}
    usual = row("SBT11233-4.2.3", Policies(), **more)
    assert (usual["L1"], usual["D1"], usual["OFFICE"]) == (1, 1, 1)
    assert usual["constant"] == pytest.approx(-0.25 * 5000 - STRICT)
    trade = row("SBT11233-4.2.3", Policies(office_of="e_commerce_companies"), **more)
    assert (trade["L1"], trade["D1"], trade["OFFICE"]) == (1, 0, 0)
    rooms = row("SBT11233-4.2.3", Policies(office_of="office_rooms"), **more)
    assert (rooms["L1"], rooms["OFFICE"]) == (0, 1)
    let = row("SBT11233-4.2.3", Policies(commercial_area_basis="let_and_support"), **more)
    assert let["constant"] == pytest.approx(-0.25 * 5 * ROOM - STRICT)
    assert let["OFFICE"] > usual["OFFICE"]  # what it takes is no longer left over to be let
