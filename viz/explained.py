"""What ``planner explain`` tells: conflicts, ways out, prices and foils, in words and as data."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from math import isfinite
from typing import Any, Literal

from planner.model import Demand, Scenario, Tenant
from planner.reasons import Conflict, Edit, Explanation, Member, Move, Price, Recommended, WayOut, WhyNot
from planner.standards.packs import packs_of
from viz.tables import print_parts

__all__ = [
    "explanation_document",
    "infeasible_text",
    "print_explanation",
    "print_why_not",
    "teller",
    "why_not_document",
]

Lang = Literal["zh", "en"]

MANY_STOREYS = 3
"""More storeys than this in a conflict are told in one line."""

WORDS: dict[str, tuple[str, str]] = {
    "conflict": ("Conflict {n}: these cannot hold together", "矛盾 {n}：以下各项不能同时成立"),
    "minimal": (
        "; without any one of them a solution was found",
        "；去掉其中任何一项，都找到了解",
    ),
    "infeasible": (
        "Proven infeasible: no layout meets all of the following together.",
        "已证明无解：没有任何布局能同时满足以下各项。",
    ),
    "try": (
        "Try: planner explain, which tells what would help, or relax one of them in the scenario. "
        "Nothing was written.",
        "请尝试：planner explain（给出可行的调整办法），或在方案中放宽其中一项。未写入任何文件。",
    ),
    "not_minimal": ("; not proven to be minimal", "；未证明是最小的"),
    "required": ("{name} must be placed, {m2} m2 at least", "{name} 必须安排，至少 {m2} m2"),
    "pin": ("{name} is pinned to {storey}", "{name} 固定在 {storey}"),
    "capacity": ("{name} holds {m2} m2 of rooms", "{name} 可容纳 {m2} m2 房间"),
    "capacities": (
        "{n} storeys together hold {m2} m2 of rooms: {names}",
        "{n} 个楼层共可容纳 {m2} m2 房间：{names}",
    ),
    "permits": ("{name} permits only {kinds}", "{name} 只允许 {kinds}"),
    "goods": (
        "{name} has no dock, and no goods lift with the floor load and clear height of a warehouse",
        "{name} 没有装卸口，也没有满足仓库荷载和净高的货梯",
    ),
    "daylight": ("{name} has no daylight", "{name} 没有采光"),
    "ground": ("{name} has rooms that must lie on the ground storey", "{name} 有必须设在首层的房间"),
    "shape": ("the corridors of {name} leave no room that large", "{name} 的走道没有留下这么大的房间"),
    "cut": (
        "{name} is out of reach of the fire point's people in time",
        "微型消防站人员不能按时从 {name} 到达",
    ),
    "people": (
        "the exits of {name} let no more people out (FIRE-50016-5.5.21)",
        "{name} 的出口疏散人数有限（FIRE-50016-5.5.21）",
    ),
    "no_conflicts": ("These are all the minimal conflicts.", "以上是全部最小矛盾。"),
    "more_conflicts": (
        "There may be others: --count N looks for more.",
        "可能还有其他矛盾：--count N 可查找更多。",
    ),
    "proven": (
        "Proven: no layout exists, even without corridors.",
        "已证明：即使没有走道，也不存在任何方案。",
    ),
    "measured": (
        "Without corridors this might fit; with the corridors that were tried it does not.",
        "不计走道或可容纳；按试排的走道则不能。",
    ),
    "fits_with": (
        "Layouts often hold more than was measured before they are drawn: with {share} of what lies beyond "
        "it between the walls there may be a plan, and `planner solve` looks for it. Try that first.",
        "实际布置常比事先实测的容纳更多：若再用上墙内其余空间的 {share}，可能有方案；"
        "`planner solve` 会去寻找，请先试它。",
    ),
    "lacking": (
        "With corridors, {m2} m2 of floor are missing at least for all that must be placed.",
        "计入走道，必须安排的内容至少缺 {m2} m2 楼面。",
    ),
    "ways": (
        "Ways out, what gives up least first (building more is not priced). Each was tried: the allocation "
        "of the changed scenario has a plan.",
        "出路，放弃最少者在前（新增建设未计价）。每条都已验证：修改后的情景有分配方案。",
    ),
    "no_ways": ("No way out was found among the changes that were tried.", "在尝试的修改中没有找到出路。"),
    "clauses_alone": (
        "Even with nothing promised to anybody, what the clauses ask for does not fit with the corridors "
        "that were tried.",
        "即使不作任何承诺，按试排的走道，条文要求的内容也放不进现有楼面。",
    ),
    "refused": (
        "{n} more were left out: for them no plan was found.",
        "另有 {n} 条未列出：没有找到方案。",
    ),
    "way": ("Way out", "出路"),
    "change": ("change", "修改"),
    "gives_cny": ("gives up CNY/year", "放弃 元/年"),
    "gives_m2": ("gives up m2", "放弃 m2"),
    "adds_m2": ("adds m2", "新增 m2"),
    "worth": ("park is worth CNY/year", "园区价值 元/年"),
    "drop": ("{name}: no longer promised a place", "{name}：不再承诺安排"),
    "shrink": ("{name}: {to} m2 at least", "{name}：最小面积改为 {to} m2"),
    "enlarge": ("{name}: up to {to} m2", "{name}：最大面积改为 {to} m2"),
    "unpin": ("{name}: without its pin", "{name}：取消固定"),
    "permit": ("{name}: permit {to} too", "{name}：另外允许 {to}"),
    "read": ("policy {name}: {to}", "口径 {name}：{to}"),
    "storey": ("building {name}: {to} more storey(s) like the highest", "{name}：加 {to} 层（同顶层）"),
    "feasible": (
        "A plan exists: {value} CNY a year (no more than {bound} on storeys as they were measured).",
        "存在方案：{value} 元/年（按实测楼层容量，上限 {bound}）。",
    ),
    "no_prices": ("No limit that was tried costs anything.", "所试的各项限值都没有代价。"),
    "limit": ("limit", "限值"),
    "now": ("now", "现值"),
    "slack": ("slack m2", "余量 m2"),
    "moved": ("at", "改为"),
    "gain": ("would gain CNY/year", "可多得 元/年"),
    "per_m2": ("a m2 (dual)", "每 m2（对偶）"),
    "costs": ("costs CNY/year", "代价 元/年"),
    "clause_costs": (
        "{name} ({limit}) costs {costs} CNY a year; at {moved} you would gain {gain}.",
        "{name}（{limit}）的代价为 {costs} 元/年；若为 {moved}，可多得 {gain}。",
    ),
    "floor_costs": (
        "10 m2 more on {name} would gain {gain} CNY a year.",
        "{name} 多 10 m2，可多得 {gain} 元/年。",
    ),
    "already": ("{foil}: the best plan found has it so.", "{foil}：已找到的最好方案正是如此。"),
    "why_conflict": ("{foil}: impossible.", "{foil}：不可能。"),
    "why_measured": (
        "{foil}: impossible with the corridors that were tried.",
        "{foil}：按试排的走道不可能。",
    ),
    "why_costs": (
        "{foil}: possible, costs {cost} CNY a year ({base} without, {value} with it).",
        "{foil}：可以，代价 {cost} 元/年（不这样 {base}，这样 {value}）。",
    ),
    "why_free": (
        "{foil}: possible at no cost: {value} CNY a year, no less than the best plan found without it.",
        "{foil}：可以，没有代价：{value} 元/年，不低于未要求时找到的最好方案。",
    ),
    "why_unknown": (
        "{foil}: no plan with it was found, and no proof that there is none.",
        "{foil}：没有找到这样的方案，也没有证明不存在。",
    ),
    "why_undecided": (
        "{foil}: not decided in the time given. Try: a larger --seconds, or none.",
        "{foil}：在给定时间内未能判定。请尝试：加大 --seconds 或不设时限。",
    ),
    "undecided": (
        "Not decided in the time given: {what}. Try: a larger --seconds, or none.",
        "在给定时间内未判定：{what}。请尝试：加大 --seconds 或不设时限。",
    ),
    "undecided_conflicts": ("other conflicts", "其他矛盾"),
    "undecided_ways_out": ("other ways out", "其他出路"),
    "undecided_plan": ("whether a better plan exists", "是否存在更好的方案"),
    "undecided_prices": ("what limits cost", "各项限值的代价"),
    "undecided_price": ("the price of {name}", "{name} 的代价"),
    "clause": ("recommended clause", "推荐性条文"),
    "weight": ("weight CNY/year", "权重 元/年"),
    "unmet": ("not met", "未满足"),
    "pays": ("plan pays CNY/year", "方案扣减 元/年"),
    "could": ("not met at least", "最少未满足"),
    "meeting": ("meeting it costs CNY/year", "满足的代价 元/年"),
    "met_costs": (
        "{name} (recommended) is met, which costs {costs} CNY a year; not meeting it would cost {weight}.",
        "{name}（推荐性）已满足，代价为 {costs} 元/年；若不满足，扣减 {weight} 元/年。",
    ),
    "unmet_costs": (
        "{name} (recommended) is not wholly met, which costs {pays} CNY a year; meeting as much of it as "
        "was found possible would cost {costs}.",
        "{name}（推荐性）未完全满足，扣减 {pays} 元/年；按已找到的最大程度满足，代价为 {costs} 元/年。",
    ),
    "unmet_always": (
        "{name} (recommended) is not wholly met, which costs {pays} CNY a year; no plan was found that meets "
        "more of it.",
        "{name}（推荐性）未完全满足，扣减 {pays} 元/年；没有找到满足更多的方案。",
    ),
    "moves": ("What would lie or be otherwise:", "其他变化："),
    "out": ("out", "不安排"),
    "subject": ("subject", "对象"),
    "before": ("before", "原来"),
    "after": ("after", "之后"),
}


def teller(scenario: Scenario, lang: Lang, say: Callable[[str], None]) -> Callable[[object], None]:
    """A function that says every piece of an explanation in words, as it is found."""
    count = 0

    def tell(piece: object) -> None:
        nonlocal count
        if isinstance(piece, Conflict):
            count += 1
            say(conflict_text(scenario, piece, count, lang))
        elif isinstance(piece, WayOut):
            say(f"{_word('way', lang)}: {way_text(scenario, piece, lang)}")

    return tell


def conflict_text(scenario: Scenario, conflict: Conflict, number: int, lang: Lang) -> str:
    """A conflict in words: a line for each member, many storeys together in one."""
    ending = _word("minimal" if conflict.minimal else "not_minimal", lang)
    lines = [f"{_word('conflict', lang).format(n=number)}{ending}:"]
    return "\n".join([*lines, *_member_lines(scenario, conflict, lang)])


def infeasible_text(scenario: Scenario, conflict: Conflict, lang: Lang) -> str:
    """What `planner solve` says of a park without a plan."""
    lines = [_word("infeasible", lang), *_member_lines(scenario, conflict, lang), _word("try", lang)]
    return "\n".join(lines)


def _member_lines(scenario: Scenario, conflict: Conflict, lang: Lang) -> list[str]:
    """A line for each member, many storeys together in one."""
    lines = []
    storeys = [row for row in conflict.members if row.kind == "capacity"]
    if len(storeys) > MANY_STOREYS:
        text = _word("capacities", lang)
        held = sum(row.m2 for row in storeys)
        names = ", ".join(row.subject for row in storeys)
        lines.append("  - " + text.format(n=len(storeys), m2=_m2(held), names=names))
    lines += [
        f"  - {member_text(scenario, row, lang)}"
        for row in conflict.members
        if row.kind != "capacity" or len(storeys) <= MANY_STOREYS
    ]
    return lines


def member_text(scenario: Scenario, member: Member, lang: Lang) -> str:
    """A member in words; a clause with its id and text."""
    if member.kind == "clause":
        return _clause_text(scenario, member.subject, lang)
    permitted: frozenset[str] = frozenset()
    if member.kind == "permits":
        permitted = scenario.storey(member.subject).permitted_kinds or frozenset()
    return _word(member.kind, lang).format(
        name=_name(scenario, member.subject, lang),
        m2=_m2(member.m2),
        storey=member.storey,
        kinds=", ".join(sorted(permitted)) or "-",
    )


def way_text(scenario: Scenario, way: WayOut, lang: Lang) -> str:
    """The changes of a way out in words."""
    return "; ".join(edit_text(scenario, edit, lang) for edit in way.edits)


def edit_text(scenario: Scenario, edit: Edit, lang: Lang) -> str:
    """One change in words."""
    name = edit.subject if edit.kind in ("read", "storey") else _name(scenario, edit.subject, lang)
    return _word(edit.kind, lang).format(name=name, to=edit.to)


def print_explanation(scenario: Scenario, found: Explanation, lang: Lang) -> None:
    """The whole of it, but for the conflicts, which were told as they were found."""
    if found.status == "feasible":
        _print_prices(scenario, found, lang)
    else:
        _print_infeasible(scenario, found, lang)
    if found.undecided:
        what = "; ".join(_undecided(scenario, subject, lang) for subject in found.undecided)
        print_parts(None, "", _word("undecided", lang).format(what=what))


def _undecided(scenario: Scenario, subject: str, lang: Lang) -> str:
    key = f"undecided_{subject}"
    if key in WORDS:
        return _word(key, lang)
    return _word("undecided_price", lang).format(
        name=_name(scenario, subject.removeprefix("capacity:"), lang)
    )


def _print_infeasible(scenario: Scenario, found: Explanation, lang: Lang) -> None:
    if "conflicts" not in found.undecided:
        print_parts(None, _word("no_conflicts" if found.complete else "more_conflicts", lang))
    print_parts(None, _word(found.basis, lang))
    if found.fits_with is not None:
        print_parts(None, _word("fits_with", lang).format(share=f"{found.fits_with:.0%}"))
    if found.lacking_m2 >= 1:
        print_parts(None, _word("lacking", lang).format(m2=_m2(found.lacking_m2)))
    if not found.tried:
        return
    if found.ways_out or "ways_out" not in found.undecided:
        print_parts(None, "", _word("ways" if found.ways_out else "no_ways", lang))
    if found.ways_out:
        print_parts(None, _ways_table(scenario, found, lang))
    if found.clauses_alone:
        print_parts(None, _word("clauses_alone", lang))
    if found.refused:
        print_parts(None, _word("refused", lang).format(n=found.refused))


def _ways_table(scenario: Scenario, found: Explanation, lang: Lang) -> Any:
    from viz.tables import plain_table

    names = ("change", "gives_cny", "gives_m2", "adds_m2", "worth")
    table = plain_table([_word(name, lang) for name in names], left=1)
    for way in found.ways_out:
        numbers = (way.gives_up_cny, way.gives_up_m2, way.adds_m2, way.value_cny)
        table.add_row(way_text(scenario, way, lang), *(_cny(number) for number in numbers))
    return table


def _print_prices(scenario: Scenario, found: Explanation, lang: Lang) -> None:
    from viz.tables import plain_table

    text = _word("feasible", lang)
    print_parts(None, text.format(value=_cny(found.value_cny), bound=_cny(found.bound_cny)))
    _print_recommended(scenario, found, lang)
    told = [row for row in found.prices if row.gain_cny >= 1 or row.costs_cny >= 1]
    if not told:
        if not found.undecided:
            print_parts(None, _word("no_prices", lang))
        return
    for row in told:
        print_parts(None, _price_text(scenario, row, lang))
    table = plain_table(
        [_word(name, lang) for name in ("limit", "now", "slack", "moved", "gain", "costs", "per_m2")], left=1
    )
    for row in found.prices:
        cost = _cny(row.costs_cny) if isfinite(row.costs_cny) else "-"
        cells = (_limit(row, row.limit), _m2(row.slack), _limit(row, row.moved_to), _cny(row.gain_cny), cost)
        table.add_row(row.subject, *cells, _cny(row.hint_cny))
    print_parts(None, "", table)


def _print_recommended(scenario: Scenario, found: Explanation, lang: Lang) -> None:
    from viz.tables import plain_table

    if not found.recommended:
        return
    names = ("clause", "weight", "unmet", "pays", "could", "meeting")
    table = plain_table([_word(name, lang) for name in names], left=1)
    for row in found.recommended:
        print_parts(None, _recommended_text(scenario, row, lang))
        cells = (_cny(row.weight_cny), _share(row.unmet), _cny(row.pays_cny), _share(row.least_unmet))
        table.add_row(row.clause, *cells, _cny(row.costs_cny))
    print_parts(None, "", table, "")


def _recommended_text(scenario: Scenario, row: Recommended, lang: Lang) -> str:
    key = "met_costs" if row.unmet == 0 else "unmet_costs" if row.least_unmet < row.unmet else "unmet_always"
    return _word(key, lang).format(
        name=_clause_text(scenario, row.clause, lang).rstrip(".。"),
        weight=_cny(row.weight_cny),
        pays=_cny(row.pays_cny),
        costs=_cny(row.costs_cny),
    )


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"


def _price_text(scenario: Scenario, row: Price, lang: Lang) -> str:
    if row.subject.startswith("capacity:"):
        name = row.subject.partition(":")[2]
        return _word("floor_costs", lang).format(name=name, gain=_cny(row.gain_cny))
    return _word("clause_costs", lang).format(
        name=_clause_text(scenario, row.subject, lang),
        limit=_limit(row, row.limit),
        moved=_limit(row, row.moved_to),
        costs=_cny(row.costs_cny),
        gain=_cny(row.gain_cny),
    )


def _limit(row: Price, value: float) -> str:
    return f"{100 * value:.3g} %" if row.unit == "share" else f"{_m2(value)} m2"


def print_why_not(scenario: Scenario, found: WhyNot, lang: Lang) -> None:
    """What came of a foil."""
    cost = found.base_cny - found.foil_cny
    key = {
        "already": "already",
        "conflict": "why_conflict" if found.basis == "proven" else "why_measured",
        "costs": "why_costs" if cost >= 1 else "why_free",
        "unknown": "why_unknown",
        "undecided": "why_undecided",
    }[found.outcome]
    line = _word(key, lang).format(
        foil=found.foil, cost=_cny(cost), base=_cny(found.base_cny), value=_cny(found.foil_cny)
    )
    print_parts(None, line)
    if found.conflict is not None:
        print_parts(None, conflict_text(scenario, found.conflict, 1, lang))
    if found.moves:
        print_parts(None, _word("moves", lang), _moves_table(scenario, found.moves, lang))


def _moves_table(scenario: Scenario, moves: tuple[Move, ...], lang: Lang) -> Any:
    from viz.tables import plain_table

    table = plain_table([_word(name, lang) for name in ("subject", "before", "after")], left=3)
    for move in moves:
        cells = [
            ", ".join(f"{storey} {_m2(area)} m2" for storey, area in sorted(areas.items()))
            or _word("out", lang)
            for areas in (move.before, move.after)
        ]
        table.add_row(_name(scenario, move.subject, lang), *cells)
    return table


def explanation_document(found: Explanation, exit_code: int) -> dict[str, Any]:
    """All of it as data; numbers that are not known are null."""
    document = {"exit_code": exit_code, **_plain(dataclasses.asdict(found))}
    for row in document["conflicts"]:
        _ids(row)
    return document


def why_not_document(found: WhyNot, exit_code: int) -> dict[str, Any]:
    """What came of a foil, as data."""
    document = {"exit_code": exit_code, **_plain(dataclasses.asdict(found))}
    if document["conflict"] is not None:
        _ids(document["conflict"])
    known = found.outcome == "costs"
    document["cost_cny"] = found.base_cny - found.foil_cny if known else None
    return document


def _ids(conflict: dict[str, Any]) -> None:
    """Each member of a conflict by the id that the allocation and the scenario give it, too."""
    for row in conflict["members"]:
        row["id"] = str(Member(row["kind"], row["subject"], row["storey"]))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and not isfinite(value) else value


def _clause_text(scenario: Scenario, subject: str, lang: Lang) -> str:
    """``CBEP-4.1.2-a:support``: the id, what follows it, and the text of the clause."""
    id, _, zone = subject.partition(":")
    found = [row for pack in packs_of(scenario) for row in pack.clauses if row.id == id]
    found = found or [row for pack in packs_of(scenario) for row in pack.clauses if row.id == f"{id}-a"]
    text = (found[0].zh if lang == "zh" else found[0].en) if found else ""
    place = f" ({_name(scenario, zone, lang)})" if zone else ""
    return f"{id}{place}: {text}" if text else f"{id}{place}"


def _name(scenario: Scenario, id: str, lang: Lang) -> str:
    """An id, with the name behind it where there is one."""
    rows: list[Tenant | Demand] = [*scenario.tenants, *scenario.demands]
    for row in rows:
        if row.id == id.removeprefix("stock:"):
            name = row.name_zh if lang == "zh" and row.name_zh else row.name
            return f"{id} {name}" if name and name != id else id
    return id


def _word(key: str, lang: Lang) -> str:
    return WORDS[key][lang == "zh"]


def _m2(area: float) -> str:
    return f"{round(area, 1) + 0.0:,.1f}".removesuffix(".0")


def _cny(money: float) -> str:
    return f"{money:,.0f}" if isfinite(money) else "-"
