"""Whatever the bytes: a scenario, or problems with a place. Never a traceback, never a hang."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import Problem, ScenarioError
from planner.scenario import parse_scenario, resolved_yaml
from tests.scenario.cases import good_text, plain_yaml

TRAPS = [
    *(
        "",
        "~",
        "null",
        "true",
        "no",
        "-1",
        "0",
        "1e308",
        "1e-320",
        "-.inf",
        ".nan",
        "012",
        "1:30",
        "2026-01-01",
    ),
    *(
        "[]",
        "{}",
        "[[]]",
        "[0, 0]",
        "{a: 1}",
        '""',
        "'",
        '"',
        ":",
        "-",
        "- ",
        "#",
        "&a",
        "*a",
        "!!x",
        "\t",
        "\x00",
    ),
    *("\u2028", "：", "园区", "A/1F", "T01", "level", "like: 1F", "1F", "999999999999999999999", "[" * 40),
    *("\n", "  ", "---\n", "..."),
]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["A", "1F", "A/1F", "T01", "all", "office_area", "studio", "stair", "II", "planner/1"]),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=6), below, max_size=3),
    max_leaves=6,
)


def survives(data: bytes) -> None:
    """Loads ``data``; problems must be complete, a scenario must say the same when written out again."""
    problems: tuple[Problem, ...] = ()
    try:
        park = parse_scenario(data, "park.yaml")
    except ScenarioError as error:
        problems = error.problems
    else:
        again = parse_scenario(resolved_yaml(park).encode(), "again.yaml")
        assert replace(again, source=park.source, sha256=park.sha256) == park
        return
    assert problems
    for problem in problems:
        assert problem.expected
        assert problem.remedy
        assert problem.line is None or 1 <= problem.line <= data.count(b"\n") + data.count(b"\r") + 2
        str(problem).encode("utf-8")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    survives(data)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    survives(text.encode("utf-8", "surrogatepass"))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(TRAPS) | st.text(max_size=3)),
        min_size=1,
        max_size=4,
    )
)
def test_a_scenario_with_passages_overwritten(edits: list[tuple[float, int, str]]) -> None:
    text = good_text()
    for place, length, new in edits:
        start = int(place * len(text))
        text = text[:start] + new + text[start + length :]
    survives(text.encode("utf-8", "surrogatepass"))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_scenario_with_values_exchanged(data: st.DataObject) -> None:
    """Well-formed YAML with the wrong things in it."""
    document = copy.deepcopy(plain_yaml(good_text()))
    for _ in range(data.draw(st.integers(1, 3))):
        _exchange(document, data)
    survives(json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass"))


def _exchange(document: Any, data: st.DataObject) -> None:
    """Overwrites, deletes or doubles something at random."""
    holder = document
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        deeper = isinstance(holder[key], dict | list) and bool(holder[key])
        if not deeper or data.draw(st.integers(0, 4)) == 0:
            break
        holder = holder[key]
    action = data.draw(st.sampled_from(["overwrite", "delete", "double", "shift"]))
    if action == "delete":
        del holder[key]
    elif action == "double" and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    elif action == "shift" and isinstance(holder[key], int | float):
        holder[key] += data.draw(st.sampled_from([-1000, -5, -0.5, -0.001, 0.001, 0.5, 5, 1000]))
    else:
        holder[key] = data.draw(VALUES)
