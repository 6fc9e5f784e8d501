"""The page of a state: the report on its layout, with what edits it around; the last few are kept."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any

from planner.compare.read import Plan, read_plan
from planner.compare.table import compare
from planner.errors import UsageError
from planner.scenario.tree import Mapping as Tree
from planner.scenario.tree import Scalar, parse
from viz.labels import Lang, building_name, party_name
from viz.presentation.content import Content, content_of
from viz.presentation.drawings import Earlier
from viz.presentation.page import Document, Extra, document
from viz.presentation.svg import UNIT
from viz.resolved import words_of_changes
from viz.serve.project import Project
from viz.serve.solving import TOLD
from viz.serve.state import State
from viz.serve.words import KINDS, WORDS

__all__ = ["Pages"]

KEPT = 6
"""Layouts whose page need not be drawn again."""
POLICY = "font-src 'self'; connect-src 'self'"
FONT = 'url(font) format("truetype")'
"""The whole font of the project: what will be typed is not known."""
FRAMES = "; frame-ancestors 'none'"
"""What only a header can say."""
SCRIPTS = ("work.js", "editor.js", "tools.js")
PINNED = b',"pinned":true'
"""How a pin stands in a layout; pages are told of pins apart, so that they need not be drawn anew."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A layout as it was read and made ready."""

    plan: Plan
    content: Content


class Pages:
    """Draws pages; one at a time, since each takes all of a processor."""

    def __init__(self, project: Project, token: str, lang: Lang) -> None:
        self._project = project
        self._token = token
        self._lang = lang
        self._lock = Lock()
        self._shown: OrderedDict[str, Shown] = OrderedDict()
        self._earlier = Earlier()

    def page(self, state: State | None, other: State | None) -> Document:
        """The page of a state, beside another one if wanted."""
        states = [entry for entry in (state, other) if entry is not None and entry.solved]
        with self._lock:
            shown = [self._drawn(entry) for entry in states]
            contents = [entry.content for entry in shown]
            comparison = compare([entry.plan for entry in shown]) if len(shown) > 1 else None
            names = contents[0].names if contents else _names_in(state)
            found = document(contents, comparison, self._lang, names, self._extra(state, states, shown))
        return replace(found, policy=found.policy + FRAMES)

    def _drawn(self, state: State) -> Shown:
        key = hashlib.sha256((state.folder / "layout.geojson").read_bytes().replace(PINNED, b"")).hexdigest()
        key = f"{state.number} {key}"
        if key not in self._shown:
            plan = read_plan(state.folder, str(state.number))
            self._shown[key] = Shown(plan, content_of(plan, self._earlier))
        self._shown.move_to_end(key)
        while len(self._shown) > KEPT:
            self._shown.popitem(last=False)
        return self._shown[key]

    def _extra(self, state: State | None, states: Sequence[State], shown: Sequence[Shown]) -> Extra:
        folder = files("viz.serve")
        css, template, *scripts = (
            folder.joinpath(name).read_text("utf-8") for name in ("work.css", "work.html.j2", *SCRIPTS)
        )
        told = {
            "token": self._token,
            "state": None if state is None else state.number,
            "solved": bool(state and state.solved),
            "kinds": KINDS,
            "edit": _editing(shown[0]) if state is not None and state.solved else None,
        }
        values = {
            "state": state,
            "moved": _moved(state),
            **self._turned(state),
            "report": _report(state),
            "text": "" if state is None else state.text(),
            "offered": self._project.offered(),
            "kinds": KINDS,
        }
        return Extra(template, WORDS, {"work": told}, values, css, tuple(scripts), FONT, POLICY)

    def _turned(self, state: State | None) -> dict[str, Any]:
        """Clauses whose verdict is another one than in the state that this one was made from."""
        if state is None or state.mark.parent is None:
            return {"turned": [], "parent_solved": False}
        try:
            parent = self._project.state(state.mark.parent)
        except UsageError:  # taken away by hand
            return {"turned": [], "parent_solved": False}
        old, now = _verdicts(parent), _verdicts(state)
        rows = [(id, old[id], status) for id, status in now.items() if old.get(id, status) != status]
        return {"turned": rows, "parent_solved": parent.solved}


def _verdicts(state: State) -> dict[str, str]:
    """Status of every clause that asks for something; nothing where the state has no layout."""
    document = _read(state.folder / "compliance.json")
    rows = document["verdicts"] if document else []
    return {row["clause"]: row["status"] for row in rows if row["strength"] != "informational"}


def _editing(shown: Shown) -> dict[str, Any]:
    """What the tools have to know of a layout: storeys, owners of rooms, how plans lie in the park."""
    scenario, layout = shown.plan.scenario, shown.plan.facts.bundle.layout
    owners = {t.id: [party_name(t, "zh"), party_name(t, "en")] for t in scenario.tenants}
    return {
        "storeys": [
            [s.id, [f"{building_name(b, 'zh')} {s.name}", f"{building_name(b, 'en')} {s.name}"]]
            for b in scenario.buildings
            for s in b.storeys
        ],
        "rooms": {
            space.id: [entry.storey, space.tenant, space.subject, space.kind]
            for entry in layout.storeys
            for space in entry.spaces
        },
        "owners": owners,
        "frames": [[drawing.frame.angle, drawing.frame.scale] for drawing in shown.content.drawn],
        "unit": UNIT,
    }


def _names_in(state: State | None) -> tuple[str, str]:
    """Name of the park as far as the text of a scenario tells it."""
    unnamed = ("planner", "planner")
    if state is None:
        return unnamed
    try:
        root, _ = parse(state.text(), "scenario.yaml")
    except UsageError:
        return unnamed
    found = [root.entries.get(key) if isinstance(root, Tree) else None for key in ("name_zh", "name")]
    texts = [entry.node.text if entry and isinstance(entry.node, Scalar) else "" for entry in found]
    name = texts[0] or texts[1] or unnamed[0]
    return texts[0] or name, texts[1] or name


def _moved(state: State | None) -> list[tuple[str, str]]:
    """What a solve from another state changed, in words."""
    document = _read(state.folder / "changes.json") if state is not None else None
    if document is None:
        return []
    return list(zip(words_of_changes(document, "zh"), words_of_changes(document, "en"), strict=True))


def _report(state: State | None) -> str:
    """What the command printed when it made this state."""
    path = state.folder / TOLD if state is not None else None
    return path.read_text("utf-8", "replace") if path is not None and path.is_file() else ""


def _read(path: Path) -> dict[str, Any] | None:
    return json.loads(path.read_bytes()) if path.is_file() else None
