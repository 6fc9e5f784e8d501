"""Sweeps over the smallest park that solves."""

from __future__ import annotations

from pathlib import Path

TINY = Path(__file__).resolve().parents[1] / "solve" / "tiny.yaml"


def write(folder: Path, body: str, scenario: Path = TINY) -> Path:
    """A sweep's file with this body."""
    path = folder / "sweep.yaml"
    path.write_text(f"format: planner-sweep/1\nscenario: {scenario}\n{body}", "utf-8")
    return path


def seeds(folder: Path, count: int, run: str = "") -> Path:
    """A sweep over the seed alone."""
    values = ", ".join(str(k) for k in range(1, count + 1))
    return write(folder, f"{run}grid: [{{path: run.seed, values: [{values}]}}]\n")
