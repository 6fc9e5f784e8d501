"""The table of docs/indicators.md, made from the registry: ``python -m tests.indicators.reference``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from planner.indicators.registry import GROUPS, INDICATORS

DOCUMENT = Path(__file__).parents[2] / "docs" / "indicators.md"
MARK = "<!-- indicators -->"


def rows() -> Iterator[str]:
    yield "| id | 指标 | indicator | unit | formula | 公式 | defined in |"
    yield "|---|---|---|---|---|---|---|"
    for indicator in INDICATORS.values():
        group = GROUPS[indicator.id.rsplit(".", 1)[0]]
        if indicator.id.endswith(".1"):
            yield f"| | **{group[0]}** | **{group[1]}** | | | | |"
        units = ", ".join(figure.unit for figure in indicator.figures)
        yield (
            f"| {indicator.id} | {indicator.zh} | {indicator.en} | {units} | {indicator.formula} | "
            f"{indicator.formula_zh} | {indicator.defined_in} |"
        )


def refreshed(text: str) -> str:
    """The document with its table written anew."""
    out: list[str] = []
    skip = False
    for line in text.splitlines():
        skip = skip and line.startswith("|")
        if not skip:
            out.append(line)
        if line == MARK:
            out += rows()
            skip = True
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(refreshed(DOCUMENT.read_text("utf-8")), "utf-8")
