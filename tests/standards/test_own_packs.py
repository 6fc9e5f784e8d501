"""A pack of the user's own, named by path in the scenario file: from the file to the bundle and back."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from planner.bundle import write_bundle
from planner.bundle.packs import copy_names
from planner.errors import PackError, ScenarioError
from planner.model import M2, Scenario
from planner.scenario import load_scenario, resolved_yaml
from planner.standards.packs import copies, packs_of
from planner.verify import verify
from tests.scenario.cases import broken
from tests.standards.test_packs import PACK
from tests.verify import park

STANDARDS = "standards: [cbep, sbt11233]"


def scenario_file(folder: Path, standards: str, pack: str = PACK) -> Path:
    """The small good scenario with other standards, and a pack beside it."""
    (folder / "city.yaml").write_text(pack)
    path = folder / "park.yaml"
    path.write_text(broken((STANDARDS, f"standards: {standards}")))
    return path


def messages(path: Path) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    return [str(problem) for problem in caught.value.problems]


def test_a_scenario_names_a_pack_by_path(tmp_path: Path) -> None:
    scenario = load_scenario(scenario_file(tmp_path, "[cbep, city.yaml]"))
    assert scenario.standards == ("cbep", "city.yaml")
    assert [pack.id for pack in packs_of(scenario)] == ["layout", "cbep", "city"]
    assert packs_of(scenario)[2].sha256 == hashlib.sha256(PACK.encode()).hexdigest()


def test_the_bundle_holds_a_copy_that_its_resolved_scenario_names(tmp_path: Path) -> None:
    """Moved anywhere, the bundle alone is enough to check it: the copy counts as the very pack."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "city.yaml").write_text(PACK)
    scenario = replace(park.park(), standards=("rules/city.yaml",), source=str(tmp_path / "park.yaml"))
    out = tmp_path / "out"
    write_bundle(out, park.solution(scenario), resolved=resolved_yaml(scenario), packs=copies(scenario))
    (tmp_path / "rules" / "city.yaml").unlink()
    out.rename(tmp_path / "elsewhere")
    resolved = load_scenario(tmp_path / "elsewhere" / "scenario.resolved.yaml")
    assert resolved.standards == ("pack-city.yaml",)
    assert (tmp_path / "elsewhere" / "pack-city.yaml").read_bytes() == PACK.encode()
    compliance = verify(resolved, tmp_path / "elsewhere")
    assert compliance.verdict("CITY-1").status == "pass"
    assert compliance.verdict("LAYOUT-ORIGIN").status == "pass"
    # Resolved once more, it names the same copy.
    assert "pack-city.yaml" in resolved_yaml(resolved)


def test_a_pack_changed_since_the_solve_is_told(tmp_path: Path) -> None:
    (tmp_path / "city.yaml").write_text(PACK)
    scenario = replace(park.park(), standards=("city.yaml",), source=str(tmp_path / "park.yaml"))
    write_bundle(tmp_path / "out", park.solution(scenario), resolved="", packs=copies(scenario))
    origin = {
        row.subject: row.ok for row in verify(scenario, tmp_path / "out").verdict("LAYOUT-ORIGIN").findings
    }
    assert origin["city.yaml"] is True
    (tmp_path / "city.yaml").write_text(PACK.replace("10000", "11000"))
    compliance = verify(scenario, tmp_path / "out")
    origin = {row.subject: row.ok for row in compliance.verdict("LAYOUT-ORIGIN").findings}
    assert origin["city.yaml"] is False
    assert compliance.failed() == ("CITY-1",)


def test_a_new_solve_removes_the_packs_of_the_last_one(tmp_path: Path) -> None:
    (tmp_path / "city.yaml").write_text(PACK)
    scenario = replace(park.park(), standards=("city.yaml",), source=str(tmp_path / "park.yaml"))
    write_bundle(tmp_path / "out", park.solution(scenario), resolved="", packs=copies(scenario))
    write_bundle(tmp_path / "out", park.solution(park.park()), resolved="")
    assert not (tmp_path / "out" / "pack-city.yaml").exists()


