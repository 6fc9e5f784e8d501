"""The statement of inputs, replaying a certificate, findings in words."""

from __future__ import annotations

import copy
import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from planner.check.compliance import Finding
from planner.check.replay import differences
from planner.check.summary import finding_text, margin_text, measured_and_limit
from planner.standards.packs import shipped_pack
from planner.verify import verify
from tests.verify import park


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
