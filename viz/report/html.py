"""The report as one HTML file that needs nothing else: styles, filter, pictures and font are inside it."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from importlib.resources import files
from io import BytesIO
from typing import Any, Literal

from planner.check.compliance import STATUSES, STRENGTHS
from viz.report.content import Content, FindingRow, Section
from viz.report.pictures import Picture, State
from viz.report.svg import Drawings
from viz.report.words import WORDS
from viz.typeset import font_path

__all__ = ["embedded_font", "html_report"]

Lang = Literal["zh", "en"]
MOST: Mapping[State, int] = {"fail": 200, "undecided": 40, "pass": 25}
"""Findings listed of one clause, those with the least margin first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A clause as the template shows it."""

    section: Section
    rows: Sequence[FindingRow]
    more: int
    overviews: Sequence[tuple[str, str]]
    """Caption and SVG of each picture."""
    excerpts: Sequence[tuple[str, str]]


def html_report(
    content: Content,
    pictures: Mapping[str, tuple[Sequence[Picture], Sequence[Picture]]],
    drawings: Drawings,
    lang: Lang,
) -> str:
    """The whole document. ``pictures``: overviews and excerpts by clause; ``lang`` is shown first."""
    from jinja2 import Environment, StrictUndefined

    entries = [_entry(section, *pictures[section.clause.id], drawings) for section in content.sections]
    source = files("viz.report").joinpath("report.html.j2").read_text("utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    values: dict[str, Any] = {
        "content": content,
        "entries": entries,
        "defs": drawings.defs(),
        "lang": lang,
        "words": WORDS,
        "statuses": STATUSES,
        "strengths": STRENGTHS,
    }
    template = environment.from_string(source)
    plain = template.render(**values, font="")
    return template.render(**values, font=embedded_font(unescape(plain)))


def _entry(
    section: Section, overviews: Sequence[Picture], excerpts: Sequence[Picture], drawings: Drawings
) -> Entry:
    rows = section.first(MOST)
    return Entry(
        section,
        rows,
        len(section.rows) - len(rows),
        [(picture.storey or "", drawings.svg(picture)) for picture in overviews],
        [(picture.label, drawings.svg(picture)) for picture in excerpts],
    )


def embedded_font(text: str) -> str:
    """The characters of ``text`` that the project's font has, as a WOFF file in base64."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(font_path(), recalcTimestamp=False)
    options = Options()
    options.hinting = False
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    font.flavor = "woff"
    stream = BytesIO()
    font.save(stream)
    return base64.b64encode(stream.getvalue()).decode()
