"""Writing the report for investors: from the folders of results to the files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from planner.bundle.files import make_writable, write_files
from planner.compare.read import read_plans
from planner.compare.table import compare
from planner.errors import UsageError
from viz.labels import Lang
from viz.presentation.content import content_of
from viz.presentation.page import page

__all__ = ["NAME", "write_presentation"]

NAME = "presentation.html"
"""Of the file, where none is named: beside the first layout."""


def write_presentation(
    bundles: Sequence[Path], output: Path | None, lang: Lang, *, pdf: bool = False
) -> list[Path]:
    """Write one HTML file about these results, and with ``pdf`` a PDF of the same name.

    Returns the paths written. Raises ``UsageError`` for another ending, ``BundleError`` for a folder that is
    no result or is one of another park.
    """
    target = _target(bundles[0], output)
    plans = read_plans(bundles)
    make_writable(target.parent)
    contents = [content_of(plan) for plan in plans]
    comparison = compare(plans) if len(plans) > 1 else None
    files = {target.name: page(contents, comparison, lang).encode()}
    if pdf:
        from viz.presentation.pdf import presentation_pdf

        files[target.with_suffix(".pdf").name] = presentation_pdf(contents, comparison, lang)
    write_files(target.parent, files)
    return [target.parent / name for name in files]


def _target(bundle: Path, output: Path | None) -> Path:
    if output is None:
        return bundle / NAME
    if output.is_dir():
        return output / NAME
    if output.suffix.lower() not in (".html", ".htm"):
        better = output.with_suffix(".html")
        raise UsageError(f"{output}: expected a file that ends in .html, or a folder. Try: -o {better}")
    return output
