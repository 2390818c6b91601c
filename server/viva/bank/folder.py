"""The files of a bank: which there are, and what they hold together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import tomli
from pydantic import ValidationError

from viva.bank.findings import Finding
from viva.bank.reading import MOST_BYTES, SLUG, parse, review
from viva.errors import BankError, Fault
from viva.questions import Question, Topic
from viva.words import content_stems, is_cue

TOPICS = "topics.toml"
ALIKE = 0.8
"""Least share of their words that two questions have in common when they are one (design choice)."""


@dataclass(frozen=True, slots=True)
class Bank:
    """Questions by id, topics in the order of topics.toml, and 16 hex digits that change when a question does."""

    questions: tuple[Question, ...]
    topics: tuple[Topic, ...]
    fingerprint: str

    def get(self, id: str) -> Question:
        """The question of that id; KeyError if there is none."""
        for question in self.questions:
            if question.id == id:
                return question
        raise KeyError(id)

    def __len__(self) -> int:
        return len(self.questions)


@dataclass(frozen=True, slots=True)
class _Read:
    """One file of the bank as it was found."""

    path: Path
    file: str
    text: str
    question: Question | None
    faults: list[Fault]


Trial = Callable[[Sequence[Question], Sequence[Question]], Mapping[str, Iterable[Finding]]]
"""What else is found wrong with questions, by id, among all of their bank: as by a judge that is tried on samples."""


class Checked(NamedTuple):
    """What is to be mended, and how many questions were read and reviewed."""

    faults: list[Fault]
    questions: int


def load(path: Path) -> Bank:
    """The bank in the folder `path`; BankError with all that keeps it from being used, at once."""
    topics, reads, faults = _read(path)
    if faults:
        raise BankError(faults)
    questions = tuple(sorted((read.question for read in reads if read.question), key=lambda question: question.id))
    prints = "\n".join(f"{question.id} {question.fingerprint}" for question in questions)
    return Bank(questions, topics, hashlib.sha256(prints.encode()).hexdigest()[:16])


def check(path: Path, today: date, only: Sequence[Path] = (), trial: Trial | None = None) -> Checked:
    """All that is to be mended in the bank in the folder `path`, by file and line: of the files `only`, if any.

    They are still held against the others, so that a question that is there already is found.
    """
    _, reads, faults = _read(path)
    chosen, strangers = _chosen(path.resolve(), reads, only)
    sound = [(read, read.question) for read in reads if read.question]
    asked = [(read, question) for read, question in sound if read.file in chosen]
    twins = _twins(reads)
    tried = trial([question for _, question in asked], [question for _, question in sound]) if trial else {}
    for read, question in asked:
        more = [*twins.get(read.file, ()), *tried.get(question.id, ())]
        faults += review(question, read.text, read.file, today, more)
    kept = strangers + [fault for fault in faults if fault.file in chosen or not only]
    return Checked(sorted(kept, key=lambda fault: (fault.file, fault.line)), len(asked))


def _chosen(root: Path, reads: Sequence[_Read], only: Sequence[Path]) -> tuple[set[str], list[Fault]]:
    """The files that are asked about, and what is wrong with the asking."""
    files = {read.path: read.file for read in reads} | {root / TOPICS: f"{root.name}/{TOPICS}"}
    if not only:
        return set(files.values()), []
    chosen = {f"{root.name}/{TOPICS}"}
    strangers = []
    for asked in only:
        named = [file for at, file in files.items() if at.is_relative_to(asked.resolve())]
        chosen |= set(named)
        if not named:
            strangers.append(Fault(str(asked), 1, "There is no such question in the bank.", f"The bank is {root}."))
    return chosen, strangers


def topics(path: Path) -> tuple[tuple[Topic, ...], list[Fault]]:
    """The topics of the bank in the folder `path`, and what is wrong with them."""
    file = f"{path.resolve().name}/{TOPICS}"
    mend = "Give each topic a [[topic]] with id, title and about."
    try:
        rows = tomli.loads((path / TOPICS).read_text("utf-8")).get("topic", [])
    except OSError as error:
        return (), [Fault(file, 1, f"The list of topics can't be read: {error.strerror}.", mend)]
    except (ValueError, RecursionError) as error:
        return (), [Fault(file, 1, f"This isn't TOML: {error}.", mend)]
    made: list[Topic] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows if isinstance(rows, list) else [rows], start=1):
        topic = _topic(row)
        if isinstance(topic, str):
            faults.append(Fault(file, 1, f"Topic {number}: {topic}.", mend))
        elif topic.id in [other.id for other in made]:
            faults.append(Fault(file, 1, f"The topic '{topic.id}' is there twice.", "Remove one."))
        else:
            made.append(topic)
    if not made and not faults:
        faults.append(Fault(file, 1, "There is no topic.", mend))
    return tuple(made), faults


def _topic(row: Any) -> Topic | str:
    try:
        topic = Topic.model_validate_json(json.dumps(row, default=str), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return f"'{'.'.join(map(str, first['loc']))}': {first['msg']}"
    odd = next((term for term in topic.terms if "|" in term or not is_cue(term)), None)
    return topic if odd is None else f"'terms': {odd!r} is neither a word nor a few, with * at a word's end only"


def _read(path: Path) -> tuple[tuple[Topic, ...], list[_Read], list[Fault]]:
    root = path.resolve()
    if not root.is_dir():
        raise BankError([Fault(str(path), 1, "There is no such folder.", "Name the folder that holds topics.toml.")])
    listed, faults = topics(root)
    reads: list[_Read] = []
    for folder in sorted(entry for entry in root.iterdir() if entry.is_dir() and not entry.name.startswith(".")):
        if folder.name not in [topic.id for topic in listed]:
            wrong = f"The folder '{folder.name}' is no topic."
            faults.append(Fault(f"{root.name}/{folder.name}", 1, wrong, f"Add it to {TOPICS}, or move its questions."))
        reads += [_file(entry, root) for entry in sorted(folder.iterdir()) if not entry.name.startswith(".")]
    for read in reads:
        faults += read.faults
    if not reads and not faults:
        faults.append(Fault(root.name, 1, "There is no question in the bank.", "Begin one: viva bank new TOPIC SLUG."))
    return listed, reads, sorted(faults, key=lambda fault: (fault.file, fault.line))


def _file(path: Path, root: Path) -> _Read:
    file = f"{root.name}/{path.parent.name}/{path.name}"
    text, question = "", None
    try:
        misplaced = _misplaced(path)
        if misplaced:
            return _Read(path, file, "", None, [Fault(file, 1, *misplaced)])
        raw = path.read_bytes()
        text = raw.decode("utf-8")
        question, faults = parse(text, file)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        faults = [Fault(file, line, "The file isn't UTF-8.", "Save it as UTF-8.")]
    except OSError as error:
        faults = [Fault(file, 1, f"The file can't be read: {error.strerror}.", "See to its rights.")]
    return _Read(path, file, text, question, faults)


def _misplaced(path: Path) -> tuple[str, str] | None:
    """What is wrong with a file before it is opened."""
    if not path.is_file() or path.suffix != ".md":
        return "This is no question.", "Keep nothing but .md files in a topic's folder."
    if not SLUG.fullmatch(path.stem) or len(path.stem) > 60:
        return f"'{path.stem}' can't be part of an id.", "Use at most 60 lower-case letters, digits and single hyphens."
    if path.stat().st_size > MOST_BYTES:
        return f"The file is longer than {MOST_BYTES // 1024} KiB.", "Shorten it: a question is a page."
    return None


def _twins(reads: Sequence[_Read]) -> dict[str, list[Finding]]:
    """Questions that ask what an earlier one asks, by file."""
    found: dict[str, list[Finding]] = {}
    met: list[tuple[str, str, frozenset[str]]] = []
    for read in reads:
        if read.question is None:
            continue
        title, stems = _flat(read.question.title), content_stems(read.question.text)
        for file, other, theirs in met:
            if title == other:
                wrong = f"{file} has the same title."
            elif _alike(stems, theirs) >= ALIKE:
                wrong = f"{file} asks nearly the same."
            else:
                continue
            finding = Finding(("title",), wrong, "Ask something else, or remove one.")
            found.setdefault(read.file, []).append(finding)
        met.append((read.file, title, stems))
    return found


def _flat(title: str) -> str:
    return " ".join(title.casefold().split())


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard likeness, 0 to 1."""
    common = len(one & other)
    return common / max(1, len(one) + len(other) - common)
