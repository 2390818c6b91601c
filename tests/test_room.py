"""The room: step, save, tell, act; and two tabs doing as they like while the server is killed under them."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.playing import START, graded, topic_question
from viva import basic, frames, store
from viva.errors import ModelError, Ungradable
from viva.grading import Exchange, Grade
from viva.interview import Interview, Plan, prepare
from viva.questions import Level, Question
from viva.room import Cast, InterviewerRole, JudgeRole, Room

T = TypeVar("T")
BASIC = basic.BasicInterviewer(0)


@dataclass
class Tab:
    """A seat that notes what it is told."""

    got: list[frames.Outbound] = field(default_factory=list)
    closed: tuple[int, str] | None = None
    versions: list[int] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def send(self, frame: frames.Outbound) -> None:
        self.news.set()
        self.got.append(frame)
        if isinstance(frame, frames.Snapshot):
            self.versions = [frame.version]
        if isinstance(frame, frames.Changed):
            self.versions.append(frame.version)

    def close(self, code: int, reason: str) -> None:
        self.news.set()
        self.closed = self.closed or (code, reason)

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until it holds, or until the room has closed."""
        while not holds() and not self.closed:
            await self.news.wait()
            self.news.clear()

    def count(self, kind: type[Any]) -> int:
        return sum(isinstance(frame, kind) for frame in self.got)

    def last(self, kind: type[T]) -> T:
        return [frame for frame in self.got if isinstance(frame, kind)][-1]


class Wordy:
    """A judge that finds every point whose id is in the answer."""

    name = "wordy"
    prompt = ""

    async def grade(self, question: Question, exchanges: Sequence[Exchange]) -> Grade:
        text = " ".join(exchange.answer for exchange in exchanges)
        return graded(question, {c.id: "met" for c in question.rubric if c.id in text}, "wordy")


class Stage:
    """A room on a database of its own and a clock that the test sets; `kill` and go on."""

    def __init__(
        self, folder: Path, plan: Plan, judge: JudgeRole | None = None, interviewer: InterviewerRole = BASIC
    ) -> None:
        self.now = START
        self.cast = Cast(interviewer, judge or Wordy(), BASIC)
        self.database = store.Database(folder / "viva.db")
        self.questions = (topic_question("rag/one"), topic_question("rag/two"))
        self.plan = plan

    def clock(self) -> datetime:
        return self.now

    async def create(self) -> None:
        await self.database.write(store.create, prepare("id", "local", self.plan, self.questions, self.now))
        await self.open()

    async def open(self) -> None:
        self.room = Room(await self.database.read(store.load, "id"), self.cast, self.database, self.clock)
        self.running = asyncio.create_task(self.room.run())

    async def kill(self) -> None:
        """As SIGKILL would: nothing of the room is left but what is on disk."""
        tasks = [self.running, *self.room._tasks.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.open()

    async def come(self) -> Tab:
        if self.room.ended:
            await self.open()
        tab = Tab()
        self.room.come(tab)
        await self.settle(tab)
        return tab

    @property
    def quiet(self) -> bool:
        return not self.room._tasks and self.room._inbox.empty()

    async def settle(self, tab: Tab) -> None:
        """Until the room has nothing to do but wait."""
        while not self.room.ended:
            quiet, version = self.quiet, self.room.state.version
            pongs = tab.count(frames.Pong)
            await self.room.take(tab, frames.Ping(), self.now)
            await tab.until(lambda pongs=pongs: tab.count(frames.Pong) > pongs)  # type: ignore[misc]
            # Twice, for what is just being dealt with is in neither.
            if quiet and self.quiet and version == self.room.state.version:
                return

    async def take(self, tab: Tab, frame: Any) -> None:
        await self.room.take(tab, frame, self.now)
        await self.settle(tab)

    async def seen(self, tab: Tab) -> frames.Snapshot:
        """What a browser sees now."""
        await self.take(tab, frames.Sync())
        return tab.last(frames.Snapshot)

    async def close(self) -> None:
        self.running.cancel()
        await asyncio.gather(self.running, return_exceptions=True)
        self.database.close()


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Callable[..., Awaitable[tuple[Stage, Tab]]]]:
    """Open a stage with a tab in it, at the first question."""
    stages: list[Stage] = []

    async def build(plan: Plan | None = None, **cast: Any) -> tuple[Stage, Tab]:
        stage = Stage(tmp_path, plan or Plan(number=2, follow_ups=0), **cast)
        stages.append(stage)
        await stage.create()
        tab = await stage.come()
        await stage.take(tab, frames.Start(cid="start"))
        return stage, tab

    yield build
    for stage in stages:
        await stage.close()


