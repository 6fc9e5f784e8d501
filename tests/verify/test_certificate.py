"""The statement of inputs, replaying a certificate, and SARIF."""

from __future__ import annotations

import copy
import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from shapely import box

from planner.bundle import write_bundle
from planner.check.compliance import Finding
from planner.check.replay import differences
from planner.check.sarif import named, sarif_document
from planner.check.summary import finding_text, margin_text, measured_and_limit
from planner.standards.packs import packs_of, shipped_pack
from planner.verify import Compliance, save_sarif, verify, write_compliance
from tests.verify import park


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bundle with one stock room too small (6.989 x 7.14 m) and its certificate."""
    plan = park.layout()
    small = plan.storeys[2]
    shrunk = replace(small.spaces[0], polygon=box(40_240, 30_240, 47_229, 37_380))
    plan = replace(plan, storeys=(*plan.storeys[:2], replace(small, spaces=(shrunk, *small.spaces[1:]))))
    write_bundle(tmp_path / "out", park.solution(plan=plan), resolved="")
    write_compliance(tmp_path / "out", verify(park.park(), tmp_path / "out"))
    return tmp_path / "out"


def plain(value: object) -> bytes:
    """As docs/checking.md tells a third party to do it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def edit(folder: Path, change: Any) -> list[str]:
    """What a replay says about the certificate after ``change``."""
    path = folder / "compliance.json"
    document = json.loads(path.read_text("utf-8"))
    change(document)
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return differences(path, verify(park.park(), folder))


def test_the_statement_names_every_input_by_hash(folder: Path) -> None:
    document = json.loads((folder / "compliance.json").read_text("utf-8"))
    statement = document["statement"]
    rows = {(row["role"], row["id"]): row for row in statement["inputs"]}
    layout = hashlib.sha256((folder / "layout.geojson").read_bytes()).hexdigest()
    assert rows["layout", "layout.geojson"]["sha256"] == layout == document["layout_sha256"]
    assert [row["sha256"] for row in statement["inputs"] if row["role"] == "scenario"] == [park.park().sha256]
    assert [id for role, id in rows if role == "pack"] == ["layout", "cbep", "sbt11233"]
    assert rows["pack", "sbt11233"]["version"] == "2023"
    body = {key: value for key, value in statement.items() if key != "sha256"}
    assert hashlib.sha256(plain(document["verdicts"])).hexdigest() == statement["verdicts_sha256"]
    assert hashlib.sha256(plain(body)).hexdigest() == statement["sha256"]


def test_the_hash_of_a_shipped_pack_is_that_of_its_file() -> None:
    import planner.standards.packs

    folder = Path(planner.standards.packs.__file__).parent
    for id in ("layout", "cbep", "sbt11233"):
        assert shipped_pack(id).sha256 == hashlib.sha256((folder / f"{id}.yaml").read_bytes()).hexdigest()


def test_an_honest_certificate_is_confirmed(folder: Path) -> None:
    assert edit(folder, lambda document: None) == []


def passed(document: Any) -> None:
    row = next(row for row in document["verdicts"] if row["status"] == "fail")
    row["status"] = "pass"


def test_a_verdict_turned_by_hand_is_told(folder: Path) -> None:
    told = edit(folder, passed)
    assert told[0] == "it was changed after it was written: its hashes do not fit what it says"
    assert "CBEP-5.2.2.2-a: it says pass, checked now: fail" in told


def test_a_forged_certificate_is_told_by_the_replay_alone(folder: Path) -> None:
    """Whoever turns a verdict can also make the hashes anew."""

    def forge(document: Any) -> None:
        passed(document)
        statement = document["statement"]
        statement["verdicts_sha256"] = hashlib.sha256(plain(document["verdicts"])).hexdigest()
        body = {key: value for key, value in statement.items() if key != "sha256"}
        statement["sha256"] = hashlib.sha256(plain(body)).hexdigest()

    assert edit(folder, forge) == ["CBEP-5.2.2.2-a: it says pass, checked now: fail"]


def test_other_inputs_are_told(folder: Path) -> None:
    other = verify(replace(park.park(), sha256="f" * 64), folder)
    told = differences(folder / "compliance.json", other)
    assert told[0].startswith("scenario: it was made from ")
    assert told[0].endswith("..., now ffffffffffff...")
    assert "LAYOUT-ORIGIN: it says pass, checked now: fail" in told


def test_the_resolved_scenario_of_the_bundle_is_the_same_scenario(folder: Path) -> None:
    """Checked with it, the certificate made from the user's own file is confirmed."""
    resolved = json.loads((folder / "manifest.json").read_text("utf-8"))["scenario"]["resolved_sha256"]
    again = verify(replace(park.park(), sha256=resolved), folder)
    assert differences(folder / "compliance.json", again) == []


