"""Work beside the event loop: its result, its error, and an end that does not wait for it."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from viz.serve.aside import aside


def test_results_and_errors_come_back() -> None:
    assert asyncio.run(aside(lambda: 42)) == 42
    with pytest.raises(ZeroDivisionError):
        asyncio.run(aside(lambda: 1 // 0))


def test_an_end_does_not_wait() -> None:
    go_on = threading.Event()

    async def run() -> None:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(aside(go_on.wait), 0.05)

    began = time.monotonic()
    asyncio.run(run())
    assert time.monotonic() - began < 10
    workers = [thread for thread in threading.enumerate() if thread.name == "page"]
    assert workers
    assert all(thread.daemon for thread in workers)
    go_on.set()
    for thread in workers:
        thread.join(10)  # it tells a loop that is gone, without an error
