"""Reading the bank, and saying all that is wrong with it."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viva.bank import Finding, check, load, new, parse, review, stats, template
from viva.errors import BankError, Fault, VivaError
from viva.questions import Question

FILE = "questions/rag/chunks.md"
TODAY = date(2026, 11, 27)
TEXT = template("rag", "chunks").replace("EDIT ME", "Here")
HALF = "Here: half an answer. It means that results are stored, I think."
TOPICS = """
[[topic]]
id = "rag"
title = "Retrieval"
about = "Answers from documents."

[[topic]]
id = "agents"
title = "Agents"
about = "Models that act."
"""

Folder = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Makes a bank of these files."""

    def make(files: dict[str, str | bytes] | None = None, topics: str = TOPICS) -> Path:
        root = tmp_path / "questions"
        root.mkdir(exist_ok=True)
        (root / "topics.toml").write_text(topics, "utf-8")
        for name, text in (files or {}).items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return root

    return make


def faults(text: str) -> list[Fault]:
    question, found = parse(text, FILE)
    return found or (review(question, text, FILE, TODAY) if question else [])


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), start=1) if words in line)


def named(text: str, title: str) -> str:
    """The text under another title."""
    return text.replace("# Here: what is asked about chunks (rag)?", f"# {title}")


# -- a sound question


def test_a_question_has_the_id_of_its_path():
    question, found = parse(TEXT, FILE)

    assert found == []
    assert question is not None
    assert (question.id, question.topic) == ("rag/chunks", "rag")
    assert question.title == "Here: what is asked about chunks (rag)?"
    assert [criterion.id for criterion in question.rubric] == ["what", "why", "cost"]
    assert question.source == "Here: where the question comes from"


def test_each_sample_has_its_answer_and_its_verdicts():
    question, _ = parse(TEXT, FILE)

    assert question is not None
    strong, partial, wrong = question.samples
    assert (strong.name, strong.met) == ("strong", ("what", "why", "cost"))
    assert partial.answer.startswith("Here: half an answer.")
    assert wrong.misconceptions == ("free",)


def test_windows_line_ends_make_no_difference():
    assert parse(TEXT.replace("\n", "\r\n"), FILE) == parse(TEXT, FILE)


def test_headings_in_code_are_none():
    code = "```python\n# a comment\n## Samples\n```\n~~~\n```\n## Answer\n~~~\n"
    question, found = parse(TEXT.replace("## Answer\n", f"## Answer\n{code}"), FILE)

    assert found == []
    assert question is not None
    assert question.answer.startswith("```python\n# a comment\n## Samples\n```")


def test_smaller_headings_belong_to_the_text():
    question, found = parse(TEXT.replace("## Answer\n", "## Answer\n### Size\n"), FILE)

    assert found == []
    assert question is not None
    assert question.answer.startswith("### Size")


def test_the_body_stands_between_title_and_answer():
    question, _ = parse(TEXT.replace("## Answer\n", "Given:\n\n- 3 GPUs\n\n## Answer\n"), FILE)

    assert question is not None
    assert question.body == "Given:\n\n- 3 GPUs"


# -- faults, each with its line


