"""Areas from a layout on disk, what the command prints, and what it writes."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import cli
from planner.check.facts import Facts
from planner.indicators.book import Book
from planner.indicators.document import COLUMNS, indicators_csv
from planner.indicators.evaluate import book_of, evaluate, years_for
from planner.indicators.registry import INDICATORS
from planner.operations.annual import Annual, BaseYear
from planner.operations.model import (
    Attestation,
    Caterer,
    Company,
    Offers,
    Operations,
    Period,
    Record,
    Staff,
    Statistic,
)
from planner.policies import Policies
from planner.scenario import parse_scenario
from planner.utilities.model import Utilities
from tests.indicators.case import FIRMS, Y2024, Y2025, changed, read
from tests.indicators.reference import DOCUMENT, MARK, refreshed
from tests.scenario.cases import good_text
from tests.standards.sheet import Room, Sheet, tenant
from tests.utilities.case import facts_of

# 2,000 m2 gross and 1,600 m2 net: each net m2 stands for 1.25.
ROOMS = (
    Room("tenant_suite", "office_area", 20, 40, tenant="T01", at=(0, 0)),
    Room("tenant_suite", "office_area", 8, 40, tenant="T03", at=(20, 0)),
    Room("vacant", "", 2, 40, at=(28, 0)),
    Room("shop", "support", 5, 20, at=(30, 0)),
    Room("stock_room", "storage_base", 5, 20, tenant="T01", at=(30, 20)),
    Room("incubator", "exchange_centre", 5, 40, at=(35, 0)),
)
ANNUAL = Annual(date(2021, 3, 15), companies=FIRMS, years=(Y2024, Y2025))


def sheet(annual: Annual | None = ANNUAL, **changes: object) -> Sheet:
    return Sheet(
        ROOMS,
        tenants=[tenant("T01", company_type="platform"), tenant("T03", company_type="other")],
        size=(50.0, 40.0),
        changes={
            "operations": Operations(as_of=date(2026, 1, 31), annual=annual),
            "utilities": Utilities(),
            **changes,
        },
    )


def facts(folder: Path, it: Sheet) -> Facts:
    return facts_of(folder, it)


@pytest.mark.parametrize(
    ("basis", "office", "support", "logistics", "incubator"),
    [
        ("apportioned", 1000, 250, 125, 250),  # 800, 100 + 100, 100 and 200 m2 net, times 1.25
        ("net", 800, 200, 100, 200),
    ],
)
def test_areas_of_the_layout(
    tmp_path: Path, basis: str, office: float, support: float, logistics: float, incubator: float
) -> None:
    policies = Policies().with_value("indicator_area_basis", basis)
    it = sheet(policies=policies)
    book = book_of(it.scenario(), facts(tmp_path, it))
    assert read(book, "A.1.1").value == pytest.approx(office)  # not the bureau's, not the vacant unit's
    assert read(book, "A.1.2").value == pytest.approx(support)  # storage counts as support
    assert read(book, "A.4.3", figure=1).value == pytest.approx(logistics)
    assert read(book, "A.4.4").value == pytest.approx(incubator)


def test_a_company_has_its_suite_and_its_stock_room(tmp_path: Path) -> None:
    it = sheet(replace(ANNUAL, years=(Y2024, changed(Y2025, "T01", area_m2=None))))
    reading = read(book_of(it.scenario(), facts(tmp_path, it)), "A.3.7")
    assert reading.value == pytest.approx(5_000_000 / (900 * 1.25 + 450 + 50))


@pytest.mark.parametrize("place", ["A", "A/1F"])
def test_what_is_not_in_use_does_not_count(tmp_path: Path, place: str) -> None:
    it = sheet(replace(ANNUAL, not_in_use=(place,)))
    book = book_of(it.scenario(), facts(tmp_path, it))
    assert [read(book, id).value for id in ("A.1.1", "A.1.2", "A.4.4")] == [0, 0, 0]


def test_zones_that_the_policy_calls_support_count(tmp_path: Path) -> None:
    it = sheet(policies=Policies(support_zones=("support", "exchange_centre")))
    book = book_of(it.scenario(), facts(tmp_path, it))
    assert read(book, "A.1.2").value == pytest.approx(500)  # the incubator's 250 too


def test_incubation_in_the_entry_rate_is_a_policy(tmp_path: Path) -> None:
    it = sheet(policies=Policies(incubatees="not_counted"))
    book = book_of(it.scenario(), facts(tmp_path, it))
    assert read(book, "A.1.6").value == pytest.approx(200 / 3)  # T01, T02 of T01, T02, T03
    assert read(book, "A.1.5").value == 3  # the clause itself counts them there


def test_without_figures_the_plan_tells_who_is_there(tmp_path: Path) -> None:
    it = sheet(None)
    book = book_of(it.scenario(), facts(tmp_path, it))
    (year,) = years_for(book)
    assert read(book, "A.1.5", year).value == 1  # the platform; the bureau is none
    assert read(book, "A.1.6", year).value == 50
    assert [datum.words()[1] for datum in read(book, "A.1.3", year).missing] == ["figures, 2026"]


def test_years() -> None:
    book = book_of(sheet().scenario())
    assert years_for(book) == (2024, 2025)
    assert years_for(book, (2025, 2024, 2025)) == (2025, 2024)
    nothing = book_of(sheet(None).scenario())
    assert years_for(nothing) == (2026,)  # of the day of the check
    timeless = book_of(sheet(operations=Operations()).scenario())
    (year,) = years_for(timeless)
    assert [datum.words()[1] for datum in read(timeless, "A.1.4", year).missing] == ["figures"]
    assert [datum.words()[1] for datum in read(timeless, "A.1.8", year).missing] == ["total_assets_cny"]


def test_records_documents_and_logs_are_counted(tmp_path: Path) -> None:
    end = date(2025, 12, 31)
    operations = Operations(
        as_of=date(2026, 1, 31),
        annual=ANNUAL,
        offers=Offers(government=("registration", "tax_registration"), property=()),
        records=(
            Record("honour", "Model base", date(2024, 5, 1)),
            Record("honour", "On the last day", date(2025, 12, 31)),
            Record("honour", "Next year's", date(2026, 1, 1)),
            Record("certification", "ISO 9001", date(2025, 2, 1), company="T01"),
            Record("certification", "Credit AAA", date(2025, 3, 1), company="T01"),
            Record("law_firm", "Law", people=4),
            Record("credit_body", "Credit"),
        ),
        attestations=(
            Attestation(("SBT11233-A.2.2",), "Plan", date(2023, 1, 1), "Base", expires=end),
            Attestation(
                ("SBT11233-A.2.2",), "Old plan", date(2020, 1, 1), "Base", expires=date(2024, 12, 31)
            ),
            Attestation(("SBT11233-A.2.2",), "Refused", date(2023, 1, 1), "Base", met=False),
            Attestation(("SBT11233-A.6.2",), "Plan of T01", date(2025, 1, 1), "T01", subject="T01"),
        ),
        staff=(Staff("mentor", 3), Staff("mentor", 2, until=date(2025, 6, 30)), Staff("security", 5)),
        statistics=(
            Statistic("Q1", date(2025, 4, 10), date(2025, 4, 10)),
            Statistic("Q2", date(2025, 7, 10), date(2025, 7, 11)),
            Statistic("Q3", date(2025, 10, 10)),
            Statistic("Q4", date(2025, 12, 30), date(2025, 12, 1)),
        ),
        catering=(
            Caterer("Canteens", "A", True),
            Caterer("Tea", "A", False),
            Caterer("Grill", "B", True),
            Caterer("Deli", "A", True),
        ),
    )
    book = book_of(sheet(operations=operations).scenario())
    values = {
        ("A.1.9", 0): 2,
        ("A.2.1", 0): 0,
        ("A.2.2", 0): 1,
        ("A.3.11", 0): 1,
        ("A.3.11", 1): 2,
        ("A.4.7", 0): 2,
        ("A.4.8", 1): 3,
        ("A.4.9", 0): 50,
        ("A.5.1", 0): 2,
        ("A.5.2", 0): 0,
        ("A.5.4", 0): 2,
        ("A.6.2", 0): 1,
    }
    assert {key: read(book, key[0], 2025, key[1]).value for key in values} == values
    assert read(book, "A.4.7", figure=1).missing[0].words()[1] == "people of Credit"
    assert read(book, "A.5.1").reason[1] == "without annual_inspection, project_application"
    without = Offers(property=("water", "power", "gas", "no_heating_zone", "network", "gardens"))
    mild = book_of(sheet(operations=replace(operations, offers=without)).scenario())
    assert (read(mild, "A.5.2").value, read(mild, "A.5.2").reason[1]) == (6, "without sanitation")
    assert read(book, "A.5.2").reason[1].startswith("without water, power, gas, heating,")
    assert read(book, "A.4.9", 2024).reason[1] == "undefined: no report due in 2024"
    assert read(book, "A.2.2", 2024).value == 2  # the old plan was in force to the end of 2024


def test_the_day_in_the_register_is_the_day_of_entry() -> None:
    operations = Operations(companies=(Company("T01", since=date(2023, 5, 1)),), annual=Annual())
    firms = {firm.id: firm for firm in book_of(sheet(operations=operations).scenario()).firms}
    assert firms["T01"].entered == date(2023, 5, 1)
    assert (firms["T01"].ecommerce, firms["T03"].ecommerce) == ("service", "none")


def test_a_company_with_a_file_is_resident_from_the_period_on() -> None:
    """A file without a day says that it moved in before the period; no figures and no suite are no doubt."""
    operations = Operations(
        as_of=date(2025, 12, 31),
        period=Period(date(2025, 1, 1), date(2025, 12, 31)),
        companies=(Company("T01"), Company("T03", since=date(2025, 2, 1))),
    )
    book = book_of(sheet(operations=operations).scenario())
    assert read(book, "A.1.5", 2025).value == 1
    assert read(book, "A.1.6", 2025).value == 50
    assert [datum.words()[1] for datum in read(book, "A.1.5", 2024).missing] == ["entered of T01"]


def test_the_table_for_a_spreadsheet(tmp_path: Path) -> None:
    book = book_of(sheet().scenario())
    data = indicators_csv(evaluate(book, [2024, 2025]))
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 2 * sum(len(indicator.figures) for indicator in INDICATORS.values())
    growth = next(row for row in rows if (row["indicator"], row["year"]) == ("A.1.4", "2025"))
    assert (growth["value"], growth["status"], growth["unit"]) == ("30", "value", "%")
    before = next(row for row in rows if (row["indicator"], row["year"]) == ("A.1.4", "2024"))
    assert (before["value"], before["remark"]) == ("", "missing: figures, 2023")


@pytest.fixture
def park(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bundle whose scenario is the sheet, whatever file is named."""
    it = sheet()
    facts(tmp_path / "bundle", it)
    monkeypatch.setattr("planner.scenario.load_scenario", lambda path: it.scenario())
    return tmp_path


