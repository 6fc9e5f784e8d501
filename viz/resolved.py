"""What ``planner solve --from`` and ``planner pin`` tell, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, TextIO

from planner.compare.match import RoomPair
from planner.model import M2, Space
from planner.pins.answer import Answer, changes_document
from planner.pins.before import Before
from planner.pins.edit import Pinned
from viz.tables import plain_table, print_parts

__all__ = ["pins_document", "print_answer", "print_faults", "print_pins", "words_of", "words_of_changes"]

Lang = Literal["zh", "en"]
SHOWN = 20
PRICED = ("moved", "resized", "reshaped")

WORDS: dict[str, tuple[str, str]] = {
    "same": ("Nothing moved: all {total} rooms are as they were", "无变动：{total}间房间均与原方案一致"),
    "moved": (
        "{rooms}, {doors} moved; {place} changed in place; {same} of {total} rooms are as they were",
        "{rooms}、{doors}移位；{place}原位变更；{total}间房间中{same}间与原方案一致",
    ),
    "rooms": ("{n} rooms", "{n}间房间"),
    "room": ("1 room", "1间房间"),
    "doors": ("{n} doors", "{n}扇门"),
    "door": ("1 door", "1扇门"),
    "came": ("{came} came, {went} went", "新增{came}间，取消{went}间"),
    "value": (
        "{gain} value: {before} before, {after} CNY a year now",
        "价值{gain}：原{before}元/年，现{after}元/年",
    ),
    "price": (
        "Moving {m2} m2 at {price} CNY a square metre costs {cny} CNY",
        "搬移{m2} m2，按每平方米{price}元计，共{cny}元",
    ),
    "pins": ("{n} pinned things are exactly as they were", "{n}个固定对象与原方案完全一致"),
    "free_pins": (
        "Keeping them costs nothing: no better plan was found without the pins",
        "固定不增加代价：取消固定后未找到更优方案",
    ),
    "pins_cost": (
        "Keeping them costs at least {cny} CNY a year, moves counted, before rooms are drawn",
        "固定的代价至少为每年{cny}元（计入搬移费用，按分配阶段计）",
    ),
    "more": ("... and {n} more: changes.json", "……另有{n}处，见changes.json"),
    "faults": ("The layout was edited. The check finds in it:", "布局经过手工修改，检查发现："),
    "changed_ground": (
        "Under the changed scenario the check finds in the layout:",
        "按修改后的方案检查原布局，发现：",
    ),
    "nothing_wrong": (
        "The layout was edited; the check finds nothing wrong with it.",
        "布局经过手工修改，检查未发现问题。",
    ),
    "at": ("at ({x:g}, {y:g})", "位于({x:g}, {y:g})"),
    "what": ("what", "变化"),
    "whose": ("whose", "归属"),
    "from": ("from", "原"),
    "to": ("to", "现"),
    "m2": ("m2", "m2"),
    "cny": ("CNY", "元"),
    "what.moved": ("moved", "移位"),
    "what.resized": ("resized", "面积改变"),
    "what.reshaped": ("another shape", "形状改变"),
    "what.reassigned": ("another use", "改变用途"),
    "what.added": ("came", "新增"),
    "what.removed": ("went", "取消"),
    "no_pins": ("Nothing is pinned.", "没有固定对象。"),
    "role": ("role", "类型"),
    "id": ("id", "编号"),
    "storey": ("storey", "楼层"),
    "name": ("name", "名称"),
    "role.space": ("room", "房间"),
    "role.corridor": ("corridor", "走道"),
    "role.road": ("road", "道路"),
    "role.fire_lane": ("fire lane", "消防车道"),
    "role.turnaround": ("turning place", "回车场"),
    "role.aerial_site": ("aerial stand", "登高操作场地"),
    "role.hydrant": ("hydrant", "消火栓"),
}  # fmt: skip


def _word(key: str, lang: Lang, **values: Any) -> str:
    return WORDS[key][0 if lang == "en" else 1].format(**values)


def words_of(answer: Answer, lang: Lang) -> Iterator[str]:
    """The answer in sentences: what moved, what it is worth, what it costs, what the pins cost."""
    return words_of_changes(changes_document(answer), lang)


def words_of_changes(document: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    """The same of a document that was read from ``changes.json``."""
    told = document["summary"]
    end = "." if lang == "en" else "。"
    yield _moves(told, lang) + end
    if told["value_change"] is not None:
        before, after = told["value_before_cny_year"], told["value_cny_year"]
        gain = f"{told['value_change']:+.2%}"
        yield _word("value", lang, gain=gain, before=f"{before:,.0f}", after=f"{after:,.0f}") + end
    if told["rooms_moved"] or told["rooms_changed_in_place"]:
        price, cny = f"{document['price_cny_m2']:g}", f"{told['moves_cny']:,.0f}"
        yield _word("price", lang, m2=f"{told['moved_m2']:,.1f}", price=price, cny=cny) + end
    pinned, cost = len(document["pinned"]), document["pins_cost_cny_year"]
    if pinned:
        line = _word("pins", lang, n=pinned) + end
        if cost is not None:
            known = "pins_cost" if cost >= 1 else "free_pins"
            line += (" " if lang == "en" else "") + _word(known, lang, cny=f"{cost:,.0f}") + end
        yield line


def _moves(told: Mapping[str, Any], lang: Lang) -> str:
    moved, place = told["rooms_moved"], told["rooms_changed_in_place"]
    came, went, doors, total = told["rooms_came"], told["rooms_went"], told["doors_moved"], told["rooms"]
    if moved or place or doors:
        rooms = _word("room" if moved == 1 else "rooms", lang, n=moved)
        moved_doors = _word("door" if doors == 1 else "doors", lang, n=doors)
        same = total - moved - place - went
        line = _word("moved", lang, rooms=rooms, doors=moved_doors, place=place, same=same, total=total)
    else:
        line = _word("same", lang, total=total)
    if came or went:
        line += ("; " if lang == "en" else "；") + _word("came", lang, came=came, went=went)
    return line


def print_answer(answer: Answer, lang: Lang, *, stream: TextIO | None = None) -> None:
    """The answer, and the rooms that changed."""
    print_faults(answer.before, lang, stream=stream)
    parts: list[Any] = []
    rows = answer.rooms[:SHOWN]
    if rows:
        columns = ("what", "whose", "from", "to", "m2", "cny")
        table = plain_table([_word(key, lang) for key in columns], left=4)
        for pair in rows:
            table.add_row(*_row(pair, answer.price, lang))
        parts.append(table)
        if len(answer.rooms) > SHOWN:
            parts.append(_word("more", lang, n=len(answer.rooms) - SHOWN))
        parts.append("")
    print_parts(stream, *parts, *words_of(answer, lang))


def print_faults(before: Before, lang: Lang, *, stream: TextIO | None = None) -> None:
    """What the check finds in the layout that the solve starts from."""
    if not before.faults:
        if before.edited:
            print_parts(stream, _word("nothing_wrong", lang), "")
        return
    lines = [_word("faults" if before.edited else "changed_ground", lang)]
    for fault in before.faults[:SHOWN]:
        at = "" if fault.at is None else " " + _word("at", lang, x=fault.at[0], y=fault.at[1])
        lines.append(f"  {fault.clause} {fault.subject}: {fault.words}{at}")
    if len(before.faults) > SHOWN:
        lines.append("  " + _word("more", lang, n=len(before.faults) - SHOWN))
    print_parts(stream, *lines, "")


def print_pins(pins: Sequence[Pinned], lang: Lang, *, stream: TextIO | None = None) -> None:
    """Everything that is pinned."""
    if not pins:
        print_parts(stream, _word("no_pins", lang))
        return
    table = plain_table([_word(key, lang) for key in ("role", "id", "storey", "name", "m2")], left=4)
    for pin in pins:
        name = pin.name_zh if lang == "zh" else pin.name
        area = "" if pin.area_m2 is None else f"{pin.area_m2:,.1f}"
        table.add_row(_word(f"role.{pin.role}", lang), pin.id, pin.storey, name, area)
    print_parts(stream, table)


def pins_document(pins: Sequence[Pinned]) -> dict[str, Any]:
    """What ``--json`` prints."""
    rows = [
        {
            "role": pin.role, "id": pin.id, "storey": pin.storey or None, "kind": pin.kind or None,
            "tenant": pin.tenant or None, "area_m2": pin.area_m2,
        }
        for pin in pins
    ]  # fmt: skip
    return {"exit_code": 0, "pinned": rows}


def _row(pair: RoomPair, price: float, lang: Lang) -> tuple[str, ...]:
    one = pair.before or pair.after
    assert one is not None  # one of the two is there
    name = one.name_zh if lang == "zh" else one.name
    cost = price * pair.before.area / M2 if pair.before and pair.what in PRICED else 0.0
    areas = " > ".join(f"{s.area / M2:.1f}" for s in (pair.before, pair.after) if s is not None)
    places = (_id(pair.before), _id(pair.after))
    return (_word(f"what.{pair.what}", lang), name, *places, areas, f"{cost:,.0f}" if cost else "-")


def _id(space: Space | None) -> str:
    return "-" if space is None else space.id
