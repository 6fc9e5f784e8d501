"""The wheel, installed alone, runs from a folder whose own modules bear its generic names."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    result = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=clean, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built offline from a copy, so that nothing is left in the work tree."""
    copy = tmp_path_factory.mktemp("source")
    for name in ("cli.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    for name in ("commands", "planner", "solvers", "viz"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    out = tmp_path_factory.mktemp("wheel")
    run(*PIP, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", out, copy, cwd=out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``planner`` in an environment that holds the wheel and borrows only its dependencies.

    The borrowed folder is added as a plain path: its editable install of the project is not followed.
    """
    home = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", home, cwd=home)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)}))
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    python = home / "bin" / "python"
    run(*PIP, "--python", python, "install", "--no-deps", "--no-index", "--ignore-installed", wheel, cwd=home)
    return home / "bin" / "planner"


def test_wheel_holds_the_code_and_its_data_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {
        "cli.py", "commands", "planner", "solvers", "viz"
    }  # fmt: skip
    assert "planner/kinds.yaml" in names
    assert "viz/report/report.html.j2" in names
    data = [name for name in names if name.endswith((".ttf", "OFL.txt"))]
    assert len(data) >= 2, "the font and its licence travel together"


def test_installed_planner_ignores_decoys_in_the_working_folder(command: Path, tmp_path: Path) -> None:
    for name in ("cli", "solvers", "viz", "planner"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('a decoy was imported')\n")
    assert "ecommerce" not in run(command, "--version", cwd=tmp_path).stderr
    run(command, "init", "own.yaml", cwd=tmp_path)
    assert "valid" in run(command, "validate", "own.yaml", cwd=tmp_path).stdout
    where = run(command.parent / "python", "-c", "import cli; print(cli.__file__)", cwd=command.parent).stdout
    assert Path(where.strip()).is_relative_to(command.parent.parent)


def lend_kernels(site: Path) -> None:
    """Kernels compiled for the work tree serve the same sources elsewhere, where these are as old."""
    for package in ("planner", "solvers"):
        for source in (ROOT / package).rglob("*.py"):
            kernels = list(source.parent.glob(f"__pycache__/{source.stem}.*.nb?"))
            if kernels:
                there = site / source.relative_to(ROOT)
                os.utime(there, ns=(source.stat().st_atime_ns, source.stat().st_mtime_ns))
                (there.parent / "__pycache__").mkdir(exist_ok=True)
                for kernel in kernels:
                    shutil.copy(kernel, there.parent / "__pycache__")


@pytest.mark.slow
def test_installed_planner_solves(command: Path, tmp_path: Path) -> None:
    lend_kernels(next(command.parent.parent.glob("lib/*/site-packages")))
    for name in ("cli", "solvers", "viz", "planner"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('a decoy was imported')\n")
    shutil.copy(ROOT / "scenarios" / "minimal.yaml", tmp_path / "park.yaml")
    shutil.copytree(ROOT / "scenarios" / "operations", tmp_path / "operations")
    run(command, "solve", "park.yaml", "-o", "out", cwd=tmp_path)
    assert (tmp_path / "out" / "layout.geojson").stat().st_size > 1000
    assert list((tmp_path / "out").glob("plan-*.png"))
