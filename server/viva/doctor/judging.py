"""Whether a model can judge: what was seen of that, made into findings."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from viva.doctor.findings import EMPTY, MENDS, Finding, percent
from viva.doctor.observed import Marked, Recall, Recited, Shaped
from viva.interview import WEIGH

# Thresholds; each is a design choice.
SHAPED_NEEDED = 0.9
AGREED_NEEDED = 0.85
COUNTED = 0.6
"""Least share of the tokens that a text has by a shorter one's measure: a server that counts fewer has cut it."""
LEAST_ANSWER = 4_000
"""Characters of an answer for which a judge's context needs room."""
LONG = 60.0
"""Seconds after which a grade is slow."""


def shapes(seen: Sequence[Shaped], of: int) -> Finding:
    """Whether its replies fit the judge's schema; those that were not asked for any more don't."""
    fit = [one for one in seen if not one.wrong]
    told = f"{len(fit)} of {of} replies fit the judge's schema ({percent(SHAPED_NEEDED)} needed)"
    if len(fit) >= SHAPED_NEEDED * of > 0:
        return Finding("schema", "good", f"{told}.{_pace([one.seconds for one in fit])}")
    rest = f"; after {len(seen)} calls the rest was not tried." if len(seen) < of else "."
    misfits = [one for one in seen if one.wrong]
    failures = [one.failure for one in misfits if one.failure]
    if 2 * len(failures) > len(misfits):
        why = failures[0]
        return Finding("schema", "bad", f"{told}{rest} {why.said}", MENDS[why.kind], told, why.note)
    mend = "Use a server that enforces JSON schemas (llama.cpp, vLLM, Ollama and LM Studio do), or a larger model."
    if 2 * sum(one.cut or not one.begins for one in misfits) > len(misfits):
        mend = "Most of them broke off or were empty: raise max_tokens in its table (4,000 if it thinks first)."
    first = misfits[0] if misfits else Shaped("Nothing was tried.")
    note = f"{first.wrong}{f' It begins {first.begins}.' if first.begins else ''}"
    return Finding("schema", "bad", f"{told}{rest}", mend, told, note)


# -- its context


def reads(recall: Recall, context: int | None) -> Finding:
    """Whether it reads the longest prompt that a judge may get, within the configured `context`, from its start on."""
    wrong = _loses(recall.short) or _has_no_room(recall, context)
    if wrong:
        return wrong
    assert recall.long is not None
    wrong = _fails(recall, recall.long)
    if wrong:
        return wrong
    seen = f"It read a prompt of about {_tokens(recall)} tokens from its first line on."
    if recall.answer < recall.wanted:
        seen += f" Answers of more than {recall.answer:,} characters don't fit into context = {context}: no grade."
    return Finding("context", "good", seen)


def _loses(short: Recited) -> Finding | None:
    """What keeps a model from repeating a number even from a short text: then a long one says nothing of its server."""
    if short.failure:
        why = short.failure
        return Finding("context", "bad", why.said, MENDS[why.kind], "no reply about a text", why.note)
    if short.blank:
        return Finding("context", "bad", "Asked what it had read, it replied nothing.", EMPTY, "empty replies")
    if not short.repeated:
        mend = "Use another model: this one loses what it has just been told."
        return Finding("context", "bad", "It can't repeat a number even from a short text.", mend, "remembers nothing")
    return None


def _has_no_room(recall: Recall, context: int | None) -> Finding | None:
    if recall.long is not None and recall.answer >= min(LEAST_ANSWER, recall.wanted):
        return None
    seen = f"With context = {context} too little room is left for an answer: the longest prompt takes {recall.needs:,}."
    mend = f"Raise the context on its server, then here: {_size(recall)} has room for every answer."
    return Finding("context", "bad", seen, mend, "its context is too small")


