"""What the live page says in both languages, beyond the words of the report."""

from __future__ import annotations

from collections.abc import Mapping

from viz.presentation.figures import Pair

__all__ = ["KINDS", "WORDS"]

KINDS: Mapping[str, Pair] = {
    "open": ("打开方案", "opened"),
    "solve": ("从零求解", "solved from nothing"),
    "again": ("在原布局上重新求解", "solved again"),
    "shift": ("移动房间", "room shifted"),
    "exchange": ("互换房间", "rooms exchanged"),
}

WORDS: Mapping[str, Pair] = {
    "state": ("版本", "State"),
    "measure": ("测量各层", "measuring storeys"),
    "allocate": ("分配到楼层", "allocating to storeys"),
    "arrange": ("布置房间", "laying out rooms"),
    "roads": ("设计道路", "designing roads"),
    "write": ("写入文件", "writing files"),
    "check": ("逐条检查", "checking clauses"),
    "draw": ("绘图", "drawing"),
    "starting": ("正在启动", "starting"),
    "stopping": ("正在停止，保留当前最优方案", "stopping with the best so far"),
    "solved_ok": ("求解完成，正在打开新版本", "Solved. Opening the new state"),
    "quit_done": ("已停止，未保留结果。", "Stopped; nothing was kept."),
    "solve_failed": ("未得到布局", "No layout"),
    "storeys_done": ("{done}/{total}层", "{done} of {total} storeys"),
    "valid": ("方案有效。", "The scenario can be used."),
    "invalid": ("方案有{n}处错误：", "Mistakes in the scenario: {n}"),
    "line": ("第{line}行", "line {line}"),
    "got": ("现为", "got"),
    "expected": ("应为", "expected"),
    "try": ("建议", "try"),
    "caution": ("注意", "Caution"),
    "unsaved": ("正在保存……", "Saving …"),
    "saved": ("已保存草稿", "Draft saved"),
    "as_opened": ("与本版本一致", "As in this state"),
    "pin": ("固定房间", "Pin the room"),
    "unpin": ("取消固定", "Free the room"),
    "pin_tenant": ("固定企业全部房间", "Pin all rooms of the company"),
    "unpin_tenant": ("取消固定企业全部房间", "Free all rooms of the company"),
    "pinned": ("已固定", "pinned"),
    "exchange_with": ("与以下房间互换", "Exchange with"),
    "exchange": ("互换", "Exchange"),
    "shift_by": ("移动（米）", "Shift by, m"),
    "east": ("向东", "east"),
    "north": ("向北", "north"),
    "shift": ("移动", "Shift"),
    "to_storey": ("改到楼层", "To storey"),
    "place": ("改到该层", "Ask for it"),
    "placed": (
        "已在方案中固定：{subject} 到 {storey}。请“在本布局上重新求解”。",
        "The scenario now pins {subject} to {storey}. Solve again from this plan to see it there.",
    ),
    "pins_set": ("固定对象共{n}个。", "Pinned things: {n}."),
    "working": ("正在检查……", "Checking …"),
    "not_utf8": ("不是 UTF-8 文本；请另存为 UTF-8。", "not UTF-8; save it again with that encoding."),
    "offline": ("服务器没有回应；请看终端。", "The server does not answer; look at its terminal."),
    "choose_first": ("先在平面图上选择一个房间。", "Choose a room on a plan first."),
    "compare": ("比较", "compare"),
    "fails": ("{n}条强制条文不符合", "{n} mandatory clauses fail"),
    "passes": ("强制条文无不符合", "no mandatory clause fails"),
    "leave": ("拖到另一间房上松开", "Drop it on another room"),
}
