"""``compliance.sarif``: the form that the standard asks for, levels, lines, notes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from planner.check.compliance import Finding
from planner.check.sarif import named, sarif_document
from planner.standards.packs import packs_of
from planner.verify import Compliance, save_sarif, verify
from tests.verify import park

SCHEMA = Path(__file__).parent / "data" / "sarif-2.1.0-rtm.5.json"


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft4Validator:
    """The official schema (data/SOURCES.md)."""
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft4Validator.check_schema(schema)
    return jsonschema.Draft4Validator(schema)


def sarif(folder: Path, compliance: Compliance) -> Any:
    packs = packs_of(park.park())
    return sarif_document(compliance, packs, folder.parent / "park.yaml", folder, folder.parent)


def test_the_schema_is_the_one_its_source_names() -> None:
    told = SCHEMA.with_name("SOURCES.md").read_text("utf-8")
    assert hashlib.sha256(SCHEMA.read_bytes()).hexdigest() in told


def test_it_fits_the_schema_of_the_standard(folder: Path, validator: jsonschema.Draft4Validator) -> None:
    """Fails and notes, and a park where nothing is found; as read back from disk too."""
    compliance = verify(park.park(), folder)
    assert {verdict.status for verdict in compliance.verdicts} >= {"fail", "undecided"}
    validator.validate(sarif(folder, compliance))
    good = [verdict for verdict in compliance.verdicts if verdict.status == "pass"]
    validator.validate(sarif(folder, replace(compliance, verdicts=tuple(good))))
    save_sarif(folder / "compliance.sarif", compliance, park.park(), folder)
    validator.validate(json.loads((folder / "compliance.sarif").read_text("utf-8")))


@pytest.mark.parametrize(
    "damage",
    [
        lambda run: run["results"][0].update(level="fatal"),
        lambda run: run["results"][0].pop("message"),
        lambda run: run["results"][0].update(ruleIndex="0"),
        lambda run: run["results"][0]["locations"][0].update(line=3),
        lambda run: run["tool"]["driver"].pop("name"),
        lambda run: run["artifacts"][0].update(size=3),
        lambda run: run.update(columnKind="bytes"),
    ],
)
def test_the_schema_sees_what_does_not_fit(
    folder: Path, validator: jsonschema.Draft4Validator, damage: Callable[[Any], Any]
) -> None:
    document = sarif(folder, verify(park.park(), folder))
    damage(document["runs"][0])
    assert not validator.is_valid(document)


def test_indices_name_what_they_say(folder: Path) -> None:
    """What a schema cannot see: rules once each, and indices of rules and files (section 3.27)."""
    document = sarif(folder, verify(park.park(), folder))
    (run,) = document["runs"]
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(ids) == len(set(ids))
    assert run["results"]
    for result in run["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        for location in result["locations"]:
            physical = location["physicalLocation"]
            artifact = run["artifacts"][physical["artifactLocation"]["index"]]
            assert artifact["location"]["uri"] == physical["artifactLocation"]["uri"]
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_a_mandatory_failure_is_an_error_at_the_line_of_its_room(folder: Path) -> None:
    document = sarif(folder, verify(park.park(), folder))
    errors = [row for row in document["runs"][0]["results"] if row["level"] == "error"]
    (row,) = [row for row in errors if row["ruleId"] == "CBEP-5.2.2.2-a"]
    assert row["message"]["text"].startswith("T01 (B/1F/s01): measured 49.9 m2, required >= 50 m2. Each ")
    assert row["properties"]["zh"].startswith("T01 (B/1F/s01)：实测 49.9 m2，要求 >= 50 m2。")
    location = row["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "out/layout.geojson"
    line = (folder / "layout.geojson").read_text("utf-8").splitlines()[location["region"]["startLine"] - 1]
    assert '"id":"B/1F/s01"' in line


def test_recommended_is_a_warning_undecided_a_note_and_a_pass_nothing(folder: Path) -> None:
    compliance = verify(park.park(), folder)
    verdicts = {verdict.clause: verdict for verdict in compliance.verdicts}
    away = Finding("roof", 1.0, ">=", 2.0, "m", None)
    below = Finding("roof", 1.0, ">=", 2.0, "m", False)
    verdicts["CBEP-4.3.4"] = replace(verdicts["CBEP-4.3.4"], status="undecided", findings=(away,))
    verdicts["CBEP-5.2"] = replace(verdicts["CBEP-5.2"], status="fail", findings=(below,))
    rows = sarif(folder, replace(compliance, verdicts=tuple(verdicts.values())))["runs"][0]["results"]
    levels = {row["ruleId"]: row["level"] for row in rows}
    assert levels["CBEP-4.3.4"] == "note"
    assert levels["CBEP-5.2"] == "warning"
    assert "CBEP-4.2.1-a" not in levels
    # Two findings of one clause are two results with fingerprints of their own.
    prints = [row["partialFingerprints"]["clauseAndSubject/v1"] for row in rows]
    assert len(prints) == len(set(prints))


def test_what_lacks_the_same_datum_is_one_note(folder: Path) -> None:
    compliance = verify(park.park(), folder)
    lacking = [Finding(f"file of T{n}", "missing", "in", "operations.companies", "", None) for n in (1, 2, 3)]
    other = Finding("drill", "missing", "in", "operations.events", "", None)
    verdicts = {verdict.clause: verdict for verdict in compliance.verdicts}
    verdicts["CBEP-4.3.4"] = replace(verdicts["CBEP-4.3.4"], status="undecided", findings=(*lacking, other))
    rows = sarif(folder, replace(compliance, verdicts=tuple(verdicts.values())))["runs"][0]["results"]
    texts = [row["message"]["text"] for row in rows if row["ruleId"] == "CBEP-4.3.4"]
    assert [text.partition(". ")[0] for text in texts] == [
        "file of T1 (and 2 more): missing; it belongs in operations.companies",
        "drill: missing; it belongs in operations.events",
    ]


def test_sarif_is_written_whole_and_the_same_again(folder: Path, tmp_path: Path) -> None:
    compliance = verify(park.park(), folder)
    save_sarif(tmp_path / "a b" / "x.sarif", compliance, park.park(), folder)
    once = (tmp_path / "a b" / "x.sarif").read_bytes()
    save_sarif(tmp_path / "a b" / "x.sarif", compliance, park.park(), folder)
    assert (tmp_path / "a b" / "x.sarif").read_bytes() == once
    uri = json.loads(once)["runs"][0]["artifacts"][0]["location"]["uri"]
    assert uri == (folder / "layout.geojson").resolve().as_uri()


def test_what_a_subject_names() -> None:
    assert list(named("A/1F/s01")) == ["A/1F/s01"]
    assert list(named("T01 (B/1F/s01)")) == ["B/1F/s01", "T01"]
    assert list(named("A/1F/d001 as drawn")) == ["A/1F/d001 as drawn", "A/1F/d001", "as", "drawn"]
