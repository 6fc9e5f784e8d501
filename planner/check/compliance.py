"""Findings, verdicts and the certificate ``compliance.json`` (contract in ``docs/checking.md``)."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from planner.bundle.files import make_writable, write_files
from planner.check.statement import Inputs, statement

__all__ = [
    "MISSING",
    "Compliance",
    "Effect",
    "Finding",
    "Status",
    "Strength",
    "Verdict",
    "at_least",
    "at_most",
    "equal",
    "rank",
    "write_compliance",
]

Strength = Literal["mandatory", "recommended", "permitted", "informational"]
Status = Literal["pass", "fail", "not_applicable", "undecided"]
Means = Literal["geometry", "data", "attestation"]
Value = float | int | str | bool

STRENGTHS: tuple[Strength, ...] = ("mandatory", "recommended", "permitted", "informational")
STATUSES: tuple[Status, ...] = ("pass", "fail", "not_applicable", "undecided")
MISSING = "missing"
"""What is measured where a datum of the scenario is not there; the limit is then its path."""

ROUNDING = 1e-9
"""Relative slack of a comparison: sums of floats, not a tolerance of any clause."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One subject held against one limit. ``ok`` is ``None`` where a datum is missing.

    ``measured`` and ``limit`` are in ``unit`` (metres, square metres, shares); ``where`` is the
    geometry that shows it, in the millimetres of the model, given for every finding that is not ok. A
    certificate leaves it out where all is well: the subject stands in the layout.
    """

    subject: str
    measured: Value
    op: str
    limit: Value
    unit: str
    ok: bool | None
    where: BaseGeometry | None = None

    @property
    def margin(self) -> float | None:
        """How far ``measured`` is on the right side of the limit, in ``unit``; below 0 it breaks it.

        ``None`` where the two are no numbers or must be equal.
        """
        if isinstance(self.measured, str | bool) or isinstance(self.limit, str | bool):
            return None
        if self.op in (">=", ">"):
            return self.measured - self.limit
        return self.limit - self.measured if self.op in ("<=", "<") else None


def at_least(
    subject: str,
    measured: float,
    limit: float,
    unit: str,
    where: BaseGeometry | None = None,
    *,
    strict: bool = False,
    slack: float = 0.0,
) -> Finding:
    """``measured`` must reach ``limit``; with ``strict`` it must exceed it.

    ``slack`` (in ``unit``) is for what rounding to millimetres costs; a clause's number has none.
    """
    rounding = ROUNDING * max(1.0, abs(limit))
    ok = measured > limit + rounding if strict else measured >= limit - slack - rounding
    return _judged(subject, measured, ">" if strict else ">=", limit, unit, ok, where)


def at_most(
    subject: str,
    measured: float,
    limit: float,
    unit: str,
    where: BaseGeometry | None = None,
    *,
    slack: float = 0.0,
) -> Finding:
    """``measured`` must not exceed ``limit``; ``slack`` as for ``at_least``."""
    ok = measured <= limit + slack + ROUNDING * max(1.0, abs(limit))
    return _judged(subject, measured, "<=", limit, unit, ok, where)


def equal(
    subject: str, measured: Value, limit: Value, unit: str, where: BaseGeometry | None = None
) -> Finding:
    """``measured`` must be ``limit``."""
    return _judged(subject, measured, "==", limit, unit, measured == limit, where)


def _judged(
    subject: str, measured: Value, op: str, limit: Value, unit: str, ok: bool, where: BaseGeometry | None
) -> Finding:
    return Finding(subject, measured, op, limit, unit, ok, where)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a clause says about this layout, with a finding for every subject."""

    clause: str
    standard: str
    strength: Strength
    status: Status
    by: Means
    findings: tuple[Finding, ...]

    @property
    def worst(self) -> Finding | None:
        """The finding to show first: one that fails, else one undecided, else the least margin."""
        return min(self.findings, key=rank, default=None)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from planner.notebook import verdict_html

        return verdict_html(self)


def rank(finding: Finding) -> tuple[int, float]:
    """Order in which findings are shown: those that fail, those undecided, then the least relative margin."""
    order = {False: 0, None: 1, True: 2}[finding.ok]
    margin = finding.margin
    if margin is None or isinstance(finding.limit, str):
        return order, math.inf
    return order, margin / max(abs(finding.limit), 1e-6)


