"""What the page asks for: solves that become states, pins, rooms moved, and answers to nonsense."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from planner.bundle import read_bundle
from tests.resolve import park
from tests.serve.client import Served


def made(tmp_path: Path, how: str = "solves") -> Served:
    return Served(tmp_path / "states", tmp_path / "library", how)


def test_a_solve_becomes_a_state_with_its_scenario_and_its_draft(tmp_path: Path) -> None:
    served = made(tmp_path)
    served.opened()
    text = park.SCENARIO.read_text("utf-8") + "# typed\n"

    async def run() -> dict[str, Any]:
        assert (await served.post("/draft", state=1, text=text)).json["valid"]
        begun = await served.post("/solve", state=1, again=False, seed=7, seconds=2.5, lang="zh")
        assert begun.json["running"]
        assert (await served.post("/solve", state=1)).status == 422  # one at a time
        return await served.solve_ended()

    status = asyncio.run(run())
    assert (status["code"], status["state"]) == (0, 2)
    assert [value for _, value, _ in status["curve"]] == [90.0, 100.0]
    state = served.project.state(2)
    assert (state.mark.parent, state.mark.kind) == (1, "solve")
    assert state.text() == text
    assert (state.folder / "solve.txt").read_text() == ""  # what tells of the folder of work is left out
    names = {path.name for path in state.folder.iterdir()}
    assert not names & {"events.jsonl", "out", "err"}


def test_from_a_plan_with_a_price(tmp_path: Path) -> None:
    served = made(tmp_path)
    served.opened()
    served.solved()

    async def run() -> None:
        refused = await served.post("/solve", state=1, again=True)
        assert (refused.status, "no plan" in refused.json["error"]) == (422, True)
        await served.post("/solve", state=2, again=True, price=10)
        assert (await served.solve_ended())["state"] == 3

    asyncio.run(run())
    assert served.project.state(3).mark.kind == "again"


def test_what_ends_without_a_plan_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    served = made(tmp_path, "fails")
    served.opened()

    async def run() -> dict[str, Any]:
        await served.post("/solve", state=1)
        return await served.solve_ended()

    status = asyncio.run(run())
    assert (status["code"], status["message"]) == (4, "error: layout.geojson: nothing fits")
    assert [path.name for path in served.folder.iterdir()] == ["001"]


@pytest.mark.parametrize(("at_once", "states"), [(False, 2), (True, 1)])
def test_a_stop_keeps_the_best_and_a_quit_nothing(tmp_path: Path, at_once: bool, states: int) -> None:
    served = made(tmp_path, "waits")
    served.opened()

    async def run() -> None:
        await served.post("/solve", state=1)
        while "stage" not in (await served.get("/live")).json["solve"]:
            await asyncio.sleep(0.02)
        assert (await served.post("/stop", at_once=at_once)).json["stopping"]
        assert (await served.solve_ended()).get("quit", False) == at_once
        assert (await served.post("/stop")).status == 422

    asyncio.run(run())
    assert len(list(served.folder.iterdir())) == states


def test_the_end_of_the_server_ends_the_solve(tmp_path: Path) -> None:
    served = made(tmp_path, "waits")
    served.opened()

    async def run() -> None:
        messages: list[dict[str, str]] = []
        told = [asyncio.Event(), asyncio.Event()]

        async def receive() -> dict[str, str]:
            if not told[0].is_set():
                told[0].set()
                return {"type": "lifespan.startup"}
            await told[1].wait()
            return {"type": "lifespan.shutdown"}

        async def send(message: Any) -> None:
            messages.append(message)

        life = asyncio.create_task(served.app({"type": "lifespan", "state": {}}, receive, send))
        await served.post("/solve", state=1)
        while "stage" not in (await served.get("/live")).json["solve"]:
            await asyncio.sleep(0.02)
        told[1].set()
        await asyncio.wait_for(life, 5)
        assert messages[-1]["type"] == "lifespan.shutdown.complete"

    asyncio.run(run())
    assert [path.name for path in served.folder.iterdir()] == ["001"]


def test_the_stream_tells_the_solve(tmp_path: Path) -> None:
    served = made(tmp_path)

    async def run() -> str:
        asking = asyncio.create_task(served.get("/events"))
        await asyncio.sleep(0.3)
        served.closing = True
        answer = await asyncio.wait_for(asking, 5)
        assert answer.headers["content-type"].startswith("text/event-stream")
        return answer.body.decode()

    text = asyncio.run(run())
    assert text.startswith("event: solve\ndata: ")
    assert json.loads(text.split("data: ")[1]) == {"running": False, "curve": []}


def test_pins_stand_in_the_layout(tmp_path: Path) -> None:
    served = made(tmp_path)
    state = served.solved()
    answer = asyncio.run(served.post("/pin", state=1, ids=["A/1F/s03"], tenants=["T01"], pin=True))
    assert sorted(answer.json["pins"]) == ["A/1F/s03", "A/2F/s02"]
    assert read_bundle(state.folder).layout.pinned == {"A/1F/s03", "A/2F/s02"}
    assert sorted(asyncio.run(served.get("/live?state=1")).json["pins"]) == ["A/1F/s03", "A/2F/s02"]
    asyncio.run(served.post("/pin", state=1, tenants=["T01"], pin=False))
    assert read_bundle(state.folder).layout.pinned == {"A/1F/s03"}
    refused = asyncio.run(served.post("/pin", state=1, ids=["nothing"], pin=True))
    assert (refused.status, "nothing" in refused.json["error"]) == (422, True)


def test_rooms_that_change_places_make_a_state_that_is_checked(tmp_path: Path) -> None:
    served = made(tmp_path)
    served.solved()
    answer = asyncio.run(served.post("/exchange", state=1, one="A/2F/s02", other="A/2F/s03", pin=True))
    assert answer.json == {"state": 2}
    state = served.project.state(2)
    assert state.mark.kind == "exchange"
    assert state.mark.fails == ()
    assert state.mark.value < served.project.state(1).mark.value  # T01 has 199 of the 250 m2 it wishes for
    spaces = {s.id: s for entry in read_bundle(state.folder).layout.storeys for s in entry.spaces}
    assert (spaces["A/2F/s02"].kind, spaces["A/2F/s03"].tenant) == ("vacant", "T01")
    assert read_bundle(state.folder).layout.pinned == {"A/2F/s03"}


def test_a_room_that_is_shifted_turns_clauses(tmp_path: Path) -> None:
    served = made(tmp_path)
    served.solved()
    assert asyncio.run(served.post("/shift", state=1, id="A/2F/s02", dx=3, dy=0)).json == {"state": 2}
    assert "LAYOUT-OVERLAP" in served.project.state(2).mark.fails
    page = asyncio.run(served.get("/?state=2")).body.decode()
    assert 'data-clause="LAYOUT-OVERLAP"' in page
    assert served.project.state(2).mark.about == "A/2F/s02 (+3, +0) m"


@pytest.mark.slow
def test_a_page_that_reuses_drawings_is_the_page_drawn_anew(tmp_path: Path) -> None:
    served = made(tmp_path)
    served.solved()

    async def run() -> bytes:
        await served.get("/?state=1")
        await served.post("/exchange", state=1, one="A/2F/s02", other="A/2F/s03", pin=False)
        return (await served.get("/?state=2")).body

    again = asyncio.run(run())
    assert asyncio.run(made(tmp_path).get("/?state=2")).body == again


def test_a_page_shows_a_state_beside_another(tmp_path: Path) -> None:
    served = made(tmp_path)
    served.solved()
    served.solved()
    page = asyncio.run(served.get("/?state=1&with=2")).body.decode()
    assert 'id="alternatives"' in page
    assert 'data-set="1"' in page
    assert 'id="alternatives"' not in asyncio.run(served.get("/")).body.decode()


def test_names_are_only_names(tmp_path: Path) -> None:
    served = made(tmp_path)
    hostile = "</textarea></script><img src=x onerror=alert(1)>"
    assert asyncio.run(served.post("/open", text=hostile, name=hostile)).json == {"state": 1}
    page = asyncio.run(served.get("/")).body.decode()
    assert "<img" not in page
    assert page.count("</textarea>") == 1


def test_scenarios_are_opened(tmp_path: Path) -> None:
    served = made(tmp_path)
    (served.library / "a.yaml").write_text(park.SCENARIO.read_text("utf-8"))
    assert asyncio.run(served.post("/open", file="a.yaml")).json == {"state": 1}
    assert asyncio.run(served.post("/open", starter=True)).json == {"state": 2}
    assert asyncio.run(served.get("/live?state=2")).json["check"]["valid"]
    assert asyncio.run(served.post("/open", file="../a.yaml")).status == 422


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/draft", {"state": 1}),
        ("/draft", {"state": "1", "text": ""}),
        ("/draft", {"state": True, "text": ""}),
        ("/draft", {"state": 99, "text": ""}),
        ("/draft", {"state": 1, "text": "\ud800"}),
        ("/solve", {"state": 1, "seconds": -1}),
        ("/solve", {"state": 1, "seconds": "9; rm"}),
        ("/solve", {"state": 1, "seed": 2**40}),
        ("/solve", {"state": 1, "effort": 0}),
        ("/pin", {"state": 1, "ids": "A/1F/s03", "pin": True}),
        ("/pin", {"state": 1, "ids": [1], "pin": True}),
        ("/shift", {"state": 1, "id": "A/2F/s02", "dx": 1e9, "dy": 0}),
        ("/shift", {"state": 1, "id": "A/2F/c01", "dx": 1, "dy": 0}),
        ("/exchange", {"state": 1, "one": "A/2F/s02", "other": "A/2F/s02"}),
        ("/exchange", {"state": 1, "one": "A/2F/s02", "other": "../../x"}),
        ("/place", {"state": 1, "subject": "T99", "storey": "A/1F"}),
    ],
)
def test_nonsense_is_told_and_changes_nothing(tmp_path: Path, path: str, body: dict[str, Any]) -> None:
    served = made(tmp_path)
    state = served.solved()
    before = {entry.name: entry.read_bytes() for entry in state.folder.iterdir()}
    answer = asyncio.run(served.post(path, **body))
    assert answer.status == 422
    assert answer.json["error"]
    assert {entry.name: entry.read_bytes() for entry in state.folder.iterdir()} == before
    assert [entry.name for entry in served.folder.iterdir()] == ["001"]


@pytest.mark.parametrize(
    "query", ["state=x", "state=-1", "state=../1", "state=1e3", "state=99", "with=7", "state=\u0663"]
)
def test_states_are_asked_for_by_number(tmp_path: Path, query: str) -> None:
    served = made(tmp_path)
    served.opened()
    assert asyncio.run(served.get(f"/?{query}")).status == 422


def test_an_error_of_the_program_is_told_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served = made(tmp_path)
    served.opened()

    def broken(*_: object) -> None:
        raise ZeroDivisionError("by hand")

    monkeypatch.setattr(served.project, "write_draft", broken)
    answer = asyncio.run(served.post("/draft", state=1, text=""))
    assert answer.status == 500
    assert answer.json["error"] == "internal error: ZeroDivisionError: by hand"
