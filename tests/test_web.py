"""Who is let in, and what a file's address gives."""

from pathlib import Path

import httpx
import pytest

from viva.web.guard import HEADERS, Guard, names, refusal
from viva.web.page import Page

HOSTS = names(8000)
OWN = {"host": "127.0.0.1:8000"}


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000", "LOCALHOST:8000"])
def test_the_server_answers_to_its_own_names(host: str) -> None:
    assert refusal("http", "GET", {"host": host}, HOSTS) is None


@pytest.mark.parametrize(
    "host", ["", "viva.example", "viva.example:8000", "127.0.0.1", "127.0.0.1:8001", "127.0.0.1:8000.evil"]
)
def test_any_other_name_is_refused(host: str) -> None:
    assert refusal("http", "GET", {"host": host}, HOSTS)


@pytest.mark.parametrize(
    ("kind", "method", "headers", "let_in"),
    [
        ("http", "GET", {}, True),
        ("http", "GET", {"cookie": "a=b"}, True),
        ("http", "POST", {}, True),
        ("http", "POST", {"cookie": "a=b"}, False),
        ("http", "POST", {"origin": "http://127.0.0.1:8000", "cookie": "a=b"}, True),
        ("http", "GET", {"origin": "http://evil.example"}, False),
        ("http", "POST", {"origin": "https://127.0.0.1:8000"}, False),
        ("http", "POST", {"origin": "null"}, False),
        ("http", "GET", {"sec-fetch-site": "cross-site"}, False),
        ("http", "GET", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, True),
        ("websocket", "GET", {}, True),
        ("websocket", "GET", {"cookie": "a=b"}, False),
        ("websocket", "GET", {"origin": "http://localhost:8000"}, True),
        ("websocket", "GET", {"origin": "http://localhost:8001"}, False),
    ],
)
def test_who_is_let_in(kind: str, method: str, headers: dict[str, str], let_in: bool) -> None:
    assert (refusal(kind, method, OWN | headers, HOSTS) is None) is let_in


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "page" / "assets").mkdir(parents=True)
    (tmp_path / "page" / "index.html").write_text("<title>Viva</title>")
    (tmp_path / "page" / "assets" / "a.js").write_text("1")
    (tmp_path / "secret.txt").write_text("CANARY")
    return tmp_path / "page"


async def get(folder: Path, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(Guard(Page(folder), 8000))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        return await client.get(path)


async def test_the_page_is_asked_for_anew_and_its_files_are_kept(folder: Path) -> None:
    assert (await get(folder, "/")).headers["cache-control"] == "no-cache"
    assert "immutable" in (await get(folder, "/assets/a.js")).headers["cache-control"]


@pytest.mark.parametrize(
    "path", ["/nothing.js", "/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt"]
)
async def test_there_is_nothing_outside_the_page(folder: Path, path: str) -> None:
    reply = await get(folder, path)

    assert reply.status_code == 404
    assert "CANARY" not in reply.text


async def test_every_reply_carries_the_policy(folder: Path) -> None:
    for path in ("/", "/assets/a.js", "/nothing"):
        assert (await get(folder, path)).headers.items() >= HEADERS.items()


async def test_a_page_that_is_not_built_says_how(tmp_path: Path) -> None:
    reply = await get(tmp_path / "no-page", "/")

    assert reply.status_code == 503
    assert "make web" in reply.text
