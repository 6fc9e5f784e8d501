"""The page of a comparison: its plans, and in a browser its keys, ranges, lines; no request to anywhere."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from shapely import Polygon, box

from planner.compare.read import read_plans
from planner.compare.table import Comparison, compare
from tests.browser import launched
from tests.compare import hand
from tests.verify import park
from viz.compare_page import comparison_page
from viz.compare_plans import drawings, path_of

HOSTILE = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    folder = tmp_path_factory.mktemp("page")
    given = park.park()
    first = given.tenants[0]
    hostile = replace(given, tenants=(replace(first, name=HOSTILE, name_zh="恶意<b>"), *given.tenants[1:]))
    plan = park.layout()
    suite = hand.room(plan, kind="tenant_suite")
    narrow = hand.edited(suite.storey, hand.with_room(suite, hand.narrower(suite, 1500)))
    folders = [hand.write(folder / "a", scenario=hostile), hand.write(folder / "b", narrow, hostile)]
    return compare(read_plans(folders))


def test_paths_hold_metres_and_holes() -> None:
    frame = Polygon(box(0, 0, 10_000, 5000).exterior, [box(2000, 2000, 3000, 3000).exterior])
    assert path_of(frame).count("M") == 2
    assert path_of(box(0, 0, 10_040, 5000)) == "M10 0L10 -5L0 -5L0 0Z"


def test_every_room_of_every_storey_is_drawn(found: Comparison) -> None:
    plan = found.plans[0]
    drawn = drawings(plan)
    assert {row["id"] for row in drawn} == {storey.id for storey in plan.scenario.storeys}
    assert sum(len(row["rooms"]) for row in drawn) == len(list(plan.facts.spaces))
    for row in drawn:
        width, height = row["size"]
        for room in row["rooms"]:
            assert 0 <= room["at"][0] <= width
            assert 0 <= room["at"][1] <= height


def test_names_of_companies_are_data_not_markup(found: Comparison) -> None:
    page = comparison_page(found, "en")
    assert page.count("</script>") == 1
    assert "<img" not in page
    data = json.loads(re.search(r"const data = (.*);\n", page).group(1))  # type: ignore[union-attr]  # it is there
    names = {room["en"] for plan in data["plans"] for storey in plan["storeys"] for room in storey["rooms"]}
    assert HOSTILE in names


@pytest.mark.slow
def test_the_page_in_a_browser(found: Comparison, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(comparison_page(found, "en"), "utf-8")
    with launched() as browser:
        page: Any = browser.new_page(viewport={"width": 1280, "height": 900})
        errors: list[str] = []
        asked: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", lambda dialog: errors.append(dialog.message))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        assert page.locator("#kept").inner_text() == "2 of 2 layouts lie within all ranges."
        page.locator(".zone").first.focus()
        page.keyboard.press("ArrowRight")
        assert page.locator("#kept").inner_text() == "1 of 2 layouts lie within all ranges."
        page.keyboard.press("Escape")
        assert page.locator("#kept").inner_text() == "2 of 2 layouts lie within all ranges."
        page.locator(".entry button").nth(1).press("Enter")
        assert page.locator("#plan-name").inner_text() == "b"
        assert page.locator("#storeys .room").count() == len(list(found.plans[1].facts.spaces))
        page.locator("#storeys .room").first.hover()
        assert page.locator("#who").inner_text()
        page.click("#lang")
        assert page.locator("html").get_attribute("lang") == "zh-CN"
        assert errors == []
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