@pytest.mark.parametrize(
    ("old", "bad", "near", "wrong"),
    [
        # the front matter
        ("+++\nlevel", "level", "", "doesn't begin"),
        ('"free"]\n+++', '"free"]', "", "second line +++ is missing"),
        ("points = 3", "points = = 3", "points = = 3", "isn't TOML: Invalid value."),
        ("minutes = 4", f"minutes = {'4' * 5_000}", "", "too long"),
        ("minutes = 4", f"minutes = {'[' * 5_000}", "", "nested too deep"),
        # keys
        ('level = "mid"', "", "", "'level' is missing"),
        ('level = "mid"', 'level = "expert"', '"expert"', "'level' should be 'junior', 'mid', 'senior' or 'staff'"),
        ("minutes = 4", 'minutes = "4"', 'minutes = "4"', "'minutes' should be a valid number"),
        ("minutes = 4", "minutes = 90", "minutes = 90", "'minutes' should be less than or equal to 60"),
        ("minutes = 4", "minutes = 4\nhint = 1", "hint = 1", "no key 'hint'"),
        ("minutes = 4", 'minutes = 4\nid = "rag/other"', "rag/other", "no key 'id'"),
        ("# verified = 2026-01-31", "verified = 2026-01-31T10:00:00", "verified =", "should be a valid date"),
        ('tags = ["edit-me"]', 'tags = "edit-me"', "tags", "'tags' should be a valid array"),
        ("costs = 1", "costs = 1\nweight = 2", "weight = 2", "'weight' of misconception 1 is not a key"),
        ("points = 1", "points = 5", "points = 5", "'points' of rubric 3 should be less than or equal to 3"),
        ('id = "why"', 'id = "Why Not"', "Why Not", "'id' of rubric 2 is no id"),
        ("https://example.org/", "example.org", "url = ", "'url' of reference 1 is no address"),
        ('cues = ["cost* | trade* | memory"]', "cues = []", "cues = []", "'cues' of rubric 3 should have"),
        # what belongs together
        ('id = "why"', 'id = "what"', "", "'what' is used twice"),
        ('id = "free"', 'id = "why"', "", "'why' is used twice"),
        ('read = ["first"]', 'read = ["last"]', '"last"', "'last' is the id of no reference"),
        ('read = ["first"]', "read = []", "read = []", "The point 'what' names nothing to read"),
        ("cost* | trade* | memory", "cost* | | memory", "cost* | | memory", "can't be read"),
        ("costs nothing | for free", "*nothing | for free", "*nothing", "can't be read"),
        ("points = 1", "points = 1\nnumber = { value = 2.0 }", "number =", "Only a question of kind 'estimate'"),
        ('met = ["what"]', 'met = ["that"]', '["that"]', "'that' is the id of no point"),
        ('met = ["what"]', 'met = ["what"]\npartly = ["what"]', "[samples.partial]", "gives 'what' 2 verdicts"),
        ('met = ["what"]', 'met = ["what"]\nmissed = ["why"]', "missed =", "no key 'missed'"),
        ("[samples.partial]", "[samples.half]", "[samples.half]", "no sample 'half'"),
        ('misconceptions = ["free"]', 'misconceptions = ["fee"]', '["fee"]', "'fee' is the id of no misconception"),
        # Markdown
        ("# Here:", "Here:", "", "no title"),
        ("+++\n# Here:", "+++\nHello.\n# Here:", "Hello.", "text before the title"),
        ("# Here: what is asked about chunks (rag)?", "# Chunk?", "# Chunk?", "'title' should have at least 8"),
        ("## Answer", "# Another title\n## Answer", "# Another title", "none that a question has"),
        ("## Answer", "## Anwser", "## Anwser", "none that a question has"),
        ("## Answer", "## Answer\nOne.\n## Answer", "", "a second time"),
        ("## Samples\n", "## Samples\nHello.\n", "## Samples", "text before the first sample"),
        ("### partial", "### half", "### half", "none that a question has"),
        (HALF, " ", "### partial", "partial sample is missing"),
        ("## Answer\n", "## Answer\n```python\n", "```python", "never closed"),
        ("## Answer\n", "## Answer\n$$ x = 1\n", "$$ x = 1", "never closed"),
        # what nobody sees
        ("half an answer", "half\u200b an answer", "half", "nobody can see (U+200B)"),
        ("half an answer", "half \u202ean answer", "half", "nobody can see (U+202E)"),
        ("half an answer", "half \x00an answer", "half", "nobody can see (U+0000)"),
        ('says = "Here: why', 'says = "\\u2066Here: why', "", "nobody can see, as an escape"),
    ],
)  # fmt: skip
def test_a_fault_is_found_on_its_line(old: str, bad: str, near: str, wrong: str):
    assert old in TEXT
    text = TEXT.replace(old, bad, 1)
    found = [fault for fault in faults(text) if wrong in fault.wrong]

    assert parse(text, FILE)[0] is None
    assert len(found) == 1
    assert found[0].mend
    if near:
        assert found[0].line == line_of(text, near)


def test_a_key_below_its_table_is_told_to_move_up():
    (fault,) = faults(TEXT.replace("costs = 1", 'costs = 1\ntags = ["late"]'))

    assert fault.mend == "Move it up: 'tags' stands before the first [[table]]."


