"""Holds interviews until Ctrl+C: the page is there at once, and what is behind it as soon as it is loaded."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import sys
import threading
import webbrowser
from typing import TYPE_CHECKING

import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from viva import __version__
from viva.errors import SettingsError, VivaError
from viva.paths import data
from viva.settings import Settings
from viva.web.guard import Guard
from viva.web.page import Page

if TYPE_CHECKING:
    from viva.app import Server

log = logging.getLogger(__name__)

MOST_BYTES = 64 * 1024
"""The largest frame that is read; the same as `frames.MOST_BYTES`, which takes longer to import."""


class Porch:
    """The ASGI application: serves the page itself, and lets all else wait until the server behind it is built.

    FastAPI, SQLAlchemy and the bank take longer to load than a browser to fetch the page, so they load beside it.
    `failed` is set, and `running` ended, if they can't.
    """

    def __init__(self, settings: Settings) -> None:
        self.failed = False
        self.running: uvicorn.Server | None = None
        self._settings = settings
        self._page = Page(data("web"))
        self._behind: asyncio.Future[ASGIApp] | None = None
        self._server: Server | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and not scope["path"].startswith("/api/"):
            await self._page(scope, receive, send)
        else:
            assert self._behind is not None
            behind = await asyncio.shield(self._behind)
            if self.failed and scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1013})
            else:
                await behind(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._behind = asyncio.get_running_loop().create_future()
        building = asyncio.create_task(self._build(self._behind))
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await building
        if self._server is not None:
            await self._server.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _build(self, behind: asyncio.Future[ASGIApp]) -> None:
        try:
            self._server = await asyncio.to_thread(_assemble, self._settings)
            await self._server.open()
        except Exception as error:
            if isinstance(error, VivaError):
                print(error, file=sys.stderr)
            else:
                log.exception("Viva can't start")
            self.failed = True
            behind.set_result(PlainTextResponse("Viva can't start: the terminal says why.\n", 503))
            if self.running is not None:
                self.running.should_exit = True
        else:
            behind.set_result(self._server.asgi)
            for line in self._server.lines():
                print(line, flush=True)


def _assemble(settings: Settings) -> Server:
    from viva import app  # seconds of imports: see Porch

    return app.assemble(settings)


def serve(settings: Settings) -> int:
    """Hold interviews until Ctrl+C; the exit code."""
    sock = listen(settings)
    port = sock.getsockname()[1]
    address = f"http://{f'[{settings.host}]' if ':' in settings.host else settings.host}:{port}"
    porch = Porch(settings)
    config = uvicorn.Config(
        Guard(porch, port, settings.host),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
        ws="websockets-sansio",
        ws_max_size=MOST_BYTES,
        ws_per_message_deflate=False,
        ws_ping_interval=20.0,
        ws_ping_timeout=25.0,
    )
    porch.running = uvicorn.Server(config)
    print(f"Viva {__version__} (Ctrl+C ends it)\n  Page:        {address}", flush=True)
    if settings.open_browser:
        threading.Thread(target=_browse, args=(address,), name="browser", daemon=True).start()
    # A grade in its thread may keep the loop waiting for a millisecond, not for the default of five.
    sys.setswitchinterval(0.001)
    # Ctrl+C has done its work by the time that uvicorn raises it again.
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(porch.running.serve(sockets=[sock]))
    return 1 if porch.failed else 0


def listen(settings: Settings) -> socket.socket:
    """The socket that the server answers at. Raises SettingsError if somebody else has it."""
    sock = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((settings.host, settings.port))
        # From here on a browser that is early waits, and isn't refused.
        sock.listen(2048)
    except OSError as error:
        sock.close()
        raise SettingsError(
            f"{settings.host}:{settings.port} can't be used ({error.strerror}): is another Viva running? "
            f"Choose another with --port."
        ) from None
    return sock


def _browse(address: str) -> None:
    """Open the page; a machine without a browser is no fault."""
    with contextlib.suppress(webbrowser.Error):
        webbrowser.open(address)
