"""Grades answers again: new grades beside the old, by whatever judge is given."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from dataclasses import dataclass

from viva import store
from viva.errors import Stale, StoreError, Ungradable
from viva.grading import RULE, Exchange, Grade, Scope, gate
from viva.interview import Graded, Interview, step
from viva.llm import Message, Request, estimate
from viva.questions import Question
from viva.room import Clock, JudgeRole

TRIES = 5
"""How often a write is tried again when the server writes to the same interview meanwhile."""
RULES, PER_POINT = 1_500, 90
"""About how many tokens a judge's rules and schema take, and what it says of each point, where none has graded yet."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to be graded again. `before` is the judge's grade and `human` a person's, as scores; None without.

    `earlier` is the grade that this very judge gave it before another one did: that is put first again, at no cost.
    """

    interview: str
    turn: int
    scope: Scope
    question: Question
    exchanges: tuple[Exchange, ...]
    before: float | None
    human: float | None
    earlier: Grade | None = None

    def __str__(self) -> str:
        part = "first answer" if self.scope == "first" else "with follow-ups"
        return f"{self.interview}, question {self.turn + 1}, {part} ({self.question.id})"


@dataclass(frozen=True, slots=True)
class Line:
    """What came of grading one answer again; `after` is 0 to 1, or None where the judge gave no grade."""

    answer: Answer
    after: float | None
    reason: str = ""

    @property
    def failed(self) -> bool:
        """Whether the judge gave no grade; the old one stands."""
        return self.after is None

    def __str__(self) -> str:
        old = "ungraded" if self.answer.before is None else f"{self.answer.before:.0%}"
        if self.after is None:
            return f"{self.answer}: {old} stands. {self.reason}"
        known = ", as it graded before" if self.answer.earlier else ""
        person = "" if self.answer.human is None else f" (a person's {self.answer.human:.0%} stands)"
        return f"{self.answer}: {old} -> {self.after:.0%}{known}{person}"


@dataclass(frozen=True, slots=True)
class Guess:
    """What grading some answers will take, about; `graded` is how many earlier grades it is worked out from."""

    tokens_in: int
    tokens_out: int
    cost: float | None
    graded: int


async def find(
    database: store.Database, chosen: store.Selection, judge: JudgeRole, question: str = "", by: str = ""
) -> tuple[list[Answer], int]:
    """The answers of these interviews on which `judge` has not the last word, oldest first, and how many it has it on.

    Only those to `question` and with a standing grade `by` that judge ("basic" is any version of it), where given.
    Raises Unknown, and StoreError for an interview that is named and not over.
    """
    ids = await database.read(store.over, chosen)
    early = sorted(set(chosen.ids) - set(ids))
    if early and not (chosen.since or chosen.until):
        raise StoreError(f"An interview can be graded again once it is over, and {', '.join(early)} isn't.")
    found: list[Answer] = []
    done = 0
    for id in ids:
        state = (await database.read(store.load, id)).state
        grades = [(key, grade) for key, _, grade in await database.read(store.all_grades, id)]
        for answer, given in _answers(state, grades, judge):
            if question not in ("", answer.question.id) or (by and not _is_by(given, by)):
                continue
            if _by_rule(answer, given) or (given and _key(given) == _wanted(answer.question, judge)):
                done += 1
            else:
                found.append(answer)
    return found, done


def _is_by(given: Grade | None, judge: str) -> bool:
    name = given.provenance.judge if given else ""
    return judge in (name, name.partition("@")[0])


def _key(grade: Grade) -> tuple[str, str, str]:
    """What two grades share that are by the same judge, told the same, of the same question."""
    by = grade.provenance
    return by.judge, by.prompt, by.question


def _wanted(question: Question, judge: JudgeRole) -> tuple[str, str, str]:
    """The key that the judge's grade would have."""
    return judge.name, judge.prompt, question.fingerprint


