"""The page: one HTML file that needs nothing else, whose policy forbids it to ask for anything."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from planner.check.compliance import STATUSES, STRENGTHS
from planner.compare.table import Comparison
from viz import palette
from viz.labels import Lang
from viz.presentation.compared import measure_rows, told_clauses
from viz.presentation.content import Content
from viz.presentation.figures import Pair, figure_text
from viz.report.html import embedded_font
from viz.report.words import WORDS

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["LAYERS", "SECTIONS", "Document", "Extra", "document", "page"]

PAGE, EXTENDED = "page.html.j2", "extended.html.j2"
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
    return document(contents, comparison, lang, contents[0].names).text


@dataclass(frozen=True, slots=True)
class Extra:
    """What another page adds to this one: a template that extends it, words, styles and scripts."""

    template: str
    words: Mapping[str, Pair]
    data: Mapping[str, Any]
    values: Mapping[str, Any]
    css: str
    scripts: tuple[str, ...]
    font: str
    """Where its type comes from, as CSS says it."""
    policy: str
    """Directives for that, and for what it fetches."""


@dataclass(frozen=True, slots=True)
class Document:
    """A page and its content security policy."""

    text: str
    policy: str


def document(
    contents: Sequence[Content],
    comparison: Comparison | None,
    lang: Lang,
    names: Pair,
    extra: Extra | None = None,
) -> Document:
    """The page about a park of those names, or one that adds to it; there may be no layout to show yet."""
    title = (f"{names[0]}：空间规划方案", f"{names[1]}: space plan")
    data = _data(contents, title, lang)
    css, scripts = _text("page.css"), [_text(name) for name in SCRIPTS]
    if extra is not None:
        data = {**data, **extra.data, "words": {**data["words"], **extra.words}}
        css, scripts = css + extra.css, [*scripts, *extra.scripts]
    values: dict[str, Any] = {
        "lang": lang,
        "names": names,
        "title": title,
        "plans": contents,
        "sections": SECTIONS if contents else (),
        "layers": LAYERS,
        "words": WORDS,
        "statuses": STATUSES,
        "strengths": STRENGTHS,
        "rest_colour": palette.REMAINDER,
        "program": contents[0].program if contents else "",
        "comparison": measure_rows(comparison) if comparison else (),
        "told": told_clauses(comparison) if comparison else (),
        "data": _json(data),
        "early": _text("early.js"),
        "script": "\n".join(scripts),
        **(extra.values if extra is not None else {}),
    }
    template = _environment(extra).get_template(PAGE if extra is None else EXTENDED)
    if extra is None:
        font = embedded_font(unescape(template.render(**values, css=css, policy="")))
        css = _face(f'url(data:font/woff;base64,{font}) format("woff")') + css
        policy = _policy(css, "font-src data:", values["early"], values["script"])
    else:
        css = _face(extra.font) + css
        policy = _policy(css, extra.policy, values["early"], values["script"])
    return Document(template.render(**values, css=css, policy=policy), policy)


def _environment(extra: Extra | None) -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined

    texts = {PAGE: _text(PAGE)}
    if extra is not None:
        texts[EXTENDED] = extra.template
    environment = Environment(
        loader=DictLoader(texts),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["figure"] = figure_text
    return environment


def _text(name: str) -> str:
    return files("viz.presentation").joinpath(name).read_text("utf-8")


def _face(source: str) -> str:
    return f'@font-face {{ font-family: "Planner Report"; src: {source}; font-weight: 100 900; }}\n'


def _policy(css: str, besides: str, *scripts: str) -> str:
    """Nothing from outside, and no script or style but those of this page; ``besides`` what else it needs."""
    allowed = " ".join(_digest(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_digest(css)}; {besides}; img-src data:; "
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
