"""The routes under `/api/`: the interviews, and each interview's socket."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import FastAPI, Request, WebSocket
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from viva import exports, sampler, store
from viva.bank import Bank
from viva.doctor import Checkup
from viva.errors import SampleError, Unknown, VivaError
from viva.exports import Format
from viva.frames import (
    MOST_BYTES,
    BankView,
    CheckView,
    Created,
    FitView,
    NeighboursView,
    NeighbourView,
    Setup,
    ShelfView,
    TailoredView,
    model_answer,
)
from viva.interview import Plan, prepare
from viva.llm import Neighbour
from viva.lobby import Lobby
from viva.room import Clock
from viva.tailoring import MOST_TEXT, Tailored
from viva.web import past, voice
from viva.web.requests import body as received
from viva.web.requests import refuse
from viva.web.socket import Socket

CANDIDATE = "local"
"""Whose interviews these are, as long as there are no accounts."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the routes work with."""

    database: store.Database
    bank: Bank
    lobby: Lobby
    setup: Setup
    checkup: Checkup
    nearby: Callable[[], Awaitable[Sequence[Neighbour]]]
    tailor: Callable[[str], Awaitable[Tailored]]
    booth: voice.Booth
    clock: Clock


class TailorTo(BaseModel):
    """What a plan shall be tailored to."""

    text: Annotated[str, Field(min_length=1, max_length=MOST_TEXT)]


def build(desk: Desk) -> FastAPI:
    """The ASGI application of all that is under `/api/`. Who may call it is the guard's to say."""
    app = FastAPI(title="Viva", docs_url=None, redoc_url=None, openapi_url=None)
    _errors(app)
    was = past.Past(desk.database, desk.bank, CANDIDATE, desk.clock)
    _interviews(app, desk, was)
    past.add(app, was)
    voice.add(app, desk.booth)
    _tailor(app, desk)
    _bank(app, desk)
    _models(app, desk)
    return app


def _errors(app: FastAPI) -> None:
    @app.exception_handler(VivaError)
    async def known(_: Request, error: VivaError) -> Response:
        status = 404 if isinstance(error, Unknown) else 422 if isinstance(error, SampleError) else 503
        return refuse(status, type(error).__name__.casefold(), str(error))

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:]) or "the request"
        return refuse(422, "invalid", f"This can't be taken: {where}: {first['msg']}.")

    @app.exception_handler(404)
    async def missing(_: Request, __: Any) -> Response:
        return refuse(404, "unknown", "There is nothing here.")

    @app.exception_handler(500)
    async def failed(_: Request, __: Any) -> Response:
        return refuse(500, "fault", "Something went wrong on the server; its log says what.")


def _interviews(app: FastAPI, desk: Desk, was: past.Past) -> None:
    @app.get("/api/setup")
    async def setup() -> Setup:
        return desk.setup

    @app.post("/api/interviews", status_code=201)
    async def begin(request: Request) -> Response:
        body = await received(request, MOST_BYTES)
        if body is None:
            return refuse(413, "large", "That is more than a plan can hold.")
        return await _begin(desk, was, body)

    @app.get("/api/interviews/{id}/export")
    async def export(id: str, format: Format = "md") -> Response:
        found = await desk.database.read(store.record, id)
        if found.interview.stage != "over":
            return refuse(409, "running", "An interview can be exported once it is over.")
        file = exports.export(found, format)
        headers = {"content-disposition": f'attachment; filename="{file.name}"'}
        return Response(file.content, media_type=file.media, headers=headers)

    @app.delete("/api/interviews/{id}")
    async def delete(id: str) -> Created:
        await desk.lobby.delete(id)
        return Created(id=id)

    @app.websocket("/api/interviews/{id}/socket")
    async def socket(websocket: WebSocket, id: str) -> None:
        await Socket(websocket, desk.clock).run(id, desk.lobby)


def _tailor(app: FastAPI, desk: Desk) -> None:
    @app.post("/api/tailor")
    async def tailor(request: Request) -> Response:
        body = await received(request, MOST_BYTES)
        if body is None:
            return refuse(413, "large", f"That is too long: {MOST_TEXT:,} characters at most.")
        try:
            asked = TailorTo.model_validate_json(body)
        except ValueError:
            return refuse(422, "invalid", f"There has to be a text, of {MOST_TEXT:,} characters at most.")
        chosen = await desk.tailor(asked.text)
        fits = tuple(FitView(topic=fit.topic, weight=fit.weight, why=fit.why) for fit in chosen.fits)
        shown = TailoredView(fits=fits, levels=chosen.levels, by=chosen.by, note=chosen.note)
        return Response(shown.model_dump_json(), media_type="application/json")


def _bank(app: FastAPI, desk: Desk) -> None:
    shelves = tuple(
        ShelfView(id=topic.id, title=topic.title, about=topic.about, reading=topic.reading)
        for topic in desk.bank.topics
    )
    # Made once, and as bytes: it changes with the bank alone, and that is read at the start.
    shown = BankView(topics=shelves, questions=tuple(question.public() for question in desk.bank.questions))
    whole = shown.model_dump_json().encode()

    @app.get("/api/bank")
    async def browse() -> Response:
        return Response(whole, media_type="application/json")

    @app.get("/api/bank/{topic}/{slug}")
    async def answer(topic: str, slug: str) -> Response:
        try:
            question = desk.bank.get(f"{topic}/{slug}")
        except KeyError:
            return refuse(404, "unknown", "The bank has no such question.")
        # A browser learns no reference answer that it may still be asked for.
        if (id := await desk.database.read(store.under_way, CANDIDATE, question.id)) is not None:
            message = "This question is part of an interview that isn't over. Finish it first, or end it."
            return refuse(409, "asked", message, id)
        return Response(model_answer(question).model_dump_json(), media_type="application/json")


def _models(app: FastAPI, desk: Desk) -> None:
    checkup = desk.checkup

    @app.post("/api/models/check", status_code=202)
    async def start() -> Response:
        if checkup.idle:
            return refuse(404, "none", "No model has a role: there is nothing to check.")
        if not checkup.start():
            return refuse(409, "running", "A check is under way.")
        return JSONResponse(checkup.view().model_dump(), 202)

    @app.get("/api/models/check")
    async def look() -> CheckView:
        return checkup.view()

    @app.get("/api/models/nearby")
    async def nearby() -> NeighboursView:
        found = await desk.nearby()
        return NeighboursView(
            found=tuple(NeighbourView(kind=one.kind, api_base=one.api_base, models=one.models) for one in found)
        )


async def _begin(desk: Desk, was: past.Past, body: bytes) -> Response:
    """Sample an interview and write it down."""
    try:
        plan = Plan.model_validate_json(body or b"{}")
    except ValueError as error:
        first = error.errors()[0] if hasattr(error, "errors") else {"loc": (), "msg": str(error)}
        where = ".".join(map(str, first["loc"])) or "plan"
        return refuse(422, "invalid", f"This plan can't be used: {where}: {first['msg']}.")
    if "seed" not in plan.model_fields_set:
        plan = plan.model_copy(update={"seed": secrets.randbelow(2**53)})
    history = await desk.database.read(store.history, CANDIDATE, sampler.HISTORY)
    needs = await was.needs() if plan.lean else {}
    chosen = sampler.sample(desk.bank.questions, plan, history, needs)
    state = prepare(secrets.token_hex(8), CANDIDATE, plan, chosen, desk.clock())
    await desk.database.write(store.create, state)
    return JSONResponse(Created(id=state.id).model_dump(), 201)
