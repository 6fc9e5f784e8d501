"""All measures of several results as parallel coordinates, with their plans: one HTML file by itself."""

from __future__ import annotations

import json
from html import unescape
from importlib.resources import files
from pathlib import Path
from typing import Any

from planner.bundle.files import make_writable, write_files
from planner.compare.measures import CATALOGUE, Measure
from planner.compare.table import Comparison
from viz.compare_plans import drawings
from viz.compare_table import measure_text, unit_text
from viz.diff_words import WORDS, Lang
from viz.report.html import embedded_font

__all__ = ["comparison_page", "save_page"]

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#7a5c00", "#5b3fa0", "#444444")
"""Of the lines; from the ninth layout on the colours come again, dashed."""
Pair = tuple[str, str]


def save_page(path: Path, found: Comparison, lang: Lang) -> None:
    """Write the page whole or not at all; ``UsageError`` if the folder cannot be written."""
    make_writable(path.parent)
    write_files(path.parent, {path.name: comparison_page(found, lang).encode()})


def comparison_page(found: Comparison, lang: Lang) -> str:
    """The whole document; ``lang`` is shown first, a button shows the other."""
    from jinja2 import Environment, StrictUndefined

    rows = [_row(found, measure) for measure in CATALOGUE if any(v is not None for v in found.row(measure))]
    plans = [
        {
            "name": plan.name,
            "colour": COLOURS[at % len(COLOURS)],
            "dash": "6 4" if at // len(COLOURS) % 2 else "",
            "storeys": drawings(plan),
        }
        for at, plan in enumerate(found.plans)
    ]
    words = {key: {"en": pair[0], "zh": pair[1]} for key, pair in WORDS.items() if key.startswith("page_")}
    groups = list(dict.fromkeys(row["group"] for row in rows))
    names = {group: _words(f"group.{group}") for group in groups}
    first = found.plans[0].scenario
    data = {"plans": plans, "rows": rows, "words": words, "lang": lang, "groups": names}
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(files("viz").joinpath("compare_page.html.j2").read_text("utf-8"))
    values: dict[str, Any] = {
        "lang": lang,
        "title": {"en": first.name, "zh": first.name_zh or first.name},
        "words": words,
        "plans": plans,
        "rows": rows,
        "groups": names,
        # a name that holds </script> must not end the script
        "data": json.dumps(data, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c"),
    }
    plain = template.render(**values, font="")
    return template.render(**values, font=embedded_font(unescape(plain)))


def _row(found: Comparison, measure: Measure) -> dict[str, Any]:
    """A measure as the page draws it: numbers for the axis, texts for people."""
    values = found.row(measure)
    known = [value for value in values if value is not None]
    return {
        "id": measure.id,
        "group": measure.group,
        "en": measure.en,
        "zh": measure.zh,
        "better": measure.better,
        "unit": {"en": unit_text(measure, "en"), "zh": unit_text(measure, "zh")},
        "values": values,
        "texts": [measure_text(measure, value, "en") for value in values],
        "ends": [measure_text(measure, value, "en") for value in (min(known), max(known))],
        "best": sorted(found.best(measure)),
        "varies": max(known) - min(known) > 1e-9 * max(1.0, abs(max(known))),
    }


def _words(key: str) -> dict[str, str]:
    return {"en": WORDS[key][0], "zh": WORDS[key][1]}
