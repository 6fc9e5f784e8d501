"""The routes: a page for every state, what changes states, and the stream of what happens."""

from __future__ import annotations

import asyncio
import json
import math
import os
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from planner.errors import PlannerError, UsageError
from planner.scenario.source import MAX_BYTES
from viz.labels import Lang
from viz.serve.aside import aside
from viz.serve.edits import exchange, pin, pins_of, shift
from viz.serve.guard import Guard, TooLarge
from viz.serve.pages import Pages
from viz.serve.project import Project
from viz.serve.solving import Asked, Solving
from viz.serve.state import State
from viz.typeset import font_path

__all__ = ["LARGEST", "Setup", "make_app"]

LARGEST = 2 * MAX_BYTES
"""Bytes of a request: a scenario as JSON text."""
BEAT_S = 15.0
"""The stream says something this often, so that nobody takes it for dead."""
POLL_S = 0.2
MOST_NUMBER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Setup:
    """What a server serves, and how."""

    project: Project
    command: Sequence[str]
    """Of a solve; scenario and options follow."""
    port: int
    token: str
    lang: Lang
    closing: Callable[[], bool]
    """Whether the server is to end."""


class Desk:
    """Answers requests about one project."""

    def __init__(self, setup: Setup) -> None:
        self.project = setup.project
        self.solving = Solving(setup.project, setup.command)
        self.pages = Pages(setup.project, setup.token, setup.lang)
        self.lang = setup.lang
        self._closing = setup.closing
        self._changing = asyncio.Lock()

    # ---- what is read

    async def page(self, request: Request) -> Response:
        """The page of the state that the address names, or of the newest."""
        states = self.project.states()
        number = _query(request, "state")
        state = self.project.state(number) if number is not None else (states[-1] if states else None)
        beside = _query(request, "with")
        other = self.project.state(beside) if beside is not None else None
        found = await aside(lambda: self.pages.page(state, other))
        return HTMLResponse(found.text, headers={"Content-Security-Policy": found.policy})

    async def live(self, request: Request) -> Response:
        """Everything about a state that changes while its page is open."""
        number = _query(request, "state")
        state = self.project.state(number) if number is not None else None
        told: dict[str, Any] = {
            "states": [entry.document() for entry in self.project.states()],
            "solve": self.solving.status(),
        }
        if state is not None:
            told["text"] = state.text()
            told["check"] = await run_sync(self.project.checked, state)
            told["pins"] = await run_sync(pins_of, state)
        return JSONResponse(told)

    async def font(self, _request: Request) -> Response:
        """The type of the pages; it never changes while a server runs."""
        return FileResponse(
            font_path(), media_type="font/ttf", headers={"Cache-Control": "private, max-age=86400"}
        )

    async def events(self, _request: Request) -> Response:
        """Server-sent events: the solve as it goes."""
        return StreamingResponse(self._stream(), media_type="text/event-stream")

    async def _stream(self) -> AsyncIterator[str]:
        told, since = -1, 0.0
        while not self._closing():
            if self.solving.version != told or (self.solving.running and since >= 1.0):
                told, since = self.solving.version, 0.0
                yield f"event: solve\ndata: {json.dumps(self.solving.status())}\n\n"
            elif since >= BEAT_S:
                since = 0.0
                yield ": still there\n\n"
            await asyncio.sleep(POLL_S)
            since += POLL_S

    # ---- what changes something

    async def open(self, body: Mapping[str, Any]) -> Any:
        """Open a scenario: a file of the folder, an uploaded text, or the starter."""
        if "file" in body:
            state = await run_sync(self.project.open_file, _text(body, "file"))
        elif "text" in body:
            state = await run_sync(self.project.open_text, _text(body, "text"), _text(body, "name"))
        else:
            state = await run_sync(self.project.open_starter, self.lang)
        return {"state": state.number}

    async def draft(self, body: Mapping[str, Any]) -> Any:
        """Keep what was typed, and check it."""
        state = self._state(body)
        self.project.write_draft(state, _text(body, "text"))
        return await run_sync(self.project.checked, state)

    async def place(self, body: Mapping[str, Any]) -> Any:
        """Ask in the scenario for another storey."""
        state = self._state(body)
        await run_sync(self.project.place, state, _text(body, "subject"), _text(body, "storey"))
        return {"text": state.text(), "check": await run_sync(self.project.checked, state)}

    async def solve(self, body: Mapping[str, Any]) -> Any:
        """Start a solve."""
        asked = Asked(
            again=bool(body.get("again")),
            seed=int(_number(body, "seed", 0, MOST_NUMBER) or 0) if body.get("seed") is not None else 1,
            effort=_whole(_number(body, "effort", 1, 1000)),
            seconds=_number(body, "seconds", 0.1, 1e6),
            moved_price=_number(body, "price", 0, 1e9),
            lang=self.lang if body.get("lang") not in ("zh", "en") else str(body["lang"]),
        )
        await self.solving.begin(self._state(body), asked)
        return self.solving.status()

    async def stop(self, body: Mapping[str, Any]) -> Any:
        """End the solve with the best so far, or with nothing."""
        self.solving.stop(at_once=bool(body.get("at_once")))
        return self.solving.status()

    async def pin(self, body: Mapping[str, Any]) -> Any:
        """Pin or free rooms in the layout of a state."""
        return await run_sync(
            pin, self._state(body), _texts(body, "ids"), _texts(body, "tenants"), body.get("pin") is True
        )

    async def shift(self, body: Mapping[str, Any]) -> Any:
        """A new state with a room moved."""
        by = [_number(body, key, -1e5, 1e5) or 0.0 for key in ("dx", "dy")]
        state, id = self._state(body), _text(body, "id")
        return await run_sync(shift, self.project, state, id, (by[0], by[1]), body.get("pin") is True)

    async def exchange(self, body: Mapping[str, Any]) -> Any:
        """A new state with two rooms in each other's place."""
        state, one, other = self._state(body), _text(body, "one"), _text(body, "other")
        return await run_sync(exchange, self.project, state, one, other, body.get("pin") is True)

    def _state(self, body: Mapping[str, Any]) -> State:
        number = body.get("state")
        if not isinstance(number, int) or isinstance(number, bool):
            raise UsageError(f"state: got {number!r}; expected the number of a state")
        return self.project.state(number)

    def posted(self, action: Callable[[Mapping[str, Any]], Awaitable[Any]]) -> Callable[[Request], Any]:
        """An endpoint that reads a JSON object; changes come one after the other."""

        async def endpoint(request: Request) -> Response:
            try:
                body = json.loads(await request.body())
            except (ValueError, RecursionError):
                body = None
            if not isinstance(body, dict):
                raise UsageError("got something else than a JSON object")
            async with self._changing:
                return JSONResponse(await action(body))

        return endpoint


