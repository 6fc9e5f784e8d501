"""A child that solves nothing: the real protocol and store, records made up in a moment.

``STUB_S`` is how long a case takes; with ``STUB_FAIL`` one seed ends its process and another hangs.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from planner.sweep.job import Job
from planner.sweep.record import RECORD_FORMAT
from solvers.sweep import child

HANGS, CRASHES = 3, 5


def solve_case(job: Job, folder: Path, _engine: object) -> dict[str, Any]:
    time.sleep(float(os.environ.get("STUB_S", "0.0")))
    if os.environ.get("STUB_FAIL") and job.run.seed == CRASHES:
        os.abort()
    if os.environ.get("STUB_FAIL") and job.run.seed == HANGS:
        time.sleep(3600)
    return {
        "format": RECORD_FORMAT,
        "key": job.key,
        "status": "optimal",
        "value": 1000.0 + job.run.seed,
        "bound": 1000.0 + job.run.seed,
        "gap": 0.0,
        "wished_met": 1.0,
        "failing": [],
        "recommended": [],
        "seed": job.run.seed,
        "seconds": 0.1,
        "processor_s": 0.1,
        "time_cap_hit": False,
    }


def main() -> None:
    fake: Any = ModuleType("solvers.sweep.case")
    fake.solve_case, fake.CaseEngine = solve_case, object
    sys.modules["solvers.sweep.case"] = fake
    child.main()


if __name__ == "__main__":
    main()
