"""The live page in a browser: a scenario edited, solved, pinned, changed by hand and solved again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.browser import launched
from tests.resolve import park
from tests.serve.client import adopt_solved
from tests.serve.running import LONG_S, Running, running
from tests.viz.axe import violations
from tests.viz.test_presentation_browser import ACCESS
from viz.serve.project import Project

pytestmark = pytest.mark.slow

REFUSED = "status of 403"
"""What a browser says of an answer that a test asks for."""
WIDTHS = (390, 1280, 2560)


@contextmanager
def serving(library: Path) -> Iterator[Running]:
    """A server of a folder with the tiny park in it, and no state yet."""
    library.mkdir(exist_ok=True)
    (library / "tiny.yaml").write_text(park.SCENARIO.read_text("utf-8"))
    with running(library / "states", library) as found:
        yield found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server for all; what a test changes is in states of its own, so that their order does not matter."""
    with serving(tmp_path_factory.mktemp("library")) as found:
        yield found


@pytest.fixture
def solved(server: Running) -> int:
    """A state with a layout, which no other test has."""
    return adopt_solved(Project(server.folder, server.folder.parent)).number


@pytest.fixture
def spoilt(server: Running, solved: int) -> int:
    """A state whose layout was changed by hand, so that a clause fails."""
    return int(server.post("shift", state=solved, id="A/2F/s01", dx=-3, dy=0, pin=False)["state"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as found:
        yield found


@contextmanager
def opened(browser: Any, server: Running) -> Iterator[Any]:
    """A tab that complains about nothing and asks nobody but its server."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000}, reduced_motion="reduce")
    faults: list[str] = []
    asked: list[str] = []
    page.on(
        "console", lambda m: faults.append(m.text) if m.type == "error" and REFUSED not in m.text else None
    )
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    assert faults == []
    assert all(url.startswith(server.url) for url in asked)
    page.close()


@pytest.fixture
def page(browser: Any, server: Running) -> Iterator[Any]:
    with opened(browser, server) as found:
        yield found


def ready(page: Any, state: int | None = None) -> None:
    """The page of a state, with all that the server tells of it."""
    if state is not None:
        page.wait_for_url(f"**state={state}*", timeout=LONG_S * 1000)
    page.wait_for_selector("#history tr", state="attached")
    page.wait_for_selector("#fit:not([hidden])", state="attached")


def middle(page: Any, id: str) -> tuple[float, float]:
    box = page.locator(f'figure.on .l-rooms [data-id="{id}"]').bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=6)
    page.mouse.up()


def test_from_a_file_to_a_plan_that_was_changed_by_hand(browser: Any, tmp_path: Path) -> None:
    with serving(tmp_path / "library") as server, opened(browser, server) as page:
        page.goto(server.url)
        from_a_file_to_a_layout(page)
        pinned_exchanged_and_shifted(page)
        solved_again(page)


def from_a_file_to_a_layout(page: Any) -> None:
    page.wait_for_selector("#offered option", state="attached")
    page.select_option("#offered", "tiny.yaml")
    page.click("#open")
    ready(page, 1)
    # a mistake stands at its line, and nothing is solved
    text = page.input_value("#text")
    page.fill("#text", text.replace("width_m: 8", "width_m: eight"))
    page.wait_for_selector("#gutter b")
    assert page.locator("#gutter b").inner_text() == "9"
    page.locator("#problems button").click()
    assert page.evaluate("field.value.slice(field.selectionStart, field.selectionStart + 5)") == "eight"
    page.click('button[value="new"]')
    assert page.locator("#progress").is_hidden()
    page.fill("#text", text + "# typed\n")
    page.wait_for_selector("#fit:not(.fail)")
    # solved, live
    page.click('button[value="new"]')
    page.wait_for_selector("#progress", state="visible")
    page.wait_for_selector("#stop", state="visible")
    ready(page, 2)
    assert page.input_value("#text").endswith("# typed\n")


def pinned_exchanged_and_shifted(page: Any) -> None:
    # pinned, by keyboard
    page.evaluate("viewers[0].show(2)")
    page.click('figure.on .l-rooms [data-id="A/2F/s02"]')
    button = page.get_by_role("button", name="Pin all rooms of the company")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("figure.on .pins path")
    # exchanged by dragging: another state, T01 has less than it wishes
    page.check('input[name="mode"][value="exchange"]')
    drag(page, middle(page, "A/2F/s02"), middle(page, "A/2F/s03"))
    ready(page, 3)
    assert page.evaluate("live.pins") == ["A/2F/s03"]
    assert page.locator("figure.on").get_attribute("data-number") == "2"  # one stays where one was
    # shifted by dragging: clauses turn red
    page.check('input[name="mode"][value="shift"]')
    page.uncheck("#stays")
    x, y = middle(page, "A/2F/s01")
    drag(page, (x, y), (x - 60, y))
    ready(page, 4)
    turned = page.locator(".turned li").all_inner_texts()
    assert any("LAYOUT-OVERLAP" in row and row.endswith("fail") for row in turned)
    page.locator('[data-clause="LAYOUT-OVERLAP"]').click()
    assert page.locator(".set.on .evidence .marks path.fail").count() >= 1


def solved_again(page: Any) -> None:
    # green
    page.click('button[value="again"]')
    ready(page, 5)
    turned = page.locator(".turned li").all_inner_texts()
    assert any("LAYOUT-OVERLAP" in row and row.endswith("pass") for row in turned)
    assert "exactly as they were" in page.locator("#work").inner_text()
    # back, and beside each other
    page.click("#undo")
    ready(page, 4)
    page.locator("#history a", has_text="compare").first.click()
    page.wait_for_selector("#alternatives")


def test_another_language_and_the_name_of_a_storey(page: Any, server: Running, solved: int) -> None:
    page.goto(f"{server.url}?state={solved}")
    ready(page)
    page.click('[data-lang="zh"]')
    assert page.locator("#h-work").inner_text().startswith("工作台")
    page.reload()
    ready(page)
    assert page.locator("#h-work").inner_text().startswith("工作台")  # it is remembered
    page.evaluate("viewers[0].choose(viewers[0].rooms.get('A/1F/s03'))")
    page.get_by_role("button", name="改到该层").click()
    page.wait_for_selector("#fit:not(.fail)")
    page.locator("#said", has_text="A栋 2F").wait_for()
    assert "{subject: T03, storey: A/2F}" in page.input_value("#text")
    page.evaluate("localStorage.clear()")


def test_a_room_is_dragged_to_another_storey(page: Any, server: Running, solved: int) -> None:
    page.goto(f"{server.url}?state={solved}")
    ready(page)
    page.evaluate("viewers[0].show(2)")
    page.locator('input[name="mode"][value="exchange"]').check()
    box = page.locator(".storeys.on label").first.bounding_box()
    drag(page, middle(page, "A/2F/s02"), (box["x"] + 8, box["y"] + 8))
    page.locator("#said", has_text="pins Alpha to Building A 1F").wait_for()
    assert "{subject: T01, storey: A/1F}" in page.input_value("#text")
    assert page.locator("#history tr").count() == len(
        server.get("live")["states"]
    )  # no new state before a solve


def test_what_the_server_refuses_is_told(page: Any, server: Running, solved: int) -> None:
    page.goto(f"{server.url}?state={solved}")
    ready(page)
    page.evaluate("viewers[0].choose(viewers[0].rooms.get('A/2F/s01'))")
    page.locator(".edit select").first.select_option("A/2F/s03")
    page.evaluate("work.token = 'wrong'")
    page.get_by_role("button", name="Exchange", exact=True).click()
    page.wait_for_selector("#alert", state="visible")
    assert "key of this start" in page.locator("#alert").inner_text()


def test_a_page_of_nobody_gets_nothing_even_with_the_key(browser: Any, server: Running) -> None:
    page = browser.new_page()
    page.goto("about:blank")
    before = server.get("live")["states"]
    told = page.evaluate(
        """async ([url, token]) => {
        const ask = (path, how) => fetch(url + path, how).then((answer) => answer.type, () => "refused");
        const body = JSON.stringify({starter: true});
        const headers = {"Content-Type": "application/json", "X-Planner-Token": token};
        const heard = new Promise((done) => {
          const stream = new EventSource(url + "events");
          stream.onerror = () => done("refused");
          stream.addEventListener("solve", () => done("heard"));
        });
        return [await ask("live", {}), await ask("open", {method: "POST", headers, body}),
          await ask("open", {method: "POST", mode: "no-cors", body}), await heard]; }""",
        [server.url, server.token],
    )
    assert told == ["refused"] * 4
    assert server.get("live")["states"] == before
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_fits_every_screen_and_can_be_read(
    browser: Any, server: Running, spoilt: int, width: int, lang: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page.goto(f"{server.url}?state={spoilt}")
    ready(page)
    page.click(f'[data-lang="{lang}"]')
    page.evaluate("by('scenario').open = true; viewers[0].choose(viewers[0].rooms.get('A/2F/s01'))")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(ACCESS) == []
    assert violations(page) == []
    page.close()
