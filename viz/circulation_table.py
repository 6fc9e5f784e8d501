"""The circulation of a park, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal, TextIO

from viz.flows_table import flow_parts
from viz.tables import plain_table, print_parts

if TYPE_CHECKING:
    from rich.table import Table

    from planner.circulation.park import Note
    from planner.circulation.read import Circulation
    from planner.circulation.weak_points import WeakPoint

__all__ = ["MEND_ZH", "note_text", "print_circulation"]

Lang = Literal["zh", "en"]

SHOWN = 12
"""So many weak points and notes at most."""
NAMED = 3
"""So many parties of a weak point."""

WORDS: dict[str, tuple[str, str]] = {
    "graph": (
        "Graph: {nodes} nodes, {edges} edges; {doors} doors, {junctions} junctions, "
        "{stairs} stairs, {lifts} lifts.",
        "图：{nodes}个节点，{edges}条边；门{doors}，走道交点{junctions}，楼梯{stairs}，电梯{lifts}。",
    ),
    "walk": ("walk", "路线"),
    "count": ("number", "数量"),
    "mean": ("mean m", "平均 m"),
    "worst": ("worst m", "最远 m"),
    "of": ("worst of", "最远者"),
    "unreached": ("no way", "不可达"),
    "entrance_to_tenant": ("entrance to company", "入口至企业"),
    "gate_to_tenant": ("gate to company", "园区大门至企业"),
    "tenant_to_stock": ("company to its stock room", "企业至样品间"),
    "tenant_to_store": ("company to its warehouse", "企业至所用仓库"),
    "store_to_dock": ("warehouse to dock (goods)", "仓库至装卸口（货物）"),
    "integration": (
        "Integration of corridors (Hillier and Hanson): mean {mean} over {lines} lines.",
        "走道整合度（Hillier、Hanson）：{lines}条轴线平均{mean}。",
    ),
    "building": ("building", "楼栋"),
    "lines": ("lines", "轴线"),
    "least": ("least", "最低"),
    "most": ("most", "最高"),
    "where": ("least integrated", "整合度最低处"),
    "weak": (
        "Single points of failure (without which somebody is cut off): {n}",
        "单点失效（失去后有人不可达）：{n}处",
    ),
    "kind": ("what", "类别"),
    "user": ("for", "对象"),
    "id": ("id", "编号"),
    "rooms": ("rooms", "房间"),
    "parties": ("companies and zones cut off", "不可达的企业与功能区"),
    "door": ("door", "门"),
    "exit": ("exit", "出口"),
    "dock": ("dock", "装卸口"),
    "gate": ("gate", "大门"),
    "stair": ("stair", "楼梯"),
    "lift": ("lift", "电梯"),
    "goods_lift": ("goods lift", "货梯"),
    "road": ("road", "道路"),
    "people": ("people", "行人"),
    "wheelchair": ("wheelchairs", "轮椅"),
    "goods": ("goods", "货物"),
    "more": ("... and {n} more (--json lists all)", "……另有{n}处（--json列出全部）"),
    "note": ("{subject} at {at}: {what}. Try: {remedy}", "{subject}（{at}）：{what}。建议：{remedy}"),
    "no_road": ("no road comes near to it", "附近没有道路"),
    "stairs_not_in_line": ("does not lie above the stair below it", "与下层楼梯不对位"),
    "door_to_nowhere": ("leads nowhere on one side", "一侧无通路"),
    "room_without_door": ("has no door", "没有门"),
    "door_without_width": ("has no width", "没有宽度"),
}
MEND_ZH = {
    "no_road": "在其 2 m 范围内设一条通往大门的道路",
    "stairs_not_in_line": "将其置于下层楼梯的正上方，或改用另一编号",
    "door_to_nowhere": "使其连通相邻的两个房间、走道、核心筒、出口或装卸口",
    "room_without_door": "为其设门",
    "door_without_width": "填写该门的净宽",
}
"""What would mend each kind of note; the notes themselves say it in English."""


def print_circulation(found: Circulation, lang: Lang, *, stream: TextIO | None = None) -> None:
    """Walks, integration by building, weak points, what the layout lacks, and what its flows cost."""
    kinds = [str(data["kind"]) for _, data in found.park.graph.nodes(data=True)]
    graph = _word(
        "graph",
        lang,
        nodes=len(kinds),
        edges=found.park.graph.number_of_edges(),
        doors=kinds.count("door"),
        junctions=kinds.count("junction"),
        stairs=kinds.count("stair"),
        lifts=kinds.count("lift") + kinds.count("goods_lift"),
    )
    quality = found.quality
    mean = _word("integration", lang, mean=_number(quality.mean_integration, 2), lines=len(quality.lines))
    parts: list[Table | str] = [graph, "", _walks(found, lang), "", mean, _integration(found, lang), ""]
    weak = _merged(quality.weak_points)
    parts.append(_word("weak", lang, n=len(weak)))
    if weak:
        parts.append(_weak(weak[:SHOWN], lang))
    if len(weak) > SHOWN:
        parts.append(_word("more", lang, n=len(weak) - SHOWN))
    notes = found.park.notes
    parts += [note_text(note, lang) for note in notes[:SHOWN]]
    if len(notes) > SHOWN:
        parts.append(_word("more", lang, n=len(notes) - SHOWN))
    flows = flow_parts(found.flows, lang)
    print_parts(stream, *parts, *(["", *flows] if flows else []))


def note_text(note: Note, lang: Lang) -> str:
    """What the layout lacks, where, and what would mend it."""
    at = f"{note.point.x / 1000:.1f}, {note.point.y / 1000:.1f}"
    remedy = MEND_ZH[note.kind] if lang == "zh" else note.remedy
    place = at if lang == "zh" else f"({at})"
    return _word("note", lang, subject=note.subject, at=place, what=_word(note.kind, lang), remedy=remedy)


def _walks(found: Circulation, lang: Lang) -> Table:
    from rich.text import Text

    names = [_word(key, lang) for key in ("walk", "of", "count", "mean", "worst", "unreached")]
    table = plain_table(names, left=2)
    for kind, walks in found.quality.walks.items():
        worst = walks.worst
        cells = (str(len(walks.walks)), _number(walks.mean_m), _number(worst.length_m if worst else None))
        lost = len(walks.unreached)
        row = (_word(kind, lang), worst.subject if worst else "-", *cells)
        table.add_row(*map(Text, row), Text(str(lost), style="bold red" if lost else ""))
    return table


def _integration(found: Circulation, lang: Lang) -> Table:
    from rich.text import Text

    names = [_word(key, lang) for key in ("building", "where", "lines", "mean", "least", "most")]
    table = plain_table([name.removesuffix(" m") for name in names], left=2)
    for building in found.scenario.buildings:
        own = [line for line in found.quality.lines if line.building == building.id]
        known = [(line.integration, line.feature) for line in own if line.integration is not None]
        if not own:
            continue
        values = [value for value, _ in known]
        mean = sum(values) / len(values) if values else None
        least, place = min(known, default=(None, "-"))
        most = max(values, default=None)
        row = (building.id, place, str(len(own)), _number(mean, 2), _number(least, 2), _number(most, 2))
        table.add_row(*map(Text, row))
    return table


def _merged(points: Iterable[WeakPoint]) -> list[tuple[WeakPoint, list[str]]]:
    """Points that cut off the same rooms for several users as one, with the users."""
    found: dict[tuple[str, str, tuple[str, ...]], tuple[WeakPoint, list[str]]] = {}
    for point in points:
        found.setdefault((point.kind, point.id, point.rooms), (point, []))[1].append(point.user)
    return sorted(found.values(), key=lambda row: -len(row[0].rooms))


def _weak(points: Sequence[tuple[WeakPoint, list[str]]], lang: Lang) -> Table:
    from rich.text import Text

    names = [_word(key, lang) for key in ("kind", "id", "user", "parties", "rooms")]
    table = plain_table(names, left=4)
    for point, users in points:
        shown = ", ".join(point.parties[:NAMED]) + (", ..." if len(point.parties) > NAMED else "")
        who = ", ".join(_word(user, lang) for user in users)
        row = (_word(point.kind, lang), point.id, who, shown, str(len(point.rooms)))
        table.add_row(*map(Text, row))
    return table


def _number(value: float | None, digits: int = 1) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _word(key: str, lang: Lang, **values: object) -> str:
    return WORDS[key][lang == "zh"].format(**values)
