"""Who may speak to the server: pages of this server alone, under an address that nobody can guess.

A browser lets any page on the web send requests to 127.0.0.1. Four things keep them out:

- the path begins with a token that is made anew at every start; without it nothing is there,
- the Host header must be the server's own, so that no other name can be made to point here,
- requests that a browser marks as coming from another site are refused, and POSTs without the own Origin,
- a POST must be JSON and carry the token in a header too, which no form and no simple request can.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["HEADERS", "Guard", "TooLarge", "new_token"]

OWN = ("same-origin", "none")
"""Values of Sec-Fetch-Site that are no other site: this page, and an address that was typed."""
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""For whatever brings no policy of its own."""
TOKEN_HEADER = b"x-planner-token"
STRANGER = (
    "This is planner serve. Open the address that it printed when it started: it ends with a key that is "
    "made anew each time.\n"
)


class TooLarge(Exception):
    """A request whose body is larger than what is read."""


def new_token() -> str:
    """A key that cannot be guessed."""
    return secrets.token_urlsafe(24)


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets requests through to ``app`` that come from its own pages."""

    app: ASGIApp
    port: int
    token: str
    largest: int
    """Bytes of a body."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on a request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        fault = self._fault(scope)
        if fault is not None:
            status, text = fault
            await PlainTextResponse(text, status)(scope, receive, _dressed(send))
            return
        inner = dict(scope)
        inner["path"] = scope["path"][len(self.token) + 1 :] or "/"
        await self.app(inner, self._counted(receive), _dressed(send))

    def _fault(self, scope: Scope) -> tuple[int, str] | None:
        """Status and words of a refusal."""
        headers = dict(scope["headers"])
        return self._stranger(headers) or self._nowhere(scope) or self._post_fault(scope["method"], headers)

    def _stranger(self, headers: dict[bytes, bytes]) -> tuple[int, str] | None:
        """Another name for this machine, or a page of another site."""
        hosts = {f"127.0.0.1:{self.port}", f"localhost:{self.port}"}
        host = headers.get(b"host", b"").decode("latin-1")
        if host not in hosts:
            return 421, f"This server answers to 127.0.0.1:{self.port} alone.\n"
        site = headers.get(b"sec-fetch-site", b"none").decode("latin-1")
        origin = headers.get(b"origin")
        if site not in OWN or (origin is not None and origin.decode("latin-1") != f"http://{host}"):
            return 403, "Pages of other sites may not ask this server.\n"
        return None

    def _nowhere(self, scope: Scope) -> tuple[int, str] | None:
        """No path of this start of the server."""
        path = scope["path"]
        if not secrets.compare_digest(path[1 : len(self.token) + 1].encode(), self.token.encode()):
            return 403, STRANGER
        if path[len(self.token) + 1 :][:1] != "/":
            return 404, "Nothing is here.\n"
        return None

    def _post_fault(self, method: str, headers: dict[bytes, bytes]) -> tuple[int, str] | None:
        """What else a request must have to change something."""
        if method in ("GET", "HEAD"):
            return None
        if method != "POST":
            return 405, "GET and POST are all that is done here.\n"
        own = secrets.compare_digest(headers.get(TOKEN_HEADER, b""), self.token.encode())
        if b"origin" not in headers or not own:
            return 403, "A POST must name the page that it comes from, and the key of this start.\n"
        if headers.get(b"content-type", b"").split(b";")[0].strip() != b"application/json":
            return 415, "JSON is all that is read here.\n"
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > self.largest:
            return 413, f"Larger than {self.largest >> 20} MB.\n"
        return None

    def _counted(self, receive: Receive) -> Receive:
        """Bodies without a length are held to the limit as well."""
        got = 0

        async def take() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > self.largest:
                raise TooLarge
            return message

        return take


def _dressed(send: Send) -> Send:
    """Every answer forbids what no answer needs."""

    async def out(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message["headers"])
            given = {name.lower() for name, _ in headers}
            headers += [(k.lower().encode(), v.encode()) for k, v in _missing(given)]
            message = {**message, "headers": headers}
        await send(message)

    return out


def _missing(given: Iterable[bytes]) -> Iterable[tuple[str, str]]:
    known = set(given)
    rows = {**HEADERS, "Content-Security-Policy": POLICY}
    return [(name, value) for name, value in rows.items() if name.lower().encode() not in known]
