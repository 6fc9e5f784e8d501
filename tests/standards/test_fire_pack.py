"""The fire pack as a whole: sources that say how sure they are, and an example for every clause."""

from __future__ import annotations

import re

import pytest

from planner.standards.clauses import Clause
from planner.standards.packs import shipped_pack
from tests.standards import test_fire_egress, test_fire_site

CLAUSES = shipped_pack("fire").clauses
SURE = re.compile(r"(GB \d{5} .+|公消〔\d{4}〕\d+号), ([RS])")


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_every_number_says_where_it_is_from_and_how_sure_it_is(clause: Clause) -> None:
    letters = set()
    for parameter in clause.params.values():
        if isinstance(parameter.value, int | float) and not isinstance(parameter.value, bool):
            match = SURE.fullmatch(parameter.source)
            assert match or parameter.source in ("policy", "drawing"), parameter.source
            letters |= {match.group(2)} if match else set()
    if clause.strength == "mandatory":
        assert "S" not in letters


def test_clauses_of_gb_50016_hang_on_the_policy() -> None:
    for clause in CLAUSES:
        assert ("gb50016_binds" in clause.applies) == clause.id.startswith("FIRE-50016"), clause.id


def test_every_clause_has_an_example_that_passes_and_one_that_fails() -> None:
    shown = {(clause, status) for _, clause, _, status, _ in test_fire_egress.CASES}
    elsewhere = re.compile(
        r"FIRE-(50016-(5\.2\.2|7\.)|50974|55037-3\.|55019-(2\.(1\.1|2\.2-b|4\.[12]|6\.[12])|3\.1\.2))"
    )
    site = {clause.id for clause in CLAUSES if elsewhere.match(clause.id)}
    assert (
        site
    )  # shown in test_fire_site, test_fire_access and test_barrier_free, each with a pass and a fail
    assert test_fire_site.OFFICE
    below = {"FIRE-50016-5.3.1-e", "FIRE-301-3"}  # test_a_storey_below_ground, test_fire_point
    missing = [
        (clause.id, status)
        for clause in CLAUSES
        for status in ("pass", "fail")
        if clause.id not in site | below and (clause.id, status) not in shown
    ]
    assert missing == []
