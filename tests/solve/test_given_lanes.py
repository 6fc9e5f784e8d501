"""A tiny park whose scenario gives fire lanes: carried as given, or repaired on request."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.solve.test_end_to_end import TINY, manifest, planner

GIVEN = """\
  fire_lanes:
    - {id: W1, centreline: [[40, 0], [40, 14], [12, 14]], width_m: 4, slope_percent: 3}
    - {id: W2, centreline: [[10, 10], [10, 50]], width_m: 3.5}
"""


def scenario(folder: Path) -> Path:
    text = TINY.read_text("utf-8").replace("buildings:\n", f"{GIVEN}buildings:\n", 1)
    path = folder / "given.yaml"
    path.write_text(text.replace("[sbt11233]", "[sbt11233, fire]"), "utf-8")
    return path


def lanes(folder: Path) -> dict[str, dict[str, Any]]:
    features = json.loads((folder / "layout.geojson").read_text("utf-8"))["features"]
    rows = [feature["properties"] for feature in features]
    return {row["id"]: row for row in rows if row["role"] == "fire_lane"}


def solved(scenario: Path, folder: Path, *options: str) -> str:
    result = planner(
        "solve", scenario, "-o", folder, "--jobs", "1", "--no-pictures", "--lang", "en", *options
    )
    assert result.returncode in (0, 1), result.stderr
    return result.stdout


def test_given_lanes_are_carried_or_repaired(tmp_path: Path) -> None:
    park = scenario(tmp_path)
    told = solved(park, tmp_path / "given")
    assert "--repair-lanes adds what they lack" in told
    as_given = lanes(tmp_path / "given")
    assert set(as_given) == {"W1", "W2"}
    assert (as_given["W1"]["given"], as_given["W1"]["slope_percent"]) == (True, 3)
    assert manifest(tmp_path / "given")["fire_site"] is None, "nothing was designed, so nothing is proven"

    told = solved(park, tmp_path / "repaired", "--repair-lanes")
    assert "W2: GB 50016 7.1.8-1: 3.5 m wide" in told
    assert set(lanes(tmp_path / "repaired")) == {"W1", "FL01"}
    fire = manifest(tmp_path / "repaired")["fire_site"]
    assert fire["gap"] < 1e-3
    (new,) = [piece for piece in fire["added"] if piece["role"] == "fire_lane"]
    assert (new["id"], new["at"]) == ("FL01", [40, 14])
    assert new["length_m"] < 30
    assert len(fire["unfit"]) == 1