def test_a_number_must_be_finite():
    text = TEXT.replace('kind = "explain"', 'kind = "estimate"').replace(
        "points = 1", "points = 1\nnumber = { value = inf }"
    )

    assert [fault.wrong for fault in faults(text)] == ["The number isn't finite."]


def test_all_faults_are_listed_at_once_in_the_order_of_their_lines():
    text = (
        TEXT.replace('level = "mid"', 'level = "x"')
        .replace("### wrong", "### false")
        .replace("points = 1", "points = 9")
    )
    found = faults(text)

    assert len(found) == 4
    assert [fault.line for fault in found] == sorted(fault.line for fault in found)


def test_code_and_formulas_that_are_closed_are_no_fault():
    text = TEXT.replace("## Answer\n", "## Answer\n$$\nx\n$$\n`$$` and ```inline```\n```sh\necho $$\n```\n")

    assert faults(text) == []


# -- warnings


@pytest.mark.parametrize(
    ("old", "odd", "wrong"),
    [
        ('kind = "explain"', 'kind = "estimate"', "No point of this estimate has a number."),
        (
            'met = ["what", "why", "cost"]',
            "met = []",
            "The samples' scores don't fall: strong 0%, partial 50%, wrong 0%.",
        ),
        ('["cost* | trade* | memory"]', '["chunk*"]', "All cues of 'cost' stand in the question itself."),
        ("Here: half", "EDIT ME: half", "“EDIT ME” stands here still."),
    ],
)
def test_a_warning_does_not_stop_a_question(old: str, odd: str, wrong: str):
    assert old in TEXT
    text = TEXT.replace(old, odd, 1)

    assert parse(text, FILE)[1] == []
    assert [(fault.wrong, fault.warning) for fault in faults(text)] == [(wrong, True)]


@pytest.mark.parametrize(
    ("said", "warned"), [("It comes to 16 GiB.", False), ("It comes to 17 GiB.", True), ("", True)]
)
def test_the_reference_answer_must_come_to_the_number_that_is_asked_for(said: str, warned: bool):
    text = TEXT.replace('kind = "explain"', 'kind = "estimate"').replace("## Answer\n", f"## Answer\n{said}\n", 1)
    text = text.replace("points = 1", 'points = 1\nnumber = { value = 16.0, unit = "GiB", within = 0.02 }', 1)
    wrong = ["The reference answer doesn't come to the number of 'cost', 16 GiB."]

    assert [fault.wrong for fault in faults(text) if fault.warning] == wrong * warned
    assert {fault.line for fault in faults(text)} == ({line_of(text, "number =")} if warned else set())


# -- the folder


def test_a_bank_is_sorted_and_its_topics_keep_their_order(folder: Folder):
    bank = load(folder({"rag/zoom.md": named(TEXT, "What is zooming?"), "agents/chunks.md": TEXT}))

    assert [question.id for question in bank.questions] == ["agents/chunks", "rag/zoom"]
    assert [topic.id for topic in bank.topics] == ["rag", "agents"]
    assert len(bank) == 2
    assert bank.get("rag/zoom").title == "What is zooming?"
    with pytest.raises(KeyError):
        bank.get("rag/none")


def test_the_fingerprint_changes_with_a_question_alone(folder: Folder):
    first = load(folder({"rag/chunks.md": TEXT})).fingerprint
    same = load(folder({"rag/chunks.md": TEXT.replace("\n", "\r\n")})).fingerprint
    other = load(folder({"rag/chunks.md": TEXT.replace("points = 1", "points = 2")})).fingerprint

    assert first == same != other
    assert len(first) == 16


