"""The store: whole files or none, what journals say, one sweep at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import UsageError
from planner.sweep.record import failure
from planner.sweep.store import Store


def test_a_result_is_there_whole_or_not(tmp_path: Path) -> None:
    store = Store.created(tmp_path / "out")
    record = failure("ab12", "crash", "why")
    assert store.get("ab12") is None
    store.put(record)
    assert store.get("ab12") == record
    store.path("ab12").write_text('{"key": "ab')  # half a file, as only a broken disk leaves it
    assert store.get("ab12") is None
    store.path("ab12").write_text('{"key": "other"}')
    assert store.get("ab12") is None


def test_the_store_of_a_folder_is_found_again(tmp_path: Path) -> None:
    store = Store.created(tmp_path)
    assert Store.created(tmp_path).id == store.id
    found = Store.found(tmp_path)
    assert found is not None
    assert found.id == store.id
    assert Store.found(tmp_path / "none") is None


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(UsageError, match="holds mine"):
        Store.created(tmp_path)


def test_journals_count_and_bear_half_lines(tmp_path: Path) -> None:
    store, other = Store.created(tmp_path), Store.created(tmp_path)
    store.note("begun", "a")
    store.note("solved", "a")
    journal = next((tmp_path / "journal").glob("*.jsonl"))
    with journal.open("ab") as stream:
        stream.write(b'{"what": "sol')  # killed in the midst
    store.note("begun", "b")
    other.note("begun", "a")
    other.note("solved", "a")
    counts = store.counts()
    assert (counts.begun, counts.solved, counts.twice) == (3, 2, 1)


def test_keys_are_remembered(tmp_path: Path) -> None:
    store = Store.created(tmp_path)
    store.know("r1", "k1")
    store.know("r2", "k2")
    assert Store.created(tmp_path).keys() == {"r1": "k1", "r2": "k2"}


def test_one_sweep_at_a_time(tmp_path: Path) -> None:
    store, other = Store.created(tmp_path), Store.created(tmp_path)
    assert not other.busy()
    with store.alone():
        assert other.busy()
        with pytest.raises(UsageError, match="another sweep is running"), other.alone():
            pass
    with other.alone():
        pass


def test_tidying_removes_what_was_half_done(tmp_path: Path) -> None:
    store = Store.created(tmp_path)
    store.put(failure("ab12", "crash", "why"))
    half = store.path("ab99").with_name(".ab99.json.77.tmp")
    half.write_text("{")
    (tmp_path / "bundles" / ".ab99-x").mkdir(parents=True)
    (tmp_path / "bundles" / "ab12").mkdir()
    store.tidy()
    assert not half.exists()
    assert [path.name for path in (tmp_path / "bundles").iterdir()] == ["ab12"]
    assert store.get("ab12") is not None
