"""The tables of docs/utilities.md, made from the indices: ``python -m tests.utilities.reference``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from planner.utilities.table import Levels, shipped_table

DOCUMENT = Path(__file__).parents[2] / "docs" / "utilities.md"
UNITS = {"power": "W", "water": "L/d", "bandwidth": "Mbit/s"}


def index_rows() -> Iterator[str]:
    yield "| use | 用途 | service | per | low / mid / high | demand factor | conf. | source |"
    yield "|---|---|---|---|--:|--:|---|---|"
    table = shipped_table()
    for (use, service), index in table.indices.items():
        factor = " / ".join(f"{one:g}" for one in index.factor) if set(index.factor) != {1.0} else "-"
        yield (
            f"| `{use}` | {table.names[use][0]} | {service} ({UNITS[service]}) | `{index.per}` | "
            f"{index.low:g} / {index.mid:g} / {index.high:g} | {factor} | {index.confidence} | "
            f"{index.source} |"
        )
    share = table.sewage_share
    numbers = f"{_levels(share)} | - | {share.confidence} | {share.source} |"
    yield f"| - | - | sewage (share of water) | - | {numbers}"


def ground_rows() -> Iterator[str]:
    yield "| ground | 场地 | what | low / mid / high | conf. | source |"
    yield "|---|---|---|--:|---|---|"
    for ground in shipped_table().ground.values():
        for what, levels in (("water", ground.water), ("runoff", ground.runoff)):
            yield (
                f"| `{ground.id}` | {ground.zh} | {what} | {_levels(levels)} | "
                f"{levels.confidence} | {levels.source} |"
            )


def use_rows() -> Iterator[str]:
    yield "| use | kinds of space |"
    yield "|---|---|"
    table = shipped_table()
    for use in table.uses:
        kinds = ", ".join(f"`{kind}`" for kind, its in table.kinds.items() if its == use)
        yield f"| `{use}` | {kinds} |"


def _levels(levels: Levels) -> str:
    return f"{levels.low:g} / {levels.mid:g} / {levels.high:g}"


def refreshed(text: str) -> str:
    """The document with every marked table written anew."""
    tables = {"<!-- indices -->": index_rows, "<!-- ground -->": ground_rows, "<!-- uses -->": use_rows}
    out: list[str] = []
    skip = False
    for line in text.splitlines():
        skip = skip and line.startswith("|")
        if not skip:
            out.append(line)
        if line in tables:
            out += tables[line]()
            skip = True
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(refreshed(DOCUMENT.read_text("utf-8")), "utf-8")