@pytest.mark.parametrize(
    ("files", "file", "line", "wrong"),
    [
        ({"poems/ode.md": TEXT}, "questions/poems", 1, "The folder 'poems' is no topic."),
        ({"rag/My File.md": TEXT}, "questions/rag/My File.md", 1, "'My File' can't be part of an id."),
        ({"rag/notes.txt": "x"}, "questions/rag/notes.txt", 1, "This is no question."),
        ({"rag/deep/x.md": TEXT}, "questions/rag/deep", 1, "This is no question."),
        ({"rag/x.md": b"+++\n\xff"}, "questions/rag/x.md", 2, "The file isn't UTF-8."),
        ({"rag/x.md": TEXT + "x" * 65_536}, "questions/rag/x.md", 1, "The file is longer than 64 KiB."),
        ({"rag/x.md": ""}, "questions/rag/x.md", 1, "The file doesn't begin with a line +++."),
        (
            {"rag/x.md": "\ufeff" + TEXT},
            "questions/rag/x.md",
            1,
            "The line holds a character that nobody can see (U+FEFF).",
        ),
        ({}, "questions", 1, "There is no question in the bank."),
    ],
)
def test_a_faulty_file_is_named(folder: Folder, files: dict[str, str | bytes], file: str, line: int, wrong: str):
    root = folder(files)

    assert (file, line, wrong) in [(fault.file, fault.line, fault.wrong) for fault in check(root, TODAY).faults]
    with pytest.raises(BankError, match="questions"):
        load(root)


@pytest.mark.parametrize(
    ("topics", "wrong"),
    [
        ("", "There is no topic."),
        ("[[topic", "This isn't TOML"),
        ("topic = 3", "Topic 1"),
        ('[[topic]]\nid = "a"\ntitle = "Aa"', "'about': Field required"),
        (TOPICS.replace("agents", "rag"), "The topic 'rag' is there twice."),
        ('[[topic]]\nid = "a"\ntitle = "Aa"\nabout = "Bb"\nterms = ["a | b"]', "'terms': 'a | b' is neither"),
        ('[[topic]]\nid = "a"\ntitle = "Aa"\nabout = "Bb"\nterms = ["*odd"]', "'terms': '*odd' is neither"),
    ],
)
def test_faulty_topics_are_named(folder: Folder, topics: str, wrong: str):
    found = check(folder({"rag/chunks.md": TEXT}, topics), TODAY).faults

    assert any(fault.file == "questions/topics.toml" and wrong in fault.wrong for fault in found)


def test_a_broken_bank_lists_all_its_faults_with_file_and_line(folder: Folder):
    root = folder({"rag/a.md": TEXT.replace("minutes = 4", "minutes = 0"), "rag/b.md": "", "agents/c.md": TEXT})

    with pytest.raises(BankError) as error:
        load(root)

    assert [(fault.file, fault.line) for fault in error.value.faults] == [
        ("questions/rag/a.md", line_of(TEXT, "minutes = 4")),
        ("questions/rag/b.md", 1),
    ]
    assert str(error.value).startswith("questions/rag/a.md:4: 'minutes' should be")


def test_a_folder_that_is_not_there_says_so(tmp_path: Path):
    with pytest.raises(BankError, match="no such folder"):
        load(tmp_path / "nowhere")


def test_hidden_files_are_left_alone(folder: Folder):
    root = folder({"rag/chunks.md": TEXT, "rag/.chunks.md.swp": "x", ".git/config": "x", "README.md": "# Hello"})

    assert check(root, TODAY).faults == []


