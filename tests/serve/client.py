"""A project served to a test: requests straight to the application, and solves that take no time."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from planner.compare.read import RESOLVED
from planner.scenario import load_scenario
from planner.verify import Compliance, verify, write_compliance
from tests.resolve import park
from viz.serve.app import Setup, make_app
from viz.serve.project import Project
from viz.serve.state import SCENARIO, State

PORT, TOKEN = 8765, "a-token-of-32-characters-as-it-is"
HOST = f"127.0.0.1:{PORT}"
OWN = {"host": HOST}
POSTS = {
    "host": HOST,
    "origin": f"http://{HOST}",
    "x-planner-token": TOKEN,
    "content-type": "application/json",
    "sec-fetch-site": "same-origin",
}
PRETENDS = """
import json, pathlib, shutil, signal, sys, time
bundle, how = sys.argv[1:3]
rest = sys.argv[3:]
folder = pathlib.Path(rest[rest.index("-o") + 1])
events = open(rest[rest.index("--events") + 1], "w")
def tell(**row):
    events.write(json.dumps({"seconds": 0.1, **row}) + "\\n"); events.flush()
stopped = []
signal.signal(signal.SIGTERM, lambda *_: stopped.append(1))
tell(stage="allocate", detail="", incumbent=90.0, bound=120.0, gap=0.33, done=0, total=0)
if how == "fails":
    print("    0.0 s  measure", file=sys.stderr)
    print(f"error: {folder}/layout.geojson: nothing fits", file=sys.stderr)
    sys.exit(4)
while how == "waits" and not stopped:
    time.sleep(0.02)
tell(stage="arrange", detail="", incumbent=100.0, bound=120.0, gap=0.2, done=1, total=2)
for path in pathlib.Path(bundle).iterdir():
    shutil.copyfile(path, folder / path.name)
print(" ".join(rest))
"""
"""Does what a solve does for its parent, with a bundle that is there already."""


@cache
def verdicts() -> Compliance:
    """What the check says of the tiny park."""
    return verify(load_scenario(park.BUNDLE / RESOLVED), park.BUNDLE)


def pretended(how: str = "solves") -> list[str]:
    """The command of such a solve."""
    return [sys.executable, "-c", PRETENDS, str(park.BUNDLE), how]


def adopt_solved(project: Project) -> State:
    """Another state of the project, with the layout of the tiny park."""
    with project.begun() as work:
        for path in park.BUNDLE.iterdir():
            shutil.copyfile(path, work / path.name)
        shutil.copyfile(park.SCENARIO, work / SCENARIO)
        write_compliance(work, verdicts())
        return project.adopt(work, None, "solve")


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class Served:
    """A project with a solved state and the application about it."""

    folder: Path
    library: Path
    how: str = "solves"
    closing: bool = False
    project: Project = field(init=False)
    app: Any = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.library.mkdir(exist_ok=True)
        self.project = Project(self.folder, self.library)
        command = pretended(self.how)
        self.app = make_app(Setup(self.project, command, PORT, TOKEN, "en", lambda: self.closing))

    def opened(self) -> State:
        """State 1: the tiny park, not solved."""
        return self.project.open_path(park.SCENARIO)

    def solved(self) -> State:
        """A state with the layout of the tiny park."""
        return adopt_solved(self.project)

    async def ask(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        """One request, to the path as it stands."""
        where, _, query = path.partition("?")
        given = [(k.encode(), v.encode()) for k, v in (OWN if headers is None else headers).items()]
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
            "path": where, "raw_path": where.encode(), "query_string": query.encode(), "headers": given,
            "scheme": "http", "server": ("127.0.0.1", PORT), "client": ("127.0.0.1", 50_000), "root_path": "",
        }  # fmt: skip
        sent: list[dict[str, Any]] = []
        pieces = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> dict[str, Any]:
            return pieces.pop(0) if pieces else {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        head = sent[0]
        content = b"".join(message.get("body", b"") for message in sent[1:])
        return Answer(head["status"], {k.decode(): v.decode() for k, v in head["headers"]}, content)

    async def get(self, path: str) -> Answer:
        """A page of the own server."""
        return await self.ask("GET", f"/{TOKEN}{path}")

    async def post(self, path: str, **body: Any) -> Answer:
        """A change that the own page asks for."""
        return await self.ask("POST", f"/{TOKEN}{path}", POSTS, json.dumps(body).encode())

    async def solve_ended(self) -> dict[str, Any]:
        """The status once no solve runs."""
        for _ in range(400):
            status: dict[str, Any] = (await self.get("/live")).json["solve"]
            if not status["running"]:
                return status
            await asyncio.sleep(0.02)
        raise AssertionError("the solve goes on")
