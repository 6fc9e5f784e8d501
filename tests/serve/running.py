"""`planner serve` as a process of its own, and what is asked of it over the network."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
SHORT_S, LONG_S = 20.0, 240.0


@dataclass
class Running:
    """A server that answers."""

    process: subprocess.Popen[str]
    url: str
    folder: Path

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(urlsplit(self.url).port or 0)

    @property
    def token(self) -> str:
        """The key of this start."""
        return urlsplit(self.url).path.strip("/")

    def get(self, path: str) -> Any:
        """JSON of a page."""
        return self._ask("GET", path, None)

    def post(self, path: str, **body: Any) -> Any:
        """JSON of the answer to a change."""
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONG_S)
        headers, content = {}, None
        if body is not None:
            headers = {"Origin": f"http://127.0.0.1:{self.port}", "X-Planner-Token": self.token}
            headers["Content-Type"], content = "application/json", json.dumps(body)
        connection.request(method, f"/{self.token}/{path}", content, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        assert answer.status == 200, text
        return json.loads(text)

    def children(self) -> list[int]:
        """Processes that solve for it."""
        command = ["ps", "-eww", "-o", "pid=,args="]
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
        return [int(row.split()[0]) for row in listed if "commands.served" in row and str(self.folder) in row]

    def wait_for(self, found: Any, most: float = SHORT_S) -> None:
        """Until something is so."""
        until = time.monotonic() + most
        while not found():
            assert time.monotonic() < until
            time.sleep(0.1)


@contextmanager
def running(folder: Path, *arguments: str | Path) -> Iterator[Running]:
    """A server on a free port; ended afterwards, if it was not before."""
    command = [sys.executable, str(ROOT / "cli.py"), "serve", *map(str, arguments), "--folder", str(folder)]
    process = subprocess.Popen(
        [*command, "--port", "0", "--no-open", "--json", "--lang", "en"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    text = ""
    for line in process.stdout:
        text += line
        if line.startswith("}"):
            break
    try:
        yield Running(process, json.loads(text)["url"], folder)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=SHORT_S)[1] == ""
