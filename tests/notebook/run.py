"""Runs a notebook without Jupyter: each cell in one namespace, printed text and the last value as outputs.

``python -m tests.notebook.run`` runs ``docs/tutorial.ipynb`` anew and writes its outputs into it.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
from pathlib import Path
from typing import Any

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial.ipynb"
SHOWN = {"_repr_svg_": "image/svg+xml", "_repr_html_": "text/html"}


def read(path: Path) -> dict[str, Any]:
    notebook: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return notebook


def code_cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def outputs(source: str, names: dict[str, Any]) -> list[dict[str, Any]]:
    """What a cell prints, then what its last expression shows of itself."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed, value = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    found: list[dict[str, Any]] = []
    if printed.getvalue():
        found.append({"output_type": "stream", "name": "stdout", "text": lines(printed.getvalue())})
    if value is not None:
        data = {mime: lines(getattr(value, way)()) for way, mime in SHOWN.items() if hasattr(value, way)}
        data = data or {"text/plain": lines(repr(value))}
        found.append({"output_type": "display_data", "data": data, "metadata": {}})
    return found


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def run(notebook: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The outputs of every code cell."""
    names: dict[str, Any] = {"__name__": "notebook"}
    return [outputs("".join(cell["source"]), names) for cell in code_cells(notebook)]


if __name__ == "__main__":
    tutorial = read(TUTORIAL)
    for number, (cell, shown) in enumerate(zip(code_cells(tutorial), run(tutorial), strict=True), 1):
        cell["outputs"], cell["execution_count"] = shown, number
    TUTORIAL.write_text(json.dumps(tutorial, ensure_ascii=False, indent=1) + "\n", "utf-8")
