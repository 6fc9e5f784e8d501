"""Whether the standards of a scenario can be used: each once, and every own pack sound."""

from __future__ import annotations

import os.path
from pathlib import Path

from planner.errors import PackError, Problem
from planner.scenario.check_evidence import check_evidence
from planner.scenario.check_robust import check_robust
from planner.scenario.check_weights import check_weights
from planner.scenario.draft import Draft
from planner.scenario.schema import STANDARDS
from planner.standards.clauses import Clause, Pack
from planner.standards.packs import read_pack, repeated_clauses, shipped_pack

__all__ = ["check_standards"]


def check_standards(draft: Draft, folder: Path) -> None:
    """Reads every pack that is named by path from ``folder``; its faults keep their own file and line."""
    seen: set[str] = set()
    packs = [shipped_pack("layout")]
    for place, name in draft.standards:
        same = name if name in STANDARDS else os.path.normpath(folder / name)
        if same in seen:
            draft.report.add(place, "each standard once", "delete this one")
        elif name in STANDARDS:
            packs.append(shipped_pack(name))
        elif name.endswith((".yaml", ".yml")):
            path = folder / name
            if not path.is_file():
                remedy = f"write {', '.join(STANDARDS)}, or the path of a pack from the folder of this file"
                draft.report.add(place, f"the path of a pack of clauses; there is no file {path}", remedy)
            else:
                packs += _read(draft, path)
        seen.add(same)
    draft.report.adopt(repeated_clauses(packs))
    check_evidence(draft, packs)
    check_weights(draft, packs)
    check_robust(draft, packs)


def _read(draft: Draft, path: Path) -> list[Pack]:
    try:
        pack = read_pack(path)
    except PackError as error:
        draft.report.adopt(error.problems)
        return []
    if not (draft.nameless or draft.broken_ids):
        draft.report.adopt(_unknown_names(draft, pack))
    return [pack]


def _unknown_names(draft: Draft, pack: Pack) -> list[Problem]:
    """Zones and kinds of rooms that this scenario does not have: a clause about them would bind nobody."""
    problems = []
    for clause in (part for row in pack.clauses for part in row.requirements):
        for parameter, names, known in _names(draft, clause):
            for name in names:
                if name not in known:
                    remedy = draft.report.did_you_mean(name, known, f"one of {', '.join(sorted(known)[:12])}")
                    expected = f"a name of this scenario in `{parameter}` of {clause.id}"
                    problems.append(Problem(pack.file, clause.line, None, clause.id, name, expected, remedy))
    return problems


def _names(draft: Draft, clause: Clause) -> list[tuple[str, list[str], set[str]]]:
    zones, spaces = set(draft.catalogue.zones), set(draft.catalogue.spaces)
    rows = [(name, list(clause.texts(name)), zones) for name in ("zones", "off_site", "left_zones")]
    rows += [
        (name, [part for text in clause.texts(name) for part in text.split("|")], spaces)
        for name in ("kinds", "several_kinds", "halls")
    ]
    rows.append(("groups", list(clause.texts("groups")), set(draft.catalogue.groups)))
    present = clause.applies.get("zone_present")
    if present is not None:
        value = present.value if isinstance(present.value, tuple) else (str(present.value),)
        rows.append(("zone_present", list(value), zones))
    return rows