@dataclass(frozen=True, slots=True)
class Effect:
    """What another reading of the standards (a policy) would make of a clause."""

    policy: str
    value: float | str | tuple[str, ...]
    """The alternative, as a scenario file writes it."""
    clause: str
    status: Status
    was: Status
    """The verdict under the reading in force."""
    compared: Literal["stricter", "same", "looser"]
    by: float | None
    """How much is missing or to spare, in ``unit``; ``None`` where no number says."""
    unit: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Compliance:
    """The certificate of one layout under one scenario."""

    scenario_sha256: str
    layout_sha256: str
    standards: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    inputs: Inputs
    readings: tuple[Effect, ...] = ()
    """What other readings would change."""

    @property
    def passed(self) -> bool:
        """Whether no mandatory clause fails."""
        return not self.failed()

    def failed(self, strength: Strength = "mandatory") -> tuple[str, ...]:
        """Ids of the clauses of that strength that fail."""
        return tuple(v.clause for v in self.verdicts if v.strength == strength and v.status == "fail")

    def verdict(self, clause: str) -> Verdict:
        """The verdict on a clause; ``KeyError`` if it was not checked."""
        for verdict in self.verdicts:
            if verdict.clause == clause:
                return verdict
        raise KeyError(clause)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from planner.notebook import compliance_html

        return compliance_html(self)

    def summary(self) -> dict[str, Any]:
        """Number of clauses by strength and status, and whether the layout passes."""
        counts: dict[str, Any] = {
            strength: {
                status: sum(1 for v in self.verdicts if (v.strength, v.status) == (strength, status))
                for status in STATUSES
            }
            for strength in STRENGTHS
        }
        return {"passed": self.passed, "clauses": len(self.verdicts), **counts}

    def document(self) -> dict[str, Any]:
        """The certificate as plain data, coordinates in metres."""
        drawn: dict[int, dict[str, Any] | None] = {}
        verdicts = [_verdict(verdict, drawn) for verdict in self.verdicts]
        readings = [_effect(effect) for effect in self.readings]
        return {
            "scenario_sha256": self.scenario_sha256,
            "layout_sha256": self.layout_sha256,
            "standards": list(self.standards),
            "statement": statement(self.inputs, verdicts, readings),
            "summary": self.summary(),
            "verdicts": verdicts,
            "readings": readings,
        }


def write_compliance(directory: Path, compliance: Compliance) -> Path:
    """Write ``compliance.json`` whole or not at all; ``UsageError`` if the folder cannot be written."""
    make_writable(directory)
    write_files(directory, {"compliance.json": "".join(_lines(compliance)).encode()})
    return directory / "compliance.json"


def _lines(compliance: Compliance) -> Iterator[str]:
    """One finding a line: a certificate is read by people and compared by tools."""
    document = compliance.document()
    verdicts = document.pop("verdicts")
    readings = document.pop("readings")
    yield _dump(document)[:-1] + ', "verdicts": ['
    for number, verdict in enumerate(verdicts):
        findings = verdict.pop("findings")
        yield (",\n" if number else "\n") + _dump(verdict)[:-1] + ', "findings": ['
        yield from _separated(_dump(finding) for finding in findings)
        yield "]}"
    yield '\n], "readings": ['
    yield from _separated(_dump(reading) for reading in readings)
    yield "]}\n"


def _separated(rows: Iterable[str]) -> Iterator[str]:
    for number, row in enumerate(rows):
        yield (",\n  " if number else "\n  ") + row


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _effect(effect: Effect) -> dict[str, Any]:
    row = dataclasses.asdict(effect)
    row["by"] = None if effect.by is None else _plain(effect.by)
    row["value"] = list(effect.value) if isinstance(effect.value, tuple) else effect.value
    return row


def _verdict(verdict: Verdict, drawn: dict[int, dict[str, Any] | None]) -> dict[str, Any]:
    """``drawn``: what was converted before, by the identity of the shape; many findings show the site."""
    return {
        "clause": verdict.clause,
        "standard": verdict.standard,
        "strength": verdict.strength,
        "status": verdict.status,
        "by": verdict.by,
        "findings": [_finding(finding, drawn) for finding in verdict.findings],
    }


def _finding(finding: Finding, drawn: dict[int, dict[str, Any] | None]) -> dict[str, Any]:
    where = None if finding.ok else finding.where
    if where is not None and id(where) not in drawn:
        drawn[id(where)] = _geometry(where)
    return {
        "subject": finding.subject,
        "measured": _plain(finding.measured),
        "op": finding.op,
        "limit": _plain(finding.limit),
        "unit": finding.unit,
        "ok": finding.ok,
        "where": None if where is None else drawn[id(where)],
    }


def _plain(value: Value) -> Value | None:
    """Numbers with the digits that matter; what JSON cannot hold (a distance to nothing) as null."""
    if isinstance(value, bool | int | str):
        return value
    return round(value, 6) if math.isfinite(value) else None


def _geometry(shape: BaseGeometry | None) -> dict[str, Any] | None:
    if shape is None or shape.is_empty:
        return None
    raw = mapping(shape)
    if raw["type"] == "GeometryCollection":
        return {"type": raw["type"], "geometries": [_geometry(part) for part in getattr(shape, "geoms", ())]}
    kind = "LineString" if raw["type"] == "LinearRing" else raw["type"]
    return {"type": kind, "coordinates": _metres(raw["coordinates"])}


def _metres(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_metres(item) for item in value]
    return round(value / 1000, 3) + 0.0
