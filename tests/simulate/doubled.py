"""Work for replications; a worker imports nothing else."""

from __future__ import annotations


def twice(job: int) -> int:
    if job == 13:
        raise KeyboardInterrupt
    return 2 * job
