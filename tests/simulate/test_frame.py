"""What every simulation shares: results, replications, messages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.bundle.write import DERIVED
from planner.errors import BundleError, UsageError
from planner.simulate.replicate import replicate
from planner.simulate.results import need, output_folder, read_simulated, save_document
from tests.simulate.doubled import twice


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_jobs(workers: int) -> None:
    heard: list[tuple[int, int]] = []
    found = replicate(twice, [3, 1, 2], workers, lambda *state: heard.append(state))
    assert found.results == (6, 2, 4)
    assert not found.interrupted
    assert heard == [(1, 3), (2, 3), (3, 3)]


def test_an_interrupted_run_keeps_what_is_finished() -> None:
    found = replicate(twice, [3, 1, 13, 2], 1)
    assert found.results == (6, 2)
    assert found.interrupted


def test_a_missing_package_is_told_with_the_command_that_installs_it() -> None:
    with pytest.raises(
        UsageError, match=r"Nothing: not installed.*pip install 'ecommerce-park-planner\[simulate\]'"
    ):
        need("no_such_module_here", "Nothing")


def test_a_folder_that_is_no_bundle_is_told(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"scenario\.resolved\.yaml: missing.*planner solve"):
        read_simulated(tmp_path)
    with pytest.raises(BundleError, match="no such folder"):
        read_simulated(tmp_path / "nowhere")


def test_results_lie_in_the_bundle_and_go_with_its_layout(tmp_path: Path) -> None:
    folder = output_folder(tmp_path, None)
    written = save_document(folder, "evacuation", {"kind": "evacuation"})
    assert written == tmp_path / "simulation" / "evacuation.json"
    assert json.loads(written.read_text("utf-8")) == {"kind": "evacuation"}
    assert written in [path for pattern in DERIVED for path in tmp_path.glob(pattern)]
