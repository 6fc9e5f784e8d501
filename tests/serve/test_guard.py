"""Other sites' pages, other names of this machine and guesses get nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.serve.client import HOST, OWN, POSTS, TOKEN, Served
from viz.serve.app import LARGEST
from viz.serve.guard import new_token

STOP = json.dumps({"at_once": True}).encode()


@pytest.fixture
def served(tmp_path: Path) -> Served:
    return Served(tmp_path / "states", tmp_path / "library")


def status(served: Served, method: str, path: str, headers: Mapping[str, str], body: bytes = STOP) -> int:
    return asyncio.run(served.ask(method, path, headers, body)).status


def but(headers: Mapping[str, str], **changes: str | None) -> dict[str, str]:
    """The headers with some changed, or left out."""
    changed = {key.replace("_", "-"): value for key, value in changes.items()}
    return {key: value for key, value in {**headers, **changed}.items() if value is not None}


def test_the_own_page_is_answered(served: Served) -> None:
    assert status(served, "GET", f"/{TOKEN}/", OWN) == 200
    assert status(served, "GET", f"/{TOKEN}/", {"host": "localhost:8765"}) == 200
    assert status(served, "GET", f"/{TOKEN}/live", but(OWN, sec_fetch_site="same-origin")) == 200
    assert status(served, "POST", f"/{TOKEN}/stop", POSTS) == 422  # heard: there is nothing to stop


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:80", "", "[::1]:8765"]
)
def test_another_name_for_this_machine_is_no_way_in(served: Served, host: str) -> None:
    assert status(served, "GET", f"/{TOKEN}/", {"host": host}) == 421
    assert status(served, "POST", f"/{TOKEN}/stop", but(POSTS, host=host, origin=f"http://{host}")) == 421


@pytest.mark.parametrize(
    "path", ["/", "/x/", f"/{TOKEN[:-1]}x/", f"/{TOKEN[:-1]}/", "/live", "//", "/\u00e4"]
)
def test_without_the_key_nothing_is_there(served: Served, path: str) -> None:
    answer = asyncio.run(served.ask("GET", path))
    assert answer.status == 403
    assert TOKEN not in answer.body.decode()
    assert status(served, "POST", path, POSTS) == 403


def test_keys_differ_at_every_start() -> None:
    assert len({new_token() for _ in range(50)}) == 50
    assert len(new_token()) >= 32


@pytest.mark.parametrize("site", ["cross-site", "same-site", "strange"])
def test_pages_of_other_sites_may_not_ask(served: Served, site: str) -> None:
    for path in ("/", "/live", "/events"):
        assert status(served, "GET", f"/{TOKEN}{path}", but(OWN, sec_fetch_site=site)) == 403
    assert status(served, "POST", f"/{TOKEN}/stop", but(POSTS, sec_fetch_site=site)) == 403


@pytest.mark.parametrize(
    "origin",
    ["null", "https://evil.example", f"https://{HOST}", "http://localhost:8765", "http://127.0.0.1:8766"],
)
def test_another_origin_is_refused(served: Served, origin: str) -> None:
    assert status(served, "GET", f"/{TOKEN}/events", but(OWN, origin=origin)) == 403
    assert status(served, "POST", f"/{TOKEN}/stop", but(POSTS, origin=origin)) == 403


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"origin": None}, 403),
        ({"x_planner_token": None}, 403),
        ({"x_planner_token": "guess"}, 403),
        ({"content_type": "text/plain"}, 415),
        ({"content_type": "application/x-www-form-urlencoded"}, 415),
        ({"content_type": None}, 415),
        ({"content_length": str(LARGEST + 1)}, 413),
        ({"content_length": "-1"}, 413),
    ],
)
def test_a_post_needs_everything(served: Served, changes: dict[str, str | None], expected: int) -> None:
    assert status(served, "POST", f"/{TOKEN}/stop", but(POSTS, **changes)) == expected


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_methods_do_nothing(served: Served, method: str) -> None:
    assert status(served, method, f"/{TOKEN}/stop", POSTS) == 405


def test_a_change_cannot_be_had_by_get(served: Served) -> None:
    for name in ("open", "draft", "place", "solve", "stop", "pin", "shift", "exchange"):
        assert status(served, "GET", f"/{TOKEN}/{name}", OWN) == 405


def test_a_body_that_tells_no_length_is_held_to_the_limit(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    object.__setattr__(served.app, "largest", 100)
    assert status(served, "POST", f"/{TOKEN}/stop", POSTS, b" " * 101) == 413


def test_every_answer_forbids_what_no_page_needs(served: Served) -> None:
    page = asyncio.run(served.get("/"))
    policy = page.headers["content-security-policy"]
    for part in ("default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'", "form-action 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert asyncio.run(served.get("/font")).headers["content-type"] == "font/ttf"
    for path in ("/", "/live", "/nothing"):
        headers = asyncio.run(served.get(path)).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in headers
    stranger = asyncio.run(served.ask("GET", "/"))
    assert stranger.headers["x-frame-options"] == "DENY"