def test_names_of_copies() -> None:
    given = ("cbep", "city.yaml", "../other/city.yml", "pack-city.yaml", "a b/地方 规定.yaml")
    assert copy_names(given) == {
        "city.yaml": "pack-city.yaml",
        "../other/city.yml": "pack-city-2.yaml",
        "pack-city.yaml": "pack-city-3.yaml",
        "a b/地方 规定.yaml": "pack-地方-规定.yaml",
    }


def test_a_pack_that_is_not_there(tmp_path: Path) -> None:
    (told,) = messages(scenario_file(tmp_path, "[cbep, town.yaml]"))
    assert told.startswith(f"{tmp_path / 'park.yaml'}:4:19: standards[1]: got town.yaml;")
    assert f"there is no file {tmp_path / 'town.yaml'}" in told


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("kind: area_limit", "kind: area_limits", 8, "a requirement kind"),
        ("unit: m2, source: our city 2026-1", "source: our city 2026-1", 14, "unit: m2"),
        ("id: CITY-2", "id: CITY-1", 15, "an id that no other clause has"),
        ("id: CITY-1", "id: CBEP-4.2.1-a", 6, "it stands in both cbep and city: rename one"),
        ("value: 10000", "value: '10000'", 14, "a number as value, without quotes"),
        (
            "{value: 160, unit: m2, source: our city 2026-2}",
            "{policy: least_shop}",
            23,
            "a policy of the scenario",
        ),
        ("kinds: [shop]", "kinds: [shp]", 15, "did you mean shop?"),
    ],
)
def test_faults_of_a_pack_stand_with_its_own_file_and_line(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    assert PACK.count(old) >= 1
    (told,) = messages(scenario_file(tmp_path, "[cbep, city.yaml]", PACK.replace(old, new, 1)))
    assert told.startswith(f"{tmp_path / 'city.yaml'}:{line}:")
    assert words in told


def test_faults_of_scenario_and_pack_at_once(tmp_path: Path) -> None:
    path = scenario_file(tmp_path, "[cbep, cbep, city.yaml]", PACK.replace("by: geometry", "by: magic", 1))
    path.write_text(path.read_text("utf-8").replace("base_type: park", "base_type: Campus"))
    told = messages(path)
    assert [line.split(":")[0].rsplit("/", 1)[-1] for line in told] == ["park.yaml", "park.yaml", "city.yaml"]
    assert "expected each standard once" in told[0]


def width_scenario(folder: Path, width_mm: int) -> Scenario:
    text = PACK.replace("{value: 160, unit: m2, source: our city 2026-2}", "{policy: least_vacant_unit_m2}")
    (folder / "city.yaml").write_text(text)
    policies = replace(park.park().policies, least_vacant_unit_area=width_mm)
    return replace(park.park(), standards=("city.yaml",), policies=policies, source=str(folder / "park.yaml"))


def test_a_parameter_may_be_a_policy(tmp_path: Path) -> None:
    """The shop has 149.92 m2: enough for a policy of 149 m2, not for one of 150 m2."""
    for least, status in ((149, "pass"), (150, "fail")):
        scenario = width_scenario(tmp_path, least * M2)
        write_bundle(tmp_path / "out", park.solution(scenario), resolved="")
        verdict = verify(scenario, tmp_path / "out").verdict("CITY-2")
        assert verdict.status == status
        assert verdict.findings[0].limit == least


def test_a_folder_is_no_pack(tmp_path: Path) -> None:
    (tmp_path / "city.yaml").mkdir()
    scenario = replace(park.park(), standards=("city.yaml",), source=str(tmp_path / "park.yaml"))
    with pytest.raises(PackError, match="expected a pack of clauses"):
        packs_of(scenario)