async def test_an_adaptive_interview_asks_what_was_picked_and_keeps_it_as_it_was_asked(play: Any) -> None:
    stage, tab = await play(Plan(number=2, follow_ups=0, adaptive=True))
    other = topic_question("rag/other", level="senior", title="What else is there to say of this?", minutes=2)
    asked: list[Level] = []

    async def pick(state: Interview, turn: int, level: Level) -> Question:
        asked.append(level)
        return other

    stage.cast = replace(stage.cast, pick=pick)
    await stage.kill()
    tab = await stage.come()
    await stage.take(tab, frames.Answer(cid="a", turn=0, text="light and heavy and middle"))

    assert asked == ["senior"]
    assert (await stage.seen(tab)).turns[1].text == other.text
    await stage.kill()
    assert stage.room.state.turns[1].question == other
    assert stage.room.state.turns[1].seconds == 120


async def test_the_words_of_a_question_are_streamed_and_then_told_whole(play: Any) -> None:
    _, tab = await play()

    pieces = [f.text for f in tab.got if isinstance(f, frames.Delta) and f.kind == "question"]
    assert len(pieces) > 3
    assert "".join(pieces) == tab.last(frames.Changed).turns[0].text
    assert tab.last(frames.Changed).head.stage == "open"


async def test_an_acknowledgement_comes_after_the_commit(play: Any) -> None:
    stage, tab = await play()
    await stage.take(tab, frames.Answer(cid="a", turn=0, text="the heavy thing"))

    ok = tab.last(frames.Ok)
    assert (await stage.database.read(store.load, "id")).cids["a"] == ok.version


async def test_a_tab_that_comes_in_mid_stream_gets_the_words_so_far(tmp_path: Path) -> None:
    gate = asyncio.Event()

    class Slow:
        name = "slow"

        def __getattr__(self, _: str) -> Any:
            async def words(*_: Any) -> AsyncIterator[str]:
                yield "so "
                yield "far"
                await gate.wait()
                yield " and no further"

            return words

    stage = Stage(tmp_path, Plan(number=2), interviewer=Slow())
    await stage.create()
    first, second = Tab(), Tab()
    stage.room.come(first)
    await stage.room.take(first, frames.Start(cid="start"), stage.now)
    await first.until(lambda: any(isinstance(f, frames.Delta) and f.text == "far" for f in first.got))
    stage.room.come(second)
    await second.until(lambda: second.got)

    assert [stream.text for stream in second.last(frames.Snapshot).streams] == ["so far"]
    gate.set()
    await stage.close()


class Broken:
    """An interviewer whose model breaks off in the middle."""

    name = "broken"

    def __getattr__(self, _: str) -> Any:
        async def words(*_: Any) -> AsyncIterator[str]:
            yield "half a "
            raise ModelError("broken", "The model broke off.")

        return words


async def test_when_the_model_breaks_off_the_basic_interviewer_asks_and_says_so(play: Any) -> None:
    _, tab = await play(interviewer=Broken())

    turn = tab.last(frames.Changed).turns[0]
    assert turn.text.startswith("What is there to say of")
    assert turn.by == basic.NAME
    assert "broke off" in turn.note
    firsts = [f.text for f in tab.got if isinstance(f, frames.Delta) and f.first and f.kind == "question"]
    assert firsts[0] == "half a "
    assert len(firsts) == 2


class Failing:
    """A judge that fails so many times before it does its work."""

    name = "failing"
    prompt = ""

    def __init__(self, error: Exception, times: int) -> None:
        self.error = error
        self.times = times

    async def grade(self, question: Question, exchanges: Sequence[Exchange]) -> Grade:
        self.times -= 1
        if self.times >= 0:
            raise self.error
        return await Wordy().grade(question, exchanges)


@pytest.mark.parametrize("error", [Ungradable("The model talks nonsense."), RuntimeError("a bug")], ids=str)
async def test_a_judge_that_fails_leaves_the_turn_ungraded_until_a_retry(play: Any, error: Exception) -> None:
    stage, tab = await play(judge=Failing(error, 1))
    await stage.take(tab, frames.Answer(cid="a", turn=0, text="the heavy thing"))
    await stage.take(tab, frames.End(cid="e"))
    review = (await stage.seen(tab)).turns[0].review
    mark = review.first if review else None

    assert mark
    assert mark.status == "ungraded"
    assert mark.reason
    await stage.take(tab, frames.Retry(cid="r", turn=0))
    assert stage.room.state.total("all").score == 0.5


