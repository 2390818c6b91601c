"""What a model is fit for: what observations mean, and what real servers on real sockets are told."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import aclosing
from time import monotonic
from typing import Any

import pytest

from tests.expert import BANK, COUNTED, brief, every, expert
from tests.fakes import estimate, question
from tests.model_server import Call, ModelServer, Refuse, Reply, Say, answer_of, hang, overflow
from viva.budget import Budget
from viva.doctor import Finding, Patient, Progress, Rounds, Tools, examine
from viva.doctor.cases import GRADED, choose, expected, longest, prose, recital
from viva.doctor.checkup import BROKE_OFF, Checkup
from viva.doctor.examine import COUNT
from viva.doctor.findings import ROLES, fitness, untried
from viva.doctor.judging import agrees, reads, shapes
from viva.doctor.observed import Asked, Failure, Flow, Marked, Recall, Recited, Shaped
from viva.doctor.probing import IN_VAIN, each
from viva.doctor.talking import asks, lists, makes_sense, reaches, streams
from viva.frames import MOST_ANSWER, Check
from viva.llm import Wires
from viva.paths import data
from viva.prompts import Prompts
from viva.settings import Limits, ModelSettings

# -- what observations mean

FLOW = Flow(COUNTED, 20, 0.5, 1.5, 40)
DOWN = Failure("unreachable", "m can't be reached.", "Cannot connect to host 127.0.0.1:9")
LATE = Failure("slow", "m didn't begin to reply within 60 s.")


def test_silence_and_empty_replies_are_not_being_there() -> None:
    assert reaches(FLOW).state == "good"
    assert reaches(Flow(" \n", 1, 0.1, 0.1, 3)).state == "bad"
    off = reaches(DOWN)
    assert (off.state, off.note) == ("bad", DOWN.note)
    assert "Start its server" in off.mend
    assert "raise first_token" in reaches(LATE).mend


def test_a_name_that_is_not_listed_is_told_with_those_that_are() -> None:
    assert lists("m", ["m", "n"], replied=True).state == "good"
    assert lists("m", ["m:latest"], replied=True).state == "good"
    assert "Not offered" in lists("m", None, replied=True).seen
    assert lists("m", None, replied=True).state == "note"
    anyway, refused = lists("m", ["n"], replied=True), lists("m", ["n"], replied=False)
    assert (anyway.state, refused.state) == ("note", "bad")
    assert "'n'" in str(refused)
    assert "'n'" not in refused.seen + refused.mend


@pytest.mark.parametrize(
    ("flow", "said"),
    [
        (Flow(COUNTED, 1, 0.5, 0.5, 40), "one lump"),
        (Flow(COUNTED, 20, 4.9, 5.0, 40), "holds the stream back"),
        (Flow(COUNTED, 20, 11.0, 13.0, 40), "faster machine"),
        (Flow(COUNTED, 20, 0.5, 20.5, 40), "faster machine"),
    ],
)
def test_what_comes_in_one_lump_or_slower_than_one_reads_is_no_stream(flow: Flow, said: str) -> None:
    assert streams(FLOW).state == "good"
    assert streams(flow).state == "bad"
    assert said in streams(flow).mend


def test_thoughts_that_nobody_sees_make_no_reply_fast() -> None:
    assert Flow("one, two", 4, 0.0, 1.0, 500).rate == 3


@pytest.mark.parametrize("text", ["1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11", COUNTED, COUNTED.upper().replace(",", "\n")])
def test_counting_makes_sense_however_it_is_written(text: str) -> None:
    assert makes_sense(Flow(text, 20, 0.1, 1.0, 40)).state == "good"


@pytest.mark.parametrize(
    "text", ["ok", "the a is of and to in", "one one one one", COUNT, '"""""', "Sure! Here we go."]
)
def test_noise_makes_none(text: str) -> None:
    assert makes_sense(Flow(text, 20, 0.1, 1.0, 40)).state == "bad"


def test_two_of_three_follow_ups_are_enough() -> None:
    silent = Asked(False, Failure("nonsense", "m said nothing."))
    assert asks([Asked(True), Asked(True), silent], 3).state == "good"
    poor = asks([Asked(True), silent, silent], 3)
    assert poor.state == "bad"
    assert poor.seen == "1 of 3 follow-ups came out as a question. m said nothing."
    assert asks([], 0).state == "bad"