def test_files_that_were_asked_about_are_checked_alone(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    root = folder({"rag/a.md": "", "agents/b.md": ""})
    monkeypatch.chdir(root)

    assert [fault.file for fault in check(root, TODAY, [Path("rag/a.md")]).faults] == ["questions/rag/a.md"]
    assert [fault.file for fault in check(root, TODAY, [root / "agents"]).faults] == ["questions/agents/b.md"]
    assert len(check(root, TODAY, [root]).faults) == 2
    assert [fault.wrong for fault in check(root, TODAY, [Path("rag/none.md")]).faults] == [
        "There is no such question in the bank."
    ]


@pytest.mark.parametrize(
    ("title", "wrong"),
    [
        ("#  here: what is asked about chunks (rag)?", "questions/agents/a.md has the same title."),
        ("# About chunks (rag), what is asked here?", "questions/agents/a.md asks nearly the same."),
    ],
)
def test_a_question_that_is_there_already_is_found_but_stops_no_bank(folder: Folder, title: str, wrong: str):
    root = folder({"agents/a.md": TEXT, "rag/b.md": TEXT.replace("# Here: what is asked about chunks (rag)?", title)})
    found = check(root, TODAY).faults

    assert [(fault.file, fault.line, fault.wrong) for fault in found] == [
        ("questions/rag/b.md", line_of(TEXT, "# Here:"), wrong)
    ]
    assert len(load(root)) == 2


def test_a_trial_of_ones_own_is_told_with_its_line(folder: Folder):
    root = folder({"rag/a.md": TEXT})

    def trial(asked: Sequence[Question], known: Sequence[Question]) -> dict[str, list[Finding]]:
        told = [(question.id, f"{question.id} of {len(known)}.") for question in asked]
        return {id: [Finding(("strong",), wrong, "Mend it.", warning=True)] for id, wrong in told}

    assert [str(fault) for fault in check(root, TODAY, trial=trial).faults] == [
        f"questions/rag/a.md:{line_of(TEXT, '### strong')}: warning: rag/a of 1. Mend it."
    ]


def test_the_table_counts_every_question_once(folder: Folder):
    root = folder({"rag/a.md": TEXT, "agents/b.md": named(TEXT, "And what is asked of models that act alone?")})
    head, *rows = stats(load(root))

    assert head.split()[:2] == ["all", "junior"]
    assert [row.split()[:2] for row in rows] == [["rag", "1"], ["agents", "1"], ["all", "2"]]
    assert rows[-1].split() == ["all", "2", "·", "2", "·", "·", "2", "·", "·", "·", "·"]


def test_a_topic_may_have_reading_of_its_own(folder: Folder):
    more = TOPICS + '[[topic.reading]]\nid = "a"\ntitle = "A book"\nurl = "https://example.org/b"\nkind = "book"\n'

    assert [r.title for r in load(folder({"rag/a.md": TEXT}, more)).topics[1].reading] == ["A book"]


def test_a_title_is_held_against_files_that_were_not_asked_about(folder: Folder):
    root = folder({"agents/a.md": TEXT, "rag/b.md": TEXT})

    assert [fault.wrong for fault in check(root, TODAY, [root / "rag/b.md"]).faults] == [
        "questions/agents/a.md has the same title."
    ]


# -- a new question


def test_a_template_is_sound_but_for_what_is_to_be_edited(folder: Folder):
    root = folder()
    path = new(root, "agents", "tool-use")
    found = check(root, TODAY).faults

    assert path == root / "agents" / "tool-use.md"
    assert found
    assert all(fault.warning and "EDIT ME" in fault.wrong for fault in found)
    assert load(root).get("agents/tool-use").title == "EDIT ME: what is asked about tool use (agents)?"


def test_a_file_that_is_there_is_not_overwritten(folder: Folder):
    root = folder({"rag/chunks.md": "mine"})

    with pytest.raises(VivaError, match="exists already"):
        new(root, "rag", "chunks")

    assert (root / "rag/chunks.md").read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("topic", "slug", "wrong"),
    [
        ("poems", "ode", "no topic 'poems'. Use one of rag, agents"),
        ("../rag", "ode", "no topic"),
        ("rag", "../ode", "can't name a question"),
        ("rag", "Ode", "can't name a question"),
        ("rag", "", "can't name a question"),
        ("rag", "o" * 61, "can't name a question"),
    ],
)
def test_a_question_without_a_place_is_refused(folder: Folder, topic: str, slug: str, wrong: str):
    root = folder()

    with pytest.raises(VivaError, match=wrong):
        new(root, topic, slug)

    assert sorted(path.name for path in root.rglob("*")) == ["topics.toml"]


# -- anything at all


@settings(deadline=None)
@given(st.text(st.sampled_from('+#`$=[]{}"\n ~.*|aé\u200b\x00\r'), max_size=200), st.integers(0, len(TEXT)))
def test_no_text_is_too_odd_to_be_read(noise: str, at: int):
    for text in (noise, TEXT[:at] + noise + TEXT[at:]):
        question, found = parse(text, FILE)

        assert (question is None) == any(not fault.warning for fault in found)
        assert all(1 <= fault.line <= text.count("\n") + text.count("\r") + 1 for fault in found)
