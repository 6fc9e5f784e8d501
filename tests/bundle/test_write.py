"""What a user finds in the output folder, and that it is whole or absent."""

from __future__ import annotations

import csv
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from shapely import box

from planner.bundle import Bundle, read_bundle, write_bundle
from planner.errors import UsageError
from planner.model import M2, Allocation, Layout, Placement, Shortfall, StoreyLayout
from tests.verify import park


def _written(directory: Path) -> Bundle:
    write_bundle(directory, park.solution(), resolved="format: planner/1\n")
    return read_bundle(directory)


def test_files_of_a_bundle(tmp_path: Path) -> None:
    _written(tmp_path / "new" / "folder")
    names = {path.name for path in (tmp_path / "new" / "folder").iterdir()}
    assert names == {"layout.geojson", "scenario.resolved.yaml", "areas.csv", "manifest.json"}
    assert (tmp_path / "new/folder/scenario.resolved.yaml").read_text() == "format: planner/1\n"


def test_same_solution_same_bytes_whatever_the_clock_said(tmp_path: Path) -> None:
    slow = replace(park.solution(), stage_seconds={"allocate": 99.0})
    turned = park.solution(plan=Layout(tuple(reversed(park.layout().storeys)), park.layout().roads))
    for name, solution in (("a", park.solution()), ("b", slow), ("c", turned)):
        write_bundle(tmp_path / name, solution, resolved="")
    layouts = {(tmp_path / name / "layout.geojson").read_bytes() for name in "abc"}
    assert len(layouts) == 1


def test_layout_survives_the_way_through_the_file(tmp_path: Path) -> None:
    read = _written(tmp_path).layout
    for before, after in zip(park.layout().storeys, read.storeys, strict=True):
        assert [s.id for s in before.spaces] == [s.id for s in after.spaces]
        for one, other in zip(before.spaces, after.spaces, strict=True):
            assert one.polygon.equals(other.polygon)
            assert (one.kind, one.zone, one.tenant, one.subject) == (
                other.kind,
                other.zone,
                other.tenant,
                other.subject,
            )
        assert {d.id: (d.width_mm, d.joins) for d in before.doors} == {
            d.id: (d.width_mm, d.joins) for d in after.doors
        }
        assert [(c.width_mm, c.zone, c.subject) for c in before.corridors] == [
            (c.width_mm, c.zone, c.subject) for c in after.corridors
        ]
    assert [(r.id, r.width_mm, r.serves) for r in read.roads] == [
        (r.id, r.width_mm, r.serves) for r in park.layout().roads
    ]
    assert all(road.centreline.length > 0 for road in read.roads)


def test_roles_and_metres(tmp_path: Path) -> None:
    bundle = _written(tmp_path)
    roles = [feature["properties"]["role"] for feature in bundle.features]
    counts = {role: roles.count(role) for role in dict.fromkeys(roles)}
    expected = "site gate building storey core exit dock space corridor door road axis"
    assert " ".join(counts) == expected
    assert (counts["building"], counts["storey"], counts["core"], counts["exit"]) == (2, 3, 5, 4)
    hall = next(f for f in bundle.of_role("space") if f["properties"]["id"] == "A/1F/s01")
    # 12.00 m wide, 18.74 m deep: (40 - 1.8) / 2 - 0.24 - 0.12
    assert hall["properties"]["area_m2"] == pytest.approx(12.0 * 18.74)
    assert hall["geometry"]["coordinates"][0][0] == [40.24, 60.24]


def test_coordinates_are_whole_millimetres_and_area_is_theirs(tmp_path: Path) -> None:
    drawn = park.layout().storeys[0]
    odd = replace(drawn.spaces[0], polygon=box(40240.4, 60240.4, 52240.2, 78980.3))
    plan = Layout((StoreyLayout("A/1F", (odd,), (), ()),), ())
    write_bundle(tmp_path, park.solution(plan=plan), resolved="")
    feature = read_bundle(tmp_path).of_role("space")[0]
    assert feature["properties"]["area_m2"] == 12.0 * 18.74


