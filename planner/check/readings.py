"""What other readings of the standards would change: clauses judged again under each alternative."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from planner.check.compliance import Effect, Finding, Verdict
from planner.check.facts import Facts
from planner.check.measures import measure
from planner.standards.clauses import Clause, Pack
from planner.standards.judge import judge
from planner.standards.packs import packs_of
from planner.standards.packs.policies import with_policies
from planner.standards.policies import Alternative, Policy, field_value, policies
from planner.standards.readers import clauses_that_read

__all__ = ["effects_of_readings"]

Compared: TypeAlias = Literal["stricter", "same", "looser"]
ORDER = {"fail": 0, "undecided": 1, "pass": 2, "not_applicable": 3}
SAME = 1e-9
"""Margins that differ by less are the same."""

STATUS = {
    "fail": ("不符合", "fails"),
    "pass": ("符合", "passes"),
    "undecided": ("待定", "is undecided"),
    "not_applicable": ("不适用", "does not apply"),
}
UNITS = {
    "count": ("个", ""),
    "companies": ("家", "companies"),
    "person": ("人", "people"),
    "day": ("天", "days"),
    "month": ("个月", "months"),
}
"""Chinese and English words for units that are no symbols."""

COMPARED: Mapping[Compared, tuple[str, str]] = {
    "stricter": ("较严", "stricter"),
    "same": ("同等", "other"),
    "looser": ("较宽", "looser"),
}


def effects_of_readings(facts: Facts, verdicts: Mapping[str, Verdict]) -> tuple[Effect, ...]:
    """For each alternative of each policy: the verdict on every clause in force that reads it.

    ``verdicts`` are those under the scenario's own policies. Only the clauses concerned are judged again.
    Clauses that apply under neither reading are left out.
    """
    own = packs_of(facts.scenario)
    return tuple(effect for policy in policies() for effect in _policy(policy, own, facts, verdicts))


def _policy(
    policy: Policy, own: Sequence[Pack], facts: Facts, verdicts: Mapping[str, Verdict]
) -> Iterator[Effect]:
    concerned = _concerned(policy, own)
    if not concerned:
        return
    mine = [replace(pack, clauses=tuple(c for c in pack.clauses if c.id in concerned)) for pack in own]
    settings = facts.scenario.policies
    for alternative in policy.alternatives:
        value = field_value(policy, alternative.value)
        if value == getattr(settings, policy.field):
            continue
        changed = settings.with_value(policy.field, value)
        other = replace(facts, scenario=replace(facts.scenario, policies=changed))
        found = {clause.id: clause for pack in mine for clause in with_policies(pack, changed).clauses}
        judged = judge([found[id] for id in concerned], other)
        for id in concerned:
            effect = _effect(policy, alternative, found[id], other, verdicts[id], judged[id])
            if effect is not None:
                yield effect


def _concerned(policy: Policy, packs: Sequence[Pack]) -> list[str]:
    """Ids of the clauses that read a policy, and those they stand or fall with."""
    found = dict.fromkeys(clauses_that_read(policy, packs))
    for pack in packs:
        for clause in pack.clauses:
            parts = clause.texts("clauses") if clause.kind == "one_of" else ()
            if found.keys() & set(parts):
                found |= dict.fromkeys([*parts, clause.id])
    return list(found)


def _effect(
    policy: Policy, alternative: Alternative, clause: Clause, facts: Facts, was: Verdict, now: Verdict
) -> Effect | None:
    if was.status == now.status == "not_applicable":
        return None
    by, unit = _by(clause, facts, now)
    compared = _compared(was, now)
    zh, en = _sentences(policy, alternative, clause.id, compared, was, now, by, unit)
    return Effect(policy.id, alternative.value, clause.id, now.status, was.status, compared, by, unit, zh, en)


def _compared(was: Verdict, now: Verdict) -> Compared:
    """By the verdict, then by the least margin relative to the limit.

    A condition that does not bind since another one is met keeps its findings: there the margin says.
    """
    settled = "not_applicable" in (was.status, now.status) and was.findings and now.findings
    if was.status != now.status and not settled:
        return "stricter" if ORDER[now.status] < ORDER[was.status] else "looser"
    before, after = _margin(was.worst), _margin(now.worst)
    if before is None or after is None or abs(before - after) <= SAME:
        return "same"
    return "stricter" if after < before else "looser"


def _margin(finding: Finding | None) -> float | None:
    """How much a finding has to spare, as a share of its limit; negative where it fails."""
    if finding is None or isinstance(finding.measured, str | bool) or isinstance(finding.limit, str | bool):
        return None
    margin = finding.measured - finding.limit
    if finding.op in ("<=", "<"):
        margin = -margin
    relative = margin / max(abs(finding.limit), 1e-6)
    return relative if math.isfinite(relative) else None


def _by(clause: Clause, facts: Facts, verdict: Verdict) -> tuple[float | None, str]:
    """What is missing or to spare: of a share in the unit of its total, m2 or companies."""
    finding = verdict.worst
    margin = _margin(finding)
    if finding is None or margin is None or verdict.status not in ("fail", "pass"):
        return None, ""
    by, unit = abs(margin) * max(abs(float(finding.limit)), 1e-6), finding.unit
    if clause.kind == "area_share":
        of = clause.text("of")
        by, unit = by * measure(facts, of), "companies" if of == "companies" else "m2"
    return round(by, 6), unit


def _sentences(
    policy: Policy,
    alternative: Alternative,
    clause: str,
    compared: Compared,
    was: Verdict,
    now: Verdict,
    by: float | None,
    unit: str,
) -> tuple[str, str]:
    value = alternative.value
    written = f"[{', '.join(value)}]" if isinstance(value, tuple) else str(value)
    zh_word, en_word = COMPARED[compared]
    zh_status, en_status = STATUS[now.status]
    zh_by = en_by = ""
    if by is not None:
        fails = now.status == "fail"
        zh_by = f"，{'差' if fails else '余'} {_amount(by, unit, 'zh')}"
        told = _amount(by, unit, "en")
        en_by = f" by {told}" if fails else f" with {told} to spare"
    zh = f"按{zh_word}读法 `{policy.id}: {written}`：{clause} {zh_status}{zh_by}"
    en = f"under the {en_word} reading `{policy.id}: {written}`: {clause} {en_status}{en_by}"
    if was.status != now.status:
        return f"{zh}（现为{STATUS[was.status][0]}）", f"{en} (now it {STATUS[was.status][1]})"
    return zh, en


def _amount(by: float, unit: str, lang: Literal["zh", "en"]) -> str:
    """What is missing or to spare, with its unit in that language; shares as per cent."""
    if unit == "share":
        return f"{by:.1%}"
    number = f"{by:,.2f}".rstrip("0").rstrip(".")
    zh, en = UNITS.get(unit, (unit, unit))
    return f"{number} {zh if lang == 'zh' else en}".strip()
