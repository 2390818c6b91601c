"""The built page: its index at `/`, its files under their own names."""

from __future__ import annotations

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

NOT_BUILT = "The page isn't built yet. Run `make web`, then reload.\n"
FOR_EVER = "public, max-age=31536000, immutable"


class Page:
    """An ASGI application for GET and HEAD. Files carry a hash in their names, so one that is missing is a 404."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = StaticFiles(directory=folder, check_dir=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/":
            await self._index()(scope, receive, send)
            return
        try:
            response = await self._files.get_response(self._files.get_path(scope), scope)
            if "/assets/" in scope["path"]:
                response.headers["cache-control"] = FOR_EVER
        except HTTPException as error:
            message = {"code": "unknown", "message": "There is nothing here."}
            response = JSONResponse(message, error.status_code)
        await response(scope, receive, send)

    def _index(self) -> FileResponse | PlainTextResponse:
        file = self._folder / "index.html"
        if not file.is_file():
            return PlainTextResponse(NOT_BUILT, 503)
        return FileResponse(file, headers={"cache-control": "no-cache"})
