"""Changes of a scenario as lines of text: grouped by section, alike changes of several things as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from planner.compare.scenarios import Change
from planner.compare.values import canonical, is_shape, shape_of, unit_of
from planner.kinds import standard_catalogue
from viz.diff_words import Lang, say

__all__ = ["MARKS", "changes_line", "number", "scenario_lines"]

MARKS: Mapping[str, str] = {"added": "+", "removed": "-"}
"""Mark at the beginning of a line; everything else is changed."""
LONG = 72
"""Characters of a value that is told in a line."""
PARK = "park"
"""Heading of what stands at the top of the file."""
TOLD = ("name", "least_m2", "wished_m2", "most_m2", "kind", "width_m", "level", "storey")
"""What is told of a thing that came or went."""


def changes_line(changes: Sequence[Change], lang: Lang) -> str:
    """How many changes there are."""
    count = {what: sum(change.what == what for change in changes) for what in ("added", "removed")}
    rest = len(changes) - sum(count.values())
    return say("changes", lang, changed=rest, **count)


def scenario_lines(changes: Iterable[Change], lang: Lang) -> list[str]:
    """The changes, a heading for every section; what is alike for several things stands once."""
    sections: dict[str, dict[tuple[str, ...], list[Change]]] = {}
    for change in changes:
        values = (change.before, change.after, change.details)
        alike: tuple[str, ...] = (change.kind, change.key, change.what, *map(canonical, values))
        whole = change.thing if change.what in ("added", "removed") and not change.key else ""
        section = change.section if change.key or change.thing else PARK
        sections.setdefault(section, {}).setdefault((*alike, whole), []).append(change)
    lines: list[str] = []
    for section, groups in sections.items():
        lines.append(say(f"section.{section}", lang))
        lines += [f"  {_line(group, lang)}" for group in groups.values()]
    return lines


def _line(alike: Sequence[Change], lang: Lang) -> str:
    first = alike[0]
    things = ", ".join(change.thing for change in alike if change.thing)
    head = f"{say(f'kind.{first.kind}', lang)} {things}" if things else ""
    return " ".join(part for part in (MARKS.get(first.what, "~"), head, _what(first, lang)) if part)


def _what(change: Change, lang: Lang) -> str:
    if change.what == "moved":
        x, y = change.details["by_m"]
        told = say("moved_by", lang, x=number(x), y=number(y))
        turned = change.details["turned_deg"]
        return told + (f", {say('turned', lang, deg=number(turned))}" if turned else "")
    if change.what != "changed":
        value = change.after if change.what == "added" else change.before
        return f"{change.key} {_value(change.key, value, lang)}".strip()
    key = change.key or change.section
    if is_shape(key.rsplit(".", 1)[-1], change.before):
        return f"{change.key}: {_shapes(key.rsplit('.', 1)[-1], change.before, change.after, lang)}"
    old, new = change.before, change.after
    text = f"{key}: "
    if isinstance(old, list) and isinstance(new, list) and not _numbers(old + new):
        return text + _lists(old, new, lang)
    text += f"{_value(key, old, lang, bare=True)} -> {_value(key, new, lang)}"
    if _numbers([old, new]):
        text += f" ({_signed(new - old)})"
    return text


def _lists(old: Sequence[Any], new: Sequence[Any], lang: Lang) -> str:
    """What a list whose order says nothing lost and got."""
    before, after = ({canonical(row): row for row in side} for side in (old, new))
    gone = [f"-{_brief(row, lang)}" for key, row in before.items() if key not in after]
    come = [f"+{_brief(row, lang)}" for key, row in after.items() if key not in before]
    if not gone and not come:
        return f"{len(old)} -> {len(new)}"
    return _short(", ".join(gone + come))


def _numbers(values: Sequence[Any]) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _value(key: str, value: Any, lang: Lang, *, bare: bool = False) -> str:
    if is_shape(key.rsplit(".", 1)[-1], value):
        return (
            f"{len(value)} x"
            if key.endswith(("columns", "holes", "daylight"))
            else _short(_brief(value, lang))
        )
    text = _short(_brief(value, lang))
    unit = unit_of(key) if isinstance(value, int | float) and not isinstance(value, bool) else ""
    return f"{text} {unit}" if unit and not bare else text


def _brief(value: Any, lang: Lang) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, Mapping):
        if set(value) == {"kind", "count", "area_m2"}:
            kind = standard_catalogue().spaces.get(value["kind"])
            name = value["kind"] if kind is None else kind.zh if lang == "zh" else kind.en.lower()
            return say("rooms_of", lang, count=value["count"], kind=name, m2=number(value["area_m2"]))
        told = {key: value[key] for key in TOLD if value.get(key) not in (None, "", [])}
        rows = told or {key: row for key, row in value.items() if not isinstance(row, list | Mapping)}
        return ", ".join(
            f"{key} {_brief(row, lang)}" if key != "name" else _brief(row, lang) for key, row in rows.items()
        )
    if isinstance(value, list | tuple):
        return f"[{', '.join(_brief(row, lang) for row in value)}]"
    return "-" if value is None or value == "" else str(value)


def _short(text: str) -> str:
    return text if len(text) <= LONG else text[: LONG - 3].rstrip() + "..."


def number(value: float) -> str:
    """A number as people read it, without zeros at the end."""
    if 0 < abs(value) < 1:
        return f"{value:.6g}"
    text = f"{value:,.3f}" if abs(value) >= 10_000 else f"{value:.3f}"  # 2026 may be a year
    text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _signed(value: float) -> str:
    return number(value) if value < 0 else f"+{number(value)}"


def _shapes(key: str, before: Any, after: Any, lang: Lang) -> str:
    """Two shapes by what they measure and, where that is the same, by where they lie."""
    old, new = shape_of(key, before), shape_of(key, after)
    if key == "at":
        return f"{_brief(before, lang)} -> {_brief(after, lang)} ({number(old.distance(new))} m)"
    if key in ("columns", "holes") and len(before) != len(after):
        return f"{len(before)} -> {len(after)}"
    if key in ("centreline", "daylight"):
        return f"{number(old.length)} -> {number(new.length)} m ({_signed(new.length - old.length)})"
    if abs(old.area - new.area) < 5e-4:
        other = old.symmetric_difference(new).area / 2
        return f"{number(old.area)} m², {say('same_area', lang, m2=number(other))}"
    return f"{number(old.area)} -> {number(new.area)} m² ({_signed(new.area - old.area)})"
