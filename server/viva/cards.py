"""The points that an interview left open as a deck of Anki cards."""

from __future__ import annotations

import html
import io
import itertools
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from viva.interview import Interview
from viva.questions import Criterion, Question

if TYPE_CHECKING:
    import genanki

# Drawn by chance once, and never changed: Anki knows a deck and a kind of note by them.
DECK, NOTE = 1_734_260_851, 1_598_402_377

# As in the bank's Markdown; Anki wants its formulas otherwise.
_FORMULA = re.compile(r"(?<![\\$\w])\$(?![\s$])([^$\n]+?)(?<![\s\\])\$(?![\d$])")


def deck(state: Interview) -> bytes:
    """An .apkg file with a card for every point that wasn't made in full: what was asked, then what a good answer says.

    The same point has the same id in every deck, so that Anki takes it once.
    """
    import genanki  # takes a tenth of a second, and only who exports needs it

    note = genanki.Model(
        NOTE,
        "Viva: a point",
        fields=[{"name": "Question"}, {"name": "Probe"}, {"name": "Point"}, {"name": "Reading"}],
        templates=[
            {
                "name": "Card 1",
                "qfmt": "{{Question}}<hr><strong>{{Probe}}</strong>",
                "afmt": "{{FrontSide}}<hr id=answer>{{Point}}<p><small>{{Reading}}</small></p>",
            }
        ],
    )
    made = genanki.Deck(DECK, "Viva")
    for question, criterion in _open(state):
        fields = [*map(_shown, (question.title, criterion.probe, criterion.says)), _reading(question, criterion)]
        guid = genanki.guid_for("viva", question.id, criterion.id)
        made.add_note(genanki.Note(note, fields, guid=guid, tags=[question.topic, question.level]))
    return _packed(genanki.Package(made), state.ended_at or state.created_at)


def _open(state: Interview) -> Iterator[tuple[Question, Criterion]]:
    """The points that weren't made in full, by the grade that stands, a person's before a judge's."""
    for turn in state.roots:
        mark = turn.final
        grade = mark and (mark.human or mark.grade)
        for point in grade.points if grade else ():
            if point.verdict != "met":
                yield turn.question, turn.question.criterion(point.criterion)


def _shown(text: str) -> str:
    return _FORMULA.sub(r"\\(\1\\)", html.escape(text)).replace("\n", "<br>")


def _reading(question: Question, criterion: Criterion) -> str:
    known = {reference.id: reference for reference in question.references}
    read = [known[id] for id in criterion.read if id in known]
    return "<br>".join(f'<a href="{html.escape(each.url)}">{html.escape(each.title)}</a>' for each in read)


def _packed(package: genanki.Package, at: datetime) -> bytes:
    """The file, made in memory: genanki's own way leaves its database behind in the folder for temporary files."""
    stamp = at.astimezone(UTC).timestamp()
    with closing(sqlite3.connect(":memory:")) as connection:
        package.write_to_db(connection.cursor(), stamp, itertools.count(int(stamp * 1000)))
        connection.commit()
        collection = connection.serialize()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki2", collection)
        archive.writestr("media", "{}")
    return out.getvalue()
