"""Whether a certificate on disk says what a new check of the same layout says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from planner.check.compliance import Compliance
from planner.check.statement import canonical_sha256

__all__ = ["differences"]

MOST = 20
"""More differences than this are not listed one by one."""


def differences(path: Path, compliance: Compliance) -> list[str]:
    """What in the certificate ``path`` a replay does not confirm; empty where all of it holds.

    A certificate without a statement (of an earlier version) is held against the verdicts alone.
    """
    try:
        told = json.loads(path.read_bytes())
        verdicts = {row["clause"]: row for row in told["verdicts"]}
        statement = told.get("statement") or {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
        return [f"{path.name} cannot be read as a certificate ({str(fault)[:80]})"]
    document = json.loads(json.dumps(compliance.document()))
    resolved = _is_resolved(path.with_name("manifest.json"), told, document)
    if resolved and statement:
        document["statement"]["inputs"] = _renamed(document["statement"]["inputs"], told["scenario_sha256"])
    found = [*_statement(statement, document["statement"], told["verdicts"])] if statement else []
    for row in document["verdicts"]:
        other = verdicts.pop(row["clause"], None)
        if other is None:
            found.append(f"{row['clause']} is not in it; checked now: {row['status']}")
        elif other.get("status") != row["status"]:
            found.append(f"{row['clause']}: it says {other.get('status')}, checked now: {row['status']}")
        elif other != row and not (resolved and row["clause"] == "LAYOUT-ORIGIN"):
            found.append(f"{row['clause']}: same verdict, other findings")
    found += [f"{clause} was judged, but is not in force now" for clause in verdicts]
    rest = len(found) - MOST
    return [*found[:MOST], *([f"and {rest} more"] if rest > 0 else [])]


def _is_resolved(manifest: Path, told: Any, now: Any) -> bool:
    """Whether one of the two was made from a scenario and the other from its resolved text in the bundle."""
    try:
        made = json.loads(manifest.read_bytes())["scenario"]
        hashes = {made["sha256"], made["resolved_sha256"]}
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return False
    return {told.get("scenario_sha256"), now["scenario_sha256"]} == hashes


def _renamed(inputs: list[dict[str, Any]], sha256: str) -> list[dict[str, Any]]:
    return [{**row, "sha256": sha256} if row["role"] == "scenario" else row for row in inputs]


def _statement(told: Any, now: dict[str, Any], verdicts: Any) -> list[str]:
    """Differences of the inputs, and signs that the file was edited after it was written."""
    if not isinstance(told, dict):
        return ["its statement is no statement"]
    found = []
    body = {key: value for key, value in told.items() if key != "sha256"}
    whole = told.get("verdicts_sha256") == canonical_sha256(verdicts)
    if not whole or told.get("sha256") != canonical_sha256(body):
        found.append("it was changed after it was written: its hashes do not fit what it says")
    before, after = (_inputs(row.get("inputs")) for row in (told, now))
    found += [
        f"{' '.join(key).strip()}: it was made from {_short(before.get(key))}, now {_short(after.get(key))}"
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    ]
    found += [
        f"{key}: it was made with {told.get(key)}, now {now[key]}"
        for key in ("program", "geometry")
        if told.get(key) != now[key]
    ]
    return found


def _inputs(rows: Any) -> dict[tuple[str, str], str]:
    """Hash by role, and by id for packs: other files may have other names and be the same."""
    found = {}
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict):
            id = str(row.get("id")) if row.get("role") == "pack" else ""
            found[str(row.get("role")), id] = str(row.get("sha256"))
    return found


def _short(hash: str | None) -> str:
    return f"{hash[:12]}..." if hash else "nothing"
