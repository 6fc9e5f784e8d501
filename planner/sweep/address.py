"""Addresses of values of a scenario: ``tenants[T12].wished_m2``, ``buildings[A].storeys[*].height_m``.

Brackets choose among the entries of a list: by id, by place counted from 0, by values of keys
(``flows[from=T01,to=T09]``), or all of them (``*``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from planner.scenario.hints import properties_at, schemas_at, synonym
from planner.scenario.report import Report, dotted
from planner.scenario.tree import Mapping, Node, Path, Scalar, Sequence

__all__ = ["Address", "Choice", "Misfit", "locate", "parse_address"]

TOKEN = re.compile(r"(?:^|\.)(?P<key>[^.\[\]\s]+)|\[(?P<choice>[^\[\]]+)\]")
KNOWN = 8
"""Names told at most where none is near."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Entries of a list: what stands in the brackets."""

    text: str


Address: TypeAlias = tuple[str | Choice, ...]


class Misfit(Exception):
    """An address that leads nowhere: what of it, what was expected there, what to try."""

    def __init__(self, value: str, expected: str, remedy: str) -> None:
        super().__init__(value)
        self.value, self.expected, self.remedy = value, expected, remedy


def parse_address(text: str) -> Address:
    """The steps of an address; ``Misfit`` where it is not written as one."""
    steps: list[str | Choice] = []
    at = 0
    for token in TOKEN.finditer(text):
        if token.start() != at:
            break
        at = token.end()
        steps.append(token["key"] if token["key"] else Choice(token["choice"].strip()))
    if at != len(text) or not steps or isinstance(steps[0], Choice):
        raise Misfit(
            text, "an address of a value of the scenario", "write it as tenants[T12].wished_m2 or policies.x"
        )
    return tuple(steps)


def locate(root: Node, address: Address, report: Report) -> list[Path]:
    """The places an address stands for; its last key need not be there where the scenario may have it.

    Raises ``Misfit`` with the nearest names where there is no such key or entry. ``report`` looks them up.
    """
    places: list[tuple[Path, Node | None]] = [((), root)]
    for step in address:
        below: list[tuple[Path, Node | None]] = []
        for path, node in places:
            if isinstance(step, Choice):
                below += _entries(path, node, step, report)
            else:
                below.append(_key(path, node, step, report))
        places = below
    return [path for path, _ in places]


def _key(path: Path, node: Node | None, key: str, report: Report) -> tuple[Path, Node | None]:
    """What stands under a key, or nothing where the scenario may have the key and does not."""
    if isinstance(node, Mapping) and key in node.entries:
        return (*path, key), node.entries[key].node
    here = dotted(path) or "the scenario"
    if isinstance(node, Sequence):
        raise Misfit(
            key, f"an entry of the list {here}", f"choose entries in brackets: {_example(here, node)}"
        )
    known = properties_at(path)
    if key in known or (schemas_at((*path, key)) and not known):
        return (*path, key), None
    meant = synonym(key, known)
    otherwise = f"one of {', '.join(sorted(known)[:KNOWN])}" if known else "address the value above it"
    remedy = f"did you mean {meant}?" if meant else report.did_you_mean(key, known, otherwise)
    raise Misfit(key, f"a key of {here}", remedy)


def _entries(path: Path, node: Node | None, choice: Choice, report: Report) -> list[tuple[Path, Node | None]]:
    here = dotted(path)
    if isinstance(node, Mapping):  # kinds and trucks are mappings by id
        return [_key(path, node, choice.text, report)]
    if not isinstance(node, Sequence):
        found = "one value" if node is not None else "nothing"
        raise Misfit(
            f"[{choice.text}]", f"a list under {here}; {found} stands there", "leave the brackets out"
        )
    found_at = list(_chosen(node, choice.text))
    if not found_at:
        names = [name for item in node.items if (name := _text(item, "id")) is not None]
        otherwise = (
            f"one of {', '.join(names[:KNOWN])}" if names else f"a place from 0 to {len(node.items) - 1}"
        )
        if not node.items:
            otherwise = "add an entry with a patch"
        remedy = report.did_you_mean(choice.text, names, otherwise)
        raise Misfit(choice.text, f"an entry of {here}", remedy)
    return [((*path, index), node.items[index]) for index in found_at]


def _chosen(node: Sequence, text: str) -> Iterator[int]:
    """Places of the entries that brackets choose: an id goes before a place."""
    if text == "*":
        yield from range(len(node.items))
        return
    if "=" in text:
        wanted = [part.split("=", 1) for part in text.split(",")]
        for index, item in enumerate(node.items):
            if all(len(pair) == 2 and _text(item, pair[0].strip()) == pair[1].strip() for pair in wanted):
                yield index
        return
    by_id = [index for index, item in enumerate(node.items) if _text(item, "id") == text]
    if by_id:
        yield from by_id
    elif text.isascii() and text.isdigit() and int(text) < len(node.items):
        yield int(text)


def _text(node: Node, key: str) -> str | None:
    if isinstance(node, Mapping) and key in node.entries:
        value = node.entries[key].node
        return value.text if isinstance(value, Scalar) else None
    return None


def _example(here: str, node: Sequence) -> str:
    id = next((name for item in node.items if (name := _text(item, "id")) is not None), "0")
    return f"{here}[{id}]"
