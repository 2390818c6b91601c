"""Whether a model is there and talks like an interviewer: what was seen of that, made into findings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from viva.doctor.findings import EMPTY, MENDS, Finding, short
from viva.doctor.observed import Asked, Failure, Flow

# Thresholds; each is a design choice.
FIRST_MOST = 10.0
"""Seconds after which somebody who waits for the interviewer's first word thinks that it is broken."""
RATE_LEAST = 4.0
"""Tokens a second: about as fast as people read."""
ASKED_NEEDED = 2 / 3

SHOWN = 12
"""How many names of a server's list are told."""
_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()


def keyless(why: str) -> Finding:
    """It can't be called for want of a key; `why` names the variable."""
    mend = "Export the variable that key_env names, then start again."
    return Finding("reach", "bad", "Its key is missing.", mend, "no key", why)


def reaches(seen: Flow | Failure) -> Finding:
    """Whether it says anything at all."""
    if isinstance(seen, Failure):
        return Finding("reach", "bad", seen.said, f"{MENDS[seen.kind]} Nothing else was tried.", "no reply", seen.note)
    if not seen.text.strip():
        return Finding("reach", "bad", "It answers, but with an empty reply.", EMPTY, "empty replies")
    return Finding("reach", "good", f"It replied within {seen.last:.1f} s.", note=short(seen.text))


def lists(name: str, names: Sequence[str] | None, replied: bool) -> Finding:
    """Whether its server lists it. Some take any name, so that the reply to a call has the last word."""
    if names is None:
        return Finding("list", "note", "Not offered: its server doesn't tell which models it has.")
    if name in names or f"{name}:latest" in names:
        return Finding("list", "good", f"Its server lists it, among {len(names)}.")
    note = ", ".join(short(each) for each in names[:SHOWN]) + (", …" if len(names) > SHOWN else "")
    told = f"listed: {note}" if names else "it lists none"
    seen = f"Its server doesn't list {short(name)}"
    if replied:
        # llama.cpp answers to any name, with the one model that it has.
        return Finding(
            "list", "note", f"{seen}, and replies all the same.", "Check that the right one replies.", "", told
        )
    mend = "Write one of the names that it lists (`viva doctor` shows them in the terminal), or pull the model."
    return Finding("list", "bad", f"{seen}.", mend, "not listed", told)


def falls_silent(why: Failure) -> Finding:
    """It replied once, and then no more."""
    return Finding("stream", "bad", why.said, MENDS[why.kind], "fell silent", why.note)


def streams(flow: Flow) -> Finding:
    """Streaming means several pieces, not all of them at the very end, and as fast as one reads."""
    seen = f"{flow.pieces} pieces, the first after {flow.first:.2f} s, then {flow.rate:.0f} tokens/s."
    if flow.pieces < 3:
        mend = "The reply came in one lump: switch streaming on in the server, or in the proxy before it."
        return Finding("stream", "bad", seen, mend, "no streaming")
    if flow.last > 2 and flow.first > 0.95 * flow.last:
        mend = "All came at the very end: a proxy holds the stream back; switch its buffering off."
        return Finding("stream", "bad", seen, mend, "no streaming")
    if flow.first > FIRST_MOST or flow.rate < RATE_LEAST:
        mend = f"Use a smaller model or a faster machine: {FIRST_MOST:g} s and {RATE_LEAST:g} tokens/s are needed."
        return Finding("stream", "bad", seen, mend, "too slow to talk with")
    return Finding("stream", "good", seen)


def makes_sense(flow: Flow) -> Finding:
    """Whether what it was asked for, the numbers from one to thirty, is in what it said: noise has none of them."""
    said = set(re.findall(r"[a-z]+|\d+", flow.text.casefold()))
    found = sum(word in said or str(n) in said for n, word in enumerate(_ONES, start=1))
    if found >= len(_ONES) / 2:
        return Finding("sense", "good", "It does what it is asked for: it counts.")
    mend = "Use another model; if it speaks sense elsewhere, check the chat template of its server."
    return Finding(
        "sense", "bad", "Asked to count to thirty, it says something else.", mend, "talks noise", short(flow.text)
    )


def asks(seen: Sequence[Asked], of: int) -> Finding:
    """Whether it phrases follow-ups: by the interviewer's own prompt, and its own idea of a question."""
    fine = sum(asked.fine for asked in seen)
    told = f"{fine} of {of} follow-ups came out as a question."
    if fine >= ASKED_NEEDED * of > 0:
        return Finding("asks", "good", told)
    failure = next((asked.failure for asked in seen if asked.failure), None)
    if failure is None:
        return Finding("asks", "bad", told, MENDS["nonsense"], "asks no questions")
    return Finding("asks", "bad", f"{told} {failure.said}", MENDS[failure.kind], "asks no questions", failure.note)
