"""Work for replications; a worker imports nothing else."""

from __future__ import annotations

import os
import time

from planner.simulate.replicate import replicate


def twice(job: int) -> int:
    if job == 13:
        raise KeyboardInterrupt
    return 2 * job


def patient(job: float) -> float:
    """Wait so many seconds; a negative job kills its process."""
    if job < 0:
        os._exit(1)
    time.sleep(job)
    return job


def wait_long() -> None:
    """Three jobs at once, one of which lasts; tell what was finished when somebody stopped it."""
    print("begun", flush=True)
    found = replicate(patient, [0.0, 60.0, 0.1], 3, lambda done, _: print(done, flush=True))
    print(found.results, found.interrupted, flush=True)
