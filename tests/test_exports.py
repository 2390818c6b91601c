"""What an interview becomes as a file: a table of points, and cards of those that were left open."""

import csv
import io
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.playing import Talk, after, topic_question
from tests.program import Program
from tests.test_cli import sat, viva
from viva.cards import deck
from viva.interview import Answered, Decided, Ended, Interview, Plan
from viva.points import COLUMNS, table
from viva.questions import Question, Reference


def talked(*questions: Question) -> Interview:
    """One question answered: light met, the others missed, of which a person overruled the middle one."""
    play = Talk(Plan(number=len(questions), follow_ups=0), questions=questions).opened()
    play(Answered(0, "light, and no more", after(5)), play.grade(0, after(6), light="met"))
    if len(questions) > 1:
        play(Ended(after(7), ""))
    play(Decided(0, "middle", "met", "It is there.", after(8)))
    return play.state


def rows(state: Interview) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table(state))))


def notes(apkg: bytes) -> list[tuple[str, str, str]]:
    """guid, fields and tags of each note, as Anki would read them."""
    with zipfile.ZipFile(io.BytesIO(apkg)) as archive, closing(sqlite3.connect(":memory:")) as collection:
        assert archive.read("media") == b"{}"
        collection.deserialize(archive.read("collection.anki2"))
        return collection.execute("SELECT guid, flds, tags FROM notes ORDER BY id").fetchall()


def test_the_table_has_a_line_for_every_point_by_the_grade_that_stands():
    found = rows(talked(topic_question("rag/one"), topic_question("rag/two")))

    assert table(talked(topic_question("rag/one"))).startswith(",".join(COLUMNS) + "\r\n")
    assert [(row["criterion"], row["verdict"], row["points"], row["earned"]) for row in found] == [
        ("light", "met", "1", "1"),
        ("heavy", "missed", "3", "0"),
        ("middle", "met", "2", "2"),
    ]
    assert {row["by_person"] for row in found} == {"yes"}
    assert {row["question"] for row in found} == {"rag/one"}


@pytest.mark.parametrize(
    "says", ["=HYPERLINK(1)", "+1 to that point", "-1 from that point", "@SUM of it all", "\tTab first"]
)
def test_no_cell_is_taken_for_a_formula(says: str):
    one = topic_question("rag/one")
    evil = one.rubric[0].model_copy(update={"says": says})
    found = rows(talked(one.model_copy(update={"rubric": (evil, *one.rubric[1:])})))

    assert found[0]["says"] == f"'{says}"


def test_a_card_is_made_of_each_point_that_was_left_open():
    ((guid, fields, tags),) = notes(deck(talked(topic_question("rag/one"))))

    assert fields.split("\x1f")[:3] == [
        "What is there to say of rag/one?",
        "What of heavy?",
        "It says the heavy thing.",
    ]
    assert tags.split() == ["rag", "mid"]
    assert guid == notes(deck(talked(topic_question("rag/one"), topic_question("rag/two"))))[0][0]


def test_a_cards_words_are_no_markup_and_its_formulas_are_ankis():
    one = topic_question("rag/one")
    paper = Reference(id="paper", title="<b>A paper</b>", url="https://example.org/?a=1&b=2", kind="paper")
    evil = one.rubric[1].model_copy(
        update={"says": "<script>x</script> costs $O(n^2)$, or $5 and $10.", "read": ("paper",)}
    )
    rubric = (one.rubric[0], evil, one.rubric[2])
    ((_, fields, _),) = notes(deck(talked(one.model_copy(update={"rubric": rubric, "references": (paper,)}))))

    says, reading = fields.split("\x1f")[2:]
    assert says == "&lt;script&gt;x&lt;/script&gt; costs \\(O(n^2)\\), or $5 and $10."
    assert reading == '<a href="https://example.org/?a=1&amp;b=2">&lt;b&gt;A paper&lt;/b&gt;</a>'


def test_making_cards_leaves_nothing_in_the_folder_for_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    deck(talked(topic_question("rag/one")))

    assert list(tmp_path.iterdir()) == []


async def test_every_format_comes_by_the_command_and_over_http(tmp_path: Path):
    id = await sat(tmp_path / "data")
    place = ("--data", tmp_path / "data")

    assert viva("export", id, "--format", "csv", *place).stdout.lstrip("\ufeff").startswith("interview,date,")
    assert viva("export", id, "--format", "anki", "-o", tmp_path / "cards.apkg", *place).returncode == 0
    assert len(notes((tmp_path / "cards.apkg").read_bytes())) > 3
    with Program(tmp_path / "data") as program:
        for format, name in (("md", ".md"), ("json", ".json"), ("csv", ".csv"), ("anki", ".apkg")):
            with program.download(f"/api/interviews/{id}/export?format={format}") as reply:
                assert reply.headers["content-disposition"].endswith(f'{id}{name}"')
                assert reply.read()
        assert program.request(f"/api/interviews/{id}/export?format=exe")[0] == 422
