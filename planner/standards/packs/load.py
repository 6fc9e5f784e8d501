"""Packs of clauses: read from YAML, every number with unit and source, faults named with their line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from planner.check.compliance import STRENGTHS
from planner.errors import PackError, Problem
from planner.model import Policies
from planner.standards.clauses import Clause, Pack, Parameter, ParameterValue
from planner.standards.conditions import CONDITIONS
from planner.standards.document import Document, read_document
from planner.standards.kinds import requirement_kinds
from planner.standards.packs.policies import fits, policy_names, with_policies
from planner.standards.packs.remedies import near, of_value
from planner.standards.requirement import Spec

__all__ = ["PACK_FORMAT", "SHIPPED", "packs_for", "read_pack", "repeated_clauses", "shipped_pack"]

PACK_FORMAT = "planner-pack/1"
SHIPPED = ("layout", "cbep", "sbt11233", "fire")
"""Packs that come with the program; ``layout`` holds the integrity rules and always applies."""

MEANS = ("geometry", "data", "attestation")
LARGEST_BYTES = 4 * 1024 * 1024
PACK_KEYS = frozenset({"format", "id", "zh", "en", "version", "clauses"})
CLAUSE_KEYS = frozenset({"id", "strength", "kind", "by", "zh", "en", "applies", "params", "note", "also"})


def packs_for(standards: tuple[str, ...], folder: Path, policies: Policies | None = None) -> tuple[Pack, ...]:
    """The integrity rules, then the named standards: shipped ids, or paths of packs from ``folder``.

    ``policies`` give the parameters that name one their values; without them the defaults do.
    Raises ``PackError`` for a pack that cannot be used or two clauses with one id.
    """
    packs = [shipped_pack("layout")]
    packs += [shipped_pack(name) if name in SHIPPED else read_pack(folder / name) for name in standards]
    repeated = list(repeated_clauses(packs))
    if repeated:
        raise PackError(repeated)
    return tuple(with_policies(pack, policies or Policies()) for pack in packs)


def repeated_clauses(packs: Sequence[Pack]) -> Iterator[Problem]:
    """Ids that two packs share: of packs, and of clauses."""
    names: set[str] = set()
    seen: dict[str, str] = {}
    for pack in packs:
        if pack.id in names:
            remedy = "give the pack an id of its own"
            yield _problem(pack.file, None, "id", pack.id, "an id that no other pack in force has", remedy)
        names.add(pack.id)
        for clause in pack.clauses:
            if clause.id in seen and seen[clause.id] != pack.id:
                remedy = f"it stands in both {seen[clause.id]} and {pack.id}: rename one"
                yield _problem(pack.file, clause.line, "", clause.id, "a new clause id", remedy)
            seen.setdefault(clause.id, pack.id)


@cache
def shipped_pack(id: str) -> Pack:
    """A pack that comes with the program."""
    resource = files("planner.standards.packs").joinpath(f"{id}.yaml")
    return _pack(read_document(resource.read_text("utf-8"), f"{id}.yaml"), resource.read_bytes(), own=False)


def read_pack(path: Path) -> Pack:
    """A user's own pack; ``PackError`` names file, line, what was found and what was expected."""
    try:
        if path.exists() and not path.is_file():
            remedy = "name the file of a pack"
            raise PackError([_problem(str(path), None, "standards", path.name, "a pack of clauses", remedy)])
        if path.stat().st_size > LARGEST_BYTES:
            raise PackError([_problem(str(path), None, "", "", "a pack of at most 4 MB", "split it")])
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as fault:
        reason = fault.strerror or str(fault)
        remedy = f"name one of {', '.join(SHIPPED[1:])}, or the path of a pack ({reason})"
        raise PackError(
            [_problem(str(path), None, "standards", path.name, "a pack of clauses", remedy)]
        ) from fault
    except UnicodeDecodeError as fault:
        raise PackError([_problem(str(path), None, "", "", "UTF-8 text", "save it as UTF-8")]) from fault
    return _pack(read_document(text, str(path)), content, own=True)


