"""``compliance.sarif``: what a code host needs to show where clauses are not met (SARIF 2.1.0, OASIS).

A mandatory clause that fails is an error, a recommended one a warning; whatever is undecided, and a clause
that only informs, is a note. What holds is no result: ``compliance.json`` has it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from planner.bundle.files import make_writable, write_files
from planner.bundle.manifest import installed_version
from planner.check.compliance import Compliance, Finding, Verdict
from planner.check.statement import PROGRAM
from planner.check.summary import finding_text
from planner.standards.clauses import Clause, Pack

__all__ = ["sarif_document", "write_sarif"]

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS: Mapping[str, str] = {"mandatory": "error", "recommended": "warning"}
LAYOUT = 0
"""Index of the layout among the artifacts; the scenario is the other one."""


def write_sarif(
    path: Path, compliance: Compliance, packs: Sequence[Pack], scenario: Path, bundle: Path
) -> None:
    """Write the findings to ``path``, whole or not at all; ``UsageError`` if it cannot be written."""
    make_writable(path.parent)
    document = sarif_document(compliance, packs, scenario, bundle, path.parent)
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    write_files(path.parent, {path.name: text.encode()})


def sarif_document(
    compliance: Compliance, packs: Sequence[Pack], scenario: Path, bundle: Path, start: Path
) -> dict[str, Any]:
    """The findings as plain data. Files are named relative to the folder ``start``, where they lie below it.

    Every clause that was judged is a rule, in the order of the packs.
    """
    clauses = {clause.id: clause for pack in packs for clause in pack.clauses}
    judged = [verdict for verdict in compliance.verdicts if verdict.clause in clauses]
    lines = _lines(bundle / "layout.geojson")
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": PROGRAM,
                        "version": installed_version(PROGRAM) or "unknown",
                        "rules": [_rule(clauses[verdict.clause]) for verdict in judged],
                    }
                },
                "language": "en",
                "columnKind": "unicodeCodePoints",
                "invocations": [{"executionSuccessful": True}],
                "artifacts": [
                    _artifact(bundle / "layout.geojson", start, compliance.layout_sha256),
                    _artifact(scenario, start, compliance.scenario_sha256),
                ],
                "results": [
                    _result(number, verdict, finding, clauses[verdict.clause], lines, bundle, start)
                    for number, verdict in enumerate(judged)
                    if verdict.status in ("fail", "undecided")
                    for finding in _told(verdict)
                ],
            }
        ],
    }


def _told(verdict: Verdict) -> Iterator[Finding]:
    """Every finding that fails; of those that lack the same datum one, which says of how many it is."""
    lacking: dict[tuple[object, ...], list[Finding]] = {}
    for finding in verdict.findings:
        if finding.ok is False:
            yield finding
        elif finding.ok is None:
            lacking.setdefault((finding.op, finding.limit, finding.unit), []).append(finding)
    for first, *rest in lacking.values():
        yield replace(first, subject=f"{first.subject} (and {len(rest)} more)") if rest else first


def _rule(clause: Clause) -> dict[str, Any]:
    return {
        "id": clause.id,
        "shortDescription": {"text": clause.en},
        "fullDescription": {"text": f"{clause.en} {clause.note}".strip()},
        "defaultConfiguration": {"level": LEVELS.get(clause.strength, "note")},
        "properties": {
            "standard": clause.standard,
            "strength": clause.strength,
            "kind": clause.kind,
            "by": clause.by,
            "zh": clause.zh,
        },
    }


def _artifact(path: Path, start: Path, sha256: str) -> dict[str, Any]:
    return {"location": {"uri": _uri(path, start)}, "hashes": {"sha-256": sha256}}


def _result(
    number: int,
    verdict: Verdict,
    finding: Finding,
    clause: Clause,
    lines: Mapping[str, int],
    bundle: Path,
    start: Path,
) -> dict[str, Any]:
    level = LEVELS.get(verdict.strength, "note") if finding.ok is False else "note"
    at = {"uri": _uri(bundle / "layout.geojson", start), "index": LAYOUT}
    key = f"{verdict.clause}|{finding.subject}|{finding.op}|{finding.limit}|{finding.unit}"
    return {
        "ruleId": verdict.clause,
        "ruleIndex": number,
        "level": level,
        "message": {"text": f"{finding.subject}: {finding_text(finding, 'en')} {clause.en}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": at,
                    "region": {"startLine": _line(finding.subject, lines)},
                },
                "logicalLocations": [{"fullyQualifiedName": finding.subject}],
            }
        ],
        "partialFingerprints": {"clauseAndSubject/v1": hashlib.sha256(key.encode()).hexdigest()},
        "properties": {
            "status": verdict.status,
            "zh": f"{finding.subject}：{finding_text(finding, 'zh')}{clause.zh}",
        },
    }


def _line(subject: str, lines: Mapping[str, int]) -> int:
    """Line of the thing a subject names in the layout; the first where it names none."""
    return next((lines[id] for id in named(subject) if id in lines), 1)


def named(subject: str) -> Iterator[str]:
    """The ids a subject may name: "T01 (B/1F/s01)" is a company and its room, the room first."""
    if "(" in subject:
        yield from named(subject[subject.index("(") + 1 :].rstrip(")"))
        subject = subject[: subject.index("(")].strip()
    yield subject
    yield from (word for word in subject.split() if word != subject)


def _lines(layout: Path) -> dict[str, int]:
    """Line of every feature by its id; a layout is written one feature a line."""
    found: dict[str, int] = {}
    mark = '"id":"'
    with layout.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            begin = line.find(mark)
            if begin >= 0:
                text, _ = json.JSONDecoder().raw_decode(line[begin + len(mark) - 1 :])
                found.setdefault(str(text), number)
    return found


def _uri(path: Path, start: Path) -> str:
    """Relative to ``start`` with forward slashes, or a file URI where it lies elsewhere."""
    whole, below = path.resolve(), start.resolve()
    if whole.is_relative_to(below):
        return quote(whole.relative_to(below).as_posix())
    return whole.as_uri()