def answered(endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint whose errors are one message each, in JSON."""

    async def safe(request: Request) -> Response:
        try:
            return await endpoint(request)
        except TooLarge:
            return _told(413, f"larger than {LARGEST >> 20} MB")
        except PlannerError as error:
            return _told(422, str(error))
        except Exception as error:
            if os.environ.get("PLANNER_DEBUG") == "1":
                traceback.print_exception(error)
            words = " ".join(str(error).split()) or "no message"
            return _told(500, f"internal error: {type(error).__name__}: {words}")

    return safe


def make_app(setup: Setup) -> ASGIApp:
    """The application, guarded."""
    desk = Desk(setup)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await desk.solving.close()

    reads = {"/": desk.page, "/live": desk.live, "/events": desk.events, "/font": desk.font}
    changes = ("open", "draft", "place", "solve", "stop", "pin", "shift", "exchange")
    routes = [Route(path, answered(action), methods=["GET"]) for path, action in reads.items()]
    posts = {f"/{name}": desk.posted(getattr(desk, name)) for name in changes}
    routes += [Route(path, answered(action), methods=["POST"]) for path, action in posts.items()]
    inner = Starlette(routes=routes, lifespan=lifespan)
    return Guard(inner, setup.port, setup.token, LARGEST)


def _told(status: int, words: str) -> Response:
    return JSONResponse({"error": words}, status)


def _query(request: Request, key: str) -> int | None:
    given = request.query_params.get(key)
    if given is None:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 7):
        raise UsageError(f"{key}: got {given[:40]!r}; expected the number of a state")
    return int(given)


def _text(body: Mapping[str, Any], key: str) -> str:
    found = body.get(key)
    if not isinstance(found, str) or any("\ud800" <= sign <= "\udfff" for sign in found):
        raise UsageError(f"{key}: got {type(found).__name__}; expected a text")
    return found


def _texts(body: Mapping[str, Any], key: str) -> tuple[str, ...]:
    found = body.get(key, [])
    if not isinstance(found, list) or not all(isinstance(row, str) for row in found):
        raise UsageError(f"{key}: expected a list of texts")
    return tuple(found)


def _number(body: Mapping[str, Any], key: str, least: float, most: float) -> float | None:
    found = body.get(key)
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
        raise UsageError(f"{key}: got {found!r}; expected a number")
    if not least <= found <= most:
        raise UsageError(f"{key}: got {found:g}; expected {least:g} to {most:g}")
    return float(found)


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