def _pack(document: Document, content: bytes, *, own: bool) -> Pack:
    """The pack of a document; all faults of it at once."""
    raw = document.data
    if not isinstance(raw, dict) or raw.get("format") != PACK_FORMAT:
        raise PackError([document.problem((), raw, f"a pack that begins `format: {PACK_FORMAT}`")])
    problems = [
        document.problem((key,), raw.get(key), "a text")
        for key in ("id", "zh", "en")
        if not isinstance(raw.get(key), str)
    ]
    problems += _head_faults(document, raw, own)
    rows = raw.get("clauses")
    if not isinstance(rows, list):
        problems.append(document.problem(("clauses",), rows, "a list of clauses"))
        rows = []
    standard = str(raw.get("id"))
    clauses = []
    for number, row in enumerate(rows):
        faults = list(_clause_faults(document, number, row))
        problems += faults
        if not faults:
            clauses.append(_clause(standard, row, document.marks["clauses", number][0]))
    problems += [*_repeated(document, rows), *_alternatives(document, rows)]
    if problems:
        raise PackError(problems)
    pack = Pack(
        standard,
        raw["zh"],
        raw["en"],
        tuple(clauses),
        version=raw.get("version", ""),
        file=document.file,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content if own else b"",
    )
    return with_policies(pack, Policies())  # until a scenario says otherwise


def _head_faults(document: Document, raw: Mapping[str, Any], own: bool) -> Iterator[Problem]:
    """Faults of what stands before the clauses."""
    for key in sorted(set(map(str, raw)) - PACK_KEYS):
        yield document.problem((key,), key, f"one of {', '.join(sorted(PACK_KEYS))}", near(key, PACK_KEYS))
    if not isinstance(raw.get("version", ""), str):
        yield document.problem(("version",), raw["version"], "a text, in quotes")
    if own and raw.get("id") in SHIPPED:
        yield document.problem(("id",), raw["id"], f"an id other than {', '.join(SHIPPED)}")


