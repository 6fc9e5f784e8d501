"""Operations that cannot be used: dates, order, names, counts; inline and in a second file."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from planner.errors import ScenarioError
from planner.scenario import load_scenario, parse_scenario, resolved_yaml
from tests.scenario.cases import Case, broken, check, good_text, parametrise

EVENT = "{date: 2025-09-10, type: exchange, topic: Seminar on returns"
LENT = "applied: 2026-01-05, on_platform: true"


def case(name: str, old: str, new: str, path: str, *says: str, line: str | None = None) -> Case:
    """A case whose problem lies on the line of what was written."""
    return Case(name, old, new, line if line is not None else new, f"operations.{path}", says)


CASES = [
    case(
        "a day that February lacks",
        "date: 2025-09-10",
        "date: 2025-02-29",
        "events[0].date",
        "a date that exists",
        "2025-02 has 28 days",
    ),
    case(
        "a day that April lacks",
        "date: 2025-09-10",
        "date: 2025-04-31",
        "events[0].date",
        "2025-04 has 30 days",
    ),
    case(
        "a month that no year has",
        "date: 2025-09-10",
        "date: 2025-13-01",
        "events[0].date",
        "a date as YYYY-MM-DD",
    ),
    case(
        "a date written in another way",
        "date: 2025-09-10",
        "date: 2025/9/10",
        "events[0].date",
        "write 2025-09-10",
    ),
    case(
        "a date in Chinese", "date: 2025-09-10", "date: 2025年9月10日", "events[0].date", "write 2025-09-10"
    ),
    case(
        "a date in words", "date: 2025-09-10", "date: last autumn", "events[0].date", "write year-month-day"
    ),
    case("a year far away", "date: 2025-09-10", "date: 0025-09-10", "events[0].date", "from 1950-01-01"),
    case(
        "an event without date",
        EVENT,
        "{type: exchange, topic: Seminar on returns",
        "events[0].date",
        "the key date",
        "add `date: 2026-03-12`",
        line="Seminar on returns",
    ),
    case(
        "an event of no type",
        "type: exchange, topic",
        "type: exchanges, topic",
        "events[0].type",
        "did you mean exchange?",
    ),
    case(
        "a negative count of people",
        "attended: 40",
        "attended: -40",
        "events[0].attended",
        "a whole number from 0",
    ),
    case("half a person", "attended: 40", "attended: 40.5", "events[0].attended", "write 40 or 41"),
    case(
        "a negative number of staff",
        "count: 2, since",
        "count: -2, since",
        "staff[0].count",
        "a whole number from 0",
    ),
    case("a negative amount of goods", "kept_t: 0.5", "kept_t: -0.5", "hazards[0].kept_t", "not negative"),
    case(
        "a critical quantity of nothing",
        "critical_t: 500",
        "critical_t: 0",
        "hazards[0].critical_t",
        "a number from 0.001",
    ),
    case("a walk of less than nothing", "walk_m: 450", "walk_m: -450", "nearby[0].walk_m", "not negative"),
    case(
        "a company that is no tenant",
        "- tenant: T01",
        "- tenant: T10",
        "companies[0].tenant",
        "the id of a tenant",
    ),
    case(
        "an event of a company that is no tenant",
        "topic: Labels, company: T01",
        "topic: Labels, company: X9",
        "events[2].company",
        "the id of a tenant",
    ),
    case(
        "a loan to nobody",
        "Projector, company: T01",
        "Projector, company: Z7",
        "lending[0].company",
        "the id of a tenant",
    ),
    case(
        "a building that is not there",
        "{building: A, smoke",
        "{building: Z, smoke",
        "buildings[0].building",
        "the id of a building",
    ),
    case(
        "a zone that is not there",
        "zone: office_area}",
        "zone: office_aera}",
        "equipment[0].zone",
        "the id of a zone",
        "did you mean office_area?",
    ),
    case(
        "a clause that is not there",
        "about: [CBEP-4.1.3-b]",
        "about: [CBEP-4.1.33-b]",
        "attestations[0].about[0]",
        "the id of a clause",
        "did you mean CBEP-4.1.3-b",
    ),
    case(
        "no clause at all",
        "about: [CBEP-4.1.3-b]",
        "about: []",
        "attestations[0].about",
        "at least 1 entries",
    ),
    case(
        "an aspect that the clause lacks",
        "covers: [fire]",
        "covers: [fires]",
        "attestations[0].covers[0]",
        "an aspect of CBEP-4.1.3-b (construction, fire)",
        "did you mean fire?",
    ),
    case(
        "a subject that is not there",
        "subject: A, covers",
        "subject: C, covers",
        "attestations[0].subject",
        "building or tenant",
    ),
    case(
        "evidence that expires before it begins",
        "issuer: Bureau, expires: 2030-05-01",
        "issuer: Bureau, expires: 2020-05-01",
        "attestations[0].expires",
        "a day not before 2024-05-01 (date)",
    ),
    case(
        "approved before applied",
        "approved: 2026-01-06",
        "approved: 2026-01-04",
        "lending[0].approved",
        "a day not before 2026-01-05 (applied)",
    ),
    case(
        "due before applied",
        "due: 2026-01-15",
        "due: 2026-01-01",
        "lending[0].due",
        "a day not before 2026-01-05 (applied)",
    ),
    case(
        "returned before taken",
        "returned: 2026-01-12",
        "returned: 2026-01-06",
        "lending[0].returned",
        "a day not before 2026-01-07 (taken)",
    ),
    case(
        "a complaint settled before it came",
        "closed: 2026-02-03",
        "closed: 2026-01-31",
        "complaints[0].closed",
        "a day not before 2026-02-01",
    ),
    case(
        "an incident reported before it happened",
        "reported: 2026-03-01",
        "reported: 2026-02-28",
        "incidents[0].reported",
        "a day not before 2026-03-01",
    ),
    case(
        "staff that left before they came",
        "until: 2027-01-01",
        "until: 2024-01-01",
        "staff[0].until",
        "a day not before 2025-01-01",
    ),
    case(
        "a period that ends before it starts",
        "end: 2026-06-30}",
        "end: 2025-06-30}",
        "period.end",
        "a day not before 2025-07-01",
    ),
    case(
        "a check before the period",
        "as_of: 2026-06-30",
        "as_of: 2025-06-30",
        "as_of",
        "not before the start of the period",
    ),
    case(
        "an unknown service",
        "services: [customs, logistics]",
        "services: [custom, logistics]",
        "offers.services[0]",
        "did you mean customs?",
    ),
    case(
        "a code that YAML takes for a number",
        'credit_code: "91330100MA27XL0K2X", property',
        "credit_code: 91330100, property",
        "operator.credit_code",
        "quotes",
    ),
    case("an unknown section", "  hazards:", "  hazrads:", "hazrads", "did you mean hazards?"),
    Case(
        "a list where keys belong",
        "  period: {start: 2025-07-01, end: 2026-06-30}",
        "  period: [2025-07-01, 2026-06-30]",
        "period: [",
        "operations.period",
        ("keys with values",),
    ),
]


@parametrise(CASES)
def test_bad_operations(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("covers", ["", ", covers: []"])
def test_a_document_that_shows_nothing_of_a_clause(covers: str) -> None:
    text = broken((", subject: A, covers: [fire]", f", subject: A{covers}"))
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text.encode(), "park.yaml")
    (problem,) = caught.value.problems
    assert problem.path == "operations.attestations[0].about[0]"
    assert "a clause that the document covers (CBEP-4.1.3-b: construction, fire)" in str(problem)


def test_two_files_of_one_company() -> None:
    text = broken(("- tenant: T01\n", "- tenant: T01\n    - tenant: T01\n"))
    with pytest.raises(
        ScenarioError, match=r"companies\[1\]\.tenant: .*one entry for each; the first stands"
    ):
        parse_scenario(text.encode(), "park.yaml")


# ---------------------------------------------------------------- the second file

INLINE = re.search(r"^operations:\n(?: .*\n)+", good_text(), re.MULTILINE)[0]  # type: ignore[index]  # it stands there
SECOND = "".join(line.removeprefix("  ") + "\n" for line in INLINE.splitlines()[1:])


def split(folder: Path, second: str | bytes) -> Path:
    """The good scenario with its operations in a second file."""
    (folder / "park.yaml").write_text(good_text().replace(INLINE, "operations: run/ops.yaml\n"))
    (folder / "run").mkdir()
    (folder / "run" / "ops.yaml").write_bytes(second if isinstance(second, bytes) else second.encode())
    return folder / "park.yaml"


def test_a_second_file_says_the_same(tmp_path: Path) -> None:
    path = split(tmp_path, SECOND)
    loaded, inline = load_scenario(path), parse_scenario(good_text().encode(), "park.yaml")
    assert loaded.operations == inline.operations
    both = path.read_bytes() + (tmp_path / "run" / "ops.yaml").read_bytes()
    assert loaded.sha256 == hashlib.sha256(both).hexdigest()
    again = parse_scenario(resolved_yaml(loaded).encode(), "scenario.resolved.yaml")
    assert again.operations == inline.operations


def test_a_change_of_the_second_file_changes_the_hash(tmp_path: Path) -> None:
    path = split(tmp_path, SECOND)
    before = load_scenario(path).sha256
    (tmp_path / "run" / "ops.yaml").write_text(SECOND.replace("attended: 40", "attended: 41"))
    assert load_scenario(path).sha256 != before


def messages(path: Path) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    return [str(problem) for problem in caught.value.problems]


def test_a_fault_of_the_second_file_is_named_with_its_own_line(tmp_path: Path) -> None:
    second = SECOND.replace("date: 2025-09-10", "date: 2025-09-31").replace(
        "company: T01, applied", "company: T77, applied"
    )
    found = messages(split(tmp_path, second))
    assert len(found) == 2
    for message, part in zip(found, ("2025-09-31", "T77"), strict=True):
        line = next(n for n, text in enumerate(second.splitlines(), 1) if part in text)
        assert message.startswith(f"{tmp_path / 'run' / 'ops.yaml'}:{line}:")
        assert part in message


@pytest.mark.parametrize(
    ("second", "says"),
    [
        ("", "an empty file; expected operations"),
        ("# nothing\n", "comments only; expected operations"),
        ("events: [\n", "valid YAML"),
        ("- 1\n", "keys with values"),
        (b"\xff\xfe\x00", "UTF-16"),
        ("operations: {}\n", "one of the keys as_of, period"),
        ("events: []\nevents: []\n", "every key once"),
    ],
)
def test_a_second_file_that_cannot_be_read(tmp_path: Path, second: str | bytes, says: str) -> None:
    found = messages(split(tmp_path, second))
    assert len(found) == 1
    assert says in found[0]
    assert found[0].startswith(str(tmp_path / "run" / "ops.yaml"))


def test_a_second_file_that_is_not_there(tmp_path: Path) -> None:
    path = split(tmp_path, SECOND)
    (tmp_path / "run" / "ops.yaml").unlink()
    (message,) = messages(path)
    line = next(n for n, text in enumerate(path.read_text().splitlines(), 1) if "run/ops.yaml" in text)
    assert message.startswith(f"{path}:{line}:")
    assert "operations: got run/ops.yaml; expected the path of a file of operations" in message


def test_nothing_after_the_key() -> None:
    text = good_text().replace(INLINE, "operations:\n")
    with pytest.raises(ScenarioError, match="operations: got nothing; expected keys with values"):
        parse_scenario(text.encode(), "park.yaml")