FIT, MISFIT = Shaped("", seconds=3.0, begins="'{'"), Shaped("The reply holds no JSON object.", begins="'Sure!'")
CUT = Shaped("The reply is not valid JSON.", cut=True, begins="'{'")
FAILED = Shaped("m failed.", failure=LATE)


@pytest.mark.parametrize(
    ("seen", "good", "part"),
    [
        ([FIT] * 20, True, "20 of 20"),
        ([FIT] * 18 + [MISFIT] * 2, True, "18 of 20 replies fit the judge's schema (90 % needed)"),
        ([FIT] * 17 + [MISFIT] * 3, False, "enforces JSON schemas"),
        ([FIT, CUT] * 10, False, "raise max_tokens"),
        ([Shaped("The reply is empty.")] * 20, False, "raise max_tokens"),
        ([FAILED] * 4, False, "after 4 calls the rest was not tried. m didn't begin"),
        ([FAILED] * 4, False, "raise first_token"),
        ([FIT] * 12, False, "12 of 20"),
        ([], False, "0 of 20"),
    ],
)
def test_nine_of_ten_replies_must_fit_the_schema(seen: list[Shaped], good: bool, part: str) -> None:
    found = shapes(seen, 20)

    assert (found.state == "good") is good
    assert part in str(found)


def test_how_long_a_grade_takes_is_told() -> None:
    assert "about 3 s." in shapes([FIT] * 20, 20).seen
    assert "by word coverage" in shapes([Shaped("", seconds=20.0)] * 20, 20).seen
    assert "faster machine" in shapes([Shaped("", seconds=90.0)] * 20, 20).seen


SHORT, WHOLE = Recited(True, 3_000, 700), Recited(True, 27_000, 6_300)


def recall(short: Recited = SHORT, long: Recited | None = WHOLE, answer: int = MOST_ANSWER) -> Recall:
    return Recall(short, long, answer, MOST_ANSWER, 10_200)


@pytest.mark.parametrize(
    ("seen", "good", "part"),
    [
        (recall(), True, "about 6,300 tokens from its first line on."),
        (recall(answer=9_000), True, "more than 9,000 characters don't fit into context = 8192"),
        (recall(short=Recited(True, 3_000), long=Recited(True, 27_000)), True, "about 6,800 tokens"),
        (
            recall(long=Recited(False, 27_000, 6_300)),
            False,
            "It lost the beginning of a prompt of about 6,300 tokens: its",
        ),
        (recall(long=Recited(False, 27_000, 3_500)), False, "of which it counted 3,500: its server cuts"),
        (recall(long=Recited(False, 27_000, 3_500)), False, "Raise the context on its server to 12,288 (llama.cpp: -c"),
        (recall(long=Recited(True, 27_000, 3_500)), False, "It lost a part"),
        (recall(long=Recited(False, 27_000, blank=True)), False, "raise max_tokens"),
        (
            recall(long=Recited(False, 27_000, failure=Failure("too_long", "x"))),
            False,
            "Its server refuses a prompt of about",
        ),
        (recall(long=Recited(False, 27_000, failure=LATE)), False, "gave up on a prompt"),
        (recall(short=Recited(False, 3_000, 700), long=None), False, "even from a short text. Use another model"),
        (recall(short=Recited(False, 3_000, blank=True), long=None), False, "replied nothing"),
        (recall(short=Recited(False, 3_000, failure=LATE), long=None), False, "didn't begin"),
        (recall(long=None, answer=0), False, "Raise the context on its server, then here: 12,288"),
        (recall(answer=1_000), False, "too little room"),
    ],
)
def test_a_context_is_good_if_its_first_line_came_back(seen: Recall, good: bool, part: str) -> None:
    found = reads(seen, 8192)

    assert (found.state == "good") is good
    assert part in str(found)


def marked(given: dict[str, str] | None, **more: Any) -> Marked:
    return Marked("partial", {"what": "met", "cost": "missed"}, given, **more)


def test_ungraded_counts_as_disagreement() -> None:
    right, half = marked({"what": "met", "cost": "missed"}), marked({"what": "met", "cost": "partly"})
    none = marked(None, failure=Failure("nonsense", "No grade.", "what: the reply"))

    assert agrees([right] * 24, 48, 24).state == "good"
    assert agrees([right] * 21 + [none] * 3, 48, 24).brief == "agrees 87 % (85 % needed)"
    assert agrees([right] * 20 + [none] * 4, 48, 24).brief == "agrees 83 % (85 % needed)"
    assert agrees([right] * 17 + [half] * 7, 48, 24).state == "good"
    assert agrees([half] * 24, 48, 24).brief == "agrees 50 % (85 % needed)"
    poor = agrees([none] * 4, 48, 24)
    assert poor.brief == "agrees 0 % (85 % needed)"
    assert "4 stayed ungraded; after 4 the rest was not tried" in poor.seen
    assert "what: the reply" not in poor.seen + poor.mend
    assert agrees([], 0, 0).state == "bad"


