"""What the routes share: a bounded body, and a refusal in words."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import JSONResponse

from viva.frames import ApiError


def refuse(status: int, code: str, message: str, interview: str | None = None) -> JSONResponse:
    """Why a request isn't taken; `interview` is the one that is in its way, if any."""
    return JSONResponse(ApiError(code=code, message=message, interview=interview).model_dump(), status)


async def body(request: Request, most: int) -> bytes | None:
    """The body, or None if it has more than `most` bytes."""
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            return None
        pieces.append(piece)
    return b"".join(pieces)
