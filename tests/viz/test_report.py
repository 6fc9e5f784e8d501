"""The clause report: what the HTML and the PDF hold, whole, self-contained and the same every time."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from shapely import Point, box

from planner.bundle import write_bundle
from planner.check.compliance import Finding, Verdict
from planner.errors import UsageError
from planner.model import Flow, Scenario, Weights
from planner.standards.packs import packs_of
from planner.verify import Compliance, verify
from tests.verify import park
from viz.report import write_report
from viz.report.base import base_layers, boxes_of
from viz.report.content import Section, content_of
from viz.report.pictures import excerpts, overviews
from viz.report.svg import Drawings
from viz.report.things import index_of

NAME = 'Park <b>"1"</b> & co'


def scenario() -> Scenario:
    return replace(park.park(), name=NAME, name_zh="甲乙园区")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle in which one stock room is too small (49.9 m2) and one room overlaps its neighbour."""
    target = tmp_path_factory.mktemp("report") / "out"
    plan = park.layout()
    first, second, small = plan.storeys
    shrunk = replace(small.spaces[0], polygon=box(40_240, 30_240, 47_229, 37_380))
    x0, y0, x1, y1 = first.spaces[0].polygon.bounds
    wide = replace(first.spaces[0], polygon=box(x0, y0, x1 + 700, y1))
    plan = replace(
        plan,
        storeys=(
            replace(first, spaces=(wide, *first.spaces[1:])),
            second,
            replace(small, spaces=(shrunk, *small.spaces[1:])),
        ),
    )
    write_bundle(target, park.solution(scenario(), plan=plan), resolved="")
    return target


@pytest.fixture(scope="module")
def compliance(folder: Path) -> Compliance:
    return verify(scenario(), folder)


@pytest.fixture(scope="module")
def html(folder: Path, compliance: Compliance) -> str:
    (path,) = write_report(folder.parent / "report.html", scenario(), folder, compliance, "zh")
    return path.read_text("utf-8")


