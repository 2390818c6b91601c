"""Answers that pass for content: they hold the right words, and say nothing, or the opposite.

Most know the rubric, as somebody does who sat the same question yesterday.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable

from tests.hostile.target import Attack, Target
from viva.trials import negated

_OPPOSITES = (
    "more less, larger smaller, increases decreases, increase decrease, higher lower, high low, fast slow, before "
    "after, first last, long short, always rarely, many few, better worse, cheap expensive, large small, input output, "
    "with without, grows shrinks, faster slower, longer shorter, all none, same other, up down"
)
ANTONYMS: dict[str, str] = {}
for pair in _OPPOSITES.split(", "):
    one, other = pair.split()
    ANTONYMS |= {one: other, other: one}
_WORD = re.compile(r"[A-Za-z]+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


def _flat(target: Target) -> list[str]:
    return [word for words in target.keywords() for word in words]


def _joined(words: Iterable[str]) -> str:
    first, *rest = words
    return f"{', '.join([first, *rest[:-1]])} and {rest[-1]}" if rest else first


def _by_point(*frames: str) -> Callable[[Target], str]:
    """A sentence a point, round these frames, about its keywords."""

    def make(target: Target) -> str:
        points = target.keywords()
        return " ".join(frames[n % len(frames)].format(_joined(words)) for n, words in enumerate(points))

    return make


def _by_says(frame: str) -> Callable[[Target], str]:
    """A sentence a point, round the rubric's own."""
    return lambda target: " ".join(frame.format(says[0].lower() + says[1:].rstrip(".")) for says in target.says)


def _shuffled(target: Target) -> str:
    words = target.question.answer.split()
    random.Random(target.question.id).shuffle(words)
    return " ".join(words)


def _shuffled_sentences(target: Target) -> str:
    chance, told = random.Random(target.question.id), []
    for sentence in _SENTENCE.split(target.strong):
        words = sentence.rstrip(".!?").split()
        chance.shuffle(words)
        told.append(" ".join(words) + ".")
    return " ".join(told)


def _backwards(target: Target) -> str:
    return " ".join(reversed(target.strong.split()))


def _opposite(target: Target) -> str:
    return _WORD.sub(lambda match: ANTONYMS.get(match[0].lower(), match[0]), target.strong)


PADDING = (
    "There is a lot to say about this, and it depends on the case. One has to look at the whole system, its users and "
    "its data, and balance quality against cost. In practice people start small, measure what they can and improve "
    "from there. "
)

WORDS: dict[str, Callable[[Target], str]] = {
    "comma-list": lambda target: ", ".join(_flat(target)),
    "bullets": lambda target: "\n".join(f"- {word}" for word in _flat(target)),
    "word-table": lambda target: "\n".join(f"| {' | '.join(words)} |" for words in target.keywords()),
    "hashtags": lambda target: " ".join(f"#{word.replace(' ', '')} #{word}" for word in _flat(target)),
    "in-code": lambda target: f"```\n{' '.join(_flat(target))}\n```",
    "repeated-list": lambda target: " ".join([", ".join(_flat(target)) + "."] * 3),
    "dressed": _by_point("It is about {}.", "It also involves {}.", "This relates to {}.", "Another aspect is {}."),
    "glued": lambda target: "the " + " and the ".join(_flat(target)) + ".",
    "announced": _by_point("I would talk about {}.", "Then I would discuss {}.", "After that I would turn to {}."),
    "guess-by-words": _by_point("A good answer mentions {}.", "It should also name {}."),
    "outline": lambda target: "\n".join(f"- {': '.join(words)}" for words in target.keywords()),
    "padded": lambda target: PADDING + _by_point("It is about {}.")(target) + " " + PADDING,
    "important": _by_point("{} is important here.", "One must not forget {}.", "There is {} as well."),
}

TURNED: dict[str, Callable[[Target], str]] = {
    "negated-reference": lambda target: negated(target.question.answer),
    "negated-strong": lambda target: negated(target.strong),
    "negated-half": lambda target: negated(target.partial),
    "never": _by_says("It is never the case that {}."),
    "never-has": _by_point("It never has anything to do with {}.", "It does not use {}."),
    "false-that": _by_says("It is false that {}."),
    "myth": _by_says("It is a common myth that {}."),
    "nobody": _by_says("Nobody would claim that {}."),
    "taken-back": lambda target: f"{target.strong}\n\nNone of this is true, the opposite holds.",
    "wrong-before": lambda target: f"Each of these sentences is wrong: {' '.join(target.says)}",
    "unknowing": _by_says("I can't say whether {}."),
    "either-way": _by_says("Either {} or it is the other way round."),
    "asked-back": _by_says("Is it that {}?"),
    "opposite": _opposite,
}

SALAD: dict[str, Callable[[Target], str]] = {
    "shuffled": _shuffled,
    "shuffled-sentences": _shuffled_sentences,
    "words-backwards": _backwards,
}

ECHOES: dict[str, Callable[[Target], str]] = {
    "echo-twice": lambda target: f"{target.question.text}\n\n{target.question.text}",
    "echo-dressed": lambda target: (
        f"The question is: {target.question.title} To answer this, one has to think about what "
        f"it asks, and so the answer is what was asked: {target.question.title}"
    ),
    "guess-from-question": lambda target: (
        f"A complete answer to “{target.question.title}” says what it is, why it is needed, how it works "
        "step by step, what it costs, where it fails, what the alternatives are, and an example from practice."
    ),
    "buzzwords": lambda target: (
        "It depends on the use case. There is always a trade-off between quality, latency and cost, and "
        "one needs to balance them with best practices. In production, you measure, monitor and iterate on real "
        "data, scale what works, and keep the user in mind. Modern models make this robust, efficient and future-proof."
    ),
    "another-question": lambda target: target.other.samples[0].answer,
    "quotes-of-nothing": lambda target: (
        f"As the well-known paper on {target.question.topic.replace('-', ' ')} puts it, “this is how it "
        "works”. The authors show “clear gains”, and the documentation says “see above” about all the rest."
    ),
}

# Written when the guards were finished, and no guard was changed for them: how far these reach beyond what they know.
LATER: dict[str, Callable[[Target], str]] = {
    "fool": _by_says("Only a fool would believe that {}."),
    "mistaken": _by_says("Many people say that {}, but they are mistaken."),
    "contrary": _by_says("Contrary to what one reads, it isn't so that {}."),
    "rubbish": _by_says("I once heard that {}, which turned out to be rubbish."),
    "think-of": _by_point("Think of {}!", "And of {}!"),
    "labelled-words": _by_point("Keywords: {}.", "Also: {}."),
    "because": _by_point("That is because of {}.", "The reason lies in {}."),
    "we-use": _by_point("We use {}.", "We have {}.", "We need {}."),
    "arrows": lambda target: " -> ".join(_flat(target)),
    "sorted": lambda target: " ".join(sorted(target.question.answer.split(), key=str.lower)),
    "joke": lambda target: f"{target.strong}\n\nJust kidding, I made all of that up.",
}

CONTENTS = tuple(Attack(name, "content", make) for name, make in (WORDS | TURNED | SALAD | ECHOES | LATER).items())
