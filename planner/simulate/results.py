"""What every simulation shares: the layout it reads, the files it writes, the packages it needs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from planner.bundle.files import make_writable, write_files
from planner.bundle.manifest import installed_version
from planner.check.facts import Facts, read_facts
from planner.errors import BundleError, UsageError
from planner.scenario import load_scenario

__all__ = ["FORMAT", "heading", "need", "output_folder", "read_simulated", "save_document"]

FORMAT = "planner-simulation/1"
"""Value of the key ``format`` of every result."""

RESOLVED = "scenario.resolved.yaml"
FOLDER = "simulation"


def read_simulated(directory: Path) -> Facts:
    """The layout in a folder with the scenario it was made for; ``BundleError`` where it is no bundle."""
    if directory.is_dir() and not (directory / RESOLVED).is_file():
        raise BundleError(
            f"{directory / RESOLVED}: missing, expected in a result bundle. "
            "Try: solve the scenario again with `planner solve SCENARIO -o FOLDER`"
        )
    if not directory.is_dir():
        raise BundleError(
            f"{directory}: no such folder; expected a result bundle, the folder that `planner solve` writes. "
            "Try: solve the scenario first with `planner solve SCENARIO -o FOLDER`"
        )
    return read_facts(load_scenario(directory / RESOLVED), directory)


def need(module: str, package: str = "", extra: str = "simulate") -> Any:
    """The module of an optional package; where it is missing, ``UsageError`` with what installs it."""
    try:
        return import_module(module)
    except ImportError as fault:
        raise UsageError(
            f"{package or module}: not installed, expected for this simulation (extra `{extra}`). "
            f"Try: pip install 'ecommerce-park-planner[{extra}]'"
        ) from fault


def output_folder(bundle: Path, output: Path | None) -> Path:
    """Where results go: the folder that is asked for, else ``simulation`` in the bundle; writable.

    Made only when the first result is written, so that bad input leaves no empty folder.
    """
    folder = output if output is not None else bundle / FOLDER
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    make_writable(folder)
    for path in missing:
        path.rmdir()
    return folder


def heading(kind: str, facts: Facts, seed: int, *packages: str) -> dict[str, Any]:
    """The first keys of every result: what was simulated, with which seed and packages."""
    return {
        "format": FORMAT,
        "kind": kind,
        "scenario": {"name": facts.scenario.name, "name_zh": facts.scenario.name_zh},
        "layout_sha256": facts.bundle.layout_sha256,
        "seed": seed,
        "planner": installed_version("ecommerce-park-planner"),
        "packages": {name: installed_version(name) for name in packages},
    }


def save_document(folder: Path, kind: str, document: Mapping[str, Any]) -> Path:
    """Write ``<kind>.json``, whole or not at all."""
    make_writable(folder)
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    write_files(folder, {f"{kind}.json": text.encode()})
    return folder / f"{kind}.json"
