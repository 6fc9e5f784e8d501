"""Layouts and verdicts in notebooks, and the tutorial, run as it stands."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from planner.check.compliance import Compliance, Finding, Verdict
from planner.check.statement import Inputs
from planner.model import Layout
from tests.notebook.run import TUTORIAL, code_cells, outputs, read, run
from tests.verify import park

SVG = "{http://www.w3.org/2000/svg}"


def test_a_layout_shows_every_room_with_its_name() -> None:
    """The longest storey is 120 m less 2 x 0.24 m of wall: 440 px."""
    plan = park.layout()
    whole = ElementTree.fromstring(plan._repr_svg_())
    titles = [node.text or "" for node in whole.iter(f"{SVG}title")]
    rooms = [space for storey in plan.storeys for space in storey.spaces]
    assert len(titles) == len(rooms)
    assert all(any(title.startswith(room.id) for title in titles) for room in rooms)
    texts = [node.text for node in whole.iter(f"{SVG}text")]
    assert {"A/1F", "A/2F", "B/1F", "T05"} <= set(texts)
    scales = [
        float(re.findall(r"scale\(([\d.]+)", node.get("transform", ""))[0])
        for node in whole.findall(f"{SVG}g")
    ]
    assert scales == pytest.approx([440 / 119_520] * 3, rel=1e-4)


def test_names_of_a_layout_are_text() -> None:
    plan = park.layout()
    first = plan.storeys[0]
    hostile = replace(first.spaces[0], tenant="<script>", id='"&<b>')
    plan = replace(plan, storeys=(replace(first, spaces=(hostile, *first.spaces[1:])), *plan.storeys[1:]))
    text = plan._repr_svg_()
    assert "<script>" not in text
    assert "<b>" not in text
    ElementTree.fromstring(text)


def test_an_empty_layout_is_shown_too() -> None:
    ElementTree.fromstring(Layout((), ())._repr_svg_())


def test_verdicts_show_what_fails_first() -> None:
    good = Finding("A/1F/s01", 52.0, ">=", 50.0, "m2", ok=True)
    bad = Finding("<b>", 49.9, ">=", 50.0, "m2", ok=False)
    passing = Verdict("X-1", "x", "mandatory", "pass", "geometry", (good,))
    failing = Verdict("X-2", "x", "recommended", "fail", "geometry", (good, bad))
    found = Compliance("", "", ("x",), (passing, failing), Inputs(()))
    text = found._repr_html_()
    assert "The layout passes." in text
    assert text.index("X-2") < text.index("X-1")
    assert "<td>&lt;b&gt;</td><td>49.9 m2</td><td>&gt;= 50 m2</td><td>-0.1 m2</td>" in text
    text = failing._repr_html_()
    assert text.index("49.9") < text.index("52")
    many = replace(passing, findings=(good,) * 30)
    assert "and 18 more" in many._repr_html_()


def test_a_cell_shows_what_it_prints_and_its_last_value() -> None:
    names: dict[str, object] = {}
    assert outputs("x = 2\nprint(x)\nx + 1", names) == [
        {"output_type": "stream", "name": "stdout", "text": ["2\n"]},
        {"output_type": "display_data", "data": {"text/plain": ["3"]}, "metadata": {}},
    ]
    assert outputs("y = x", names) == []


@pytest.mark.slow
def test_the_tutorial_does_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(TUTORIAL.parents[1])
    notebook = read(TUTORIAL)
    shown = [cell["outputs"] for cell in code_cells(notebook)]
    found = run(notebook)
    printed = [[row["text"] for row in rows if row["output_type"] == "stream"] for rows in found]
    assert printed == [[row["text"] for row in rows if row["output_type"] == "stream"] for rows in shown]
    kinds = [[sorted(row["data"]) for row in rows if "data" in row] for rows in found]
    assert kinds == [[sorted(row["data"]) for row in rows if "data" in row] for rows in shown]
    assert ["image/svg+xml"] in [kind for row in kinds for kind in row]


def test_the_tutorial_names_no_machine() -> None:
    text = TUTORIAL.read_text("utf-8")
    assert os.fspath(Path.home()) + "/" not in text
    assert not re.search(r"/(?:tmp|home|work)/", text)
