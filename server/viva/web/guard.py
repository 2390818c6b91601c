"""Who may talk to the server at all: its own page, from this machine, by one of its own names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    # KaTeX sets style attributes; nothing else inline, nothing from elsewhere.
    "content-security-policy": (
        "default-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; media-src 'self' blob:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "permissions-policy": "microphone=(self), camera=(), geolocation=()",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
SAFE = ("GET", "HEAD", "OPTIONS")


def names(port: int, host: str = "127.0.0.1") -> frozenset[str]:
    """The values of Host that are this server's, which listens at `host`."""
    hosts = ("127.0.0.1", "localhost", "[::1]", f"[{host}]" if ":" in host else host)
    return frozenset(f"{host}:{port}" for host in hosts) | (frozenset(hosts) if port == 80 else frozenset())


def refusal(kind: str, method: str, headers: Mapping[str, str], hosts: Iterable[str]) -> str | None:
    """Why a request (`kind` "http" or "websocket") isn't taken, or None.

    A foreign Host is how DNS rebinding looks, a foreign Origin how another page's script does; the browser's rule of
    one origin does not hold for WebSockets, and cookies of any local program are sent to all of them. A program that
    is no browser sends neither Origin nor cookies.
    """
    hosts = frozenset(hosts)
    if headers.get("host", "").casefold() not in hosts:
        return "This server answers to its own local address only."
    origin = headers.get("origin")
    changes = kind == "websocket" or method not in SAFE
    if origin is not None and origin.casefold() not in {f"http://{host}" for host in hosts}:
        return "Another page's requests aren't taken."
    if origin is None and changes and "cookie" in headers:
        return "A browser's request without its origin isn't taken."
    if headers.get("sec-fetch-site") == "cross-site" and (changes or headers.get("sec-fetch-mode") != "navigate"):
        return "Another page's requests aren't taken."
    return None


class Guard:
    """ASGI middleware: `refusal` before anything else, HEADERS on every response."""

    def __init__(self, app: ASGIApp, port: int, host: str = "127.0.0.1") -> None:
        self._app = app
        self._hosts = names(port, host)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        why = refusal(scope["type"], scope.get("method", "GET"), Headers(scope=scope), self._hosts)
        if why is not None:
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008, "reason": why})
            else:
                await JSONResponse({"code": "foreign", "message": why}, 403, HEADERS)(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *((k.encode(), v.encode()) for k, v in HEADERS.items())]
            await send(message)

        await self._app(scope, receive, send_guarded)