async def test_a_judge_that_fails_costs_no_follow_up(play: Any) -> None:
    stage, tab = await play(Plan(number=2, follow_ups=1), judge=Failing(Ungradable("down"), 99))
    await stage.take(tab, frames.Answer(cid="a", turn=0, text="It is about the light and middle things, I think."))

    assert stage.room.state.turns[2].criterion == "heavy"
    assert stage.room.state.stage == "open"


async def test_time_away_of_the_server_is_given_back(play: Any) -> None:
    stage, _tab = await play()
    await stage.database.write(store.alive, ["id"], stage.now)
    stage.now += timedelta(seconds=100)
    await stage.kill()
    await stage.come()

    assert stage.room.state.turns[0].credit == 100


async def test_a_restart_within_ten_seconds_gives_nothing_back(play: Any) -> None:
    stage, _tab = await play()
    await stage.database.write(store.alive, ["id"], stage.now)
    stage.now += timedelta(seconds=9)
    await stage.kill()
    await stage.come()

    assert stage.room.state.turns[0].credit == 0


async def test_when_time_is_up_the_saved_draft_is_the_answer(play: Any) -> None:
    stage, tab = await play()
    await stage.take(tab, frames.Draft(turn=0, rev=1, text="the heavy thing"))
    stage.now += timedelta(seconds=243)
    stage.room.wake()
    await stage.settle(tab)

    assert stage.room.state.turns[0].answer == "the heavy thing"
    assert stage.room.state.turns[0].how == "expired"


async def test_a_room_with_nothing_to_do_and_nobody_in_it_ends(play: Any) -> None:
    stage, tab = await play()
    await stage.take(tab, frames.End(cid="e"))
    stage.room.left(tab)
    await asyncio.wait_for(stage.running, 30)

    assert stage.room.ended


async def test_a_room_with_an_open_question_waits_for_its_candidate(play: Any) -> None:
    stage, tab = await play()
    stage.room.left(tab)
    other = await stage.come()

    assert not stage.room.ended
    assert other.last(frames.Snapshot).head.stage == "open"


