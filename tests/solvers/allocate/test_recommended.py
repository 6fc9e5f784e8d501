"""Recommended clauses are soft: a plan meets them where that costs less than they weigh, worked by hand."""

from __future__ import annotations

import pytest

from planner.model import Weights
from solvers.allocate.clauses import clauses, constant_fines
from tests.solvers.allocate.small import arrays, demand, park, places, solved, storey, tenant

FIRM = tenant("T1", 500, rent=100.0)
"""Pays 600,000 CNY a year for its 500 m2."""
PARTY = demand("PARTY", "party_centre", 120, required=False, value=0.0)


def weighed(cny: float, clause: str = "CBEP-5.2", **more: float) -> Weights:
    return Weights(recommended_clause_cny_year=0.0, recommended={clause: cny, **more})


def crowded(weights: Weights, standards: tuple[str, ...] = ("sbt11233",)):
    """A storey with room for the company or the Party centre, not for both."""
    return park([storey("A", 1)], [FIRM], [PARTY], standards=standards, weights=weights)


@pytest.mark.parametrize(("cny", "there"), [(2_900_000, "T1"), (3_100_000, "PARTY")])
def test_a_zone_is_placed_where_the_clause_weighs_more_than_the_rent(cny: float, there: str) -> None:
    """Public service is one group of five: a fifth of 3,000,000 is the rent."""
    answer = solved(crowded(weighed(cny, "SBT11233-4.1.3")), 550)
    assert list(places(answer)) == [there]
    assert answer.status == "optimal"
    assert answer.objective == pytest.approx(600_000 - cny if there == "T1" else -cny * 4 / 5)


@pytest.mark.parametrize(("cny", "area"), [(2_400, 60), (2_600, 81)])
def test_service_facilities_grow_where_the_clause_weighs_more_than_the_rent(cny: float, area: int) -> None:
    """8 % of 1,000 m2 are 80 m2, with 1 % in reserve 80.81. A canteen has 60 m2 at least: 20.81 m2 more of it
    are taken from a company that pays 120 CNY a year for each, 2,497 in all.
    """
    firm = tenant("T1", 100, 150, 150, rent=10.0)
    food = demand("FOOD", "support", 50, 50, 200, kind="catering", value=0.0)
    weights = weighed(cny, "SBT11233-4.2.1-b")
    answer = solved(park([storey("A", 1)], [firm], [food], standards=("sbt11233",), weights=weights), 200)
    given = {row.subject: row.area / 1e6 for row in answer.placements}
    assert given["FOOD"] == pytest.approx(area, abs=1)


def test_what_weighs_nothing_has_no_row() -> None:
    free = crowded(Weights(recommended_clause_cny_year=0.0), ("cbep", "sbt11233"))
    assert not [row for row in clauses(arrays(free, 550)) if row.fine is not None]
    assert constant_fines(arrays(free, 550)) == 0
    assert list(places(solved(crowded(Weights(recommended_clause_cny_year=0.0)), 550))) == ["T1"]


def test_what_no_plan_can_meet_is_a_constant_and_what_every_plan_meets_is_none() -> None:
    """Nobody asks for three of the zones; one that must be placed is always there."""
    weights = weighed(400.0)
    asked = park([storey("A", 1)], [FIRM], [PARTY], standards=("cbep",), weights=weights)
    assert constant_fines(arrays(asked, 550)) == -300
    assert [row.id for row in clauses(arrays(asked, 550)) if row.fine] == ["CBEP-5.2:party_centre"]
    must = demand("PARTY", "party_centre", 120)
    sure = park([storey("A", 1)], [FIRM], [must], standards=("cbep",), weights=weights)
    assert constant_fines(arrays(sure, 550)) == -300
    assert not [row for row in clauses(arrays(sure, 550)) if row.fine]


def test_a_logistics_hub_lies_only_where_goods_get_in() -> None:
    plates = [storey("A", 1), storey("B", 1, x=60, dock=True)]
    hub = demand("H", "logistics_hub", 320, required=False)
    assert places(solved(park(plates, demands=[hub]), 900)) == {"H": ["B/1F"]}
    assert places(solved(park(plates[:1], demands=[hub]), 900)) == {}
    must = solved(park(plates[:1], demands=[demand("H", "logistics_hub", 320)]), 900)
    assert must.status == "infeasible"
    assert "H" in must.conflict