def _repeated(document: Document, rows: list[Any]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for number, row in enumerate(rows):
        id = row.get("id") if isinstance(row, dict) else None
        if isinstance(id, str) and id in seen:
            remedy = f"rename one of the two; the first stands in line {seen[id]}"
            yield document.problem(("clauses", number, "id"), id, "an id that no other clause has", remedy)
        elif isinstance(id, str):
            seen[id] = document.marks["clauses", number, "id"][0]


def _alternatives(document: Document, rows: list[Any]) -> Iterator[Problem]:
    """Alternatives that are no clauses of the same pack."""
    ids = {row.get("id") for row in rows if isinstance(row, dict)}
    for number, row in enumerate(rows):
        params = row.get("params") if isinstance(row, dict) and row.get("kind") == "one_of" else None
        named = params.get("clauses") if isinstance(params, dict) else None
        for position, id in enumerate(named if isinstance(named, list) else []):
            if id not in ids:
                at = ("clauses", number, "params", "clauses", position)
                yield document.problem(at, id, "the id of a clause of this pack")


def _clause_faults(document: Document, number: int, row: Any) -> Iterator[Problem]:
    at = ("clauses", number)
    if not isinstance(row, dict):
        yield document.problem(at, row, "a clause: a mapping with id, strength, kind, by, zh, en, params")
        return
    for key in sorted(set(map(str, row)) - CLAUSE_KEYS):
        known = f"one of {', '.join(sorted(CLAUSE_KEYS))}"
        yield document.problem((*at, key), key, known, near(key, CLAUSE_KEYS))
    for key in ("id", "zh", "en"):
        if not isinstance(row.get(key), str) or not row[key]:
            yield document.problem((*at, key), row.get(key), "a text")
    for key, choices in (("strength", STRENGTHS), ("by", MEANS)):
        if row.get(key) not in choices:
            remedy = near(row.get(key), choices)
            yield document.problem((*at, key), row.get(key), f"one of {', '.join(choices)}", remedy)
    kind = requirement_kinds().get(row["kind"]) if isinstance(row.get("kind"), str) else None
    if kind is None:
        yield _no_kind(document, (*at, "kind"), row.get("kind"), requirement_kinds())
    else:
        yield from _values(document, (*at, "params"), row.get("params"), kind.parameters)
    yield from _further_faults(document, (*at, "also"), row.get("also", []))
    conditions = {
        name: Spec(spec.type, spec.unit, spec.choices, required=False)
        for name, (spec, _) in CONDITIONS.items()
    }
    yield from _values(document, (*at, "applies"), row.get("applies"), conditions)


def _further_faults(document: Document, at: tuple[str | int, ...], raw: Any) -> Iterator[Problem]:
    """Faults of the further requirements of a clause."""
    if not isinstance(raw, list):
        yield document.problem(at, raw, "a list of requirements: {kind: ..., params: ...}")
        return
    for number, row in enumerate(raw):
        here = (*at, number)
        if not isinstance(row, dict) or not set(row) <= {"kind", "params"}:
            yield document.problem(here, row, "a requirement: {kind: ..., params: ...}")
            continue
        name = row.get("kind")
        kind = requirement_kinds().get(name) if isinstance(name, str) and name != "one_of" else None
        if kind is None:
            known = [id for id in requirement_kinds() if id != "one_of"]
            yield _no_kind(document, (*here, "kind"), name, known)
        else:
            yield from _values(document, (*here, "params"), row.get("params"), kind.parameters)


def _no_kind(document: Document, at: tuple[str | int, ...], name: Any, known: Iterable[str]) -> Problem:
    listed = "take one from the list of kinds in docs/checking.md"
    return document.problem(at, name, "a requirement kind", near(name, known, listed))


def _values(
    document: Document, at: tuple[str | int, ...], raw: Any, specs: Mapping[str, Spec]
) -> Iterator[Problem]:
    """Faults of a mapping of parameters held against what they must be."""
    if raw is None:
        raw = {}
    if not isinstance(raw, dict):
        yield document.problem(at, raw, "a mapping of parameters")
        return
    for name in raw:
        if name not in specs:
            known = ", ".join(specs) or "no parameter here"
            yield document.problem((*at, name), name, f"one of: {known}", near(name, specs))
    for name, spec in specs.items():
        if name not in raw:
            if spec.required:
                yield document.problem((*at, name), None, f"the parameter `{name}` ({spec.type})")
            continue
        if spec.needs and spec.needs not in raw:
            yield document.problem((*at, name), name, f"the parameter `{spec.needs}` beside it")
        given = raw[name]
        expected = _of_policy(spec, given) if _names_policy(given) else _expected(spec, given)
        if expected:
            remedy = of_value(name, spec, given, policy_names())
            yield document.problem((*at, name), given, expected, remedy)


def _expected(spec: Spec, raw: Any) -> str:
    """What was expected instead of ``raw``; empty when it is right."""
    value = raw.get("value") if isinstance(raw, dict) else raw
    if spec.type == "number":
        if (
            not isinstance(raw, dict)
            or raw.get("unit") != spec.unit
            or not isinstance(raw.get("source"), str)
        ):
            return f"{{value: NUMBER, unit: {spec.unit}, source: CLAUSE or policy}}"
        number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12
        return "" if number else "a number as value, without quotes"
    if spec.type == "flag":
        return "" if isinstance(value, bool) else "true or false"
    items = value if spec.type == "texts" and isinstance(value, list) else [value]
    if not all(isinstance(item, str) for item in items):
        return "texts"
    if spec.choices and not set(items) <= set(spec.choices):
        return f"one of {', '.join(spec.choices)}"
    return ""


def _names_policy(raw: Any) -> bool:
    return isinstance(raw, dict) and "policy" in raw


def _of_policy(spec: Spec, raw: Mapping[str, Any]) -> str:
    """What was expected of a parameter that names a policy."""
    if set(raw) != {"policy"}:
        return "{policy: NAME} and nothing beside it, since unit and source are the policy's"
    name = raw["policy"]
    if not isinstance(name, str) or name not in policy_names():
        return "a policy of the scenario"
    if fits(name, spec):
        return ""
    fitting = [other for other in policy_names() if fits(other, spec)]
    unit = f" in {spec.unit}" if spec.unit else ""
    return f"a policy that is a {spec.type}{unit}: {', '.join(fitting) or 'there is none'}"


def _clause(standard: str, row: Mapping[str, Any], line: int) -> Clause:
    clause = Clause(
        id=row["id"],
        standard=standard,
        strength=row["strength"],
        kind=row["kind"],
        by=row["by"],
        zh=row["zh"],
        en=row["en"],
        applies={name: _parameter(raw) for name, raw in (row.get("applies") or {}).items()},
        params=_parameters(row),
        note=str(row.get("note", "")),
        line=line,
    )
    also = tuple(replace(clause, kind=more["kind"], params=_parameters(more)) for more in row.get("also", ()))
    return replace(clause, also=also)


def _parameters(row: Mapping[str, Any]) -> dict[str, Parameter]:
    return {name: _parameter(raw) for name, raw in (row.get("params") or {}).items()}


def _parameter(raw: Any) -> Parameter:
    if _names_policy(raw):
        return Parameter("", "", "policy", raw["policy"])
    value, unit, source = (
        (raw.get("value"), raw.get("unit", ""), raw.get("source", ""))
        if isinstance(raw, dict)
        else (raw, "", "")
    )
    plain = tuple(value) if isinstance(value, list) else value
    return Parameter(cast(ParameterValue, plain), str(unit), str(source))


def _problem(file: str, line: int | None, path: str, value: str, expected: str, remedy: str) -> Problem:
    return Problem(file, line, None, path, value, expected, remedy)
