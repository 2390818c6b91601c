"""The questions that the bank grew from, and all that they named to read: every one is there."""

import json
from collections import Counter
from pathlib import Path

import pytest

from viva.bank import load
from viva.paths import data

SEED = json.loads((Path(__file__).parent / "seed.json").read_text("utf-8"))
BANK = load(data("questions"))
BY_SOURCE = Counter(question.source for question in BANK.questions)


def missing(questions: dict[str, set[str]], reading: dict[str, set[str]]) -> list[str]:
    """What of the seed isn't where it belongs: addresses by seed question, and by topic."""
    found = []
    for row in SEED["rows"]:
        place = questions.get(row.get("question", "")) if "question" in row else reading.get(row["reading"])
        if place is None:
            found.append(row.get("question") or row["reading"])
            continue
        found += [url for url in row["addresses"] if SEED["successors"].get(url, url) not in place]
    return found


def carried() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    questions: dict[str, set[str]] = {}
    for question in BANK.questions:
        if question.source.startswith("seed: "):
            urls = questions.setdefault(question.source.removeprefix("seed: "), set())
            urls.update(reference.url for reference in question.references)
    return questions, {topic.id: {reference.url for reference in topic.reading} for topic in BANK.topics}


def test_the_list_is_whole():
    named = [url for row in SEED["rows"] for url in row["addresses"]]

    assert len([row for row in SEED["rows"] if "question" in row]) == 62
    assert (len(named), len(set(named))) == (218, 182)


def test_every_question_and_every_address_of_the_seed_is_in_the_bank():
    assert missing(*carried()) == []


@pytest.mark.parametrize("index", [0, 1, -1])
def test_what_is_not_there_is_missed(index: int):
    questions, reading = carried()
    row = SEED["rows"][index]
    if "question" in row:
        del questions[row["question"]]
    else:
        reading[row["reading"]].pop()

    assert len(missing(questions, reading)) == 1