class Page(HTMLParser):
    """Tags that are opened and closed in order, ids, and the text that is shown."""

    VOID = frozenset({"meta", "input", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        values = dict(attrs)
        if values.get("id"):
            self.ids.append(str(values["id"]))
        self.links += [str(values[name]) for name in ("href", "src") if values.get(name)]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] not in (["style"], ["script"]):
            self.text.append(data)


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    found = Page()
    found.feed(html)
    assert found.open == []
    return found


def test_every_clause_stands_once_with_its_verdict(html: str, page: Page, compliance: Compliance) -> None:
    assert len(page.ids) == len(set(page.ids))
    for verdict in compliance.verdicts:
        assert verdict.clause in page.ids
        (opening,) = re.findall(rf'<details id="{re.escape(verdict.clause)}" [^>]*>', html)
        assert f'data-status="{verdict.status}"' in opening
        assert f'data-standard="{verdict.standard}"' in opening
        assert f'data-strength="{verdict.strength}"' in opening
        assert opening.endswith(" open>") == (verdict.status == "fail")


def test_measured_limit_and_margin_are_told(page: Page) -> None:
    text = " ".join(page.text)
    assert "T01 (B/1F/s01)" in text
    assert "49.9 m2" in text
    assert "-0.1 m2" in text
    assert "提供不小于50平方米的选品仓库" in text
    assert "Each livestreaming company has a stock room" in text


def test_the_file_needs_nothing_else(html: str, page: Page) -> None:
    """Every reference leads into the file: pictures to their shapes, the font is a data URL."""
    assert {link[0] for link in page.links} == {"#"}
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert "http" not in html.replace("http-equiv", "")
    assert html.count("url(") == html.count("url(data:font/woff;base64,") == 1


def test_names_of_the_scenario_are_no_markup(html: str) -> None:
    assert "<b>" not in html.replace('<b id="shown">', "")
    assert "Park &lt;b&gt;&#34;1&#34;&lt;/b&gt; &amp; co" in html


def test_the_font_inside_has_every_character_that_is_shown(html: str, page: Page) -> None:
    match = re.search(r"base64,([A-Za-z0-9+/=]+)\)", html)
    assert match
    points = TTFont(BytesIO(base64.b64decode(match.group(1)))).getBestCmap()
    shown = {char for text in page.text for char in text if not char.isspace()}
    assert {char for char in shown if ord(char) not in points} == set()


def test_pictures_are_sound_svg(html: str) -> None:
    drawn = re.findall(r"<svg .*?</svg>", html)
    assert len(drawn) > 100
    for text in drawn:
        ElementTree.fromstring(text)


def test_the_same_certificate_gives_the_same_bytes(
    folder: Path, compliance: Compliance, tmp_path: Path
) -> None:
    first = write_report(tmp_path / "a", scenario(), folder, compliance, "en")
    second = write_report(tmp_path / "b", scenario(), folder, compliance, "en")
    assert [path.name for path in first] == ["report.html", "report.pdf"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    pdf = first[1].read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert pdf.rstrip().endswith(b"%%EOF")
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") > 10


def test_where_it_is_written(folder: Path, compliance: Compliance, tmp_path: Path) -> None:
    (only,) = write_report(tmp_path / "x" / "clauses.PDF", scenario(), folder, compliance, "zh")
    assert only == tmp_path / "x" / "clauses.pdf"
    (tmp_path / "file").write_text("")
    for target in (tmp_path / "file", tmp_path / "r.docx"):
        with pytest.raises(UsageError, match=r"a folder, or a file that ends in \.html or \.pdf"):
            write_report(target, scenario(), folder, compliance, "zh")


# ---------------------------------------------------------------- what is marked


def test_subjects_are_found_by_what_they_name() -> None:
    index = index_of(park.park(), park.layout())
    site = park.park().site.boundary

    def ids(subject: str, where: object = None) -> set[str]:
        return {thing.id for thing in index.of(subject, where)}  # type: ignore[arg-type]  # a geometry or None

    assert ids("A/1F/s01") == {"A/1F/s01"}
    assert ids("T01 (B/1F/s01)") == {"B/1F/s01"}
    assert ids("T01") == {"A/2F/s01", "B/1F/s01"}
    assert ids("core A/1F/C1") == {"A/1F/C1"}
    assert ids("gate G1") == {"G1"}
    assert ids("A/1F/d001 as drawn") == {"A/1F/d001"}
    assert ids("OFFICE on A/1F") == ids("OFFICE")
    assert ids("OFFICE meeting_room") < ids("meeting_room")
    assert len(ids("OFFICE meeting_room")) == 1
    assert ids("catering|shop") == ids("catering") | ids("shop")
    assert ids("storage_base + party_centre") == ids("storage_base") | ids("party_centre")
    assert ids("park_area", site) == set()
    assert ids("nothing") == set()
    assert ids("nothing", Point(0, 0)) == {"nothing"}


def verdict(*findings: Finding) -> Verdict:
    return Verdict("X-1", "x", "mandatory", "fail", "geometry", findings)


def test_a_storey_shows_all_subjects_and_those_that_fail_come_first() -> None:
    layout = park.layout()
    index, boxes = index_of(park.park(), layout), boxes_of(base_layers(park.park(), layout))
    rooms = [(f"A/1F/s0{n}", True) for n in (1, 2)] + [("B/1F/s01", False), ("B/1F/s02", None)]
    row = verdict(*(Finding(id, 1.0, ">=", 2.0, "m", ok) for id, ok in rooms))
    pictures = overviews(row, index, boxes)
    assert [picture.storey for picture in pictures] == ["B/1F", "A/1F"]
    assert [mark.state for mark in pictures[0].marks] == ["undecided", "fail"]
    assert [mark.state for mark in pictures[1].marks] == ["pass", "pass"]
    close = excerpts(row, index, boxes)
    assert [picture.label for picture in close] == ["B/1F/s01", "B/1F/s02"]
    for picture in close:
        room = index.things[picture.label].shape
        assert box(*picture.box).contains(room)


def test_a_thing_has_the_colour_of_its_worst_finding() -> None:
    layout = park.layout()
    index, boxes = index_of(park.park(), layout), boxes_of(base_layers(park.park(), layout))
    findings = [Finding("A/1F/s01", 1.0, ">=", 2.0, "m", ok) for ok in (True, False, None)]
    (picture,) = overviews(verdict(*findings), index, boxes)
    assert [mark.state for mark in picture.marks] == ["fail"]


def test_the_place_of_a_fault_is_marked_upon_its_subject() -> None:
    layout = park.layout()
    index, boxes = index_of(park.park(), layout), boxes_of(base_layers(park.park(), layout))
    shape = index.things["A/1F/s01"].shape
    x0, y0, *_ = shape.bounds
    strip = box(x0 - 500, y0, x0, y0 + 2000)
    (picture,) = excerpts(verdict(Finding("A/1F/s01", 1.0, "<=", 0.0, "m2", False, strip)), index, boxes)
    assert [mark.shape for mark in picture.marks] == [shape, strip]
    text = Drawings(base_layers(park.park(), layout), boxes).svg(picture)
    assert text.count('class="area fail"') == 2
    assert ">A/1F/s01</text>" in text


def test_documents_and_events_have_no_plans(html: str, compliance: Compliance) -> None:
    for verdict in compliance.verdicts:
        part = html[html.index(f'<details id="{verdict.clause}"') :]
        part = part[: part.index("</details>")]
        if verdict.by != "geometry" and verdict.standard != "layout":
            assert "<svg" not in part
    assert "<svg" in html[html.index('<details id="CBEP-5.2.2.2-a"') :]


def _sections(given: Scenario, compliance: Compliance) -> dict[str, Section]:
    return {row.clause.id: row for row in content_of(given, compliance, packs_of(given)).sections}


def test_what_a_recommended_clause_costs(folder: Path, compliance: Compliance) -> None:
    """Each of the four zones of CBEP-5.2 that is missing costs a quarter of its weight."""
    priced = replace(scenario(), weights=Weights(recommended={"CBEP-5.2": 40_000, "SBT11233-4.1.3": 0}))
    verdicts = {row.clause: row for row in compliance.verdicts}
    first, *rest = verdicts["CBEP-5.2"].findings
    gone = replace(first, measured=0.0, ok=False, where=priced.site.boundary)
    verdicts["CBEP-5.2"] = replace(verdicts["CBEP-5.2"], status="fail", findings=(gone, *rest))
    sections = _sections(priced, compliance)
    assert sections["CBEP-5.2"].price[1] == "weighs 40,000 CNY a year, costs nothing."
    told = replace(compliance, verdicts=tuple(verdicts.values()))
    sections = _sections(priced, told)
    assert sections["CBEP-5.2"].price[1] == "not met, costs 10,000 CNY a year (weight 40,000)."
    assert sections["SBT11233-4.1.3"].price == ("", "")  # weighs nothing
    assert sections["CBEP-4.2.1-b"].price == ("", "")  # mandatory
    (page,) = write_report(folder.parent / "priced.html", priced, folder, told, "zh")
    assert "未满足，每年扣减 10,000 元（权重 40,000 元）。" in page.read_text("utf-8")
    (paper,) = write_report(folder.parent / "priced.pdf", priced, folder, told, "en")
    assert paper.read_bytes().startswith(b"%PDF")


def test_flows_with_their_cost_bounds_and_moves(folder: Path, compliance: Compliance, tmp_path: Path) -> None:
    demands = [demand.id for demand in scenario().demands if not demand.off_site]
    told = replace(scenario(), flows=(Flow("T01", demands[0], 100.0), Flow("T02", demands[0], 10.0)))
    write_report(tmp_path, told, folder, compliance, "en")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "Flows of people and goods" in page
    assert re.search(r"Flows cost [\d,]+ CNY a year as measured", page)
    assert re.search(r"At least [\d,]+ with everybody on these storeys, [\d,]+ on whatever storeys", page)
    assert "人流货流年成本" in page
    assert "What moving one zone or company would change" in page