def test_a_share_just_short_of_what_is_needed_does_not_read_as_if_it_were_enough() -> None:
    given = [marked({"what": "met", "cost": "missed"})] * 500 + [marked(None)] * 89

    assert agrees(given, 2 * 589, 589).brief == "agrees 84 % (85 % needed)"


def good(*checks: Check) -> list[Finding]:
    return [Finding(check, "good", "fine") for check in checks]


def test_a_model_is_fit_only_for_what_was_seen_to_be_good() -> None:
    every_check = [*good(*ROLES["interviewer"]), *good(*ROLES["judge"])]
    assert {fitness(role, every_check).state for role in ROLES} == {"good"}
    for role, needed in ROLES.items():
        for check in needed:
            rest = [finding for finding in every_check if finding.check != check]
            assert fitness(role, rest).state != "good"
            assert fitness(role, [*rest, Finding(check, "bad", "", brief="is so")]).seen == "no, is so."
        assert fitness(role, []).state == "bad"


def test_what_was_left_out_on_purpose_is_neither_yes_nor_no() -> None:
    found = [*good("reach", "schema", "context"), untried("grades", "it was to be quick.", "Run it without --quick.")]

    assert str(fitness("judge", found)) == "--   fit as judge: not tried. Run it without --quick."
    assert fitness("judge", [*found[1:], Finding("reach", "bad", "")]).state == "bad"


# -- what a model is tried on


def test_as_many_of_each_sample_are_graded_over_as_many_topics_as_there_are() -> None:
    cases = choose(BANK, random.Random(1))

    assert Counter(case.sample for case in cases) == {"strong": 8, "partial": 8, "wrong": 8}
    assert len({case.question.topic for case in cases}) == min(GRADED, len({q.topic for q in BANK}))
    assert cases == choose(BANK[::-1], random.Random(1))
    assert cases != choose(BANK, random.Random(2))


@pytest.mark.parametrize("n", [1, 2, 3, 5, 8])
def test_a_small_bank_gives_each_of_its_samples_once_at_most(n: int) -> None:
    cases = choose([question(id=f"t{i}/kv", topic=f"t{i}") for i in range(n)], random.Random(1))

    assert len(cases) == min(GRADED, 3 * n)
    assert len({(case.question.id, case.sample) for case in cases}) == len(cases)


def test_numbers_are_left_to_code_and_expect_nothing_of_the_model() -> None:
    numeric = estimate()

    assert expected(numeric, numeric.samples[0]) == {"what": "met", "trade": "met"}
    assert expected(question(), question().samples[2]) == {"what": "contradicted", "cost": "missed", "trade": "missed"}


def test_the_longest_prompt_is_cut_to_what_the_context_takes() -> None:
    def most(asked: Any, answer: str) -> int:
        return (len(asked.answer) + len(answer)) // 3 + 1000

    top = longest(BANK, most, None)
    assert top.question == max(BANK, key=lambda each: len(each.answer))
    assert (len(top.answer), top.needs) == (MOST_ANSWER, most(top.question, top.answer))
    small = longest(BANK, most, 4096)
    assert most(top.question, small.answer) <= 4096 < most(top.question, small.answer + 9 * ".")
    assert small.needs == top.needs
    assert longest(BANK, most, 512).answer == ""


def test_a_recital_has_its_code_first_its_question_last_and_the_size_asked_for() -> None:
    system, user = recital(BANK, "12345678", (6_000, 20_000))

    assert "12345678" in system.text[:60]
    assert "12345678" not in user.text
    assert user.text.endswith("number alone.")
    assert len(system.text.encode()) == 6_000
    assert len(user.text.encode()) == 20_000
    assert len(prose([question()], 500)) == 500


# -- one model on a real socket


@pytest.fixture
async def wires() -> AsyncIterator[Wires]:
    wires = Wires()
    yield wires
    await wires.close()


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    with ModelServer() as running:
        running.models = ["mine"]
        yield running


