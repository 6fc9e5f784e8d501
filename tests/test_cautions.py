"""Scenarios that are sound but leave something out of reach: each is named with its place and a remedy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from shapely.geometry import Point, Polygon, box

import cli
from planner.caution_words import CAUTION_WORDS
from planner.cautions import Caution, cautions, cautions_document
from planner.check.compliance import Compliance
from planner.check.statement import Inputs
from planner.circulation.site import site_roads
from planner.model import Building, Core, CorePart, Layout, Obstacle, Scenario
from planner.scenario import load_scenario
from solvers.lanes.design import design_fire_site
from tests.scenario.cases import Case, check
from tests.solvers.lanes.sites import M, block, site
from viz.failing import failures_of

OFFICE = block("A", 50, 45, 110, 75)


def named(park: Scenario) -> list[tuple[str, str]]:
    found = cautions(park)
    for row in found:
        assert row.remedy
        assert str(row).startswith(f"{row.code}: {row.subject} at (")
    return [(row.code, row.subject) for row in found]


def with_pond(park: Scenario, *shapes: Polygon) -> Scenario:
    ponds = tuple(Obstacle(f"O{k}", shape, "pond") for k, shape in enumerate(shapes))
    return replace(park, site=replace(park.site, obstacles=ponds))


def test_a_good_park_has_none() -> None:
    assert named(site(160, 120, [OFFICE], [(80, 0), (0, 60)])) == []


@pytest.mark.parametrize(("gap", "blocked"), [(4.0, False), (3.9, True)])
def test_a_gate_before_a_pond(gap: float, blocked: bool) -> None:
    """A pond across the whole site, with a gap at the west boundary; the second gate lies behind it."""
    park = site(160, 120, [OFFICE], [(80, 0), (0, 60)])
    walled = with_pond(park, box(gap * M, 12 * M, 160 * M, 15 * M))
    assert named(walled) == ([("gate-blocked", "gate G1")] if blocked else [])
    alone = replace(walled, site=replace(walled.site, gates=walled.site.gates[:1]))
    wanted = [("gate-blocked", "gate G1"), ("building-unreached", "building A")]
    assert named(alone) == (wanted if blocked else [])


def test_people_need_no_way_of_4_m() -> None:
    park = with_pond(site(160, 120, [OFFICE], [(80, 0)]), box(0, 12 * M, 160 * M, 15 * M))
    gate = replace(park.site.gates[0], traffic=frozenset({"people"}))
    assert named(replace(park, site=replace(park.site, gates=(gate,)))) == [("no-fire-gate", "site")]


def test_one_gate_for_fire_engines_is_enough() -> None:
    park = site(160, 120, [OFFICE], [(80, 0), (0, 60)])
    goods = replace(park.site.gates[0], traffic=frozenset({"goods", "people"}))
    assert "fire" in park.site.gates[1].traffic
    assert named(replace(park, site=replace(park.site, gates=(goods, park.site.gates[1])))) == []
    assert named(replace(park, site=replace(park.site, gates=(goods,)))) == [("no-fire-gate", "site")]


@pytest.mark.parametrize(("gap", "told"), [(4.0, False), (3.999, True)])
def test_buildings_closer_than_a_lane(gap: float, told: bool) -> None:
    park = site(200, 120, [block("A", 30, 45, 90, 75), block("B", 90 + gap, 45, 150, 75)], [(80, 0)])
    assert named(park) == ([("narrow-gap", "buildings A and B")] if told else [])
    if told:
        (row,) = cautions(park)
        assert row.at == pytest.approx((92_000, 60_000), abs=16_000)
        assert "3.999 m apart" in row.words
        assert cautions_document(park)[0]["code"] == "narrow-gap"


def hollow(short: float, passage: float = 0.0) -> Building:
    """80 m wide with a courtyard of 50 m by ``short``, and perhaps a passage into it from the south."""
    court = box(45 * M, 55 * M, 95 * M, (55 + short) * M)
    outline = box(30 * M, 40 * M, 110 * M, (70 + short) * M).difference(court)
    if passage:
        outline = outline.difference(box(60 * M, 40 * M, (60 + passage) * M, 55 * M))
    plain = block("A", 30, 40, 110, 70 + short, storeys=1)
    return replace(plain, storeys=tuple(replace(floor, outline=outline) for floor in plain.storeys))  # type: ignore[arg-type]  # one polygon


@pytest.mark.parametrize(
    ("short", "passage", "told"),
    [(24.0, 0.0, False), (24.001, 0.0, True), (30.0, 4.0, False), (30.0, 0.0, True)],
)
def test_a_courtyard_without_a_way_in(short: float, passage: float, told: bool) -> None:
    park = site(160, 140, [hollow(short, passage)], [(80, 0)])
    assert named(park) == ([("courtyard-closed", "building A")] if told else [])


def test_a_way_under_upper_storeys_is_a_way_from_4_m_on() -> None:
    ground = hollow(30.0, 4.0)
    for height, told in ((3_999, True), (4_000, False)):
        over = replace(
            ground.storeys[0],
            id="A/2F",
            level=2,
            elevation_mm=height,
            outline=hollow(30.0).storeys[0].outline,
        )
        park = site(160, 140, [replace(ground, storeys=(ground.storeys[0], over))], [(80, 0)])
        codes = [code for code, _ in named(park)]
        assert ("courtyard-closed" in codes) is told


def stair(storey: str, x: float) -> Core:
    shape = box(x * M, 50 * M, (x + 3) * M, 57 * M)
    return Core(f"{storey}/C{x:g}", shape, (CorePart(f"{storey}/C{x:g}/ST", "stair", shape),))


@pytest.mark.parametrize(("shift", "told"), [(0.0, False), (2.857, False), (2.858, True)])
def test_stairs_that_do_not_line_up(shift: float, told: bool) -> None:
    """Two stairs of 3 x 7 m on each storey; the second of 2F is shifted: 0.143 m x 7 m are 1.0 m2 shared."""
    below = replace(OFFICE.storeys[0], cores=(stair("A/1F", 60), stair("A/1F", 90)))
    above = replace(OFFICE.storeys[1], cores=(stair("A/2F", 60), stair("A/2F", 90 + shift)))
    park = site(160, 120, [replace(OFFICE, storeys=(below, above))], [(80, 0)])
    assert [code for code, _ in named(park)] == (["stair-ends"] if told else [])
    if told:
        assert "A/1F" in cautions(park)[0].words


def test_doors_without_width_are_errors() -> None:
    given = "id: X1, at: [25, 0], width_m: "
    path = "buildings[0].storeys[0].exits[0].width_m"
    check(Case("exit without width", f"{given}1.8", f"{given}0", "X1", path, ("got 0", "0.7")))


@pytest.mark.parametrize(
    "ponds",
    [(box(0, 5 * M, 160 * M, 8 * M),), (box(70 * M, 0, 90 * M, 30 * M), box(0, 40 * M, 20 * M, 80 * M))],
)
def test_what_cannot_be_reached_is_planned_without(ponds: tuple[Polygon, ...]) -> None:
    """Neither roads nor lanes stumble over gates that lie behind water."""
    park = with_pond(site(160, 120, [OFFICE], [(80, 0), (0, 60)]), *ponds)
    design = design_fire_site(park, site_roads(park))
    assert isinstance(design.proof.unmet, tuple)
    gone = with_pond(park, box(0, 0, 160 * M, 30 * M), box(0, 0, 30 * M, 120 * M))
    nothing = design_fire_site(gone, site_roads(gone))
    assert nothing.site.lanes == ()
    assert any("no lane" in words for words in nothing.proof.unmet)


def test_validate_tells_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (Path(__file__).parent / "solve" / "tiny.yaml").read_text("utf-8")
    path = tmp_path / "park.yaml"
    pond = "  obstacles: [{id: P, kind: pond, polygon: [[0, 2], [80, 2], [80, 5], [0, 5]]}]\nbuildings:\n"
    path.write_text(text.replace("buildings:\n", pond, 1), "utf-8")
    assert load_scenario(path).site.obstacles
    assert cli.main(["validate", str(path)]) == 0
    told = capsys.readouterr().out
    assert "caution: gate-blocked: gate G1 at (40.0, 0.0)" in told
    assert "Try: move the gate" in told
    assert cli.main(["validate", str(path), "--lang", "zh"]) == 0
    told = capsys.readouterr().out
    assert "有效。" in told
    assert " 栋建筑，" in told
    assert "注意：gate-blocked：大门 G1（40.0, 0.0）" in told
    assert cli.main(["validate", str(path), "--json"]) == 0
    assert '"gate-blocked"' in capsys.readouterr().out


def test_a_caution_reads_as_one_sentence() -> None:
    row = Caution("narrow-gap", (1_000.0, 2_500.0), {"id": "A", "other": "B", "gap": "3.999"})
    assert str(row).startswith("narrow-gap: buildings A and B at (1.0, 2.5): 3.999 m apart, 4 m are needed")
    assert row.told("zh").startswith(
        "narrow-gap：建筑 A 与 B（1.0, 2.5）：相距 3.999 m，其间设消防车道需 4 m。建议："
    )


@pytest.mark.parametrize("code", sorted(CAUTION_WORDS))
def test_every_caution_is_told_in_both_languages(code: str) -> None:
    names = dict.fromkeys(("id", "other", "gap", "short", "storey"), "7.5")
    row = Caution(code, (0.0, 0.0), names)
    for lang in ("zh", "en"):
        told = row.in_words(lang)
        assert all((told.title, told.subject, told.words, told.remedy))
        assert "{" not in row.told(lang)
        assert any("\u4e00" <= letter <= "\u9fff" for letter in told.words) is (lang == "zh")


def test_cautions_are_told_in_chinese_and_stand_in_pictures_and_reports() -> None:
    park = site(200, 120, [block("A", 30, 45, 90, 75), block("B", 93, 45, 150, 75)], [(80, 0)])
    (row,) = cautions_document(park)
    assert row["zh"] == {
        "subject": "建筑 A 与 B",
        "words": "相距 3.000 m，其间设消防车道需 4 m",
        "remedy": "拉开间距（防火规范要求 6 m 及以上），或合并为一栋建筑",
    }
    (place,) = failures_of(Compliance("", "", (), (), Inputs(())), park, Layout((), ()), "zh")[None]
    assert (place.clause, place.subject) == ("间距过窄", "建筑 A 与 B")
    assert place.where.distance(Point(91_500, 60_000)) < 16_000
