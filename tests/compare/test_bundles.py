"""Two results of the hand-made park: what differs is told, what does not is not."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from shapely import affinity

import cli
from planner.bundle import write_bundle
from planner.compare.bundles import BundleDiff, bundle_diff
from planner.compare.document import bundle_document
from planner.compare.read import names_of, read_plan, read_plans
from planner.compare.table import compare, comparison_csv, comparison_document
from planner.errors import BundleError
from planner.model import M2, Layout, StoreyLayout
from planner.scenario import resolved_yaml
from tests.compare import hand
from tests.verify import park
from viz.diff_text import print_bundle_diff

PLAN = park.layout()
SUITE = hand.room(PLAN, tenant="T05", kind="tenant_suite")
VACANT = hand.room(PLAN, kind="vacant", storey="B/1F")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hand.write(tmp_path_factory.mktemp("base") / "one")


@pytest.fixture
def against(base: Path, tmp_path: Path) -> Callable[[Layout], BundleDiff]:
    return lambda plan: bundle_diff(*read_plans((base, hand.write(tmp_path / "two", plan))))


def text(diff: BundleDiff, **options: bool) -> str:
    stream = io.StringIO()
    print_bundle_diff(diff, "en", stream=stream, **options)
    return stream.getvalue()


def test_other_ids_and_another_order_are_the_same_layout(against: Callable[[Layout], BundleDiff]) -> None:
    plan = park.layout()
    diff = against(replace(plan, storeys=tuple(hand.renamed(storey) for storey in reversed(plan.storeys))))
    assert diff.same
    assert len(diff.rooms) == sum(len(storey.spaces) for storey in plan.storeys)
    assert text(diff) == "The two layouts are the same.\n"


def test_a_suite_that_shrank(against: Callable[[Layout], BundleDiff]) -> None:
    small = hand.narrower(SUITE, 1000)
    diff = against(hand.edited("A/2F", hand.with_room(SUITE, small)))
    (pair,) = diff.changed_rooms
    assert (pair.what, pair.before.id if pair.before else "") == ("resized", SUITE.id)
    (change,) = diff.placements
    lost = (SUITE.polygon.area - small.polygon.area) / M2
    assert (change.subject, change.what) == ("T05", "shrunk")
    assert change.by_m2 == pytest.approx(-lost)
    # more than 200 m2 were wished for by nobody: what lies beyond earns half of 60 CNY a month
    assert small.area > 200 * M2
    assert diff.worth[1].value - diff.worth[0].value == pytest.approx(-lost * 30 * 12)
    assert f"~ T05 Company 5: shrunk, A/2F {SUITE.area / M2:,.1f} m²" in text(diff)
    assert (diff.doors, diff.corridors, diff.site, diff.scenario) == ((), (), (), ())
    (share,) = (change for change in diff.clauses if change.clause == "CBEP-4.2.1-b")
    assert not share.turned  # less is let across the border, and enough still


def test_a_company_left_out_and_a_vacant_unit_that_is_let(against: Callable[[Layout], BundleDiff]) -> None:
    gone = hand.edited(
        "A/2F", hand.with_room(SUITE, replace(SUITE, kind="vacant", tenant=None, subject=None))
    )
    diff = against(gone)
    assert [(change.subject, change.what) for change in diff.placements] == [("T05", "left_out")]
    assert [pair.what for pair in diff.changed_rooms] == ["reassigned"]
    assert "- T05 Company 5: left out, A/2F" in text(diff)
    assert diff.worth[1].value < diff.worth[0].value
    again = bundle_diff(diff.after, diff.before)
    assert [(change.subject, change.what) for change in again.placements] == [("T05", "admitted")]


def test_a_zone_is_worth_all_its_rooms(against: Callable[[Layout], BundleDiff]) -> None:
    rooms = [room for storey in PLAN.storeys for room in storey.spaces if room.subject == "EXCHANGE"]
    hall = max(rooms, key=lambda room: room.area)
    area = sum(room.area for room in rooms) / M2
    left = area - hall.area / M2
    assert left < 600 < area  # wished: 600 m2, at 200 CNY a year each
    diff = against(hand.edited("A/1F", hand.with_room(hall, None)))
    assert diff.worth[1].value - diff.worth[0].value == pytest.approx(200 * (left - 600))
    assert [change.what for change in diff.placements] == ["shrunk"]


def test_another_bound_is_a_difference_and_another_seed_is_none(base: Path, tmp_path: Path) -> None:
    for key, value, same in (("seed", 99, True), ("gap", 0.2, False), ("bound_cny_year", 2e6, False)):
        other = hand.write(tmp_path / key)
        path = other / "manifest.json"
        path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), key: value}), "utf-8")
        assert bundle_diff(*read_plans((base, other))).same is same


def test_a_door_that_moved_and_one_that_is_wider(against: Callable[[Layout], BundleDiff]) -> None:
    def edit(storey: StoreyLayout) -> StoreyLayout:
        first, second, *rest = storey.doors
        first = replace(first, polygon=affinity.translate(first.polygon, 600))
        return replace(storey, doors=(first, replace(second, width_mm=second.width_mm + 200), *rest))

    diff = against(hand.edited("A/2F", edit))
    assert [(change.what, change.by_m) for change in diff.doors] == [("moved", 0.6), ("widened", 0.0)]
    assert not any(change.with_room for change in diff.doors)
    assert "  ~ A/2F: 1 moved, 1 wider\n" in text(diff)
    assert "moved 0.6 m" in text(diff, everything=True)


def test_a_road_that_is_gone_turns_clauses(against: Callable[[Layout], BundleDiff]) -> None:
    plan = park.layout()
    diff = against(replace(plan, roads=plan.roads[:-1]))
    assert [(change.role, change.what, change.before) for change in diff.site] == [("road", "removed", "R8")]
    worse = [change.clause for change in diff.clauses if change.worse]
    assert worse
    assert f"  ! {worse[0]}: pass -> fail" in text(diff)


def test_versions_of_a_scenario_are_compared_with_their_changes(base: Path, tmp_path: Path) -> None:
    given = park.park()
    first = replace(given.tenants[0], wished_area=210 * M2)
    other = replace(given, tenants=(first, *given.tenants[1:]))
    diff = bundle_diff(*read_plans((base, hand.write(tmp_path / "two", scenario=other))))
    assert [(change.thing, change.key) for change in diff.scenario] == [("T01", "wished_m2")]
    assert diff.changed_rooms == ()
    assert not diff.same


def test_the_document_says_the_same(against: Callable[[Layout], BundleDiff]) -> None:
    document = bundle_document(
        against(hand.edited("A/2F", hand.with_room(SUITE, hand.narrower(SUITE, 1000))))
    )
    json.dumps(document, allow_nan=False)
    (row,) = document["rooms"]["changes"]
    assert row["before"]["area_m2"] - row["after"]["area_m2"] == pytest.approx(
        (SUITE.polygon.bounds[3] - SUITE.polygon.bounds[1]) / 1000, abs=0.01
    )
    assert document["placements"][0]["subject"] == "T05"
    assert document["same"] is False


# ---------------------------------------------------------------- side by side


def test_the_table_measures_every_plan(base: Path, tmp_path: Path) -> None:
    emptied = hand.edited(
        "A/2F", hand.with_room(SUITE, replace(SUITE, kind="vacant", tenant=None, subject=None))
    )
    found = compare(read_plans((base, hand.write(tmp_path / "two", emptied), base)))
    area = SUITE.polygon.area / M2
    one, two, three = found.values
    assert one == three
    assert two["vacant"] - one["vacant"] == pytest.approx(area)  # type: ignore[operator]  # both are known
    assert one["let"] - two["let"] == pytest.approx(area)  # type: ignore[operator]
    assert (one["tenants"], two["tenants"], two["left_out"]) == (20, 19, 1)
    assert one["gross"] == 2 * 120 * 40 + 60 * 16.8
    document = comparison_document(found)
    best = {row["id"]: row["best"] for row in document["measures"]}
    assert best["tenants"] == [0, 2]
    assert best["gross"] == []
    assert [row["same"] for row in document["against_the_first"]] == [False, True]
    lines = comparison_csv(found, "en").decode("utf-8-sig").splitlines()
    assert lines[0].startswith("group,id,name,unit,better,")
    assert "programme,tenants,companies placed,count,more,20,19,20" in lines


def test_names_are_as_short_as_they_can_be() -> None:
    assert names_of([Path("out/a"), Path("out/b")]) == ("a", "b")
    assert names_of([Path("x/out"), Path("y/out")]) == ("x/out", "y/out")
    assert names_of([Path("a"), Path("a")]) == ("a (1)", "a (2)")


# ---------------------------------------------------------------- bad input, exit codes


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def call(*arguments: object) -> tuple[int, str, str]:
        code = cli.main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out, captured.err

    return call


Run = Callable[..., tuple[int, str, str]]


def test_exit_codes_of_diff(run: Run, base: Path, tmp_path: Path) -> None:
    assert run("diff", base, base)[0] == 0
    other = hand.write(
        tmp_path / "two", hand.edited("A/2F", hand.with_room(SUITE, hand.narrower(SUITE, 1000)))
    )
    code, out, _ = run("diff", base, other, "--json")
    assert (code, json.loads(out)["format"]) == (1, "planner-diff/1")
    resolved = base / "scenario.resolved.yaml"
    assert run("diff", resolved, resolved, "--lang", "zh")[:2] == (0, "两个方案含义相同。\n")
    assert run("diff", resolved, tmp_path / "none.yaml")[0] == 2


def test_one_scenario_against_one_bundle(run: Run, base: Path) -> None:
    code, _, error = run("diff", base / "scenario.resolved.yaml", base)
    assert code == 2
    assert "is a folder and" in error
    assert "Try: compare with the scenario in the folder" in error


def test_a_folder_that_is_no_bundle(run: Run, base: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, _, error = run("diff", base, tmp_path / "empty")
    assert code == 2
    assert "scenario.resolved.yaml: missing, expected in a result bundle" in error
    assert run("compare", base, base / "layout.geojson")[0] == 2
    assert "no such folder" in run("compare", base, tmp_path / "nowhere")[2]
    assert "one result, expected two or more" in run("compare", base)[2]


def test_a_bundle_of_another_park(base: Path, tmp_path: Path) -> None:
    given = park.park()
    moved = replace(
        given,
        name="Elsewhere",
        site=replace(given.site, boundary=affinity.translate(given.site.boundary, 500_000)),
        buildings=tuple(
            replace(
                b,
                id=f"Z{b.id}",
                storeys=tuple(replace(s, building=f"Z{b.id}", id=f"Z{s.id}") for s in b.storeys),
            )
            for b in given.buildings
        ),
    )
    first = read_plan(base, "one")
    other = replace(first, scenario=moved, directory=tmp_path)
    from planner.compare import read

    with pytest.raises(
        BundleError, match=r"a layout of 'Elsewhere', expected one of the same park.*Try: give"
    ):
        read.same_park(first.scenario, str(first.directory), other)


def test_pictures_page_and_table_are_written(run: Run, base: Path, tmp_path: Path) -> None:
    other = hand.write(
        tmp_path / "two", hand.edited("A/2F", hand.with_room(SUITE, hand.narrower(SUITE, 1000)))
    )
    folder = tmp_path / "made"
    options = ("--csv", folder / "t.csv", "--page", folder / "p.html", "--pictures", folder, "--lang", "zh")
    code, out, error = run("compare", base, other, *options)
    assert code == 0
    assert "布局价值" in out
    # only the storey that differs is drawn
    made = sorted(path.name for path in folder.iterdir())
    assert made == ["compare-A-2F.png", "compare-A-2F.svg", "p.html", "t.csv"]
    assert error.count("Wrote ") == 4


def test_no_page_where_nothing_can_be_written(run: Run, base: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, _, error = run("compare", base, base, "--page", tmp_path / "file" / "p.html")
    assert code == 2
    assert "cannot be written" in error


def test_a_bundle_without_a_usable_scenario(tmp_path: Path) -> None:
    write_bundle(tmp_path, park.solution(), resolved="format: planner/1\n")
    with pytest.raises(Exception, match=r"scenario\.resolved\.yaml"):
        read_plan(tmp_path, "x")
    assert resolved_yaml(park.park()).startswith("#")
