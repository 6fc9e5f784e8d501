"""A process that solves one program after another: HiGHS cannot be interrupted, a process can.

Run as a script with pipes as standard input and output. A request is a line of JSON followed by a
MathOpt model; the answer is a line of JSON followed by the values. The process ends with its input.
Imports nothing of this project, so that it starts from any folder.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections import deque
from typing import Any, BinaryIO

import numpy as np

HEURISTICS = (
    "mip_detect_symmetry",
    "mip_heuristic_run_rins",
    "mip_heuristic_run_rens",
    "mip_heuristic_run_root_reduced_cost",
)
"""Options of HiGHS that cost time and do not help a proof."""


def main() -> None:
    """Serve requests until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a solver prints is for nobody
    requests: deque[tuple[dict[str, Any], bytes]] = deque()
    arrived = threading.Semaphore(0)
    threading.Thread(target=_read, args=(sys.stdin.buffer, requests, arrived), daemon=True).start()
    while True:
        arrived.acquire()
        header, model = requests.popleft()
        answer, values = solve(header, model)
        out.write(json.dumps(answer).encode() + b"\n" + values)
        out.flush()


def _read(
    stream: BinaryIO, requests: deque[tuple[dict[str, Any], bytes]], arrived: threading.Semaphore
) -> None:
    """Queue requests; leave at the end of input, even in the middle of a solve."""
    while line := stream.readline():
        header = json.loads(line)
        requests.append((header, stream.read(header["bytes"])))
        arrived.release()
    os._exit(0)


def solve(header: dict[str, Any], model: bytes) -> tuple[dict[str, Any], bytes]:
    """Solve one program. Header: solver, relax, nodes, iterations, gap, seed, proof."""
    from ortools.math_opt import model_pb2
    from ortools.math_opt.python import mathopt
    from ortools.math_opt.solvers import highs_pb2

    proto = model_pb2.ModelProto.FromString(model)
    integer = any(proto.variables.integers) and not header["relax"]
    if header["relax"]:
        proto.variables.integers[:] = [False] * len(proto.variables.ids)
    params = mathopt.SolveParameters(
        threads=None if header["solver"] == "HIGHS" else 1,
        highs=highs_pb2.HighsOptionsProto(
            string_options={"parallel": "off"},
            double_options={"mip_heuristic_effort": 0.0} if header["proof"] else {},
            bool_options=dict.fromkeys(HEURISTICS, False) if header["proof"] else {},
        ),
        random_seed=header["seed"],
        node_limit=header["nodes"] if integer else None,
        iteration_limit=header["iterations"] or None,
        relative_gap_tolerance=header["gap"] if integer else None,
    )
    program = mathopt.Model.from_model_proto(proto)
    result = mathopt.solve(program, mathopt.SolverType[header["solver"]], params=params)
    return _answer(program, result)


def _answer(program: Any, result: Any) -> tuple[dict[str, Any], bytes]:
    bounds = result.termination.objective_bounds
    answer: dict[str, Any] = {
        "reason": result.termination.reason.name,
        "detail": result.termination.detail[:200],
        "bound": bounds.dual_bound,
        "nodes": result.solve_stats.node_count,
        "iterations": result.solve_stats.simplex_iterations,
        "objective": None,
        "values": 0,
        "duals": 0,
    }
    blob = b""
    if result.has_primal_feasible_solution():
        values = np.array(result.variable_values(list(program.variables())))
        answer |= {"objective": result.objective_value(), "values": len(values)}
        blob += values.tobytes()
    if result.has_dual_feasible_solution():
        duals = np.array(result.dual_values(list(program.linear_constraints())))
        answer["duals"] = len(duals)
        blob += duals.tobytes()
    return answer, blob


if __name__ == "__main__":
    main()
