"""The page: one HTML file that needs nothing else, whose policy forbids it to ask for anything."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from html import unescape
from importlib.resources import files
from typing import Any

from planner.check.compliance import STATUSES, STRENGTHS
from planner.compare.table import Comparison
from viz import palette
from viz.labels import Lang
from viz.presentation.compared import measure_rows, told_clauses
from viz.presentation.content import Content
from viz.presentation.figures import Pair, figure_text
from viz.report.html import embedded_font
from viz.report.words import WORDS

__all__ = ["LAYERS", "SECTIONS", "page"]

SCRIPTS = ("core.js", "viewer.js", "clauses.js", "massing.js")
SECTIONS: tuple[tuple[str, str, str], ...] = (
    ("overview", "概览", "Overview"),
    ("plans", "平面图", "Plans"),
    ("massing", "三维", "3D"),
    ("stacking", "楼层分布", "Stacking"),
    ("clauses", "条文", "Clauses"),
    ("charts", "图表", "Charts"),
    ("risks", "风险", "Risks"),
    ("sources", "依据", "Sources"),
)
LAYERS: tuple[tuple[str, str, str, bool], ...] = (
    ("rooms", "房间", "Rooms", True),
    ("labels", "名称", "Names", True),
    ("corridors", "走道", "Corridors", True),
    ("doors", "门", "Doors", True),
    ("columns", "柱", "Columns", True),
    ("egress", "疏散路线", "Ways out", False),
    ("fire", "消防车道", "Fire lanes", True),
    ("trucks", "货车路线", "Trucks", False),
    ("flows", "人流货流", "Flows", False),
    ("dimensions", "尺寸", "Dimensions", False),
)
"""Id, name in both languages, whether it is shown at first."""

PAGE_WORDS: Mapping[str, Pair] = {
    "kind": ("用途", "kind"),
    "area": ("净面积", "net area"),
    "tenant": ("企业", "tenant"),
    "zone": ("功能区", "zone"),
    "number": ("编号", "number"),
    "clauses": ("相关条文", "clauses"),
    "evidence": ("依据", "Evidence"),
    "no_place": ("该条文没有可在图上显示的依据。", "Nothing of this clause can be shown on a plan."),
}


def page(contents: Sequence[Content], comparison: Comparison | None, lang: Lang) -> str:
    """The whole document. ``lang`` is shown first; ``comparison`` where there are several layouts."""
    from jinja2 import Environment, StrictUndefined

    folder = files("viz.presentation")

    def text(name: str) -> str:
        return folder.joinpath(name).read_text("utf-8")

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["figure"] = figure_text
    first = contents[0]
    title = (f"{first.names[0]}：空间规划方案", f"{first.names[1]}: space plan")
    values: dict[str, Any] = {
        "lang": lang,
        "names": first.names,
        "title": title,
        "plans": contents,
        "sections": SECTIONS,
        "layers": LAYERS,
        "words": WORDS,
        "statuses": STATUSES,
        "strengths": STRENGTHS,
        "rest_colour": palette.REMAINDER,
        "program": first.program,
        "comparison": measure_rows(comparison) if comparison else (),
        "told": told_clauses(comparison) if comparison else (),
        "data": _json(_data(contents, title, lang)),
        "early": text("early.js"),
        "script": "\n".join(text(name) for name in SCRIPTS),
    }
    template = environment.from_string(text("page.html.j2"))
    css = text("page.css")
    plain = template.render(**values, css=css, policy="")
    css = _face(embedded_font(unescape(plain))) + css
    return template.render(**values, css=css, policy=_policy(css, values["early"], values["script"]))


def _face(font: str) -> str:
    source = f'url(data:font/woff;base64,{font}) format("woff")'
    return f'@font-face {{ font-family: "Planner Report"; src: {source}; font-weight: 100 900; }}\n'


def _policy(css: str, *scripts: str) -> str:
    """Nothing from outside, and no script or style but those of this page."""
    allowed = " ".join(_digest(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_digest(css)}; font-src data:; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _json(value: object) -> str:
    """JSON that no name in it can end, nor turn into markup."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _data(contents: Sequence[Content], title: Pair, lang: Lang) -> dict[str, Any]:
    keys = (
        "subject",
        "measured",
        "limit",
        "margin",
        "by",
        "findings",
        "more",
        "geometry",
        "data",
        "attestation",
    )
    return {
        "lang": lang,
        "title": title,
        "words": {**{key: WORDS[key] for key in keys}, **PAGE_WORDS},
        "plans": [content.data for content in contents],
    }
