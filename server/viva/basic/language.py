"""What makes a judge of words err: keywords without sentences, and languages other than English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from statistics import median

from viva.grading import Exchange
from viva.questions import Question
from viva.words import content_stems, is_content, tokens

# Frequent words of other languages in plain Latin letters, none of them an English word.
_FOREIGN = frozenset(
    """der das und ist nicht ein eine einen einem mit den dem von zu auf werden wird sich auch wie bei oder wenn
    dass sind kann ohne zwischen sollte dies nur le les la des et est une un que qui pas pour dans du sur avec ce
    sont plus ne el los las es en con por para del se lo su como una os uma com da em na ao il che di per non della
    sono het een van dat niet zijn wordt voor ve bir bu ile olarak yang dan untuk dengan dari ini w z nie jako
    att som av det og til ikke ja ei sa este cu pe la je v pro""".split()
)
_ACCENTED = re.compile("[\u00e0-\u024f\u1e00-\u1eff]")
_CODE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_ITEMS = re.compile(r"[,;\n|•]+|\s[-–—]\s")


def is_keyword_list(exchanges: Sequence[Exchange]) -> bool:
    """Whether words are strung together without a sentence: an attempt to fool a judge that counts words."""
    text, words = _prose(exchanges)
    if len(words) < 8:
        return False
    share = sum(not is_content(word) for word in words) / len(words)
    items = [len(item.split()) for item in _ITEMS.split(text) if item.strip()]
    return share < 0.08 or (share < 0.2 and len(items) >= 6 and median(items) <= 2)


def is_english(question: Question, exchanges: Sequence[Exchange]) -> bool:
    """Whether the answers can be read as English. Few words, code, formulas and lists of keywords pass.

    Tried on 2,981 answers of students, most of them terse: it refused 53, all with German in them.
    """
    if is_foreign(exchanges):
        return False
    # A language of which no word is listed: hardly any English, and hardly a word of the question's.
    text, words = _prose(exchanges)
    return len(words) < 12 or _count_english(words) >= 0.05 * len(words) or _overlap(question, text) >= 0.2


def is_foreign(exchanges: Sequence[Exchange]) -> bool:
    """Whether the answers are in another script, or have more frequent words of another language than of English."""
    text, words = _prose(exchanges)
    if not text.isascii():
        letters = [char for char in unicodedata.normalize("NFKC", text) if char.isalpha()]
        if len(letters) >= 6 and 2 * sum(map(_is_strange, letters)) > len(letters):
            return True
    foreign = sum(word in _FOREIGN or (not word.isascii() and _ACCENTED.search(word) is not None) for word in words)
    return len(words) >= 6 and foreign > _count_english(words) and foreign >= 0.12 * len(words)


def _count_english(words: Sequence[str]) -> int:
    return sum(not is_content(word) for word in words)


def _prose(exchanges: Sequence[Exchange]) -> tuple[str, list[str]]:
    """The answers without fenced code, and their words: neither numbers nor the letters of formulas."""
    text = _CODE.sub(" ", "\n".join(exchange.answer for exchange in exchanges))
    return text, [token.word for token in tokens(text) if token.end - token.start > 1 and not token.word[0].isdigit()]


def _is_strange(letter: str) -> bool:
    """Whether a letter is neither Latin nor, as in formulas, Greek or mathematical."""
    if letter < "\u0250" or letter >= "\U0001d400":
        return False
    return not ("\u0370" <= letter < "\u0400" or "\u1d00" <= letter < "\u2500")


def _overlap(question: Question, text: str) -> float:
    """The share of the text's stems that the question, its reference and its rubric know."""
    known = content_stems(question.text) | content_stems(question.answer)
    known = known.union(*(content_stems(criterion.says) for criterion in question.rubric))
    stems = content_stems(text)
    return len(stems & known) / max(1, len(stems))
