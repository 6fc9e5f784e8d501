"""A solve as the child of ``planner serve``: the same command, which ends when its server is gone."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading

from commands.solve import solve


def main() -> int:
    """Solve as the arguments say; the exit code is that of ``planner solve``."""
    threading.Thread(target=_end_with_server, daemon=True).start()
    code = solve.main(sys.argv[1:], prog_name="planner solve", standalone_mode=False)
    return code if isinstance(code, int) else 0


def _end_with_server() -> None:
    """The other end of standard input is held by the server alone: it closes when that ends, however."""
    while os.read(0, 1024):
        pass
    for child in multiprocessing.active_children():
        child.kill()
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
