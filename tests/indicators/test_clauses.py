"""The clauses of Annex A that formulas answer: reported, undefined, missing, and without a layout's rooms."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.check.facts import Facts
from planner.check.gaps import gaps
from planner.check.statement import Inputs
from planner.operations.annual import Annual
from planner.standards.packs import shipped_pack
from planner.verify import Compliance
from tests.standards.run import facts_of, run_facts, verdict
from tests.verify import conduct

__all__ = ["run_facts"]

FORMULAS = {clause.id: clause for clause in shipped_pack("sbt11233").clauses if clause.kind == "indicator"}

PLAN = ("SBT11233-A.1.1", "SBT11233-A.1.2", "SBT11233-A.1.5", "SBT11233-A.1.6")
"""Areas and numbers of companies: a layout shows them without any figures."""


def with_annual(facts: Facts, annual: Annual | None) -> Facts:
    return facts_of(facts, annual=annual)


def test_every_formula_of_the_annex_is_a_clause_of_its_own_number() -> None:
    assert len(FORMULAS) == 26
    for id, clause in FORMULAS.items():
        assert clause.text("indicator") == id.removeprefix("SBT11233-")
        assert clause.strength == "informational"


@pytest.mark.parametrize("clause", FORMULAS)
def test_reported_for_the_last_year(run_facts: Facts, clause: str) -> None:
    found = verdict(run_facts, clause)
    assert found.status == "pass"
    assert all((row.op, row.limit, row.ok) == ("is", "reported", True) for row in found.findings)
    assert all(row.subject.endswith(", 2025") for row in found.findings)


@pytest.mark.parametrize(
    ("clause", "value"),
    [
        ("SBT11233-A.1.3", 20 * 4 * 120),  # twenty companies, four kinds of trade
        ("SBT11233-A.1.4", 20),  # 1.2 times the year before
        ("SBT11233-A.1.6", 100),
        ("SBT11233-A.3.2", 20),
        ("SBT11233-A.4.1", 100),
        ("SBT11233-A.6.5", 100 * 4 / 120),
    ],
)
def test_numbers_worked_by_hand(run_facts: Facts, clause: str, value: float) -> None:
    assert verdict(run_facts, clause).findings[0].measured == pytest.approx(value)


@pytest.mark.parametrize("clause", sorted(set(FORMULAS) - set(PLAN)))
def test_without_figures_it_is_undecided(run_facts: Facts, clause: str) -> None:
    found = verdict(with_annual(run_facts, None), clause)
    assert found.status == "undecided"
    lacks = [row for row in found.findings if row.ok is None]
    assert {(row.measured, row.limit) for row in lacks} == {("missing", "operations.annual")}


@pytest.mark.parametrize("clause", PLAN)
def test_what_the_layout_alone_tells(run_facts: Facts, clause: str) -> None:
    assert verdict(with_annual(run_facts, None), clause).status == "pass"
    empty = replace(run_facts, plates={id: replace(p, spaces=()) for id, p in run_facts.plates.items()})
    found = verdict(empty, clause)
    assert found.status == ("undecided" if clause in PLAN[:2] else "pass")
    if clause in PLAN[:2]:
        assert found.findings[0].limit == "layout"


def test_the_missing_datum_is_named_with_its_companies(run_facts: Facts) -> None:
    annual = conduct.annual()
    last = annual.years[1]
    rows = tuple(
        replace(row, revenue_cny=None) if row.company in ("T03", "T07") else row for row in last.companies
    )
    facts = with_annual(run_facts, replace(annual, years=(annual.years[0], replace(last, companies=rows))))
    (finding,) = verdict(facts, "SBT11233-A.3.1").findings
    assert finding.subject == "revenue: revenue_cny of T03, T07, 2025"
    assert (finding.measured, finding.limit, finding.ok) == ("missing", "operations.annual", None)
    assert verdict(facts, "SBT11233-A.3.3").status == "pass"


def test_a_growth_over_nothing_is_reported_as_undefined(run_facts: Facts) -> None:
    annual = replace(conduct.annual(), years=(conduct.figures(2024, 0.0), conduct.figures(2025)))
    (finding,) = verdict(with_annual(run_facts, annual), "SBT11233-A.1.4").findings
    assert (finding.measured, finding.ok) == ("undefined: zero base year 2024", True)


def test_a_thousand_missing_figures_are_one_gap(run_facts: Facts) -> None:
    facts = with_annual(run_facts, None)
    verdicts = tuple(verdict(facts, clause) for clause in FORMULAS)
    found = gaps(Compliance("", "", (), verdicts, Inputs(())))
    assert [gap.datum for gap in found] == ["operations.annual"]
    assert len(found[0].others) == 22
