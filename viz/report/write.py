"""Writing the report: from a certificate and its bundle to the files."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from planner.bundle import read_bundle, write_files
from planner.bundle.files import make_writable
from planner.check.compliance import Compliance
from planner.check.facts import read_facts
from planner.circulation.flows import Flows
from planner.circulation.read import flows_of
from planner.errors import UsageError
from planner.model import Scenario
from planner.standards.packs import packs_of
from viz.report.base import base_layers, boxes_of
from viz.report.content import content_of
from viz.report.html import html_report
from viz.report.pdf import pdf_report
from viz.report.pictures import Picture, excerpts, overviews
from viz.report.svg import Drawings
from viz.report.things import index_of

__all__ = ["write_report"]

Lang = Literal["zh", "en"]
NAME = "report"
FORMATS = (".html", ".pdf")
OTHERS = (".htm", ".docx", ".doc", ".txt", ".json", ".md", ".xlsx")
"""Endings that somebody means as a file: a folder of that name would surprise."""


def write_report(
    target: Path, scenario: Scenario, bundle: Path, compliance: Compliance, lang: Lang
) -> list[Path]:
    """Write ``report.html`` and ``report.pdf`` into the folder ``target``, or the one file that it names.

    Returns the paths written. Raises ``UsageError`` for another ending, or where nothing can be written.
    """
    folder, names = _targets(target)
    make_writable(folder)
    layout = read_bundle(bundle).layout
    content = content_of(scenario, compliance, packs_of(scenario), _flows(scenario, bundle))
    layers = base_layers(scenario, layout)
    boxes = boxes_of(layers)
    index = index_of(scenario, layout)
    pictures: dict[str, tuple[list[Picture], list[Picture]]] = {}
    for verdict in compliance.verdicts:
        # a plan is no evidence of a document or an event
        shown = verdict.by == "geometry" or verdict.standard == "layout"
        pictures[verdict.clause] = (
            (overviews(verdict, index, boxes), excerpts(verdict, index, boxes)) if shown else ([], [])
        )
    files: dict[str, bytes] = {}
    for name in names:
        if name.endswith(".html"):
            files[name] = html_report(content, pictures, Drawings(layers, boxes), lang).encode()
        else:
            files[name] = pdf_report(content, pictures, layers, boxes, lang)
    write_files(folder, files)
    return [folder / name for name in files]


def _flows(scenario: Scenario, directory: Path) -> Flows:
    """The flows of the layout, on its polygons as they were mended."""
    return flows_of(read_facts(scenario, directory))


def _targets(target: Path) -> tuple[Path, tuple[str, ...]]:
    ending = target.suffix.lower()
    if ending in FORMATS and not target.is_dir():
        return target.parent, (target.name[: -len(ending)] + ending,)
    if target.is_file() or (ending in OTHERS and not target.is_dir()):
        better = target.with_suffix(".html")
        raise UsageError(f"{target}: expected a folder, or a file that ends in .html or .pdf. Try: {better}")
    return target, tuple(NAME + ending for ending in FORMATS)