def test_the_command_prints_json(park: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["indicators", "any.yaml", str(park / "bundle"), "--json", "--year", "2025"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["years"] == ["2025"]
    assert [row["id"] for row in document["indicators"]] == list(INDICATORS)
    growth = document["indicators"][3]["figures"][0]["years"]["2025"]
    assert growth == {"status": "value", "value": 30.0, "remark": {"zh": "", "en": ""}, "missing": []}
    assert cli.main(["indicators", "any.yaml", str(park / "bundle"), "--json", "--year", "2024"]) == 0
    rows = json.loads(capsys.readouterr().out)["indicators"]
    growth = rows[3]["figures"][0]["years"]["2024"]
    assert growth["missing"] == [{"key": "figures", "of": None, "year": 2023}]
    listed = rows[23]["figures"][0]["years"]["2024"]
    assert listed["missing"] == [{"key": "listed", "of": id, "year": 2024} for id in ("T01", "T02")]


def test_the_command_prints_a_table(park: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["indicators", "any.yaml", str(park / "bundle"), "--lang", "zh"]) == 0
    shown = capsys.readouterr().out
    assert "电子商务交易额增长率" in shown
    assert "A.1.4、A.3.2、A.3.5 (2024): 2023年figures" in shown
    assert cli.main(["indicators", "any.yaml", str(park / "bundle"), "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "26,000,000" in shown
    assert "A.1.1, A.1.2, A.4.3, A.4.4 (2025): from the layout" in shown


def test_a_growth_without_base_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing = replace(
        Y2024,
        companies=tuple(
            replace(row, b2b_cny=0, retail_cny=0, import_cny=0, export_cny=0) for row in Y2024.companies
        ),
    )
    it = sheet(replace(ANNUAL, years=(nothing, Y2025)))
    facts(tmp_path, it)
    monkeypatch.setattr("planner.scenario.load_scenario", lambda path: it.scenario())
    assert cli.main(["indicators", "any.yaml", str(tmp_path), "--year", "2025", "--lang", "en"]) == 0
    assert "A.1.4 (2025): undefined: zero base year 2024" in capsys.readouterr().out


def test_files_by_their_ending(park: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = str(park / "bundle")
    for name in ("figures.csv", "figures.json"):
        assert cli.main(["indicators", "any.yaml", bundle, "-o", str(park / name)]) == 0
    assert json.loads((park / "figures.json").read_text("utf-8"))["years"] == ["2024", "2025"]
    assert (park / "figures.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    capsys.readouterr()
    assert cli.main(["indicators", "any.yaml", bundle, "-o", str(park / "figures.xls")]) == 2
    assert "ends in .csv or .json" in capsys.readouterr().err


def test_a_year_without_figures_is_refused(park: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["indicators", "any.yaml", str(park / "bundle"), "--year", "2019"]) == 2
    assert "expected one from 2024 to 2025" in capsys.readouterr().err


def test_the_document_shows_the_registry() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert MARK in text.splitlines()
    assert refreshed(text) == text


def test_a_year_between_others_without_figures_is_missing_not_refused() -> None:
    gap = replace(ANNUAL, years=(replace(Y2024, year=2023), Y2025))
    book = book_of(sheet(gap).scenario())
    assert years_for(book, (2024,)) == (2024,)
    assert [datum.words()[1] for datum in read(book, "A.1.4", 2025).missing] == ["figures, 2024"]
    assert BaseYear(2024).companies == ()


def test_the_worked_example_of_the_document_is_what_the_code_says() -> None:
    section = DOCUMENT.read_text("utf-8").split("## A worked example")[1].split("\n## ")[0]
    shown = re.findall(r"^\| (A\.\d\.\d+) [^|]*\| ([\d,.]+)[^|]*\|", section, re.MULTILINE)
    assert len(shown) == 11
    book = Book(ANNUAL, FIRMS)
    for id, value in shown:
        assert read(book, id).value == pytest.approx(float(value.replace(",", ""))), id


def test_the_file_of_the_document_can_be_read() -> None:
    block = DOCUMENT.read_text("utf-8").split("```yaml\n")[1].split("```")[0]
    park = parse_scenario((good_text().split("operations:\n")[0] + block).encode(), "park.yaml")
    annual = park.operations.annual
    assert annual is not None
    assert annual.years[0].companies[0].b2b_cny == 1e7
    assert annual.companies[1].name_zh == "初创"
