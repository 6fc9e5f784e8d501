"""Differences of two results as lines of text, for a terminal or a code review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from planner.check.summary import STATUS, margin_text
from planner.compare.bundles import BundleDiff
from planner.compare.clauses import ClauseChange, least
from planner.compare.match import RoomPair, RoomWhat
from planner.compare.placements import PlacementChange, holder
from planner.compare.ways import CorridorChange, DoorChange, SiteChange
from planner.kinds import standard_catalogue
from planner.model import M2, Space
from viz.diff_scenario import MARKS, changes_line, number, scenario_lines
from viz.diff_words import Lang, say
from viz.labels import kind_name, party_name

__all__ = ["MOST", "bundle_lines", "room_text", "signed_m2"]

MOST = 20
"""Lines of a group that are shown without ``--all``."""


def bundle_lines(diff: BundleDiff, lang: Lang, *, everything: bool = False) -> list[str]:
    """All groups that have something to tell, in the same order every time."""
    if diff.same:
        return [say("same_bundles", lang)]
    lines = [f"--- {diff.before.directory}", f"+++ {diff.after.directory}"]
    told = changes_line(diff.scenario, lang) if diff.scenario else say("scenario_same", lang)
    lines.append(f"{say('scenario', lang)}: {told}")
    lines += _cut([f"  {line}" for line in scenario_lines(diff.scenario, lang)], everything, lang)
    lines += [*_worth(diff, lang), _counts(diff, lang)]
    names = _names(diff, lang)
    gone = {change.subject for change in diff.placements if change.what in ("admitted", "left_out", "moved")}
    rooms = [
        pair
        for pair in diff.changed_rooms
        if pair.what not in ("added", "removed", "moved") or _stays(pair, gone)
    ]
    groups: list[tuple[str, list[str]]] = [
        ("placements", [_placement(change, names, lang) for change in diff.placements]),
        ("warehouses", [f"~ {who} {old or '-'} -> {new or '-'}" for who, (old, new) in diff.stores.items()]),
        ("rooms", [_room(pair, lang) for pair in rooms]),
        ("corridors", [_corridor(change, lang) for change in diff.corridors]),
        ("doors", [_door(c, lang) for c in diff.doors] if everything else _doors(diff.doors, lang)),
        ("site", [_site(change, lang) for change in diff.site]),
        ("clauses", [_clause(change, lang) for change in diff.clauses]),
    ]
    for key, rows in groups:
        if rows:
            lines += [say(key, lang), *_cut([f"  {row}" for row in rows], everything, lang)]
    return lines


def _stays(pair: RoomPair, gone: set[str]) -> bool:
    """Whether a room that came, went or moved is not told with its company or zone already."""
    return not any(room is not None and holder(room) in gone for room in (pair.before, pair.after))


def _cut(rows: list[str], everything: bool, lang: Lang) -> list[str]:
    if everything or len(rows) <= MOST + 1:
        return rows
    return [*rows[:MOST], f"  {say('more', lang, n=len(rows) - MOST)}"]


def _worth(diff: BundleDiff, lang: Lang) -> list[str]:
    old, new = diff.worth
    by = new.value - old.value
    share = f", {by / abs(old.value):+.2%}" if old.value else ""
    change = f" ({by:+,.0f}{share})" if abs(by) >= 0.5 else ""
    line = f"{say('worth', lang)}: {old.value:,.0f} -> {new.value:,.0f} {say('cny', lang)}{change}"
    if (old.bound, old.gap) != (new.bound, new.gap):
        bounds = " -> ".join("-" if row.bound is None else f"{row.bound:,.0f}" for row in (old, new))
        gaps = " -> ".join("-" if row.gap is None else f"{row.gap:.2%}" for row in (old, new))
        line += f"; {say('bound', lang)} {bounds}, {say('gap', lang)} {gaps}"
    if old.status != new.status:
        line += f"; {old.status} -> {new.status}"
    told = ["-" if row.objective is None else f"{row.objective:,.0f}" for row in (old, new)]
    if told[0] != told[1] and told != [f"{old.value:,.0f}", f"{new.value:,.0f}"]:
        line += f"; manifest.json {told[0]} -> {told[1]}"
    return [line]


def _counts(diff: BundleDiff, lang: Lang) -> str:
    counts = Counter(pair.what for pair in diff.rooms)
    order: tuple[RoomWhat, ...] = ("same", "resized", "reshaped", "moved", "reassigned", "added", "removed")
    told = ", ".join(f"{counts[what]} {say(what, lang)}" for what in order if counts[what])
    share = say("elsewhere", lang, share=f"{diff.share_elsewhere:.0%}")
    return f"{say('rooms_line', lang)}: {told or say('none', lang)}; {share}"


def _names(diff: BundleDiff, lang: Lang) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for plan in (diff.before, diff.after):
        names |= {row.id: party_name(row, lang) for row in plan.scenario.tenants}
        names |= {row.id: party_name(row, lang) for row in plan.scenario.demands}
    return names


# ---------------------------------------------------------------- rows


def _placement(change: PlacementChange, names: Mapping[str, str], lang: Lang) -> str:
    mark = {"admitted": "+", "left_out": "-"}.get(change.what, "~")
    who = " ".join(part for part in (change.subject, names.get(change.subject, "")) if part)
    old, new = (_areas(areas) for areas in (change.before, change.after))
    where = " -> ".join(part for part in (old, new) if part)
    by = f" ({signed_m2(change.by_m2)})" if old and new else ""
    return f"{mark} {who}: {say(change.what, lang)}, {where}{by}"


def _areas(areas: Mapping[str, float]) -> str:
    return " + ".join(f"{storey} {area:,.1f} m²" for storey, area in sorted(areas.items()))


def _room(pair: RoomPair, lang: Lang) -> str:
    room = pair.before or pair.after
    assert room is not None  # one of the two is there
    head = f"{MARKS.get(pair.what, '~')} {room.storey} {room_text(room, lang)}"
    return f"{head}: {room_change(pair, lang)}"


def room_text(room: Space, lang: Lang) -> str:
    """What a room is called, with whom it serves."""
    name = (room.name_zh or room.name) if lang == "zh" else (room.name or room.name_zh)
    who = room.tenant or room.subject
    return f"{name} ({who})" if who and who not in name else name


def room_change(pair: RoomPair, lang: Lang) -> str:
    """What became of a room, in words and square metres."""
    old, new = pair.before, pair.after
    if old is None or new is None:
        room = old or new
        assert room is not None  # one of the two is there
        return f"{say(pair.what, lang)}, {room.polygon.area / M2:,.1f} m²"
    areas = [room.polygon.area / M2 for room in (old, new)]
    same = abs(areas[0] - areas[1]) < 0.05
    size = f"{areas[0]:,.1f} m²" if same else f"{areas[0]:,.1f} -> {areas[1]:,.1f} m²"
    size += "" if same else f" ({signed_m2(areas[1] - areas[0])})"
    if pair.what == "moved":
        by = pair.by_m
        where = f"{old.storey} -> {new.storey}" if by is None else f"{number(round(by, 1))} m"
        return f"{say('moved', lang)} {where}, {size}"
    if pair.what == "reassigned":
        return f"{say('reassigned', lang)}, {_use(old, lang)} -> {_use(new, lang)}, {size}"
    return f"{say(pair.what, lang)} {size}"


def _use(room: Space, lang: Lang) -> str:
    """What a room is, and for whom."""
    kind = kind_name(standard_catalogue(), room.kind, lang)
    return " ".join(part for part in (kind, room.tenant or room.subject or "") if part)


def signed_m2(value: float) -> str:
    """A difference of area."""
    return f"{value:+,.1f} m²" if abs(value) >= 0.05 else "±0 m²"


def _corridor(change: CorridorChange, lang: Lang) -> str:
    sides = (change.before, change.after)
    id = (change.before or change.after).id  # type: ignore[union-attr]  # one of the two is there
    areas = " -> ".join(f"{way.polygon.area / M2:,.1f}" for way in sides if way is not None)
    widths = [f"{way.width_mm / 1000:g}" for way in sides if way is not None]
    wide = f", {' -> '.join(widths)} m" if len(set(widths)) > 1 else ""
    return f"{MARKS.get(change.what, '~')} {id}: {say(change.what, lang)}, {areas} m²{wide}"


def _doors(doors: Sequence[DoorChange], lang: Lang) -> list[str]:
    """Doors by storey and what became of them."""
    rows = []
    for storey in dict.fromkeys(change.storey for change in doors):
        own = [change for change in doors if change.storey == storey]
        counts = Counter(change.what for change in own)
        told = ", ".join(f"{count} {say(what, lang)}" for what, count in sorted(counts.items()))
        along = sum(change.with_room for change in own)
        rows.append(f"~ {storey}: {told}" + (f" ({say('with_rooms', lang, n=along)})" if along else ""))
    return rows


def _door(change: DoorChange, lang: Lang) -> str:
    door = change.before or change.after
    assert door is not None  # one of the two is there
    widths = [f"{d.width_mm / 1000:g}" for d in (change.before, change.after) if d is not None]
    wide = f", {' -> '.join(widths)} m" if len(set(widths)) > 1 else ""
    by = change.by_m
    far = f" {number(round(by, 2))} m" if change.what == "moved" and by is not None else ""
    head = f"{MARKS.get(change.what, '~')} {door.id} {' | '.join(door.joins)}"
    return f"{head}: {say(change.what, lang)}{far}{wide}"


def _site(change: SiteChange, lang: Lang) -> str:
    id = (
        change.before
        if change.before == change.after
        else " -> ".join(filter(None, (change.before, change.after)))
    )
    text = f"{MARKS.get(change.what, '~')} {say(f'role.{change.role}', lang)} {id}: {say(change.what, lang)}"
    sizes = [
        size for there, size in ((change.before, change.before_m2), (change.after, change.after_m2)) if there
    ]
    if any(sizes):
        text += f", {' -> '.join(f'{size:,.1f}' for size in sizes)} m²"
    if change.before_width_m != change.after_width_m and change.before and change.after:
        text += f", {change.before_width_m:g} -> {change.after_width_m:g} m"
    return text


def _clause(change: ClauseChange, lang: Lang) -> str:
    old, new = change.before, change.after
    words = [
        STATUS[v.status][lang == "en"] if v is not None else say("not_in_force", lang) for v in (old, new)
    ]
    mark = "!" if change.worse else "~"
    verdict = " -> ".join(words) if change.turned else words[0]
    found = [least(old), least(new)]
    margins = [margin_text(finding, lang) if finding is not None else "-" for finding in found]
    text = f"{mark} {change.clause}: {verdict}"
    if any(margin.strip("-") for margin in margins):
        subjects = list(dict.fromkeys(finding.subject for finding in found if finding is not None))
        text += f", {say('margin', lang)} {' -> '.join(margins)} ({' -> '.join(subjects)})"
    return text
