"""The whole thing as a process: a park solved, what ends with the server, a port that is taken."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from tests.resolve import park
from tests.serve.running import LONG_S, ROOT, running


def test_a_port_that_is_taken_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        arguments = ["serve", "--port", str(port), "--folder", str(tmp_path / "states"), "--no-open"]
        done = CliRunner().invoke(cli.planner, arguments, standalone_mode=False)
    assert done.return_value == 2
    assert f"port {port} of 127.0.0.1: taken by another program" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


def test_a_scenario_that_is_not_there_is_told(tmp_path: Path) -> None:
    arguments = [
        "serve",
        str(tmp_path / "none.yaml"),
        "--port",
        "0",
        "--folder",
        str(tmp_path / "s"),
        "--no-open",
    ]
    done = CliRunner().invoke(cli.planner, arguments, standalone_mode=False)
    assert done.return_value == 2
    assert "no such file" in done.stderr


def test_without_the_extra_one_line_says_what_to_install(tmp_path: Path) -> None:
    code = "import sys; sys.modules['starlette'] = None; import cli; sys.exit(cli.main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, "serve", "--no-open", "--folder", str(tmp_path)],
        check=False, capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "needs starlette" in done.stderr
    assert "ecommerce-park-planner[serve]" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.slow
def test_a_park_is_solved_and_solved_again(tmp_path: Path) -> None:
    with running(tmp_path / "states", park.SCENARIO) as server:
        server.post("solve", state=1, seed=1)
        server.wait_for(lambda: not server.get("live")["solve"]["running"], LONG_S)
        status = server.get("live")["solve"]
        assert status["code"] == 0
        assert status["curve"]
        server.post("pin", state=2, tenants=["T01"], pin=True)
        server.post("place", state=2, subject="T03", storey="A/2F")
        server.post("solve", state=2, again=True)
        server.wait_for(lambda: not server.get("live")["solve"]["running"], LONG_S)
        assert server.get("live")["solve"]["state"] == 3
        assert (server.folder / "003" / "changes.json").is_file()
        assert "What moved" in _page(server.url)
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(10) == 0
    assert sorted(p.name for p in server.folder.iterdir()) == [".lock", "001", "002", "003"]


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_children_end_with_the_server_and_nothing_is_left(tmp_path: Path, number: signal.Signals) -> None:
    with running(tmp_path / "states", park.SCENARIO) as server:
        server.post("solve", state=1, effort=1000)
        server.wait_for(server.children)
        server.wait_for(lambda: server.get("live")["solve"].get("stage") == "measure")
        server.process.send_signal(number)
        assert server.process.wait(10) == (0 if number == signal.SIGTERM else -signal.SIGKILL)
        server.wait_for(lambda: not server.children())
    with running(tmp_path / "states", park.SCENARIO) as server:
        assert [row["number"] for row in server.get("live")["states"]] == [
            1
        ]  # it is the same file: not again
        assert sorted(p.name for p in server.folder.iterdir()) == [".lock", "001"]


def _page(url: str) -> str:
    from urllib.request import urlopen

    with urlopen(url) as answer:
        return str(answer.read().decode())
