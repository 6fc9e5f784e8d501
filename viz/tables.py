"""Tables and lines on standard output, on a terminal or into a pipe."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["plain_table", "print_parts", "width_of"]

PIPE_WIDTH = 120
"""Characters in a line where standard output is not a terminal."""


def plain_table(names: Sequence[str], *, left: int) -> Table:
    """An empty table with these columns; the first ``left`` hold words, the others numbers."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    for place, name in enumerate(names):
        table.add_column(name, justify="left" if place < left else "right", overflow="fold")
    return table


def print_parts(stream: TextIO | None, *parts: Table | str) -> None:
    """Print tables and lines; where the output is no terminal, without the padding of the lines."""
    from rich.console import Console

    out = stream or sys.stdout
    console = Console(file=out, width=width_of(out), highlight=False, markup=False)
    if out.isatty():
        for part in parts:
            console.print(part)
        return
    with console.capture() as capture:
        for part in parts:
            console.print(part, soft_wrap=isinstance(part, str))
    out.write("".join(line.rstrip() + "\n" for line in capture.get().splitlines()))
    out.flush()


def width_of(stream: TextIO) -> int:
    """Characters in a line of the output."""
    return shutil.get_terminal_size().columns if stream.isatty() else PIPE_WIDTH
