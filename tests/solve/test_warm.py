from __future__ import annotations

import os
from pathlib import Path

import pytest

from planner.kernel_cache import prepare_cache


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", "before")  # put back afterwards, whatever a test sets
    monkeypatch.delenv("NUMBA_CACHE_DIR")


def writable(monkeypatch: pytest.MonkeyPatch, *places: Path) -> None:
    monkeypatch.setattr(os, "access", lambda path, _mode: any(Path(path) == place for place in places))


def test_a_writable_installation_or_home_keeps_the_compilers_own_choice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    prepare_cache()
    assert "NUMBA_CACHE_DIR" not in os.environ
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    writable(monkeypatch, tmp_path)
    prepare_cache()
    assert "NUMBA_CACHE_DIR" not in os.environ


def test_where_nothing_is_writable_the_cache_goes_to_a_folder_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    writable(monkeypatch)
    prepare_cache()
    assert Path(os.environ["NUMBA_CACHE_DIR"]).is_dir()


def test_a_users_choice_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", "/own")
    writable(monkeypatch)
    prepare_cache()
    assert os.environ["NUMBA_CACHE_DIR"] == "/own"
