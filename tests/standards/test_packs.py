"""Packs of clauses: what the shipped ones hold, and what is said about one that cannot be used."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from planner.bundle import write_bundle
from planner.errors import PackError, UsageError
from planner.kinds import standard_catalogue
from planner.operations.model import Attestation, Operations
from planner.standards.kinds import collect, requirement_kinds
from planner.standards.packs import SHIPPED, packs_for, read_pack, shipped_pack
from planner.standards.requirement import RequirementKind
from planner.verify import verify
from tests.verify import park

PACK = """\
format: planner-pack/1
id: city
zh: 地方规定
en: Rules of our city
clauses:
  - id: CITY-1
    strength: mandatory
    kind: area_limit
    by: geometry
    zh: 建筑面积
    en: The park has 10000 m2 of building area.
    params:
      measure: building_area
      least: {value: 10000, unit: m2, source: our city 2026-1}
  - id: CITY-2
    strength: recommended
    kind: room_area
    by: geometry
    zh: 商铺
    en: Shops have 160 m2.
    params:
      kinds: [shop]
      least: {value: 160, unit: m2, source: our city 2026-2}
"""

LEAST = "{value: 10000, unit: m2, source: our city 2026-1}"
ZH = "    zh: 商铺\n"


@pytest.mark.parametrize("id", SHIPPED)
def test_shipped_pack(id: str) -> None:
    pack = shipped_pack(id)
    assert pack.id == id
    assert pack.clauses
    catalogue = standard_catalogue()
    for clause in pack.clauses:
        assert clause.standard == id
        assert clause.zh
        assert clause.en
        assert any("\u4e00" <= letter <= "\u9fff" for letter in clause.zh)
        for zone in (*clause.texts("zones"), *clause.texts("off_site"), *clause.texts("left_zones")):
            assert zone in catalogue.zones
        kinds = () if clause.kind == "documents" else clause.texts("kinds")
        for kind in (*kinds, *clause.texts("several_kinds"), *clause.texts("halls")):
            assert set(kind.split("|")) <= set(catalogue.spaces)
        assert set(clause.texts("groups")) <= set(catalogue.groups)


def test_numbers_of_the_standards() -> None:
    """Read in the text of both standards, clause by clause."""
    numbers = {
        (clause.id, name): parameter.value
        for id in ("cbep", "sbt11233")
        for clause in shipped_pack(id).clauses
        for name, parameter in clause.params.items()
        if parameter.unit in ("m2", "share", "person") and parameter.source.startswith(("CBEP", "SBT"))
    }
    assert numbers == {
        ("CBEP-4.2.1-a", "least"): 5000,
        ("CBEP-4.2.1-b", "least"): 3000,
        ("CBEP-4.2.1-c", "least"): 0.10,
        ("CBEP-4.2.2.1", "least"): 0.50,
        ("CBEP-4.2.2.2-a", "least"): 0.50,
        ("CBEP-4.2.2.2-b", "least"): 0.50,
        ("CBEP-5.1.2.4-a", "least"): 4,
        ("CBEP-5.1.3.4-a", "least"): 50,
        ("CBEP-5.1.3.4-b", "least"): 20,
        ("CBEP-5.1.3.5-a", "least"): 100,
        ("CBEP-5.2.1.1", "least"): 1000,
        ("CBEP-5.2.2.1-a", "least"): 300,
        ("CBEP-5.2.2.2-a", "least"): 50,
        ("CBEP-5.2.3-a", "least"): 100,
        ("CBEP-6.3.2", "least"): 1,
        ("SBT11233-4.2.1-a", "least"): 20000,
        ("SBT11233-4.2.1-a", "or_least"): 8000,
        ("SBT11233-4.2.1-b", "least"): 0.08,
        ("SBT11233-4.2.2-a", "least"): 8000,
        ("SBT11233-4.2.2-b", "least"): 0.04,
        ("SBT11233-4.2.3", "least"): 0.25,
    }


def test_every_kind_of_the_folder_is_used_by_a_clause() -> None:
    clauses = [clause for id in SHIPPED for clause in shipped_pack(id).clauses]
    used = {part.kind for clause in clauses for part in clause.requirements}
    assert used == set(requirement_kinds())


def test_two_kinds_with_one_id() -> None:
    kind = RequirementKind("area_limit")
    with pytest.raises(ValueError, match="two requirement kinds have the id 'area_limit'"):
        collect([kind, RequirementKind("other"), kind])


def test_a_pack_of_one_s_own(tmp_path: Path) -> None:
    """A city's rules, named by path from the folder of the scenario, are judged like the others."""
    (tmp_path / "city.yaml").write_text(PACK)
    scenario = replace(park.park(), standards=("city.yaml",), source=str(tmp_path / "park.yaml"))
    write_bundle(tmp_path / "out", park.solution(scenario), resolved="")
    compliance = verify(scenario, tmp_path / "out")
    assert compliance.standards == ("layout", "city")
    # Building area 9600 + 1008; the shop has 8 x 18.74 = 149.92 m2.
    assert compliance.verdict("CITY-1").status == "pass"
    assert compliance.failed("recommended") == ("CITY-2",)
    assert compliance.passed


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("planner-pack/1", "planner-pack/9", 1, r"expected a pack that begins `format: planner-pack/1`"),
        ("id: city\n", "id: 7\n", 2, "expected a text"),
        (
            "kind: area_limit",
            "kind: area_limits",
            8,
            "expected a requirement kind. Try: did you mean area_limit?",
        ),
        ("strength: mandatory", "strength: must", 7, "expected one of mandatory, recommended"),
        ("by: geometry", "by: magic", 9, "expected one of geometry, data, attestation"),
        ("id: CITY-2", "id: CITY-1", 15, "no other clause has. Try: .* the first stands in line 6"),
        ("value: 10000, unit: m2,", "value: 10000,", 14, r"Try: write least: \{value: 10000, unit: m2"),
        ("value: 10000, unit: m2", "value: 10000, unit: m", 14, "unit: m2"),
        ("{value: 10000, unit: m2, source: our city 2026-1}", "10000", 14, r"expected \{value: NUMBER"),
        ("value: 10000", "value: '10000'", 14, "without quotes. Try: write least: {value: 10000, unit: m2,"),
        ("value: 10000", "value: plenty", 14, "write least: {value: NUMBER, unit: m2, source: our city"),
        ("kind: room_area", "kind: xyzzy", 17, "Try: take one from the list of kinds"),
        (LEAST, "{policy: xyzzy}", 14, "Try: take one of docs/policies.md"),
        ("strength: mandatory", "strength: mandatry", 7, "did you mean mandatory?"),
        ("value: 10000", "value: .nan", 14, "expected a number as value"),
        ("value: 10000", "value: 1e308", 14, "expected a number as value"),
        (", source: our city 2026-1", "", 14, "source: CLAUSE or policy"),
        ("measure: building_area", "measure: roof_area", 13, "expected one of building_area, land_area"),
        ("measure: building_area\n", "measur: building_area\n", 13, "expected one of: measure, least"),
        ("      measure: building_area\n", "", 13, r"expected the parameter `measure`"),
        ("    params:\n      kinds: [shop]", "    params:\n      kinds: [7]", 22, "expected texts"),
        ("    en: Shops have 160 m2.\n", "    en: Shops.\n    en: Twice.\n", 21, "expected each key once"),
        (ZH, ZH + "    colour: red\n", 20, "got 'colour'; expected one of also"),
        (ZH, ZH + "    applies: {phase: moon}\n", 20, "expected one of: months_at_least"),
        (ZH, ZH + "    applies: {base_type: [city]}\n", 20, "expected one of park, building"),
        ("kind: room_area", "kind: one_of", 23, r"expected one of: clauses"),
        ("[shop]", "&a [shop]\n      more: *a", 23, "expected no aliases"),
        ("[shop]", "[shop", 23, "expected YAML"),
        ("clauses:\n", "clauses: none\nrest:\n", 5, "expected a list of clauses"),
        (ZH, ZH + "    also: {kind: room_area}\n", 20, "a list of requirements"),
        (ZH, ZH + "    also: [room_area]\n", 20, r"a requirement: \{kind: ..., params: ...\}"),
        (ZH, ZH + "    also: [{kind: room_area, note: x}]\n", 20, "a requirement:"),
        (ZH, ZH + "    also: [{kind: room_aera}]\n", 20, "a requirement kind"),
        (ZH, ZH + "    also: [{kind: one_of, params: {clauses: [CITY-1]}}]\n", 20, "a requirement kind"),
        (ZH, ZH + "    also: [{kind: attestation, params: {per: storey}}]\n", 20, "one of building, company"),
        (ZH, ZH + "    also: [{kind: staff_count, params: {role: mentor}}]\n", 20, "the parameter `least`"),
        ("clauses:\n", "clause:\n", 6, "got 'clause'; expected one of clauses, en"),
        ("id: city\n", "id: city\nversion: 2\n", 3, "expected a text, in quotes"),
        ("id: city\n", "id: cbep\n", 2, "expected an id other than layout, cbep"),
        (
            LEAST,
            "{policy: park_aera_basis}",
            14,
            "got .*; expected a policy of the scenario. Try: did you mean park_area_basis",
        ),
        (LEAST, "{policy: corridor_width_m}", 14, "a policy that is a number in m2: least_vacant_unit_m2"),
        (LEAST, "{policy: least_vacant_unit_m2, unit: m2}", 14, "nothing beside it"),
        ("[shop]", "{policy: working_days_year}", 22, "a policy that is a texts: support_zones"),
    ],
)
def test_unusable_pack(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    assert old in PACK
    path = tmp_path / "city.yaml"
    path.write_text(PACK.replace(old, new, 1))
    with pytest.raises(PackError, match=message) as caught:
        read_pack(path)
    assert line in [problem.line for problem in caught.value.problems]
    assert str(caught.value).startswith(str(path))


def test_all_faults_of_a_pack_at_once(tmp_path: Path) -> None:
    path = tmp_path / "city.yaml"
    path.write_text(
        PACK.replace("strength: mandatory", "strength: must").replace("value: 160", "value: many")
    )
    with pytest.raises(PackError) as caught:
        read_pack(path)
    assert [problem.path for problem in caught.value.problems] == [
        "clauses[0].strength",
        "clauses[1].params.least",
    ]


def test_all_requirements_of_a_clause_must_hold(tmp_path: Path) -> None:
    """The shop is large enough; the document about it is missing, then there, then expired."""
    also = "    also: [{kind: attestation, params: {aspects: [lease]}}]\n"
    text = PACK.replace("value: 160", "value: 100").replace(ZH, ZH + also)
    (tmp_path / "city.yaml").write_text(text)
    scenario = replace(park.park(), standards=("city.yaml",), source=str(tmp_path / "park.yaml"))
    write_bundle(tmp_path / "out", park.solution(scenario), resolved="")
    assert verify(scenario, tmp_path / "out").verdict("CITY-2").status == "undecided"
    for expires, status in ((date(2025, 12, 31), "pass"), (date(2025, 12, 30), "fail")):
        lease = Attestation(("CITY-2",), "Lease", date(2025, 1, 1), "Owner", expires, covers=("lease",))
        operations = Operations(as_of=date(2025, 12, 31), attestations=(lease,))
        found = verify(replace(scenario, operations=operations), tmp_path / "out").verdict("CITY-2")
        assert (found.status, len(found.findings)) == (status, 2)


def test_a_measure_needs_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "city.yaml"
    path.write_text(
        PACK.replace("measure: building_area", "measure: building_area\n      or_measure: land_area")
    )
    with pytest.raises(PackError, match="expected the parameter `or_least` beside it"):
        read_pack(path)


def test_an_alternative_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "city.yaml"
    one_of = (
        "kind: one_of\n    by: geometry\n    zh: 二\n    en: Two.\n    params: {clauses: [CITY-1, CITY-9]}\n"
    )
    path.write_text(PACK[: PACK.index("kind: room_area")] + one_of)
    with pytest.raises(PackError, match=r":21:.*got 'CITY-9'; expected the id of a clause of this pack"):
        read_pack(path)


def test_a_standard_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"standards: got gb50016; expected a pack of clauses. Try: name one of cbep"
    ):
        packs_for(("gb50016",), tmp_path)


@pytest.mark.parametrize("content", [b"", b"\xd6\xd0\xce\xc4", b"\x00", b"- 1", b"[" * 300])
def test_not_a_pack(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "city.yaml"
    path.write_bytes(content)
    with pytest.raises(PackError):
        read_pack(path)


def test_one_clause_in_two_packs(tmp_path: Path) -> None:
    (tmp_path / "city.yaml").write_text(PACK)
    (tmp_path / "copy.yaml").write_text(PACK.replace("id: city", "id: copy"))
    with pytest.raises(PackError, match=r"copy.yaml:6: got CITY-1;.*it stands in both city and copy"):
        packs_for(("city.yaml", "copy.yaml"), tmp_path)
