"""Progress written down for other programs: every event as a line, beside what is shown."""

from __future__ import annotations

import io
import json
import math
from pathlib import Path

import pytest

from planner.errors import UsageError
from planner.progress import Event
from viz.progress import progress


def test_events_are_written_as_they_come(tmp_path: Path) -> None:
    file, shown = tmp_path / "events.jsonl", io.StringIO()
    with progress(quiet=False, stream=shown, events=file) as display:
        display.event(Event("allocate", "round 1", 90.0, 120.0, math.inf))
        (first,) = map(json.loads, file.read_text("utf-8").splitlines())  # at once, not at the end
        display.event(Event("arrange", done=1, total=2))
        display.notice("停止")
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert first.pop("seconds") >= 0
    assert first == {
        "stage": "allocate", "detail": "round 1", "incumbent": 90.0, "bound": 120.0, "gap": None,
        "done": 0, "total": 0,
    }  # fmt: skip
    assert [(row.get("stage"), row.get("done"), row.get("notice")) for row in rows[1:]] == [
        ("arrange", 1, None),
        (None, None, "停止"),
    ]
    assert "round 1" in shown.getvalue()


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with (
        pytest.raises(UsageError, match="another path with --events"),
        progress(quiet=True, events=tmp_path / "no" / "file"),
    ):
        pass
