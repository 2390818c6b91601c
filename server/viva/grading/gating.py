"""What needs no judge at all."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from viva.grading.values import Exchange
from viva.questions import Question
from viva.words import NEGATIONS, content_stems, find_cue, is_content, stem, tokens

ECHO = 90.0
"""Least likeness (rapidfuzz ratio, 0 to 100) to the question at which an answer is that question again."""

_SHRUG = frozenset(
    map(
        stem,
        "know idea idk dunno sure clue remember recall forgot forget pass skip sorry unfortunately answer question "
        "honestly good great nope nah hmm um uh well think say unsure familiar certain thanks thank please "
        "heard learned".split(),
    )
)
_MASTER_KEY = frozenset(
    map(
        stem, "thought process solution solve problem step steps final answer explanation here reasoning result".split()
    )
)


def gate(question: Question, exchanges: Sequence[Exchange]) -> str | None:
    """Why this needs no judge (blank, no content, an echo, a master key), or None. A bare number is content.

    Master keys are those of "One Token to Fool LLM-as-a-Judge" (arXiv 2507.08794): replies such as ":" or "Thought
    process:" that many models grade as right.
    """
    text = "\n".join(exchange.answer for exchange in exchanges)
    words = tokens(text)
    if not words:
        return "Nothing was answered."
    if _echo(question, exchanges, text):
        return "The answer only repeats the question."
    stems = {token.stem for token in words if is_content(token.word)}
    if not stems - _SHRUG:
        return "The answer says nothing about the question."
    if not stems - _MASTER_KEY:
        return "The answer announces an answer, but gives none."
    # In scripts without blanks one word may be a whole sentence.
    if len(words) == 1 and words[0].word.isascii() and words[0].word.isalpha() and not _about(question, text):
        return "One word that no point of the rubric is about."
    return None


def _about(question: Question, text: str) -> bool:
    if any(find_cue(cue, text) for criterion in question.rubric for cue in criterion.cues):
        return True
    stems = content_stems(text)
    return any(stems & content_stems(criterion.says) for criterion in question.rubric if not criterion.cues)


def _echo(question: Question, exchanges: Sequence[Exchange], text: str) -> bool:
    """Whether the answer is the question (or its follow-ups) again: near the same letters, or all of its words."""
    asked = [question.title, question.text, *(exchange.asked for exchange in exchanges)]
    flat = _flat(text)
    if any(fuzz.ratio(flat, _flat(words), score_cutoff=ECHO) for words in asked):
        # "It does not grow" answers "Does it grow?" in the same words.
        return any(_denials(text) == _denials(words) for words in asked)
    stems = content_stems(text)
    theirs = [content_stems(words) for words in asked]
    if len(stems) < 3 or not stems <= frozenset().union(*theirs):
        return False
    return _denials(text) <= _denials("\n".join(asked)) and any(len(stems & one) >= 0.6 * len(one) for one in theirs)


def _flat(text: str) -> str:
    return " ".join(token.word for token in tokens(text))


def _denials(text: str) -> frozenset[str]:
    return frozenset(token.word for token in tokens(text) if token.word in NEGATIONS)