def test_areas_table_opens_in_a_spreadsheet(tmp_path: Path) -> None:
    odd = replace(park.layout().storeys[2].spaces[0], name='=HYPERLINK("x")', name_zh="选品仓,一")
    storey = replace(park.layout().storeys[2], spaces=(odd,))
    write_bundle(tmp_path, park.solution(plan=Layout((storey,), ())), resolved="")
    assert (tmp_path / "areas.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
    with (tmp_path / "areas.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows == [
        {
            "id": "B/1F/s01",
            "building": "B",
            "storey": "B/1F",
            "level": "1",
            "zone": "storage_base",
            "zone_zh": "仓储基地",
            "kind": "stock_room",
            "kind_zh": "选品仓",
            "name": '\'=HYPERLINK("x")',
            "name_zh": "选品仓,一",
            "tenant": "T01",
            "subject": "stock:T01",
            "area_m2": "50.051",
        }
    ]


def test_manifest_tells_what_is_proven_and_what_is_missing(tmp_path: Path) -> None:
    scenario = park.park()
    wishes = {"T01": 230 * M2, "T02": 221 * M2}
    tenants = tuple(replace(t, wished_area=wishes.get(t.id, t.wished_area)) for t in scenario.tenants)
    out = replace(tenants[-1], id="T99", resident=False)
    allocation = Allocation(
        "feasible", (), (Shortfall("T99", 200 * M2, 0, "no storey has room"),), {}, 5.0, float("inf")
    )
    solution = replace(
        park.solution(), scenario=replace(scenario, tenants=(*tenants, out)), allocation=allocation
    )
    write_bundle(tmp_path, solution, resolved="")
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    # T01 has 221.132 of 230 m2 (96.1 %); T02 has all it wished; STORE was asked 1000 and has 1011.96.
    assert [(s["subject"], s["wished_m2"], s["given_m2"]) for s in manifest["shortfalls"]] == [
        ("T01", 230.0, 221.132)
    ]
    assert manifest["left_out"] == [
        {"subject": "T99", "wished_m2": 200.0, "given_m2": 0.0, "reason": "no storey has room"}
    ]
    assert (manifest["gap"], manifest["bound_cny_year"], manifest["seed"]) == (None, None, 11)
    assert manifest["stage_seconds"] == {"allocate": 1.25}
    assert manifest["proven"] == ["allocation gap"]
    assert manifest["time_cap_hit"] is False


def test_area_lost_in_the_arrangement_is_explained(tmp_path: Path) -> None:
    wished = replace(park.park().tenants[0], wished_area=260 * M2)
    scenario = replace(park.park(), tenants=(wished, *park.park().tenants[1:]))
    placed = Allocation("optimal", (_placement("T01", 260),), (), {}, 1.0, 1.0)
    write_bundle(tmp_path, replace(park.solution(scenario), allocation=placed), resolved="")
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["shortfalls"][0]["reason"] == (
        "lost in the arrangement: 260.0 m2 allocated, 221.1 m2 laid out"
    )


def _placement(subject: str, area_m2: int) -> Placement:
    area = area_m2 * M2
    return Placement(subject, "A/2F", "office_area", subject, area, area, area, ())


def test_stale_verdict_goes_and_other_files_stay(tmp_path: Path) -> None:
    _written(tmp_path)
    for name in ("compliance.json", "plan-A-1F.svg", "egress-A-1F.png", "site.png", "notes.txt"):
        (tmp_path / name).write_text("old")
    _written(tmp_path)
    assert not (tmp_path / "compliance.json").exists()
    assert not (tmp_path / "plan-A-1F.svg").exists()
    assert not (tmp_path / "egress-A-1F.png").exists()
    assert (tmp_path / "notes.txt").exists()


def test_a_folder_that_held_no_bundle_keeps_its_files(tmp_path: Path) -> None:
    (tmp_path / "site.png").write_text("a holiday")
    _written(tmp_path)
    assert (tmp_path / "site.png").exists()


def test_unwritable_folder_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_text("in the way")
    with pytest.raises(UsageError, match=r"file: the output folder cannot be written .* Try: another folder"):
        write_bundle(target, park.solution(), resolved="")
    assert target.read_text() == "in the way"


def test_an_interrupted_write_leaves_the_earlier_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _written(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    calls = []

    def full_disk(_: int) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(UsageError, match="No space left on device"):
        write_bundle(tmp_path, park.solution(plan=Layout((), ())), resolved="new")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