class TwoTabs(RuleBasedStateMachine):
    """Whatever two tabs do, and whenever the server is killed: what was acknowledged is there, once."""

    @initialize(
        mode=st.sampled_from(["exam", "study"]), follow_ups=st.integers(0, 2), minutes=st.sampled_from([None, 3.0])
    )
    def begin(self, mode: Any, follow_ups: int, minutes: float | None) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        plan = Plan(number=2, mode=mode, follow_ups=follow_ups, minutes=minutes)
        self.stage = Stage(Path(self.folder.name), plan)
        self.do(self.stage.create())
        self.tabs: list[Tab | None] = [None, None]
        self.seated: Tab | None = None
        self.count = 0
        self.sent: dict[str, Any] = {}
        self.told: dict[str, int] = {}
        self.saved: dict[int, tuple[int, str]] = {}

    def do(self, work: Any) -> Any:
        return self.runner.run(work)

    def note(self) -> None:
        for tab in filter(None, self.tabs):
            for frame in tab.got:
                if isinstance(frame, frames.Ok):
                    assert self.told.setdefault(frame.cid, frame.version) == frame.version
        if self.seated:
            assert self.seated.versions == list(range(self.seated.versions[0], self.seated.versions[-1] + 1))
            assert self.seated.versions[-1] == self.stage.room.state.version

    @rule(which=st.integers(0, 1))
    def connect(self, which: int) -> None:
        older = self.seated
        self.tabs[which] = self.seated = self.do(self.stage.come())
        if older:
            assert older.closed
        self.note()

    def send(self, which: int, make: Callable[[str, int], Any]) -> None:
        tab = self.tabs[which]
        if tab is None:
            return
        self.count += 1
        cid = f"c{self.count}"
        self.sent[cid] = make(cid, self.stage.room.state.current or 0)
        self.take(tab, self.sent[cid])

    def take(self, tab: Tab, frame: Any) -> None:
        before = self.stage.room.state
        self.do(self.stage.room.take(tab, frame, self.stage.now))
        if self.seated:
            self.do(self.stage.settle(self.seated))
        if tab is not self.seated:
            assert self.stage.room.state == before
        self.note()

    @rule(which=st.integers(0, 1))
    def start(self, which: int) -> None:
        self.send(which, lambda cid, _: frames.Start(cid=cid))

    @rule(which=st.integers(0, 1), text=st.sampled_from(["heavy", "light", "heavy and middle", "?", " "]))
    def answer(self, which: int, text: str) -> None:
        self.send(which, lambda cid, turn: frames.Answer(cid=cid, turn=turn, text=text))

    @rule(which=st.integers(0, 1))
    def skip(self, which: int) -> None:
        self.send(which, lambda cid, turn: frames.Skip(cid=cid, turn=turn))

    @rule(which=st.integers(0, 1), kind=st.sampled_from([frames.Pause, frames.Resume, frames.Next]))
    def study(self, which: int, kind: Any) -> None:
        self.send(which, lambda cid, _: kind(cid=cid))

    @precondition(lambda self: self.count > 8)  # else most stories would end before they have begun
    @rule(which=st.integers(0, 1))
    def end(self, which: int) -> None:
        self.send(which, lambda cid, _: frames.End(cid=cid))

    @rule(
        which=st.integers(0, 1),
        turn=st.integers(0, 2),
        subject=st.sampled_from(["light", "heavy", "nothing"]),
        what=st.sampled_from(["met", "missed", "undo", "undo all", "dispute", "withdraw"]),
    )
    def judge(self, which: int, turn: int, subject: str, what: Any) -> None:
        makes: dict[str, Callable[[str], Any]] = {
            "undo": lambda cid: frames.Undo(cid=cid, turn=turn, subject=subject),
            "undo all": lambda cid: frames.Undo(cid=cid, turn=turn, subject=None),
            "dispute": lambda cid: frames.Dispute(cid=cid, turn=turn, subject=subject, word="I said it."),
            "withdraw": lambda cid: frames.Withdraw(cid=cid, turn=turn, subject=subject),
        }
        decide = lambda cid: frames.Decide(cid=cid, turn=turn, subject=subject, verdict=what, word="")  # noqa: E731
        self.send(which, lambda cid, _: makes.get(what, decide)(cid))

    @rule(which=st.integers(0, 1), text=st.text(max_size=5), rev=st.integers(0, 5))
    def draft(self, which: int, text: str, rev: int) -> None:
        tab, turn = self.tabs[which], self.stage.room.state.current
        if tab is None or turn is None or "\0" in text or tab is not self.seated:
            return
        before = len(tab.got)
        self.take(tab, frames.Draft(turn=turn, rev=rev, text=text))
        saved = [f for f in tab.got[before:] if isinstance(f, frames.Saved)]
        if saved and rev > self.saved.get(turn, (-1, ""))[0]:
            self.saved[turn] = (rev, text)

    @precondition(lambda self: self.sent)
    @rule(which=st.integers(0, 1), data=st.data())
    def resend(self, which: int, data: st.DataObject) -> None:
        tab = self.tabs[which]
        if tab is not None:
            self.take(tab, self.sent[data.draw(st.sampled_from(sorted(self.sent)))])

    @rule(seconds=st.sampled_from([1, 9, 60, 130, 300]))
    def tick(self, seconds: int) -> None:
        self.stage.now += timedelta(seconds=seconds)
        self.stage.room.wake()
        if self.seated:
            self.do(self.stage.settle(self.seated))
            self.note()

    @rule()
    def kill(self) -> None:
        self.do(self.stage.kill())
        self.tabs, self.seated = [None, None], None

    async def rest(self) -> store.Kept:
        """What is on disk; with nobody there the room may go on while it is read, so until both are of one moment."""
        for _ in range(100):
            kept = await self.stage.database.read(store.load, "id")
            if kept.state.version == self.stage.room.state.version:
                break
            await asyncio.sleep(0.02)
        return kept

    @invariant()
    def what_was_acknowledged_is_kept_once(self) -> None:
        kept = self.do(self.rest())
        assert self.told.items() <= kept.cids.items()
        assert kept.state == self.stage.room.state
        for mark in (mark for turn in kept.state.turns for mark in (turn.first, turn.all) if mark):
            assert (mark.human is not None) == bool(mark.decisions)
            assert mark.human is None or mark.counts is mark.human
        record = self.do(self.stage.database.read(store.record, "id"))
        assert [event.version for event in record.events] == list(range(1, len(record.events) + 1))
        for cid, version in self.told.items():
            frame = self.sent.get(cid)
            assert record.events[version - 1].cid == cid
            if isinstance(frame, frames.Answer):
                assert kept.state.turns[frame.turn].answer == frame.text
        closing = [(e.kind, e.data["turn"]) for e in record.events if e.kind in ("answered", "skipped")]
        assert len({turn for _, turn in closing}) == len(closing)
        for turn, (rev, text) in self.saved.items():
            assert (kept.drafts[turn].rev, kept.drafts[turn].text) == (rev, text)

    def teardown(self) -> None:
        if hasattr(self, "stage"):
            self.do(self.stage.close())
            self.runner.close()
            self.folder.cleanup()


TwoTabs.TestCase.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestTwoTabs = TwoTabs.TestCase