def test_clauses_missing_and_too_many(folder: Path) -> None:
    def change(document: Any) -> None:
        document["verdicts"][0]["clause"] = "LAYOUT-OTHER"

    told = edit(folder, change)
    assert "LAYOUT-ORIGIN is not in it; checked now: pass" in told
    assert "LAYOUT-OTHER was judged, but is not in force now" in told


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"verdicts": [7]}', '{"verdicts": {}, "statement": 7}'])
def test_a_broken_certificate_is_no_crash(folder: Path, content: str) -> None:
    compliance = verify(park.park(), folder)
    (folder / "compliance.json").write_text(content)
    assert differences(folder / "compliance.json", compliance)


# ---------------------------------------------------------------- SARIF

ALLOWED: dict[str, set[str]] = {
    "log": {"$schema", "version", "runs"},
    "run": {"tool", "language", "columnKind", "invocations", "artifacts", "results"},
    "driver": {"name", "version", "rules"},
    "rule": {"id", "shortDescription", "fullDescription", "defaultConfiguration", "properties"},
    "result": {
        "ruleId",
        "ruleIndex",
        "level",
        "message",
        "locations",
        "partialFingerprints",
        "properties",
    },
    "location": {"physicalLocation", "logicalLocations"},
    "artifact": {"location", "hashes"},
}
"""The properties of SARIF 2.1.0 that are used: every other one would be an error (section 3 names them)."""


def sarif(folder: Path, compliance: Compliance) -> Any:
    packs = packs_of(park.park())
    return sarif_document(compliance, packs, folder.parent / "park.yaml", folder, folder.parent)


def test_sarif_has_the_form_of_the_standard(folder: Path) -> None:
    """Required properties, no unknown ones, enumerations and indices: SARIF 2.1.0, section 3."""
    document = sarif(folder, verify(park.park(), folder))
    assert set(document) == ALLOWED["log"]
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    assert set(run) == ALLOWED["run"]
    driver = run["tool"]["driver"]
    assert set(run["tool"]) == {"driver"}
    assert set(driver) == ALLOWED["driver"]
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(ids) == len(set(ids))
    for rule in driver["rules"]:
        assert set(rule) == ALLOWED["rule"]
        assert rule["shortDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error")
    for artifact in run["artifacts"]:
        assert set(artifact) == ALLOWED["artifact"]
    for result in run["results"]:
        assert set(result) == ALLOWED["result"]
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("note", "warning", "error")
        assert result["message"]["text"]
        for location in result["locations"]:
            assert set(location) == ALLOWED["location"]
            physical = location["physicalLocation"]
            artifact = run["artifacts"][physical["artifactLocation"]["index"]]
            assert artifact["location"]["uri"] == physical["artifactLocation"]["uri"]
            assert physical["region"]["startLine"] >= 1
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


def test_findings_in_words() -> None:
    low = Finding("x", 49.9, ">=", 50, "m2", False)
    assert (finding_text(low, "en"), margin_text(low)) == ("measured 49.9 m2, required >= 50 m2.", "-0.1 m2")
    share = Finding("x", 0.125, "<=", 0.2, "share", True)
    assert (finding_text(share, "zh"), margin_text(share)) == ("实测 12.5%，要求 <= 20.0%。", "+7.5%")
    assert margin_text(Finding("x", "a", "==", "b", "", False)) == ""
    no_road = Finding("x", 1e6, "<=", 2, "m", False)
    assert (finding_text(no_road, "en"), margin_text(no_road)) == ("measured -, required <= 2 m.", "")
    assert margin_text(Finding("x", 2e6, ">=", 5000, "m2", True)) == "+1,995,000 m2"
    gap = Finding("a document", "missing", "in", "operations.attestations", "", None)
    assert finding_text(gap, "en") == "missing; it belongs in operations.attestations."
    assert measured_and_limit(gap, "zh") == ("缺少", "应写在 operations.attestations")
    assert measured_and_limit(gap, "en") == ("missing", "in operations.attestations")
    assert finding_text(gap, "zh") == "缺少资料，应写在 operations.attestations。"
    undecided = Finding("x", 0, ">=", 1, "count", None)
    assert "a datum is missing" in finding_text(undecided, "en")


def test_a_copy_of_the_document_is_not_needed(folder: Path) -> None:
    """Comparing does not change what it compares."""
    compliance = verify(park.park(), folder)
    before = copy.deepcopy(compliance.document())
    differences(folder / "compliance.json", compliance)
    assert compliance.document() == before
