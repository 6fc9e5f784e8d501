"""Figures by year in a scenario's file: read, written back, and mistakes told with their place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planner.errors import ScenarioError
from planner.indicators.evaluate import book_of, years_for
from planner.operations.annual import Firm
from planner.scenario import load_scenario, parse_scenario, resolved_yaml
from tests.indicators.case import read
from tests.scenario.cases import GOOD, Case, check, parametrise

MINIMAL = Path(__file__).parents[2] / "scenarios" / "minimal.yaml"


def test_the_file_is_read_and_written_back() -> None:
    park = load_scenario(GOOD)
    annual = park.operations.annual
    assert annual is not None
    assert annual.started == date(2022, 5, 1)
    assert annual.shown_year == 2025
    assert [row.year for row in annual.years] == [2024, 2025]
    assert annual.years[0].companies[0].export_cny == 2_500_000
    assert annual.years[1].companies[0].listed is False
    assert annual.years[1].companies[0].b2b_cny is None
    again = parse_scenario(resolved_yaml(park).encode(), "again.yaml")
    assert again.operations.annual == annual


def test_tenants_are_e_commerce_by_their_type_unless_told() -> None:
    book = book_of(load_scenario(GOOD))
    firms = {firm.id: firm for firm in book.firms}
    assert firms["T01"].ecommerce == "application"  # an operator
    assert firms["T01"].entered == date(2025, 8, 1)  # `since` of its file
    assert firms["T01"].logistics is False
    assert firms["T02"] == Firm("T02", "T02", "T02", "application")
    assert firms["INC1"].left == date(2026, 2, 28)
    assert years_for(book) == (2024, 2025)
    assert book.areas is None


@parametrise(
    [
        Case(
            "negative money",
            "b2b_cny: 1000000",
            "b2b_cny: -1000000",
            "b2b_cny: -1000000",
            "operations.annual.years[0].companies[0].b2b_cny",
            ("got -1000000", "from 0", "not negative"),
        ),
        Case(
            "money with a unit",
            "b2b_cny: 1000000",
            "b2b_cny: 100万元",
            "b2b_cny: 100万元",
            "operations.annual.years[0].companies[0].b2b_cny",
            ("unit stands in the key",),
        ),
        Case(
            "year outside the calendar",
            "      - year: 2024",
            "      - year: 1024",
            "year: 1024",
            "operations.annual.years[0].year",
            ("got 1024", "1,990 to 2,100"),
        ),
        Case(
            "year after the day of the check",
            "      - year: 2024",
            "      - year: 2027",
            "year: 2027",
            "operations.annual.years[0].year",
            ("a year up to 2026 (as_of)",),
            also=(("entered: 2024-03-01, left: 2026-02-28", "entered: 2024-03-01"),),
        ),
        Case(
            "year before the start",
            "started: 2022-05-01",
            "started: 2025-05-01",
            "year: 2024",
            "operations.annual.years[0].year",
            ("from 2025 on",),
        ),
        Case(
            "year twice",
            "      - year: 2024",
            "      - year: 2025",
            "year: 2025",
            "operations.annual.years[1].year",
            ("each year once",),
        ),
        Case(
            "unknown company",
            "{company: T01, rd_cny",
            "{company: T09, rd_cny",
            "company: T09",
            "operations.annual.years[1].companies[0].company",
            ("got T09", "did you mean T02 or T01?"),
        ),
        Case(
            "unknown kind of a company that is no tenant",
            "name_zh: 初创, ecommerce: application,",
            "name_zh: 初创,",
            "id: INC1",
            "operations.annual.companies[1].ecommerce",
            ("add `ecommerce: application`",),
        ),
        Case(
            "company twice",
            "{id: INC1, name: Start-up",
            "{id: T01, name: Start-up",
            "id: T01, name",
            "operations.annual.companies[1].id",
            ("each company once",),
            also=(
                ("{company: INC1, b2b_cny", "{company: T02, b2b_cny"),
                ("entered: 2024-03-01, left", "left"),
            ),
        ),
        Case(
            "left before it came",
            "left: 2026-02-28",
            "left: 2024-02-28",
            "left: 2024-02-28",
            "operations.annual.companies[1].left",
            ("not before 2024-03-01",),
        ),
        Case(
            "figures before it came",
            "entered: 2024-03-01",
            "entered: 2025-03-01",
            "{company: INC1",
            "operations.annual.years[0].companies[0].company",
            ("no figures before it came (2025-03-01)",),
        ),
        Case(
            "another day than in its file",
            "{id: T01, logistics: false",
            "{id: T01, entered: 2025-08-02, logistics: false",
            "entered: 2025-08-02",
            "operations.annual.companies[0].entered",
            ("2025-08-01 (since)",),
        ),
        Case(
            "figures before its file says it came",
            "{company: INC1, b2b_cny",
            "{company: T01, b2b_cny",
            "{company: T01, b2b_cny",
            "operations.annual.years[0].companies[0].company",
            ("no figures before it came (2025-08-01)",),
        ),
        Case(
            "day that does not exist",
            "started: 2022-05-01",
            "started: 2022-02-30",
            "started: 2022-02-30",
            "operations.annual.started",
            ("got 2022-02-30",),
        ),
        Case(
            "an area of the year that the layout shows",
            "        total_assets_cny: 80000000",
            "        total_assets_cny: 80000000\n        office_area_m2: 300.5",
            "office_area_m2: 300.5",
            "operations.annual.years[1].office_area_m2",
            ("the layout shows it",),
        ),
        Case(
            "layout of a year without figures",
            "layout_year: 2025",
            "layout_year: 2023",
            "layout_year: 2023",
            "operations.annual.layout_year",
            ("a year with figures",),
        ),
        Case(
            "data centre that the base has not",
            "data_centre: true",
            "data_centre: no",
            "data_centre_mbit_s: 100",
            "operations.annual.years[1].companies[0].data_centre_mbit_s",
            ("the base has none",),
        ),
        Case(
            "more of the data centre than there is",
            "data_centre_mbit_s: 100",
            "data_centre_mbit_s: 501",
            "data_centre_mbit_s: 501",
            "operations.annual.years[1].companies[0].data_centre_mbit_s",
            ("at most bandwidth_mbit_s, 500",),
        ),
        Case(
            "unknown place",
            "not_in_use: [A]",
            "not_in_use: [A/9F]",
            "A/9F",
            "operations.annual.not_in_use[0]",
            ("got A/9F", "building/storey"),
        ),
    ]
)
def test_mistakes_are_told_with_their_place(case: Case) -> None:
    check(case)


def test_a_second_file_is_named_with_its_own_line(tmp_path: Path) -> None:
    (tmp_path / "figures.yaml").write_text(
        "annual:\n  years:\n    - year: 2025\n      companies:\n        - {company: T77, tax_cny: 5}\n"
        "        - {company: T01, tax_cny: -5}\n",
        "utf-8",
    )
    park = tmp_path / "park.yaml"
    text = GOOD.read_text("utf-8")
    head, tail = text.index("operations:\n"), text.index("utilities:\n")
    park.write_text(text[:head] + "operations: figures.yaml\n" + text[tail:], "utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(park)
    assert [(Path(problem.file).name, problem.line) for problem in caught.value.problems] == [
        ("figures.yaml", 6)
    ]
    fixed = (tmp_path / "figures.yaml").read_text("utf-8").replace("-5", "5")
    (tmp_path / "figures.yaml").write_text(fixed, "utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(park)
    (problem,) = caught.value.problems
    assert (Path(problem.file).name, problem.line, problem.value) == ("figures.yaml", 5, "T77")


def test_figures_of_the_years_of_coming_and_leaving_are_taken() -> None:
    text = GOOD.read_text("utf-8").replace("left: 2026-02-28", "left: 2024-12-31")
    annual = parse_scenario(text.encode(), "park.yaml").operations.annual
    assert annual is not None
    assert annual.companies[1].entered == date(2024, 3, 1)
    assert annual.years[0].companies[0].company == "INC1"


def test_the_tutorial_park_shows_two_years() -> None:
    book = book_of(load_scenario(MINIMAL))
    # 17.5 + 9.1 + 6.5 + 8.7 + 4.7 + 4.5 and 39.1 + 21.1 + 14.8 + 18.8 + 10.5 + 10.3 + 5.7 + 0.9 million
    assert read(book, "A.1.3", 2024).value == 51_000_000
    assert read(book, "A.1.3", 2025).value == 121_200_000
    assert read(book, "A.1.4", 2025).value == pytest.approx(100 * (121.2 / 51 - 1))
    assert [read(book, "A.1.5", year).value for year in (2024, 2025)] == [9, 11]
    assert read(book, "A.1.7", 2025).value == 1.5
    assert read(book, "A.4.1", 2024).value == pytest.approx(1700 / 9)
