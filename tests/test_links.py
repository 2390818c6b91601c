"""Addresses that are asked whether they are still there, on a real server."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import create_server

import pytest

from viva.links import follow


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status = {"/here": 200, "/moved": 301, "/gone": 404, "/shut": 403, "/late": 200}[self.path]
        if self.path == "/late":
            time.sleep(1.5)
        self.send_response(status)
        if self.path == "/moved":
            self.send_header("Location", "/here")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def base() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


async def states(*urls: str, patience: float = 5.0) -> dict[str, tuple[str, str]]:
    return {link.url.rpartition("/")[2]: (link.state, link.why) async for link in follow(urls, patience)}


async def test_each_address_is_told_by_what_became_of_it(base: str):
    found = await states(*(f"{base}/{path}" for path in ("here", "moved", "gone", "shut")))

    assert found == {
        "here": ("there", ""),
        "moved": ("there", f"now at {base}/here"),
        "gone": ("gone", "HTTP 404"),
        "shut": ("unclear", "HTTP 403"),
    }


async def test_a_server_that_is_not_there_or_says_nothing_is_gone(base: str):
    with create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    assert (await states(f"http://127.0.0.1:{port}/none"))["none"][0] == "gone"
    assert (await states(f"{base}/late", patience=0.3))["late"][0] == "gone"


async def test_an_address_is_asked_once(base: str):
    assert len([link async for link in follow([f"{base}/here"] * 3)]) == 1
