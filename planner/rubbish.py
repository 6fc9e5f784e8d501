"""Python's search for cyclic rubbish, put off while many objects are made that all stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["put_off"]


@contextmanager
def put_off() -> Iterator[None]:
    """No search for rubbish inside the block.

    Reading a park and judging it make hundreds of thousands of objects that stay: looking through them again
    and again takes a fifth of the time and frees nothing.
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()