def _fails(recall: Recall, long: Recited) -> Finding | None:
    about = f"a prompt of about {_tokens(recall)} tokens"
    if long.failure and long.failure.kind == "too_long":
        mend = f"Raise the context on its server to {_size(recall)} tokens, or use a model that takes as many."
        return Finding(
            "context", "bad", f"Its server refuses {about}.", mend, "its context is too small", long.failure.note
        )
    if long.failure:
        seen, brief = f"It gave up on {about}. {long.failure.said}", "gives up on a long prompt"
        return Finding("context", "bad", seen, MENDS[long.failure.kind], brief, long.failure.note)
    if long.blank:
        return Finding("context", "bad", f"It replied nothing to {about}.", EMPTY, "nothing to say to a long prompt")
    cut = _is_cut(recall.short, long)
    if long.repeated and not cut:
        return None
    counted = f", of which it counted {long.counted:,}" if cut else ""
    lost = "a part" if long.repeated else "the beginning"
    seen = f"It lost {lost} of {about}{counted}: its server cuts what is too long in silence."
    mend = (
        f"Raise the context on its server to {_size(recall)} (llama.cpp: -c; Ollama: OLLAMA_CONTEXT_LENGTH; LM Studio: "
        f"Context Length), and write that as context in its table. If it is that large already, use another model."
    )
    return Finding("context", "bad", seen, mend, f"loses {lost} of a long prompt")


def _size(recall: Recall) -> str:
    """A context that has room for the longest prompt, in a size that servers are given."""
    return f"{-(-recall.needs // 4096) * 4096:,}"


def _is_cut(short_one: Recited, long_one: Recited) -> bool:
    """Whether the server counted far fewer tokens than a text of that length has, by the short one's measure."""
    if not (short_one.counted and long_one.counted):
        return False
    return long_one.counted < COUNTED * short_one.counted * long_one.sent / max(1, short_one.sent)


def _tokens(recall: Recall) -> str:
    """About how many tokens the long text has, by the short one's measure."""
    assert recall.long is not None
    share = recall.short.counted / recall.short.sent if recall.short.counted else 0.25
    return f"{round(share * recall.long.sent, -2):,.0f}"


# -- its grades


def agrees(seen: Sequence[Marked], points: int, of: int) -> Finding:
    """How often its verdicts are those expected, over all `points` of the `of` samples; ungraded is disagreement."""
    share = sum(one.agreed for one in seen) / points if points else 0.0
    brief = f"agrees {percent(share)} ({percent(AGREED_NEEDED)} needed)"
    ungraded = [one for one in seen if one.given is None]
    told = f"It {brief} with the verdicts expected on {points} points of {of} sample answers"
    told += f"; {len(ungraded)} stayed ungraded" if ungraded else ""
    told += f"; after {len(seen)} the rest was not tried" if len(seen) < of else ""
    told += f". {_by_sample(seen)}{_pace([one.seconds for one in seen if one.given is not None])}"
    why = next((one.failure for one in ungraded if one.failure), None)
    note = why.note if why else ""
    if points and share >= AGREED_NEEDED:
        return Finding("grades", "good", told, brief=brief, note=note)
    if why and 5 * len(ungraded) > len(seen):
        return Finding("grades", "bad", f"{told} {why.said}", MENDS[why.kind], brief, note)
    return Finding("grades", "bad", told, "Use another model as judge.", brief, note)


def _by_sample(seen: Sequence[Marked]) -> str:
    """How it does on each kind of sample: one that is too kind fails the wrong ones."""
    parts = []
    for name in dict.fromkeys(one.sample for one in seen):
        of_name = [one for one in seen if one.sample == name]
        points = sum(len(one.expected) for one in of_name)
        parts.append(f"{name} {percent(sum(one.agreed for one in of_name) / max(1, points))}")
    return f"By sample: {', '.join(sorted(parts))}." if parts else ""


def _pace(seconds: Sequence[float]) -> str:
    """How long a grade takes, and what follows from that."""
    if not seconds:
        return ""
    usual = median(seconds)
    told = f" One takes about {usual:.0f} s" if usual >= 1 else " One takes less than a second"
    if usual > LONG:
        return f"{told}: a smaller model or a faster machine would be kinder to whoever waits."
    if usual > WEIGH.total_seconds():
        return f"{told}, so that follow-ups are chosen by word coverage meanwhile."
    return f"{told}."