def _answers(
    state: Interview, grades: Sequence[tuple[tuple[int, str], Grade]], judge: JudgeRole
) -> Iterator[tuple[Answer, Grade | None]]:
    """All that was answered, each with a judge's grade of it that stands."""
    scopes: tuple[Scope, ...] = ("first", "all")
    for turn in state.roots:
        wanted = _wanted(turn.question, judge)
        earlier = {key: grade for key, grade in grades if _key(grade) == wanted}
        for scope in scopes:
            mark = turn.mark(scope)
            if mark and turn.answered:
                before, human = (grade.score if grade else None for grade in (mark.grade, mark.human))
                exchanges, known = state.exchanges(turn.id, scope), earlier.get((turn.id, scope))
                yield Answer(state.id, turn.id, scope, turn.question, exchanges, before, human, known), mark.grade


def _by_rule(answer: Answer, given: Grade | None) -> bool:
    """Whether it has the grade that needs no judge, and would get it again."""
    if given is None or given.provenance.judge != RULE:
        return False
    numbers = all(criterion.number is not None for criterion in answer.question.rubric)
    return numbers or gate(answer.question, answer.exchanges) is not None


async def guess(
    database: store.Database,
    judge: str,
    answers: Sequence[Answer],
    price: Callable[[int, int], float | None],
) -> Guess:
    """What it will take that judge to grade those that it never has. `price` is of tokens in and out, in USD."""
    answers = [answer for answer in answers if answer.earlier is None]
    mean = await database.read(store.mean, judge)
    if mean is None:
        sent, replied = (sum(tokens) for tokens in zip(*map(_size, answers), strict=True)) if answers else (0, 0)
        return Guess(sent, replied, price(sent, replied), 0)
    number = len(answers)
    sent, replied = round(mean.tokens_in * number), round(mean.tokens_out * number)
    cost = price(sent, replied) if mean.cost is None else mean.cost * number
    return Guess(sent, replied, cost, mean.grades)


def _size(answer: Answer) -> tuple[int, int]:
    """About how many tokens one call takes, in and out."""
    question = answer.question
    says = [*(criterion.says for criterion in question.rubric), *(error.says for error in question.misconceptions)]
    texts = [question.text, question.answer, *says]
    texts += [text for exchange in answer.exchanges for text in (exchange.asked, exchange.answer)]
    return RULES + estimate(Request((Message("user", "\n".join(texts)),), 0)), PER_POINT * len(says)


async def regrade(
    database: store.Database, judging: Callable[[str], JudgeRole], answers: Sequence[Answer], clock: Clock
) -> AsyncGenerator[Line]:
    """Grade the answers, one line each as they come; `judging(interview)` is the judge.

    Each grade is on disk before its line comes: after a break `find` has only the rest.
    """
    for answer in answers:
        try:
            grade = answer.earlier or await judging(answer.interview).grade(answer.question, answer.exchanges)
        except Ungradable as error:
            yield Line(answer, None, str(error))
            continue
        await _keep(database, answer.interview, Graded(answer.turn, answer.scope, grade, clock()))
        yield Line(answer, grade.score)


async def _keep(database: store.Database, id: str, event: Graded) -> None:
    for _ in range(TRIES):
        before = (await database.read(store.load, id)).state
        after, _effects = step(before, event)
        try:
            await database.write(store.save, before, after, event, None)
        except Stale:
            continue
        return
    raise StoreError("The server keeps writing to this interview: try again when nobody is looking at it.")


def table(lines: Sequence[Line]) -> list[str]:
    """Before and after by question, in points of a hundred, and the mean over all answers that have both."""
    both = [(line.answer.question.id, line.answer.before, line.after) for line in lines]
    pairs = [(id, before, after) for id, before, after in both if before is not None and after is not None]
    if not pairs:
        return ["No answer has a grade from before and one from now: there is nothing to compare."]
    width = max(len("question"), *(len(id) for id, _, _ in pairs))
    by: dict[str, list[tuple[float, float]]] = {id: [] for id in sorted({id for id, _, _ in pairs})}
    for id, before, after in pairs:
        by[id].append((before, after))
    head = f"{'question':{width}}  answers  before   after  difference"
    rows = [_row(id, width, scores) for id, scores in by.items()]
    return [head, *rows, _row("mean", width, [score for scores in by.values() for score in scores])]


def _row(name: str, width: int, pairs: Sequence[tuple[float, float]]) -> str:
    before, after = (100 * sum(column) / len(pairs) for column in zip(*pairs, strict=True))
    return f"{name:{width}}  {len(pairs):7}  {before:5.0f}%  {after:5.0f}%  {after - before:+10.1f}"