TOOLS = Tools(BANK, Prompts(data("prompts")), random.Random(5), monotonic)


async def found(wires: Wires, base: str, tools: Tools = TOOLS, quick: bool = False, **more: Any) -> dict[str, Finding]:
    """The findings by their checks."""
    model = wires.model(ModelSettings(model="openai/mine", api_base=base, **more))
    patient = Patient("mine", model.spec.context, model, lambda: wires.listed(model))
    async with aclosing(examine(patient, tools, quick)) as news:
        return {each.check: each async for each in news if isinstance(each, Finding)}


async def test_a_good_model_is_fit_for_both_roles(server: ModelServer, wires: Wires) -> None:
    server.otherwise = expert
    seen = await found(wires, server.base)

    assert list(seen) == [
        "reach", "list", "stream", "sense", "asks", "schema", "context", "grades", "interviewer", "judge"
    ]  # fmt: skip
    assert {finding.state for finding in seen.values()} == {"good"}, seen
    assert str(seen["judge"]) == "ok   fit as judge: yes, it agrees 100 % (85 % needed)."
    assert not any(finding.mend for finding in seen.values())


async def test_quick_leaves_out_the_grades_and_says_so(server: ModelServer, wires: Wires) -> None:
    server.otherwise = expert
    seen = await found(wires, server.base, quick=True)

    assert (seen["interviewer"].state, seen["judge"].state, seen["judge"].seen) == ("good", "note", "not tried.")
    assert seen["schema"].state == seen["context"].state == "good"
    assert len(server.calls) == 2 + 3 + 20 + 2


def generous(call: Call) -> Say:
    return every(call, lambda _: ("met", answer_of(call)[:200]))


@pytest.mark.parametrize(("judge", "too"), [(brief, "strong 0 %"), (generous, "wrong")])
async def test_a_judge_with_one_verdict_for_all_is_not_fit(
    server: ModelServer, wires: Wires, judge: Reply, too: str
) -> None:
    server.otherwise = judge
    seen = await found(wires, server.base)

    assert seen["interviewer"].state == "good"
    assert seen["judge"].state == "bad"
    assert "(85 % needed)" in seen["judge"].seen
    assert too in seen["grades"].seen
    assert "another model" in seen["grades"].mend


async def test_a_server_that_is_off_is_asked_nothing_more(wires: Wires) -> None:
    seen = await found(wires, "http://127.0.0.1:9/v1")

    assert list(seen) == ["reach", "interviewer", "judge"]
    assert {finding.state for finding in seen.values()} == {"bad"}
    assert "Start its server" in seen["reach"].mend


@pytest.mark.parametrize(
    ("reply", "part"),
    [
        (hang(), "raise first_token"),
        (Say(""), "raise max_tokens"),
        (Say(" \n "), "raise max_tokens"),
        (Say("", thinks="Let me see. " * 50, finish="length"), "raise max_tokens"),
        (Refuse(500, kind="server_error"), "log"),
        (Say("", drop_after=0), "log"),
    ],
    ids=str,
)
async def test_a_server_that_answers_nothing_fails(server: ModelServer, wires: Wires, reply: Reply, part: str) -> None:
    server.otherwise = reply
    seen = await found(wires, server.base, first_token=1, timeout=2)

    assert {seen[check].state for check in ("reach", "interviewer", "judge")} == {"bad"}
    assert part in seen["reach"].mend
    assert len(server.calls) <= 2


