"""The shape of the code: who may import whom, no cycles, lengths, nothing tied to one machine."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("commands", "planner", "solvers", "viz")
MAY_IMPORT = {
    "cli": {"commands"},
    "commands": {"commands", "planner", "solvers", "viz"},
    "solvers": {"planner", "solvers"},
    "viz": {"planner", "viz"},
    "planner": {"planner"},
}
NOT_IN_PLANNER = {"ortools", "matplotlib", "click"}
FILE_LINES, FUNCTION_LINES = 500, 60
TEXT_ENDINGS = {".py", ".yaml", ".yml", ".toml", ".md", ".lock", ".cfg", ".txt", ".json", ".geojson", ""}


def sources() -> list[Path]:
    return [ROOT / "cli.py", *(path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py")))]


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path, *, run_time_only: bool = False) -> Iterator[str]:
    """Full names of what a file imports; ``a.b`` and ``a.b.c`` for ``from a.b import c``."""
    tree = ast.parse(path.read_text("utf-8"))
    skipped = set()
    if run_time_only:
        for node in ast.walk(tree):
            guard = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
            if guard or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                skipped.update(id(inner) for inner in ast.walk(node))
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", sources(), ids=module_name)
def test_imports_go_one_way(path: Path) -> None:
    here = module_name(path).split(".")[0]
    tops = {name.split(".")[0] for name in imports(path)}
    inside = tops & {"cli", "tests", "benchmarks", *PACKAGES}
    assert inside <= MAY_IMPORT[here], f"{path}: {here} must not import {inside - MAY_IMPORT[here]}"
    if here == "planner":
        assert not tops & NOT_IN_PLANNER


def test_no_module_is_in_an_import_cycle() -> None:
    names = {module_name(path) for path in sources()}
    graph = nx.DiGraph()
    for path in sources():
        here = module_name(path)
        for name in imports(path, run_time_only=True):
            # A package imports its own parts and they may name it in passing: not a cycle of modules.
            if (
                name in names
                and name != here
                and not name.startswith(here + ".")
                and not here.startswith(name + ".")
            ):
                graph.add_edge(here, name)
    assert list(nx.simple_cycles(graph)) == []


@pytest.mark.parametrize("path", sources(), ids=module_name)
def test_files_and_functions_stay_short(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= FILE_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            length = node.end_lineno - node.lineno + 1
            assert length <= FUNCTION_LINES, f"{path}:{node.lineno}: {node.name} has {length} lines"


def project_texts() -> list[Path]:
    left_out = {".git", ".venv", "out", "build", "dist", "node_modules"}
    found = []
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        caches = any(
            part.endswith(("_cache", ".egg-info")) or part in ("__pycache__", ".hypothesis") for part in parts
        )
        if path.is_file() and not caches and parts[0] not in left_out and path.suffix in TEXT_ENDINGS:
            found.append(path)
    return found


def test_nothing_is_tied_to_one_machine() -> None:
    shared = "../" + "shared"
    home = re.compile(r"(?<![\w.:/])/(?:work|root|home|Users|private|mnt)/\w")
    hits = []
    for path in project_texts():
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
            if shared in line or (home.search(line) and path != Path(__file__)):
                hits.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert hits == []


def test_no_registry_is_named_in_the_lock() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock
    assert not re.search(r"^\s*--(?:index|extra-index|find-links|trusted)", lock, re.MULTILINE)


def test_every_top_level_name_of_the_design_is_packaged() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    assert 'py-modules = ["cli"]' in text
    for name in PACKAGES:
        assert f'"{name}", "{name}.*"' in text
    code_at_top = {path.name for path in ROOT.glob("*.py")}
    assert code_at_top == {"cli.py"}


def test_help_loads_nothing_heavy() -> None:
    """What ``planner --help`` imports decides how fast it answers."""
    heavy = {
        "ortools",
        "matplotlib",
        "numba",
        "numpy",
        "shapely",
        "pandas",
        "pydantic",
        "rich",
        "yaml",
        "networkx",
    }
    seen: set[str] = set()
    waiting = ["cli"]
    files = {module_name(path): path for path in sources()}
    while waiting:
        name = waiting.pop()
        if name in seen or name not in files:
            continue
        seen.add(name)
        for wanted in imports(files[name], run_time_only=True):
            assert wanted.split(".")[0] not in heavy, f"{name} imports {wanted} at once"
            packages = [".".join(wanted.split(".")[:k]) for k in range(1, wanted.count(".") + 2)]
            waiting.extend(packages)
