"""Every formula of Annex A, worked on paper (docs/indicators.md), and where it has no value."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from planner.indicators.evaluate import evaluate
from planner.indicators.model import Datum
from planner.indicators.registry import GROUPS, INDICATORS
from planner.operations.annual import Firm
from planner.operations.model import Operations
from tests.indicators.case import FIRMS, Y2024, Y2025, book, changed, read, trade, without


@pytest.mark.parametrize(
    ("id", "year", "figure", "value"),
    [
        ("A.1.3", 2024, 0, 20_000_000),  # (10 + 0 + 2 + 3) + (1 + 4 + 0 + 0)
        ("A.1.3", 2025, 0, 26_000_000),  # 18 + 7 + 1
        ("A.1.4", 2025, 0, 30),  # 26 / 20 - 1
        ("A.1.5", 2024, 0, 2),
        ("A.1.5", 2025, 0, 3),  # the firm in incubation counts, the translation bureau does not
        ("A.1.5", 2025, 1, 1),
        ("A.1.5", 2025, 2, 2),
        ("A.1.6", 2024, 0, 200 / 3),  # 2 of 3
        ("A.1.6", 2025, 0, 75),  # 3 of 4
        ("A.1.7", 2025, 0, 4.75),  # 15 March 2021 to 31 December 2025: 57 months
        ("A.1.8", 2025, 0, 82_000_000),
        ("A.2.4", 2024, 0, 0),
        ("A.3.1", 2025, 0, 5_000_000),  # 3.6 + 1.2 + 0.2
        ("A.3.2", 2025, 0, 25),  # 5 / 4 - 1
        ("A.3.3", 2024, 0, 5_000_000),  # 2 + 3
        ("A.3.3", 2025, 0, 7_500_000),  # (2 + 4) + (0 + 1) + (0 + 0.5)
        ("A.3.4", 2025, 0, 285_000),
        ("A.3.5", 2025, 0, 14),  # 285 / 250 - 1
        ("A.3.6", 2025, 0, 92),
        ("A.3.7", 2025, 0, 5000),  # 5,000,000 / (500 + 450 + 50)
        ("A.3.8", 2025, 0, 1_500_000),
        ("A.3.9", 2025, 0, 1),
        ("A.3.10", 2025, 0, 2),
        ("A.4.1", 2025, 0, 300),  # (1,000 - 400 + 200 + 100) / 3
        ("A.4.3", 2025, 0, 1),
        ("A.4.4", 2025, 1, 1),
        ("A.4.6", 2025, 0, 1_500_000),
        ("A.4.6", 2025, 1, 10_000_000),
        ("A.6.3", 2025, 0, 16),
        ("A.6.4", 2025, 0, 7),
        ("A.6.5", 2025, 0, 4),  # 200,000 / 5,000,000
    ],
)
def test_the_example_worked_by_hand(id: str, year: int, figure: int, value: float) -> None:
    reading = read(book(), id, year, figure)
    assert reading.status == "value"
    assert reading.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("id", "figure", "value"), [("A.1.1", 0, 950), ("A.1.2", 0, 600), ("A.4.3", 1, 300), ("A.4.4", 0, 80)]
)
def test_areas_come_from_the_layout_in_its_year(id: str, figure: int, value: float) -> None:
    reading = read(book(), id, 2025, figure)
    assert (reading.value, reading.reason[1]) == (value, "from the layout")
    assert read(book(areas=None), id, 2025, figure).missing == (Datum("layout"),)


def test_areas_of_other_years_come_from_the_figures() -> None:
    assert read(book(), "A.1.1", 2024).value == 700
    assert read(book(), "A.1.2", 2024).missing == (Datum("support_area_m2", year=2024),)
    assert read(book(layout_year=2024), "A.1.1", 2024).value == 950
    assert read(book(layout_year=2024), "A.1.1", 2025).missing == (Datum("office_area_m2", year=2025),)


@pytest.mark.parametrize("id", ["A.1.4", "A.3.2", "A.3.5"])
def test_growth_over_nothing_is_undefined(id: str) -> None:
    zero = replace(
        Y2024,
        companies=tuple(trade(row.company, 0, 0, 0, 0, revenue_cny=0, tax_cny=0) for row in Y2024.companies),
    )
    reading = read(book(zero, Y2025), id)
    assert (reading.status, reading.value) == ("undefined", None)
    assert reading.reason == ("无定义：基年2024年为零", "undefined: zero base year 2024")


def test_growth_to_nothing_is_minus_a_hundred() -> None:
    zero = replace(Y2025, companies=tuple(trade(row.company, 0, 0, 0, 0) for row in Y2025.companies))
    assert read(book(Y2024, zero), "A.1.4").value == -100


def test_growth_without_the_year_before_names_it() -> None:
    reading = read(book(Y2025), "A.1.4")
    assert reading.status == "missing"
    assert reading.missing == (Datum("figures", year=2024),)
    assert reading.missing[0].words() == ("2024年figures", "figures, 2024")


@pytest.mark.parametrize(
    ("id", "key"),
    [
        ("A.1.3", "export_cny"),
        ("A.3.1", "revenue_cny"),
        ("A.3.3", "import_cny"),
        ("A.3.4", "tax_cny"),
        ("A.3.6", "jobs"),
        ("A.3.8", "financing_cny"),
        ("A.3.9", "listed"),
        ("A.3.10", "mofcom_survey"),
        ("A.4.1", "bandwidth_mbit_s"),
        ("A.4.1", "data_centre_mbit_s"),
        ("A.4.6", "financing_cny"),
        ("A.6.3", "ip_rights"),
        ("A.6.4", "trademarks"),
        ("A.6.5", "rd_cny"),
    ],
)
def test_a_missing_figure_is_named_with_its_company(id: str, key: str) -> None:
    reading = read(book(Y2024, changed(Y2025, "T02", **{key: None})), id)
    assert (reading.status, reading.value) == ("missing", None)
    assert reading.missing == (Datum(key, "T02", 2025),)
    assert reading.missing[0].words() == (f"2025年T02的{key}", f"{key} of T02, 2025")


def test_growth_names_what_is_missing_in_either_year() -> None:
    before = changed(Y2024, "T01", tax_cny=None)
    now = changed(Y2025, "INC1", tax_cny=None)
    assert read(book(before, now), "A.3.5").missing == (
        Datum("tax_cny", "T01", 2024),
        Datum("tax_cny", "INC1", 2025),
    )


def test_a_company_without_a_row_lacks_all_of_it() -> None:
    reading = read(book(Y2024, without(Y2025, "T02")), "A.1.3")
    assert [datum.key for datum in reading.missing] == ["b2b_cny", "retail_cny", "import_cny", "export_cny"]
    assert {datum.subject for datum in reading.missing} == {"T02"}


def test_companies_that_are_no_e_commerce_need_no_figures() -> None:
    assert read(book(), "A.3.1").value == 5_000_000
    assert all(row.company != "T03" for row in Y2025.companies)


def test_a_company_that_left_counts_until_it_left() -> None:
    left = (FIRMS[0], replace(FIRMS[1], left=date(2025, 9, 30)), *FIRMS[2:])
    assert read(book(firms=left), "A.1.3").value == 26_000_000  # its trade of the year
    assert read(book(firms=left), "A.1.5").value == 2  # not at the end of the year
    assert read(book(firms=left), "A.3.6").value == 52  # 46 + 6
    gone = (FIRMS[0], replace(FIRMS[1], left=date(2024, 12, 31)), *FIRMS[2:])
    assert read(book(firms=gone), "A.1.3").value == 19_000_000  # 18 + 1


def test_a_company_outside_counts_nowhere() -> None:
    outside = (FIRMS[0], replace(FIRMS[1], outside=True), *FIRMS[2:])
    assert read(book(firms=outside), "A.1.3").value == 19_000_000
    assert read(book(firms=outside), "A.1.5").value == 2
    assert read(book(firms=outside), "A.1.6").value == pytest.approx(200 / 3)


def test_a_day_of_entry_that_would_decide_is_asked_for() -> None:
    """T02 has no day and no figures before 2025: whether it was there in 2024 is not known."""
    firms = (FIRMS[0], replace(FIRMS[1], entered=None), *FIRMS[2:])
    it = book(without(Y2024, "T02"), Y2025, firms=firms)
    assert read(it, "A.1.3", 2024).missing == (Datum("entered", "T02"),)
    assert read(it, "A.1.4", 2025).missing == (Datum("entered", "T02"),)
    assert read(it, "A.1.5", 2024).missing == (Datum("entered", "T02"),)
    assert read(it, "A.1.3", 2025).value == 26_000_000
    assert read(book(firms=firms), "A.1.3", 2024).value == 20_000_000  # its figures say that it was there


def test_a_tenant_with_a_suite_and_no_figures_is_missing() -> None:
    it = book()
    assert it.areas is not None
    # A tenant that the list of the figures does not name.
    it = replace(it, firms=(*FIRMS, Firm("T09", "New", "新", "application")))
    assert read(it, "A.1.3", 2025).value == 26_000_000  # a candidate without a suite
    assert it.areas is not None
    placed = replace(it, areas=replace(it.areas, placed=frozenset({"T09"})))
    lacks = [(datum.subject, datum.key) for datum in read(placed, "A.1.3", 2025).missing]
    assert lacks == [("T09", key) for key in ("b2b_cny", "retail_cny", "import_cny", "export_cny")]
    assert read(placed, "A.1.3", 2024).missing == (Datum("entered", "T09"),)


def test_no_company_at_all() -> None:
    nobody = book(replace(Y2025, companies=()), firms=())
    assert read(nobody, "A.1.5").value == 0
    assert read(nobody, "A.1.6").reason[1] == "undefined: no resident company in 2025"
    assert read(nobody, "A.4.1").reason[1] == "undefined: no e-commerce company in 2025"
    assert read(nobody, "A.3.7").reason[1] == "undefined: no area bought or rented in 2025"
    assert read(nobody, "A.1.7").reason[1] == "undefined: no e-commerce company"


def test_share_of_research_without_revenue_is_undefined() -> None:
    poor = replace(Y2025, companies=tuple(replace(row, revenue_cny=0, rd_cny=1) for row in Y2025.companies))
    assert read(book(Y2024, poor), "A.6.5").reason == (
        "无定义：2025年营收为零",
        "undefined: zero revenue in 2025",
    )


def test_area_of_a_company_may_come_from_the_layout() -> None:
    reading = read(book(Y2024, changed(Y2025, "T02", area_m2=None)), "A.3.7")
    assert reading.value == pytest.approx(5000)  # 450 m2 in the layout
    assert reading.reason[1] == "areas of the layout: T02"
    incubated = read(book(Y2024, changed(Y2025, "INC1", area_m2=None)), "A.3.7")
    assert incubated.missing == (Datum("area_m2", "INC1", 2025),)


def test_bandwidth_with_and_without_a_data_centre() -> None:
    none = replace(Y2025, data_centre=False)
    for row in Y2025.companies:
        none = changed(none, row.company, data_centre_mbit_s=None)
    assert read(book(Y2024, none), "A.4.1").value == pytest.approx(1300 / 3)
    unknown = replace(Y2025, data_centre=None)
    assert read(book(Y2024, unknown), "A.4.1").missing == (Datum("data_centre", year=2025),)


@pytest.mark.parametrize(
    ("started", "first", "as_of", "value"),
    [
        (date(2021, 3, 15), date(2021, 1, 10), None, 57 / 12),  # earlier entry: from the start
        (date(2021, 3, 15), date(2021, 6, 20), None, 54 / 12),  # later entry: from the entry
        (date(2021, 3, 15), date(2021, 1, 10), date(2025, 3, 13), 47 / 12),  # a day short of four years
        (date(2021, 3, 15), date(2021, 1, 10), date(2025, 3, 14), 4),
        (date(2021, 1, 1), date(2020, 1, 1), None, 5),  # 1 January 2021 to 31 December 2025
    ],
)
def test_years_in_operation(started: date, first: date, as_of: date | None, value: float) -> None:
    firms = (replace(FIRMS[0], entered=first), *FIRMS[1:])
    it = book(firms=firms, started=started, operations=Operations(as_of=as_of))
    assert read(it, "A.1.7").value == pytest.approx(value)


def test_years_in_operation_ask_for_what_would_decide() -> None:
    unknown = (replace(FIRMS[0], entered=None), *FIRMS[1:])
    assert read(book(firms=unknown), "A.1.7").missing == (Datum("entered", "T01"),)
    # Another company came before the start: the day that is not known changes nothing.
    early = (unknown[0], replace(FIRMS[1], entered=date(2021, 2, 1)), *FIRMS[2:])
    assert read(book(firms=early), "A.1.7").value == 4.75
    assert read(book(started=None), "A.1.7").missing == (Datum("started"),)
    assert read(book(started=date(2026, 1, 1)), "A.1.7").status == "undefined"
    assert read(book(started=date(2025, 12, 31)), "A.1.7").value == 0


def test_a_company_that_is_no_e_commerce_does_not_begin_the_count() -> None:
    firms = tuple(
        replace(firm, entered=date(2020, 1, 1) if firm.id == "T03" else date(2022, 3, 1)) for firm in FIRMS
    )
    assert read(book(firms=firms), "A.1.7").value == pytest.approx(46 / 12)


def test_service_companies_say_whether_they_run_logistics() -> None:
    firms = (replace(FIRMS[0], logistics=None), *FIRMS[1:])
    assert read(book(firms=firms), "A.4.3").missing == (Datum("logistics", "T01"),)
    assert read(book(Y2025, firms=()), "A.4.3", 2025).value == 0
    assert read(book(Y2025, firms=()), "A.4.3", 2024).missing == (Datum("figures", year=2024),)


def test_the_registry_holds_the_whole_table() -> None:
    counts = {"A.1": 9, "A.2": 6, "A.3": 12, "A.4": 9, "A.5": 4, "A.6": 7}
    wanted = [f"{group}.{number}" for group, most in counts.items() for number in range(1, most + 1)]
    assert list(INDICATORS) == wanted
    assert GROUPS.keys() == counts.keys()
    for indicator in INDICATORS.values():
        assert all(
            (indicator.zh, indicator.en, indicator.formula, indicator.formula_zh, indicator.defined_in)
        )
        assert len({figure.id for figure in indicator.figures}) == len(indicator.figures)


def test_nothing_is_told_without_data() -> None:
    """No indicator makes a number out of nothing."""
    empty = book(firms=(), areas=None, started=None)
    empty = replace(empty, annual=replace(empty.annual, years=(), companies=()))
    rows = evaluate(empty, [2025])
    assert {reading.status for row in rows for reading in row.readings.values()} == {"missing"}
