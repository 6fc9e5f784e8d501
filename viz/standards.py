"""``planner standards``: clauses, what is behind them, and the matrix of both, as tables and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from planner.check.summary import STRENGTH
from planner.errors import UsageError
from planner.model import Scenario
from planner.standards.catalogue import (
    clause_document,
    filtered,
    find_clause,
    kind_text,
    pack_document,
    packs_in_force,
)
from planner.standards.clauses import Clause, Pack, Parameter
from planner.standards.coverage import Coverage, Guarantee, coverage, source_tests
from planner.standards.kinds import requirement_kinds
from planner.standards.packs.remedies import near
from viz.tables import print_parts

__all__ = [
    "coverage_document",
    "list_document",
    "print_clause",
    "print_coverage",
    "print_list",
    "show_document",
]

Lang = Literal["zh", "en"]

WORDS: dict[str, tuple[str, str]] = {
    "pack": ("pack", "标准"),
    "name": ("name", "名称"),
    "version": ("version", "版本"),
    "clauses": ("clauses", "条款数"),
    "clause": ("clause", "条款"),
    "strength": ("binds", "约束"),
    "kind": ("kind", "要求类型"),
    "by": ("checked by", "检查方式"),
    "what": ("what", "内容"),
    "zh": ("Chinese", "中文"),
    "en": ("English", "英文"),
    "note": ("note", "说明"),
    "applies": ("applies if", "适用条件"),
    "always": ("always", "总是"),
    "measures": ("measures", "检查内容"),
    "params": ("parameters", "参数"),
    "source": ("source", "出处"),
    "policy": ("policy", "取值约定"),
    "solver": ("solver", "求解器"),
    "tests": ("tests", "测试"),
    "unsolved": ("checked only", "仅检查"),
    "unknown": ("not known: the program runs without its tests", "未知：程序未附带测试"),
    "total": ("{n} clauses", "共 {n} 条"),
    "totals": (
        "{n} clauses: solver {solver}, geometry {geometry}, data {data}, attestation {attestation}, "
        "tests {tests}",
        "共 {n} 条：求解器 {solver}，几何 {geometry}，数据 {data}，证明 {attestation}，测试 {tests}",
    ),
    "geometry": ("geometry", "几何"),
    "data": ("data", "数据"),
    "attestation": ("attestation", "证明"),
    "exact": ("exact", "等价"),
    "stricter": ("stricter", "更严"),
    "weaker": ("weaker", "较弱"),
    "soft": ("soft", "软"),
    "allocation": ("allocation", "分配"),
    "arrangement": ("arrangement", "布置"),
    "roads": ("roads", "道路"),
    "lanes": ("lanes", "消防车道"),
}


# ---------------------------------------------------------------- list


def list_document(scenario: Scenario | None, wanted: Mapping[str, str | None]) -> dict[str, Any]:
    """The packs in force and their clauses as plain data."""
    packs, clauses = _wanted(scenario, wanted)
    return {
        "packs": [pack_document(pack) for pack in packs],
        "clauses": [clause_document(clause) for clause in clauses],
    }


def print_list(scenario: Scenario | None, wanted: Mapping[str, str | None], lang: Lang) -> None:
    """A table of the packs and one of the clauses."""
    packs, clauses = _wanted(scenario, wanted)
    rows = [(pack.id, _of(pack, lang), pack.version, str(len(pack.clauses))) for pack in packs]
    listed = [
        (clause.id, _strength(clause, lang), clause.kind, _word(clause.by, lang), _of(clause, lang))
        for clause in clauses
    ]
    print_parts(
        None,
        _table(("pack", "name", "version", "clauses"), rows, lang, breaks=("name",)),
        "",
        _table(("clause", "strength", "kind", "by", "what"), listed, lang, breaks=("what",)),
        _word("total", lang, n=len(clauses)),
    )


def _wanted(scenario: Scenario | None, wanted: Mapping[str, str | None]) -> tuple[list[Pack], list[Clause]]:
    packs = packs_in_force(scenario)
    _known(packs, wanted.get("standard"))
    kind = wanted.get("kind")
    if kind is not None and kind not in requirement_kinds():
        remedy = near(kind, requirement_kinds(), "no --kind")
        raise UsageError(f"got kind {kind!r}; expected a requirement kind. Try: {remedy}")
    clauses = filtered(packs, **wanted)
    standards = {clause.standard for clause in clauses}
    return [pack for pack in packs if pack.id in standards], clauses


def _known(packs: Sequence[Pack], standard: str | None) -> None:
    known = [pack.id for pack in packs]
    if standard is not None and standard not in known:
        raise UsageError(
            f"got standard {standard!r}; expected one of {', '.join(known)}. "
            "Try: --scenario FILE for a pack of your own"
        )


# ---------------------------------------------------------------- show


def show_document(scenario: Scenario | None, id: str, guarantees: Sequence[Guarantee]) -> dict[str, Any]:
    """One clause as plain data, with what the search does about it and the tests that name it."""
    packs = packs_in_force(scenario)
    clause = find_clause(packs, id)
    row = _row(packs, clause, guarantees)
    behind = row.document()
    return {**clause_document(clause), "solver": behind["solver"], "tests": behind["tests"]}


def print_clause(scenario: Scenario | None, id: str, guarantees: Sequence[Guarantee], lang: Lang) -> None:
    """One clause, a line for each thing there is to say about it."""
    packs = packs_in_force(scenario)
    clause = find_clause(packs, id)
    row = _row(packs, clause, guarantees)
    lines = [
        ("clause", f"{clause.id} ({clause.standard})"),
        ("strength", _strength(clause, lang)),
        ("zh", clause.zh),
        ("en", clause.en),
        ("note", clause.note),
        ("applies", _all(clause.applies, lang) or _word("always", lang)),
        ("by", ", ".join(_word(by, lang) for by in sorted(clause.means))),
        *(
            line
            for part in clause.requirements
            for line in (
                ("kind", part.kind),
                ("measures", kind_text(part.kind)),
                ("params", _all(part.params, lang)),
            )
        ),
        ("solver", _solver(row, lang)),
        ("tests", _tests(row, lang)),
    ]
    table = _table(None, [(_word(name, lang), text) for name, text in lines if text], lang, breaks=("1",))
    print_parts(None, table)


def _row(packs: Sequence[Pack], clause: Clause, guarantees: Sequence[Guarantee]) -> Coverage:
    return next(row for row in coverage(packs, guarantees, source_tests()) if row.clause is clause)


def _all(parameters: Mapping[str, Parameter], lang: Lang) -> str:
    return "\n".join(f"{name}: {_value(row, lang)}" for name, row in parameters.items())


def _value(row: Parameter, lang: Lang) -> str:
    value = ", ".join(row.value) if isinstance(row.value, tuple) else row.value
    text = f"{value:g}" if isinstance(value, float) else str(value)
    text = f"{text} {row.unit}".strip()
    source = row.source
    if row.policy:
        source = f"{_word('policy', lang)} {row.policy}"
    return f"{text} ({source})" if source else text


def _solver(row: Coverage, lang: Lang) -> str:
    """What the search does about a clause, in words."""
    if row.guarantee is None:
        return _word("unsolved", lang)
    return f"{_guarantee(row, lang)} ({_word(row.guarantee.stage, lang)}: {row.guarantee.how})"


def _guarantee(row: Coverage, lang: Lang) -> str:
    if row.guarantee is None:
        return ""
    soft = f"{_word('soft', lang)}, " if row.guarantee.soft else ""
    return soft + _word(row.guarantee.relation, lang)


def _tests(row: Coverage, lang: Lang) -> str:
    if row.tests is None:
        return _word("unknown", lang)
    return "\n".join(row.tests)


# ---------------------------------------------------------------- coverage


def coverage_document(
    scenario: Scenario | None, standard: str | None, guarantees: Sequence[Guarantee]
) -> dict[str, Any]:
    """The matrix as plain data, with the number of clauses that each column has."""
    rows = _matrix(scenario, standard, guarantees)
    return {"clauses": [row.document() for row in rows], "totals": _totals(rows)}


def print_coverage(
    scenario: Scenario | None, standard: str | None, guarantees: Sequence[Guarantee], lang: Lang
) -> None:
    """The matrix as a table, and the number of clauses that each column has."""
    rows = _matrix(scenario, standard, guarantees)
    cells = [
        (
            row.clause.id,
            _strength(row.clause, lang),
            _guarantee(row, lang),
            *("x" if by in row.clause.means else "" for by in ("geometry", "data", "attestation")),
            "?" if row.tests is None else str(len(row.tests) or ""),
        )
        for row in rows
    ]
    columns = ("clause", "strength", "solver", "geometry", "data", "attestation", "tests")
    totals = {name: "?" if count is None else count for name, count in _totals(rows).items()}
    print_parts(None, _table(columns, cells, lang), _word("totals", lang, **totals))


def _matrix(
    scenario: Scenario | None, standard: str | None, guarantees: Sequence[Guarantee]
) -> list[Coverage]:
    packs = packs_in_force(scenario)
    _known(packs, standard)
    rows = coverage(packs, guarantees, source_tests())
    return [row for row in rows if standard in (None, row.clause.standard)]


def _totals(rows: Sequence[Coverage]) -> dict[str, int | None]:
    means = {by: sum(by in row.clause.means for row in rows) for by in ("geometry", "data", "attestation")}
    tested = sum(bool(row.tests) for row in rows) if all(row.tests is not None for row in rows) else None
    solved = sum(row.guarantee is not None for row in rows)
    return {"n": len(rows), "solver": solved, **means, "tests": tested}


# ---------------------------------------------------------------- words and tables


def _of(thing: Pack | Clause, lang: Lang) -> str:
    return thing.zh if lang == "zh" else thing.en


def _strength(clause: Clause, lang: Lang) -> str:
    return STRENGTH[clause.strength][lang == "en"]


def _word(key: str, lang: Lang, **values: object) -> str:
    return WORDS[key][lang == "zh"].format(**values)


def _table(
    columns: Sequence[str] | None,
    rows: Sequence[Sequence[str]],
    lang: Lang,
    *,
    breaks: Sequence[str] = (),
) -> Any:
    """A plain table; only the columns named in ``breaks`` may fold. Without ``columns`` it has no head."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False, show_header=columns is not None)
    for number in range(len(rows[0]) if rows else len(columns or ())):
        name = columns[number] if columns is not None else str(number)
        title = _word(name, lang) if columns is not None else ""
        table.add_column(title, no_wrap=name not in breaks, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