async def test_a_server_that_is_no_model_server_fails(wires: Wires) -> None:
    async def noise(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(random.Random(1).randbytes(4000))
        writer.close()

    async with await asyncio.start_server(noise, "127.0.0.1", 0) as server:
        seen = await found(wires, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1")

    assert seen["interviewer"].state == seen["judge"].state == "bad"


async def test_a_name_that_its_server_refuses_is_told_with_those_that_it_lists(
    server: ModelServer, wires: Wires
) -> None:
    server.models = ["theirs"]
    server.otherwise = Refuse(404, "model not found")
    seen = await found(wires, server.base)

    assert "isn't known to its server" in seen["reach"].seen
    assert "listed: 'theirs'" in str(seen["list"])
    assert seen["list"].state == "bad"


@pytest.mark.parametrize("listing", [None, ["theirs"]])
async def test_a_list_that_is_not_offered_or_lacks_the_name_is_no_failure_of_a_model_that_replies(
    server: ModelServer, wires: Wires, listing: list[str] | None
) -> None:
    server.otherwise, server.models = expert, listing
    seen = await found(wires, server.base, quick=True)

    assert seen["list"].state == "note"
    assert seen["interviewer"].state == "good"


def reads_only(characters: int) -> Reply:
    """A server that cuts what is longer in silence, from its beginning."""

    def reply(call: Call) -> Say:
        if call.format != "text" or len(call.said) <= characters:
            return expert(call)
        rest = Call(call.body | {"messages": [{"role": "user", "content": call.said[-characters:]}]}, call.headers)
        return expert(rest)

    return reply


async def test_a_server_that_cuts_the_context_in_silence_is_found_out(server: ModelServer, wires: Wires) -> None:
    server.otherwise = reads_only(16_000)
    seen = await found(wires, server.base)

    assert "cuts what is too long in silence" in seen["context"].seen
    assert "Raise the context on its server" in seen["context"].mend
    assert seen["grades"].seen == "Not tried: mend what is above first."
    assert "loses the beginning of a long prompt" in seen["judge"].seen
    assert seen["interviewer"].state == "good"


async def test_what_is_sent_stays_within_the_configured_context(server: ModelServer, wires: Wires) -> None:
    server.otherwise = reads_only(20_000)
    seen = await found(wires, server.base, quick=True, context=7000)

    assert seen["context"].state == "good"
    assert "don't fit into context = 7000" in seen["context"].seen
    assert max(len(call.said) for call in server.calls) < 20_000


async def test_a_context_that_no_answer_fits_into_is_told(server: ModelServer, wires: Wires) -> None:
    server.otherwise = expert
    seen = await found(wires, server.base, quick=True, context=2048)

    assert seen["context"].state == seen["judge"].state == "bad"
    assert "Raise the context on its server, then here" in seen["context"].mend


async def test_a_server_that_refuses_long_prompts_is_told_how_much_it_needs(server: ModelServer, wires: Wires) -> None:
    server.otherwise = lambda call: overflow() if len(call.said) > 16_000 else expert(call)
    seen = await found(wires, server.base, quick=True)

    assert "refuses a prompt of about" in seen["context"].seen
    assert "12,288" in seen["context"].mend


async def test_a_server_whose_json_is_broken_half_the_time_is_no_judge(server: ModelServer, wires: Wires) -> None:
    asked = Counter[bool]()

    def half(call: Call) -> Say:
        asked[shaped := call.format != "text"] += 1
        return Say(expert(call).text[:-9]) if shaped and asked[True] % 2 else expert(call)

    server.otherwise = half
    seen = await found(wires, server.base)

    assert seen["schema"].seen == "10 of 20 replies fit the judge's schema (90 % needed)."
    assert "enforces JSON schemas" in seen["schema"].mend
    assert seen["grades"].state == "note"
    assert "10 of 20" in seen["judge"].seen
    assert seen["interviewer"].state == "good"


async def test_a_judge_that_cannot_be_reached_any_more_is_not_asked_to_the_end(
    server: ModelServer, wires: Wires
) -> None:
    server.otherwise = lambda call: expert(call) if call.format == "text" else Refuse(503, kind="server_error")
    seen = await found(wires, server.base)

    assert "0 of 20" in seen["schema"].seen
    assert "log" in seen["schema"].mend
    assert sum(call.format != "text" for call in server.calls) <= IN_VAIN + 1


async def test_noise_that_streams_is_no_interviewer(server: ModelServer, wires: Wires) -> None:
    server.otherwise = lambda call: Say("the a is of? " * 20) if call.format == "text" else expert(call)
    seen = await found(wires, server.base, quick=True)

    assert seen["stream"].state == "good"
    assert (seen["sense"].state, seen["asks"].state) == ("bad", "note")
    assert "talks noise" in seen["interviewer"].seen
    assert seen["judge"].state == "bad"


async def test_a_bank_without_samples_leaves_the_grades_untried(server: ModelServer, wires: Wires) -> None:
    server.otherwise = brief
    seen = await found(wires, server.base, Tools([question(samples=())], TOOLS.prompts, TOOLS.rng, monotonic))

    assert seen["schema"].state == "good"
    assert seen["judge"].state == "note"
    assert "no sample answers" in seen["grades"].seen


# -- a few at a time


async def test_no_more_calls_are_under_way_together_than_two_and_all_end_with_it() -> None:
    now, most, ended = 0, 0, 0

    async def call() -> bool:
        nonlocal now, most, ended
        now += 1
        most = max(most, now)
        try:
            await asyncio.sleep(0)
            return True
        finally:
            now -= 1
            ended += 1

    async with aclosing(each([call] * 9, lambda one: not one)) as results:
        async for _ in results:
            break

    assert (most, now) == (2, 0)
    assert ended < 9


async def test_failures_in_a_row_end_it_and_a_success_between_them_does_not() -> None:
    async def fail() -> bool:
        return False

    async def work() -> bool:
        return True

    assert len([one async for one in each([fail] * 20, lambda one: not one)]) <= IN_VAIN + 1
    assert len([one async for one in each([fail, fail, work] * 6, lambda one: not one)]) == 18


# -- rounds and the page's check


class Notes:
    """A ledger that writes down whose calls they were."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str]] = []

    async def spent(self, interview: str, day: object) -> tuple[int, int]:
        return 0, 0

    async def add(self, interview: str, role: str, model: str, usage: object, at: object) -> None:
        self.rows.append((interview, role, model))


def rounds(wires: Wires, limits: Limits) -> tuple[Rounds, Notes]:
    from viva.app import now

    notes = Notes()
    return Rounds(BANK, TOOLS.prompts, Budget(notes, limits, now), wires, lambda: "doctor-1"), notes


async def test_the_calls_count(server: ModelServer, wires: Wires) -> None:
    server.otherwise = expert
    made, notes = rounds(wires, Limits())
    async with aclosing(made.visit(ModelSettings(model="openai/mine", api_base=server.base), quick=True)) as news:
        seen = [each async for each in news]

    assert set(notes.rows) == {("doctor-1", "doctor", "openai/mine")}
    assert len(notes.rows) == len(server.calls)
    assert isinstance(seen[0], Progress)


async def test_a_budget_that_is_used_up_is_said_and_nobody_is_called(server: ModelServer, wires: Wires) -> None:
    made, _ = rounds(wires, Limits(tokens_per_interview=50))
    news = [each async for each in made.visit(ModelSettings(model="openai/mine", api_base=server.base))]

    assert "Raise budget.tokens_per_interview" in next(each.seen for each in news if isinstance(each, Finding))
    assert server.calls == []


async def test_a_key_that_is_missing_is_named_to_the_operator_alone(wires: Wires) -> None:
    made, _ = rounds(wires, Limits())
    news = [each async for each in made.visit(ModelSettings(model="openai/m", key_env="NO_SUCH_VARIABLE"))]

    assert [each.state for each in news if isinstance(each, Finding)] == ["bad"] * 3
    assert isinstance(news[0], Finding)
    assert "NO_SUCH_VARIABLE" in news[0].note
    assert "NO_SUCH_VARIABLE" not in news[0].seen + news[0].mend


async def through(checkup: Checkup) -> None:
    async with asyncio.timeout(10):
        while checkup.running:  # noqa: ASYNC110 - nobody else waits for its end
            await asyncio.sleep(0.01)


async def test_one_check_at_a_time_goes_on_by_itself_and_ends_when_it_is_stopped() -> None:
    gate, ended = asyncio.Event(), []

    async def examined() -> AsyncIterator[Finding | Progress]:
        try:
            yield Finding("reach", "good", "It replied.", note="secret")
            yield Progress("schema", 3, 20)
            await gate.wait()
            yield Finding("judge", "good", "yes.")
        finally:
            ended.append(True)

    checkup = Checkup([("m", examined)])  # type: ignore[list-item]
    assert not checkup.view().running
    assert checkup.start()
    await asyncio.sleep(0.01)
    assert not checkup.start()
    view = checkup.view()
    assert view.running
    assert view.doing is not None
    assert (view.doing.check, view.doing.done) == ("schema", 3)
    assert "secret" not in view.model_dump_json()
    await checkup.stop()
    assert ended == [True]
    assert not checkup.view().running
    gate.set()
    assert checkup.start()
    await through(checkup)
    assert [finding.check for finding in checkup.view().models[0].findings] == ["reach", "judge"]


async def test_a_check_that_breaks_off_says_so(caplog: pytest.LogCaptureFixture) -> None:
    async def broken() -> AsyncIterator[Finding | Progress]:
        raise RuntimeError("a bug")
        yield

    checkup = Checkup([("m", broken)])  # type: ignore[list-item]
    checkup.start()
    await through(checkup)

    assert checkup.view().fault == BROKE_OFF
    assert "a bug" in caplog.text
