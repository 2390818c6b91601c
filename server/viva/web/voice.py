"""The routes of speech: a recording becomes text for the answer box, and what was asked becomes sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fastapi import FastAPI, Request
from fastapi.responses import Response

from viva import store
from viva.errors import Unknown
from viva.frames import HeardView, SpokenView, turn_view
from viva.interview import Interview
from viva.llm import Sound, Voice
from viva.spoken import spoken
from viva.web.requests import body, refuse

MOST_RECORDED = 10 * 2**20
"""The most bytes of a recording: about an hour of a browser's Opus."""
ENDINGS = {
    "audio/webm": "webm",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/x-wav": "wav",
}
"""What is taken, and what a file of it is called by: transcribers go by the name."""


@dataclass(frozen=True, slots=True)
class Booth:
    """Who hears and who speaks; None where no model is configured for it."""

    database: store.Database
    transcriber: Voice | None
    speaker: Voice | None


def add(app: FastAPI, booth: Booth) -> None:
    """Add the routes."""

    @app.post("/api/interviews/{id}/recording")
    async def hear(id: str, request: Request) -> Response:
        if booth.transcriber is None:
            return refuse(404, "none", "No model that transcribes is configured: see roles.transcriber.")
        media = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
        if media not in ENDINGS:
            return refuse(415, "media", f"A recording is one of {', '.join(ENDINGS)}, and this is not.")
        if (await booth.database.read(store.load, id)).state.stage == "over":
            return refuse(409, "over", "This interview is over: nothing more is recorded for it.")
        recording = await body(request, MOST_RECORDED)
        if not recording:
            said = "The recording is empty." if recording is not None else "The recording is too long: 10 MiB at most."
            return refuse(413 if recording is None else 422, "recording", said)
        text = await booth.transcriber.hear(Sound(recording, media), ENDINGS[media])
        return Response(HeardView(text=text).model_dump_json(), media_type="application/json")

    @app.get("/api/interviews/{id}/turns/{turn}/speech")
    async def say(
        id: str,
        turn: int,
        kind: Literal["question", "hint", "aside"] = "question",
        n: int = 0,
        form: Literal["sound", "text"] = "sound",
    ) -> Response:
        state = (await booth.database.read(store.load, id)).state
        said = _said(state, turn, kind, n)
        if not said:
            raise Unknown("That has not been said.")
        if form == "text":
            return Response(SpokenView(text=spoken(said)).model_dump_json(), media_type="application/json")
        if booth.speaker is None:
            return refuse(404, "none", "No model that speaks is configured: see roles.speaker.")
        sound = await booth.speaker.say(spoken(said))
        return Response(sound.content, media_type=sound.media, headers={"cache-control": "no-store"})


def _said(state: Interview, turn: int, kind: Literal["question", "hint", "aside"], n: int) -> str:
    """What the interviewer said there, of what a browser may see; "" if that is nothing yet."""
    view = next((turn_view(state, one, None) for one in state.turns if one.id == turn), None)
    if view is None:
        return ""
    if kind == "question":
        return view.text
    told = view.hints if kind == "hint" else [aside.reply or "" for aside in view.asides]
    return told[n] if 0 <= n < len(told) else ""
