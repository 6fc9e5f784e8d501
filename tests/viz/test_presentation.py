"""The report for investors: one page that needs nothing else, says what the layout is, and obeys no name."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from fontTools.ttLib import TTFont
from shapely import Polygon, box

import cli
from planner.bundle import write_bundle
from planner.compare.read import Plan, read_plans
from planner.compare.table import compare
from planner.errors import BundleError, UsageError
from planner.model import Scenario
from planner.scenario import resolved_yaml
from tests.compare import hand
from tests.verify import park
from viz.ink import TextLine
from viz.presentation import write_presentation
from viz.presentation.content import Content, content_of
from viz.presentation.figures import figure_text, money
from viz.presentation.massing import _Scene
from viz.presentation.page import _json, page
from viz.presentation.pdf import presentation_pdf
from viz.presentation.reasons import in_both
from viz.presentation.record import Record, Words
from viz.presentation.risks import risks_of
from viz.presentation.simulations import TELLERS, Group
from viz.presentation.svg import path_of

HOSTILE = "</script><img src=x onerror=alert(1)>\"'&${1}"


def hostile_park() -> Scenario:
    """A park with a company whose name is markup."""
    given = park.park()
    first = replace(given.tenants[0], name=HOSTILE, name_zh=HOSTILE)
    return replace(given, tenants=(first, *given.tenants[1:]), name_zh="甲乙园区")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hand.write(tmp_path_factory.mktemp("presented") / "<b>&", scenario=hostile_park())


@pytest.fixture(scope="module")
def plan(bundle: Path) -> Plan:
    return read_plans([bundle])[0]


@pytest.fixture(scope="module")
def content(plan: Plan) -> Content:
    return content_of(plan)


@pytest.fixture(scope="module")
def html(content: Content) -> str:
    return page([content], None, "zh")


class Page(HTMLParser):
    """What the document is made of."""

    VOID = frozenset({"meta", "input", "link"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.parts: dict[str, list[str]] = {"script": [], "style": [], "title": []}
        self.labelled: list[bool] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        if tag in ("input", "select"):
            self.labelled.append("label" in self.open)
        if tag not in self.VOID:
            self.open.append(tag)
        if tag in self.parts:
            self.parts[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in self.parts:
            self.parts[self.open[-1]][-1] += data

    def of(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]


# ---------------------------------------------------------------- the page


def test_the_page_asks_for_nothing_and_its_policy_forbids_it(html: str) -> None:
    found = Page(html)
    assert found.open == []
    links = [
        value for _, attributes in found.tags for key, value in attributes.items() if key in ("src", "href")
    ]
    assert all(link.startswith(("#", "data:")) for link in links)
    assert "http://" not in html.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in html
    (policy,) = [
        row["content"] for row in found.of("meta") if row.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    scripts = [
        text for text, row in zip(found.parts["script"], found.of("script"), strict=True) if "type" not in row
    ]
    for text in (*scripts, *found.parts["style"]):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert not [row for _, row in found.tags if "style" in row or any(key.startswith("on") for key in row)]


def test_a_name_that_is_markup_stays_a_name(html: str) -> None:
    assert "<img" not in html
    found = Page(html)
    (data,) = [
        text for text, row in zip(found.parts["script"], found.of("script"), strict=True) if "type" in row
    ]
    rooms = json.loads(data)["plans"][0]["rooms"]
    assert HOSTILE in {name for room in rooms for name in room.get("tenant", ())}


def test_data_of_the_page_hold_nothing_that_ends_a_script() -> None:
    text = _json({"</script>": "a\u2028b\u2029<!--&"})
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == {"</script>": "a\u2028b\u2029<!--&"}


@pytest.mark.slow
def test_the_same_bundle_gives_the_same_bytes(bundle: Path, content: Content, html: str) -> None:
    (again,) = read_plans([bundle])
    found = content_of(again)
    assert page([found], None, "zh") == html
    assert presentation_pdf([found], None, "zh") == presentation_pdf([content], None, "zh")


def test_headings_labels_and_names_for_those_who_do_not_see(html: str) -> None:
    found = Page(html)
    levels = [int(tag[1]) for tag, _ in found.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [row["id"] for _, row in found.tags if "id" in row]
    assert len(ids) == len(set(ids))
    assert all(row["aria-labelledby"] in ids for row in found.of("section"))
    assert all(found.labelled)
    assert all(
        "aria-label" in row for tag, row in found.tags if row.get("role") in ("img", "group", "search")
    )
    assert len(found.of("main")) == len(found.of("header")) == len(found.of("footer")) == 1
    for row in (row for _, row in found.tags if "data-label-zh" in row):
        assert row["aria-label"] == row["data-label-zh"]


def test_every_text_is_there_in_both_languages(html: str) -> None:
    found = Page(html)
    tongues = [row["class"] for tag, row in found.tags if tag == "span" and row.get("class") in ("zh", "en")]
    assert tongues.count("zh") == tongues.count("en") > 200
    assert found.of("html")[0]["lang"] == "zh-CN"


def test_the_font_has_every_character_that_the_project_has(html: str) -> None:
    (font,) = re.findall(r"font/woff;base64,([^)]+)\)", html)
    face = TTFont(BytesIO(base64.b64decode(font)))
    assert {ord(char) for char in "甲乙园区总建筑面积²≥"} <= face.getBestCmap().keys()


def test_words_and_lines_can_be_told_from_their_ground() -> None:
    css = (Path(cli.__file__).parent / "viz" / "presentation" / "page.css").read_text("utf-8")
    named = dict(re.findall(r"--(\w+): (#\w{3,6})", css))
    grounds = [named["paper"], named["ground"], "#fcfdfe", "#f1f4f7", "#eaf2fa", "#fff6e3"]
    for ink in ("ink", "soft", "accent", "pass", "fail", "undecided", "not_applicable"):
        assert all(_contrast(named[ink], ground) >= 4.5 for ground in grounds), ink
    assert _contrast("#1b2430", "#f2c063") >= 4.5
    assert _contrast("#d3dfec", "#1d4468") >= 4.5
    assert _contrast(named["focus"], named["paper"]) >= 2.5


def _contrast(one: str, other: str) -> float:
    """WCAG 2.1: (L1 + 0.05) / (L2 + 0.05)."""

    def light(colour: str) -> float:
        whole = colour[1:] if len(colour) == 7 else "".join(2 * char for char in colour[1:])
        parts = [int(whole[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


# ---------------------------------------------------------------- what it says


def test_key_figures_are_those_of_the_park(content: Content) -> None:
    """A: 120 x 40 m on two storeys; B: 60 x 16.8 m on one: 9,600 + 1,008 = 10,608 m2."""
    rows = {row.name[1]: row.cells for row in content.figures.areas}
    assert rows["Gross floor area"][1][1] == "10,608.0"
    parts = ("Net room area", "Corridors and halls", "Cores", "Walls and the rest")
    total = sum(float(rows[part][1][1].replace(",", "")) for part in parts)
    assert total == pytest.approx(10_608.0, abs=0.25)
    let, vacant = (float(rows[part][1][1].replace(",", "")) for part in ("Let to companies", "Vacant area"))
    assert float(rows["Lettable area"][1][1].replace(",", "")) == pytest.approx(let + vacant, abs=0.15)
    assert rows["Lettable area"][0] == (
        "企业用房、选品仓库和待租单元（政策 lettable_area_basis）",
        "suites, stock rooms and vacant units (policy lettable_area_basis)",
    )
    assert content.figures.cards[-1].value == ("无不符合", "No clause fails")
    assert content.figures.cards[-1].tone == "good"


def test_every_storey_is_drawn_and_every_room_is_in_its_drawing(content: Content) -> None:
    assert [drawing.id for drawing in content.drawings] == ["", "A/1F", "A/2F", "B/1F"]
    bodies = {drawing.id: drawing.body for drawing in content.drawings}
    for storey in park.layout().storeys:
        for space in storey.spaces:
            assert f'data-id="{space.id}"' in bodies[storey.storey]
    assert set(content.drawings[1].layers) >= {
        "rooms",
        "corridors",
        "doors",
        "egress",
        "dimensions",
        "labels",
    }


def test_evidence_of_a_clause_points_at_its_rooms(content: Content) -> None:
    at = [section.clause.id for section in content.clauses].index("CBEP-5.2.2.2-a")
    marks = [mark for finding in content.data["clauses"][at]["f"] for mark in finding[5]]
    kinds = {space.id: space.kind for storey in park.layout().storeys for space in storey.spaces}
    assert marks
    assert all(kinds[mark] == "stock_room" for mark in marks)
    room = next(row for row in content.data["rooms"] if row["id"] == marks[0])
    assert "CBEP-5.2.2.2-a" in room["clauses"]


def test_stacks_are_as_long_as_their_storeys(content: Content) -> None:
    """The longest storey has 4,800 m2, B/1F 1,008 m2: 21 per cent of it."""
    rows = {row.storey: row for tower in content.towers for row in tower.rows}
    assert rows["A/1F"].whole == pytest.approx(100)
    assert rows["B/1F"].whole == pytest.approx(21)
    for row in rows.values():
        assert sum(part.share for part in row.parts) <= row.whole


def test_solids_have_the_area_of_their_rooms() -> None:
    """An L of 10 x 10 m without 4 x 6 m, and a square with a hole: 76 and 84 m2."""
    scene = _Scene((0.0, 0.0))
    angle = Polygon([(0, 0), (10_000, 0), (10_000, 4_000), (6_000, 4_000), (6_000, 10_000), (0, 10_000)])
    ring = box(0, 0, 10_000, 10_000).difference(box(3_000, 3_000, 7_000, 7_000))
    scene.add(angle, "#ffffff", 0, 0, 4_000)
    scene.add(ring, "#ffffff", 0, 0, 4_000)
    for piece, area in zip(scene.take(), (76.0, 84.0), strict=True):
        _, _, low, high, points, rings, triangles = piece
        assert (low, high) == (0, 40)
        corners = [(points[2 * at], points[2 * at + 1]) for at in triangles]
        found = sum(Polygon(corners[at : at + 3]).area for at in range(0, len(corners), 3))
        assert found / 100 == pytest.approx(area)
        assert sum(rings) == len(points) // 2


def test_paths_are_short_and_upright() -> None:
    """50 units a millimetre, y down: a rectangle of 2 x 1 mm from (1, 1)."""
    assert path_of(box(1, 1, 3, 2)) in ("M150 -50v-50h-100v50z", "M150 -50v-50h-100v50h100z")


def test_words_that_both_languages_share_are_written_once() -> None:
    sheet = Record(10, 10)
    for tongue, name in (("zh", "房间"), ("en", "Room")):
        with sheet.on("labels", tongue):  # type: ignore[arg-type]
            sheet.text(TextLine("12.5 m²", 1, 1, 7))
            sheet.text(TextLine(name, 1, 2, 7))
    told = [(op.line.text, op.tongue) for op in sheet.ops() if isinstance(op, Words)]
    assert told == [("12.5 m²", ""), ("房间", "zh"), ("Room", "en")]


def test_money_figures_and_reasons_in_both_languages() -> None:
    assert money(26_791_248) == ("2,679.1 万元", "CNY 26.79 M")
    assert money(35_442) == ("3.54 万元", "CNY 35.4 K")
    assert figure_text(">= 50 m2") == "≥ 50 m²"
    assert figure_text("-0.5 m") == "−0.5 m"
    reason = "lost in the arrangement: 52.5 m2 allocated, 49.0 m2 laid out"
    assert in_both(reason) == ("布置房间时减少：分配 52.5 m²，布置 49.0 m²", reason)
    assert in_both("because") == ("because", "because")


# ---------------------------------------------------------------- simulations


def _simulated(folder: Path, name: str, document: object) -> Path:
    (folder / "simulation").mkdir(exist_ok=True)
    path = folder / "simulation" / name
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


def test_what_simulations_found_is_told(tmp_path: Path) -> None:
    head = {"format": "planner-simulation/1", "layout_sha256": "abc", "seed": 7}
    figures = {"replications": 200, "lit_share": {"mean": 0.815, "least": 0.7}, "months": list(range(99))}
    _simulated(tmp_path, "a.json", head | {"kind": "daylight"} | figures)
    _simulated(tmp_path, "b.json", head | {"kind": "goods", "layout_sha256": "older", "npv_cny": 5})
    _simulated(tmp_path, "c.json", {"format": "something else"})
    known, old = risks_of(tmp_path, "abc")
    assert (old.stale, old.groups) == (True, ())
    assert _told(known.groups) == {"replications": "200", "mean": "81.5%", "least": "70.0%"}


def test_letting_is_told_with_its_spread_and_what_clauses_risk(tmp_path: Path) -> None:
    share = {"mean": [0.5, 0.8], "q5": [0.4, 0.7], "q50": [0.5, 0.81], "q95": [0.6, 0.9]}
    value = {"q5": -2e6, "q50": 7e6, "q95": 1.5e7, "loss_probability": 0.125}
    lowest = {"month": 14, "probability": 0.6}
    clauses = [
        {"clause": "CBEP-4.2.2.1", "throughout": 0.55, "lowest": lowest},
        {"clause": "CBEP-4.2.2.1-a", "part_of": "CBEP-4.2.2.1", "throughout": 0.5, "lowest": None},
    ]
    document = {"format": "planner-simulation/1", "kind": "occupancy", "layout_sha256": "abc", "months": 2}
    document |= {"series": {"occupied_share": share}, "money": {"net_present_value_cny": value}}
    _simulated(tmp_path, "occupancy.json", document | {"clauses": clauses})
    (found,) = risks_of(tmp_path, "abc")
    assert _told(found.groups) == {
        "occupied share, month 2": "81.0% [70.0% – 90.0%]",
        "CBEP-4.2.2.1": "55.0% (least 60.0%, month 14)",
        "net present value": "CNY 7.00 M [CNY -2.00 M – CNY 15.00 M]",
        "probability of a loss": "12.5%",
    }
    assert found.fan is not None
    # from 35 to 95 %: the mean goes from 0.45 / 0.60 to 0.15 / 0.60 of 90 down
    assert found.fan.line == "M0.0 67.5L300.0 22.5"
    assert (found.fan.low, found.fan.high) == ("35%", "95%")


def test_other_kinds_are_told_by_what_matters_of_them() -> None:
    subjects = [
        {
            "id": "A/1F",
            "persons": 90,
            "stalled": 0,
            "time": {"mean_s": 61.2, "confidence_95_s": [58.0, 64.4]},
        },
        {"id": "A/2F", "persons": 80, "stalled": 2, "time": {"mean_s": 95.0, "confidence_95_s": None}},
    ]
    assert _told(tuple(TELLERS["evacuation"]({"subjects": subjects}))) == {
        "A/2F": "95 s, 80 persons",
        "A/1F": "61 [58–64] s, 90 persons",
        "runs in which somebody did not get out": "2",
    }
    trucks = {"number": {"mean": 120, "low": 110, "high": 130}, "late_share": {"mean": 0.02, "low": None}}
    stations = [{"station": "dock D1", "utilisation": {"mean": 0.35}}]
    assert _told(tuple(TELLERS["goods"]({"days": 7, "trucks": trucks, "stations": stations}))) == {
        "trucks": "120 [110 – 130]",
        "share late": "2.0%",
        "dock D1": "35%",
    }
    capacity = [
        {"where": None, "service": "power", "unit": "power_kva", "p99": 900, "capacity": 800}
        | {"exceeded_share": 0.1},
        {"where": "A", "service": "power", "unit": "power_kva", "p99": 9, "capacity": None},
        {"where": None, "service": "water", "unit": "water_m3_day", "p99": 50, "capacity": None},
    ]
    lifts = [{"building": "H", "utilisation": 0.92}]
    assert _told(tuple(TELLERS["loads"]({"capacity": capacity, "lifts": lifts}))) == {
        "power, kVA, not exceeded on 99 % of days": "900 / 800 (exceeded on 10.0% of days)",
        "water, m³ a day, not exceeded on 99 % of days": "50 (no capacity given)",
        "H": "92%",
    }


def _told(groups: tuple[Group, ...]) -> dict[str, str]:
    return {name[1]: value[1] for _, rows in groups for name, value in rows}


def test_a_damaged_simulation_is_named(tmp_path: Path) -> None:
    path = _simulated(tmp_path, "evacuation.json", "{")
    with pytest.raises(BundleError, match=re.escape(str(path))):
        risks_of(tmp_path, "abc")


# ---------------------------------------------------------------- alternatives, PDF, command


@pytest.mark.slow
def test_several_layouts_lie_side_by_side(plan: Plan, content: Content, tmp_path: Path) -> None:
    """In the second, a stock room is too small: that clause comes first, and in red."""
    room = hand.room(park.layout(), kind="stock_room")
    less = hand.edited(room.storey, hand.with_room(room, hand.narrower(room, 2_000)))
    (other,) = read_plans([hand.write(tmp_path / "small", less)])
    found = compare([plan, other])
    second = content_of(other)
    assert second.figures.cards[-1].tone == "bad"
    number = len(other.compliance.failed())
    assert second.figures.cards[-1].value == (f"{number} 条不符合", f"{number} clauses fail")
    assert second.clauses[0].verdict.status == "fail"
    assert second.figures.margins[0].strong
    html = page([content, second], found, "en")
    read = Page(html)
    assert len([row for row in read.of("div") if row.get("class") == "set"]) == 2
    assert [row["data-side"] for row in read.of("figure") if "data-side" in row] == ["0", "1"]
    ids = [row["id"] for _, row in read.tags if "id" in row]
    assert len(ids) == len(set(ids))
    assert presentation_pdf([content, second], found, "zh").startswith(b"%PDF-")


def test_the_pdf_has_a_page_for_each_part(content: Content) -> None:
    pdf = presentation_pdf([content], None, "en")
    assert pdf.startswith(b"%PDF-")
    assert 5 <= pdf.count(b"/Type /Page\n") <= 40


def test_the_command_writes_beside_the_layout(bundle: Path, html: str) -> None:
    made = CliRunner().invoke(cli.planner, ["report", str(bundle), "--json", "--lang", "zh"])
    assert json.loads(made.stdout) == {"written": [str(bundle / "presentation.html")]}
    assert (bundle / "presentation.html").read_text("utf-8") == html


def test_files_that_cannot_be_are_refused(bundle: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"park\.docx.*park\.html"):
        write_presentation([bundle], tmp_path / "park.docx", "zh")
    with pytest.raises(BundleError, match="no such folder"):
        write_presentation([tmp_path / "none"], tmp_path / "park.html", "zh")
    assert list(tmp_path.iterdir()) == []


def test_a_new_layout_removes_the_page_about_the_old_one(bundle: Path, tmp_path: Path) -> None:
    folder = hand.write(tmp_path / "again")
    (folder / "presentation.html").write_text("old")
    given = park.park()
    write_bundle(folder, park.solution(given, None), resolved=resolved_yaml(given))
    assert not (folder / "presentation.html").exists()


@pytest.mark.parametrize("code", [0, 1, 4])
def test_preview_solves_and_shows(code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import commands.report as module

    shown: list[str] = []
    asked: dict[str, object] = {}
    monkeypatch.setattr(module, "in_browser", lambda path: bool(shown.append(path)) or True)
    monkeypatch.setattr(module.solve, "callback", lambda **given: asked.update(given) or code)
    target = tmp_path / "presentation.html"
    monkeypatch.setattr("viz.presentation.write_presentation", lambda *_, **__: [target])
    arguments = ["preview", "park.yaml", "-o", str(tmp_path), "--seed", "3", "--seconds", "9", "--lang", "en"]
    done = CliRunner().invoke(cli.planner, arguments, standalone_mode=False)
    assert done.return_value == code
    assert shown == ([target.as_uri()] if code in (0, 1) else [])
    assert (asked["seed"], asked["seconds"], asked["pictures"]) == (3, 9.0, False)
