"""Numbers with their units: finds in a text the quantity that an estimate has to come to."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isclose
from typing import Literal

from viva.questions import Number
from viva.words import FUNCTION_WORDS, Span, stem

Outcome = Literal["right", "wrong", "several", "none"]

_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "b": 1e9, "bn": 1e9, "g": 1e9, "t": 1e12, "tn": 1e12}
_SCALES |= {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}

# A unit, lower-cased, to its kind and its size in the kind's base unit; _RATES hold a hidden "per second".
_UNITS: dict[str, tuple[str, float]] = {}
_RATES = {"tps": ("token", 1.0), "qps": ("request", 1.0), "rps": ("request", 1.0)}


def _define(kind: str, size: float, names: str) -> None:
    _UNITS.update(dict.fromkeys(names.split(), (kind, size)))


_define("byte", 1, "b byte bytes")
_define("byte", 1e9, "g gig gigs")
_define("byte", 1 / 8, "bit bits")
for _at, (_p, _name) in enumerate(zip("kmgtp", ("kilo", "mega", "giga", "tera", "peta"), strict=True), start=1):
    _define("byte", 1e3**_at, f"{_p}b {_p}bs {_p}byte {_p}bytes {_name}byte {_name}bytes")
    _define("byte", 1024.0**_at, f"{_p}i {_p}ib {_p}ibs {_name[:2]}bibyte {_name[:2]}bibytes")
    _define("byte", 1e3**_at / 8, f"{_p}bit {_p}bits {_name}bit {_name}bits")
    _RATES[f"{_p}bps"] = ("byte", 1e3**_at / 8)
for _at, _p in enumerate(("", *"kmgtpe")):
    _define("flop", 1e3**_at, f"{_p}flop {_p}flops")
for _size, _names in (
    (1e-9, "ns nanosecond nanoseconds"),
    (1e-6, "us µs μs microsecond microseconds"),
    (1e-3, "ms msec millisecond milliseconds"),
    (1, "s sec secs second seconds"),
    (60, "min mins minute minutes"),
    (3600, "h hr hrs hour hours"),
    (86400, "d day days"),
    (7 * 86400, "wk week weeks"),
    (30 * 86400, "month months"),
    (365 * 86400, "yr yrs year years"),
):
    _define("second", _size, _names)
_define("usd", 1, "$ usd dollar dollars bucks")
_define("usd", 0.01, "¢ cent cents")
_define("%", 1, "% percent")
_define("times", 1, "x × times fold")
_define("token", 1, "tok toks token tokens")
_define("paramet", 1, "param params parameter parameters")
_define("request", 1, "req reqs request requests query queries")

# Kinds whose numbers mean nothing without their unit: "2" is no answer where 2 GiB are asked for.
_STRICT = frozenset({"byte", "second", "usd", "%"})

_ONE_TO_TWELVE = "one two three four five six seven eight nine ten eleven twelve".split()
_WORD_VALUES = {word: float(value) for value, word in enumerate(_ONE_TO_TWELVE, start=1)}
_MOST_NUMBERS = 1_000
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")

# Every repeat here is bounded, or can't be entered twice at one place: hostile text of any kind takes linear time.
_POWER = r"(?:(?:\^|\*\*)[ (]{0,3}[-−]?\d{1,3}(?!\d)|⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})"
_NUMBER = re.compile(
    r"(?<![\w.])(?<!\d,)(?P<money>(?:US)?\$\s?|USD\s)?"
    r"(?:(?P<digits>\d{1,3}(?:(?:,|\{,\}|[\u00a0\u2009\u202f ])\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    rf"|(?P<word>(?i:{'|'.join(_ONE_TO_TWELVE)})\b))"
    r"(?:[eE](?P<exp>[+-]?\d{1,3})(?!\d))?"
    rf"(?:\s{{0,9}}[×x*·⋅]\s{{0,9}}(?P<base>10|2)\s?(?P<times>{_POWER})|\s?(?P<power>{_POWER}))?"
)
_LIST_MARK = re.compile(r"^[ \t]{0,8}\d{1,2}[.)][ \t]{1,4}(?=\S)", re.MULTILINE)
_UNIT = re.compile(r"[ \t\-]{0,12}\n?[ \t]{0,12}((?:[x×](?!\w)(?!\s?\d)|[%¢]|\$(?!\d)|[A-Za-zµμ][A-Za-z0-9µμ]*))")
_PER = re.compile(
    r"[ \t]{0,4}(?:/|\b(?:per|an?|each|every)\b)[ \t\-]{0,4}(?:(?:1|one)(?![\d.,]) ?)?"
    r"(?:(k|K|M|B|thousand|million|billion|trillion)(?![A-Za-z]) ?)?([A-Za-zµμ]+)?"
)
_MATH = re.compile(r"\$(?=\S)([^$\n]{1,300})(?<=\S)\$(?!\d)")
_MARKUP = re.compile(
    r"(?P<group>\{,\})|(?P<dot>\\(?:times|cdot)(?![A-Za-z]))|\\(?P<sign>[%$])|\\(?:[A-Za-z]+|[^A-Za-z])|[{}~`]"
    r"|(?<!\d)(?<!\d )\*\*|\*\*(?! ?\d)|(?P<percent>(?i:per cent)\b)"
)
_JOINED = re.compile(
    r"(?:[\s,;/|.?!•(\-–—]|\d{1,2}[.)]|\b(?:or|and|to|maybe|perhaps|possibly|vs|versus|about|around|even|up)\b){1,60}",
    re.IGNORECASE,
)
_HEDGED = re.compile(r"\b(?:or|to|maybe|perhaps|possibly|vs|versus)\b|[-–—]", re.IGNORECASE)
_GUESSED = re.compile(r"\b(?:or|maybe|perhaps|possibly)\b|[-–—]", re.IGNORECASE)
_ITEM_ENDS = re.compile(r"\s*(?:$|[,;.!?|/)\n]|(?:or|and)\b)")
_CALCULATED = re.compile(r"\s*[=≈→+×*^<>]")
_TAKEN_BACK = re.compile(
    r"\W{0,6}(?:no[,;:.]|no wait|wait|sorry|actually|oops|correction|scratch that|make that|i mean)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a number: `value` in the base unit of its `kind`, per the kinds in `per`.

    A kind is "byte", "second", "usd", "flop", "%", "times", the stem of any other unit's word, or "" for none.
    `loose`: what it is per was left out.
    """

    value: float
    kind: str
    per: frozenset[str] = frozenset()
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text: the values that it may have by itself, and the ways to read it with the words after it."""

    span: Span
    values: tuple[float, ...]
    readings: tuple[Reading, ...]

    @property
    def is_bare(self) -> bool:
        """Whether no unit follows."""
        return any(not reading.kind for reading in self.readings)


def quantities(text: str) -> tuple[Quantity, ...]:
    """The numbers of a text in order; of more than 1,000 the last, where results stand."""
    return _quantities(_plain(text))


def find_number(number: Number, text: str, known: str = "") -> tuple[Outcome, Span | None]:
    """Whether `text` comes to `number`, and where.

    "right": the number is there, and no rival is offered beside it; "several": it is one of a list of candidates
    ("16 or 32 GB"); "wrong": there are numbers in that unit, none of them right; "none": there is no such number.
    The inputs of a calculation are no rivals: a rival is joined to the right number by "or", a dash, a comma. Nor are
    the numbers of `known`, the question and its reference answer ("from 3.07 TB to 96 GB" when both are asked for),
    unless they stand there as a guess ("16 or 32 GB").
    """
    plain = _plain(text)
    wanted = _wanted(number)
    found = _quantities(plain)
    judged = [(quantity, _fits(quantity, wanted, number.within)) for quantity in found]
    if not any(fits for _, fits in judged):
        # As a share told the other way, and only then: beside a plain hit what is bare may count anything.
        judged = [(quantity, fits or _shares(quantity, wanted, number.within) or fits) for quantity, fits in judged]
    same = [(quantity, bool(fits)) for quantity, fits in judged if fits is not None]
    taken_back = {a for (a, fits), (b, other) in pairwise(same) if fits and not other and _takes_back(a, b, plain)}
    hits = [quantity for quantity, fits in same if fits and quantity not in taken_back]
    if not hits:
        return ("wrong", None) if same else ("none", None)
    every = [(quantity, bool(fits)) for quantity, fits in judged]
    if not (_rivals(same, plain) or _bare_rivals(every, plain)):
        return "right", hits[-1].span
    # A known number stands beside the right one as if it were right itself.
    excused = _known(found, wanted, known) - _guesses(found, hits, plain)
    same = [(quantity, fits or quantity in excused) for quantity, fits in same]
    every = [(quantity, fits or quantity in excused) for quantity, fits in every]
    return ("several" if _rivals(same, plain) or _bare_rivals(every, plain) else "right"), hits[-1].span


def _blank(match: re.Match[str]) -> str:
    """What stands for a piece of LaTeX or Markdown, in as many characters."""
    if match["group"]:
        return match[0]
    kept = "×" if match["dot"] else match["sign"] or ("percent" if match["percent"] else "")
    return kept.ljust(len(match[0]))


def _plain(text: str) -> str:
    """`text` without the LaTeX and Markdown round numbers; every character keeps its place."""
    return _MARKUP.sub(_blank, _MATH.sub(lambda match: f" {match[1]} ", text))


def _quantities(plain: str) -> tuple[Quantity, ...]:
    marks = {match.end() - len(match[0].lstrip()) for match in _LIST_MARK.finditer(plain)}
    numbers = [match for match in _NUMBER.finditer(plain) if match.start() not in marks]
    return tuple(_quantity(match, plain) for match in numbers[-_MOST_NUMBERS:])


def _raised(base: float, power: str) -> float:
    exponent = int(re.sub(r"[^\d-]", "", power.translate(_RAISED)))
    try:
        return float(base**exponent)
    except (OverflowError, ZeroDivisionError):
        return float("inf")


def _value(match: re.Match[str]) -> float:
    if match["word"]:
        return _WORD_VALUES[match["word"].lower()]
    value = float(re.sub(r"[^\d.]", "", match["digits"]))
    if match["exp"]:
        value *= _raised(10.0, match["exp"])
    if match["times"]:
        value *= _raised(float(match["base"]), match["times"])
    return _raised(value, match["power"]) if match["power"] else value


def _quantity(match: re.Match[str], plain: str) -> Quantity:
    value = _value(match)
    # "5 B" is five bytes as well as five billion: both readings stand, and what is asked for decides.
    options = [(value, match.end())]
    word = _UNIT.match(plain, match.end())
    if word and word[1].lower() in _SCALES:
        scaled = (value * _SCALES[word[1].lower()], word.end())
        options = [scaled] if len(word[1]) > 2 else [scaled, *options]
    readings: list[Reading] = []
    ends = [match.end()]
    for number, at in options:
        for reading, end in _readings(number, at, plain, money=bool(match["money"])):
            readings.append(reading)
            ends.append(end)
    return Quantity(Span(match.start(), max(ends)), tuple(number for number, _ in options), tuple(readings))


def _readings(value: float, at: int, plain: str, *, money: bool) -> Iterator[tuple[Reading, int]]:
    """The readings of `value` with the words that follow it at `at`, and where each ends."""
    for kind, size, end in [("usd", 1.0, at)] if money else _units(plain, at):
        hidden = frozenset({"second"}) if kind.startswith("/") else frozenset()
        name = kind.lstrip("/")
        per, divisor, last = _per(plain, end)
        # "312 TFLOPS" is written for a speed as well as for a number of operations.
        per = (per | hidden) - ({"second"} if name == "flop" else set())
        yield Reading(value * size / divisor, name, per), last
        # Elsewhere "82,300 requests a day" may answer for "requests"; a bandwidth is never a size.
        if per and not (name == "byte" and "second" in per):
            yield Reading(value * size, name, loose=True), last


def _units(plain: str, at: int) -> Iterator[tuple[str, float, int]]:
    """What unit may follow at `at`: (kind, size, end). Of unknown words any of the next three may be it."""
    known = False
    end = at
    for _ in range(3):
        match = _UNIT.match(plain, end)
        word = match[1].lower() if match else ""
        if match is None or word in FUNCTION_WORDS or known:
            break
        known = word in _UNITS or word in _RATES
        if end > at and known and _UNITS.get(word, ("",))[0] in _STRICT:
            break
        kind, size = _UNITS.get(word) or _RATES.get(word) or (stem(word), 1.0)
        end = match.end()
        yield ("/" + kind if word in _RATES else kind), size, end
    if end == at:
        yield "", 1.0, at


def _per(plain: str, at: int) -> tuple[frozenset[str], float, int]:
    """What a unit is per ("/s", "a day", "per million tokens"): the kinds, what to divide by, the end."""
    kinds: set[str] = set()
    divisor = 1.0
    for _ in range(2):
        match = _PER.match(plain, at)
        if match is None or not (match[1] or match[2]):
            break
        word = (match[2] or "tokens").lower()  # a price "per million" is one per million tokens
        kind, size = _UNITS.get(word) or (stem(word), 1.0)
        kinds.add(kind)
        divisor *= size * _SCALES.get((match[1] or "").lower(), 1.0)
        at = match.end()
    return frozenset(kinds), divisor, at


def _wanted(number: Number) -> Quantity:
    plain = _plain(f"{number.value!r} {number.unit}")
    found = _quantities(plain)
    return found[0] if found else Quantity(Span(0, 0), (number.value,), (Reading(number.value, ""),))


def _pairs(found: Quantity, wanted: Quantity) -> Iterator[tuple[float, float]]:
    """The values of `found` and `wanted` that can be compared."""
    for want in wanted.readings:
        for read in found.readings:
            if read.kind == want.kind and read.per == want.per and not (read.loose and want.loose):
                yield read.value, want.value
        if not want.kind or (found.is_bare and want.kind not in _STRICT):
            yield from ((value, want.value) for value in found.values)


def _fits(found: Quantity, wanted: Quantity, within: float) -> bool | None:
    """Whether `found` is what is wanted, None where it is another kind of thing altogether."""
    pairs = list(_pairs(found, wanted))
    return any(_near(value, want, within) for value, want in pairs) if pairs else None


def _near(value: float, want: float, within: float) -> bool:
    return abs(value - want) <= within * abs(want)


def _shares(found: Quantity, wanted: Quantity, within: float) -> bool:
    """Whether `found` is the same share: a percentage where a number of at most 1 is wanted, or the other way round."""
    for want in wanted.readings:
        if not want.kind and abs(want.value) <= 1:
            if any(read.kind == "%" and _near(read.value / 100, want.value, within) for read in found.readings):
                return True
        elif want.kind == "%" and found.is_bare:
            return any(0 < value < 1 and _near(100 * value, want.value, within) for value in found.values)
    return False


def _known(found: Collection[Quantity], wanted: Quantity, text: str) -> set[Quantity]:
    """Those of the numbers that `text` holds as well."""
    kinds = {reading.kind for reading in wanted.readings}
    given = quantities(text)
    return {quantity for quantity in found if any(_is(quantity, other, kinds) for other in given)}


def _is(found: Quantity, known: Quantity, kinds: Collection[str]) -> bool:
    """Whether a number is the known one: the same kind and, within 2 %, the same value. A bare one is of `kinds`."""
    if found.is_bare:
        if not any(reading.kind in kinds for reading in known.readings):
            return False
        return any(isclose(a, b, rel_tol=0.02) for a in found.values for b in known.values)
    readings = ((a, b) for a in found.readings for b in known.readings)
    return any(a.kind == b.kind and isclose(a.value, b.value, rel_tol=0.02) for a, b in readings)


def _guesses(found: Sequence[Quantity], hits: Collection[Quantity], plain: str) -> set[Quantity]:
    """The numbers that are offered instead of a right one: neighbours of it, joined by "or" or by a dash."""
    right = set(hits)
    guessed: set[Quantity] = set()
    for first, second in pairwise(found):
        between = plain[first.span.end : second.span.start]
        if (first in right or second in right) and len(between) < 40 and _GUESSED.search(between):
            guessed |= {first, second}
    return guessed


def _takes_back(hit: Quantity, later: Quantity, plain: str) -> bool:
    """Whether a right number is followed by "no, wait" before another one."""
    return _TAKEN_BACK.match(plain, hit.span.end, later.span.start) is not None


def _joint(first: Quantity, second: Quantity, plain: str) -> str:
    """How two neighbours are joined: "hedge" ("or", "to", a dash), "list" (commas, lines), or "" for not at all."""
    between = plain[first.span.end : second.span.start]
    after = plain[second.span.end : second.span.end + 20]
    if not _JOINED.fullmatch(between) or _CALCULATED.match(after):
        return ""
    if _HEDGED.search(between) or plain[max(0, first.span.start - 9) : first.span.start].rstrip().endswith("between"):
        return "hedge"
    return "list" if "(" not in between and _ITEM_ENDS.match(after) else ""


def _rivals(same: Sequence[tuple[Quantity, bool]], plain: str) -> bool:
    """Whether a right and a wrong number in the unit asked for stand side by side. Neighbours are enough to look at."""
    return any(left != right and _joint(a, b, plain) != "" for (a, left), (b, right) in pairwise(same))


def _bare_rivals(judged: Sequence[tuple[Quantity, bool]], plain: str) -> bool:
    """Whether a right number shares its unit with others: "16 or 32 GB", "8, 16, 32 GB"."""
    joints = [_joint(a, b, plain) for (a, _), (b, _) in pairwise(judged)]
    for at, ((a, left), (b, right)) in enumerate(pairwise(judged)):
        if left == right or not (a if right else b).is_bare:
            continue
        listed = right and at > 0 and joints[at - 1] == "list" and judged[at - 1][0].is_bare
        if joints[at] == "hedge" or (listed and joints[at] == "list"):
            return True
    return False
