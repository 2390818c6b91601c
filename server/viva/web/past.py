"""The routes to what was: the list of interviews, one that is over, a copy of one, and what all of them say."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from viva import store
from viva.bank import Bank
from viva.due import Due, Practice, chosen
from viva.errors import Damaged, Twice
from viva.frames import (
    AttemptsView,
    AttemptView,
    Created,
    DueView,
    InterviewPage,
    InterviewRow,
    StandingView,
    ms,
    snapshot,
)
from viva.interview import Mode
from viva.progress import Result, reports
from viva.room import views
from viva.web.requests import body, refuse

MOST_RESULTS = 2_000
"""How many of the last answered questions tell of the candidate."""
MOST_DUE = 50
"""Most points that are listed as due."""
MOST_ATTEMPTS = 50
PRACTICE = 5
"""Most questions of an interview that practises what is due."""
PAGE = 25
MOST_COPY = 20 * 2**20
"""The most bytes of a copy: the answers of 50 questions with two follow-ups, all as long as they may be, fill it."""


class Asked(BaseModel):
    """Which page of which interviews; `q` are words that all have to be found, days are UTC's and included."""

    q: Annotated[str, Field(max_length=200)] = ""
    mode: Mode | None = None
    state: store.State | None = None
    topic: Annotated[str | None, Field(max_length=60)] = None
    judge: Annotated[str | None, Field(max_length=200)] = None
    since: date | None = None
    until: date | None = None
    sort: store.Order = "newest"
    page: Annotated[int, Field(ge=1, le=100_000)] = 1
    limit: Annotated[int, Field(ge=1, le=100)] = PAGE

    def wanted(self) -> store.Wanted:
        """The conditions, as the store knows them."""
        return store.Wanted(
            # To SQLite a pattern ends with a NUL: what begins with one would be found everywhere.
            words=tuple(dict.fromkeys(self.q.replace("\0", " ").split())),
            mode=self.mode,
            state=self.state,
            topic=self.topic,
            judge=self.judge,
            since=_midnight(self.since) if self.since else None,
            # The last day that there is has no day after it.
            until=_midnight(self.until) + timedelta(days=1) if self.until and self.until < date.max else None,
        )


@dataclass(frozen=True)
class Past:
    """What the routes read, for this candidate."""

    database: store.Database
    bank: Bank
    candidate: str
    clock: Callable[[], datetime]

    @cached_property
    def practice(self) -> Practice:
        """Made at the first use: the start waits for nothing that few pages need."""
        return Practice(self.bank.questions)

    async def page(self, asked: Asked) -> InterviewPage:
        """A page of the list."""
        offset = (asked.page - 1) * asked.limit
        read, wanted = self.database.read, asked.wanted()
        found = await read(store.page, self.candidate, wanted, asked.sort, offset, asked.limit)
        return InterviewPage(
            interviews=tuple(map(_row, found.lines)),
            found=found.number,
            page=asked.page,
            limit=asked.limit,
            judges=found.judges,
        )

    async def standing(self) -> StandingView:
        """What the results say, and what is to be practised again."""
        results = await self.database.read(store.came, self.candidate, MOST_RESULTS)
        busy = await self.database.read(store.asking, self.candidate)
        return await asyncio.to_thread(self._standing, results, busy)

    async def needs(self) -> dict[str, int]:
        """By question how much it is needed, for the sampler."""
        results = await self.database.read(store.came, self.candidate, MOST_RESULTS)
        return await asyncio.to_thread(lambda: self.practice.needs(results, self.clock()))

    async def attempts(self, question: str) -> AttemptsView:
        """When this question was answered before, the latest first."""
        results = await self.database.read(store.came, self.candidate, MOST_ATTEMPTS, question)
        return AttemptsView(
            attempts=tuple(
                AttemptView(interview=r.interview, turn=r.turn, at=ms(r.at) or 0, judge=r.judge, score=r.score)
                for r in reversed(results)
            )
        )

    def _standing(self, results: Sequence[Result], busy: Collection[str]) -> StandingView:
        now = self.clock()
        deck = self.practice.deck(results)
        due = [each for each in deck if each.at <= now]
        # What an interview under way may ask is no reading for the time.
        shown = [self._due(each) for each in due if not each.questions & set(busy)]
        return StandingView(
            results=len(results),
            reports=reports(results),
            due=tuple(shown[:MOST_DUE]),
            due_in_all=len(due),
            later=len(deck) - len(due),
            next=ms(min((each.at for each in deck if each.at > now), default=None)),
            practise=chosen(deck, now, busy, PRACTICE),
        )

    def _due(self, due: Due) -> DueView:
        question, ask = self.bank.get(due.point[0]), self.bank.get(due.ask)
        return DueView(
            question=question.id,
            says=question.criterion(due.point[1]).says,
            ask=ask.id,
            ask_title=ask.title,
            missed=due.missed,
            at=ms(due.at) or 0,
            last=ms(due.last) or 0,
        )


def add(app: FastAPI, past: Past) -> None:
    """Add the routes."""

    @app.get("/api/interviews")
    async def page(asked: Annotated[Asked, Query()]) -> InterviewPage:
        return await past.page(asked)

    @app.get("/api/interviews/{id}")
    async def one(id: str) -> Response:
        kept = await past.database.read(store.load, id)
        if kept.state.stage != "over":
            message = "An interview can be read like this once it is over."
            return refuse(409, "running", message, id)
        whole = snapshot(kept.state, views(kept.drafts), (), past.clock())
        return Response(whole.model_dump_json(), media_type="application/json")

    @app.post("/api/interviews/copy", status_code=201)
    async def take_in(request: Request) -> Response:
        copy = await body(request, MOST_COPY)
        if copy is None:
            return refuse(413, "large", f"An export of more than {MOST_COPY >> 20} MiB is for `viva import`.")
        try:
            found = await asyncio.to_thread(store.parse, copy)
            await past.database.write(store.restore, found)
        except Damaged as error:
            return refuse(422, "damaged", str(error))
        except Twice as error:
            return refuse(409, "twice", str(error), error.id)
        return JSONResponse(Created(id=found.interview.id).model_dump(), 201)

    @app.get("/api/bank/{topic}/{slug}/attempts")
    async def attempts(topic: str, slug: str) -> AttemptsView:
        return await past.attempts(f"{topic}/{slug}")

    @app.get("/api/progress")
    async def progress() -> StandingView:
        return await past.standing()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _row(line: store.Line) -> InterviewRow:
    return InterviewRow(
        id=line.id,
        created=ms(line.created_at) or 0,
        started=ms(line.started_at),
        ended=ms(line.ended_at),
        mode=line.mode,
        stage=line.stage,
        number=line.number,
        counted=line.counted if line.stage == "over" else None,
        score=line.score,
        before=line.before,
        topics=line.topics,
        judge=line.judge,
    )
