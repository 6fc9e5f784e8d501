"""The report for investors in a browser: clicked through, without an error or a request to anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import launched
from tests.compare import hand
from tests.viz.axe import violations
from tests.viz.test_presentation import HOSTILE, hostile_park
from viz.presentation import write_presentation

pytestmark = pytest.mark.slow

WIDTHS = (360, 1280, 2560)
NO_3D = "HTMLCanvasElement.prototype.getContext = () => null;"

ACCESS = """() => {
  const faults = [];
  const seen = (node) => node.checkVisibility({visibilityProperty: true}) && node.getClientRects().length;
  const name = (node) => node.getAttribute("aria-label") || node.textContent.trim() ||
    (node.labels && [...node.labels].map((label) => label.textContent.trim()).join(""));
  for (const node of document.querySelectorAll("a, button, input, select, summary, canvas")) {
    if (seen(node) && !name(node)) faults.push(`no name: ${node.outerHTML.slice(0, 90)}`);
  }
  const heads = [...document.querySelectorAll("th")];
  if (heads.some((node) => seen(node) && !node.scope)) faults.push("th without scope");
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const linear = (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const style = getComputedStyle(at), colour = parse(style.backgroundColor);
      if (style.backgroundImage !== "none") return null; // a gradient: told by the style sheet's own test
      if (colour.length < 4 || colour[3] > 0.9) return colour;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || node.closest("svg, script, noscript") || !seen(node)) continue;
    const behind = ground(node);
    if (!behind) continue;
    const pair = [light(parse(getComputedStyle(node).color)), light(behind)];
    const high = Math.max(...pair), low = Math.min(...pair);
    if ((high + 0.05) / (low + 0.05) < 4.5) faults.push(`contrast: ${node.outerHTML.slice(0, 90)}`);
  }
  return faults;
}"""
"""Rules that accessibility checkers have: names of controls, scopes of heads, contrast of texts (WCAG AA)."""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browsed")
    bundles = [hand.write(folder / name, scenario=hostile_park()) for name in ("one", "two")]
    (path,) = write_presentation(bundles, folder / "park.html", "zh")
    return path


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with launched() as browser:
        yield browser


class Tab:
    """A page with what it complained about and asked for."""

    def __init__(self, browser: Any, file: Path, width: int = 1280, script: str = "") -> None:
        self.page = browser.new_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
        self.faults: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda m: self.faults.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", lambda dialog: self.faults.append(dialog.message))
        self.page.on("request", lambda request: self.requests.append(request.url))
        if script:
            self.page.add_init_script(script)
        self.page.goto(file.as_uri())

    def done(self, file: Path) -> None:
        """Nothing went wrong, nothing but the file itself was asked for."""
        assert self.faults == []
        assert self.requests == [file.as_uri()]
        self.page.close()


@pytest.fixture
def tab(chromium: Any, file: Path) -> Iterator[Any]:
    tab = Tab(chromium, file)
    yield tab.page
    tab.done(file)


def test_it_opens_in_two_seconds(tab: Any) -> None:
    assert tab.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd") < 2_000


def test_storeys_are_switched_by_keyboard_and_rooms_tell_what_they_are(tab: Any) -> None:
    site = tab.locator('.set.on input[name="building-0"]').first
    site.focus()
    tab.keyboard.press("ArrowRight")
    assert tab.locator(".set.on figure.on").get_attribute("data-number") == "1"
    tab.locator(".set.on .storeys.on label").nth(1).click()
    assert tab.locator(".set.on figure.on").get_attribute("data-number") == "2"
    room = tab.locator('.set.on figure.on [data-id="A/2F/s01"]')
    room.hover()
    assert "m²" in tab.locator("body > .tip").inner_text()
    room.click()
    assert "m²" in tab.locator(".set.on .about").inner_text()
    assert tab.locator(".set.on figure.on .marks .chosen").count() == 1
    names = tab.evaluate("data.plans[0].rooms.map((room) => room.tenant ? room.tenant[0] : '')")
    assert HOSTILE in names


def test_a_plan_is_zoomed_and_moved_by_keyboard_and_layers_are_switched(tab: Any) -> None:
    surface = tab.locator(".set.on .surface")
    surface.focus()

    def box() -> list[float]:
        drawn = tab.locator(".set.on figure.on > svg").get_attribute("viewBox")
        return [float(part) for part in drawn.split()]

    before = box()
    tab.keyboard.press("+")
    tab.keyboard.press("ArrowRight")
    after = box()
    assert after[2] < before[2]
    assert after[0] > before[0] + (before[2] - after[2]) / 2
    tab.keyboard.press("0")
    assert box() == before
    tab.locator(".set.on .chips").first.locator("label").nth(1).click()
    ways = tab.locator(".set.on figure.on .l-egress").first
    assert not ways.is_visible()
    tab.check('.set.on .layers input[value="egress"]')
    assert ways.is_visible()


def test_clauses_are_filtered_and_show_their_evidence(tab: Any) -> None:
    section = tab.locator(".set.on .clauses")
    rows = section.locator("tr[data-row]:visible")
    every = rows.count()
    section.locator('[data-filter="status"]').select_option("pass")
    passing = rows.count()
    assert 0 < passing < every
    section.locator('[data-filter="text"]').fill("CBEP-5.2.2.2-a")
    assert rows.count() == int(section.locator("[data-shown]").inner_text()) == 1
    rows.locator("button").click()
    assert section.locator(".evidence .frame .marks path").count() >= 1
    assert section.locator('.evidence [aria-pressed="true"]').count() == 1
    section.locator('[data-filter="text"]').fill("no such clause")
    assert section.locator(".none").first.is_visible()


def test_the_language_is_switched_everywhere(tab: Any) -> None:
    assert tab.locator(".set.on h2").first.inner_text().startswith("概览")
    tab.click('[data-lang="en"]')
    assert tab.locator(".set.on h2").first.inner_text().startswith("Overview")
    assert tab.evaluate("document.documentElement.lang") == "en"
    assert tab.locator("nav.bar").get_attribute("aria-label") == "Sections"
    assert tab.locator('[data-filter="status"] option').first.inner_text() == "all"
    assert tab.evaluate("document.querySelectorAll('.zh').length") > 0
    assert tab.evaluate("[...document.querySelectorAll('.zh')].every((node) => !node.checkVisibility())")


def test_solids_are_drawn_turned_and_sliced(tab: Any) -> None:
    canvas = tab.locator(".set.on canvas")
    canvas.scroll_into_view_if_needed()
    tab.evaluate(
        """new Promise((done) => {
        const look = () => massings[0].ready ? done() : setTimeout(look, 20); look(); })"""
    )

    def picture() -> str:
        return str(canvas.evaluate("node => node.toDataURL()"))

    whole = picture()
    count = tab.evaluate("massings[0].counts[0]")
    canvas.focus()
    tab.keyboard.press("ArrowLeft")
    assert picture() != whole
    tab.locator('.set.on [data-gl="level"]').fill("1")
    assert 0 < tab.evaluate("massings[0].counts[0]") < count
    colours = canvas.evaluate(
        """node => { const gl = node.getContext("webgl"), wide = node.width, high = node.height;
        const all = new Uint8Array(4 * wide * high);
        gl.readPixels(0, 0, wide, high, gl.RGBA, gl.UNSIGNED_BYTE, all);
        return new Set(new Uint32Array(all.buffer)).size; }"""
    )
    assert colours > 5


def test_alternatives_are_switched(tab: Any) -> None:
    tab.select_option("#plan", "1")
    assert tab.locator(".set.on").get_attribute("data-set") == "1"
    assert tab.locator("[data-side] svg path").count() > 20


def test_without_3d_a_text_stands_there(chromium: Any, file: Path) -> None:
    tab = Tab(chromium, file, script=NO_3D)
    tab.page.locator(".set.on .gl").scroll_into_view_if_needed()
    tab.page.wait_for_selector(".set.on .gl-off", state="visible")
    tab.done(file)


def test_every_plan_is_printed(tab: Any) -> None:
    tab.emulate_media(media="print")
    figures = tab.locator(".set.on .surface figure")
    assert figures.count() == 4
    assert all(figures.nth(at).is_visible() for at in range(4))
    assert not tab.locator("nav.bar").is_visible()
    assert tab.pdf().startswith(b"%PDF-")


def test_a_wall_screen_is_filled_and_read_from_afar(chromium: Any, file: Path) -> None:
    tab = Tab(chromium, file, 3840)
    assert tab.page.locator(".wrap").first.bounding_box()["width"] > 0.8 * 3840
    assert tab.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > 28
    tab.done(file)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_fits_every_screen_and_can_be_read(chromium: Any, file: Path, width: int, lang: str) -> None:
    tab = Tab(chromium, file, width)
    tab.page.click(f'[data-lang="{lang}"]')
    tab.page.locator(".set.on tr[data-row] button").first.click()
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.page.evaluate(ACCESS) == []
    assert violations(tab.page) == []
    tab.done(file)
