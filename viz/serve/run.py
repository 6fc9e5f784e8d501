"""Starting the server: the port, the browser, and an end that leaves nothing behind."""

from __future__ import annotations

import errno
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from planner.errors import UsageError
from viz.labels import Lang
from viz.serve.project import Project

__all__ = ["Address", "serve"]

HOST = "127.0.0.1"
GRACE_S = 2


@dataclass(frozen=True, slots=True)
class Address:
    """Where the page is."""

    port: int
    token: str

    @property
    def url(self) -> str:
        """What a browser opens."""
        return f"http://{HOST}:{self.port}/{self.token}/"


def serve(
    scenario: Path | None,
    folder: Path,
    library: Path,
    port: int,
    lang: Lang,
    command: Sequence[str],
    ready: Callable[[Address], None],
) -> None:
    """Serve the project in ``folder`` until a signal ends it; ``ready`` is called once it answers.

    ``command`` solves: scenario and options are put behind it. Raises ``UsageError`` where the port or the
    folder is taken, or the extra is not installed.
    """
    try:
        import uvicorn

        from viz.serve.app import Setup, make_app
        from viz.serve.guard import new_token
    except ImportError as error:
        raise UsageError(
            f"the page needs {error.name}, which is not installed; expected the extra `serve`. "
            "Try: pip install 'ecommerce-park-planner[serve]'"
        ) from error
    project = Project(folder, library)
    with project.alone(), _bound(port) as listening:
        if scenario is not None:
            _open(project, scenario)
        address = Address(listening.getsockname()[1], new_token())

        class Server(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                ready(address)

        setup = Setup(project, command, address.port, address.token, lang, lambda: server.should_exit)
        server = Server(
            uvicorn.Config(
                make_app(setup), log_level="critical", access_log=False, server_header=False,
                timeout_graceful_shutdown=GRACE_S, ws="none", lifespan="on",
            )
        )  # fmt: skip
        with _signals_done():
            server.run(sockets=[listening])


@contextmanager
def _bound(port: int) -> Iterator[socket.socket]:
    """A socket on this machine's own address; nobody else can reach it."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
    except OSError as error:
        listening.close()
        taken = error.errno == errno.EADDRINUSE
        reason = "taken by another program" if taken else (error.strerror or str(error))
        raise UsageError(
            f"port {port} of {HOST}: {reason}; expected a free one. "
            f"Try: --port {port + 1 if port < 65_535 else 0}, or end the other program"
        ) from error
    with listening:
        yield listening


def _open(project: Project, scenario: Path) -> None:
    """Begin with a scenario, unless its text is that of the state opened last."""
    opened = [state for state in project.states() if state.mark.kind == "open"]
    known = opened[-1] if opened and opened[-1].mark.about == scenario.name else None
    try:
        same = known is not None and (known.folder / "scenario.yaml").read_bytes() == scenario.read_bytes()
    except OSError:
        same = False
    if not same:
        project.open_path(scenario)


@contextmanager
def _signals_done() -> Iterator[None]:
    """The server answers Ctrl-C and SIGTERM itself and raises them again when it has ended: that is all."""
    before = {
        number: signal.signal(number, lambda _number, _frame: None)
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
