"""What a browser gets over plain HTTP. `scripts/wire_types.py` makes the page's types from it."""

from __future__ import annotations

from viva.frames.outbound import CriterionView, MisconceptionView
from viva.interview import Mode, Plan, Stage
from viva.progress import Report
from viva.questions import Frozen, Level, PublicQuestion, Reference


class TopicView(Frozen):
    """A topic: how many questions it has at each level, and their minutes together."""

    id: str
    title: str
    about: str
    counts: dict[str, int]
    minutes: dict[str, float]


class VoiceView(Frozen):
    """Who judges or asks; `basic` is true where no model is involved."""

    name: str
    basic: bool


class Setup(Frozen):
    """What a browser needs for the set-up form; `transcriber` and `speaker` are names of models, None without one."""

    version: str
    topics: tuple[TopicView, ...]
    judge: VoiceView
    interviewer: VoiceView
    transcriber: str | None
    speaker: str | None
    defaults: Plan
    follow_up_minutes: float


class FitView(Frozen):
    """A topic to practise: its weight from 1 to 3, and the words of the text that are the reason."""

    topic: str
    weight: int
    why: tuple[str, ...]


class TailoredView(Frozen):
    """What a text asks to be practised, the weightiest topic first; `by` is a model's name or "words"."""

    fits: tuple[FitView, ...]
    levels: tuple[Level, ...]
    by: str
    note: str


class NeighbourView(Frozen):
    """A server of models on this machine: what usually listens at its port, its address, and the models it has."""

    kind: str
    api_base: str
    models: tuple[str, ...]


class NeighboursView(Frozen):
    """Whom this machine's usual ports were found to answer for."""

    found: tuple[NeighbourView, ...]


class ShelfView(Frozen):
    """A topic of the bank, with what to read about all of it."""

    id: str
    title: str
    about: str
    reading: tuple[Reference, ...]


class BankView(Frozen):
    """The whole bank as it may be browsed: neither references nor rubrics."""

    topics: tuple[ShelfView, ...]
    questions: tuple[PublicQuestion, ...]


class ModelAnswerView(Frozen):
    """What a good answer to a question says, for whoever asks to see it."""

    id: str
    answer: str
    criteria: tuple[CriterionView, ...]
    misconceptions: tuple[MisconceptionView, ...]
    references: tuple[Reference, ...]
    verified: str | None
    source: str


class HeardView(Frozen):
    """What was heard in a recording, "" for nothing: for the answer box, never sent by itself."""

    text: str


class SpokenView(Frozen):
    """What was asked, as one reads it out."""

    text: str


class Created(Frozen):
    id: str


class InterviewRow(Frozen):
    """A line in the list of interviews; the scores only of one that is over."""

    id: str
    created: int
    started: int | None
    ended: int | None
    mode: Mode
    stage: Stage
    number: int
    counted: int | None
    score: float | None
    before: float | None
    topics: tuple[str, ...]
    judge: str


class InterviewPage(Frozen):
    """A page of the list, from 1, of at most `limit` lines; `found` are in all, and `judges` have judged any."""

    interviews: tuple[InterviewRow, ...]
    found: int
    page: int
    limit: int
    judges: tuple[str, ...]


class DueView(Frozen):
    """A point that was missed and is to be asked again: of the question `question`, by the question `ask`."""

    question: str
    says: str
    ask: str
    ask_title: str
    missed: int
    at: int
    last: int


class StandingView(Frozen):
    """What the last `results` say, by judge; `due` points, `later` ones (the `next` at), what to `practise` them by."""

    results: int
    reports: tuple[Report, ...]
    due: tuple[DueView, ...]
    due_in_all: int
    later: int
    next: int | None
    practise: tuple[str, ...]


class AttemptView(Frozen):
    """An answer to a question, in an interview that is over; no score where no grade counts."""

    interview: str
    turn: int
    at: int
    judge: str
    score: float | None


class AttemptsView(Frozen):
    """The last attempts at a question, the latest first."""

    attempts: tuple[AttemptView, ...]


class ApiError(Frozen):
    """Why a request over HTTP was not taken; `interview` is the one that is in its way, if any."""

    code: str
    message: str
    interview: str | None = None
